//! Diagnoses without a screen, written as they arrive.

use super::csv::{plain, row};
use super::{Format, json, markdown, text};
use crate::bounce::Event;
use crate::catalogue::{Action, Catalogue};
use crate::diagnose::{Explained, Record};
use crate::sanitize::sanitize;
use std::collections::HashSet;
use std::io::{self, Write};

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

/// Writes the cells of a diagnosis, and nothing in them that a terminal would act on.
fn cells(explained: &Explained<'_>, rows: &mut csv::Writer<impl Write>) -> io::Result<()> {
    let record = Record::from(explained);
    let enhanced = record.enhanced.map(|code| code.to_string());
    let line = explained.input.line.to_string();
    let cells = [
        record.recipient.unwrap_or_default(),
        record.reply.as_deref().unwrap_or_default(),
        enhanced.as_deref().unwrap_or_default(),
        record.provider.unwrap_or_default(),
        record.remote.unwrap_or_default(),
        record.entry,
        record.reason,
        record.category,
        record.action.id(),
        record.outcome.id(),
        record.event.id(),
        record.confidence.id(),
        record.time.unwrap_or_default(),
        record.text,
        explained.input.file.unwrap_or_default(),
        &line,
    ];
    let cells = cells.map(sanitize);
    row(rows, cells.each_ref().map(AsRef::as_ref))
}

/// Writes diagnoses one after another.
pub struct Diagnoses<'a, W: Write> {
    out: Out<W>,
    catalogue: &'a Catalogue,
    /// Ids of the entries that were written in full, and what was to be done.
    explained_in_full: HashSet<(&'static str, Action)>,
    is_first: bool,
}

enum Out<W: Write> {
    Text(W),
    /// Two lines each.
    Brief(W),
    Json(W),
    Markdown(W),
    Csv(Box<csv::Writer<W>>),
}

impl<'a, W: Write> Diagnoses<'a, W> {
    pub fn new(out: W, format: Format, catalogue: &'a Catalogue) -> Diagnoses<'a, W> {
        let out = match format {
            Format::Text => Out::Text(out),
            Format::Json => Out::Json(out),
            Format::Markdown => Out::Markdown(out),
            Format::Csv => Out::Csv(Box::new(csv::Writer::from_writer(out))),
        };
        Diagnoses::to(out, catalogue)
    }

    fn to(out: Out<W>, catalogue: &'a Catalogue) -> Diagnoses<'a, W> {
        Diagnoses {
            out,
            catalogue,
            explained_in_full: HashSet::new(),
            is_first: true,
        }
    }

    /// Writes the verdict and the first step of each, in two lines.
    pub fn brief(out: W, catalogue: &'a Catalogue) -> Diagnoses<'a, W> {
        Diagnoses::to(Out::Brief(out), catalogue)
    }

    /// Writes one. For people, an entry is written in full only the first time.
    pub fn write(&mut self, explained: &Explained<'_>) -> io::Result<()> {
        let Explained {
            bounce, diagnosis, ..
        } = explained;
        let is_first = std::mem::take(&mut self.is_first);
        let is_rejected = bounce.event == Event::Rejected;
        let is_new = self
            .explained_in_full
            .insert((diagnosis.entry.id, explained.action()));
        match &mut self.out {
            Out::Json(out) => json::line(out, explained),
            Out::Brief(out) => text::brief_diagnosis(out, explained),
            Out::Csv(rows) => {
                if is_first {
                    rows.write_record(COLUMNS).map_err(plain)?;
                }
                cells(explained, rows)
            }
            Out::Markdown(out) => {
                if let Some(recipient) = bounce.recipient.as_deref() {
                    writeln!(out, "{}:\n", markdown::code(recipient))?;
                }
                writeln!(out, "{}", markdown::block(&diagnosis.reply_line()))?;
                let facts = bounce.facts();
                if !is_new {
                    writeln!(out, "*{}*, as above.\n", diagnosis.entry.title)
                } else if is_rejected {
                    writeln!(
                        out,
                        "{}",
                        markdown::rejection(self.catalogue, diagnosis, &facts)
                    )
                } else {
                    writeln!(
                        out,
                        "{}",
                        markdown::diagnosis(self.catalogue, diagnosis, &facts)
                    )
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
            Out::Text(out) | Out::Brief(out) | Out::Json(out) | Out::Markdown(out) => out.flush(),
            Out::Csv(rows) => rows.flush(),
        }
    }
}
