//! What a text says beside its cause: the subject of the message, where in a program it was logged, which checks passed.

use memchr::memmem::Finder;
use std::ops::Range;
use std::sync::LazyLock;

/// Blanks out what says nothing about the cause in a lower-case text; everything else keeps its position.
pub(super) fn blank(text: &mut String) {
    let mut from = 0;
    while let Some(span) = passed(text, from).or_else(|| source_position(text, from)) {
        from = span.end;
        blank_out(text, span);
    }
    if let Some(subject) = quoted_subject(text) {
        blank_out(text, subject);
    }
}

fn blank_out(text: &mut String, span: Range<usize>) {
    let blank = " ".repeat(span.len());
    text.replace_range(span, &blank);
}

/// Returns where a text from here on reports that a check passed, with what is in brackets behind it (RFC 8601 §2.2):
/// `dmarc=pass (p=reject)`.
fn passed(text: &str, from: usize) -> Option<Range<usize>> {
    static PASS: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("=pass"));
    let at = from + PASS.find(&text.as_bytes()[from..])?;
    let end = at + PASS.needle().len();
    let name = text[from..at].trim_end_matches(|c: char| c.is_ascii_alphanumeric());
    let remark = text[end..]
        .strip_prefix(" (")
        .and_then(|rest| rest.find(')'));
    Some(from + name.len()..remark.map_or(end, |length| end + 2 + length))
}

/// Returns where a text from here on names a line of a program's source: `/srv/dkim.go:95`, `(SmtpChannel.java:123)`.
fn source_position(text: &str, from: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b':', &bytes[from..]).find_map(|colon| {
        let colon = from + colon;
        let digits = bytes[colon + 1..].iter();
        let digits = digits.take_while(|byte| byte.is_ascii_digit()).count();
        let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"/\\._-$".contains(byte);
        let length = bytes[from..colon].iter().rev();
        let start = colon - length.take_while(|byte| is_of_name(byte)).count();
        let (name, suffix) = text[start..colon].rsplit_once('.')?;
        (digits > 0 && !name.is_empty() && SOURCES.contains(&suffix))
            .then_some(start..colon + 1 + digits)
    })
}

/// Suffixes of source files that are no top-level domains: `mx.example.pl:25` is a host.
const SOURCES: [&str; 11] = [
    "c", "cpp", "ex", "go", "java", "js", "kt", "lua", "php", "rb", "ts",
];

/// Returns where a lower-case text quotes the subject of the message, which may contain anything: `Subject: "Mailbox
/// full"`.
fn quoted_subject(text: &str) -> Option<Range<usize>> {
    // Built once: every reply is searched.
    static SUBJECT: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("subject"));
    let at = SUBJECT.find(text.as_bytes())? + SUBJECT.needle().len();
    let quoted = text[at..].trim_start_matches([':', '=', ' ']);
    let mark = quoted.chars().next()?;
    if !matches!(mark, '"' | '\'') {
        return None;
    }
    let start = text.len() - quoted.len() + mark.len_utf8();
    let length = text[start..].find(mark).unwrap_or(text.len() - start);
    Some(start..start + length)
}
