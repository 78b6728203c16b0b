//! The results: entries under the heading of their category, failed recipients under that of their entry, or failures
//! with their counts.

use super::columns::{
    LEAST_OF_LOGS, code_columns, columns_before_provider, is_by_provider, is_narrow, shares_column,
};
use super::row::{RowLine, short_codes};
use super::text::{cut, line, wrap};
use crate::catalogue::{Kind, Provider};
use crate::explorer::lists::{Heading, List, Row};
use crate::explorer::state::State;
use crate::explorer::theme::Meaning;
use crate::quantity::{grouped, share};
use crate::sanitize::{harmless, sanitize};
use crate::triage::breakdown::Group;
use crate::verdict::Verdict;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

pub(super) fn draw(state: &State, frame: &mut Frame<'_>, area: Rect) {
    let provider_columns = provider_columns(state, area.width);
    let visible = state
        .view
        .rows
        .iter()
        .enumerate()
        .skip(state.view.top)
        .take(usize::from(area.height));
    let height = usize::from(area.height);
    for ((row, what), area) in visible.zip(area.rows()) {
        let shown = &state.view.rows[row..state.view.rows.len().min(state.view.top + height)];
        let is_end = height > 1 && shown.iter().all(Row::is_heading);
        let mut line = RowLine::new(state, row, area.width);
        let line = match (*what, state.entry_of(row)) {
            // Never end the page on a heading.
            (Row::Heading(..), _) if is_end => continue,
            (Row::Heading(Heading::Respelt, _), _) => respelt(state, area.width),
            (Row::Heading(group, count), _) => heading(state, group, count, area.width),
            (Row::Bounce(index), _) => match state.item(index) {
                Some(item) => line.bounce(item),
                None => continue,
            },
            (Row::Entry(_) | Row::Failure(_) | Row::Change(_), None) => continue,
            (Row::Entry(_), Some(entry)) => {
                line.lead(entry.outcome);
                line.entry(&entry, provider_columns)
            }
            (Row::Change(index), Some(entry)) => {
                line.lead(entry.outcome);
                if let Some(changes) = state.view.list.changes() {
                    line.change(changes, index);
                }
                line.entry(&entry, provider_columns)
            }
            (Row::Failure(key), Some(entry)) => {
                let breakdown = state.breakdown();
                let outcome = breakdown.map_or(entry.outcome, |breakdown| {
                    breakdown.verdict(state.catalogue(), key).outcome
                });
                line.lead(outcome);
                if let Some(breakdown) = breakdown {
                    line.counts(breakdown, key);
                }
                line.entry(&entry, provider_columns)
            }
        };
        frame.render_widget(line, area);
    }
}

/// On the smallest screens: the selected entry's row, and as much of its verdict as fits.
pub(super) fn draw_best(state: &State, frame: &mut Frame<'_>, area: Rect) {
    let Some(entry) = state.entry() else { return };
    let theme = &state.appearance.theme;
    let verdict = match state.shown_bounce() {
        Some(shown) => shown.verdict(),
        None => state
            .selected_failure()
            .map_or_else(|| Verdict::of(&entry), |failure| failure.verdict),
    };
    let glyph = state.appearance.glyphs.outcome(verdict.outcome);
    let columns = usize::from(area.width);
    let label = match state.shown_bounce() {
        Some(shown) => sanitize(shown.item.label()).into_owned(),
        None => format!("{} {}", short_codes(&entry), entry.provider.name),
    };
    let mut lines = vec![Line::from(vec![
        Span::styled(format!("{glyph} "), theme.style(verdict.outcome.into())),
        Span::styled(label, theme.style(Meaning::Text)),
    ])];
    let title = cut(entry.title, columns, state.appearance.glyphs.ellipsis);
    lines.push(line(
        state.appearance.glyphs.spell(&title),
        theme.style(Meaning::Title),
    ));
    let verdict = wrap(&verdict.sentence(), columns);
    lines.extend(
        verdict
            .into_iter()
            .map(|part| line(part, theme.style(Meaning::Text))),
    );
    for (line, row) in lines.into_iter().zip(area.rows()) {
        frame.render_widget(line, row);
    }
}

fn heading_title(state: &State, heading: Heading) -> String {
    let catalogue = state.catalogue();
    match heading {
        Heading::Category(category) => catalogue.categories[category].title.to_owned(),
        Heading::Entry(entry) => {
            let (entry, dot) = (catalogue.entry_at(entry), state.appearance.glyphs.dot);
            format!("{} {dot} {}", entry.title, entry.provider.name)
        }
        Heading::Group(Group::Name(facet, None)) if state.view.awaits_names(facet) => {
            let of = facet.heading().to_lowercase();
            format!("Reading {of}{}", state.appearance.glyphs.ellipsis)
        }
        Heading::Group(group) => {
            let breakdown = state.breakdown();
            let name = breakdown.map(|breakdown| breakdown.group_name(catalogue, group));
            sanitize(&name.unwrap_or_default()).into_owned()
        }
        Heading::Lines(by, index) => {
            let name = state.item(index).map(|item| by.name(item));
            match name.as_deref() {
                None | Some("") => "(unknown)".to_owned(),
                Some(name) => sanitize(name).into_owned(),
            }
        }
        Heading::Change(kind) => kind.map_or("May be chance", |kind| kind.title()).to_owned(),
        Heading::Rejected => Group::Rejected.name(catalogue).to_owned(),
        Heading::Respelt => String::new(),
    }
}

