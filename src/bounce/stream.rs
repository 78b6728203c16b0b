//! A whole log in blocks: how many lines it has, what was sent, and every other delivery.

use super::cut::{Cut, Limit};
use super::json::{self, Elements};
use super::lines::{self, content, end_of_line};
pub use super::lines::{CHUNK, Edges, Lines, text};
use super::log::{self, Arrival, Hint, LogLine, Reader, Scanner, json_line};
use super::queue::{self, Queue};
use super::{Bounce, nesting};
use std::io::{self, Read};
use std::ops::Range;
use std::sync::LazyLock;

/// Lists the servers whose logs are read: `Postfix, Exim and Sendmail`.
pub fn names() -> String {
    let mut names: Vec<_> = log::FORMATS.iter().map(|format| format.name).collect();
    for vendor in json::VENDORS.iter().filter(|vendor| vendor.is_log) {
        if !names.contains(&vendor.name) {
            names.push(vendor.name);
        }
    }
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

/// A finding in a log, in the log's order.
#[derive(Debug)]
pub enum Found<'a> {
    /// The line that reports a delivery to one recipient.
    Sent(&'a [u8]),
    /// Any other delivery, and the line that reports it.
    Bounce(&'a str, Bounce<'a>),
    /// Whose message it is, for one that came in.
    Arrival(Arrival<'a>),
    /// Ends a part of the log, with everything found since the part before.
    Part(Part<'a>),
}

/// Facts about a part of a log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part<'a> {
    pub lines: u64,
    pub bytes: u64,
    /// The first and the last line.
    pub ends: [&'a [u8]; 2],
}

/// The positions of lines that may report a delivery, in a part of a log.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    found: Vec<(Range<usize>, Hint)>,
    /// Whether some line may be JSON. Its keys can be anything, so any line may report something.
    has_json: bool,
    /// The number of lines.
    lines: u64,
    edges: Edges,
}

impl Scan {
    /// Scans the next part.
    pub fn block(&mut self, scanner: &Scanner, bytes: &[u8], edges: Edges) {
        self.found.clear();
        let rest = rest_of_line(bytes, edges);
        let mut from = rest;
        while let Some((line, hint)) = scanner.find(bytes, from) {
            from = line.end;
            self.found.push((line, hint));
        }
        self.has_json = json_line(bytes, rest..bytes.len()).is_some();
        let is_last = !edges.open && !bytes.ends_with(b"\n") && !bytes.ends_with(b"\r");
        self.lines = (lines::count_lines(bytes) + usize::from(is_last)) as u64;
        self.edges = edges;
    }

    /// Returns how many lines the part has.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// Whether this part can be read before or after the other parts of its log with the same result. Parts with JSON,
    /// tables or queue lists cannot, because those span several lines; nor can lines without a stamp, because only
    /// their order dates them.
    pub fn stands_alone(&self, bytes: &[u8]) -> bool {
        let stands_alone = |line: &Range<usize>| log::stands_alone(&text(&bytes[line.clone()]));
        let mut read = self.found.iter().filter(|(_, hint)| *hint != Hint::Sent);
        self.edges == Edges::default()
            && !self.has_json
            && !Stream::default().any_line_may_report(bytes)
            && read.all(|(line, _)| stands_alone(line))
    }
}

/// Shared by all logs: thousands may be followed.
static SCANNER: LazyLock<Scanner> = LazyLock::new(Scanner::of_log);
static SCANNER_OF_ALL: LazyLock<Scanner> = LazyLock::new(Scanner::of_log_with_arrivals);

/// How much of a log is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// What became of deliveries.
    #[default]
    Deliveries,
    /// What became of deliveries, and whose messages they are: all fields are read, even for mail that was delivered.
    Messages,
}

impl Depth {
    /// Returns the scanner that finds the lines to be read.
    pub fn scanner(self) -> &'static Scanner {
        match self {
            Depth::Deliveries => &SCANNER,
            Depth::Messages => &SCANNER_OF_ALL,
        }
    }
}

/// Reads a log of any format, or of several formats in turn.
#[derive(Default)]
pub struct Stream {
    depth: Depth,
    reader: Reader,
    /// How many lines have ended.
    lines: u64,
    /// A line of JSON that is too long to be held in memory.
    elements: Option<Elements>,
    /// A mail server's queue list, from its first line on.
    queue: Option<Queue>,
    cuts: Vec<Cut>,
}

impl Stream {
    pub fn new(depth: Depth) -> Stream {
        Stream {
            depth,
            ..Stream::default()
        }
    }

    /// Starts within a log, after this many lines, none of which is continued by the rest ([`Scan::stands_alone`]).
    pub fn behind(lines: u64, depth: Depth) -> Stream {
        Stream {
            lines,
            ..Stream::new(depth)
        }
    }

