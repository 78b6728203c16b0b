//! What a server said: reply code, enhanced status code, text (RFC 5321 §4.2, RFC 3463).
//!
//! People and programs pass replies on in many dresses: `smtp; 550-5.1.1 …`, `said: 550 …`, quoted, wrapped, several
//! lines flattened into one with the codes of each line left inside. [`Reply::parse`] undoes all of it.

mod codes;

use codes::{enhanced_code, reply_code};
use memchr::{memchr2, memmem};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// One reply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply<'a> {
    /// Three digits, `550`.
    pub code: Option<u16>,
    pub enhanced: Option<EnhancedCode>,
    /// What the server said, on one line, without the codes that continuation lines repeat.
    pub text: Cow<'a, str>,
}

/// An enhanced status code, `5.7.26`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnhancedCode {
    pub class: u8,
    pub subject: u16,
    pub detail: u16,
}

impl fmt::Display for EnhancedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

impl FromStr for EnhancedCode {
    type Err = NoEnhancedCode;

    /// Reads `5.7.26`, and nothing else.
    fn from_str(text: &str) -> Result<EnhancedCode, NoEnhancedCode> {
        let (mut numbers, mut index, mut digits) = ([0, 0, 0], 0, 0);
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' if digits < 3 => {
                    numbers[index] = numbers[index] * 10 + u16::from(byte - b'0');
                    digits += 1;
                }
                b'.' if digits > 0 && index < 2 => (index, digits) = (index + 1, 0),
                _ => return Err(NoEnhancedCode),
            }
        }
        let [class, subject, detail] = numbers;
        if index < 2 || digits == 0 || !matches!(class, 2 | 4 | 5) {
            return Err(NoEnhancedCode);
        }
        Ok(EnhancedCode {
            class: class as u8,
            subject,
            detail,
        })
    }
}

impl Serialize for EnhancedCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A text is no enhanced status code (RFC 3463 §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "an enhanced status code is three numbers, such as 5.7.26, of which the first is 2, 4 or 5"
)]
pub struct NoEnhancedCode;

impl<'a> Reply<'a> {
    /// Reads one reply. Text without any code is a reply too: its words may still tell the cause.
    pub fn parse(text: &'a str) -> Reply<'a> {
        match one_line(text) {
            Cow::Borrowed(line) => Reply::of_line(line),
            Cow::Owned(line) => Reply::of_line(&line).into_owned(),
        }
    }

    fn of_line(line: &'a str) -> Reply<'a> {
        let Some((at, code)) = reply_code(line) else {
            return Reply {
                code: None,
                enhanced: enhanced_code(line, None).map(|(enhanced, _)| enhanced),
                text: line.into(),
            };
        };
        let line = codes::quoted(line, at);
        let said = &line[at + 3..];
        // Some filters write it in front: `5.3.0 - Other mail system problem 550-'…`.
        let enhanced =
            enhanced_code(said, Some(code)).or_else(|| enhanced_code(&line[..at], Some(code)));
        let outer = Reply {
            code: Some(code),
            enhanced: enhanced.map(|(enhanced, _)| enhanced),
            text: unflatten(
                said,
                &line[at..at + 3],
                enhanced.map(|(_, written)| written),
            ),
        };
        outer.unwrapped()
    }

    /// The same with the codes of the server whose reply is passed on in the text, if any.
    fn unwrapped(self) -> Reply<'a> {
        let Some(at) = codes::inner(&self.text) else {
            return self;
        };
        let inner = &self.text[at..];
        let code = reply_code(inner).map(|(_, code)| code);
        let enhanced = enhanced_code(&inner[3..], code).map(|(enhanced, _)| enhanced);
        Reply {
            code,
            enhanced,
            ..self
        }
    }

    /// How much of the text is of a server that passes on the reply of another.
    pub fn wrapper(&self) -> usize {
        codes::inner(&self.text).unwrap_or_default()
    }

    /// The same, independent of the text that it was read from.
    pub fn into_owned(self) -> Reply<'static> {
        Reply {
            code: self.code,
            enhanced: self.enhanced,
            text: Cow::Owned(self.text.into_owned()),
        }
    }

