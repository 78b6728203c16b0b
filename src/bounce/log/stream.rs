//! A whole log, in blocks: how many lines it has, what was sent, and every other delivery.

use super::scan::json_line;
use super::{Hint, Reader, Scanner};
use crate::bounce::lines::{self, Lines, content};
use crate::bounce::{Bounce, json};
use std::borrow::Cow;
use std::io::{self, Read};
use std::ops::Range;

/// What is found in a log, in its order.
#[derive(Debug)]
pub enum Found<'a> {
    /// One recipient got the message; the line that says so.
    Sent(&'a [u8]),
    /// Any other delivery, and the line that reports it.
    Bounce(&'a str, Bounce<'a>),
    /// What was found since the part before is in this part of the log.
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

/// Where the lines of a part of a log are that may report a delivery.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    found: Vec<(Range<usize>, Hint)>,
    /// Some line may be JSON, whose keys can be anything: any line may report something.
    has_json: bool,
    /// How many lines there are.
    lines: u64,
    is_cut: bool,
}

impl Scan {
    /// Scans another part.
    pub fn block(&mut self, scanner: &Scanner, bytes: &[u8], is_cut: bool) {
        self.found.clear();
        let mut from = 0;
        while let Some((line, hint)) = scanner.find(bytes, from) {
            from = line.end;
            self.found.push((line, hint));
        }
        self.has_json = json_line(bytes, 0..bytes.len()).is_some();
        let is_open = !bytes.ends_with(b"\n") && !bytes.ends_with(b"\r");
        self.lines = (lines::count_lines(bytes) + usize::from(is_open)) as u64;
        self.is_cut = is_cut;
    }
}

/// Reads a log of any format, or of several in turn.
pub struct Stream {
    reader: Reader,
    scanner: Scanner,
    scan: Scan,
}

impl Default for Stream {
    fn default() -> Stream {
        Stream {
            reader: Reader::default(),
            scanner: Scanner::of_log(),
            scan: Scan::default(),
        }
    }
}

impl Stream {
    /// Reads once and emits what the lines hold that are whole now. How many bytes were read: none where the log ends,
    /// for now.
    pub fn read(
        &mut self,
        lines: &mut Lines,
        input: &mut impl Read,
        emit: &mut impl FnMut(Found<'_>),
    ) -> io::Result<usize> {
        lines.read(input, |bytes, is_cut| self.add(bytes, is_cut, emit))
    }

    /// Emits what the last line holds if it has no end.
    pub fn end(&mut self, lines: &mut Lines, emit: &mut impl FnMut(Found<'_>)) {
        lines.end(|bytes, is_cut| self.add(bytes, is_cut, emit));
    }

    /// Emits what a part holds, be it whole lines or the start of one that was cut.
    pub fn add(&mut self, bytes: &[u8], is_cut: bool, emit: &mut impl FnMut(Found<'_>)) {
        let mut scan = std::mem::take(&mut self.scan);
        scan.block(&self.scanner, bytes, is_cut);
        self.add_scanned(bytes, &scan, emit);
        self.scan = scan;
    }

    /// Emits what a part holds that was scanned.
    pub fn add_scanned(&mut self, bytes: &[u8], scan: &Scan, emit: &mut impl FnMut(Found<'_>)) {
        let first = &bytes[..end_of_line(bytes, 0)];
        let mut from = 0;
        let mut every_line =
            scan.has_json || self.reader.is_table() || self.reader.is_row(&text(first));
        for (line, hint) in &scan.found {
            if every_line {
                break;
            }
            let line_bytes = &bytes[line.clone()];
            match hint {
                Hint::Sent => emit(Found::Sent(line_bytes)),
                Hint::Candidate | Hint::Other => self.look(line_bytes, emit),
            }
            from = line.end;
            every_line = self.reader.is_table();
        }
        while every_line && from < bytes.len() {
            let line = from..end_of_line(bytes, from);
            from = line.end + 1;
            self.look(&bytes[line], emit);
        }
        let body = content(bytes);
        let first = &body[..end_of_line(body, 0)];
        let last = memchr::memrchr2(b'\n', b'\r', body).map_or(body, |end| &body[end + 1..]);
        emit(Found::Part(Part {
            lines: scan.lines,
            bytes: bytes.len() as u64,
            cut: u64::from(scan.is_cut),
            ends: [first, last],
        }));
    }

    fn look(&mut self, line: &[u8], emit: &mut impl FnMut(Found<'_>)) {
        let text = text(line);
        if text.trim_start().starts_with('{') {
            for bounce in json::read(&text).into_iter().flatten() {
                emit(Found::Bounce(&text, bounce));
            }
            return;
        }
        self.reader
            .read(&text, &mut |bounce| emit(Found::Bounce(&text, bounce)));
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
