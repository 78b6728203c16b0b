//! Log lines that a mail client has wrapped: people paste them into mails, which are wrapped at some width and quoted.

use super::Pieces;
use crate::bounce::Bounce;
use crate::bounce::lines::{Edges, Line};
use crate::bounce::log::{self, LogLine};

/// The greatest width of a wrapped line, in bytes.
const WIDEST: usize = 140;
/// The most lines that are joined.
const MOST: usize = 20;

/// Nobody pastes more log lines than this into a mail: what follows is a log as it was written.
const MOST_PASTED: usize = 32;

/// A log line that may continue in the next lines, with those that do.
#[derive(Debug)]
pub(super) struct Wrapped {
    number: usize,
    /// The original lines, to be read one by one if they do not belong together.
    lines: Vec<Vec<u8>>,
    joined: String,
    /// The width of the last line, and of the widest one.
    last: usize,
    widest: usize,
}

impl Wrapped {
    /// Starts with a log line that reports less than it could, and is so narrow that it may have been wrapped.
    fn of(line: &Line<'_>, shown: &LogLine<'_>) -> Option<Wrapped> {
        let text = shown.text();
        let is_narrow = text.len() <= WIDEST && line.edges == Edges::default();
        let is_open = || text.matches('(').count() > text.matches(')').count();
        let may_go_on = || is_open() || !reports_anything(shown);
        let text = text.trim_end();
        (is_narrow && shown.is_of_log() && may_go_on()).then(|| Wrapped {
            number: line.number,
            lines: vec![line.bytes.to_vec()],
            joined: text.to_owned(),
            last: text.len(),
            widest: text.len(),
        })
    }

    /// Takes a line that continues this one: its first word did not fit into the line before, or is a field.
    fn takes(&mut self, line: &Line<'_>, shown: &LogLine<'_>) -> bool {
        let text = shown.text();
        let bare = uncited(text).trim();
        let first = bare.split(' ').next().unwrap_or_default();
        let is_forced = self.last + 1 + first.len() > self.widest || first.contains('=');
        let is_mine = !bare.is_empty()
            && is_forced
            && text.len() <= WIDEST
            && line.edges == Edges::default()
            && self.lines.len() < MOST
            && !shown.is_of_log()
            && !is_dated(bare);
        if is_mine {
            self.lines.push(line.bytes.to_vec());
            self.joined.push(' ');
            self.joined.push_str(bare);
            self.last = text.trim_end().len();
            self.widest = self.widest.max(self.last);
        }
        is_mine
    }
}

/// Whether a log line reports what was said.
fn reports_anything(line: &LogLine<'_>) -> bool {
    let mut is_told = false;
    let mut take = |bounce: Bounce<'_>| is_told |= bounce.diagnostic.contains(char::is_alphabetic);
    log::Reader::default().read(line, &mut take);
    if let Some(note) = line.note().filter(|_| !is_told) {
        return note.diagnostic.contains(char::is_alphabetic);
    }
    is_told
}

/// Whether a line starts with a timestamp, perhaps in quotes: it is complete by itself.
fn is_dated(text: &str) -> bool {
    log::split_stamp(text.trim_start_matches(['\'', '"'])).is_some()
}

/// Strips quote marks from a line.
fn uncited(line: &str) -> &str {
    line.trim_start_matches(['>', '|', ' ', '\t'])
}

impl Pieces<'_> {
    /// Adds a line to the text, after a log line that it may continue.
    pub(super) fn add_unwrapped(&mut self, line: Line<'_>, shown: &LogLine<'_>) {
        if let Some(wrapped) = &mut self.wrapped {
            if wrapped.takes(&line, shown) {
                return;
            }
            self.end_wrapped();
            return self.add(line);
        }
        self.wrapped = Some(&line)
            .filter(|_| self.log_lines < MOST_PASTED && !self.log.is_table())
            .and_then(|line| Wrapped::of(line, shown));
        if self.wrapped.is_none() {
            self.add_to_text(line, shown);
        }
    }

    /// Reads the joined line, or its parts if it reports nothing.
    pub(super) fn end_wrapped(&mut self) {
        let Some(wrapped) = self.wrapped.take() else {
            return;
        };
        let joined = LogLine::of(&wrapped.joined);
        if wrapped.lines.len() > 1 && reports_anything(&joined) {
            return self.add_to_text(
                Line::whole(wrapped.number, wrapped.joined.as_bytes()),
                &joined,
            );
        }
        // Only the first may be a log line.
        for (number, bytes) in (wrapped.number..).zip(&wrapped.lines) {
            let line = Line::whole(number, bytes);
            if self.gathering == super::Gathering::Text {
                self.add_with(line, Pieces::add_to_text);
            } else {
                self.add(line);
            }
        }
    }
}
