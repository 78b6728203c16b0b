//! Microsoft Exchange's message tracking log
//! (<https://learn.microsoft.com/exchange/mail-flow/transport-logs/message-tracking>), and the output of
//! `Get-MessageTrackingLog | Export-Csv`.

use super::parts::{address, is_reply};
use super::table::{Column, Row, Table, owned};
use super::{Emit, Format, Needle, Read, stamp};
use crate::bounce::{Bounce, Event};
use std::borrow::Cow;

pub(super) const FORMAT: Format = Format {
    name: "Microsoft Exchange",
    // The header's name for the column of recipients.
    needles: &[Needle::new("ecipient")],
    is_line: |line| COMMENTS.iter().any(|start| line.body.starts_with(start)),
    read: Read::Table(Table {
        header,
        is_row: |line, has_header| {
            has_header && line.starts_with('"')
                || starts_with_stamp(line) && (has_header || names_event(line))
        },
        // The columns of Exchange 2010 and later.
        default: "date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,\
            event-id,internal-message-id,message-id,network-message-id,recipient-address,recipient-status",
        columns: &COLUMNS,
        read,
    }),
};

/// Comment lines before the header.
const COMMENTS: [&str; 4] = ["#Software: ", "#Version: ", "#Log-type: ", "#Date: "];

/// The columns of the log and, where they differ, those of `Get-MessageTrackingLog`.
const COLUMNS: [(&str, Column); 8] = [
    ("datetime", Column::Time),
    ("timestamp", Column::Time),
    ("eventid", Column::Event),
    ("internalmessageid", Column::Queue),
    ("recipientaddress", Column::Recipient),
    ("recipients", Column::Recipient),
    ("recipientstatus", Column::Words),
    ("sourcecontext", Column::OtherWords),
];

/// What an `event-id` reports.
const EVENTS: [(&str, Event); 7] = [
    ("FAIL", Event::Bounced),
    ("BADMAIL", Event::Bounced),
    ("POISONMESSAGE", Event::Bounced),
    ("DSN", Event::Bounced),
    ("DEFER", Event::Deferred),
    ("DELIVER", Event::Delivered),
    ("SEND", Event::Delivered),
];

fn header(line: &str) -> Option<&str> {
    // Most lines are rejected by their first byte.
    if !line.starts_with(['#', '"', '\u{feff}']) {
        return None;
    }
    let line = line.trim_start_matches('\u{feff}').trim_end();
    let exported = line.starts_with('"') && line.contains("\"EventId\"");
    line.strip_prefix("#Fields: ").or(exported.then_some(line))
}

/// Whether a row starts with a timestamp in UTC.
fn starts_with_stamp(line: &str) -> bool {
    // Most lines are rejected by their first bytes.
    if !line.starts_with("20") {
        return false;
    }
    let comma = line.bytes().take(30).position(|byte| byte == b',');
    let first = comma
        .and_then(|comma| line.get(..comma))
        .unwrap_or_default();
    first.len() >= 20
        && first.ends_with('Z')
        && stamp::split(first).is_some_and(|(_, rest)| rest.is_empty())
}

/// Whether a row has a source and an event, in capitals: `…,SMTP,RECEIVE,…`.
fn names_event(line: &str) -> bool {
    let is_name = |cell: &str| cell.len() > 2 && cell.bytes().all(|byte| byte.is_ascii_uppercase());
    let cells = || line.split(',').map(|cell| cell.trim_matches('"'));
    cells()
        .zip(cells().skip(1))
        .any(|(source, event)| is_name(source) && is_name(event))
}

/// Reports each recipient of a row. Each has a status of its own, or all share one.
pub(super) fn read<'a>(row: &Row<'_>, emit: Emit<'_, 'a>) {
    let name = row.cell(Column::Event).unwrap_or_default();
    let Some((_, event)) = EVENTS.iter().find(|(known, _)| *known == name) else {
        return;
    };
    let status = row.cell(Column::Words);
    // Without a status, Exchange only logs that it wrote a notification.
    if name == "DSN" && status.is_none() {
        return;
    }
    let statuses = statuses(status.unwrap_or_default());
    let recipients = row.cell(Column::Recipient).unwrap_or_default();
    for (index, recipient) in recipients.split(';').enumerate() {
        let status = statuses.get(index).or(statuses.first()).copied();
        emit(delivery(row, *event, recipient, status.unwrap_or_default()));
    }
}

fn delivery(row: &Row<'_>, event: Event, recipient: &str, status: &str) -> Bounce<'static> {
    let named = |name| braced(status, name);
    let diagnostic =
        Some(named("{LED=").unwrap_or(status)).filter(|diagnostic| !diagnostic.is_empty());
    let diagnostic = diagnostic
        .or(row.cell(Column::OtherWords))
        .unwrap_or_default();
    // `QUEUE.Expired` is what Exchange itself says when its queue gives up.
    let is_expired = event == Event::Bounced && diagnostic.contains("QUEUE.Expired");
    Bounce {
        event: if is_expired { Event::Expired } else { event },
        recipient: owned(address(recipient)),
        remote: owned(named("{FQDN=").or(named("{IP="))),
        diagnostic: Cow::Owned(diagnostic.to_owned()),
        time: owned(row.cell(Column::Time)),
        queue: owned(row.cell(Column::Queue)),
        ..Bounce::default()
    }
}

/// Splits the statuses of several recipients, which are separated by semicolons. A status may contain semicolons too:
/// the next status starts with a reply code or a bracket.
fn statuses(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(';') {
        let next = text.get(at + 1..).unwrap_or_default();
        if is_reply(next) || next.starts_with('[') || next.starts_with("{[") {
            found.extend(text.get(start..at));
            start = at + 1;
        }
    }
    found.extend(text.get(start..));
    found
}

/// Returns the value of `{LED=…}` in `[{LED=550 5.1.1 …};{MSG=};{FQDN=mx.example.org};{IP=192.0.2.7};{LRT=…}]`.
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
