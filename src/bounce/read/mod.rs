//! Any input, recognised by looking at it, and the bounces in it.
//!
//! An input is cut line by line into pieces: a mail (from its header on; a mailbox is many mails), a JSON document, a
//! log line, or anything else, which is read as replies. Each kind of piece has a reader.

mod alone;
mod any_json;
mod below;
mod dialogues;
mod documents;
mod judge;
mod log_lines;
mod mails;
mod margin;
mod marks;
mod markup;
mod notes;
mod out;
mod queues;
mod quoted;
mod refilled;
mod rows;
mod texts;
mod whose;
mod wrapped;

pub use alone::text;
pub use judge::{CREDULOUS, Judge, Trust};

use super::cut::{Cut, Limit};
use super::json::{self, Elements};
use super::lines::{self, Block, Blocks, Edges, Line, content};
use super::log::{self, LogLine};
use super::mail_start::{self, Fields};
use super::nesting::{self, Nesting};
use super::queue::Queue;
use super::{Bounce, message};
use crate::reply::Begun;
use dialogues::Transcript;
use documents::Long;
use mails::Mail;
use margin::Margin;
use marks::Marks;
use notes::Notes;
use out::Out;
use std::io::{self, Read};
use wrapped::Wrapped;

/// A bounce, and the line of the input at which it starts, counted from 1.
pub type Found<'a> = (usize, Bounce<'a>);
/// Receives each of them. It is not a type parameter, so that all readers are compiled only once.
pub type Emit<'e> = Box<dyn FnMut(Found<'_>) + 'e>;

/// The longest text that is read as a whole, in bytes; a longer one is cut at a line end.
const LONGEST_TEXT: usize = 1 << 16;
/// How deep mails may be nested for their fields to be read. Each level searches all of the text inside it.
const MOST_MAILS: usize = 8;
/// After this many consecutive log lines, the rest is only scanned for lines that may report a failure.
const SURELY_LOG: usize = 100;

/// Emits every bounce of an input as it arrives, and returns what was too long to be read completely. Text without a
/// known meaning is emitted too, as [`Event::Unknown`](super::Event::Unknown). If the input says by
/// [`io::ErrorKind::WouldBlock`] that it has nothing more for now, everything that waits for a continuation is emitted.
///
/// # Errors
///
/// An error means that the input cannot be read to its end. Everything read before that is emitted.
pub fn bounces(
    input: impl Read,
    judge: Judge<'_>,
    emit: impl FnMut(Found<'_>),
) -> io::Result<Vec<Cut>> {
    let mut reading = Reading::new(input, judge, Box::new(emit));
    while reading.read()? {}
    Ok(reading.pieces.cuts)
}

/// An input that is being read.
pub struct Reading<'j, R> {
    input: R,
    blocks: Blocks,
    pieces: Pieces<'j>,
}

impl<'j, R: Read> Reading<'j, R> {
    pub fn new(input: R, judge: Judge<'j>, emit: Emit<'j>) -> Reading<'j, R> {
        Reading {
            input,
            blocks: Blocks::default(),
            pieces: Pieces::new(judge, emit),
        }
    }

    /// What was too long to be read completely.
    pub fn cuts(&self) -> &[Cut] {
        &self.pieces.cuts
    }

    /// Reads once, and emits what is complete now. Returns whether the input continues.
    pub fn read(&mut self) -> io::Result<bool> {
        let pieces = &mut self.pieces;
        let goes_on = self.blocks.read(&mut self.input, |block| match block {
            Some(block) => pieces.add_block(block),
            None => pieces.pause(),
        });
        if goes_on.is_err() {
            pieces.break_off();
        }
        if !matches!(goes_on, Ok(true)) {
            pieces.end();
        }
        goes_on
    }
}

/// What the gathered lines belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gathering {
    /// A reply, or nothing recognised so far.
    Text,
    /// Fields that may be the start of a mail.
    Fields(Fields),
    Message(Mail),
    Dialogue,
    Queue,
    /// JSON with open brackets.
    Document(Nesting),
    /// JSON that is too long to be gathered, because of its first line or as a whole.
    Elements(Long),
}

struct Pieces<'j> {
    out: Out<'j>,
    /// How many nested mails the text is inside of.
    mails: usize,
    log: log::Reader,
    started: log::Started,
    marks: Marks,
    margin: Margin,
    gathering: Gathering,
    gathered: Vec<u8>,
    /// The reply that is being gathered.
    reply: Begun,
    /// Whether text precedes this line: its first words may look like a field.
    is_within_text: bool,
    transcript: Option<Transcript>,
    queue: Queue,
    elements: Elements,
    /// The line at which the last row of a table starts.
    row: usize,
    /// The line at which the gathered text starts.
    start: usize,
    /// The line of the input that each line of the gathered text comes from: one may be shown as several.
    numbers: Vec<usize>,
    notes: Notes,
    /// Where the last paragraph of the gathered text starts.
    paragraph: usize,
    /// Whether the gathered text is known to announce a failure.
    is_notice: bool,
    /// The number of log lines in a row.
    log_lines: usize,
    scanner: Option<log::Scanner>,
    is_noise_reported: bool,
    wrapped: Option<Wrapped>,
    cuts: Vec<Cut>,
}

