//! Adds the tallies in an input.

use super::wire::MOST_BYTES;
use super::{Few, read};
use crate::catalogue::Problem;
use crate::inputs::{self, Input};
use crate::triage::time::written;
use crate::triage::{Facet, Tally, Triage};
use std::io::{BufRead, BufReader};

/// What is not counted in tallies, or not as it was.
#[derive(Default)]
struct Flaws {
    /// The times of tallies of which only a part is asked for.
    divided: Few,
    /// Ids of causes and providers that the catalogue does not have.
    unknown: Few,
    is_without_senders: bool,
    is_without_totals: bool,
    is_too_much: bool,
}

impl Flaws {
    /// Describes all of them in words.
    fn in_words(&self) -> Option<String> {
        let divided = self.divided.in_words().map(|times| {
            format!(
                "it is a tally that cannot be divided: ask for all of its time ({times}) or for none of it"
            )
        });
        let unknown = self.unknown.in_words().map(|ids| {
            format!(
                "this catalogue does not know all causes and providers that it counts ({ids}): such causes are counted as \
                 bounced or deferred, such providers as unknown; read it with the catalogue that it was made with"
            )
        });
        let senders = "it is a tally made without --by sender or the like, so it does not say whose mail failed";
        let senders = self.is_without_senders.then(|| senders.to_owned());
        let totals = "it is a tally made without --totals, so they lack what it counts";
        let totals = self.is_without_totals.then(|| totals.to_owned());
        let much = "with all of it, these would be the counts of more than 64 TiB of logs: add up fewer tallies";
        let much = self.is_too_much.then(|| much.to_owned());
        let flaws = [divided, unknown, senders, totals, much]
            .into_iter()
            .flatten();
        let flaws: Vec<_> = flaws.collect();
        (!flaws.is_empty()).then(|| flaws.join("; "))
    }
}

impl Triage {
    /// Adds the tallies in an input. A damaged one adds nothing.
    pub fn add_tallies(&mut self, input: Input) -> Result<(), Problem> {
        let name = input.name;
        let problem = |message: String| inputs::problem(name.as_deref(), message);
        if let Some(why) = self.tally.needs_lines() {
            return Err(problem(format!("it is a tally, {why}")));
        }
        let mut reader = BufReader::new(input.reader);
        let mut flaws = Flaws::default();
        loop {
            let is_end = reader.fill_buf().map(<[u8]>::is_empty);
            let found = match is_end {
                Ok(true) => break,
                Ok(false) => read(&mut reader, *self.tally.catalogue()),
                Err(error) => Err(error),
            };
            let found = found.map_err(|error| {
                problem(format!(
                    "it is a tally that cannot be read ({error}): nothing of it counts, nor what follows it in the file; make it \
                     anew, by this version's `bouncedex triage --format tally`"
                ))
            })?;
            if self.add_tally(found.tally, &mut flaws) {
                flaws.unknown.extend(found.unknown);
            }
        }
        flaws.in_words().map_or(Ok(()), |flaws| Err(problem(flaws)))
    }

    /// Adds a tally if all of its time is asked for, since part of it cannot be added; returns whether it was added.
    fn add_tally(&mut self, tally: Tally, flaws: &mut Flaws) -> bool {
        if self.tally.bytes.saturating_add(tally.bytes) > MOST_BYTES {
            flaws.is_too_much = true;
            return false;
        }
        let span = tally.span().filter(|_| self.asked.is_some());
        if let Some((first, last)) = span
            && !(self.asked.holds(first) && self.asked.holds(last))
        {
            if self.asked.of(first, last).is_some() {
                let [first, last] = [first, last].map(written);
                flaws.divided.add(&format!("{first} to {last}"));
            }
            self.tally.pass(&tally);
            return false;
        }
        let [ours, theirs] =
            [&self.tally, &tally].map(|tally| tally.attempts.counts(Facet::Sender));
        flaws.is_without_senders |= ours && !theirs;
        flaws.is_without_totals |= self.tally.totals.is_some() && tally.totals.is_none();
        let merged = self.tally.merge(tally);
        self.error = self.error.take().or(merged.err());
        true
    }
}
