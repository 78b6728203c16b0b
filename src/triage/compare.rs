//! What changed from one log to another.

use super::figures::Figures;
use super::names::percentage;
use super::{AttemptCounts, By, OTHERS, Status, Tally, chance};
use crate::order;
use crate::quantity::grouped;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;

/// Both logs, and every entry or name whose count differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    pub before: Log,
    pub after: Log,
    /// Whether one is so much longer than the other that rates are compared, not counts.
    pub by_rate: bool,
    /// Why there is nothing to compare, if one of the two is empty: everything would be new, or gone.
    #[serde(skip)]
    pub one_sided: Option<&'static str>,
    pub changes: Vec<Change>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Log {
    pub lines: u64,
    pub bytes: u64,
    pub first: Option<String>,
    pub last: Option<String>,
    pub status: Status,
    pub attempts: u64,
    pub deliveries: Option<u64>,
    /// The time from the first line to the last one.
    #[serde(skip)]
    pub hours: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    pub change: Kind,
    #[serde(flatten)]
    pub of: Subject,
    /// Failed attempts.
    pub before: u64,
    pub after: u64,
    /// Out of this many attempts: for a name, its own; for a cause, all.
    pub before_attempted: u64,
    pub after_attempted: u64,
    /// Failed attempts per hour, if the lengths of the logs are known.
    pub before_per_hour: Option<f64>,
    pub after_per_hour: Option<f64>,
    /// How likely such a difference is to be due to chance.
    pub chance: f64,
    /// Whether it may well be chance, or too little was counted to compare rates of periods of different lengths.
    pub uncertain: bool,
}

/// What failed more or less often.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// A cause, by the id of its entry.
    Entry(&'static str),
    /// A provider, a domain, a sender and so on.
    Name(String),
}

impl Subject {
    /// Its id, or its name.
    pub fn id(&self) -> &str {
        match self {
            Subject::Entry(id) => id,
            Subject::Name(name) => name,
        }
    }
}

impl Change {
    /// Failed attempts before and after, or per hour if rates are compared.
    pub fn figures(&self, by_rate: bool) -> [String; 2] {
        match [self.before_per_hour, self.after_per_hour] {
            [Some(before), Some(after)] if by_rate => [before, after].map(per_hour),
            _ => [self.before, self.after].map(grouped),
        }
    }

    /// The percentages of attempts that failed before and after.
    pub fn percentages(&self) -> [String; 2] {
        [
            percentage(self.before, self.before_attempted),
            percentage(self.after, self.after_attempted),
        ]
    }
}

/// How a failure changed, in the order in which changes are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    New,
    Up,
    Down,
    Gone,
}

/// A rate with at least two digits.
pub fn per_hour(rate: f64) -> String {
    match rate {
        0.0 => "0".to_owned(),
        ..9.95 => format!("{rate:.1}"),
        _ => grouped(rate.round() as u64),
    }
}

/// A smaller change, relative to before, may be chance.
const SLIGHT: f64 = 0.1;
/// How much spans may differ and still count as equally long.
const UNEVEN: f64 = 0.1;

/// The hourly rate of fewer attempts says little: chance alone changes it by a third.
const FEW: u64 = 10;
/// If this many are expected, there are none by chance only once in twenty times (Poisson).
const EXPECTED: f64 = 3.0;
/// A change that is more likely than this to be chance is no news.
const LIKELY: f64 = 0.05;
/// A change this unlikely to be chance is certain, however few failed.
const UNLIKELY: f64 = 0.001;

impl Kind {
    /// Classifies the change between counts of logs of these lengths. Chance changes a count by about its square root
    /// (Poisson), and seldom by twice as much.
    fn of(before: u64, after: u64, hours: [f64; 2]) -> Option<Kind> {
        match (before, after) {
            (0, 0) => return None,
            (0, _) => return Some(Kind::New),
            (_, 0) => return Some(Kind::Gone),
            (_, _) => {}
        }
        let [old, new] = [before as f64 / hours[0], after as f64 / hours[1]];
        let chance = (old / hours[0] + new / hours[1]).sqrt();
        let change = new - old;
        let is_significant = change.abs() >= SLIGHT * old && change.abs() >= 2.0 * chance;
        is_significant.then_some(if change > 0.0 { Kind::Up } else { Kind::Down })
    }

