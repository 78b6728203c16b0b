//! Whose message a queue id is, in bounded memory: what a server logs as it takes a message in is joined with what
//! becomes of it.
//!
//! There are two tables. When the young one is full it becomes the old one, and what the old one held is forgotten;
//! whatever is asked for becomes young again, so that messages that are still tried stay known.

use super::facet::{Facet, Facets, NameId};
use foldhash::HashMap;
use foldhash::quality::RandomState;
use std::hash::{BuildHasher, Hash};

/// So many messages are known at least: what fits into a table that takes 6 MiB.
const MOST: usize = (1 << 17) * 7 / 8;

/// What is known of a message.
type Known = [Option<NameId>; KEPT.len()];

/// What is kept of one, in the order of [`Known`].
const KEPT: [Facet; 3] = [Facet::SenderDomain, Facet::Sender, Facet::User];

/// Messages by queue id, and sessions by process, both hashed to 64 bits with a random seed. The odds that two of those
/// that are known share a hash are 1 : 10^9.
#[derive(Default)]
pub(super) struct Messages {
    young: HashMap<u64, Known>,
    old: HashMap<u64, Known>,
    hasher: RandomState,
}

impl Messages {
    /// What is known of a message.
    pub(super) fn find(&mut self, key: impl Hash) -> Option<Facets> {
        let key = self.hasher.hash_one(key);
        let known = match self.young.get(&key) {
            Some(known) => *known,
            None => {
                let known = self.old.remove(&key)?;
                self.keep(key, known);
                known
            }
        };
        let mut facets = Facets::default();
        for (facet, name) in KEPT.into_iter().zip(known) {
            facets[facet] = name;
        }
        Some(facets)
    }

    /// Takes in what is known of a message.
    pub(super) fn set(&mut self, key: impl Hash, facets: Facets) {
        let key = self.hasher.hash_one(key);
        self.keep(key, KEPT.map(|facet| facets[facet]));
    }

    fn keep(&mut self, key: u64, known: Known) {
        if self.young.len() >= MOST && !self.young.contains_key(&key) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, known);
    }
}
