//! Joins replies that a mail client has wrapped.

use crate::bounce::message;
use crate::reply::{EnhancedCode, Reply};
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
    let has_errors = lines.windows(2).any(|pair| continues(pair[0], pair[1]));
    if !has_errors && !paragraphs().any(is_wrapped_reply) {
        return Cow::Borrowed(text);
    }
    let mut refilled = String::with_capacity(text.len());
    for paragraph in paragraphs() {
        if is_wrapped_reply(paragraph) {
            let joined: Vec<_> = paragraph.iter().map(|line| bare(line)).collect();
            refilled.push_str(&joined.join(" "));
            refilled.push_str(&"\n".repeat(paragraph.len() + 1));
        } else {
            let mut is_rest = false;
            for (index, line) in paragraph.iter().enumerate() {
                let next = paragraph.get(index + 1);
                let goes_on = next.is_some_and(|next| continues(line, next));
                refilled.push_str(line);
                refilled.push_str(if goes_on { " " } else { "\n" });
                refilled.push_str(if is_rest { "\n" } else { "" });
                is_rest = goes_on;
            }
            refilled.push('\n');
        }
    }
    Cow::Owned(refilled)
}

/// Whether the next line continues an error: of PHPMailer, in which a server's words may end with a line end of their
/// own, or one that breaks off between the codes of a reply.
fn continues(line: &str, next: &str) -> bool {
    next.trim_start().starts_with("SMTP code: ") || breaks_codes(bare(line), bare(next))
}

/// Whether a paragraph is the message of Outlook Express that ends with the number of an error.
fn is_of_windows_mail(paragraph: &[&str]) -> bool {
    let numbered = |line: &&str| line.contains("0x800CCC7");
    let quotes = |line: &&str| line.contains(" SMTP,");
    (2..=2 * MOST).contains(&paragraph.len())
        && paragraph.last().is_some_and(numbered)
        && paragraph.iter().any(quotes)
}

/// Whether only the first line has a reply, at its start or after words, no line has room for the next one's first word,
/// and one of them breaks off within a sentence; or the first line leaves a bracket or a sentence open.
fn is_wrapped_reply(paragraph: &[&str]) -> bool {
    if is_of_windows_mail(paragraph) {
        return true;
    }
    if !(2..=MOST).contains(&paragraph.len()) {
        return false;
    }
    let lines: Vec<_> = paragraph.iter().map(|line| bare(line)).collect();
    if breaks_tuple(lines[0]) {
        return true;
    }
    if !has_code(lines[0], lines[1]) || breaks_address(lines[0]) {
        return false;
    }
    let is_rest = |line: &&str| Reply::parse(line).class().is_none();
    let is_alone = lines[1..].iter().all(is_rest);
    if is_alone && lines.len() == 2 && introduces(lines[0], lines[1]) {
        return true;
    }
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
            return leads_on(pair[0]) || is_continued(pair[0], pair[1]);
        }
        !pair[0].ends_with(['.', '!', '?', ':', ';', ')'])
            && !pair[1].starts_with(char::is_uppercase)
    };
    is_alone && lines.windows(2).all(is_full) && lines.windows(2).any(breaks_off)
}

/// Whether a line starts with a reply, or breaks off within one after words.
fn has_code(line: &str, next: &str) -> bool {
    let is_within = || {
        let breaks_off = line.len() >= USUAL || leads_on(line) || is_continued(line, next);
        breaks_off && Reply::parse(line).is_refusal()
    };
    message::starts_with_code(line) || is_within()
}

/// Whether a line breaks off within an address: some terminals break words, too.
fn breaks_address(line: &str) -> bool {
    let open = line
        .rsplit('<')
        .next()
        .filter(|open| open.len() < line.len());
    open.is_some_and(|open| !open.is_empty() && !open.contains(['>', ' ']))
}

/// Whether a line breaks off behind the reply code of a tuple in Python: `{'jo@example.org': (550,`.
fn breaks_tuple(line: &str) -> bool {
    let code = line
        .strip_suffix(',')
        .and_then(|line| line.rsplit('(').next());
    code.is_some_and(|code| code.len() == 3 && matches!(code.parse(), Ok(400..600)))
}

/// Whether a line breaks off between the codes of a reply that it quotes: `with message "550`, `5.7.1 Command rejected`.
fn breaks_codes(line: &str, next: &str) -> bool {
    let code = line.rsplit(['"', '\'']).next().unwrap_or_default();
    let is_code = code.len() == 3 && code.len() < line.len() && message::starts_with_code(code);
    let (enhanced, _) = next.split_once(' ').unwrap_or((next, ""));
    is_code && enhanced.starts_with(&code[..1]) && enhanced.parse::<EnhancedCode>().is_ok()
}

/// Whether a line ends where its reply begins to tell the cause: `535 Authentication failed:`.
fn introduces(line: &str, next: &str) -> bool {
    message::starts_with_code(line) && line.ends_with(':') && !next.contains('@')
}

/// Whether the next line can only continue a sentence: it starts with a word that begins none, or in lower case after
/// a reply that words precede.
fn is_continued(line: &str, next: &str) -> bool {
    let first = next.split(' ').next().unwrap_or_default();
    let is_of_sentence = LEADING.binary_search(&first).is_ok() || first.len() == next.len();
    let is_lower = first.starts_with(char::is_lowercase) && !first.contains('@');
    is_lower && line.ends_with(char::is_alphanumeric) && (is_of_sentence || has_hardly_begun(line))
}

/// Whether a reply after words has a single word so far: `The server said: 550 5.1.1 <jo@example.org>: Recipient`.
fn has_hardly_begun(line: &str) -> bool {
    let reply = Reply::parse(line);
    let words = reply.text.split(' ').filter(|word| !word.contains('@'));
    words.take(2).count() == 1 && !message::starts_with_code(line)
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
