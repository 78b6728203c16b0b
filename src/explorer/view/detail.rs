//! The detail of what is selected, the answer first: an entry's codes, title, verdict; then meaning, steps, the
//! server's words, sources.

use super::page::Page;
use super::{change, diagnosis, failure};
use crate::catalogue::Entry;
use crate::explorer::layout::Arrangement;
use crate::explorer::lists::List;
use crate::explorer::state::State;
use crate::verdict::Verdict;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

/// The lines of the selected entry or bounce; none if the detail is not shown.
pub(super) fn lines(state: &State) -> Vec<Line<'static>> {
    page(state).map_or_else(Vec::new, |page| page.lines)
}

/// The page of the selected entry, bounce or failure, if the detail is shown.
pub(super) fn page(state: &State) -> Option<Page<'_>> {
    let layout = state.layout();
    if layout.detail.is_empty() {
        return None;
    }
    // A pane that shares no border with others has a margin of its own.
    let bordered = layout.arrangement == Arrangement::SideBySide || layout.detail.width < 40;
    let margin = if bordered { "" } else { " " };
    let page = Page::new(state, layout.detail.width, margin);
    match state.view.list {
        List::Catalogue => state.entry().map(|entry| entry_page(page, state, &entry)),
        List::Failures(_) => failure::page(page, state),
        List::Changes(_) => change::page(page, state),
        List::Bounces(_) => {
            let explained = state.view.explained.as_ref();
            explained.map(|explained| diagnosis::page(page, state, explained))
        }
    }
}

pub(super) fn draw(state: &State, lines: Vec<Line<'static>>, frame: &mut Frame<'_>, area: Rect) {
    for (line, row) in lines
        .into_iter()
        .skip(state.view.detail_top)
        .zip(area.rows())
    {
        frame.render_widget(line, row);
    }
    if state.view.reading && state.view.overlay.is_none() {
        // Where a screen reader looks: at the start of the detail.
        frame.set_cursor_position(Position {
            x: area.x,
            y: area.y,
        });
    }
}

fn entry_page<'a>(mut page: Page<'a>, state: &State, entry: &Entry) -> Page<'a> {
    page.head(entry);
    page.verdict(Verdict::of(entry));
    page.advice(entry);
    page.examples(entry);
    page.reading(state, entry);
    page
}
