//! Any input, recognised by looking at it, and the bounces in it.
//!
//! An input is taken line by line into pieces: a mail (from a header on; a mailbox is many), a JSON document, a line
//! of a log, or what is left, which is read as replies. Each piece has its reader.

use super::cut::{Cut, Limit};
use super::json::{self, Elements};
use super::lines::{self, Block, Edges, Line, content};
use super::mail_start::{self, Fields};
use super::nesting::{self, Nesting};
use super::{Bounce, Event, log, message};
use crate::reply;
use std::borrow::Cow;
use std::io::{self, Read};

/// A bounce, and the line of the input at which it stands, counted from 1.
pub type Found<'a> = (usize, Bounce<'a>);

/// Of a longer message only the start is read: the report stands before the returned original.
pub const LONGEST_MESSAGE: usize = 16 << 20;
/// A longer JSON document is read element by element.
const LONG_DOCUMENT: usize = 1 << 20;
/// Longer text is taken apart where a line ends.
const LONGEST_TEXT: usize = 1 << 16;
/// After so many lines of a log in a row it is only scanned for what may tell of something.
const SURELY_LOG: usize = 100;

/// Tells every bounce of an input as it arrives, and returns what was too long to be read as a whole. Text that says
/// nothing we know is told too, as [`Event::Unknown`]. Of an input that cannot be read to its end all is told that was
/// read before the error.
pub fn bounces(input: impl Read, tell: impl FnMut(Found<'_>)) -> io::Result<Vec<Cut>> {
    let mut pieces = Pieces {
        tell,
        log: log::Reader::default(),
        gathering: Gathering::Text,
        gathered: Vec::new(),
        elements: Elements::default(),
        start: 1,
        log_lines: 0,
        scanner: None,
        is_noise_told: false,
        cuts: Vec::new(),
    };
    let read = lines::blocks(input, |block| pieces.add_block(block));
    if read.is_err() {
        pieces.break_off();
    }
    pieces.finish();
    read.map(|()| pieces.cuts)
}

/// What the lines that are kept belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gathering {
    /// Replies, or nothing that can be told yet.
    Text,
    /// Fields that may be the start of a mail.
    Fields(Fields),
    Message(Mail),
    /// JSON, with so many brackets open.
    Document(Nesting),
    /// JSON that is too long to be gathered, and whether that is because its first line is.
    Elements(Long),
}

/// What of JSON is long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Long {
    Line,
    Document,
}

/// How far a mail has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Mail {
    /// The next mail of the mailbox ends it.
    in_mailbox: bool,
    after_blank: bool,
    /// How long the header is, once it has ended.
    header: Option<usize>,
    /// Whether its last part has ended (RFC 2046 §5.1.1).
    is_closed: bool,
    /// What may be the start of the next mail: how much was gathered before it, and its line.
    separator: Option<(usize, usize)>,
}

struct Pieces<T> {
    tell: T,
    log: log::Reader,
    gathering: Gathering,
    gathered: Vec<u8>,
    elements: Elements,
    /// The line at which what is gathered starts.
    start: usize,
    /// How many lines of a log there were in a row.
    log_lines: usize,
    scanner: Option<log::Scanner>,
    is_noise_told: bool,
    cuts: Vec<Cut>,
}

