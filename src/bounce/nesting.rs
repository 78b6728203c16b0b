//! The state of a JSON document that spans several lines.

use serde::de::IgnoredAny;

/// The number of open brackets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Nesting {
    pub open: usize,
}

impl Nesting {
    /// Starts with the first line of a document, if it may be one.
    pub(super) fn of_first(line: &[u8]) -> Option<Nesting> {
        starts_document(line)
            .then(|| Nesting::default().after(line))
            .flatten()
    }

    /// Adds a line; `None` if brackets do not match. A string does not continue in the next line.
    pub(super) fn after(self, line: &[u8]) -> Option<Nesting> {
        let mut open = self.open;
        brackets(line, |bracket| {
            match bracket {
                b'{' | b'[' => open += 1,
                _ => open = open.checked_sub(1)?,
            }
            Some(())
        })?;
        Some(Nesting { open })
    }
}

/// Closes the open brackets of JSON that breaks off after a complete value; `None` if it breaks off elsewhere.
pub(super) fn completed(text: &[u8]) -> Option<String> {
    let text = str::from_utf8(text).ok()?.trim_end();
    let mut whole = text.strip_suffix(',').unwrap_or(text).to_owned();
    let mut open = Vec::new();
    brackets(text.as_bytes(), |bracket| {
        match bracket {
            b'{' => open.push('}'),
            b'[' => open.push(']'),
            _ => _ = open.pop().filter(|close| *close == char::from(bracket))?,
        }
        Some(())
    })?;
    whole.extend(open.into_iter().rev());
    Some(whole)
}

/// Passes on each bracket outside strings. `None` as soon as `take` returns that, or if the text ends within a string.
fn brackets(text: &[u8], mut take: impl FnMut(u8) -> Option<()>) -> Option<()> {
    let mut in_string = false;
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => in_string = !in_string,
            b'\\' if in_string => {
                bytes.next();
            }
            b'{' | b'[' | b'}' | b']' if !in_string => take(*byte)?,
            _ => {}
        }
    }
    (!in_string).then_some(())
}

/// Whether a line may start a JSON document: text in brackets does not.
pub(super) fn starts_document(line: &[u8]) -> bool {
    let Some((first, rest)) = line.trim_ascii_start().split_first() else {
        return false;
    };
    let next = rest.trim_ascii_start().first();
    match first {
        b'{' => matches!(next, None | Some(b'"' | b'}')),
        b'[' => matches!(next, None | Some(b'{' | b'[' | b'"' | b']')),
        b'"' => is_member(line),
        _ => false,
    }
}

/// Whether a text starts with a member whose value is an object: `"bounce": {…`.
pub(super) fn is_member(text: &[u8]) -> bool {
    let Some(name) = text.trim_ascii_start().strip_prefix(b"\"") else {
        return false;
    };
    let end = memchr::memchr(b'"', name).and_then(|end| name.get(end + 1..));
    let value = end.and_then(|rest| rest.trim_ascii_start().strip_prefix(b":"));
    value.is_some_and(|value| value.trim_ascii_start().starts_with(b"{"))
}

/// Whether a line may continue a document, rather than being something else after one that is torn.
pub(super) fn may_go_on(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    match line.first() {
        None | Some(b'}' | b']' | b'"' | b',' | b':') => true,
        Some(_) => starts_document(line) || is_value(line),
    }
}

/// Whether a line is a complete value.
pub(super) fn is_value(line: &[u8]) -> bool {
    let value = line.strip_suffix(b",").unwrap_or(line);
    serde_json::from_slice::<IgnoredAny>(value).is_ok()
}

/// Whether a line that may start a JSON document breaks off within a string or brackets: it contains a key.
pub(super) fn is_torn(line: &[u8]) -> bool {
    starts_document(line) && names_key(line)
}

/// Whether a text contains a JSON key.
pub(super) fn names_key(text: &[u8]) -> bool {
    memchr::memmem::find(text, b"\":").is_some()
}
