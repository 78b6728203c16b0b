//! The newest lines behind a row of the screen: so many, whatever the logs hold.

use super::FailureKey;
use super::failure_lines::LONGEST_LINE;
use super::time::Seconds;
use crate::bounce::Bounce;
use crate::lower::lower;
use std::collections::{BTreeMap, BTreeSet};

/// Whose lines are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub failures: BTreeSet<FailureKey>,
    /// The recipients' domains; all if there are none.
    pub domains: Option<Domains>,
}

/// Some of the recipients' domains, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Domains {
    These(BTreeSet<String>),
    /// All but these.
    Others(BTreeSet<String>),
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

/// The newest of the lines that are asked for.
#[derive(Debug, Default)]
pub struct Newest {
    wanted: Wanted,
    /// By time; of lines of one second the later one is newer.
    lines: BTreeMap<(Option<Seconds>, u64), NewLine>,
    /// How many there were.
    pub count: u64,
}

/// More lines are not kept.
pub const MOST_LINES: usize = 2000;

impl Newest {
    pub fn of(wanted: Wanted) -> Newest {
        Newest {
            wanted,
            ..Newest::default()
        }
    }

    /// Takes a line of a failure at a recipients' domain, if it is asked for.
    pub fn add(
        &mut self,
        key: FailureKey,
        domain: &str,
        line: &str,
        bounce: &Bounce<'_>,
        time: Option<Seconds>,
    ) {
        let domains = self.wanted.domains.as_ref();
        let is_asked = self.wanted.failures.contains(&key)
            && domains.is_none_or(|domains| domains.hold(domain));
        if !is_asked {
            return;
        }
        self.count += 1;
        let order = (time, self.count);
        let is_full = self.lines.len() == MOST_LINES;
        if is_full && self.lines.keys().next() > Some(&order) {
            return;
        }
        let line = NewLine {
            time,
            line: line[..line.floor_char_boundary(LONGEST_LINE)].to_owned(),
            bounce: bounce.clone().into_owned(),
        };
        self.keep(order, line);
    }

    /// Takes all lines of another one, as what came later.
    pub fn merge(&mut self, other: Newest) {
        for ((time, number), line) in other.lines {
            self.keep((time, self.count + number), line);
        }
        self.count += other.count;
    }

    fn keep(&mut self, order: (Option<Seconds>, u64), line: NewLine) {
        self.lines.insert(order, line);
        if self.lines.len() > MOST_LINES {
            self.lines.pop_first();
        }
    }

    /// Those that were kept, the newest first.
    pub fn into_lines(self) -> impl Iterator<Item = NewLine> {
        self.lines.into_values().rev()
    }
}
