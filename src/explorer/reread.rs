//! What can be read again of the logs that were counted, and what waits for it: a thread of its own reads, and stops once
//! nothing holds the [`Ticket`] any more.

use crate::diagnose::intake::Batch;
use crate::triage::Wanted;
use crate::triage::breakdown::{Asked, Snapshot};
use crate::triage::compare::Comparison;
use crate::triage::window::{Window, span_in_words};
use std::sync::{Arc, Weak};

/// Why nothing can be read again of a pipe.
pub const READ_ONCE: &str =
    "A pipe is read only once: name files to see a part of their time, or what changed in it.";

/// Held by what waits for an answer.
#[derive(Clone, Debug, Default)]
pub struct Ticket(Arc<()>);

/// What waits for an answer, if it still does.
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
    /// Nobody waits any more.
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
    /// The lines that report these failures, of a part of the log's time.
    Lines(Wanted, Window),
    /// Every line of the message with this queue id.
    Message(String),
    /// What fails more or less often in the second of two periods, or than in an older log.
    Change(Compared),
    /// All counts.
    Counts(Asked),
}

/// Two sides that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    pub periods: [Window; 2],
    /// The first side is another log.
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
    /// Or why nothing can be compared.
    pub comparison: Result<Comparison, String>,
    pub sides: [Side; 2],
}

impl Changed {
    /// What was counted of each log, where both sides are parts of the same only once.
    pub fn logs(&self) -> impl Iterator<Item = &Snapshot> {
        let [before, after] = &self.sides;
        let older = Some(&before.counted).filter(|_| before.is_older);
        older.into_iter().chain([&after.counted])
    }
}

/// One of two sides that are compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    pub counted: Snapshot,
    pub period: Window,
    /// It is another log than that which is read again.
    pub is_older: bool,
}

impl Side {
    /// `2026-03-14 09:00 to 13:59`
    pub fn span_in_words(&self) -> Option<String> {
        let (first, last) = self.counted.span?;
        Some(span_in_words(first, last))
    }
}

/// News of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub to: Waiting,
    pub news: News,
}

#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// How much was read, in percent.
    Read(u8),
    /// The newest lines, and how many there are; that is not known of a pipe whose older lines are gone.
    Lines(Batch, Option<u64>),
    /// The lines of a message in their order, and how many there are.
    Message(Vec<String>, u64),
    /// What changed.
    Change(Box<Changed>),
    /// What was counted.
    Counts(Box<Snapshot>),
}

/// Counts that are waited for.
#[derive(Clone, Debug)]
pub struct Recount {
    pub(super) asked: Asked,
    /// How much was read, in percent.
    pub progress: u8,
    pub(super) ticket: Ticket,
}

/// The lines of a message, which are shown over the panes.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub title: String,
    pub lines: Vec<String>,
    /// How many lines there are, be they kept or not.
    pub count: u64,
    /// How much was read, in percent, until all is.
    pub progress: Option<u8>,
    pub(super) ticket: Ticket,
}

impl Found {
    pub(super) fn take(&mut self, news: News) {
        match news {
            News::Read(percent) => self.progress = Some(percent),
            News::Message(lines, count) => {
                (self.lines, self.count) = (lines, count);
                self.progress = None;
            }
            News::Lines(..) | News::Change(_) | News::Counts(_) => {}
        }
    }
}
