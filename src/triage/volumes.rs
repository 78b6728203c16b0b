//! How much mail there was by name: exact, in bounded memory.

use super::names::{LONGEST_NAME, OTHERS};
use super::spill::{Record, Spill, read_number, read_text, write_number, write_text};
use crate::lower::lower;
use crate::order;
use foldhash::HashMap;
use serde::Serialize;
use std::cmp::{Ordering, Reverse};
use std::io::{self, Read, Write};

/// A number of messages or deliveries, and their size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Volume {
    pub count: u64,
    /// The total of the known sizes.
    pub bytes: u64,
    /// How many have an unknown size.
    pub without_size: u64,
}

impl Volume {
    /// The volume of one message.
    pub(super) fn of(size: Option<u64>) -> Volume {
        Volume {
            count: 1,
            bytes: size.unwrap_or_default(),
            without_size: u64::from(size.is_none()),
        }
    }

    /// Adds another volume.
    pub fn merge(&mut self, other: Volume) {
        self.count += other.count;
        // Saturates: whatever a log says, no sum overflows.
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.without_size += other.without_size;
    }

    /// Returns the total of the known sizes; `None` if none is known.
    pub fn known_bytes(self) -> Option<u64> {
        (self.count == 0 || self.without_size < self.count).then_some(self.bytes)
    }
}

/// Volumes by name. Names that differ only in ASCII case are the same.
pub(super) struct Volumes {
    /// Names that occurred recently.
    new: HashMap<Box<str>, Volume>,
    /// About how many bytes of memory they take, and may take.
    bytes: usize,
    most_bytes: usize,
    spill: Spill<Named>,
}

/// The most memory for names in `new`, in bytes.
const MOST_BYTES: usize = 1 << 20;
/// What a name costs in a table in addition to its text, in bytes: two fields, what the allocator adds, and room to
/// grow.
const EACH_NAME: usize = 80;
/// The most names that are ranked.
const MOST_RANKED: usize = 4096;

/// A name and its volume.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    pub name: Box<str>,
    pub volume: Volume,
}

/// How many names there are, and those with the most mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ranking {
    pub different: u64,
    pub by_count: Vec<Ranked>,
    /// Only names of which a size is known.
    pub by_bytes: Vec<Ranked>,
}

/// A name with much mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ranked {
    pub name: String,
    #[serde(flatten)]
    pub volume: Volume,
}

impl Serialize for Volume {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        /// Without this, a sum of unknown sizes would look like one of empty messages.
        #[derive(Serialize)]
        struct Known {
            count: u64,
            bytes: Option<u64>,
            without_size: u64,
        }
        let known = Known {
            count: self.count,
            bytes: self.known_bytes(),
            without_size: self.without_size,
        };
        known.serialize(serializer)
    }
}

impl Default for Volumes {
    fn default() -> Volumes {
        Volumes::of(MOST_BYTES, Named::MOST_BYTES)
    }
}

impl Volumes {
    fn of(most_bytes: usize, most_sorted: usize) -> Volumes {
        Volumes {
            new: HashMap::default(),
            bytes: 0,
            most_bytes,
            spill: Spill::of(most_sorted),
        }
    }

    /// Adds mail of a name. Once that fails, nothing is kept any more.
    pub(super) fn add(&mut self, name: &str, volume: Volume) -> io::Result<()> {
        let name = lower(name);
        let name = if name.len() <= LONGEST_NAME {
            &*name
        } else {
            OTHERS
        };
        if let Some(known) = self.new.get_mut(name) {
            known.merge(volume);
            return Ok(());
        }
        self.bytes += name.len() + EACH_NAME;
        self.new.insert(name.into(), volume);
        if self.bytes < self.most_bytes {
            return Ok(());
        }
        self.settle()
    }

    /// Adds the volumes of another one.
    pub(super) fn merge(&mut self, mut other: Volumes) -> io::Result<()> {
        other.settle()?;
        self.spill.merge(other.spill)
    }

    /// Gives up keeping volumes.
    pub(super) fn lose(&mut self) {
        self.new.clear();
        self.spill.lose();
    }

    pub(super) fn is_lost(&self) -> bool {
        self.spill.is_lost()
    }

    /// Emits each name, in order.
    pub(super) fn each(
        &mut self,
        mut emit: impl FnMut(&str, Volume) -> io::Result<()>,
    ) -> io::Result<()> {
        self.settle()?;
        self.spill.each(|named| emit(&named.name, named.volume))
    }

