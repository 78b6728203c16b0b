//! Logs that are tables: comma-separated values (RFC 4180) with a header line that names the columns.

use super::{Emit, FORMATS, Read};
use std::borrow::Cow;
use std::sync::LazyLock;

/// How one server's table is read.
pub(super) struct Table {
    /// Returns the names of the columns if a line is a header of this table.
    pub header: fn(&str) -> Option<&str>,
    /// Whether a line is a row. Some tables can tell only after their header.
    pub is_row: fn(line: &str, has_header: bool) -> bool,
    /// The names of the columns of rows without a header.
    pub default: &'static str,
    /// What the columns hold. Names are compared in lower case, without blanks, hyphens and underscores.
    pub columns: &'static [(&'static str, Column)],
    pub read: for<'a> fn(&Row<'_>, Emit<'_, 'a>),
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Event,
    Time,
    Recipient,
    /// The recipient's address before it was rewritten.
    Original,
    Status,
    Words,
    /// Words to use if the others are missing.
    OtherWords,
    Remote,
    /// A reply code.
    Code,
    Queue,
    Sender,
    /// What sent the message.
    Source,
    /// The same by address, for sources without a name.
    SourceAddress,
    Campaign,
}

/// What has been seen of tables.
#[derive(Default)]
pub(super) struct Tables {
    /// Whether there was a header or a row.
    pub found: bool,
    /// The table and the columns that the last header line named.
    header: Option<(&'static Table, Columns)>,
}

/// What each column holds, if known.
type Columns = Vec<Option<Column>>;

impl Tables {
    /// Reports the deliveries of a row; returns false if the line belongs to no table.
    pub(super) fn read<'a>(&mut self, line: &str, emit: Emit<'_, 'a>) -> bool {
        let header =
            tables().find_map(|table| Some((table, columns(table, (table.header)(line)?)?)));
        if header.is_some() {
            self.found = true;
            self.header = header;
            return true;
        }
        let Some(table) = self.table_of(line) else {
            return false;
        };
        let seen = self
            .header
            .as_ref()
            .filter(|(of, _)| std::ptr::eq(*of, table));
        let columns = match seen {
            Some((_, columns)) => Some(Cow::Borrowed(columns)),
            None => columns(table, table.default).map(Cow::Owned),
        };
        let (Some(columns), Some(cells)) = (columns, cells(line, b',', true)) else {
            return false;
        };
        // A line that only the header makes a row must have as many cells.
        if !(table.is_row)(line, false) && cells.len() != columns.len() {
            return false;
        }
        self.found = true;
        let row = Row {
            columns: &columns,
            cells,
        };
        (table.read)(&row, emit);
        true
    }

    /// Whether a line is the header or a row of a table.
    pub(super) fn is_line(&self, line: &str) -> bool {
        tables().any(|table| (table.header)(line).is_some()) || self.table_of(line).is_some()
    }

    fn table_of(&self, line: &str) -> Option<&'static Table> {
        let seen = self.header.as_ref().map(|(table, _)| *table);
        seen.filter(|table| (table.is_row)(line, true))
            .or_else(|| tables().find(|table| (table.is_row)(line, false)))
    }
}

fn tables() -> impl Iterator<Item = &'static Table> {
    // Cached, because every line of a log is compared with each of them.
    static TABLES: LazyLock<Vec<&Table>> = LazyLock::new(|| {
        let tables = FORMATS.iter().filter_map(|format| match &format.read {
            Read::Table(table) => Some(table),
            Read::One(_) | Read::Several(_) | Read::Export => None,
        });
        tables.collect()
    });
    TABLES.iter().copied()
}

fn columns(table: &Table, names: &str) -> Option<Columns> {
    let column = |name: &str| {
        let name = name.replace([' ', '-', '_'], "").to_ascii_lowercase();
        let known = table.columns.iter().find(|(known, _)| *known == name);
        known.map(|(_, column)| *column)
    };
    Some(cells(names, b',', true)?.iter().map(column).collect())
}

/// Splits a row into its cells, which may be quoted.
pub fn cells(line: &str, delimiter: u8, is_quoted: bool) -> Option<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader
        .has_headers(false)
        .delimiter(delimiter)
        .quoting(is_quoted)
        .buffer_capacity(line.len().clamp(64, 8192));
    let mut row = csv::StringRecord::new();
    let read = reader.from_reader(line.as_bytes()).read_record(&mut row);
    read.is_ok_and(|read| read).then_some(row)
}

/// A line of a table.
pub(super) struct Row<'r> {
    columns: &'r [Option<Column>],
    cells: csv::StringRecord,
}

impl Row<'_> {
    /// Returns what a column holds, unless the column is missing or the cell blank.
    pub(super) fn cell(&self, column: Column) -> Option<&str> {
        let index = self
            .columns
            .iter()
            .position(|known| *known == Some(column))?;
        self.cells
            .get(index)
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
    }
}

/// Copies a text, so that it outlives the row.
pub(super) fn owned(text: Option<&str>) -> Option<Cow<'static, str>> {
    text.map(|text| Cow::Owned(text.to_owned()))
}
