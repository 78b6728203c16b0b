//! What is typed and pasted, into the query or the open picker.

use super::bindings::Command;
use super::burst::Burst;
use super::lists::List;
use super::lists::bounces::Bounces;
use super::state::{Overlay, State};
use crate::bounce::{Bounce, Event};
use crate::diagnose::intake::{self, Item};
use crate::reply::Reply;
use crate::sanitize::{is_harmless, typeable};
use tui_input::{Input, InputRequest};

/// The most bytes of a pasted text that are read: more than any message that a person copies.
const PASTE_BYTES: usize = 1 << 20;
/// A pasted text of this many words is explained, rather than searched for: hardly any query is so long.
const PROSE_WORDS: usize = 6;
/// More bytes than any reply has.
const REPLY_BYTES: usize = 1 << 14;
/// The longest query, in characters: anything pasted beyond that is cut off.
const QUERY_CHARS: usize = 500;

/// Edits the query, or what is typed into the picker.
pub(super) fn edit(state: &mut State, request: InputRequest) {
    let is_named = state.view.overlay == Some(Overlay::Export);
    let is_suggested = is_named && std::mem::take(&mut state.prompt.is_suggested);
    if is_suggested && matches!(request, InputRequest::InsertChar(_)) {
        state.prompt.input.reset();
    }
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

/// Whether there is anything here that a command could act on.
pub(super) fn is_of_use(state: &State, command: Command) -> bool {
    let overlay = state.view.overlay;
    let is_bare = overlay.is_none();
    let is_answer = matches!(overlay, None | Some(Overlay::Diagnosis));
    match command {
        Command::Pause => state.is_following(),
        Command::Message => is_bare && state.shown_queue().is_some(),
        Command::VisitEntry => state.can_visit_entry(),
        Command::Lines
        | Command::Compare
        | Command::NarrowStart
        | Command::NarrowEnd
        | Command::WidenStart
        | Command::WidenEnd => is_bare && state.breakdown().is_some(),
        Command::Mark | Command::Export | Command::Enlarge => is_bare,
        Command::CopyAnswer | Command::CopyServerText => {
            is_answer || overlay == Some(Overlay::Found)
        }
        Command::OpenSource | Command::FollowNumbered(_) => is_answer,
        // These move, open, close or edit something on every screen.
        Command::SelectNext
        | Command::SelectPrevious
        | Command::SelectPageDown
        | Command::SelectPageUp
        | Command::OlderQuery
        | Command::NewerQuery
        | Command::NextProvider
        | Command::PreviousProvider
        | Command::Provider(_)
        | Command::PickProvider
        | Command::Read
        | Command::NextView
        | Command::ToggleRejections
        | Command::NextSpike
        | Command::Back
        | Command::Search
        | Command::ScrollUp
        | Command::ScrollDown
        | Command::ScrollPageUp
        | Command::ScrollPageDown
        | Command::ScrollTop
        | Command::ScrollBottom
        | Command::NextLink
        | Command::PreviousLink
        | Command::FollowLink
        | Command::PageBack
        | Command::Help
        | Command::Guide
        | Command::Redraw
        | Command::Suspend
        | Command::Quit
        | Command::Edit(_) => true,
    }
}

/// Handles a letter that is, or might be, a command. Returns true if it was typed instead, together with those before
/// it.
pub(super) fn is_typed(state: &mut State, letter: char, command: Option<Command>) -> bool {
    // A command that is not a letter cannot belong to a word.
    let is_of_word = letter.is_alphanumeric() || command.is_none();
    let burst = state.burst.take().filter(|_| is_of_word);
    if let Some(burst) = burst.as_ref().filter(|burst| burst.is_word_with(command)) {
        state.view.put_aside();
        state.back_to(burst.depth);
        state.view.marked.clone_from(&burst.marked);
        state.is_enlarged = burst.is_enlarged;
        let word = burst.letters.chars().chain([letter]);
        word.for_each(|c| type_letter(state, c));
        return true;
    }
    let Some(command) = command else {
        type_letter(state, letter);
        return true;
    };
    if letter.is_alphanumeric() && state.letters_command() && command != Command::Back {
        let mut burst = burst.unwrap_or_else(|| Burst {
            letters: String::new(),
            last: command,
            depth: state.below.len(),
            marked: state.view.marked.clone(),
            is_enlarged: state.is_enlarged,
        });
        burst.letters.push(letter);
        burst.last = command;
        state.burst = Some(burst);
    }
    false
}

/// Types a letter. One that is not a command starts another query.
fn type_letter(state: &mut State, c: char) {
    if state.letters_command() {
        state.view.put_aside();
        state.leave_reading();
        let typed = state.view.input.value();
        if !typed.is_empty() && !typed.ends_with(' ') {
            edit(state, InputRequest::InsertChar(' '));
        }
    }
    edit(state, InputRequest::InsertChar(c));
}

/// Removes characters that would be invisible in the query.
fn cleaned(input: &Input) -> Input {
    let before: String = input.value().chars().take(input.cursor()).collect();
    let cursor = typeable(&before).chars().count();
    Input::new(typeable(input.value())).with_cursor(cursor)
}

/// Pastes text. A bounce opens its diagnosis, several bounces open a list, and both leave the search as it was; other
/// text is inserted into the query at the cursor, on one line. Terminals send `\r` for a line end.
pub(super) fn paste(state: &mut State, text: &str) {
    state.notice = None;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let is_name = state.view.overlay == Some(Overlay::Export);
    if is_name || !show_bounces(state, &text) {
        paste_query(state, &text);
    }
}

/// Shows the bounces in a text; returns whether there were any.
fn show_bounces(state: &mut State, text: &str) -> bool {
    let read = &text[..text.floor_char_boundary(PASTE_BYTES)];
    let mut batch = intake::read(*state.catalogue(), read);
    let is_prose = read.split_whitespace().nth(PROSE_WORDS - 1).is_some();
    batch.items.retain(|item| is_prose || is_bounce(item));
    let is_alone = batch.items.iter().all(is_reply) && batch.items.len() < 2;
    // All lines belong to a reply that came alone, however it is broken, and to words around it.
    if let Some(reply) = whole_reply(read).filter(|_| is_alone) {
        let known = batch.items.pop().map(|item| item.bounce);
        let known = known.unwrap_or(Bounce {
            event: Event::Unknown,
            ..Bounce::default()
        });
        batch = intake::of_reply(*state.catalogue(), reply, known);
    }
    let single = batch.items.len() + batch.beyond.len() == 1;
    match batch.items.pop_if(|_| single) {
        Some(item) => {
            state.view.pasted = state.explain(item);
            state.view.open(Overlay::Diagnosis);
        }
        None if batch.items.is_empty() => return false,
        None => {
            let mut list = Bounces::awaited();
            state.notice = list.add(batch);
            state.push(List::Bounces(list));
        }
    }
    if read.len() < text.len() {
        let mebibytes = PASTE_BYTES >> 20;
        state.notice = Some(format!("Only the first {mebibytes} MiB were read."));
    }
    true
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
        state.view.put_aside();
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
