//! A whole log, in blocks: how many lines it has, what was sent, and every other delivery.

use super::{Glance, Reader, Scanner};
use crate::bounce::lines::{self, Block, Lines, content};
use crate::bounce::{Bounce, json};
use std::borrow::Cow;
use std::io::{self, Read};

/// What a log tells, in its order.
#[derive(Debug)]
pub enum Told<'a> {
    /// One recipient got the message; the line that says so.
    Sent(&'a [u8]),
    /// Any other delivery, and the line that tells of it.
    Bounce(&'a str, Bounce<'a>),
    /// What was told since the part before was in this part of the log.
    Part(Part<'a>),
}

/// What a part of a log was like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part<'a> {
    pub lines: u64,
    pub bytes: u64,
    /// How many lines were too long to be read as a whole.
    pub cut: u64,
    /// The first and the last line.
    pub ends: [&'a [u8]; 2],
}

/// Reads a log of any format, or of several in turn.
pub struct Stream {
    reader: Reader,
    scanner: Scanner,
}

impl Default for Stream {
    fn default() -> Stream {
        Stream {
            reader: Reader::default(),
            scanner: Scanner::of_log(),
        }
    }
}

impl Stream {
    /// Reads once and tells what the lines hold that are whole now. How many bytes were read: none where the log ends,
    /// for now.
    pub fn read(
        &mut self,
        lines: &mut Lines,
        input: &mut impl Read,
        tell: &mut impl FnMut(Told<'_>),
    ) -> io::Result<usize> {
        lines.read(input, |block| self.add(block, tell))
    }

    /// Tells what the last line holds if it has no end.
    pub fn end(&mut self, lines: &mut Lines, tell: &mut impl FnMut(Told<'_>)) {
        lines.end(|block| self.add(block, tell));
    }

    fn add(&mut self, block: Block<'_>, tell: &mut impl FnMut(Told<'_>)) {
        self.add_lines(block.bytes, tell);
        tell(Told::Part(like(block)));
    }

    fn add_lines(&mut self, lines: &[u8], tell: &mut impl FnMut(Told<'_>)) {
        let mut from = 0;
        while from < lines.len() {
            // Any row of a table may tell of something.
            let line = match self.reader.is_table() {
                true => Some((next_line(lines, from), Glance::Telling)),
                false => self.scanner.find(lines, from),
            };
            let Some((line, glance)) = line else {
                return;
            };
            from = line.end.max(from + 1);
            let bytes = &lines[line];
            match glance {
                Glance::Sent => tell(Told::Sent(bytes)),
                Glance::Telling | Glance::Other => self.look(bytes, tell),
            }
        }
    }

    fn look(&mut self, line: &[u8], tell: &mut impl FnMut(Told<'_>)) {
        let text = match std::str::from_utf8(line) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(line),
        };
        if text.trim_start().starts_with('{') {
            for bounce in json::read(&text).into_iter().flatten() {
                tell(Told::Bounce(&text, bounce));
            }
            return;
        }
        self.reader
            .read(&text, &mut |bounce| tell(Told::Bounce(&text, bounce)));
    }
}

fn next_line(lines: &[u8], from: usize) -> std::ops::Range<usize> {
    let length = memchr::memchr2(b'\n', b'\r', &lines[from..]);
    from..length.map_or(lines.len(), |length| from + length)
}

fn like(block: Block<'_>) -> Part<'_> {
    let bytes = block.bytes;
    let body = content(bytes);
    let first = memchr::memchr2(b'\n', b'\r', body).map_or(body, |end| &body[..end]);
    let last = memchr::memrchr2(b'\n', b'\r', body).map_or(body, |end| &body[end + 1..]);
    let whole = lines::count_lines(bytes);
    let open = !bytes.ends_with(b"\n") && !bytes.ends_with(b"\r");
    Part {
        lines: (whole + usize::from(open)) as u64,
        bytes: bytes.len() as u64,
        cut: u64::from(block.cut),
        ends: [first, last],
    }
}
