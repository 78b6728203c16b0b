//! Findings that wait until it is known what else an input contains. What a log notes apart from its deliveries is
//! reported only if no delivery of the same message is: somebody who pasted only that line wants it explained. What
//! people write around a failure counts only if the failure itself was not pasted.

use super::{Found, Judge, Pieces, Trust};
use crate::bounce::log::LogLine;
use crate::bounce::{About, Bounce, Event, library, message};
use std::collections::VecDeque;
use std::{iter, slice};

/// The most notes that wait for a delivery that supersedes them.
const MOST: usize = 100;
/// The longest note, in bytes; no more is remembered of what was said.
const LONGEST: usize = 4096;
/// How many messages with a reported delivery are remembered.
const MOST_REPORTED: usize = 1000;

/// Receives everything that is found.
pub(super) struct Out<'j, T> {
    judge: Judge<'j>,
    on_found: T,
    /// Whether the input is a single line.
    is_alone: bool,
    /// The first certain findings.
    found: Vec<Bounce<'static>>,
    /// What people write around a failure, and words that may mean something else.
    asides: VecDeque<(usize, Bounce<'static>)>,
    /// The last failure that a program logged of which only the words are known.
    logged: Option<Bounce<'static>>,
}

impl<'j, T: FnMut(Found<'_>)> Out<'j, T> {
    pub(super) fn to(judge: Judge<'j>, on_found: T) -> Out<'j, T> {
        Out {
            judge,
            on_found,
            is_alone: false,
            found: Vec::new(),
            asides: VecDeque::new(),
            logged: None,
        }
    }

    pub(super) fn emit(&mut self, (line, bounce): Found<'_>) {
        if !self.is_alone && self.found.len() < MOST {
            let trust = match bounce.about {
                About::Quoted => Trust::Nothing,
                About::Delivery if bounce.is_accepted() => Trust::Nothing,
                About::Delivery => Trust::Sure,
                About::Mail | About::Anything => (self.judge)(&bounce),
            };
            match trust {
                Trust::Nothing => {}
                Trust::Guess => return self.emit_aside(line, bounce),
                Trust::Sure => self.found.push(bounce.clone().into_owned()),
            }
            // Nobody comments on a long list: what seemed to be an aside is part of it.
            if self.found.len() == MOST {
                self.asides.drain(..).for_each(&mut self.on_found);
            }
        }
        (self.on_found)((line, bounce));
    }

    /// Notes that there will be a single finding.
    pub(super) fn expect_one(&mut self) {
        self.is_alone = true;
    }

    /// Emits something that counts only if nothing more certain is found.
    pub(super) fn emit_aside(&mut self, line: usize, bounce: Bounce<'_>) {
        self.asides.push_back((line, bounce.into_owned()));
        if self.asides.len() > MOST {
            self.tell_aside();
        }
    }

    /// Emits what a program says, unless it logs the same again, as each of its parts may do.
    pub(super) fn emit_once(&mut self, found: Found<'_>) {
        if !self.is_logged_again(&found.1) {
            self.emit(found);
        }
    }

    /// Emits or drops the first aside; returns whether there was one. If a failure with its code was found, the aside
    /// adds nothing; words without a code are not trusted if anything else was found.
    fn tell_aside(&mut self) -> bool {
        let Some((line, bounce)) = self.asides.pop_front() else {
            return false;
        };
        let reply = bounce.reply();
        let is_same = |known: &Bounce<'_>| {
            let said = known.reply();
            let is_either_none = said.enhanced.is_none() || reply.enhanced.is_none();
            let is_of_another = bounce.recipient.is_some() && bounce.recipient != known.recipient;
            said.code == reply.code
                && (is_either_none || said.enhanced == reply.enhanced)
                && !is_of_another
        };
        if reply.class().is_none() && !self.found.is_empty() {
            let about = About::Quoted;
            // What people write is not something that could not be read.
            if !message::is_narrated(&bounce.diagnostic) {
                (self.on_found)((line, Bounce { about, ..bounce }));
            }
        } else if !self.found.iter().any(is_same) {
            (self.on_found)((line, bounce));
        }
        true
    }

    /// The number of certain findings.
    pub(super) fn count(&self) -> usize {
        self.found.len()
    }

    /// Emits what a session shows, unless one of the findings before it says the same.
    pub(super) fn emit_of_session(&mut self, before: usize, found: Found<'_>) {
        let again = found.1.reply();
        let is_same = |known: &Bounce<'_>| {
            let is_either_none = known.recipient.is_none() || found.1.recipient.is_none();
            known.event == Event::Unknown
                && known.stage.is_none()
                && known.reply() == again
                && (is_either_none || known.recipient == found.1.recipient)
        };
        if !self.found[..before].iter().any(is_same) {
            self.emit(found);
        }
    }

    /// Whether the last message about the same recipient is repeated within a second.
    fn is_logged_again(&mut self, bounce: &Bounce<'_>) -> bool {
        let Some(time) = bounce.time.as_deref() else {
            return false;
        };
        if bounce.event != Event::Unknown || bounce.recipient.is_none() {
            return false;
        }
        let is_same = |known: &Bounce<'_>| {
            known.time.as_deref().map(second) == Some(second(time))
                && library::repeats(slice::from_ref(known), iter::once(bounce))
        };
        let is_again = self.logged.as_ref().is_some_and(is_same);
        if !is_again {
            self.logged = Some(bounce.clone().into_owned());
        }
        is_again
    }
}

/// Returns a stamp without the fraction of its second.
fn second(time: &str) -> &str {
    time.split(['.', ',']).next().unwrap_or(time)
}

/// Notes that wait, and the deliveries that were reported.
#[derive(Default)]
pub(super) struct Notes {
    waiting: VecDeque<(usize, Bounce<'static>)>,
    /// Queue ids, and what was said.
    reported: VecDeque<(Option<String>, String)>,
    /// The failures of a library's error, until something else fails.
    error: Vec<Bounce<'static>>,
}

impl Notes {
    /// Records that a delivery was reported.
    pub(super) fn delivery(&mut self, bounce: &Bounce<'_>) {
        let is_attempt = |note: &Bounce<'_>| is_of_domain(note, &bounce.diagnostic);
        self.waiting.retain(|(_, note)| {
            !is_needless(note, bounce.queue.as_deref(), &bounce.diagnostic) && !is_attempt(note)
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

impl<T: FnMut(Found<'_>)> Pieces<'_, T> {
    /// Adds a line that may be a note; returns whether it is one.
    pub(super) fn add_note(&mut self, number: usize, line: &LogLine<'_>) -> bool {
        let note = Some(line).filter(|line| line.text().len() <= LONGEST);
        let Some(note) = note.and_then(LogLine::note) else {
            return false;
        };
        self.finish();
        let is_reported = |(queue, diagnostic): &(Option<String>, String)| {
            is_needless(&note, queue.as_deref(), diagnostic)
        };
        // A stack trace ends with the error that it started with.
        let is_cause = library::is_cause(line.body());
        let is_same = |(_, known): &(usize, Bounce<'_>)| known.diagnostic == note.diagnostic;
        // Dovecot says again that it gives up.
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

    /// Emits the notes and the asides that wait.
    pub(super) fn tell_notes(&mut self) {
        while self.tell_note() {}
        while self.out.tell_aside() {}
    }

    /// Emits the first note; returns whether there was one.
    fn tell_note(&mut self) -> bool {
        let note = self.notes.waiting.pop_front();
        note.map(|note| self.out.emit(note)).is_some()
    }
}
