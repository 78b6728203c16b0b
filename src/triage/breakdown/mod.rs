//! What fails in mail logs, as the explorer lists it: counted, and counted again for each query.

mod groups;
mod rates;
mod snapshot;
mod spikes;
mod totals;

pub use groups::REJECTED;
pub use rates::{Lately, Mark};
pub use snapshot::Snapshot;

use crate::bounce::Event;
use crate::catalogue::{Action, Catalogue, Entry};
use crate::diagnose::{Confidence, action};
use crate::explorer::state::Row;
use crate::query::Query;
use crate::search::{Findings, Search};
use crate::triage::By;
use crate::triage::recent::Counts;
use crate::triage::spike::Spike;
use crate::triage::timeline::{Grid, Timeline};
use crate::triage::{Cause, CauseKey};
use crate::verdict::Verdict;
use spikes::Spikes;
use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Of each cause at least so many are named.
const DOMAINS_OF_CAUSE: usize = 5;
/// The views, as a key steps through them.
const VIEWS: [By; 4] = [By::Cause, By::Provider, By::Domain, By::Action];

/// The smallest thing that is counted: what one provider says of one domain, for one cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Atom<'a> {
    /// Place among the snapshot's causes.
    cause: usize,
    pub entry: usize,
    pub provider: usize,
    pub event: Event,
    confidence: Confidence,
    domain: Option<u32>,
    /// Its name, folded; empty for domains without one.
    pub name: &'a str,
    attempts: u64,
    lately: Counts,
    is_new: bool,
}

/// A row: what a cause does in one group of the view.
#[derive(Clone, Debug, Default)]
struct Listed {
    attempts: u64,
    /// One's own server refused it: no failed attempts.
    is_rejected: bool,
    lately: Counts,
    /// Nothing of it had failed when following started.
    is_new: bool,
    /// When it failed far more often than else.
    spike: Option<Spike>,
    /// Places among the snapshot's causes.
    causes: BTreeSet<usize>,
    domains: BTreeMap<u32, u64>,
}

/// What the explorer was opened on, and how it is looked at.
#[derive(Clone, Debug, Default)]
pub struct Causes {
    pub snapshot: Snapshot,
    pub by: By,
    pub is_reading: bool,
    /// What the rows show, by their places.
    listed: HashMap<usize, Listed>,
    /// What failed of late, by group.
    groups: HashMap<usize, Counts>,
    /// Those that are known of the snapshot.
    spikes: RefCell<Spikes>,
}

/// What the detail shows of a selected cause.
#[derive(Clone, Debug)]
pub struct Selected {
    /// The name of the group in which it was selected, if the view has groups.
    pub group: Option<String>,
    pub cause: Cause,
    /// Failed attempts within a minute, five minutes and an hour, while logs are followed.
    pub lately: Option<Counts>,
    pub marks: Vec<Mark>,
    /// When it failed far more often than else, in words.
    pub spike: Option<String>,
    /// Failed attempts by name of the domain, most first.
    pub domains: Vec<(String, u64)>,
    /// Only failures at some domains are counted; timeline and samples are of all.
    pub is_partial: bool,
    /// One's own server refused it: no failed attempts.
    pub is_rejected: bool,
    /// How sure its diagnoses are.
    confidence: Confidence,
}

impl Selected {
    pub fn verdict(&self, entry: &Entry) -> Verdict {
        if self.is_rejected {
            Verdict::of_rejection(entry.outcome)
        } else {
            Verdict::as_sure_as(self.confidence, entry)
        }
    }
}

impl Atom<'_> {
    /// What to do about it.
    pub fn action(&self, catalogue: &Catalogue) -> Action {
        let of_entry = catalogue.action_of(self.entry);
        self.event.action(action(of_entry, self.confidence))
    }
}

impl Listed {
    fn count(&mut self, atom: &Atom<'_>) {
        self.is_new = atom.is_new && (self.is_new || self.attempts == 0);
        self.attempts += atom.attempts;
        self.is_rejected = atom.event == Event::Rejected;
        rates::add(&mut self.lately, atom.lately);
        self.causes.insert(atom.cause);
        if let Some(domain) = atom.domain {
            *self.domains.entry(domain).or_default() += atom.attempts;
        }
    }
}

impl Causes {
    /// Waits for what is read.
    pub fn awaited(by: By) -> Causes {
        Causes {
            is_reading: true,
            by: if VIEWS.contains(&by) { by } else { By::Cause },
            ..Causes::default()
        }
    }

