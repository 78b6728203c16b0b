//! Emits each address once: as they arrive while memory lasts, the rest at the end.

use super::distinct::Key;
use super::spill::{Record, Spill, read_text, without_case, write_text};
use foldhash::HashSet;
use std::cmp::Ordering;
use std::io::{self, Read, Write};

/// Addresses, ignoring case.
pub struct Once {
    seen: HashSet<Key>,
    /// The most addresses in `seen`.
    most_seen: usize,
    /// Those that arrived when `seen` was full, and are not in it.
    later: Spill<Address>,
}

/// How many addresses are emitted as they arrive. Their table takes 9 MB.
const MOST_SEEN: usize = 400_000;

struct Address(String);

impl Default for Once {
    fn default() -> Once {
        Once::of(MOST_SEEN, Address::MOST_BYTES)
    }
}

impl Once {
    /// Emits `most_seen` addresses as they arrive, and keeps `most_bytes` bytes of the others in memory.
    fn of(most_seen: usize, most_bytes: usize) -> Once {
        Once {
            seen: HashSet::default(),
            most_seen,
            later: Spill::of(most_bytes),
        }
    }

    /// Whether to emit an address now: `false` if it was emitted before, or will be by [`Once::rest`].
    pub fn is_first(&mut self, address: &str) -> io::Result<bool> {
        let key = Key::of(address);
        if self.seen.len() < self.most_seen {
            return Ok(self.seen.insert(key));
        }
        if !self.seen.contains(&key) {
            self.later.add(Address(address.to_owned()))?;
        }
        Ok(false)
    }

    /// Emits the remaining addresses, each once, in order.
    pub fn rest(&mut self, mut emit: impl FnMut(&str) -> io::Result<()>) -> io::Result<()> {
        self.later.each(|address| emit(&address.0))
    }
}

impl Record for Address {
    const MOST_BYTES: usize = 6 << 20;

    fn order(&self, other: &Address) -> Ordering {
        without_case(&self.0, &other.0)
    }

    fn absorb(&mut self, _: &mut Address) {}

    fn size(&self) -> usize {
        // Besides the text, at most what the allocator adds.
        size_of::<Address>() + self.0.len() + 32
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        write_text(out, &self.0)
    }

    fn read(input: &mut impl Read) -> io::Result<Option<Address>> {
        Ok(read_text(input)?.map(Address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_is_emitted_once_however_many_there_are() {
        let (most, many) = (100, 1000);
        let mut once = Once::of(most, 4096);
        let mut emitted = Vec::new();
        for round in ["Jo", "jo"] {
            for number in 0..many {
                let address = format!("{round}{number}@example.org");
                if once.is_first(&address).expect("files for the rest") {
                    emitted.push(address);
                }
            }
        }
        assert_eq!(emitted.len(), most);
        let rest = once.rest(|address| {
            emitted.push(address.to_owned());
            Ok(())
        });
        rest.expect("files to read");
        let mut expected: Vec<_> = (0..many)
            .map(|number| format!("Jo{number}@example.org"))
            .collect();
        expected.sort_unstable();
        emitted.sort_unstable();
        assert_eq!(emitted, expected);
    }
}
