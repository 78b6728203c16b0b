//! A page of text being built: what the details of entries, failures and bounces have in common.

use super::row::short_codes;
use super::text::wrap;
use crate::catalogue::{Entry, EntryId, Facts, Steps, source_url};
use crate::explorer::state::State;
use crate::explorer::theme::{Appearance, Meaning};
use crate::verdict::Verdict;
use ratatui::text::{Line, Span};
use std::ops::Range;
use unicode_width::UnicodeWidthStr;

/// The target of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    Url(String),
    Entry(EntryId),
}

/// The widest that text is: longer lines are hard to read.
const MOST_COLUMNS: usize = 116;

/// Lines as they accumulate, wrapped to a width within margins.
pub(super) struct Page<'a> {
    pub appearance: &'a Appearance,
    pub columns: usize,
    margin: &'static str,
    pub lines: Vec<Line<'static>>,
    /// The facts of the shown bounce, for steps that name them.
    pub facts: Facts,
    /// Its links, each with its lines.
    pub links: Vec<(Link, Range<usize>)>,
    /// The selected link.
    selected: Option<usize>,
}

impl<'a> Page<'a> {
    pub(super) fn new(state: &'a State, width: u16, margin: &'static str) -> Page<'a> {
        Page {
            appearance: &state.appearance,
            columns: usize::from(width)
                .saturating_sub(margin.width() * 2)
                .clamp(1, MOST_COLUMNS),
            margin,
            lines: Vec::new(),
            facts: Facts::default(),
            links: Vec::new(),
            selected: state.view.link,
        }
    }

    /// Adds what it means and what to do.
    pub(super) fn advice(&mut self, entry: &Entry) {
        self.meaning(entry);
        self.section("What to do");
        self.steps(entry.steps);
    }

    /// Adds what the user's own files say about it.
    fn yours(&mut self, entry: &Entry) {
        if entry.own_note.is_some() || entry.runbook.is_some() {
            self.section("Yours");
        }
        if let Some(note) = entry.own_note {
            self.paragraph(note, Meaning::Text);
        }
        if let Some(runbook) = entry.runbook {
            self.link(Link::Url(runbook.to_owned()), runbook, Meaning::Link);
        }
    }

    pub(super) fn meaning(&mut self, entry: &Entry) {
        self.yours(entry);
        self.section("What it means");
        self.meaning_alone(entry);
    }

    fn meaning_alone(&mut self, entry: &Entry) {
        self.paragraph(entry.meaning, Meaning::Text);
        if let Some(note) = entry.note {
            self.item("Note ", note, Meaning::Caution);
        }
    }

    pub(super) fn steps(&mut self, steps: Steps) {
        let steps: Vec<_> = steps.of(&self.facts).collect();
        for (number, step) in (1..).zip(steps) {
            self.item(&format!("{number}  "), &step, Meaning::Text);
        }
    }

    /// Adds what servers say.
    pub(super) fn examples(&mut self, entry: &Entry) {
        if !entry.examples.is_empty() {
            self.section("What it looks like");
        }
        for example in entry.examples.iter() {
            self.quote(example);
        }
    }

    /// Adds where to read more.
    pub(super) fn reading(&mut self, state: &State, entry: &Entry) {
        self.section("Read more");
        for source in entry.sources.iter() {
            self.link(Link::Url(source_url(source)), source, Meaning::Link);
        }
        self.related(state, entry);
        if let Some(month) = entry.checked {
            self.blank();
            self.paragraph(&format!("Source checked in {month}"), Meaning::Faint);
        }
    }

    /// Adds codes and provider on the left, category and reason on the right; then the title.
    pub(super) fn head(&mut self, entry: &Entry) {
        let dot = self.appearance.glyphs.dot;
        let left = self.appearance.glyphs.spell(&entry.label());
        let right = format!("{} {dot} {}", entry.category().short, entry.reason.id);
        let gap = self.columns.saturating_sub(left.width() + right.width());
        if gap >= 2 {
            let spans = vec![
                self.span(&left, Meaning::Text),
                Span::raw(" ".repeat(gap)),
                self.span(&right, Meaning::Faint),
            ];
            self.push(spans);
        } else {
            self.paragraph(&left, Meaning::Text);
            self.paragraph(&right, Meaning::Faint);
        }
        self.paragraph(entry.title, Meaning::Title);
    }

    /// Adds what a rejection by your own server means there; then what the sender reads.
    pub(super) fn receiving_advice(&mut self, entry: &Entry) {
        self.receiving(entry);
        self.sender_advice(entry);
    }

    pub(super) fn sender_advice(&mut self, entry: &Entry) {
        self.yours(entry);
        self.section("For the sender");
        self.meaning_alone(entry);
        self.steps(entry.steps);
    }

    pub(super) fn receiving(&mut self, entry: &Entry) {
        if let Some(receiving) = entry.receiving() {
            self.section("What to do");
            self.paragraph(receiving, Meaning::Text);
        }
    }

    /// `✗ PERMANENT  Do not retry.  Keep the address: it is fine.`
    pub(super) fn verdict(&mut self, verdict: Verdict) {
        self.blank();
        let sign = format!("{} ", self.appearance.glyphs.outcome(verdict.outcome));
        let (word, sentence) = (verdict.word, verdict.sentence());
        let sign_span = self.span(&sign, Meaning::from(verdict.outcome));
        let whole = format!("{word}  {sentence}");
        if sign.width() + whole.width() <= self.columns {
            let spans = vec![sign_span, self.span(&whole, Meaning::Title)];
            self.push(spans);
        } else {
            let spans = vec![sign_span, self.span(word, Meaning::Title)];
            self.push(spans);
            self.paragraph(&sentence, Meaning::Title);
        }
    }

    pub(super) fn section(&mut self, title: &str) {
        self.blank();
        self.paragraph(title, Meaning::Heading);
    }

    pub(super) fn paragraph(&mut self, text: &str, meaning: Meaning) {
        for line in wrap(&self.appearance.glyphs.spell(text), self.columns) {
            let span = self.span(&line, meaning);
            self.push(vec![span]);
        }
    }

    /// A paragraph after a label, its lines aligned.
    pub(super) fn item(&mut self, label: &str, text: &str, meaning: Meaning) {
        let indent = label.width();
        let lines = wrap(
            &self.appearance.glyphs.spell(text),
            self.columns.saturating_sub(indent),
        );
        for (number, line) in lines.into_iter().enumerate() {
            let label = if number == 0 {
                label.to_owned()
            } else {
                " ".repeat(indent)
            };
            let spans = vec![self.span(&label, Meaning::Faint), self.span(&line, meaning)];
            self.push(spans);
        }
    }

    pub(super) fn quote(&mut self, text: &str) {
        let bar = format!("{} ", self.appearance.glyphs.quote);
        for line in wrap(text, self.columns.saturating_sub(2)) {
            let spans = vec![
                self.span(&bar, Meaning::Faint),
                self.span(&line, Meaning::Server),
            ];
            self.push(spans);
        }
    }

    fn related(&mut self, state: &State, entry: &Entry) {
        let related: Vec<_> = entry
            .related
            .iter()
            .filter_map(|id| state.catalogue().entry(id))
            .collect();
        if !related.is_empty() {
            self.section("See also");
        }
        let width = related.iter().map(|other| short_codes(other).width());
        let width = width.max().unwrap_or_default();
        for other in related {
            let (codes, provider) = (short_codes(&other), other.provider.name);
            let name = format!("{codes:<width$}  {provider}  {}", other.title);
            self.entry_link(state, &other, name.trim_start());
        }
    }

    /// A link to an entry.
    pub(super) fn entry_link(&mut self, state: &State, entry: &Entry, text: &str) {
        match state.catalogue().index_of(entry.id) {
            Some(entry) => self.link(Link::Entry(entry), text, Meaning::Text),
            None => self.paragraph(text, Meaning::Text),
        }
    }

    /// A link after its number.
    fn link(&mut self, link: Link, text: &str, meaning: Meaning) {
        let is_selected = self.selected == Some(self.links.len());
        let meaning = if is_selected {
            Meaning::Selection
        } else {
            meaning
        };
        let (number, first) = (self.links.len() + 1, self.lines.len());
        self.item(&format!("[{number}] "), text, meaning);
        self.links.push((link, first..self.lines.len()));
    }

    pub(super) fn blank(&mut self) {
        self.lines.push(Line::default());
    }

    pub(super) fn span(&self, text: &str, meaning: Meaning) -> Span<'static> {
        Span::styled(text.to_owned(), self.appearance.theme.style(meaning))
    }

    pub(super) fn push(&mut self, mut spans: Vec<Span<'static>>) {
        spans.insert(0, Span::raw(self.margin));
        self.lines.push(Line::from(spans));
    }
}