    /// Takes what was counted since; what a person should know at once is returned.
    pub fn take(&mut self, snapshot: Snapshot) -> Option<String> {
        let is_news = snapshot.problem_count > self.snapshot.problem_count;
        self.is_reading = !snapshot.is_last && snapshot.lately.is_none();
        let is_notice = snapshot.notice != self.snapshot.notice;
        self.snapshot = snapshot;
        self.spikes = RefCell::default();
        let problem = self.snapshot.problems.last().filter(|_| is_news);
        let notice = self.snapshot.notice.as_ref().filter(|_| is_notice);
        problem.or(notice).cloned()
    }

    /// The view after this one.
    pub fn next_view(&self) -> By {
        let place = VIEWS.iter().position(|view| *view == self.by);
        VIEWS[place.map_or(0, |place| (place + 1) % VIEWS.len())]
    }

    /// All failed attempts, and what one's own server rejected.
    pub fn total(&self) -> usize {
        let causes = self.snapshot.causes.iter();
        causes.map(|(_, cause)| cause.attempts as usize).sum()
    }

    /// All failed attempts.
    pub fn failed(&self) -> u64 {
        let causes = self.snapshot.causes.iter();
        let failed = causes.filter(|(key, _)| key.event != Event::Rejected);
        failed.map(|(_, cause)| cause.attempts).sum()
    }

    /// Whether anything that is counted is no failed attempt.
    pub fn has_rejected(&self) -> bool {
        self.snapshot.status.rejected > 0
    }

    /// How many of all each provider of a catalogue accounts for.
    pub fn by_provider(&self, providers: usize) -> Vec<usize> {
        let mut counts = vec![0; providers];
        for (key, cause) in &self.snapshot.causes {
            counts[key.provider] += cause.attempts as usize;
        }
        counts
    }