    /// Whether this is what a server says, rather than a code alone or any other text: a reply code and words.
    pub fn is_spoken(&self) -> bool {
        let words = self
            .text
            .split_whitespace()
            .filter(|word| word.chars().any(char::is_alphabetic));
        self.code.is_some() && words.count() > 1
    }

    /// The class digit that the codes agree on; the reply code's where they do not.
    pub fn class(&self) -> Option<u8> {
        let of_code = self.code.map(|code| (code / 100) as u8);
        of_code.or(self.enhanced.map(|enhanced| enhanced.class))
    }

    /// Its codes, each with a blank behind it.
    pub fn codes(&self) -> String {
        let code = self.code.map(|code| format!("{code} "));
        let enhanced = self.enhanced.map(|enhanced| format!("{enhanced} "));
        code.unwrap_or_default() + &enhanced.unwrap_or_default()
    }
}

/// The replies of a text, each with the number of lines before it. A line is a reply by itself, unless it says that it
/// goes on or the next one is indented.
pub fn split(text: &str) -> Vec<(usize, String)> {
    let text = text.replace("\r\n", "\n");
    let lines: Vec<_> = text.split(['\r', '\n']).collect();
    let (mut replies, mut rest) = (Vec::new(), lines.as_slice());
    while let Some((first, others)) = rest.split_first() {
        let (reply, behind) = rest.split_at(1 + continuation(first, others));
        replies.push((lines.len() - rest.len(), reply.join("\n").trim().to_owned()));
        rest = behind;
    }
    replies.retain(|(_, reply)| !reply.is_empty());
    replies
}

/// How many of these lines go on with a reply. Lines without a code do only if it ends behind them.
fn continuation(first: &str, others: &[&str]) -> usize {
    let (mut begun, mut count) = (Begun::with(first), 0);
    for (number, line) in (1..).zip(others) {
        let Some(next) = begun.and(line) else { break };
        if next.doubtful == 0 {
            count = number;
        }
        begun = next;
    }
    count
}

/// A reply that is read line by line, as far as it has come.
#[derive(Clone, Copy, Debug, Default)]
pub struct Begun {
    /// How many blanks its first line starts with.
    indentation: usize,
    code: Option<u16>,
    enhanced: Option<EnhancedCode>,
    goes_on: bool,
    /// So many lines in a row have no code: they belong to it only if its last line follows.
    doubtful: usize,
}

impl Begun {
    /// So many lines without a code are waited for the last one of a reply.
    const MOST_DOUBTFUL: usize = 12;

    pub fn with(first: &str) -> Begun {
        let indentation = indentation(first);
        match start(first) {
            Some(start) => Begun {
                indentation,
                ..start
            },
            None => Begun {
                indentation,
                ..Begun::default()
            },
        }
    }

    /// The reply with its next line; `None` if that starts another.
    pub fn and(self, line: &str) -> Option<Begun> {
        if line.trim().is_empty() {
            return None;
        }
        let Some(next) = start(line) else {
            let is_indented = indentation(line) > self.indentation && self.doubtful == 0;
            let within = self
                .code
                .filter(|_| self.goes_on)
                .and_then(|code| repeated(line, code));
            let is_sure = is_indented || within.is_some();
            let doubtful = if is_sure { 0 } else { self.doubtful + 1 };
            let belongs = is_sure || self.goes_on && doubtful <= Begun::MOST_DOUBTFUL;
            return belongs.then_some(Begun {
                doubtful,
                goes_on: within.unwrap_or(self.goes_on),
                ..self
            });
        };
        let differs =
            self.enhanced.is_some() && next.enhanced.is_some() && self.enhanced != next.enhanced;
        let belongs = self.goes_on && self.code == next.code && !differs;
        belongs.then_some(Begun {
            indentation: self.indentation,
            enhanced: self.enhanced.or(next.enhanced),
            ..next
        })
    }

    /// Whether it says that it goes on: a hyphen stands behind its code (RFC 5321 §4.2.1).
    pub fn goes_on(self) -> bool {
        self.goes_on
    }
}

