//! Spikes: what failed far more often for a while than usual in the same log.

use super::{Breakdown, Mark, Row, RowKey, timeline};
use crate::order;
use crate::quantity::{counted, grouped};
use crate::triage::spike::Spike;
use std::collections::{BTreeSet, HashMap};

/// The spikes of a snapshot by the failures of a row: each is computed once, whatever is typed and listed.
pub(super) type Spikes = HashMap<BTreeSet<usize>, Option<Spike>>;

impl Breakdown {
    /// Finds the spike of a row, once everything has been read: the start of a log alone says little. Times are not
    /// kept for each domain: the spike is that of the row's failures wherever they occur.
    pub(super) fn spike_of(&self, key: RowKey, row: &Row) -> Option<Spike> {
        if self.is_reading || key.is_rejected() {
            return None;
        }
        let failures = &row.failures;
        if let Some(known) = self.spikes.borrow().get(failures) {
            return *known;
        }
        let all = failures
            .iter()
            .filter_map(|index| self.snapshot.failures.get(*index));
        let spike = self
            .snapshot
            .span
            .and_then(|span| timeline(all).spike(span));
        self.spikes.borrow_mut().insert(failures.clone(), spike);
        spike
    }

    /// `13:00 to 14:00: 21,029 failed, otherwise about 490 an hour; over since 14:00`
    pub(super) fn spike_in_words(&self, key: RowKey) -> Option<String> {
        let spike = self.spike(key)?;
        let (when, count) = (spike.when(self.snapshot.span?), grouped(spike.count));
        Some(format!("{when}: {count} failed, {}", spike.context()))
    }

    /// Returns when a row failed far more often than usual.
    pub fn spike(&self, key: RowKey) -> Option<Spike> {
        self.rows.get(&key)?.spike
    }

    /// Whether any row did.
    pub fn has_spikes(&self) -> bool {
        self.rows.values().any(|row| row.spike.is_some())
    }

    /// Returns how many of the listed entries are rising, and how many had a spike: `1 rising, 2 spikes`; `None` if
    /// none.
    pub fn alert(&self) -> Option<String> {
        let counts = [Mark::Rising, Mark::Spike].map(|mark| {
            let keys = self.keys();
            let marked = keys.filter(|key| self.marks(*key).any(|own| own == mark));
            order::set(marked.map(|key| key.entry)).len()
        });
        let spikes = |count: usize| counted(count as u64, "spike", "spikes");
        match counts {
            [0, 0] => None,
            [rising, 0] => Some(format!("{rising} rising")),
            [0, count] => Some(spikes(count)),
            [rising, count] => Some(format!("{rising} rising, {}", spikes(count))),
        }
    }
}
