//! Keeps rows and tabs up to date: they follow from the list, the query and the active tab.

use super::bindings::Command;
use super::lists::{Heading, List, Row};
use super::state::{Overlay, Stale, State};
use crate::catalogue::ProviderId;
use crate::diagnose::Diagnoser;
use crate::diagnose::intake::{Batch, ExplainedItem, Item};
use crate::order;
use crate::search::Findings;
use crate::triage::breakdown::Snapshot;
use std::cmp::Reverse;

const NOT_GROUPED: &str = "Failures in logs are grouped, and the lines behind them.";

const NOTHING_REJECTED: &str = "Your server rejected nothing in these logs.";

const NO_SPIKE: &str = "Nothing here failed far more often for a while.";

impl State {
    /// Takes what was read from the inputs that the program was opened on.
    pub(super) fn take(&mut self, batch: Batch) {
        let first = self.first_view_mut();
        let List::Bounces(bounces) = &mut first.list else {
            return;
        };
        let notice = bounces.add(batch);
        let is_whole = !bounces.is_reading;
        first.grown();
        self.notice = notice.or(self.notice.take());
        if is_whole && self.below.is_empty() {
            self.search_if_stale();
            self.show_only_bounce();
        }
    }

    /// Takes what was counted in the logs that the program was opened on.
    pub(super) fn take_counts(&mut self, snapshot: Snapshot) {
        let first = self.first_view_mut();
        let List::Failures(breakdown) = &mut first.list else {
            return;
        };
        let old = breakdown.all().notice.clone();
        let notice = breakdown.take(snapshot);
        // The notice about a missing file no longer applies.
        let is_over = old.is_some() && breakdown.all().notice != old;
        first.grown();
        let kept = self.notice.take();
        let kept = kept.filter(|kept| !is_over || Some(kept) != old.as_ref());
        self.notice = notice.or(kept);
    }

    /// Pauses or resumes the view of followed logs.
    pub(super) fn toggle_pause(&mut self) {
        let List::Failures(breakdown) = &mut self.view.list else {
            return;
        };
        self.notice = breakdown.toggle_pause();
        self.view.grown();
        self.search_if_stale();
    }

    /// Groups the failures, or the lines behind one, by something else; the selected one stays selected if it is still
    /// listed.
    pub(super) fn show_next_view(&mut self) {
        let entry = self.entry().map(|entry| entry.id);
        let can_ask = self.why_no_recount().is_none();
        match &mut self.view.list {
            List::Failures(breakdown) => breakdown.by = breakdown.next_view(can_ask),
            List::Bounces(bounces) if bounces.is_behind() => {
                bounces.by = bounces.by.next();
                self.view.top = 0;
                // People look for what most lines have in common.
                return self.list_rows();
            }
            List::Bounces(_) | List::Catalogue | List::Changes(_) => {
                self.notice = Some(NOT_GROUPED.to_owned());
                return;
            }
        }
        self.regroup(entry);
    }

    /// Shows what your own server rejected, or failures again.
    pub(super) fn toggle_rejections(&mut self) {
        let List::Failures(breakdown) = &mut self.view.list else {
            return;
        };
        if !breakdown.has_rejected() {
            self.notice = Some(NOTHING_REJECTED.to_owned());
            return;
        }
        breakdown.toggle_rejections();
        // No provider says what your own server says.
        self.view.tab = None;
        self.regroup(None);
    }

    /// Selects the next failure with a spike, wrapping around.
    pub(super) fn select_next_spike(&mut self) {
        let spikes = self.view.list.spikes(&self.view.rows);
        let is_after = |row: &&usize| Some(**row) > self.view.selected;
        match spikes.iter().find(is_after).or(spikes.first()) {
            Some(row) => self.select(*row),
            None => self.notice = Some(NO_SPIKE.to_owned()),
        }
    }

    /// Lists the failures again after regrouping. Marks do not survive that.
    pub(super) fn regroup(&mut self, entry: Option<&str>) {
        // The rows are different ones.
        self.view.marked.clear();
        self.find();
        self.list_rows();
        let same = (0..self.view.rows.len()).find(|row| {
            let listed = self.entry_of(*row);
            listed.is_some_and(|listed| Some(listed.id) == entry)
        });
        self.view.selected = same.or(self.view.selected);
        self.view.top = 0;
        self.reveal_selected();
    }

    /// Opens the diagnosis of a bounce that came alone, unless somebody is already busy with the list.
    fn show_only_bounce(&mut self) {
        let view = &mut self.view;
        let is_busy = view.reading || view.overlay.is_some() || !view.input.value().is_empty();
        if view.list.total(self.search.catalogue()) == 1 && !is_busy {
            view.open(Overlay::Diagnosis);
        }
    }

    /// Finds the tabs of the list. Tabs without results come last; for failures in logs, the most frequent come first.
    fn list_tabs(&mut self) {
        let counts = self.view.list.by_provider(&self.search);
        let providers = self.catalogue().provider_ids();
        let providers = providers.filter(|provider| counts[provider.index()] > 0);
        let mut providers: Vec<_> = providers.collect();
        let is_counted = self.view.list.is_of_logs();
        order::sort_by_key(&mut providers, |provider| {
            let count = self.view.count(Some(*provider));
            (count == 0, Reverse(if is_counted { count } else { 0 }))
        });
        self.view.providers = providers;
    }

    /// Brings the results up to date with the query. Not done for each key: of keys that arrive together, only the last
    /// matters.
    pub fn search_if_stale(&mut self) {
        let is_kept = self.view.is_chosen || self.view.reading;
        self.refresh(is_kept);
    }

