//! What log lines of several servers have in common: addresses, hosts, codes, fields.

use crate::bounce::NULL_SENDER;
use memchr::memmem;

/// Splits off the text between angle brackets at the start. A quoted local part may contain a `>`.
pub fn bracketed(text: &str) -> Option<(&str, &str)> {
    let [b'<', inner @ ..] = text.as_bytes() else {
        return None;
    };
    let quoted = match inner {
        [b'"', ..] => memmem::find(inner, b"\"@").unwrap_or(0),
        _ => 0,
    };
    let end = 1 + quoted + memchr::memchr(b'>', inner.get(quoted..)?)?;
    Some((text.get(1..end)?, text.get(end + 1..)?))
}

/// Returns an address, with or without angle brackets; `None` if it is empty.
pub(super) fn address(text: &str) -> Option<&str> {
    let address = bracketed(text).map_or(text, |(address, _)| address).trim();
    // Pages hide addresses: `[email protected]`.
    let is_hidden = address.starts_with('[') && !address.contains('@');
    (!address.is_empty() && address != "-" && !is_hidden).then_some(address)
}

/// Returns an envelope sender as it is shown: [`NULL_SENDER`] if it is empty, as for a notification.
pub(super) fn envelope(sender: &str) -> &str {
    if sender.is_empty() {
        NULL_SENDER
    } else {
        sender
    }
}

/// Returns the name in `name[address]:port`, or the address if there is no name. Without brackets it is not a host.
pub(super) fn host(text: &str) -> Option<&str> {
    let bracket = memchr::memchr(b'[', text.as_bytes())?;
    let (name, address) = (&text[..bracket], &text[bracket + 1..]);
    let end = memchr::memchr(b']', address.as_bytes());
    let address = &address[..end.unwrap_or(address.len())];
    let name = name.trim_end_matches([' ', '.']);
    Some(if matches!(name, "" | "unknown") {
        address
    } else {
        name
    })
}

/// Whether a text starts with a reply code, as a reply does.
pub fn is_reply(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = matches!(bytes, [b'2'..=b'5', b'0'..=b'9', b'0'..=b'9', ..]);
    digits && matches!(bytes.get(3), None | Some(b' ' | b'-'))
}

/// Returns the text before and after each occurrence of a mark, whose first byte must be ASCII.
pub(super) fn splits<'a>(
    text: &'a str,
    mark: &str,
) -> impl DoubleEndedIterator<Item = (&'a str, &'a str)> {
    let first = mark.bytes().next().unwrap_or_default();
    let found = memchr::memchr_iter(first, text.as_bytes());
    found.filter_map(move |at| Some((text.get(..at)?, text.get(at..)?.strip_prefix(mark)?)))
}

/// Returns the reply that follows a mark.
pub(super) fn reply_behind<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let mut behind = splits(text, mark).map(|(_, rest)| rest);
    behind.find(|rest| is_reply(rest))
}

/// How the fields of a message start, after its queue id.
const BEHIND_ID: [&str; 4] = ["to=<", "from=<", "client=", "<"];

/// Returns the queue id of `3E29030F8637E: …`, which is missing in `NOQUEUE: …`, and what follows.
pub(super) fn queue_id(body: &str) -> Option<(Option<&str>, &str)> {
    let length = body
        .bytes()
        .take(33)
        .position(|byte| !byte.is_ascii_alphanumeric())?;
    let rest = body.get(length..)?.strip_prefix(": ")?;
    // Only what follows tells a short id from a word.
    let is_id = length > 4 || BEHIND_ID.iter().any(|start| rest.starts_with(start));
    let id = body.get(..length).filter(|id| is_id && !id.is_empty())?;
    Some((Some(id).filter(|id| *id != "NOQUEUE"), rest))
}

/// Fields such as `to=<jo@example.org>, delay=2`. The last one says in words what happened, and takes the rest of the
/// line.
pub(super) struct Fields<'a>(pub &'a str);

impl<'a> Iterator for Fields<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let equals = self.0.bytes().position(|byte| byte == b'=')?;
        let (key, rest) = (&self.0[..equals], &self.0[equals + 1..]);
        let address = match rest.as_bytes().first() {
            Some(b'<') => bracketed(rest).map_or(0, |(address, _)| address.len()),
            _ => 0,
        };
        let end = match key {
            "status" | "stat" | "reject" => None,
            // A server's words may look like fields.
            "reply" => memmem::rfind(rest.as_bytes(), b", stat="),
            _ => comma(rest.as_bytes(), address),
        };
        let value = rest.get(..end.unwrap_or(rest.len()))?;
        self.0 = end.and_then(|end| rest.get(end + 2..)).unwrap_or_default();
        Some((key, value))
    }
}

/// Returns the position of the next comma followed by a blank.
fn comma(bytes: &[u8], from: usize) -> Option<usize> {
    let mut commas = memchr::memchr_iter(b',', bytes.get(from..)?);
    let comma = commas.find(|at| bytes.get(from + at + 1) == Some(&b' '))?;
    Some(from + comma)
}

/// Fields such as `host="mx.example.org" port=25`, separated by blanks.
pub(super) struct Words<'a>(pub &'a str);

impl<'a> Iterator for Words<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let (key, rest) = self.0.split_once('=')?;
        let key = key.rsplit_once(' ').map_or(key, |(_, key)| key);
        let (value, rest) = match rest.as_bytes().first() {
            // The server's words come last, and may contain quotes.
            _ if key == "stat" => (rest.trim_matches('"'), ""),
            Some(b'"') => rest[1..].split_at(closing_quote(&rest[1..])),
            Some(b'<') => bracketed(rest).unwrap_or((rest, "")),
            _ => rest.split_at(rest.find(' ').unwrap_or(rest.len())),
        };
        self.0 = rest.trim_start_matches(['"', ',', ' ']);
        Some((key, value.trim_end_matches(',')))
    }
}

/// Returns where a quoted text ends: at the first unescaped quote that is followed by a blank.
fn closing_quote(text: &str) -> usize {
    let ends = |(at, _): &(usize, &str)| {
        let escaped = at.checked_sub(1).and_then(|at| text.as_bytes().get(at)) == Some(&b'\\');
        !escaped && matches!(text.as_bytes().get(at + 1), None | Some(b' ' | b','))
    };
    text.match_indices('"')
        .find(ends)
        .map_or(text.len(), |(at, _)| at)
}