/// What a line shows that starts with a code. One that holds the last line of its reply is whole.
fn start(line: &str) -> Option<Begun> {
    let (at, code) = reply_code(line).filter(|(at, _)| may_stand_before(&line[..*at]))?;
    let (digits, said) = line[at..].split_at(3);
    let is_last = |at: usize| {
        let before = said.as_bytes()[at - 1];
        before == b' ' && matches!(said.as_bytes().get(at + 3), None | Some(b' '))
    };
    let mut repeated = memmem::find_iter(said.as_bytes(), digits).filter(|at| *at > 0);
    Some(Begun {
        code: Some(code),
        enhanced: enhanced_code(said, Some(code)).map(|(enhanced, _)| enhanced),
        goes_on: said.starts_with('-') && !repeated.any(is_last),
        ..Begun::default()
    })
}

/// Whether a reply that was flattened, and wrapped again, goes on behind the code that a line repeats, if it does: none of
/// its own lines start where these do.
fn repeated(line: &str, code: u16) -> Option<bool> {
    let digits = code.to_string();
    let places = memmem::find_iter(line.as_bytes(), digits.as_bytes());
    let marks = places
        .filter(|at| *at > 0 && line.as_bytes()[at - 1] == b' ')
        .filter_map(|at| line.as_bytes().get(at + 3));
    let marks = marks.filter(|mark| matches!(mark, b'-' | b' '));
    marks.last().map(|mark| *mark == b'-')
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Whether a reply may start behind this: marks of quoting, a short word, a label such as `Error:`.
fn may_stand_before(text: &str) -> bool {
    let is_quoted = text.ends_with(['"', '\'']);
    let text = text.trim_matches(['>', ' ', '"', '\'']);
    is_quoted || text.len() < 6 || text.ends_with([':', ';'])
}

/// The text on one line, without the marks of quoting.
fn one_line(text: &str) -> Cow<'_, str> {
    const QUOTES: [char; 3] = ['"', '\'', ' '];
    if memchr2(b'\r', b'\n', text.as_bytes()).is_none() {
        return uncited(text).trim_matches(QUOTES).into();
    }
    let lines = text.split(['\r', '\n']).map(uncited);
    let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    lines.join(" ").trim_matches(QUOTES).to_owned().into()
}

/// A line without marks of citing. What ends in `>` may end with an address.
fn uncited(line: &str) -> &str {
    let line = line.trim_start_matches([' ', '\t', '>']);
    if line.contains('<') {
        line.trim_end_matches([' ', '\t'])
    } else {
        line.trim_end_matches([' ', '\t', '>'])
    }
}