    /// The change as the heading of a list.
    pub fn title(self) -> &'static str {
        match self {
            Kind::New => "New",
            Kind::Up => "More often",
            Kind::Down => "Less often",
            Kind::Gone => "Gone",
        }
    }

    /// The change in one word.
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
    /// Compares two tallies. If only some time was asked for, one side may have nothing within it.
    pub fn of(
        before: &mut Tally,
        after: &mut Tally,
        by: By,
        is_asked: bool,
    ) -> io::Result<Comparison> {
        let [old, new] = [Figures::of(before, 0)?, Figures::of(after, 0)?];
        let hours = [&*before, after].map(hours);
        let by_rate = match hours {
            [Some(one), Some(other)] => (one - other).abs() > UNEVEN * one.max(other),
            [None, _] | [_, None] => false,
        };
        let is_empty = [&old, &new].map(|log| log.lines == 0);
        let is_outside = [&old, &new].map(|log| is_asked && log.first.is_none());
        let one_sided = match (is_empty, is_outside) {
            ([true, true], _) => Some("There is nothing to compare: both logs are empty."),
            ([true, false], _) => Some("There is nothing to compare: the older log is empty."),
            ([false, true], _) => Some("There is nothing to compare: the newer log is empty."),
            (_, [true, true]) => {
                Some("There is nothing to compare: the logs hold nothing of that time.")
            }
            (_, [true, false]) => {
                Some("There is nothing to compare: the logs hold nothing of the earlier period.")
            }
            (_, [false, true]) => {
                Some("There is nothing to compare: the logs hold nothing of the later period.")
            }
            (_, [false, false]) => None,
        };
        let changes = if one_sided.is_some() {
            Vec::new()
        } else {
            let [old, new] = [Counts::of(before, &old, by), Counts::of(after, &new, by)];
            changes(subject(after, by), [&old, &new], hours, by_rate)
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

/// Returns how many hours a log covers, if it has two times.
fn hours(tally: &Tally) -> Option<f64> {
    let seconds = tally.span().map(|(first, last)| last - first);
    let seconds = seconds.filter(|seconds| *seconds > 0);
    seconds.map(|seconds| seconds as f64 / 3600.0)
}

/// Whether these failures, in logs of these lengths, are too few for a change to be certain.
fn is_uncertain(before: u64, after: u64, hours: [f64; 2]) -> bool {
    let expected = match (before, after) {
        (0, after) => after as f64 * hours[0] / hours[1],
        (before, 0) => before as f64 * hours[1] / hours[0],
        (_, _) => EXPECTED,
    };
    before.max(after) < FEW || expected < EXPECTED
}

/// The counts of a log that are compared.
struct Counts {
    /// Failed attempts, and out of how many, by the entry's id or by name.
    of: BTreeMap<String, [u64; 2]>,
    /// Out of how many attempts something failed zero times: for causes, out of all.
    attempted: u64,
}

impl Counts {
    /// Counts causes out of all attempts, and names out of their own.
    fn of(tally: &Tally, figures: &Figures, by: By) -> Counts {
        let count = |name: &str, counts: AttemptCounts| {
            (name.to_owned(), [counts.failed(), counts.attempted])
        };
        let attempts = &tally.attempts;
        let (of, attempted) = if let Some(facet) = by.facet() {
            let names = attempts.by(facet).filter(|(name, _)| *name != OTHERS);
            (
                order::map(names.map(|(name, counts)| count(name, counts))),
                0,
            )
        } else if by == By::Provider {
            let providers = attempts.providers.iter();
            let known = providers.filter_map(|(provider, counts)| Some(((*provider)?, *counts)));
            let name = |provider| tally.catalogue().provider(provider).name;
            let counts = known.map(|(provider, counts)| count(name(provider), counts));
            (order::map(counts), 0)
        } else {
            let all = figures.attempted;
            let entries = figures.entry.iter();
            let counts = entries.map(|(id, failed)| (id.clone(), [*failed, all]));
            (order::map(counts), all)
        };
        Counts { of, attempted }
    }

    fn get(&self, id: &str) -> [u64; 2] {
        self.of.get(id).copied().unwrap_or([0, self.attempted])
    }
}

/// Returns what an id or a name refers to.
fn subject(tally: &Tally, by: By) -> impl Fn(&str) -> Option<Subject> {
    let catalogue = *tally.catalogue();
    move |id| {
        if by == By::Cause {
            catalogue.entry(id).map(|entry| Subject::Entry(entry.id))
        } else {
            Some(Subject::Name(id.to_owned()))
        }
    }
}

/// Lists the changes: certain ones first, then by kind, the greatest first.
fn changes(
    subject: impl Fn(&str) -> Option<Subject>,
    [old, new]: [&Counts; 2],
    hours: [Option<f64>; 2],
    by_rate: bool,
) -> Vec<Change> {
    let rate = |count: u64, hours: Option<f64>| hours.map(|hours| count as f64 / hours);
    let lengths = hours.map(|hours| hours.filter(|_| by_rate).unwrap_or(1.0));
    let gone = old.of.keys().filter(|id| !new.of.contains_key(*id));
    let change = |id: &String| {
        let [[before, before_attempted], [after, after_attempted]] = [old.get(id), new.get(id)];
        let chance = chance::of_difference([before, after], lengths);
        Some(Change {
            change: Kind::of(before, after, lengths)?,
            of: subject(id)?,
            before,
            after,
            before_attempted,
            after_attempted,
            before_per_hour: rate(before, hours[0]),
            after_per_hour: rate(after, hours[1]),
            chance,
            uncertain: chance > LIKELY
                || by_rate && chance > UNLIKELY && is_uncertain(before, after, lengths),
        })
    };
    let mut changes: Vec<_> = new.of.keys().chain(gone).filter_map(change).collect();
    order::sort_by(&mut changes, |one, other| {
        let by = |change: &Change| {
            (change.after as f64 / lengths[1] - change.before as f64 / lengths[0]).abs()
        };
        let kinds = one.uncertain.cmp(&other.uncertain);
        let kinds = kinds.then(one.change.cmp(&other.change));
        let more = by(other).total_cmp(&by(one));
        kinds
            .then(more)
            .then_with(|| one.of.id().cmp(other.of.id()))
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
