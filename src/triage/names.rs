//! How often names occurred, in bounded memory.

use super::facet::{Facet, Facets, NameId};
use crate::lower::lower;
use crate::order;
use crate::quantity::{counted, grouped, part};
use crate::search::filters::NameFilter;
use foldhash::HashMap;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The failure rate of fewer attempts says little.
const FEW: u64 = 20;
/// What a name costs in addition to its text, in bytes: its slot in a table, and its counts.
const BYTES_OF_NAME: usize = 160;
/// The longest name (RFC 1035 §2.3.4; of an address, RFC 5321 §4.5.3.1.3), in bytes.
pub(super) const LONGEST_NAME: usize = 255;
/// The name of everything beyond what is counted separately.
pub const OTHERS: &str = "(others)";

/// The outcomes of attempts to deliver. Each attempt is a try to deliver a message to one recipient.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct AttemptCounts {
    /// All attempts, whatever causes are selected.
    pub attempted: u64,
    pub sent: u64,
    /// Of those that failed, only the selected ones.
    pub deferred: u64,
    pub bounced: u64,
    /// What your own server rejected from this name: these are not attempts.
    #[serde(skip)]
    pub rejected: u64,
}

impl AttemptCounts {
    pub fn merge(&mut self, other: AttemptCounts) {
        self.attempted += other.attempted;
        self.sent += other.sent;
        self.deferred += other.deferred;
        self.bounced += other.bounced;
        self.rejected += other.rejected;
    }

    /// Subtracts counts that are part of these.
    pub(super) fn without(&mut self, part: AttemptCounts) {
        self.attempted = self.attempted.saturating_sub(part.attempted);
        self.sent = self.sent.saturating_sub(part.sent);
        self.deferred = self.deferred.saturating_sub(part.deferred);
        self.bounced = self.bounced.saturating_sub(part.bounced);
        self.rejected = self.rejected.saturating_sub(part.rejected);
    }

    /// Failed attempts.
    pub fn failed(self) -> u64 {
        self.deferred + self.bounced
    }

    /// Returns how many attempts failed, out of how many: `1,781 of 20,450 attempts (8.7%)`.
    pub fn rate(self, failed: u64) -> String {
        let attempts = counted(self.attempted, "attempt", "attempts");
        let percentage = percentage(failed, self.attempted);
        format!("{} of {attempts} ({percentage})", grouped(failed))
    }
}

/// Returns the percentage of attempts that failed, with a question mark if there were too few to tell: `8.7%`, `50%?`.
pub(super) fn percentage(failed: u64, attempted: u64) -> String {
    let mark = if attempted < FEW { "?" } else { "" };
    format!("{}{mark}", part(failed, attempted))
}

/// A name, and the outcomes of attempts there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    pub text: String,
    pub attempt_counts: AttemptCounts,
}

/// Names that are shown, by facet and number.
pub type Kept = [BTreeMap<NameId, Name>; Facet::ALL.len()];

/// Keeps only facets that have one of these names.
pub(super) fn named(names: &Kept, facets: Facets) -> Facets {
    let mut kept = Facets::default();
    for (facet, number) in facets.known() {
        let is_kept = names[facet as usize].contains_key(&number);
        kept[facet] = Some(number).filter(|_| is_kept);
    }
    kept
}

/// The numbers that the names of another tally have in this one, by their numbers there.
#[derive(Default)]
pub(super) struct Numbers(Vec<Option<NameId>>);

impl Numbers {
    /// Returns the number of a name in this tally, if it is counted.
    pub(super) fn here(&self, there: NameId) -> Option<NameId> {
        self.0.get(there.index()).copied().flatten()
    }
}

/// The names of one facet, each with a number, what is known about it, and the outcomes of attempts.
pub(super) struct Names<T> {
    facet: Facet,
    /// If only some names are asked for, the others are not kept.
    asked: Option<NameFilter>,
    /// The most names that are kept, and their most bytes; further names are counted together.
    room: usize,
    room_in_bytes: usize,
    /// Whether names that differ only in case are the same.
    is_folded: bool,
    numbers: HashMap<Box<str>, NameId>,
    /// How many bytes the names take.
    bytes: usize,
    known: Vec<T>,
    attempt_counts: Vec<AttemptCounts>,
    /// The outcomes of attempts without a name.
    pub nameless: AttemptCounts,
}

impl<T: Copy> Names<T> {
    pub(super) fn of(facet: Facet) -> Names<T> {
        let (room, room_in_bytes) = match facet {
            Facet::Domain | Facet::Relay => (50_000, 2 << 20),
            Facet::Sender => (28_000, 1 << 20),
            Facet::SenderDomain | Facet::User | Facet::Campaign => (14_000, 1 << 19),
            Facet::Client | Facet::RejectedSender => (14_000, 1 << 19),
            Facet::Source => (4096, 1 << 17),
            Facet::Stage => (256, 1 << 13),
        };
        Names {
            facet,
            asked: None,
            room,
            room_in_bytes,
            is_folded: !matches!(
                facet,
                Facet::User | Facet::Source | Facet::Campaign | Facet::Stage
            ),
            numbers: HashMap::default(),
            bytes: 0,
            known: Vec::new(),
            attempt_counts: Vec::new(),
            nameless: AttemptCounts::default(),
        }
    }

