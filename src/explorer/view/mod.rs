//! Draws the state. Nothing here changes it.

mod change;
mod columns;
mod context;
mod detail;
mod diagnosis;
mod failure;
mod found;
mod guide;
mod help;
mod key_line;
mod no_match;
mod overlay;
mod page;
mod picker;
mod prompt;
mod results;
mod row;
mod search_line;
mod tabs;
mod text;
mod why;

use super::layout::{self, Arrangement};
use super::state::{Overlay, State};
use super::theme::Meaning;
use ratatui::Frame;
use ratatui::layout::Rect;
use std::ops::Range;
use text::{line, more_below};

pub use page::Link;

/// Returns how many lines the detail has.
pub fn detail_lines(state: &State) -> usize {
    detail::lines(state).len()
}

/// Returns the links of what is read, each with its lines.
pub fn links(state: &State) -> Vec<(Link, Range<usize>)> {
    let page = match state.view.overlay {
        Some(Overlay::Diagnosis) => {
            diagnosis::overlay_page(state, layout::overlay(state.size).width)
        }
        Some(Overlay::Help | Overlay::Guide | Overlay::Providers | Overlay::Found) => None,
        Some(Overlay::Export) | None => detail::page(state),
    };
    page.map_or_else(Vec::new, |page| page.links)
}

/// Returns how many lines the overlay has.
pub fn overlay_lines(state: &State) -> usize {
    let width = layout::overlay(state.size).width;
    let overlay = state.view.overlay;
    overlay.map_or(0, |overlay| overlay::lines(state, overlay, width).len())
}

/// Draws the whole screen; its picture is in the documentation of the [`explorer`](super) module.
pub fn view(state: &State, frame: &mut Frame<'_>) {
    let layout = state.layout();
    search_line::draw(state, frame, layout.search_line);
    let more = match state.view.overlay {
        Some(Overlay::Providers) => {
            picker::draw(state, frame);
            None
        }
        Some(Overlay::Export) | None => draw_panes(state, frame),
        Some(overlay) => {
            let area = layout::overlay(state.size);
            let lines = overlay::lines(state, overlay, area.width);
            let more = more_below(lines.len(), state.view.overlay_top, area);
            overlay::draw(state, lines, frame, area);
            more
        }
    };
    key_line::draw(state, more.as_deref(), frame, layout.key_line);
}

/// Draws everything between search line and key line. Returns how much is below the detail, if the key line has to say
/// so.
fn draw_panes(state: &State, frame: &mut Frame<'_>) -> Option<String> {
    let layout = state.layout();
    tabs::draw(state, frame, layout.tabs);
    match state.view.rows.is_empty() {
        true => no_match::draw(state, frame, no_match_area(state)),
        false if layout.arrangement == Arrangement::Tiny && !state.view.reading => {
            results::draw_best(state, frame, layout.results);
        }
        false => results::draw(state, frame, layout.results),
    }
    let lines = detail::lines(state);
    let more = more_below(lines.len(), state.view.detail_top, layout.detail);
    detail::draw(state, lines, frame, layout.detail);
    draw_rules(state, frame);
    let context = context::placed(state);
    draw_labels(state, context.as_ref().map(|(area, _)| area.x), frame);
    if let Some((area, text)) = context {
        context::draw(state, area, text, frame);
    }
    match more {
        Some(more) if !layout.bottom_rule.is_empty() => {
            let style = state.appearance.theme.style(Meaning::Faint);
            frame.render_widget(
                line(format!(" {more} "), style).right_aligned(),
                layout.bottom_rule,
            );
            None
        }
        more => more,
    }
}

/// If nothing is found, the help may use the detail's area in small layouts.
fn no_match_area(state: &State) -> Rect {
    let layout = state.layout();
    if layout.arrangement == Arrangement::Stacked {
        layout.results.union(layout.detail)
    } else if layout.results.is_empty() {
        layout.detail
    } else {
        layout.results
    }
}

/// The lines between panes.
fn draw_rules(state: &State, frame: &mut Frame<'_>) {
    let layout = state.layout();
    let glyphs = &state.appearance.glyphs;
    let style = state.appearance.theme.style(Meaning::Rule);
    let side_by_side = layout.arrangement == Arrangement::SideBySide && !layout.divider.is_empty();
    let divider = if side_by_side {
        glyphs.vertical
    } else {
        glyphs.horizontal
    };
    let mut fill = |area: Rect, symbol: &'static str| {
        area.positions().for_each(|at| {
            frame.buffer_mut()[at].set_symbol(symbol).set_style(style);
        });
    };
    fill(layout.top_rule, glyphs.horizontal);
    fill(layout.bottom_rule, glyphs.horizontal);
    // If nothing is found there is no detail to separate, and what to try instead takes its area.
    if side_by_side || !state.view.rows.is_empty() {
        fill(layout.divider, divider);
    }
    if side_by_side {
        let joint = |rule: Rect| Rect {
            x: layout.divider.x,
            width: 1,
            ..rule
        };
        fill(joint(layout.top_rule), glyphs.join_top);
        fill(joint(layout.bottom_rule), glyphs.join_bottom);
    }
    draw_focus(state, frame);
}

/// Marks the detail while it has the focus, with a heavy rule above it. Otherwise the list has its bar.
fn draw_focus(state: &State, frame: &mut Frame<'_>) {
    let layout = state.layout();
    if !state.view.reading || state.view.rows.is_empty() {
        return;
    }
    let rule = match layout.arrangement {
        Arrangement::Tiny | Arrangement::Single => return,
        Arrangement::Stacked if !layout.divider.is_empty() => layout.divider,
        Arrangement::Stacked => layout.top_rule,
        Arrangement::SideBySide => {
            let left = layout.divider.right();
            let width = layout.top_rule.width - left;
            Rect::new(left, layout.top_rule.y, width, 1)
        }
    };
    let style = state.appearance.theme.style(Meaning::Key);
    for at in rule.positions() {
        let cell = &mut frame.buffer_mut()[at];
        cell.reset();
        cell.set_symbol(state.appearance.glyphs.thick)
            .set_style(style);
    }
}

/// Draws the labels of the columns on the rule above the results, up to the column where something else begins.
fn draw_labels(state: &State, end: Option<u16>, frame: &mut Frame<'_>) {
    let layout = state.layout();
    let style = state.appearance.theme.style(Meaning::Faint);
    for (column, label) in columns::labels(state, layout.results.width) {
        if end.is_some_and(|end| column + label.len() as u16 + 1 >= end) {
            break;
        }
        let area = Rect {
            x: layout.top_rule.x + column - 1,
            width: label.len() as u16 + 2,
            ..layout.top_rule
        };
        let label = line(format!(" {label} "), style);
        frame.render_widget(label, area.intersection(layout.top_rule));
    }
}
