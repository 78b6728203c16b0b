//! Opens views over others, and leads back.

use super::lists::bounces::Bounces;
use super::lists::changes::Changes;
use super::lists::{List, Row};
use super::reread::{Compared, Request, Ticket, What};
use super::state::{Overlay, State, View};
use crate::catalogue::EntryId;
use crate::sanitize::sanitize;
use crate::triage::breakdown::{Breakdown, Group, RowKey};

/// The most views that lie below the current one. Beyond that, the oldest drop out of the way back.
const MOST_BELOW: usize = 40;

const NO_OTHER_ENTRY: &str = "Bounces and failures have an entry in the catalogue to look up.";

/// Where one step back leads: what Esc does, and what the key line calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepBack {
    CloseOverlay,
    /// Leaves an entry that was only looked up.
    LeaveEntry,
    LeaveReading,
    ClearQuery,
    AllTabs,
    /// Removes all marks.
    ClearMarks,
    /// Shows the pasted bounce again over which a query was typed.
    ShowPasted,
    /// Returns from what your own server rejected to failures.
    LeaveRejections,
    /// Returns from a list to the catalogue.
    LeaveList,
    /// Returns from a list to another one.
    LeaveView,
    Quit,
}

impl State {
    /// Opens the program on a list that is being filled: there is no way back.
    pub fn open_on(&mut self, list: Bounces) {
        self.start_with(List::Bounces(list));
    }

    /// Opens the program on logs that are being counted: there is no way back.
    pub fn open_on_failures(&mut self, breakdown: Breakdown) {
        self.start_with(List::Failures(Box::new(breakdown)));
    }

    /// Opens the program on what changed, for all failures or only some. It still has to be read, and there is no way
    /// back.
    pub fn open_on_changes(&mut self, compared: Compared, only: Option<&str>) -> Request {
        let ticket = Ticket::default();
        let waiting = ticket.waiting();
        let mut title = compared.in_words();
        if let Some(only) = only {
            title = format!("only {}, {title}", sanitize(only));
        }
        let changes = Changes::awaited(title, ticket);
        self.start_with(List::Changes(Box::new(changes)));
        let what = What::Change(compared);
        Request { what, waiting }
    }

    /// Opens the failure of a change: on the later side, unless it is gone there.
    pub(super) fn open_change(&mut self, index: usize) {
        let List::Changes(changes) = &self.view.list else {
            return;
        };
        let Some(((entry, change), changed)) = changes.get(index).zip(changes.changed.as_ref())
        else {
            return;
        };
        let side = &changed.sides[usize::from(change.after > 0)];
        let breakdown = Breakdown::of_part(side.counted.clone(), side.period, side.is_older);
        self.push(List::Failures(Box::new(breakdown)));
        let row = RowKey {
            group: Group::Failed,
            entry,
        };
        self.put_back(Row::Failure(row), 3, 0);
        self.view.reading = true;
        self.reveal_selected();
    }

    fn start_with(&mut self, list: List) {
        self.view = View::new(list, self.view.input.value());
        self.search_if_stale();
    }

    /// Whether what is shown has an entry to look up in the catalogue.
    pub(super) fn can_visit_entry(&self) -> bool {
        let is_failure = self.view.list.is_of_logs() && self.view.selected.is_some();
        (self.shown_bounce().is_some() || is_failure)
            && matches!(self.view.overlay, None | Some(Overlay::Diagnosis))
    }

    /// Opens the entry of the shown bounce or failure in the catalogue.
    pub(super) fn visit_entry(&mut self) {
        let bounce = self.shown_bounce().map(|shown| shown.diagnosis.entry);
        let failure = || self.entry().filter(|_| self.view.list.is_of_logs());
        let entry = bounce.or_else(failure);
        let entry = entry.and_then(|entry| self.catalogue().index_of(entry.id));
        match entry {
            Some(entry) => self.read_entry(entry),
            None => self.notice = Some(NO_OTHER_ENTRY.to_owned()),
        }
    }

    /// Opens an entry of the catalogue over everything else.
    pub(super) fn read_entry(&mut self, entry: EntryId) {
        self.push(List::Catalogue);
        // Shows a few of its neighbours above it.
        self.put_back(Row::Entry(entry), 3, 0);
        self.view.reading = true;
        self.reveal_selected();
    }

    /// Opens a list over everything else.
    pub(super) fn push(&mut self, list: List) {
        let below = std::mem::replace(&mut self.view, View::new(list, ""));
        self.below.push(below);
        if self.below.len() > MOST_BELOW {
            // The view that the program was opened on stays.
            self.below.remove(1);
        }
        self.search_if_stale();
    }

    fn pop(&mut self) {
        let Some(view) = self.below.pop() else { return };
        self.view = view;
        // What has arrived meanwhile does not change its position.
        self.refresh(true);
        self.reveal_selected();
    }

    /// Closes everything that was opened above this depth.
    pub(super) fn back_to(&mut self, depth: usize) {
        while self.below.len() > depth {
            self.pop();
        }
    }

    /// Returns to the page whose link led here, or else to typing.
    pub(super) fn page_back(&mut self) {
        if self.step_back() != StepBack::Quit {
            self.go_back();
        }
    }

    /// Returns where one step back leads.
    pub fn step_back(&self) -> StepBack {
        let view = &self.view;
        let below = self.below.last();
        if view.shows_only_bounce() {
            StepBack::Quit
        } else if view.overlay.is_some() {
            StepBack::CloseOverlay
        } else if view.list.is_catalogue() && view.is_at_rest() && below.is_some() {
            StepBack::LeaveEntry
        } else if view.reading {
            StepBack::LeaveReading
        } else if !view.input.value().is_empty() {
            StepBack::ClearQuery
        } else if view.tab.is_some() {
            StepBack::AllTabs
        } else if !view.marked.is_empty() {
            StepBack::ClearMarks
        } else if view.pasted.is_some() {
            StepBack::ShowPasted
        } else if self
            .breakdown()
            .is_some_and(|breakdown| breakdown.by.is_of_rejections())
        {
            StepBack::LeaveRejections
        } else {
            match below.map(|below| below.list.is_catalogue()) {
                Some(true) => StepBack::LeaveList,
                Some(false) => StepBack::LeaveView,
                None => StepBack::Quit,
            }
        }
    }

    /// Returns what would be lost by leaving the program; a bounce that came alone does not count.
    pub(super) fn lost_by_leaving(&self) -> Option<&'static str> {
        if self.view.shows_only_bounce() {
            return None;
        }
        match &self.view.list {
            List::Catalogue => None,
            List::Bounces(bounces) => (bounces.total > 1).then_some("list"),
            List::Failures(breakdown) => (breakdown.total() > 0).then_some("counts"),
            List::Changes(changes) => (changes.total() > 0).then_some("comparison"),
        }
    }

    /// Takes the step back; returns false if it leads out of the program.
    pub(super) fn go_back(&mut self) -> bool {
        match self.step_back() {
            StepBack::CloseOverlay => self.view.uncover(),
            StepBack::LeaveEntry | StepBack::LeaveList | StepBack::LeaveView => self.pop(),
            StepBack::LeaveReading => self.leave_reading(),
            StepBack::ClearQuery => {
                self.remember();
                self.view.set_query("");
            }
            StepBack::AllTabs => self.show_tab(None),
            StepBack::ClearMarks => self.view.marked.clear(),
            StepBack::ShowPasted => self.view.open(Overlay::Diagnosis),
            StepBack::LeaveRejections => self.toggle_rejections(),
            StepBack::Quit => return false,
        }
        true
    }
}
