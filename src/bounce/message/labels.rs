//! Failures in labelled lines, as forms and custom programs write them: `To: someone@example.org`, `Error: 550 …`.

use super::address;
use super::announcement::{announces, denies};
use super::label_names::{ALSO_TO, COPIES, FROM, REASONS, RECIPIENTS, SENDERS, SUMMARY, TO};
use super::statement::Statement;
use super::words;
use super::writer::{ANYBODYS, is_anybodys, is_personal};
use crate::reply::Reply;
use std::cell::LazyCell;

/// Labels of anything: their value counts only if it contains a reply code.
const VAGUE: [&str; 8] = [
    "action", "code", "detail", "details", "enhanced", "message", "result", "status",
];
/// Labels of the fields of a form in which people describe something.
const DESCRIPTIONS: [&str; 6] = [
    "description",
    "detail",
    "details",
    "issue",
    "message",
    "problem",
];
/// Labels that occur only in forms and in the settings of mail clients.
const FORM: [&str; 9] = [
    "direction",
    "outgoing server",
    "phone",
    "smtp",
    "telephone",
    "ticket",
    "ticket id",
    "user name",
    "username",
];
/// The ends of labels and sentences before whoever sends or reports.
const BEFORE_SENDERS: [&str; 4] = ["as", "by", "from", "this is"];
/// The most words of a label; more are a sentence.
pub(super) const MOST_WORDS: usize = 2;
/// First words of values that say nothing.
const NOTHING: [&str; 6] = ["false", "nil", "none", "null", "true", "undefined"];
/// The most lines of a reason that are used.
const LINES: usize = 12;
/// The longest label, in characters; a longer one is a sentence.
pub(super) const LONGEST: usize = 40;

/// Whether a line is the label of whoever sends or reports: `Sender:`, `Posted by`, `I use this account:`.
pub fn labels_sender(line: &str) -> bool {
    let label = line.trim_end_matches([' ', ':', '：']).to_lowercase();
    let is_sentence = label.split(' ').nth(MOST_WORDS).is_some();
    let is_own = || is_personal(line) && is_anybodys(&label);
    let is_senders = !is_sentence && (is_of_sender(&label) || FROM.contains(&&*label))
        || ends_with(&label, &BEFORE_SENDERS)
        || is_own() && !label.contains(" to ");
    is_senders && words::code_at(line).is_none() && !denies(&label) && !announces(line)
}

/// Whether a line is the label of what went wrong, and the value.
pub fn labels_reason(line: &str) -> bool {
    labelled(line).is_some_and(|(label, value)| is_reason(&label, value))
}

/// Returns what labelled lines say about each recipient; nothing unless both recipients and reasons have labels. If a
/// list names recipients, or somebody fills in a form, a label that fits anybody names none.
pub(super) fn read(text: &str, is_alone: bool, is_listed: bool) -> Vec<Statement> {
    let lines: Vec<_> = text.lines().map(|line| (line, labelled(line))).collect();
    let values = |names: &'static [&str]| {
        let labelled = lines.iter().filter_map(|(_, labelled)| labelled.as_ref());
        labelled.filter(|(label, _)| names.contains(&label.as_str()))
    };
    let has_summary = values(&SUMMARY).next().is_some();
    let is_addressed = values(&TO).next().is_some();
    // Of several recipients, it is not known who failed.
    let is_copied = || values(&COPIES).any(|(_, value)| address::addresses(value).next().is_some());
    let is_alone =
        is_addressed && (is_alone || !has_summary) && !is_copied() && !describes_problem(text);
    let is_form = LazyCell::new(|| is_form(text));
    let mut found: Vec<Statement> = Vec::new();
    let mut next = Statement::default();
    let mut is_open = false;
    // Whether the recipient is to whom some message was addressed.
    let mut is_addressee = false;
    for (line, labelled) in &lines {
        let Some((label, value)) = labelled else {
            // What precedes a notice is the header of the mail that contains it.
            if has_summary && line.trim().is_empty() && next.diagnostic.is_empty() && is_addressee {
                next.recipient = None;
            }
            if is_open && line.starts_with([' ', '\t']) && !line.trim().is_empty() {
                next.diagnostic.push('\n');
                next.diagnostic.push_str(line.trim());
            } else {
                is_open = false;
            }
            continue;
        };
        is_open = false;
        // A server's text, not a person's.
        let is_data = || is_only_codes(&next.diagnostic) || element(line.trim()).is_some();
        let is_text = label == "text" && is_data();
        let names_anybody =
            is_listed && ANYBODYS.contains(&label.as_str()) || fits_anybody(label) && *is_form;
        let address = recipient(label, value, is_alone).filter(|_| !names_anybody);
        if let Some(address) = address {
            if next.recipient.is_some() && !next.diagnostic.is_empty() {
                found.push(std::mem::take(&mut next));
            }
            next.recipient = Some(address);
            is_addressee = [&TO[..], &ALSO_TO]
                .iter()
                .any(|to| to.contains(&label.as_str()));
        } else if (is_reason(label, value) || is_text) && is_better(value, &next) {
            next.diagnostic = if is_only_codes(&next.diagnostic) && words::code_at(value).is_none()
            {
                format!("{} {value}", next.diagnostic)
            } else {
                (*value).to_owned()
            };
            next.code = next.code.or(words::code_at(value).map(|(_, code)| code));
            is_open = element(line).is_none();
        }
    }
    found.push(next);
    found.retain(|statement| {
        let is_accepted = statement.code.is_some_and(|code| code < 400);
        statement.recipient.is_some() && !statement.diagnostic.is_empty() && !is_accepted
    });
    for statement in &mut found {
        statement.is_named = true;
        statement.remote = words::host(&statement.diagnostic).map(str::to_owned);
        statement.diagnostic = words::unwrapped(&statement.diagnostic).to_owned();
    }
    found
}

