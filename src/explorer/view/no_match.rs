//! What the results show when nothing matches: why, and what to try.

use super::text::{line, wrap};
use super::why;
use crate::bounce::stream;
use crate::explorer::lists::List;
use crate::explorer::lists::changes::Changes;
use crate::explorer::state::State;
use crate::explorer::theme::Meaning;
use crate::quantity;
use crate::sanitize::harmless;
use crate::triage::Status;
use crate::triage::breakdown::Breakdown;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

pub(super) fn draw(state: &State, frame: &mut Frame<'_>, area: Rect) {
    let columns = usize::from(area.width.saturating_sub(2));
    let is_empty = state.view.list.total(state.catalogue()) == 0;
    let lines = match state.view.list {
        List::Bounces(_) if is_empty => nothing_read(state, columns),
        List::Failures(_) if is_empty => nothing_failed(state, columns),
        List::Changes(ref changes) if is_empty => nothing_changed(state, changes, columns),
        List::Catalogue | List::Bounces(_) | List::Failures(_) | List::Changes(_) => {
            lines(state, columns)
        }
    };
    for (line, row) in lines.into_iter().zip(area.rows()) {
        frame.render_widget(line, row);
    }
}

fn paragraph(state: &State, text: &str, columns: usize, meaning: Meaning) -> Vec<Line<'static>> {
    let theme = &state.appearance.theme;
    let text = state.appearance.glyphs.spell(&harmless(text));
    wrap(&text, columns)
        .into_iter()
        .map(|part| line(format!(" {part}"), theme.style(meaning)))
        .collect()
}

/// If no input could be opened, its contents are unknown.
const NOTHING_READ: &str = "Nothing could be read.";
const FORMATS: &str = "Replies, bounce messages, mailboxes, lines of mail servers' logs and events of sending services \
                       can be read.";

/// If the inputs contain no bounce, at least so far.
fn nothing_read(state: &State, columns: usize) -> Vec<Line<'static>> {
    let text = |text: &str, meaning| paragraph(state, text, columns, meaning);
    let mut lines = vec![Line::default()];
    let Some(bounces) = state.bounces() else {
        return lines;
    };
    if bounces.is_reading {
        let what = if bounces.is_behind() {
            "Reading the logs again."
        } else {
            "No bounce yet."
        };
        lines.extend(text(what, Meaning::Title));
        return lines;
    }
    if bounces.is_behind() {
        lines.extend(text(
            "The logs do not hold these lines any more.",
            Meaning::Title,
        ));
        for problem in &bounces.problems {
            lines.extend(text(problem, Meaning::Caution));
        }
        return lines;
    }
    let is_unread = !bounces.has_input && !bounces.problems.is_empty();
    let what = if is_unread {
        NOTHING_READ
    } else {
        "No reply or bounce was recognised."
    };
    lines.extend(text(what, Meaning::Title));
    for problem in &bounces.problems {
        lines.extend(text(problem, Meaning::Caution));
    }
    lines.push(Line::default());
    if !is_unread {
        lines.extend(text(FORMATS, Meaning::Text));
        lines.push(Line::default());
    }
    lines.extend(text(
        "Or paste what the server said, such as 550 5.1.1 user unknown.",
        Meaning::Faint,
    ));
    lines
}

/// If the logs report no failed delivery, at least so far.
fn nothing_failed(state: &State, columns: usize) -> Vec<Line<'static>> {
    let text = |text: &str, meaning| paragraph(state, text, columns, meaning);
    let mut lines = vec![Line::default()];
    let Some(breakdown) = state.breakdown() else {
        return lines;
    };
    let status = breakdown.snapshot.status;
    let is_log = status != Status::default();
    let is_open = breakdown.is_reading || breakdown.is_following();
    let is_empty = breakdown.snapshot.bytes == 0;
    let is_unread = is_empty && !breakdown.snapshot.problems.is_empty();
    let missed = breakdown.snapshot.missed.as_ref();
    let nothing = format!("Nothing was read: there is nothing in {}.", state.inputs);
    let what = match (is_open, is_log) {
        (true, _) => "No failed delivery yet.",
        (false, true) => "No delivery failed.",
        (false, false) if is_unread => NOTHING_READ,
        (false, false) if missed.is_some() => "Nothing happened in that time.",
        (false, false) if is_empty => &nothing,
        (false, false) => "No delivery was recognised.",
    };
    lines.extend(text(what, Meaning::Title));
    for problem in &breakdown.snapshot.problems {
        lines.extend(text(problem, Meaning::Caution));
    }
    lines.push(Line::default());
    if is_log {
        lines.extend(text(&breakdown.totals()[0], Meaning::Text));
    } else if let Some(missed) = missed {
        for sentence in missed {
            lines.extend(text(sentence, Meaning::Text));
        }
    } else if !is_open && !is_empty {
        let formats = format!("Logs of {} can be read.", stream::names());
        lines.extend(text(&formats, Meaning::Text));
    }
    lines
}

