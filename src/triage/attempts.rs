//! What became of attempts to deliver, by whose mail it is and where it goes.

use super::facet::{Facet, Facets, NameId};
use super::messages::Messages;
use super::names::{AttemptCounts, Name, Names, Numbers};
use crate::bounce::log::{self, Arrival, Sent};
use crate::bounce::stream::{Depth, text};
use crate::bounce::{Bounce, NULL_SENDER};
use crate::catalogue::ProviderId;
use crate::diagnose::{Diagnoser, Suffix};
use crate::query::Field;
use crate::search::filters::NameFilter;
use foldhash::HashMap;
use foldhash::quality::RandomState;
use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;

/// Counts of all attempts, in bounded memory.
pub struct Attempts {
    /// The names of each [`Facet`], in its order.
    names: [Names<Suffix>; Facet::ALL.len()],
    /// The fields of which only some names are asked for.
    asked: Vec<Field>,
    /// By the provider that replied, or that accepted the message.
    pub providers: BTreeMap<Option<ProviderId>, AttemptCounts>,
    /// Whose messages are delivered, if that is counted.
    messages: Option<Messages>,
    /// Where messages went, by a hash of domain and host: most go to few destinations.
    destinations: HashMap<u64, Destination>,
    /// Seeded at random, so that nobody can choose names that collide.
    hasher: RandomState,
}

/// Where a message went, and who accepted it.
#[derive(Clone, Copy, Default)]
pub(super) struct Destination {
    pub facets: Facets,
    pub provider: Option<ProviderId>,
}

/// More than any catalogue has.
pub(super) const MOST_PROVIDERS: usize = 4096;
/// Once this many are known, all are forgotten: they take under 1 MB, and starting over costs little.
const MOST_DESTINATIONS: usize = 14_000;

/// What is known about a delivery besides its outcome.
#[derive(Clone, Copy, Default)]
pub(super) struct Known {
    pub facets: Facets,
    /// What the catalogue knows of the remote host and the recipients' domain.
    pub host: Option<Suffix>,
    pub domain: Option<Suffix>,
}

/// The numbers that the names of another tally have in this one, by [`Facet`].
#[derive(Default)]
pub(super) struct NumbersOfAll([Numbers; Facet::ALL.len()]);

impl NumbersOfAll {
    /// Translates the numbers of another tally's names to those of this one.
    pub(super) fn here(&self, there: Facets) -> Facets {
        let mut here = Facets::default();
        for (facet, number) in there.known() {
            here[facet] = self.0[facet as usize].here(number);
        }
        here
    }
}

impl Default for Attempts {
    fn default() -> Attempts {
        Attempts {
            names: Facet::ALL.map(Names::of),
            asked: Vec::new(),
            providers: BTreeMap::new(),
            messages: None,
            destinations: HashMap::default(),
            hasher: RandomState::default(),
        }
    }
}

impl Attempts {
    /// Creates one that counts only attempts with all of these names.
    pub(super) fn asking_for(names: &[NameFilter]) -> Attempts {
        let mut attempts = Attempts::default();
        for asked in names {
            // Any domain may belong to a sender that is asked for.
            let facets = Facet::ALL.into_iter();
            let facets = facets.filter(|facet| {
                facet.field() == Some(asked.field) && *facet != Facet::SenderDomain
            });
            facets.for_each(|facet| attempts.names[facet as usize].ask_for(asked.clone()));
            attempts.asked.push(asked.field);
        }
        attempts
    }

    /// Whether an attempt with these names is counted: it has a name of every field that is asked for, since other names
    /// are not kept.
    pub(super) fn is_asked(&self, facets: Facets) -> bool {
        self.asked.iter().all(|field| {
            let mut known = facets.known();
            known.any(|(facet, _)| facet.field() == Some(*field) && facet != Facet::SenderDomain)
        })
    }

    /// Whether only attempts with some names are counted.
    pub(super) fn is_of_some(&self) -> bool {
        !self.asked.is_empty()
    }

    /// Also counts by whose messages they are.
    pub fn remember_messages(&mut self) {
        self.messages = Some(Messages::default());
    }

    /// Keeps only the outcomes of attempts by provider, and by the names of one facet.
    pub(super) fn keep(&mut self, names: Option<Facet>) {
        let mut kept = Attempts {
            providers: std::mem::take(&mut self.providers),
            ..Attempts::default()
        };
        if let Some(facet) = names {
            let facet = facet as usize;
            std::mem::swap(&mut kept.names[facet], &mut self.names[facet]);
        }
        *self = kept;
    }

    /// How much of the logs is read.
    pub fn depth(&self) -> Depth {
        if self.messages.is_some() {
            Depth::Messages
        } else {
            Depth::Deliveries
        }
    }

    /// Returns about how many bytes of memory the names take.
    pub(super) fn size(&self) -> usize {
        self.names.iter().map(Names::size).sum()
    }

