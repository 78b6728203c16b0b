//! What each key does to the state.

use super::bindings::{Command, When, typed};
use super::bounces::{Batch, Explained};
use super::clip::Clip;
use super::keys::Key;
use super::picker;
use super::state::{Overlay, State};
use super::summary;
use super::typing::{edit, edit_of, paste};
use crate::catalogue::{Entry, source_url};
use crate::diagnose::{self, Location};
use crate::report::{self, Diagnoses, Format};
use crate::triage::breakdown::Snapshot;
use tui_input::InputRequest;

/// Something that happens to the explorer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Key(Key),
    /// Text pasted into the terminal, its line ends as they came.
    Paste(String),
    /// More was read of what the program was opened on.
    Read(Batch),
    /// More was counted in the logs that the program was opened on.
    Counted(Box<Snapshot>),
    Resize(u16, u16),
    /// The program is to draw everything again: it was stopped and continues.
    Continue,
    /// Stop until the shell says otherwise.
    Suspend,
    /// The system asks the program to end, with this signal.
    Terminate(i32),
}

/// What only the terminal can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// To the clipboard; with what it is, for the notice.
    Copy(Clip, &'static str),
    /// A URL in the browser.
    Open(String),
    Redraw,
    Suspend,
    /// Leave, by this signal if there was one.
    Quit(Option<i32>),
}

