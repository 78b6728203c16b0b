//! The queries of earlier sessions and of this one, and the walk through them that starts from an empty query.

use crate::sanitize::typeable;

/// The most queries that are kept.
const MOST: usize = 500;
/// The longest query that is kept, in characters: a longer one was pasted, and nobody types it again.
const LONGEST: usize = 100;

/// Queries that found something, as typed.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Oldest first, each once.
    queries: Vec<String>,
    /// Those of this session, in order.
    asked: Vec<String>,
    /// The index of the query that the walk has reached.
    at: Option<usize>,
}

impl History {
    /// Reads the contents of a file: one query per line, oldest first. Anything else in it is ignored.
    pub fn of_lines(text: &str) -> History {
        let mut history = History::default();
        text.lines().for_each(|line| history.put(line));
        history
    }

    /// Returns the contents for a file.
    pub fn to_lines(&self) -> String {
        self.queries
            .iter()
            .map(|query| format!("{query}\n"))
            .collect()
    }

    /// Adds the queries of a session.
    pub fn extend(&mut self, asked: &[String]) {
        asked.iter().for_each(|query| self.put(query));
    }

    /// Adds a query of this session.
    pub(super) fn ask(&mut self, query: &str) {
        if let Some(query) = kept(query) {
            self.put(&query);
            self.asked.push(query);
        }
    }

    /// The queries of this session.
    pub fn asked(&self) -> &[String] {
        &self.asked
    }

    /// Moves to the previous query; `None` before the oldest.
    pub(super) fn older(&mut self) -> Option<&str> {
        let at = self.at.unwrap_or(self.queries.len()).checked_sub(1)?;
        self.at = Some(at);
        self.queries.get(at).map(String::as_str)
    }

    /// Moves to the next query; empty after the newest, where the walk ends.
    pub(super) fn newer(&mut self) -> &str {
        let newer = self.at.map(|at| at + 1);
        self.at = newer.filter(|at| *at < self.queries.len());
        self.at.map_or("", |at| &self.queries[at])
    }

    pub(super) fn is_empty(&self) -> bool {
        self.queries.is_empty()
    }

    /// Whether a walk has begun.
    pub(super) fn is_walked(&self) -> bool {
        self.at.is_some()
    }

    pub(super) fn stop(&mut self) {
        self.at = None;
    }

    fn put(&mut self, query: &str) {
        let Some(query) = kept(query) else { return };
        self.queries.retain(|known| *known != query);
        self.queries.push(query);
        if self.queries.len() > MOST {
            self.queries.remove(0);
        }
    }
}

/// Returns a query as it is kept. One that contains an address is not: whose mail somebody looked into is nobody's
/// business later.
fn kept(query: &str) -> Option<String> {
    let query = typeable(query.trim());
    let is_kept = !query.is_empty() && !query.contains('@') && query.chars().count() <= LONGEST;
    is_kept.then_some(query)
}
