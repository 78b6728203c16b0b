//! Spikes: causes that failed far more often for a while than else in the same log.

use super::{Causes, Listed, Mark};
use crate::quantity::grouped;
use crate::triage::spike::Spike;
use crate::triage::timeline::Timeline;
use std::collections::{BTreeSet, HashMap};

/// The spikes of a snapshot, by the causes of a row: found once, whatever is typed and listed.
pub(super) type Spikes = HashMap<BTreeSet<usize>, Option<Spike>>;

impl Causes {
    /// The spike of the causes of a row, once all is read: the start of a log alone tells little. Times are not kept for
    /// each domain: it is that of the causes wherever they fail.
    pub(super) fn spike_of(&self, row: &Listed) -> Option<Spike> {
        if self.is_reading || row.is_rejected {
            return None;
        }
        let causes = &row.causes;
        if let Some(known) = self.spikes.borrow().get(causes) {
            return *known;
        }
        let spike = self.snapshot.span.and_then(|span| {
            let timelines = causes
                .iter()
                .filter_map(|place| self.snapshot.causes.get(*place));
            let mut all = Timeline::default();
            timelines.for_each(|(_, cause)| all.merge(&cause.timeline));
            all.spike(span)
        });
        self.spikes.borrow_mut().insert(causes.clone(), spike);
        spike
    }

    /// `13:00 to 14:00: 21,029 failed, else about 490 an hour; over since 14:00`
    pub(super) fn spike(&self, place: usize) -> Option<String> {
        let spike = self.listed.get(&place)?.spike?;
        let (when, count) = (spike.when(self.snapshot.span?), grouped(spike.count));
        Some(format!("{when}: {count} failed, {}", spike.context()))
    }

    /// Whether the cause of a row failed far more often for a while.
    pub fn has_spike(&self, place: usize) -> bool {
        let listed = self.listed.get(&place);
        listed.is_some_and(|listed| listed.spike.is_some())
    }

    /// Whether any row did.
    pub fn has_spikes(&self) -> bool {
        self.listed.values().any(|listed| listed.spike.is_some())
    }

    /// How many causes that are listed rise, and how many had a spike: `1 rising, 2 spikes`; nothing if none.
    pub fn alert(&self) -> Option<String> {
        let counts = [Mark::Rising, Mark::Spike].map(|mark| {
            let places = self.listed.keys();
            let marked = places.filter(|place| self.marks(**place).any(|own| own == mark));
            let causes = marked.flat_map(|place| self.causes_of(*place));
            let entries: BTreeSet<_> = causes.map(|(key, _)| key.entry).collect();
            entries.len()
        });
        let words = match counts {
            [0, 0] => return None,
            [rising, 0] => format!("{rising} rising"),
            [0, 1] => "1 spike".to_owned(),
            [0, spikes] => format!("{spikes} spikes"),
            [rising, 1] => format!("{rising} rising, 1 spike"),
            [rising, spikes] => format!("{rising} rising, {spikes} spikes"),
        };
        Some(words)
    }
}