    /// What was too long to be read completely.
    pub fn cuts(&self) -> &[Cut] {
        &self.cuts
    }

    /// Reads once, and emits what the lines that are complete now contain. Returns the number of bytes read, which is
    /// zero at the end of the log, for now.
    pub fn read(
        &mut self,
        lines: &mut Lines,
        input: &mut impl Read,
        emit: &mut dyn FnMut(Found<'_>),
    ) -> io::Result<usize> {
        lines.read(input, |bytes, edges| self.add(bytes, edges, emit))
    }

    /// Emits what the last line contains, if it has no line end.
    pub fn end(&mut self, lines: &mut Lines, emit: &mut dyn FnMut(Found<'_>)) {
        lines.end(|bytes, edges| self.add(bytes, edges, emit));
        self.end_row(self.lines as usize + 1, emit);
        self.end_elements();
    }

    /// Ends a log that broke off: half a line counts only if it is complete JSON.
    pub fn break_off(&mut self, lines: &mut Lines, emit: &mut dyn FnMut(Found<'_>)) {
        lines.break_off(|bytes, edges| self.add(bytes, edges, emit));
        self.end_elements();
    }

    /// Emits what a part contains: whole lines, or part of one that is too long.
    pub fn add(&mut self, bytes: &[u8], edges: Edges, emit: &mut dyn FnMut(Found<'_>)) {
        let mut scan = Scan::default();
        scan.block(self.depth.scanner(), bytes, edges);
        self.add_scanned(bytes, &scan, emit);
    }

    /// Emits what a part that has been scanned contains.
    pub fn add_scanned(&mut self, bytes: &[u8], scan: &Scan, emit: &mut dyn FnMut(Found<'_>)) {
        let edges = scan.edges;
        let rest = rest_of_line(bytes, edges);
        let number = self.lines as usize + 1;
        if edges.open {
            self.add_long(number, bytes, edges.continued, emit);
        } else {
            if edges.continued {
                self.end_line(number, &bytes[..rest], emit);
            }
            self.add_lines(bytes, rest, scan, emit);
        }
        self.lines += scan.lines;
        let body = content(bytes);
        let first = &body[..end_of_line(body, 0)];
        let last = memchr::memrchr2(b'\n', b'\r', body).map_or(body, |end| &body[end + 1..]);
        emit(Found::Part(Part {
            lines: scan.lines,
            bytes: bytes.len() as u64,
            ends: [first, last],
        }));
    }

    fn add_lines(
        &mut self,
        bytes: &[u8],
        mut from: usize,
        scan: &Scan,
        emit: &mut dyn FnMut(Found<'_>),
    ) {
        let mut every_line = self.elements.is_some()
            || self.queue.is_some()
            || scan.has_json
            || self.any_line_may_report(&bytes[from..]);
        for (line, hint) in &scan.found {
            if every_line {
                break;
            }
            let line_bytes = &bytes[line.clone()];
            match hint {
                Hint::Sent if self.depth == Depth::Deliveries => emit(Found::Sent(line_bytes)),
                // JSON may be in any line.
                Hint::Sent | Hint::Candidate | Hint::Other => self.read_line(line_bytes, emit),
            }
            from = line.end;
            every_line = self.reader.is_table();
        }
        if !every_line {
            return;
        }
        let mut number = self.lines as usize + 1 + lines::count_lines(&bytes[..from]);
        while from < bytes.len() {
            let line = from..end_of_line(bytes, from);
            from += lines::line(&bytes[from..]).unwrap_or(bytes.len() - from);
            self.look(number, &bytes[line], emit);
            number += 1;
        }
    }

    /// Whether any line may report something: rows of a table, arrays of JSON, queue lists.
    fn any_line_may_report(&self, bytes: &[u8]) -> bool {
        let bytes = bytes.trim_ascii_start();
        let first = &bytes[..end_of_line(bytes, 0)];
        nesting::starts_document(first)
            || self.reader.is_table()
            || self.reader.is_of_table(&text(first))
            || queue::starts(&text(first))
    }

    fn look(&mut self, number: usize, line: &[u8], emit: &mut dyn FnMut(Found<'_>)) {
        if self.reader.open_lines() > 0 && !self.reader.goes_on(&text(line)) {
            self.end_row(number, emit);
        }
        if self.reader.open_lines() > 0 {
            self.read_line(line, emit);
        } else if self.goes_on(line) {
            self.end_line(number, line, emit);
        } else if !nesting::starts_document(line) {
            if !self.is_of_queue(line, emit) {
                self.read_line(line, emit);
            }
        } else if let Some((text, document)) = object(line) {
            let json::Document { bounces, limit } = document;
            bounces
                .into_iter()
                .for_each(|bounce| emit(Found::Bounce(text, bounce)));
            self.cut(number, limit);
        } else {
            self.elements = Some(Elements::default());
            self.end_line(number, line, emit);
        }
    }

    /// Whether a line belongs to a queue list; emits the recipient in it.
    fn is_of_queue(&mut self, line: &[u8], emit: &mut dyn FnMut(Found<'_>)) -> bool {
        let text = text(line);
        if self.queue.is_none() && queue::starts(&text) {
            self.queue = Some(Queue::default());
        }
        let Some(queue) = &mut self.queue else {
            return false;
        };
        let goes_on = queue.add(&text, |bounce| emit(Found::Bounce(&text, bounce)));
        if !goes_on {
            self.queue = None;
        }
        goes_on
    }

    fn read_line(&mut self, line: &[u8], emit: &mut dyn FnMut(Found<'_>)) {
        let text = text(line);
        let line = LogLine::of(&text);
        if self.depth == Depth::Messages
            && let Some(arrival) = log::arrival(&line)
        {
            return emit(Found::Arrival(arrival));
        }
        self.reader
            .read(&line, &mut |bounce| emit(Found::Bounce(&text, bounce)));
    }

    /// Reads the lines of a table row that was not closed before this line.
    fn end_row(&mut self, number: usize, emit: &mut dyn FnMut(Found<'_>)) {
        let lines = self.reader.take_open();
        if lines.is_empty() {
            return;
        }
        self.cut(number - lines.len(), Some(Limit::Quotes));
        for line in &lines {
            self.reader
                .read_unquoted(line, &mut |bounce| emit(Found::Bounce(line, bounce)));
        }
    }

    /// Adds part of a line that is too long to be held in memory.
    fn add_long(
        &mut self,
        number: usize,
        bytes: &[u8],
        is_continued: bool,
        emit: &mut dyn FnMut(Found<'_>),
    ) {
        if !is_continued && !self.goes_on(bytes) {
            if !nesting::starts_document(bytes) {
                return self.cut(number, Some(Limit::Line));
            }
            self.elements = Some(Elements::default());
        }
        self.add_elements(number, bytes, emit);
    }

    /// Whether a line continues JSON that began before it. If it cannot, that JSON is torn.
    fn goes_on(&mut self, line: &[u8]) -> bool {
        let Some(elements) = &self.elements else {
            return false;
        };
        let goes_on = elements.may_go_on(line);
        if !goes_on {
            self.end_elements();
        }
        goes_on
    }

    fn add_elements(&mut self, number: usize, bytes: &[u8], emit: &mut dyn FnMut(Found<'_>)) {
        let Some(elements) = &mut self.elements else {
            return;
        };
        let mut cuts = Vec::new();
        elements.add(number, bytes, &mut |found| match found {
            json::Found::Element {
                line,
                text,
                document,
            } => {
                let json::Document { bounces, limit } = document;
                for bounce in bounces {
                    emit(Found::Bounce(text, bounce));
                }
                cuts.push((line, limit));
            }
            json::Found::Unknown(..) => {}
            json::Found::Cut(line, limit) => cuts.push((line, Some(limit))),
        });
        let is_broken = elements.broken.is_some();
        for (line, limit) in cuts {
            self.cut(line, limit);
        }
        if is_broken {
            self.end_elements();
        }
    }

    /// Adds a line, or the end of a long one: other JSON may follow, or the open JSON continues.
    fn end_line(&mut self, number: usize, line: &[u8], emit: &mut dyn FnMut(Found<'_>)) {
        self.add_elements(number, line, emit);
        self.add_elements(number, b"\n", emit);
        if self.elements.as_ref().is_some_and(Elements::is_closed) {
            self.elements = None;
        }
    }

    /// Ends the open JSON, and reports it if it is incomplete.
    fn end_elements(&mut self) {
        let Some(elements) = self.elements.take().filter(|all| !all.is_closed()) else {
            return;
        };
        let (is_known, limit) = (elements.is_known, elements.broken.unwrap_or(Limit::Torn));
        let (line, open) = elements.into_open();
        if is_known || nesting::names_key(&open) {
            self.cut(line, Some(limit));
        }
    }

    /// Records that something at this line is not read.
    fn cut(&mut self, line: usize, limit: Option<Limit>) {
        let cut = limit.map(|limit| Cut { line, limit });
        self.cuts
            .extend(cut.filter(|cut| self.cuts.last() != Some(cut)));
    }
}

/// Parses a line that is one object of a known form.
fn object(line: &[u8]) -> Option<(&str, json::Document)> {
    let text = std::str::from_utf8(line).ok()?;
    let is_object = text.trim_start().starts_with('{');
    Some((text, is_object.then(|| json::document(text)).flatten()?))
}

/// Returns how much of a part belongs to a line that began before it.
fn rest_of_line(bytes: &[u8], edges: Edges) -> usize {
    if edges.continued {
        lines::line(bytes).unwrap_or(bytes.len())
    } else {
        0
    }
}