/// Returns the sender whom a labelled line names, `From: someone@example.org`, if another line names a different address as
/// the recipient's: people also write to themselves.
pub fn sender(text: &str) -> Option<&str> {
    // Most texts are one line.
    text.trim_end().find('\n')?;
    let labelled = || text.lines().filter_map(labelled);
    let (_, value) = labelled().find(|(label, _)| FROM.contains(&label.as_str()))?;
    let sender = &value[address::addresses(value).next()?];
    let (_, value) =
        labelled().find(|(label, _)| is_recipients(label) || TO.contains(&label.as_str()))?;
    let mut recipients = address::addresses(value).map(|span| &value[span]);
    let first = recipients.next()?;
    let is_other = |address: &str| !address.eq_ignore_ascii_case(sender);
    (is_other(first) && recipients.all(is_other)).then_some(sender)
}

/// Returns what went wrong, if a labelled line says so, with the lines that continue it.
pub(super) fn reason(lines: &[&str]) -> Option<String> {
    let mut lines = lines.iter();
    let value = lines.by_ref().find_map(|line| {
        let reason = labelled(line).filter(|(label, value)| is_reason(label, value));
        reason.map(|(_, value)| value)
    })?;
    let more = lines.map(|line| line.trim());
    let more = more.take_while(|line| !line.is_empty() && labelled(line).is_none());
    let all = std::iter::once(value).chain(more.take(LINES));
    Some(all.collect::<Vec<_>>().join("\n"))
}

/// Whether a person filled in a form, rather than a service reporting a bounce. A signature, below `--`, does not count.
fn is_form(text: &str) -> bool {
    let lines = || text.lines().take_while(|line| line.trim_end() != "--");
    let labels = || lines().filter_map(labelled);
    let is_bounce = |(label, value): (String, &str)| {
        let value = value.to_lowercase();
        label.contains("bounce")
            || ["event", "status", "subject", "type"].contains(&&*label)
                && ["bounce", "fail", "hard"]
                    .iter()
                    .any(|word| value.contains(word))
    };
    // Services also put a reason behind `Message:` and `Details:`.
    let is_of_person = labels().any(|(label, _)| ["name", "subject", "ticket"].contains(&&*label));
    let is_described = |label: &str, value: &str| {
        let is_sure = !["message", "detail", "details"].contains(&label);
        DESCRIPTIONS.contains(&label)
            && words::code_at(value).is_some()
            && (is_sure || is_of_person || is_personal(value))
    };
    let is_of_form = |line: &str| {
        labelled(line).is_some_and(|(label, value)| {
            FORM.contains(&label.as_str())
                || label.starts_with("affected ")
                || label == "sending to" && !value.contains('@')
                || is_described(&label, value) && element(line).is_none()
        })
    };
    lines().any(is_of_form) && !labels().any(is_bounce)
}

/// Whether somebody describes a problem: then `To` names whoever should solve it.
pub(super) fn describes_problem(text: &str) -> bool {
    let tells = |line: &str| {
        let is_described = labelled(line).is_some_and(|(label, value)| {
            let at = words::code_at(value).map_or(0, |(at, _)| at);
            matches!(&*label, "issue" | "problem") && at > 0
        });
        is_personal(line) || is_described
    };
    let mut coded = text.lines().filter(|line| Reply::parse(line).is_refusal());
    coded.any(tells)
}

/// Whether the address behind a label may be that of whoever filled in the form: `Affected mailbox`.
fn fits_anybody(label: &str) -> bool {
    let label = label.strip_prefix("affected ").unwrap_or(label);
    ANYBODYS.contains(&label) || matches!(label, "contact email" | "email address")
}

