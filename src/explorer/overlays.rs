//! What commands do while an overlay is open.

use super::bindings::Command;
use super::layout;
use super::picker::Picker;
use super::scroll::scroll_overlay;
use super::state::{Overlay, State};

/// Opens the picker over the unchanged search, on the active tab.
pub(super) fn open_picker(state: &mut State) {
    state.picker = Picker::new(state.view.tabs(), state.view.tab);
    state.view.open(Overlay::Providers);
}

/// Carries out a command that means something else, or nothing, while an overlay is open; returns whether it did.
pub(super) fn carry_out(state: &mut State, command: Command) -> bool {
    let overlay = state.view.overlay;
    if overlay == Some(Overlay::Export) {
        let is_obeyed = matches!(
            command,
            Command::Read | Command::Back | Command::Redraw | Command::Suspend | Command::Quit
        );
        return !is_obeyed;
    }
    let is_picker = overlay == Some(Overlay::Providers);
    let page = layout::page(layout::overlay(state.size).height) as isize;
    let rows = layout::picker_rows(state.size).height.max(1) as isize;
    // Steps in the picker, and lines elsewhere.
    let (step, lines) = match command {
        Command::Back | Command::Redraw | Command::Suspend | Command::Quit => return false,
        Command::Help => return close(state, Overlay::Help),
        Command::Guide => return close(state, Overlay::Guide),
        Command::CopyAnswer | Command::CopyServerText => {
            return !matches!(overlay, Some(Overlay::Diagnosis | Overlay::Found));
        }
        Command::OpenSource
        | Command::NextLink
        | Command::PreviousLink
        | Command::FollowNumbered(_)
        | Command::VisitEntry => return overlay != Some(Overlay::Diagnosis),
        Command::FollowLink if state.view.link.is_some() => return false,
        Command::PageBack => return false,
        // In help and guide, Enter has no other use.
        Command::FollowLink => (0, 1),
        Command::SelectNext => (1, 1),
        Command::SelectPrevious => (-1, -1),
        Command::NextProvider => (1, 0),
        Command::PreviousProvider => (-1, 0),
        Command::SelectPageDown => (rows, 0),
        Command::SelectPageUp => (-rows, 0),
        Command::ScrollDown => (0, 1),
        Command::ScrollUp => (0, -1),
        Command::ScrollPageDown => (0, page),
        Command::ScrollPageUp => (0, -page),
        Command::ScrollTop => (0, isize::MIN),
        Command::ScrollBottom => (0, isize::MAX),
        Command::Read => {
            if is_picker {
                show_picked(state);
            }
            (0, 0)
        }
        Command::PickProvider => {
            close(state, Overlay::Providers);
            (0, 0)
        }
        Command::Search => {
            if !is_picker {
                state.view.put_aside();
            }
            (0, 0)
        }
        Command::Provider(_)
        | Command::OlderQuery
        | Command::NewerQuery
        | Command::Mark
        | Command::Export
        | Command::Lines
        | Command::Message
        | Command::Compare
        | Command::NarrowStart
        | Command::NarrowEnd
        | Command::WidenStart
        | Command::WidenEnd
        | Command::NextView
        | Command::ToggleRejections
        | Command::NextSpike
        | Command::Enlarge
        | Command::Pause
        | Command::Edit(_) => (0, 0),
    };
    if is_picker && step != 0 {
        state.picker.step(step);
    } else if !is_picker && lines != 0 {
        scroll_overlay(state, lines);
    }
    true
}

/// Closes this overlay if it is open.
fn close(state: &mut State, overlay: Overlay) -> bool {
    let is_open = state.view.overlay == Some(overlay);
    if is_open {
        state.view.uncover();
    }
    is_open
}

/// Closes the picker, and shows the list of the selected tab.
fn show_picked(state: &mut State) {
    if let Some(tab) = state.picker.picked() {
        state.view.close_overlay();
        state.view.reading = false;
        state.show_tab(tab);
    }
}
