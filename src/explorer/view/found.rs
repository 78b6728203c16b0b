//! The lines of a message in order.

use super::page::Page;
use crate::explorer::state::State;
use crate::explorer::theme::Meaning;
use crate::quantity::{counted, grouped};
use crate::sanitize::sanitize;
use ratatui::text::Line;

pub(super) fn lines(state: &State, width: u16) -> Vec<Line<'static>> {
    let Some(found) = &state.view.found else {
        return Vec::new();
    };
    let mut page = Page::new(state, width, "");
    page.paragraph(&sanitize(&found.title), Meaning::Title);
    let known = match found.progress {
        Some(percent) => format!("reading the logs again: {percent}%"),
        None if found.count == 0 => "The logs hold nothing of it any more.".to_owned(),
        None => counted(found.count, "line", "lines"),
    };
    page.paragraph(&known, Meaning::Faint);
    for line in &found.lines {
        page.blank();
        page.quote(&sanitize(line));
    }
    let more = found.count.saturating_sub(found.lines.len() as u64);
    if more > 0 {
        page.blank();
        page.paragraph(&format!("and {} more", grouped(more)), Meaning::Faint);
    }
    page.lines
}