/// Carries out an event; what remains to be done with the terminal is returned.
pub fn update(state: &mut State, event: Event) -> Option<Effect> {
    match event {
        Event::Key(key) => press(state, key),
        Event::Paste(text) => {
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
        Event::Resize(width, height) => {
            state.resize(width, height);
            None
        }
        Event::Continue => Some(Effect::Redraw),
        Event::Suspend => Some(Effect::Suspend),
        Event::Terminate(signal) => Some(Effect::Quit(Some(signal))),
    }
}

fn press(state: &mut State, key: Key) -> Option<Effect> {
    state.notice = None;
    let places: &[When] = match () {
        () if state.letters_command() => &[When::Reading, When::Always],
        () if state.overlay.is_some() => &[When::Searching, When::Always],
        () if state.input.value().is_empty() => &[When::Empty, When::Searching, When::Always],
        () => &[When::Searching, When::Always],
    };
    match state.bindings.command(key, places) {
        Some(command) => carry_out(state, command),
        None if state.letters_command() => None,
        None => {
            typed(key)
                .into_iter()
                .for_each(|c| edit(state, InputRequest::InsertChar(c)));
            None
        }
    }
}

fn carry_out(state: &mut State, command: Command) -> Option<Effect> {
    if let Some(request) = edit_of(command) {
        edit(state, request);
        return None;
    }
    state.search_if_stale();
    if state.overlay.is_some() && in_overlay(state, command) {
        return None;
    }
    match command {
        Command::SelectNext => select(state, |state, row| state.next_item(row + 1)),
        Command::SelectPrevious => {
            select(state, |state, row| state.previous_item(row.checked_sub(1)?))
        }
        Command::SelectPageDown => select(state, |state, row| {
            let row = row + page(state.layout().results.height);
            state.next_item(row).or_else(|| state.previous_item(row))
        }),
        Command::SelectPageUp => select(state, |state, row| {
            let row = row.saturating_sub(page(state.layout().results.height));
            state.previous_item(row).or_else(|| state.next_item(row))
        }),
        Command::NextProvider => step_provider(state, true),
        Command::PreviousProvider => step_provider(state, false),
        Command::Provider(number) => show_numbered_tab(state, usize::from(number)),
        Command::PickProvider => picker::open(state),
        Command::Read => read(state),
        Command::VisitEntry => state.visit_entry(),
        Command::NextView => state.show_next_view(),
        Command::Search => state.leave_reading(),
        Command::Back => return back(state),
        Command::ScrollDown => state.scroll_detail(1),
        Command::ScrollUp => state.scroll_detail(-1),
        Command::ScrollPageDown => state.scroll_detail(page(state.layout().detail.height) as isize),
        Command::ScrollPageUp => {
            state.scroll_detail(-(page(state.layout().detail.height) as isize))
        }
        Command::ScrollTop => state.scroll_detail(isize::MIN),
        Command::ScrollBottom => state.scroll_detail(isize::MAX),
        Command::CopyAnswer => return copy_answer(state),
        Command::CopyServerText => return copy_server_text(state),
        Command::OpenSource => return open_source(state, 1),
        Command::OpenNumbered(number) => return open_source(state, usize::from(number)),
        Command::Help => state.open(Overlay::Help),
        Command::Guide => state.open(Overlay::Guide),
        Command::Redraw => return Some(Effect::Redraw),
        Command::Suspend => return Some(Effect::Suspend),
        Command::Quit => return Some(Effect::Quit(None)),
        _ => {}
    }
    None
}

/// Commands that mean something else while an overlay is open; whether this was one.
fn in_overlay(state: &mut State, command: Command) -> bool {
    if state.overlay == Some(Overlay::Providers) {
        return picker::carry_out(state, command);
    }
    let page_height = page(super::view::overlay::area(state.size).height) as isize;
    match command {
        Command::ScrollDown | Command::SelectNext => state.scroll_overlay(1),
        Command::ScrollUp | Command::SelectPrevious => state.scroll_overlay(-1),
        Command::ScrollPageDown => state.scroll_overlay(page_height),
        Command::ScrollPageUp => state.scroll_overlay(-page_height),
        Command::ScrollTop => state.scroll_overlay(isize::MIN),
        Command::ScrollBottom => state.scroll_overlay(isize::MAX),
        Command::Back if state.shows_only_bounce() => return false,
        Command::Back | Command::Search => close(state),
        Command::Help if state.overlay == Some(Overlay::Help) => state.overlay = None,
        Command::Guide if state.overlay == Some(Overlay::Guide) => state.overlay = None,
        Command::Help | Command::Guide | Command::Redraw | Command::Suspend | Command::Quit => {
            return false;
        }
        Command::CopyAnswer
        | Command::CopyServerText
        | Command::OpenSource
        | Command::OpenNumbered(_)
        | Command::VisitEntry => {
            return state.overlay != Some(Overlay::Diagnosis);
        }
        _ => {}
    }
    true
}

fn close(state: &mut State) {
    state.overlay = None;
    state.pasted = None;
}

fn select(state: &mut State, to: impl Fn(&State, usize) -> Option<usize>) {
    let Some(selected) = state.selected else {
        return;
    };
    match to(state, selected) {
        Some(row) => state.select(row),
        None => state.select(selected),
    }
}

/// A page is what is visible, but for one line that stays as a bridge.
fn page(height: u16) -> usize {
    usize::from(height.saturating_sub(1).max(1))
}

/// To the next tab that has results, round the end.
fn step_provider(state: &mut State, forward: bool) {
    let tabs: Vec<_> = state.tabs().collect();
    let active = tabs
        .iter()
        .position(|tab| *tab == state.tab)
        .unwrap_or_default();
    let step = |distance: usize| match forward {
        true => (active + distance) % tabs.len(),
        false => (active + tabs.len() - distance) % tabs.len(),
    };
    if let Some(tab) = (1..tabs.len())
        .map(|distance| tabs[step(distance)])
        .find(|tab| state.count(*tab) > 0)
    {
        state.show_tab(tab);
    }
}

fn show_numbered_tab(state: &mut State, number: usize) {
    let tab = state.tabs().nth(number - 1);
    match tab {
        Some(tab) => state.show_tab(tab),
        None => {
            state.notice = Some(format!(
                "There are only {} tabs.",
                state.providers.len() + 1
            ))
        }
    }
}

/// Reads the selected entry; where there is none, takes the first way out that the screen offers.
fn read(state: &mut State) {
    if state.selected.is_some() {
        state.reading = true;
        state.is_chosen = true;
        state.reveal_selected();
    } else if state.count(None) > 0 {
        state.show_tab(None);
    } else if let Some((query, _)) = state.help.spelling.clone().or(state.help.shorter.clone()) {
        state.set_query(&query);
    }
}

/// One step back: overlay, reading, query, tab, list or visited entry, quit.
fn back(state: &mut State) -> Option<Effect> {
    match () {
        () if state.shows_only_bounce() => return Some(Effect::Quit(None)),
        () if state.is_visiting() => state.go_back(),
        () if state.reading => state.leave_reading(),
        () if !state.input.value().is_empty() => state.set_query(""),
        () if state.tab.is_some() => state.show_tab(None),
        () if state.step_back().is_some() => state.go_back(),
        () => return Some(Effect::Quit(None)),
    }
    None
}

fn copy_answer(state: &mut State) -> Option<Effect> {
    let entry = selected_or_notice(state)?;
    let failure = state.selected_failure().zip(state.breakdown());
    let text = match (state.shown_bounce(), failure) {
        (Some(shown), _) => markdown(state, shown)?,
        (None, Some((selected, breakdown))) => summary::markdown(breakdown, &selected, &entry),
        (None, None) => report::markdown_entry(state.catalogue(), &entry),
    };
    Some(Effect::Copy(Clip::of(&text), "the answer as Markdown"))
}

fn markdown(state: &State, shown: &Explained) -> Option<String> {
    let mut text = Vec::new();
    let mut out = Diagnoses::new(&mut text, Format::Markdown, state.catalogue());
    let explained = diagnose::Explained {
        input: Location {
            file: shown.item.file.as_deref(),
            line: shown.item.line,
        },
        bounce: &shown.item.bounce,
        diagnosis: &shown.diagnosis,
    };
    out.write(&explained).ok()?;
    drop(out);
    String::from_utf8(text).ok()
}

fn copy_server_text(state: &mut State) -> Option<Effect> {
    if let Some(shown) = state.shown_bounce() {
        let said = shown.diagnosis.said();
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

fn open_source(state: &mut State, number: usize) -> Option<Effect> {
    let entry = selected_or_notice(state)?;
    match entry.sources.get(number - 1) {
        Some(source) => Some(Effect::Open(source_url(source))),
        None => {
            state.notice = Some(format!(
                "This entry has only {} sources.",
                entry.sources.len()
            ));
            None
        }
    }
}

fn selected_or_notice(state: &mut State) -> Option<Entry> {
    let entry = state.shown_entry();
    if entry.is_none() {
        state.notice = Some("Nothing is selected.".to_owned());
    }
    entry
}
