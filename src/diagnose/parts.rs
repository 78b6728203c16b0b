//! The parts of a text: words, numbers, addresses, names of hosts. Which of them vary from one reply to the next, and which
//! of those the catalogue knows.

use crate::catalogue::clues::Clues;
use std::ops::Range;

/// A part of a text.
pub(crate) struct Part {
    pub span: Range<usize>,
    /// The classes of all its bytes.
    classes: u8,
}

/// All parts of a text, in order.
pub(crate) fn parts(text: &[u8]) -> impl Iterator<Item = Part> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let part = part(text, at)?;
        at = part.span.end;
        Some(part)
    })
}

/// The first part from here on.
fn part(text: &[u8], from: usize) -> Option<Part> {
    let class = |at: usize| text.get(at).map(|byte| CLASSES[usize::from(*byte)]);
    let mut start = from;
    while class(start)? == 0 {
        start += 1;
    }
    let (mut end, mut classes) = (start, 0);
    while let Some(class @ 1..) = class(end) {
        classes |= class;
        end += 1;
    }
    Some(Part {
        span: start..end,
        classes,
    })
}

impl Part {
    /// Whether it may vary: it has a digit, an at sign, or a dot within.
    pub(crate) fn varies(&self, text: &[u8]) -> bool {
        let has_inner_dot = || {
            let part = &text[self.span.clone()];
            let end = part.iter().rposition(|byte| *byte != b'.');
            end.is_some_and(|end| part[..end].contains(&b'.'))
        };
        self.classes & (DIGIT | AT) != 0 || self.classes & DOT != 0 && has_inner_dot()
    }

    /// Whether it is an IPv4 address, and surely no code of four digits: `198.51.100.7`.
    fn is_ip_address(&self, text: &[u8]) -> bool {
        let mut numbers = 0;
        self.classes == DIGIT | DOT
            && self.span.len() > "1.2.3.4".len()
            && text[self.span.clone()]
                .split(|byte| *byte == b'.')
                .all(|number| {
                    numbers += 1;
                    matches!(number.len(), 1..=3)
                })
            && numbers == 4
    }
}

/// Writes over what varies and the catalogue does not know, in a text in lower case: letters as `x`, words with digits as
/// `0`. Replies that differ in an address or in the number of a message become the same, and mean the same.
pub(super) fn blank_unknown(text: &mut String, clues: &Clues) {
    let mut bytes = std::mem::take(text).into_bytes();
    let mut at = 0;
    while let Some(part) = part(&bytes, at) {
        at = part.span.end;
        if part.is_ip_address(&bytes) {
            let digits = bytes[part.span].iter_mut().filter(|byte| **byte != b'.');
            digits.for_each(|digit| *digit = b'0');
        } else if part.varies(&bytes) {
            blank_words(&mut bytes[part.span], clues);
        }
    }
    // Bytes of ASCII stand where others did.
    *text = String::from_utf8(bytes).unwrap_or_default();
}

/// Writes over the words of a part.
fn blank_words(part: &mut [u8], clues: &Clues) {
    let (mut start, mut classes) = (0, 0);
    for at in 0..=part.len() {
        let class = part.get(at).map_or(0, |byte| CLASSES[usize::from(*byte)]);
        if class & (LETTER | DIGIT) != 0 {
            classes |= class;
            continue;
        }
        let word = &mut part[start..at];
        if word.len() >= SHORTEST && !clues.knows(word) {
            let blank = if classes & DIGIT == 0 { b'x' } else { b'0' };
            word.iter_mut().for_each(|byte| *byte = blank);
        }
        (start, classes) = (at + 1, 0);
    }
}

/// Shorter words are codes, or what many names have in common: `mx1`, `com`.
const SHORTEST: usize = 4;

const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const DOT: u8 = 4;
const AT: u8 = 8;
/// What else parts may hold.
const JOINT: u8 = 16;

/// The classes of bytes; zero for those between parts.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0u8;
    while byte < 128 {
        classes[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'0'..=b'9' => DIGIT,
            b'.' => DOT,
            b'@' => AT,
            b'_' | b'-' | b'+' | b'~' | b'%' => JOINT,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::CATALOGUE;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut blanked = text.to_owned();
        blank_unknown(&mut blanked, &CATALOGUE.clues);
        assert_eq!(blanked, expected);
    }

    #[test]
    fn what_varies_and_nothing_knows_is_the_same_in_all_replies() {
        check(
            "452 4.2.2 https://support.google.com/mail/?p=overquotatemp d2e1a72fcca58-7301a2b3si123.43 - gsmtp",
            "452 4.2.2 https://support.google.com/mail/?p=overquotatemp 0000000000000-0000000000000.43 - gsmtp",
        );
        check(
            "<grzegorz.brz9@skynet-brno.example>: recipient address rejected",
            "<xxxxxxxx.0000@xxxxxx-xxxx.xxxxxxx>: recipient address rejected",
        );
        check(
            "[198.51.100.7] is listed (3.2.1.1)",
            "[000.00.000.0] is listed (3.2.1.1)",
        );
        check(
            "mailbox of grzegorz is full.",
            "mailbox of grzegorz is full.",
        );
    }

    #[test]
    fn what_the_catalogue_knows_stays() {
        for said in [
            "blocked (s3140) by mx.yandex.ru, see rfc5322",
            "550 permanent failure for one or more recipients (jo@gmail.com:blocked)",
            "aup#in-1310 ofr004_104",
        ] {
            check(said, said);
        }
    }
}