/// Says which spelling is shown and, if there is room, for which.
fn respelt(state: &State, width: u16) -> Line<'static> {
    let shown = state.view.respelt.as_deref().unwrap_or_default();
    let typed = state.view.input.value().trim();
    let short = format!("Showing {shown}");
    let whole = format!("{short} for {typed}");
    let room = usize::from(width).saturating_sub(2);
    let text = if whole.width() <= room { whole } else { short };
    let text = cut(&text, room, state.appearance.glyphs.ellipsis);
    let text = state.appearance.glyphs.spell(&harmless(&text));
    line(
        format!(" {text}"),
        state.appearance.theme.style(Meaning::Caution),
    )
}

fn heading(state: &State, heading: Heading, count: usize, width: u16) -> Line<'static> {
    let lines = count as u64;
    let theme = &state.appearance.theme;
    let glyphs = &state.appearance.glyphs;
    let title = heading_title(state, heading);
    let group = match heading {
        Heading::Group(group) => Some(group),
        Heading::Rejected => Some(Group::Rejected),
        Heading::Category(_)
        | Heading::Entry(_)
        | Heading::Lines(..)
        | Heading::Respelt
        | Heading::Change(_) => None,
    };
    let (failed, mut count) = (count as u64, grouped(count));
    if let Heading::Lines(..) = heading {
        let all = state.view.count(state.view.tab) as u64;
        count = format!("{}   {count}", share(lines, all));
    }
    let breakdown = state.breakdown().filter(|_| !is_narrow(state, width));
    let rate = breakdown.zip(group);
    if let Some(rate) = rate.and_then(|(breakdown, group)| breakdown.group_rate(group)) {
        count = format!("{rate}   {count}");
    } else if let Some(attempt_counts) =
        rate.and_then(|(breakdown, group)| breakdown.attempt_counts(group))
    {
        let whole = attempt_counts.rate(failed);
        // The name comes first.
        let room = usize::from(width).saturating_sub(title.width() + 5);
        if whole.len() <= room {
            count = whole;
        }
    }
    let room = usize::from(width).saturating_sub(count.len() + 4);
    let title = cut(&glyphs.spell(&title), room, glyphs.ellipsis).into_owned();
    let rule = glyphs.horizontal.repeat(room.saturating_sub(title.width()));
    Line::from(vec![
        Span::styled(format!(" {title} "), theme.style(Meaning::Heading)),
        Span::styled(rule, theme.style(Meaning::Rule)),
        Span::styled(format!(" {count} "), theme.style(Meaning::Faint)),
    ])
}

/// Most of a title is understood in as many columns.
const TITLE_COLUMNS: usize = 27;

/// How many rows are measured for the widths that they need.
const MEASURED: usize = 100;

/// As wide as the longest name in the list, unless titles need the room: then within a fifth of the pane, or what leaves
/// them enough to be understood. Zero under a provider's own tab, or if titles need the room and all entries are of one
/// provider, which the tabs name.
fn provider_columns(state: &State, width: u16) -> usize {
    let is_shared = shares_column(state, width);
    let is_named = state.view.tab.is_some() || is_by_provider(state);
    if is_named || state.bounces().is_some() {
        return 0;
    }
    let longest = match state.view.list {
        // The provider of the entry; somebody else may have said it.
        List::Failures(_) | List::Changes(_) => (0..state.view.rows.len())
            .filter_map(|row| state.entry_of(row))
            .map(|entry| named_columns(entry.provider))
            .max(),
        List::Catalogue | List::Bounces(_) => {
            let counted = state.catalogue().providers.iter();
            let counted = counted.zip(&state.view.findings.by_provider);
            let found = counted.filter(|(_, count)| **count > 0);
            found.map(|(provider, _)| named_columns(provider)).max()
        }
    };
    let longest = longest.unwrap_or_default();
    let least = if state.view.list.is_of_logs() {
        LEAST_OF_LOGS
    } else {
        usize::from(width / 5).max(6) + 1
    };
    let measured = 0..state.view.rows.len().min(MEASURED);
    let titles = measured.filter_map(|row| state.entry_of(row));
    let titles = titles.map(|entry| entry.title.width()).max();
    let codes = if is_shared {
        code_columns(state, width) + 1
    } else {
        0
    };
    let before = columns_before_provider(state, width) - codes;
    let left = usize::from(width).saturating_sub(before + 2);
    let titles = titles.unwrap_or_default();
    let counts = state.view.findings.by_provider.iter();
    let is_of_one = counts.filter(|count| **count > 0).count() == 1;
    if is_of_one && state.view.list.is_catalogue() && longest + titles > left {
        return 0;
    }
    let spare = left.saturating_sub(titles.min(TITLE_COLUMNS));
    let columns = longest.min(spare.max(least));
    if is_shared {
        columns.max(least)
    } else {
        columns
    }
}

/// Returns the width of a provider's name in a row: the standard's own goes without saying.
fn named_columns(provider: &Provider) -> usize {
    if provider.kind == Kind::Standard {
        0
    } else {
        provider.name.width()
    }
}
