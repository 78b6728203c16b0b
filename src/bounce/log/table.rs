//! Logs that are tables: comma-separated values (RFC 4180), whose columns a header line names.

use super::{Emit, FORMATS, Read};
use std::borrow::Cow;
use std::sync::LazyLock;

/// How one server's table is read.
pub(super) struct Table {
    /// The names of the columns, if a line is a header of this table.
    pub header: fn(&str) -> Option<&str>,
    /// Whether a line is a row, which may be known only once a header was seen.
    pub is_row: fn(line: &str, has_header: bool) -> bool,
    /// The names of the columns of a row without a header.
    pub default: &'static str,
    /// What columns hold. Names are compared without blanks, hyphens and underscores, in lower case.
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
    /// Words that stand for those that are missing.
    OtherWords,
    Remote,
    /// A reply code.
    Code,
    Queue,
    Sender,
    /// From where it was sent.
    Source,
    /// The same by address, where there is no name.
    SourceAddress,
    Campaign,
}

/// What was seen of tables.
#[derive(Default)]
pub(super) struct Tables {
    /// There was a header or a row.
    pub found: bool,
    /// The table and the columns that the last header line has named.
    header: Option<(&'static Table, Columns)>,
}

/// What each column holds, if that is known.
type Columns = Vec<Option<Column>>;

impl Tables {
    /// Reports the deliveries of a row; false if a line belongs to no table.
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
        let (Some(columns), Some(cells)) = (columns, cells(line)) else {
            return false;
        };
        // What only the header makes a row has as many cells.
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
    // Every line of a log is held against each of them.
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
    Some(cells(names)?.iter().map(column).collect())
}

fn cells(line: &str) -> Option<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader
        .has_headers(false)
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
    /// What stands in a column, unless that is missing or blank.
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

/// A copy that outlives the row.
pub(super) fn owned(text: Option<&str>) -> Option<Cow<'static, str>> {
    text.map(|text| Cow::Owned(text.to_owned()))
}
