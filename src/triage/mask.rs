//! Replies of one kind: the same words, but other addresses, host names and numbers.

use crate::diagnose::parts;

/// Replaces each part that may vary with an ellipsis: all parts that contain digits, at signs or inner dots, except the
/// codes at the start. Unexplained replies that then are equal are of one kind.
pub(crate) fn masked(said: &str) -> String {
    let (mut masked, mut from) = (String::new(), 0);
    let mut codes: Vec<&str> = Vec::new();
    for (index, part) in parts(said.as_bytes()).enumerate() {
        let text = &said[part.span.clone()];
        if is_code(text.as_bytes()) && (index < 2 || codes.iter().any(|code| code.contains(text))) {
            codes.push(text);
        } else if part.varies(said.as_bytes()) {
            masked.push_str(&said[from..part.span.start]);
            masked.push('…');
            from = part.span.end;
        }
    }
    masked + &said[from..]
}

/// Whether a part is, or contains, what could be read as a reply code or an enhanced status code.
fn is_code(bytes: &[u8]) -> bool {
    let reply = matches!(bytes, [b'2'..=b'5', b'0'..=b'9', b'0'..=b'9'])
        || matches!(bytes, [b'2'..=b'5', b'0'..=b'9', b'0'..=b'9', b'-', ..]);
    let enhanced = |at: usize| matches!(bytes[at..], [b'2' | b'4' | b'5', b'.', b'0'..=b'9', ..]);
    let after_hyphens = memchr::memchr_iter(b'-', bytes).map(|hyphen| hyphen + 1);
    reply || enhanced(0) || after_hyphens.into_iter().any(enhanced)
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
