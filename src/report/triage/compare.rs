//! What changed from one log to another.

use super::rows::label;
use super::{Options, size};
use crate::catalogue::Catalogue;
use crate::quantity::grouped;
use crate::report::Format;
use crate::report::csv::{plain, row};
use crate::report::json;
use crate::report::markdown::cell;
use crate::sanitize::sanitize;
use crate::triage::figures::{Counts, Figures};
use crate::triage::{Status, Tally};
use serde::Serialize;
use std::io::{self, Write};

/// Both logs, and every entry of which there is more or less.
#[derive(Serialize)]
struct Comparison {
    before: Log,
    after: Log,
    /// Whether one is so much longer than the other that rates are compared, not counts.
    by_rate: bool,
    /// One of the two holds nothing of the time that was asked for: all would be new, or gone.
    #[serde(skip)]
    is_one_sided: bool,
    changes: Vec<Change>,
}

#[derive(Serialize)]
struct Log {
    lines: u64,
    bytes: u64,
    first: Option<String>,
    last: Option<String>,
    status: Status,
    attempts: u64,
    deliveries: Option<u64>,
    /// From the first line to the last one.
    #[serde(skip)]
    hours: Option<f64>,
}

#[derive(Serialize)]
struct Change {
    change: Kind,
    entry: String,
    #[serde(skip)]
    label: String,
    /// Failed attempts.
    before: u64,
    after: u64,
    /// The same an hour, where it is known how long the logs are.
    before_per_hour: Option<f64>,
    after_per_hour: Option<f64>,
}

/// In the order in which they are told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    New,
    Up,
    Down,
    Gone,
}

/// A smaller change may be chance: part of what was before.
const SLIGHT: f64 = 0.1;
/// Spans may differ by as much and count as equally long.
const UNEVEN: f64 = 0.1;

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
        let is_told = change.abs() >= SLIGHT * old && change.abs() >= 2.0 * chance;
        is_told.then_some(if change > 0.0 { Kind::Up } else { Kind::Down })
    }

    fn word(self) -> &'static str {
        match self {
            Kind::New => "new",
            Kind::Up => "up",
            Kind::Down => "down",
            Kind::Gone => "gone",
        }
    }
}

/// Writes what changed, at most so many rows (JSON has all of them). Of a part of a log it is not told how much was read.
pub fn compare(
    out: &mut impl Write,
    options: Options<'_>,
    before: &mut Tally,
    after: &mut Tally,
) -> io::Result<()> {
    let [old, new] = [Figures::of(before)?, Figures::of(after)?];
    let hours = [&*before, after].map(hours);
    let by_rate = match hours {
        [Some(one), Some(other)] => (one - other).abs() > UNEVEN * one.max(other),
        _ => false,
    };
    let is_one_sided = options.asked.is_some() && (old.first.is_none() || new.first.is_none());
    let changes = match is_one_sided {
        true => Vec::new(),
        false => changes(after.catalogue(), [&old.entry, &new.entry], hours, by_rate),
    };
    let comparison = Comparison {
        before: Log::of(old, hours[0]),
        after: Log::of(new, hours[1]),
        by_rate,
        is_one_sided,
        changes,
    };
    let shown = comparison.changes.iter().take(options.rows());
    match options.format {
        Format::Json => json::line(out, &comparison),
        Format::Csv => csv(out, shown),
        Format::Text => {
            head(out, &comparison, options)?;
            for change in shown {
                let [before, after] = change.counts(by_rate);
                let (word, label) = (change.change.word(), &change.label);
                writeln!(out, "{word:<4} {before:>9} → {after:<9} {label}")?;
            }
            Ok(())
        }
        Format::Markdown => {
            head(out, &comparison, options)?;
            writeln!(out, "| change | before | after | what |")?;
            writeln!(out, "|---|---:|---:|---|")?;
            for change in shown {
                let [before, after] = change.counts(by_rate);
                let (word, label) = (change.change.word(), cell(&change.label));
                writeln!(out, "| {word} | {before} | {after} | {label} |")?;
            }
            Ok(())
        }
    }
}

