//! A quick search for the lines of a log that may report a delivery.

use super::arrival;
use super::needle::{self, Needle};
use crate::bounce::lines::end_of_line;
use aho_corasick::packed::Searcher;
use memchr::memrchr2;
use std::ops::Range;
use std::sync::LazyLock;

/// What lines that report a delivery contain, in any format.
static NEEDLES: LazyLock<Vec<Needle>> = LazyLock::new(needle::searched);

/// How a mail or a mailbox starts, after the end of the previous line.
const MAIL: [&str; 3] = ["\nFrom ", "\nReturn-Path: ", "\nReceived: "];

/// What a line may report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// A delivery to one recipient, and nothing else worth knowing.
    Sent,
    /// Worth a closer look.
    Candidate,
    /// Not a line of a text log, but the start of a mail or of JSON.
    Other,
}

/// Finds the lines of a log that may report a delivery.
pub struct Scanner {
    /// `None` if the processor lacks the instructions for it; then any line may report something.
    searcher: Option<Searcher>,
    /// Whether something other than log lines may follow.
    is_mixed: bool,
}

impl Scanner {
    fn with(others: &[&'static str], is_mixed: bool) -> Scanner {
        let needles = NEEDLES.iter().map(|needle| needle.text);
        Scanner {
            searcher: Searcher::new(needles.chain(others.iter().copied())),
            is_mixed,
        }
    }

    /// Creates a scanner for an input that is a log to its end.
    pub fn of_log() -> Scanner {
        Scanner::with(&[], false)
    }

    /// Creates a scanner that also finds the lines that say whose message it is.
    pub fn of_log_with_arrivals() -> Scanner {
        Scanner::with(&arrival::NEEDLES, false)
    }

    /// Creates a scanner for a log that something else may follow.
    pub fn of_any() -> Scanner {
        Scanner::with(&MAIL, true)
    }

    /// Returns the first of these lines that may report something, as its range without the line end.
    pub fn find(&self, lines: &[u8], from: usize) -> Option<(Range<usize>, Hint)> {
        let found = match &self.searcher {
            Some(searcher) => searcher
                .find_in(lines, (from..lines.len()).into())
                .map(|found| (found.start(), found.end(), Some(found.pattern().as_usize()))),
            None => {
                let is_within = |byte: &u8| !matches!(byte, b'\n' | b'\r');
                let at = lines[from..].iter().position(is_within);
                at.map(|at| (from + at, from + at, None))
            }
        };
        let skipped = from..found.map_or(lines.len(), |(at, ..)| at);
        if self.is_mixed
            && let Some(start) = json_line(lines, skipped)
        {
            return Some((start..end_of_line(lines, start), Hint::Other));
        }
        let (at, end, pattern) = found?;
        let at = at + usize::from(end > at && lines[at] == b'\n');
        let start =
            memrchr2(b'\n', b'\r', &lines[from..at]).map_or(from, |before| from + before + 1);
        let line = start..end_of_line(lines, end);
        let needle = pattern.and_then(|pattern| NEEDLES.get(pattern));
        let is_sent = needle
            .and_then(|needle| needle.is_sent)
            .is_some_and(|is_sent| is_sent(&lines[start..at], &lines[end..line.end]));
        let hint = if is_sent {
            Hint::Sent
        } else if self.is_mixed && starts_other(&lines[line.clone()]) {
            Hint::Other
        } else {
            Hint::Candidate
        };
        Some((line, hint))
    }
}

fn starts_other(line: &[u8]) -> bool {
    line.starts_with(b"{")
        || MAIL
            .iter()
            .any(|start| line.starts_with(&start.as_bytes()[1..]))
}

/// Returns where the first line that may be JSON starts, of the lines starting in this range. A brace is rare in other
/// logs, and no text occurs in all JSON.
pub fn json_line(lines: &[u8], range: Range<usize>) -> Option<usize> {
    let from = range.start;
    memchr::memchr_iter(b'{', &lines[range]).find_map(|at| {
        let blanks = lines[..from + at]
            .iter()
            .rev()
            .take_while(|byte| **byte == b' ');
        let start = from + at - blanks.count();
        let is_start = start
            .checked_sub(1)
            .is_none_or(|before| matches!(lines[before], b'\n' | b'\r'));
        is_start.then_some(start)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The search slows down with the number of texts (`needle`). Formats may share a needle.
    #[test]
    fn needles_are_few() {
        let texts: Vec<_> = NEEDLES.iter().map(|needle| needle.text).collect();
        assert!(texts.len() + MAIL.len() <= 32, "{texts:?}");
        assert!(texts.iter().all(|text| text.len() >= 4), "{texts:?}");
    }

    fn found(scanner: &Scanner, lines: &str) -> Vec<String> {
        let (mut from, mut found) = (0, Vec::new());
        while let Some((line, _)) = scanner.find(lines.as_bytes(), from) {
            from = line.end;
            found.push(lines[line].to_owned());
        }
        found
    }

    #[test]
    fn lines_with_a_needle_or_all_of_them() {
        let lines = "one\r\n\r\na status=x, stat=y\rtwo\n\nrejected";
        let scanner = Scanner::of_log();
        if scanner.searcher.is_some() {
            assert_eq!(found(&scanner, lines), ["a status=x, stat=y", "rejected"]);
        }
        let all = Scanner {
            searcher: None,
            ..scanner
        };
        assert_eq!(
            found(&all, lines),
            ["one", "a status=x, stat=y", "two", "rejected"]
        );
    }
}
