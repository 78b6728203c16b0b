//! What the results show when nothing matches: why, and what to try.

use super::text::{line, wrap};
use crate::explorer::state::State;
use crate::explorer::theme::Meaning;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

pub fn draw(state: &State, frame: &mut Frame<'_>, area: Rect) {
    let columns = usize::from(area.width.saturating_sub(2));
    for (line, place) in lines(state, columns).into_iter().zip(area.rows()) {
        frame.render_widget(line, place);
    }
}

fn lines(state: &State, columns: usize) -> Vec<Line<'static>> {
    let theme = &state.appearance.theme;
    let text = |text: &str, meaning: Meaning| -> Vec<Line<'static>> {
        let text = state.appearance.glyphs.spell(text);
        wrap(&text, columns)
            .into_iter()
            .map(|part| line(format!(" {part}"), theme.style(meaning)))
            .collect()
    };
    let mut lines = vec![Line::default()];
    let query = state.input.value().trim();
    let under = state
        .tab
        .map(|provider| format!(" under {}", state.catalogue().providers[provider].name));
    lines.extend(text(
        &format!("Nothing matches “{query}”{}.", under.unwrap_or_default()),
        Meaning::Heading,
    ));
    for (field, term) in state.search.unknown_values(&state.query) {
        lines.extend(text(
            &format!("No {} is called “{}”.", field.name(), term.text),
            Meaning::Caution,
        ));
    }
    lines.push(Line::default());

    let mut offers: Vec<(&str, String)> = Vec::new();
    let others = state.count(None);
    if others > 0 {
        offers.push(("Under other tabs", entries(others)));
    }
    if let Some((query, count)) = &state.help.spelling {
        offers.push(("Did you mean", format!("{query}   {}", entries(*count))));
    }
    if let Some((query, count)) = &state.help.shorter {
        offers.push((
            "Without the last word",
            format!("{query}   {}", entries(*count)),
        ));
    }
    for (place, (offer, what)) in offers.iter().enumerate() {
        let key = if place == 0 { "Enter  " } else { "       " };
        lines.push(Line::from(vec![
            Span::styled(format!(" {key}"), theme.style(Meaning::Key)),
            Span::styled(format!("{offer}: "), theme.style(Meaning::Faint)),
            Span::styled(what.clone(), theme.style(Meaning::Text)),
        ]));
    }
    if offers.is_empty() {
        lines.extend(text(
            "Try fewer words, a reply code such as 550, or a part of what the server said.",
            Meaning::Text,
        ));
    }
    lines.push(Line::default());
    lines.extend(text(
        "Or paste what the server said: the whole reply is explained. F2 explains how to read a code.",
        Meaning::Faint,
    ));
    lines
}

fn entries(count: usize) -> String {
    if count == 1 {
        "1 entry".to_owned()
    } else {
        format!("{count} entries")
    }
}
