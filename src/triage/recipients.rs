//! Every address that did not get its message, once: exact, in bounded memory.

use super::distinct::Key;
use super::spill::{Record, Spill, read_number, read_text, read_time};
use super::spill::{without_case, write_number, write_text, write_time};
use super::time::Seconds;
use crate::catalogue::EntryId;
use std::cmp::Ordering;
use std::io::{self, Read, Write};

/// An address and what is known about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// As it was first written; others that differ only in ASCII case are the same.
    pub address: String,
    /// How many attempts failed; none, if it is only known that mail was delivered.
    pub count: u64,
    pub last: LastFailure,
    /// Whether mail was delivered to it after the last failure: it is not dead.
    pub is_delivered: bool,
}

/// Why the last attempt that failed did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LastFailure {
    /// When; or when mail was delivered after it.
    pub time: Option<Seconds>,
    /// The entry that explains it.
    pub entry: EntryId,
    /// What the server said.
    pub reply: String,
}

/// The addresses so far.
pub struct Recipients {
    records: Spill<Recipient>,
    /// A bit for each address that failed; a few others share it. Only to such an address matters what was delivered.
    failed: Vec<u64>,
}

/// What each of the two texts costs in addition to its contents, in bytes.
const EACH_TEXT: usize = 16;
/// How many bits tell which addresses may have failed: 2 MiB.
const FAILED_BITS: u64 = 1 << 24;
/// The longest address (RFC 5321 §4.5.3.1), in bytes.
const LONGEST_ADDRESS: usize = 1024;
/// The longest reply, in bytes; only the start of a longer one is kept.
const LONGEST_REPLY: usize = 512;

impl Recipient {
    /// Records a failed attempt at an address; `None` if the text is not an address.
    pub fn of(
        address: &str,
        time: Option<Seconds>,
        entry: EntryId,
        reply: &str,
    ) -> Option<Recipient> {
        let reply = &reply[..reply.floor_char_boundary(LONGEST_REPLY)];
        (address.len() <= LONGEST_ADDRESS).then(|| Recipient {
            address: address.to_owned(),
            count: 1,
            last: LastFailure {
                time,
                entry,
                reply: reply.to_owned(),
            },
            is_delivered: false,
        })
    }
}

impl Default for Recipients {
    fn default() -> Recipients {
        Recipients::of(Recipient::MOST_BYTES)
    }
}

impl Recipients {
    fn of(most: usize) -> Recipients {
        Recipients {
            records: Spill::of(most),
            failed: vec![0; (FAILED_BITS / u64::from(u64::BITS)) as usize],
        }
    }

    /// Adds a failed attempt.
    pub fn add(&mut self, failed: Recipient) -> io::Result<()> {
        let (word, bit) = bit_of(&failed.address);
        self.failed[word] |= bit;
        self.records.add(failed)
    }

    /// Notes that mail was delivered to an address, if an attempt failed earlier in the log.
    pub fn delivered(&mut self, address: &str, time: Option<Seconds>) -> io::Result<()> {
        let (word, bit) = bit_of(address);
        if self.failed[word] & bit == 0 {
            return Ok(());
        }
        let delivered = Recipient::of(address, time, EntryId::default(), "");
        delivered.map_or(Ok(()), |recipient| {
            self.records.add(Recipient {
                count: 0,
                is_delivered: true,
                ..recipient
            })
        })
    }

    /// Adds everything of another list, as later records.
    pub fn merge(&mut self, other: Recipients) -> io::Result<()> {
        for (word, others) in self.failed.iter_mut().zip(other.failed) {
            *word |= others;
        }
        self.records.merge(other.records)
    }

    /// Emits every address that failed, in order.
    pub fn each(&mut self, mut emit: impl FnMut(&Recipient) -> io::Result<()>) -> io::Result<()> {
        self.records.each(|recipient| match recipient.count {
            0 => Ok(()),
            _ => emit(recipient),
        })
    }

    /// Gives up: forgets all addresses, and ignores further ones.
    pub fn lose(&mut self) {
        self.records.lose();
    }

    /// Whether addresses could not be kept.
    pub fn is_lost(&self) -> bool {
        self.records.is_lost()
    }
}

/// Where the bit of an address is: the index of its word, and the bit in it.
fn bit_of(address: &str) -> (usize, u64) {
    let index = Key::of(address).number() as u64 % FAILED_BITS;
    let bits = u64::from(u64::BITS);
    ((index / bits) as usize, 1 << (index % bits))
}

impl Record for Recipient {
    const MOST_BYTES: usize = 6 << 20;

    fn order(&self, other: &Recipient) -> Ordering {
        without_case(&self.address, &other.address)
    }

    fn absorb(&mut self, later: &mut Recipient) {
        // Lines may be out of order.
        if later.last.time.is_none() || self.last.time <= later.last.time {
            self.is_delivered = later.is_delivered;
            if later.count > 0 {
                self.last = std::mem::take(&mut later.last);
            } else {
                self.last.time = later.last.time;
            }
        }
        self.count += later.count;
    }

    fn size(&self) -> usize {
        let texts = self.address.len() + self.last.reply.len();
        size_of::<Recipient>() + texts + 2 * EACH_TEXT
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let LastFailure { time, entry, reply } = &self.last;
        write_text(out, &self.address)?;
        write_number(out, self.count)?;
        write_number(out, self.is_delivered.into())?;
        write_time(out, *time)?;
        write_number(out, u32::from(*entry).into())?;
        write_text(out, reply)
    }

    fn read(input: &mut impl Read) -> io::Result<Option<Recipient>> {
        let Some(address) = read_text(input)? else {
            return Ok(None);
        };
        Ok(Some(Recipient {
            address,
            count: read_number(input)?,
            is_delivered: read_number(input)? != 0,
            last: LastFailure {
                time: read_time(input)?,
                entry: EntryId::new(read_number(input)? as usize),
                reply: read_text(input)?.unwrap_or_default(),
            },
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_into_memory_is_listed_once_too() {
        let most = 1 << 16;
        let mut recipients = Recipients::of(most);
        let many: u64 = 5000;
        let reply = "550 5.1.1 no such user ".repeat(10);
        for round in 0..2 {
            for number in 0..many {
                let address = format!("User{}@example.org", number * 7919 % many);
                let time = Some(100 - round);
                let failed = Recipient::of(&address, time, EntryId::new(round as usize), &reply);
                let added = recipients.add(failed.expect("an address"));
                added.expect("files for the rest");
            }
        }
        assert!(many as usize * reply.len() > 16 * most);
        let mut listed = Vec::new();
        let each = recipients.each(|recipient| {
            listed.push(recipient.clone());
            Ok(())
        });
        each.expect("files to read");
        assert_eq!(listed.len(), many as usize);
        assert!(listed.is_sorted_by(|one, next| one.address < next.address));
        // Of two failures, the one with the later time is the last.
        assert!(
            listed
                .iter()
                .all(|listed| listed.count == 2 && listed.last.entry == EntryId::new(0))
        );
    }
}
