//! All that was counted at one moment: what the counting thread sends to the screen, and what a report is made of.

use super::{DOMAINS_OF_FAILURE, Pulse, Rates};
use crate::catalogue::ProviderId;
use crate::triage::time::Seconds;
use crate::triage::timeline::Timeline;
use crate::triage::{Failure, FailureKey, Name, Status, Tally};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many domains the screen searches and lists; what fails at others is counted without their names.
const MOST_DOMAINS: usize = 200;
/// Only this many problems are kept.
const MOST_PROBLEMS: usize = 100;

/// All that was counted so far, as far as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// In the order of their keys. Of the domains only those that have a name here.
    pub failures: Vec<(FailureKey, Failure)>,
    /// By number, with all that failed there: failures have a share in it only as far as there was room.
    pub domains: BTreeMap<u32, Name>,
    /// All failed attempts by who said it.
    pub providers: BTreeMap<Option<ProviderId>, u64>,
    pub status: Status,
    pub bytes: u64,
    /// When the first and the last line were written.
    pub span: Option<(Seconds, Seconds)>,
    pub timeline: Timeline,
    /// What failed recently, while logs are followed.
    pub rates: Option<Rates>,
    /// How fresh this is, while logs are followed.
    pub pulse: Option<Pulse>,
    /// What is read in a second, in bytes.
    pub rate: u64,
    /// How many seconds reading will still take, where that is known.
    pub left: Option<u64>,
    /// What to know about inputs: a sentence.
    pub notice: Option<String>,
    /// The first of what could not be read, in sentences.
    pub problems: Vec<String>,
    pub problem_count: usize,
    /// Back-pressure: the counting thread stops sending while too many of them are unread.
    pub ticket: Arc<()>,
    /// Why nothing happened within the time that is asked for, and what to ask for instead: sentences.
    pub missed: Option<Vec<String>>,
    /// Nothing follows.
    pub is_last: bool,
}

impl Snapshot {
    /// As much as the screen shows.
    pub fn of(tally: &Tally) -> Snapshot {
        Snapshot::naming(tally, MOST_DOMAINS)
    }

    /// With so many domains by name, and at least those at which each failure is most frequent.
    pub fn naming(tally: &Tally, domains: usize) -> Snapshot {
        let named = tally.failures.values();
        let named = named.flat_map(|failure| most(&failure.domains));
        let domains = tally.most_failing(domains, &named.collect());
        let failures = tally.failures.iter().map(|(key, failure)| {
            let known = failure.domains.iter();
            let known = known.filter(|(number, _)| domains.contains_key(number));
            let failure = Failure {
                domains: known.map(|(number, count)| (*number, *count)).collect(),
                first: failure.first.clone(),
                latest: failure.latest.clone(),
                timeline: failure.timeline.clone(),
                ..*failure
            };
            (*key, failure)
        });
        let failures: Vec<_> = failures.collect();
        let live = tally.recent.as_ref().filter(|recent| recent.is_live());
        let rates = live.map(|recent| Rates::of(recent, &failures, tally.first));
        Snapshot {
            failures,
            rates,
            domains,
            providers: tally.replies.providers.clone(),
            status: tally.status,
            bytes: tally.bytes,
            span: tally.span(),
            timeline: tally.timeline.clone(),
            ..Snapshot::default()
        }
    }

    pub fn problem(&mut self, problem: String) {
        self.problem_count += 1;
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem);
        }
    }
}

/// The domains at which a failure is most frequent.
fn most(domains: &BTreeMap<u32, u64>) -> Vec<u32> {
    let mut counts: Vec<_> = domains
        .iter()
        .map(|(number, count)| (Reverse(*count), *number))
        .collect();
    let kept = DOMAINS_OF_FAILURE.min(counts.len());
    if kept < counts.len() {
        counts.select_nth_unstable(kept);
    }
    counts[..kept].iter().map(|(_, number)| *number).collect()
}
