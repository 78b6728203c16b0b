//! What commands do while something lies over the panes.

use super::bindings::Command;
use super::layout;
use super::picker::Picker;
use super::scroll::scroll_overlay;
use super::state::{Overlay, State};

/// Opens the picker over the untouched search, on the tab that is active.
pub(super) fn open_picker(state: &mut State) {
    state.picker = Picker::new(state.view.tabs(), state.view.tab);
    state.view.open(Overlay::Providers);
}

/// Carries out a command that means something else, or nothing, while an overlay is open; whether it was one.
pub(super) fn carry_out(state: &mut State, command: Command) -> bool {
    if state.view.overlay == Some(Overlay::Providers) {
        return in_picker(state, command);
    }
    let page = layout::page(layout::overlay(state.size).height) as isize;
    match command {
        Command::ScrollDown | Command::SelectNext => scroll_overlay(state, 1),
        Command::ScrollUp | Command::SelectPrevious => scroll_overlay(state, -1),
        Command::ScrollPageDown => scroll_overlay(state, page),
        Command::ScrollPageUp => scroll_overlay(state, -page),
        Command::ScrollTop => scroll_overlay(state, isize::MIN),
        Command::ScrollBottom => scroll_overlay(state, isize::MAX),
        Command::Search => state.view.close_overlay(),
        Command::Help if state.view.overlay == Some(Overlay::Help) => state.view.close_overlay(),
        Command::Guide if state.view.overlay == Some(Overlay::Guide) => state.view.close_overlay(),
        Command::Back
        | Command::Help
        | Command::Guide
        | Command::Redraw
        | Command::Suspend
        | Command::Quit => return false,
        Command::CopyAnswer
        | Command::CopyServerText
        | Command::OpenSource
        | Command::OpenNumbered(_)
        | Command::VisitEntry => return state.view.overlay != Some(Overlay::Diagnosis),
        Command::SelectPageDown
        | Command::SelectPageUp
        | Command::NextProvider
        | Command::PreviousProvider
        | Command::Provider(_)
        | Command::PickProvider
        | Command::Read
        | Command::NextView
        | Command::Pause
        | Command::Edit(_) => {}
    }
    true
}

fn in_picker(state: &mut State, command: Command) -> bool {
    let page = layout::picker_rows(state.size).height.max(1) as isize;
    match command {
        Command::SelectNext | Command::NextProvider => state.picker.step(1),
        Command::SelectPrevious | Command::PreviousProvider => state.picker.step(-1),
        Command::SelectPageDown => state.picker.step(page),
        Command::SelectPageUp => state.picker.step(-page),
        Command::Read => show_picked(state),
        Command::PickProvider => state.view.close_overlay(),
        Command::Back
        | Command::Help
        | Command::Guide
        | Command::Redraw
        | Command::Suspend
        | Command::Quit => return false,
        Command::ScrollDown
        | Command::ScrollUp
        | Command::ScrollPageDown
        | Command::ScrollPageUp
        | Command::ScrollTop
        | Command::ScrollBottom
        | Command::Provider(_)
        | Command::VisitEntry
        | Command::NextView
        | Command::Pause
        | Command::Search
        | Command::CopyAnswer
        | Command::CopyServerText
        | Command::OpenSource
        | Command::OpenNumbered(_)
        | Command::Edit(_) => {}
    }
    true
}

/// Closes the picker on the list of the selected tab.
fn show_picked(state: &mut State) {
    if let Some(tab) = state.picker.picked() {
        state.view.close_overlay();
        state.view.reading = false;
        state.show_tab(tab);
    }
}
