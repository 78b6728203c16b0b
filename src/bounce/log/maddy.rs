//! Maddy: attempts by its queue, and recipients that it refused. Its messages end in JSON
//! (`internal/target/queue/queue.go` and `internal/endpoint/smtp/session.go` of <https://github.com/foxcpp/maddy>).

use super::line::Line;
use super::{Format, Needle, Read};
use crate::bounce::{Bounce, Event};
use serde_json::Value;
use std::borrow::Cow;

pub(super) const FORMAT: Format = Format {
    name: "Maddy",
    needles: &[
        // `delivered`, `delivery attempt failed`
        Needle::new("ed\t{\""),
        Needle::new("RCPT error\t{\""),
    ],
    is_line: |line| parts(line).is_some(),
    read: Read::One(read),
};

/// Returns the module's message and its fields in `queue: delivery attempt failed\t{"rcpt":"jo@example.org",…}`.
fn parts<'a>(line: &Line<'a>) -> Option<(&'a str, &'a str)> {
    let (head, fields) = line.body.split_once('\t')?;
    let (_module, message) = head.rsplit_once(": ")?;
    fields.starts_with('{').then_some((message, fields))
}

fn read<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    let (message, fields) = parts(line)?;
    let is_known = matches!(
        message,
        "delivered" | "delivery attempt failed" | "RCPT error"
    );
    let fields: Value = serde_json::from_str(Some(fields).filter(|_| is_known)?).ok()?;
    let text = |key| fields.get(key).and_then(Value::as_str);
    let code = fields.get("smtp_code").and_then(Value::as_u64);
    let owned = |text: &str| Cow::Owned(text.to_owned());
    Some(Bounce {
        event: match (message, code) {
            ("delivered", _) => Event::Delivered,
            ("RCPT error", _) => Event::Rejected,
            // An attempt without a reply is repeated.
            (_, Some(500..)) => Event::Bounced,
            (_, _) => Event::Deferred,
        },
        stage: (message == "RCPT error").then(|| "RCPT".into()),
        recipient: text("rcpt").map(owned),
        remote: text("remote_server").map(|host| owned(host.trim_end_matches('.'))),
        diagnostic: text("smtp_msg")
            .or(text("reason"))
            .map(owned)
            .unwrap_or_default(),
        code: code.and_then(|code| u16::try_from(code).ok()),
        enhanced: text("smtp_enchcode").and_then(|code| code.parse().ok()),
        queue: text("msg_id").map(owned),
        ..Bounce::default()
    })
}
