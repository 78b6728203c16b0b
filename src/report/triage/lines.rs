//! The lines that report failures, newest first.

use super::Options;
use crate::catalogue::Catalogue;
use crate::diagnose::intake::Item;
use crate::report::Format;
use crate::report::csv::row;
use crate::report::json;
use crate::report::markdown::code_in_cell;
use crate::sanitize::sanitize;
use crate::triage::time::written_exactly;
use crate::triage::{FailureLine, Tally};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinesFormat {
    Answer(Format),
    /// Tab-separated, with a header.
    Tsv,
}

/// A line. What it does not say is `null` in JSON and empty in a table.
#[derive(Serialize)]
struct Record<'a> {
    time: Option<String>,
    event: &'static str,
    /// The entry that explains it.
    entry: Option<&'a str>,
    provider: Option<&'a str>,
    queue: Option<&'a str>,
    recipient: Option<&'a str>,
    remote: Option<&'a str>,
    reply: Option<&'a str>,
    line: &'a str,
}

/// The columns of tables, named as in JSON.
const COLUMNS: &str = "time,event,entry,provider,queue,recipient,remote,reply,line";

/// Writes the lines, `options.top` at most, and returns how many there are in all.
pub fn lines(
    out: &mut dyn Write,
    options: Options<'_>,
    format: LinesFormat,
    tally: &mut Tally,
) -> io::Result<u64> {
    head(out, format)?;
    let mut count = 0;
    tally.each_line(|catalogue, line| {
        count += 1;
        if options.top.is_some_and(|most| count > most as u64) {
            return Ok(());
        }
        write(out, format, &Record::of(catalogue, line))
    })?;
    Ok(count)
}

/// Writes the lines behind a failure, as the screen lists them.
pub fn log_lines<'a>(
    out: &mut dyn Write,
    format: Format,
    catalogue: &Catalogue,
    mut items: impl Iterator<Item = &'a Item>,
) -> io::Result<()> {
    let format = LinesFormat::Answer(format);
    head(out, format)?;
    items.try_for_each(|item| write(out, format, &Record::of_item(catalogue, item)))
}

fn head(out: &mut dyn Write, format: LinesFormat) -> io::Result<()> {
    match format {
        LinesFormat::Tsv => writeln!(out, "{}", COLUMNS.replace(',', "\t")),
        LinesFormat::Answer(Format::Csv) => writeln!(out, "{COLUMNS}"),
        LinesFormat::Answer(Format::Markdown) => writeln!(
            out,
            "| time | queue | recipient | remote | reply |\n|---|---|---|---|---|"
        ),
        LinesFormat::Answer(Format::Text | Format::Json) => Ok(()),
    }
}

fn write(out: &mut dyn Write, format: LinesFormat, record: &Record<'_>) -> io::Result<()> {
    match format {
        LinesFormat::Tsv => writeln!(out, "{}", record.cells().map(sanitize).join("\t")),
        LinesFormat::Answer(Format::Text) => text(out, record),
        LinesFormat::Answer(Format::Json) => json::line(out, record),
        LinesFormat::Answer(Format::Markdown) => markdown(out, record),
        LinesFormat::Answer(Format::Csv) => row(out, &record.cells()),
    }
}

impl<'a> Record<'a> {
    fn of(catalogue: &'a Catalogue, line: &'a FailureLine) -> Record<'a> {
        let known = |text: &'a String| Some(text.as_str()).filter(|text| !text.is_empty());
        let of_entry = line.entry.map(|entry| catalogue.provider_of(entry));
        let provider = line.said_by.or(of_entry);
        Record {
            time: line.time.map(written_exactly),
            event: line.event.id(),
            entry: line.entry.map(|entry| catalogue.entry_at(entry).id),
            provider: provider.map(|provider| catalogue.providers[provider.index()].id),
            queue: known(&line.queue),
            recipient: known(&line.recipient),
            remote: known(&line.remote),
            reply: known(&line.reply),
            line: &line.line,
        }
    }

    fn of_item(catalogue: &'a Catalogue, item: &'a Item) -> Record<'a> {
        let bounce = &item.bounce;
        Record {
            time: bounce.time.as_deref().map(str::to_owned),
            event: bounce.event.id(),
            entry: Some(catalogue.entry_at(item.entry).id),
            provider: Some(catalogue.providers[item.provider.index()].id),
            queue: bounce.queue.as_deref(),
            recipient: bounce.recipient.as_deref(),
            remote: bounce.remote.as_deref(),
            reply: Some(bounce.diagnostic.as_ref()).filter(|text| !text.is_empty()),
            line: item.log_line.as_deref().unwrap_or_default(),
        }
    }

    fn cells(&self) -> [&str; 9] {
        let [time, queue, recipient, remote, reply] = self.essentials();
        let [entry, provider] = [self.entry, self.provider].map(Option::unwrap_or_default);
        let Record { event, line, .. } = self;
        [
            time, event, entry, provider, queue, recipient, remote, reply, line,
        ]
    }

    /// The columns of the formats for people.
    fn essentials(&self) -> [&str; 5] {
        let Record {
            queue,
            recipient,
            remote,
            reply,
            ..
        } = *self;
        let time = self.time.as_deref();
        [time, queue, recipient, remote, reply].map(Option::unwrap_or_default)
    }
}

/// A missing value is a dash, so that the columns stay aligned.
fn text(out: &mut dyn Write, record: &Record<'_>) -> io::Result<()> {
    let [time, queue, recipient, remote, reply] = record.essentials().map(|text| match text {
        "" => "-".into(),
        text => sanitize(text),
    });
    writeln!(
        out,
        "{time:<19}  {queue:<14}  {recipient:<28}  {remote:<28}  {reply}"
    )
}

fn markdown(out: &mut dyn Write, record: &Record<'_>) -> io::Result<()> {
    let cells = record.essentials().map(code_in_cell);
    writeln!(out, "| {} |", cells.join(" | "))
}
