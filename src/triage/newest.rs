//! The newest lines that report failures, for the screen: those behind a row, or all lines of an input that cannot be
//! read again. Both are limited in number.

use super::FailureKey;
use super::attempts::Attempts;
use super::facet::{Facet, Facets, NameId};
use super::failure::Failure;
use super::failure_lines::LONGEST_LINE;
use super::time::Seconds;
use super::timeline::Timeline;
use super::window::Window;
use crate::bounce::Bounce;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Whose lines are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub failures: BTreeSet<FailureKey>,
    /// Of these, only those with one of these names; of several facets, all must hold.
    pub names: Vec<(Facet, WantedNames)>,
}

/// Some of the names of a facet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WantedNames {
    /// By their numbers in the tally that they are from.
    pub names: BTreeMap<NameId, String>,
    /// Whether all except these are meant, and whatever has no name.
    pub is_except: bool,
}

impl Wanted {
    /// Whether it requires knowing whose mail it is.
    pub fn is_by_message(&self) -> bool {
        let mut facets = self.names.iter().map(|(facet, _)| facet);
        facets.any(|facet| facet.is_of_message())
    }

    /// The same for a tally that has counted nothing so far, in which the names have other numbers.
    pub(super) fn in_tally(&self, attempts: &mut Attempts) -> Wanted {
        let mut wanted = self.clone();
        for (facet, names) in &mut wanted.names {
            let texts = std::mem::take(&mut names.names).into_values();
            let numbered = texts.filter_map(|text| Some((attempts.name(*facet, &text)?, text)));
            names.names = numbered.collect();
        }
        wanted
    }

    fn holds(&self, key: FailureKey, facets: Facets) -> bool {
        let mut names = self.names.iter();
        self.failures.contains(&key) && names.all(|(facet, names)| names.hold(facets[*facet]))
    }
}

impl WantedNames {
    pub(super) fn hold(&self, name: Option<NameId>) -> bool {
        name.is_some_and(|name| self.names.contains_key(&name)) != self.is_except
    }
}

/// A line and what it reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLine {
    pub time: Option<Seconds>,
    pub line: String,
    pub bounce: Bounce<'static>,
}

/// When the failures that were asked for happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// Over all of the log's time.
    pub history: Timeline,
    /// Within the part of it that is shown.
    pub failure: Failure,
}

/// The newest lines that were asked for. Clones share them: one thread counts, another shows what was kept.
#[derive(Clone, Debug)]
pub struct Newest {
    /// `None` asks for all lines.
    wanted: Option<Wanted>,
    /// The time from which lines are kept.
    period: Window,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Debug, Default)]
struct Kept {
    /// By time; of lines of one second, the later one is newer.
    lines: BTreeMap<(Option<Seconds>, u64), (FailureKey, Facets, NewLine)>,
    /// Their total length in bytes.
    bytes: usize,
    /// How many there were.
    count: u64,
    times: Times,
}

/// The most lines that are kept.
pub const MOST_LINES: usize = 2000;
/// The same if all lines are asked for, because the log cannot be read again.
pub const MOST_OF_ALL: usize = 5000;
/// The most bytes of all lines together.
const MOST_BYTES: usize = 4 << 20;

impl Newest {
    /// Asks for the lines of these failures within a stretch of time.
    pub fn of(wanted: Wanted, period: Window) -> Newest {
        Newest {
            wanted: Some(wanted),
            period,
            kept: Arc::default(),
        }
    }

    /// Asks for the lines of all failures.
    pub fn of_all() -> Newest {
        Newest {
            wanted: None,
            period: Window::default(),
            kept: Arc::default(),
        }
    }

    /// The same for a tally that has counted nothing so far.
    pub(super) fn in_tally(self, attempts: &mut Attempts) -> Newest {
        let wanted = self.wanted.map(|wanted| wanted.in_tally(attempts));
        Newest { wanted, ..self }
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
    pub(super) fn add(
        &self,
        (key, facets): (FailureKey, Facets),
        line: &str,
        bounce: &Bounce<'_>,
        time: Option<Seconds>,
    ) {
        let is_asked = |wanted: &Wanted| wanted.holds(key, facets);
        if !self.wanted.as_ref().is_none_or(is_asked) {
            return;
        }
        let mut kept = self.kept();
        if self.is_of_some() {
            let history = &mut kept.times.history;
            time.into_iter().for_each(|time| history.add(time));
        }
        if !time.is_none_or(|time| self.period.holds(time)) {
            return;
        }
        if self.is_of_some() {
            kept.times.failure.happened(line, time);
        }
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
        kept.keep(order, (key, facets, line), self.most());
    }

    /// Returns the kept lines that report these failures, within a stretch of time.
    pub fn behind(&self, wanted: &Wanted, period: Window) -> Newest {
        let behind = Newest::of(wanted.clone(), period);
        let kept = self.kept();
        for (key, facets, line) in kept.lines.values() {
            behind.add((*key, *facets), &line.line, &line.bounce, line.time);
        }
        drop(kept);
        behind
    }

    /// Returns when the failures that were asked for happened, whose lines need not all be kept.
    pub fn times(&self) -> Times {
        self.kept().times.clone()
    }

    /// Returns the kept lines of one message, in order.
    pub fn of_message(&self, queue: &str) -> Vec<String> {
        let kept = self.kept();
        let lines = kept.lines.values().map(|(.., line)| line);
        let lines = lines.filter(|line| line.bounce.queue.as_deref() == Some(queue));
        lines.map(|line| line.line.clone()).collect()
    }

    /// Takes the kept lines, newest first.
    pub fn take_lines(&self) -> impl Iterator<Item = NewLine> {
        let lines = std::mem::take(&mut self.kept().lines);
        lines.into_values().rev().map(|(.., line)| line)
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
    fn keep(
        &mut self,
        order: (Option<Seconds>, u64),
        line: (FailureKey, Facets, NewLine),
        most: usize,
    ) {
        self.bytes += line.2.line.len();
        self.lines.insert(order, line);
        while self.lines.len() > most || self.bytes > MOST_BYTES {
            let Some((_, (.., oldest))) = self.lines.pop_first() else {
                return;
            };
            self.bytes -= oldest.line.len();
        }
    }
}
