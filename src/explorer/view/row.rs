//! One row of the results: an entry, a failed recipient, or a failure with its counts.

use super::columns::{
    CHANCE_COLUMNS, MARK_COLUMNS, RATE_COLUMNS, SHARE_COLUMNS, bounce_columns, code_columns,
    count_columns, figure_columns, is_narrow, share_columns, shares_column, time_range,
    trend_columns,
};
use super::text::{cut, cut_start};
use crate::catalogue::{Entry, Kind, Outcome};
use crate::diagnose::intake::Item;
use crate::explorer::lists::changes::Changes;
use crate::explorer::state::State;
use crate::explorer::theme::Meaning;
use crate::quantity::{grouped, short};
use crate::sanitize::sanitize;
use crate::triage::breakdown::{Breakdown, Group, Mark, RowKey};
use crate::triage::chance;
use crate::triage::timeline::bars;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// The least width of an address before its codes.
const LEAST_LABEL: usize = 12;

/// A row being built, from left to right.
pub(super) struct RowLine<'a> {
    state: &'a State,
    is_selected: bool,
    is_marked: bool,
    width: u16,
    is_narrow: bool,
    /// The style of the selected row.
    focus: Style,
    spans: Vec<Span<'static>>,
}

impl<'a> RowLine<'a> {
    pub(super) fn new(state: &'a State, row: usize, width: u16) -> RowLine<'a> {
        // While the detail has the focus, the list keeps its position but not the focus.
        let focus = if state.view.reading {
            Meaning::Title
        } else {
            Meaning::Selection
        };
        RowLine {
            state,
            is_selected: state.view.selected == Some(row),
            is_marked: state.view.is_marked(state.view.rows[row]),
            width,
            is_narrow: is_narrow(state, width),
            focus: state.appearance.theme.style(focus),
            spans: Vec::new(),
        }
    }

    /// Adds failed attempts and, if there is room, their share and trend.
    pub(super) fn counts(&mut self, breakdown: &Breakdown, key: RowKey) {
        let attempts = breakdown.attempts(key);
        let columns = count_columns(breakdown, self.is_narrow);
        let count = grouped(attempts);
        self.push(format!("{count:>columns$} "), Meaning::Text);
        if let Some(counts) = breakdown.rates(key) {
            self.rates(counts, &marks_text(breakdown.marks(key)));
            return;
        }
        if breakdown.has_spikes() {
            let mark = mark_text(breakdown.marks(key).next()).trim();
            self.column(mark, 1, Meaning::Caution);
        }
        if self.is_narrow {
            return;
        }
        // Rejections have no share in failed attempts.
        let share = if key.group == Group::Rejected {
            String::new()
        } else {
            breakdown.share_of(key)
        };
        if share_columns(self.width) > 0 {
            self.push(format!("{share:>SHARE_COLUMNS$} "), Meaning::Faint);
        }
        if !breakdown.has_trends() {
            return;
        }
        let columns = trend_columns(self.width);
        let trend = breakdown.trend(key, columns);
        // Unknown if a query leaves only part of it.
        let is_known = trend.iter().any(|count| *count > 0);
        let glyphs = &self.state.appearance.glyphs;
        let bars = if is_known {
            glyphs.spell(&bars(&trend))
        } else {
            glyphs.dot.repeat(columns)
        };
        self.column(&bars, columns, Meaning::Text);
    }

    /// Adds failed attempts before and after and, if there is room, how likely that is chance.
    pub(super) fn change(&mut self, changes: &Changes, index: usize) {
        let Some((_, change)) = changes.get(index) else {
            return;
        };
        let [before, after] = change.figures(changes.by_rate());
        let columns = figure_columns(changes, self.is_narrow);
        let arrow = self.state.appearance.glyphs.spell("→");
        let mark = if change.uncertain { "?" } else { " " };
        self.push(
            format!("{before:>columns$} {arrow} {after:>columns$}{mark} "),
            Meaning::Text,
        );
        if !self.is_narrow {
            let chance = chance::written(change.chance);
            self.push(format!("{chance:>CHANCE_COLUMNS$} "), Meaning::Faint);
        }
    }

    /// Adds recent failed attempts if there is room, and why the row is worth a look.
    fn rates(&mut self, counts: [u64; 3], marks: &str) {
        let is_narrow = self.is_narrow;
        for count in counts.into_iter().filter(|_| !is_narrow) {
            let meaning = match count {
                0 => Meaning::Faint,
                _ => Meaning::Text,
            };
            self.push(format!("{:>RATE_COLUMNS$} ", short(count)), meaning);
        }
        let marks = self.state.appearance.glyphs.spell(marks);
        self.column(&marks, MARK_COLUMNS, Meaning::Caution);
    }

    /// Adds codes, provider, title. If there is room for only one of the first two, the provider comes before the code.
    pub(super) fn entry(mut self, entry: &Entry, provider_columns: usize) -> Line<'static> {
        let glyphs = &self.state.appearance.glyphs;
        let view = &self.state.view;
        let is_named = entry.provider.kind != Kind::Standard;
        let name = if is_named { entry.provider.name } else { "" };
        let is_shared = shares_column(self.state, self.width);
        let columns = if is_shared {
            provider_columns
        } else {
            code_columns(self.state, self.width)
        };
        if is_shared && is_named {
            self.column(name, columns, Meaning::Faint);
        } else {
            self.codes(&short_codes(entry), columns);
        }
        // In the catalogue, where entries of one provider stand together, no column is left blank.
        let may_be_blank = view.list.is_of_logs() && !self.is_narrow;
        if provider_columns > 0 && !is_shared && (is_named || may_be_blank) {
            self.column(name, provider_columns, Meaning::Faint);
        }
        let title = cut(entry.title, self.room(), glyphs.ellipsis);
        self.marked(&glyphs.spell(&title), entry.title);
        self.end()
    }

