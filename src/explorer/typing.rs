//! What is typed and pasted: into the query, or into the picker while that is open.

use super::lists::bounces::Bounces;
use super::state::{Overlay, State};
use crate::bounce::Event;
use crate::diagnose::intake::{self, Batch, Item};
use crate::reply::Reply;
use crate::sanitize::{is_harmless, typeable};
use tui_input::{Input, InputRequest};

/// So much of a pasted text is read, in bytes: more than any message that a person copies.
const PASTE_BYTES: usize = 1 << 20;
/// More than any reply has, in bytes.
const REPLY_BYTES: usize = 1 << 14;
/// The longest query, in characters: what is pasted beyond that is cut off.
const QUERY_CHARS: usize = 500;

/// Edits the query, or what is typed into the picker.
pub(super) fn edit(state: &mut State, request: InputRequest) {
    let input = state.input_mut();
    if matches!(request, InputRequest::InsertChar(_))
        && input.value().chars().count() >= QUERY_CHARS
    {
        state.notice = Some(format!("A query has at most {QUERY_CHARS} characters."));
        return;
    }
    let changed = input.handle(request).is_some_and(|change| change.value);
    if changed && !is_harmless(input.value()) {
        *input = cleaned(input);
    }
    if !changed {
        return;
    }
    match state.view.overlay {
        Some(Overlay::Providers) => {
            let catalogue = state.search.catalogue();
            state.picker.narrow(catalogue, state.view.tabs());
        }
        Some(Overlay::Export) => {}
        Some(Overlay::Help | Overlay::Guide | Overlay::Diagnosis | Overlay::Found) | None => {
            state.view.query_edited();
        }
    }
}

/// Without what would stand in the query unseen.
fn cleaned(input: &Input) -> Input {
    let before: String = input.value().chars().take(input.cursor()).collect();
    let cursor = typeable(&before).chars().count();
    Input::new(typeable(input.value())).with_cursor(cursor)
}

/// A pasted bounce opens its diagnosis, several open a list, and both leave the search as it was; other text joins the
/// query at the cursor, on one line. Terminals send `\r` for a line end.
pub(super) fn paste(state: &mut State, text: &str) {
    state.notice = None;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let is_name = state.view.overlay == Some(Overlay::Export);
    if is_name || !show_bounces(state, &text) {
        paste_query(state, &text);
    }
}

/// Whether there were bounces in the text.
fn show_bounces(state: &mut State, text: &str) -> bool {
    let read = &text[..text.floor_char_boundary(PASTE_BYTES)];
    let mut batch = intake::read(*state.catalogue(), read);
    batch.items.retain(is_bounce);
    if batch.items.iter().all(is_reply) && batch.items.len() < 2 {
        // Of a reply that came alone every line belongs to it, however it is broken.
        batch = match whole_reply(read) {
            Some(reply) => intake::of_reply(*state.catalogue(), reply),
            None => return false,
        };
    }
    let single = batch.items.len() + batch.beyond.len() == 1;
    match batch.items.pop_if(|_| single) {
        Some(item) => {
            state.view.pasted = state.explain(item);
            state.view.open(Overlay::Diagnosis);
        }
        None if batch.items.is_empty() => return false,
        None => open_list(state, batch),
    }
    if read.len() < text.len() {
        let mebibytes = PASTE_BYTES >> 20;
        state.notice = Some(format!("Only the first {mebibytes} MiB were read."));
    }
    true
}

fn open_list(state: &mut State, batch: Batch) {
    let mut list = Bounces::awaited();
    state.notice = list.add(batch);
    state.open_list(list);
}

/// Whether this is more than words that may be meant as a query.
fn is_bounce(item: &Item) -> bool {
    !is_reply(item) || item.bounce.reply().is_spoken()
}

fn is_reply(item: &Item) -> bool {
    item.bounce.event == Event::Unknown
}

fn whole_reply(text: &str) -> Option<&str> {
    let text = &text[..text.floor_char_boundary(REPLY_BYTES)];
    Reply::parse(text).is_spoken().then_some(text)
}

fn paste_query(state: &mut State, text: &str) {
    if !state.view.overlay.is_some_and(Overlay::is_typed_into) {
        state.view.overlay = None;
        state.leave_reading();
    }
    let room = QUERY_CHARS.saturating_sub(state.input_mut().value().chars().count());
    let line = text
        .split('\n')
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let line = typeable(&line.replace('\t', " "));
    line.chars()
        .take(room)
        .for_each(|c| edit(state, InputRequest::InsertChar(c)));
    if line.chars().count() > room {
        state.notice = Some(format!(
            "Only the first {QUERY_CHARS} characters are searched."
        ));
    }
}
