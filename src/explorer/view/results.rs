//! The results: entries under the heading of their category, failed recipients under that of their entry, or causes with
//! their counts.

use super::text::{cut, line, wrap};
use crate::catalogue::{Entry, Kind, Outcome, Provider};
use crate::explorer::bounces::Item;
use crate::explorer::causes::{Causes, Mark};
use crate::explorer::state::{Row, State, Subject};
use crate::explorer::theme::Meaning;
use crate::quantity::{grouped, short};
use crate::report::By;
use crate::triage::timeline::bars;
use crate::verdict::Verdict;
use crate::visible::visible;
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
/// A host's name in fewer columns tells nothing.
const LEAST_HOST: usize = 12;
/// Lists of fewer columns have a shorter trend.
const WIDE: u16 = 70;
/// `100%`
const SHARE_COLUMNS: usize = 4;
/// `9999`, `12k`: what failed of late.
const LATELY_COLUMNS: usize = 4;
/// Over those, where there is room for them.
const LATELY: [&str; 3] = ["1min", "5min", "1h"];
/// `new`
const MARK_COLUMNS: usize = 3;
/// Bar and outcome.
const LEAD_COLUMNS: usize = 3;
/// Of an address at least so much stands before its codes.
const LEAST_LABEL: usize = 12;

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
            Row::Heading(group, count) => heading(state, group, count, area.width),
            Row::Item(place) => {
                let mut line = RowLine::new(state, state.selected == Some(row), area.width);
                let item = state
                    .item(place)
                    .filter(|_| state.subject == Subject::Bounces);
                match (item, state.entry_of(row)) {
                    (Some(item), _) => line.bounce(item),
                    (None, Some(entry)) => {
                        line.lead(entry.outcome);
                        if let Some(causes) = state.listed_causes() {
                            line.counts(causes, place);
                        }
                        line.entry(&entry, provider_columns)
                    }
                    (None, None) => continue,
                }
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
    let label = match state.shown_bounce() {
        Some(shown) => visible(shown.item.label()).into_owned(),
        None => format!("{} {}", short_codes(&entry), entry.provider.name),
    };
    let mut lines = vec![Line::from(vec![
        Span::styled(format!("{glyph} "), theme.style(entry.outcome.into())),
        Span::styled(label, theme.style(Meaning::Text)),
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

fn heading(state: &State, group: usize, count: usize, width: u16) -> Line<'static> {
    let theme = &state.appearance.theme;
    let glyphs = &state.appearance.glyphs;
    let mut count = grouped(count);
    let pace = state.listed_causes().filter(|_| width >= NARROW);
    if let Some(pace) = pace.and_then(|causes| causes.group_pace(group)) {
        count = format!("{pace}   {count}");
    }
    let room = usize::from(width).saturating_sub(count.len() + 4);
    let title = match state.subject {
        Subject::Catalogue => state.catalogue().categories[group].title.to_owned(),
        Subject::Bounces => {
            let entry = state.catalogue().entry_at(group);
            format!("{} {} {}", entry.title, glyphs.dot, entry.provider.name)
        }
        Subject::Causes => {
            let name = state
                .listed_causes()
                .map(|causes| causes.group_name(state.catalogue(), group));
            visible(&name.unwrap_or_default()).into_owned()
        }
    };
    let title = cut(&glyphs.spell(&title), room, glyphs.ellipsis).into_owned();
    let rule = glyphs.horizontal.repeat(room.saturating_sub(title.width()));
    Line::from(vec![
        Span::styled(format!(" {title} "), theme.style(Meaning::Heading)),
        Span::styled(rule, theme.style(Meaning::Rule)),
        Span::styled(format!(" {count} "), theme.style(Meaning::Faint)),
    ])
}

/// A row as it is put together, from left to right.
struct RowLine<'a> {
    state: &'a State,
    is_selected: bool,
    width: u16,
    /// The style of the selected row.
    focus: Style,
    spans: Vec<Span<'static>>,
}

impl<'a> RowLine<'a> {
    fn new(state: &'a State, is_selected: bool, width: u16) -> RowLine<'a> {
        // While reading, the list keeps its place but not the focus.
        let focus = match state.reading {
            true => Meaning::Heading,
            false => Meaning::Selection,
        };
        RowLine {
            state,
            is_selected,
            width,
            focus: state.appearance.theme.style(focus),
            spans: Vec::new(),
        }
    }

    /// Failed attempts, and where there is room their share and trend.
    fn counts(&mut self, causes: &Causes, place: usize) {
        let attempts = causes.attempts(place);
        let columns = grouped(causes.most()).len();
        let count = grouped(attempts);
        self.push(format!("{count:>columns$} "), Meaning::Text);
        if let Some(counts) = causes.lately(place) {
            self.lately(counts, causes.marks(place).next());
            return;
        }
        if causes.has_surges() {
            let mark = mark_text(causes.marks(place).next()).trim();
            self.column(mark, 1, Meaning::Caution);
        }
        if self.width < NARROW {
            return;
        }
        let share = causes.share(attempts);
        self.push(format!("{share:>SHARE_COLUMNS$} "), Meaning::Faint);
        if !causes.has_trends() {
            return;
        }
        let columns = if self.width < WIDE { 6 } else { 8 };
        let bars = bars(&causes.trend(place, columns));
        let bars = self.state.appearance.glyphs.spell(&bars);
        self.column(&bars, columns, Meaning::Text);
    }

    /// Where there is room failed attempts of late, and why the row is worth a look.
    fn lately(&mut self, counts: [u64; 3], mark: Option<Mark>) {
        let is_narrow = self.width < NARROW;
        for count in counts.into_iter().filter(|_| !is_narrow) {
            let meaning = match count {
                0 => Meaning::Faint,
                _ => Meaning::Text,
            };
            self.push(format!("{:>LATELY_COLUMNS$} ", short(count)), meaning);
        }
        let mark = self.state.appearance.glyphs.spell(mark_text(mark));
        self.column(&mark, MARK_COLUMNS, Meaning::Caution);
    }

    /// Codes, provider, title.
    fn entry(mut self, entry: &Entry, provider_columns: usize) -> Line<'static> {
        let glyphs = &self.state.appearance.glyphs;
        self.codes(&short_codes(entry));
        if provider_columns > 0 {
            let name = if entry.provider.kind == Kind::Standard {
                ""
            } else {
                entry.provider.name
            };
            self.column(name, provider_columns, Meaning::Faint);
        }
        let title = cut(entry.title, self.room(), glyphs.ellipsis);
        self.marked(&glyphs.spell(&title), entry.title);
        self.end()
    }

    /// Outcome, recipient, and as much of codes and remote host as there is room for.
    fn bounce(mut self, item: &Item) -> Line<'static> {
        let glyphs = &self.state.appearance.glyphs;
        self.lead(item.outcome);
        let label = visible(item.label());
        let host = item.bounce.remote.as_deref().map(visible);
        let room = self.room();
        let rest = code_columns(self.width) + 1;
        let host_columns = room.saturating_sub(rest) * 2 / 5;
        let host_columns = if host_columns < LEAST_HOST {
            0
        } else {
            host_columns
        };
        // What no recipient is known of is told by its text, which starts with the codes.
        let columns = match (&item.bounce.recipient, room > rest + LEAST_LABEL) {
            (Some(_), true) => room - rest - host_columns,
            _ => room,
        };
        let shown = cut(&label, columns.saturating_sub(1), glyphs.ellipsis);
        self.marked(&shown, &label);
        if columns < room {
            let padding = columns.saturating_sub(shown.width());
            self.push(" ".repeat(padding), Meaning::Text);
            self.codes(item.codes.trim_end());
            if host_columns > 0 {
                let host = host.unwrap_or_default();
                self.column(&host, host_columns - 1, Meaning::Faint);
            }
        }
        self.end()
    }

    /// Bar and outcome.
    fn lead(&mut self, outcome: Outcome) {
        let glyphs = &self.state.appearance.glyphs;
        let bar = if self.is_selected { glyphs.bar } else { " " };
        self.push(bar.to_owned(), Meaning::Text);
        self.push(glyphs.outcome(outcome).to_owned(), outcome.into());
        self.push(" ".to_owned(), Meaning::Text);
    }

    /// Both codes, or in a narrow list the more exact one.
    fn codes(&mut self, codes: &str) {
        // Counts take the room of the other.
        let is_counted = self.state.subject == Subject::Causes && self.width < WIDE;
        let width = if is_counted { 0 } else { self.width };
        let exact = codes.rsplit(' ').next().filter(|_| width < NARROW);
        let columns = code_columns(width);
        self.column(exact.unwrap_or(codes), columns, Meaning::Text);
    }

    /// So many columns, and a blank.
    fn column(&mut self, text: &str, columns: usize, meaning: Meaning) {
        let text = cut(text, columns, self.state.appearance.glyphs.ellipsis);
        let padding = " ".repeat(columns.saturating_sub(text.width()) + 1);
        self.push(format!("{text}{padding}"), meaning);
    }

    /// Text that was searched, as far as it is shown, with what the query found there.
    fn marked(&mut self, shown: &str, whole: &str) {
        let marked = self.state.search.highlight(&self.state.query, whole);
        let matched = if self.is_selected {
            self.focus.add_modifier(Modifier::UNDERLINED)
        } else {
            self.state.appearance.theme.style(Meaning::Match)
        };
        let plain = self.style(Meaning::Text);
        self.spans
            .extend(marked_spans(shown, &marked, plain, matched));
    }

    fn push(&mut self, text: String, meaning: Meaning) {
        self.spans.push(Span::styled(text, self.style(meaning)));
    }

    fn style(&self, meaning: Meaning) -> Style {
        match self.is_selected {
            true => self.focus,
            false => self.state.appearance.theme.style(meaning),
        }
    }

    /// Columns that are left, but for the last one.
    fn room(&self) -> usize {
        let used: usize = self.spans.iter().map(|span| span.content.width()).sum();
        usize::from(self.width).saturating_sub(used + 1)
    }

    /// The style of the row is that of its blank end.
    fn end(mut self) -> Line<'static> {
        if self.is_selected {
            let blank = " ".repeat(self.room() + 1);
            self.spans.push(Span::styled(blank, self.focus));
        }
        Line::from(self.spans)
    }
}

