//! What can be read again of the logs that were counted, and what waits for it: a thread of its own reads, and stops once
//! nothing holds the [`Ticket`] any more.

use crate::diagnose::intake::Batch;
use crate::triage::Wanted;
use crate::triage::breakdown::{Asked, Snapshot};
use crate::triage::window::Window;
use std::sync::{Arc, Weak};

/// Why nothing can be read again of a pipe.
pub const READ_ONCE: &str =
    "A pipe is read only once: name files to see their lines or a part of their time.";

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
    /// What fails more or less often in the second of two periods.
    Change([Window; 2]),
    /// All counts.
    Counts(Asked),
}

/// News of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub to: Waiting,
    pub news: News,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// How much was read, in percent.
    Read(u8),
    /// The newest lines, and how many there are.
    Lines(Batch, u64),
    /// The lines of a message in their order, and how many there are.
    Message(Vec<String>, u64),
    /// What changed, as a report, a line each.
    Change(Vec<String>),
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

/// What was looked for in the logs, and is shown over the panes.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub title: String,
    pub lines: Vec<String>,
    /// They are lines of the logs, not of a report.
    pub is_log: bool,
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
            News::Change(lines) => {
                (self.count, self.lines) = (lines.len() as u64, lines);
                self.progress = None;
            }
            News::Lines(..) | News::Counts(_) => {}
        }
    }
}
