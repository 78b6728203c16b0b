//! Diagnoses without a screen, written as they arrive.

use super::csv::{plain, row};
use super::{Explained, Format, Input, json, markdown, text};
use crate::bounce::Event;
use crate::catalogue::{Action, Catalogue};
use crate::diagnose::Diagnosis;
use crate::sanitize::sanitize;
use serde::Serialize;
use std::collections::HashSet;
use std::io::{self, Write};

/// A diagnosis for programs; what is not known is `null`.
#[derive(Serialize)]
struct Record<'a> {
    reply: Option<String>,
    enhanced: Option<String>,
    text: &'a str,
    provider: Option<&'a str>,
    entry: &'a str,
    title: &'a str,
    reason: &'a str,
    category: &'a str,
    /// What the sender does next; nothing where one's own server rejected it.
    action: &'a str,
    outcome: &'a str,
    recipient: Option<&'a str>,
    remote: Option<&'a str>,
    confidence: &'a str,
    /// The parts of the text that spoke for the entry.
    evidence: Vec<&'a str>,
    /// [`Explained::reported`]
    reported: Option<String>,
    event: &'a str,
    time: Option<&'a str>,
    queue: Option<&'a str>,
    /// Where a client was refused.
    stage: Option<&'a str>,
    input: Input<'a>,
}

const COLUMNS: [&str; 16] = [
    "recipient",
    "reply",
    "enhanced",
    "provider",
    "remote",
    "entry",
    "reason",
    "category",
    "action",
    "outcome",
    "event",
    "confidence",
    "time",
    "text",
    "file",
    "line",
];

impl<'a> Record<'a> {
    fn of(explained: &Explained<'a>) -> Record<'a> {
        let Explained {
            input,
            bounce,
            diagnosis,
        } = *explained;
        let Diagnosis { reply, entry, .. } = diagnosis;
        let evidence = diagnosis.evidence.iter();
        Record {
            reply: reply.code.map(|code| code.to_string()),
            enhanced: reply.enhanced.map(|enhanced| enhanced.to_string()),
            text: &reply.text,
            provider: diagnosis.provider.map(|provider| provider.id),
            entry: entry.id,
            title: entry.title,
            reason: entry.reason.id,
            category: entry.category().id,
            action: explained.action().id(),
            outcome: diagnosis.outcome().id(),
            recipient: bounce.recipient.as_deref(),
            remote: bounce.remote.as_deref(),
            confidence: diagnosis.confidence.id(),
            evidence: evidence
                .filter_map(|range| reply.text.get(range.clone()))
                .collect(),
            reported: explained.reported().map(|code| code.to_string()),
            event: bounce.event.id(),
            time: bounce.time.as_deref(),
            queue: bounce.queue.as_deref(),
            stage: bounce.stage.as_deref(),
            input,
        }
    }

    /// Its cells, and nothing in them that a terminal would act on.
    fn write(&self, rows: &mut csv::Writer<impl Write>) -> io::Result<()> {
        let line = self.input.line.to_string();
        let cells = [
            self.recipient.unwrap_or_default(),
            self.reply.as_deref().unwrap_or_default(),
            self.enhanced.as_deref().unwrap_or_default(),
            self.provider.unwrap_or_default(),
            self.remote.unwrap_or_default(),
            self.entry,
            self.reason,
            self.category,
            self.action,
            self.outcome,
            self.event,
            self.confidence,
            self.time.unwrap_or_default(),
            self.text,
            self.input.file.unwrap_or_default(),
            &line,
        ];
        let cells = cells.map(sanitize);
        row(rows, cells.each_ref().map(AsRef::as_ref))
    }
}

/// Writes diagnoses one after another.
pub struct Diagnoses<'a, W: Write> {
    out: Out<W>,
    catalogue: &'a Catalogue,
    /// Ids of the entries that were written in full, and what was to be done.
    told: HashSet<(&'static str, Action)>,
    is_first: bool,
}

enum Out<W: Write> {
    Text(W),
    Json(W),
    Markdown(W),
    Csv(Box<csv::Writer<W>>),
}

impl<'a, W: Write> Diagnoses<'a, W> {
    pub fn new(out: W, format: Format, catalogue: &'a Catalogue) -> Diagnoses<'a, W> {
        Diagnoses {
            out: match format {
                Format::Text => Out::Text(out),
                Format::Json => Out::Json(out),
                Format::Markdown => Out::Markdown(out),
                Format::Csv => Out::Csv(Box::new(csv::Writer::from_writer(out))),
            },
            catalogue,
            told: HashSet::new(),
            is_first: true,
        }
    }

    /// Writes one. For people, an entry is written in full only the first time.
    pub fn write(&mut self, explained: &Explained<'_>) -> io::Result<()> {
        let Explained {
            bounce, diagnosis, ..
        } = explained;
        let is_first = std::mem::take(&mut self.is_first);
        let is_rejected = bounce.event == Event::Rejected;
        let is_new = self.told.insert((diagnosis.entry.id, explained.action()));
        match &mut self.out {
            Out::Json(out) => json::line(out, &Record::of(explained)),
            Out::Csv(rows) => {
                if is_first {
                    rows.write_record(COLUMNS).map_err(plain)?;
                }
                Record::of(explained).write(rows)
            }
            Out::Markdown(out) => {
                if let Some(recipient) = bounce.recipient.as_deref() {
                    writeln!(out, "{}:\n", markdown::code(recipient))?;
                }
                writeln!(out, "{}", markdown::block(&diagnosis.said()))?;
                if !is_new {
                    writeln!(out, "*{}*, as above.\n", diagnosis.entry.title)
                } else if is_rejected {
                    writeln!(out, "{}", markdown::rejection(self.catalogue, diagnosis))
                } else {
                    writeln!(out, "{}", markdown::diagnosis(self.catalogue, diagnosis))
                }
            }
            Out::Text(out) => {
                if !is_first {
                    writeln!(out, "\n{}\n", "-".repeat(80))?;
                }
                text::diagnosis(out, self.catalogue, explained, is_new)
            }
        }
    }

    pub fn flush(&mut self) -> io::Result<()> {
        match &mut self.out {
            Out::Text(out) | Out::Json(out) | Out::Markdown(out) => out.flush(),
            Out::Csv(rows) => rows.flush(),
        }
    }
}
