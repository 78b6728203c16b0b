//! Log lines of mail servers, one module for each server's software.
//!
//! A [`Format`] holds what is known of one format: what long logs are searched for, and how its lines are read.
//! [`FORMATS`] lists them all; [`stream`](super::stream) combines them with logs in JSON.
//!
//! Every reader takes the line without its head (stamp, host, program; [`line`]) and looks at how it starts, so a line
//! that reports no delivery is rejected after a few bytes. Everything reported is borrowed from the line, except where
//! the log disguises words (qmail's underscores, escaped line ends, quotes in tables).

mod amavis;
mod arrival;
mod courier;
mod dovecot;
mod exchange;
mod exim;
mod export;
mod google;
mod haraka;
mod ironport;
mod kerio;
mod line;
mod maddy;
mod mailenable;
mod message_trace;
mod needle;
mod opensmtpd;
mod other;
mod parts;
mod postfix;
mod postgrey;
mod powermta;
mod prefix;
mod proxmox;
mod qmail;
mod scan;
mod sendmail;
mod sent;
mod stalwart;
mod stamp;
mod table;
mod zonemta;

use super::{Bounce, message};
pub use arrival::Arrival;
use export::Exports;
pub use export::pairs;
use line::Line;
pub use line::behind_container;
use needle::Needle;
pub use other::is_noted;
pub use parts::{bracketed, is_reply};
pub use postfix::words as postfix_words;
pub use prefix::{json as json_behind_prefix, said as said_behind_prefix};
pub use qmail::Started;
pub use scan::{Hint, Scanner, json_line};
pub use sent::{Sent, destination, sent};
pub use stamp::{leading as leading_stamp, split as split_stamp};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::iter;
pub use table::cells;
use table::{Table, Tables};

/// Receives each delivery that a line reports.
type Emit<'e, 'a> = &'e mut dyn FnMut(Bounce<'a>);

/// The log format of one server's software.
pub struct Format {
    /// The server's usual name.
    pub name: &'static str,
    /// A line that reports a delivery contains one of these, unless it is the header of a table.
    needles: &'static [Needle],
    /// Whether a line that names no program belongs to this log, whatever it reports.
    is_line: fn(&Line<'_>) -> bool,
    read: Read,
}

/// How a format is read.
enum Read {
    /// A line reports at most one recipient. Its stamp is added afterwards.
    One(for<'a> fn(&Line<'a>) -> Option<Bounce<'a>>),
    /// A line may report several recipients. Its stamp is added to each.
    Several(for<'a> fn(&Line<'a>, Emit<'_, 'a>)),
    Table(Table),
    /// Rows of a table whose header names the columns.
    Export,
}

/// All formats in the order in which they are tried: most frequent first.
pub static FORMATS: [Format; 19] = [
    postfix::FORMAT,
    exim::FORMAT,
    sendmail::FORMAT,
    opensmtpd::FORMAT,
    qmail::FORMAT,
    haraka::FORMAT,
    amavis::FORMAT,
    courier::FORMAT,
    ironport::FORMAT,
    kerio::FORMAT,
    maddy::FORMAT,
    mailenable::FORMAT,
    stalwart::FORMAT,
    zonemta::FORMAT,
    exchange::FORMAT,
    message_trace::FORMAT,
    google::FORMAT,
    powermta::FORMAT,
    export::FORMAT,
];

/// Reads what a line notes or quotes apart from deliveries.
type Note = for<'a> fn(&Line<'a>) -> Option<Bounce<'a>>;

/// The notes of all formats and programs in the order in which they are tried.
const NOTES: [Note; 9] = [
    postfix::note,
    exim::note,
    courier::note,
    dovecot::note,
    proxmox::note,
    postgrey::note,
    zonemta::note,
    haraka::note,
    other::reply,
];

/// Reads a log line by line. It remembers only tables: whether there was one, and the columns that the last header line
/// named.
#[derive(Default)]
pub struct Reader {
    tables: Tables,
    exports: Exports,
}

impl Reader {
    /// Whether rows of a table were seen, each of which may report something.
    pub fn is_table(&self) -> bool {
        self.tables.found || self.exports.is_any()
    }

    /// Whether a line is the header or a row of a table.
    pub fn is_of_table(&self, line: &str) -> bool {
        self.tables.is_line(line) || self.exports.is_line(line)
    }

    /// Whether a line belongs to a log, whatever it reports.
    pub fn is_line(&self, line: &LogLine<'_>) -> bool {
        line.is_of_log() || self.is_of_table(line.whole.text)
    }

    /// Reports the deliveries of a line. A row that spans several lines is reported after its last.
    pub fn read<'a>(&mut self, line: &LogLine<'a>, emit: &mut dyn FnMut(Bounce<'a>)) {
        let is_row = self.open_lines() > 0 && self.exports.read(line.text(), emit);
        let _ = is_row || line.all().any(|line| self.read_head(line, emit));
    }

    /// Returns how many lines the row that is still open has so far.
    pub fn open_lines(&self) -> usize {
        self.exports.open_lines()
    }

    /// Whether a line continues the open row.
    pub fn goes_on(&self, line: &str) -> bool {
        self.exports.goes_on(line)
    }

    /// Takes the lines of a row that was never closed.
    pub fn take_open(&mut self) -> Vec<String> {
        self.exports.take_open()
    }