/// If nothing failed more or less often, at least as far as is known yet.
fn nothing_changed(state: &State, changes: &Changes, columns: usize) -> Vec<Line<'static>> {
    let text = |text: &str, meaning| paragraph(state, text, columns, meaning);
    let mut lines = vec![Line::default()];
    let Some(changed) = &changes.changed else {
        lines.extend(text("Reading both sides.", Meaning::Title));
        return lines;
    };
    let what = match &changed.comparison {
        Ok(comparison) => comparison
            .one_sided
            .unwrap_or("No failure is more or less frequent."),
        Err(error) => error,
    };
    lines.extend(text(what, Meaning::Title));
    for problem in changed.logs().flat_map(|counted| &counted.problems) {
        lines.extend(text(problem, Meaning::Caution));
    }
    for side in &changed.sides {
        lines.extend(
            side.counted
                .missed
                .iter()
                .flatten()
                .flat_map(|why| text(why, Meaning::Text)),
        );
    }
    lines
}

fn lines(state: &State, columns: usize) -> Vec<Line<'static>> {
    let theme = &state.appearance.theme;
    let text = |text: &str, meaning| paragraph(state, text, columns, meaning);
    let mut lines = vec![Line::default()];
    if state.view.recount.is_some() {
        lines.extend(text("Reading the logs again for this.", Meaning::Title));
        return lines;
    }
    let query = state.view.input.value().trim();
    let under = state
        .view
        .tab
        .map(|provider| format!(" under {}", state.catalogue().provider(provider).name));
    lines.extend(text(
        &format!("Nothing matches “{query}”{}.", under.unwrap_or_default()),
        Meaning::Title,
    ));
    let reasons = why::reasons(state);
    for reason in &reasons {
        lines.extend(text(reason, Meaning::Caution));
    }
    lines.push(Line::default());

    let others = state.view.count(None);
    if others > 0 {
        lines.push(Line::from(vec![
            Span::styled(" Enter  ", theme.style(Meaning::Key)),
            Span::styled("Under other tabs: ", theme.style(Meaning::Faint)),
            Span::styled(counted(state, others), theme.style(Meaning::Text)),
        ]));
    } else if reasons.is_empty() {
        let try_this = match state.view.list {
            List::Catalogue => {
                "Check the spelling, or try fewer words, a reply code such as 550, or a part of what the server said."
            }
            List::Bounces(_) => {
                "Try a part of an address, of a host's name, or of what the server said. Esc clears."
            }
            List::Changes(_) => "Try a provider's name, a code or fewer words. Esc clears.",
            List::Failures(_) => {
                "Try a domain, a provider's name, a code or fewer words. Esc clears."
            }
        };
        lines.extend(text(try_this, Meaning::Text));
    }
    if !state.view.list.is_catalogue() {
        return lines;
    }
    lines.push(Line::default());
    lines.extend(text(
        "Or paste what the server said: the whole reply is explained. F2 explains how to read a code.",
        Meaning::Faint,
    ));
    lines
}

fn counted(state: &State, count: usize) -> String {
    let has_rejected = || state.breakdown().is_some_and(Breakdown::has_rejected);
    let (one, many) = match state.view.list {
        List::Catalogue => ("entry", "entries"),
        List::Bounces(_) => ("bounce", "bounces"),
        List::Failures(_) if has_rejected() => ("failed or rejected", "failed or rejected"),
        List::Failures(_) => ("failed attempt", "failed attempts"),
        List::Changes(_) => ("change", "changes"),
    };
    quantity::counted(count as u64, one, many)
}
