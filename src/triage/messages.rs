//! Whose message a queue id is, in bounded memory: what a server logs when it accepts a message is joined with the
//! outcomes of its deliveries.
//!
//! There are two tables ([`Latest`]). When the young one is full it becomes the old one, and the previous old one is
//! forgotten. Whatever is looked up becomes young again, so messages that are still being tried stay known.

use super::facet::{Facet, Facets, NameId};
use foldhash::HashMap;
use foldhash::quality::RandomState;
use std::hash::{BuildHasher, Hash};

/// At least this many messages are remembered: as many as fit into a table of 6 MiB.
const MOST: usize = (1 << 17) * 7 / 8;

/// What is known about a message.
type Known = [Option<NameId>; KEPT.len()];

/// The facets that are kept of a message, in the order of [`Known`].
const KEPT: [Facet; 3] = [Facet::SenderDomain, Facet::Sender, Facet::User];

/// Messages by queue id, and sessions by process.
#[derive(Default)]
pub(super) struct Messages(Latest<Known>);

impl Messages {
    /// Returns what is known about a message.
    pub(super) fn find(&mut self, key: impl Hash) -> Option<Facets> {
        let known = self.0.find(key)?;
        let mut facets = Facets::default();
        for (facet, name) in KEPT.into_iter().zip(known) {
            facets[facet] = name;
        }
        Some(facets)
    }

    /// Records what is known about a message.
    pub(super) fn set(&mut self, key: impl Hash, facets: Facets) {
        self.0.set(key, KEPT.map(|facet| facets[facet]));
    }
}

/// What is known about the latest things. They are hashed to 64 bits with a random seed: the odds that any two of those
/// known share a hash are 1 : 10^9.
pub(super) struct Latest<K> {
    young: HashMap<u64, K>,
    old: HashMap<u64, K>,
    hasher: RandomState,
}

impl<K> Default for Latest<K> {
    fn default() -> Latest<K> {
        Latest {
            young: HashMap::default(),
            old: HashMap::default(),
            hasher: RandomState::default(),
        }
    }
}

impl<K: Copy> Latest<K> {
    /// Returns what is known about a thing.
    pub(super) fn find(&mut self, key: impl Hash) -> Option<K> {
        let key = self.hasher.hash_one(key);
        if let Some(known) = self.young.get(&key) {
            return Some(*known);
        }
        let known = self.old.remove(&key)?;
        self.keep(key, known);
        Some(known)
    }

    /// Records what is known about a thing.
    pub(super) fn set(&mut self, key: impl Hash, known: K) {
        let key = self.hasher.hash_one(key);
        self.keep(key, known);
    }

    fn keep(&mut self, key: u64, known: K) {
        if self.young.len() >= MOST && !self.young.contains_key(&key) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, known);
    }
}
