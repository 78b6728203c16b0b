//! The Email Log Search of Google Workspace, exported as CSV (<https://support.google.com/a/answer/13828463>).

use super::parts::address;
use super::table::{Column, Row, Table, owned};
use super::{Emit, Format, Needle, Read};
use crate::bounce::{Bounce, Event};
use std::borrow::Cow;

pub(super) const FORMAT: Format = Format {
    name: "Google Workspace email log searches",
    // The header's name for the column of recipients.
    needles: &[Needle::new("ecipient")],
    is_line: |_| false,
    read: Read::Table(Table {
        header,
        is_row: |line, has_header| has_header && line.contains(','),
        default: "",
        columns: &[
            ("messageid", Column::Queue),
            ("recipientaddress", Column::Recipient),
            ("eventdate", Column::Time),
            ("eventstatus", Column::Event),
            ("eventtargetipaddress", Column::Remote),
            ("eventsmtpreplycode", Column::Code),
            ("eventdescription", Column::Words),
        ],
        read,
    }),
};

fn header(line: &str) -> Option<&str> {
    // Most lines are rejected by their first bytes.
    let line = line.trim_start_matches('\u{feff}');
    let is_first = line.trim_start_matches('"').starts_with("Message ID");
    (is_first && line.contains("Event SMTP reply code")).then_some(line)
}

/// How an `Event status` starts, in lower case, and what it reports.
const STATUS: [(&str, Event); 6] = [
    ("delivered", Event::Delivered),
    ("bounced", Event::Bounced),
    ("dropped", Event::Bounced),
    ("rejected", Event::Rejected),
    ("deferred", Event::Deferred),
    ("delayed", Event::Deferred),
];

/// Reports one step of a message. Most steps are not deliveries: sent, viewed, marked as spam.
fn read<'a>(row: &Row<'_>, emit: Emit<'_, 'a>) {
    let status = row.cell(Column::Event).unwrap_or_default();
    let lower = status.to_ascii_lowercase();
    let named = STATUS.iter().find(|(name, _)| lower.starts_with(name));
    let code = row.cell(Column::Code).and_then(|code| code.parse().ok());
    let event = match (named, code) {
        (Some((_, event)), _) => *event,
        (None, Some(400..500)) => Event::Deferred,
        (None, Some(500..600)) => Event::Bounced,
        (None, _) => return,
    };
    let diagnostic = row.cell(Column::Words).unwrap_or(status);
    emit(Bounce {
        event,
        recipient: owned(row.cell(Column::Recipient).and_then(address)),
        remote: owned(row.cell(Column::Remote)),
        diagnostic: Cow::Owned(diagnostic.to_owned()),
        code,
        time: owned(row.cell(Column::Time)),
        queue: owned(row.cell(Column::Queue)),
        ..Bounce::default()
    });
}
