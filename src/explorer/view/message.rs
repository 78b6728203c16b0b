//! The life of a message: every line of the logs that names its queue id, in order.

use super::page::Page;
use crate::explorer::state::State;
use crate::explorer::theme::Meaning;
use crate::quantity::{counted, grouped};
use crate::sanitize::sanitize;
use ratatui::text::Line;

pub(super) fn lines(state: &State, width: u16) -> Vec<Line<'static>> {
    let Some(message) = &state.view.message else {
        return Vec::new();
    };
    let mut page = Page::new(state, width, "");
    page.paragraph(
        &format!("Message {}", sanitize(&message.queue)),
        Meaning::Title,
    );
    let known = match message.progress {
        Some(percent) => format!("reading the logs again: {percent}%"),
        None if message.count == 0 => "The logs hold no line of it any more.".to_owned(),
        None => counted(message.count, "line", "lines"),
    };
    page.paragraph(&known, Meaning::Faint);
    for line in &message.lines {
        page.blank();
        page.quote(&sanitize(line));
    }
    let more = message.count.saturating_sub(message.lines.len() as u64);
    if more > 0 {
        page.blank();
        page.paragraph(&format!("and {} more", grouped(more)), Meaning::Faint);
    }
    page.lines
}
