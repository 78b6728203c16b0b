//! Diagnoses without a screen, written as they arrive.

use super::csv::row;
use super::{Format, json, markdown, text};
use crate::catalogue::{Action, Catalogue};
use crate::diagnose::{Explained, Record};
use std::collections::HashSet;
use std::io::{self, Write};

const COLUMNS: &str = "recipient,reply,enhanced,provider,remote,entry,reason,category,action,outcome,event,confidence,time,text,file,line";

fn cells(out: &mut dyn Write, explained: &Explained<'_>) -> io::Result<()> {
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
    row(out, &cells)
}

/// Writes diagnoses one by one.
pub struct Diagnoses<'a, W: Write> {
    out: W,
    format: Format,
    is_brief: bool,
    catalogue: &'a Catalogue,
    /// The entries that were written in full, by id, with the action that was asked for, and whether mail was passed on.
    explained_in_full: HashSet<(&'static str, Action, bool)>,
    is_first: bool,
}

impl<'a, W: Write> Diagnoses<'a, W> {
    pub fn new(out: W, format: Format, catalogue: &'a Catalogue) -> Diagnoses<'a, W> {
        Diagnoses {
            out,
            format,
            is_brief: false,
            catalogue,
            explained_in_full: HashSet::new(),
            is_first: true,
        }
    }

    /// Writes only the verdict and the first step of each, in two lines.
    pub fn brief(out: W, catalogue: &'a Catalogue) -> Diagnoses<'a, W> {
        Diagnoses {
            is_brief: true,
            ..Diagnoses::new(out, Format::Text, catalogue)
        }
    }

    /// Writes one diagnosis. In formats for people, an entry is written in full only the first time.
    pub fn write(&mut self, explained: &Explained<'_>) -> io::Result<()> {
        let Explained {
            bounce, diagnosis, ..
        } = explained;
        let is_first = std::mem::take(&mut self.is_first);
        let is_new = self.explained_in_full.insert((
            diagnosis.entry.id,
            explained.action(),
            bounce.forwarded_to.is_some(),
        ));
        let out = &mut self.out;
        match self.format {
            Format::Json => json::line(out, explained),
            Format::Text if self.is_brief => text::brief_diagnosis(out, explained),
            Format::Csv => {
                if is_first {
                    writeln!(out, "{COLUMNS}")?;
                }
                cells(out, explained)
            }
            Format::Markdown => {
                if let Some(recipient) = bounce.recipient.as_deref() {
                    write!(out, "{}", markdown::code(recipient))?;
                    if let Some(target) = bounce.forwarded_to.as_deref() {
                        write!(out, ", passed on to {}", markdown::code(target))?;
                    }
                    writeln!(out, ":\n")?;
                }
                writeln!(out, "{}", markdown::block(&diagnosis.reply_line()))?;
                if !is_new {
                    return writeln!(out, "*{}*, as above.\n", diagnosis.entry.title);
                }
                let written = markdown::diagnosis(self.catalogue, explained);
                writeln!(out, "{written}")
            }
            Format::Text => {
                if !is_first {
                    writeln!(out, "\n{}\n", "-".repeat(80))?;
                }
                text::diagnosis(out, self.catalogue, explained, is_new)
            }
        }
    }

    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
