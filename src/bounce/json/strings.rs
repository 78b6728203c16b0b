//! Strings that are almost JSON: programs copy a server's words unescaped, or cut them within a character.

use serde::de::DeserializeOwned;
use serde_json::Deserializer;
use std::borrow::Cow;

/// Parses the JSON values of a text, one after another. Its strings are repaired only if that fails.
pub(crate) fn values<T: DeserializeOwned>(text: &str) -> serde_json::Result<Vec<T>> {
    let parse = |text: &str| {
        Deserializer::from_str(text)
            .into_iter()
            .collect::<Result<Vec<T>, _>>()
    };
    parse(text).or_else(|_| parse(&repaired(text)))
}

/// Makes the strings of a text valid JSON: escapes control characters, replaces halves of a character (U+FFFD), and
/// escapes a backslash that escapes nothing.
pub(crate) fn repaired(text: &str) -> Cow<'_, str> {
    let (mut repaired, mut written, mut in_string) = (String::new(), 0, false);
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        let (length, instead) = match rest[0] {
            b'"' => {
                in_string = !in_string;
                (1, None)
            }
            b'\\' if in_string => escape(rest),
            byte if in_string && byte < b' ' => (1, Some(format!("\\u{byte:04x}"))),
            _ => (1, None),
        };
        if let Some(instead) = instead {
            repaired.push_str(&text[written..at]);
            repaired.push_str(&instead);
            written = at + length;
        }
        at += length;
    }
    if written == 0 {
        return Cow::Borrowed(text);
    }
    repaired.push_str(&text[written..]);
    Cow::Owned(repaired)
}

/// Returns the length of an escape, and its replacement if JSON does not know it.
fn escape(text: &[u8]) -> (usize, Option<String>) {
    match text.get(1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => (2, None),
        Some(b'u') => match (unit(text), unit(text.get(6..).unwrap_or_default())) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (12, None),
            (Some(0xd800..=0xdfff), _) => (6, Some("\\ufffd".to_owned())),
            (Some(_), _) => (6, None),
            (None, _) => (1, Some("\\\\".to_owned())),
        },
        _ => (1, Some("\\\\".to_owned())),
    }
}

/// Returns the UTF-16 code unit of an escape: `\u00e9`.
fn unit(escape: &[u8]) -> Option<u16> {
    let digits = escape.strip_prefix(b"\\u")?.get(..4)?;
    let is_hex = digits.iter().all(u8::is_ascii_hexdigit);
    let digits = std::str::from_utf8(digits).ok().filter(|_| is_hex)?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_json_allows_stays_as_it_is() {
        let text = r#"{"a\"b\\":["\u00e9\ud83d\ude00\n\/",1]}"#;
        assert!(matches!(repaired(text), Cow::Borrowed(_)));
    }

    #[test]
    fn what_it_does_not_allow_becomes_what_it_does() {
        for (text, wanted) in [
            ("\"a\tb\u{1}\"\t", "\"a\\u0009b\\u0001\"\t"),
            (r#""\ud83d""#, r#""\ufffd""#),
            (r#""\ude00\ud83dx""#, r#""\ufffd\ufffdx""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\x41 it\'s \u12""#, r#""\\x41 it\\'s \\u12""#),
        ] {
            assert_eq!(repaired(text), wanted);
            assert!(serde_json::from_str::<serde_json::Value>(wanted.trim()).is_ok());
        }
    }
}
