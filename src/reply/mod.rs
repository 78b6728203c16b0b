//! What a server said: reply code, enhanced status code, text (RFC 5321 §4.2, RFC 3463).
//!
//! People and programs pass replies on in many guises: `smtp; 550-5.1.1 …`, `said: 550 …`, quoted, wrapped, several
//! lines flattened into one with each line's codes left inside. [`Reply::parse`] undoes all of that.

mod codes;
mod enhanced;
mod lines;
mod repeated;
mod web;

use codes::{enhanced_code, reply_code};
pub use enhanced::{EnhancedCode, NoEnhancedCode};
pub use lines::{Begun, split};
use memchr::{memchr2, memmem};
#[cfg(feature = "readers")]
pub(crate) use repeated::behind_repeated;
use std::borrow::Cow;

/// One reply of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply<'a> {
    /// The reply code, three digits: `550`.
    pub code: Option<u16>,
    /// The enhanced status code (RFC 3463).
    pub enhanced: Option<EnhancedCode>,
    /// What the server said, on one line, without the codes that continuation lines repeat.
    pub text: Cow<'a, str>,
}

impl<'a> Reply<'a> {
    /// Parses one reply. A text without a code is a reply too: its words may still show the cause.
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
        let (digits, said) = line[at..].split_at(3);
        let said = repeated::behind_repeated(said, digits);
        // `permanent error (550): 5.1.1 …`
        let said = if let Some(quoted) = said.strip_prefix("] '") {
            quoted.strip_suffix('\'').unwrap_or(quoted)
        } else if line[..at].ends_with(['(', '[']) {
            said.trim_start_matches([')', ']', ':'])
        } else {
            said.strip_prefix(',').unwrap_or(said)
        };
        // Some filters put it in front: `5.3.0 - Other mail system problem 550-'…`.
        let enhanced =
            enhanced_code(said, Some(code)).or_else(|| enhanced_code(&line[..at], Some(code)));
        let outer = Reply {
            code: Some(code),
            enhanced: enhanced.map(|(enhanced, _)| enhanced),
            text: unflatten(said, digits, enhanced.map(|(_, written)| written)),
        };
        outer.unwrapped()
    }

    /// Takes the codes of the server whose reply is passed on in the text, if there is one.
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

    /// Returns how many bytes of the text come from a server that passes on another's reply.
    pub fn wrapper(&self) -> usize {
        codes::inner(&self.text).unwrap_or_default()
    }

    /// Copies what is borrowed from the text.
    pub fn into_owned(self) -> Reply<'static> {
        Reply {
            code: self.code,
            enhanced: self.enhanced,
            text: Cow::Owned(self.text.into_owned()),
        }
    }

    /// Whether this is something that a server says, rather than a bare code or any other text: a reply code and words.
    pub fn is_spoken(&self) -> bool {
        let words = self
            .text
            .split_whitespace()
            .filter(|word| word.chars().any(char::is_alphabetic));
        self.code.is_some() && words.count() > 1
    }

    /// The first digit of the codes; the reply code's if they disagree.
    pub fn class(&self) -> Option<u8> {
        let of_code = self.code.map(|code| (code / 100) as u8);
        of_code.or(self.enhanced.map(|enhanced| enhanced.class))
    }

    /// Whether the codes refuse something, for now or for good.
    pub fn is_refusal(&self) -> bool {
        matches!(self.class(), Some(4 | 5))
    }

    /// Whether the codes accept something, or ask for more of it.
    pub fn is_acceptance(&self) -> bool {
        matches!(self.class(), Some(2 | 3))
    }

    /// The codes, each followed by a blank.
    pub fn codes(&self) -> String {
        let code = self.code.map(|code| format!("{code} "));
        let enhanced = self.enhanced.map(|enhanced| format!("{enhanced} "));
        code.unwrap_or_default() + &enhanced.unwrap_or_default()
    }

    /// What comes before the text on one line: the codes, unless it starts with them itself.
    pub fn lead(&self) -> String {
        let text = self.text.trim_start_matches(['(', '[', '#']);
        let is_missing = |enhanced: &EnhancedCode| !text.starts_with(&enhanced.to_string());
        let lead = Reply {
            code: self.code,
            enhanced: self.enhanced.filter(is_missing),
            text: "".into(),
        };
        lead.codes()
    }
}