/// How long a log is, if it has two times.
fn hours(tally: &Tally) -> Option<f64> {
    let seconds = tally.span().map(|(first, last)| last - first);
    let seconds = seconds.filter(|seconds| *seconds > 0);
    seconds.map(|seconds| seconds as f64 / 3600.0)
}

/// Each kind of change by itself, the greatest first.
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
        Some(Change {
            change: Kind::of(before, after, lengths)?,
            entry: id.clone(),
            label: catalogue.entry(id).map(|entry| label(&entry))?,
            before,
            after,
            before_per_hour: rate(before, hours[0]),
            after_per_hour: rate(after, hours[1]),
        })
    };
    let mut changes: Vec<_> = new.keys().chain(gone).filter_map(change).collect();
    changes.sort_by(|one, other| {
        let by = |change: &Change| {
            (change.after as f64 / lengths[1] - change.before as f64 / lengths[0]).abs()
        };
        let kinds = one.change.cmp(&other.change);
        let more = by(other).total_cmp(&by(one));
        kinds.then(more).then_with(|| one.entry.cmp(&other.entry))
    });
    changes
}

impl Change {
    /// Failed attempts before and after, or the same an hour.
    fn counts(&self, by_rate: bool) -> [String; 2] {
        let rates = [self.before_per_hour, self.after_per_hour];
        match rates {
            [Some(before), Some(after)] if by_rate => [before, after].map(per_hour),
            _ => [self.before, self.after].map(grouped),
        }
    }
}

/// A rate in at least two digits.
fn per_hour(rate: f64) -> String {
    match rate {
        0.0 => "0".to_owned(),
        ..9.95 => format!("{rate:.1}"),
        _ => grouped(rate.round() as u64),
    }
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

/// The logs are seldom equally long: what each holds is told first.
fn head(out: &mut impl Write, comparison: &Comparison, options: Options<'_>) -> io::Result<()> {
    for (name, log) in [("before", &comparison.before), ("after", &comparison.after)] {
        let [lines, sent, attempts] = [log.lines, log.status.sent, log.attempts].map(grouped);
        let span = log.first.iter().zip(&log.last).next();
        let span = span.map(|(first, last)| format!("{first} to {last}"));
        let read =
            (!options.asked.is_some()).then(|| format!("{lines} lines, {}", size(log.bytes)));
        let parts: Vec<_> = read.into_iter().chain(span).collect();
        let what = match parts.is_empty() {
            true => "nothing of that time".to_owned(),
            false => parts.join(", "),
        };
        let sent = match options.only {
            Some(only) => format!("only {}: ", sanitize(only)),
            None => format!("sent {sent}, "),
        };
        let hourly = log.hours.filter(|_| comparison.by_rate);
        let hourly =
            hourly.map(|hours| format!(", {} an hour", per_hour(log.attempts as f64 / hours)));
        let hourly = hourly.unwrap_or_default();
        writeln!(
            out,
            "{name}: {what}; {sent}failed attempts {attempts}{hourly}\n"
        )?;
    }
    if comparison.is_one_sided {
        return writeln!(out, "There is nothing to compare.");
    }
    match (comparison.changes.is_empty(), comparison.by_rate) {
        (true, _) => writeln!(out, "No failure is more or less frequent."),
        (false, true) => writeln!(
            out,
            "Failed attempts an hour, as one is longer than the other:\n"
        ),
        (false, false) => Ok(()),
    }
}

fn csv<'a>(out: &mut impl Write, changes: impl Iterator<Item = &'a Change>) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    let head = ["change", "before", "after", "id", "what"];
    table.write_record(head).map_err(plain)?;
    for change in changes {
        let [before, after] = [change.before, change.after].map(|count| count.to_string());
        let word = change.change.word();
        row(
            &mut table,
            [word, &before, &after, &change.entry, &change.label],
        )?;
    }
    table.flush()
}