impl<T: FnMut(Found<'_>)> Pieces<T> {
    fn add_block(&mut self, mut block: Block<'_>) {
        loop {
            let is_whole = block.edges == Edges::default();
            if is_whole && self.log_lines >= SURELY_LOG && !self.log.is_table() {
                block = self.scan(block);
            }
            let Some((line, rest)) = block.split_line() else {
                return;
            };
            self.add(line);
            block = rest;
        }
    }

    /// Reads lines of a log that is known for one, only what may tell of something. What is returned starts something
    /// else: a table, a mail, JSON.
    fn scan<'a>(&mut self, block: Block<'a>) -> Block<'a> {
        let scanner = self.scanner.get_or_insert_with(log::Scanner::of_any);
        let (mut from, mut number, mut counted) = (0, block.number, 0);
        let rest = |number, from| Block {
            number,
            bytes: &block.bytes[from..],
            edges: Edges::default(),
        };
        while let Some((line, glance)) = scanner.find(block.bytes, from) {
            if glance == log::Glance::Sent {
                from = line.end;
                continue;
            }
            number += lines::count_lines(&block.bytes[counted..line.start]);
            if glance == log::Glance::Other {
                self.log_lines = 0;
                return rest(number, line.start);
            }
            (from, counted) = (line.end, line.start);
            let text = String::from_utf8_lossy(&block.bytes[line]);
            let tell = &mut self.tell;
            self.log.read(&text, &mut |bounce| tell((number, bounce)));
            if self.log.is_table() {
                return rest(number, from);
            }
        }
        rest(number, block.bytes.len())
    }

    fn add(&mut self, line: Line<'_>) {
        match self.gathering {
            Gathering::Message(mail) => self.add_to_message(mail, line),
            Gathering::Elements(long) => self.add_to_elements(long, line),
            Gathering::Fields(fields) => self.add_to_fields(fields, line),
            // Of a line that is too long the start was read, and said to be all.
            Gathering::Text | Gathering::Document(_) if line.edges.continued => {}
            Gathering::Text => self.add_to_text(line),
            Gathering::Document(nesting) => self.add_to_document(nesting, line),
        }
    }

    /// The input cannot be read on: what has not come to its end tells nothing for certain, unless it is a mail.
    fn break_off(&mut self) {
        match self.gathering {
            Gathering::Text | Gathering::Message(_) => {}
            Gathering::Fields(_) | Gathering::Document(_) | Gathering::Elements(_) => {
                self.gathered.clear();
                self.gathering = Gathering::Text;
            }
        }
    }

    /// What is gathered is whole.
    fn finish(&mut self) {
        match self.gathering {
            Gathering::Document(_) | Gathering::Fields(_) => self.give_up(),
            Gathering::Elements(long) => self.end_elements(long, &[]),
            Gathering::Text | Gathering::Message(_) => {}
        }
        let gathered = std::mem::take(&mut self.gathered);
        match std::mem::replace(&mut self.gathering, Gathering::Text) {
            Gathering::Message(_) => {
                let (start, tell) = (self.start, &mut self.tell);
                let limit = message::emit(&gathered, &mut |bounce| tell((start, bounce)));
                self.cut_at(start, limit);
            }
            _ => self.read_replies(&gathered),
        }
        // The next piece is likely to be as long.
        self.gathered = gathered;
        self.gathered.clear();
    }

    /// What is gathered is not what it seemed to start: its lines are read one by one.
    fn give_up(&mut self) {
        let gathered = std::mem::take(&mut self.gathered);
        self.gathering = Gathering::Text;
        self.add_lines(self.start, &gathered);
    }

    /// Reads lines each by itself.
    fn add_lines(&mut self, number: usize, bytes: &[u8]) {
        let mut block = Block {
            number,
            bytes,
            edges: Edges::default(),
        };
        while let Some((line, rest)) = block.split_line() {
            self.add_line(line);
            block = rest;
        }
    }

    fn begin(&mut self, gathering: Gathering, line: Line<'_>) {
        if !self.gathered.is_empty() {
            self.finish();
        }
        self.gathering = gathering;
        self.start = line.number;
        self.gathered.extend_from_slice(line.bytes);
    }

    fn cut_at(&mut self, line: usize, limit: Option<Limit>) {
        let cut = limit.map(|limit| Cut { line, limit });
        self.cuts.extend(cut.filter(|cut| self.cuts.last() != Some(cut)));
    }

    fn add_to_text(&mut self, line: Line<'_>) {
        let text = content(line.bytes);
        if text.trim_ascii().is_empty() {
            return self.finish();
        }
        let fields = Fields::default().with(text);
        if let Some(fields) = fields.filter(|_| self.gathered.is_empty()) {
            return self.begin(Gathering::Fields(fields), line);
        }
        if line.edges.open && nesting::starts_document(text) {
            self.finish();
            return self.add_to_elements(Long::Line, line);
        }
        if line.edges.open {
            self.cut_at(line.number, Some(Limit::Line));
        }
        match Nesting::of_first(text).filter(|nesting| nesting.open > 0) {
            Some(nesting) => self.begin(Gathering::Document(nesting), line),
            None => self.add_line(line),
        }
    }

    /// A line that is told by itself, or one of a reply.
    fn add_line(&mut self, line: Line<'_>) {
        let text = String::from_utf8_lossy(content(line.bytes));
        if let Some(document) = json::document(&text) {
            return self.tell_all(line.number, document);
        }
        if !self.gathered.is_empty() && log::is_line(&text) {
            self.finish();
        }
        let (tell, mut found) = (&mut self.tell, false);
        self.log.read(&text, &mut |bounce| {
            found = true;
            tell((line.number, bounce));
        });
        if found || log::is_line(&text) {
            self.log_lines += 1;
            return;
        }
        self.log_lines = 0;
        if self.gathered.len() + line.bytes.len() > LONGEST_TEXT {
            self.finish();
        }
        if self.gathered.is_empty() {
            self.start = line.number;
        }
        self.gathered.extend_from_slice(line.bytes);
    }

    /// Fields become a mail with the first that mails have.
    fn add_to_fields(&mut self, fields: Fields, line: Line<'_>) {
        let fields = if line.edges.continued {
            Some(fields)
        } else {
            fields.with(content(line.bytes))
        };
        let is_room = self.gathered.len() + line.bytes.len() < LONGEST_MESSAGE;
        let Some(fields) = fields.filter(|_| is_room) else {
            self.give_up();
            return self.add(line);
        };
        let in_mailbox = mail_start::is_separator(&self.gathered);
        self.gathering = match fields.are_a_mail() {
            true => Gathering::Message(Mail {
                in_mailbox,
                ..Mail::default()
            }),
            false => Gathering::Fields(fields),
        };
        self.gathered.extend_from_slice(line.bytes);
    }

    fn add_to_message(&mut self, mut mail: Mail, line: Line<'_>) {
        if line.edges.continued {
            return self.extend_message(line.bytes);
        }
        let text = content(line.bytes);
        if let Some((before, number)) = mail.separator.take()
            && mail_start::field(text).is_some()
        {
            let separator = self.gathered.split_off(before);
            self.finish();
            self.start = number;
            self.gathered.extend_from_slice(&separator);
            mail = Mail {
                in_mailbox: true,
                ..Mail::default()
            };
        }
        let is_blank = text.trim_ascii().is_empty();
        if mail.is_closed && !is_blank && starts_other(text) {
            self.finish();
            return self.add(line);
        }
        if mail.in_mailbox && mail.after_blank && mail_start::is_separator(text) {
            mail.separator = Some((self.gathered.len(), line.number));
        }
        if is_blank {
            mail.header.get_or_insert(self.gathered.len());
        }
        mail.after_blank = is_blank;
        mail.is_closed |= text.starts_with(b"--")
            && mail
                .header
                .is_some_and(|header| mail_start::closes(text, &self.gathered[..header]));
        let bytes = match mail.in_mailbox {
            true => mail_start::unquoted(line.bytes),
            false => line.bytes,
        };
        self.extend_message(bytes);
        self.gathering = Gathering::Message(mail);
    }

    fn extend_message(&mut self, bytes: &[u8]) {
        let room = LONGEST_MESSAGE.saturating_sub(self.gathered.len());
        if bytes.len() > room {
            self.cut_at(self.start, Some(Limit::Message));
        }
        self.gathered
            .extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    fn add_to_document(&mut self, nesting: Nesting, line: Line<'_>) {
        let text = content(line.bytes);
        let is_whole = self.gathered.starts_with(b"{") && text.starts_with(b"{");
        let is_due = match self.gathered.trim_ascii_end().last() {
            Some(b'[' | b':') => true,
            Some(b',') => nesting.open > 1,
            _ => false,
        };
        if is_whole && !is_due && json::read(&String::from_utf8_lossy(text)).is_some() {
            // One object a line, and what seemed to go on was cut off.
            self.finish();
            return self.add(line);
        }
        if line.edges.open || self.gathered.len() + line.bytes.len() > LONG_DOCUMENT {
            self.take_apart();
            return self.add(line);
        }
        let Some(nesting) = nesting.after(text) else {
            self.give_up();
            return self.add(line);
        };
        self.gathered.extend_from_slice(line.bytes);
        self.gathering = Gathering::Document(nesting);
        if nesting.open == 0 {
            self.end_document();
        }
    }

    /// The document is too long to be gathered.
    fn take_apart(&mut self) {
        let gathered = std::mem::take(&mut self.gathered);
        self.gathering = Gathering::Elements(Long::Document);
        let mut block = Block {
            number: self.start,
            bytes: &gathered,
            edges: Edges::default(),
        };
        while let Some((line, rest)) = block.split_line() {
            match self.gathering {
                Gathering::Elements(long) => self.add_to_elements(long, line),
                // Gathered again it would be taken apart again.
                _ => self.add_line(line),
            }
            block = rest;
        }
    }

    fn add_to_elements(&mut self, long: Long, line: Line<'_>) {
        self.gathering = Gathering::Elements(long);
        let is_new = long == Long::Line && !line.edges.continued;
        if is_new && !self.elements.is_closed() && !nesting::may_go_on(line.bytes) {
            self.end_elements(long, &[]);
            return self.add(line);
        }
        let (tell, cuts) = (&mut self.tell, &mut self.cuts);
        let mut cut = |line, limit| cuts.push(Cut { line, limit });
        let read = self.elements.add(line.number, line.bytes, &mut |found| match found {
            json::Found::Element(element) => {
                let json::Document { bounces, limit } = element.document;
                bounces.into_iter().for_each(|bounce| tell((element.line, bounce)));
                limit.into_iter().for_each(|limit| cut(element.line, limit));
            }
            json::Found::Cut(line, limit) => cut(line, limit),
        });
        if self.elements.broken.is_some() || self.elements.is_closed() && !line.edges.open {
            self.end_elements(long, &line.bytes[read..]);
        }
    }

    /// Ends JSON that was taken apart. What is left of it is read line by line if it need not be JSON, but not if it is
    /// one line: the torn rest of that is no reply.
    fn end_elements(&mut self, long: Long, rest: &[u8]) {
        self.gathering = Gathering::Text;
        let elements = std::mem::take(&mut self.elements);
        if elements.is_closed() {
            return;
        }
        let is_json = elements.is_known || long == Long::Line;
        let limit = elements.broken.unwrap_or(Limit::Torn);
        let (line, mut open) = elements.into_open();
        if is_json {
            self.cut_at(line, Some(limit));
        } else {
            open.extend_from_slice(rest);
            self.add_lines(line, &open);
        }
    }

    fn end_document(&mut self) {
        match json::document(&String::from_utf8_lossy(&self.gathered)) {
            Some(document) => {
                self.gathered.clear();
                self.gathering = Gathering::Text;
                self.tell_all(self.start, document);
            }
            None => self.finish(),
        }
    }

    /// Tells the bounces of a line or document, behind what was gathered before it.
    fn tell_all(&mut self, line: usize, document: json::Document) {
        self.finish();
        for bounce in document.bounces {
            (self.tell)((line, bounce));
        }
        self.cut_at(line, document.limit);
    }

    fn read_replies(&mut self, gathered: &[u8]) {
        if is_noise(gathered) {
            if !std::mem::replace(&mut self.is_noise_told, true) {
                self.tell_words(self.start, "".into());
            }
            return;
        }
        for (lines, said) in reply::split(&String::from_utf8_lossy(gathered)) {
            self.tell_words(self.start + lines, said.into());
        }
    }

    fn tell_words(&mut self, line: usize, said: Cow<'_, str>) {
        let bounce = Bounce {
            said,
            event: Event::Unknown,
            ..Bounce::default()
        };
        (self.tell)((line, bounce));
    }
}

/// Whether something that is told by itself starts behind a mail's last part: some gateways add text there.
fn starts_other(line: &[u8]) -> bool {
    mail_start::is_separator(line)
        || mail_start::is_known_field(line)
        || Nesting::of_first(line).is_some()
        || log::is_line(&String::from_utf8_lossy(line))
}

/// Whether this is no text at all: more control characters than any text has.
fn is_noise(bytes: &[u8]) -> bool {
    let is_control = |byte: &&u8| **byte < b' ' && !byte.is_ascii_whitespace() && **byte != b'\x1b';
    bytes.contains(&0) || bytes.iter().filter(is_control).count() > bytes.len() / 16
}