/// Puts the text on one line, without quoting marks.
fn one_line(text: &str) -> Cow<'_, str> {
    const QUOTES: [char; 5] = ['"', '\'', ' ', '`', '*'];
    let is_plain = |c: char| !BLANKS.contains(&c) && plain_quote(c) == c;
    if !text.is_ascii() && !text.chars().all(is_plain) {
        return Cow::Owned(one_line(&with_plain_marks(text)).into_owned());
    }
    if is_joined(text) {
        return Cow::Owned(one_line(&text.replace('_', " ")).into_owned());
    }
    if memchr2(b'\r', b'\n', text.as_bytes()).is_none() {
        return uncited(text).trim_matches(QUOTES).into();
    }
    let mut line = String::with_capacity(text.len());
    for part in lines::lines(text).into_iter().map(uncited) {
        if !line.is_empty() && !part.is_empty() {
            line.push(' ');
        }
        line.push_str(part);
    }
    match line.trim_matches(QUOTES) {
        trimmed if trimmed.len() == line.len() => line.into(),
        trimmed => trimmed.to_owned().into(),
    }
}

/// Whether underscores replace the blanks, as in qmail's logs and Postini's headers: `550_5.1.1_No_such_user`.
fn is_joined(text: &str) -> bool {
    let is_code = |text: &str| {
        matches!(
            text.as_bytes(),
            [b'4' | b'5', b'0'..=b'9', b'0'..=b'9', b'_', ..]
        )
    };
    let is_behind_label = || {
        text.split_once("said:_")
            .is_some_and(|(_, said)| is_code(said))
    };
    !text.contains(char::is_whitespace) && (is_code(text) || is_behind_label())
}

/// Non-breaking and zero-width blanks, which come with text copied from a page.
pub(crate) const BLANKS: [char; 7] = [
    '\u{a0}', '\u{202f}', '\u{2007}', '\u{200b}', '\u{200c}', '\u{2060}', '\u{feff}',
];

/// Returns the quote or apostrophe that a typographic one stands for, or the character itself. Editors and mail programs
/// put them into what a server said.
fn plain_quote(c: char) -> char {
    match c {
        '‘' | '’' | '‚' => '\'',
        '“' | '”' | '„' | '«' | '»' => '"',
        _ => c,
    }
}

/// Does the same for all apostrophes of a text. Its quotes stay: they may be within those of a JSON string.
#[cfg(feature = "readers")]
pub(crate) fn with_plain_apostrophes(text: &str) -> Cow<'_, str> {
    const APOSTROPHES: [char; 2] = ['‘', '’'];
    if text.is_ascii() || !text.contains(APOSTROPHES) {
        return text.into();
    }
    text.replace(APOSTROPHES, "'").into()
}

fn with_plain_marks(text: &str) -> String {
    let plain = text.chars().filter_map(|c| match c {
        '\u{a0}' | '\u{202f}' | '\u{2007}' => Some(' '),
        _ => (!BLANKS.contains(&c)).then(|| plain_quote(c)),
    });
    plain.collect()
}

/// Removes quote prefixes from a line. A `>` at its end may close an address.
fn uncited(line: &str) -> &str {
    let line = line.trim_start_matches([' ', '\t', '>']);
    if line.contains('<') {
        line.trim_end_matches([' ', '\t'])
    } else {
        line.trim_end_matches([' ', '\t', '>'])
    }
}

/// Removes the codes that every line of a reply repeats: `550-5.1.1 no such 550 5.1.1 user` is one sentence.
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
    fn what_people_count_is_no_code() {
        for text in [
            "421 people came",
            "call 550 123 456",
            "Tel. +49 421 5505110",
            "Tel: 06131 550 421",
            "(450) 555-0123",
            "T 0541 554 500",
            "Order 550 12 pieces",
            "+1 555-123-4567",
            "there are 550 messages",
            "we had 550 errors",
            "he has 450 contacts",
            "550 messages could not be read",
            "HTTP 503 Service Unavailable",
            "HTTP/1.1 502 Bad Gateway",
            "BotoServerError: 400 Bad Request",
            "error: 429 Too Many Requests",
            "it resulted in a `400 BAD REQUEST` response",
            "POST https://api.example.com/send responded 500 in 31 ms",
            "ERROR \"POST /admin/invites/\" 500 350ms",
            "\"POST /send HTTP/1.1\" 500 1234",
            "info msg 123: bytes 500 from <ann@example.com> qp 12 uid 3",
        ] {
            assert_eq!(Reply::parse(text).code, None, "{text}");
        }
        check("550 no such user", Some(550), "", "no such user");
        check(
            "550 messages from your host are refused",
            Some(550),
            "",
            "messages from your host are refused",
        );
        check("550 5.7.1 users only", Some(550), "5.7.1", "users only");
        check("554 550 5.1.1 no", Some(554), "5.1.1", "550 5.1.1 no");
        check("投递失败550 no such user", Some(550), "", "no such user");
        check("550 “no such user”", Some(550), "", "\"no such user");
        // A process id.
        assert_eq!(Reply::parse("277 LOG: MAIN").code, None);
    }

    #[test]
    fn an_enhanced_code_may_contradict_only_right_behind_the_reply_code() {
        check("452 5.2.2 over quota", Some(452), "5.2.2", "over quota");
        check("450 see 5.1.1 there", Some(450), "", "see 5.1.1 there");
    }
}
