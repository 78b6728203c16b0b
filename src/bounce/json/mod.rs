//! Events of sending services and logs of mail servers, as JSON.
//!
//! The names that each service uses are in tables: one `Form` for each kind of event, one file for each service in
//! `forms`. This module only gets at the events: it takes them out of arrays, out of the envelopes that queues and APIs
//! put around them, and out of strings that contain JSON again.

mod elements;
mod entry;
mod form;
mod forms;
mod printed;
mod scope;
mod strings;
mod web_form;

use super::Bounce;
use super::cut::{Limit, MOST_VALUES};
use super::nesting;
pub use elements::{Elements, Found};
use forms::Writes;
pub use forms::{VENDORS, Vendor};
use scope::{Allowance, Scope};
use serde::de::IgnoredAny;
use serde_json::Value;
use std::borrow::Cow;
#[cfg(feature = "cli")]
pub(crate) use strings::repaired;
pub(crate) use strings::values;

/// The most objects in a document. Beyond that, or with more other values, it would take a hundred times its size in
/// memory.
const MOST_OBJECTS: usize = 1 << 16;

/// How deeply JSON may be nested in strings: a queue's record contains a notification, which contains an event.
const NESTED_STRINGS: u8 = 2;

/// What wraps events: the keys that identify each envelope, and where its events are.
const ENVELOPES: &[(&[&str], &str)] = &[
    // https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html
    (&["Type=Notification", "Message"], "Message"),
    // The input of Lambda for SNS and SQS, and the result of receiving from SQS.
    (&["Records"], "Records"),
    (&["Sns.Message"], "Sns.Message"),
    (&["eventSource=aws:sqs", "body"], "body"),
    (&["Messages"], "Messages"),
    (&["MessageId", "Body"], "Body"),
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/aws-events.html
    (&["detail-type", "detail"], "detail"),
    // Mailgun: webhooks, and pages of the events API.
    (&["event-data"], "event-data"),
    (&["items"], "items"),
    // Postal: webhooks.
    (&["event", "payload"], "payload"),
    // Postmark: pages of the bounce API.
    (&["Bounces"], "Bounces"),
    // SparkPost: webhooks, and pages of the events API.
    (
        &["msys"],
        "msys.message_event|msys.gen_event|msys.track_event|msys.unsubscribe_event|msys.relay_event",
    ),
    (&["results"], "results"),
    // Mailchimp Transactional: the field of the form that it posts.
    (&["mandrill_events"], "mandrill_events"),
];

/// What a JSON document reports.
#[derive(Debug, Default)]
pub struct Document {
    pub bounces: Vec<Bounce<'static>>,
    /// Why part of it was not read.
    pub limit: Option<Limit>,
}

/// Returns the deliveries that a JSON document reports, or several documents one after another; `None` if the text is
/// not JSON, or of no known form.
pub fn read(document: &str) -> Option<Vec<Bounce<'static>>> {
    self::document(document).map(|document| document.bounces)
}

/// Returns a text as a document by itself: without the comma behind an element in a line of its own, and with braces
/// around a member that somebody copied without them.
pub(crate) fn by_itself(text: &str) -> Cow<'_, str> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let text = text.strip_suffix(',').unwrap_or(text);
    if nesting::is_member(text.as_bytes()) {
        format!("{{{text}}}").into()
    } else {
        text.into()
    }
}

/// Reads a document like [`read`], and says whether something was left out.
pub fn document(text: &str) -> Option<Document> {
    let text = &*by_itself(text);
    let allowance = Allowance::for_document(text.len());
    let mut reader = Reader {
        bounces: Vec::new(),
        allowance: &allowance,
    };
    let mut known = false;
    for value in &values_of(text)? {
        known |= reader.value(value, NESTED_STRINGS);
    }
    known.then_some(Document {
        bounces: reader.bounces,
        limit: allowance.is_used_up().then_some(Limit::Repeated),
    })
}

/// Returns the values of a text by itself: JSON, an object as a program prints it, or a web form.
pub(crate) fn values_of(text: &str) -> Option<Vec<Value>> {
    if is_crowded(text.as_bytes()) {
        return None;
    }
    let is_json = text.starts_with(['{', '[', '"']) && text.ends_with(['}', ']', '"']);
    let json = is_json.then(|| values(text).ok()).flatten();
    let other = || printed::printed(text).or_else(|| web_form::fields(text));
    json.or_else(|| other().map(|value| vec![value]))
}

/// Strips the Markdown code marks around a line of JSON, or at the first or last line of several.
pub fn without_backticks(line: &[u8]) -> &[u8] {
    let line = line
        .strip_prefix(b"`")
        .filter(|rest| rest.starts_with(b"{"))
        .unwrap_or(line);
    let end = line.trim_ascii_end().strip_suffix(b"`");
    end.filter(|rest| rest.starts_with(b"{") && rest.ends_with(b"}"))
        .unwrap_or(line)
}

/// Whether a text is one JSON value, or members of an object without its braces.
pub fn is_json(text: &str) -> bool {
    if nesting::is_member(text.as_bytes()) {
        return is_json(&format!("{{{text}}}"));
    }
    values::<IgnoredAny>(text).is_ok_and(|values| values.len() == 1)
}

pub(crate) fn is_crowded(document: &[u8]) -> bool {
    let count = |byte| memchr::memchr_iter(byte, document).count();
    count(b'{') > MOST_OBJECTS || count(b',') + count(b'[') > MOST_VALUES
}

struct Reader<'r> {
    bounces: Vec<Bounce<'static>>,
    allowance: &'r Allowance,
}

impl Reader<'_> {
    /// Reads a value; returns whether it was of a known form. The parser's limit of 128 levels bounds the depth.
    fn value(&mut self, value: &Value, strings: u8) -> bool {
        match value {
            Value::Array(events) => {
                let known = |known, event| self.value(event, strings) || known;
                events.iter().fold(false, known)
            }
            Value::Object(_) if self.allowance.is_used_up() => false,
            Value::Object(_) => self.envelope(value, strings) || self.event(value),
            Value::String(text) => {
                let holds_json = text.trim_start().starts_with(['{', '[']);
                let Some(strings) = strings.checked_sub(1).filter(|_| holds_json) else {
                    return false;
                };
                match values(text).as_deref() {
                    Ok([value]) => self.value(value, strings),
                    Ok(_) | Err(_) => false,
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }

    fn envelope(&mut self, value: &Value, strings: u8) -> bool {
        let scope = Scope::of(value, self.allowance);
        let wrapped = ENVELOPES
            .iter()
            .filter(|(has, _)| scope.holds_all(has))
            .find_map(|(_, path)| scope.value(path));
        match wrapped {
            Some(Value::Array(events)) if events.is_empty() => true,
            Some(wrapped) => self.value(wrapped, strings),
            None => false,
        }
    }

    fn event(&mut self, value: &Value) -> bool {
        let scope = Scope::of(value, self.allowance);
        for vendor in VENDORS {
            match &vendor.writes {
                Writes::Lines(entry) if scope.holds_all(entry.has) => {
                    self.bounces.extend(entry.bounces(scope));
                    return true;
                }
                Writes::Lines(_) => {}
                Writes::Events(forms) => {
                    if let Some(form) = forms.iter().find(|form| scope.holds_all(form.has)) {
                        self.bounces.extend(form.bounces(scope));
                        return true;
                    }
                }
            }
        }
        false
    }
}
