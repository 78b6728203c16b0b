//! Microsoft Exchange's protocol logs: the sessions of its connectors as CSV
//! (<https://learn.microsoft.com/exchange/mail-flow/connectors/protocol-logging>).

use super::{Dialogue, Emit, Speech, Turn};
use std::collections::VecDeque;

/// The most sessions that are open at once. Beyond that, the oldest is considered to have ended.
const MOST_SESSIONS: usize = 256;

/// The columns since Exchange 2007: date-time, connector-id, session-id, sequence-number, local-endpoint,
/// remote-endpoint, event, data, context.
const COLUMNS: Columns = Columns {
    time: 0,
    session: 2,
    remote: 5,
    event: 6,
    data: 7,
};

/// A log, as far as it has been read.
#[derive(Debug)]
pub(crate) struct ProtocolLog {
    columns: Columns,
    sessions: VecDeque<(String, Dialogue)>,
}

/// The indices of columns in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Columns {
    time: usize,
    session: usize,
    remote: usize,
    event: usize,
    data: usize,
}

impl Columns {
    fn named(names: &str) -> Option<Columns> {
        let names: Vec<_> = names.split(',').map(str::trim).collect();
        let column = |name: &str| names.iter().position(|known| *known == name);
        Some(Columns {
            time: column("date-time")?,
            session: column("session-id")?,
            remote: column("remote-endpoint")?,
            event: column("event")?,
            data: column("data")?,
        })
    }
}

impl ProtocolLog {
    /// Opens the log whose header or row this line is.
    pub(crate) fn of(line: &str) -> Option<ProtocolLog> {
        let columns = match line.strip_prefix("#Fields: ") {
            Some(names) => Columns::named(names)?,
            None => row(line, &COLUMNS).map(|_| COLUMNS)?,
        };
        Some(ProtocolLog {
            columns,
            sessions: VecDeque::new(),
        })
    }

    /// Adds a line; returns whether it belongs to this log.
    pub(crate) fn add(&mut self, number: usize, line: &str, emit: Emit<'_>) -> bool {
        if line.starts_with('#') {
            return [
                "#Software:",
                "#Version:",
                "#Log-type:",
                "#Date:",
                "#Fields:",
            ]
            .iter()
            .any(|start| line.starts_with(start));
        }
        let Some(row) = row(line, &self.columns) else {
            return false;
        };
        let cell = |column| row.get(column).unwrap_or_default();
        let event = cell(self.columns.event);
        let index = self.session(cell(self.columns.session), emit);
        let Some((_, dialogue)) = self.sessions.get_mut(index) else {
            return true;
        };
        if event == "-" {
            dialogue.end(emit);
            self.sessions.remove(index);
            return true;
        }
        if let Some(turn) =
            Turn::of(cell(self.columns.data), true).filter(|_| matches!(event, "<" | ">"))
        {
            // Received replies are the other server's; replies that this server sends to its clients are its own.
            dialogue.is_own |= event == ">" && matches!(turn.speech, Speech::Reply(_));
            let remote = cell(self.columns.remote)
                .rsplit_once(':')
                .map(|(address, _)| address);
            dialogue.host = dialogue
                .host
                .take()
                .or_else(|| remote.map(|address| address.trim_matches(['[', ']']).to_owned()));
            let time = Some(cell(self.columns.time)).filter(|time| !time.is_empty());
            dialogue.add(number, Turn { time, ..turn }, emit);
        }
        true
    }

    /// Returns the index of a session, which may be new.
    fn session(&mut self, id: &str, emit: Emit<'_>) -> usize {
        if let Some(index) = self.sessions.iter().position(|(known, _)| known == id) {
            return index;
        }
        if self.sessions.len() == MOST_SESSIONS
            && let Some((_, mut oldest)) = self.sessions.pop_front()
        {
            oldest.end(emit);
        }
        self.sessions
            .push_back((id.to_owned(), Dialogue::default()));
        self.sessions.len() - 1
    }

    pub(crate) fn pause(&mut self, emit: Emit<'_>) {
        self.sessions
            .iter_mut()
            .for_each(|(_, dialogue)| dialogue.pause(emit));
    }

    pub(crate) fn end(&mut self, emit: Emit<'_>) {
        self.sessions
            .iter_mut()
            .for_each(|(_, dialogue)| dialogue.end(emit));
        self.sessions.clear();
    }
}

/// Splits a row into cells. Its event must be one of the five that exist.
fn row(line: &str, columns: &Columns) -> Option<csv::StringRecord> {
    // Most lines are rejected by their first byte, and those of other logs because they have too few cells.
    let mut ends = memchr::memchr_iter(b',', line.as_bytes());
    if !line.starts_with("20") || ends.nth(columns.event.checked_sub(1)?).is_none() {
        return None;
    }
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader
        .has_headers(false)
        .buffer_capacity(line.len().clamp(64, 8192));
    let mut row = csv::StringRecord::new();
    let is_read = reader.from_reader(line.as_bytes()).read_record(&mut row);
    let event = row.get(columns.event).unwrap_or_default();
    let is_row = is_read.is_ok_and(|read| read) && matches!(event, "+" | "-" | "<" | ">" | "*");
    is_row.then_some(row)
}
