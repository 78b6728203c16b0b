//! Bounce messages: delivery status notifications (RFC 3464), and what tells of a failure in plain text only.

mod address;
mod answer;
mod complete;
mod fields;
mod mime;
mod original;
mod prose;
mod report;
mod role;
mod status;
mod wordings;
mod words;

use super::Bounce;
use fields::Fields;
use report::Report;
use std::borrow::Cow;

/// Reports inside reports are read down to here.
const DEEPEST: usize = 3;
/// So much of a header is read, in bytes.
const HEADER: usize = 128 * 1024;

/// The deliveries that a message tells of; empty if it is no report.
pub fn read(message: &[u8]) -> Vec<Bounce<'static>> {
    read_at(&unix_lines(message), 0)
}

fn read_at(message: &[u8], depth: usize) -> Vec<Bounce<'static>> {
    let message = without_envelope(message);
    let parts = mime::parts(message);
    if let Some(bounces) = complete::of_fields(&parts) {
        return bounces;
    }
    let (head, _) = mime::split(message);
    let head = String::from_utf8_lossy(&head[..head.len().min(HEADER)]);
    let report = Report::of(Fields::parse(&head), &parts);
    let bounces = report.bounces();
    if !bounces.is_empty() || depth == DEEPEST {
        return bounces;
    }
    // A report that somebody passed on.
    report
        .originals
        .iter()
        .find_map(|original| {
            Some(read_at(original, depth + 1)).filter(|bounces| !bounces.is_empty())
        })
        .unwrap_or_default()
}

/// All line ends as LF, whether they are CRLF or CR.
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

/// The message without the line that a mailbox puts before it, and without blank lines.
fn without_envelope(message: &[u8]) -> &[u8] {
    let message = message.trim_ascii_start();
    if !message.starts_with(b"From ") && !message.starts_with(b">From ") {
        return message;
    }
    let end = memchr::memchr(b'\n', message).map_or(message.len(), |end| end + 1);
    &message[end..]
}
