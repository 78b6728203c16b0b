//! What a log notes apart from its deliveries. It is reported only if no delivery of the same message is: somebody who
//! pasted only that line wants it explained.

use super::Pieces;
use crate::bounce::log::LogLine;
use crate::bounce::{Bounce, Event, library};
use std::collections::VecDeque;

/// The most notes that wait for a delivery that supersedes them.
const MOST: usize = 100;
/// The longest note, in bytes; no more is remembered of what was said.
const LONGEST: usize = 4096;
/// How many messages with a reported delivery are remembered.
const MOST_REPORTED: usize = 1000;

/// How Jakarta Mail announces the cause of an error, on a line of its own.
const NESTED: &str = "nested exception is:";

/// Notes that wait, and the deliveries that were reported.
#[derive(Default)]
pub(super) struct Notes {
    waiting: VecDeque<(usize, Bounce<'static>)>,
    /// Queue ids, and what was said.
    reported: VecDeque<(Option<String>, String)>,
    /// The failures of a library's error, until something else fails.
    error: Vec<Bounce<'static>>,
    /// Whether the last line announces the cause of an error.
    announces_cause: bool,
}

impl Notes {
    /// Records that a delivery was reported.
    pub(super) fn delivery(&mut self, bounce: &Bounce<'_>) {
        let is_attempt = |note: &Bounce<'_>| is_of_domain(note, &bounce.diagnostic);
        // What a filter was asked, the server answers.
        let is_answer = |note: &Bounce<'_>| {
            let is_refusal = bounce.event == Event::Rejected && note.event == Event::Rejected;
            is_refusal && note.recipient.is_some() && note.recipient == bounce.recipient
        };
        self.waiting.retain(|(_, note)| {
            !is_needless(note, bounce.queue.as_deref(), &bounce.diagnostic)
                && !is_attempt(note)
                && !is_answer(note)
        });
        if self.reported.len() == MOST_REPORTED {
            self.reported.pop_front();
        }
        let queue = bounce.queue.as_deref().map(str::to_owned);
        let diagnostic = bounce
            .diagnostic
            .get(..bounce.diagnostic.floor_char_boundary(LONGEST));
        self.reported
            .push_back((queue, diagnostic.unwrap_or_default().to_owned()));
    }

    /// Whether these failures do not just repeat those of the previous error: a program logs what went wrong, then the
    /// error with its stack trace, and its caller does the same.
    pub(super) fn is_new_error<'a>(
        &mut self,
        found: impl ExactSizeIterator<Item = &'a Bounce<'a>> + Clone,
    ) -> bool {
        let is_new = !library::repeats(&self.error, found.clone());
        if is_new {
            self.error = found.map(|bounce| bounce.clone().into_owned()).collect();
        }
        is_new
    }

    /// Records that something else failed.
    pub(super) fn end_error(&mut self) {
        self.error.clear();
    }

    /// Whether a delivery with the same words was reported.
    pub(super) fn is_reported(&self, bounce: &Bounce<'_>) -> bool {
        self.reported
            .iter()
            .any(|(_, diagnostic)| *diagnostic == bounce.diagnostic)
    }

    /// Drops all notes: a long log contains the deliveries.
    pub(super) fn clear(&mut self) {
        *self = Notes::default();
    }
}

/// Whether a note says no more than a delivery with this queue id and these words.
fn is_needless(note: &Bounce<'_>, queue: Option<&str>, diagnostic: &str) -> bool {
    match note.queue.as_deref() {
        Some(of) => queue == Some(of),
        None => diagnostic.contains(&*note.diagnostic),
    }
}

/// Whether a note names no message, but a host next to that of a delivery: Postfix tries one mail exchanger after the
/// other.
fn is_of_domain(note: &Bounce<'_>, diagnostic: &str) -> bool {
    let host = note.remote.as_deref().unwrap_or_default();
    let is_named = |domain: &str| domain.contains('.') && diagnostic.contains(domain);
    let is_beside = host
        .split_once('.')
        .is_some_and(|(_, domain)| is_named(domain));
    note.queue.is_none() && is_beside && !diagnostic.contains(&format!(" {host}"))
}

impl Pieces<'_> {
    /// Adds a line that may be a note; returns whether it is one.
    pub(super) fn add_note(&mut self, number: usize, line: &LogLine<'_>) -> bool {
        let announces = line.body().trim_end().ends_with(NESTED);
        let announced = std::mem::replace(&mut self.notes.announces_cause, announces);
        let note = Some(line).filter(|line| line.text().len() <= LONGEST);
        let Some(note) = note.and_then(LogLine::note) else {
            return false;
        };
        self.finish();
        let is_reported = |(queue, diagnostic): &(Option<String>, String)| {
            is_needless(&note, queue.as_deref(), diagnostic)
        };
        // A stack trace ends with the error that it started with.
        let is_cause = announced || library::is_cause(line.body());
        let is_same = |(_, known): &(usize, Bounce<'_>)| known.diagnostic == note.diagnostic;
        // Dovecot says again that it gives up, and Postfix that the connection is lost after the server's reply.
        let is_repeated = self.notes.waiting.iter().any(|known| {
            let is_alike = note.recipient.is_some() && known.1.recipient == note.recipient;
            let is_known = note.queue.is_some()
                && (&known.1.queue, &known.1.remote) == (&note.queue, &note.remote)
                && known.1.reply().class().is_some()
                && note.reply().class().is_none();
            is_known || is_same(known) && (is_cause || is_alike && known.1.event != note.event)
        });
        if !is_repeated && !self.notes.reported.iter().any(is_reported) {
            self.notes.waiting.push_back((number, note.into_owned()));
        }
        if self.notes.waiting.len() > MOST {
            self.emit_note();
        }
        true
    }

    /// Emits the notes and the asides that wait.
    pub(super) fn emit_waiting(&mut self) {
        while self.emit_note() {}
        while self.out.release() {}
    }

    /// Emits the first note; returns whether there was one.
    fn emit_note(&mut self) -> bool {
        let note = self.notes.waiting.pop_front();
        note.map(|note| self.out.emit_note(note)).is_some()
    }
}
