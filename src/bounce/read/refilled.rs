//! Joins replies that a mail client has wrapped.

use crate::bounce::message;
use crate::reply::Reply;
use std::borrow::Cow;
use std::ops::RangeInclusive;

/// The widths to which replies are wrapped, in bytes.
const WIDTH: RangeInclusive<usize> = 24..=120;
/// Narrower sentences may have lines of their own: then only a word that must continue shows that one was wrapped.
const NARROW: usize = 44;
/// Mail clients break lines of words at this width or later.
const USUAL: usize = 60;
/// The most lines of a wrapped reply.
const MOST: usize = 8;

/// Joins each wrapped reply of a text into one line, followed by blank lines in place of the others.
pub(super) fn refilled(text: &str) -> Cow<'_, str> {
    let lines: Vec<_> = text.lines().collect();
    let paragraphs = || lines.split(|line| bare(line).is_empty());
    if !paragraphs().any(is_wrapped_reply) {
        return Cow::Borrowed(text);
    }
    let mut refilled = String::with_capacity(text.len());
    for paragraph in paragraphs() {
        if is_wrapped_reply(paragraph) {
            let joined: Vec<_> = paragraph.iter().map(|line| bare(line)).collect();
            refilled.push_str(&joined.join(" "));
            refilled.push_str(&"\n".repeat(paragraph.len() + 1));
        } else {
            for line in paragraph {
                refilled.push_str(line);
                refilled.push('\n');
            }
            refilled.push('\n');
        }
    }
    Cow::Owned(refilled)
}

/// Whether only the first line has a reply, at its start or after words, no line has room for the next one's first word,
/// and one of them breaks off within a sentence.
fn is_wrapped_reply(paragraph: &[&str]) -> bool {
    if !(2..=MOST).contains(&paragraph.len()) || !has_code(bare(paragraph[0])) {
        return false;
    }
    let lines: Vec<_> = paragraph.iter().map(|line| bare(line)).collect();
    let width = lines.iter().map(|line| line.len()).max();
    let Some(width) = width.filter(|width| WIDTH.contains(width)) else {
        return false;
    };
    let is_full = |pair: &[&str]| {
        let word = pair[1].split(' ').next().unwrap_or_default();
        pair[0].len() + 1 + word.len() > width
    };
    let breaks_off = |pair: &[&str]| {
        if width <= NARROW {
            return leads_on(pair[0]);
        }
        !pair[0].ends_with(['.', '!', '?', ':', ';', ')'])
            && !pair[1].starts_with(char::is_uppercase)
    };
    lines.windows(2).all(is_full)
        && lines.windows(2).any(breaks_off)
        && lines[1..]
            .iter()
            .all(|line| Reply::parse(line).class().is_none())
}

/// Whether a line starts with a reply, or breaks off within one after words.
fn has_code(line: &str) -> bool {
    let is_within = || {
        let breaks_off = line.len() >= USUAL || leads_on(line);
        breaks_off && matches!(Reply::parse(line).class(), Some(4 | 5))
    };
    message::starts_with_code(line) || is_within()
}

/// Words that end no sentence, sorted.
const LEADING: [&str; 51] = [
    "a", "an", "and", "are", "as", "at", "be", "because", "been", "but", "by", "can", "cannot",
    "could", "does", "due", "for", "from", "has", "have", "if", "in", "into", "is", "its", "may",
    "must", "no", "not", "of", "on", "or", "our", "than", "that", "the", "their", "these", "this",
    "those", "to", "was", "were", "which", "while", "will", "with", "without", "would", "you",
    "your",
];

/// Whether more must follow a line: its last word ends no sentence, or a bracket is open.
fn leads_on(line: &str) -> bool {
    let last = line.rsplit(' ').next().unwrap_or_default();
    let last = last.to_ascii_lowercase();
    LEADING.binary_search(&&*last).is_ok()
        || line.matches('(').count() > line.matches(')').count()
        || line.matches('<').count() > line.matches('>').count()
}

/// Strips quote marks from a line.
fn bare(line: &str) -> &str {
    line.trim_matches(['>', ' ', '\t'])
}
