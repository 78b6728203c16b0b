//! What tools put in front of log lines: `grep` a file name and line number, `cat -n` a number, a log collector the
//! name of a host or stream, a web page a date and level.

use super::parts::is_reply;
use super::stamp;

/// The longest prefix, in bytes.
const LONGEST: usize = 160;

/// Returns the candidates for a line after a prefix, likeliest first: from the line's own stamp, and after a name or
/// number.
pub(super) fn behind(text: &str) -> impl Iterator<Item = &str> {
    let name = label(text);
    let number = name.and_then(label);
    let shown = leveled(text)
        .or_else(|| marked_up(text))
        .or_else(|| indented(text));
    stamped(text)
        .into_iter()
        .chain(name)
        .chain(number)
        .chain(shown)
}

/// Strips the date and the level that a page of logs shows: `28.01.2019, 19:30:48 | info | `.
pub(super) fn leveled(text: &str) -> Option<&str> {
    let (date, rest) = text.split_at_checked(memchr::memmem::find(text.as_bytes(), b" | ")?)?;
    let (level, rest) = rest[3..].split_once(" | ")?;
    let is_date = date.len() < LONGEST && date.contains(|c: char| c.is_ascii_digit());
    let levels = [
        "debug", "info", "notice", "warn", "warning", "error", "crit", "critical",
    ];
    (is_date && levels.contains(&level)).then(|| rest.trim_start_matches(' '))
}

/// Strips indentation and quote marks from a line.
fn indented(text: &str) -> Option<&str> {
    let bare = text.trim_start_matches([' ', '\t', '>']);
    (bare.len() < text.len()).then_some(bare)
}

/// Strips Markdown from a line that is shown as code, in bold or in a list: "- `4A1B2C3D4E: to=<…>, …`".
fn marked_up(text: &str) -> Option<&str> {
    let bare = text.trim_start_matches([' ', '\t', '>', '-', '*', '`']);
    let mark = text[..text.len() - bare.len()].trim_end();
    let is_marked = mark.ends_with('`') || mark.ends_with("**");
    is_marked.then(|| bare.trim_end_matches([' ', '*', '`']))
}

/// Returns the text from the first timestamp that does not start it.
fn stamped(text: &str) -> Option<&str> {
    let is_quote = |byte: u8| matches!(byte, b'\'' | b'"');
    let starts = |before: u8| {
        matches!(before, b' ' | b'\t' | b':' | b'-' | b'|' | b']' | b'}') || is_quote(before)
    };
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    // A stamp contains a time of day, or is a number.
    let has_time = memchr::memchr_iter(b':', &bytes[..bytes.len().min(2 * LONGEST)])
        .any(|at| at > 0 && is_digit(at - 1) && is_digit(at + 1));
    let may_start = |at: usize| has_time || is_digit(at) || bytes.get(at) == Some(&b'@');
    let before = bytes[..bytes.len().min(LONGEST)].iter().enumerate();
    let mut places = before.filter(|(at, byte)| starts(**byte) && may_start(at + 1));
    places.find_map(|(at, before)| {
        let rest = text.get(at + 1..)?;
        stamp::split(rest)?;
        // A quote ends with its mark, perhaps as in source code: `'…',`.
        let end = rest.rfind(char::from(*before)).filter(|end| {
            is_quote(*before) && !rest[*end..].contains(|c: char| c.is_alphanumeric() || c == ')')
        });
        Some(&rest[..end.unwrap_or(rest.len())])
    })
}

/// Strips `mail.log:`, `17:`, `  17<TAB>` or `mx1: `.
fn label(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(' ');
    let is_name = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/' | b'~' | b'@')
    };
    let length = text
        .bytes()
        .take(LONGEST)
        .take_while(|byte| is_name(byte))
        .count();
    let (name, rest) = text.split_at_checked(length)?;
    let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
    let rest = match rest.as_bytes().first()? {
        b':' => rest.get(1..),
        b' ' => rest.strip_prefix(" : "),
        b'\t' if is_number => rest.get(1..),
        _ => None,
    };
    rest.filter(|_| length > 0)
        .map(|rest| rest.trim_start_matches(' '))
}

/// Returns what follows a file name and line number: a reply, or anything if both are there; or what follows the time
/// that a container's log puts before each line: `2026-03-14T09:26:53.589Z `.
pub fn said(text: &str) -> Option<&str> {
    let name = label(text);
    if name.is_some()
        && let Some((_, said)) = stamp::split(text)
    {
        return Some(said);
    }
    let numbered = name.and_then(label);
    let is_next = |rest: &&str| !text[..text.len() - rest.len()].ends_with(' ');
    let is_number = |rest: &&str| {
        let number = text[..text.len() - rest.len()]
            .trim_end_matches([':', ' '])
            .rsplit(':')
            .next();
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let mut places = name.into_iter().chain(numbered).filter(is_next);
    places
        .find(|rest| is_reply(rest))
        .or(numbered.filter(is_number))
}

/// Returns the JSON after a prefix, or the object as a program prints it.
pub fn json(text: &str) -> Option<&str> {
    let find = |start: &&[u8; 2]| memchr::memmem::find(text.as_bytes(), *start);
    let at = [b"{\"", b"{'", b"{ ", b"{:"].iter().find_map(find);
    let at = at.filter(|at| (1..LONGEST).contains(at))?;
    text.get(at..).filter(|rest| rest.ends_with('}'))
}
