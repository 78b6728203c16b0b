//! Diagnoses without a screen.

use super::csv::{defused, plain};
use super::{Format, markdown, text};
use crate::bounce::Bounce;
use crate::catalogue::Catalogue;
use crate::diagnose::Diagnosis;
use crate::visible::visible;
use serde::Serialize;
use std::io::{self, Write};

/// A diagnosis, what it was made of, and where that stood.
#[derive(Clone, Debug)]
pub struct Explained {
    pub input: Input,
    pub bounce: Bounce<'static>,
    pub diagnosis: Diagnosis,
}

/// A place in the input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Input {
    /// Name of the file; `None` for arguments and standard input.
    pub file: Option<String>,
    /// Counted from 1.
    pub line: usize,
}

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
    action: &'a str,
    outcome: &'a str,
    recipient: Option<&'a str>,
    remote: Option<&'a str>,
    confidence: &'a str,
    /// The parts of the text that spoke for the entry.
    evidence: Vec<&'a str>,
    time: Option<&'a str>,
    input: &'a Input,
}

impl<'a> Record<'a> {
    fn of(explained: &'a Explained) -> Record<'a> {
        let Explained {
            input,
            bounce,
            diagnosis,
        } = explained;
        let Diagnosis { reply, entry, .. } = diagnosis;
        Record {
            reply: reply.code.map(|code| code.to_string()),
            enhanced: reply.enhanced.map(|enhanced| enhanced.to_string()),
            text: &reply.text,
            provider: diagnosis.provider.map(|provider| provider.id),
            entry: entry.id,
            title: entry.title,
            reason: entry.reason.id,
            category: entry.category().id,
            action: entry.action.id(),
            outcome: diagnosis.outcome().id(),
            recipient: bounce.recipient.as_deref(),
            remote: bounce.remote.as_deref(),
            time: bounce.time.as_deref(),
            confidence: diagnosis.confidence.id(),
            evidence: diagnosis
                .evidence
                .iter()
                .filter_map(|range| reply.text.get(range.clone()))
                .collect(),
            input,
        }
    }

    fn cells(&self) -> [&str; 13] {
        let none = "";
        [
            self.reply.as_deref().unwrap_or(none),
            self.enhanced.as_deref().unwrap_or(none),
            self.provider.unwrap_or(none),
            self.entry,
            self.reason,
            self.category,
            self.action,
            self.outcome,
            self.confidence,
            self.recipient.unwrap_or(none),
            self.remote.unwrap_or(none),
            self.text,
            self.input.file.as_deref().unwrap_or(none),
        ]
    }
}

/// Writes diagnoses in the order of the input, each with the name of the file it comes from.
pub fn write(
    out: &mut impl Write,
    format: Format,
    catalogue: &Catalogue,
    diagnoses: &[Explained],
) -> io::Result<()> {
    let records = diagnoses.iter().map(Record::of);
    match format {
        Format::Json => {
            for record in records {
                serde_json::to_writer(&mut *out, &record)?;
                writeln!(out)?;
            }
        }
        Format::Csv => {
            let mut rows = csv::Writer::from_writer(out);
            rows.write_record([
                "reply",
                "enhanced",
                "provider",
                "entry",
                "reason",
                "category",
                "action",
                "outcome",
                "confidence",
                "recipient",
                "remote",
                "text",
                "input",
            ])
            .map_err(plain)?;
            for record in records {
                rows.write_record(
                    record
                        .cells()
                        .map(|cell| defused(&visible(cell)).into_owned()),
                )?;
            }
            rows.flush()?;
        }
        Format::Markdown => {
            for Explained { diagnosis, .. } in diagnoses {
                writeln!(out, "> {}\n", visible(&diagnosis.said()))?;
                writeln!(out, "{}", markdown::entry(catalogue, &diagnosis.entry))?;
            }
        }
        Format::Text => {
            for (place, Explained { diagnosis, .. }) in diagnoses.iter().enumerate() {
                if place > 0 {
                    writeln!(out, "\n{}\n", "-".repeat(80))?;
                }
                text::diagnosis(out, catalogue, diagnosis)?;
            }
        }
    }
    Ok(())
}
