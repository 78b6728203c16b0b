//! What is failing in mail logs: who refuses what, since when, and what to do about it.
//!
//! Logs that end are counted on all cores ([`ahead`]): threads read parts of whole lines (`source`) and each count the
//! parts that they read (`workers`); the calling thread adds up, and counts what must be counted in order. Logs that
//! grow are followed (`follow`).
//!
//! The [`Tally`] holds the counts. A [`Snapshot`](breakdown::Snapshot) is its counts by entry, provider and domain at
//! one moment; the [`Breakdown`](breakdown::Breakdown) adds them up anew for each query and way to group, for the
//! screen as well as the report.
//!
//! Memory stays bounded. Names of hosts and domains, codes, and unexplained replies are kept in tables of bounded size:
//! the first ones are counted separately, the rest as [`OTHERS`]. Recipients and deliveries go to a [`spill`], an
//! external sort that keeps the answer exact: records are sorted, merged if they are about the same thing, and written
//! to a temporary file if they are still too many. If that file cannot be written, all of its records are given up and
//! that is reported: memory never makes up for a missing disk.

pub mod ahead;
mod attempts;
pub mod breakdown;
mod by;
pub mod chance;
pub mod compare;
pub mod distinct;
pub mod facet;
mod failure;
mod failure_lines;
pub mod figures;
mod hosts;
mod mask;
mod messages;
mod names;
mod newest;
pub mod once;
pub mod readings;
pub mod recent;
pub mod recipients;
mod records;
pub mod replies;
pub mod rotated;
mod source;
pub mod spike;
pub mod spill;
mod status;
mod tally;
pub mod tally_file;
pub mod time;
pub mod time_argument;
pub mod timeline;
pub mod totals;
mod volumes;
pub mod window;
mod workers;

pub use attempts::Attempts;
pub use by::By;
pub use facet::Facet;
pub use failure::{Failure, FailureKey, Sample};
pub use failure_lines::{FailureLine, FailureLines, LONGEST_LINE};
pub(crate) use mask::masked;
pub use names::{AttemptCounts, Kept, Name, OTHERS};
pub use newest::{MOST_LINES, MOST_OF_ALL, NewLine, Newest, Times, Wanted, WantedNames};
pub use status::Status;
pub use tally::Tally;
pub use volumes::{Ranked, Ranking, Volume};

use crate::bounce::log::{self, LogLine};
use crate::bounce::stream::{Depth, Found, Lines, Part, Stream, text};
use crate::catalogue::Problem;
use crate::diagnose::Diagnoser;
use crate::search::filters::Selection;
use std::io::{self, Read};
use time::{Clock, Seconds};
use totals::Totals;
use window::Window;

/// Reads logs and counts what they report.
pub struct Triage {
    pub clock: Clock,
    /// Only what happened then is counted.
    pub asked: Window,
    pub tally: Tally,
    /// Why something could not be counted.
    error: Option<io::Error>,
}

impl Triage {
    pub fn new(diagnoser: Diagnoser, clock: Clock) -> Triage {
        Triage {
            clock,
            asked: Window::default(),
            tally: Tally::new(diagnoser),
            error: None,
        }
    }

    /// Creates one that counts the same as this one, with nothing counted yet.
    fn fresh(&self) -> Triage {
        Triage {
            tally: self.tally.fresh(),
            error: None,
            ..*self
        }
    }

    /// Adds the counts of other parts of the logs.
    fn merge(&mut self, counted: Tally) -> Result<(), Problem> {
        let merged = self.tally.merge(counted);
        merged.map_err(|error| spill::problem(&error))
    }

    /// Counts only what happened in this stretch of time.
    pub fn within(self, asked: Window) -> Triage {
        Triage { asked, ..self }
    }

    /// Counts only these failures, before anything else is asked for.
    pub fn selecting(mut self, selection: Selection) -> Triage {
        let asked = selection.names().iter();
        let is_of_message = asked.map(|name| name.field).any(|field| {
            let mut facets = Facet::ALL.into_iter();
            facets.any(|facet| facet.field() == Some(field) && facet.is_of_message())
        });
        self.tally.select(selection);
        if is_of_message {
            self = self.by_message();
        }
        self
    }

