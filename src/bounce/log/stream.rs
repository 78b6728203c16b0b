//! A whole log, in blocks: how many lines it has, what was sent, and every other delivery.

use super::{Glance, Reader, Scanner};
use crate::bounce::lines::{self, Lines, content};
use crate::bounce::{Bounce, json};
use std::borrow::Cow;
use std::io::{self, Read};
use std::ops::Range;
use std::sync::LazyLock;

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

/// Where the lines of a part of a log are that may tell of a delivery.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    found: Vec<(Range<usize>, Glance)>,
    /// How many lines there are.
    lines: u64,
    is_cut: bool,
}

impl Scan {
    /// Scans another part.
    pub fn block(&mut self, scanner: &Scanner, bytes: &[u8], is_cut: bool) {
        self.found.clear();
        let mut from = 0;
        while let Some((line, glance)) = scanner.find(bytes, from) {
            from = line.end;
            self.found.push((line, glance));
        }
        let is_open = !bytes.ends_with(b"\n") && !bytes.ends_with(b"\r");
        self.lines = (lines::count_lines(bytes) + usize::from(is_open)) as u64;
        self.is_cut = is_cut;
    }
}

/// One for all logs: thousands may be followed.
static SCANNER: LazyLock<Scanner> = LazyLock::new(Scanner::of_log);

/// Reads a log of any format, or of several in turn.
#[derive(Default)]
pub struct Stream {
    reader: Reader,
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
        lines.read(input, |bytes, is_cut| self.add(bytes, is_cut, tell))
    }

    /// Tells what the last line holds if it has no end.
    pub fn end(&mut self, lines: &mut Lines, tell: &mut impl FnMut(Told<'_>)) {
        lines.end(|bytes, is_cut| self.add(bytes, is_cut, tell));
    }

    /// Tells what a part holds, be it whole lines or the start of one that was cut.
    pub fn add(&mut self, bytes: &[u8], is_cut: bool, tell: &mut impl FnMut(Told<'_>)) {
        let mut scan = Scan::default();
        scan.block(&SCANNER, bytes, is_cut);
        self.tell(bytes, &scan, tell);
    }

    /// Tells what a part holds that was scanned.
    pub fn tell(&mut self, bytes: &[u8], scan: &Scan, tell: &mut impl FnMut(Told<'_>)) {
        let mut from = 0;
        let mut every_line = self.is_told_by_every_line(bytes);
        for (line, glance) in &scan.found {
            if every_line {
                break;
            }
            let line_bytes = &bytes[line.clone()];
            match glance {
                Glance::Sent => tell(Told::Sent(line_bytes)),
                Glance::Telling | Glance::Other => self.look(line_bytes, tell),
            }
            from = line.end;
            every_line = self.reader.is_table();
        }
        while every_line && from < bytes.len() {
            let line = from..end_of_line(bytes, from);
            from = line.end + 1;
            self.look(&bytes[line], tell);
        }
        let body = content(bytes);
        let first = &body[..end_of_line(body, 0)];
        let last = memchr::memrchr2(b'\n', b'\r', body).map_or(body, |end| &body[end + 1..]);
        tell(Told::Part(Part {
            lines: scan.lines,
            bytes: bytes.len() as u64,
            cut: u64::from(scan.is_cut),
            ends: [first, last],
        }));
    }

    /// Whether any line may tell of something: the rows of a table, and JSON whose keys can be anything.
    fn is_told_by_every_line(&self, bytes: &[u8]) -> bool {
        let first = &bytes[..end_of_line(bytes, 0)];
        first.starts_with(b"{") || self.reader.is_table() || self.reader.is_row(&text(first))
    }

    fn look(&mut self, line: &[u8], tell: &mut impl FnMut(Told<'_>)) {
        let text = text(line);
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

fn text(line: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(line) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(line),
    }
}

fn end_of_line(bytes: &[u8], from: usize) -> usize {
    let length = memchr::memchr2(b'\n', b'\r', &bytes[from..]);
    length.map_or(bytes.len(), |length| from + length)
}