/// A mark as it stands in a row.
pub fn mark_text(mark: Option<Mark>) -> &'static str {
    match mark {
        Some(Mark::New) => "new",
        Some(Mark::Rising) => " ▴",
        Some(Mark::Surge) => " !",
        None => "",
    }
}

/// What stands over the columns of a list of this width: where each label starts.
pub fn labels(state: &State, width: u16) -> Vec<(u16, &'static str)> {
    let causes = state.listed_causes().filter(|causes| causes.is_following());
    let Some(causes) = causes.filter(|_| width >= NARROW && !state.rows.is_empty()) else {
        return Vec::new();
    };
    let start = LEAD_COLUMNS + grouped(causes.most()).len() + 1;
    let ends = (1..).map(|place| start + place * (LATELY_COLUMNS + 1) - 1);
    let labels = ends.zip(LATELY);
    let labels = labels.map(|(end, label)| ((end - label.len()) as u16, label));
    labels.collect()
}

fn code_columns(width: u16) -> usize {
    match width < NARROW {
        true => NARROW_CODE_COLUMNS,
        false => CODE_COLUMNS,
    }
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

/// As wide as the longest name in it, within a fifth of the pane; none under a provider's own tab.
fn provider_columns(state: &State, width: u16) -> usize {
    let is_told = state.listed_causes().is_some_and(|causes| {
        let least = if causes.is_following() { WIDE } else { NARROW };
        causes.by == By::Provider || width < least
    });
    if state.tab.is_some() || state.subject == Subject::Bounces || is_told {
        return 0;
    }
    let longest = match state.subject {
        // Whose entry it is; who said it may be somebody else.
        Subject::Causes => (0..state.rows.len())
            .filter_map(|row| state.entry_of(row))
            .map(|entry| named_columns(entry.provider))
            .max(),
        _ => {
            let counted = state.catalogue().providers.iter();
            let counted = counted.zip(&state.findings.by_provider);
            let found = counted.filter(|(_, count)| **count > 0);
            found.map(|(provider, _)| named_columns(provider)).max()
        }
    };
    let longest = longest.unwrap_or_default();
    longest.min(usize::from(width / 5).max(6))
}

/// How many columns a provider's name has in a row: the standard's own goes without saying.
fn named_columns(provider: &Provider) -> usize {
    match provider.kind {
        Kind::Standard => 0,
        _ => provider.name.width(),
    }
}
