//! What is failing in mail logs: who refuses what, since when, and what to do about it.

pub mod ahead;
pub mod distinct;
mod names;
pub mod recent;
pub mod recipients;
pub mod surge;
mod tally;
pub mod time;
pub mod timeline;
pub mod when;

pub use tally::{Cause, Said, Sample, Status, Tally};

use crate::bounce::log::{self, Lines, Part, Stream, Told};
use crate::catalogue::Problem;
use crate::diagnose::Diagnoser;
use std::env;
use std::io::{self, Read};
use time::{Clock, Seconds};

/// Reads logs and counts what they tell.
pub struct Triage {
    pub clock: Clock,
    /// Only what happened from then on.
    since: Option<Seconds>,
    /// Only what happened until then.
    until: Option<Seconds>,
    pub tally: Tally,
    /// Why something could not be counted.
    failure: Option<io::Error>,
}

impl Triage {
    pub fn new(diagnoser: Diagnoser, clock: Clock) -> Triage {
        Triage {
            clock,
            since: None,
            until: None,
            tally: Tally::new(diagnoser),
            failure: None,
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
    pub fn read(&mut self, mut input: impl Read, mut look: impl FnMut(&Tally)) -> io::Result<()> {
        let mut lines = Lines::default();
        let mut stream = Stream::default();
        let read = loop {
            match self.read_on(&mut stream, &mut lines, &mut input) {
                Ok(1..) => look(&self.tally),
                end => break end,
            }
        };
        if read.is_ok() {
            self.end(&mut stream, &mut lines);
        }
        look(&self.tally);
        read.and(self.failure.take().map_or(Ok(()), Err))
    }

    /// Reads once of a log that may grow, and counts the lines that are whole now. How many bytes were read: none where
    /// the log ends, for now.
    pub fn read_on(
        &mut self,
        stream: &mut Stream,
        lines: &mut Lines,
        input: &mut impl Read,
    ) -> io::Result<usize> {
        stream.read(lines, input, &mut |told| self.count(told))
    }

    /// Counts the last line of a log if it has no end.
    pub fn end(&mut self, stream: &mut Stream, lines: &mut Lines) {
        stream.end(lines, &mut |told| self.count(told));
    }

    /// Why something could not be counted since this was asked last.
    pub fn uncounted(&mut self) -> Option<Problem> {
        let error = self.failure.take()?;
        Some(Problem {
            file: env::temp_dir().display().to_string(),
            at: None,
            message: format!("not all could be counted: {error}"),
        })
    }

    fn count(&mut self, told: Told<'_>) {
        match told {
            Told::Sent(line) => {
                let is_narrowed = self.since.is_some() || self.until.is_some();
                if !is_narrowed || self.is_asked(self.time_of(line)) {
                    self.tally.sent();
                }
            }
            Told::Bounce(line, bounce) => {
                let time = bounce.time.as_deref();
                let time = time.and_then(|stamp| self.clock.seconds(stamp));
                if self.is_asked(time) {
                    let added = self.tally.add(line, &bounce, time);
                    self.failure = self.failure.take().or(added.err());
                }
            }
            Told::Part(part) => self.part(part),
        }
    }

    fn is_asked(&self, time: Option<Seconds>) -> bool {
        time.is_none_or(|time| {
            self.since.is_none_or(|since| since <= time)
                && self.until.is_none_or(|until| time <= until)
        })
    }

    fn time_of(&self, line: &[u8]) -> Option<Seconds> {
        let line = std::str::from_utf8(line).ok()?;
        self.clock.seconds(log::stamp(line)?)
    }

    fn part(&mut self, part: Part<'_>) {
        // Where the log goes beyond the stretch of time that is asked for, that is as far as is counted.
        let ends = part.ends.map(|line| {
            let time = self.time_of(line);
            let time = time.map(|time| self.since.map_or(time, |since| time.max(since)));
            time.map(|time| self.until.map_or(time, |until| time.min(until)))
        });
        self.tally.part(part, ends);
    }
}
