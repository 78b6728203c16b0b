//! Any input, recognised by looking at it, and the bounces in it.
//!
//! An input is taken line by line into pieces: a mail (from a header on; a mailbox is many), a JSON document, a line
//! of a log, or what is left, which is read as replies. Each piece has its reader.

use super::lines::{self, Block, Line, content};
use super::{Bounce, Event, json, log, message};
use crate::reply;
use std::io::{self, Read};

/// A bounce, and the line of the input at which it stands, counted from 1.
pub type Found<'a> = (usize, Bounce<'a>);

/// Something of the input that could not be read as a whole, and the line at which it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    pub line: usize,
    /// "line", "message" or "document".
    pub what: &'static str,
    /// How much of it was read, in bytes.
    pub most: usize,
}

/// Of a longer message only the start is read: the report stands before the returned original.
const LONGEST_MESSAGE: usize = 16 << 20;
/// A longer JSON document is read line by line.
const LONGEST_DOCUMENT: usize = 16 << 20;
/// Longer text is taken apart where a line ends.
const LONGEST_TEXT: usize = 1 << 16;
/// After so many lines of a log in a row, all that follows is taken for one.
const SURELY_LOG: usize = 100;
/// No more fields are looked at before a known one has to come.
const MOST_FIELDS: usize = 12;

/// Tells every bounce of an input as it arrives, and returns what was too long to be read as a whole.
pub fn bounces(input: impl Read, tell: impl FnMut(Found<'_>)) -> io::Result<Vec<Cut>> {
    let mut pieces = Pieces {
        tell,
        log: log::Reader::default(),
        gathering: Gathering::Text,
        gathered: Vec::new(),
        start: 1,
        after_blank: true,
        log_lines: 0,
        scanner: None,
        cuts: Vec::new(),
    };
    lines::blocks(input, |block| pieces.add_block(block))?;
    pieces.finish();
    Ok(pieces.cuts)
}

/// What the lines that are kept belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gathering {
    /// Replies, or nothing that can be told yet.
    Text,
    /// Fields that may be the start of a mail: how many, and whether one is known to be a mail's.
    Fields(usize, bool),
    /// A mail; in a mailbox the next one ends it.
    Message { mailbox: bool },
    /// JSON, with so many brackets open.
    Document(Nesting),
}

/// How deep in a JSON document the lines so far have led.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Nesting {
    open: usize,
    in_string: bool,
}

struct Pieces<T> {
    tell: T,
    log: log::Reader,
    gathering: Gathering,
    gathered: Vec<u8>,
    /// The line at which what is gathered starts.
    start: usize,
    after_blank: bool,
    /// How many lines of a log there were in a row.
    log_lines: usize,
    scanner: Option<log::Scanner>,
    cuts: Vec<Cut>,
}

