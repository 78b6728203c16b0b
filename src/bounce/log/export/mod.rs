//! Lists of bounces that sending services and newsletter programs export as CSV. All they have in common is a header
//! that names the columns: one holds the recipient, another what the server said or what happened.

mod names;
mod padded;
mod pairs;
mod rows;

use super::line::Line;
use super::table::cells;
use super::{Emit, Format, Read};
use names::{Column, Named, is_subscribers};
pub use pairs::pairs;

pub(super) const FORMAT: Format = Format {
    name: "CSV bounce lists",
    // The header is the first line of a file, which is read anyway.
    needles: &[],
    is_line: |_| false,
    read: Read::Export,
};

/// The longest line that can be a header, in bytes.
const LONGEST_HEADER: usize = 1024;
/// What may separate cells.
const DELIMITERS: [u8; 4] = *b",;\t|";
/// The most lines of one row.
const MOST_LINES: usize = 200;
/// The longest row, in bytes.
const LONGEST_ROW: usize = 1 << 16;

/// What has been seen of exports.
#[derive(Default)]
pub(super) struct Exports {
    header: Option<Header>,
    open: Option<Open>,
}

/// The columns that a header line names.
struct Header {
    columns: Vec<Option<Named>>,
    delimiter: u8,
    /// Where the columns start if they are padded with blanks.
    starts: Vec<usize>,
}

/// A row whose last cell continues in the next line, because its quotes are not closed.
#[derive(Default)]
struct Open {
    lines: Vec<String>,
    length: usize,
}

impl Exports {
    /// Whether there was a header.
    pub(super) fn is_any(&self) -> bool {
        self.header.is_some()
    }

    /// Remembers the header of an export; returns false if the line is not one.
    pub(super) fn begin(&mut self, line: &str) -> bool {
        let header = Header::of(line);
        let is_header = header.is_some() || is_separator(line);
        self.header = header.or(self.header.take());
        is_header
    }

    /// Reports the deliveries of a row; returns false if the line is not one.
    pub(super) fn read(&mut self, line: &str, emit: Emit<'_, '_>) -> bool {
        if self.open.is_some() {
            self.add_to_row(line, emit);
            return true;
        }
        let Some(header) = self.header.as_ref().filter(|_| may_be_row(line)) else {
            return false;
        };
        if header.is_open(line, false) {
            let mut open = Open::default();
            open.add(line);
            self.open = Some(open);
            return true;
        }
        header.read(line, true, emit) || line.contains('"') && self.read_unquoted(line, emit)
    }

    /// Whether a line is the header or a row of an export.
    pub(super) fn is_line(&self, line: &str) -> bool {
        let is_row = |header: &Header| {
            may_be_row(line)
                && (header.is_open(line, false) || header.read(line, true, &mut |_| {}))
        };
        self.open.is_some()
            || self.header.as_ref().is_some_and(is_row)
            || is_separator(line)
            || Header::of(line).is_some()
    }

    /// The number of lines of an open row.
    pub(super) fn open_lines(&self) -> usize {
        self.open.as_ref().map_or(0, |open| open.lines.len())
    }

    /// Whether a row is open and this line continues it. If the line is a complete row, or a log line, somebody forgot
    /// to close the quotes.
    pub(super) fn goes_on(&self, line: &str) -> bool {
        let (Some(open), Some(header)) = (&self.open, &self.header) else {
            return false;
        };
        let is_row = !header.is_open(line, false) && header.read(line, true, &mut |_| {});
        let is_room = open.lines.len() < MOST_LINES && open.length + line.len() <= LONGEST_ROW;
        is_room && !is_row && Line::of(line).program.is_empty()
    }

    /// Takes the lines of a row that was never closed.
    pub(super) fn take_open(&mut self) -> Vec<String> {
        self.open.take().map(|open| open.lines).unwrap_or_default()
    }

    /// Reports a line of a row that was never closed, reading it as if it had no quotes; returns false if it is no row
    /// even then.
    pub(super) fn read_unquoted(&self, line: &str, emit: Emit<'_, '_>) -> bool {
        let header = self.header.as_ref();
        header.is_some_and(|header| header.read(&line.replace('"', ""), false, emit))
    }

