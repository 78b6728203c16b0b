//! The search line: the query with its cursor, and how many entries it finds.

use super::context;
use super::text::cut;
use crate::explorer::lists::List;
use crate::explorer::state::State;
use crate::explorer::theme::Meaning;
use crate::quantity::grouped;
use crate::triage::breakdown::Breakdown;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use std::borrow::Cow;
use unicode_width::UnicodeWidthStr;

const PLACEHOLDER: &str = "type a code or words, or paste what the server said";
const LIST_PLACEHOLDER: &str = "type an address, a host, a code or words";
const CHANGES_PLACEHOLDER: &str = "type a code or words";
const CAUSES_PLACEHOLDER: &str = "type a domain, a code or words";
/// How much of the query stays in view, in columns.
const LEAST_QUERY: usize = 24;
/// Narrower lines have no room for counts in words.
const TINY: u16 = 30;
/// Lines with fewer columns are narrow.
const NARROW: u16 = 60;
/// Before the query: a blank, the prompt, a blank.
const PROMPT_COLUMNS: u16 = 3;

pub(super) fn draw(state: &State, frame: &mut Frame<'_>, area: Rect) {
    let theme = &state.appearance.theme;
    let glyphs = &state.appearance.glyphs;
    let (alert, count) = if area.width < TINY {
        (String::new(), number(state, usize::from(area.width)))
    } else {
        marked(state, count(state, usize::from(area.width)))
    };
    let count_columns = match alert.width() + count.width() {
        0 => 0,
        columns => columns as u16 + 2,
    };
    let room = area.width.saturating_sub(PROMPT_COLUMNS + count_columns);
    let query = Rect {
        x: area.x + PROMPT_COLUMNS.min(area.width),
        width: room,
        ..area
    };

    frame.render_widget(
        Span::styled(format!(" {}", glyphs.prompt), theme.style(Meaning::Key)),
        area,
    );
    if state.view.input.value().is_empty() {
        let hint = match state.view.list {
            List::Catalogue => PLACEHOLDER,
            List::Bounces(_) => LIST_PLACEHOLDER,
            List::Failures(_) => CAUSES_PLACEHOLDER,
            List::Changes(_) => CHANGES_PLACEHOLDER,
        };
        let is_without_rule = state.layout().top_rule.is_empty();
        let short = is_without_rule.then(|| context::short(state, usize::from(room)));
        let hint = short.flatten().map_or(Cow::Borrowed(hint), Cow::Owned);
        let hint = cut(&hint, usize::from(room), glyphs.ellipsis);
        frame.render_widget(Span::styled(hint, theme.style(Meaning::Faint)), query);
    } else {
        let scroll = state
            .view
            .input
            .visual_scroll(usize::from(room.saturating_sub(1)));
        let text = skip_columns(state.view.input.value(), scroll);
        frame.render_widget(Span::styled(text, theme.style(Meaning::Text)), query);
    }
    if count_columns > 0 {
        let spans = vec![
            Span::styled(alert, theme.style(Meaning::Caution)),
            Span::styled(format!("{count} "), theme.style(Meaning::Faint)),
        ];
        frame.render_widget(Line::from(spans).right_aligned(), area);
    }
    if !state.view.reading && state.view.overlay.is_none() && room > 0 {
        let scroll = state
            .view
            .input
            .visual_scroll(usize::from(room.saturating_sub(1)));
        let cursor = state.view.input.visual_cursor().saturating_sub(scroll) as u16;
        frame.set_cursor_position(Position {
            x: query.x + cursor.min(room - 1),
            y: area.y,
        });
    }
}

/// Which of how many is selected, if there is a query and room for that: without a query, the context has the room.
fn number(state: &State, width: usize) -> String {
    let rows = state.view.rows.iter().enumerate();
    let mut items = rows.filter(|(_, row)| !row.is_heading());
    let total = items.clone().count();
    let selected = items.position(|(row, _)| Some(row) == state.view.selected);
    let number = selected.map(|index| format!("{}/{}", grouped(index + 1), grouped(total)));
    let query = state.view.input.value();
    let left = width.saturating_sub(usize::from(PROMPT_COLUMNS) + query.width());
    let fits = |number: &String| !query.is_empty() && number.width() + 3 <= left;
    number.filter(fits).unwrap_or_default()
}

