//! All counts at one moment: what the counting thread sends to the screen, and what a report is made of.

use super::{NAMES_OF_FAILURE, Pulse, Rates};
use crate::bounce::stream::Depth;
use crate::catalogue::ProviderId;
use crate::order;
use crate::triage::facet::{Facet, Facets, NameId};
use crate::triage::names::{Kept, named};
use crate::triage::time::Seconds;
use crate::triage::timeline::{Grid, Timeline};
use crate::triage::{AttemptCounts, Failure, FailureKey, Status, Tally};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many names of each facet the screen searches and lists; failures at others are counted without a name.
const MOST_NAMES: usize = 200;
/// The most problems that are kept.
const MOST_PROBLEMS: usize = 100;

/// All counts so far, as far as they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// In the order of their keys. Only names in `names` are kept.
    pub failures: Vec<(FailureKey, Failure)>,
    /// By number, with all attempts. The parts of failures cover those only as far as there was room.
    pub names: Kept,
    /// All attempts, by the provider that replied or accepted the message.
    pub providers: BTreeMap<Option<ProviderId>, AttemptCounts>,
    /// Whether deliveries are counted by whose messages they are, too.
    pub is_by_message: bool,
    pub status: Status,
    pub bytes: u64,
    /// When the first and the last line were written.
    pub span: Option<(Seconds, Seconds)>,
    pub timeline: Timeline,
    /// What failed recently, while logs are followed.
    pub rates: Option<Rates>,
    /// How fresh this is, while logs are followed.
    pub pulse: Option<Pulse>,
    /// Bytes read per second.
    pub rate: u64,
    /// How many more seconds reading will take, if known.
    pub left: Option<u64>,
    /// What to know about the inputs, as a sentence.
    pub notice: Option<String>,
    /// The first of the problems that reading met, in sentences.
    pub problems: Vec<String>,
    pub problem_count: usize,
    /// Back-pressure: the counting thread stops sending while too many of them are unread.
    pub ticket: Arc<()>,
    /// Why nothing happened within the time that is asked for, and what to ask for instead, in sentences.
    pub missed: Option<Vec<String>>,
    /// Whether nothing follows.
    pub is_last: bool,
}

impl Snapshot {
    /// Takes a snapshot with as many names as the screen shows.
    pub fn of(tally: &Tally) -> Snapshot {
        Snapshot::naming(tally, MOST_NAMES)
    }

    /// Takes a snapshot with `names` names of each facet, and at least those at which each failure is most frequent.
    pub fn naming(tally: &Tally, names: usize) -> Snapshot {
        let names = Facet::ALL.map(|facet| {
            let failures = tally.failures.values();
            let named = failures.flat_map(|failure| most(failure, facet));
            tally
                .attempts
                .most_failing(facet, names, &order::set(named))
        });
        let failures = tally.failures.iter().map(|(key, failure)| {
            let mut parts: BTreeMap<Facets, u64> = BTreeMap::new();
            for (facets, count) in &failure.parts {
                *parts.entry(named(&names, *facets)).or_default() += count;
            }
            let failure = Failure {
                parts,
                first: failure.first.clone(),
                latest: failure.latest.clone(),
                timeline: failure.timeline.clone(),
                ..*failure
            };
            (*key, failure)
        });
        let failures: Vec<_> = failures.collect();
        let live = tally.recent.as_ref().filter(|recent| recent.is_live());
        let rates = live.map(|recent| Rates::of(recent, tally, &names));
        Snapshot {
            failures,
            rates,
            names,
            providers: tally.attempts.providers.clone(),
            is_by_message: tally.attempts.depth() == Depth::Messages,
            status: tally.status,
            bytes: tally.bytes,
            span: tally.span(),
            timeline: tally.timeline.clone(),
            ..Snapshot::default()
        }
    }

    /// Divides all of its time into at most `most` parts.
    pub fn grid(&self, most: usize) -> Option<Grid> {
        let (first, last) = self.span?;
        Some(self.timeline.grid(first, last, most))
    }

    /// Does the same with parts of customary lengths, such as a quarter of an hour, that start on the hour or the day.
    pub fn round_grid(&self, most: usize) -> Option<Grid> {
        let (first, last) = self.span?;
        let mut grids = self.timeline.round_grids(first, last).into_iter();
        let round = grids.find(|grid| grid.parts <= most);
        round.or_else(|| self.grid(most))
    }

    pub fn problem(&mut self, problem: String) {
        self.problem_count += 1;
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem);
        }
    }
}

/// Returns the names of a facet at which a failure is most frequent.
fn most(failure: &Failure, facet: Facet) -> Vec<NameId> {
    let mut counts: BTreeMap<NameId, u64> = BTreeMap::new();
    for (facets, count) in &failure.parts {
        if let Some(number) = facets[facet] {
            *counts.entry(number).or_default() += count;
        }
    }
    let mut counts: Vec<_> = counts
        .into_iter()
        .map(|(number, count)| (Reverse(count), number))
        .collect();
    let kept = NAMES_OF_FAILURE.min(counts.len());
    if kept < counts.len() {
        counts.select_nth_unstable(kept);
    }
    counts[..kept].iter().map(|(_, number)| *number).collect()
}
