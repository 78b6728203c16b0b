//! Text copied from the source of a page, as the page shows it: `&lt;jo@example.org&gt;: host … said:<br>`.

use super::{Gathering, LogLine, Pieces, content, lines};
use crate::bounce::dialogue::Turn;
use crate::bounce::lines::{Block, Line};
use crate::bounce::{json, log, nesting};
use std::borrow::Cow;

/// Texts that occur only in the source of a page.
const MARKS: [&str; 10] = [
    "&lt;", "&quot;", "<br", "</p>", "</div>", "</pre>", "mailto:", "[/email]", "&#", "](http",
];
const ENTITIES: [(&str, &str); 8] = [
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&#39;", "'"),
    ("&#x27;", "'"),
    ("&#34;", "\""),
    ("&nbsp;", " "),
    ("&amp;", "&"),
];
/// Tags, and what they show.
const TAGS: [(&str, &str); 16] = [
    ("<br>", ""),
    ("<br/>", ""),
    ("<br />", ""),
    ("<p>", ""),
    ("</p>", "\n"),
    ("<pre>", ""),
    ("</pre>", "\n"),
    ("<div>", ""),
    ("</div>", "\n"),
    ("<code>", ""),
    ("</code>", ""),
    ("<b>", ""),
    ("</b>", ""),
    ("</a>", ""),
    // Forums
    ("[email]", ""),
    ("[/email]", ""),
];

/// Whether a line starts or ends code in Markdown: what is shown as code stands apart.
pub(super) fn is_fence(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.starts_with(b"```") && !line.contains(&b' ')
}

/// Strips the mark of a comment in source code from a line: `// 550 5.1.1 …`, ` * {"event": "failed", …`.
pub(super) fn uncommented(line: &[u8]) -> &[u8] {
    let text = line.trim_ascii_start();
    let starred = text.strip_prefix(b"*").filter(|_| text.len() < line.len());
    let comment = text.strip_prefix(b"//").or(starred);
    comment
        .filter(|comment| matches!(comment, [] | [b' ' | b'\t' | b'\r' | b'\n', ..]))
        .map_or(line, |comment| match comment {
            [b' ' | b'\t', rest @ ..] => rest,
            _ => comment,
        })
}

/// Whether a line may be the source of something else. Most lines are not.
fn may_be_source(line: &[u8]) -> bool {
    let is_tag = |at: usize| {
        let text = &line[at..];
        [&b"]("[..], b"<mailto:", b"<br"]
            .iter()
            .any(|mark| text.starts_with(mark))
    };
    line.starts_with(b"`")
        || memchr::memchr3(b'&', b'*', b'\\', line).is_some()
        || memchr::memchr2_iter(b'<', b']', line).any(is_tag)
}

/// Returns a line as a page shows it, if it has escaped brackets, links, a break at its end or words in bold
/// (`**failed**`). Logs and sessions are read line by line.
fn shown_line(line: &[u8]) -> Option<Vec<u8>> {
    let text = line.trim_ascii_end();
    let breaks: [&[u8]; 3] = [b"<br>", b"<br/>", b"<br />"];
    let end = breaks.iter().find_map(|end| text.strip_suffix(*end));
    let kept = std::str::from_utf8(end.unwrap_or(line)).ok()?;
    let mut shown = without_links(kept)
        .replace("&lt;", "<")
        .replace("&gt;", ">");
    if are_bold(&shown) {
        shown = shown.replace("**", "");
    }
    if end.is_some() {
        shown.push('\n');
    }
    (shown.len() < line.len()).then(|| shown.into_bytes())
}

/// How Docker's `json-file` starts a line of a container's output.
const LOGGED: &[u8] = b"{\"log\":\"";

/// Returns the line that a container has put out, unless it is that of a mail server's log.
fn logged(line: &[u8]) -> Option<Vec<u8>> {
    let text = str::from_utf8(line).ok()?;
    if json::read(text).is_some_and(|found| !found.is_empty()) {
        return None;
    }
    let entry: serde_json::Value = serde_json::from_str(text).ok()?;
    let shown = entry.get("stream").and(entry.get("log"))?.as_str()?;
    Some(format!("{}\n", shown.trim_end()).into_bytes())
}

