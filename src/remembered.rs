//! Caches answers, since mail servers say the same again and again.

use foldhash::HashMap;
use foldhash::quality::RandomState;
use std::hash::{BuildHasher, Hash};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Everything that an answer depends on, hashed to 128 bits. The odds that any two of a billion share a key are 1 :
/// 10^20.
pub(crate) type Key = [u64; 2];

/// Answers by key, in bounded memory. Threads share them.
pub(crate) struct Remembered<T> {
    /// Seeded at random, so that nobody can predict keys.
    hashers: [RandomState; 2],
    known: Mutex<HashMap<Key, T>>,
}

/// When this many answers are cached, all are forgotten: starting over costs little.
pub(crate) const MOST: usize = 28_000;

impl<T> Default for Remembered<T> {
    fn default() -> Remembered<T> {
        Remembered {
            hashers: Default::default(),
            known: Mutex::default(),
        }
    }
}

impl<T: Copy> Remembered<T> {
    /// The key of everything that an answer depends on.
    pub(crate) fn key(&self, all: impl Hash + Copy) -> Key {
        let [one, two] = &self.hashers;
        [one.hash_one(all), two.hash_one(all)]
    }

    /// Returns the cached answer, or a new one, which is then cached. Other threads do not wait while it is worked out.
    pub(crate) fn recall(&self, key: Key, answer: impl FnOnce() -> T) -> T {
        let before = self.known().get(&key).copied();
        before.unwrap_or_else(|| {
            let new = answer();
            let mut known = self.known();
            if known.len() >= MOST {
                known.clear();
            }
            known.insert(key, new);
            new
        })
    }

    /// Forgets all answers, and gives their memory back.
    #[cfg(feature = "cli")]
    pub(crate) fn forget(&self) {
        *self.known() = HashMap::default();
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.known().len()
    }

    fn known(&self) -> MutexGuard<'_, HashMap<Key, T>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
