//! Finds the end of a reply that is read line by line.

use super::EnhancedCode;
use super::codes::{enhanced_code, reply_code};
use super::repeated::behind_repeated;
use memchr::{memchr_iter, memchr2_iter, memmem};

/// Splits a text into replies, each with the number of lines before it. A line is a reply by itself, unless it says
/// that it continues or the next one is indented. If every line says so, and each names another address than the one
/// before or repeats that line, they are replies whose ends were cut off.
pub fn split(text: &str) -> Vec<(usize, String)> {
    let lines = lines(text);
    let (mut replies, mut rest) = (Vec::new(), lines.as_slice());
    while let Some((first, others)) = rest.split_first() {
        let (reply, behind) = rest.split_at(1 + continuation(first, others));
        let size = if are_beginnings(reply) {
            1
        } else {
            reply.len()
        };
        for (number, reply) in (lines.len() - rest.len()..)
            .step_by(size)
            .zip(reply.chunks(size))
        {
            replies.push((number, reply.join("\n").trim().to_owned()));
        }
        rest = behind;
    }
    replies.retain(|(_, reply)| !reply.is_empty());
    replies
}

/// Splits a text into lines, which end with LF, CRLF or CR.
pub(super) fn lines(text: &str) -> Vec<&str> {
    let (mut lines, mut start) = (Vec::new(), 0);
    for end in memchr2_iter(b'\r', b'\n', text.as_bytes()) {
        let is_second_half = text[..end].ends_with('\r') && text[end..].starts_with('\n');
        if !is_second_half {
            lines.push(&text[start..end]);
        }
        start = end + 1;
    }
    lines.push(&text[start..]);
    lines
}

/// Returns how many of these lines continue a reply. Lines without a code continue it only if its last line follows.
fn continuation(first: &str, others: &[&str]) -> usize {
    let heads = |next: &&&str| introduces(first, next);
    let (mut begun, mut count) = match others.first().filter(heads) {
        Some(next) => (Begun::below(first, next), 1),
        None => (Begun::with(first), 0),
    };
    for (number, line) in (1..).zip(others).skip(count) {
        let Some(next) = begun.and(line) else { break };
        if next.doubtful == 0 {
            count = number;
        }
        begun = next;
    }
    count
}

/// Whether a line says who answered the reply that is indented below it: `host mx.example.org[192.0.2.7] said:`.
fn introduces(line: &str, next: &str) -> bool {
    const ANSWERS: [&str; 3] = [" said:", " refused to talk to me:", " replied:"];
    let line = line.trim_end();
    let is_answer = || {
        let is_of_exim = line.contains("SMTP error from remote mail");
        is_of_exim || ANSWERS.iter().any(|end| line.ends_with(end))
    };
    line.ends_with(':')
        && is_answer()
        && indentation(next) > indentation(line)
        && start(line).is_none()
        && start(next).is_some()
}

/// Whether each of these lines begins a new reply.
fn are_beginnings(lines: &[&str]) -> bool {
    let named = |line: &str| {
        line.split_whitespace()
            .find(|word| word.contains('@'))
            .map(str::to_owned)
    };
    let is_other = |pair: &[&str]| match (named(pair[0]), named(pair[1])) {
        (Some(one), Some(other)) => one != other || pair[0] == pair[1],
        (None, None) => pair[0] == pair[1],
        (Some(_), None) | (None, Some(_)) => false,
    };
    let is_open = lines.last().is_some_and(|last| Begun::with(last).goes_on);
    lines.len() > 1 && is_open && lines.windows(2).all(is_other)
}

/// A reply that is being read line by line, as far as it has come.
#[derive(Clone, Copy, Debug, Default)]
pub struct Begun {
    /// How many blanks the first line starts with, or the one that introduces it.
    indentation: usize,
    /// How many blanks the first line starts with if another one introduces it.
    level: usize,
    code: Option<u16>,
    enhanced: Option<EnhancedCode>,
    goes_on: bool,
    /// Whether it breaks off after a comma: pages remove the indentation of what follows.
    is_open: bool,
    /// How many lines in a row have had no code: they belong to the reply only if its last line follows.
    doubtful: usize,
}