    /// Whether attempts are counted by the names of a facet.
    pub fn counts(&self, facet: Facet) -> bool {
        self.messages.is_some() || !facet.is_of_message()
    }

    /// Returns the facets that are kept of a failure. Hosts are useful only along with senders; on its own, a failure
    /// is identified by where it occurs.
    pub(super) fn shown(&self, facets: Facets) -> Facets {
        if self.messages.is_some() {
            facets
        } else {
            facets.only(&Facet::ALWAYS_COUNTED)
        }
    }

    /// Returns the `most` names of a facet with the most failures, and some others, by their numbers.
    pub fn most_failing(
        &self,
        facet: Facet,
        most: usize,
        others: &BTreeSet<NameId>,
    ) -> BTreeMap<NameId, Name> {
        self.names[facet as usize].most(most, others)
    }

    /// Returns the outcomes of attempts by the names of a facet.
    pub fn by(&self, facet: Facet) -> impl Iterator<Item = (&str, AttemptCounts)> {
        self.names[facet as usize].all()
    }

    /// Returns all names of a facet by number.
    pub(super) fn in_order(&self, facet: Facet) -> Vec<(&str, AttemptCounts)> {
        self.names[facet as usize].in_order()
    }

    pub(super) fn names_mut(&mut self, facet: Facet) -> &mut Names<Suffix> {
        &mut self.names[facet as usize]
    }

    /// Returns the outcomes of attempts without a name of this facet, as far as is known.
    pub fn nameless(&self, facet: Facet) -> AttemptCounts {
        self.names[facet as usize].nameless
    }

    /// Counts by everything that is known about an attempt.
    pub(super) fn count(
        &mut self,
        facets: Facets,
        provider: Option<ProviderId>,
        count: impl Fn(&mut AttemptCounts),
    ) {
        count(self.providers.entry(provider).or_default());
        for facet in Facet::ALL {
            if !facet.is_of_rejection() && self.counts(facet) {
                count(self.names[facet as usize].attempt_counts(facets[facet]));
            }
        }
    }

    /// Adds the counts of another one, and returns the numbers of its names here. For a facet that it does not count,
    /// all its attempts are nameless.
    pub(super) fn merge(&mut self, diagnoser: &Diagnoser, other: Attempts) -> NumbersOfAll {
        let all = other.all();
        let is_counted = Facet::ALL.map(|facet| (self.counts(facet), other.counts(facet)));
        for (provider, attempt_counts) in other.providers {
            let sum = self.providers.entry(provider).or_default();
            sum.merge(attempt_counts);
        }
        let mut numbers = NumbersOfAll::default();
        for (facet, theirs) in Facet::ALL.into_iter().zip(other.names) {
            let names = &mut self.names[facet as usize];
            match is_counted[facet as usize] {
                (true, true) => {
                    let known = |name: &str| known(diagnoser, facet, name);
                    numbers.0[facet as usize] = names.merge(theirs, known);
                }
                (true, false) => names.nameless.merge(all),
                (false, _) => {}
            }
        }
        numbers
    }

    /// Returns the outcomes of all attempts.
    pub fn all(&self) -> AttemptCounts {
        let mut all = AttemptCounts::default();
        let counts = self.providers.values();
        counts.for_each(|attempt_counts| all.merge(*attempt_counts));
        all
    }

    /// Returns where a message went, from the line that says that it was sent.
    pub(super) fn sent(&mut self, diagnoser: &Diagnoser, line: &[u8]) -> Destination {
        let text = LazyCell::new(|| text(line));
        if let Some(destination) = log::destination(line) {
            let key = self.hasher.hash_one(destination);
            // The line need not even be valid text.
            return self.known_destination(key, diagnoser, || log::sent(&text));
        }
        let sent = log::sent(&text);
        let domain = sent.recipient.as_deref().and_then(domain);
        let key = self.hasher.hash_one((domain, sent.remote.as_deref()));
        self.known_destination(key, diagnoser, || sent)
    }

