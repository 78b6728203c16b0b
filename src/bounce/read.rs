//! Any input, recognised by looking at it, and the bounces in it.
//!
//! An input is taken line by line into pieces: a mail (from a header on; a mailbox is many), a JSON document, a line
//! of a log, or what is left, which is read as replies. Each piece has its reader.

use super::lines::{self, Block, Line, content};
use super::mail_start::{self, Fields};
use super::nesting::Nesting;
use super::{Bounce, Event, json, log, message};
use crate::reply;
use std::borrow::Cow;
use std::io::{self, Read};

/// A bounce, and the line of the input at which it stands, counted from 1.
pub type Found<'a> = (usize, Bounce<'a>);

/// Something of the input that could not be read as a whole, and the line at which it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    pub line: usize,
    /// "line" or "message".
    pub what: &'static str,
    /// How much of it was read, in bytes.
    pub most: usize,
}

/// Of a longer message only the start is read: the report stands before the returned original.
const LONGEST_MESSAGE: usize = 16 << 20;
/// A longer JSON document is read line by line.
const LONGEST_DOCUMENT: usize = 8 << 20;
/// The events of a longer array are told before it ends.
const LONG_ARRAY: usize = 1 << 20;
/// Longer text is taken apart where a line ends.
const LONGEST_TEXT: usize = 1 << 16;
/// After so many lines of a log in a row it is only scanned for what may tell of something.
const SURELY_LOG: usize = 100;