impl<'j> Pieces<'j> {
    fn new(judge: Judge<'j>, emit: Emit<'j>) -> Pieces<'j> {
        Pieces {
            out: Out::to(judge, emit),
            mails: 0,
            log: log::Reader::default(),
            started: log::Started::default(),
            marks: Marks::default(),
            margin: Margin::default(),
            gathering: Gathering::Text,
            gathered: Vec::new(),
            reply: Begun::default(),
            is_within_text: false,
            transcript: None,
            queue: Queue::default(),
            elements: Elements::default(),
            row: 1,
            start: 1,
            numbers: Vec::new(),
            notes: Notes::default(),
            paragraph: 0,
            is_notice: false,
            log_lines: 0,
            scanner: None,
            is_noise_reported: false,
            wrapped: None,
            cuts: Vec::new(),
        }
    }

    fn add_block(&mut self, mut block: Block<'_>) {
        loop {
            let is_whole = block.edges == Edges::default();
            if is_whole && self.log_lines >= SURELY_LOG && !self.log.is_table() {
                block = self.scan(block);
            }
            let Some((line, rest)) = block.split_line() else {
                return;
            };
            self.add_unmarked(line);
            block = rest;
        }
    }

    fn add(&mut self, line: Line<'_>) {
        // Concatenated files have byte order marks in the middle.
        let marked = line.bytes.strip_prefix("\u{feff}".as_bytes());
        let line = Line {
            bytes: json::without_backticks(markup::uncommented(marked.unwrap_or(line.bytes))),
            ..line
        };
        if let Some(shown) = self.shown(line.bytes) {
            return self.add_shown(line.number, &shown);
        }
        match self.gathering {
            Gathering::Message(mail) => self.add_to_message(mail, line),
            Gathering::Elements(long) => self.add_to_elements(long, line),
            Gathering::Fields(fields) => self.add_to_fields(fields, line),
            Gathering::Dialogue => self.add_to_dialogue(line),
            Gathering::Queue => self.add_to_queue(line),
            // The start of an overlong line was read, and reported as cut.
            Gathering::Text | Gathering::Document(_) if line.edges.continued => {}
            Gathering::Text if self.log.is_table() && self.is_row(&line) => self.add_row(line),
            Gathering::Text if self.wrapped.is_none() && texts::is_bare_reply(&line) => {
                self.gather(line.number, &lines::text(content(line.bytes)));
            }
            Gathering::Text => self.add_with(line, Pieces::add_unwrapped),
            Gathering::Document(nesting) => self.add_to_document(nesting, line),
        }
    }

    /// Handles an input that cannot be read any further: what is incomplete is not reported, unless it is a mail.
    fn break_off(&mut self) {
        match self.gathering {
            Gathering::Text | Gathering::Message(_) | Gathering::Dialogue | Gathering::Queue => {}
            Gathering::Fields(_) | Gathering::Document(_) | Gathering::Elements(_) => {
                self.gathered.clear();
                self.gathering = Gathering::Text;
            }
        }
    }

    /// Handles an input that has nothing more for now: only what says that it continues is waited for.
    fn pause(&mut self) {
        self.add_waiting();
        self.end_wrapped();
        if let Gathering::Fields(fields) = self.gathering
            && !fields.are_known()
        {
            self.give_up();
        }
        match self.gathering {
            Gathering::Text if !self.reply.goes_on() && !self.is_notice => self.finish(),
            Gathering::Dialogue => self.pause_dialogue(),
            Gathering::Text
            | Gathering::Fields(_)
            | Gathering::Message(_)
            | Gathering::Queue
            | Gathering::Document(_)
            | Gathering::Elements(_) => {}
        }
        self.emit_waiting();
    }

    /// Handles the end of the input.
    fn end(&mut self) {
        self.add_waiting();
        self.end_wrapped();
        self.end_row();
        self.finish();
        self.emit_waiting();
    }

    /// Ends what is being gathered.
    fn finish(&mut self) {
        match self.gathering {
            Gathering::Fields(_) => self.give_up(),
            Gathering::Document(_) => self.end_torn_document(true),
            Gathering::Dialogue => self.end_dialogue(),
            Gathering::Elements(_) | Gathering::Text | Gathering::Message(_) | Gathering::Queue => {
            }
        }
        self.end_open_elements();
        if matches!(self.gathering, Gathering::Message(_)) && !message::is_message(&self.gathered) {
            self.give_up();
        }
        let gathered = std::mem::take(&mut self.gathered);
        match std::mem::replace(&mut self.gathering, Gathering::Text) {
            Gathering::Message(mail) => self.read_message(mail, &gathered),
            Gathering::Text
            | Gathering::Fields(_)
            | Gathering::Dialogue
            | Gathering::Queue
            | Gathering::Document(_)
            | Gathering::Elements(_) => self.read_text_and_members(&gathered),
        }
        // The next piece is likely to be as long.
        self.gathered = gathered;
        self.gathered.clear();
        self.paragraph = 0;
        self.is_notice = false;
    }

    /// What was gathered is not what it seemed to be: reads its lines one by one.
    fn give_up(&mut self) {
        let gathered = std::mem::take(&mut self.gathered);
        self.gathering = Gathering::Text;
        self.add_lines(self.start, &gathered);
    }

    /// Reads lines one by one.
    fn add_lines(&mut self, number: usize, bytes: &[u8]) {
        for line in Block::whole(number, bytes).lines() {
            self.add_with(line, Pieces::add_line);
        }
    }

    /// Adds a line, together with its reading as a log line.
    fn add_with(&mut self, line: Line<'_>, add: fn(&mut Self, Line<'_>, &LogLine<'_>)) {
        let text = lines::text(content(line.bytes));
        add(self, line, &LogLine::of(&text));
    }

    fn begin(&mut self, gathering: Gathering, line: Line<'_>) {
        self.finish();
        self.gathering = gathering;
        self.start = line.number;
        self.numbers.clear();
        self.gathered.extend_from_slice(line.bytes);
    }

    fn cut_at(&mut self, line: usize, limit: Option<Limit>) {
        let cut = limit.map(|limit| Cut { line, limit });
        self.cuts
            .extend(cut.filter(|cut| self.cuts.last() != Some(cut)));
    }

    /// Adds a line, which is taken apart, to the text.
    fn add_to_text(&mut self, line: Line<'_>, shown: &LogLine<'_>) {
        let text = content(line.bytes);
        if text.trim_ascii().is_empty() || markup::is_fence(text) {
            self.is_within_text = false;
            return self.end_paragraph();
        }
        if !line.edges.open && self.begins_dialogue(shown.text()) {
            return self.add_to_dialogue(line);
        }
        if !line.edges.open && self.begins_queue(shown.text()) {
            return self.add_to_queue(line);
        }
        if self.starts_anew(text) {
            self.finish();
        }
        let fields = Fields::default().with(text);
        let fields = fields.filter(|_| self.mails < MOST_MAILS);
        let may_be_fields = |fields: &Fields| {
            let is_apart = self.gathered.is_empty() && !self.is_within_text;
            // The name of a file may precede the lines of a log.
            is_apart && (fields.are_known() || !shown.is_of_log()) || self.starts_mail(text)
        };
        if let Some(fields) = fields.filter(may_be_fields) {
            let gathering = if mail_start::starts_report(text) {
                Gathering::Message(Mail::default())
            } else {
                Gathering::Fields(fields)
            };
            return self.begin(gathering, line);
        }
        if line.edges.open && nesting::starts_document(text) {
            self.finish();
            return self.add_to_elements(Long::Line, line);
        }
        if line.edges.open {
            self.cut_at(line.number, Some(Limit::Line));
            // JSON whose start is missing: its torn rest is not a reply.
            if nesting::names_key(text) && !shown.is_of_log() {
                return self.finish();
            }
        }
        match Nesting::of_first(text) {
            Some(nesting) if nesting.open > 0 => {
                self.end_before_document();
                self.begin(Gathering::Document(nesting), line);
            }
            _ if nesting::is_torn(text) && !json::is_json(&String::from_utf8_lossy(text)) => {
                self.add_torn(line);
            }
            Some(_) | None => self.add_line(line, shown),
        }
    }

    /// Adds a line that is complete by itself, or part of a reply.
    fn add_line(&mut self, line: Line<'_>, shown: &LogLine<'_>) {
        let text = shown.text();
        let document = json::document(text);
        let document = document.or_else(|| json::document(log::json_behind_prefix(text)?));
        let document = document.or_else(|| any_json::document(text));
        if let Some(document) = document {
            return self.emit_document(line.number, document);
        }
        if self.is_of_open_reply(shown) {
            return self.gather(line.number, shown.body());
        }
        if self.add_to_log(line.number, shown) {
            self.is_within_text = false;
            return;
        }
        let behind = log::json_behind_prefix(text).and_then(any_json::document);
        if let Some(mut document) = behind {
            if !self.notes.is_new_error(document.bounces.iter()) {
                document.bounces.clear();
            }
            return self.emit_document(line.number, document);
        }
        if let Some(bounce) = log::pairs(text) {
            self.finish();
            return self.out.emit((line.number, bounce));
        }
        let text = log::behind_container(text).unwrap_or(text);
        let diagnostic = log::said_behind_prefix(text).unwrap_or(text);
        self.gather(line.number, diagnostic);
    }
}
