//! The encoding of numbers and texts in tally files.

use crate::triage::AttemptCounts;
use crate::triage::time::{Seconds, in_range};
use crate::triage::timeline::Timeline;
use std::io::{self, Read, Write};

/// The most bytes of logs that are counted, 64 TiB: sums of any number of tallies must not overflow.
pub(super) const MOST_BYTES: u64 = 1 << 46;
/// The most that one byte of a log adds to all counts together: an event adds to some forty counts, and takes far more
/// bytes.
const COUNTS_OF_BYTE: u64 = 64;
/// The longest text, in bytes; anything longer is a mistake.
const LONGEST: usize = 1 << 14;
/// How many bits of a number one byte holds; the remaining bit says that another byte follows (LEB128).
const BITS: u32 = 7;

/// Writes a tally.
pub(super) struct Out<W>(pub W);

impl<W: Write> Out<W> {
    pub(super) fn number(&mut self, mut number: u64) -> io::Result<()> {
        while number >> BITS > 0 {
            self.0.write_all(&[number as u8 | 1 << BITS])?;
            number >>= BITS;
        }
        self.0.write_all(&[number as u8])
    }

    pub(super) fn numbers(&mut self, numbers: &[u64]) -> io::Result<()> {
        let mut numbers = numbers.iter();
        numbers.try_for_each(|number| self.number(*number))
    }

    pub(super) fn count(&mut self, count: usize) -> io::Result<()> {
        self.number(count as u64)
    }

    pub(super) fn flag(&mut self, flag: bool) -> io::Result<()> {
        self.number(u64::from(flag))
    }

    /// Numbers close to zero are short, whatever their sign.
    fn seconds(&mut self, time: Seconds) -> io::Result<()> {
        self.number((time << 1 ^ time >> 63) as u64)
    }

    pub(super) fn time(&mut self, time: Option<Seconds>) -> io::Result<()> {
        self.flag(time.is_some())?;
        time.map_or(Ok(()), |time| self.seconds(time))
    }

    pub(super) fn text(&mut self, text: &str) -> io::Result<()> {
        let text = &text[..text.floor_char_boundary(LONGEST)];
        self.count(text.len())?;
        self.0.write_all(text.as_bytes())
    }

    pub(super) fn attempts(&mut self, counts: AttemptCounts) -> io::Result<()> {
        let AttemptCounts {
            attempted,
            sent,
            deferred,
            bounced,
            rejected,
        } = counts;
        self.numbers(&[attempted, sent, deferred, bounced, rejected])
    }

    pub(super) fn timeline(&mut self, timeline: &Timeline) -> io::Result<()> {
        self.number(timeline.width() as u64)?;
        self.count(timeline.spans().count())?;
        for (time, count) in timeline.spans() {
            self.seconds(time)?;
            self.number(u64::from(count))?;
        }
        Ok(())
    }
}

/// Reads a tally: whatever the file contains, no number is out of bounds.
pub(super) struct In<R> {
    pub input: R,
    /// How much all further counts may add up to.
    left: u64,
}

impl<R: Read> In<R> {
    pub(super) fn new(input: R) -> In<R> {
        In {
            input,
            left: MOST_BYTES,
        }
    }

    /// Returns how many bytes of logs were counted, which bounds everything that follows.
    pub(super) fn log_bytes(&mut self) -> io::Result<u64> {
        let bytes = self.number()?;
        self.left = bytes * COUNTS_OF_BYTE;
        Ok(bytes)
    }

    pub(super) fn bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.input.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn any_number(&mut self) -> io::Result<u64> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(BITS as usize) {
            let [byte] = self.bytes()?;
            number |= u64::from(byte & !(1 << BITS)) << shift;
            if byte >> BITS == 0 {
                return Ok(number);
            }
        }
        Err(wrong("a number has no end"))
    }

    /// A number of attempts, lines or bytes.
    pub(super) fn number(&mut self) -> io::Result<u64> {
        let number = self.any_number()?;
        let left = self.left.checked_sub(number);
        self.left = left.ok_or_else(|| wrong("it counts more than the logs can hold"))?;
        Ok(number)
    }

    /// Reads sizes of messages, which no log bounds.
    pub(super) fn sizes(&mut self) -> io::Result<u64> {
        self.any_number()
    }

    /// Reads how many of something follow; more than `most` is an error.
    pub(super) fn count(&mut self, most: usize) -> io::Result<usize> {
        let count = self.any_number()?;
        let count = usize::try_from(count).ok().filter(|count| *count <= most);
        count.ok_or_else(|| wrong("a table is too long"))
    }

    pub(super) fn flag(&mut self) -> io::Result<bool> {
        Ok(self.count(1)? == 1)
    }

    fn seconds(&mut self) -> io::Result<Seconds> {
        let number = self.any_number()?;
        let time = (number >> 1) as Seconds ^ -((number & 1) as Seconds);
        in_range(time).ok_or_else(|| wrong("a time is out of range"))
    }

    pub(super) fn time(&mut self) -> io::Result<Option<Seconds>> {
        if self.flag()? {
            self.seconds().map(Some)
        } else {
            Ok(None)
        }
    }

    pub(super) fn text(&mut self) -> io::Result<String> {
        let mut text = vec![0; self.count(LONGEST)?];
        self.input.read_exact(&mut text)?;
        String::from_utf8(text).map_err(|_| wrong("a text is not UTF-8"))
    }

    pub(super) fn attempts(&mut self) -> io::Result<AttemptCounts> {
        Ok(AttemptCounts {
            attempted: self.number()?,
            sent: self.number()?,
            deferred: self.number()?,
            bounced: self.number()?,
            rejected: self.number()?,
        })
    }

    pub(super) fn timeline(&mut self) -> io::Result<Timeline> {
        let width = self.any_number()? as Seconds;
        let mut timeline =
            Timeline::of_width(width).ok_or_else(|| wrong("a timeline has no such spans"))?;
        for _ in 0..self.count(Timeline::MOST)? {
            let time = self.seconds()?;
            let count = self.number()?;
            timeline.add_many(time, u32::try_from(count).unwrap_or(u32::MAX));
        }
        Ok(timeline)
    }
}

/// An error for contents that cannot be right.
pub(super) fn wrong(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
