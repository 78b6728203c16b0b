//! What is failing, as a report: fit to paste into an incident channel.

use super::Format;
use super::csv::{defused, plain};
use crate::catalogue::Entry;
use crate::triage::time::{Seconds, written};
use crate::triage::timeline::bars;
use crate::triage::{Status, Tally};
use crate::visible::visible;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// What the report is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    /// The entry that explains it.
    #[default]
    Cause,
    /// Who refuses.
    Provider,
    /// The recipients' domain.
    Domain,
    /// What to do next.
    Action,
    /// The hour in which it happened.
    Hour,
}

/// How the report is made.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    pub format: Format,
    pub by: By,
    /// How many rows a table has at most.
    pub top: usize,
}

/// How many parts of the time a row of bars shows.
const PARTS: usize = 12;
/// How many causes "what to do first" names.
const ADVICE: usize = 3;
/// A longer text is cut in a table.
const LONGEST: usize = 160;

/// Writes what was counted.
pub fn triage(out: &mut impl Write, options: Options, tally: &mut Tally) -> io::Result<()> {
    let [failed, suppress] = tally.recipients()?;
    let deliveries = tally.deliveries()?;
    let figures = Figures::of(tally, [failed, suppress], deliveries);
    match options.format {
        Format::Json => {
            serde_json::to_writer(&mut *out, &figures)?;
            writeln!(out)
        }
        Format::Csv => csv(out, &rows(tally, &figures, options)),
        Format::Text => text(out, tally, &figures, options, Style::Text),
        Format::Markdown => text(out, tally, &figures, options, Style::Markdown),
    }
}

type Counts = BTreeMap<String, u64>;

/// All figures, as JSON has them.
#[derive(Serialize)]
struct Figures {
    lines: u64,
    bytes: u64,
    first: Option<String>,
    last: Option<String>,
    status: Status,
    /// Failed attempts: deferred and bounced.
    attempts: u64,
    /// Messages to one recipient of which an attempt failed.
    deliveries: u64,
    reply: Counts,
    enhanced: Counts,
    provider: Counts,
    category: Counts,
    reason: Counts,
    action: Counts,
    entry: Counts,
    domain: Counts,
    remote: Counts,
    recipients: Recipients,
    unrecognised: Vec<Unrecognised>,
}

#[derive(Serialize)]
struct Recipients {
    failed: u64,
    suppress: u64,
}

/// A wording that nothing in the catalogue explains.
#[derive(Serialize)]
struct Unrecognised {
    count: u64,
    text: String,
    sample: String,
}

impl Figures {
    fn of(tally: &Tally, [failed, suppress]: [u64; 2], deliveries: u64) -> Figures {
        let mut figures = Figures {
            lines: tally.lines,
            bytes: tally.bytes,
            first: tally.first.map(written),
            last: tally.last.map(written),
            status: tally.status,
            attempts: 0,
            deliveries,
            reply: Counts::new(),
            enhanced: Counts::new(),
            provider: Counts::new(),
            category: Counts::new(),
            reason: Counts::new(),
            action: Counts::new(),
            entry: Counts::new(),
            domain: owned(tally.domains()),
            remote: owned(tally.hosts()),
            recipients: Recipients { failed, suppress },
            unrecognised: Vec::new(),
        };
        let none = || "none".to_owned();
        for (wording, count, place) in tally.wordings() {
            let entry = tally.catalogue().entry_at(place);
            let provider = wording
                .reading
                .as_ref()
                .and_then(|reading| reading.provider);
            let provider = provider.map(|place| tally.catalogue().providers[place].id.to_owned());
            let keys = [
                (
                    &mut figures.reply,
                    wording.code.map_or_else(none, |code| code.to_string()),
                ),
                (
                    &mut figures.enhanced,
                    wording.enhanced.map_or_else(none, |code| code.to_string()),
                ),
                (&mut figures.provider, provider.unwrap_or_else(none)),
                (&mut figures.category, entry.category().id.to_owned()),
                (&mut figures.reason, entry.reason.id.to_owned()),
                (&mut figures.action, entry.action.id().to_owned()),
                (&mut figures.entry, entry.id.to_owned()),
            ];
            for (counts, key) in keys {
                *counts.entry(key).or_default() += count;
            }
            figures.attempts += count;
            if wording.is_unexplained(&entry) {
                figures.unrecognised.push(Unrecognised {
                    count,
                    text: visible(&wording.masked()).into_owned(),
                    sample: visible(&wording.said).into_owned(),
                });
            }
        }
        let unrecognised = &mut figures.unrecognised;
        unrecognised
            .sort_by(|one, other| other.count.cmp(&one.count).then(one.text.cmp(&other.text)));
        unrecognised.truncate(50);
        figures
    }
}