impl<T: FnMut(Found<'_>)> Pieces<T> {
    fn add_block(&mut self, mut block: Block<'_>) {
        while !block.bytes.is_empty() {
            if self.log_lines >= SURELY_LOG && !self.log.is_table() && !block.cut {
                block = self.scan(block);
            }
            let Some((line, rest)) = block.split_line() else {
                return;
            };
            self.add(line);
            block = rest;
        }
    }

    /// Reads lines of a log that is known for one: only what may tell of something. What is left starts a table.
    fn scan<'a>(&mut self, block: Block<'a>) -> Block<'a> {
        let scanner = self.scanner.get_or_insert_default();
        let (mut from, mut number, mut counted) = (0, block.number, 0);
        while let Some((line, glance)) = scanner.find(block.bytes, from) {
            if glance == log::Glance::Sent {
                from = line.end;
                continue;
            }
            number += lines::count_lines(&block.bytes[counted..line.start]);
            (from, counted) = (line.end, line.start);
            let line = &block.bytes[line];
            let text = std::str::from_utf8(line)
                .map_or_else(|_| String::from_utf8_lossy(line), Into::into);
            let tell = &mut self.tell;
            self.log.read(&text, &mut |bounce| tell((number, bounce)));
            if self.log.is_table() {
                break;
            }
        }
        let left = if self.log.is_table() {
            from
        } else {
            block.bytes.len()
        };
        Block {
            number,
            bytes: &block.bytes[left..],
            ..block
        }
    }

    fn add(&mut self, line: Line<'_>) {
        if line.cut {
            self.cut(line.number, "line", lines::LONGEST_LINE);
        }
        let text = content(line.bytes);
        match self.gathering {
            Gathering::Message { mailbox } => {
                if mailbox && self.after_blank && is_separator(text) {
                    self.finish();
                    self.begin(Gathering::Message { mailbox }, line);
                } else {
                    self.keep(line, "message", LONGEST_MESSAGE);
                }
            }
            Gathering::Document(nesting) => self.add_to_document(nesting, line),
            Gathering::Fields(count, known) => self.add_to_fields(count, known, line),
            Gathering::Text => self.add_to_text(line),
        }
        self.after_blank = text.iter().all(u8::is_ascii_whitespace);
    }

    /// What is gathered is whole.
    fn finish(&mut self) {
        let gathered = std::mem::take(&mut self.gathered);
        match std::mem::replace(&mut self.gathering, Gathering::Text) {
            Gathering::Message { .. } => {
                for bounce in message::read(&gathered) {
                    (self.tell)((self.start, bounce));
                }
            }
            Gathering::Document(_) | Gathering::Fields(..) => self.read_lines(&gathered),
            Gathering::Text => self.read_replies(&gathered),
        }
        // The next piece is likely to be as long.
        self.gathered = gathered;
        self.gathered.clear();
    }

    fn begin(&mut self, gathering: Gathering, line: Line<'_>) {
        if self.gathering == Gathering::Text && !self.gathered.is_empty() {
            self.finish();
        }
        self.gathering = gathering;
        self.start = line.number;
        self.gathered.extend_from_slice(line.bytes);
    }

    /// Adds a line to what is gathered, as long as there is room.
    fn keep(&mut self, line: Line<'_>, what: &'static str, most: usize) {
        if self.gathered.len() + line.bytes.len() <= most {
            self.gathered.extend_from_slice(line.bytes);
        } else {
            self.cut(self.start, what, most);
        }
    }

    fn cut(&mut self, line: usize, what: &'static str, most: usize) {
        let cut = Cut { line, what, most };
        if self.cuts.last() != Some(&cut) {
            self.cuts.push(cut);
        }
    }

    fn add_to_text(&mut self, line: Line<'_>) {
        let text = content(line.bytes);
        let first = text.trim_ascii_start().first();
        if first.is_none() {
            return self.finish();
        }
        if self.after_blank && (is_separator(text) || field(text).is_some()) {
            self.begin(Gathering::Fields(0, false), line);
            return self.gathering = self.with_field(0, false, text);
        }
        if let (Some(b'{' | b'['), Some(nesting)) = (first, Nesting::default().after(text)) {
            let text = String::from_utf8_lossy(text);
            match json::read(&text) {
                Some(bounces) => return self.tell_all(line.number, bounces),
                None if nesting.open > 0 => {
                    return self.begin(Gathering::Document(nesting), line);
                }
                None => {}
            }
        }
        self.add_log_line_or_reply(line);
    }

    fn add_log_line_or_reply(&mut self, line: Line<'_>) {
        let text = String::from_utf8_lossy(content(line.bytes));
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
        if self.gathered.is_empty() {
            self.start = line.number;
        }
        if self.gathered.len() + line.bytes.len() > LONGEST_TEXT {
            self.finish();
            self.start = line.number;
        }
        self.gathered.extend_from_slice(line.bytes);
    }

    /// Fields become a mail with the first that mails have.
    fn add_to_fields(&mut self, count: usize, known: bool, line: Line<'_>) {
        let text = content(line.bytes);
        let goes_on = text.starts_with(b" ") || text.starts_with(b"\t");
        if !goes_on && field(text).is_none() || count >= MOST_FIELDS {
            self.finish();
            return self.add(line);
        }
        self.gathering = match goes_on {
            true => self.gathering,
            false => self.with_field(count, known, text),
        };
        self.gathered.extend_from_slice(line.bytes);
    }

    fn with_field(&self, count: usize, known: bool, text: &[u8]) -> Gathering {
        let mailbox = is_separator(&self.gathered);
        let known = known || mailbox || field(text).is_some_and(is_mail_field);
        match count > 0 && known {
            true => Gathering::Message { mailbox },
            false => Gathering::Fields(count + 1, known),
        }
    }

    fn add_to_document(&mut self, nesting: Nesting, line: Line<'_>) {
        let nesting = nesting.after(content(line.bytes));
        self.gathered.extend_from_slice(line.bytes);
        match nesting.filter(|_| self.gathered.len() <= LONGEST_DOCUMENT) {
            Some(nesting) if nesting.open > 0 => self.gathering = Gathering::Document(nesting),
            Some(_) => {
                let text = String::from_utf8_lossy(&self.gathered).into_owned();
                match json::read(&text) {
                    Some(bounces) => {
                        self.gathered.clear();
                        self.gathering = Gathering::Text;
                        self.tell_all(self.start, bounces);
                    }
                    None => self.finish(),
                }
            }
            None => self.finish(),
        }
    }

    fn tell_all(&mut self, line: usize, bounces: Vec<Bounce<'static>>) {
        for bounce in bounces {
            (self.tell)((line, bounce));
        }
    }

    /// Reads lines that are not what they seemed to start.
    fn read_lines(&mut self, gathered: &[u8]) {
        let start = self.start;
        for (number, bytes) in (start..).zip(gathered.split_inclusive(|byte| *byte == b'\n')) {
            self.add_log_line_or_reply(Line {
                number,
                bytes,
                cut: false,
            });
        }
        let text = std::mem::take(&mut self.gathered);
        self.read_replies(&text);
    }

    fn read_replies(&mut self, gathered: &[u8]) {
        for (lines, said) in reply::split(&String::from_utf8_lossy(gathered)) {
            let said = said.into();
            (self.tell)((
                self.start + lines,
                Bounce {
                    said,
                    event: Event::Unknown,
                    ..Bounce::default()
                },
            ));
        }
    }
}