/// Splits a line into its label, in lower case, and its value.
pub(super) fn labelled(line: &str) -> Option<(String, &str)> {
    let bare = line.trim().trim_start_matches(['-', '*', '•', '|', ' ']);
    let (label, value) = match element(bare) {
        Some((label, value)) => (label, value.trim_end_matches(',').trim_matches(['"', '\''])),
        None => bare.split_once([':', '：'])?,
    };
    let label = label.trim_matches(['*', '"', '\'', '[', ']', ' ', '_', '|', '.']);
    let value = value.trim().trim_start_matches(['*', '|', ' ']);
    // `554 delivery error: …` is a reply.
    let is_reply = words::is_coded(label);
    let is_label = !label.is_empty()
        && label.chars().count() <= LONGEST
        && !label.contains(['@', '<'])
        && !is_reply;
    (is_label && !value.is_empty()).then(|| (words_of(label), value))
}

/// Splits an element of an array that PHP, Perl or Ruby prints: `[email] => jo@example.org`, `"email" =>
/// "jo@example.org",`; one of XML: `<email>jo@example.org</email>`, or its code: `<bounce code="550" …>`.
fn element(line: &str) -> Option<(&str, &str)> {
    if let Some(xml) = line.strip_prefix('<') {
        if let Some((_, value)) = xml.split_once(" code=\"") {
            return Some(("code", value.split('"').next()?));
        }
        let (name, rest) = xml.split_once('>')?;
        let value = rest.strip_suffix('>')?.strip_suffix(name)?;
        return Some((name, value.strip_suffix("</")?));
    }
    let parts = line.split_once(" => ");
    parts.filter(|(label, _)| !label.contains([':', '：']))
}

/// Splits a label into words, in lower case: `RecipientAddress` has two.
fn words_of(label: &str) -> String {
    let mut words = String::with_capacity(label.len());
    let mut before = ' ';
    for c in label.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
        before = c;
    }
    words.replace(['-', '_'], " ")
}

fn recipient(label: &str, value: &str, is_alone: bool) -> Option<String> {
    let mut addresses = address::addresses(value);
    let found = addresses.next()?;
    // `To: jo@example.org, and three others`
    let is_only = !value[found.end..].contains(char::is_alphanumeric);
    let is_named =
        is_recipients(label) && !is_of_sender(label) || is_alone && is_only && TO.contains(&label);
    if !is_named {
        return None;
    }
    // Of several recipients, it is not known who failed.
    if addresses.any(|other| !value[other].eq_ignore_ascii_case(&value[found.clone()])) {
        return None;
    }
    // An address in a sentence is not a value.
    let is_sentence = value[..found.start].contains(". ") || value[found.end..].contains(": ");
    (!is_sentence).then(|| value[found].to_owned())
}

fn is_recipients(label: &str) -> bool {
    ends_with(label, &RECIPIENTS) || ends_with(label, &ALSO_TO)
}

/// Whether a label, split into words, names somebody who sends or reports: `sender email`, `reply to`.
pub(super) fn is_of_sender(label: &str) -> bool {
    label.split(' ').any(|word| SENDERS.contains(&word))
}

fn is_reason(label: &str, value: &str) -> bool {
    let is_code = words::code_at(value).is_some() || words::enhanced_at_start(value).is_some();
    // `"error": null,`
    let first = value
        .split(|c: char| !c.is_alphanumeric())
        .find(|word| !word.is_empty());
    // Whatever the language of the label.
    let is_reply = words::code_at(value).is_some_and(|(at, code)| at == 0 && code >= 400);
    (is_reply && label != "text" || ends_with(label, &REASONS))
        && (is_code || !ends_with(label, &VAGUE))
        && !is_personal(value)
        && first.is_some_and(|first| !NOTHING.contains(&&*first.to_ascii_lowercase()))
}

/// Whether this says more than what is known: a reply code beats words, and words beat nothing.
fn is_better(value: &str, than: &Statement) -> bool {
    let is_coded = than.code.is_some();
    than.diagnostic.is_empty()
        || !is_coded && words::code_at(value).is_some()
        || is_only_codes(&than.diagnostic) && !than.diagnostic.contains(value)
}

fn is_only_codes(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_alphabetic)
}

/// Whether a label is that of a failed recipient, and not also that of whom a mail went to.
pub(super) fn labels_recipient(line: &str) -> bool {
    labelled(line).is_some_and(|(label, _)| ends_with(&label, &RECIPIENTS) && !is_of_sender(&label))
}

fn ends_with(label: &str, names: &[&str]) -> bool {
    names.iter().any(|name| {
        label
            .strip_suffix(name)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with(' ') || !name.is_ascii())
    })
}
