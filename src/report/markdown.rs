//! Findings to paste into a ticket or an incident channel.

use crate::catalogue::{Catalogue, Entry, source_url};
use crate::diagnose::Diagnosis;
use crate::verdict::Verdict;
use std::fmt::Write as _;
use std::io::{self, Write};

pub fn entries(out: &mut impl Write, catalogue: &Catalogue, entries: &[Entry]) -> io::Result<()> {
    for (place, found) in entries.iter().enumerate() {
        if place > 0 {
            writeln!(out)?;
        }
        out.write_all(entry(catalogue, found).as_bytes())?;
    }
    Ok(())
}

/// One entry as Markdown, as the explorer copies it.
pub fn entry(catalogue: &Catalogue, entry: &Entry) -> String {
    with_verdict(catalogue, entry, Verdict::of(entry))
}

/// The entry that explains a reply.
pub fn diagnosis(catalogue: &Catalogue, diagnosis: &Diagnosis) -> String {
    let caution = diagnosis.caution();
    let caution = caution.map(|caution| format!("*{caution}*\n\n"));
    let verdict = Verdict::of_diagnosis(diagnosis);
    caution.unwrap_or_default() + &with_verdict(catalogue, &diagnosis.entry, verdict)
}

fn with_verdict(catalogue: &Catalogue, entry: &Entry, verdict: Verdict) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "### {} · {}
",
        entry.label(),
        entry.title
    );
    let _ = writeln!(
        text,
        "**{}.** {}\n\n{}\n",
        verdict.word,
        verdict.sentence(),
        entry.meaning
    );
    if let Some(note) = entry.note {
        let _ = writeln!(text, "*Mind: {note}*\n");
    }
    for (number, step) in (1..).zip(entry.steps.iter()) {
        let _ = writeln!(text, "{number}. {step}");
    }
    for example in entry.examples.iter() {
        let _ = writeln!(text, "\n    {example}");
    }
    let _ = writeln!(text);
    for source in entry.sources.iter() {
        let _ = writeln!(text, "- <{}>", source_url(source));
    }
    let related: Vec<_> = entry
        .related
        .iter()
        .filter_map(|id| catalogue.entry(id))
        .map(|other| format!("{} · {}", other.label(), other.title))
        .collect();
    if !related.is_empty() {
        let _ = writeln!(text, "\nSee also: {}", related.join("; "));
    }
    text
}

/// A text in a cell of a table.
pub fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
