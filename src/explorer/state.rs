//! Everything the screen shows, and how it follows from the query: no terminal, no drawing.

use super::bindings::Bindings;
use super::layout::{self, Layout};
use super::picker::Picker;
use super::theme::Appearance;
use super::view;
use crate::catalogue::{Catalogue, Entry, Reason};
use crate::diagnose::Diagnosis;
use crate::query::Query;
use crate::search::{Findings, Help, Search};
use tui_input::Input;

pub struct State {
    pub search: Search,
    pub bindings: Bindings,
    pub appearance: Appearance,
    /// The query as it is edited.
    pub input: Input,
    pub query: Query,
    pub findings: Findings,
    /// What to try instead, when nothing is found.
    pub help: Help,
    /// The providers that have entries, by place in the catalogue: the tabs after "All".
    pub providers: Vec<usize>,
    /// The provider whose tab is active; `None` is "All".
    pub tab: Option<usize>,
    pub rows: Vec<Row>,
    /// The row of the selected entry; `None` only if there are no entries.
    pub selected: Option<usize>,
    /// The first row that the results show.
    pub results_top: usize,
    /// The first line that the detail shows.
    pub detail_top: usize,
    /// Letters command instead of editing the query.
    pub reading: bool,
    pub overlay: Option<Overlay>,
    /// The reply that was pasted last, explained.
    pub diagnosis: Option<Diagnosis>,
    pub overlay_top: usize,
    pub picker: Picker,
    /// Stands in the key line until the next key.
    pub notice: Option<String>,
    pub size: (u16, u16),
    /// The query was edited since the last search.
    stale: bool,
}

/// A row of the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// A category, by place in the catalogue, and how many entries follow.
    Heading(usize, usize),
    /// An entry, by place in the catalogue.
    Entry(usize),
}

/// What lies over the panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// The keys.
    Help,
    /// How to read a bounce code.
    Guide,
    /// What a pasted reply means.
    Diagnosis,
    /// The tabs, to pick one by typing.
    Providers,
}

impl State {
    pub fn new(
        catalogue: Catalogue,
        query: &str,
        bindings: Bindings,
        appearance: Appearance,
    ) -> State {
        let search = Search::new(catalogue);
        let all = search.find(&Query::default()).by_provider;
        let mut state = State {
            providers: (0..all.len())
                .filter(|provider| all[*provider] > 0)
                .collect(),
            search,
            bindings,
            appearance,
            input: Input::new(query.to_owned()),
            query: Query::default(),
            findings: Findings::default(),
            help: Help::default(),
            tab: None,
            rows: Vec::new(),
            selected: None,
            results_top: 0,
            detail_top: 0,
            reading: false,
            overlay: None,
            diagnosis: None,
            overlay_top: 0,
            picker: Picker::default(),
            notice: None,
            size: (0, 0),
            stale: true,
        };
        state.search_if_stale();
        state
    }

    pub fn catalogue(&self) -> &Catalogue {
        self.search.catalogue()
    }

    pub fn open(&mut self, overlay: Overlay) {
        self.overlay = Some(overlay);
        self.overlay_top = 0;
    }

    pub fn leave_reading(&mut self) {
        self.reading = false;
        self.reveal_selected();
    }

    /// Whether letters command rather than type.
    pub fn letters_command(&self) -> bool {
        match self.overlay {
            Some(overlay) => overlay != Overlay::Providers,
            None => self.reading,
        }
    }

    /// Where letters are typed.
    pub fn input_mut(&mut self) -> &mut Input {
        match self.overlay {
            Some(Overlay::Providers) => &mut self.picker.input,
            _ => &mut self.input,
        }
    }

    pub fn layout(&self) -> Layout {
        layout::layout(self.size.0, self.size.1, self.reading, self.rows.len())
    }

    /// The entry that is shown in full: of the diagnosis, or the selected one.
    pub fn shown_entry(&self) -> Option<Entry> {
        let diagnosed = self
            .diagnosis
            .as_ref()
            .filter(|_| self.overlay == Some(Overlay::Diagnosis));
        diagnosed
            .map(|diagnosis| diagnosis.entry)
            .or_else(|| self.entry())
    }

    /// The selected entry.
    pub fn entry(&self) -> Option<Entry> {
        match self.rows.get(self.selected?)? {
            Row::Entry(place) => Some(self.catalogue().entry_at(*place)),
            Row::Heading(..) => None,
        }
    }

    /// How many entries the query has under a tab.
    pub fn count(&self, tab: Option<usize>) -> usize {
        match tab {
            Some(provider) => self
                .findings
                .by_provider
                .get(provider)
                .copied()
                .unwrap_or_default(),
            None => self.findings.entries.len(),
        }
    }

    /// All tabs from left to right.
    pub fn tabs(&self) -> impl Iterator<Item = Option<usize>> {
        std::iter::once(None).chain(self.providers.iter().copied().map(Some))
    }

    /// Replaces the query.
    pub fn set_query(&mut self, text: &str) {
        self.input = Input::new(text.to_owned());
        self.query_edited();
    }

