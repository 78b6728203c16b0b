//! The search line: the query with its cursor, and how many entries it finds.

use super::text::{cut, line};
use crate::explorer::causes::Causes;
use crate::explorer::state::{State, Subject};
use crate::explorer::theme::Meaning;
use crate::quantity::grouped;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

const PLACEHOLDER: &str = "type a code or words, or paste what the server said";
const LIST_PLACEHOLDER: &str = "type an address, a host, a code or words";
const CAUSES_PLACEHOLDER: &str = "type a domain, a code or words";
/// So much of the query stays in view, in columns.
const LEAST_QUERY: usize = 24;
/// Before the query: a blank, the prompt, a blank.
const PROMPT_COLUMNS: u16 = 3;

pub fn draw(state: &State, frame: &mut Frame<'_>, area: Rect) {
    let theme = &state.appearance.theme;
    let glyphs = &state.appearance.glyphs;
    let count = count(state, usize::from(area.width));
    let count_columns = if area.width >= 30 {
        count.width() as u16 + 2
    } else {
        0
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
    if state.input.value().is_empty() {
        let hint = match state.subject {
            Subject::Catalogue => PLACEHOLDER,
            Subject::Bounces => LIST_PLACEHOLDER,
            Subject::Causes => CAUSES_PLACEHOLDER,
        };
        let hint = cut(hint, usize::from(room), glyphs.ellipsis);
        frame.render_widget(Span::styled(hint, theme.style(Meaning::Faint)), query);
    } else {
        let scroll = state
            .input
            .visual_scroll(usize::from(room.saturating_sub(1)));
        let text = skip_columns(state.input.value(), scroll);
        frame.render_widget(Span::styled(text, theme.style(Meaning::Text)), query);
    }
    if count_columns > 0 {
        frame.render_widget(
            line(format!("{count} "), theme.style(Meaning::Faint)).right_aligned(),
            area,
        );
    }
    if !state.reading && state.overlay.is_none() && room > 0 {
        let scroll = state
            .input
            .visual_scroll(usize::from(room.saturating_sub(1)));
        let cursor = state.input.visual_cursor().saturating_sub(scroll) as u16;
        frame.set_cursor_position(Position {
            x: query.x + cursor.min(room - 1),
            y: area.y,
        });
    }
}

fn count(state: &State, width: usize) -> String {
    if let Some(causes) = state
        .listed_causes()
        .filter(|_| state.query.is_empty() && state.tab.is_none())
    {
        if let Some(forms) = causes.pace() {
            let fits = |form: &&String| form.width() + LEAST_QUERY <= width;
            let form = forms.iter().find(fits).or(forms.last());
            return form.cloned().unwrap_or_default();
        }
        let reading = format!("reading{}", state.appearance.glyphs.ellipsis);
        let [totals, failed] = causes.totals();
        let (long, short) = match causes.is_reading {
            true => (format!("{reading} {}", causes.progress()), reading),
            false => (totals, failed),
        };
        let fits = long.width() + LEAST_QUERY <= width;
        return if fits { long } else { short };
    }
    let (found, total) = (state.count(state.tab), state.total());
    let of_total = format!("{} of {}", grouped(found), grouped(total));
    if state.listed_causes().is_some_and(Causes::is_following) {
        return format!("following {of_total}");
    }
    let reading = || format!("reading{}", state.appearance.glyphs.ellipsis);
    match (state.is_filling(), found == total) {
        (true, true) => format!("{} {}", reading(), grouped(total)),
        (true, false) => format!("{} {of_total}", reading()),
        (false, _) => of_total,
    }
}

/// The text from the first character that starts at or after a column.
pub fn skip_columns(text: &str, columns: usize) -> &str {
    let mut used = 0;
    let start = text.char_indices().find(|(_, c)| {
        let here = used >= columns;
        used += c.to_string().width();
        here
    });
    start.map_or("", |(at, _)| &text[at..])
}
