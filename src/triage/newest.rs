//! The newest lines that report failures, for the screen: those behind a row, or all lines of an input that cannot be
//! read again. Both are limited in number.

use super::FailureKey;
use super::attempts::domain;
use super::failure_lines::LONGEST_LINE;
use super::time::Seconds;
use super::window::Window;
use crate::bounce::Bounce;
use crate::lower::lower;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Whose lines are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub failures: BTreeSet<FailureKey>,
    /// The recipients' domains; `None` for all.
    pub domains: Option<Domains>,
}

/// Some of the recipients' domains, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Domains {
    These(BTreeSet<String>),
    /// All except these.
    Others(BTreeSet<String>),
}

impl Wanted {
    fn holds(&self, key: FailureKey, domain: &str) -> bool {
        let domains = self.domains.as_ref();
        self.failures.contains(&key) && domains.is_none_or(|domains| domains.hold(domain))
    }
}

impl Domains {
    fn hold(&self, domain: &str) -> bool {
        let domain = &*lower(domain);
        match self {
            Domains::These(names) => names.contains(domain),
            Domains::Others(names) => !names.contains(domain),
        }
    }
}

/// A line and what it reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLine {
    pub time: Option<Seconds>,
    pub line: String,
    pub bounce: Bounce<'static>,
}

/// The newest lines that were asked for. Clones share them: one thread counts, another shows what was kept.
#[derive(Clone, Debug)]
pub struct Newest {
    /// `None` asks for all lines.
    wanted: Option<Wanted>,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Debug, Default)]
struct Kept {
    /// By time; of lines of one second, the later one is newer.
    lines: BTreeMap<(Option<Seconds>, u64), (FailureKey, NewLine)>,
    /// Their total length in bytes.
    bytes: usize,
    /// How many there were.
    count: u64,
}

/// The most lines that are kept.
pub const MOST_LINES: usize = 2000;
/// The same if all lines are asked for, because the log cannot be read again.
pub const MOST_OF_ALL: usize = 5000;
/// The most bytes of all lines together.
const MOST_BYTES: usize = 4 << 20;

impl Newest {
    /// Asks for the lines of these failures.
    pub fn of(wanted: Wanted) -> Newest {
        Newest {
            wanted: Some(wanted),
            kept: Arc::default(),
        }
    }

    /// Asks for the lines of all failures.
    pub fn of_all() -> Newest {
        Newest {
            wanted: None,
            kept: Arc::default(),
        }
    }

    /// Whether only some lines are asked for.
    pub(super) fn is_of_some(&self) -> bool {
        self.wanted.is_some()
    }

    /// Returns how many lines there were, kept or not.
    pub fn count(&self) -> u64 {
        self.kept().count
    }

    /// Whether some lines that were asked for were not kept.
    pub fn is_cut(&self) -> bool {
        let kept = self.kept();
        kept.count > kept.lines.len() as u64
    }

    /// Adds the line of a failure, if it is asked for.
    pub fn add(&self, key: FailureKey, line: &str, bounce: &Bounce<'_>, time: Option<Seconds>) {
        let domain = bounce.recipient.as_deref().and_then(domain);
        let is_asked = |wanted: &Wanted| wanted.holds(key, domain.unwrap_or_default());
        if !self.wanted.as_ref().is_none_or(is_asked) {
            return;
        }
        let mut kept = self.kept();
        kept.count += 1;
        let order = (time, kept.count);
        if kept.lines.len() == self.most() && kept.lines.keys().next() > Some(&order) {
            return;
        }
        let line = NewLine {
            time,
            line: line[..line.floor_char_boundary(LONGEST_LINE)].to_owned(),
            bounce: bounce.clone().into_owned(),
        };
        kept.keep(order, (key, line), self.most());
    }

    /// Adds all lines of another one, as later ones.
    pub fn merge(&self, other: &Newest) {
        let theirs = std::mem::take(&mut *other.kept());
        let mut kept = self.kept();
        let before = kept.count;
        for ((time, number), line) in theirs.lines {
            kept.keep((time, before + number), line, self.most());
        }
        kept.count += theirs.count;
    }

    /// Returns the kept lines that report these failures, within a stretch of time.
    pub fn behind(&self, wanted: &Wanted, period: Window) -> Newest {
        let behind = Newest::of(wanted.clone());
        let is_within = |time: Option<Seconds>| time.is_none_or(|time| period.holds(time));
        let kept = self.kept();
        for (key, line) in kept.lines.values().filter(|(_, line)| is_within(line.time)) {
            behind.add(*key, &line.line, &line.bounce, line.time);
        }
        drop(kept);
        behind
    }

    /// Returns the kept lines of one message, in order.
    pub fn of_message(&self, queue: &str) -> Vec<String> {
        let kept = self.kept();
        let lines = kept.lines.values().map(|(_, line)| line);
        let lines = lines.filter(|line| line.bounce.queue.as_deref() == Some(queue));
        lines.map(|line| line.line.clone()).collect()
    }

    /// Takes the kept lines, newest first.
    pub fn take_lines(&self) -> impl Iterator<Item = NewLine> {
        let lines = std::mem::take(&mut self.kept().lines);
        lines.into_values().rev().map(|(_, line)| line)
    }

    fn most(&self) -> usize {
        if self.is_of_some() {
            MOST_LINES
        } else {
            MOST_OF_ALL
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn keep(&mut self, order: (Option<Seconds>, u64), line: (FailureKey, NewLine), most: usize) {
        self.bytes += line.1.line.len();
        self.lines.insert(order, line);
        while self.lines.len() > most || self.bytes > MOST_BYTES {
            let Some((_, (_, oldest))) = self.lines.pop_first() else {
                return;
            };
            self.bytes -= oldest.line.len();
        }
    }
}
