//! What the results list: the rows and tabs that follow from the subject, the query and the active tab.

use super::bounces::{Batch, Explained};
use super::state::{Heading, Overlay, Row, State, Subject};
use crate::diagnose::Diagnoser;
use crate::query::Query;
use crate::sanitize::typeable;
use crate::search::Help;
use crate::triage::By;
use crate::triage::breakdown::{Breakdown, Group, Section, Snapshot};
use tui_input::Input;

/// What came in since the last search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stale {
    Nothing,
    /// More to list.
    Grown,
    /// Another query.
    Edited,
}

impl State {
    /// How many of what is listed the query has under a tab.
    pub fn count(&self, tab: Option<usize>) -> usize {
        let by_provider = &self.findings.by_provider;
        match tab {
            Some(provider) => by_provider.get(provider).copied().unwrap_or_default(),
            None => by_provider.iter().sum(),
        }
    }

    /// How many there are to search in.
    pub fn total(&self) -> usize {
        match self.subject {
            Subject::Catalogue => self.catalogue().len(),
            Subject::Bounces => self.bounces().map_or(0, |bounces| bounces.total),
            Subject::Failures => self.failures.as_ref().map_or(0, Breakdown::total),
        }
    }

    /// Whether what is listed is still being read.
    pub fn is_filling(&self) -> bool {
        match self.subject {
            Subject::Catalogue => false,
            Subject::Bounces => self.bounces().is_some_and(|bounces| bounces.is_reading),
            Subject::Failures => self
                .failures
                .as_ref()
                .is_some_and(|breakdown| breakdown.is_reading),
        }
    }

    /// All tabs from left to right.
    pub fn tabs(&self) -> impl Iterator<Item = Option<usize>> {
        std::iter::once(None).chain(self.providers.iter().copied().map(Some))
    }

    /// Replaces the query.
    pub fn set_query(&mut self, text: &str) {
        self.input = Input::new(typeable(text));
        self.query_edited();
    }

    pub fn query_edited(&mut self) {
        self.stale = Stale::Edited;
    }

    /// Takes what was read of the inputs that the program was opened on.
    pub(super) fn take(&mut self, batch: Batch) {
        let Some(bounces) = self.lists.first_mut() else {
            return;
        };
        let notice = bounces.add(batch);
        let is_whole = !bounces.is_reading;
        self.notice = notice.or(self.notice.take());
        if self.subject != Subject::Bounces || self.lists.len() > 1 {
            return;
        }
        self.stale = self.stale.max(Stale::Grown);
        if is_whole {
            self.search_if_stale();
            self.show_only_bounce();
        }
    }

    /// Takes what was counted in the logs that the program was opened on.
    pub(super) fn take_counts(&mut self, snapshot: Snapshot) {
        let Some(breakdown) = &mut self.failures else {
            return;
        };
        let old = breakdown.snapshot.notice.clone();
        let notice = breakdown.take(snapshot);
        // What was to be known of inputs is no longer so.
        let is_over = old.is_some() && breakdown.snapshot.notice != old;
        let kept = self
            .notice
            .take()
            .filter(|kept| !is_over || Some(kept) != old.as_ref());
        self.notice = notice.or(kept);
        if self.subject == Subject::Failures {
            self.stale = self.stale.max(Stale::Grown);
        }
    }

    /// Groups the failures by something else; the selected one stays selected where it is listed.
    pub(super) fn show_next_view(&mut self) {
        let entry = self.entry().map(|entry| entry.id);
        let Some(breakdown) = self
            .failures
            .as_mut()
            .filter(|_| self.subject == Subject::Failures)
        else {
            return;
        };
        breakdown.by = breakdown.next_view();
        // Which rows have a mark depends on how they are grouped.
        self.find();
        self.list_rows();
        let same = (0..self.rows.len()).find(|row| {
            let listed = self.entry_of(*row);
            listed.is_some_and(|listed| Some(listed.id) == entry)
        });
        self.selected = same.or(self.selected);
        self.results_top = 0;
        self.reveal_selected();
    }

    /// A bounce that came alone needs no list, unless somebody is already busy with that.
    fn show_only_bounce(&mut self) {
        let is_busy = self.reading || self.overlay.is_some() || !self.input.value().is_empty();
        if self.total() == 1 && !is_busy {
            self.open(Overlay::Diagnosis);
        }
    }

    /// Finds the tabs of the subject. In lists those that the query leaves nothing of stand behind the others; the
    /// catalogue's keep their places.
    pub(super) fn list_tabs(&mut self) {
        let counts = self.counts_of_all();
        let providers = (0..counts.len()).filter(|provider| counts[*provider] > 0);
        let mut providers: Vec<_> = providers.collect();
        if self.subject != Subject::Catalogue {
            providers.sort_by_key(|provider| self.count(Some(*provider)) == 0);
        }
        self.providers = providers;
    }

    fn counts_of_all(&self) -> Vec<usize> {
        match (self.subject, self.bounces()) {
            (Subject::Bounces, Some(bounces)) => {
                bounces.by_provider(self.catalogue().providers.len())
            }
            (Subject::Failures, _) => {
                let providers = self.catalogue().providers.len();
                self.failures
                    .as_ref()
                    .map_or_else(Vec::new, |breakdown| breakdown.by_provider(providers))
            }
            _ => self.search.find(&Query::default()).by_provider,
        }
    }

    /// Brings the results up to date with the query. Not done for each key: of keys that come together only the last
    /// matters.
    pub fn search_if_stale(&mut self) {
        let stale = std::mem::replace(&mut self.stale, Stale::Nothing);
        if stale == Stale::Nothing {
            return;
        }
        let anchor = self.anchor().filter(|_| stale == Stale::Grown);
        self.find();
        if stale == Stale::Edited {
            self.results_top = 0;
            self.is_chosen = false;
        }
        let detail_top = self.detail_top;
        self.list_rows();
        if let Some((row, above)) = anchor {
            self.put_back(row, above, detail_top);
        }
    }

