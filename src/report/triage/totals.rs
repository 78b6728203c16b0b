//! How much mail came in and went out, and whose it was: the part of a report that `--totals` adds.

use super::{Options, Style};
use crate::quantity::{counted, grouped, size};
use crate::report::markdown::{cell, code_in_cell};
use crate::sanitize::sanitize;
use crate::triage::totals::TotalFigures;
use crate::triage::{Ranked, Ranking, Tally, Volume};
use std::io::{self, Write};

/// Stands for what the log does not say.
const NOT_KNOWN: &str = "n/a";

/// The totals of a tally, if they were asked for, with as many names as a table has rows.
pub(super) fn of(tally: &mut Tally, options: Options<'_>) -> io::Result<Option<TotalFigures>> {
    let totals = tally.totals.as_mut();
    totals
        .map(|totals| totals.figures(options.rows()))
        .transpose()
}

/// One row for each kind of event: what, how many, and the size or another detail.
pub(super) fn rows(totals: &TotalFigures) -> Vec<[String; 3]> {
    let row = |what: &str, count: String, more: String| [what.to_owned(), count, more];
    let received = totals.received;
    let messages = |count| counted(count, "message", "messages");
    let deliveries = |count| counted(count, "delivery", "deliveries");
    vec![
        row(
            "received",
            known(received.map(|volume| messages(volume.count))),
            received.map_or_else(String::new, size_of),
        ),
        row(
            "delivered",
            deliveries(totals.delivered.count),
            size_of(totals.delivered),
        ),
        row(
            "deferred",
            known(totals.deferred.messages.map(messages)),
            counted(totals.deferred.attempts, "attempt", "attempts"),
        ),
        row("bounced", deliveries(totals.bounced), String::new()),
        row("expired", deliveries(totals.expired), String::new()),
        row(
            "rejected",
            grouped(totals.rejected),
            "by your server".to_owned(),
        ),
        row(
            "senders",
            different(totals.senders.as_ref()),
            format!("of {}", domains(totals.sender_domains.as_ref())),
        ),
        row(
            "recipients",
            different(totals.recipients.as_ref()),
            format!("at {}", domains(totals.recipient_domains.as_ref())),
        ),
    ]
}

fn known(words: Option<String>) -> String {
    words.unwrap_or_else(|| NOT_KNOWN.to_owned())
}

fn different(ranking: Option<&Ranking>) -> String {
    known(ranking.map(|ranking| grouped(ranking.different)))
}

fn domains(ranking: Option<&Ranking>) -> String {
    ranking.map_or_else(
        || format!("{NOT_KNOWN} domains"),
        |ranking| counted(ranking.different, "domain", "domains"),
    )
}

/// `1.2 GiB`, with the number of messages whose size is not known.
pub(super) fn size_of(volume: Volume) -> String {
    match volume.known_bytes() {
        None => format!("size {NOT_KNOWN}"),
        Some(bytes) if volume.without_size > 0 => {
            let others = grouped(volume.without_size);
            format!("{}, without {others} of unknown size", size(bytes))
        }
        Some(bytes) => size(bytes),
    }
}

/// The same for a column: `>1.2 GiB` if some sizes are not known.
pub(super) fn size_in_column(volume: Volume) -> String {
    match volume.known_bytes() {
        None => NOT_KNOWN.to_owned(),
        Some(bytes) if volume.without_size > 0 => format!(">{}", size(bytes)),
        Some(bytes) => size(bytes),
    }
}

/// The names with the most mail: each list with its heading, without the empty ones.
pub(super) fn ranked(totals: &TotalFigures) -> Vec<(String, &[Ranked])> {
    let mut lists: Vec<(String, &[Ranked])> = Vec::new();
    for (ranking, who, what) in [
        (&totals.senders, "Senders", "messages"),
        (&totals.sender_domains, "Sender domains", "messages"),
        (&totals.recipients, "Recipients", "deliveries"),
        (
            &totals.recipient_domains,
            "Recipients' domains",
            "deliveries",
        ),
    ] {
        if let Some(ranking) = ranking {
            lists.push((format!("{who} by {what}"), &ranking.by_count));
            lists.push((format!("{who} by size"), &ranking.by_bytes));
        }
    }
    lists.retain(|(_, ranked)| !ranked.is_empty());
    lists
}

/// The heading, which says so if other figures are filtered: totals are not.
pub(super) fn heading(only: Option<&str>) -> &'static str {
    if only.is_some() {
        "Totals of all mail"
    } else {
        "Totals"
    }
}

/// Writes the counts and sizes.
pub(super) fn section(
    out: &mut dyn Write,
    totals: &TotalFigures,
    style: Style,
    only: Option<&str>,
) -> io::Result<()> {
    write!(out, "{}", style.heading(heading(only)))?;
    if style == Style::Markdown {
        writeln!(out, "| what | how many | |\n|---|---:|---|")?;
    }
    for [what, count, more] in rows(totals) {
        match style {
            Style::Text => {
                let line = format!("{what:>11}  {count:<20}{more}");
                writeln!(out, "{}", line.trim_end())?;
            }
            Style::Markdown => writeln!(out, "| {what} | {count} | {} |", cell(&more))?,
        }
    }
    Ok(())
}

/// Writes the names with the most mail.
pub(super) fn rankings(out: &mut dyn Write, totals: &TotalFigures, style: Style) -> io::Result<()> {
    for (heading, ranked) in ranked(totals) {
        write!(out, "{}", style.heading(&heading))?;
        if style == Style::Markdown {
            writeln!(out, "| how many | size | who |\n|---:|---:|---|")?;
        }
        for Ranked { name, volume } in ranked {
            let (count, size) = (grouped(volume.count), size_in_column(*volume));
            match style {
                Style::Text => writeln!(out, "{count:>9}  {size:<10}  {}", sanitize(name))?,
                Style::Markdown => writeln!(out, "| {count} | {size} | {} |", code_in_cell(name))?,
            }
        }
    }
    Ok(())
}