fn owned(counts: Vec<(&str, u64)>) -> Counts {
    let counts = counts.into_iter();
    counts
        .map(|(name, count)| (visible(name).into_owned(), count))
        .collect()
}

/// A row of the table.
struct Row {
    count: u64,
    share: u64,
    trend: String,
    label: String,
    action: String,
    since: Option<Seconds>,
}

fn rows(tally: &Tally, figures: &Figures, options: Options) -> Vec<Row> {
    let share = |count: u64| (count * 100 + figures.attempts / 2) / figures.attempts.max(1);
    let plain = |(label, count): (&String, &u64)| Row {
        count: *count,
        share: share(*count),
        trend: String::new(),
        label: label.clone(),
        action: String::new(),
        since: None,
    };
    let mut rows: Vec<Row> = match options.by {
        By::Cause => {
            let entries = tally.by_entry();
            let causes = entries.iter().filter(|(_, cause)| cause.attempts > 0);
            let row = |(place, cause): (&usize, &crate::triage::Cause)| {
                let entry = tally.catalogue().entry_at(*place);
                Row {
                    count: cause.attempts,
                    share: share(cause.attempts),
                    trend: bars(&parts(tally, &cause.timeline, PARTS)),
                    label: format!("{}: {}", entry.label(), entry.title),
                    action: entry.action.title().to_owned(),
                    since: cause.timeline.first(),
                }
            };
            causes.map(row).collect()
        }
        By::Provider => figures.provider.iter().map(plain).collect(),
        By::Domain => figures.domain.iter().map(plain).collect(),
        By::Action => figures.action.iter().map(plain).collect(),
        By::Hour => return hours(tally, share),
    };
    rows.sort_by(|one, other| {
        other
            .count
            .cmp(&one.count)
            .then_with(|| one.label.cmp(&other.label))
    });
    rows.truncate(options.top);
    rows
}

/// A row for each hour, in order; of a longer time for each day.
fn hours(tally: &Tally, share: impl Fn(u64) -> u64) -> Vec<Row> {
    let (Some(first), Some(last)) = (tally.first, tally.last) else {
        return Vec::new();
    };
    let width = if last - first <= 72 * 3600 {
        3600
    } else {
        86_400
    };
    let from = first.div_euclid(width) * width;
    let count = ((last - from) / width + 1).min(1000) as usize;
    let counts = tally
        .timeline
        .parts(from, from + count as Seconds * width, count);
    let row = |(number, count): (usize, u64)| Row {
        count,
        share: share(count),
        trend: String::new(),
        label: written(from + number as Seconds * width),
        action: String::new(),
        since: None,
    };
    counts.into_iter().enumerate().map(row).collect()
}

fn parts(tally: &Tally, timeline: &crate::triage::timeline::Timeline, parts: usize) -> Vec<u64> {
    match (tally.first, tally.last) {
        (Some(first), Some(last)) => timeline.parts(first, last + 1, parts),
        _ => Vec::new(),
    }
}

fn csv(out: &mut impl Write, rows: &[Row]) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table
        .write_record(["attempts", "share", "what", "action", "since"])
        .map_err(plain)?;
    for row in rows {
        let cells = [
            row.count.to_string(),
            row.share.to_string(),
            row.label.clone(),
            row.action.clone(),
            row.since.map(written).unwrap_or_default(),
        ];
        let cells = cells.map(|cell| defused(&cell).into_owned());
        table.write_record(cells).map_err(plain)?;
    }
    table.flush()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Text,
    Markdown,
}