/// Tells every bounce of an input as it arrives, and returns what was too long to be read as a whole. Text that says
/// nothing we know is told too, as [`Event::Unknown`].
pub fn bounces(input: impl Read, tell: impl FnMut(Found<'_>)) -> io::Result<Vec<Cut>> {
    let mut pieces = Pieces {
        tell,
        log: log::Reader::default(),
        gathering: Gathering::Text,
        gathered: Vec::new(),
        start: 1,
        log_lines: 0,
        scanner: None,
        is_noise_told: false,
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
    /// Fields that may be the start of a mail.
    Fields(Fields),
    Message(Mail),
    /// JSON, with so many brackets open.
    Document(Nesting),
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
        if block.number == 1 {
            block.bytes = block
                .bytes
                .strip_prefix(b"\xef\xbb\xbf")
                .unwrap_or(block.bytes);
        }
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

    /// Reads lines of a log that is known for one, only what may tell of something. What is returned starts something
    /// else: a table, a mail, JSON.
    fn scan<'a>(&mut self, block: Block<'a>) -> Block<'a> {
        let scanner = self.scanner.get_or_insert_with(log::Scanner::of_any);
        let (mut from, mut number, mut counted) = (0, block.number, 0);
        let rest = |number, from| Block {
            number,
            bytes: &block.bytes[from..],
            cut: false,
        };
        while let Some((line, glance)) = scanner.find(block.bytes, from) {
            if glance == log::Hint::Sent {
                from = line.end;
                continue;
            }
            number += lines::count_lines(&block.bytes[counted..line.start]);
            if glance == log::Hint::Other {
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
        if line.cut {
            self.cut(line.number, "line", lines::LONGEST_LINE);
        }
        match self.gathering {
            Gathering::Text => self.add_to_text(line),
            Gathering::Fields(fields) => self.add_to_fields(fields, line),
            Gathering::Message(mail) => self.add_to_message(mail, line),
            Gathering::Document(nesting) => self.add_to_document(nesting, line),
        }
    }

    /// What is gathered is whole.
    fn finish(&mut self) {
        if matches!(
            self.gathering,
            Gathering::Document(_) | Gathering::Fields(_)
        ) {
            self.give_up();
        }
        let gathered = std::mem::take(&mut self.gathered);
        match std::mem::replace(&mut self.gathering, Gathering::Text) {
            Gathering::Message(_) => {
                for bounce in message::read(&gathered) {
                    (self.tell)((self.start, bounce));
                }
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
        let mut block = Block {
            number: self.start,
            bytes: &gathered,
            cut: false,
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

    fn cut(&mut self, line: usize, what: &'static str, most: usize) {
        let cut = Cut { line, what, most };
        if self.cuts.last() != Some(&cut) {
            self.cuts.push(cut);
        }
    }

    fn add_to_text(&mut self, line: Line<'_>) {
        let text = content(line.bytes);
        if text.trim_ascii().is_empty() {
            return self.finish();
        }
        let fields = Fields::default().with(text);
        match (fields, Nesting::of_first(text)) {
            (Some(fields), _) if self.gathered.is_empty() => {
                self.begin(Gathering::Fields(fields), line);
            }
            (_, Some(nesting)) if nesting.open > 0 => {
                self.begin(Gathering::Document(nesting), line);
            }
            _ => self.add_line(line),
        }
    }

    /// A line that is told by itself, or one of a reply.
    fn add_line(&mut self, line: Line<'_>) {
        let text = String::from_utf8_lossy(content(line.bytes));
        if let Some(bounces) = json::read(&text) {
            return self.tell_all(line.number, bounces);
        }
        if !self.gathered.is_empty() && log::is_line(&text) {
            self.finish();
        }
        let (tell, mut found) = (&mut self.tell, false);
        self.log.read(&text, &mut |bounce| {
            found = true;
            tell((line.number, bounce));
        });
        if found || self.log.is_line(&text) {
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
        let fields = fields.with(content(line.bytes));
        let Some(fields) = fields.filter(|_| self.gathered.len() < LONGEST_TEXT) else {
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
        let room = LONGEST_MESSAGE - self.gathered.len();
        if bytes.len() > room {
            self.cut(self.start, "message", LONGEST_MESSAGE);
        }
        self.gathered
            .extend_from_slice(&bytes[..bytes.len().min(room)]);
        self.gathering = Gathering::Message(mail);
    }

    fn add_to_document(&mut self, nesting: Nesting, line: Line<'_>) {
        let text = content(line.bytes);
        let is_whole = self.gathered.starts_with(b"{") && text.starts_with(b"{");
        if is_whole && json::read(&String::from_utf8_lossy(text)).is_some() {
            // One object a line, and what seemed to go on was cut off.
            self.finish();
            return self.add(line);
        }
        let room = LONGEST_DOCUMENT.saturating_sub(self.gathered.len());
        let Some(nesting) = nesting.after(text).filter(|_| line.bytes.len() <= room) else {
            self.give_up();
            return self.add(line);
        };
        self.gathered.extend_from_slice(line.bytes);
        self.gathering = Gathering::Document(nesting);
        match nesting.open {
            0 => self.end_document(),
            1 if self.gathered.len() > LONG_ARRAY && self.gathered.starts_with(b"[") => {
                self.tell_elements(line.number + 1);
            }
            _ => {}
        }
    }

    fn end_document(&mut self) {
        match json::read(&String::from_utf8_lossy(&self.gathered)) {
            Some(bounces) => {
                self.gathered.clear();
                self.gathering = Gathering::Text;
                self.tell_all(self.start, bounces);
            }
            None => self.finish(),
        }
    }

    /// Tells the elements of an array that goes on. One that is of no known form now is of none later.
    fn tell_elements(&mut self, next: usize) {
        let elements = String::from_utf8_lossy(&self.gathered);
        let elements = elements.trim_end().trim_end_matches(',').to_owned() + "]";
        let Some(bounces) = json::read(&elements) else {
            return self.give_up();
        };
        for bounce in bounces {
            (self.tell)((self.start, bounce));
        }
        self.gathered.truncate(1);
        self.start = next;
    }

    /// Tells the bounces of a line or document, behind what was gathered before it.
    fn tell_all(&mut self, line: usize, bounces: Vec<Bounce<'static>>) {
        self.finish();
        for bounce in bounces {
            (self.tell)((line, bounce));
        }
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
