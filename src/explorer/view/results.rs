//! The results: entries under the heading of their category.

use super::text::{cut, line, wrap};
use crate::catalogue::{Entry, Kind};
use crate::explorer::state::{Row, State};
use crate::explorer::theme::Meaning;
use crate::verdict::Verdict;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// `451 4.7.500`
const CODE_COLUMNS: usize = 11;
/// `4.7.500`: narrow lists show the more exact code alone.
const NARROW_CODE_COLUMNS: usize = 7;
/// Lists of fewer columns are narrow.
const NARROW: u16 = 50;
/// Bar, outcome, blank.
const LEAD_COLUMNS: usize = 3;

pub fn draw(state: &State, frame: &mut Frame<'_>, area: Rect) {
    let provider_columns = provider_columns(state, area.width);
    let visible = state
        .rows
        .iter()
        .enumerate()
        .skip(state.results_top)
        .take(usize::from(area.height));
    let height = usize::from(area.height);
    for ((row, what), place) in visible.zip(area.rows()) {
        let last = row + 1 == state.results_top + height;
        let line = match *what {
            // A heading with nothing under it would only promise.
            Row::Heading(..) if last && height > 1 => continue,
            Row::Heading(category, count) => heading(state, category, count, area.width),
            Row::Entry(entry) => {
                let entry = &state.catalogue().entry_at(entry);
                row_of(
                    state,
                    entry,
                    state.selected == Some(row),
                    provider_columns,
                    area.width,
                )
            }
        };
        frame.render_widget(line, place);
    }
}

/// On the smallest screens: the selected entry's row, and as much of its verdict as fits.
pub fn draw_best(state: &State, frame: &mut Frame<'_>, area: Rect) {
    let Some(entry) = state.entry() else { return };
    let theme = &state.appearance.theme;
    let glyph = state.appearance.glyphs.outcome(entry.outcome);
    let columns = usize::from(area.width);
    let mut lines = vec![Line::from(vec![
        Span::styled(format!("{glyph} "), theme.style(entry.outcome.into())),
        Span::styled(
            format!("{} {}", short_codes(&entry), entry.provider.name),
            theme.style(Meaning::Text),
        ),
    ])];
    let title = cut(entry.title, columns, state.appearance.glyphs.ellipsis);
    lines.push(line(
        state.appearance.glyphs.spell(&title),
        theme.style(Meaning::Heading),
    ));
    let verdict = wrap(&Verdict::of(&entry).sentence(), columns);
    lines.extend(
        verdict
            .into_iter()
            .map(|part| line(part, theme.style(Meaning::Text))),
    );
    for (line, place) in lines.into_iter().zip(area.rows()) {
        frame.render_widget(line, place);
    }
}

fn heading(state: &State, category: usize, count: usize, width: u16) -> Line<'static> {
    let theme = &state.appearance.theme;
    let glyphs = &state.appearance.glyphs;
    let count = count.to_string();
    let room = usize::from(width).saturating_sub(count.len() + 4);
    let title = cut(
        state.catalogue().categories[category].title,
        room,
        glyphs.ellipsis,
    )
    .into_owned();
    let rule = glyphs.horizontal.repeat(room.saturating_sub(title.width()));
    Line::from(vec![
        Span::styled(format!(" {title} "), theme.style(Meaning::Heading)),
        Span::styled(rule, theme.style(Meaning::Rule)),
        Span::styled(format!(" {count} "), theme.style(Meaning::Faint)),
    ])
}