    /// From now on, keeps only the names that are asked for.
    pub(super) fn ask_for(&mut self, asked: NameFilter) {
        self.asked = Some(asked);
    }

    /// Returns the number of a name, if it is asked for, and what is known about it, which is looked up only once for
    /// each name that is kept.
    pub(super) fn find(&mut self, name: &str, ask: impl FnOnce(&str) -> T) -> (Option<NameId>, T) {
        let name = if self.is_folded {
            lower(name)
        } else {
            Cow::Borrowed(name)
        };
        if let Some(number) = self.numbers.get(&*name) {
            return (Some(*number), self.known[number.index()]);
        }
        let known = ask(&name);
        let is_asked =
            |asked: &NameFilter| &*name == OTHERS || asked.holds(&self.facet.searched(&name));
        if !self.asked.as_ref().is_none_or(is_asked) {
            return (None, known);
        }
        let has_room = self.numbers.len() < self.room && self.bytes < self.room_in_bytes;
        let name = if has_room && name.len() <= LONGEST_NAME {
            &*name
        } else {
            OTHERS
        };
        let next = NameId::new(self.attempt_counts.len());
        let number = *self.numbers.entry(name.into()).or_insert(next);
        if number == next {
            self.bytes += name.len();
            self.known.push(known);
            self.attempt_counts.push(AttemptCounts::default());
        }
        (Some(number), known)
    }

    /// Returns how many names can be kept, besides the one for all others.
    pub(super) fn room(&self) -> usize {
        self.room
    }

    /// Returns about how many bytes of memory they take.
    pub(super) fn size(&self) -> usize {
        self.bytes + self.len() * BYTES_OF_NAME
    }

    /// How many names there are.
    pub(super) fn len(&self) -> usize {
        self.attempt_counts.len()
    }

    /// Returns every name by number.
    pub(super) fn in_order(&self) -> Vec<(&str, AttemptCounts)> {
        let names = self.numbers.iter();
        let mut names: Vec<_> = names.map(|(name, number)| (*number, &**name)).collect();
        order::sort(&mut names);
        let named = names.into_iter().zip(&self.attempt_counts);
        named.map(|((_, name), counts)| (name, *counts)).collect()
    }

    /// Adds the outcomes of attempts at other names, and returns the number of each of them here.
    pub(super) fn merge(&mut self, other: Names<T>, ask: impl Fn(&str) -> T) -> Numbers {
        self.nameless.merge(other.nameless);
        let mut numbers: Vec<_> = other.numbers.into_iter().collect();
        // If there is no room for all, those that occurred first are kept.
        order::sort_by_key(&mut numbers, |(_, number)| *number);
        let here = numbers.into_iter().zip(other.attempt_counts);
        let here = here.map(|((name, _), attempt_counts)| {
            // Of a message that has just arrived, nothing may be known except whose it is.
            let is_counted = attempt_counts != AttemptCounts::default();
            is_counted.then(|| {
                let (number, _) = self.find(&name, &ask);
                self.attempt_counts(number).merge(attempt_counts);
                number
            })
        });
        Numbers(here.map(Option::flatten).collect())
    }

    /// Adds the next name with the outcomes of attempts there; `None` if it already exists.
    pub(super) fn push(&mut self, name: &str, attempt_counts: AttemptCounts) -> Option<()>
    where
        T: Default,
    {
        let next = self.len();
        let name = if name.len() <= LONGEST_NAME {
            name
        } else {
            OTHERS
        };
        let (number, _) = self.find(name, |_| T::default());
        (number?.index() == next).then(|| self.attempt_counts[next] = attempt_counts)
    }

    /// Returns the outcomes of attempts at a name, for further counting.
    pub(super) fn attempt_counts(&mut self, number: Option<NameId>) -> &mut AttemptCounts {
        let known = number.and_then(|number| self.attempt_counts.get_mut(number.index()));
        known.unwrap_or(&mut self.nameless)
    }

    /// Returns the `most` names with the most failures or rejections, and some others, by number.
    pub(super) fn most(&self, most: usize, others: &BTreeSet<NameId>) -> BTreeMap<NameId, Name> {
        let failed = |number: NameId| {
            let counts = self.attempt_counts[number.index()];
            counts.failed() + counts.rejected
        };
        let names = self.numbers.iter();
        let names = names.filter(|(_, number)| failed(**number) > 0);
        let mut names: Vec<_> = names
            .map(|(name, number)| (Reverse(failed(*number)), &**name, *number))
            .collect();
        if most < names.len() {
            names.select_nth_unstable(most);
        }
        let (first, rest) = names.split_at(most.min(names.len()));
        let rest = rest.iter().filter(|(.., number)| others.contains(number));
        order::map(first.iter().chain(rest).map(|(_, text, number)| {
            let name = Name {
                text: text.to_string(),
                attempt_counts: self.attempt_counts[number.index()],
            };
            (*number, name)
        }))
    }

    /// Returns every name with the outcomes of attempts there.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, AttemptCounts)> {
        let all = self.numbers.iter();
        let all = all.map(|(name, number)| (&**name, self.attempt_counts[number.index()]));
        all.filter(|(_, attempt_counts)| *attempt_counts != AttemptCounts::default())
    }
}
