//! Whose address an object of any form holds: the recipient's, or that of anybody else who has to do with the message.
//!
//! Anybody may be named beside a failure: who sent, who is told, who owns the account. Hence a key counts only if all
//! its words are known. Its last word names a recipient, and the others only what the recipient belongs to: `rcptTo`,
//! `failed_recipient`, `data.email`, but not `admin_email` or `reply_to`.

use crate::bounce::message::{address, is_daemon};
use serde_json::{Map, Value};

/// Last words of the keys of recipients, in lower case.
const RECIPIENTS: [&str; 11] = [
    "email",
    "recipient",
    "recipients",
    "rcpt",
    "to",
    "address",
    "addresses",
    "addr",
    "destination",
    "target",
    // Along with the alias that was written to: it is not known which of them failed.
    "forward",
];

/// Words for what happened, and for objects that only hold what belongs together.
const AROUND: [&str; 53] = [
    "args",
    "arguments",
    "attempt",
    "attributes",
    "body",
    "bounce",
    "bounced",
    "content",
    "context",
    "data",
    "delivery",
    "detail",
    "details",
    "entry",
    "envelope",
    "err",
    "error",
    "event",
    "extra",
    "failed",
    "failure",
    "fields",
    "final",
    "header",
    "headers",
    "info",
    "input",
    "invalid",
    "item",
    "job",
    "mail",
    "message",
    "meta",
    "msg",
    "notification",
    "options",
    "orig",
    "original",
    "params",
    "parameters",
    "payload",
    "properties",
    "record",
    "rejected",
    "request",
    "response",
    "result",
    "send",
    "sent",
    "subscriber",
    "task",
    "value",
    // Fields that are not standard: `X-Failed-Recipients`.
    "x",
];

/// Events about users who log in, as [`bare`] returns them.
const LOGINS: [&str; 6] = [
    "auth",
    "authentication",
    "login",
    "loginfailed",
    "signin",
    "userlogin",
];

/// Longer keys are not names.
const LONGEST: usize = 48;

/// Returns the address of the sender in an object.
pub(super) fn sender(members: &Map<String, Value>) -> Option<&str> {
    let named = members
        .iter()
        .filter(|(key, _)| matches!(&*bare(key), "from" | "mailfrom" | "sender"));
    only(named.filter_map(|(_, value)| address_of(value)))
}

/// Returns the only address of a recipient in an object. A report goes to whom the failed message came from. If copies
/// went to others, `to` does not tell who failed. An event may be that somebody logs in.
pub(super) fn recipient(members: &Map<String, Value>) -> Option<&str> {
    let mut from = members.iter().filter(|(key, _)| bare(key) == "from");
    if from.any(|(_, value)| address_of(value).is_some_and(is_daemon)) {
        return None;
    }
    // Nodemailer's list of those whom the server refused, beside all to whom the message went.
    let refused = members.iter().filter(|(key, value)| {
        matches!(&*bare(key), "bounced" | "failed" | "rejected") && value.is_array()
    });
    if let Some(refused) = only(refused.filter_map(|(_, value)| address_of(value))) {
        return Some(refused);
    }
    let is_login = |(key, value): (&String, &Value)| {
        let value = value.as_str().unwrap_or_default();
        matches!(&*bare(key), "action" | "event" | "type") && LOGINS.contains(&&*bare(value))
    };
    let is_login = members.iter().any(is_login);
    let copies = members
        .iter()
        .filter(|(key, _)| matches!(&*bare(key), "bcc" | "cc"));
    let copies: Vec<_> = copies.filter_map(|(_, value)| address_of(value)).collect();
    // `email` is whose ticket it is.
    let is_ticket = members
        .iter()
        .any(|(key, value)| bare(key).starts_with("ticket") && !value.is_null());
    let is_bounce = |(key, value): (&String, &Value)| {
        let value = value.as_str().unwrap_or_default().to_lowercase();
        matches!(&*bare(key), "event" | "status" | "type")
            && (value.contains("bounce") || value.contains("fail"))
    };
    let is_ticket = is_ticket && !members.iter().any(is_bounce);
    let is_doubtful = |key: &str, address: &str| match &*bare(key) {
        "email" => is_ticket || is_login,
        "to" => copies
            .iter()
            .any(|copy| !copy.eq_ignore_ascii_case(address)),
        _ => false,
    };
    let named = members.iter().filter(|(key, _)| names_recipient(key));
    let named = named.filter_map(|(key, value)| Some((key, address_of(value)?)));
    let sure = named.filter(|(key, address)| !is_doubtful(key, address));
    only(sure.map(|(_, address)| address))
}

/// Returns the only address of a recipient in the objects that an object holds.
pub(super) fn recipient_within(members: &Map<String, Value>) -> Option<&str> {
    let held = members.iter().filter(|(key, _)| is_plain(key));
    only(held.filter_map(|(_, value)| recipient(value.as_object()?)))
}

/// Whether what this key holds belongs to the message, and not to somebody who has to do with it.
pub(super) fn is_plain(key: &str) -> bool {
    consists_of_words(&bare(key))
}

fn names_recipient(key: &str) -> bool {
    let bare = bare(key);
    RECIPIENTS.iter().any(|name| bare.ends_with(name)) && consists_of_words(&bare)
}

/// Returns the letters of a key, in lower case.
pub(super) fn bare(key: &str) -> String {
    let letters = key.chars().filter(|c| c.is_alphabetic());
    letters.flat_map(char::to_lowercase).collect()
}

/// Few words start with another, so that there are few ways to divide a key.
fn consists_of_words(bare: &str) -> bool {
    let words = RECIPIENTS.iter().chain(&AROUND);
    let mut starts = words.filter_map(|word| bare.strip_prefix(word));
    bare.is_empty() || bare.len() <= LONGEST && starts.any(consists_of_words)
}

fn only<'a>(mut addresses: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let first = addresses.next()?;
    addresses
        .all(|other| other.eq_ignore_ascii_case(first))
        .then_some(first)
}

/// Returns the address in `"Jo <jo@example.org>"`, `["jo@example.org"]`, `{"address": "jo@example.org"}`.
fn address_of(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => {
            let mut found = address::addresses(text);
            let first = found.next()?;
            found.next().is_none().then(|| &text[first])
        }
        Value::Array(values) => match values.as_slice() {
            [value] => address_of(value),
            _ => None,
        },
        Value::Object(members) => recipient(members).or_else(|| {
            let others = members.iter();
            let others = others.filter(|(key, _)| is_plain(key) && !names_recipient(key));
            only(others.filter_map(|(_, value)| address_of(value)))
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}
