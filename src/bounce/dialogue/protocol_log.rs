//! Microsoft Exchange's protocol logs: the sessions of its connectors as CSV
//! (<https://learn.microsoft.com/exchange/mail-flow/connectors/protocol-logging>); and the log of the SMTP service of IIS.

use super::{Dialogue, Emit, Speech, Turn};
use crate::bounce::log;
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

/// A row of a log.
struct Row {
    time: String,
    session: String,
    /// The address of the other side, without its port.
    remote: Option<String>,
    /// `+` and `-` for a session's start and end, `>` and `<` for what was sent and received, `*` for information.
    event: String,
    data: String,
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
            None => any_row(line, &COLUMNS).map(|_| COLUMNS)?,
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
        let Some(row) = any_row(line, &self.columns) else {
            return false;
        };
        let index = self.session(&row.session, emit);
        let Some((_, dialogue)) = self.sessions.get_mut(index) else {
            return true;
        };
        if row.event == "-" {
            dialogue.end(emit);
            self.sessions.remove(index);
            return true;
        }
        if let Some(turn) = Turn::of(&row.data, true).filter(|_| matches!(&*row.event, "<" | ">")) {
            // Received replies are the other server's; replies that this server sends to its clients are its own.
            dialogue.is_own |= row.event == ">" && matches!(turn.speech, Speech::Reply(_));
            dialogue.host = dialogue.host.take().or(row.remote);
            let time = Some(&*row.time).filter(|time| !time.is_empty());
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

/// Parses a row of either log.
fn any_row(line: &str, columns: &Columns) -> Option<Row> {
    row(line, columns).or_else(|| row_of_iis(line))
}

/// Parses a row of Exchange with these columns. Its event must be one of the five that exist.
fn row(line: &str, columns: &Columns) -> Option<Row> {
    // Most lines are rejected by their first byte, and those of other logs because they have too few cells.
    let mut ends = memchr::memchr_iter(b',', line.as_bytes());
    if !line.starts_with("20") || ends.nth(columns.event.checked_sub(1)?).is_none() {
        return None;
    }
    let cells = log::cells(line, b',', true)?;
    let cell = |column| cells.get(column).unwrap_or_default();
    let event = cell(columns.event);
    let is_row = matches!(event, "+" | "-" | "<" | ">" | "*");
    let remote = cell(columns.remote).rsplit_once(':');
    is_row.then(|| Row {
        time: cell(columns.time).to_owned(),
        session: cell(columns.session).to_owned(),
        remote: remote.map(|(address, _)| address.trim_matches(['[', ']']).to_owned()),
        event: event.to_owned(),
        data: cell(columns.data).to_owned(),
    })
}

/// Commands that IIS logs.
const COMMANDS: [&str; 8] = [
    "HELO", "EHLO", "MAIL", "RCPT", "DATA", "BDAT", "RSET", "QUIT",
];

/// Parses a row of IIS, which writes `+` for blanks and no session: the other side's address identifies it.
/// `2026-03-14 09:26:53 192.0.2.7 OutboundConnectionResponse SMTPSVC1 WEB01 - 0 - - 550+5.1.1+User+unknown 0 0 …`,
/// `… OutboundConnectionCommand SMTPSVC1 WEB01 - 0 RCPT - TO:<jo@example.org> 0 0 …`.
///
/// A collector may have put a head of its own in front.
fn row_of_iis(line: &str) -> Option<Row> {
    let at = memchr::memmem::find(line.as_bytes(), b" OutboundConnection")?;
    let head = line[..at].rsplit(' ').take(3);
    let words: Vec<_> = head
        .chain(line[at + 1..].split(' '))
        .take(MOST_WORDS)
        .collect();
    let [remote, clock, date, kind, rest @ ..] = &words[..] else {
        return None;
    };
    if !date.starts_with("20") {
        return None;
    }
    let (event, data) = match *kind {
        "OutboundConnectionResponse" => {
            let mut replies = rest.iter().map(|word| unescaped(word));
            ("<", replies.find(|word| log::is_reply(word))?)
        }
        "OutboundConnectionCommand" => {
            // The server may be called like one.
            let at = rest.iter().rposition(|word| COMMANDS.contains(word))?;
            let path = rest.get(at + 2).filter(|path| **path != "-");
            let path = path.map(|path| unescaped(path)).unwrap_or_default();
            (">", format!("{} {}", rest[at], path.trim_start()))
        }
        _ => return None,
    };
    Some(Row {
        time: format!("{date} {clock}"),
        session: (*remote).to_owned(),
        remote: Some((*remote).to_owned()),
        event: event.to_owned(),
        data,
    })
}

/// The most words of a row of IIS that are read.
const MOST_WORDS: usize = 32;

/// Restores the blanks. A `+` within an address is its own.
fn unescaped(word: &str) -> String {
    let parts = word.split_inclusive(['<', '>']);
    let part = |part: &str| {
        if part.ends_with('>') && part.contains('@') {
            part.to_owned()
        } else {
            part.replace('+', " ")
        }
    };
    parts.map(part).collect()
}
