//! Reports for use without the screen: the same answers as text, JSON, Markdown, CSV, HTML or metrics.

mod csv;
mod diagnosis;
mod exact;
mod html;
mod json;
mod markdown;
mod text;
mod triage;

pub use diagnosis::Diagnoses;
pub use exact::{is_exact, left_out};
pub(crate) use json::{write as write_json, write_escaped};
pub use markdown::entry as markdown_entry;
pub use triage::{
    LinesFormat, Listed, Options as TriageOptions, changes, compare, failure, failures, last,
    lines, log_lines, metrics, page, recipients, triage,
};

use crate::catalogue::{Catalogue, Entry};
use std::io::{self, Write};

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people: the best match in full, the others one per line.
    #[default]
    Text,
    /// One object per line.
    Json,
    /// To paste into a ticket or an incident channel.
    Markdown,
    /// One row for each entry, with a header.
    Csv,
}

/// Writes what a search found, best first.
pub fn findings(
    out: &mut dyn Write,
    format: Format,
    catalogue: &Catalogue,
    found: &[Entry],
) -> io::Result<()> {
    match format {
        Format::Text => text::findings(out, catalogue, found),
        Format::Json => json::entries(out, found),
        Format::Markdown => markdown::entries(out, catalogue, found),
        Format::Csv => csv::entries(out, found),
    }
}

/// Writes the verdict on the best match and its first step, in two lines.
pub fn brief(out: &mut dyn Write, found: &[Entry]) -> io::Result<()> {
    found.first().map_or(Ok(()), |best| text::brief(out, best))
}

/// Writes every entry on a line or as an object of its own.
pub fn list(
    out: &mut dyn Write,
    format: Format,
    catalogue: &Catalogue,
    entries: &[Entry],
) -> io::Result<()> {
    if format == Format::Text {
        text::rows(out, entries)
    } else {
        findings(out, format, catalogue, entries)
    }
}
