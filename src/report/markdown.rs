//! Findings to paste into a ticket or an incident channel.

use crate::catalogue::{Catalogue, Entry, Outcome, source_url};
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
    let mut text = head(entry, Verdict::of(entry));
    advice(&mut text, catalogue, entry);
    text
}

/// The entry that explains a refusal by one's own server: first what that means there, then what the sender reads.
pub fn rejection(catalogue: &Catalogue, entry: &Entry, outcome: Outcome) -> String {
    let mut text = head(entry, Verdict::of_rejection(outcome));
    if let Some(receiving) = entry.category().receiving {
        let _ = writeln!(text, "{receiving}\n");
    }
    let _ = writeln!(text, "**For the sender.**\n");
    advice(&mut text, catalogue, entry);
    text
}

fn head(entry: &Entry, verdict: Verdict) -> String {
    format!(
        "### {} · {}\n\n**{}.** {}\n\n",
        entry.label(),
        entry.title,
        verdict.word,
        verdict.sentence()
    )
}

fn advice(text: &mut String, catalogue: &Catalogue, entry: &Entry) {
    let _ = writeln!(text, "{}\n", entry.meaning);
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
}

/// A text in a cell of a table.
pub fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
