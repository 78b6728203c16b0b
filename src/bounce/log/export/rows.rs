//! The rows of an export.

use super::names::{Column, Named};
use super::{Header, Line, padded};
use crate::bounce::log::table::{cells, owned};
use crate::bounce::message::address::without_name;
use crate::bounce::{About, Bounce, Event, message};
use crate::reply::{EnhancedCode, Reply};
use std::borrow::Cow;

/// How a status starts or what it contains, in lower case, and what it reports; `None` if that is not a delivery.
const STATUS: [(&str, Option<Event>); 26] = [
    ("undeliver", Some(Event::Bounced)),
    ("not delivered", Some(Event::Bounced)),
    ("soft", Some(Event::Deferred)),
    ("transient", Some(Event::Deferred)),
    ("temp", Some(Event::Deferred)),
    ("defer", Some(Event::Deferred)),
    ("delay", Some(Event::Deferred)),
    ("expired", Some(Event::Expired)),
    ("bounce", Some(Event::Bounced)),
    ("hard", Some(Event::Bounced)),
    ("permanent", Some(Event::Bounced)),
    ("fail", Some(Event::Bounced)),
    ("block", Some(Event::Bounced)),
    ("invalid", Some(Event::Bounced)),
    ("drop", Some(Event::NotSent)),
    ("suppress", Some(Event::NotSent)),
    ("complain", Some(Event::FeedbackReport)),
    ("spam", Some(Event::FeedbackReport)),
    ("deliver", Some(Event::Delivered)),
    ("success", None),
    ("accepted", None),
    ("processed", None),
    ("unsubscribe", None),
    ("open", None),
    ("click", None),
    ("sent", None),
];

/// Cells that mean "nothing", in lower case.
const NOTHING: [&str; 9] = [
    "", "-", "0", "no", "none", "n/a", "null", "false", "unknown",
];

/// A line of an export.
pub(super) struct Row<'r> {
    pub columns: &'r [Option<Named>],
    pub cells: Vec<Cow<'r, str>>,
}

impl Header {
    /// Reports what a row says; returns false if the line is not one.
    pub(super) fn read<'a>(
        &self,
        line: &str,
        is_quoted: bool,
        emit: &mut dyn FnMut(Bounce<'a>),
    ) -> bool {
        if self.starts.is_empty() {
            let record = cells(line, self.delimiter, is_quoted);
            let row = record.as_ref().and_then(|record| self.row(record.iter()));
            self.report(line, row, emit)
        } else {
            let cells = padded::cells(line, &self.starts);
            let row = cells
                .as_ref()
                .and_then(|cells| self.row(cells.iter().map(|cell| &**cell)));
            // A sentence about what happened is read as text.
            let row = row.filter(|row| row.words().1.contains(' ') || !row.describes_event());
            self.report(line, row, emit)
        }
    }

    fn report<'a>(
        &self,
        line: &str,
        row: Option<Row<'_>>,
        emit: &mut dyn FnMut(Bounce<'a>),
    ) -> bool {
        let Some(row) = row.filter(|_| !self.is_of_log(line)) else {
            return false;
        };
        row.bounce().into_iter().for_each(emit);
        true
    }

    /// Splits a row into cells, one for each column. Words that somebody forgot to quote may contain the delimiter.
    fn row<'r>(&'r self, record: impl Iterator<Item = &'r str>) -> Option<Row<'r>> {
        let columns = &self.columns;
        let mut cells: Vec<_> = record.map(Cow::Borrowed).collect();
        while cells.len() > columns.len() && cells.last().is_some_and(|cell| cell.is_empty()) {
            cells.pop();
        }
        if cells.len() > columns.len() {
            let is_of_words =
                |named: &Option<Named>| named.is_some_and(|named| named.column == Column::Words);
            let at = columns.iter().position(is_of_words)?;
            let end = at + 1 + cells.len() - columns.len();
            let delimiter = char::from(self.delimiter).to_string();
            let words = cells
                .splice(at..end, [Cow::Borrowed("")])
                .collect::<Vec<_>>();
            cells[at] = Cow::Owned(words.join(&delimiter));
        }
        let row = Row { columns, cells };
        let is_row =
            row.cells.len() == columns.len() && (row.has_recipient() || row.names_only_sender());
        is_row.then_some(row)
    }

