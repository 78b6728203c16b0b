//! The explanation of a bounce: whom it concerns, the verdict, what the server said with the evidence marked, what to
//! do, other possible causes.

use super::page::Page;
use super::text;
use crate::bounce::Event;
use crate::diagnose::Diagnosis;
use crate::diagnose::intake::{ExplainedItem, Item};
use crate::explorer::state::State;
use crate::explorer::theme::Meaning;
use crate::sanitize::sanitize;
use ratatui::text::Span;
use std::ops::Range;
use unicode_width::UnicodeWidthStr;

/// The page of the bounce in the overlay.
pub(super) fn overlay_page(state: &State, width: u16) -> Option<Page<'_>> {
    let shown = state.shown_bounce()?;
    Some(page(Page::new(state, width, ""), state, shown))
}

/// The page of a bounce.
pub(super) fn page<'a>(mut page: Page<'a>, state: &State, explained: &ExplainedItem) -> Page<'a> {
    let ExplainedItem { item, diagnosis } = explained;
    let is_rejected = explained.is_rejected();
    page.facts = item.bounce.facts();
    addressee(&mut page, item);
    page.head(&diagnosis.entry);
    page.verdict(explained.verdict());
    if let Some(line) = &item.log_line {
        page.section("The line");
        page.quote(&sanitize(line));
    }
    page.section(if is_rejected {
        "What your server said"
    } else {
        "What the server said"
    });
    said(&mut page, diagnosis);
    let attribution = if is_rejected {
        "Said by: your server".to_owned()
    } else {
        diagnosis.attribution()
    };
    let sure = diagnosis.confidence.id();
    let sure = format!("Diagnosis: {sure}.  {attribution}.");
    page.paragraph(&sure, Meaning::Faint);
    if is_rejected {
        page.receiving_advice(&diagnosis.entry);
    } else {
        if let Some(caution) = diagnosis.caution() {
            page.paragraph(&caution, Meaning::Faint);
        }
        page.advice(&diagnosis.entry);
    }
    if !diagnosis.others.is_empty() {
        page.section("Other possible causes");
    }
    for other in &diagnosis.others {
        let codes = super::row::short_codes(other);
        let title = format!("{codes:11}  {} ({})", other.title, other.provider.name);
        page.entry_link(state, other, &title);
    }
    page.reading(state, &diagnosis.entry);
    page
}

/// Adds the recipient and, below it, what else is known about the bounce.
fn addressee(page: &mut Page<'_>, item: &Item) {
    let bounce = &item.bounce;
    if let Some(recipient) = &bounce.recipient {
        page.paragraph(&sanitize(recipient), Meaning::Title);
    }
    let is_rejected = bounce.event == Event::Rejected;
    let side = if is_rejected { "from" } else { "at" };
    let remote = bounce.remote.as_ref();
    let remote = remote.map(|remote| format!("{side} {remote}"));
    let stage = bounce.stage.as_ref();
    let stage = stage.map(|stage| format!(" at {stage}"));
    let event = bounce.event.word();
    let event = event.map(|event| event.to_owned() + &stage.unwrap_or_default());
    let time = bounce.time.as_ref().map(ToString::to_string);
    let target = bounce.forwarded_to.as_ref();
    let target = target.map(|target| format!("passed on to {target}"));
    let known = [target, remote, event, time, source(item)];
    let known = known.into_iter().flatten();
    for line in joined(known, page.appearance.glyphs.dot, page.columns) {
        page.paragraph(&sanitize(&line), Meaning::Faint);
    }
    if !page.lines.is_empty() {
        page.blank();
    }
}

/// File and line, without the directory.
fn source(item: &Item) -> Option<String> {
    let file = item.file.as_deref()?;
    let name = file.rsplit('/').next().unwrap_or(file);
    Some(format!("{name}:{}", item.line))
}

/// Joins parts on as few lines as they fit, with a sign only between two of them.
fn joined(parts: impl Iterator<Item = String>, sign: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if line.width() + sign.width() + 2 + part.width() <= columns => {
                line.push_str(&format!(" {sign} {part}"));
            }
            _ => lines.push(part),
        }
    }
    lines
}

/// Adds the reply, its codes first, with the evidence in a style of its own.
fn said(page: &mut Page<'_>, diagnosis: &Diagnosis) {
    let said = diagnosis.reply_line();
    let shown = sanitize(&said);
    // Evidence counts from the start of the text, after the codes; sanitizing may have moved it.
    let offset = said.len() - diagnosis.reply.text.len();
    let moved = diagnosis
        .evidence
        .iter()
        .map(|range| range.start + offset..range.end + offset);
    let evidence: Vec<_> = moved.filter(|_| shown == said).collect();
    let bar = format!("{} ", page.appearance.glyphs.quote);
    let mut start = 0;
    for line in text::wrap(&shown, page.columns.saturating_sub(2)) {
        // Wrapping removes the blanks between lines.
        start += shown[start..].find(&line).unwrap_or_default();
        let mut spans: Vec<Span<'static>> = vec![page.span(&bar, Meaning::Faint)];
        for (part, is_evidence) in parts(&line, start, &evidence) {
            let meaning = if is_evidence {
                Meaning::Evidence
            } else {
                Meaning::Server
            };
            spans.push(page.span(&part, meaning));
        }
        start += line.len();
        page.push(spans);
    }
}

/// Splits a line that starts at this byte of the whole into runs inside and outside the ranges.
fn parts(line: &str, start: usize, ranges: &[Range<usize>]) -> Vec<(String, bool)> {
    let mut parts: Vec<(String, bool)> = Vec::new();
    for (at, c) in line.char_indices() {
        let inside = ranges.iter().any(|range| range.contains(&(start + at)));
        match parts.last_mut().filter(|(_, was)| *was == inside) {
            Some((part, _)) => part.push(c),
            None => parts.push((c.to_string(), inside)),
        }
    }
    parts
}