    /// Also counts by whose messages they are (sender, user, source, campaign), which takes longer.
    pub fn by_message(mut self) -> Triage {
        self.tally.attempts.remember_messages();
        self
    }

    /// Also counts how much mail came in and went out, which takes longer too.
    pub fn with_totals(mut self) -> Triage {
        self.tally.totals = Some(Totals::default());
        self
    }

    /// How much of the logs is read.
    pub fn depth(&self) -> Depth {
        if self.tally.totals.is_some() {
            Depth::Messages
        } else {
            self.tally.attempts.depth()
        }
    }

    /// Reads one log.
    pub fn read(&mut self, mut input: impl Read) -> io::Result<()> {
        let (mut stream, mut lines) = (Stream::new(self.depth()), Lines::default());
        while self.read_on(&mut stream, &mut lines, &mut input)? > 0 {}
        self.end(&mut stream, &mut lines);
        self.error.take().map_or(Ok(()), Err)
    }

    /// Reads once from a log that may grow, and counts the lines that are complete now. Returns the number of bytes
    /// read, which is zero at the end of the log, for now.
    pub fn read_on(
        &mut self,
        stream: &mut Stream,
        lines: &mut Lines,
        input: &mut impl Read,
    ) -> io::Result<usize> {
        stream.read(lines, input, &mut |found| self.count(found))
    }

    /// Counts the last line of a log, if it has no line end.
    pub fn end(&mut self, stream: &mut Stream, lines: &mut Lines) {
        stream.end(lines, &mut |found| self.count(found));
    }

    /// Ends a log that broke off: half a line counts only if it is complete JSON.
    pub fn break_off(&mut self, stream: &mut Stream, lines: &mut Lines) {
        stream.break_off(lines, &mut |delivery| self.count(delivery));
    }

    /// Returns why something could not be counted since the last call.
    pub fn uncounted(&mut self) -> Option<Problem> {
        self.error.take().map(|error| spill::problem(&error))
    }

    fn count(&mut self, found: Found<'_>) {
        match found {
            Found::Sent(line) => {
                let lists_addresses = self.tally.addresses.is_some();
                let time = if self.asked.is_some() || lists_addresses {
                    self.time_of(line)
                } else {
                    None
                };
                if self.is_asked(time) {
                    self.tally.sent(line);
                    if lists_addresses {
                        let text = text(line);
                        let recipient = log::sent(&text).recipient;
                        let noted = self.tally.accepted(recipient.as_deref(), time);
                        self.error = self.error.take().or(noted.err());
                    }
                }
            }
            // A message may arrive long before the period that is asked for.
            Found::Arrival(arrival) => {
                self.tally.attempts.arrived(&arrival);
                if self.tally.totals.is_some() {
                    let time = arrival.time.and_then(|stamp| self.clock.seconds(stamp));
                    let is_asked = self.is_asked(time);
                    self.total(|totals| totals.arrived(&arrival, is_asked));
                }
            }
            Found::Bounce(line, bounce) => {
                let time = bounce.time.as_deref();
                let time = time.and_then(|stamp| self.clock.seconds(stamp));
                if self.is_asked(time) {
                    let added = self.tally.add(line, &bounce, time);
                    self.error = self.error.take().or(added.err());
                    self.total(|totals| totals.happened(&bounce));
                }
            }
            Found::Part(part) => self.part(part),
        }
    }

    /// Counts for the totals, if they are asked for.
    fn total(&mut self, count: impl FnOnce(&mut Totals) -> io::Result<()>) {
        if let Some(totals) = &mut self.tally.totals {
            let counted = count(totals);
            self.error = self.error.take().or(counted.err());
        }
    }

    fn is_asked(&self, time: Option<Seconds>) -> bool {
        time.is_none_or(|time| self.asked.holds(time))
    }

    fn time_of(&self, line: &[u8]) -> Option<Seconds> {
        let line = text(line);
        self.clock.seconds(LogLine::of(&line).stamp()?)
    }

    fn part(&mut self, part: Part<'_>) {
        let ends = part.ends.map(|line| self.time_of(line));
        let times = || ends.into_iter().flatten();
        // Lines may be out of order.
        let covered = times().min().zip(times().max());
        self.tally.part(part, covered, &self.asked);
    }
}