    /// Whether this is a log line: it starts with a program, or with a stamp that is not a cell of its own.
    fn is_of_log(&self, line: &str) -> bool {
        let Line { time, program, .. } = Line::of(line);
        let is_cell = |time: &str| {
            let behind = line.find(time).map(|at| &line[at + time.len()..]);
            let is_of_time = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-' | ':');
            let behind = behind.map(|behind| behind.trim_start_matches(is_of_time));
            behind.is_some_and(|behind| behind.starts_with([char::from(self.delimiter), '"']))
        };
        !program.is_empty() || time.is_some_and(|time| !is_cell(time))
    }
}

impl Row<'_> {
    /// Whether a cell of recipients holds one or more addresses and nothing else.
    pub(super) fn has_recipient(&self) -> bool {
        let is_address = |part: &str| recipient(part.trim()).is_some();
        self.all(Column::Recipient)
            .any(|cell| cell.split([',', ';']).all(is_address))
    }

    /// Returns the recipient that the server's words name, if the row names only the sender.
    fn named_in<'w>(&self, words: &'w str) -> Option<&'w str> {
        let named = message::named_before_reply(words).or_else(|| message::named_first(words));
        let is_sender = |named: &str| {
            let mut senders = self.all(Column::Sender);
            senders.any(|cell| recipient(cell).is_some_and(|sender| sender == named))
        };
        named.filter(|named| self.names_only_sender() && !is_sender(named))
    }

    /// Whether the sender is the only one whom the row names.
    fn names_only_sender(&self) -> bool {
        self.address(Column::Sender).is_some() && self.address(Column::Recipient).is_none()
    }

    /// Returns the first address in columns of one kind.
    fn address(&self, column: Column) -> Option<&str> {
        self.all(column).find_map(recipient)
    }

    /// Returns the cells of all columns of one kind, except blank ones.
    fn all(&self, column: Column) -> impl Iterator<Item = &str> {
        self.named(column).map(|(_, cell)| cell)
    }

    fn named(&self, column: Column) -> impl Iterator<Item = (&Named, &str)> {
        let cells = self.columns.iter().zip(&self.cells);
        let cells = cells.filter_map(move |(named, cell)| {
            Some((
                named.as_ref().filter(|named| named.column == column)?,
                cell.trim(),
            ))
        });
        cells.filter(|(_, cell)| !cell.is_empty())
    }

    /// Returns the bounce that the row reports, if it is about a delivery.
    pub(super) fn bounce(&self) -> Option<Bounce<'static>> {
        let (failure, words) = self.words();
        let codes = || self.all(Column::Code).chain(self.all(Column::Event));
        let code =
            codes().find_map(|code| code.parse().ok().filter(|code| (200..600).contains(code)));
        let enhanced = codes().find_map(|code| code.parse::<EnhancedCode>().ok());
        let event = match self.status(words) {
            Some(event) => event?,
            // In any other row, only the server's words or the name of their column show that something failed.
            None => by_codes(words, code, enhanced).or(failure.filter(|_| says_something(words)))?,
        };
        let first = |column| self.all(column).next();
        let copy = self.address(Column::Copies);
        let is_doubtful =
            |address: &str| copy.is_some_and(|copy| !copy.eq_ignore_ascii_case(address));
        let named = self.named(Column::Recipient).find_map(|(named, cell)| {
            recipient(cell).filter(|address| !(named.is_addressee && is_doubtful(address)))
        });
        // `550 5.1.1 sender callback says: no such user <me@example.com>`
        let sender = self.address(Column::Sender);
        let is_of_sender = sender.is_some_and(|sender| words.contains(sender));
        let named = named.filter(|named| !is_of_sender || words.contains(named));
        // Any table may have texts and codes.
        let is_told = self.status(words).is_some() || self.all(Column::Words).next().is_some();
        Some(Bounce {
            event,
            about: if is_told {
                About::Delivery
            } else {
                About::Mail
            },
            recipient: owned(named.or_else(|| self.named_in(words))),
            remote: owned(first(Column::Remote)),
            diagnostic: Cow::Owned(spelled(words)),
            code,
            enhanced,
            time: owned(first(Column::Time)),
            queue: owned(first(Column::Queue)),
            sender: owned(sender),
            stage: self
                .all(Column::Words)
                .any(|words| {
                    Reply::parse(words).class().is_none() && message::refuses_sender(words)
                })
                .then_some("MAIL FROM".into()),
            ..Bounce::default()
        })
    }

    /// Returns what was said, preferring a server's reply to what the exporting service makes of it, and the event that
    /// its column's name implies.
    fn words(&self) -> (Option<Event>, &str) {
        let of_words = self
            .named(Column::Words)
            .map(|(named, cell)| (named.failure, cell));
        let of_text = self.all(Column::Text).chain(self.replies());
        let cells: Vec<_> = of_words.chain(of_text.map(|cell| (None, cell))).collect();
        let Some(first) = cells.first() else {
            return (None, "");
        };
        let replies = cells.iter().filter(|(_, words)| is_refusal(words));
        // Of two replies, the shorter one is derived from the longer, and a status without a reply code from the reply.
        let reply = replies.max_by_key(|(_, words)| (Reply::parse(words).code, words.len()));
        (first.0, reply.unwrap_or(first).1)
    }

    /// Returns the replies in columns of what happened, perhaps behind a word for that: `Failed 550 5.1.1 …`.
    fn replies(&self) -> impl Iterator<Item = &str> {
        let behind = |cell| str::split_once(cell, ' ').map(|(_, rest)| rest);
        self.all(Column::Event).filter_map(move |cell| {
            let mut cells = [Some(cell), behind(cell)].into_iter().flatten();
            cells.find(|cell| is_reply(cell))
        })
    }

    /// Whether a column of what happened has more than a word for it.
    fn describes_event(&self) -> bool {
        self.all(Column::Event).any(|cell| cell.contains(' '))
    }

    /// Returns what happened, if the row says so: in a column of its own, or in that of the reason.
    fn status(&self, words: &str) -> Option<Option<Event>> {
        let mut status = self
            .all(Column::Event)
            .filter(|cell| !is_reply(cell))
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase();
        if status.is_empty() && !words.contains(' ') {
            status = words.to_lowercase();
        }
        let named = STATUS.iter().find(|(name, _)| status.contains(name));
        named.map(|(_, event)| *event)
    }
}

