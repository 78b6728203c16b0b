//! Adds the tallies that an input holds.

use super::wire::MOST_BYTES;
use super::{Unknown, read};
use crate::catalogue::Problem;
use crate::inputs::{self, Input};
use crate::triage::time::written;
use crate::triage::{Tally, Triage};
use std::io::{BufRead, BufReader};

impl Triage {
    /// Adds the tallies that an input holds. One that is damaged adds nothing.
    pub fn add_tallies(&mut self, input: Input) -> Result<(), Problem> {
        let name = input.name;
        let problem = |message: String| inputs::problem(name.as_deref(), message);
        if let Some(why) = self.tally.needs_lines() {
            return Err(problem(format!("it is a tally, {why}")));
        }
        let mut reader = BufReader::new(input.reader);
        let mut unknown = Unknown::default();
        loop {
            let is_end = reader.fill_buf().map(<[u8]>::is_empty);
            let found = match is_end {
                Ok(true) => break,
                Ok(false) => read(&mut reader, *self.tally.catalogue()),
                Err(error) => Err(error),
            };
            let found = found.map_err(|error| {
                problem(format!(
                    "it is a tally that cannot be read ({error}): make it anew, by this version's `bouncedex triage --format tally`"
                ))
            })?;
            found.unknown.0.iter().for_each(|id| unknown.add(id));
            self.add_tally(found.tally).map_err(&problem)?;
        }
        if unknown.0.is_empty() {
            return Ok(());
        }
        let ids: Vec<_> = unknown.0.into_iter().collect();
        Err(problem(format!(
            "this catalogue does not know all causes and providers that it counts, such as {}: such causes are counted as \
             bounced or deferred, such providers as unknown; read it with the catalogue that it was made with",
            ids.join(", ")
        )))
    }

    /// Adds a tally if all of it was asked for. A part of it cannot be.
    fn add_tally(&mut self, tally: Tally) -> Result<(), String> {
        let span = tally.span().filter(|_| self.asked.is_some());
        if let Some((first, last)) = span
            && !(self.asked.holds(first) && self.asked.holds(last))
        {
            if self.asked.of(first, last).is_some() {
                return Err(format!(
                    "it is a tally of {} to {}, which cannot be divided: ask for all of that time or for none of it",
                    written(first),
                    written(last)
                ));
            }
            self.tally.pass(&tally);
            return Ok(());
        }
        if self.tally.bytes.saturating_add(tally.bytes) > MOST_BYTES {
            return Err("with it, these would be the counts of more than 64 TiB of logs: add up fewer tallies".into());
        }
        let merged = self.tally.merge(tally);
        self.error = self.error.take().or(merged.err());
        Ok(())
    }
}
