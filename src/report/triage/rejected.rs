//! What one's own server rejected: how often by entry, who was refused last, and what to do about it there.

use super::rows::{Row, label};
use super::{Options, Style};
use crate::bounce::{Event, read};
use crate::catalogue::Entry;
use crate::quantity::grouped;
use crate::report::markdown::{cell, code_in_cell};
use crate::sanitize::sanitize;
use crate::triage::figures::Figures;
use crate::triage::time::written;
use crate::triage::{Failure, Tally};
use std::io::{self, Write};

/// Writes the section, if anything was rejected.
pub(super) fn section(
    out: &mut impl Write,
    tally: &Tally,
    figures: &Figures,
    options: Options<'_>,
    style: Style,
) -> io::Result<()> {
    let most = most_frequent(tally, figures, options);
    if most.is_empty() {
        return Ok(());
    }
    write!(out, "{}", style.heading("Rejected by your server"))?;
    if style == Style::Markdown {
        writeln!(out, "| rejected | what | latest |\n|---:|---|---|")?;
    }
    let mut advice: Vec<(&str, &str)> = Vec::new();
    for (entry, failure) in most {
        let (count, label) = (grouped(failure.attempts), label(&entry));
        let latest = refused(&failure).unwrap_or_default();
        match style {
            Style::Text => {
                writeln!(out, "{count:>9}  {label}")?;
                if !latest.is_empty() {
                    writeln!(out, "{:>11}latest {}", "", sanitize(&latest))?;
                }
            }
            Style::Markdown => {
                let (label, latest) = (cell(&label), code_in_cell(&latest));
                writeln!(out, "| {count} | {label} | {latest} |")?;
            }
        }
        let label = match entry.reason.receiving {
            Some(_) => entry.reason.title,
            None => entry.category().short,
        };
        let receiving = entry.receiving().map(|receiving| (label, receiving));
        advice.extend(receiving.filter(|each| !advice.contains(each)));
    }
    writeln!(out)?;
    for (label, receiving) in advice {
        let item = if style == Style::Markdown { "- " } else { "" };
        writeln!(out, "{item}{label}: {receiving}")?;
    }
    Ok(())
}

/// The same as rows of a table; their shares are of no failures.
pub(super) fn rows(tally: &Tally, figures: &Figures, options: Options<'_>) -> Vec<Row> {
    let row = |(entry, failure): (Entry, Failure)| Row {
        count: failure.attempts,
        id: entry.id.to_owned(),
        label: label(&entry),
        action: Some(Event::Rejected.action(entry.action)),
        since: failure.began(),
        is_rejected: true,
        ..Row::default()
    };
    let most = most_frequent(tally, figures, options).into_iter();
    most.map(row).collect()
}

fn most_frequent(tally: &Tally, figures: &Figures, options: Options<'_>) -> Vec<(Entry, Failure)> {
    let keys = figures.rejections.iter().take(options.rows());
    let rejected = keys.map(|key| {
        let entry = tally.catalogue().entry_at(key.entry);
        (entry, figures.breakdown.failure(*key))
    });
    rejected.collect()
}

/// `2026-03-14 10:03: mail.example.net, to jo@example.org, at RCPT`
fn refused(failure: &Failure) -> Option<String> {
    let sample = &failure.latest;
    let mut refused = None;
    read::text(sample.line.as_bytes(), &mut |(_, bounce)| {
        let client = bounce.remote.as_deref().unwrap_or("a client");
        let to = bounce.recipient.iter().map(|to| format!(", to {to}"));
        let at = bounce.stage.iter().map(|stage| format!(", at {stage}"));
        let more: String = to.chain(at).collect();
        refused.get_or_insert_with(|| format!("{client}{more}"));
    });
    let time = sample.time.map(|time| format!("{}: ", written(time)));
    Some(time.unwrap_or_default() + &refused?)
}
