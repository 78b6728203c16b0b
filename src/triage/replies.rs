//! What servers said in failed attempts: codes, and replies that nothing explains.

use super::mask::masked;
use crate::reply::EnhancedCode;
use foldhash::HashMap;
use std::collections::BTreeMap;

/// Counts of replies, in bounded memory.
#[derive(Default)]
pub struct Replies {
    /// By reply code.
    pub codes: BTreeMap<Option<u16>, u64>,
    /// By enhanced status code, as far as they are counted separately.
    pub enhanced: BTreeMap<Option<EnhancedCode>, u64>,
    /// Replies with other enhanced status codes.
    pub other_enhanced: u64,
    /// Unexplained replies by template: their count and a sample.
    unexplained: HashMap<Box<str>, (u64, Box<str>)>,
    /// How many bytes their texts take.
    bytes: usize,
    /// Unexplained replies of other kinds.
    pub other_unexplained: u64,
}

/// Unexplained replies of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unexplained<'a> {
    /// The template, with an ellipsis for each part that varies.
    pub text: &'a str,
    /// The first of them in alphabetical order, regardless of the order in which they arrived.
    pub sample: &'a str,
    pub count: u64,
}

/// The most enhanced status codes that are counted separately; servers use about a hundred.
pub(super) const MOST_ENHANCED: usize = 4096;
/// The most kinds of unexplained replies that are counted separately, and their most bytes of text.
pub(super) const MOST_KINDS: usize = 4096;
const MOST_TEXT: usize = 2 << 20;
/// The longest unexplained reply, in bytes; only the start of a longer one is kept.
const LONGEST: usize = 4096;

impl Replies {
    /// Counts the codes of a reply.
    pub fn add(&mut self, code: Option<u16>, enhanced: Option<EnhancedCode>) {
        *self.codes.entry(code).or_default() += 1;
        self.add_enhanced(enhanced, 1);
    }

    /// Counts replies with an enhanced status code.
    pub(super) fn add_enhanced(&mut self, enhanced: Option<EnhancedCode>, count: u64) {
        let is_full = self.enhanced.len() >= MOST_ENHANCED;
        match self.enhanced.get_mut(&enhanced) {
            Some(sum) => *sum += count,
            None if is_full => self.other_enhanced += count,
            None => drop(self.enhanced.insert(enhanced, count)),
        }
    }

    /// Counts an unexplained reply.
    pub fn add_unexplained(&mut self, said: &str) {
        let said = &said[..said.floor_char_boundary(LONGEST)];
        let text = masked(said);
        self.add_kind(&text, said, 1);
    }

    /// Counts unexplained replies of one kind.
    pub(super) fn add_kind(&mut self, text: &str, sample: &str, count: u64) {
        if let Some((sum, first)) = self.unexplained.get_mut(text) {
            *sum += count;
            if sample < &**first {
                self.bytes = self.bytes + sample.len() - first.len();
                *first = sample.into();
            }
        } else if self.unexplained.len() < MOST_KINDS && self.bytes < MOST_TEXT {
            self.bytes += text.len() + sample.len();
            self.unexplained.insert(text.into(), (count, sample.into()));
        } else {
            self.other_unexplained += count;
        }
    }

    /// Adds the counts of another one.
    pub fn merge(&mut self, other: Replies) {
        for (code, count) in other.codes {
            *self.codes.entry(code).or_default() += count;
        }
        for (enhanced, count) in other.enhanced {
            self.add_enhanced(enhanced, count);
        }
        for (text, (count, sample)) in other.unexplained {
            self.add_kind(&text, &sample, count);
        }
        self.other_enhanced += other.other_enhanced;
        self.other_unexplained += other.other_unexplained;
    }

    /// Returns how many replies nothing explains.
    pub fn unexplained_count(&self) -> u64 {
        let counts = self.unexplained.values().map(|(count, _)| count);
        counts.sum::<u64>() + self.other_unexplained
    }

    /// Returns unexplained replies by kind, in no order.
    pub fn unexplained(&self) -> impl Iterator<Item = Unexplained<'_>> {
        let kinds = self.unexplained.iter();
        kinds.map(|(text, (count, sample))| Unexplained {
            text,
            sample,
            count: *count,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded_and_nothing_is_lost() {
        let mut replies = Replies::default();
        let many = 3 * MOST_KINDS as u64;
        for number in 0..many {
            let enhanced = EnhancedCode {
                class: 5,
                subject: (number / 1000) as u16,
                detail: (number % 1000) as u16,
            };
            replies.add(Some(550), Some(enhanced));
            replies.add_unexplained(&format!("550 {} sulks", letters(number)));
            replies.add_unexplained("550 gnome sulks");
        }
        let kinds: Vec<_> = replies.unexplained().collect();
        assert_eq!(kinds.len(), MOST_KINDS);
        let counted: u64 = kinds.iter().map(|kind| kind.count).sum();
        assert_eq!(counted + replies.other_unexplained, 2 * many);
        assert_eq!(replies.unexplained_count(), 2 * many);
        assert!(kinds.iter().any(|kind| kind.count == many));
        assert_eq!(replies.enhanced.len(), MOST_ENHANCED);
        assert_eq!(replies.other_enhanced, many - MOST_ENHANCED as u64);
    }

    /// A number in letters: with digits, all would be of one kind.
    fn letters(number: u64) -> String {
        let digits = number.to_string();
        let letter = |digit: u8| char::from(digit - b'0' + b'a');
        digits.bytes().map(letter).collect()
    }
}