    /// Searches again if needed. If there was only more to list, the selected row may keep its position on the screen.
    pub(super) fn refresh(&mut self, is_kept: bool) {
        let stale = std::mem::replace(&mut self.view.stale, Stale::Nothing);
        if stale == Stale::Nothing {
            return;
        }
        let anchor = self.anchor().filter(|_| is_kept && stale == Stale::Grown);
        self.find();
        if stale == Stale::Edited {
            self.view.top = 0;
            self.view.is_chosen = false;
        }
        let (detail_top, link) = (self.view.detail_top, self.view.link);
        self.list_rows();
        if let Some((row, above)) = anchor {
            self.put_back(row, above, detail_top);
            self.view.link = link.filter(|_| self.view.row() == Some(row));
        }
    }

    /// Returns the selected row, and how many rows are above it on the screen.
    fn anchor(&self) -> Option<(Row, usize)> {
        let above = self.view.selected?.saturating_sub(self.view.top);
        Some((self.view.row()?, above))
    }

    /// Selects a row where it is listed now, with as many rows above it as before.
    pub(super) fn put_back(&mut self, row: Row, above: usize, detail_top: usize) {
        let rows = &self.view.rows;
        let Some(mut index) = rows.iter().position(|other| *other == row) else {
            return;
        };
        if self.view.list.is_flat() {
            // If scrolling alone cannot keep its position on the screen, its neighbours make way.
            let height = usize::from(self.layout().results.height);
            let most = rows.len().saturating_sub(height);
            let kept = index.clamp(above, above + most).min(rows.len() - 1);
            // But not across a heading.
            let kept = match rows.iter().position(Row::is_heading) {
                Some(heading) if index > heading => kept.max(heading + 1),
                Some(heading) => kept.min(heading - 1),
                None => kept,
            };
            let row = self.view.rows.remove(index);
            self.view.rows.insert(kept, row);
            index = kept;
        }
        self.view.selected = Some(index);
        self.view.top = index.saturating_sub(above);
        self.view.detail_top = detail_top;
        self.reveal_selected();
        self.explain_selected();
    }

    fn find(&mut self) {
        let view = &mut self.view;
        let answer = view.list.answer(&self.search, view.input.value());
        view.query = answer.query;
        view.findings = answer.findings;
        view.respelt = answer.respelt;
        if self.why_uncounted().is_some() {
            // The counts do not cover what the query asks for.
            self.view.findings = Findings::default();
        }
        self.list_tabs();
    }

    /// Activates a tab. The selected row stays selected if it is listed there; but for failures in logs, the first row
    /// is what people look for.
    pub fn show_tab(&mut self, tab: Option<ProviderId>) {
        self.view.tab = tab;
        let row = self.view.row();
        self.list_rows();
        let mut rows = self.view.rows.iter();
        let is_ranked = self.view.list.is_of_logs() && !self.view.reading;
        let kept = rows.position(|other| Some(*other) == row && !is_ranked);
        self.view.selected = kept.or(self.view.selected);
        self.view.top = 0;
        self.reveal_selected();
        self.explain_selected();
    }

    /// Rebuilds the rows: what was found, under the headings of its groups. As long as nothing is asked or chosen, the
    /// row of greatest interest is selected.
    pub(super) fn list_rows(&mut self) {
        let view = &mut self.view;
        let (query, found) = (&view.query, &view.findings.found);
        view.rows = view
            .list
            .rows(self.search.catalogue(), query, found, view.tab);
        if view.respelt.is_some() && !view.rows.is_empty() {
            view.rows
                .insert(0, Row::Heading(Heading::Respelt, found.len()));
        }
        let is_at_rest = view.query.is_empty() && view.tab.is_none() && !view.is_chosen;
        let spikes = is_at_rest.then(|| view.list.spikes(&view.rows));
        let of_interest = spikes.and_then(|spikes| spikes.first().copied());
        view.detail_top = 0;
        view.link = None;
        // The most frequent failure must not be scrolled away for it.
        let height = usize::from(self.layout().results.height);
        let seen = of_interest.filter(|row| height == 0 || *row < height);
        let is_first = self.below.is_empty() && !self.is_following();
        if of_interest.is_some() && seen.is_none() && is_first {
            let key = self.bindings.key_of(Command::NextSpike);
            self.notice = key.map(|key| format!("A spike is further down: {key}"));
        }
        self.view.selected = seen.or_else(|| self.view.next_item(0));
        self.reveal_selected();
        self.explain_selected();
    }

    /// Diagnoses the selected bounce again, since the list keeps only entries.
    pub(super) fn explain_selected(&mut self) {
        let item = match self.view.row() {
            Some(Row::Bounce(index)) => self.item(index),
            Some(Row::Heading(..) | Row::Entry(_) | Row::Failure(_) | Row::Change(_)) | None => {
                None
            }
        };
        let shown = self.view.explained.as_ref();
        if item == shown.map(|explained| &explained.item) {
            return;
        }
        let item = item.cloned();
        self.view.explained = item.and_then(|item| self.explain(item));
    }

    pub(super) fn explain(&mut self, item: Item) -> Option<ExplainedItem> {
        let diagnosis = self.diagnoser().bounce(&item.bounce)?;
        Some(ExplainedItem { item, diagnosis })
    }

    pub(super) fn diagnoser(&mut self) -> &Diagnoser {
        let catalogue = *self.catalogue();
        self.diagnoser
            .get_or_insert_with(|| Box::new(Diagnoser::new(catalogue)))
    }
}
