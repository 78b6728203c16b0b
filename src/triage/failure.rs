//! What is known of one failure: an entry of the catalogue, as one provider says it.

use super::time::Seconds;
use super::timeline::Timeline;
use crate::bounce::Event;
use crate::catalogue::{Action, EntryId, ProviderId};
use crate::diagnose::{self, Confidence};
use std::collections::BTreeMap;

/// A line of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    pub time: Option<Seconds>,
    pub line: String,
}

/// What is counted together: the entry that explains it and the provider that said it, or else the one
/// whose entry it is; and what happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FailureKey {
    pub entry: EntryId,
    pub provider: ProviderId,
    /// Deferred or bounced; or rejected, which is no failed delivery.
    pub event: Event,
}

/// What is known of one failure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    /// Failed attempts to deliver; or refusals of what others wanted to deliver here.
    pub attempts: u64,
    /// How many of them were explained by a guess.
    pub guesses: u64,
    pub first: Sample,
    pub latest: Sample,
    pub timeline: Timeline,
    /// Failed attempts by the number of the recipients' domain.
    pub domains: BTreeMap<u32, u64>,
}

/// No more domains of one failure are counted separately.
const MOST_DOMAINS: usize = 4096;
/// Of a longer line the start is a sample, in bytes.
const LONGEST_SAMPLE: usize = 1000;

impl Failure {
    /// How sure the surest of its diagnoses is, as far as the action depends on it.
    pub fn confidence(&self) -> Confidence {
        if self.guesses == self.attempts {
            Confidence::Guess
        } else {
            Confidence::Likely
        }
    }

    /// What to do about failures for which the entry that explains them asks for this: as often, and as sure.
    pub fn actions(&self, of_entry: Action) -> [(Action, u64); 2] {
        let surely = diagnose::action(of_entry, Confidence::Likely);
        let guessed = diagnose::action(of_entry, Confidence::Guess);
        [
            (surely, self.attempts - self.guesses),
            (guessed, self.guesses),
        ]
    }

    /// Adds what is known of another failure.
    pub fn merge(&mut self, other: &Failure) {
        self.attempts += other.attempts;
        self.guesses += other.guesses;
        if self.first.line.is_empty() || earlier(&other.first, &self.first) {
            self.first.clone_from(&other.first);
        }
        if self.latest.line.is_empty() || earlier(&self.latest, &other.latest) {
            self.latest.clone_from(&other.latest);
        }
        self.timeline.merge(&other.timeline);
        for (domain, count) in &other.domains {
            *self.domains.entry(*domain).or_default() += count;
        }
    }

    /// Takes a line of the log for the first or the latest of its kind, if it is.
    pub fn sample(&mut self, line: &str, time: Option<Seconds>) {
        let line = &line[..line.floor_char_boundary(LONGEST_SAMPLE)];
        // Files may be read in any order.
        let is_empty = self.first.line.is_empty();
        if is_empty || time.is_some() && time < self.first.time {
            self.first.set(line, time);
        }
        if is_empty || time.is_none() || time >= self.latest.time {
            self.latest.set(line, time);
        }
    }

    /// Counts a failed attempt at a recipients' domain, be there room for a new one or not; whether it was new.
    pub fn domain(&mut self, domain: u32, has_room: bool) -> bool {
        let has_room = has_room && self.domains.len() < MOST_DOMAINS;
        match self.domains.get_mut(&domain) {
            Some(count) => *count += 1,
            None if has_room => {
                self.domains.insert(domain, 1);
                return true;
            }
            None => {}
        }
        false
    }
}

impl Sample {
    fn set(&mut self, line: &str, time: Option<Seconds>) {
        self.time = time;
        self.line.clear();
        self.line.push_str(line);
    }
}

/// Whether a line is known to be the older one.
fn earlier(one: &Sample, other: &Sample) -> bool {
    one.time
        .zip(other.time)
        .is_some_and(|(one, other)| one < other)
}