fn row_of(
    state: &State,
    entry: &Entry,
    selected: bool,
    provider_columns: usize,
    width: u16,
) -> Line<'static> {
    let theme = &state.appearance.theme;
    let glyphs = &state.appearance.glyphs;
    // While reading, the list keeps its place but not the focus.
    let focus = match (selected, state.reading) {
        (true, false) => theme.style(Meaning::Selection),
        (true, true) => theme.style(Meaning::Heading),
        (false, _) => Style::new(),
    };
    let style = |meaning| {
        if selected {
            focus
        } else {
            theme.style(meaning)
        }
    };
    let bar = if selected { glyphs.bar } else { " " };
    let code_columns = if width < NARROW {
        NARROW_CODE_COLUMNS
    } else {
        CODE_COLUMNS
    };
    let codes = short_codes(entry);
    let exact = codes.rsplit(' ').next().filter(|_| width < NARROW);
    let codes = cut(exact.unwrap_or(&codes), code_columns, glyphs.ellipsis);
    let codes = format!("{codes:code_columns$} ");
    let mut spans = vec![
        Span::styled(bar, style(Meaning::Text)),
        Span::styled(glyphs.outcome(entry.outcome), style(entry.outcome.into())),
        Span::styled(format!(" {codes}"), style(Meaning::Text)),
    ];
    if provider_columns > 0 {
        let name = if entry.provider.kind == Kind::Standard {
            ""
        } else {
            entry.provider.name
        };
        let name = cut(name, provider_columns, glyphs.ellipsis);
        let padding = " ".repeat(provider_columns - name.width() + 1);
        spans.push(Span::styled(
            format!("{name}{padding}"),
            style(Meaning::Faint),
        ));
    }
    let used = LEAD_COLUMNS
        + code_columns
        + 1
        + if provider_columns > 0 {
            provider_columns + 1
        } else {
            0
        };
    let room = usize::from(width).saturating_sub(used + 1);
    let title = glyphs.spell(&cut(entry.title, room, glyphs.ellipsis));
    let marked = state.search.highlight(&state.query, entry.title);
    let matched = if selected {
        focus.add_modifier(Modifier::UNDERLINED)
    } else {
        theme.style(Meaning::Match)
    };
    spans.extend(marked_spans(&title, &marked, style(Meaning::Text), matched));
    // The style of the row is that of its blank end.
    if selected {
        spans.push(Span::styled(
            " ".repeat(room.saturating_sub(title.width()) + 1),
            focus,
        ));
    }
    Line::from(spans)
}

/// Runs of matched and other characters.
pub fn marked_spans(
    title: &str,
    marked: &[bool],
    plain: Style,
    matched: Style,
) -> Vec<Span<'static>> {
    let mut spans: Vec<Span<'static>> = Vec::new();
    for (c, is_match) in title
        .chars()
        .zip(marked.iter().chain(std::iter::repeat(&false)))
    {
        let style = if *is_match { matched } else { plain };
        match spans.last_mut().filter(|span| span.style == style) {
            Some(span) => span.content.to_mut().push(c),
            None => spans.push(Span::styled(c.to_string(), style)),
        }
    }
    spans
}

/// The first code of each kind, or the tag where there is none: enough to recognise the entry in a list.
pub fn short_codes(entry: &Entry) -> String {
    let reply = entry.reply.first().map(ToString::to_string);
    let enhanced = entry.enhanced.first().map(|code| code.to_string());
    let enhanced = enhanced.map(|code| code.split('-').next().unwrap_or_default().to_owned());
    let codes: Vec<_> = reply.into_iter().chain(enhanced).collect();
    match (codes.is_empty(), entry.tags.first()) {
        (true, Some(tag)) => tag.to_owned(),
        _ => codes.join(" "),
    }
}

/// As wide as the longest name that this query finds, within a fifth of the pane; none under a provider's own tab.
fn provider_columns(state: &State, width: u16) -> usize {
    if state.tab.is_some() {
        return 0;
    }
    let counted = state
        .catalogue()
        .providers
        .iter()
        .zip(&state.findings.by_provider);
    let found = counted.filter(|(provider, count)| **count > 0 && provider.kind != Kind::Standard);
    let longest = found
        .map(|(provider, _)| provider.name.width())
        .max()
        .unwrap_or_default();
    longest.min(usize::from(width / 5).max(6))
}
