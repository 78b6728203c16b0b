//! Courier: replies of the servers that it delivers to, and what it refused itself (`courier/libs/comctlfile.c` and
//! `courier/module.esmtp/` of <https://github.com/svarshavchik/courier>). One line has the server's words; a second
//! line only says that the delivery is over.

use super::line::Line;
use super::parts::{address, bracketed, envelope, is_reply};
use super::{Format, Needle, Read};
use crate::bounce::{Bounce, Event};

pub(super) const FORMAT: Format = Format {
    name: "Courier",
    needles: &[Needle::new(",from=<")],
    is_line: |_| false,
    read: Read::One(read),
};

fn read<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    match delivery(line.body) {
        Some((bounce, rest)) => said(bounce, rest),
        None => refusal(line.body),
    }
}

/// Returns what a line says about a delivery that is over, or that failed before a server could say anything: another
/// line reports why, or what became of the message.
pub(super) fn note<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    let (bounce, rest) = delivery(line.body)?;
    let (event, diagnostic) = match rest {
        ",status: failure" => (Event::Bounced, ""),
        ",status: deferred" => (Event::Deferred, ""),
        _ => (Event::Unknown, rest.strip_prefix(": ")?),
    };
    let is_told = event != Event::Unknown || diagnostic.contains(char::is_alphabetic);
    (is_told && !is_reply(diagnostic)).then(|| Bounce {
        event,
        diagnostic: diagnostic.into(),
        ..bounce
    })
}

/// Parses `id=0038C081.4D026173.000051A4,from=<…>,addr=<jo@example.org>`, and returns what follows.
fn delivery(body: &str) -> Option<(Bounce<'_>, &str)> {
    let (queue, rest) = body.strip_prefix("id=")?.split_once(",from=")?;
    let (sender, rest) = bracketed(rest)?;
    let (recipient, rest) = bracketed(rest.strip_prefix(",addr=")?)?;
    let bounce = Bounce {
        queue: Some(queue.into()),
        sender: Some(envelope(sender).into()),
        recipient: address(recipient).map(Into::into),
        ..Bounce::default()
    };
    Some((bounce, rest))
}

/// `: 550 5.1.1 …`, the last line of a reply; `,size=329,success: delivered: mx.example.org [192.0.2.7]`.
fn said<'a>(bounce: Bounce<'a>, rest: &'a str) -> Option<Bounce<'a>> {
    if rest.starts_with(",size=") || rest.starts_with(",success") {
        let (_, diagnostic) = rest.split_once("success: ")?;
        let host = diagnostic.strip_prefix("delivered: ");
        let host = host.and_then(|host| host.split(' ').next());
        return Some(Bounce {
            event: Event::Delivered,
            remote: host.map(Into::into),
            diagnostic: diagnostic.into(),
            ..bounce
        });
    }
    let diagnostic = rest.strip_prefix(": ")?;
    let event = match diagnostic.as_bytes() {
        [b'5', _, _, b' ', ..] => Event::Bounced,
        [b'4', _, _, b' ', ..] => Event::Deferred,
        _ => return None,
    };
    is_reply(diagnostic).then(|| Bounce {
        event,
        diagnostic: diagnostic.into(),
        ..bounce
    })
}

/// `error,relay=::ffff:192.0.2.9,from=<…>,to=<jo@example.org>: 550 User unknown.`
fn refusal(body: &str) -> Option<Bounce<'_>> {
    let (client, rest) = body.strip_prefix("error,relay=")?.split_once(',')?;
    let (_, rest) = rest.split_once("from=")?;
    let (sender, rest) = bracketed(rest)?;
    let (recipient, rest) = match rest.strip_prefix(",to=") {
        Some(rest) => bracketed(rest)?,
        None => ("", rest),
    };
    let diagnostic = rest.strip_prefix(": ")?;
    let stage = if recipient.is_empty() { "MAIL" } else { "RCPT" };
    is_reply(diagnostic).then(|| Bounce {
        event: Event::Rejected,
        sender: Some(envelope(sender).into()),
        recipient: address(recipient).map(Into::into),
        remote: Some(client.trim_start_matches("::ffff:").into()),
        stage: Some(stage.into()),
        diagnostic: diagnostic.into(),
        ..Bounce::default()
    })
}
