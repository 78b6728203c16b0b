//! The picker: the input, and the matching tabs with their counts for the query.

use super::row::marked_spans;
use super::text::{cut, line};
use crate::catalogue::{PROVIDER_COLUMNS, ProviderId};
use crate::explorer::layout;
use crate::explorer::state::State;
use crate::explorer::theme::Meaning;
use crate::quantity::grouped;
use crate::query::Query;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

const LABEL: &str = "Go to ";
const PLACEHOLDER: &str = "type a provider's name or domain";
const NOTHING: &str = "No provider has such a name or domain.";
/// `1,519`: the least width of a count, in columns.
const COUNT_COLUMNS: usize = 5;
/// Draws the picker. The number of tabs is beside the input.
pub(super) fn draw(state: &State, frame: &mut Frame<'_>) {
    let (area, rows) = (layout::overlay(state.size), layout::picker_rows(state.size));
    draw_input(
        state,
        frame,
        Rect {
            height: area.height.min(1),
            ..area
        },
    );
    let rule = Rect {
        y: area.y + 1,
        height: (rows.y - area.y).saturating_sub(1),
        ..area
    };
    let rule_style = state.appearance.theme.style(Meaning::Rule);
    let symbol = state.appearance.glyphs.horizontal;
    frame.render_widget(
        line(symbol.repeat(usize::from(rule.width)), rule_style),
        rule,
    );
    let lines = lines(state, area.width);
    // The selected tab stays in the middle as long as there is more at both ends.
    let height = usize::from(rows.height);
    let most = lines.len().saturating_sub(height);
    let top = state.picker.selected.saturating_sub(height / 2).min(most);
    for (line, row) in lines.into_iter().skip(top).zip(rows.rows()) {
        frame.render_widget(line, row);
    }
}

/// A line for each tab.
pub(super) fn lines(state: &State, width: u16) -> Vec<Line<'static>> {
    let theme = &state.appearance.theme;
    if state.picker.tabs.is_empty() {
        let text = cut(
            NOTHING,
            usize::from(width),
            state.appearance.glyphs.ellipsis,
        );
        return vec![line(text.into_owned(), theme.style(Meaning::Text))];
    }
    let typed = Query::parse(state.picker.input.value());
    let rows = state.picker.tabs.iter().enumerate();
    rows.map(|(row, tab)| row_of(state, &typed, *tab, row == state.picker.selected, width))
        .collect()
}

/// `▌Gmail             12   mailbox  gmail.com googlemail.com`
fn row_of(
    state: &State,
    typed: &Query,
    tab: Option<ProviderId>,
    selected: bool,
    width: u16,
) -> Line<'static> {
    let theme = &state.appearance.theme;
    let glyphs = &state.appearance.glyphs;
    let count = state.view.count(tab);
    let style = |meaning| match (selected, count) {
        (true, _) => theme.style(Meaning::Selection),
        (false, 0) => theme.style(Meaning::Faint),
        (false, _) => theme.style(meaning),
    };
    let provider = tab.map(|provider| state.catalogue().provider(provider));
    let name = provider.map_or("All", |provider| provider.name);
    let about = provider.map_or("every provider".to_owned(), |provider| {
        let parts = [provider.kind.id()].into_iter();
        let parts = parts.chain(provider.domains.iter().copied());
        parts.collect::<Vec<_>>().join("  ")
    });
    let bar = if selected { glyphs.bar } else { " " };
    let matched = if selected {
        style(Meaning::Text).add_modifier(Modifier::UNDERLINED)
    } else {
        theme.style(Meaning::Match)
    };
    let marked = state.search.highlight(typed, name);
    let mut spans = vec![Span::styled(bar, style(Meaning::Text))];
    spans.extend(marked_spans(name, &marked, style(Meaning::Text), matched));
    let padding = " ".repeat((PROVIDER_COLUMNS + 1).saturating_sub(name.width()));
    let columns = grouped(state.view.count(None)).len().max(COUNT_COLUMNS);
    let counted = format!("{padding}{:>columns$}   ", grouped(count));
    spans.push(Span::styled(counted, style(Meaning::Text)));
    let used = 1 + PROVIDER_COLUMNS + 1 + columns + 3;
    let room = usize::from(width).saturating_sub(used);
    let about = cut(&about, room, glyphs.ellipsis).into_owned();
    let blank = " ".repeat(room.saturating_sub(about.width()));
    spans.push(Span::styled(about, style(Meaning::Faint)));
    let end = if selected {
        style(Meaning::Text)
    } else {
        Style::new()
    };
    spans.push(Span::styled(blank, end));
    Line::from(spans)
}

/// `Go to › gm▏                             2 of 97`
fn draw_input(state: &State, frame: &mut Frame<'_>, area: Rect) {
    let theme = &state.appearance.theme;
    let glyphs = &state.appearance.glyphs;
    let input = &state.picker.input;
    let count = format!(
        "{} of {}",
        state.picker.tabs.len(),
        state.view.tabs().count()
    );
    let label = Line::from(vec![
        Span::styled(LABEL, theme.style(Meaning::Title)),
        Span::styled(format!("{} ", glyphs.prompt), theme.style(Meaning::Key)),
    ]);
    let start = (label.width() as u16).min(area.width);
    let counted = if area.width >= 30 {
        count.width() as u16 + 1
    } else {
        0
    };
    let field = Rect {
        x: area.x + start,
        width: area.width.saturating_sub(start + counted),
        ..area
    };
    frame.render_widget(label, area);
    let room = usize::from(field.width);
    let scroll = input.visual_scroll(room.saturating_sub(1));
    if input.value().is_empty() {
        let hint = cut(PLACEHOLDER, room, glyphs.ellipsis);
        frame.render_widget(line(hint, theme.style(Meaning::Faint)), field);
    } else {
        let text = super::search_line::skip_columns(input.value(), scroll);
        frame.render_widget(line(text, theme.style(Meaning::Text)), field);
    }
    if counted > 0 {
        let count = line(count, theme.style(Meaning::Faint));
        frame.render_widget(count.right_aligned(), area);
    }
    if !field.is_empty() {
        let cursor = input.visual_cursor().saturating_sub(scroll) as u16;
        frame.set_cursor_position(Position {
            x: field.x + cursor.min(field.width - 1),
            y: field.y,
        });
    }
}
