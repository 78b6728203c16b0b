//! What each key does to the state.

use super::bindings::{Command, typed};
use super::clip::Clip;
use super::file::{Export, Written};
use super::keys::Key;
use super::layout;
use super::links;
use super::lists::Row;
use super::overlays;
use super::reread::{Answer, Request};
use super::scroll::{self, scroll_detail};
use super::state::{Overlay, State};
use super::typing::{edit, is_of_use, is_typed, paste};
use crate::catalogue::{Entry, source_url};
use crate::diagnose::intake::{Batch, ExplainedItem};
use crate::report::{self, Diagnoses, Format};
use crate::triage::breakdown::{End, Snapshot};
use tui_input::InputRequest;

/// Something that happens to the explorer.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    Key(Key),
    /// No key came for a moment: the next letter does not continue a word.
    Paused,
    /// Text pasted into the terminal, with its original line ends.
    Paste(String),
    /// More was read of what the program was opened on.
    Read(Batch),
    /// More was counted in the logs that the program was opened on.
    Counted(Box<Snapshot>),
    /// An answer to a request to read again.
    Reread(Answer),
    /// The result of writing a file.
    Written(Written),
    Resize(u16, u16),
    /// Draw everything again: the program was stopped, and continues.
    Continue,
    /// Stop until the shell continues the program.
    Suspend,
    /// The system asks the program to end, with this signal.
    Terminate(i32),
}

impl Event {
    /// Returns the events of a key that is given, not typed: it belongs to no word that others start.
    pub(super) fn for_itself(key: Key) -> [Event; 2] {
        [Event::Key(key), Event::Paused]
    }
}

/// What only the terminal can do, or requires reading logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Copies to the clipboard; with what it is, for the notice.
    Copy(Clip, &'static str),
    /// Opens a URL in the browser.
    Open(String),
    /// Reads the counted logs again.
    Reread(Request),
    /// Writes a text to a file.
    Write(Export),
    Redraw,
    Suspend,
    /// Leaves, because of this signal if there was one.
    Quit(Option<i32>),
}

/// Carries out an event. Returns what remains to be done outside the state.
pub fn update(state: &mut State, event: Event) -> Option<Effect> {
    let effect = carry_out_event(state, event);
    let effect = effect.or_else(|| state.recount());
    effect.or_else(|| state.read_times())
}

fn carry_out_event(state: &mut State, event: Event) -> Option<Effect> {
    match event {
        Event::Key(key) => press(state, key),
        Event::Paused => {
            state.burst = None;
            None
        }
        Event::Paste(text) => {
            state.end_recall();
            paste(state, &text);
            None
        }
        Event::Read(batch) => {
            state.take(batch);
            None
        }
        Event::Counted(snapshot) => {
            state.take_counts(*snapshot);
            None
        }
        Event::Reread(answer) => {
            state.take_answer(answer);
            None
        }
        Event::Written(written) => {
            state.take_written(written);
            None
        }
        Event::Resize(width, height) => {
            scroll::resize(state, width, height);
            None
        }
        Event::Continue => Some(Effect::Redraw),
        Event::Suspend => Some(Effect::Suspend),
        Event::Terminate(signal) => Some(Effect::Quit(Some(signal))),
    }
}

fn press(state: &mut State, key: Key) -> Option<Effect> {
    state.notice = None;
    let command = state.bindings.command(key, state.contexts());
    // A letter whose command has nothing to act on means nothing, and a blank is a blank.
    let command = command.filter(|command| typed(key).is_none() || is_of_use(state, *command));
    state.is_leaving &= command == Some(Command::Back);
    if !matches!(command, Some(Command::OlderQuery | Command::NewerQuery)) {
        state.end_recall();
    }
    let was_typed = match typed(key) {
        Some(letter) => is_typed(state, letter, command),
        None => {
            state.burst = None;
            false
        }
    };
    command
        .filter(|_| !was_typed)
        .and_then(|command| carry_out(state, command))
}

