//! Delivery status fields (RFC 3464, RFC 6533), including those in running text or without blank lines.

use super::fields::{Fields, field, is_one_of};
use super::{address, role};
use crate::bounce::{Event, is_forward};
use crate::reply::{EnhancedCode, Reply};

/// What the fields report about one recipient.
#[derive(Debug, Default, Hash)]
pub(super) struct Delivery {
    /// The recipient's address, preferably the original one.
    pub recipient: Option<String>,
    /// The address to which the last attempt was made.
    pub last: Option<String>,
    pub event: Event,
    /// `Diagnostic-Code`, without its type.
    pub diagnostic: String,
    pub status: Option<EnhancedCode>,
    /// The envelope sender of the message.
    pub sender: Option<String>,
    pub remote: Option<String>,
    pub time: Option<String>,
    pub queue: Option<String>,
}

impl Delivery {
    /// Completes the address of a report that breaks off within it, if the text names the recipient.
    pub(super) fn whole(mut self, text: &str) -> Delivery {
        let is_told = self.status.is_some() || !self.diagnostic.is_empty();
        let Some(start) = self.recipient.as_deref().filter(|_| !is_told) else {
            return self;
        };
        let is_start = |address: &str| {
            let same = address.get(..start.len());
            address.len() > start.len() && same.is_some_and(|same| same.eq_ignore_ascii_case(start))
        };
        let mut named = text
            .lines()
            .flat_map(|line| address::addresses(line).map(|span| &line[span]));
        if let Some(whole) = named.find(|address| is_start(address)) {
            self.recipient = Some(whole.to_owned());
            self.last = None;
        }
        self
    }

    /// Returns the address of the last attempt if mail for the recipient was passed on to it.
    pub(super) fn forwarded_to(&self) -> Option<&str> {
        let original = self.recipient.as_deref()?;
        self.last
            .as_deref()
            .filter(|last| is_forward(original, last))
    }

    /// Replaces a recipient that is a file or a program with the address that it was generated from:
    /// `/var/mail/someone`, `(generated from someone@example.org)`.
    pub(super) fn of_origin(mut self, text: &str) -> Delivery {
        let Some(made) = self.recipient.as_deref().filter(|made| !made.contains('@')) else {
            return self;
        };
        let mut lines = text.lines().skip_while(|line| line.trim() != made).skip(1);
        let origin = lines.next().and_then(|line| {
            let span = address::addresses(line).next()?;
            role::is_origin(&line[..span.start]).then(|| line[span].to_owned())
        });
        self.recipient = origin.or(self.recipient);
        self
    }
}

/// The fields that name a recipient; the first one that exists counts.
const RECIPIENT: [&str; 5] = [
    "Original-Recipient",
    "Final-Recipient",
    "X-Actual-Recipient",
    "X-Original-Recipient",
    "Recipient",
];
/// The fields that occur once for each recipient: a second one starts another recipient.
const ONCE: [&str; 4] = ["Original-Recipient", "Final-Recipient", "Action", "Status"];
const DIAGNOSTIC: &str = "Diagnostic-Code";
/// The fields about the recipient named before them, even after a blank line.
const OF_RECIPIENT: [&str; 5] = [
    "Action",
    "Status",
    "Remote-MTA",
    DIAGNOSTIC,
    "Last-Attempt-Date",
];

/// Fields that occur only in delivery status notifications.
pub(super) const OWN: [&str; 4] = [
    "Reporting-MTA",
    "Final-Recipient",
    "Original-Recipient",
    "Diagnostic-Code",
];

/// Whether a line can only be a field of a delivery status notification.
pub(super) fn is_field(line: &str) -> bool {
    let name = field(line).map(|(name, _)| name);
    name.is_some_and(|name| is_one_of(name, &OWN))
}

/// Whether a line is a field about a recipient.
pub(super) fn is_of_recipient(line: &str) -> bool {
    field(line).is_some_and(|(name, _)| is_one_of(name, &OF_RECIPIENT))
}

/// Returns what a block of status fields reports about each recipient, lazily, as there may be any number. Fields that
/// were picked out of many reports may name none.
pub(super) fn deliveries(block: &str) -> impl Iterator<Item = Delivery> {
    let is_delivery = |group: &Fields| has_recipient(group) || group.has(DIAGNOSTIC);
    let whole = Groups::of(block).find(|group| !is_delivery(group));
    let mut is_any_complete = false;
    Groups::of(block)
        .filter(is_delivery)
        .filter(move |group| {
            let is_cut = is_any_complete && is_only_named(group);
            is_any_complete |= !is_only_named(group);
            !is_cut
        })
        .map(move |group| delivery(&group, whole.as_ref().unwrap_or(&group)))
}

/// Whether a block ends within the fields of a recipient: even the address may be incomplete.
pub(super) fn breaks_off(block: &str) -> bool {
    let mut groups = Groups::of(block).filter(has_recipient).peekable();
    let mut is_any_complete = false;
    while let Some(group) = groups.next() {
        if groups.peek().is_none() {
            return is_any_complete && is_only_named(&group);
        }
        is_any_complete |= !is_only_named(&group);
    }
    false
}

/// Whether a group says nothing about its recipient, which RFC 3464 §2.3 requires.
fn is_only_named(group: &Fields<'_>) -> bool {
    has_recipient(group)
        && !["Action", "Status", DIAGNOSTIC]
            .iter()
            .any(|name| group.has(name))
}