    /// Everything that is counted, in an order that does not change while it is.
    fn atoms(&self) -> Vec<Atom<'_>> {
        let mut atoms = Vec::new();
        for (place, (key, cause)) in self.snapshot.causes.iter().enumerate() {
            let named = cause.domains.iter();
            let named = named.map(|(domain, count)| (Some(*domain), *count));
            let rest = cause.attempts.saturating_sub(cause.domains.values().sum());
            let lately = self.snapshot.lately.as_ref();
            atoms.extend(named.chain([(None, rest)]).map(|(domain, attempts)| {
                let (lately, is_new) = lately
                    .map(|lately| lately.at((place, domain)))
                    .unwrap_or_default();
                Atom {
                    cause: place,
                    entry: key.entry,
                    provider: key.provider,
                    event: key.event,
                    confidence: cause.confidence(),
                    domain,
                    name: domain
                        .and_then(|domain| self.snapshot.domains.get(&domain))
                        .map_or("", String::as_str),
                    attempts,
                    lately,
                    is_new,
                }
            }));
        }
        atoms.retain(|atom| atom.attempts > 0);
        atoms
    }

    /// The atoms that a query means.
    pub fn find(&self, search: &Search, query: &Query) -> Findings {
        let atoms = self.atoms();
        let found = self.find_marked(search, query, &atoms);
        let mut by_provider = vec![0; search.catalogue().providers.len()];
        for atom in found.iter().filter_map(|place| atoms.get(*place)) {
            by_provider[atom.provider] += atom.attempts as usize;
        }
        Findings {
            entries: found,
            by_provider,
        }
    }

    /// Whether something failed at domains that are only counted.
    pub fn has_nameless(&self) -> bool {
        let mut atoms = self.atoms().into_iter();
        atoms.any(|atom| atom.domain.is_none() && atom.event != Event::Rejected)
    }

    /// The rows of what was found under a tab, most first.
    pub fn list(&mut self, catalogue: &Catalogue, found: &[usize], tab: Option<usize>) -> Vec<Row> {
        let mut listed: HashMap<usize, Listed> = HashMap::new();
        let mut groups: BTreeMap<usize, u64> = BTreeMap::new();
        let mut recent: HashMap<usize, Counts> = HashMap::new();
        let atoms = self.atoms();
        let atoms = found.iter().filter_map(|place| atoms.get(*place));
        for atom in atoms.filter(|atom| tab.is_none_or(|tab| tab == atom.provider)) {
            let place = self.place_of(catalogue, atom);
            let group = place / catalogue.len();
            *groups.entry(group).or_default() += atom.attempts;
            rates::add(recent.entry(group).or_default(), atom.lately);
            listed.entry(place).or_default().count(atom);
        }
        for row in listed.values_mut() {
            row.spike = self.spike_of(row);
        }
        let mut places: Vec<_> = listed.keys().copied().collect();
        places.sort_by_key(|place| {
            let group = place / catalogue.len();
            let size = groups.get(&group).copied().unwrap_or_default();
            (
                group == REJECTED,
                Reverse(size),
                group,
                Reverse(listed[place].attempts),
                *place,
            )
        });
        let mut rows = Vec::new();
        let mut last = None;
        for place in places {
            let group = place / catalogue.len();
            if last != Some(group) {
                let count = groups[&group] as usize;
                rows.extend(self.heading(group, count));
            }
            last = Some(group);
            rows.push(Row::Item(place));
        }
        (self.listed, self.groups) = (listed, recent);
        rows
    }

    /// How often the cause of a row failed.
    pub fn attempts(&self, place: usize) -> u64 {
        self.listed.get(&place).map_or(0, |listed| listed.attempts)
    }

    /// How often the most frequent cause of the view failed.
    pub fn most(&self) -> u64 {
        let attempts = self.listed.values().map(|listed| listed.attempts);
        attempts.max().unwrap_or_default()
    }

    /// Whether one's own server refused what a row counts.
    pub fn is_rejected(&self, place: usize) -> bool {
        let listed = self.listed.get(&place);
        listed.is_some_and(|listed| listed.is_rejected)
    }

    /// What part of all failed attempts these are: `34%`.
    pub fn share(&self, attempts: u64) -> String {
        let total = self.failed().max(1);
        match (attempts * 100 + total / 2) / total {
            0 => "<1%".to_owned(),
            share => format!("{share}%"),
        }
    }

    /// The time of the whole log in at most so many parts.
    pub fn grid(&self, most: usize) -> Option<Grid> {
        let (first, last) = self.snapshot.span?;
        Some(self.snapshot.timeline.grid(first, last, most))
    }

    /// How often the cause of a row failed over the time of the log, in at most so many parts. Times are not kept for
    /// each domain: of failures at some domains nothing is told.
    pub fn trend(&self, place: usize, parts: usize) -> Vec<u64> {
        if self.is_partial(place) {
            return Vec::new();
        }
        let mut timeline = Timeline::default();
        for (_, cause) in self.causes_of(place) {
            timeline.merge(&cause.timeline);
        }
        self.grid(parts)
            .map_or_else(Vec::new, |grid| timeline.on(grid))
    }

    /// Whether of any row it is told how it went: not where each is one domain's part of a cause.
    pub fn has_trends(&self) -> bool {
        let mut places = self.listed.keys();
        self.by != By::Domain && places.any(|place| !self.is_partial(*place))
    }

    /// Whether a row counts only failures at some of the domains at which its cause fails.
    fn is_partial(&self, place: usize) -> bool {
        let all: u64 = self.causes_of(place).map(|(_, cause)| cause.attempts).sum();
        self.attempts(place) < all
    }

    fn causes_of(&self, place: usize) -> impl Iterator<Item = &(CauseKey, Cause)> {
        let causes = self.listed.get(&place).into_iter();
        let causes = causes.flat_map(|listed| &listed.causes);
        causes.filter_map(|cause| self.snapshot.causes.get(*cause))
    }

    /// All that is known of the cause of a row.
    pub fn selected(&self, catalogue: &Catalogue, place: usize) -> Option<Selected> {
        let listed = self.listed.get(&place)?;
        let mut cause = Cause::default();
        for (_, part) in self.causes_of(place) {
            cause.merge(part);
        }
        let is_partial = listed.attempts < cause.attempts;
        let confidence = cause.confidence();
        cause.attempts = listed.attempts;
        let mut domains: Vec<_> = listed.domains.iter().collect();
        domains.sort_by_key(|(number, count)| (Reverse(**count), **number));
        let name = |number| {
            self.snapshot
                .domains
                .get(number)
                .cloned()
                .unwrap_or_default()
        };
        let domains = domains.into_iter().take(DOMAINS_OF_CAUSE);
        let domains = domains.map(|(number, count)| (name(number), *count));
        let group = place / catalogue.len();
        let has_group = self.by != By::Cause && group != REJECTED;
        Some(Selected {
            group: has_group.then(|| self.group_name(catalogue, group)),
            cause,
            lately: self.lately(place),
            marks: self.marks(place).collect(),
            spike: self.spike(place),
            domains: domains.collect(),
            is_partial,
            is_rejected: listed.is_rejected,
            confidence,
        })
    }
}
