//! Which host counted what.

use super::names::{AttemptCounts, LONGEST_NAME, OTHERS};
use std::collections::BTreeMap;

/// The outcomes of attempts by the host that counted them, in bounded memory.
#[derive(Default)]
pub struct Hosts {
    /// The name of this host.
    pub own: String,
    /// The counts from tallies of other hosts, or of this one.
    added: BTreeMap<String, AttemptCounts>,
}

/// How many hosts are counted separately; the others are counted together.
const MOST: usize = 4096;

impl Hosts {
    /// The most hosts, including this one and the one that stands for all others.
    pub(super) const MOST: usize = MOST + 2;

    /// Starts with this host only.
    pub(super) fn of(own: String) -> Hosts {
        Hosts {
            own,
            ..Hosts::default()
        }
    }

    /// Adds the outcomes of attempts that a host counted.
    pub(super) fn add(&mut self, host: String, attempt_counts: AttemptCounts) {
        let has_room = self.added.len() < MOST && host.len() <= LONGEST_NAME;
        let is_kept = has_room || self.added.contains_key(&host);
        let host = if is_kept { host } else { OTHERS.to_owned() };
        self.added.entry(host).or_default().merge(attempt_counts);
    }

    /// Adds the hosts of another tally, with the outcomes of all its attempts.
    pub(super) fn merge(&mut self, mut other: Hosts, all: AttemptCounts) {
        let hosts = if other.own == self.own {
            std::mem::take(&mut other.added)
        } else {
            other.all(all)
        };
        for (host, attempt_counts) in hosts {
            self.add(host, attempt_counts);
        }
    }

    /// Returns each host with its attempts, out of `all`: whatever no tally counted is this host's.
    pub(super) fn all(&self, all: AttemptCounts) -> BTreeMap<String, AttemptCounts> {
        let (mut hosts, mut own) = (self.added.clone(), all);
        hosts.values().for_each(|counts| own.without(*counts));
        if own != AttemptCounts::default() {
            hosts.entry(self.own.clone()).or_default().merge(own);
        }
        hosts
    }

    /// Whether tallies were added.
    pub fn is_some(&self) -> bool {
        !self.added.is_empty()
    }
}