/// How many rows are marked, before the counts if there is room for both.
fn marked(state: &State, (alert, count): (String, String)) -> (String, String) {
    let marked = state.view.marked.len();
    if marked == 0 {
        return (alert, count);
    }
    let marked = format!("{} marked", grouped(marked));
    if state.size.0 < NARROW {
        return (marked, String::new());
    }
    (format!("{marked}  {alert}"), count)
}

/// Returns what is worth a look though it may be out of sight, and how much there is.
fn count(state: &State, width: usize) -> (String, String) {
    if let Some(progress) = state.view.progress() {
        let ellipsis = state.appearance.glyphs.ellipsis;
        let reading = format!("reading again{ellipsis} {progress}%");
        return (reading, String::new());
    }
    let at_rest = state.view.query.is_empty() && state.view.tab.is_none();
    let changes = state
        .view
        .list
        .changes()
        .filter(|changes| at_rest && changes.changed.is_some());
    if let Some(changes) = changes.filter(|changes| changes.title.width() + LEAST_QUERY <= width) {
        return (String::new(), changes.title.clone());
    }
    let pause = state.breakdown().and_then(Breakdown::pause);
    let Some(breakdown) = state.breakdown().filter(|_| at_rest) else {
        let [.., pause] = pause.unwrap_or_default();
        let gap = if pause.is_empty() { "" } else { "  " };
        return (pause + gap, of_total(state));
    };
    if let Some(forms) = pause {
        let fits = |form: &&String| form.width() + LEAST_QUERY <= width;
        let form = forms.iter().find(fits).unwrap_or(&forms[2]);
        return (form.clone(), String::new());
    }
    let forms = match (breakdown.rate(), breakdown.is_reading) {
        (Some(rate), _) => rate,
        (None, true) => {
            let reading = format!("reading{}", state.appearance.glyphs.ellipsis);
            vec![format!("{reading} {}", breakdown.progress()), reading]
        }
        (None, false) => breakdown.totals().to_vec(),
    };
    let alert = breakdown.alert().filter(|_| !breakdown.is_reading);
    let alert = alert.map_or_else(String::new, |alert| format!("{alert}  "));
    let fits = |form: &&String| alert.width() + form.width() + LEAST_QUERY <= width;
    let form = match forms.iter().find(fits) {
        Some(form) => form.clone(),
        None if alert.is_empty() => forms.into_iter().next_back().unwrap_or_default(),
        None => return (alert.trim_end().to_owned(), String::new()),
    };
    (alert, form)
}

fn of_total(state: &State) -> String {
    let (found, total) = (
        state.view.count(state.view.tab),
        state.view.list.total(state.catalogue()),
    );
    let of_total = format!("{} of {}", grouped(found), grouped(total));
    let is_shown_live = |breakdown: &Breakdown| breakdown.is_following() && !breakdown.is_paused;
    if state.breakdown().is_some_and(is_shown_live) {
        return format!("following {of_total}");
    }
    let reading = || format!("reading{}", state.appearance.glyphs.ellipsis);
    let again = state.bounces().filter(|bounces| bounces.is_reading);
    let again = again.and_then(|bounces| bounces.progress);
    let changes = state.view.list.changes();
    let compared = changes.filter(|changes| changes.changed.is_none());
    if let Some(percent) = again.or(compared.map(|changes| changes.progress)) {
        return format!("{} {percent}%", reading());
    }
    match (state.view.list.is_filling(), found == total) {
        (true, true) => format!("{} {}", reading(), grouped(total)),
        (true, false) => format!("{} {of_total}", reading()),
        (false, _) => of_total,
    }
}

/// The text from the first character that starts at or after a column.
pub(super) fn skip_columns(text: &str, columns: usize) -> &str {
    let mut used = 0;
    let start = text.char_indices().find(|(_, c)| {
        let here = used >= columns;
        used += c.to_string().width();
        here
    });
    start.map_or("", |(at, _)| &text[at..])
}
