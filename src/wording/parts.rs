//! The parts of a text: addresses, names of hosts, numbers, words; and which of them may vary.

use std::ops::Range;

/// How long the part is with which a text starts: an address, a host's name, a number, a word.
pub fn token(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| is_part(byte)).count()
}

pub fn is_part(byte: &u8) -> bool {
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
pub fn parts(text: &str) -> impl Iterator<Item = Range<usize>> {
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

/// All parts of a text that may vary.
pub fn varying(text: &str) -> Vec<Range<usize>> {
    let varying = |span: &Range<usize>| {
        let part = &text[span.clone()];
        varies(part) && !is_code(part.as_bytes())
    };
    parts(text).filter(varying).collect()
}

/// Whether a part is, or holds, what could be read as a reply code or an enhanced status code.
pub fn is_code(bytes: &[u8]) -> bool {
    let reply = matches!(bytes, [b'2'..=b'5', b'0'..=b'9', b'0'..=b'9'])
        || matches!(bytes, [b'2'..=b'5', b'0'..=b'9', b'0'..=b'9', b'-', ..]);
    let enhanced = |at: usize| matches!(bytes[at..], [b'2' | b'4' | b'5', b'.', b'0'..=b'9', ..]);
    let after_hyphens = memchr::memchr_iter(b'-', bytes).map(|hyphen| hyphen + 1);
    reply || enhanced(0) || after_hyphens.into_iter().any(enhanced)
}

/// Whether a part may vary: it has a digit, an at sign, or a dot within.
pub fn varies(part: &str) -> bool {
    part.contains(|c: char| c == '@' || c.is_ascii_digit())
        || part.trim_end_matches('.').contains('.')
}
