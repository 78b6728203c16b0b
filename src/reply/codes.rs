//! Finds codes in a text, and tells them from other numbers: ports, versions, sizes, years.

use super::EnhancedCode;
use super::repeated::goes_on;
use super::web;
use memchr::{memchr_iter, memrchr2_iter};

/// Words after which a number is a reply code, in lower case.
const INTRODUCING: [&str; 26] = [
    "error",
    "errno",
    "code",
    "response",
    "said",
    "says",
    "reply",
    "replied",
    "answered",
    "status",
    "with",
    "smtp",
    "returned",
    "failure",
    "failed",
    "was",
    "is",
    "message",
    "led",
    "got",
    "reject",
    "smtpstatus",
    "smtpmsg",
    "denied",
    "fehler",
    "erreur",
];
/// Words after which a number is not a reply code, in lower case.
const COUNTING: [&str; 33] = [
    "port", "ports", "line", "version", "pid", "id", "than", "least", "most", "after", "of", "for",
    "in", "last", "expected", "room", "within", "http", "https", "has", "have", "had", "are",
    "were", "over", "about", "around", "only", "all", "some", "number", "flight", "these",
];
/// Words that show that somebody is talking about the code before them, in lower case.
const SPOKEN_OF: [&str; 3] = ["means", "meaning", "is"];
/// Words before a version, in lower case.
const OF_VERSIONS: [&str; 8] = [
    "and", "from", "release", "since", "to", "until", "v", "version",
];
/// Units: a number before one is a measure. In lower case.
const UNITS: [&str; 16] = [
    "ms", "second", "seconds", "sec", "secs", "minute", "minutes", "min", "hour", "hours", "day",
    "days", "byte", "bytes", "kb", "mb",
];
/// Things that a number counts, even at the start of a text. In lower case.
const COUNTED: [&str; 24] = [
    "g",
    "kg",
    "km",
    "degrees",
    "percent",
    "euro",
    "euros",
    "dollars",
    "times",
    "lines",
    "items",
    "errors",
    "bounces",
    "contacts",
    "friends",
    "customers",
    "subscribers",
    "people",
    "persons",
    "users",
    "recipients",
    "emails",
    "mails",
    "messages",
];
/// Words between a number and what it seems to count that show a server's own words about mail: `550 messages from your
/// host are not accepted`.
const SORTING: [&str; 6] = ["from", "to", "with", "containing", "for", "sent"];

/// The reply codes below 400, in order: RFC 5321 §4.2.3, RFC 4954 for 235 and 334, RFC 1985 for 253, and 200 and 254,
/// which servers made up. No other number below 400 is a code.
const ACCEPTING: [u16; 13] = [
    200, 211, 214, 220, 221, 235, 250, 251, 252, 253, 254, 334, 354,
];

/// How many bytes around a number are examined to judge whether it is a code.
const NEAR: usize = 60;

/// How sure it is that a number is a reply code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sureness {
    /// It stands alone, or reports no failure.
    Weak,
    /// Words follow it, or a word introduces it.
    Likely,
    /// A word or a mark introduces it, and words follow.
    Spoken,
    /// The text starts with it.
    First,
}

/// Returns the position and value of the reply code. Of several, the one that stands where a server or program would
/// most clearly put it; of equals, the first.
pub(super) fn reply_code(line: &str) -> Option<(usize, u16)> {
    let bytes = line.as_bytes();
    let mut best: Option<(Sureness, usize, u16)> = None;
    for (at, digits) in bytes.windows(3).enumerate() {
        let [first @ b'2'..=b'5', second, third] = digits else {
            continue;
        };
        if !second.is_ascii_digit() || !third.is_ascii_digit() {
            continue;
        }
        let number = |digit: &u8| u16::from(digit - b'0');
        let code = number(first) * 100 + number(second) * 10 + number(third);
        if code < 400 && ACCEPTING.binary_search(&code).is_err() {
            continue;
        }
        let Some(sureness) = sureness(line, at, code) else {
            continue;
        };
        // Nothing further on can be surer. In the lines of one reply, the first code counts.
        if sureness >= Sureness::Spoken {
            let first = best.filter(|(_, first, same)| *same == code && goes_on(line, *first));
            return Some((first.map_or(at, |(_, first, _)| first), code));
        }
        if best.is_none_or(|(known, ..)| known < sureness) {
            best = Some((sureness, at, code));
        }
    }
    best.map(|(_, at, code)| (at, code))
}

