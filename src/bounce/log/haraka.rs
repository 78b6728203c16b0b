//! Haraka: outcomes of outbound mail, and what its plugins denied (Haraka's `outbound/hmail.js` and `plugins.js`).
//! Lines about a whole message name no recipients.

use super::line::Line;
use super::parts::{Words, bracketed};
use super::{Format, Needle, Read};
use crate::bounce::{Bounce, Event};

pub(super) const FORMAT: Format = Format {
    name: "Haraka",
    needles: &[
        // For every outcome of a delivery.
        Needle::new("[outbound] "),
        Needle::new("ecipient"),
        Needle::new("retval=DENY"),
    ],
    is_line: |line| parts(line).is_some(),
    read: Read::One(read),
};

fn read<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    let (connection, origin, text) = parts(line)?;
    let sent = (origin == "outbound").then_some(text);
    let bounce = sent
        .and_then(outbound)
        .or_else(|| recipient(text))
        .or_else(|| denied(text))?;
    Some(Bounce {
        queue: Some(connection.into()),
        ..bounce
    })
}

/// Returns an error before a delivery has any outcome: `[ERROR] [69D20955.1.1] [outbound] Ongoing connection failed …`.
pub(super) fn note<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    let (connection, origin, text) = parts(line)?;
    let is_error = ["[ERROR]", "[CRIT]"]
        .iter()
        .any(|level| line.body.starts_with(level));
    (is_error && origin == "outbound").then(|| Bounce {
        event: Event::Unknown,
        diagnostic: text.into(),
        queue: Some(connection.into()),
        ..Bounce::default()
    })
}

/// Splits `[INFO] [69D20955.1.1] [outbound] …` into the connection's id, the module that logs and the text, before
/// which newer versions name the delivery's own connection.
fn parts<'a>(line: &Line<'a>) -> Option<(&'a str, &'a str, &'a str)> {
    let (_level, rest) = line.body.strip_prefix('[')?.split_once("] ")?;
    let (connection, rest) = rest.trim_start().strip_prefix('[')?.split_once("] ")?;
    let (origin, text) = rest.strip_prefix('[')?.split_once("] ")?;
    let own = text.strip_prefix('[').and_then(|own| own.split_once("] "));
    Some((connection, origin, own.map_or(text, |(_, text)| text)))
}

/// `delivered file=… host="mx.example.org" … response="…"`; `bouncing mail: …`; `Temp failing FILE for 64 seconds: …`.
fn outbound(text: &str) -> Option<Bounce<'_>> {
    // Versions differ in whether the first letter is a capital.
    let rest = text.get(1..)?;
    if rest.starts_with("elivered ") {
        return Some(delivered(text));
    }
    let (event, diagnostic) = if let Some(diagnostic) = rest.strip_prefix("ouncing mail: ") {
        (Event::Bounced, diagnostic)
    } else {
        let (_, diagnostic) = rest
            .strip_prefix("emp failing ")?
            .split_once(" seconds: ")?;
        (Event::Deferred, diagnostic)
    };
    // Each of these recipients has a line of its own.
    if diagnostic.starts_with("Some recipients ") {
        return None;
    }
    let is_expired = diagnostic.starts_with("Too many failures");
    Some(Bounce {
        event: if is_expired { Event::Expired } else { event },
        diagnostic: diagnostic.into(),
        ..Bounce::default()
    })
}

fn delivered(text: &str) -> Bounce<'_> {
    let mut bounce = Bounce {
        event: Event::Delivered,
        ..Bounce::default()
    };
    for (key, value) in Words(text) {
        match key {
            "host" => bounce.remote = Some(value.into()),
            "response" => bounce.diagnostic = value.into(),
            _ => {}
        }
    }
    bounce
}

/// `recipient <jo@example.org> rejected: 550 5.1.1 …`; `recipient <jo@example.org> deferred: 450 …`.
fn recipient(text: &str) -> Option<Bounce<'_>> {
    let (recipient, rest) = bracketed(text.strip_prefix("recipient ")?)?;
    let (event, diagnostic) = match rest.strip_prefix(" rejected: ") {
        Some(diagnostic) => (Event::Bounced, diagnostic),
        None => (Event::Deferred, rest.strip_prefix(" deferred: ")?),
    };
    Some(Bounce {
        event,
        recipient: Some(recipient.into()),
        diagnostic: diagnostic.into(),
        ..Bounce::default()
    })
}

/// `hook=rcpt plugin=… function=… params="<jo@example.org>" retval=DENY msg="…"`.
fn denied(text: &str) -> Option<Bounce<'_>> {
    let mut bounce = Bounce {
        event: Event::Rejected,
        ..Bounce::default()
    };
    let (mut is_recipient, mut is_denied) = (false, false);
    for (key, value) in Words(Some(text).filter(|text| text.starts_with("hook="))?) {
        match key {
            "hook" => {
                is_recipient = matches!(value, "rcpt" | "rcpt_ok");
                bounce.stage = Some(value.into());
            }
            "params" if is_recipient => {
                bounce.recipient = bracketed(value).map(|(address, _)| address.into());
            }
            "retval" => {
                is_denied = value.starts_with("DENY");
                bounce.is_temporary = value.starts_with("DENYSOFT");
            }
            "msg" => bounce.diagnostic = value.into(),
            _ => {}
        }
    }
    is_denied.then_some(bounce)
}