/// Returns what happened, judging by the server's codes.
fn by_codes(words: &str, code: Option<u16>, enhanced: Option<EnhancedCode>) -> Option<Event> {
    let class = Reply::parse(words).class();
    let class = class.or(code.map(|code| (code / 100) as u8));
    match class.or(enhanced.map(|enhanced| enhanced.class))? {
        4 => Some(Event::Deferred),
        5 => Some(Event::Bounced),
        _ => None,
    }
}

fn says_something(words: &str) -> bool {
    let words = words.to_ascii_lowercase();
    !NOTHING.contains(&words.as_str())
}

/// Whether the words are a server's refusal.
fn is_refusal(words: &str) -> bool {
    Reply::parse(words).is_refusal()
}

/// Whether a cell is a server's refusal with its words, rather than the name of an event.
fn is_reply(cell: &str) -> bool {
    cell.starts_with(['4', '5']) && cell.contains(' ') && is_refusal(cell)
}

/// Returns the only address of a cell: `jo@example.org` or `Jo Doe <jo@example.org>`.
fn recipient(cell: &str) -> Option<&str> {
    let address = without_name(cell);
    let is_one = address.matches('@').count() == 1 && !address.contains([' ', ',', ';', '<', '>']);
    is_one.then_some(address)
}

/// Spells out a reason that is given as an identifier: `UNKNOWN_USER`.
fn spelled(words: &str) -> String {
    let is_name = words.contains('_')
        && words
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    if is_name {
        words.replace('_', " ").to_ascii_lowercase()
    } else {
        words.to_owned()
    }
}
