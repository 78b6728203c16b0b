//! A pasted reply explained: what the server said with the evidence marked, then the entry, then other readings.

use super::{detail, help, text};
use crate::diagnose::Diagnosis;
use crate::explorer::state::State;
use crate::explorer::theme::Meaning;
use crate::visible::visible;
use ratatui::text::{Line, Span};
use std::ops::Range;

pub fn lines(state: &State, width: u16) -> Vec<Line<'static>> {
    let Some(diagnosis) = &state.diagnosis else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    help::heading(state, &mut lines, "What the server said");
    lines.extend(said(state, diagnosis, width));
    let provider = diagnosis
        .provider
        .map_or("not told", |provider| provider.name);
    let sure = format!(
        "Diagnosis: {}.  Said by: {provider}.",
        diagnosis.confidence.id()
    );
    lines.push(text::line(
        sure,
        state.appearance.theme.style(Meaning::Faint),
    ));
    lines.push(Line::default());
    lines.extend(detail::lines(state, &diagnosis.entry, width, ""));
    if !diagnosis.others.is_empty() {
        help::heading(state, &mut lines, "Other readings");
    }
    for other in &diagnosis.others {
        help::item(
            state,
            &mut lines,
            width,
            &other.codes(),
            &format!("{} ({})", other.title, other.provider.name),
        );
    }
    lines
}

/// The reply, its codes in front, with the evidence in a style of its own.
fn said(state: &State, diagnosis: &Diagnosis, width: u16) -> Vec<Line<'static>> {
    let said = diagnosis.said();
    let shown = visible(&said);
    // Evidence counts from the start of the text, behind the codes; what had to be made visible may have moved it.
    let offset = said.len() - diagnosis.reply.text.len();
    let moved = diagnosis
        .evidence
        .iter()
        .map(|range| range.start + offset..range.end + offset);
    let evidence: Vec<_> = moved.filter(|_| shown == said).collect();
    let bar = format!("{} ", state.appearance.glyphs.quote);
    let theme = &state.appearance.theme;
    let mut start = 0;
    let wrapped = text::wrap(&shown, usize::from(width).saturating_sub(2));
    let lines = wrapped.into_iter().map(|line| {
        // Wrapping leaves out the blanks between lines.
        start += shown[start..].find(&line).unwrap_or_default();
        let mut spans = vec![Span::styled(bar.clone(), theme.style(Meaning::Faint))];
        for (part, is_evidence) in parts(&line, start, &evidence) {
            let meaning = if is_evidence {
                Meaning::Evidence
            } else {
                Meaning::Server
            };
            spans.push(Span::styled(part, theme.style(meaning)));
        }
        start += line.len();
        Line::from(spans)
    });
    lines.collect()
}

/// A line that starts at a byte of the whole, in runs within and without the ranges.
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