fn has_recipient(group: &Fields<'_>) -> bool {
    RECIPIENT.iter().any(|name| group.has(name))
}

/// The groups of fields: one for the message, and one for each recipient.
struct Groups<'a> {
    lines: std::str::Split<'a, char>,
    /// The first field of the next group.
    next: Fields<'a>,
}

impl<'a> Groups<'a> {
    fn of(block: &'a str) -> Groups<'a> {
        Groups {
            lines: block.split('\n'),
            next: Fields::default(),
        }
    }
}

impl<'a> Iterator for Groups<'a> {
    type Item = Fields<'a>;

    fn next(&mut self) -> Option<Fields<'a>> {
        let (mut group, mut blank) = (std::mem::take(&mut self.next), false);
        for line in self.lines.by_ref() {
            // `grep` separates its matches with two hyphens.
            if matches!(line.trim(), "" | "--") {
                blank = true;
                continue;
            }
            let name = field(line).map(|(name, _)| name);
            let repeats = name.is_some_and(|name| {
                let is_once = is_one_of(name, &ONCE)
                    || name.eq_ignore_ascii_case(DIAGNOSTIC) && !has_recipient(&group);
                is_once && group.has(name)
            });
            let completes = name.is_some_and(|name| {
                is_one_of(name, &OF_RECIPIENT) && has_recipient(&group) && !group.has(name)
            });
            // Text after a blank line is not part of the value before it.
            if blank && name.is_none() {
                continue;
            }
            if (blank && !group.is_empty() && !completes) || repeats {
                self.next.push(line);
                return Some(group);
            }
            blank = false;
            group.push(line);
        }
        (!group.is_empty()).then_some(group)
    }
}

fn delivery(fields: &Fields<'_>, whole: &Fields<'_>) -> Delivery {
    let addresses = || {
        RECIPIENT
            .iter()
            .filter_map(|name| address::of_field(fields.get(name)?))
    };
    let status = fields
        .get("Status")
        .and_then(|status| Reply::parse(status).enhanced);
    let either = |name: &str| fields.get(name).or(whole.get(name));
    Delivery {
        recipient: addresses()
            .find(|address| address.contains('@'))
            .or(addresses().next()),
        last: fields.get("Final-Recipient").and_then(address::of_field),
        event: event(fields.get("Action").unwrap_or_default(), status),
        diagnostic: diagnostic(fields).to_owned(),
        status,
        sender: whole.get("X-Postfix-Sender").and_then(address::of_field),
        remote: fields.get("Remote-MTA").and_then(host),
        time: either("Last-Attempt-Date")
            .or(either("Arrival-Date"))
            .map(str::to_owned),
        queue: either("X-Postfix-Queue-ID")
            .or(either("X-Sendmail-Queue-ID"))
            .map(str::to_owned),
    }
}

/// Returns what happened (RFC 3464 §2.3.3), from the status if the action is missing.
fn event(action: &str, status: Option<EnhancedCode>) -> Event {
    let word = action
        .split(|c: char| !c.is_ascii_alphabetic())
        .next()
        .unwrap_or_default();
    match word.to_ascii_lowercase().as_str() {
        "delayed" => Event::Deferred,
        "delivered" | "deliverable" | "relayed" | "relay" | "expanded" => Event::Delivered,
        "" if status.is_some_and(|status| status.class == 2) => Event::Delivered,
        _ => Event::Bounced,
    }
}

/// Returns what the server said. Some systems put it after the status instead: `Status: 4.0.0 (host name lookup
/// failure)`.
fn diagnostic<'a>(fields: &'a Fields<'_>) -> &'a str {
    let diagnostic = fields.get(DIAGNOSTIC).or_else(|| {
        // `<mx.example.org #5.0.0 smtp; 550 …>`
        let whole = fields.get("X-Supplementary-Info")?;
        let (_, diagnostic) = whole.strip_suffix('>')?.split_once(" #")?;
        diagnostic.split_once(' ').map(|(_, diagnostic)| diagnostic)
    });
    let diagnostic = without_type(diagnostic.unwrap_or_default());
    let comment = || fields.get("Status")?.split_once('(')?.1.strip_suffix(')');
    if diagnostic.is_empty() {
        comment()
            .filter(|comment| comment.contains(' '))
            .unwrap_or_default()
    } else {
        diagnostic
    }
}

/// Strips the type from `smtp; 550 …`; some programs write a colon or nothing in its place.
fn without_type(diagnostic: &str) -> &str {
    match diagnostic.split_once(';') {
        Some((kind, rest))
            if kind.len() < 24
                && kind.bytes().all(|byte| {
                    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b' ' | b'_')
                })
                && !kind.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            rest.trim()
        }
        _ => diagnostic.trim(),
    }
}

/// Returns the host of `dns; mx.example.org (192.0.2.1)`: its name, or its address if it has none.
fn host(value: &str) -> Option<String> {
    let value = value.split_once(';').map_or(value, |(_, host)| host).trim();
    let value = value.trim_matches(['<', '>', ' ', '.']);
    let end = value
        .find(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | ':' | ','))
        .unwrap_or(value.len());
    let name = match &value[..end] {
        "" => value.trim_matches(['(', ')', '[', ']', ' ']),
        name => name.trim_end_matches('.'),
    };
    (!name.is_empty()).then(|| name.to_owned())
}
