//! Failure notices whose header is missing: the text that people paste, and fields of a report alone.

use super::fields::{Fields, field};
use super::report::Report;
use super::wordings::{DELAYS, FAILURES};
use super::{Emit, mime, status, unix_lines, words};
use crate::bounce::cut::Limit;

/// Fields of which every mail has one (RFC 5322 §3.6, RFC 2045 §3).
const OF_MAILS: [&str; 7] = [
    "From",
    "Received",
    "Return-Path",
    "Delivered-To",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
];

/// So much of a text shows whether it is a mail, in bytes.
const LONGEST_START: usize = 1 << 16;

/// Whether what starts with fields is a mail, or fields of a report; else they are labels in a text.
pub fn is_message(text: &[u8]) -> bool {
    let start = unix_lines(&text[..text.len().min(LONGEST_START)]);
    let (head, _) = mime::split(super::without_envelope(&start));
    let head = String::from_utf8_lossy(head);
    let head = Fields::parse(&head);
    is_mail(&head) || is_report_alone(&head)
}

fn is_mail(head: &Fields<'_>) -> bool {
    OF_MAILS.iter().any(|name| head.has(name))
}

/// Whether these are delivery status fields without a mail around them.
pub fn is_report_alone(head: &Fields<'_>) -> bool {
    !is_mail(head) && status::OWN.iter().any(|name| head.has(name))
}

/// Whether a text announces that something was not delivered, or not yet; what servers say in it does not count.
pub fn announces(text: &str) -> bool {
    let own = text.lines().filter(|line| words::code_at(line).is_none());
    let own = own.flat_map(str::split_whitespace);
    let own = own.collect::<Vec<_>>().join(" ").to_lowercase();
    FAILURES.stand_in(&own) || DELAYS.stand_in(&own)
}

/// Emits the failures of which a text without a header tells, none if it is no notice: how many, and what of it was too
/// much to be read.
pub fn emit_notice(text: &str, emit: &mut Emit<'_>) -> (usize, Option<Limit>) {
    let is_reply = text.lines().next().is_some_and(starts_with_code);
    if is_reply || !text.contains('@') && !text.lines().any(|line| field(line).is_some()) {
        return (0, None);
    }
    Report::of_text(text).emit(emit)
}

fn starts_with_code(line: &str) -> bool {
    words::code_at(line).is_some_and(|(at, _)| line[..at].trim_matches(['>', ' ']).is_empty())
        || words::enhanced_at_start(line).is_some()
}
