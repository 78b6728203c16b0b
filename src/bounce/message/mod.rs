//! Bounce messages: delivery status notifications (RFC 3464), and those that report a failure in plain text only.
//!
//! A message is split into its parts without reading the original (`parts`). Delivery status fields (`status`) are
//! emitted group by group: at once if they quote a server, otherwise after they are completed from the text
//! (`complete`). Text without such fields is searched for addresses in the role of a recipient (`role`, or `named` in a
//! single line) and for replies (`prose`), or for labelled lines (`labels`), and reported if enough points to a failure
//! (`report`).

pub(super) mod address;
mod announcement;
mod answer;
mod around;
mod complete;
mod failures;
mod fields;
mod header;
mod label_names;
mod labels;
mod mailer;
mod mime;
mod moderation;
mod named;
mod notice;
mod original;
mod parties;
mod parts;
pub(super) mod phrases;
mod prose;
mod report;
mod response;
mod role;
mod statement;
mod status;
mod words;
mod writer;

use super::cut::{DEEPEST_MESSAGE, Limit};
use super::{Bounce, mail_start};
use fields::Fields;
use mime::{Part, Raw};
use parts::Parts;
use report::Report;
use std::borrow::Cow;

pub use address::alone;
pub use announcement::{
    announces, denies, is_narrated, is_of_server, is_sign_off, refuses_sender,
    speaks_of_addressees, speaks_of_mail,
};
pub use labels::{labels_reason, labels_sender, sender};
pub use named::{
    listed_in_sentence, named_above_reply, named_before_reply, named_first, named_in_sentence,
};
pub use notice::{
    emit_notice, is_attributed, is_message, is_report_of, quotes_another, starts_with_code,
};
pub use role::{is_account_label, is_daemon};
pub use words::stage;
pub use writer::{is_personal, without_speakers};

/// Receives each delivery that a message reports.
type Emit<'e> = dyn FnMut(Bounce<'static>) + 'e;

/// Returns the deliveries that a message reports; empty if it is not a report.
pub fn read(message: &[u8]) -> Vec<Bounce<'static>> {
    let mut bounces = Vec::new();
    emit(message, &mut |bounce| bounces.push(bounce));
    bounces
}

/// Emits the deliveries that a message reports, one after the other; none if it is not a report. Returns the limit that
/// it exceeds, if any.
pub fn emit(message: &[u8], emit: &mut Emit<'_>) -> Option<Limit> {
    let mut limit = None;
    emit_at(&with_blank(unix_lines(message)), 0, emit, &mut limit);
    limit
}

/// Separates a header from the notice below it, if a paste has lost the blank line between them.
fn with_blank(message: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    let end = memchr::memmem::find(&message, b"\n\n").unwrap_or(message.len());
    let (mut at, mut body) = (0, None);
    for line in message[..end].split_inclusive(|byte| *byte == b'\n') {
        if mail_start::is_known_field(line) {
            body = None;
        } else if mail_start::field(line).is_none() && !line[0].is_ascii_whitespace() {
            body = body.or(Some(at));
        }
        at += line.len();
    }
    match body.filter(|body| announces(&String::from_utf8_lossy(&message[*body..end]))) {
        Some(body) => [&message[..body], b"\n", &message[body..]].concat().into(),
        None => message,
    }
}

/// Returns whether anything was emitted.
fn emit_at(message: &[u8], depth: usize, emit: &mut Emit<'_>, limit: &mut Option<Limit>) -> bool {
    let message = without_envelope(message);
    let mut parts = Parts::of(message);
    let status = parts.by_ref().filter(Raw::is_status);
    let status = status.filter_map(|part| match part.decoded()? {
        (Part::Status(fields), _) => Some(words::unix_text(fields)),
        _ => None,
    });
    let status: Vec<_> = status.collect();
    if parts.is_too_deep {
        *limit = Some(Limit::Parts);
    }
    if complete::of_fields(&status, emit) {
        return true;
    }
    drop(status);
    let (head, _) = mime::split(message);
    let head = String::from_utf8_lossy(head);
    let head = Fields::parse(&head);
    if notice::is_report_alone(&head) {
        let (count, too_much) = Report::of_text(&String::from_utf8_lossy(message)).emit(emit);
        *limit = limit.or(too_much);
        return count > 0;
    }
    if head.is_full() {
        *limit = Some(Limit::Header);
    }
    let report = Report::of(head, Parts::of(message));
    let forwarded = &mut |limit: &mut Option<Limit>, emit: &mut Emit<'_>| {
        let originals = report.originals.iter().copied();
        let mut originals = originals
            .chain(report.text.message())
            .take_while(|_| depth < DEEPEST_MESSAGE);
        originals.any(|original| emit_at(original, depth + 1, emit, limit))
    };
    // A cover note or a disclaimer accompanies a report.
    if !report.is_of_its_own() && forwarded(limit, emit) {
        return true;
    }
    let (count, too_much) = report.emit(emit);
    *limit = limit.or(too_much);
    if count > 0 {
        return true;
    }
    if depth == DEEPEST_MESSAGE && !report.originals.is_empty() {
        *limit = Some(Limit::Forwarded);
    }
    forwarded(limit, emit)
}

/// Converts all line ends to LF, whether they are CRLF or CR.
fn unix_lines(message: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\r', message).is_none() {
        return Cow::Borrowed(message);
    }
    let mut unix = Vec::with_capacity(message.len());
    let mut from = 0;
    for at in memchr::memchr_iter(b'\r', message) {
        unix.extend_from_slice(&message[from..at]);
        if message.get(at + 1) != Some(&b'\n') {
            unix.push(b'\n');
        }
        from = at + 1;
    }
    unix.extend_from_slice(&message[from..]);
    Cow::Owned(unix)
}

/// Strips the line that a mailbox puts before the message, and blank lines.
fn without_envelope(message: &[u8]) -> &[u8] {
    let message = message.trim_ascii_start();
    if !message.starts_with(b"From ") && !message.starts_with(b">From ") {
        return message;
    }
    let end = memchr::memchr(b'\n', message).map_or(message.len(), |end| end + 1);
    &message[end..]
}
