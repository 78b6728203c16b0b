//! Surges: causes that failed far more often for a while than else in the same log.

use super::{Causes, Mark, Snapshot};
use crate::quantity::grouped;
use crate::triage::surge::Surge;
use crate::triage::timeline::Timeline;
use std::collections::{BTreeSet, HashMap};

/// The surges of rows. Times are not kept for each domain: a surge is that of the row's causes wherever they fail.
pub(super) struct Surges<'a> {
    snapshot: &'a Snapshot,
    /// By the causes, for rows that share them.
    known: HashMap<BTreeSet<usize>, Option<Surge>>,
}

impl Surges<'_> {
    /// That of these causes, by their places in the snapshot.
    pub fn of(&mut self, causes: &BTreeSet<usize>) -> Option<Surge> {
        if let Some(known) = self.known.get(causes) {
            return *known;
        }
        let mut timeline = Timeline::default();
        for place in causes {
            if let Some((_, cause)) = self.snapshot.causes.get(*place) {
                timeline.merge(&cause.timeline);
            }
        }
        let span = self.snapshot.span;
        let surge = span.and_then(|span| timeline.surge(span));
        self.known.insert(causes.clone(), surge);
        surge
    }
}

impl Causes {
    /// Those of all rows, once all is read: the start of a log alone tells little.
    pub(super) fn surges(&self) -> Option<Surges<'_>> {
        let surges = Surges {
            snapshot: &self.snapshot,
            known: HashMap::new(),
        };
        (!self.is_reading).then_some(surges)
    }

    /// `13:00 to 14:00: 21,029 failed, else about 490 an hour; over since 14:00`
    pub(super) fn surge(&self, place: usize) -> Option<String> {
        let surge = self.listed.get(&place)?.surge?;
        let (when, count) = (surge.when(self.snapshot.span?), grouped(surge.count));
        Some(format!("{when}: {count} failed, {}", surge.context()))
    }

    /// Whether the cause of a row failed far more often for a while.
    pub fn has_surge(&self, place: usize) -> bool {
        let listed = self.listed.get(&place);
        listed.is_some_and(|listed| listed.surge.is_some())
    }

    /// Whether any row did.
    pub fn has_surges(&self) -> bool {
        self.listed.values().any(|listed| listed.surge.is_some())
    }

    /// How many causes that are listed rise, and how many had a surge: `1 rising, 2 surges`; nothing if none.
    pub fn alert(&self) -> Option<String> {
        let counts = [Mark::Rising, Mark::Surge].map(|mark| {
            let places = self.listed.keys();
            let marked = places.filter(|place| self.marks(**place).any(|own| own == mark));
            let causes = marked.flat_map(|place| self.causes_of(*place));
            let entries: BTreeSet<_> = causes.map(|((entry, _), _)| *entry).collect();
            entries.len()
        });
        let words = match counts {
            [0, 0] => return None,
            [rising, 0] => format!("{rising} rising"),
            [0, 1] => "1 surge".to_owned(),
            [0, surges] => format!("{surges} surges"),
            [rising, 1] => format!("{rising} rising, 1 surge"),
            [rising, surges] => format!("{rising} rising, {surges} surges"),
        };
        Some(words)
    }
}
