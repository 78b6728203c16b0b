//! When the failures of a row happened that are only some of a cause's: at one domain, say. Times are not kept for each
//! name, so logs are read again for that, once somebody reads about the row.

use super::{Breakdown, Row, RowKey};
use crate::triage::{Times, Wanted};

impl Breakdown {
    /// Returns which lines tell when the failures of a row happened, unless that is known.
    pub fn without_times(&self, key: RowKey) -> Option<Wanted> {
        if self.knows_times(key) {
            return None;
        }
        self.wanted(key)
    }

    /// Takes when the failures of a row happened, if that is known of all of them.
    pub fn take_times(&mut self, key: RowKey, times: Times) {
        let row = self.rows.get(&key);
        let row = row.filter(|row| row.attempts == times.failure.attempts);
        if let Some(row) = row {
            self.times = Some((key, row.clone(), times));
        }
    }

    /// Whether it is known when exactly the failures of a row happened.
    pub(super) fn knows_times(&self, key: RowKey) -> bool {
        !self.is_partial(key) || self.times_of(key).is_some()
    }

    /// Returns when the failures of a row happened, if that was read and the row still counts the same ones.
    pub(super) fn times_of(&self, key: RowKey) -> Option<&Times> {
        let (of, row, times) = self.times.as_ref()?;
        let now = self.rows.get(&key).filter(|_| *of == key)?;
        row.has_same_attempts(now).then_some(times)
    }
}

impl Row {
    fn has_same_attempts(&self, other: &Row) -> bool {
        self.attempts == other.attempts
            && self.failures == other.failures
            && self.names == other.names
    }
}
