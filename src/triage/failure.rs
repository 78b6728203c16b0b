//! What is known about one failure: an entry of the catalogue, as one provider says it.

use super::facet::{Facet, Facets};
use super::time::Seconds;
use super::timeline::Timeline;
use crate::bounce::Event;
use crate::catalogue::{Action, Catalogue, EntryId, Outcome, ProviderId};
use crate::diagnose::{self, Confidence};
use crate::verdict::Verdict;
use std::collections::BTreeMap;

/// A line of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    pub time: Option<Seconds>,
    pub line: String,
}

/// What is counted together: everything that an answer depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FailureKey {
    /// The entry that explains it.
    pub entry: EntryId,
    /// The provider that said it, if known.
    pub said_by: Option<ProviderId>,
    /// Deferred or bounced; or rejected, which is not a failed delivery.
    pub event: Event,
    /// Whether the entry is a guess.
    pub is_guess: bool,
    /// Whether mail was passed on from another address to the one that failed.
    pub is_forwarded: bool,
    /// Whether the server refused it for now: the message is tried again, or was given up after retries.
    pub is_temporary: bool,
}

impl FailureKey {
    /// The provider that said it, or else that of the entry.
    pub fn provider(self, catalogue: &Catalogue) -> ProviderId {
        self.said_by
            .unwrap_or_else(|| catalogue.provider_of(self.entry))
    }

    /// What to do about it.
    pub fn action(self, catalogue: &Catalogue) -> Action {
        let of_entry = catalogue.action_of(self.entry);
        let action = self
            .event
            .action(diagnose::action(of_entry, self.confidence()));
        if self.is_forwarded || self.is_temporary {
            action.sparing()
        } else {
            action
        }
    }

    /// What became of the message, which is not always what the entry says.
    pub fn outcome(self) -> Outcome {
        self.event.outcome(self.of_words())
    }

    fn of_words(self) -> Outcome {
        if self.is_temporary {
            Outcome::Temporary
        } else {
            Outcome::Permanent
        }
    }

    /// The verdict on it.
    pub fn verdict(self, catalogue: &Catalogue) -> Verdict {
        let action = self.action(catalogue);
        Verdict::of_event(self.event, action, self.of_words(), self.is_forwarded)
    }

    /// Why the steps of its entry go too far for now.
    pub fn caution(self, catalogue: &Catalogue) -> Option<&'static str> {
        let of_entry = catalogue.action_of(self.entry);
        diagnose::caution(of_entry, self.confidence(), self.event)
    }

    /// How sure its diagnosis is, as far as the action depends on that.
    pub fn confidence(self) -> Confidence {
        if self.is_guess {
            Confidence::Guess
        } else {
            Confidence::Likely
        }
    }
}

/// What is known about one failure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    /// Failed attempts to deliver, or rejections of mail that others wanted to deliver here.
    pub attempts: u64,
    pub first: Sample,
    pub latest: Sample,
    pub timeline: Timeline,
    /// Failed attempts by what is known about them; nothing is for those that had no room.
    pub parts: BTreeMap<Facets, u64>,
}

/// The most parts that are counted separately, for one failure and for all: with everything known about them, then with
/// [`FEW`] only, then with the domain alone.
const MOST_PARTS: [(usize, usize); 3] = [(4096, 1 << 16), (5120, 72 << 10), (6144, 80 << 10)];
/// Facets with few different names.
const FEW: [Facet; 4] = [
    Facet::Domain,
    Facet::SenderDomain,
    Facet::User,
    Facet::Source,
];
/// The same for rejections: with everything known, then by client and stage, then by stage alone.
const MOST_PARTS_OF_REJECTIONS: [(usize, usize); 3] =
    [(1024, 1 << 13), (1280, 9 << 10), (1536, 10 << 10)];
/// The longest sample, in bytes; only the start of a longer line is kept.
const LONGEST_SAMPLE: usize = 1000;

impl Failure {
    /// The most parts of one failure.
    pub(super) const MOST_PARTS: usize = MOST_PARTS[2].0;

    /// When it first failed, as far as is known.
    pub fn began(&self) -> Option<Seconds> {
        self.first.time.or(self.timeline.first())
    }

    /// When it last failed, as far as is known.
    pub fn ended(&self) -> Option<Seconds> {
        self.latest.time.or(self.timeline.last())
    }

    /// Counts one more occurrence.
    pub(super) fn happened(&mut self, line: &str, time: Option<Seconds>) {
        self.sample(line, time);
        self.attempts += 1;
        time.into_iter().for_each(|time| self.timeline.add(time));
    }

    /// Adds what is known about another failure, except its parts.
    pub fn merge(&mut self, other: &Failure) {
        self.attempts += other.attempts;
        for Sample { time, line } in [&other.first, &other.latest] {
            if !line.is_empty() {
                self.sample(line, *time);
            }
        }
        self.timeline.merge(&other.timeline);
    }

    /// Makes a line of the log the first or the latest sample, if it is that. Files may be read in any order: within
    /// one second, the text decides.
    pub fn sample(&mut self, line: &str, time: Option<Seconds>) {
        let line = &line[..line.floor_char_boundary(LONGEST_SAMPLE)];
        let is_first = match (time, self.first.time) {
            (Some(time), Some(first)) => (time, line) < (first, &*self.first.line),
            (Some(_), None) => true,
            (None, _) => self.first.line.is_empty(),
        };
        let is_latest = match (time, self.latest.time) {
            (Some(time), Some(latest)) => (time, line) > (latest, &*self.latest.line),
            (None, Some(_)) => false,
            (_, None) => true,
        };
        if is_first {
            self.first.set(line, time);
        }
        if is_latest {
            self.latest.set(line, time);
        }
    }

    /// Counts failed attempts by what is known about them, or by as much of it as there is room for. `in_all` is the
    /// number of parts of all failures. Returns how many parts are new, and which part was counted.
    pub fn part(
        &mut self,
        facets: Facets,
        attempts: u64,
        in_all: usize,
        is_rejected: bool,
    ) -> (usize, Facets) {
        let (few, one, most_parts) = if is_rejected {
            let few = facets.only(&[Facet::Client, Facet::Stage]);
            (few, facets.only(&[Facet::Stage]), MOST_PARTS_OF_REJECTIONS)
        } else {
            let one = facets.only(&[Facet::Domain]);
            (facets.only(&FEW), one, MOST_PARTS)
        };
        for (part, (most, most_in_all)) in [facets, few, one].into_iter().zip(most_parts) {
            let has_room = self.parts.len() < most && in_all < most_in_all;
            match self.parts.get_mut(&part) {
                Some(count) => *count += attempts,
                None if has_room && part != Facets::default() => {
                    self.parts.insert(part, attempts);
                    return (1, part);
                }
                None => continue,
            }
            return (0, part);
        }
        (0, Facets::default())
    }
}

impl Sample {
    fn set(&mut self, line: &str, time: Option<Seconds>) {
        self.time = time;
        self.line.clear();
        self.line.push_str(line);
    }
}
