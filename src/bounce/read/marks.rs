//! Marks in front of all lines of a paste, which pages, editors and people put there: a list's, a comment's, the number
//! or the time of each line. A single such line may mean something else, so it waits for the next one.

use super::{Gathering, Pieces};
use crate::bounce::dialogue::{ProtocolLog, Turn, opens};
use crate::bounce::lines::{Edges, Line, content, text};
use crate::bounce::log::{self, LogLine};
use crate::bounce::{mail_start, message, queue};
use std::mem;

/// What stands in front of each line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// `| `, `# `, `- `, `* `
    Sign(u8),
    /// `1. `, `  17  `; the number of the last line.
    Number(u32),
    /// `09:26:53 `
    Clock,
    /// The blanks below a list's item, the mark of which is in its first line only.
    Item,
}

/// The mark of the lines that follow.
#[derive(Debug, Default)]
pub(super) enum Marks {
    #[default]
    None,
    /// What may be a mark, and the line that starts with it: the next one has to show it.
    Waiting(Mark, usize, Vec<u8>),
    Known(Mark),
}

impl Pieces<'_> {
    /// Adds a line without the mark that it shares with the lines around it.
    pub(super) fn add_unmarked(&mut self, line: Line<'_>) {
        if line.edges != Edges::default() {
            self.add_waiting();
            return self.add_within_margin(line);
        }
        match mem::take(&mut self.marks) {
            Marks::None => {}
            Marks::Known(mark) => {
                if let Some((mark, bytes)) = mark.next(line.bytes) {
                    self.marks = Marks::Known(mark);
                    return self.add_within_margin(Line { bytes, ..line });
                }
            }
            Marks::Waiting(mark, number, waiting) => {
                let is_item = matches!(mark, Mark::Sign(b'-' | b'*'));
                let next = mark.next(line.bytes);
                let next = next.or_else(|| Mark::Item.next(line.bytes).filter(|_| is_item));
                if let Some((next, bytes)) = next.filter(|_| !content(line.bytes).is_empty()) {
                    let (_, bare) = Mark::of(&waiting).unwrap_or((mark, &waiting));
                    self.add_within_margin(Line::whole(number, bare));
                    self.marks = Marks::Known(next);
                    return self.add_within_margin(Line { bytes, ..line });
                }
                self.add_within_margin(Line::whole(number, &waiting));
            }
        }
        if self.gathering == Gathering::Text
            && !self.log.is_table()
            && let Some((mark, _)) = Mark::of(line.bytes)
        {
            self.marks = Marks::Waiting(mark, line.number, line.bytes.to_vec());
        } else {
            self.add_within_margin(line);
        }
    }

    /// Adds the line that waits: no other line follows for now.
    pub(super) fn add_waiting(&mut self) {
        if let Marks::Waiting(_, number, line) = mem::take(&mut self.marks) {
            self.add_within_margin(Line::whole(number, &line));
        }
    }

    fn add_within_margin(&mut self, line: Line<'_>) {
        let line = self.without_margin(line);
        self.add(line);
    }
}

impl Mark {
    /// Returns what may be the mark of a line, and what follows it.
    fn of(line: &[u8]) -> Option<(Mark, &[u8])> {
        match line {
            // Items of a list are complete by themselves; in a session, curl has such marks.
            [b'-' | b'*', b' ', rest @ ..] if !is_of_several(rest) || is_of_session(line) => None,
            // A row of a table ends with the mark that it starts with.
            [b'|', ..] if line.trim_ascii_end().ends_with(b"|") => None,
            [sign @ (b'|' | b'#' | b'-' | b'*'), b' ', rest @ ..] => {
                Some((Mark::Sign(*sign), rest))
            }
            [b' ' | b'\t' | b'0'..=b'9' | b'[', ..] => numbered(line)
                // The first number may as well be a reply code.
                .filter(|(number, _)| !(200..600).contains(number))
                .map(|(number, rest)| (Mark::Number(number), rest))
                .or_else(|| Some((Mark::Clock, behind_clock(line)?)))
                .filter(|(_, rest)| !rest.trim_ascii().is_empty()),
            _ => None,
        }
    }

    /// Returns what follows the mark in the next line, if it has it.
    fn next(self, line: &[u8]) -> Option<(Mark, &[u8])> {
        let bare = content(line);
        if bare.is_empty() {
            return Some((self, line));
        }
        match self {
            Mark::Sign(sign) => {
                let rest = line.strip_prefix(&[sign])?;
                let is_blank = rest.trim_ascii().is_empty();
                let rest = rest.strip_prefix(b" ").or(is_blank.then_some(rest))?;
                Some((self, rest))
            }
            Mark::Number(last) => {
                let (number, rest) = numbered(line)?;
                let follows = last.checked_add(1) == Some(number);
                follows.then_some((Mark::Number(number), rest))
            }
            Mark::Clock => Some((self, behind_clock(line)?)),
            Mark::Item => Some((self, line.strip_prefix(b"  ")?)),
        }
    }
}

/// Splits off the number of a line: `1. `, `17) `, `17:`, `  17  `, `    17<TAB>`.
fn numbered(line: &[u8]) -> Option<(u32, &[u8])> {
    let text = line.trim_ascii_start();
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = text.split_at(digits);
    let number = str::from_utf8(number).ok()?.parse().ok()?;
    let is_indented = text.len() < line.len();
    let rest = match rest {
        // A time of day.
        [b':', b'0'..=b'9', ..] => return None,
        [b'.' | b')' | b':', b' ', rest @ ..] | [b':', rest @ ..] => rest,
        [b' ', b' ', rest @ ..] | [b'\t', rest @ ..] => rest,
        [b' ', rest @ ..] if is_indented => rest,
        [] | [b'\r' | b'\n', ..] => rest,
        _ => return None,
    };
    Some((number, rest))
}

/// Strips `09:26:53 `, `09:26:53.589 ` or `[09:26:53] `.
fn behind_clock(line: &[u8]) -> Option<&[u8]> {
    let text = line.strip_prefix(b"[").unwrap_or(line);
    let is_clock = |(at, byte): (usize, &u8)| match at {
        2 | 5 => *byte == b':',
        _ => byte.is_ascii_digit(),
    };
    let clock = text.get(..8)?;
    let rest = &text[8..];
    let is_fraction = |byte: &&u8| byte.is_ascii_digit() || matches!(byte, b'.' | b',');
    let rest = &rest[rest.iter().take_while(is_fraction).count()..];
    let rest = if text.len() < line.len() {
        rest.strip_prefix(b"]")?
    } else {
        rest
    };
    let is_stamp = clock.iter().enumerate().all(is_clock);
    let rest = rest.strip_prefix(b" ").filter(|_| is_stamp)?;
    Some(rest)
}

fn is_of_session(line: &[u8]) -> bool {
    let line = text(content(line));
    opens(&line) || Turn::of(&line, false).is_some()
}

/// Whether a line is the first of several that belong together: a session, a queue, a log, a document, fields, a notice,
/// what was said to a recipient.
fn is_of_several(line: &[u8]) -> bool {
    let shown = text(content(line));
    is_of_session(line)
        || queue::starts(&shown)
        || message::alone(&shown).is_some()
        || mail_start::is_known_field(line)
        || LogLine::of(&shown).is_of_log()
        || log::behind_container(&shown).is_some()
        || ProtocolLog::of(&shown).is_some()
        || matches!(line.trim_ascii(), b"{" | b"[")
        || shown.trim_end().ends_with(':') && !shown.contains('@') && message::announces(&shown)
}
