//! Keeps queries for later, and recalls them.

use super::history::History;
use super::state::State;

impl State {
    /// Keeps the query if it is a search of the catalogue and found something.
    pub fn remember(&mut self) {
        let is_of_use = self.view.list.is_catalogue() && !self.view.rows.is_empty();
        if let Some(history) = self.history.as_mut().filter(|_| is_of_use) {
            history.ask(self.view.input.value());
        }
    }

    /// Whether the query is a recalled one.
    pub(super) fn is_recalling(&self) -> bool {
        self.history.as_ref().is_some_and(History::is_walked)
    }

    /// Whether the key that selects the row above recalls a query instead: there is no row above, and no query yet.
    pub(super) fn can_recall(&self) -> bool {
        let view = &self.view;
        let is_first = view.selected.is_some() && view.selected == view.next_item(0);
        let is_at_rest = view.list.is_catalogue() && view.is_at_rest() && is_first;
        let is_known = |history: &History| !history.is_empty();
        self.is_recalling() || is_at_rest && self.history.as_ref().is_some_and(is_known)
    }

    pub(super) fn recall_older(&mut self) {
        if let Some(query) = self.history.as_mut().and_then(History::older) {
            self.view.set_query(query);
        }
    }

    pub(super) fn recall_newer(&mut self) {
        if let Some(history) = &mut self.history {
            self.view.set_query(history.newer());
        }
    }

    /// From now on, the query counts as typed.
    pub(super) fn end_recall(&mut self) {
        if let Some(history) = &mut self.history {
            history.stop();
        }
    }
}
