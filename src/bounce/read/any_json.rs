//! JSON of no known form, such as the lines that applications log: the string that contains a reply is what was said,
//! and a member called `email` or `to` with a single address is the recipient ([`whose`]). A string may be an entire
//! mail.

use super::markup::Shown;
use super::{texts, whose};
use crate::bounce::json::{self, Document, values_of};
use crate::bounce::log::{self, LogLine};
use crate::bounce::mail_start::starts_mail;
use crate::bounce::message::{self, address};
use crate::bounce::nesting;
use crate::bounce::{About, Bounce, Event, before_recipient, library};
use crate::reply::{EnhancedCode, Reply};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::ops::Range;

/// Last words of the keys of what went wrong.
const REASONS: [&str; 18] = [
    "error",
    "reason",
    "response",
    "reply",
    "diagnostic",
    "diagnosticcode",
    "detail",
    "details",
    "description",
    "exception",
    "err",
    "cause",
    "output",
    "bounce",
    "message",
    "msg",
    "text",
    "log",
];
/// Keys of anything: their words count only with a code.
const VAGUE: [&str; 8] = [
    "log",
    "message",
    "msg",
    "text",
    "output",
    "description",
    "detail",
    "details",
];

/// Keys of what somebody wrote in a message: no server says it.
const WRITTEN: [&str; 4] = ["subject", "textbody", "htmlbody", "strippedtext"];

/// Reads the failure that an object of any form reports; `None` if the text is not an object, or may mean something to
/// other readers.
pub(super) fn document(text: &str) -> Option<Document> {
    let text = json::by_itself(text);
    let values = values_of(&text).filter(|_| !text.starts_with('"'))?;
    let mut bounces = Vec::new();
    for value in &values {
        walk(value, None, true, &mut bounces);
    }
    if bounces.is_empty() {
        bounces.extend(values.iter().filter_map(words));
    }
    let is_read = !bounces.is_empty() || values.iter().any(has_written);
    is_read.then_some(Document {
        bounces,
        limit: None,
    })
}

/// Finds members of objects that were cut out without their braces, each in a line of its own: `"code": 550,`.
pub(super) fn cut_out(text: &[u8]) -> Vec<(Range<usize>, Document)> {
    if !nesting::names_key(text) {
        return Vec::new();
    }
    let mut spans: Vec<Range<usize>> = Vec::new();
    let mut end = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let start = end;
        end += line.len();
        if line.trim_ascii_start().starts_with(b"\"") && nesting::names_key(line) {
            match spans.last_mut().filter(|span| span.end == start) {
                Some(span) => span.end = end,
                None => spans.push(start..end),
            }
        }
    }
    let read = |span: Range<usize>| {
        let members = str::from_utf8(&text[span.clone()]).ok()?.trim_end();
        let members = members.strip_suffix(',').unwrap_or(members);
        let whole = format!("{{{members}}}");
        let found = json::document(&whole).or_else(|| document(&whole))?;
        (!found.bounces.is_empty()).then_some((span, found))
    };
    spans.into_iter().filter_map(read).collect()
}

