//! Everything the screen shows, and how it follows from the query: no terminal, no drawing.

use super::bindings::Bindings;
use super::bounces::{Bounces, Explained, Item};
use super::layout::{self, Layout};
use super::listing::Stale;
use super::picker::Picker;
use super::steps::Step;
use super::theme::Appearance;
use super::view;
use crate::catalogue::{Catalogue, Entry};
use crate::diagnose::Diagnoser;
use crate::query::Query;
use crate::sanitize::typeable;
use crate::search::{Findings, Help, Search};
use crate::triage::breakdown::{Breakdown, Detail, Group, RowKey};
use tui_input::Input;

pub struct State {
    pub search: Search,
    pub bindings: Bindings,
    pub appearance: Appearance,
    /// The query as it is edited.
    pub input: Input,
    pub query: Query,
    /// What the rows are of.
    pub subject: Subject,
    /// Lists of bounces, each opened over the one before; the last is what is listed while that is the subject.
    pub lists: Vec<Bounces>,
    /// What fails in the logs that the program was opened on.
    pub failures: Option<Breakdown>,
    /// Where steps back lead, the next one last.
    pub(super) steps: Vec<Step>,
    /// What the query finds: places in the catalogue, or in the list of bounces.
    pub findings: Findings,
    /// What to try instead, when nothing is found.
    pub help: Help,
    /// The providers that the subject knows, by place in the catalogue: the tabs after "All".
    pub providers: Vec<usize>,
    /// The provider whose tab is active; `None` is "All".
    pub tab: Option<usize>,
    pub rows: Vec<Row>,
    /// The selected row; `None` only if there are none.
    pub selected: Option<usize>,
    /// The selection is a person's choice, which has to stay in its place while the list fills.
    pub(super) is_chosen: bool,
    /// The first row that the results show.
    pub results_top: usize,
    /// The first line that the detail shows.
    pub detail_top: usize,
    /// Letters command instead of editing the query.
    pub reading: bool,
    pub overlay: Option<Overlay>,
    /// The bounce that was pasted last, explained.
    pub pasted: Option<Explained>,
    /// The selected bounce, explained.
    pub explained: Option<Explained>,
    pub(super) diagnoser: Option<Box<Diagnoser>>,
    pub overlay_top: usize,
    pub picker: Picker,
    /// Stands in the key line until the next key.
    pub notice: Option<String>,
    pub size: (u16, u16),
    /// What came in since the last search.
    pub(super) stale: Stale,
}

/// What can be listed, searched and read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Entries under the heading of their category.
    Catalogue,
    /// Failed recipients under the heading of the entry that explains them.
    Bounces,
    /// What fails in logs: the entries that occur, counted.
    Failures,
}

/// A row of the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// What follows, and how many there are.
    Heading(Heading, usize),
    /// An entry of the catalogue, by index.
    Entry(usize),
    /// A bounce, by index in its list.
    Bounce(usize),
    Failure(RowKey),
}

/// What a section of the results has in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heading {
    /// A category of the catalogue, by index.
    Category(usize),
    /// The entry that explains bounces, by index.
    Entry(usize),
    /// A group of what fails in logs.
    Group(Group),
    /// What one's own server rejected: the last section of lists of bounces and of failures.
    Rejected,
}

impl Row {
    pub fn is_heading(&self) -> bool {
        matches!(self, Row::Heading(..))
    }
}

/// What lies over the panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// The keys.
    Help,
    /// How to read a bounce code.
    Guide,
    /// What a bounce means that came alone.
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
        let mut state = State {
            providers: Vec::new(),
            search: Search::new(catalogue),
            bindings,
            appearance,
            input: Input::new(typeable(query)),
            query: Query::default(),
            subject: Subject::Catalogue,
            lists: Vec::new(),
            failures: None,
            steps: Vec::new(),
            findings: Findings::default(),
            help: Help::default(),
            tab: None,
            rows: Vec::new(),
            selected: None,
            is_chosen: false,
            results_top: 0,
            detail_top: 0,
            reading: false,
            overlay: None,
            pasted: None,
            explained: None,
            diagnoser: None,
            overlay_top: 0,
            picker: Picker::default(),
            notice: None,
            size: (0, 0),
            stale: Stale::Edited,
        };
        state.list_tabs();
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

    /// The list of bounces that is the subject, or was before an entry was visited.
    pub fn bounces(&self) -> Option<&Bounces> {
        self.lists.last()
    }

    /// The entry that is shown in full: of the bounce that lies over all, or the selected one.
    pub fn shown_entry(&self) -> Option<Entry> {
        match self.shown_bounce() {
            Some(shown) => Some(shown.diagnosis.entry),
            None => self.entry(),
        }
    }

    /// The bounce that is shown in full.
    pub fn shown_bounce(&self) -> Option<&Explained> {
        let selected = self.explained.as_ref();
        match (self.overlay, self.subject) {
            (Some(Overlay::Diagnosis), _) => self.pasted.as_ref().or(selected),
            (_, Subject::Bounces) => selected,
            (_, Subject::Catalogue | Subject::Failures) => None,
        }
    }

    /// Whether what lies over all is the only bounce that the program was opened on.
    pub fn shows_only_bounce(&self) -> bool {
        self.overlay == Some(Overlay::Diagnosis) && self.pasted.is_none()
    }

    /// The selected entry, or that of the selected bounce.
    pub fn entry(&self) -> Option<Entry> {
        self.entry_of(self.selected?)
    }

    /// The entry of a row, or that of its bounce.
    pub fn entry_of(&self, row: usize) -> Option<Entry> {
        let entry = match self.rows.get(row)? {
            Row::Entry(entry) => *entry,
            Row::Bounce(index) => self.item(*index)?.entry,
            Row::Failure(key) => key.entry,
            Row::Heading(..) => return None,
        };
        Some(self.catalogue().entry_at(entry))
    }

    /// The failures, while they are what is listed.
    pub fn breakdown(&self) -> Option<&Breakdown> {
        self.failures
            .as_ref()
            .filter(|_| self.subject == Subject::Failures)
    }

    /// What is known of the selected failure.
    pub fn selected_failure(&self) -> Option<Detail> {
        match self.rows.get(self.selected?)? {
            Row::Failure(key) => self.breakdown()?.detail(self.catalogue(), *key),
            Row::Heading(..) | Row::Entry(_) | Row::Bounce(_) => None,
        }
    }

    /// A listed bounce.
    pub fn item(&self, place: usize) -> Option<&Item> {
        self.bounces()?.items.get(place)
    }

    /// The first row with an item at or after a row.
    pub fn next_item(&self, row: usize) -> Option<usize> {
        (row..self.rows.len()).find(|row| !self.rows[*row].is_heading())
    }

    /// The last row with an item at or before a row.
    pub fn previous_item(&self, row: usize) -> Option<usize> {
        (0..self.rows.len().min(row + 1))
            .rev()
            .find(|row| !self.rows[*row].is_heading())
    }

    pub fn select(&mut self, row: usize) {
        self.is_chosen = true;
        if self.selected != Some(row) {
            self.selected = Some(row);
            self.detail_top = 0;
        }
        self.reveal_selected();
        self.explain_selected();
    }

    /// Scrolls the results as little as needed to show the selected row, with the headings right above it.
    pub fn reveal_selected(&mut self) {
        let height = usize::from(self.layout().results.height);
        let Some(selected) = self.selected.filter(|_| height > 0) else {
            return;
        };
        let above = self.rows[..selected].iter().rev();
        let headings = above.take_while(|row| row.is_heading()).count();
        let wanted = selected - headings.min(height - 1);
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
