//! Everything the screen shows: no terminal, no drawing.

use super::bindings::{Bindings, When};
use super::burst::Burst;
use super::file::Prompt;
use super::history::History;
use super::layout::{self, Focus, Layout, Listed};
use super::lists::bounces::Bounces;
use super::lists::{List, Row};
use super::picker::Picker;
use super::reread::{AskedTimes, Found, Recount};
use super::theme::Appearance;
use crate::catalogue::{Catalogue, Entry, ProviderId};
use crate::diagnose::Diagnoser;
use crate::diagnose::intake::{ExplainedItem, Item};
use crate::query::Query;
use crate::sanitize::typeable;
use crate::search::{Findings, Search};
use crate::triage::breakdown::{Breakdown, Detail};
use tui_input::Input;

pub struct State {
    pub search: Search,
    pub bindings: Bindings,
    pub appearance: Appearance,
    /// The current view.
    pub view: View,
    /// The views below it, where steps back lead; the next one is last.
    pub below: Vec<View>,
    pub(super) diagnoser: Option<Box<Diagnoser>>,
    pub picker: Picker,
    /// The prompt for a file's name.
    pub prompt: Prompt,
    /// Earlier queries, if they are kept.
    pub history: Option<History>,
    /// Whether the detail has the whole width.
    pub is_enlarged: bool,
    /// The logs that are counted, as named on the command line.
    pub inputs: String,
    /// Whether they can be read again.
    pub can_reread: bool,
    /// Why they cannot be counted again although they can be read: one has changed.
    pub(super) changed: Option<String>,
    /// Whether the latest lines that report failures are kept, because the logs cannot be read again.
    pub keeps_lines: bool,
    /// Letters that have just been commands, and may be the start of a word.
    pub(super) burst: Option<Burst>,
    /// Whether the step back that leads out was taken once; a second one leaves.
    pub(super) is_leaving: bool,
    /// Shown in the key line until the next key.
    pub notice: Option<String>,
    pub size: (u16, u16),
}

/// A list, the query in it, and what of it is being read.
#[derive(Clone, Debug, Default)]
pub struct View {
    pub list: List,
    /// The query as it is being edited.
    pub input: Input,
    pub query: Query,
    /// What the query finds in the list.
    pub findings: Findings<usize>,
    /// The query as it would be typed, if another spelling than the typed one is searched for, or fewer words.
    pub respelt: Option<String>,
    /// The providers in the list: the tabs after "All".
    pub providers: Vec<ProviderId>,
    /// The provider whose tab is active; `None` is "All".
    pub tab: Option<ProviderId>,
    pub rows: Vec<Row>,
    /// Rows to be copied or written together, in the order of marking.
    pub marked: Vec<Row>,
    /// The selected row; `None` only if there are none.
    pub selected: Option<usize>,
    /// Whether a person chose the selected row, so that it has to keep its position on the screen while the list fills.
    pub(super) is_chosen: bool,
    /// The first row that is shown.
    pub top: usize,
    /// The first line of the detail that is shown.
    pub detail_top: usize,
    /// The link that Enter follows, by number from zero.
    pub link: Option<usize>,
    /// Whether letters are commands instead of editing the query.
    pub reading: bool,
    pub overlay: Option<Overlay>,
    /// What help or guide covers, and its first line that was shown.
    pub covered: Option<(Overlay, usize)>,
    /// The first line of the overlay that is shown.
    pub overlay_top: usize,
    /// The bounce that was pasted last, explained.
    pub pasted: Option<ExplainedItem>,
    /// The selected bounce, explained.
    pub explained: Option<ExplainedItem>,
    /// What was looked for in the logs.
    pub found: Option<Box<Found>>,
    /// Counts that are waited for.
    pub recount: Option<Recount>,
    /// What was asked about when failures happened.
    pub(super) times: Option<AskedTimes>,
    /// What has changed since the last search.
    pub(super) stale: Stale,
}

/// What has changed since the last search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stale {
    Nothing,
    /// There is more to list.
    Grown,
    /// The query, or none was searched for yet.
    #[default]
    Edited,
}

/// What covers the panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// The keys.
    Help,
    /// How to read a bounce code.
    Guide,
    /// The diagnosis of a bounce that came alone.
    Diagnosis,
    /// The tabs, to pick one by typing.
    Providers,
    /// What was looked for in the logs.
    Found,
    /// The prompt in the key line for the file to write the list to.
    Export,
}

impl Overlay {
    /// Whether letters are typed into it.
    pub(super) fn is_typed_into(self) -> bool {
        matches!(self, Overlay::Providers | Overlay::Export)
    }
}

impl View {
    /// Creates a view of a list with a query.
    pub fn new(list: List, query: &str) -> View {
        View {
            list,
            input: Input::new(typeable(query)),
            ..View::default()
        }
    }

