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
        let string = brackets(line, |bracket| {
            match bracket {
                b'{' | b'[' => open += 1,
                _ => open = open.checked_sub(1)?,
            }
            Some(())
        })?;
        string.is_none().then_some(Nesting { open })
    }
}

/// Closes what is open in JSON that breaks off: a string of several words, and brackets. Any other value that breaks off
/// is left out, as an address would be another one. `None` if brackets do not match.
pub(super) fn completed(text: &[u8]) -> Option<String> {
    let text = str::from_utf8(text).ok()?.trim_end();
    let mut open = Vec::new();
    let in_string = brackets(text.as_bytes(), |bracket| {
        match bracket {
            b'{' => open.push('}'),
            b'[' => open.push(']'),
            _ => _ = open.pop().filter(|close| *close == char::from(bracket))?,
        }
        Some(())
    })?;
    let torn = in_string.map_or(text.len(), |quote| quote + 1);
    let mut whole = if text[torn..].contains(' ') {
        format!("{}\"", text.trim_end_matches('\\'))
    } else {
        let value = text[..torn].trim_end_matches(|torn: char| {
            torn.is_ascii_alphanumeric() || matches!(torn, '.' | '+' | '-')
        });
        let value = if in_string.is_some() {
            &text[..torn - 1]
        } else if value.ends_with([':', ',', '[', ' ']) {
            value
        } else {
            text
        };
        without_key(value.trim_end()).to_owned()
    };
    whole.extend(open.into_iter().rev());
    Some(whole)
}

/// Leaves out the key of a value that is missing, and the comma before it.
fn without_key(text: &str) -> &str {
    let key = text.strip_suffix(':').map(str::trim_end);
    let key = key.and_then(|text| text.strip_suffix('"'));
    let before = key.and_then(|key| Some(key.rsplit_once('"')?.0));
    let text = before.unwrap_or(text).trim_end();
    text.strip_suffix(',').unwrap_or(text)
}

/// Passes on each bracket outside strings. `None` as soon as `take` returns that; else where the string starts in which
/// the text ends, if it does.
fn brackets(text: &[u8], mut take: impl FnMut(u8) -> Option<()>) -> Option<Option<usize>> {
    let mut string = None;
    let mut bytes = text.iter().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => string = string.is_none().then_some(at),
            b'\\' if string.is_some() => {
                bytes.next();
            }
            b'{' | b'[' | b'}' | b']' if string.is_none() => take(*byte)?,
            _ => {}
        }
    }
    Some(string)
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