    fn settle(&mut self) -> io::Result<()> {
        self.bytes = 0;
        for (name, volume) in self.new.drain() {
            self.spill.add(Named { name, volume })?;
        }
        Ok(())
    }

    /// Returns the `most` names with the most mail; `None` if names could not be kept.
    pub(super) fn ranking(&mut self, most: usize) -> io::Result<Option<Ranking>> {
        let most = most.min(MOST_RANKED);
        let (mut by_count, mut by_bytes) = (Top::of(most), Top::of(most));
        let mut different = 0;
        self.each(|name, volume| {
            different += 1;
            by_count.add(volume.count, name, volume);
            if let Some(bytes) = volume.known_bytes() {
                by_bytes.add(bytes, name, volume);
            }
            Ok(())
        })?;
        Ok((!self.is_lost()).then(|| Ranking {
            different,
            by_count: by_count.ranked(),
            by_bytes: by_bytes.ranked(),
        }))
    }
}

/// The `most` names that rank first.
struct Top {
    most: usize,
    ranked: Vec<(Reverse<u64>, Ranked)>,
}

impl Top {
    fn of(most: usize) -> Top {
        Top {
            most,
            ranked: Vec::new(),
        }
    }

    /// Names arrive in order: of those that rank equally, the first ones stay.
    fn add(&mut self, rank: u64, name: &str, volume: Volume) {
        let name = name.to_owned();
        self.ranked.push((Reverse(rank), Ranked { name, volume }));
        if self.ranked.len() >= 2 * self.most {
            self.cut();
        }
    }

    fn cut(&mut self) {
        order::sort_by_key(&mut self.ranked, |(rank, _)| *rank);
        self.ranked.truncate(self.most);
    }

    fn ranked(mut self) -> Vec<Ranked> {
        self.cut();
        self.ranked.into_iter().map(|(_, ranked)| ranked).collect()
    }
}

impl Record for Named {
    const MOST_BYTES: usize = 1 << 19;

    fn order(&self, other: &Named) -> Ordering {
        self.name.cmp(&other.name)
    }

    fn absorb(&mut self, later: &mut Named) {
        self.volume.merge(later.volume);
    }

    fn size(&self) -> usize {
        // Besides the text, at most what the allocator adds.
        size_of::<Named>() + self.name.len() + 32
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        write_text(out, &self.name)?;
        let volume = self.volume;
        write_number(out, volume.count)?;
        write_number(out, volume.bytes)?;
        write_number(out, volume.without_size)
    }

    fn read(input: &mut impl Read) -> io::Result<Option<Named>> {
        let Some(name) = read_text(input)? else {
            return Ok(None);
        };
        Ok(Some(Named {
            name: name.into(),
            volume: Volume {
                count: read_number(input)?,
                bytes: read_number(input)?,
                without_size: read_number(input)?,
            },
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_into_memory_is_ranked_too() {
        let mut volumes = Volumes::of(4096, 2048);
        let many = 1000;
        for round in 0..3 {
            for number in 0..many {
                let name = format!("Jo{}@example.org", number * 7919 % many);
                let size = (round < 2).then_some(number * 7919 % many);
                volumes.add(&name, Volume::of(size)).expect("files");
            }
        }
        for _ in 0..5 {
            volumes
                .add("ann@example.org", Volume::of(None))
                .expect("files");
        }
        let ranking = volumes.ranking(2).expect("files").expect("all of it");
        assert_eq!(ranking.different, many + 1);
        let named = |all: &[Ranked]| -> Vec<_> {
            let all = all.iter();
            all.map(|ranked| (ranked.name.clone(), ranked.volume))
                .collect()
        };
        let of = |name: &str, count, bytes, without_size| {
            let volume = Volume {
                count,
                bytes,
                without_size,
            };
            (name.to_owned(), volume)
        };
        let by_count = [
            of("ann@example.org", 5, 0, 5),
            of("jo0@example.org", 3, 0, 1),
        ];
        assert_eq!(named(&ranking.by_count), by_count);
        let by_bytes = [
            of("jo999@example.org", 3, 1998, 1),
            of("jo998@example.org", 3, 1996, 1),
        ];
        assert_eq!(named(&ranking.by_bytes), by_bytes);
    }
}