    /// Reports a line of a row that was never closed, reading it as if it had no quotes; returns false if it is no row
    /// even then.
    pub fn read_unquoted(&self, line: &str, emit: &mut dyn FnMut(Bounce<'_>)) -> bool {
        self.exports.read_unquoted(line, emit)
    }

    /// Reads a line that starts with its own head; returns whether it reports anything or belongs to a table.
    fn read_head<'a>(&mut self, line: &Line<'a>, emit: &mut dyn FnMut(Bounce<'a>)) -> bool {
        // The header of an export is better evidence than the look of a row.
        let is_of_table = self.exports.read(line.text, emit)
            || self.tables.read(line.text, emit)
            // Column names contain no digits, so no stamp either.
            || line.time.is_none() && self.exports.begin(line.text);
        if is_of_table {
            return true;
        }
        let mut is_found = false;
        for format in &FORMATS {
            let mut emit = |bounce| {
                is_found = true;
                emit(stamped(line, bounce));
            };
            match &format.read {
                Read::One(read) => read(line).into_iter().for_each(emit),
                Read::Several(read) => read(line, &mut emit),
                Read::Table(_) | Read::Export => {}
            }
            if is_found {
                break;
            }
        }
        is_found
    }
}

/// A line that may belong to a log, taken apart: as it is, and without a prefix if it may have one.
pub struct LogLine<'a> {
    whole: Line<'a>,
    behind: OnceCell<Vec<Line<'a>>>,
    is_of_log: OnceCell<bool>,
}

impl<'a> LogLine<'a> {
    pub fn of(text: &'a str) -> LogLine<'a> {
        LogLine {
            whole: Line::of(text),
            behind: OnceCell::new(),
            is_of_log: OnceCell::new(),
        }
    }

    pub fn text(&self) -> &'a str {
        self.whole.text
    }

    /// Returns every reading of the line. Prefixes are looked for lazily: most lines have none.
    fn all(&self) -> impl Iterator<Item = &Line<'a>> {
        let behind = || {
            let may_have_prefix = self.whole.time.is_none() || self.whole.program.is_empty();
            let find = || prefix::behind(self.whole.text).map(Line::of).collect();
            may_have_prefix.then(|| self.behind.get_or_init(find))
        };
        let behind = iter::once_with(behind).flatten().flatten();
        iter::once(&self.whole).chain(behind)
    }

    /// Whether the line belongs to a mail server's log, whatever it reports. A line that reports no delivery is not a
    /// reply either.
    pub fn is_of_log(&self) -> bool {
        let is_of_format = |line: &Line<'_>| {
            !line.program.is_empty()
                || FORMATS.iter().any(|format| (format.is_line)(line))
                || dovecot::is_line(line)
        };
        let find = || prefix::leveled(self.whole.text).is_some() || self.all().any(is_of_format);
        *self.is_of_log.get_or_init(find)
    }

    /// Returns what the line notes or quotes apart from deliveries. Another line reports what became of the message, so
    /// a note counts only if there is nothing else.
    pub fn note(&self) -> Option<Bounce<'a>> {
        let note = self.all().find_map(|line| {
            let note = NOTES.iter().find_map(|note| note(line))?;
            Some(stamped(line, note))
        });
        note.map(with_named_recipient)
    }

    /// Whether the line names a program that is not a mail server.
    pub fn is_of_program(&self) -> bool {
        other::is_of_program(&self.whole)
    }

    /// Whether the program's name or words are about mail, whatever the names of its host and of addresses are.
    pub fn speaks_of_mail(&self) -> bool {
        let words = self.whole.body.split(' ');
        let words: Vec<_> = words.filter(|word| !word.contains('@')).collect();
        let speaks = message::speaks_of_mail;
        speaks(self.whole.program) || speaks(&words.join(" "))
    }

    /// What the line says after its stamp and program.
    pub fn body(&self) -> &'a str {
        self.whole.body
    }

    /// Its timestamp, as written.
    pub fn stamp(&self) -> Option<&'a str> {
        self.all().find_map(|line| line.time)
    }
}

/// Adds the line's stamp, unless the format has one of its own.
fn stamped<'a>(line: &Line<'a>, mut bounce: Bounce<'a>) -> Bounce<'a> {
    bounce.time = bounce.time.or(line.time.map(Into::into));
    bounce
}

/// Adds the recipient that another server's reply starts with, if the line names none itself.
fn with_named_recipient(mut note: Bounce<'_>) -> Bounce<'_> {
    if note.recipient.is_none() && note.remote.is_some() {
        let named = message::named_first(&note.diagnostic).map(str::to_owned);
        note.recipient = named.map(Cow::Owned);
    }
    note
}

/// Returns what a line says about an incoming message, if anything.
pub fn arrival<'a>(line: &LogLine<'a>) -> Option<Arrival<'a>> {
    let read = |line: &Line<'a>| {
        let arrival = postfix::arrival(line).or_else(|| exim::arrival(line));
        let arrival = arrival.or_else(|| sendmail::arrival(line))?;
        Some(Arrival {
            time: line.time,
            ..arrival
        })
    };
    line.all().find_map(read)
}

/// Whether a line reports the same anywhere in its log: it has a stamp and, after any prefix, is no row of a table.
pub fn stands_alone(text: &str) -> bool {
    let reader = Reader::default();
    // Most lines start with their stamp.
    if let Some((_, rest)) = split_stamp(text) {
        return !reader.is_of_table(rest);
    }
    let line = LogLine::of(text);
    line.stamp().is_some() && !line.all().any(|line| reader.is_of_table(line.text))
}

/// Returns the delivery that a line reports by itself; the first one if there are several.
pub fn read(line: &str) -> Option<Bounce<'_>> {
    let mut first = None;
    Reader::default().read(&LogLine::of(line), &mut |bounce| {
        first.get_or_insert(bounce);
    });
    first
}