/// Returns a line without Markdown's marks of code: backticks around it, and backslashes at its end or before brackets.
fn unescaped(line: &[u8]) -> Option<Vec<u8>> {
    let text = line.trim_ascii_end();
    let code = text
        .strip_prefix(b"`")
        .and_then(|code| code.strip_suffix(b"`"));
    let code = code.filter(|code| !code.is_empty() && !code.contains(&b'`'));
    if code.is_none() && memchr::memchr(b'\\', line).is_none() {
        return None;
    }
    let end = &line[lines::content(line).len()..];
    let kept = code.unwrap_or(text);
    let kept = kept.strip_suffix(b"\\").unwrap_or(kept);
    let is_escaped = |mark: &[u8]| memchr::memmem::find(kept, mark).is_some();
    let mut shown = kept.to_vec();
    if is_escaped(b"\\<") || is_escaped(b"\\>") {
        let escapes =
            |pair: &[u8]| matches!(pair, [b'\\', b'<' | b'>' | b'[' | b']' | b'_' | b'*']);
        let is_kept = |at: &usize| !kept.get(*at..at + 2).is_some_and(escapes);
        shown = (0..kept.len()).filter(is_kept).map(|at| kept[at]).collect();
    }
    shown.extend_from_slice(end);
    (shown.len() < text.len() + end.len()).then_some(shown)
}

/// How a line of text shows that another one follows: as the source of a page, or as a string that a program prints.
const BREAKS: [&str; 5] = ["<br>", "<br/>", "<br />", "\\r\\n", "\\n"];

/// Returns the lines of a text that has become a single one.
fn broken(line: &[u8]) -> Option<Vec<u8>> {
    // A string in a document may be a page.
    if nesting::starts_document(line) && nesting::is_value(line.trim_ascii()) {
        return None;
    }
    let text = str::from_utf8(line).ok()?;
    let mut shown = text.to_owned();
    let is_literal = !text.trim_start().starts_with(['{', '[', '"'])
        && !is_quoted_break(text)
        && !is_in_name(text);
    let marks = BREAKS
        .iter()
        .filter(|mark| is_literal || mark.starts_with('<'));
    for mark in marks {
        shown = shown.replace(mark, "\n");
    }
    let mut parts = shown.trim_end().split('\n').skip(1);
    let is_list = if LogLine::of(text).is_of_log() {
        parts.any(|part| log::split_stamp(part).is_some())
    } else {
        parts.clone().any(begins) || parts.count() >= LEAST_BREAKS
    };
    is_list.then(|| shown.into_bytes())
}

/// Whether what looks like a break is within a name of Windows: `CORP\nina`, `C:\new`, `D:\mail\new`.
fn is_in_name(text: &str) -> bool {
    text.match_indices("\\n").any(|(at, _)| {
        let word = text[..at]
            .rsplit([' ', '\'', '"', '('])
            .next()
            .unwrap_or_default();
        let is_of_domain = |byte: u8| byte.is_ascii_uppercase() || byte == b'-';
        let is_domain = word.len() > 1 && word.bytes().all(is_of_domain);
        let is_path = match word.as_bytes() {
            [drive, b':'] | [drive, b':', b'\\', ..] => drive.is_ascii_alphabetic(),
            word => word.starts_with(b"\\\\"),
        };
        is_domain || is_path
    })
}

/// As many breaks are those of a list or a notice, rather than of a reply.
const LEAST_BREAKS: usize = 2;

/// Whether a line that was joined to another means something by itself.
fn begins(line: &str) -> bool {
    let first = line.split([' ', '-', ':']).next().unwrap_or_default();
    first.contains('@') || log::is_reply(line) || log::split_stamp(line).is_some()
}

/// Whether the first break is within quotes: then it belongs to a string.
fn is_quoted_break(text: &str) -> bool {
    let before = text.find("\\n").map_or("", |at| &text[..at]);
    let mut quote = None;
    let mut last = ' ';
    for c in before.chars() {
        // An apostrophe stands behind a letter.
        if matches!(c, '\'' | '"') && (quote == Some(c) || !last.is_alphanumeric() || last == 'b') {
            quote = if quote.is_none() {
                Some(c)
            } else {
                quote.filter(|open| *open != c)
            };
        }
        last = c;
    }
    quote.is_some()
}

/// Whether all asterisks of a text are around words in bold. Exim has a blank behind those of a failure, and a hidden
/// name consists of them.
fn are_bold(text: &str) -> bool {
    let parts: Vec<_> = text.split("**").collect();
    let is_word = |c: char| c.is_alphanumeric();
    let are_words = |bold: &[&str]| match bold {
        [before, words, after] => {
            words.starts_with(is_word)
                && words.ends_with(is_word)
                && !before.ends_with(is_word)
                && !after.starts_with(is_word)
        }
        _ => false,
    };
    parts.len() > 2 && parts.len() % 2 == 1 && parts.windows(3).step_by(2).all(are_words)
}

