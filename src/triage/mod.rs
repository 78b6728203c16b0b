//! What is failing in mail logs: who refuses what, since when, and what to do about it.

pub mod distinct;
mod names;
pub mod recipients;
mod tally;
pub mod time;
pub mod timeline;
pub mod when;

pub use tally::{Cause, Said, Sample, Status, Tally};

use crate::bounce::log::{self, Part, Stream, Told};
use crate::diagnose::Diagnoser;
use std::io::{self, Read};
use time::{Clock, Seconds};

/// Reads logs and counts what they tell.
pub struct Triage {
    stream: Stream,
    clock: Clock,
    /// Only what happened from then on.
    since: Option<Seconds>,
    /// Only what happened until then.
    until: Option<Seconds>,
    pub tally: Tally,
}

impl Triage {
    pub fn new(diagnoser: Diagnoser, clock: Clock) -> Triage {
        Triage {
            stream: Stream::default(),
            clock,
            since: None,
            until: None,
            tally: Tally::new(diagnoser),
        }
    }

    /// Counts only what happened in this stretch of time.
    pub fn between(self, since: Option<Seconds>, until: Option<Seconds>) -> Triage {
        Triage {
            since,
            until,
            ..self
        }
    }

    /// Reads one log; `look` sees the tally now and then.
    pub fn read(&mut self, input: impl Read, mut look: impl FnMut(&Tally)) -> io::Result<()> {
        let Triage {
            stream,
            clock,
            since,
            until,
            tally,
        } = self;
        let tally = std::cell::RefCell::new(tally);
        let narrowed = since.is_some() || until.is_some();
        let is_asked = |time: Option<Seconds>| {
            time.is_none_or(|time| {
                since.is_none_or(|since| since <= time) && until.is_none_or(|until| time <= until)
            })
        };
        let time_of = |line: &[u8]| {
            let line = std::str::from_utf8(line).ok()?;
            clock.seconds(log::stamp(line)?)
        };
        let mut failure = None;
        let tell = |told: Told<'_>| match told {
            Told::Sent(line) => {
                if !narrowed || is_asked(time_of(line)) {
                    tally.borrow_mut().sent();
                }
            }
            Told::Bounce(line, bounce) => {
                let time = bounce.time.as_deref();
                let time = time.and_then(|stamp| clock.seconds(stamp));
                if is_asked(time) {
                    let added = tally.borrow_mut().add(line, &bounce, time);
                    failure = failure.take().or(added.err());
                }
            }
        };
        let part = |part: Part<'_>| {
            let ends = part.ends.map(time_of);
            // Where the log goes beyond the stretch of time that is asked for, that is as far as is counted.
            let ends = ends.map(|time| {
                let time = time.map(|time| since.map_or(time, |since| time.max(since)));
                time.map(|time| until.map_or(time, |until| time.min(until)))
            });
            tally.borrow_mut().part(part, ends);
            look(&tally.borrow());
        };
        stream.read(input, tell, part)?;
        failure.map_or(Ok(()), Err)
    }
}