    /// Returns how many results the query has under a tab.
    pub fn count(&self, tab: Option<ProviderId>) -> usize {
        let by_provider = &self.findings.by_provider;
        match tab {
            Some(provider) => by_provider
                .get(provider.index())
                .copied()
                .unwrap_or_default(),
            None => by_provider.iter().sum(),
        }
    }

    /// Returns all tabs from left to right.
    pub fn tabs(&self) -> impl Iterator<Item = Option<ProviderId>> {
        std::iter::once(None).chain(self.providers.iter().copied().map(Some))
    }

    /// Whether nothing is being searched for.
    pub fn is_at_rest(&self) -> bool {
        self.input.value().is_empty() && self.tab.is_none()
    }

    /// Whether the overlay is the only bounce that the program was opened on.
    pub fn shows_only_bounce(&self) -> bool {
        self.overlay == Some(Overlay::Diagnosis) && self.pasted.is_none()
    }

    /// The selected row.
    pub fn row(&self) -> Option<Row> {
        self.rows.get(self.selected?).copied()
    }

    /// Returns the first row, at or after this one, that is not a heading.
    pub fn next_item(&self, row: usize) -> Option<usize> {
        (row..self.rows.len()).find(|row| !self.rows[*row].is_heading())
    }

    /// Returns the last row, at or before this one, that is not a heading.
    pub fn previous_item(&self, row: usize) -> Option<usize> {
        let mut rows = (0..self.rows.len().min(row + 1)).rev();
        rows.find(|row| !self.rows[*row].is_heading())
    }

    pub fn open(&mut self, overlay: Overlay) {
        let is_about_keys = |overlay| matches!(overlay, Overlay::Help | Overlay::Guide);
        let covered = match self.overlay {
            Some(below) if is_about_keys(below) => self.covered,
            Some(below) if !below.is_typed_into() => Some((below, self.overlay_top)),
            Some(_) | None => None,
        };
        self.covered = covered.filter(|_| is_about_keys(overlay));
        self.overlay = Some(overlay);
        self.overlay_top = 0;
        self.link = None;
    }

    /// Closes the overlay, and shows again what it covers.
    pub fn uncover(&mut self) {
        match self.covered.take() {
            Some((below, top)) => {
                self.overlay = Some(below);
                self.overlay_top = top;
            }
            None => self.close_overlay(),
        }
    }

    pub fn close_overlay(&mut self) {
        // A reply that was put aside stays there.
        if self.overlay == Some(Overlay::Diagnosis) {
            self.pasted = None;
        }
        self.overlay = None;
        self.covered = None;
        self.link = None;
        self.found = None;
    }

    /// Closes the overlay to type a query. A pasted bounce can be shown again.
    pub(super) fn put_aside(&mut self) {
        let pasted = self.pasted.take();
        self.close_overlay();
        self.pasted = pasted;
    }

    pub fn query_edited(&mut self) {
        self.stale = Stale::Edited;
    }

    /// Replaces the query.
    pub fn set_query(&mut self, text: &str) {
        self.input = Input::new(typeable(text));
        self.query_edited();
    }

    /// Notes that there is more to list.
    pub(super) fn grown(&mut self) {
        self.stale = self.stale.max(Stale::Grown);
    }
}

impl State {
    pub fn new(
        catalogue: Catalogue,
        query: &str,
        bindings: Bindings,
        appearance: Appearance,
    ) -> State {
        let mut state = State {
            search: Search::new(catalogue),
            bindings,
            appearance,
            view: View::new(List::Catalogue, query),
            below: Vec::new(),
            diagnoser: None,
            picker: Picker::default(),
            prompt: Prompt::default(),
            history: None,
            is_enlarged: true,
            inputs: String::new(),
            can_reread: false,
            changed: None,
            keeps_lines: false,
            burst: None,
            is_leaving: false,
            notice: None,
            size: (0, 0),
        };
        state.search_if_stale();
        state
    }

    pub fn catalogue(&self) -> &Catalogue {
        self.search.catalogue()
    }

    pub fn leave_reading(&mut self) {
        self.view.reading = false;
        self.view.link = None;
        self.reveal_selected();
    }

    /// Whether letters are commands rather than text.
    pub fn letters_command(&self) -> bool {
        match self.view.overlay {
            Some(overlay) => !overlay.is_typed_into(),
            None => self.view.reading,
        }
    }

