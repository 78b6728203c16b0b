//! Text copied from the source of a page, as the page shows it: `&lt;jo@example.org&gt;: host … said:<br>`.

use super::{Found, Gathering, LogLine, Pieces, content, lines};
use crate::bounce::dialogue::Turn;
use std::borrow::Cow;

/// Texts that occur only in the source of a page.
const MARKS: [&str; 8] = [
    "&lt;", "&quot;", "<br", "</p>", "</div>", "</pre>", "mailto:", "[/email]",
];
const ENTITIES: [(&str, &str); 6] = [
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&#39;", "'"),
    ("&nbsp;", " "),
    ("&amp;", "&"),
];
/// Tags, and what they show.
const TAGS: [(&str, &str); 15] = [
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
    // Forums
    ("[email]", ""),
    ("[/email]", ""),
];

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

/// Returns a line as a page shows it, if it has escaped brackets, a break at its end or words in bold (`**failed**`):
/// logs and sessions are read line by line.
fn shown_line(line: &[u8]) -> Option<Vec<u8>> {
    let text = line.trim_ascii_end();
    let breaks: [&[u8]; 3] = [b"<br>", b"<br/>", b"<br />"];
    let end = breaks.iter().find_map(|end| text.strip_suffix(*end));
    if end.is_none() && memchr::memchr2(b'&', b'*', line).is_none() {
        return None;
    }
    let kept = std::str::from_utf8(end.unwrap_or(line)).ok()?;
    let mut shown = kept.replace("&lt;", "<").replace("&gt;", ">");
    if are_bold(&shown) {
        shown = shown.replace("**", "");
    }
    if end.is_some() {
        shown.push('\n');
    }
    (shown.len() < line.len()).then(|| shown.into_bytes())
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

impl<T: FnMut(Found<'_>)> Pieces<'_, T> {
    /// Returns a line of a session or log as a page shows it, if this is its source. Other text is read as a whole.
    pub(super) fn shown(&self, line: &[u8]) -> Option<Vec<u8>> {
        let is_session = match self.gathering {
            Gathering::Text => false,
            Gathering::Dialogue => true,
            Gathering::Fields(_) | Gathering::Message(_) | Gathering::Queue => return None,
            Gathering::Document(_) | Gathering::Elements(_) => return None,
        };
        let shown = shown_line(line)?;
        let text = lines::text(content(&shown));
        let is_read_alone = Turn::of(&text, is_session).is_some() || LogLine::of(&text).is_of_log();
        is_read_alone.then_some(shown)
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

/// Returns a line whose addresses are no links: `[Jo](mailto:jo@example.org)`, `jo@example.org<mailto:jo@example.org>`.
fn without_links(line: &str) -> String {
    let (mut shown, mut rest) = (String::with_capacity(line.len()), line);
    while let Some(at) = rest.find("mailto:") {
        let (before, link) = rest.split_at(at);
        let (text, end) = match before.strip_suffix("](") {
            Some(text) => (text, ')'),
            None => (before.strip_suffix('<').unwrap_or(before), '>'),
        };
        let linked = link.split_once(end).filter(|_| text.len() < before.len());
        let Some((target, behind)) = linked else {
            shown.push_str(before);
            shown.push_str("mailto:");
            rest = &link["mailto:".len()..];
            continue;
        };
        shown.push_str(text);
        let start = shown.rfind('[').filter(|_| end == ')');
        if let Some(start) = start {
            shown.remove(start);
        } else if let Some((_, text)) = target.split_once('|') {
            shown.push_str(text);
        }
        rest = behind;
    }
    shown.push_str(rest);
    shown
}

fn without_markup(line: &str) -> Cow<'_, str> {
    if !line.contains(['<', '&', '[']) {
        return Cow::Borrowed(line);
    }
    let line = if line.contains("mailto:") {
        Cow::Owned(without_links(line))
    } else {
        Cow::Borrowed(line)
    };
    TAGS.iter()
        .chain(&ENTITIES)
        .fold(line, |text, (name, shown)| text.replace(name, shown).into())
}
