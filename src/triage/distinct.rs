//! Counts different things exactly, in bounded memory.

use super::spill::{Record, Spill, read_bytes};
use crate::lower::lower;
use foldhash::quality::FixedState;
use std::cmp::Ordering;
use std::hash::BuildHasher;
use std::io::{self, Read, Write};

/// How many bits of a mark are flags.
const FLAG_BITS: u32 = 2;
const FLAGS: u128 = (1 << FLAG_BITS) - 1;

/// Things, each identified by a key, with flags that accumulate.
pub type Distinct = Spill<Mark>;

/// The key of texts, ignoring case. The odds that any two of a billion share one are 1 : 10^20.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key([u64; 2]);

impl Key {
    /// The key of no text.
    const NONE: Key = Key([0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344]);

    /// The key of one text.
    pub fn of(text: &str) -> Key {
        Key::NONE.and(text)
    }

    /// The key of one text, respecting case.
    pub fn exactly(text: &str) -> Key {
        Key::NONE.and_exactly(text)
    }

    /// The key of the texts so far and one more.
    pub fn and(self, text: &str) -> Key {
        self.and_exactly(&lower(text))
    }

    /// The same, respecting case.
    pub fn and_exactly(self, text: &str) -> Key {
        // Each half has a seed of its own.
        let half = |half: u64| FixedState::with_seed(half).hash_one(text.as_bytes());
        Key(self.0.map(half))
    }

    pub(super) fn number(self) -> u128 {
        u128::from(self.0[0]) << 64 | u128::from(self.0[1])
    }
}

/// A thing that was recorded: its key, whose last bits are flags.
#[derive(Clone, Copy)]
pub struct Mark(pub(super) u128);

impl Mark {
    /// Creates a mark with flags (of two bits), which are added to those that the thing already has.
    pub fn of(key: Key, flags: u8) -> Mark {
        Mark(key.number() & !FLAGS | u128::from(flags) & FLAGS)
    }
}

impl Distinct {
    /// Returns how many things have all of these flags, for each argument; `None` if the things could not be kept.
    pub fn count<const N: usize>(&mut self, flags: [u8; N]) -> io::Result<Option<[u64; N]>> {
        let mut counts = [0; N];
        self.each(|mark| {
            for (count, wanted) in counts.iter_mut().zip(flags) {
                *count += u64::from(mark.0 & u128::from(wanted) == u128::from(wanted));
            }
            Ok(())
        })?;
        Ok((!self.is_lost()).then_some(counts))
    }
}

impl Record for Mark {
    const MOST_BYTES: usize = 2 << 20;

    fn order(&self, other: &Mark) -> Ordering {
        (self.0 >> FLAG_BITS).cmp(&(other.0 >> FLAG_BITS))
    }

    fn absorb(&mut self, later: &mut Mark) {
        self.0 |= later.0;
    }

    fn size(&self) -> usize {
        size_of::<Mark>()
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(&self.0.to_le_bytes())
    }

    fn read(input: &mut impl Read) -> io::Result<Option<Mark>> {
        Ok(read_bytes(input)?.map(u128::from_le_bytes).map(Mark))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_into_memory_is_counted_too() {
        let most = 256;
        let mut distinct = Distinct::of(most * size_of::<Mark>());
        // Enough files that some are merged.
        let many = 35 * most as u64 / 2;
        for number in (0..many).chain(0..100) {
            let flags = if number % 3 == 0 { 3 } else { 1 };
            let mark = Mark::of(Key::of(&number.to_string()), flags);
            distinct.add(mark).expect("a file for the rest");
        }
        let counts = distinct.count([1, 3]).expect("files to read");
        assert_eq!(counts, Some([many, many.div_ceil(3)]));
    }

    #[test]
    fn letter_case_and_the_borders_of_parts() {
        assert_eq!(Key::of("Jo@Example.org"), Key::of("jo@example.org"));
        assert_ne!(Key::of("ab").and("c"), Key::of("a").and("bc"));
    }
}
