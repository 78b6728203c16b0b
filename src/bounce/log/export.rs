//! Lists of bounces that sending services and newsletter programs export as CSV. All they have in common is a header that
//! names the columns: one holds the recipient, another what the server said.

use super::line::Line;
use super::parts::is_reply;
use super::table::{Column, Row, Table, owned};
use super::{Emit, Format, Read};
use crate::bounce::{Bounce, Event};
use std::borrow::Cow;

pub(super) const FORMAT: Format = Format {
    name: "CSV bounce lists",
    // The header is the first line of a file, which is looked at anyway.
    needles: &[],
    is_line: |_| false,
    read: Read::Table(Table {
        header,
        // A log may follow in the same input.
        is_row: |line, has_header| {
            has_header && line.contains(',') && line.contains('@') && is_no_log_line(line)
        },
        default: "",
        columns: &COLUMNS,
        read,
    }),
};

const COLUMNS: [(&str, Column); 47] = [
    ("email", Column::Recipient),
    ("emailaddress", Column::Recipient),
    ("recipient", Column::Recipient),
    ("recipientemail", Column::Recipient),
    ("recipientaddress", Column::Recipient),
    ("rcpt", Column::Recipient),
    ("to", Column::Recipient),
    ("toaddress", Column::Recipient),
    ("address", Column::Recipient),
    ("reason", Column::Words),
    ("bouncereason", Column::Words),
    ("failurereason", Column::Words),
    ("response", Column::Words),
    ("serverresponse", Column::Words),
    ("smtpresponse", Column::Words),
    ("reply", Column::Words),
    ("smtpreply", Column::Words),
    ("diagnostic", Column::Words),
    ("diagnosticcode", Column::Words),
    ("diagnosticmessage", Column::Words),
    ("error", Column::Words),
    ("errormessage", Column::Words),
    ("smtperror", Column::Words),
    ("bouncemessage", Column::Words),
    ("bouncedescription", Column::Words),
    ("deliverystatusmessage", Column::Words),
    ("description", Column::OtherWords),
    ("details", Column::OtherWords),
    ("message", Column::OtherWords),
    ("status", Column::Event),
    ("event", Column::Event),
    ("eventtype", Column::Event),
    ("type", Column::Event),
    ("bouncetype", Column::Event),
    ("code", Column::Code),
    ("smtpcode", Column::Code),
    ("replycode", Column::Code),
    ("date", Column::Time),
    ("time", Column::Time),
    ("datetime", Column::Time),
    ("timestamp", Column::Time),
    ("created", Column::Time),
    ("createdat", Column::Time),
    ("mx", Column::Remote),
    ("remotehost", Column::Remote),
    ("remotemta", Column::Remote),
    ("messageid", Column::Queue),
];

/// A longer line is no header, in bytes.
const LONGEST: usize = 1024;

/// What a status starts with or holds, in lower case, and what it reports; `None` is of no delivery.
const STATUS: [(&str, Option<Event>); 19] = [
    ("undeliver", Some(Event::Bounced)),
    ("not delivered", Some(Event::Bounced)),
    ("soft", Some(Event::Deferred)),
    ("transient", Some(Event::Deferred)),
    ("temporar", Some(Event::Deferred)),
    ("defer", Some(Event::Deferred)),
    ("delay", Some(Event::Deferred)),
    ("bounce", Some(Event::Bounced)),
    ("hard", Some(Event::Bounced)),
    ("permanent", Some(Event::Bounced)),
    ("fail", Some(Event::Bounced)),
    ("block", Some(Event::Bounced)),
    ("drop", Some(Event::NotSent)),
    ("deliver", Some(Event::Delivered)),
    ("success", None),
    ("accepted", None),
    ("processed", None),
    ("open", None),
    ("click", None),
];

fn header(line: &str) -> Option<&str> {
    let line = line.trim_start_matches('\u{feff}').trim_end();
    let is_of_names = |byte: u8| byte.is_ascii_alphabetic() || b" _-,\"".contains(&byte);
    // Most lines are left at their first digit or colon.
    if line.len() > LONGEST || !line.bytes().all(is_of_names) {
        return None;
    }
    let names: Vec<_> = line.split(',').map(bare).collect();
    let is_named = |wanted: &Column| {
        let mut columns = COLUMNS.iter().filter(|(_, column)| column == wanted);
        columns.any(|(known, _)| names.iter().any(|name| name == known))
    };
    let is_header = is_named(&Column::Recipient) && is_named(&Column::Words);
    is_header.then_some(line)
}

/// A column's name as it is compared.
fn bare(name: &str) -> String {
    name.replace([' ', '-', '_', '"'], "").to_ascii_lowercase()
}

fn is_no_log_line(line: &str) -> bool {
    let Line { time, program, .. } = Line::of(line);
    time.is_none() && program.is_empty()
}

/// The one address of a cell, `jo@example.org` or `Jo Doe <jo@example.org>`.
fn recipient(cell: &str) -> Option<&str> {
    let address = cell
        .strip_suffix('>')
        .and_then(|cell| cell.rsplit_once('<'));
    let address = address.map_or(cell, |(_, address)| address);
    let is_one = address.matches('@').count() == 1 && !address.contains([' ', ',', ';', '<', '>']);
    is_one.then_some(address)
}

fn read<'a>(row: &Row<'_>, emit: Emit<'_, 'a>) {
    let words = row.cell(Column::Words).or(row.cell(Column::OtherWords));
    let code = row.cell(Column::Code).and_then(|code| code.parse().ok());
    let status = row.cell(Column::Event).map(str::to_ascii_lowercase);
    let named = status.and_then(|status| STATUS.iter().find(|(name, _)| status.contains(name)));
    let event = match named {
        Some((_, Some(event))) => *event,
        Some((_, None)) => return,
        // Of any other row the server's words alone show that something failed.
        None if words.is_some_and(is_reply) || code.is_some() => Event::Unknown,
        None => return,
    };
    emit(Bounce {
        event,
        recipient: owned(row.cell(Column::Recipient).and_then(recipient)),
        remote: owned(row.cell(Column::Remote)),
        diagnostic: Cow::Owned(words.unwrap_or_default().to_owned()),
        code,
        time: owned(row.cell(Column::Time)),
        queue: owned(row.cell(Column::Queue)),
        ..Bounce::default()
    });
}