impl Begun {
    /// The most lines without a code that a reply may have before its last line.
    const MOST_DOUBTFUL: usize = 12;

    pub fn with(first: &str) -> Begun {
        // Codes count only if the reply may continue.
        let start = may_go_on(first).then(|| start(first)).flatten();
        Begun {
            indentation: indentation(first),
            is_open: first.trim_end().ends_with(',') && reply_code(first).is_some(),
            ..start.unwrap_or_default()
        }
    }

    /// Starts a reply below the line that introduces it: whatever is indented more than that belongs to it.
    fn below(heading: &str, first: &str) -> Begun {
        Begun {
            indentation: indentation(heading),
            level: indentation(first),
            ..Begun::with(first)
        }
    }

    /// Adds the next line to the reply; `None` if that line starts another.
    pub fn and(self, line: &str) -> Option<Begun> {
        if line.trim().is_empty() {
            return None;
        }
        // What names somebody else, or another code, is no rest of a reply.
        let is_another = || {
            indentation(line) <= self.level && (line.contains('@') || reply_code(line).is_some())
        };
        let is_indented =
            indentation(line) > self.indentation && self.doubtful == 0 && !is_another();
        if !self.goes_on && !is_indented {
            let is_rest = self.is_open && line.starts_with(char::is_lowercase);
            return (is_rest && start(line).is_none()).then_some(Begun {
                is_open: false,
                ..self
            });
        }
        let Some(next) = start(line) else {
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

    /// Whether the reply says that it continues: a hyphen follows its code (RFC 5321 §4.2.1).
    pub fn goes_on(self) -> bool {
        self.goes_on
    }
}

/// Whether a line contains three digits followed by a hyphen.
fn may_go_on(line: &str) -> bool {
    let bytes = line.as_bytes();
    memchr_iter(b'-', bytes)
        .filter_map(|at| bytes[..at].last_chunk::<3>())
        .any(|digits| digits.iter().all(u8::is_ascii_digit))
}

/// Examines a line that starts with a code. If it contains the last line of its reply too, the reply is complete.
fn start(line: &str) -> Option<Begun> {
    let (at, code) = reply_code(line).filter(|(at, _)| may_stand_before(&line[..*at]))?;
    let (digits, said) = line[at..].split_at(3);
    let said = behind_repeated(said, digits);
    let is_last = |at: usize| {
        // Exim quotes another server: `550-Response: 550 …`.
        let is_own = said[..at].ends_with(' ') && !said[..at].ends_with(": ");
        is_own && matches!(said.as_bytes().get(at + 3), None | Some(b' '))
    };
    let mut repeated = memmem::find_iter(said.as_bytes(), digits).filter(|at| *at > 0);
    Some(Begun {
        code: Some(code),
        enhanced: enhanced_code(said, Some(code)).map(|(enhanced, _)| enhanced),
        goes_on: said.starts_with('-') && !repeated.any(is_last),
        ..Begun::default()
    })
}

/// Tells whether a flattened and re-wrapped reply continues behind a code that the line repeats; `None` if the line
/// repeats none. None of the reply's own lines start where these do.
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

/// Whether a reply may start after this text: quoting marks, a short word, a label such as `Error:`.
fn may_stand_before(text: &str) -> bool {
    let is_quoted = text.ends_with(['"', '\'']);
    let text = text.trim_matches(['>', ' ', '"', '\'']);
    is_quoted || text.len() < 6 || text.ends_with([':', ';']) || text.ends_with(" -")
}

#[cfg(test)]
mod tests {
    use super::*;

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

    /// Returns how many lines each reply of a text takes.
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
            "550-5.1.1 <ann@example.org> unknown\n550-5.1.1 <bob@example.org> unknown",
            "550-5.1.1 user unknown\n550-5.1.1 user unknown",
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
            "550-5.1.1 no such user <ann@example.org>\n550-5.1.1 or <bob@example.org>\n550 5.1.1 at all",
            "550-5.1.1 no such user\n550-5.1.1 as <bob@example.org>",
            "550-5.1.1 no such user, see\n550-5.1.1 there",
        ] {
            assert_eq!(lengths(text), [text.lines().count()], "{text}");
        }
    }
}
