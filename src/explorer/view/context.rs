//! What the screen is looking at, on the rule over the panes: which logs, what part of their time, how they are grouped.

use super::key_line::view_label;
use super::row;
use super::text::line;
use crate::explorer::layout::Arrangement;
use crate::explorer::lists::List;
use crate::explorer::state::State;
use crate::explorer::theme::Meaning;
use crate::triage::window::span_in_words;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Clear;
use unicode_width::UnicodeWidthStr;

/// Of the rule at least so much is seen on each side, in columns.
const RULE: usize = 2;

/// As much as there is room for; what changes with a key is the last to go.
pub(super) fn draw(state: &State, frame: &mut Frame<'_>) {
    let layout = state.layout();
    let labels = row::labels(state, layout.results.width);
    let end_of_labels = labels
        .last()
        .map(|(column, label)| usize::from(*column) + label.len() + 1);
    let start = if layout.arrangement == Arrangement::SideBySide && !layout.divider.is_empty() {
        usize::from(layout.divider.right())
    } else {
        end_of_labels.unwrap_or_default()
    };
    let parts = parts(state);
    let forms = (0..parts.len()).map(|first| format!(" {} ", parts[first..].join(" · ")));
    let rule = layout.top_rule;
    let fits = |form: &String| start + form.width() + 2 * RULE <= usize::from(rule.width);
    let Some(form) = forms
        .map(|form| state.appearance.glyphs.spell(&form))
        .find(fits)
    else {
        return;
    };
    let width = form.width() as u16;
    let area = Rect {
        x: rule.right() - width - RULE as u16,
        width,
        ..rule
    };
    // Of the rule's own style nothing is to be left.
    let area = area.intersection(rule);
    frame.render_widget(Clear, area);
    let style = state.appearance.theme.style(Meaning::Faint);
    frame.render_widget(line(form, style), area);
}

/// The logs, the part of their time that is shown, the grouping.
fn parts(state: &State) -> Vec<String> {
    let inputs = Some(state.inputs.clone()).filter(|inputs| !inputs.is_empty());
    let parts = match &state.view.list {
        List::Catalogue | List::Bounces(_) => [None, None, None],
        List::Changes(_) => [inputs, None, None],
        List::Failures(breakdown) => {
            let span = breakdown.snapshot.span;
            [
                inputs.filter(|_| !breakdown.is_elsewhere),
                span.map(|(first, last)| span_in_words(first, last)),
                Some(view_label(breakdown.by).to_owned()),
            ]
        }
    };
    parts.into_iter().flatten().collect()
}
