//! What changed from one log to another.

use super::figures::{Counts, Figures};
use super::rows::label;
use super::size;
use crate::catalogue::Catalogue;
use crate::quantity::grouped;
use crate::report::Format;
use crate::report::csv::{plain, row};
use crate::report::json;
use crate::report::markdown::cell;
use crate::triage::{Status, Tally};
use serde::Serialize;
use std::cmp::{Ordering, Reverse};
use std::io::{self, Write};

/// Both logs, and every entry of which there is more or less.
#[derive(Serialize)]
struct Comparison {
    before: Log,
    after: Log,
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
    deliveries: u64,
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

impl Kind {
    fn of(before: u64, after: u64) -> Option<Kind> {
        match (before, after, after.cmp(&before)) {
            (0, 1.., _) => Some(Kind::New),
            (1.., 0, _) => Some(Kind::Gone),
            (_, _, Ordering::Greater) => Some(Kind::Up),
            (_, _, Ordering::Less) => Some(Kind::Down),
            (_, _, Ordering::Equal) => None,
        }
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

/// Writes what changed, at most so many rows (JSON has all of them).
pub fn compare(
    out: &mut impl Write,
    format: Format,
    top: usize,
    before: &mut Tally,
    after: &mut Tally,
) -> io::Result<()> {
    let (old, new) = (Figures::of(before)?, Figures::of(after)?);
    let changes = changes(after.catalogue(), &old.entry, &new.entry);
    let comparison = Comparison {
        before: Log::of(old),
        after: Log::of(new),
        changes,
    };
    let shown = comparison.changes.iter().take(top);
    match format {
        Format::Json => json::line(out, &comparison),
        Format::Csv => csv(out, shown),
        Format::Text => {
            head(out, &comparison)?;
            for change in shown {
                let counts = [change.before, change.after].map(grouped);
                let (word, label) = (change.change.word(), &change.label);
                writeln!(out, "{word:<4} {:>9} → {:<9} {label}", counts[0], counts[1])?;
            }
            Ok(())
        }
        Format::Markdown => {
            head(out, &comparison)?;
            writeln!(out, "| change | before | after | what |")?;
            writeln!(out, "|---|---:|---:|---|")?;
            for change in shown {
                let [before, after] = [change.before, change.after].map(grouped);
                let (word, label) = (change.change.word(), cell(&change.label));
                writeln!(out, "| {word} | {before} | {after} | {label} |")?;
            }
            Ok(())
        }
    }
}

/// Each kind of change by itself, the greatest first.
fn changes(catalogue: &Catalogue, old: &Counts, new: &Counts) -> Vec<Change> {
    let count = |counts: &Counts, id: &str| counts.get(id).copied().unwrap_or_default();
    let gone = old.keys().filter(|id| !new.contains_key(*id));
    let change = |id: &String| {
        let (before, after) = (count(old, id), count(new, id));
        Some(Change {
            change: Kind::of(before, after)?,
            entry: id.clone(),
            label: catalogue.entry(id).map(|entry| label(&entry))?,
            before,
            after,
        })
    };
    let mut changes: Vec<_> = new.keys().chain(gone).filter_map(change).collect();
    changes.sort_by_key(|change| {
        let by = change.after.abs_diff(change.before);
        (change.change, Reverse(by), change.entry.clone())
    });
    changes
}

impl Log {
    fn of(figures: Figures) -> Log {
        Log {
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
fn head(out: &mut impl Write, comparison: &Comparison) -> io::Result<()> {
    for (name, log) in [("before", &comparison.before), ("after", &comparison.after)] {
        let [lines, sent, attempts] = [log.lines, log.status.sent, log.attempts].map(grouped);
        let span = log.first.iter().zip(&log.last).next();
        let span = span.map(|(first, last)| format!(", {first} to {last}"));
        let (size, span) = (size(log.bytes), span.unwrap_or_default());
        writeln!(
            out,
            "{name}: {lines} lines, {size}{span}; sent {sent}, failed attempts {attempts}\n"
        )?;
    }
    match comparison.changes.is_empty() {
        true => writeln!(out, "No failure is more or less frequent."),
        false => Ok(()),
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
