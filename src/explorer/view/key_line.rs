//! The key line: what the keys do right now, or a notice.

use super::context::view_label;
use super::prompt;
use super::text::line;
use crate::explorer::bindings::Command;
use crate::explorer::keys::{Key, KeyCode};
use crate::explorer::layout::Arrangement;
use crate::explorer::state::{Overlay, State};
use crate::explorer::steps::StepBack;
use crate::explorer::theme::Meaning;
use crate::order;
use crate::sanitize::harmless;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// Narrower key lines have hints that are closer together and shorter.
const NARROW: u16 = 60;
/// Hints that even a small window shows: the way out, how to get at the answer, which is not shown beside the list, and
/// where to find everything else.
const FIRST: [Command; 10] = [
    Command::Back,
    Command::Read,
    Command::FollowLink,
    Command::ScrollDown,
    Command::Lines,
    Command::Help,
    Command::Compare,
    Command::NextView,
    Command::Pause,
    Command::PageBack,
];

/// Hints that get only the room that all others leave.
const LAST: [Command; 2] = [Command::Mark, Command::Export];

/// What the pause key does while a view is paused.
const GO_ON: &str = "resume";

/// `more` says how much is below what is shown.
pub(super) fn draw(state: &State, more: Option<&str>, frame: &mut Frame<'_>, area: Rect) {
    if area.is_empty() {
        return;
    }
    let theme = &state.appearance.theme;
    if let Some(notice) = &state.notice {
        frame.render_widget(
            line(
                format!(" {}", harmless(notice)),
                theme.style(Meaning::Notice),
            ),
            area,
        );
        return;
    }
    if state.view.overlay == Some(Overlay::Export) {
        prompt::draw(state, frame, area);
        return;
    }
    let more = more.map(|more| format!("{more} ")).unwrap_or_default();
    // After the last hint there is a gap only if something follows.
    let gap = gap(state);
    let open = if more.is_empty() { gap } else { 0 };
    let room = (usize::from(area.width) + open).saturating_sub(more.width());
    let mut spans = Vec::new();
    for Hint { keys, label, .. } in fitting(state, hints(state), gap, room) {
        spans.push(Span::styled(format!(" {keys}"), theme.style(Meaning::Key)));
        spans.push(Span::styled(
            format!(" {label}{}", " ".repeat(gap)),
            theme.style(Meaning::Faint),
        ));
    }
    frame.render_widget(Line::from(spans), area);
    frame.render_widget(
        line(more, theme.style(Meaning::Faint)).right_aligned(),
        area,
    );
}

fn is_narrow(state: &State) -> bool {
    state.size.0 < NARROW
}

/// The columns after a hint.
fn gap(state: &State) -> usize {
    if is_narrow(state) { 1 } else { 2 }
}

/// A key, or a pair of them, and what it does now.
struct Hint {
    command: Command,
    keys: String,
    label: &'static str,
}

impl Hint {
    fn width(&self) -> usize {
        1 + self.keys.width() + 1 + self.label.width()
    }

    /// Hints with a lower rank get room first.
    fn rank(&self, state: &State) -> usize {
        // Nobody should have to look up how to resume, or what rows were marked for.
        let is_of_marks = matches!(self.command, Command::CopyAnswer | Command::Export);
        if self.label == GO_ON || is_of_marks && !state.view.marked.is_empty() {
            return 0;
        }
        let first = FIRST.iter().position(|command| *command == self.command);
        first.unwrap_or(FIRST.len() + usize::from(LAST.contains(&self.command)))
    }
}

/// Returns the hints for which there is room.
fn fitting(state: &State, hints: Vec<Hint>, gap: usize, mut room: usize) -> Vec<Hint> {
    let mut hints: Vec<_> = hints.into_iter().enumerate().collect();
    order::sort_by_key(&mut hints, |(_, hint)| hint.rank(state));
    let fits = |(_, hint): &(usize, Hint)| {
        let width = hint.width() + gap;
        let fits = width <= room || hint.command == Command::Back;
        room = room.saturating_sub(if fits { width } else { 0 });
        fits
    };
    let mut shown: Vec<_> = hints.into_iter().filter(fits).collect();
    order::sort_by_key(&mut shown, |(number, _)| *number);
    shown.into_iter().map(|(_, hint)| hint).collect()
}

