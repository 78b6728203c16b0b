//! What covers the panes: help, guide, diagnosis, what was found in logs, picker. All scroll.

use super::{diagnosis, found, guide, help, picker};
use crate::explorer::state::{Overlay, State};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

pub(super) fn draw(state: &State, lines: Vec<Line<'static>>, frame: &mut Frame<'_>, area: Rect) {
    for (line, row) in lines
        .into_iter()
        .skip(state.view.overlay_top)
        .zip(area.rows())
    {
        frame.render_widget(line, row);
    }
    if !area.is_empty() {
        frame.set_cursor_position(area.as_position());
    }
}

/// All lines of an overlay, wrapped to this width.
pub(super) fn lines(state: &State, overlay: Overlay, width: u16) -> Vec<Line<'static>> {
    match overlay {
        Overlay::Help => help::lines(state, width),
        Overlay::Guide => guide::lines(state, width),
        Overlay::Diagnosis => {
            diagnosis::overlay_page(state, width).map_or_else(Vec::new, |page| page.lines)
        }
        Overlay::Found => found::lines(state, width),
        Overlay::Providers => picker::lines(state, width),
        // It covers nothing: the key line asks.
        Overlay::Export => Vec::new(),
    }
}