    /// Returns the destination seen earlier under this key, or else that of a line.
    fn known_destination<'a>(
        &mut self,
        key: u64,
        diagnoser: &Diagnoser,
        sent: impl FnOnce() -> Sent<'a>,
    ) -> Destination {
        if let Some(known) = self.destinations.get(&key) {
            return *known;
        }
        let Sent { recipient, remote } = sent();
        let known = self.destination(diagnoser, recipient.as_deref(), remote.as_deref());
        let new = Destination {
            facets: known.facets,
            provider: diagnoser.runs(known.host, known.domain),
        };
        if self.destinations.len() >= MOST_DESTINATIONS {
            self.destinations.clear();
        }
        self.destinations.insert(key, new);
        new
    }

    /// Returns where a message went.
    fn destination(
        &mut self,
        diagnoser: &Diagnoser,
        recipient: Option<&str>,
        remote: Option<&str>,
    ) -> Known {
        let mut known = Known::default();
        let mut find = |facet: Facet, name: Option<&str>| {
            let names = &mut self.names[facet as usize];
            let (number, suffix) = names.find(name?, |name| self::known(diagnoser, facet, name));
            known.facets[facet] = number;
            Some(suffix)
        };
        let domain = find(Facet::Domain, recipient.and_then(domain));
        let host = find(Facet::Relay, remote);
        Known {
            domain,
            host,
            ..known
        }
    }

    /// Returns what is known about a delivery besides its outcome, from its line and from earlier lines.
    pub(super) fn known(&mut self, diagnoser: &Diagnoser, bounce: &Bounce<'_>) -> Known {
        let (recipient, remote) = (bounce.recipient.as_deref(), bounce.remote.as_deref());
        let mut known = self.destination(diagnoser, recipient, remote);
        let Some(messages) = &mut self.messages else {
            return known;
        };
        let queue = bounce.queue.as_deref();
        let message = queue.and_then(|queue| messages.find(queue));
        for (facet, name) in message.into_iter().flat_map(Facets::known) {
            known.facets[facet] = Some(name);
        }
        self.name_sender(&mut known.facets, bounce.sender.as_deref());
        for (facet, name) in [
            (Facet::User, &bounce.user),
            (Facet::Source, &bounce.source),
            (Facet::Campaign, &bounce.campaign),
        ] {
            if let Some(name) = name {
                known.facets[facet] = self.name(facet, name);
            }
        }
        known
    }

    /// Counts what your own server rejected, if it is asked for. Returns whom, and at which stage.
    pub(super) fn rejected(&mut self, bounce: &Bounce<'_>) -> Option<Facets> {
        let mut facets = Facets::default();
        for (facet, name) in [
            (Facet::Client, &bounce.remote),
            (Facet::RejectedSender, &bounce.sender),
            (Facet::Stage, &bounce.stage),
        ] {
            facets[facet] = name.as_deref().and_then(|name| self.name(facet, name));
        }
        let mut known = facets;
        if self.is_of_some() {
            // Domains are those of your own mail; one that is asked for may also be the recipient's here.
            let domain = bounce.recipient.as_deref().and_then(domain);
            known[Facet::Domain] = domain.and_then(|domain| self.name(Facet::Domain, domain));
        }
        if !self.is_asked(known) {
            return None;
        }
        for facet in Facet::OF_REJECTION {
            let names = &mut self.names[facet as usize];
            names.attempt_counts(facets[facet]).rejected += 1;
        }
        Some(facets)
    }

    /// Remembers whose message it is until its outcome is known.
    pub(super) fn arrived(&mut self, arrival: &Arrival<'_>) {
        let Some(mut messages) = self.messages.take() else {
            return;
        };
        let before = arrival.queue.filter(|_| !arrival.is_new);
        let before = before.and_then(|queue| messages.find(queue));
        let mut facets = before.unwrap_or_default();
        let session = arrival.session.filter(|_| arrival.queue.is_some());
        if let Some(login) = session.and_then(|session| messages.find(session)) {
            facets[Facet::User] = login[Facet::User];
        }
        if let Some(user) = arrival.user {
            facets[Facet::User] = self.name(Facet::User, user);
        }
        if arrival.sender == Some(NULL_SENDER) {
            // Servers write notifications themselves.
            facets[Facet::User] = None;
        }
        self.name_sender(&mut facets, arrival.sender);
        match (arrival.queue, arrival.session) {
            (Some(queue), _) => messages.set(queue, facets),
            (None, Some(session)) => messages.set(session, facets),
            (None, None) => {}
        }
        self.messages = Some(messages);
    }

    /// Returns the number of a name, if it is asked for.
    pub(super) fn name(&mut self, facet: Facet, name: &str) -> Option<NameId> {
        let names = &mut self.names[facet as usize];
        names.find(name, |_| Suffix::default()).0
    }

    fn name_sender(&mut self, facets: &mut Facets, sender: Option<&str>) {
        let Some(sender) = sender else { return };
        facets[Facet::Sender] = self.name(Facet::Sender, sender);
        // The sender of a notification is its own domain.
        let domain = domain(sender).unwrap_or(sender);
        facets[Facet::SenderDomain] = self.name(Facet::SenderDomain, domain);
    }
}

/// Returns what the catalogue knows about a name.
fn known(diagnoser: &Diagnoser, facet: Facet, name: &str) -> Suffix {
    match facet {
        Facet::Domain => diagnoser.domain(name),
        Facet::Relay => diagnoser.host(name),
        Facet::SenderDomain
        | Facet::Sender
        | Facet::User
        | Facet::Source
        | Facet::Campaign
        | Facet::Client
        | Facet::RejectedSender
        | Facet::Stage => Suffix::default(),
    }
}

/// Returns the domain of an address: what follows the `@`.
pub(super) fn domain(address: &str) -> Option<&str> {
    let at = memchr::memrchr(b'@', address.as_bytes())?;
    Some(&address[at + 1..])
}