impl Nesting {
    /// After one more line; `None` if brackets do not match. A string does not go on in the next line.
    fn after(self, line: &[u8]) -> Option<Nesting> {
        let mut nesting = self;
        let mut bytes = line.iter();
        while let Some(byte) = bytes.next() {
            match byte {
                b'"' => nesting.in_string = !nesting.in_string,
                b'\\' if nesting.in_string => {
                    bytes.next();
                }
                b'{' | b'[' if !nesting.in_string => nesting.open += 1,
                b'}' | b']' if !nesting.in_string => nesting.open = nesting.open.checked_sub(1)?,
                _ => {}
            }
        }
        (!nesting.in_string).then_some(nesting)
    }
}

/// Whether a line parts the mails of a mailbox: `From sender Thu Jan  1 00:00:00 2026` (RFC 4155, default format).
fn is_separator(line: &[u8]) -> bool {
    let time = |bytes: &[u8]| matches!(bytes, [before, b':', after] if before.is_ascii_digit() && after.is_ascii_digit());
    line.starts_with(b"From ") && line.windows(3).any(time)
}

/// The name of a header field (RFC 5322 §2.2), if a line looks like one.
fn field(line: &[u8]) -> Option<&[u8]> {
    let colon = memchr::memchr(b':', &line[..line.len().min(80)])?;
    let name = line[..colon].trim_ascii_end();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-' || *byte == b'_';
    (name.len() > 1 && name.iter().all(is_name)).then_some(name)
}

/// Whether only mails and their reports have a field of this name.
fn is_mail_field(name: &[u8]) -> bool {
    let known = |field: &&str| name.eq_ignore_ascii_case(field.as_bytes());
    MAIL_FIELDS.iter().any(|field| known(field))
        || name
            .get(..2)
            .is_some_and(|start| start.eq_ignore_ascii_case(b"x-"))
}

/// Fields of mails (RFC 5322 §3.6) and of delivery reports (RFC 3464 §2).
const MAIL_FIELDS: [&str; 30] = [
    "Return-Path",
    "Received",
    "Delivered-To",
    "From",
    "To",
    "Date",
    "Subject",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Envelope-To",
    "Delivery-Date",
    "Sender",
    "Reply-To",
    "Cc",
    "Auto-Submitted",
    "DKIM-Signature",
    "Authentication-Results",
    "Received-SPF",
    "ARC-Seal",
    "Reporting-MTA",
    "Arrival-Date",
    "Final-Recipient",
    "Original-Recipient",
    "Action",
    "Status",
    "Remote-MTA",
    "Diagnostic-Code",
    "Last-Attempt-Date",
];