    /// Returns the contexts of bindings that hold now, in order of precedence.
    pub(super) fn contexts(&self) -> &'static [When] {
        if self.letters_command() {
            &[When::Reading, When::Always]
        } else if self.is_recalling() {
            &[When::Recalled, When::Searching, When::Always]
        } else if self.view.overlay.is_none() && self.view.input.value().is_empty() {
            &[When::Empty, When::Searching, When::Always]
        } else {
            &[When::Searching, When::Always]
        }
    }

    /// Whether the list is of logs that are read as they are written.
    pub(super) fn is_following(&self) -> bool {
        self.breakdown().is_some_and(Breakdown::is_following)
    }

    /// Returns the input into which letters are typed.
    pub fn input_mut(&mut self) -> &mut Input {
        match self.view.overlay {
            Some(Overlay::Providers) => &mut self.picker.input,
            Some(Overlay::Export) => &mut self.prompt.input,
            Some(Overlay::Help | Overlay::Guide | Overlay::Diagnosis | Overlay::Found) | None => {
                &mut self.view.input
            }
        }
    }

    pub fn layout(&self) -> Layout {
        let (width, height) = self.size;
        let listed = Listed {
            rows: self.view.rows.len(),
            is_of_logs: self.view.list.is_of_logs()
                || self.bounces().is_some_and(Bounces::is_behind),
        };
        layout::layout(width, height, self.focus(), listed)
    }

    /// Returns which pane has the focus.
    pub fn focus(&self) -> Focus {
        if !self.view.reading {
            Focus::List
        } else if self.is_enlarged {
            Focus::DetailAlone
        } else {
            Focus::Detail
        }
    }

    /// Returns the view that the program was opened on.
    pub fn first_view(&self) -> &View {
        self.below.first().unwrap_or(&self.view)
    }

    pub(super) fn first_view_mut(&mut self) -> &mut View {
        self.below.first_mut().unwrap_or(&mut self.view)
    }

    /// The list of bounces, if that is shown.
    pub fn bounces(&self) -> Option<&Bounces> {
        self.view.list.bounces()
    }

    /// The failures, if they are shown.
    pub fn breakdown(&self) -> Option<&Breakdown> {
        self.view.list.breakdown()
    }

    /// A listed bounce.
    pub fn item(&self, index: usize) -> Option<&Item> {
        self.bounces()?.items.get(index)
    }

    /// The entry that is shown in full: that of the bounce in the overlay, or the selected one.
    pub fn shown_entry(&self) -> Option<Entry> {
        match self.shown_bounce() {
            Some(shown) => Some(shown.diagnosis.entry),
            None => self.entry(),
        }
    }

    /// The bounce that is shown in full.
    pub fn shown_bounce(&self) -> Option<&ExplainedItem> {
        let pasted = self.view.pasted.as_ref();
        let pasted = pasted.filter(|_| self.view.overlay == Some(Overlay::Diagnosis));
        pasted.or(self.view.explained.as_ref())
    }

    /// The selected entry, or that of the selected bounce or failure.
    pub fn entry(&self) -> Option<Entry> {
        self.entry_of(self.view.selected?)
    }

    /// The entry of a row, or that of its bounce or failure.
    pub fn entry_of(&self, row: usize) -> Option<Entry> {
        self.entry_in(*self.view.rows.get(row)?)
    }

    /// The entry in a row of the list, shown or not.
    pub(super) fn entry_in(&self, row: Row) -> Option<Entry> {
        let entry = match row {
            Row::Entry(entry) => entry,
            Row::Bounce(index) => self.item(index)?.entry,
            Row::Failure(key) => key.entry,
            Row::Change(index) => self.view.list.changes()?.get(index)?.0,
            Row::Heading(..) => return None,
        };
        Some(self.catalogue().entry_at(entry))
    }

    /// Everything known about the selected failure.
    pub fn selected_failure(&self) -> Option<Detail> {
        match self.view.row()? {
            Row::Failure(key) => self.breakdown()?.detail(self.catalogue(), key),
            Row::Heading(..) | Row::Entry(_) | Row::Bounce(_) | Row::Change(_) => None,
        }
    }

    pub fn select(&mut self, row: usize) {
        self.view.is_chosen = true;
        if self.view.selected != Some(row) {
            self.view.selected = Some(row);
            self.view.detail_top = 0;
            self.view.link = None;
        }
        self.reveal_selected();
        self.explain_selected();
    }

    /// Scrolls the results as little as needed to show the selected row, with the headings directly above it.
    pub fn reveal_selected(&mut self) {
        let height = usize::from(self.layout().results.height);
        let view = &mut self.view;
        let Some(selected) = view.selected.filter(|_| height > 0) else {
            return;
        };
        let above = view.rows[..selected].iter().rev();
        let headings = above.take_while(|row| row.is_heading()).count();
        let wanted = selected - headings.min(height - 1);
        let most = view.rows.len().saturating_sub(height);
        view.top = view
            .top
            .min(wanted)
            .max((selected + 1).saturating_sub(height))
            .min(most);
    }
}
