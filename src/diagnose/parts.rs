//! The parts of a text: words, numbers, addresses, host names. Which of them vary from one reply to the next, and which
//! of those the catalogue knows.

use crate::catalogue::clues::Clues;
use std::ops::Range;

/// A part of a text.
pub(crate) struct Part {
    pub span: Range<usize>,
    /// The classes of all its bytes, combined.
    classes: u8,
}

/// Returns all parts of a text, in order.
#[cfg(feature = "cli")]
pub(crate) fn parts(text: &[u8]) -> impl Iterator<Item = Part> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let part = part(text, at)?;
        at = part.span.end;
        Some(part)
    })
}

/// Returns the first part from here on.
fn part(text: &[u8], from: usize) -> Option<Part> {
    let start = from + text[from..].iter().position(|byte| class(*byte) != 0)?;
    let mut classes = 0;
    let length = text[start..].iter().position(|byte| {
        classes |= class(*byte);
        class(*byte) == 0
    });
    Some(Part {
        span: start..length.map_or(text.len(), |length| start + length),
        classes,
    })
}

impl Part {
    /// Whether it may vary: it contains a digit, an at sign or an inner dot.
    #[cfg(feature = "cli")]
    pub(crate) fn varies(&self, text: &[u8]) -> bool {
        let has_inner_dot = || {
            let part = &text[self.span.clone()];
            let end = part.iter().rposition(|byte| *byte != b'.');
            end.is_some_and(|end| part[..end].contains(&b'.'))
        };
        self.classes & (DIGIT | AT) != 0 || self.classes & DOT != 0 && has_inner_dot()
    }

    /// Whether it is an IPv4 address that cannot be a code of four numbers: `198.51.100.7`.
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

/// What replaces the parts that are left out of a text.
#[derive(Clone, Copy)]
pub(crate) enum StandIn {
    /// As many letters or digits, so that everything else keeps its position.
    AsLong,
    /// Always the same text.
    Short,
}

/// Leaves out the words of addresses, and the words with digits, that the catalogue does not know: zeros replace those
/// with digits, letters the others. So replies that mean the same, and differ only in whom they are about or in the
/// number of a message, become equal.
pub(crate) fn generalized(text: &str, clues: &Clues, stand_in: StandIn) -> String {
    let (mut generalized, mut from) = (String::with_capacity(text.len()), 0);
    unknown(text.as_bytes(), clues, |span, short| {
        generalized.push_str(&text[from..span.start]);
        match stand_in {
            StandIn::AsLong => {
                generalized.extend(span.clone().map(|_| short.as_bytes()[0] as char))
            }
            StandIn::Short => generalized.push_str(short),
        }
        from = span.end;
    });
    generalized + &text[from..]
}

/// Reports what is left out, and its short replacement.
fn unknown(text: &[u8], clues: &Clues, mut tell: impl FnMut(Range<usize>, &'static str)) {
    let mut at = 0;
    while let Some(part) = varying(text, at) {
        at = part.span.end;
        let is_ip_address = part.is_ip_address(text);
        let is_address = part.classes & AT != 0;
        let (mut start, mut classes) = (part.span.start, 0);
        for end in part.span.start..=at {
            let class = text.get(end).map_or(0, |byte| class(*byte));
            if class & (LETTER | DIGIT) != 0 {
                classes |= class;
                continue;
            }
            let has_digit = classes & DIGIT != 0;
            if is_ip_address {
                tell(start..end, "0");
            } else if end - start >= SHORTEST
                && !is_after_code(&text[..start], classes == DIGIT)
                && (has_digit || is_address)
                && !clues.knows(&text[start..end])
            {
                tell(start..end, if has_digit { "0000" } else { "xxxx" });
            }
            (start, classes) = (end + 1, 0);
        }
    }
}

/// Whether a text ends with a code and a hyphen, `334-`, or, before a number, a blank: with these digits the code may be
/// part of a telephone number.
fn is_after_code(before: &[u8], is_number: bool) -> bool {
    let code = before
        .strip_suffix(b"-")
        .or_else(|| before.strip_suffix(b" ").filter(|_| is_number))
        .and_then(|before| before.split_last_chunk::<3>());
    code.is_some_and(|(before, code)| {
        let is_part_of_word = before.last().is_some_and(u8::is_ascii_alphanumeric);
        code.iter().all(u8::is_ascii_digit) && !is_part_of_word
    })
}

/// Returns the first part from here on that contains a digit or an at sign.
fn varying(text: &[u8], from: usize) -> Option<Part> {
    let rest = &text[from..];
    let mark = rest
        .iter()
        .position(|byte| class(*byte) & (DIGIT | AT) != 0)?;
    let before = rest[..mark].iter().rposition(|byte| class(*byte) == 0);
    part(text, before.map_or(from, |before| from + before + 1))
}

/// Shorter words are codes, or common to many names: `mx1`, `com`.
const SHORTEST: usize = 4;

const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const DOT: u8 = 4;
const AT: u8 = 8;
/// The class of other bytes within parts.
const JOINT: u8 = 16;

/// Returns the class of a byte; zero for bytes between parts.
fn class(byte: u8) -> u8 {
    CLASSES[usize::from(byte)]
}

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
        let generalized = generalized(text, &CATALOGUE.clues, StandIn::AsLong);
        assert_eq!(generalized, expected);
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
