//! Where in a text an error of a mail library starts and ends.

use super::{connection, forms, marks};
use crate::bounce::message;
use crate::reply::{Begun, Reply};
use std::ops::Range;

/// An error with its stack.
#[derive(Debug)]
pub(super) struct Error<'a> {
    pub span: Range<usize>,
    /// The number of lines before it.
    pub line: usize,
    /// The program that speaks, where it names itself before a colon.
    program: Option<&'a str>,
    /// Whether it has cited a reply.
    has_reply: bool,
    /// Whether what it says goes on at the margin.
    is_open: bool,
    /// Whether it surely does: it has said nothing yet.
    is_heading: bool,
    /// Whether it reports a failure by itself, though it cites no reply.
    is_whole: bool,
}

/// A line at the margin with those that belong to it: indented ones, frames, brackets that close.
struct Block<'a> {
    text: &'a str,
    start: usize,
    line: usize,
    is_error: bool,
    /// Whether only what is indented or a stack shows that.
    is_end: bool,
}

/// The errors of a text, in their order.
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

    /// Whether another one goes on with it: this one has announced more, or the same program goes on to speak of it.
    fn goes_on(&self, next: &Error<'_>) -> bool {
        let same = self.program.is_some() && self.program == next.program;
        let is_due = !self.has_reply && (self.is_open || same);
        let is_another = next.is_whole && !next.has_reply && !self.is_heading;
        self.span.end == next.span.start && !is_another && (is_due || same && !next.has_reply)
    }

    /// Whether another one is only its stack, with the last of what it says in front: .NET explains in paragraphs.
    fn ends_with(&self, next: &Error<'_>, text: &str) -> bool {
        let between = &text[self.span.end..next.span.start];
        let has_stack = text[self.span.clone()].lines().any(forms::is_frame);
        !self.has_reply
            && !has_stack
            && !super::refuses(between)
            && between.matches('\n').count() <= MOST_LINES
    }
}

/// What an error says before its stack has no more lines.
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
        // An exception's name alone, and the reply below it.
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
                // What a server says may name an exception, too.
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

/// Whether a line belongs to the one at the margin before it.
fn belongs(line: &str) -> bool {
    line.starts_with([' ', '\t', '}', ']'])
        || forms::is_frame(line)
        || [
            "Caused by:",
            "Caused: ",
            "nested exception",
            "; ",
            "Failed message ",
        ]
        .iter()
        .any(|start| line.starts_with(start))
        || !line.contains(char::is_alphanumeric)
}