    fn add_to_row(&mut self, line: &str, emit: Emit<'_, '_>) {
        let (Some(open), Some(header)) = (&mut self.open, &self.header) else {
            return;
        };
        open.add(line);
        if !header.is_open(line, true) {
            let row = self.take_open().join("\n");
            if let Some(header) = &self.header {
                header.read(&row, true, emit);
            }
        }
    }
}

impl Open {
    fn add(&mut self, line: &str) {
        self.length += line.len();
        self.lines.push(line.to_owned());
    }
}

impl Header {
    fn of(line: &str) -> Option<Header> {
        let line = line.trim_start_matches('\u{feff}').trim_end();
        let is_of_names = |byte: u8| {
            byte.is_ascii_alphabetic() || byte >= 0x80 || b" _-./'\"(),;\t|".contains(&byte)
        };
        // Most lines are rejected at their first digit or colon.
        if line.len() > LONGEST_HEADER || !line.bytes().all(is_of_names) {
            return None;
        }
        let count = |mark: &u8| line.bytes().filter(|byte| byte == mark).count();
        if DELIMITERS.iter().all(|mark| count(mark) == 0) {
            return padded::header(line);
        }
        // The most frequent delimiter; of equals, the comma. An empty line or one with a single cell is not a header,
        // and parsing it as CSV to find that out would take long.
        let delimiter = DELIMITERS.into_iter().rev().max_by_key(count);
        let delimiter = delimiter.filter(|mark| count(mark) > 0)?;
        let cells = cells(line, delimiter, true)?;
        Header::with(cells.iter(), delimiter)
    }

    /// The header with these names, if some of them are those of an export.
    fn with<'n>(names: impl Iterator<Item = &'n str>, delimiter: u8) -> Option<Header> {
        let names: Vec<_> = names.collect();
        let mut columns: Vec<_> = names.iter().map(|name| Named::of(name)).collect();
        let is_recipients =
            |named: &Option<Named>| named.is_some_and(|named| named.column == Column::Recipient);
        let mut named = names.iter().zip(&columns);
        if named.any(|(name, named)| is_recipients(named) && !is_subscribers(name)) {
            for (_, named) in names
                .iter()
                .zip(&mut columns)
                .filter(|(name, _)| is_subscribers(name))
            {
                *named = None;
            }
        }
        let is_named =
            |column: Column| columns.iter().flatten().any(|named| named.column == column);
        let has_address = is_named(Column::Recipient) || is_named(Column::Sender);
        let has_words = is_named(Column::Words) || is_named(Column::Text) && is_named(Column::Code);
        let is_header = has_address && (has_words || is_named(Column::Event));
        is_header.then_some(Header {
            columns,
            delimiter,
            starts: Vec::new(),
        })
    }

    /// Whether a quoted cell continues after this line (RFC 4180 §2), which may itself start within one.
    fn is_open(&self, line: &str, is_within: bool) -> bool {
        let start = if is_within { Cell::Quoted } else { Cell::Start };
        let end = line.bytes().fold(start, |cell, byte| match cell {
            Cell::Quoted if byte == b'"' => Cell::Closed,
            Cell::Quoted => Cell::Quoted,
            Cell::Start | Cell::Closed if byte == b'"' => Cell::Quoted,
            Cell::Start | Cell::Closed | Cell::Bare if byte == self.delimiter => Cell::Start,
            Cell::Start | Cell::Closed | Cell::Bare => Cell::Bare,
        });
        end == Cell::Quoted
    }
}

/// The state of a cell at some point of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    Start,
    Bare,
    Quoted,
    /// After a quote, which a second one would escape.
    Closed,
}

/// Whether a line declares the delimiter, as spreadsheets do: `sep=;`.
fn is_separator(line: &str) -> bool {
    let mark = line
        .trim_start_matches('\u{feff}')
        .trim_end()
        .strip_prefix("sep=");
    mark.is_some_and(|mark| mark.len() == 1)
}

fn may_be_row(line: &str) -> bool {
    line.contains('@')
}