fn carry_out(state: &mut State, command: Command) -> Option<Effect> {
    if let Command::Edit(request) = command {
        if request == InputRequest::DeleteFromStart {
            state.remember();
        }
        edit(state, request);
        return None;
    }
    state.search_if_stale();
    if state.view.overlay.is_some() && overlays::carry_out(state, command) {
        return None;
    }
    match command {
        Command::OlderQuery if state.can_recall() => state.recall_older(),
        Command::SelectNext => step(state, 1),
        Command::SelectPrevious | Command::OlderQuery => step(state, -1),
        Command::NewerQuery => state.recall_newer(),
        Command::SelectPageDown => step(state, results_page(state)),
        Command::SelectPageUp => step(state, -results_page(state)),
        Command::NextProvider => step_provider(state, true),
        Command::PreviousProvider => step_provider(state, false),
        Command::Provider(number) => show_numbered_tab(state, usize::from(number)),
        Command::PickProvider => overlays::open_picker(state),
        Command::Read if state.view.overlay == Some(Overlay::Export) => return state.write(),
        Command::Read => read(state),
        Command::Mark => state.mark(),
        Command::Export => state.ask_for_file(),
        Command::VisitEntry => state.visit_entry(),
        Command::Lines => return state.open_lines(),
        Command::Message => return state.open_message(),
        Command::Compare => return state.compare_with_before(),
        Command::NarrowStart => state.move_range(End::Start, true),
        Command::NarrowEnd => state.move_range(End::Stop, true),
        Command::WidenStart => state.move_range(End::Start, false),
        Command::WidenEnd => state.move_range(End::Stop, false),
        Command::NextView => state.show_next_view(),
        Command::ToggleRejections => state.toggle_rejections(),
        Command::NextSpike => state.select_next_spike(),
        Command::Search => state.leave_reading(),
        Command::Back => return step_back(state),
        Command::Pause => state.toggle_pause(),
        Command::ScrollDown => scroll_detail(state, 1),
        Command::ScrollUp => scroll_detail(state, -1),
        Command::ScrollPageDown => scroll_detail(state, detail_page(state)),
        Command::ScrollPageUp => scroll_detail(state, -detail_page(state)),
        Command::ScrollTop => scroll_detail(state, isize::MIN),
        Command::ScrollBottom => scroll_detail(state, isize::MAX),
        Command::CopyAnswer => return copy_answer(state),
        Command::CopyServerText => return copy_server_text(state),
        Command::OpenSource => return open_source(state),
        Command::Enlarge => enlarge(state),
        Command::NextLink => links::step(state, true),
        Command::PreviousLink => links::step(state, false),
        Command::FollowLink => match state.view.link {
            Some(link) => return links::follow(state, link).map(Effect::Open),
            None => enlarge(state),
        },
        Command::FollowNumbered(number) => {
            return links::follow(state, usize::from(number) - 1).map(Effect::Open);
        }
        Command::PageBack => state.page_back(),
        Command::Help => state.view.open(Overlay::Help),
        Command::Guide => state.view.open(Overlay::Guide),
        Command::Redraw => return Some(Effect::Redraw),
        Command::Suspend => return Some(Effect::Suspend),
        Command::Quit => return Some(Effect::Quit(None)),
        // Done above: if keys are typed fast, only the last search matters.
        Command::Edit(_) => {}
    }
    None
}

/// Takes a step back. One that would lose what was counted or read has to be taken twice.
fn step_back(state: &mut State) -> Option<Effect> {
    let was_asked = std::mem::take(&mut state.is_leaving);
    if state.go_back() {
        return None;
    }
    let lost = state.lost_by_leaving().filter(|_| !was_asked);
    let Some(lost) = lost else {
        return Some(Effect::Quit(None));
    };
    state.is_leaving = true;
    let key = state.bindings.key_of(Command::Back);
    let again = key.map_or("Once more".to_owned(), |key| format!("{key} again"));
    state.notice = Some(if state.is_following() {
        format!("{again} quits and prints the {lost}.")
    } else {
        format!("{again} quits and drops the {lost}.")
    });
    None
}

/// A page of the detail, in lines.
fn detail_page(state: &State) -> isize {
    layout::page(state.layout().detail.height) as isize
}

/// A page of the results, in rows.
fn results_page(state: &State) -> isize {
    layout::page(state.layout().results.height) as isize
}

/// Moves the selection by this many rows, or else to the nearest row that is not a heading.
fn step(state: &mut State, rows: isize) {
    let view = &state.view;
    let Some(selected) = view.selected else {
        return;
    };
    let row = selected.saturating_add_signed(rows);
    let (next, previous) = (view.next_item(row), view.previous_item(row));
    let nearest = if rows > 0 {
        next.or(previous)
    } else {
        previous.or(next)
    };
    state.select(nearest.unwrap_or(selected));
}

