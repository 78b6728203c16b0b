//! Haraka: the outcome of outbound mail, and what its plugins denied (`outbound/hmail.js` and `plugins.js` of
//! Haraka). Its lines name the domain, not the recipients.

use super::line::Line;
use super::parts::{Words, bracketed};
use super::{Format, Needle, Read};
use crate::bounce::{Bounce, Event};

pub const FORMAT: Format = Format {
    name: "Haraka",
    needles: &[
        Needle::new("elivered file="),
        Needle::new("ouncing mail: "),
        Needle::new("emp failing "),
        Needle::new("retval=DENY"),
    ],
    read: Read::One(read),
};

fn read<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    let (_level, rest) = line.body.strip_prefix('[')?.split_once("] ")?;
    let (connection, rest) = rest.trim_start().strip_prefix('[')?.split_once("] ")?;
    let (_origin, told) = rest.strip_prefix('[')?.split_once("] ")?;
    let bounce = outbound(told).or_else(|| denied(told))?;
    Some(Bounce {
        time: line.time.map(Into::into),
        queue: Some(connection.into()),
        ..bounce
    })
}

/// `delivered file=… host="mx.example.org" … response="…"`; `bouncing mail: …`; `Temp failing FILE for 64 seconds: …`.
fn outbound(told: &str) -> Option<Bounce<'_>> {
    // Versions differ in whether the first letter is a capital.
    let word = |rest: &str| told.get(1..).is_some_and(|told| told.starts_with(rest));
    let after = |mark: &str| told.split_once(mark).map(|(_, said)| said.into());
    let event = match () {
        () if word("elivered ") => Event::Delivered,
        () if word("ouncing mail: ") => Event::Bounced,
        () if word("emp failing ") => Event::Deferred,
        () => return None,
    };
    let mut bounce = Bounce {
        event,
        ..Bounce::default()
    };
    match event {
        Event::Deferred => bounce.said = after(" seconds: ")?,
        Event::Bounced => bounce.said = after(": ")?,
        _ => {
            for (key, value) in Words(told) {
                match key {
                    "host" => bounce.remote = Some(value.into()),
                    "response" => bounce.said = value.into(),
                    _ => {}
                }
            }
        }
    }
    if bounce.said.starts_with("Too many failures") {
        bounce.event = Event::Expired;
    }
    Some(bounce)
}

/// `hook=rcpt plugin=… function=… params="<jo@example.org>" retval=DENY msg="…"`.
fn denied(told: &str) -> Option<Bounce<'_>> {
    let mut bounce = Bounce {
        event: Event::Rejected,
        ..Bounce::default()
    };
    let (mut is_recipient, mut is_denied) = (false, false);
    for (key, value) in Words(Some(told).filter(|told| told.starts_with("hook="))?) {
        match key {
            "hook" => is_recipient = matches!(value, "rcpt" | "rcpt_ok"),
            "params" if is_recipient => {
                bounce.recipient = bracketed(value).map(|(address, _)| address.into());
            }
            "retval" => is_denied = value.starts_with("DENY"),
            "msg" => bounce.said = value.into(),
            _ => {}
        }
    }
    is_denied.then_some(bounce)
}
