//! Every address that did not get its message, once: exactly, in bounded memory, what does not fit goes to files.

use super::time::Seconds;
use foldhash::HashMap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

/// An address and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// In lower case.
    pub address: String,
    /// How many attempts failed.
    pub count: u64,
    pub last: Failure,
}

/// Why an attempt failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub time: Option<Seconds>,
    /// The place of the entry that explains it.
    pub entry: usize,
    /// What the server said.
    pub reply: String,
}

/// The addresses so far.
#[derive(Default)]
pub struct Recipients {
    kept: HashMap<String, (u64, Failure)>,
    /// How much memory the texts of those take, about.
    bytes: usize,
    /// Addresses that were too many, each file sorted, the older before the newer.
    runs: Vec<File>,
}

/// Texts of more bytes than this do not stay in memory.
const MOST_BYTES: usize = 16 << 20;
/// What an address takes beside its texts, in bytes.
const EACH: usize = 120;
/// More files than this are made one.
const MOST_RUNS: usize = 16;
/// Of a longer reply the start is kept, in bytes.
const LONGEST_REPLY: usize = 512;

impl Recipients {
    /// Counts a failed attempt.
    pub fn add(
        &mut self,
        address: &str,
        time: Option<Seconds>,
        entry: usize,
        reply: &str,
    ) -> io::Result<()> {
        let reply = &reply[..reply.floor_char_boundary(LONGEST_REPLY)];
        let failure = Failure {
            time,
            entry,
            reply: reply.to_owned(),
        };
        let address = address.to_lowercase();
        match self.kept.get_mut(&address) {
            Some((count, last)) => {
                *count += 1;
                last.follow(failure);
            }
            None => {
                // A later reply may be longer.
                self.bytes += address.len() + LONGEST_REPLY.min(2 * reply.len()) + EACH;
                self.kept.insert(address, (1, failure));
            }
        }
        match self.bytes > MOST_BYTES {
            true => self.spill(),
            false => Ok(()),
        }
    }

    /// Tells every address, in their order.
    pub fn each(&mut self, mut tell: impl FnMut(Recipient) -> io::Result<()>) -> io::Result<()> {
        if self.runs.is_empty() {
            return self.take_sorted().into_iter().try_for_each(tell);
        }
        self.spill()?;
        merged(&mut self.runs, &mut tell)
    }

    fn take_sorted(&mut self) -> Vec<Recipient> {
        self.bytes = 0;
        let kept = self.kept.drain();
        let mut sorted: Vec<_> = kept
            .map(|(address, (count, last))| Recipient {
                address,
                count,
                last,
            })
            .collect();
        sorted.sort_unstable_by(|one, other| one.address.cmp(&other.address));
        sorted
    }

    fn spill(&mut self) -> io::Result<()> {
        if self.runs.len() >= MOST_RUNS {
            let mut run = BufWriter::new(tempfile::tempfile()?);
            merged(&mut self.runs, &mut |recipient| recipient.write(&mut run))?;
            self.runs = vec![file(run)?];
        }
        let mut run = BufWriter::new(tempfile::tempfile()?);
        for recipient in self.take_sorted() {
            recipient.write(&mut run)?;
        }
        self.runs.push(file(run)?);
        Ok(())
    }
}

impl Failure {
    /// Makes way for another one, unless that was earlier.
    fn follow(&mut self, other: Failure) {
        if other.time.is_none() || self.time <= other.time {
            *self = other;
        }
    }
}

fn file(run: BufWriter<File>) -> io::Result<File> {
    run.into_inner().map_err(io::IntoInnerError::into_error)
}

/// Tells the addresses of all files, each once, in their order.
fn merged(runs: &mut [File], tell: &mut impl FnMut(Recipient) -> io::Result<()>) -> io::Result<()> {
    let mut open = Vec::new();
    for run in runs {
        run.seek(SeekFrom::Start(0))?;
        let mut run = BufReader::new(&*run);
        open.push((Recipient::read(&mut run)?, run));
    }
    loop {
        let heads = open.iter().filter_map(|(head, _)| head.as_ref());
        let Some(least) = heads.map(|head| &head.address).min().cloned() else {
            return Ok(());
        };
        let mut all: Option<Recipient> = None;
        for (head, run) in &mut open {
            let Some(found) = head.take_if(|head| head.address == least) else {
                continue;
            };
            *head = Recipient::read(run)?;
            match &mut all {
                Some(all) => {
                    all.count += found.count;
                    all.last.follow(found.last);
                }
                None => all = Some(found),
            }
        }
        all.map_or(Ok(()), &mut *tell)?;
    }
}

/// Stands for an unknown time in files.
const NO_TIME: Seconds = Seconds::MIN;

/// How it stands in a file: count, time, entry, lengths of address and reply, in eight bytes each; then the texts.
impl Recipient {
    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let Failure { time, entry, reply } = &self.last;
        let (address, reply) = (self.address.as_bytes(), reply.as_bytes());
        out.write_all(&self.count.to_le_bytes())?;
        out.write_all(&time.unwrap_or(NO_TIME).to_le_bytes())?;
        for number in [*entry, address.len(), reply.len()] {
            out.write_all(&(number as u64).to_le_bytes())?;
        }
        out.write_all(address)?;
        out.write_all(reply)
    }

    fn read(input: &mut impl Read) -> io::Result<Option<Recipient>> {
        let mut count = [0; 8];
        match input.read_exact(&mut count) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            read => read?,
        }
        let mut number = || {
            let mut number = [0; 8];
            input.read_exact(&mut number).map(|()| number)
        };
        let (time, entry) = (Seconds::from_le_bytes(number()?), number()?);
        let lengths = [number()?, number()?];
        let [address, reply] = lengths.map(|length| {
            let mut text = String::new();
            let length = u64::from_le_bytes(length);
            let read = input.by_ref().take(length).read_to_string(&mut text);
            read.map(|_| text)
        });
        Ok(Some(Recipient {
            address: address?,
            count: u64::from_le_bytes(count),
            last: Failure {
                time: Some(time).filter(|time| *time != NO_TIME),
                entry: u64::from_le_bytes(entry) as usize,
                reply: reply?,
            },
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_into_memory_is_told_once_too() {
        let mut recipients = Recipients::default();
        let many: u64 = 150_000;
        let reply = "550 5.1.1 no such user ".repeat(10);
        for round in 0..2 {
            for number in 0..many {
                let address = format!("User{}@example.org", number * 7919 % many);
                let time = Some(100 - round);
                let added = recipients.add(&address, time, round as usize, &reply);
                added.expect("files for the rest");
            }
        }
        assert!(recipients.runs.len() > 2);
        let mut told = Vec::new();
        let each = recipients.each(|recipient| {
            told.push(recipient);
            Ok(())
        });
        each.expect("files to read");
        assert_eq!(told.len(), many as usize);
        assert!(told.is_sorted_by(|one, next| one.address < next.address));
        // Of two failures that of the later time is the last.
        assert!(
            told.iter()
                .all(|told| told.count == 2 && told.last.entry == 0)
        );
    }
}