impl Pieces<'_> {
    /// Returns a line without Markdown, or one of a session or log as a page shows it, if this is its source. Other text
    /// is read as a whole.
    pub(super) fn shown(&self, line: &[u8]) -> Option<Vec<u8>> {
        let is_session = match self.gathering {
            Gathering::Document(_) | Gathering::Elements(_) => return None,
            _ if line.starts_with(LOGGED) => return logged(line),
            Gathering::Text => false,
            Gathering::Dialogue => true,
            Gathering::Queue => return unescaped(line).or_else(|| shown_line(line)),
            Gathering::Fields(_) | Gathering::Message(_) => return unescaped(line),
        };
        if !may_be_source(line) {
            return None;
        }
        // A log line may continue here.
        let broken = || broken(line).filter(|_| self.wrapped.is_none());
        if let Some(shown) = unescaped(line).or_else(broken) {
            return Some(shown);
        }
        let shown = shown_line(line)?;
        let text = lines::text(content(&shown));
        let is_read_alone = Turn::of(&text, is_session).is_some() || LogLine::of(&text).is_of_log();
        is_read_alone.then_some(shown)
    }

    /// Adds what a line is shown as.
    pub(super) fn add_shown(&mut self, number: usize, shown: &[u8]) {
        for line in Block::whole(number, shown).lines() {
            self.add(Line { number, ..line });
        }
    }
}

/// A text as it is shown.
pub(super) struct Shown<'a> {
    pub text: Cow<'a, str>,
    /// For each shown line, the index of its source line; empty if they are the same.
    written: Vec<usize>,
}

impl<'a> Shown<'a> {
    pub(super) fn of(text: Cow<'a, str>) -> Shown<'a> {
        if !MARKS.iter().any(|mark| text.contains(mark)) {
            return Shown {
                text,
                written: Vec::new(),
            };
        }
        let (mut shown, mut written) = (String::with_capacity(text.len()), Vec::new());
        for (number, line) in text.split_inclusive('\n').enumerate() {
            let line = without_markup(line);
            written.extend(line.split_inclusive('\n').map(|_| number));
            shown.push_str(&line);
        }
        Shown {
            text: Cow::Owned(shown),
            written,
        }
    }

    /// Returns the source line of a shown line, both counted from 0.
    pub(super) fn written(&self, shown: usize) -> usize {
        let last = self.written.last();
        let known = self.written.get(shown).or(last).copied();
        known.unwrap_or(shown)
    }
}

/// Whether a page made a link of an address, or of the name of a host: other links are what somebody wrote.
fn is_address_or_name(text: &str, link: &str) -> bool {
    let name = text.trim_end_matches(']').rsplit('[').next();
    let target = link
        .strip_prefix("(http")
        .map(|target| target.trim_start_matches('s'));
    let target = target.and_then(|target| target.strip_prefix("://"));
    let is_name =
        |target: &str| name.is_some_and(|name| name.contains('.') && target.starts_with(name));
    link.starts_with("(mailto:") || target.is_some_and(is_name)
}

/// The longest link, in bytes.
const LONGEST_LINK: usize = 2048;

/// Returns a line without links: `[Jo](mailto:jo@example.org)`, `jo@example.org<mailto:jo@example.org>`,
/// `[mx.example.org](http://mx.example.org)`, `<a href="mailto:jo@example.org">jo@example.org</a>`.
fn without_links(line: &str) -> Cow<'_, str> {
    if !["mailto:", "](http", "<a href="]
        .iter()
        .any(|mark| line.contains(mark))
    {
        return Cow::Borrowed(line);
    }
    let (mut shown, mut rest) = (String::with_capacity(line.len()), line);
    while let Some(at) = rest.find(['(', '<']) {
        let (text, link) = rest.split_at(at);
        let is_named = text.ends_with(']') && is_address_or_name(text, link);
        let end = if is_named { ')' } else { '>' };
        let is_link = is_named
            || ["<mailto:", "<a href="]
                .iter()
                .any(|tag| link.starts_with(tag));
        let near = &link[..link.floor_char_boundary(LONGEST_LINK)];
        let linked = near.find(end).filter(|_| is_link);
        let linked = linked.map(|end| (&link[..end], &link[end + 1..]));
        let Some((target, behind)) = linked else {
            shown.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
            continue;
        };
        shown.push_str(text.strip_suffix(']').filter(|_| is_named).unwrap_or(text));
        let start = is_named.then(|| shown.rfind('[')).flatten();
        if let Some(start) = start {
            shown.remove(start);
        } else if let Some((_, text)) = target.split_once('|') {
            shown.push_str(text);
        }
        rest = behind;
    }
    shown.push_str(rest);
    Cow::Owned(shown)
}

fn without_markup(line: &str) -> Cow<'_, str> {
    if !line.contains(['<', '&', '[']) {
        return Cow::Borrowed(line);
    }
    let mut shown = without_links(line).into_owned();
    for (name, text) in TAGS.iter().chain(&ENTITIES) {
        if shown.contains(name) {
            shown = shown.replace(name, text);
        }
    }
    Cow::Owned(shown)
}