/// Takes out the codes that every line of a reply repeats: `550-5.1.1 no such 550 5.1.1 user` is one sentence.
fn unflatten<'a>(said: &'a str, code: &str, enhanced: Option<&str>) -> Cow<'a, str> {
    let without_codes = |said: &'a str| {
        let said = said.trim_start_matches(['-', ' ']);
        let rest = enhanced.and_then(|enhanced| said.strip_prefix(enhanced));
        rest.map_or(said, str::trim_start)
    };
    let mut rest = without_codes(said);
    if !said.starts_with('-') {
        return rest.into();
    }
    let mut text = String::with_capacity(rest.len());
    let finder = memmem::Finder::new(code);
    let mut from = 0;
    while let Some(at) = finder.find(&rest.as_bytes()[from..]) {
        let at = from + at;
        let free = at == 0 || rest.as_bytes()[at - 1] == b' ';
        let mark = rest.as_bytes().get(at + 3).copied().unwrap_or(b' ');
        if free && matches!(mark, b'-' | b' ') {
            text.push_str(&rest[..at]);
            rest = without_codes(&rest[at + 3..]);
            from = 0;
        } else {
            from = at + 3;
        }
    }
    text.push_str(rest);
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, code: Option<u16>, enhanced: &str, said: &str) {
        let reply = Reply::parse(text);
        let found = reply
            .enhanced
            .map(|enhanced| enhanced.to_string())
            .unwrap_or_default();
        assert_eq!(
            (reply.code, found.as_str(), reply.text.as_ref()),
            (code, enhanced, said),
            "{text}"
        );
    }

    #[test]
    fn plain_and_prefixed_replies() {
        check("550 5.1.1 User unknown", Some(550), "5.1.1", "User unknown");
        check(
            "smtp;550 Mail is rejected",
            Some(550),
            "",
            "Mail is rejected",
        );
        check(
            "SMTP; 552-5.7.0 Illegal attachment",
            Some(552),
            "5.7.0",
            "Illegal attachment",
        );
        check("\"451 4.7.1 Greylisted\"", Some(451), "4.7.1", "Greylisted");
        check(
            "5.3.0 - Other problem 550-'No such user' (attempts: 0)",
            Some(550),
            "5.3.0",
            "'No such user' (attempts: 0)",
        );
        check(
            "> 550 no\r\n> 550 such user",
            Some(550),
            "",
            "no 550 such user",
        );
    }

    #[test]
    fn replies_of_several_lines_become_one_sentence() {
        check(
            "550-5.1.1 no such\n550-5.1.1 user\n550 5.1.1 here",
            Some(550),
            "5.1.1",
            "no such user here",
        );
        check(
            "550-5.1.1 no such 550-5.1.1 user 550 5.1.1  here",
            Some(550),
            "5.1.1",
            "no such user here",
        );
    }

    #[test]
    fn one_reply_after_another() {
        let text =
            "550-5.1.1 no\r\n550 5.1.1 user\r\n421 4.7.0 later,\r\n  wrapped\r\n\r\nno code\n";
        let split = split(text);
        let split: Vec<_> = split
            .iter()
            .map(|(line, reply)| (*line, reply.as_str()))
            .collect();
        assert_eq!(
            split,
            [
                (0, "550-5.1.1 no\n550 5.1.1 user"),
                (2, "421 4.7.0 later,\n  wrapped"),
                (5, "no code"),
            ]
        );
    }

    /// How many lines each reply of a text takes.
    fn lengths(text: &str) -> Vec<usize> {
        let replies = split(text);
        replies
            .iter()
            .map(|(_, reply)| reply.lines().count())
            .collect()
    }

    #[test]
    fn a_line_that_is_complete_is_a_reply() {
        for text in [
            "550 5.1.1 user unknown\nmailbox full",
            "mailbox full\nuser unknown",
            "550-5.7.26 not authenticated 550 5.7.26 see there\n550 5.7.26 no",
            "550-5.7.1 a line that was cut off\n421 4.7.0 busy",
            "550-5.7.1 a line that was cut off\n550 5.1.1 user unknown",
            "550-listed\nmailbox full",
            "  550 5.1.1 user unknown\n  mailbox full",
        ] {
            assert_eq!(lengths(text), [1, 1], "{text}");
        }
    }

    #[test]
    fn lines_that_belong_together_are_a_reply() {
        for text in [
            "550-5.1.1 no such\n550 5.1.1 user",
            "554-mx.example.org\n554 5.7.1 no",
            "550-5.1.1 no such\nuser, so says\n550 5.1.1 the host",
            "Error: 550-5.1.1 no such\n550-5.1.1 user\n550 5.1.1",
            "user unknown,\n  so says\n  the host",
        ] {
            assert_eq!(lengths(text), [text.lines().count()], "{text}");
        }
    }

    #[test]
    fn codes_within_the_text() {
        check(
            "553 Message filtered. (#5.7.1)",
            Some(553),
            "5.7.1",
            "Message filtered. (#5.7.1)",
        );
        check(
            "host mx.example.net [192.0.2.1] said: 421 4.4.2 bye",
            Some(421),
            "4.4.2",
            "bye",
        );
        check(
            "after MAIL FROM:<a@b.example> SIZE=2022: 553 not allowed - 5.7.1 [BL23]",
            Some(553),
            "5.7.1",
            "not allowed - 5.7.1 [BL23]",
        );
    }

    #[test]
    fn addresses_versions_and_sizes_are_no_codes() {
        check(
            "550 Rejected: 5.22.33.44 is listed",
            Some(550),
            "",
            "Rejected: 5.22.33.44 is listed",
        );
        check(
            "connect to mx[5.1.1.9]:25: timed out",
            None,
            "",
            "connect to mx[5.1.1.9]:25: timed out",
        );
        check("554 disabled (554.30)", Some(554), "", "disabled (554.30)");
    }

    #[test]
    fn an_enhanced_code_may_contradict_only_right_behind_the_reply_code() {
        check("452 5.2.2 over quota", Some(452), "5.2.2", "over quota");
        check("450 see 5.1.1 there", Some(450), "", "see 5.1.1 there");
    }
}
