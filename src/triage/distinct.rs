//! How many different things there are, exactly, in bounded memory: what does not fit goes to a file.

use crate::fold::lower;
use foldhash::HashMap;
use foldhash::quality::FixedState;
use std::fs::File;
use std::hash::BuildHasher;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

/// So many marks are kept in memory, of 16 bytes and a half each.
const MOST: usize = 1 << 19;
/// So many are noted one after the other: memory is slow to answer, but answers several at once.
const AT_ONCE: usize = 64;
/// A mark in a file: key and flags.
const RECORD: usize = 17;

/// Things, each told by a key of 128 bits, with flags that add up.
#[derive(Default)]
pub struct Distinct {
    marks: HashMap<u128, u8>,
    /// Not noted yet.
    new: Vec<(u128, u8)>,
    /// Sorted marks that were too many.
    runs: Vec<File>,
}

/// The key of texts, letter case left aside. Among a billion of them the odds that two share one are 1 : 10^20.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key([u64; 2]);

impl Key {
    /// The key of one text.
    pub fn of(text: &str) -> Key {
        Key([0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344]).and(text)
    }

    /// The key of the texts before and one more.
    pub fn and(self, text: &str) -> Key {
        let text = lower(text);
        // Each half with a seed of its own.
        let half = |half: u64| FixedState::with_seed(half).hash_one(text.as_bytes());
        Key(self.0.map(half))
    }

    fn number(self) -> u128 {
        u128::from(self.0[0]) << 64 | u128::from(self.0[1])
    }
}

impl Distinct {
    /// Notes a thing, with flags to add to those that it has.
    pub fn add(&mut self, key: Key, flags: u8) -> io::Result<()> {
        self.new.push((key.number(), flags));
        if self.new.len() < AT_ONCE {
            return Ok(());
        }
        self.note();
        if self.marks.len() < MOST {
            return Ok(());
        }
        let mut run = BufWriter::new(tempfile::tempfile()?);
        for (key, flags) in self.take_sorted() {
            run.write_all(&key.to_be_bytes())?;
            run.write_all(&[flags])?;
        }
        self.runs
            .push(run.into_inner().map_err(io::IntoInnerError::into_error)?);
        Ok(())
    }

    fn note(&mut self) {
        for (key, flags) in self.new.drain(..) {
            *self.marks.entry(key).or_default() |= flags;
        }
    }

    fn take_sorted(&mut self) -> Vec<(u128, u8)> {
        let mut marks: Vec<_> = self.marks.drain().collect();
        marks.sort_unstable();
        marks
    }

    /// How many things there are with all of these flags, for each.
    pub fn count<const N: usize>(&mut self, flags: [u8; N]) -> io::Result<[u64; N]> {
        self.note();
        let mut counts = [0; N];
        let mut tell = |found: u8| {
            for (count, wanted) in counts.iter_mut().zip(flags) {
                *count += u64::from(found & wanted == wanted);
            }
        };
        if self.runs.is_empty() {
            self.marks.values().for_each(|found| tell(*found));
            return Ok(counts);
        }
        let mut memory = self.take_sorted().into_iter().peekable();
        let mut runs = Vec::new();
        for run in &mut self.runs {
            run.seek(SeekFrom::Start(0))?;
            let mut run = BufReader::new(&*run);
            runs.push((next(&mut run)?, run));
        }
        // The least key of all, with the flags of every run that has it.
        while let Some(least) = runs
            .iter()
            .filter_map(|(mark, _)| mark.map(|(key, _)| key))
            .chain(memory.peek().map(|(key, _)| *key))
            .min()
        {
            let mut found = memory
                .next_if(|(key, _)| *key == least)
                .map_or(0, |(_, flags)| flags);
            for (mark, run) in &mut runs {
                if let Some((_, flags)) = mark.filter(|(key, _)| *key == least) {
                    found |= flags;
                    *mark = next(run)?;
                }
            }
            tell(found);
        }
        Ok(counts)
    }
}

fn next(run: &mut impl Read) -> io::Result<Option<(u128, u8)>> {
    let mut record = [0; RECORD];
    match run.read_exact(&mut record) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
        Ok(()) => {
            let (key, flags) = record.split_at(RECORD - 1);
            let key = key.try_into().map(u128::from_be_bytes).unwrap_or_default();
            Ok(Some((key, flags[0])))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_into_memory_is_counted_too() {
        let mut distinct = Distinct::default();
        let many = 3 * MOST as u64 / 2;
        for number in (0..many).chain(0..100) {
            let flags = if number % 3 == 0 { 3 } else { 1 };
            distinct
                .add(Key::of(&number.to_string()), flags)
                .expect("a file for the rest");
        }
        assert_eq!(distinct.runs.len(), 1);
        assert_eq!(
            distinct.count([1, 3]).expect("files to read"),
            [many, many / 3]
        );
    }

    #[test]
    fn letter_case_and_the_borders_of_parts() {
        assert_eq!(Key::of("Jo@Example.org"), Key::of("jo@example.org"));
        assert_ne!(Key::of("ab").and("c"), Key::of("a").and("bc"));
    }
}
