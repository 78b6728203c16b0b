//! Findings for programs: one object a line, its fields documented in the README and stable.

use crate::catalogue::{Entry, source_url};
use crate::verdict::Verdict;
use serde::Serialize;
use std::io::{self, Write};

/// An entry; what it does not have is `null` or an empty list.
#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    provider: &'a str,
    provider_name: &'a str,
    reply: Vec<String>,
    enhanced: Vec<String>,
    tag: Vec<&'a str>,
    outcome: &'a str,
    category: &'a str,
    reason: &'a str,
    action: &'a str,
    verdict: String,
    title: &'a str,
    meaning: &'a str,
    steps: Vec<&'a str>,
    examples: Vec<&'a str>,
    related: Vec<&'a str>,
    sources: Vec<String>,
    note: Option<&'a str>,
    checked: Option<&'a str>,
}

pub fn entries(out: &mut impl Write, entries: &[Entry]) -> io::Result<()> {
    for entry in entries {
        let record = Record {
            id: entry.id,
            provider: entry.provider.id,
            provider_name: entry.provider.name,
            reply: entry.reply.iter().map(ToString::to_string).collect(),
            enhanced: entry.enhanced.iter().map(ToString::to_string).collect(),
            tag: entry.tags.iter().collect(),
            outcome: entry.outcome.id(),
            category: entry.category().id,
            reason: entry.reason.id,
            action: entry.action.id(),
            verdict: Verdict::of(entry).sentence(),
            title: entry.title,
            meaning: entry.meaning,
            steps: entry.steps.iter().collect(),
            examples: entry.examples.iter().collect(),
            related: entry.related.iter().collect(),
            sources: entry.sources.iter().map(source_url).collect(),
            note: entry.note,
            checked: entry.checked,
        };
        serde_json::to_writer(&mut *out, &record)?;
        writeln!(out)?;
    }
    Ok(())
}