/// Returns what the keys do now, the way back last.
fn hints(state: &State) -> Vec<Hint> {
    let contexts = state.contexts();
    let mut hints = Vec::new();
    for (binding, keys) in state.bindings.rows() {
        let command = binding.command;
        let holds_here = contexts.contains(&binding.when);
        let label = binding.label.filter(|_| holds_here);
        let Some(label) = label.and_then(|label| label_now(state, command, label)) else {
            continue;
        };
        // Another key for the same has been found.
        if hints.iter().any(|hint: &Hint| hint.command == command) {
            continue;
        }
        // Skips keys that do something else here.
        let holds = |key: &&Key| state.bindings.command(**key, contexts) == Some(command);
        if let Some(key) = keys.iter().find(holds) {
            let keys = spelled(state, command, *key);
            hints.push(Hint {
                command,
                keys,
                label,
            });
        }
    }
    order::sort_by_key(&mut hints, |hint| hint.command == Command::Back);
    hints
}

/// Returns the label if the key does anything now.
fn label_now(state: &State, command: Command, label: &'static str) -> Option<&'static str> {
    let has_entry = state.view.selected.is_some();
    let other_tabs = state
        .view
        .tabs()
        .any(|tab| tab != state.view.tab && state.view.count(tab) > 0);
    let is_bare = state.view.overlay.is_none();
    let picking = state.view.overlay == Some(Overlay::Providers);
    let holds = match command {
        Command::Back => return Some(back_label(state)),
        Command::OlderQuery => is_bare && state.can_recall(),
        Command::NewerQuery => is_bare,
        Command::Help | Command::Guide => true,
        Command::Pause => return state.is_following().then(|| pause_label(state, label)),
        Command::SelectNext if picking => !state.picker.tabs.is_empty(),
        Command::Read if picking => return (!state.picker.tabs.is_empty()).then_some("open"),
        Command::ScrollDown if state.view.overlay.is_some() => true,
        Command::FollowLink => state.view.link.is_some(),
        Command::Enlarge if state.is_enlarged => {
            return (is_bare && has_two_panes(state)).then_some("split");
        }
        Command::Enlarge => is_bare && has_two_panes(state),
        Command::NextLink if state.view.overlay == Some(Overlay::Diagnosis) => true,
        Command::PageBack => is_bare && state.step_back() == StepBack::LeaveEntry,
        Command::NextView => {
            let is_offered = has_entry && state.view.overlay.is_none();
            let label = next_view_label(state).filter(|_| is_offered)?;
            return Some(if is_narrow(state) { "views" } else { label });
        }
        Command::ToggleRejections if is_bare => return rejections_label(state, label),
        Command::ToggleRejections => false,
        Command::VisitEntry => state.can_visit_entry(),
        Command::CopyAnswer if state.view.overlay == Some(Overlay::Found) => true,
        Command::CopyAnswer | Command::OpenSource
            if state.view.overlay == Some(Overlay::Diagnosis) =>
        {
            true
        }
        Command::Read if is_bare => return read_label(state, label),
        Command::Lines => is_bare && has_entry && state.breakdown().is_some(),
        Command::Message => is_bare && state.shown_queue().is_some(),
        Command::Compare => return compare_label(state, label).filter(|_| is_bare),
        Command::NarrowStart => is_bare && state.has_range(),
        Command::WidenStart => is_bare && state.range().is_some(),
        Command::NextProvider => is_bare && other_tabs,
        Command::PickProvider => is_bare,
        Command::SelectPrevious
        | Command::SelectNext
        | Command::SelectPageUp
        | Command::SelectPageDown
        | Command::PreviousProvider
        | Command::Provider(_)
        | Command::Read
        | Command::Search
        | Command::ScrollUp
        | Command::ScrollDown
        | Command::ScrollPageUp
        | Command::ScrollPageDown
        | Command::ScrollTop
        | Command::ScrollBottom
        | Command::CopyAnswer
        | Command::CopyServerText
        | Command::NextSpike
        | Command::Mark
        | Command::Export
        | Command::OpenSource
        | Command::NarrowEnd
        | Command::WidenEnd
        | Command::NextLink
        | Command::PreviousLink
        | Command::FollowNumbered(_)
        | Command::Redraw
        | Command::Suspend
        | Command::Quit
        | Command::Edit(_) => is_bare && has_entry,
    };
    holds.then_some(label)
}

/// Returns the label of the key that reads the selected item.
fn read_label(state: &State, label: &'static str) -> Option<&'static str> {
    if state.view.respelt.is_some() {
        Some("keep it")
    } else if state.view.selected.is_none() {
        // A way out of an empty list.
        (state.view.count(None) > 0).then_some("try it")
    } else if state.view.list.changes().is_some() {
        Some("open")
    } else {
        Some(label)
    }
}

/// Returns the label of the key that compares, in full if there is room.
fn compare_label(state: &State, label: &'static str) -> Option<&'static str> {
    let is_wide = state.layout().arrangement == Arrangement::SideBySide;
    let label = if is_wide {
        "compare with before"
    } else {
        label
    };
    state.compared().map(|_| label)
}

/// Returns the label of the key that pauses the view.
fn pause_label(state: &State, label: &'static str) -> &'static str {
    let is_paused = state
        .breakdown()
        .is_some_and(|breakdown| breakdown.is_paused);
    if is_paused { GO_ON } else { label }
}

/// Returns the label of the key that shows what your own server rejected, if it rejected anything.
fn rejections_label(state: &State, label: &'static str) -> Option<&'static str> {
    let breakdown = state.breakdown().filter(|all| all.has_rejected())?;
    let is_shown = breakdown.by.is_of_rejections();
    Some(if is_shown { "failed" } else { label })
}

/// Whether list and detail are visible at once.
fn has_two_panes(state: &State) -> bool {
    let arrangement = state.layout().arrangement;
    matches!(arrangement, Arrangement::SideBySide | Arrangement::Stacked)
}

/// Says what the lines or failures are grouped by next.
fn next_view_label(state: &State) -> Option<&'static str> {
    let lines = state.bounces().filter(|bounces| bounces.is_behind());
    let lines = lines.map(|lines| lines.by.next().label());
    let breakdown = state.breakdown();
    lines.or_else(|| {
        Some(view_label(
            breakdown?.next_view(state.why_no_recount().is_none()),
        ))
    })
}

fn back_label(state: &State) -> &'static str {
    match state.step_back() {
        StepBack::CloseOverlay => "close",
        StepBack::LeaveEntry | StepBack::LeaveView | StepBack::LeaveRejections => "back",
        StepBack::LeaveReading => "list",
        StepBack::ClearQuery => "clear",
        StepBack::AllTabs => "all tabs",
        StepBack::ClearMarks => "unmark",
        StepBack::ShowPasted => "reply",
        StepBack::LeaveList => "leave list",
        StepBack::Quit => "quit",
    }
}

/// Spells a key; for a pair of directions, both keys.
fn spelled(state: &State, command: Command, key: Key) -> String {
    let glyphs = &state.appearance.glyphs;
    let opposites = [
        (Command::SelectNext, Command::SelectPrevious),
        (Command::ScrollDown, Command::ScrollUp),
        (Command::NarrowStart, Command::NarrowEnd),
        (Command::WidenStart, Command::WidenEnd),
    ];
    let opposite = opposites.iter().find(|(first, _)| *first == command);
    let is_short = is_narrow(state);
    let name = |key: Key| {
        if key.code == KeyCode::Up {
            glyphs.up.to_owned()
        } else if key.code == KeyCode::Down {
            glyphs.down.to_owned()
        } else if let KeyCode::Char(c) = key.code
            && key.ctrl
            && !key.alt
            && is_short
        {
            format!("^{}", c.to_uppercase())
        } else {
            key.to_string()
        }
    };
    let other = opposite.and_then(|(_, opposite)| first_key(state, *opposite));
    let arrow = |key: Key| matches!(key.code, KeyCode::Up | KeyCode::Down);
    match other {
        Some(other) if arrow(key) && arrow(other) && !glyphs.down.is_ascii() => {
            format!("{}{}", name(other), name(key))
        }
        Some(other) => format!("{}/{}", name(key), name(other)),
        None => name(key),
    }
}

/// Returns the first key of a command, unless it does something else at the moment.
fn first_key(state: &State, command: Command) -> Option<Key> {
    let contexts = state.contexts();
    let mut rows = state.bindings.rows();
    let (_, keys) =
        rows.find(|(binding, _)| binding.command == command && contexts.contains(&binding.when))?;
    let key = *keys.first()?;
    let does = state.bindings.command(key, contexts)?;
    let selects = does == Command::OlderQuery && !state.can_recall();
    let is_previous = selects && command == Command::SelectPrevious;
    (does == command || is_previous).then_some(key)
}
