//! The links of what is read: related entries, other possible causes and sources, numbered as they are shown.

use super::scroll::{reveal_line, top};
use super::state::State;
use super::view::{self, Link};
use crate::quantity::counted;

/// Follows a link by its number, counted from zero. Returns the URL if it leads out of the program.
pub(super) fn follow(state: &mut State, number: usize) -> Option<String> {
    let mut links = view::links(state);
    if number >= links.len() {
        let links = counted(links.len() as u64, "link", "links");
        state.notice = Some(format!("There are only {links} here."));
        return None;
    }
    match links.swap_remove(number).0 {
        Link::Url(url) => return Some(url),
        Link::Entry(entry) => state.read_entry(entry),
    }
    None
}

/// Selects the next or the previous link, wrapping around; if none was selected, the first one that is not above what
/// is shown.
pub(super) fn step(state: &mut State, forward: bool) {
    let links = view::links(state);
    let Some(last) = links.len().checked_sub(1) else {
        state.notice = Some("There are no links here.".to_owned());
        return;
    };
    let top = top(state);
    let in_view = || links.iter().position(|(_, lines)| lines.start >= top);
    let link = match state.view.link {
        Some(link) if forward => (link + 1) % links.len(),
        Some(link) => link.checked_sub(1).unwrap_or(last),
        None if forward => in_view().unwrap_or_default(),
        None => last,
    };
    state.view.link = Some(link);
    reveal_line(state, links[link].1.start);
}