    pub fn query_edited(&mut self) {
        self.stale = true;
    }

    /// Brings the results up to date with the query. Not done for each key: of keys that come together only the last
    /// matters.
    pub fn search_if_stale(&mut self) {
        if !std::mem::take(&mut self.stale) {
            return;
        }
        self.query = Query::parse(self.input.value());
        self.findings = self.search.find(&self.query);
        let nothing = self.findings.entries.is_empty();
        self.help = if nothing {
            self.search.help(self.input.value())
        } else {
            Help::default()
        };
        self.selected = None;
        self.results_top = 0;
        self.list_rows();
    }

    /// Activates a tab; the selected entry stays selected where it is listed.
    pub fn show_tab(&mut self, tab: Option<usize>) {
        self.tab = tab;
        let row = self.selected.map(|row| self.rows[row]);
        self.list_rows();
        let kept = self.rows.iter().position(|other| Some(*other) == row);
        self.selected = kept.or(self.selected);
        self.results_top = 0;
        self.reveal_selected();
    }

    /// Rebuilds the rows: entries under the heading of their category, groups in the order of their best entry, or of
    /// the catalogue where nothing is asked.
    fn list_rows(&mut self) {
        let catalogue = *self.catalogue();
        let category = |reason: &Reason| {
            let mut all = catalogue.categories.iter();
            all.position(|known| std::ptr::eq(known, reason.category))
                .unwrap_or_default()
        };
        let category_of: Vec<_> = catalogue.reasons.iter().map(category).collect();
        let mut rows = vec![Vec::new(); catalogue.categories.len()];
        let mut order = Vec::new();
        for place in &self.findings.entries {
            if self
                .tab
                .is_some_and(|tab| catalogue.provider_of(*place) != tab)
            {
                continue;
            }
            let category = category_of[catalogue.reason_of(*place)];
            if rows[category].is_empty() {
                order.push(category);
            }
            rows[category].push(Row::Entry(*place));
        }
        if self.query.is_empty() {
            order.sort_unstable();
        }
        let groups: Vec<_> = order
            .into_iter()
            .map(|category| (category, std::mem::take(&mut rows[category])))
            .collect();
        let with_headings = groups.len() > 1;
        self.rows.clear();
        for (category, rows) in groups {
            if with_headings {
                self.rows.push(Row::Heading(category, rows.len()));
            }
            self.rows.extend(rows);
        }
        self.selected = self.next_entry(0);
        self.detail_top = 0;
        self.reveal_selected();
    }

    /// The first entry at or after a row.
    pub fn next_entry(&self, row: usize) -> Option<usize> {
        (row..self.rows.len()).find(|row| matches!(self.rows[*row], Row::Entry(_)))
    }

    /// The last entry at or before a row.
    pub fn previous_entry(&self, row: usize) -> Option<usize> {
        (0..self.rows.len().min(row + 1))
            .rev()
            .find(|row| matches!(self.rows[*row], Row::Entry(_)))
    }

    pub fn select(&mut self, row: usize) {
        if self.selected != Some(row) {
            self.selected = Some(row);
            self.detail_top = 0;
        }
        self.reveal_selected();
    }

    /// Scrolls the results as little as needed to show the selected row, with the heading right above it.
    pub fn reveal_selected(&mut self) {
        let height = usize::from(self.layout().results.height);
        let Some(selected) = self.selected.filter(|_| height > 0) else {
            return;
        };
        let above = selected
            .checked_sub(1)
            .filter(|row| matches!(self.rows[*row], Row::Heading(..)));
        let wanted = above.filter(|_| height > 1).unwrap_or(selected);
        let most = self.rows.len().saturating_sub(height);
        self.results_top = self
            .results_top
            .min(wanted)
            .max((selected + 1).saturating_sub(height))
            .min(most);
    }

    /// Follows a new size of the terminal.
    pub fn resize(&mut self, width: u16, height: u16) {
        self.size = (width, height);
        self.reveal_selected();
        self.scroll_detail(0);
        self.scroll_overlay(0);
    }

    /// Scrolls the detail by so many lines, no further than its end.
    pub fn scroll_detail(&mut self, lines: isize) {
        if self.detail_top == 0 && lines <= 0 {
            return;
        }
        let area = self.layout().detail;
        let length = view::detail::selected_lines(self).len();
        self.detail_top = scrolled(self.detail_top, lines, length, area.height);
    }

    /// Scrolls the overlay by so many lines, no further than its end.
    pub fn scroll_overlay(&mut self, lines: isize) {
        let area = view::overlay::area(self.size);
        let length = self.overlay.map_or(0, |overlay| {
            view::overlay::lines(self, overlay, area.width).len()
        });
        self.overlay_top = scrolled(self.overlay_top, lines, length, area.height);
    }
}

fn scrolled(top: usize, lines: isize, length: usize, height: u16) -> usize {
    top.saturating_add_signed(lines)
        .min(length.saturating_sub(usize::from(height)))
}
