//! Diagnoses without a screen.

use super::csv::{defused, plain};
use super::{Format, markdown, text};
use crate::catalogue::Catalogue;
use crate::diagnose::Diagnosis;
use crate::visible::visible;
use serde::Serialize;
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
    action: &'a str,
    outcome: &'a str,
    recipient: Option<&'a str>,
    remote: Option<&'a str>,
    confidence: &'a str,
    /// The parts of the text that spoke for the entry.
    evidence: Vec<&'a str>,
    input: Option<&'a str>,
}

impl<'a> Record<'a> {
    fn of(input: Option<&'a str>, diagnosis: &'a Diagnosis) -> Record<'a> {
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
            recipient: None,
            remote: None,
            confidence: diagnosis.confidence.id(),
            evidence: diagnosis
                .evidence
                .iter()
                .filter_map(|range| reply.text.get(range.clone()))
                .collect(),
            input,
        }
    }

    fn cells(&self) -> [&str; 11] {
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
            self.text,
            self.input.unwrap_or(none),
        ]
    }
}

/// Writes diagnoses in the order of the input, each with the name of the file it comes from.
pub fn write(
    out: &mut impl Write,
    format: Format,
    catalogue: &Catalogue,
    diagnoses: &[(Option<String>, Diagnosis)],
) -> io::Result<()> {
    let records = diagnoses
        .iter()
        .map(|(input, diagnosis)| Record::of(input.as_deref(), diagnosis));
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
            for (_, diagnosis) in diagnoses {
                writeln!(out, "> {}\n", visible(&diagnosis.said()))?;
                writeln!(out, "{}", markdown::entry(catalogue, &diagnosis.entry))?;
            }
        }
        Format::Text => {
            for (place, (_, diagnosis)) in diagnoses.iter().enumerate() {
                if place > 0 {
                    writeln!(out, "\n{}\n", "-".repeat(80))?;
                }
                text::diagnosis(out, catalogue, diagnosis)?;
            }
        }
    }
    Ok(())
}
