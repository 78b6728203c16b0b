//! A whole log, in blocks: how many lines it has, what was sent, and every other delivery.

use super::{Glance, Reader, Scanner};
use crate::bounce::cut::{Cut, Limit};
use crate::bounce::json::{self, Elements};
use crate::bounce::lines::{self, Edges, Lines, content};
use crate::bounce::{Bounce, nesting};
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
    /// The first and the last line.
    pub ends: [&'a [u8]; 2],
}

/// Where the lines of a part of a log are that may tell of a delivery.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    found: Vec<(Range<usize>, Glance)>,
    /// How many lines there are.
    lines: u64,
    edges: Edges,
}

impl Scan {
    /// Scans another part.
    pub fn block(&mut self, scanner: &Scanner, bytes: &[u8], edges: Edges) {
        self.found.clear();
        let mut from = rest_of_line(bytes, edges);
        while let Some((line, glance)) = scanner.find(bytes, from) {
            from = line.end;
            self.found.push((line, glance));
        }
        let is_last = !edges.open && !bytes.ends_with(b"\n") && !bytes.ends_with(b"\r");
        self.lines = (lines::count_lines(bytes) + usize::from(is_last)) as u64;
        self.edges = edges;
    }
}

/// One for all logs: thousands may be followed.
static SCANNER: LazyLock<Scanner> = LazyLock::new(Scanner::of_log);

/// Reads a log of any format, or of several in turn.
#[derive(Default)]
pub struct Stream {
    reader: Reader,
    /// How many lines have ended.
    lines: u64,
    /// A line that is JSON and too long to be held as a whole.
    elements: Option<Elements>,
    cuts: Vec<Cut>,
}

impl Stream {
    /// What was too long to be read as a whole.
    pub fn cuts(&self) -> &[Cut] {
        &self.cuts
    }

    /// Reads once and tells what the lines hold that are whole now. How many bytes were read: none where the log ends,
    /// for now.
    pub fn read(
        &mut self,
        lines: &mut Lines,
        input: &mut impl Read,
        tell: &mut impl FnMut(Told<'_>),
    ) -> io::Result<usize> {
        lines.read(input, |bytes, edges| self.add(bytes, edges, tell))
    }

    /// Tells what the last line holds if it has no end.
    pub fn end(&mut self, lines: &mut Lines, tell: &mut impl FnMut(Told<'_>)) {
        lines.end(|bytes, edges| self.add(bytes, edges, tell));
    }

    /// The same where the log broke off: half a line counts only if it is whole JSON.
    pub fn break_off(&mut self, lines: &mut Lines, tell: &mut impl FnMut(Told<'_>)) {
        lines.break_off(|bytes, edges| self.add(bytes, edges, tell));
    }

    /// Tells what a part holds, be it whole lines or part of one that is too long.
    pub fn add(&mut self, bytes: &[u8], edges: Edges, tell: &mut impl FnMut(Told<'_>)) {
        let mut scan = Scan::default();
        scan.block(&SCANNER, bytes, edges);
        self.tell(bytes, &scan, tell);
    }

    /// Tells what a part holds that was scanned.
    pub fn tell(&mut self, bytes: &[u8], scan: &Scan, tell: &mut impl FnMut(Told<'_>)) {
        let edges = scan.edges;
        let rest = rest_of_line(bytes, edges);
        if edges.open && !edges.continued {
            self.begin_line(bytes, tell);
        } else if edges.continued {
            self.go_on(&bytes[..rest], edges.open, tell);
        }
        if self.elements.is_none() {
            self.tell_lines(bytes, rest, scan, tell);
        }
        self.lines += scan.lines;
        let body = content(bytes);
        let first = &body[..end_of_line(body, 0)];
        let last = memchr::memrchr2(b'\n', b'\r', body).map_or(body, |end| &body[end + 1..]);
        tell(Told::Part(Part {
            lines: scan.lines,
            bytes: bytes.len() as u64,
            ends: [first, last],
        }));
    }

    fn tell_lines(
        &mut self,
        bytes: &[u8],
        mut from: usize,
        scan: &Scan,
        tell: &mut impl FnMut(Told<'_>),
    ) {
        let mut every_line = self.is_told_by_every_line(&bytes[from..]);
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
    }

    /// Whether any line may tell of something: the rows of a table, and JSON whose keys can be anything.
    fn is_told_by_every_line(&self, bytes: &[u8]) -> bool {
        let first = &bytes[..end_of_line(bytes, 0)];
        first.starts_with(b"{")
            || nesting::starts_document(first)
            || self.reader.is_table()
            || self.reader.is_row(&text(first))
    }

    fn look(&mut self, line: &[u8], tell: &mut impl FnMut(Told<'_>)) {
        let text = text(line);
        if text.trim_start().starts_with('{') {
            if let Some(json::Document { bounces, limit }) = json::document(&text) {
                bounces
                    .into_iter()
                    .for_each(|bounce| tell(Told::Bounce(&text, bounce)));
                self.cut(limit);
            }
        } else if nesting::starts_document(line) {
            self.begin_line(line, tell);
            self.go_on(&[], false, tell);
        } else {
            self.reader
                .read(&text, &mut |bounce| tell(Told::Bounce(&text, bounce)));
        }
    }

    /// Starts a line that goes on, or an array.
    fn begin_line(&mut self, bytes: &[u8], tell: &mut impl FnMut(Told<'_>)) {
        if nesting::starts_document(bytes) {
            self.elements = Some(Elements::default());
            self.add_elements(bytes, tell);
        } else {
            self.cut(Some(Limit::Line));
        }
    }

    /// Goes on with such a line. What is no JSON tells nothing but its start.
    fn go_on(&mut self, bytes: &[u8], is_open: bool, tell: &mut impl FnMut(Told<'_>)) {
        self.add_elements(bytes, tell);
        if is_open {
            return;
        }
        if let Some(elements) = self.elements.take().filter(|all| !all.is_closed()) {
            self.cut(elements.broken.or(Some(Limit::Torn)));
        }
    }

    fn add_elements(&mut self, bytes: &[u8], tell: &mut impl FnMut(Told<'_>)) {
        let Some(elements) = &mut self.elements else {
            return;
        };
        let mut cut = None;
        elements.add(1, bytes, &mut |found| match found {
            json::Found::Element(element) => {
                let json::Document { bounces, limit } = element.document;
                for bounce in bounces {
                    tell(Told::Bounce(element.text, bounce));
                }
                cut = cut.or(limit);
            }
            json::Found::Cut(_, limit) => cut = Some(limit),
        });
        self.cut(cut);
    }

    /// Something of this line is not read.
    fn cut(&mut self, limit: Option<Limit>) {
        let line = self.lines as usize + 1;
        let cut = limit.map(|limit| Cut { line, limit });
        self.cuts
            .extend(cut.filter(|cut| self.cuts.last() != Some(cut)));
    }
}

/// How much of a part belongs to a line that was begun before it.
fn rest_of_line(bytes: &[u8], edges: Edges) -> usize {
    if edges.continued {
        lines::line(bytes).unwrap_or(bytes.len())
    } else {
        0
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
