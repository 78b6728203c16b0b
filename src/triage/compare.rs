//! What changed from one log to another.

use super::figures::{Counts, Figures};
use super::{Status, Tally};
use crate::catalogue::{Catalogue, Entry};
use serde::Serialize;
use std::io;

/// Both logs, and every entry of which there is more or less.
#[derive(Serialize)]
pub struct Comparison {
    pub before: Log,
    pub after: Log,
    /// Whether one is so much longer than the other that rates are compared, not counts.
    pub by_rate: bool,
    /// Why there is nothing to compare, if one of the two holds nothing: all would be new, or gone.
    #[serde(skip)]
    pub one_sided: Option<&'static str>,
    pub changes: Vec<Change>,
}

#[derive(Serialize)]
pub struct Log {
    pub lines: u64,
    pub bytes: u64,
    pub first: Option<String>,
    pub last: Option<String>,
    pub status: Status,
    pub attempts: u64,
    pub deliveries: Option<u64>,
    /// From the first line to the last one.
    #[serde(skip)]
    pub hours: Option<f64>,
}

#[derive(Serialize)]
pub struct Change {
    pub change: Kind,
    /// Its id.
    #[serde(rename = "entry")]
    pub id: &'static str,
    #[serde(skip)]
    pub entry: Entry,
    /// Failed attempts.
    pub before: u64,
    pub after: u64,
    /// The same an hour, where it is known how long the logs are.
    pub before_per_hour: Option<f64>,
    pub after_per_hour: Option<f64>,
    /// Of periods of different length: too little was counted to tell a rate, or that it did not fail at all.
    pub uncertain: bool,
}

/// What became of a failure, in the order in which changes are reported.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    New,
    Up,
    Down,
    Gone,
}

/// A smaller change may be chance: part of what was before.
const SLIGHT: f64 = 0.1;
/// Spans may differ by as much and count as equally long.
const UNEVEN: f64 = 0.1;

/// Of fewer attempts an hour's rate says little: chance alone changes it by a third.
const FEW: u64 = 10;
/// Where so many were to be expected, there is none by chance once in twenty times (Poisson).
const EXPECTED: f64 = 3.0;

impl Kind {
    /// What became of so many failures, in logs so long. Of what is counted the square root is chance (Poisson); twice as
    /// much is seldom.
    fn of(before: u64, after: u64, hours: [f64; 2]) -> Option<Kind> {
        match (before, after) {
            (0, 0) => return None,
            (0, _) => return Some(Kind::New),
            (_, 0) => return Some(Kind::Gone),
            _ => {}
        }
        let [old, new] = [before as f64 / hours[0], after as f64 / hours[1]];
        let chance = (old / hours[0] + new / hours[1]).sqrt();
        let change = new - old;
        let is_significant = change.abs() >= SLIGHT * old && change.abs() >= 2.0 * chance;
        is_significant.then_some(if change > 0.0 { Kind::Up } else { Kind::Down })
    }

    /// The change in a word.
    pub fn word(self) -> &'static str {
        match self {
            Kind::New => "new",
            Kind::Up => "up",
            Kind::Down => "down",
            Kind::Gone => "gone",
        }
    }
}

impl Comparison {
    /// Where only a stretch of time was asked for, one side may hold nothing of it.
    pub fn of(before: &mut Tally, after: &mut Tally, is_asked: bool) -> io::Result<Comparison> {
        let [old, new] = [Figures::of(before, 0)?, Figures::of(after, 0)?];
        let hours = [&*before, after].map(hours);
        let by_rate = match hours {
            [Some(one), Some(other)] => (one - other).abs() > UNEVEN * one.max(other),
            [None, _] | [_, None] => false,
        };
        let one_sided = match [&old, &new].map(|log| log.lines == 0) {
            [true, true] => Some("There is nothing to compare: both logs are empty."),
            [true, false] => Some("There is nothing to compare: the older log is empty."),
            [false, true] => Some("There is nothing to compare: the newer log is empty."),
            [false, false] if is_asked && (old.first.is_none() || new.first.is_none()) => {
                Some("There is nothing to compare.")
            }
            [false, false] => None,
        };
        let changes = if one_sided.is_some() {
            Vec::new()
        } else {
            changes(after.catalogue(), [&old.entry, &new.entry], hours, by_rate)
        };
        Ok(Comparison {
            before: Log::of(old, hours[0]),
            after: Log::of(new, hours[1]),
            by_rate,
            one_sided,
            changes,
        })
    }
}

/// How long a log is, if it has two times.
fn hours(tally: &Tally) -> Option<f64> {
    let seconds = tally.span().map(|(first, last)| last - first);
    let seconds = seconds.filter(|seconds| *seconds > 0);
    seconds.map(|seconds| seconds as f64 / 3600.0)
}

/// Whether so many failures, in logs so long, are too few to say more than that.
fn is_uncertain(before: u64, after: u64, hours: [f64; 2]) -> bool {
    let expected = match (before, after) {
        (0, after) => after as f64 * hours[0] / hours[1],
        (before, 0) => before as f64 * hours[1] / hours[0],
        (_, _) => EXPECTED,
    };
    before.max(after) < FEW || expected < EXPECTED
}

/// Each kind of change by itself, first those that are certain, the greatest first.
fn changes(
    catalogue: &Catalogue,
    [old, new]: [&Counts; 2],
    hours: [Option<f64>; 2],
    by_rate: bool,
) -> Vec<Change> {
    let count = |counts: &Counts, id: &str| counts.get(id).copied().unwrap_or_default();
    let rate = |count: u64, hours: Option<f64>| hours.map(|hours| count as f64 / hours);
    let lengths = hours.map(|hours| hours.filter(|_| by_rate).unwrap_or(1.0));
    let gone = old.keys().filter(|id| !new.contains_key(*id));
    let change = |id: &String| {
        let (before, after) = (count(old, id), count(new, id));
        let entry = catalogue.entry(id)?;
        Some(Change {
            change: Kind::of(before, after, lengths)?,
            id: entry.id,
            entry,
            before,
            after,
            before_per_hour: rate(before, hours[0]),
            after_per_hour: rate(after, hours[1]),
            uncertain: by_rate && is_uncertain(before, after, lengths),
        })
    };
    let mut changes: Vec<_> = new.keys().chain(gone).filter_map(change).collect();
    changes.sort_by(|one, other| {
        let by = |change: &Change| {
            (change.after as f64 / lengths[1] - change.before as f64 / lengths[0]).abs()
        };
        let kinds = one.change.cmp(&other.change);
        let kinds = kinds.then(one.uncertain.cmp(&other.uncertain));
        let more = by(other).total_cmp(&by(one));
        kinds.then(more).then_with(|| one.id.cmp(other.id))
    });
    changes
}

impl Log {
    fn of(figures: Figures, hours: Option<f64>) -> Log {
        Log {
            hours,
            lines: figures.lines,
            bytes: figures.bytes,
            first: figures.first,
            last: figures.last,
            status: figures.status,
            attempts: figures.attempts,
            deliveries: figures.deliveries,
        }
    }
}
