//! What can be read again from the logs that were counted, and what waits for it. A thread of its own reads, and stops
//! once nothing holds the [`Ticket`] any more.

use crate::diagnose::intake::Batch;
use crate::triage::breakdown::{Asked, RowKey, Snapshot};
use crate::triage::compare::Comparison;
use crate::triage::window::{Window, span_in_words};
use crate::triage::{Times, Wanted};
use std::sync::{Arc, Weak};

/// Why nothing can be read again from a pipe.
pub const READ_ONCE: &str =
    "A pipe is read only once: name files to see a part of their time, or what changed in it.";

/// Held by what waits for an answer.
#[derive(Clone, Debug, Default)]
pub struct Ticket(Arc<()>);

/// Tells whether something still waits for an answer.
#[derive(Clone, Debug)]
pub struct Waiting(Weak<()>);

impl Ticket {
    pub(super) fn waiting(&self) -> Waiting {
        Waiting(Arc::downgrade(&self.0))
    }

    pub(super) fn is_of(&self, waiting: &Waiting) -> bool {
        Weak::as_ptr(&waiting.0) == Arc::as_ptr(&self.0)
    }
}

impl Waiting {
    /// Whether nothing waits any more.
    pub fn is_over(&self) -> bool {
        self.0.strong_count() == 0
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Waiting) -> bool {
        self.0.ptr_eq(&other.0)
    }
}

impl Eq for Waiting {}

/// What to look for in the logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub what: What,
    pub waiting: Waiting,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The lines that report these failures, within a part of the log's time.
    Lines(Wanted, Window),
    /// When these failures happened: at all times, and within a part of the log's time.
    Times(Wanted, Window),
    /// Every line of the message with this queue id.
    Message(String),
    /// What fails more or less often in the second of two periods, or than in an older log.
    Change(Compared),
    /// All counts.
    Counts(Asked),
}

/// The two sides of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    pub periods: [Window; 2],
    /// Whether the first side is another log.
    pub is_with_older: bool,
}

impl Compared {
    /// `since 2026-03-14 14:00, compared with before`
    pub fn in_words(&self) -> String {
        let [before, after] = &self.periods;
        let with = match (before.since, before.until) {
            (_, _) if self.is_with_older => "an older log".to_owned(),
            (Some(since), Some(until)) => span_in_words(since, until),
            (Some(_), None) => before.in_words().unwrap_or_default(),
            (None, _) => "before".to_owned(),
        };
        let after = after.in_words();
        let after = after.map_or_else(String::new, |after| format!("{after}, "));
        format!("{after}compared with {with}")
    }
}

/// What changed from one side to the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// The comparison, or why there is none.
    pub comparison: Result<Comparison, String>,
    pub sides: [Side; 2],
}

impl Changed {
    /// Returns the counts of each log; just once if both sides are parts of the same log.
    pub fn logs(&self) -> impl Iterator<Item = &Snapshot> {
        let [before, after] = &self.sides;
        let older = Some(&before.counted).filter(|_| before.is_older);
        older.into_iter().chain([&after.counted])
    }
}

/// One side of a comparison.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Side {
    pub counted: Snapshot,
    pub period: Window,
    /// Whether it is a log other than the one that is read again.
    pub is_older: bool,
}

impl Side {
    /// `2026-03-14 09:00 to 13:59`
    pub fn span_in_words(&self) -> Option<String> {
        let (first, last) = self.counted.span?;
        Some(span_in_words(first, last))
    }
}

/// An answer to a request, or its progress.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub to: Waiting,
    pub news: News,
}

#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// How much has been read, in percent.
    Read(u8),
    /// The newest lines, and how many there are in total; unknown for a pipe whose older lines are gone.
    Lines(Batch, Option<u64>),
    /// When failures happened, unless not all of their lines can be read.
    Times(Option<Box<Times>>),
    /// The lines of a message in order, how many there are in total, and what could not be read.
    Message(Vec<String>, u64, Option<String>),
    /// What changed.
    Change(Box<Changed>),
    /// What was counted.
    Counts(Box<Snapshot>),
    /// Why nothing can be counted again: a log no longer contains what was counted.
    Refused(String),
}

/// Counts that are waited for.
#[derive(Clone, Debug)]
pub struct Recount {
    pub(super) asked: Asked,
    /// How much has been read, in percent.
    pub progress: u8,
    pub(super) ticket: Ticket,
}

/// What was asked about when the failures of a row happened.
#[derive(Clone, Debug)]
pub struct AskedTimes {
    pub(super) key: RowKey,
    pub(super) wanted: Wanted,
    pub(super) period: Window,
    /// How much has been read, in percent, until there is an answer.
    pub(super) progress: Option<u8>,
    pub(super) ticket: Ticket,
}

/// The lines of a message, which are shown as an overlay.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub title: String,
    pub lines: Vec<String>,
    /// How many lines there are, kept or not.
    pub count: u64,
    /// How much has been read, in percent, until reading ends.
    pub progress: Option<u8>,
    pub(super) ticket: Ticket,
}

impl Found {
    /// Takes news of what was looked for, and returns what could not be read.
    pub(super) fn take(&mut self, news: News) -> Option<String> {
        match news {
            News::Read(percent) => self.progress = Some(percent),
            News::Message(lines, count, unread) => {
                (self.lines, self.count) = (lines, count);
                self.progress = None;
                return unread;
            }
            News::Lines(..)
            | News::Change(_)
            | News::Counts(_)
            | News::Times(_)
            | News::Refused(_) => {}
        }
        None
    }
}