    /// Adds outcome, recipient, and as much of codes and remote host as there is room for.
    pub(super) fn bounce(mut self, item: &Item) -> Line<'static> {
        let glyphs = &self.state.appearance.glyphs;
        self.lead(item.outcome);
        self.time_of(item);
        let label = sanitize(item.label());
        let host = item.bounce.remote.as_deref().map(sanitize);
        let room = self.room();
        let [columns, codes, host_columns] = bounce_columns(self.state, room, self.width);
        // Without a recipient, the text identifies it; it starts with the codes.
        let has_codes = item.bounce.recipient.is_some() && room > codes + LEAST_LABEL;
        let columns = if has_codes { columns } else { room };
        let shown = cut(&label, columns.saturating_sub(1), glyphs.ellipsis);
        self.marked(&shown, &label);
        if has_codes {
            let padding = columns.saturating_sub(shown.width());
            self.push(" ".repeat(padding), Meaning::Text);
            self.codes(item.codes.trim_end(), codes - 1);
            if host_columns > 0 {
                let host = host.unwrap_or_default();
                let host = cut_start(&host, host_columns - 1, glyphs.ellipsis);
                self.column(&host, host_columns - 1, Meaning::Faint);
            }
        }
        self.end()
    }

    /// Adds when a line was written, if there is room: at least the time of day.
    fn time_of(&mut self, item: &Item) {
        if item.log_line.is_none() || self.is_narrow {
            return;
        }
        let time = item.bounce.time.as_deref().unwrap_or_default();
        let range = time_range(self.state, self.width);
        let columns = range.len();
        let time = time.get(range).unwrap_or(time);
        self.push(format!("{time:columns$} "), Meaning::Faint);
    }

    /// Bar and outcome.
    pub(super) fn lead(&mut self, outcome: Outcome) {
        let glyphs = &self.state.appearance.glyphs;
        let (bar, meaning) = if self.is_marked {
            (glyphs.mark, Meaning::Key)
        } else if self.is_selected {
            (glyphs.bar, Meaning::Text)
        } else {
            (" ", Meaning::Text)
        };
        self.push(bar.to_owned(), meaning);
        self.push(glyphs.outcome(outcome).to_owned(), outcome.into());
        self.push(" ".to_owned(), Meaning::Text);
    }

    /// Both codes, or only the more exact one if there is no room for both.
    fn codes(&mut self, codes: &str, columns: usize) {
        let exact = codes.rsplit(' ').next().filter(|_| codes.len() > columns);
        self.column(exact.unwrap_or(codes), columns, Meaning::Text);
    }

    /// Adds text in this many columns, and a blank.
    fn column(&mut self, text: &str, columns: usize, meaning: Meaning) {
        let text = cut(text, columns, self.state.appearance.glyphs.ellipsis);
        let padding = " ".repeat(columns.saturating_sub(text.width()) + 1);
        self.push(format!("{text}{padding}"), meaning);
    }

    /// Adds text that was searched, as far as it is shown, with the matches marked.
    fn marked(&mut self, shown: &str, whole: &str) {
        let marked = self.state.search.highlight(&self.state.view.query, whole);
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
        if self.is_selected {
            self.focus
        } else {
            self.state.appearance.theme.style(meaning)
        }
    }

    /// The remaining columns, except the last one.
    fn room(&self) -> usize {
        let used: usize = self.spans.iter().map(|span| span.content.width()).sum();
        usize::from(self.width).saturating_sub(used + 1)
    }

    /// The blank end of the row has its style too.
    fn end(mut self) -> Line<'static> {
        if self.is_selected {
            let blank = " ".repeat(self.room() + 1);
            self.spans.push(Span::styled(blank, self.focus));
        }
        Line::from(self.spans)
    }
}

/// The marks of a row. What is new is also rising, so that goes without saying.
fn marks_text(mut marks: impl Iterator<Item = Mark>) -> String {
    let first = marks.next();
    let others = marks.filter(|_| first != Some(Mark::New));
    let others = others.map(|mark| mark_text(Some(mark)).trim());
    std::iter::once(mark_text(first)).chain(others).collect()
}

/// A mark as shown in a row.
pub(super) fn mark_text(mark: Option<Mark>) -> &'static str {
    match mark {
        Some(Mark::New) => "new",
        Some(Mark::Rising) => " ▴",
        Some(Mark::Spike) => " !",
        None => "",
    }
}

/// Runs of matched and other characters.
pub(super) fn marked_spans(
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

/// The first code of each kind, or the tag if there is none: enough to recognise the entry in a list.
pub(super) fn short_codes(entry: &Entry) -> String {
    let reply = entry.reply.first().map(ToString::to_string);
    let enhanced = entry.enhanced.first().map(|code| code.to_string());
    let enhanced = enhanced.map(|code| code.split('-').next().unwrap_or_default().to_owned());
    let codes: Vec<_> = reply.into_iter().chain(enhanced).collect();
    match (codes.is_empty(), entry.tags.first()) {
        (true, Some(tag)) => tag.to_owned(),
        _ => codes.join(" "),
    }
}