    /// The selected row and how many rows stand above it on the screen, if it has to stay there.
    fn anchor(&self) -> Option<(Row, usize)> {
        let selected = self.selected.filter(|_| self.is_chosen || self.reading)?;
        let row = *self.rows.get(selected)?;
        Some((row, selected.saturating_sub(self.results_top)))
    }

    /// Selects a row where it is listed now, with as many rows above it as before.
    pub(super) fn put_back(&mut self, row: Row, above: usize, detail_top: usize) {
        let Some(mut place) = self.rows.iter().position(|other| *other == row) else {
            return;
        };
        if self.is_flat() {
            // Where scrolling alone cannot keep it in its place on the screen, its neighbours make way.
            let height = usize::from(self.layout().results.height);
            let most = self.rows.len().saturating_sub(height);
            let kept = place.clamp(above, above + most).min(self.rows.len() - 1);
            // But not across a heading.
            let heading = self.rows.iter().position(Row::is_heading);
            let kept = match heading {
                Some(heading) if place > heading => kept.max(heading + 1),
                Some(heading) => kept.min(heading - 1),
                None => kept,
            };
            let row = self.rows.remove(place);
            self.rows.insert(kept, row);
            place = kept;
        }
        self.selected = Some(place);
        self.results_top = place.saturating_sub(above);
        self.detail_top = detail_top;
        self.reveal_selected();
        self.explain_selected();
    }

    /// Whether the rows are a list of failures without groups.
    fn is_flat(&self) -> bool {
        self.breakdown()
            .is_some_and(|breakdown| breakdown.by == By::Cause)
    }

    fn find(&mut self) {
        let text = self.input.value();
        self.help = Help::default();
        if let Some(breakdown) = self.breakdown() {
            let query = Query::of_list(text);
            self.findings = breakdown.find(&self.search, &query);
            self.query = query;
            self.list_tabs();
            return;
        }
        match (self.subject, self.lists.last()) {
            (Subject::Bounces, Some(bounces)) => {
                self.query = Query::of_list(text);
                self.findings = bounces.find(&self.search, &self.query);
                self.list_tabs();
            }
            _ => {
                self.query = Query::parse(text);
                self.findings = self.search.find(&self.query);
                if self.findings.entries.is_empty() {
                    self.help = self.search.help(text);
                }
            }
        }
    }

    /// Activates a tab; what is selected stays selected where it is listed.
    pub fn show_tab(&mut self, tab: Option<usize>) {
        self.tab = tab;
        let row = self.selected.and_then(|row| self.rows.get(row).copied());
        self.list_rows();
        let kept = self.rows.iter().position(|other| Some(*other) == row);
        self.selected = kept.or(self.selected);
        self.results_top = 0;
        self.reveal_selected();
        self.explain_selected();
    }

    /// Rebuilds the rows: what is found, under the headings of its groups.
    fn list_rows(&mut self) {
        match (self.subject, &mut self.failures) {
            (Subject::Failures, Some(breakdown)) => {
                let catalogue = self.search.catalogue();
                let sections = breakdown.list(catalogue, &self.findings.entries, self.tab);
                self.rows = rows_of(sections, breakdown.by);
            }
            (Subject::Bounces, _) => self.list_bounces(),
            (Subject::Catalogue | Subject::Failures, _) => self.list_entries(),
        }
        self.selected = self.first_spike().or_else(|| self.next_item(0));
        self.detail_top = 0;
        self.reveal_selected();
        self.explain_selected();
    }

    /// What to look at first, once all is read and as long as nothing is asked or chosen: what failed far more often for
    /// a while.
    fn first_spike(&self) -> Option<usize> {
        let is_at_rest = self.query.is_empty() && self.tab.is_none() && !self.is_chosen;
        let breakdown = self
            .breakdown()
            .filter(|breakdown| is_at_rest && !breakdown.is_reading)?;
        let has_spike =
            |row: &Row| matches!(row, Row::Failure(key) if breakdown.spike(*key).is_some());
        self.rows.iter().position(has_spike)
    }

    /// Has the selected bounce explained anew: of those that are listed only the entry is kept.
    pub(super) fn explain_selected(&mut self) {
        let selected = self.selected.and_then(|row| self.rows.get(row));
        let item = match (self.subject, selected) {
            (Subject::Bounces, Some(Row::Bounce(index))) => self.item(*index),
            _ => None,
        };
        let shown = self.explained.as_ref().map(|explained| &explained.item);
        if item == shown {
            return;
        }
        let item = item.cloned();
        self.explained = item.and_then(|item| self.explain(item));
    }

    pub(super) fn explain(&mut self, item: super::bounces::Item) -> Option<Explained> {
        let catalogue = *self.catalogue();
        let diagnoser = self
            .diagnoser
            .get_or_insert_with(|| Box::new(Diagnoser::new(catalogue)));
        let diagnosis = diagnoser.bounce(&item.bounce)?;
        Some(Explained { item, diagnosis })
    }
}

/// Failures under the headings of their groups. By cause each stands by itself, but for what was rejected.
fn rows_of(sections: Vec<Section>, by: By) -> Vec<Row> {
    let mut rows = Vec::new();
    for section in sections {
        let heading = match section.group {
            Group::Rejected => Some(Heading::Rejected),
            group => (by != By::Cause).then_some(Heading::Group(group)),
        };
        let attempts = section.attempts as usize;
        rows.extend(heading.map(|heading| Row::Heading(heading, attempts)));
        rows.extend(section.rows.into_iter().map(Row::Failure));
    }
    rows
}
