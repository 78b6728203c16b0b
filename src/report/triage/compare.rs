//! What changed between two logs, as a report.

use super::Options;
use super::rows::label;
use crate::catalogue::Catalogue;
use crate::quantity::{counted, grouped, size};
use crate::report::Format;
use crate::report::csv::row;
use crate::report::json;
use crate::report::markdown::cell;
use crate::sanitize::sanitize;
use crate::triage::Tally;
use crate::triage::chance;
use crate::triage::compare::{Change, Comparison, Subject, per_hour};
use std::io::{self, Write};

/// Writes what changed, in at most `options.top` rows; JSON has them all. Sizes are left out for a part of a log.
/// If there is nothing to compare, returns why.
pub fn compare(
    out: &mut dyn Write,
    options: Options<'_>,
    before: &mut Tally,
    after: &mut Tally,
) -> io::Result<Option<&'static str>> {
    let comparison = Comparison::of(before, after, options.by, options.asked.is_some())?;
    let (by_rate, catalogue) = (comparison.by_rate, after.catalogue());
    let width = if by_rate { 16 } else { 9 };
    let shown = comparison.changes.iter().take(options.rows());
    match options.format {
        Format::Json => json::line(out, &comparison)?,
        Format::Csv => csv(out, catalogue, shown)?,
        Format::Text => {
            head(out, &comparison, options)?;
            for change in shown {
                let [before, after] = counts(change, by_rate);
                let [rate, rate_after] = change.percentages();
                let label = label_of(catalogue, change);
                let (word, label) = (word(change), sanitize(&label));
                let chance = chance::written(change.chance);
                write!(out, "{word:<5}{before:>width$} → {after:<width$} ")?;
                writeln!(out, "{rate:>5} → {rate_after:<6} {chance:>5}  {label}")?;
            }
        }
        Format::Markdown => {
            head(out, &comparison, options)?;
            markdown(out, catalogue, by_rate, shown)?;
        }
    }
    Ok(comparison.one_sided)
}

/// Writes rows of a comparison, as the screen lists them.
pub fn changes<'a>(
    out: &mut dyn Write,
    format: Format,
    catalogue: &Catalogue,
    by_rate: bool,
    mut changes: impl Iterator<Item = &'a Change>,
) -> io::Result<()> {
    match format {
        Format::Json => changes.try_for_each(|change| json::line(out, change)),
        Format::Csv => csv(out, catalogue, changes),
        Format::Text | Format::Markdown => markdown(out, catalogue, by_rate, changes),
    }
}

fn markdown<'a>(
    out: &mut dyn Write,
    catalogue: &Catalogue,
    by_rate: bool,
    changes: impl Iterator<Item = &'a Change>,
) -> io::Result<()> {
    writeln!(
        out,
        "| change | before | after | of attempts | by chance | what |"
    )?;
    writeln!(out, "|---|---:|---:|---:|---:|---|")?;
    for change in changes {
        let [before, after] = counts(change, by_rate);
        let rates = change.percentages().join(" → ");
        let label = cell(&sanitize(&label_of(catalogue, change)));
        let word = word(change);
        let chance = cell(&chance::written(change.chance));
        writeln!(
            out,
            "| {word} | {before} | {after} | {rates} | {chance} | {label} |"
        )?;
    }
    Ok(())
}

/// What failed, for people: an entry, or a stranger's name.
fn label_of(catalogue: &Catalogue, change: &Change) -> String {
    match &change.of {
        Subject::Entry(id) => catalogue
            .entry(id)
            .map_or_else(String::new, |entry| label(&entry)),
        Subject::Name(name) => name.clone(),
    }
}

/// The kind of change, with a `?` if it may be chance.
fn word(change: &Change) -> String {
    let mark = if change.uncertain { "?" } else { "" };
    format!("{}{mark}", change.change.word())
}

/// Failed attempts before and after; if rates are compared, per hour with the counts in brackets.
fn counts(change: &Change, by_rate: bool) -> [String; 2] {
    let [before, after] = change.figures(by_rate);
    let is_hourly = by_rate && change.before_per_hour.is_some() && change.after_per_hour.is_some();
    [(before, change.before), (after, change.after)].map(|(figure, count)| {
        if is_hourly && count > 0 {
            format!("{figure} ({})", grouped(count))
        } else {
            figure
        }
    })
}

/// The other columns of each row.
const PARTS: &str = "how many of all attempts, or of those of a name; how likely that is by chance";

/// What each log holds comes first, as they are seldom equally long.
fn head(out: &mut dyn Write, comparison: &Comparison, options: Options<'_>) -> io::Result<()> {
    for (name, log) in [("before", &comparison.before), ("after", &comparison.after)] {
        let [sent, attempts] = [log.status.sent, log.attempts].map(grouped);
        let lines = counted(log.lines, "line", "lines");
        let span = log.first.iter().zip(&log.last).next();
        let span = span.map(|(first, last)| format!("{first} to {last}"));
        let read = (!options.asked.is_some()).then(|| format!("{lines}, {}", size(log.bytes)));
        let parts: Vec<_> = read.into_iter().chain(span).collect();
        let what = if parts.is_empty() {
            "nothing in that time".to_owned()
        } else {
            parts.join(", ")
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
    if let Some(why) = comparison.one_sided {
        return writeln!(out, "{why}");
    }
    if comparison.changes.is_empty() {
        return writeln!(out, "No failure is more or less frequent.");
    }
    let what = if comparison.by_rate {
        "Failed attempts per hour (and in all), as one period is longer than the other"
    } else {
        "Failed attempts"
    };
    let few = if comparison.changes.iter().any(|change| change.uncertain) {
        "; ? marks what may be chance"
    } else {
        ""
    };
    writeln!(out, "{what}; {PARTS}{few}:\n")
}

fn csv<'a>(
    out: &mut dyn Write,
    catalogue: &Catalogue,
    changes: impl Iterator<Item = &'a Change>,
) -> io::Result<()> {
    writeln!(
        out,
        "change,before,after,id,what,before_attempted,after_attempted,chance,before_per_hour,after_per_hour"
    )?;
    let rate = |rate: Option<f64>| rate.map_or_else(String::new, |rate| format!("{rate:.3}"));
    for change in changes {
        let cells = [
            change.change.word(),
            &change.before.to_string(),
            &change.after.to_string(),
            change.of.id(),
            &label_of(catalogue, change),
            &change.before_attempted.to_string(),
            &change.after_attempted.to_string(),
            &format!("{:.6}", change.chance),
            &rate(change.before_per_hour),
            &rate(change.after_per_hour),
        ];
        row(out, &cells)?;
    }
    Ok(())
}
