//! One failure as Markdown, for an incident channel: what the screen copies and what alerts send.

use crate::catalogue::{Entry, source_url};
use crate::quantity::{counted, grouped};
use crate::report::markdown::{block, code};
use crate::triage::breakdown::{Breakdown, Detail};
use crate::triage::time::written;
use crate::triage::timeline::bars;
use std::fmt::Write;

/// The number of bars in the trend.
const PARTS: usize = 24;

/// Count, share, time, place, what to do, and the latest line.
pub fn failure(breakdown: &Breakdown, selected: &Detail, entry: &Entry) -> String {
    let failure = &selected.failure;
    let share = &selected.share;
    let mut text = format!("### {} · {}\n\n", entry.label(), entry.title);
    if let Some(spike) = &selected.spike {
        let _ = write!(text, "**Spike {spike}**\n\n");
    }
    let _ = if selected.is_rejected {
        let count = grouped(failure.attempts);
        write!(
            text,
            "**{count} rejected by your server**, {share} of all it rejected"
        )
    } else {
        let attempts = counted(failure.attempts, "failed attempt", "failed attempts");
        write!(text, "**{attempts}, {share} of all**")
    };
    let ends = failure.began().zip(failure.ended());
    if let Some(group) = &selected.group {
        let _ = write!(text, " ({})", code(group));
    }
    if let Some(whose) = selected.whose_in_words(code) {
        let _ = write!(text, ", {whose}");
    }
    if let Some(attempt_counts) = selected.attempt_counts {
        let _ = write!(text, ", {}", attempt_counts.rate(failure.attempts));
    }
    if let Some((first, latest)) = ends {
        let _ = write!(
            text,
            ", first {}, latest {}",
            written(first),
            written(latest)
        );
    }
    if let Some([minute, few, hour]) = selected.rates.map(|counts| counts.map(grouped)) {
        let _ = write!(
            text,
            ", {minute} in the last minute, {few} in five, {hour} in the hour"
        );
    }
    for mark in selected
        .marks
        .iter()
        .filter(|mark| mark.sentence().is_some())
    {
        let _ = write!(text, ", **{}**", mark.name());
    }
    let counts = breakdown.grid(PARTS).map(|grid| failure.timeline.on(grid));
    if let Some(counts) = counts.filter(|counts| counts.iter().any(|count| *count > 0)) {
        let _ = write!(text, "  `{}`", bars(&counts));
    }
    text.push_str(&advice(selected, entry));
    let domains = selected.domains.iter();
    let domains = domains.map(|(name, count)| format!("{} {}", code(name), grouped(*count)));
    let domains: Vec<_> = domains.collect();
    if !domains.is_empty() {
        let _ = writeln!(text, "\nMost at {}", domains.join(", "));
    }
    for (facet, names) in &selected.who {
        let names = names
            .iter()
            .map(|(name, count)| format!("{} {}", code(name), grouped(*count)));
        let names: Vec<_> = names.collect();
        let _ = writeln!(text, "\n{}: {}", facet.heading(), names.join(", "));
    }
    if !failure.latest.line.is_empty() {
        let _ = write!(text, "\n{}", block(&failure.latest.line));
    }
    if let Some(source) = entry.sources.first() {
        let _ = writeln!(text, "\n<{}>", source_url(source));
    }
    text
}

/// Verdict and steps; for rejections, those for the receiving side.
fn advice(selected: &Detail, entry: &Entry) -> String {
    let (verdict, steps) = if selected.is_rejected {
        let receiving = entry.receiving().unwrap_or_default();
        (selected.verdict, format!("{receiving}\n"))
    } else {
        let steps = (1..).zip(selected.steps.of(&selected.facts));
        let steps = steps.map(|(number, step)| format!("{number}. {step}\n"));
        let first = [selected.caution, selected.one_sender(entry)];
        let first = first.into_iter().flatten();
        let first = first.map(|advice| format!("{advice}\n\n"));
        let steps: String = first.chain(steps).collect();
        (selected.verdict, steps)
    };
    let (word, sentence) = (verdict.word, verdict.sentence());
    format!("\n\n**{word}.** {sentence}\n\n{steps}")
}
