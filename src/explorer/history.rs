//! The queries of earlier sessions and of this one, and the walk through them from an empty query.

use crate::sanitize::typeable;

/// So many queries are kept.
const MOST: usize = 500;
/// What is longer was pasted, in characters: it is none that somebody types again.
const LONGEST: usize = 100;

/// Queries that found something, as they were typed.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// The oldest first, each once.
    queries: Vec<String>,
    /// Those of this session, in their order.
    asked: Vec<String>,
    /// The query that the walk has come to, by index.
    at: Option<usize>,
}

impl History {
    /// What a file holds, a query a line, the oldest first; whatever else stands there is left out.
    pub fn of_lines(text: &str) -> History {
        let mut history = History::default();
        text.lines().for_each(|line| history.put(line));
        history
    }

    /// The lines for a file.
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

    /// The query before the one that the walk has come to; none before the oldest.
    pub(super) fn older(&mut self) -> Option<&str> {
        let at = self.at.unwrap_or(self.queries.len()).checked_sub(1)?;
        self.at = Some(at);
        self.queries.get(at).map(String::as_str)
    }

    /// The query after it; nothing after the newest, where the walk ends.
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

/// A query as it is kept. None with an address in it is: whose mail somebody looked into is nobody's business later.
fn kept(query: &str) -> Option<String> {
    let query = typeable(query.trim());
    let is_kept = !query.is_empty() && !query.contains('@') && query.chars().count() <= LONGEST;
    is_kept.then_some(query)
}
