//! Tables: Microsoft Exchange's message tracking log and PowerMTA's accounting file, comma-separated (RFC 4180).

use super::parts::{address, enhanced, is_reply};
use super::{Tell, stamp};
use crate::bounce::{Bounce, Event};
use std::borrow::Cow;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Event,
    Time,
    Recipient,
    Original,
    Status,
    Words,
    OtherWords,
    Remote,
    Queue,
    Nothing,
}

/// Who writes the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Writer {
    /// <https://learn.microsoft.com/exchange/mail-flow/transport-logs/message-tracking>
    Exchange,
    /// PowerMTA User's Guide, "Accounting records".
    PowerMta,
}

/// What each column of a table holds.
#[derive(Clone, Debug)]
pub struct Columns {
    writer: Writer,
    roles: Vec<Role>,
}

/// Where no header was seen: the columns that Exchange 2010 and later write.
const EXCHANGE: &str = "date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,\
event-id,internal-message-id,message-id,network-message-id,recipient-address,recipient-status";
/// Where no header was seen: the columns that PowerMTA writes if it is not told otherwise.
const POWERMTA: &str =
    "type,timeLogged,timeQueued,orig,rcpt,orcpt,dsnAction,dsnStatus,dsnDiag,dsnMta";

/// The names of columns without hyphens, in lower case; those of `Get-MessageTrackingLog` go with Exchange's.
const ROLES: [(&str, Role); 16] = [
    ("datetime", Role::Time),
    ("timestamp", Role::Time),
    ("timelogged", Role::Time),
    ("eventid", Role::Event),
    ("type", Role::Event),
    ("internalmessageid", Role::Queue),
    ("recipientaddress", Role::Recipient),
    ("recipients", Role::Recipient),
    ("rcpt", Role::Recipient),
    ("orcpt", Role::Original),
    ("recipientstatus", Role::Words),
    ("sourcecontext", Role::OtherWords),
    ("dsndiag", Role::Words),
    ("dsnstatus", Role::Status),
    ("bouncecat", Role::OtherWords),
    ("dsnmta", Role::Remote),
];

/// Exchange's `event-id`, PowerMTA's `type`, and what they tell.
const EVENTS: [(&str, Event); 13] = [
    ("FAIL", Event::Bounced),
    ("BADMAIL", Event::Bounced),
    ("POISONMESSAGE", Event::Bounced),
    ("DSN", Event::Bounced),
    ("DEFER", Event::Deferred),
    ("DELIVER", Event::Delivered),
    ("SEND", Event::Delivered),
    ("d", Event::Delivered),
    ("b", Event::Bounced),
    ("rb", Event::Bounced),
    ("t", Event::Deferred),
    ("tq", Event::Deferred),
    ("f", Event::FeedbackReport),
];

/// The columns that a header line names; `None` for any other line.
pub fn header(line: &str) -> Option<Columns> {
    // Most lines are left after their first byte.
    if !line.starts_with(['#', '"', 't', '\u{feff}']) {
        return None;
    }
    let line = line.trim_start_matches('\u{feff}').trim_end();
    let exchange = line.strip_prefix("#Fields: ");
    let exported = line.starts_with('"') && line.contains("\"EventId\"");
    if let Some(names) = exchange.or(exported.then_some(line)) {
        return Columns::of(Writer::Exchange, names);
    }
    let powermta = line.starts_with("type,time");
    powermta.then(|| Columns::of(Writer::PowerMta, line))?
}

impl Columns {
    fn of(writer: Writer, names: &str) -> Option<Columns> {
        let names = cells(names)?;
        let role = |name: &str| {
            let name = name.replace('-', "").to_ascii_lowercase();
            let role = ROLES.iter().find(|(known, _)| *known == name);
            role.map_or(Role::Nothing, |(_, role)| *role)
        };
        let roles = names.iter().map(role).collect();
        Some(Columns { writer, roles })
    }
}

/// Whether a line is a row of a table.
pub fn is_row(columns: Option<&Columns>, line: &str) -> bool {
    writer(columns, line).is_some()
}

/// Tells each recipient of a row; false if the line is no row of a table.
pub fn read(columns: Option<&Columns>, line: &str, tell: Tell<'_, '_>) -> bool {
    let Some(writer) = writer(columns, line) else {
        return false;
    };
    let default = || {
        Columns::of(
            writer,
            match writer {
                Writer::Exchange => EXCHANGE,
                Writer::PowerMta => POWERMTA,
            },
        )
    };
    let seen = columns.filter(|columns| columns.writer == writer).cloned();
    if let (Some(columns), Some(row)) = (seen.or_else(default), cells(line)) {
        Row { columns, row }.tell(tell);
    }
    true
}

