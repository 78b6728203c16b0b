//! What the screen shows: which logs, where it was opened from, which part of their time, and how it is grouped. It is
//! drawn on the rule above the panes; without a rule, it replaces the hint for the query.

use super::columns;
use super::row::short_codes;
use super::text::{cut, line};
use crate::catalogue::{Catalogue, EntryId};
use crate::explorer::layout::Arrangement;
use crate::explorer::lists::bounces::Bounces;
use crate::explorer::lists::{List, Row};
use crate::explorer::state::{State, View};
use crate::explorer::theme::Meaning;
use crate::sanitize::sanitize;
use crate::triage::By;
use crate::triage::window::span_in_words;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Clear;
use unicode_width::UnicodeWidthStr;

/// The least width of the rule on each side, in columns.
const RULE: usize = 2;

pub(super) fn draw(state: &State, area: Rect, text: String, frame: &mut Frame<'_>) {
    // Nothing of the rule's own style must remain.
    frame.render_widget(Clear, area);
    let style = state.appearance.theme.style(Meaning::Faint);
    frame.render_widget(line(text, style), area);
}

/// Returns its place on the rule, and as much of it as fits; what changes with a key is dropped last.
pub(super) fn placed(state: &State) -> Option<(Rect, String)> {
    let layout = state.layout();
    let labels = columns::labels(state, layout.results.width);
    let is_wide = layout.arrangement == Arrangement::SideBySide;
    let last = labels
        .last()
        .filter(|_| is_wide || columns::are_labels_needed(state));
    let end_of_labels = last.map(|(column, label)| usize::from(*column) + label.len() + 1);
    let start = end_of_labels.unwrap_or_default();
    let rule = layout.top_rule;
    let fits = |form: &String| start + form.width() + 2 * RULE <= usize::from(rule.width);
    let parts = parts(state);
    if parts.is_empty() {
        return None;
    }
    let dropped = (0..parts.len()).map(|first| &parts[first..]);
    let with_file = with_file(&parts);
    // In a path, the file says most.
    let forms = dropped.clone().take(1).chain([&with_file[..]]);
    let mut forms = forms
        .chain(dropped.skip(1))
        .map(|parts| format!(" {} ", joined(state, parts)));
    let form = forms.find(fits)?;
    let width = form.width() as u16;
    let area = Rect {
        x: rule.right().saturating_sub(width + RULE as u16),
        width,
        ..rule
    };
    Some((area.intersection(rule), form))
}

/// The same in this many columns, if there is no rule; the logs' name is dropped last.
pub(super) fn short(state: &State, columns: usize) -> Option<String> {
    if state.inputs.is_empty() {
        return None;
    }
    let parts = parts(state);
    let is_opened_on = parts.iter().all(|part| matches!(part, Part::Own(_)));
    let forms = (0..parts.len()).map(|left_out| {
        let kept = if is_opened_on {
            &parts[..parts.len() - left_out]
        } else {
            &parts[left_out..]
        };
        joined(state, kept)
    });
    let forms: Vec<_> = forms.collect();
    let whole = forms.iter().find(|form| form.width() <= columns).cloned();
    whole.or_else(|| {
        let least = file_of(forms.last()?);
        Some(cut(least, columns, state.appearance.glyphs.ellipsis).into_owned())
    })
}

/// The same, with a path reduced to its file.
fn with_file(parts: &[Part]) -> Vec<Part> {
    let mut parts = parts.to_vec();
    if let Some(Part::Way(name) | Part::Own(name)) = parts.first_mut() {
        *name = file_of(name).to_owned();
    }
    parts
}

/// Returns the file of a path.
fn file_of(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// A part of the context.
#[derive(Clone, PartialEq, Eq)]
enum Part {
    /// On the way to it.
    Way(String),
    Own(String),
}

/// `mail.log › 421 4.7.28 › lines · by host`
fn joined(state: &State, parts: &[Part]) -> String {
    let glyphs = &state.appearance.glyphs;
    let mut text = String::new();
    for (index, part) in parts.iter().enumerate() {
        if let Some(before) = index.checked_sub(1).and_then(|before| parts.get(before)) {
            text += &match before {
                Part::Way(_) => format!(" {} ", glyphs.prompt),
                Part::Own(_) => " · ".to_owned(),
            };
        }
        let (Part::Way(own) | Part::Own(own)) = part;
        text += own;
    }
    glyphs.spell(&text)
}

/// Returns the way to what is shown, and what that is; nothing for lists that are not of logs.
fn parts(state: &State) -> Vec<Part> {
    let is_of_logs = matches!(
        state.first_view().list,
        List::Failures(_) | List::Changes(_)
    );
    if !is_of_logs {
        return Vec::new();
    }
    let mut parts = Vec::new();
    for view in &state.below {
        parts.extend(name(state, view, parts.is_empty()).map(Part::Way));
        // A change leads on to its failure.
        let on = selected(state.catalogue(), view).map(Part::Way);
        parts.extend(on.filter(|on| parts.last() != Some(on)));
    }
    let is_opened_on = parts.is_empty();
    parts.extend(name(state, &state.view, is_opened_on).map(Part::Own));
    match &state.view.list {
        List::Catalogue | List::Changes(_) => {}
        List::Bounces(bounces) => {
            let label = Some(bounces).filter(|bounces| bounces.is_behind());
            parts.extend(label.map(|bounces| Part::Own(bounces.by.label().to_owned())));
        }
        List::Failures(breakdown) => {
            let span = breakdown.snapshot.span;
            parts.extend(span.map(|(first, last)| Part::Own(span_in_words(first, last))));
            parts.push(Part::Own(view_label(breakdown.by).to_owned()));
        }
    }
    parts
}

/// Returns the name of a list: for the one that the program was opened on, that of the logs.
fn name(state: &State, view: &View, is_opened_on: bool) -> Option<String> {
    if is_opened_on {
        return Some(state.inputs.clone()).filter(|inputs| !inputs.is_empty());
    }
    let name = match &view.list {
        List::Catalogue => "entry",
        List::Bounces(bounces) if Bounces::is_behind(bounces) => "lines",
        List::Bounces(_) => "list",
        List::Failures(_) => return None,
        List::Changes(_) => "changes",
    };
    Some(name.to_owned())
}

/// Describes the selected row of a list in short.
fn selected(catalogue: &Catalogue, view: &View) -> Option<String> {
    let codes = |entry: EntryId| short_codes(&catalogue.entry_at(entry));
    match view.row()? {
        Row::Heading(..) => None,
        Row::Entry(entry) => Some(codes(entry)),
        Row::Failure(key) => Some(codes(key.entry)),
        Row::Change(index) => {
            let (entry, _) = view.list.changes()?.get(index)?;
            Some(codes(entry))
        }
        Row::Bounce(index) => {
            let item = view.list.bounces()?.items.get(index)?;
            Some(sanitize(item.label()).into_owned())
        }
    }
}

/// Says what failures are grouped by.
pub(super) fn view_label(by: By) -> &'static str {
    match by {
        By::Provider => "by provider",
        By::Domain => "by domain",
        By::Action => "by action",
        By::SenderDomain => "by sender domain",
        By::Sender => "by sender",
        By::User => "by user",
        By::Source => "by source",
        By::Relay => "by relay",
        By::Campaign => "by campaign",
        By::Client => "by client",
        By::RejectedSender => "by sender",
        By::Stage => "by stage",
        By::Cause | By::Hour | By::Day | By::Host => "by cause",
    }
}
