//! Replies of one kind: the same words, with other addresses, names of hosts and numbers in them.

use std::ops::Range;

/// The text with an ellipsis for each part that may vary: all with digits, at signs or dots within, but the codes with
/// which it starts. Replies that nothing explains are of one kind if they have this in common.
pub(crate) fn masked(said: &str) -> String {
    let (mut masked, mut from) = (String::new(), 0);
    let mut codes: Vec<&str> = Vec::new();
    for (index, span) in parts(said).enumerate() {
        let part = &said[span.clone()];
        if is_code(part.as_bytes()) && (index < 2 || codes.iter().any(|code| code.contains(part))) {
            codes.push(part);
        } else if varies(part) {
            masked.push_str(&said[from..span.start]);
            masked.push('…');
            from = span.end;
        }
    }
    masked + &said[from..]
}

/// How long the part is with which a text starts: an address, a host's name, a number, a word.
fn token(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| is_part(byte)).count()
}

fn is_part(byte: &u8) -> bool {
    PARTS[usize::from(*byte)]
}

/// The bytes of which parts are.
const PARTS: [bool; 256] = {
    let mut parts = [false; 256];
    let mut byte = 0u8;
    while byte < 128 {
        parts[byte as usize] = byte.is_ascii_alphanumeric()
            || matches!(byte, b'.' | b'_' | b'-' | b'@' | b'+' | b'~' | b'%');
        byte += 1;
    }
    parts
};

/// All parts of a text, in order.
fn parts(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let span = at..at + token(&text.as_bytes()[at..]);
            at = span.end.max(at + 1);
            if !span.is_empty() {
                return Some(span);
            }
        }
        None
    })
}

/// Whether a part is, or holds, what could be read as a reply code or an enhanced status code.
fn is_code(bytes: &[u8]) -> bool {
    let reply = matches!(bytes, [b'2'..=b'5', b'0'..=b'9', b'0'..=b'9'])
        || matches!(bytes, [b'2'..=b'5', b'0'..=b'9', b'0'..=b'9', b'-', ..]);
    let enhanced = |at: usize| matches!(bytes[at..], [b'2' | b'4' | b'5', b'.', b'0'..=b'9', ..]);
    let after_hyphens = memchr::memchr_iter(b'-', bytes).map(|hyphen| hyphen + 1);
    reply || enhanced(0) || after_hyphens.into_iter().any(enhanced)
}

/// Whether a part may vary: it has a digit, an at sign, or a dot within.
fn varies(part: &str) -> bool {
    part.contains(|c: char| c == '@' || c.is_ascii_digit())
        || part.trim_end_matches('.').contains('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_that_nothing_explains_have_their_kind_in_common() {
        for (said, expected) in [
            (
                "550 5.9.9 gnome 17 sulks at a.example",
                "550 5.9.9 gnome … sulks at …",
            ),
            (
                "550 5.9.9 gnome 450 sulks at b.example",
                "550 5.9.9 gnome … sulks at …",
            ),
            (
                "550-5.9.9 7 gnomes\n550 5.9.9 sulk",
                "550-5.9.9 … gnomes\n550 5.9.9 sulk",
            ),
        ] {
            assert_eq!(masked(said), expected);
        }
    }
}
