//! Draws the state. Nothing here changes it.

pub mod detail;
mod guide;
mod help;
mod key_line;
mod no_match;
pub mod overlay;
mod results;
mod search_line;
mod tabs;
mod text;

use super::layout::Arrangement;
use super::state::State;
use super::theme::Meaning;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the whole screen; its picture is in the documentation of the [`explorer`](super) module.
pub fn view(state: &State, frame: &mut Frame<'_>) {
    let layout = state.layout();
    search_line::draw(state, frame, layout.search_line);
    if state.overlay.is_some() {
        overlay::draw(state, frame);
    } else {
        tabs::draw(state, frame, layout.tabs);
        match state.rows.is_empty() {
            true => no_match::draw(state, frame, no_match_area(state)),
            false if layout.arrangement == Arrangement::Tiny && !state.reading => {
                results::draw_best(state, frame, layout.results);
            }
            false => results::draw(state, frame, layout.results),
        }
        detail::draw(state, frame, layout.detail);
        draw_rules(state, frame);
    }
    key_line::draw(state, frame, layout.key_line);
}

/// Where nothing is found the help may use the detail's place in small arrangements.
fn no_match_area(state: &State) -> Rect {
    let layout = state.layout();
    match layout.arrangement {
        Arrangement::Stacked => layout.results.union(layout.detail),
        _ if layout.results.is_empty() => layout.detail,
        _ => layout.results,
    }
}

/// The lines between panes.
fn draw_rules(state: &State, frame: &mut Frame<'_>) {
    let layout = state.layout();
    let glyphs = &state.appearance.glyphs;
    let style = state.appearance.theme.style(Meaning::Rule);
    let side_by_side = layout.arrangement == Arrangement::SideBySide;
    let rule = |area: Rect, joint: &str| {
        let line = glyphs.horizontal.repeat(usize::from(area.width));
        match side_by_side {
            true => {
                let left = usize::from(layout.divider.x);
                let right = usize::from(area.width).saturating_sub(left + 1);
                format!(
                    "{}{joint}{}",
                    glyphs.horizontal.repeat(left),
                    glyphs.horizontal.repeat(right)
                )
            }
            false => line,
        }
    };
    frame.render_widget(
        Span::styled(rule(layout.top_rule, glyphs.join_top), style),
        layout.top_rule,
    );
    frame.render_widget(
        Span::styled(rule(layout.bottom_rule, glyphs.join_bottom), style),
        layout.bottom_rule,
    );
    if side_by_side {
        for y in layout.divider.rows() {
            frame.render_widget(Span::styled(glyphs.vertical, style), y);
        }
        draw_more(state, frame, layout.bottom_rule);
    } else if !state.rows.is_empty() {
        let line = glyphs.thick.repeat(usize::from(layout.divider.width));
        frame.render_widget(Span::styled(line, style), layout.divider);
    }
}

/// At the right end of the bottom rule, how much of the detail lies below.
fn draw_more(state: &State, frame: &mut Frame<'_>, area: Rect) {
    let Some(more) = detail::more(state) else {
        return;
    };
    let style = state.appearance.theme.style(Meaning::Faint);
    frame.render_widget(
        Line::styled(format!(" {more} "), style).right_aligned(),
        area,
    );
}
