//! Answers that were worked out before, in bounded memory.

use foldhash::HashMap;
use foldhash::quality::RandomState;
use std::hash::{BuildHasher, Hash};

/// Answers, each by all that it depends on.
pub(crate) struct Cache<T> {
    hashers: [RandomState; 2],
    answers: HashMap<Key, T>,
    /// When this many are known, all are forgotten.
    most: usize,
}

/// All that an answer depends on, hashed to 128 bits in a way that nobody can foresee: that two of a billion share a key
/// is as likely as 1 : 10^20.
pub(crate) type Key = [u64; 2];

impl<T: Copy> Cache<T> {
    pub(crate) fn of(most: usize) -> Cache<T> {
        Cache {
            hashers: [RandomState::default(), RandomState::default()],
            answers: HashMap::default(),
            most,
        }
    }

    pub(crate) fn key(&self, all: impl Hash) -> Key {
        self.hashers.each_ref().map(|hasher| hasher.hash_one(&all))
    }

    pub(crate) fn get(&self, key: Key) -> Option<T> {
        self.answers.get(&key).copied()
    }

    pub(crate) fn insert(&mut self, key: Key, answer: T) {
        if self.answers.len() >= self.most {
            self.answers.clear();
        }
        self.answers.insert(key, answer);
    }

    /// Forgets all answers, and gives their memory back.
    pub(crate) fn forget(&mut self) {
        self.answers = HashMap::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_answers_are_known_than_there_is_room_for() {
        let mut cache = Cache::of(10);
        for number in 0..25 {
            let key = cache.key(("550", number));
            assert_eq!(cache.get(key), None);
            cache.insert(key, number);
            assert_eq!(cache.get(key), Some(number));
            assert!(cache.answers.len() <= 10);
        }
        assert_eq!(cache.get(cache.key(("550", 24))), Some(24));
        cache.forget();
        assert_eq!(cache.get(cache.key(("550", 24))), None);
    }
}
