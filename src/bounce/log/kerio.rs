//! Kerio Connect's mail log
//! (<https://support.kerioconnect.gfi.com/hc/en-us/articles/360015193539-Understanding-the-Mail-Log>).

use super::line::Line;
use super::parts::{address, bracketed};
use super::{Format, Needle, Read};
use crate::bounce::{Bounce, Event};

pub(super) const FORMAT: Format = Format {
    name: "Kerio Connect",
    needles: &[Needle::new(", Result: ")],
    // Notices give the date of the message after a bare `Sent: `.
    is_line: |line| {
        ["Sent: Queue-ID: ", "Recv: Queue-ID: "]
            .iter()
            .any(|start| line.body.starts_with(start))
    },
    read: Read::One(read),
};

const RESULTS: [(&str, Event); 5] = [
    ("delivered", Event::Delivered),
    ("relayed", Event::Delivered),
    ("delayed", Event::Deferred),
    ("deferred", Event::Deferred),
    ("failed", Event::Bounced),
];

/// `Sent: Queue-ID: 438dd9ea-00000000, Recipient: <jo@example.org>, Result: failed, Status: 5.1.1 550 5.1.1 …, Remote-Host:
/// 192.0.2.7, Msg-Id: <…>`.
fn read<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    let rest = line.body.strip_prefix("Sent: Queue-ID: ")?;
    let (queue, rest) = rest.split_once(", Recipient: ")?;
    let (recipient, rest) = bracketed(rest)?;
    let (result, rest) = rest.strip_prefix(", Result: ")?.split_once(", Status: ")?;
    let (_, event) = RESULTS.iter().find(|(name, _)| *name == result)?;
    // The server's words may contain commas.
    let (status, rest) = rest.rsplit_once(", Remote-Host: ").unwrap_or((rest, ""));
    let (code, diagnostic) = status.split_once(' ').unwrap_or((status, ""));
    let enhanced = code.parse().ok();
    // RFC 3463 §3.5: delivery time expired.
    let is_expired = *event == Event::Bounced && code.ends_with(".4.7");
    Some(Bounce {
        event: if is_expired { Event::Expired } else { *event },
        recipient: Some(recipient.into()),
        remote: rest.split(',').next().and_then(address).map(Into::into),
        diagnostic: if enhanced.is_some() {
            diagnostic
        } else {
            status
        }
        .trim()
        .into(),
        enhanced,
        queue: Some(queue.into()),
        ..Bounce::default()
    })
}
