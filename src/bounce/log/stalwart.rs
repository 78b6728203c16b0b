//! Stalwart: what became of each recipient (<https://stalw.art/docs/telemetry/events>, `crates/smtp/src/queue/dsn.rs`
//! and `crates/trc` of <https://github.com/stalwartlabs/stalwart>).
//!
//! A permanent refusal is logged twice: as the server's reply, and as the notification about every recipient that was
//! given up, for whatever reason. The notification counts; replies count only if Stalwart tries again afterwards.

use super::line::Line;
use super::{Format, Needle, Read};
use crate::bounce::{Bounce, Event};
use std::borrow::Cow;

pub(super) const FORMAT: Format = Format {
    name: "Stalwart",
    needles: &[Needle::new("(delivery.")],
    is_line: |line| parts(line.body).is_some(),
    read: Read::One(read),
};

const LEVELS: [&str; 5] = ["INFO ", "WARN ", "ERROR ", "DEBUG ", "TRACE "];

/// Returns the name of the event and its fields in `INFO Message delivered (delivery.delivered) queueId = 2345, …`.
fn parts(body: &str) -> Option<(&str, &str)> {
    let rest = LEVELS.iter().find_map(|level| body.strip_prefix(level))?;
    let (_description, rest) = rest.split_once(" (")?;
    let (name, fields) = rest.split_once(')')?;
    name.contains('.').then_some((name, fields.trim_start()))
}

fn read<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    let (name, text) = parts(line.body)?;
    let name = name.strip_prefix("delivery.")?;
    let fields = fields(text);
    let event = match name {
        "delivered" => Event::Delivered,
        "dsn-perm-fail" => Event::Bounced,
        // A deferral after a reply was already logged with the reply.
        "dsn-temp-fail" if fields.code.is_none() => Event::Deferred,
        "mail-from-rejected" | "rcpt-to-rejected" | "message-rejected"
            if matches!(fields.code, Some(400..500)) =>
        {
            Event::Deferred
        }
        _ => return None,
    };
    Some(Bounce {
        event,
        recipient: fields.to.map(Into::into),
        remote: fields.hostname.map(Into::into),
        diagnostic: fields.details.unwrap_or_default(),
        code: fields.code,
        queue: fields.queue.map(Into::into),
        ..Bounce::default()
    })
}

#[derive(Default)]
struct Fields<'a> {
    queue: Option<&'a str>,
    to: Option<&'a str>,
    hostname: Option<&'a str>,
    code: Option<u16>,
    details: Option<Cow<'a, str>>,
}

/// Parses the fields: first those of the message, then those of the event: `to = ["a@example.org", "b@example.org"], to
/// = "b@example.org"`. Of several recipients, nothing says which one is meant.
fn fields(text: &str) -> Fields<'_> {
    let mut fields = Fields::default();
    let mut rest = text;
    while let Some((key, after)) = rest.split_once(" = ") {
        let (value, after) = after.split_at(value_length(after));
        let quoted = value
            .strip_prefix('"')
            .and_then(|value| value.strip_suffix('"'));
        match key.trim_start_matches([',', ' ']) {
            "queueId" => fields.queue = Some(value),
            "to" => {
                let only = value
                    .strip_prefix("[\"")
                    .and_then(|value| value.strip_suffix("\"]"));
                fields.to = quoted.or(only.filter(|only| !only.contains('"')));
            }
            "hostname" => fields.hostname = quoted,
            "code" => fields.code = value.parse().ok(),
            "details" => fields.details = quoted.map(unescaped),
            _ => {}
        }
        rest = after;
    }
    fields
}

/// Returns where a value ends: a text at its closing quote, a list at its bracket, anything else at a comma.
fn value_length(text: &str) -> usize {
    let mut is_escaped = false;
    let (start, end) = match text.as_bytes().first() {
        Some(b'"') => (1, b'"'),
        Some(b'[') => (1, b']'),
        _ => return text.find(", ").unwrap_or(text.len()),
    };
    let closes = |byte: u8| {
        let is_end = byte == end && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    };
    let length = text.bytes().skip(start).position(closes);
    length.map_or(text.len(), |length| start + length + 1)
}

fn unescaped(text: &str) -> Cow<'_, str> {
    if text.contains('\\') {
        text.replace("\\\"", "\"").replace("\\n", "\n").into()
    } else {
        text.into()
    }
}