/// Judges how sure it is that a number is a reply code; `None` if it is not one.
fn sureness(line: &str, at: usize, code: u16) -> Option<Sureness> {
    let bytes = line.as_bytes();
    let before = at.checked_sub(1).map_or(b' ', |at| bytes[at]);
    let after = bytes.get(at + 3).copied().unwrap_or(b' ');
    let is_cell =
        matches!(before, b',' | b':' | b'|' | b'{') && is_followed_by_enhanced(&line[at + 3..]);
    let stands_free = (is_cell
        || matches!(
            before,
            b' ' | b';' | b'(' | b'[' | b']' | b'"' | b'\'' | b'`' | b'*' | b'<' | b'>' | b'\t'
        )
        // Chinese and Japanese are written without blanks.
        || line[..at].ends_with(|c| c >= '\u{2e80}'))
        && (matches!(after, b' ' | b'-' | b'\t' | b'"' | b'\'')
            || after == b':' && is_followed_by_enhanced(&line[at + 4..])
            || at == 0 && matches!(&bytes[3..], [b',', b' ', b'A'..=b'Z', ..]))
        // `421, Unexpected failure`, `[550] '5.7.1 Relaying denied'`
        || at == 1 && line.starts_with('[') && line[4..].starts_with("] '");
    // `Code:550,`, `(550):`, `LED=550 `
    let may_be_labelled = || {
        matches!(before, b' ' | b':' | b'=' | b'(' | b'[' | b'"' | b'\'')
            && matches!(
                after,
                b' ' | b',' | b')' | b']' | b';' | b':' | b'.' | b'}' | b'"' | b'\'' | b'-'
            )
    };
    if !stands_free && !may_be_labelled() {
        return None;
    }
    let rest = &line[at + 3..line.floor_char_boundary(at + 3 + NEAR)];
    // Sidekiq puts its process and thread in front: `501 TID-1u5770 …`.
    if is_of_phone(rest) || rest.starts_with(" TID-") {
        return None;
    }
    if at == 0 {
        // Some servers use second digits beyond those of RFC 5321 §4.2.1 in refusals: any will do.
        return (stands_free && !is_count(rest)).then_some(Sureness::First);
    }
    if !exists(code) {
        return None;
    }
    let near = &line[line.floor_char_boundary(at.saturating_sub(NEAR))..at];
    let (word, mark) = introduction(near);
    if !is_followed_by_enhanced(rest)
        && (is_one_of(word, &COUNTING) && mark.is_none() || is_measure(rest))
    {
        return None;
    }
    let may_be_of_web = web::assigns(code) && !is_followed_by_enhanced(rest);
    if may_be_of_web && (web::is_logged(line, at, word, mark) || web::follows(rest)) {
        return None;
    }
    let is_error_of_web = || web::is_error(near, may_be_of_web);
    if mark.is_none() && (is_spoken_of(rest) || web::is_named(near) || is_error_of_web()) {
        return None;
    }
    let last = near.trim_end().rsplit(' ').next();
    if last.is_some_and(web::is_named) {
        return None;
    }
    let is_labelled = is_one_of(word, &INTRODUCING);
    if !(is_labelled || stands_free && !is_followed_by_number(rest)) {
        return None;
    }
    let is_introduced = is_labelled || mark.is_some_and(|mark| ":;'\"`*([]<>=|".contains(mark));
    let speaks = rest
        .trim_start_matches(['-', ' '])
        .starts_with(char::is_alphanumeric)
        || rest.len() > 2 && rest.starts_with([' ', '-']) && rest.chars().any(char::is_alphabetic);
    let is_failure = code >= 400;
    match (is_introduced, speaks) {
        (true, true) if is_failure => Some(Sureness::Spoken),
        (true, false) | (false, true) if is_failure => Some(Sureness::Likely),
        (true, _) if !near.to_ascii_lowercase().contains("expected") => Some(Sureness::Weak),
        (false, true) => Some(Sureness::Weak),
        (true, _) | (false, false) => None,
    }
}

