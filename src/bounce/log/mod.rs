//! Lines of mail servers' logs, one module for each server's software.
//!
//! Every reader takes the line without its head (stamp, host, program; [`line`]) and looks at how it starts, so that
//! a line that tells of no delivery is left after a few bytes. All that is told is borrowed from the line, but where
//! the log disguises words (qmail's underscores, escaped line ends, quotes in tables).

mod exim;
mod haraka;
mod line;
mod opensmtpd;
mod parts;
mod postfix;
mod qmail;
mod scan;
mod sendmail;
mod stamp;
mod stream;
mod table;

use super::Bounce;
pub use super::lines::{Edges, Lines};
use line::Line;
pub use scan::{Glance, Scanner};
pub use stream::{Part, Scan, Stream, Told};

/// Takes each delivery that a line tells of.
type Tell<'t, 'a> = &'t mut dyn FnMut(Bounce<'a>);

/// The logs that tell of one recipient a line. Sendmail's and tables tell of several.
const FORMATS: [for<'a> fn(&Line<'a>) -> Option<Bounce<'a>>; 5] = [
    postfix::read,
    exim::read,
    opensmtpd::read,
    qmail::read,
    haraka::read,
];

/// Reads a log line by line. It remembers nothing but tables: whether there was one, and the columns that its last
/// header line has named.
#[derive(Debug, Default)]
pub struct Reader {
    is_table: bool,
    columns: Option<table::Columns>,
}

impl Reader {
    /// Whether there were rows of a table, of which each may tell of something.
    pub fn is_table(&self) -> bool {
        self.is_table
    }

    /// Whether a line is a row of a table.
    pub fn is_row(&self, line: &str) -> bool {
        table::is_row(self.columns.as_ref(), line)
    }

    /// Tells each delivery of a line, if it tells of any.
    pub fn read<'a>(&mut self, line: &'a str, tell: &mut dyn FnMut(Bounce<'a>)) {
        if let Some(columns) = table::header(line) {
            self.columns = Some(columns);
            self.is_table = true;
            return;
        }
        if table::read(self.columns.as_ref(), line, tell) {
            self.is_table = true;
            return;
        }
        let line = Line::of(line);
        match FORMATS.iter().find_map(|read| read(&line)) {
            Some(bounce) => tell(bounce),
            None => sendmail::read(&line, tell),
        }
    }
}

/// What a line by itself tells of a delivery; of the first recipient where there are several.
pub fn read(line: &str) -> Option<Bounce<'_>> {
    let mut first = None;
    Reader::default().read(line, &mut |bounce| {
        first.get_or_insert(bounce);
    });
    first
}

/// Whether a line is of a mail server's log, whatever it tells: one that tells of no delivery is no reply either.
pub fn is_line(line: &str) -> bool {
    let line = Line::of(line);
    !line.program.is_empty() || exim::has_message_id(line.body)
}

/// The stamp of time of a line, as written.
pub fn stamp(line: &str) -> Option<&str> {
    Line::of(line).time
}
