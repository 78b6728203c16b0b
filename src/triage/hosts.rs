//! Which host counted what.

use super::names::{AttemptCounts, LONGEST_NAME, OTHERS};
use std::collections::BTreeMap;

/// What became of attempts by the host that counted them, in bounded memory.
#[derive(Default)]
pub struct Hosts {
    /// What this host is called.
    pub own: String,
    /// What tallies of others, or of this one, counted.
    added: BTreeMap<String, AttemptCounts>,
}

/// How many hosts are counted separately; the others are counted together.
const MOST: usize = 4096;

impl Hosts {
    /// The most hosts, with the one that stands for all others and this one.
    pub(super) const MOST: usize = MOST + 2;

    /// This host's own.
    pub(super) fn of(own: String) -> Hosts {
        Hosts {
            own,
            ..Hosts::default()
        }
    }

    /// Adds what became of attempts that a host counted.
    pub(super) fn add(&mut self, host: String, attempt_counts: AttemptCounts) {
        let has_room = self.added.len() < MOST && host.len() <= LONGEST_NAME;
        let is_kept = has_room || self.added.contains_key(&host);
        let host = if is_kept { host } else { OTHERS.to_owned() };
        self.added.entry(host).or_default().merge(attempt_counts);
    }

    /// Adds the hosts of another tally, with what became of all its attempts.
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

    /// Each host with its attempts, out of `all`: what no tally counted, this host did.
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
