//! What your own server rejected: counts by entry, the latest client, and what to do about it on the receiving side.

use super::rows::{Row, label};
use super::{Report, Style};
use crate::bounce::{Event, read};
use crate::catalogue::Entry;
use crate::quantity::grouped;
use crate::report::markdown::{cell, code_in_cell};
use crate::sanitize::sanitize;
use crate::triage::breakdown::RowKey;
use crate::triage::time::written;
use crate::triage::{Facet, Failure};
use std::collections::HashSet;
use std::io::{self, Write};

/// Clients and senders with a smaller share, in percent, are not named.
const WORTH: u64 = 10;

/// What was rejected, most frequent first.
pub(super) struct Rejected {
    pub rows: Vec<RejectedRow>,
    /// What to do about it, by the title of the entry, reason or category that says so.
    pub advice: Vec<(&'static str, &'static str)>,
}

/// What was rejected for one cause.
pub(super) struct RejectedRow {
    pub row: Row,
    /// The latest client that was rejected, and whom it tried to reach.
    pub latest: Option<String>,
    /// The most frequent clients, senders and, if there are several, stages, each with its share.
    pub most: Vec<(Facet, Vec<(String, String)>)>,
}

impl RejectedRow {
    /// `Clients: 192.0.2.7 34%, 192.0.2.9 20%. Stages: RCPT 98%`
    pub(super) fn who(&self, quoted: impl Fn(&str) -> String) -> String {
        let facets = self.most.iter().map(|(facet, names)| {
            let names = names.iter();
            let names = names.map(|(name, share)| format!("{} {share}", quoted(name)));
            let names: Vec<_> = names.collect();
            format!("{}: {}", facet.heading(), names.join(", "))
        });
        facets.collect::<Vec<_>>().join(". ")
    }
}

impl Report<'_> {
    /// What was rejected, and what to do about it.
    pub(super) fn rejected(&self) -> Rejected {
        let (mut rows, mut advice) = (Vec::new(), Vec::new());
        for (key, entry, failure) in self.rejections() {
            rows.push(RejectedRow {
                row: row(&entry, &failure),
                latest: refused(&failure),
                most: self.most(key),
            });
            let about = if entry.receiving.is_some() {
                entry.title
            } else if entry.reason.receiving.is_some() {
                entry.reason.title
            } else {
                entry.category().short
            };
            advice.extend(entry.receiving().map(|receiving| (about, receiving)));
        }
        let mut known = HashSet::new();
        advice.retain(|(about, _)| known.insert(*about));
        Rejected { rows, advice }
    }

    /// Writes the section, if anything was rejected.
    pub(super) fn rejected_section(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        let Rejected { rows, advice } = self.rejected();
        if rows.is_empty() {
            return Ok(());
        }
        write!(out, "{}", style.heading("Rejected by your server"))?;
        if style == Style::Markdown {
            writeln!(out, "| rejected | what | who | latest |")?;
            writeln!(out, "|---:|---|---|---|")?;
        }
        for rejected in rows {
            let RejectedRow { row, latest, .. } = &rejected;
            let (count, latest) = (grouped(row.count), latest.as_deref().unwrap_or_default());
            match style {
                Style::Text => {
                    writeln!(out, "{count:>9}  {}", row.label)?;
                    let who = rejected.who(|name| sanitize(name).into_owned());
                    if !who.is_empty() {
                        writeln!(out, "{:>11}{who}", "")?;
                    }
                    if !latest.is_empty() {
                        writeln!(out, "{:>11}latest {}", "", sanitize(latest))?;
                    }
                }
                Style::Markdown => {
                    let (label, latest) = (cell(&row.label), code_in_cell(latest));
                    let who = rejected.who(code_in_cell);
                    writeln!(out, "| {count} | {label} | {who} | {latest} |")?;
                }
            }
        }
        writeln!(out)?;
        for (about, receiving) in advice {
            let item = if style == Style::Markdown { "- " } else { "" };
            let text = format!("{about}: {receiving}");
            writeln!(out, "{}", self.options.paragraph(item, &text))?;
        }
        Ok(())
    }

    /// The same as rows of a table.
    pub(super) fn rejected_rows(&self) -> impl Iterator<Item = Row> {
        self.rejections()
            .map(|(_, entry, failure)| row(&entry, &failure))
    }

    fn rejections(&self) -> impl Iterator<Item = (RowKey, Entry, Failure)> {
        let keys = self.figures.rejections.iter().take(self.options.rows());
        keys.map(|key| {
            let entry = self.tally.catalogue().entry_at(key.entry);
            (*key, entry, self.figures.breakdown.failure(*key))
        })
    }

    /// Whom a cause affects most often, and at which stage.
    fn most(&self, key: RowKey) -> Vec<(Facet, Vec<(String, String)>)> {
        let facets = Facet::OF_REJECTION.map(|facet| (facet, self.shares(key, facet, WORTH)));
        // A single stage is already named with the latest client.
        let least = |facet| if facet == Facet::Stage { 2 } else { 1 };
        let says_more = |(facet, names): &(Facet, Vec<_>)| names.len() >= least(*facet);
        facets.into_iter().filter(says_more).collect()
    }
}

fn row(entry: &Entry, failure: &Failure) -> Row {
    Row {
        count: failure.attempts,
        id: entry.id.to_owned(),
        label: label(entry),
        action: Some(Event::Rejected.action(entry.action)),
        since: failure.began(),
        is_rejected: true,
        ..Row::default()
    }
}

/// `2026-03-14 10:03: mail.example.net, to jo@example.org, at RCPT`
fn refused(failure: &Failure) -> Option<String> {
    let sample = &failure.latest;
    let mut refused = None;
    read::text(sample.line.as_bytes(), read::CREDULOUS, &mut |(
        _,
        bounce,
    )| {
        let client = bounce.remote.as_deref().unwrap_or("a client");
        let to = bounce.recipient.iter().map(|to| format!(", to {to}"));
        let at = bounce.stage.iter().map(|stage| format!(", at {stage}"));
        let more: String = to.chain(at).collect();
        refused.get_or_insert_with(|| format!("{client}{more}"));
    });
    let time = sample.time.map(|time| format!("{}: ", written(time)));
    Some(time.unwrap_or_default() + &refused?)
}
