//! Where an error of a mail library starts and ends in a text.

use super::{connection, forms, marks};
use crate::bounce::message;
use crate::reply::{Begun, Reply};
use std::ops::Range;

/// An error with its stack trace.
#[derive(Debug)]
pub(super) struct Error<'a> {
    pub span: Range<usize>,
    /// The number of lines before it.
    pub line: usize,
    /// The program that reports it, if it names itself before a colon.
    program: Option<&'a str>,
    /// Whether it has quoted a reply.
    has_reply: bool,
    /// Whether its message continues in the next unindented line.
    is_open: bool,
    /// Whether it certainly does, because it has said nothing yet.
    is_heading: bool,
    /// Whether it reports a failure by itself, although it quotes no reply.
    is_whole: bool,
}

/// An unindented line with those that belong to it: indented ones, stack frames, closing brackets.
struct Block<'a> {
    text: &'a str,
    start: usize,
    line: usize,
    is_error: bool,
    /// Whether only indented lines or a stack trace show that it is an error.
    is_end: bool,
}

/// Returns the errors of a text, in order.
pub(super) fn of(text: &str) -> Vec<Error<'_>> {
    let mut errors: Vec<Error> = Vec::new();
    for block in blocks(text).into_iter().filter(|block| block.is_error) {
        let error = Error::of(&block);
        let goes_on =
            |last: &Error<'_>| last.goes_on(&error) || block.is_end && last.ends_with(&error, text);
        match errors.last_mut().filter(|last| goes_on(last)) {
            Some(last) => {
                last.span.end = error.span.end;
                last.has_reply |= error.has_reply;
                last.is_open = error.is_open;
                last.is_heading = error.is_heading;
            }
            None => errors.push(error),
        }
    }
    errors
}

impl<'a> Error<'a> {
    fn of(block: &Block<'a>) -> Error<'a> {
        let text = block.text.trim_end();
        let program = text.split_once(": ").map(|(program, _)| program);
        Error {
            span: block.start..block.start + block.text.len(),
            line: block.line,
            program: program.filter(|program| !program.contains(char::is_whitespace)),
            has_reply: Reply::parse(text).code.is_some_and(|code| code >= 400),
            is_open: text.starts_with("Traceback ")
                || text.ends_with([':', ';'])
                || text.contains("recipients failed:"),
            is_heading: text.starts_with("Traceback ") || text.ends_with(':'),
            is_whole: connection::is_any(&text.to_ascii_lowercase()),
        }
    }

    /// Whether the next error continues this one: this one has announced more, or the same program continues about it.
    fn goes_on(&self, next: &Error<'_>) -> bool {
        let same = self.program.is_some() && self.program == next.program;
        let is_due = !self.has_reply && (self.is_open || same);
        let is_another = next.is_whole && !next.has_reply && !self.is_heading;
        self.span.end == next.span.start && !is_another && (is_due || same && !next.has_reply)
    }

    /// Whether the next error is only this one's stack trace, preceded by the end of its message: .NET explains in
    /// paragraphs.
    fn ends_with(&self, next: &Error<'_>, text: &str) -> bool {
        let between = &text[self.span.end..next.span.start];
        let has_stack = text[self.span.clone()].lines().any(forms::is_frame);
        !self.has_reply
            && !has_stack
            && !super::refuses(between)
            && between.matches('\n').count() <= MOST_LINES
    }
}

/// The most lines of an error's message before its stack trace.
const MOST_LINES: usize = 24;

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let (mut at, mut reply, mut blank) = (0, Begun::default(), 0);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let end = at + line.len();
        let bare = line.trim_end();
        if bare.is_empty() {
            blank += line.len();
            at = end;
            continue;
        }
        let next = reply.and(bare).filter(|_| blank == 0 && reply.goes_on());
        // The bare name of an exception, with the reply below it.
        let is_heading = |block: &Block<'_>| {
            let text = block.text.trim_end();
            block.is_error
                && !text.contains('\n')
                && Reply::parse(text).code.is_none()
                && message::starts_with_code(bare)
        };
        let is_due = |block: &Block<'_>| {
            blank == 0 && (forms::ends_with_code(block.text) || is_heading(block))
        };
        let belongs = next.is_some() || belongs(bare) || blocks.last().is_some_and(is_due);
        reply = next.unwrap_or_else(|| Begun::with(bare));
        match blocks.last_mut().filter(|_| belongs) {
            Some(block) => {
                block.text = &text[block.start..end];
                block.is_error |= forms::is_frame(bare) || marks::is_library(bare);
            }
            None => {
                // A server's reply may name an exception too.
                let is_error = marks::is_library(bare) && !message::starts_with_code(bare);
                blocks.push(Block {
                    text: line,
                    start: at,
                    line: number,
                    is_error,
                    is_end: !is_error,
                });
            }
        }
        (at, blank) = (end, 0);
    }
    blocks
}

/// Whether a line belongs to the unindented one before it.
fn belongs(line: &str) -> bool {
    line.starts_with([' ', '\t', '}', ']'])
        || forms::is_frame(line)
        || super::is_cause(line)
        || ["nested exception", "; ", "Failed message "]
            .iter()
            .any(|start| line.starts_with(start))
        || !line.contains(char::is_alphanumeric)
}
