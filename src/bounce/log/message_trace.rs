//! Message traces of Exchange Online as CSV: extended and enhanced summary reports
//! (<https://learn.microsoft.com/exchange/monitoring/trace-an-email-message/message-trace-modern-eac>), and the output
//! of `Get-MessageTrace | Export-Csv`.

use super::parts::address;
use super::table::{Column, Row, Table, owned};
use super::{Emit, Format, Needle, Read, exchange};
use crate::bounce::{Bounce, Event};

pub(super) const FORMAT: Format = Format {
    name: "Microsoft 365 message traces",
    // The header's name for the column of recipients.
    needles: &[Needle::new("ecipient")],
    is_line: |_| false,
    read: Read::Table(Table {
        header,
        is_row: |line, has_header| has_header && line.contains(','),
        default: "",
        columns: &[
            ("datetimeutc", Column::Time),
            ("origintimestamputc", Column::Time),
            ("origintimestamp", Column::Time),
            ("received", Column::Time),
            ("eventid", Column::Event),
            ("status", Column::Status),
            ("internalmessageid", Column::Queue),
            ("messagetraceid", Column::Queue),
            ("networkmessageid", Column::Queue),
            ("recipientaddress", Column::Recipient),
            ("recipientstatus", Column::Words),
            ("sourcecontext", Column::OtherWords),
        ],
        read,
    }),
};

/// What a message's `Status` reports, or the last step of a summary's `recipient_status`.
const STATUS: [(&str, Event); 11] = [
    ("Failed", Event::Bounced),
    ("Fail", Event::Bounced),
    ("Pending", Event::Deferred),
    ("Defer", Event::Deferred),
    ("Quarantined", Event::Rejected),
    ("Delivered", Event::Delivered),
    ("Deliver", Event::Delivered),
    ("Expanded", Event::Delivered),
    ("Expand", Event::Delivered),
    ("Send", Event::Delivered),
    ("FilteredAsSpam", Event::Delivered),
];

fn header(line: &str) -> Option<&str> {
    // Most lines are rejected by their first byte.
    if !line.starts_with(['"', 'd', 'o', '\u{feff}']) {
        return None;
    }
    let line = line.trim_start_matches('\u{feff}').trim_end();
    let is_report = ["date_time_utc,", "origin_timestamp"].iter().any(|name| {
        line.trim_start_matches('"').starts_with(name) && line.contains("recipient_status")
    });
    let is_export = line.starts_with('"')
        && line.contains("\"MessageTraceId\"")
        && line.contains("\"RecipientAddress\"");
    (is_report || is_export).then_some(line)
}

fn read<'a>(row: &Row<'_>, emit: Emit<'_, 'a>) {
    if row.cell(Column::Event).is_some() {
        return exchange::read(row, emit);
    }
    let status = row.cell(Column::Status);
    if let Some((recipient, status)) = row.cell(Column::Recipient).zip(status) {
        return emit_status(row, recipient, status, emit);
    }
    // `jo@example.org##Receive, Fail;al@example.org##Receive, Send`
    for one in row.cell(Column::Words).unwrap_or_default().split(';') {
        if let Some((recipient, status)) = one.split_once("##") {
            emit_status(row, recipient, status, emit);
        }
    }
}

fn emit_status<'a>(row: &Row<'_>, recipient: &str, status: &str, emit: Emit<'_, 'a>) {
    let last = status.rsplit([',', ' ']).next().unwrap_or_default();
    if let Some((_, event)) = STATUS.iter().find(|(name, _)| *name == last) {
        emit(Bounce {
            event: *event,
            recipient: owned(address(recipient)),
            time: owned(row.cell(Column::Time)),
            queue: owned(row.cell(Column::Queue)),
            ..Bounce::default()
        });
    }
}