/// Moves to the next tab that has results, wrapping around.
fn step_provider(state: &mut State, forward: bool) {
    let tabs: Vec<_> = state.view.tabs().collect();
    let active = tabs
        .iter()
        .position(|tab| *tab == state.view.tab)
        .unwrap_or_default();
    let step = |distance: usize| {
        let distance = if forward {
            distance
        } else {
            tabs.len() - distance
        };
        (active + distance) % tabs.len()
    };
    if let Some(tab) = (1..tabs.len())
        .map(|distance| tabs[step(distance)])
        .find(|tab| state.view.count(*tab) > 0)
    {
        state.show_tab(tab);
    }
}

fn show_numbered_tab(state: &mut State, number: usize) {
    let tab = state.view.tabs().nth(number - 1);
    match tab {
        Some(tab) => state.show_tab(tab),
        None => {
            state.notice = Some(format!(
                "There are only {} tabs.",
                state.view.providers.len() + 1
            ))
        }
    }
}

/// Accepts the spelling that is shown, or reads the selected entry; if there is none, takes the first way out that the
/// screen offers.
fn read(state: &mut State) {
    if let Some(respelt) = state.view.respelt.take() {
        // What is typed next is another word.
        state.view.set_query(&format!("{respelt} "));
    } else if let Some(Row::Change(change)) = state.view.row() {
        state.open_change(change);
    } else if state.view.selected.is_some() {
        state.remember();
        state.view.reading = true;
        state.view.is_chosen = true;
        state.reveal_selected();
    } else if state.view.count(None) > 0 {
        state.show_tab(None);
    }
}

fn copy_answer(state: &mut State) -> Option<Effect> {
    if let Some(lines) = state.shown_lines() {
        return Some(Effect::Copy(Clip::of(&lines), "the message's lines"));
    }
    if copies_marked(state) {
        return state.copy_marked();
    }
    let entry = selected_or_notice(state)?;
    state.remember();
    let failure = state.selected_failure().zip(state.breakdown());
    let text = match (state.shown_bounce(), failure) {
        (Some(shown), _) => markdown(state, shown)?,
        (None, Some((selected, breakdown))) => report::failure(breakdown, &selected, &entry),
        (None, None) => report::markdown_entry(state.catalogue(), &entry),
    };
    Some(Effect::Copy(Clip::of(&text), "the answer as Markdown"))
}

fn markdown(state: &State, shown: &ExplainedItem) -> Option<String> {
    let mut text = Vec::new();
    let mut out = Diagnoses::new(&mut text, Format::Markdown, state.catalogue());
    out.write(&shown.as_explained()).ok()?;
    drop(out);
    String::from_utf8(text).ok()
}

/// Whether the marked rows are copied, which they are not while an overlay shows a bounce.
fn copies_marked(state: &State) -> bool {
    state.view.overlay.is_none() && !state.view.marked.is_empty()
}

fn copy_server_text(state: &mut State) -> Option<Effect> {
    if state.shown_lines().is_some() {
        return copy_answer(state);
    }
    if copies_marked(state) {
        return state.copy_marked_texts();
    }
    if let Some(shown) = state.shown_bounce() {
        let said = shown.diagnosis.reply_line();
        return Some(Effect::Copy(Clip::of(&said), "the server's text"));
    }
    let entry = selected_or_notice(state)?;
    let latest = state
        .selected_failure()
        .map(|selected| selected.failure.latest.line);
    if let Some(line) = latest.filter(|line| !line.is_empty()) {
        return Some(Effect::Copy(Clip::of(&line), "the latest line"));
    }
    match entry.examples.first() {
        Some(example) => Some(Effect::Copy(Clip::of(example), "the server's text")),
        None => {
            state.notice = Some("No server text is known for this entry.".to_owned());
            None
        }
    }
}

fn open_source(state: &mut State) -> Option<Effect> {
    let entry = selected_or_notice(state)?;
    state.remember();
    let runbook = entry.runbook.map(str::to_owned);
    let source = runbook.or_else(|| entry.sources.first().map(source_url));
    if source.is_none() {
        state.notice = Some("This entry has no source.".to_owned());
    }
    source.map(Effect::Open)
}

/// Toggles the size of the detail.
fn enlarge(state: &mut State) {
    state.is_enlarged = !state.is_enlarged;
    state.reveal_selected();
    scroll_detail(state, 0);
}

fn selected_or_notice(state: &mut State) -> Option<Entry> {
    let entry = state.shown_entry();
    if entry.is_none() {
        state.notice = Some("Nothing is selected.".to_owned());
    }
    entry
}