/// Whose row a line is: PowerMTA's start with a type, Exchange's with a stamp in Universal Time.
fn writer(columns: Option<&Columns>, line: &str) -> Option<Writer> {
    // Most lines are left after their first byte.
    if !line.starts_with(['"', 'd', 'b', 't', 'r', 'f']) && !line.starts_with("20") {
        return None;
    }
    let exported =
        line.starts_with('"') && columns.is_some_and(|columns| columns.writer == Writer::Exchange);
    let first = line.get(
        ..line
            .bytes()
            .take(30)
            .position(|byte| byte == b',')
            .unwrap_or(0),
    )?;
    let is_stamp =
        || first.ends_with('Z') && stamp::split(first).is_some_and(|(_, rest)| rest.is_empty());
    match first.len() {
        _ if exported => Some(Writer::Exchange),
        1 | 2 => {
            let (_, rest) = line.split_once(',')?;
            let known = matches!(first, "d" | "b" | "t" | "tq" | "rb" | "rs" | "f");
            (known && rest.starts_with(|c: char| c.is_ascii_digit())).then_some(Writer::PowerMta)
        }
        20.. if is_stamp() => Some(Writer::Exchange),
        _ => None,
    }
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

struct Row {
    columns: Columns,
    row: csv::StringRecord,
}

impl Row {
    fn cell(&self, role: Role) -> Option<&str> {
        let at = self.columns.roles.iter().position(|known| *known == role)?;
        self.row
            .get(at)
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
    }

    fn tell(&self, tell: Tell<'_, '_>) {
        let name = self.cell(Role::Event).unwrap_or_default();
        let Some((_, event)) = EVENTS.iter().find(|(known, _)| *known == name) else {
            return;
        };
        let words = self.cell(Role::Words);
        // Without a status, Exchange only tells that it wrote a notification.
        if name == "DSN" && words.is_none() {
            return;
        }
        match self.columns.writer {
            Writer::PowerMta => tell(self.accounted(*event, words)),
            Writer::Exchange => self.tracked(*event, words.unwrap_or_default(), tell),
        }
    }

    /// A row of PowerMTA's: one recipient.
    fn accounted(&self, event: Event, diagnostic: Option<&str>) -> Bounce<'static> {
        let status = self.cell(Role::Status).unwrap_or_default();
        let (code, words) = status.split_once(" (").unwrap_or((status, ""));
        let words = words.trim_end_matches(')');
        let diagnostic = diagnostic.map(|text| text.strip_prefix("smtp;").unwrap_or(text));
        let said = diagnostic.or(Some(words).filter(|words| !words.is_empty()));
        let said = said.or(self.cell(Role::OtherWords)).unwrap_or_default();
        let original = self.cell(Role::Original);
        let original =
            original.map(|text| text.split_once(';').map_or(text, |(_, address)| address));
        let remote = self
            .cell(Role::Remote)
            .and_then(|host| host.split(' ').next());
        Bounce {
            // RFC 3463 §3.5: delivery time expired.
            event: if event == Event::Bounced && code == "4.4.7" {
                Event::Expired
            } else {
                event
            },
            recipient: owned(original.or(self.cell(Role::Recipient)).and_then(address)),
            remote: owned(remote),
            said: Cow::Owned(said.to_owned()),
            enhanced: enhanced(code),
            time: owned(self.cell(Role::Time)),
            ..Bounce::default()
        }
    }

    /// A row of Exchange's: recipients, and a status for each or one for all.
    fn tracked(&self, event: Event, status: &str, tell: Tell<'_, '_>) {
        let recipients = self.cell(Role::Recipient).unwrap_or_default();
        let statuses = statuses(status);
        for (place, recipient) in recipients.split(';').enumerate() {
            let status = statuses
                .get(place)
                .or(statuses.first())
                .copied()
                .unwrap_or_default();
            let named = |name| braced(status, name);
            let said = named("{LED=").unwrap_or(status);
            let said = Some(said)
                .filter(|said| !said.is_empty())
                .or(self.cell(Role::OtherWords));
            let said = said.unwrap_or_default();
            // `QUEUE.Expired` is what Exchange's queue itself says.
            let expired = event == Event::Bounced && said.contains("QUEUE.Expired");
            tell(Bounce {
                event: if expired { Event::Expired } else { event },
                recipient: owned(address(recipient)),
                remote: owned(named("{FQDN=").or(named("{IP="))),
                said: Cow::Owned(said.to_owned()),
                time: owned(self.cell(Role::Time)),
                queue: owned(self.cell(Role::Queue)),
                ..Bounce::default()
            });
        }
    }
}

/// The statuses of several recipients, parted by semicolons, which stand within a status too: one starts with a reply
/// code or a bracket.
fn statuses(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(';') {
        let next = text.get(at + 1..).unwrap_or_default();
        if is_reply(next) || next.starts_with('[') {
            found.extend(text.get(start..at));
            start = at + 1;
        }
    }
    found.extend(text.get(start..));
    found
}

/// The value of `{LED=…}` in `[{LED=550 5.1.1 …};{MSG=};{FQDN=mx.example.org};{IP=192.0.2.1};{LRT=…}]`.
fn braced<'a>(status: &'a str, name: &str) -> Option<&'a str> {
    let (_, value) = status.split_once(name)?;
    let end = value
        .find("};{")
        .or_else(|| value.find("}]"))
        .unwrap_or(value.len());
    value
        .get(..end)
        .map(str::trim)
        .filter(|value| !value.is_empty())
}

fn owned(text: Option<&str>) -> Option<Cow<'static, str>> {
    text.map(|text| Cow::Owned(text.to_owned()))
}
