//! Rows of failures, as the screen lists them: a table, or one object per line.

use super::COLUMNS_OF_CSV;
use super::rows::label;
use crate::bounce::Event;
use crate::catalogue::Catalogue;
use crate::quantity::{grouped, percent};
use crate::report::csv::row;
use crate::report::markdown::{cell, code_in_cell};
use crate::report::{Format, json};
use crate::triage::By;
use crate::triage::breakdown::{Breakdown, RowKey};
use crate::triage::time::written;
use serde::Serialize;
use std::io::{self, Write};

/// A row. What is not known is `null` in JSON and empty in a table.
#[derive(Serialize)]
struct Record {
    attempts: u64,
    share: String,
    /// The same as a number, of failed attempts.
    #[serde(skip)]
    percent: Option<u64>,
    /// The group of the failure: the name of a provider, a domain, a sender and so on.
    group: Option<String>,
    id: &'static str,
    what: String,
    action: &'static str,
    since: Option<String>,
    event: Option<&'static str>,
}

/// Writes these rows.
pub fn failures(
    out: &mut dyn Write,
    format: Format,
    catalogue: &Catalogue,
    breakdown: &Breakdown,
    keys: impl Iterator<Item = RowKey>,
) -> io::Result<()> {
    let mut records = keys.map(|key| record(catalogue, breakdown, key));
    match format {
        Format::Json => records.try_for_each(|record| json::line(out, &record)),
        Format::Csv => csv(out, records),
        Format::Text | Format::Markdown => markdown(out, records),
    }
}

fn record(catalogue: &Catalogue, breakdown: &Breakdown, key: RowKey) -> Record {
    let entry = catalogue.entry_at(key.entry);
    let is_grouped = breakdown.by != By::Cause && !key.is_rejected();
    Record {
        attempts: breakdown.attempts(key),
        share: breakdown.share_of(key),
        percent: (!key.is_rejected()).then(|| percent(breakdown.attempts(key), breakdown.failed())),
        group: is_grouped.then(|| breakdown.group_name(catalogue, key.group)),
        id: entry.id,
        what: label(&entry),
        action: breakdown.action(catalogue, key).id(),
        since: breakdown.failure(key).began().map(written),
        event: key.is_rejected().then_some(Event::Rejected.id()),
    }
}

/// The columns of the report, and the group.
fn csv(out: &mut dyn Write, records: impl Iterator<Item = Record>) -> io::Result<()> {
    writeln!(out, "{COLUMNS_OF_CSV},group")?;
    for record in records {
        let percent = record.percent.map(|percent| percent.to_string());
        let cells = [
            &*record.attempts.to_string(),
            &percent.unwrap_or_default(),
            record.id,
            &record.what,
            record.action,
            &record.since.unwrap_or_default(),
            record.event.unwrap_or_default(),
            "",
            &record.group.unwrap_or_default(),
        ];
        row(out, &cells)?;
    }
    Ok(())
}

fn markdown(out: &mut dyn Write, records: impl Iterator<Item = Record>) -> io::Result<()> {
    writeln!(out, "| attempts | share | group | what | action | since |")?;
    writeln!(out, "|---:|---:|---|---|---|---|")?;
    for record in records {
        let (attempts, what) = (grouped(record.attempts), cell(&record.what));
        let rejected = record.event.map(|_| "rejected by your server".to_owned());
        let group = record.group.map(|name| code_in_cell(&name)).or(rejected);
        let (share, action) = (record.share, record.action);
        let (group, since) = (group.unwrap_or_default(), record.since.unwrap_or_default());
        writeln!(
            out,
            "| {attempts} | {share} | {group} | {what} | {action} | {since} |"
        )?;
    }
    Ok(())
}
