//! What a log says beside its deliveries, reported only where no delivery of the same message is: somebody who pasted that
//! line alone wants it explained.

use super::{Found, Pieces};
use crate::bounce::log::LogLine;
use crate::bounce::{Bounce, library};
use std::collections::VecDeque;

/// So many notes wait for the delivery that makes them needless.
const MOST: usize = 100;
/// A longer line is no note, in bytes; no more of what was said is remembered.
const LONGEST: usize = 4096;
/// So many messages are remembered of which a delivery was reported.
const MOST_REPORTED: usize = 1000;

/// Where what is found goes.
pub(super) struct Out<T> {
    on_found: T,
    /// Whether anything was found but what people narrate.
    is_any: bool,
}

impl<T: FnMut(Found<'_>)> Out<T> {
    pub(super) fn to(on_found: T) -> Out<T> {
        Out {
            on_found,
            is_any: false,
        }
    }

    pub(super) fn emit(&mut self, found: Found<'_>) {
        self.is_any = true;
        (self.on_found)(found);
    }
}

/// Notes that wait, and the deliveries that were reported.
#[derive(Default)]
pub(super) struct Notes {
    waiting: VecDeque<(usize, Bounce<'static>)>,
    /// Queue ids, and what was said.
    reported: VecDeque<(Option<String>, String)>,
    /// The failures of a library's error, until something else fails.
    error: Vec<Bounce<'static>>,
    /// Failures that people narrate in their own words.
    narrated: Vec<(usize, Bounce<'static>)>,
}

impl Notes {
    /// A delivery was reported.
    pub(super) fn delivery(&mut self, bounce: &Bounce<'_>) {
        self.waiting
            .retain(|(_, note)| !is_needless(note, bounce.queue.as_deref(), &bounce.diagnostic));
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

    /// Whether these are not the failures of the error before, once more: a program logs what went wrong, then the error
    /// with its stack, and whoever called it does the same.
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

    /// Something else failed.
    pub(super) fn end_error(&mut self) {
        self.error.clear();
    }

    /// Whether a delivery with the same words was reported.
    pub(super) fn is_reported(&self, bounce: &Bounce<'_>) -> bool {
        self.reported
            .iter()
            .any(|(_, diagnostic)| *diagnostic == bounce.diagnostic)
    }

    /// Nothing that was noted so far is worth telling: a long log holds the deliveries.
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

impl<T: FnMut(Found<'_>)> Pieces<T> {
    /// Takes a line that may be a note; whether it is one.
    pub(super) fn add_note(&mut self, number: usize, line: &LogLine<'_>) -> bool {
        let note = Some(line).filter(|line| line.text().len() <= LONGEST);
        let Some(note) = note.and_then(LogLine::note) else {
            return false;
        };
        self.finish();
        let is_reported = |(queue, diagnostic): &(Option<String>, String)| {
            is_needless(&note, queue.as_deref(), diagnostic)
        };
        // A stack ends with the error it started with.
        let is_cause = library::is_cause(line.body());
        let is_same = |(_, known): &(usize, Bounce<'_>)| known.diagnostic == note.diagnostic;
        // Dovecot says once more that it gives up.
        let is_repeated = self.notes.waiting.iter().any(|known| {
            let is_alike = note.recipient.is_some() && known.1.recipient == note.recipient;
            is_same(known) && (is_cause || is_alike && known.1.event != note.event)
        });
        if !is_repeated && !self.notes.reported.iter().any(is_reported) {
            self.notes.waiting.push_back((number, note.into_owned()));
        }
        if self.notes.waiting.len() > MOST {
            self.tell_note();
        }
        true
    }

    /// Keeps a failure that somebody narrates: it counts only if the failure itself was not pasted, too.
    pub(super) fn add_narrated(&mut self, number: usize, bounce: Bounce<'_>) {
        if !self.out.is_any && self.notes.narrated.len() < MOST {
            self.notes.narrated.push((number, bounce.into_owned()));
        }
    }

    /// Tells the notes that wait, and what was narrated if nothing else was found.
    pub(super) fn tell_notes(&mut self) {
        while self.tell_note() {}
        let narrated = std::mem::take(&mut self.notes.narrated);
        if !self.out.is_any {
            narrated.into_iter().for_each(&mut self.out.on_found);
        }
    }

    /// Tells the first note; whether there was one.
    fn tell_note(&mut self) -> bool {
        let note = self.notes.waiting.pop_front();
        note.map(|note| self.out.emit(note)).is_some()
    }
}
