//! PowerMTA's accounting file (PowerMTA User's Guide, "Accounting records").

use super::parts::address;
use super::table::{Column, Row, Table, owned};
use super::{Emit, Format, Needle, Read};
use crate::bounce::{Bounce, Event, is_forward};
use std::borrow::Cow;

pub(super) const FORMAT: Format = Format {
    name: "PowerMTA",
    needles: &[Needle::new("timeLogged")],
    is_line: |_| false,
    read: Read::Table(Table {
        header: |line| line.starts_with("type,time").then_some(line),
        is_row: |line, _| is_row(line).is_some(),
        // PowerMTA's default.
        default: "type,timeLogged,timeQueued,orig,rcpt,orcpt,dsnAction,dsnStatus,dsnDiag,dsnMta",
        columns: &[
            ("type", Column::Event),
            ("timelogged", Column::Time),
            ("rcpt", Column::Recipient),
            ("orcpt", Column::Original),
            ("dsnstatus", Column::Status),
            ("dsndiag", Column::Words),
            ("bouncecat", Column::OtherWords),
            ("dsnmta", Column::Remote),
            ("orig", Column::Sender),
            ("vmta", Column::Source),
            ("dlvsourceip", Column::SourceAddress),
            ("jobid", Column::Campaign),
        ],
        read,
    }),
};

/// What the record types report.
const TYPES: [(&str, Event); 6] = [
    ("d", Event::Delivered),
    ("b", Event::Bounced),
    ("rb", Event::Bounced),
    ("t", Event::Deferred),
    ("tq", Event::Deferred),
    ("f", Event::FeedbackReport),
];

/// Checks that a row starts with a type and a time.
fn is_row(line: &str) -> Option<()> {
    // Most lines are rejected by their first byte.
    if !line.starts_with(['d', 'b', 't', 'r', 'f']) {
        return None;
    }
    let comma = line.bytes().take(3).position(|byte| byte == b',')?;
    let is_type = matches!(
        line.get(..comma)?,
        "d" | "b" | "t" | "tq" | "rb" | "rs" | "f"
    );
    let is_time = line.as_bytes().get(comma + 1)?.is_ascii_digit();
    (is_type && is_time).then_some(())
}

fn read<'a>(row: &Row<'_>, emit: Emit<'_, 'a>) {
    let name = row.cell(Column::Event).unwrap_or_default();
    if let Some((_, event)) = TYPES.iter().find(|(known, _)| *known == name) {
        emit(record(row, *event));
    }
}

fn record(row: &Row<'_>, event: Event) -> Bounce<'static> {
    let status = row.cell(Column::Status).unwrap_or_default();
    let (code, words) = status.split_once(" (").unwrap_or((status, ""));
    let words = Some(words.trim_end_matches(')')).filter(|words| !words.is_empty());
    let diagnostic = row.cell(Column::Words);
    let diagnostic = diagnostic.map(|text| text.strip_prefix("smtp;").unwrap_or(text));
    let diagnostic = diagnostic.or(words).or(row.cell(Column::OtherWords));
    // `rfc822;jo@example.org`
    let original = row
        .cell(Column::Original)
        .map(|text| match text.split_once(';') {
            Some((_, address)) => address,
            None => text,
        });
    let remote = row.cell(Column::Remote);
    let last = row.cell(Column::Recipient);
    Bounce {
        // RFC 3463 §3.5: delivery time expired.
        event: if event == Event::Bounced && code == "4.4.7" {
            Event::Expired
        } else {
            event
        },
        recipient: owned(original.or(last).and_then(address)),
        forwarded_to: owned(
            last.filter(|last| original.is_some_and(|original| is_forward(original, last))),
        ),
        remote: owned(remote.and_then(|host| host.split(' ').next())),
        diagnostic: Cow::Owned(diagnostic.unwrap_or_default().to_owned()),
        enhanced: code.parse().ok(),
        time: owned(row.cell(Column::Time)),
        sender: owned(row.cell(Column::Sender)),
        source: owned(row.cell(Column::Source).or(row.cell(Column::SourceAddress))),
        campaign: owned(row.cell(Column::Campaign)),
        ..Bounce::default()
    }
}
