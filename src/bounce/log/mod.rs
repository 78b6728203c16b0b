//! Lines of mail servers' logs, one module for each server's software.
//!
//! What is known of a format stands in its [`Format`], and [`FORMATS`] lists them all: what is searched for in long
//! logs, and how lines are read; [`stream`](super::stream) puts them together with logs in JSON.
//!
//! Every reader takes the line without its head (stamp, host, program; [`line`]) and looks at how it starts, so that
//! a line that reports no delivery is left after a few bytes. All that is reported is borrowed from the line, except
//! where the log disguises words (qmail's underscores, escaped line ends, quotes in tables).

mod amavis;
mod exchange;
mod exim;
mod google;
mod haraka;
mod ironport;
mod kerio;
mod line;
mod maddy;
mod message_trace;
mod needle;
mod opensmtpd;
mod other;
mod parts;
mod postfix;
mod powermta;
mod prefix;
mod qmail;
mod scan;
mod sendmail;
mod stalwart;
mod stamp;
mod table;
mod zonemta;

use super::Bounce;
use line::Line;
use needle::Needle;
pub use parts::{bracketed, is_reply};
pub use postfix::words as postfix_words;
pub use prefix::{json as json_behind_prefix, reply as reply_behind_prefix};
pub use scan::{Hint, Scanner, json_line};
pub use stamp::split as split_stamp;
use table::{Table, Tables};

/// Takes each delivery that a line reports.
type Emit<'e, 'a> = &'e mut dyn FnMut(Bounce<'a>);

/// The log of one server's software.
pub struct Format {
    /// As people call the server.
    pub name: &'static str,
    /// A line that reports a delivery holds one of these, or it is the header of a table.
    needles: &'static [Needle],
    /// Whether a line that names no program is of this log, whatever it reports.
    is_line: fn(&Line<'_>) -> bool,
    read: Read,
}

/// How a format is read.
enum Read {
    /// A line reports at most one recipient.
    One(for<'a> fn(&Line<'a>) -> Option<Bounce<'a>>),
    /// A line may report several recipients.
    Several(for<'a> fn(&Line<'a>, Emit<'_, 'a>)),
    Table(Table),
}

/// Every format, in the order in which they are tried: the most frequent first.
pub static FORMATS: [Format; 16] = [
    postfix::FORMAT,
    exim::FORMAT,
    sendmail::FORMAT,
    opensmtpd::FORMAT,
    qmail::FORMAT,
    haraka::FORMAT,
    amavis::FORMAT,
    ironport::FORMAT,
    kerio::FORMAT,
    maddy::FORMAT,
    stalwart::FORMAT,
    zonemta::FORMAT,
    exchange::FORMAT,
    message_trace::FORMAT,
    google::FORMAT,
    powermta::FORMAT,
];

/// Reads a log line by line. It remembers nothing but tables: whether there was one, and the columns that its last
/// header line has named.
#[derive(Default)]
pub struct Reader {
    tables: Tables,
}

impl Reader {
    /// Whether there were rows of a table, of which each may report something.
    pub fn is_table(&self) -> bool {
        self.tables.found
    }

    /// Whether a line is a row of a table.
    pub fn is_row(&self, line: &str) -> bool {
        self.tables.is_row(line)
    }

    /// Whether a line is of a log, whatever it reports.
    pub fn is_line(&self, line: &str) -> bool {
        is_line(line) || self.tables.is_line(line)
    }

    /// Reports each delivery of a line, if there is any.
    pub fn read<'a>(&mut self, line: &'a str, emit: &mut dyn FnMut(Bounce<'a>)) {
        if self.read_whole(line, emit) || !may_have_prefix(&Line::of(line)) {
            return;
        }
        let _ = prefix::behind(line).any(|line| self.read_whole(line, emit));
    }

    /// Reads a line that starts with its own head; whether it reports anything, or is of a table.
    fn read_whole<'a>(&mut self, line: &'a str, emit: &mut dyn FnMut(Bounce<'a>)) -> bool {
        if self.tables.read(line, emit) {
            return true;
        }
        let line = Line::of(line);
        let mut is_found = false;
        for format in &FORMATS {
            let mut emit = |bounce| {
                is_found = true;
                emit(bounce);
            };
            match &format.read {
                Read::One(read) => read(&line).into_iter().for_each(emit),
                Read::Several(read) => read(&line, &mut emit),
                Read::Table(_) => {}
            }
            if is_found {
                break;
            }
        }
        is_found
    }
}

/// What a line says beside the deliveries of its log, or quotes: another line tells what became of the message, so that
/// this one counts for nothing, unless it is all that there is.
pub fn note(line: &str) -> Option<Bounce<'_>> {
    lines(line).find_map(|line| {
        let note = postfix::note(&line).or_else(|| exim::note(&line));
        note.or_else(|| other::reply(&line))
    })
}

/// A line, and what it may be if there is a prefix in front of it.
fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let line = Line::of(text);
    let behind = may_have_prefix(&line).then(|| prefix::behind(text).map(Line::of));
    std::iter::once(line).chain(behind.into_iter().flatten())
}

/// Whether the head of a line may be none.
fn may_have_prefix(line: &Line<'_>) -> bool {
    line.time.is_none() || line.program.is_empty()
}

/// What a line by itself reports of a delivery; of the first recipient where there are several.
pub fn read(line: &str) -> Option<Bounce<'_>> {
    let mut first = None;
    Reader::default().read(line, &mut |bounce| {
        first.get_or_insert(bounce);
    });
    first
}

/// Whether a line is of a mail server's log, whatever it reports: one that reports no delivery is no reply either.
pub fn is_line(line: &str) -> bool {
    lines(line).any(|line| {
        !line.program.is_empty() || FORMATS.iter().any(|format| (format.is_line)(&line))
    })
}

/// What a line says behind its stamp and its program.
pub fn body(line: &str) -> &str {
    Line::of(line).body
}

/// The stamp of time of a line, as written.
pub fn stamp(line: &str) -> Option<&str> {
    lines(line).find_map(|line| line.time)
}
