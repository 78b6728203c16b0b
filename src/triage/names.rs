//! How often names were met, in bounded memory.

use crate::lower::lower;
use foldhash::HashMap;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// So many different names are kept, of so many bytes; further ones are counted together.
const MOST_NAMES: usize = 50_000;
const MOST_TEXT: usize = 2 << 20;
/// A longer name is none (RFC 1035 §2.3.4), in bytes.
const LONGEST_NAME: usize = 255;
/// Stands for everything beyond what is counted separately.
pub const OTHERS: &str = "(others)";

/// A name, and how often it was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub text: String,
    pub count: u64,
}

/// Names, each with a number, what is known of it, and how often it was met.
#[derive(Default)]
pub(super) struct Names<T> {
    numbers: HashMap<Box<str>, u32>,
    /// How many bytes the names have.
    bytes: usize,
    known: Vec<T>,
    counts: Vec<u64>,
}

impl<T: Copy> Names<T> {
    /// The number of a name, and what is known of it: that is asked for once. Letter case is left aside.
    pub(super) fn find(&mut self, name: &str, ask: impl FnOnce(&str) -> T) -> (u32, T) {
        let name = &*lower(name);
        if let Some(number) = self.numbers.get(name) {
            return (*number, self.known[*number as usize]);
        }
        let known = ask(name);
        let fits =
            self.numbers.len() < MOST_NAMES && self.bytes < MOST_TEXT && name.len() <= LONGEST_NAME;
        let name = if fits { name } else { OTHERS };
        let next = self.counts.len() as u32;
        let number = *self.numbers.entry(name.into()).or_insert(next);
        if number == next {
            self.bytes += name.len();
            self.known.push(known);
            self.counts.push(0);
        }
        (number, known)
    }

    /// Counts a name.
    pub(super) fn count(&mut self, number: u32) {
        self.counts[number as usize] += 1;
    }

    /// So many of the most frequent names, and some others, by number.
    pub(super) fn most(&self, most: usize, others: &BTreeSet<u32>) -> BTreeMap<u32, Name> {
        let count = |number: u32| self.counts[number as usize];
        let names = self.numbers.iter();
        let names = names.filter(|(_, number)| count(**number) > 0);
        let mut names: Vec<_> = names
            .map(|(name, number)| (Reverse(count(*number)), &**name, *number))
            .collect();
        if most < names.len() {
            names.select_nth_unstable(most);
        }
        let wanted = names.iter().enumerate();
        let wanted =
            wanted.filter(|(index, (_, _, number))| *index < most || others.contains(number));
        let named = wanted.map(|(_, (Reverse(count), text, number))| {
            let (text, count) = (text.to_string(), *count);
            (*number, Name { text, count })
        });
        named.collect()
    }

    /// Every name with how often it was met.
    pub(super) fn counts(&self) -> Vec<(&str, u64)> {
        let counts = self.numbers.iter();
        counts
            .map(|(name, number)| (&**name, self.counts[*number as usize]))
            .filter(|(_, count)| *count > 0)
            .collect()
    }
}
