//! Remembers answers, as mail servers say the same again and again.

use foldhash::HashMap;
use foldhash::quality::RandomState;
use std::hash::{BuildHasher, Hash};

/// Everything that an answer depends on, hashed to 128 bits. That two of a billion share a key has a chance of 1 : 10^20.
pub(crate) type Key = [u64; 2];

/// Makes keys that nobody can predict.
#[derive(Default)]
pub(crate) struct Keys([RandomState; 2]);

impl Keys {
    pub(crate) fn of(&self, all: impl Hash + Copy) -> Key {
        let Keys([one, two]) = self;
        [one.hash_one(all), two.hash_one(all)]
    }
}

/// Answers by key, in bounded memory.
pub(crate) struct Remembered<T>(HashMap<Key, T>);

/// When this many are remembered, all are forgotten: starting over costs little.
pub(crate) const MOST: usize = 28_000;

impl<T> Default for Remembered<T> {
    fn default() -> Remembered<T> {
        Remembered(HashMap::default())
    }
}

impl<T: Copy> Remembered<T> {
    pub(crate) fn get(&self, key: &Key) -> Option<T> {
        self.0.get(key).copied()
    }

    pub(crate) fn insert(&mut self, key: Key, answer: T) {
        if self.0.len() >= MOST {
            self.0.clear();
        }
        self.0.insert(key, answer);
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}
