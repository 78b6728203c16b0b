//! Scrolling, within the lines that are drawn.

use super::state::State;
use super::{layout, view};

/// Follows a new size of the terminal. The initial selection depends on the first size.
pub fn resize(state: &mut State, width: u16, height: u16) {
    let is_first = state.size == (0, 0) && !state.view.is_chosen && !state.view.reading;
    state.size = (width, height);
    if is_first {
        state.list_rows();
    }
    state.reveal_selected();
    scroll_detail(state, 0);
    scroll_overlay(state, 0);
}

/// Scrolls the detail by this many lines, but not beyond its end.
pub(super) fn scroll_detail(state: &mut State, lines: isize) {
    if state.view.detail_top == 0 && lines <= 0 {
        return;
    }
    let (length, height) = (view::detail_lines(state), state.layout().detail.height);
    state.view.detail_top = scrolled(state.view.detail_top, lines, length, height);
}

/// Scrolls the overlay by this many lines, but not beyond its end.
pub(super) fn scroll_overlay(state: &mut State, lines: isize) {
    let (length, height) = (
        view::overlay_lines(state),
        layout::overlay(state.size).height,
    );
    state.view.overlay_top = scrolled(state.view.overlay_top, lines, length, height);
}

/// Returns the first line shown of the overlay or the detail.
pub(super) fn top(state: &State) -> usize {
    if state.view.overlay.is_some() {
        state.view.overlay_top
    } else {
        state.view.detail_top
    }
}

/// Scrolls as little as needed to show a line.
pub(super) fn reveal_line(state: &mut State, line: usize) {
    let is_overlay = state.view.overlay.is_some();
    let height = if is_overlay {
        layout::overlay(state.size).height
    } else {
        state.layout().detail.height
    };
    let least = (line + 1).saturating_sub(usize::from(height));
    let wanted = top(state).clamp(least, line.max(least));
    let lines = wanted as isize - top(state) as isize;
    if is_overlay {
        scroll_overlay(state, lines);
    } else {
        scroll_detail(state, lines);
    }
}

fn scrolled(top: usize, lines: isize, length: usize, height: u16) -> usize {
    top.saturating_add_signed(lines)
        .min(length.saturating_sub(usize::from(height)))
}