/// Whether some mail server answers with this code (RFC 5321 §4.2.1, and what has grown around it). Excludes the ports
/// of mail and the usual answers of web APIs (`request failed (code 401)`). Below 400, it is one of [`ACCEPTING`] anyway.
fn exists(code: u16) -> bool {
    match code {
        200 | 401 | 403..=406 | 409 | 410 | 415 => false,
        400.. => !matches!(code / 10 % 10, 6 | 8 | 9),
        _ => true,
    }
}

/// Returns the word before a number, and the mark between them.
fn introduction(before: &str) -> (&str, Option<char>) {
    let bare = before.trim_end_matches([' ', '\t']);
    let mark = bare
        .chars()
        .next_back()
        .filter(|last| !last.is_alphanumeric());
    let bare = bare.trim_end_matches(|c: char| !c.is_alphanumeric());
    let word = bare.rsplit(|c: char| !c.is_alphabetic()).next();
    (word.unwrap_or_default(), mark)
}

fn is_followed_by_enhanced(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '-', '#', '(']);
    rest.as_bytes().get(1) == Some(&b'.')
        && enhanced_at(rest, 1).is_some_and(|(_, start, _)| start == 0)
}

/// Whether the digits continue as a telephone number: `550 123 4567`.
fn is_of_phone(rest: &str) -> bool {
    let mut groups = rest.split([' ', '-']).skip(1);
    let is_group = |group: Option<&str>| {
        group.is_some_and(|group| {
            matches!(group.len(), 2..=4) && group.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    is_group(groups.next()) && is_group(groups.next())
}

/// Whether a number follows that is not a code, as in a telephone number or an order: `421 5505110`, `550 12 pieces`.
/// Zeros may stand for any word.
fn is_followed_by_number(rest: &str) -> bool {
    let number = rest.trim_start_matches([' ', '-', '/', ')']);
    let behind = number.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &number[..number.len() - behind.len()];
    digits.len() > 1
        && number.len() < rest.len()
        && (behind.is_empty() || behind.starts_with(' '))
        && digits.contains(|c| c != '0')
        && !is_followed_by_enhanced(behind)
}

/// Whether the number at the start of a text counts something, rather than being a server's code.
fn is_count(rest: &str) -> bool {
    // Servers usually start their sentences with a capital letter.
    let is_within = matches!(rest.as_bytes(), [b' ', b'a'..=b'z', ..]);
    let next = || rest.split_whitespace().nth(1);
    is_within && is_of(rest, &COUNTED) && !next().is_some_and(|next| is_one_of(next, &SORTING))
}

/// `450 seconds`, `550 messages`.
fn is_measure(rest: &str) -> bool {
    is_of(rest, &UNITS) || is_of(rest, &COUNTED)
}

fn is_of(rest: &str, words: &[&str]) -> bool {
    let word = rest
        .trim_start()
        .split(|c: char| !c.is_ascii_alphabetic())
        .next();
    word.is_some_and(|word| is_one_of(word, words))
}

/// `550 is the usual reply`, `5.1.1 means …`.
fn is_spoken_of(rest: &str) -> bool {
    let word = rest.split_whitespace().next();
    word.is_some_and(|word| is_one_of(word, &SPOKEN_OF))
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// Returns where another server's reply starts within a text that wraps it, as Exchange does: `Remote server returned …
/// -> 550 5.1.1 …`, `LED=550 5.1.1 …`.
pub(super) fn inner(text: &str) -> Option<usize> {
    let behind = |at: usize| {
        let (before, rest) = text.split_at(at + 1);
        if before.ends_with("->") {
            rest.starts_with(' ').then_some(at + 2)
        } else {
            before.ends_with("LED=").then_some(at + 1)
        }
    };
    let at = memrchr2_iter(b'>', b'=', text.as_bytes()).find_map(behind)?;
    let rest = &text[at..];
    let (start, code) = reply_code(rest)?;
    (start == 0 && code >= 400 && exists(code)).then_some(at)
}

/// Returns the text up to the mark that closes the quoted reply starting here.
pub(super) fn quoted(line: &str, at: usize) -> &str {
    if line[..at].ends_with("LED=") {
        return line[at..].find('}').map_or(line, |end| &line[..at + end]);
    }
    let Some(mark @ (b'"' | b'\'')) = at.checked_sub(1).map(|at| line.as_bytes()[at]) else {
        return line;
    };
    let closes = |end: &usize| {
        let next = line[end + 1..].chars().next();
        next.is_none_or(|next| !next.is_alphanumeric()) && line.as_bytes()[end - 1] != b'\\'
    };
    let end = memchr_iter(mark, &line.as_bytes()[at + 3..])
        .map(|end| at + 3 + end)
        .find(closes);
    // If only the code is quoted, the words follow the quote.
    end.filter(|end| *end > at + 4)
        .map_or(line, |end| &line[..end])
}

/// Returns the enhanced status code, and how it is written: directly after the reply code, or anywhere if its class
/// agrees.
pub(super) fn enhanced_code(text: &str, code: Option<u16>) -> Option<(EnhancedCode, &str)> {
    memchr_iter(b'.', text.as_bytes()).find_map(|dot| {
        let (enhanced, start, end) = enhanced_at(text, dot)?;
        let agrees = match code {
            Some(code) => code / 100 == u16::from(enhanced.class),
            None => is_introduced(text, start, end),
        };
        // Subjects that the standard does not know (RFC 3463 §3.1) count only where a server writes the code.
        let is_known = enhanced.subject < 8;
        let adjacent = || {
            let mut before = text[..start].bytes();
            before.all(|byte| matches!(byte, b' ' | b'-' | b'#' | b'(' | b'\t' | b'\'' | b'"'))
        };
        (agrees && is_known || adjacent()).then(|| (enhanced, &text[start..end]))
    })
}

/// Whether an enhanced status code without a reply code is not just a program's version: `PHP 5.4.45`, `WordPress:
/// 5.1.1`.
fn is_introduced(text: &str, start: usize, end: usize) -> bool {
    let near = &text[text.floor_char_boundary(start.saturating_sub(NEAR))..start];
    let (word, mark) = introduction(near);
    let rest = text[end..].trim_start_matches([' ', ')', ']', '>', ':', ';', ',', '-']);
    let speaks = rest.starts_with(|c: char| c.is_alphabetic() || "<\"'".contains(c));
    match mark {
        None if !word.is_empty() && is_spoken_of(&text[end..]) => false,
        _ if is_one_of(word, &INTRODUCING) => true,
        None => word.is_empty() && !web::is_named(near),
        Some(':' | '=' | '-') => speaks,
        // "from `5.4.13` to `5.4.15`"
        Some('`') => !is_one_of(word, &OF_VERSIONS),
        Some(_) => true,
    }
}

/// Returns the code whose first dot is here, with its start and end.
fn enhanced_at(text: &str, dot: usize) -> Option<(EnhancedCode, usize, usize)> {
    let bytes = text.as_bytes();
    let start = dot.checked_sub(1)?;
    let class = matches!(bytes[start], b'2' | b'4' | b'5').then(|| bytes[start] - b'0')?;
    let free = start == 0
        || matches!(
            bytes[start - 1],
            b' ' | b'('
                | b'#'
                | b'-'
                | b'['
                | b'<'
                | b';'
                | b':'
                | b'\t'
                | b'"'
                | b'\''
                | b'*'
                | b'`'
        );
    let number = |from: usize| -> Option<(u16, usize)> {
        let digits = bytes[from..].iter().take(4);
        let digits = digits.take_while(|byte| byte.is_ascii_digit());
        let (number, length) = digits.fold((0, 0), |(number, length), digit| {
            (number * 10 + u16::from(digit - b'0'), length + 1)
        });
        (1..=3).contains(&length).then_some((number, from + length))
    };
    let (subject, end) = number(dot + 1)?;
    let (detail, end) = (bytes.get(end) == Some(&b'.')).then(|| number(end + 1))??;
    let next = bytes.get(end).copied().unwrap_or(b' ');
    let more_digits = next == b'.' && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    // Some servers leave out the blank after it: `5.7.1Unauthorized`.
    let is_word = bytes
        .get(end..end + 2)
        .is_some_and(|next| next[0].is_ascii_uppercase() && next[1].is_ascii_lowercase());
    let ends =
        (!next.is_ascii_alphanumeric() || is_word) && !matches!(next, b'_' | b'/') && !more_digits;
    (free && ends).then_some((
        EnhancedCode {
            class,
            subject,
            detail,
        },
        start,
        end,
    ))
}
