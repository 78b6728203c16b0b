//! What is typed and pasted: into the query, or into the picker while that is open.

use super::bindings::Command;
use super::picker;
use super::state::{Overlay, State};
use crate::diagnose::{Context, Diagnoser};
use crate::reply::Reply;
use crate::visible::visible;
use tui_input::InputRequest;

/// More of a pasted text than any reply has, in characters.
const PASTE_CHARS: usize = 1 << 14;
/// The longest query, in characters: what is pasted beyond that is cut off.
const QUERY_CHARS: usize = 500;

/// How a command edits what is typed, if that is what it does.
pub(super) fn edit_of(command: Command) -> Option<InputRequest> {
    Some(match command {
        Command::LineStart => InputRequest::GoToStart,
        Command::LineEnd => InputRequest::GoToEnd,
        Command::CharLeft => InputRequest::GoToPrevChar,
        Command::CharRight => InputRequest::GoToNextChar,
        Command::WordLeft => InputRequest::GoToPrevWord,
        Command::WordRight => InputRequest::GoToNextWord,
        Command::DeleteBefore => InputRequest::DeletePrevChar,
        Command::DeleteAfter => InputRequest::DeleteNextChar,
        Command::DeleteWord => InputRequest::DeletePrevWord,
        Command::DeleteToEnd => InputRequest::DeleteTillEnd,
        Command::DeleteToStart => InputRequest::DeleteFromStart,
        _ => return None,
    })
}

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
    match changed {
        true if state.overlay == Some(Overlay::Providers) => picker::narrow(state),
        true => state.query_edited(),
        false => {}
    }
}

/// A pasted reply opens its diagnosis and leaves the search as it was; other text joins the query at the cursor, on
/// one line. Terminals send `\r` for a line end.
pub(super) fn paste(state: &mut State, text: &str) {
    state.notice = None;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let pasted: String = text.chars().take(PASTE_CHARS).collect();
    let reply = Reply::parse(&pasted);
    if reply.is_spoken() {
        state.diagnosis = Diagnoser::new(*state.catalogue()).diagnose(reply, Context::default());
        if state.diagnosis.is_some() {
            state.open(Overlay::Diagnosis);
            return;
        }
    }
    if state.overlay != Some(Overlay::Providers) {
        state.overlay = None;
        state.leave_reading();
    }
    let room = QUERY_CHARS.saturating_sub(state.input_mut().value().chars().count());
    let line = text
        .split('\n')
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let line = visible(&line);
    line.chars()
        .take(room)
        .for_each(|c| edit(state, InputRequest::InsertChar(c)));
    if line.chars().count() > room {
        state.notice = Some(format!(
            "Only the first {QUERY_CHARS} characters are searched."
        ));
    }
}