impl Style {
    fn heading(self, text: &str) -> String {
        match self {
            Style::Text => format!("\n{text}\n"),
            Style::Markdown => format!("\n### {text}\n\n"),
        }
    }
}

fn text(
    out: &mut impl Write,
    tally: &Tally,
    figures: &Figures,
    options: Options,
    style: Style,
) -> io::Result<()> {
    let Status {
        sent,
        deferred,
        bounced,
        expired,
        rejected,
    } = tally.status;
    let span = figures.first.iter().zip(&figures.last).next();
    let span = span.map(|(first, last)| format!(", {first} to {last}"));
    let (lines, size) = (grouped(figures.lines), figures.bytes >> 20);
    writeln!(out, "{lines} lines, {size} MiB{}", span.unwrap_or_default())?;
    let [sent, deferred, bounced, expired, rejected] =
        [sent, deferred, bounced, expired, rejected].map(grouped);
    writeln!(
        out,
        "sent {sent}   deferred {deferred}   bounced {bounced}   expired {expired}   rejected {rejected}"
    )?;
    if figures.attempts == 0 {
        return writeln!(out, "\nNo delivery failed.");
    }
    let [attempts, deliveries, failed, suppress] = [
        figures.attempts,
        figures.deliveries,
        figures.recipients.failed,
        figures.recipients.suppress,
    ]
    .map(grouped);
    writeln!(
        out,
        "{attempts} failed attempts of {deliveries} deliveries; {failed} recipients lost, {suppress} of them to suppress"
    )?;
    write!(out, "{}", style.heading("What fails most"))?;
    table(out, &rows(tally, figures, options), style)?;
    write!(out, "{}", style.heading("What to do first"))?;
    for (number, entry) in (1..).zip(first_causes(tally)) {
        let step = entry.steps.iter().next().unwrap_or_default();
        writeln!(out, "{number}. {}: {}. {step}", entry.label(), entry.title)?;
    }
    let others = &figures.unrecognised;
    if !others.is_empty() {
        write!(out, "{}", style.heading("Nothing explains"))?;
    }
    for other in others.iter().take(options.top) {
        let text: String = other.text.chars().take(LONGEST).collect();
        writeln!(out, "{:>9}  {text}", grouped(other.count))?;
    }
    Ok(())
}

fn table(out: &mut impl Write, rows: &[Row], style: Style) -> io::Result<()> {
    if style == Style::Markdown {
        writeln!(out, "| attempts | share | trend | what | action | since |")?;
        writeln!(out, "|---:|---:|---|---|---|---|")?;
    }
    for row in rows {
        let (count, since) = (
            grouped(row.count),
            row.since.map(written).unwrap_or_default(),
        );
        let Row {
            share,
            trend,
            label,
            action,
            ..
        } = row;
        match style {
            Style::Markdown => {
                writeln!(
                    out,
                    "| {count} | {share} % | {trend} | {label} | {action} | {since} |"
                )?;
            }
            Style::Text => {
                let line = format!("{count:>9} {share:>3} %  {trend}  {label}  {action}");
                writeln!(out, "{}", line.trim_end())?;
                if !since.is_empty() {
                    writeln!(out, "{:>9}        since {since}", "")?;
                }
            }
        }
    }
    Ok(())
}

/// The entries that most failed attempts have in common.
fn first_causes(tally: &Tally) -> Vec<Entry> {
    let mut causes: Vec<_> = tally.by_entry().into_iter().collect();
    causes.sort_by_key(|(place, cause)| (std::cmp::Reverse(cause.attempts), *place));
    let causes = causes.into_iter().take(ADVICE);
    causes
        .map(|(place, _)| tally.catalogue().entry_at(place))
        .collect()
}

/// A number with its digits in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev();
    let groups = groups.map(|group| String::from_utf8_lossy(group).into_owned());
    groups.collect::<Vec<_>>().join(",")
}