/// Whether it contains something that somebody wrote: then it is not read again as plain text.
fn has_written(value: &Value) -> bool {
    match value {
        Value::Array(values) => values.iter().any(has_written),
        Value::Object(members) => members
            .iter()
            .any(|(key, value)| ends_with(key, &WRITTEN) || has_written(value)),
        Value::String(text) => starts_mail(text),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Reads an object, or the objects in it if it says nothing itself. `around` is the recipient that the objects around
/// it name; unless it `is_plain`, it may be about somebody else. The parser's limit of 128 levels bounds the depth.
fn walk(value: &Value, around: Option<&str>, is_plain: bool, bounces: &mut Vec<Bounce<'static>>) {
    match value {
        Value::Array(values) => {
            for value in values {
                match value.as_str().filter(|text| starts_mail(text)) {
                    Some(mail) => bounces.extend(message::read(mail.as_bytes())),
                    None => walk(value, around, true, bounces),
                }
            }
        }
        Value::Object(members) => {
            let own = match (whose::recipient(members), around) {
                (Some(own), Some(around)) if !is_plain && own != around => None,
                (own, around) => own.or(around),
            };
            let mut found = in_mails(members);
            // Whoever archives a mail names other addresses than the mail does.
            let is_of_mail = !found.is_empty();
            if !is_of_mail {
                found = own_bounces(members, own.is_some());
            }
            let has_failed = |bounce: &Bounce<'_>| !bounce.is_accepted();
            if !found.iter().any(has_failed) {
                let before = bounces.len();
                // A key may be the recipient (RFC 8621 §7, `deliveryStatus`).
                for (key, value) in members {
                    let named = address::first(key).filter(|address| *address == key.as_str());
                    let is_plain = named.is_some() || whose::is_plain(key);
                    walk(value, named.or(own), is_plain, bounces);
                }
                // Accepted replies beside refused ones are not the result.
                if bounces[before..].iter().any(has_failed) {
                    return;
                }
                if found.is_empty() {
                    if own.is_none() || !has_bounced(members) {
                        return;
                    }
                    found.push(Bounce {
                        event: Event::Bounced,
                        about: About::Delivery,
                        ..Bounce::default()
                    });
                }
                bounces.truncate(before);
            }
            if let [bounce] = found.as_mut_slice()
                && bounce.recipient.is_none()
                && !is_of_mail
                && !message::is_personal(&bounce.diagnostic)
            {
                let named = own.or_else(|| whose::recipient_within(members));
                bounce.recipient = named.map(|address| Cow::Owned(address.to_owned()));
            }
            bounces.append(&mut found);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Returns the strings of an object that are more than what somebody wrote, with their keys.
fn strings(members: &Map<String, Value>) -> impl Iterator<Item = (&str, &str)> {
    let members = members.iter().filter(|(key, _)| !ends_with(key, &WRITTEN));
    members.filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
}

/// Returns what the first mail that is a report says, if an object holds one as a string.
fn in_mails(members: &Map<String, Value>) -> Vec<Bounce<'static>> {
    let mails = strings(members).filter(|(_, text)| starts_mail(text));
    let mut read = mails.map(|(_, mail)| message::read(mail.as_bytes()));
    read.find(|found| !found.is_empty()).unwrap_or_default()
}

/// Returns what the other strings of an object say: a log line, an error of a library, a notice, or else a reply.
fn own_bounces(members: &Map<String, Value>, is_addressed: bool) -> Vec<Bounce<'static>> {
    let strings = || strings(members).filter(|(_, text)| !starts_mail(text));
    if let Some(found) = strings()
        .map(|(_, text)| cited(text))
        .find(|found| !found.is_empty())
    {
        return found;
    }
    let member = reply_code(members);
    let code = member.filter(|_| is_addressed);
    let enhanced = enhanced(members).filter(|_| is_addressed);
    let ranked = strings().filter_map(|(key, text)| {
        let is_reason = ends_with(key, &REASONS);
        let by_codes = is_addressed && is_reason && !ends_with(key, &VAGUE);
        let rank = match Reply::parse(text).class() {
            _ if !has_words(text) => return None,
            Some(4 | 5) => 4 + u8::from(is_reason),
            Some(_) => u8::from(log::is_reply(text.trim_start())),
            None if code.or(enhanced.map(|_| 0)).is_some() => 2 * u8::from(is_reason),
            None => u8::from(by_codes),
        };
        (rank > 0).then_some((rank, text))
    });
    // The first of the best.
    let best = ranked.reduce(|best, next| if next.0 > best.0 { next } else { best });
    let Some((_, text)) = best else {
        return Vec::new();
    };
    let reply = Reply::parse(text);
    // A code of the class that the words have is theirs.
    let agrees = |code: &u16| Some(u32::from(*code) / 100) == reply.class().map(u32::from);
    let code = code.or(member.filter(agrees));
    let is_coded = code.is_some() || enhanced.is_some() || reply.class().is_some();
    let about = if is_coded {
        About::Delivery
    } else {
        texts::about(text, is_addressed)
    };
    let sender = whose::sender(members);
    let owned = |address: &str| Cow::Owned(address.to_owned());
    vec![Bounce {
        recipient: message::named_before_reply(text)
            .or_else(|| message::named_first(text))
            .filter(|address| sender != Some(address))
            .map(owned),
        sender: sender.map(owned),
        code: code.filter(|_| reply.code.is_none()),
        enhanced: enhanced.filter(|_| reply.enhanced.is_none()),
        stage: failed_command(members).map(Into::into),
        about,
        ..texts::unknown(text.to_owned().into())
    }]
}

/// Returns what a string says that is more than a reply: a log line, an error of a library, a notice.
fn cited(text: &str) -> Vec<Bounce<'static>> {
    let mut found = Vec::new();
    let mut reader = log::Reader::default();
    reader.read(&LogLine::of(text), &mut |bounce| {
        found.push(bounce.into_owned())
    });
    if found.is_empty() {
        found.extend(library::read(text).into_iter().map(|(_, bounce)| bounce));
    }
    if found.is_empty() {
        // The body of a mail may be a page.
        let shown = Shown::of(text.into()).text;
        if shown.contains('\n') {
            message::emit_notice(&shown, &mut |bounce| found.push(bounce));
        }
    }
    found
}

/// Returns the words of an object that contains no reply.
fn words(value: &Value) -> Option<Bounce<'static>> {
    let members = value.as_object()?;
    let mut reasons = members.iter().filter(|(key, _)| ends_with(key, &REASONS));
    let Some(reason) = reasons.find_map(|(_, value)| value.as_str().filter(|text| has_words(text)))
    else {
        return members.values().find_map(words);
    };
    let about = match Reply::parse(reason).class() {
        Some(_) => About::Delivery,
        None => texts::about(reason, false),
    };
    // Any program may say this about anything.
    let said = if about == About::Anything {
        texts::unknown("".into())
    } else {
        texts::said(reason).into_owned()
    };
    Some(Bounce { about, ..said })
}

/// Returns a reply code that is a member of its own.
fn reply_code(members: &Map<String, Value>) -> Option<u16> {
    let code = |value: &Value| match value {
        Value::Number(number) => u16::try_from(number.as_u64()?).ok(),
        Value::String(text) => text.parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    let found = members
        .iter()
        .filter(|(key, _)| ends_with(key, &["code", "status", "reply"]))
        .filter_map(|(_, value)| code(value));
    found.into_iter().find(|code| (400..600).contains(code))
}

fn enhanced(members: &Map<String, Value>) -> Option<EnhancedCode> {
    let found = members
        .iter()
        .filter(|(key, _)| ends_with(key, &["enhanced", "enchcode", "code", "status", "dsn"]))
        .filter_map(|(_, value)| value.as_str()?.trim().parse::<EnhancedCode>().ok());
    found.into_iter().find(|code| code.class >= 4)
}

/// Returns the command that failed, if a member names it and no recipient had been named: `"command": "MAIL FROM"`.
fn failed_command(members: &Map<String, Value>) -> Option<&'static str> {
    let mut commands =
        strings(members).filter(|(key, _)| ends_with(key, &["cmd", "command", "stage"]));
    commands.find_map(|(_, command)| before_recipient(&command.to_ascii_uppercase()))
}

/// Whether the event, and nothing else, is a bounce: `"type": "email.bounced"`.
fn has_bounced(members: &Map<String, Value>) -> bool {
    const KEYS: [&str; 5] = ["event", "eventtype", "state", "status", "type"];
    const NAMES: [&str; 3] = ["bounced", "hard_bounce", "hardbounce"];
    let is_bounce = |value: &str| {
        let name = value.rsplit('.').next().unwrap_or(value);
        NAMES.contains(&&*name.to_ascii_lowercase())
    };
    let is_soft = |value: &str| matches!(&*value.to_ascii_lowercase(), "soft" | "transient");
    let is_event = |key: &str| KEYS.contains(&&*whose::bare(key));
    let events: Vec<_> = strings(members).filter(|(key, _)| is_event(key)).collect();
    !events.is_empty()
        && events.iter().all(|(_, value)| is_bounce(value))
        && !strings(members).any(|(_, value)| is_soft(value))
}

fn has_words(text: &str) -> bool {
    let words = text.split_whitespace();
    words
        .filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1)
        .nth(1)
        .is_some()
}

/// Whether the last word of a key (`smtp_response`, `exception.message`, `errorMessage`) is one of these names.
fn ends_with(key: &str, names: &[&str]) -> bool {
    let bare: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
    let lower = bare.to_ascii_lowercase();
    let word = key.rsplit(['.', '_', '-', '@', ' ']).next().unwrap_or(key);
    let start = word.rfind(|c: char| c.is_ascii_uppercase());
    let last = start.map_or(word, |at| &word[at..]);
    names.iter().any(|name| {
        *name == lower || last.eq_ignore_ascii_case(name) || word.eq_ignore_ascii_case(name)
    })
}
