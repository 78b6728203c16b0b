//! What is opened over what was there, and the way back.

use super::bounces::Bounces;
use super::listing::Stale;
use super::state::{Overlay, Row, State, Subject};
use crate::triage::breakdown::Breakdown;
use tui_input::Input;

/// Where a step back leads.
#[derive(Clone, Debug)]
pub(super) struct Step {
    subject: Subject,
    query: String,
    tab: Option<usize>,
    selected: Option<Row>,
    is_chosen: bool,
    /// Rows above the selected one on the screen.
    above: usize,
    detail_top: usize,
    reading: bool,
    overlay: Option<Overlay>,
}

impl State {
    /// Opens the program on a list that fills: there is no way back.
    pub fn open_on(&mut self, list: Bounces) {
        self.lists.push(list);
        let query = self.input.value().to_owned();
        self.turn_to(Subject::Bounces, &query);
    }

    /// Opens the program on logs that are counted: there is no way back.
    pub fn open_on_failures(&mut self, breakdown: Breakdown) {
        self.failures = Some(breakdown);
        let query = self.input.value().to_owned();
        self.turn_to(Subject::Failures, &query);
    }

    /// Opens a list over all that is there.
    pub(super) fn open_list(&mut self, list: Bounces) {
        self.remember();
        self.lists.push(list);
        self.turn_to(Subject::Bounces, "");
    }

    /// Opens the entry of the bounce or of the failure that is shown in the catalogue.
    pub(super) fn visit_entry(&mut self) {
        let bounce = self.shown_bounce().map(|shown| shown.diagnosis.entry);
        let failure = || self.entry().filter(|_| self.subject == Subject::Failures);
        let Some(entry) = bounce.or_else(failure).map(|entry| entry.id) else {
            return;
        };
        self.remember();
        self.turn_to(Subject::Catalogue, "");
        if let Some(place) = self.catalogue().place_of(entry) {
            // With a few of its neighbours above it.
            self.put_back(Row::Entry(place), 3, 0);
        }
        self.reading = true;
        self.reveal_selected();
    }

    /// Where one more step back would lead, if it leads anywhere.
    pub fn step_back(&self) -> Option<Subject> {
        self.steps.last().map(|step| step.subject)
    }

    /// Whether one step leads back from an entry that was only looked up.
    pub fn is_visiting(&self) -> bool {
        let at_rest = self.input.value().is_empty() && self.tab.is_none();
        self.subject == Subject::Catalogue && at_rest && !self.steps.is_empty()
    }

    /// Takes the step back.
    pub(super) fn go_back(&mut self) {
        let Some(step) = self.steps.pop() else { return };
        if self.subject == Subject::Bounces {
            self.lists.pop();
        }
        self.turn_to(step.subject, &step.query);
        if step.tab.is_some() {
            self.show_tab(step.tab);
        }
        self.reading = step.reading;
        self.overlay = step.overlay;
        self.is_chosen = step.is_chosen;
        if let Some(row) = step.selected {
            self.put_back(row, step.above, step.detail_top);
        }
    }

    fn remember(&mut self) {
        let row = self.selected.and_then(|row| self.rows.get(row).copied());
        let above = self.selected.unwrap_or_default();
        self.steps.push(Step {
            subject: self.subject,
            query: self.input.value().to_owned(),
            tab: self.tab,
            selected: row,
            is_chosen: self.is_chosen,
            above: above.saturating_sub(self.results_top),
            detail_top: self.detail_top,
            reading: self.reading,
            overlay: self.overlay,
        });
    }

    fn turn_to(&mut self, subject: Subject, query: &str) {
        self.subject = subject;
        self.input = Input::new(query.to_owned());
        self.tab = None;
        self.reading = false;
        self.overlay = None;
        self.stale = Stale::Edited;
        self.list_tabs();
        self.search_if_stale();
    }
}
