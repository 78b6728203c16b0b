//! What monitoring counts of a tally, at any time while it grows. Labels are identifiers of the catalogue alone, so that
//! strangers cannot make up time series.

use super::breakdown::Breakdown;
use super::figures::{SpikeOf, spikes};
use super::{By, Status, Tally};
use crate::bounce::Event;
use crate::catalogue::Action;
use std::collections::BTreeMap;

/// Counts for monitoring. All but spikes only grow while logs are read on.
pub struct Metrics {
    pub lines: u64,
    pub bytes: u64,
    pub status: Status,
    /// Only some causes are counted; nothing is known of what was sent or expired.
    pub is_selected_by_cause: bool,
    /// Failed attempts.
    pub failed: BTreeMap<FailedLabels, u64>,
    /// What one's own server rejected.
    pub rejected: BTreeMap<CauseLabels, u64>,
    /// Replies in failed attempts that neither their wording nor a code with an entry of its own explains.
    pub unrecognised: u64,
    /// Most failures first.
    pub spikes: Vec<SpikeOf>,
}

/// Why it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CauseLabels {
    pub category: &'static str,
    pub reason: &'static str,
}

/// Why an attempt failed, who said so, and what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FailedLabels {
    pub cause: CauseLabels,
    /// Who said it, or else whose entry explains it.
    pub provider: &'static str,
    pub action: Action,
}

impl Metrics {
    pub fn of(tally: &Tally) -> Metrics {
        let (mut failed, mut rejected) = (BTreeMap::new(), BTreeMap::new());
        for (key, failure) in &tally.failures {
            let entry = tally.catalogue().entry_at(key.entry);
            let cause = CauseLabels {
                category: entry.category().id,
                reason: entry.reason.id,
            };
            if key.event == Event::Rejected {
                *rejected.entry(cause).or_default() += failure.attempts;
                continue;
            }
            let provider = key.provider(tally.catalogue());
            let labels = FailedLabels {
                cause,
                provider: tally.catalogue().provider(provider).id,
                action: key.action(tally.catalogue()),
            };
            *failed.entry(labels).or_default() += failure.attempts;
        }
        let (breakdown, _) = Breakdown::of(tally, By::Cause, 0);
        Metrics {
            lines: tally.lines,
            bytes: tally.bytes,
            status: tally.status,
            is_selected_by_cause: tally.is_selected_by_cause(),
            failed,
            rejected,
            unrecognised: tally.replies.unexplained_count(),
            spikes: spikes(tally, &breakdown),
        }
    }
}
