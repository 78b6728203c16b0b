//! ZoneMTA: deliveries of its senders (`lib/sender.js` of <https://github.com/zone-eu/zone-mta>).

use super::line::Line;
use super::parts::{address, envelope, is_reply};
use super::{Format, Needle, Read};
use crate::bounce::{Bounce, Event};
use memchr::memmem;

pub(super) const FORMAT: Format = Format {
    name: "ZoneMTA",
    needles: &[Needle::new(" mx=")],
    is_line: |line| line.body.contains(" Sender/"),
    read: Read::One(read),
};

/// What became of a delivery. The category in brackets is ZoneMTA's own.
const OUTCOMES: [(&str, Event); 3] = [
    (" ACCEPTED ", Event::Delivered),
    (" DEFERRED[", Event::Deferred),
    (" REJECTED[", Event::Bounced),
];

/// `15d5f4c2a4a000f1a2.001 DEFERRED[greylist] from=me@example.com[…] to=jo@example.org mx=mx.example.org (450 4.7.1 …)`.
fn read<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    // Most lines are rejected here.
    memmem::find(line.body.as_bytes(), b" mx=")?;
    let (before, fields) = line.body.split_once(" from=")?;
    let (event, queue, category) = OUTCOMES.iter().find_map(|(mark, event)| {
        // ` ACCEPTED ` ends with the blank before `from=`.
        let at = before.rfind(mark.trim_end())?;
        let queue = before.get(..at)?.rsplit(' ').next()?;
        Some((
            *event,
            queue,
            before.get(at + mark.len()..).unwrap_or_default(),
        ))
    })?;
    let (from, fields) = fields.split_once(" to=")?;
    let (to, fields) = fields.split_once(" mx=")?;
    // Newer versions name their own address before the server's.
    let to = to.split_once(" src=").map_or(to, |(to, _)| to);
    let (mx, rest) = fields.split_once(' ')?;
    let (_, diagnostic) = rest.split_once('(').unwrap_or(("", rest));
    let diagnostic = diagnostic.strip_suffix(')').unwrap_or(diagnostic);
    // ZoneMTA rejects what is still deferred after the last attempt.
    let is_expired = event == Event::Bounced && diagnostic.starts_with('4') && is_reply(diagnostic);
    let host = mx.split('[').next().filter(|host| !host.is_empty());
    Some(Bounce {
        event: if is_expired { Event::Expired } else { event },
        recipient: address(to).map(Into::into),
        remote: host.map(Into::into),
        diagnostic: diagnostic.into(),
        // Its address follows the sender's: `from=me@example.com[me@example.com]`.
        sender: Some(envelope(from.split(['[', ' ']).next().unwrap_or(from)).into()),
        queue: Some(queue.into()),
        stage: (category == "sender]").then_some("MAIL FROM".into()),
        ..Bounce::default()
    })
}

/// Returns what a server answered before a delivery had any outcome: `… SMTPCLOSE [zLjoL7dmg] Closed prematurely
/// src=192.0.2.1 response="554 5.7.0 …"`.
pub(super) fn note<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    let (_, session) = line.body.split_once(" Sender/")?;
    let (_, response) = session.split_once(" response=\"")?;
    let (diagnostic, _) = response.split_once('"').unwrap_or((response, ""));
    let queue = session.split(' ').nth(1)?;
    is_reply(diagnostic).then(|| Bounce {
        event: Event::Unknown,
        diagnostic: diagnostic.into(),
        queue: Some(queue.into()),
        ..Bounce::default()
    })
}
