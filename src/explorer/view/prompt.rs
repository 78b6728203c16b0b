//! Asks in the key line for the file to write the list to.

use super::search_line::skip_columns;
use super::text::line;
use crate::explorer::state::State;
use crate::explorer::theme::Meaning;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

const ENDINGS: &str = " .md .csv .json ";
/// How much of the name stays in view, in columns.
const LEAST_NAME: usize = 20;

pub(super) fn draw(state: &State, frame: &mut Frame<'_>, area: Rect) {
    let theme = &state.appearance.theme;
    let width = usize::from(area.width);
    let whole = format!(" Write {} to ", state.export_in_words());
    let fits = |asks: &&str| asks.width() + LEAST_NAME <= width;
    let asks = [whole.as_str(), " Write to "].into_iter().find(fits);
    let asks = asks.unwrap_or(" ");
    let room = width.saturating_sub(asks.width() + 1);
    let input = &state.prompt.input;
    let scroll = input.visual_scroll(room);
    let name = skip_columns(input.value(), scroll);
    let spans = vec![
        Span::styled(asks.to_owned(), theme.style(Meaning::Key)),
        Span::styled(name.to_owned(), theme.style(Meaning::Text)),
    ];
    frame.render_widget(Line::from(spans), area);
    if asks.width() + name.width() + ENDINGS.width() < width {
        let endings = line(ENDINGS.to_owned(), theme.style(Meaning::Faint));
        frame.render_widget(endings.right_aligned(), area);
    }
    let cursor = asks.width() + input.visual_cursor().saturating_sub(scroll);
    frame.set_cursor_position(Position {
        x: area.x + cursor.min(width.saturating_sub(1)) as u16,
        y: area.y,
    });
}
