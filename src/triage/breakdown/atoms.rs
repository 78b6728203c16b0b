//! The smallest units that are counted: failures explained by one entry, from one provider, at one domain, of one
//! sender and so on.

use super::Breakdown;
use crate::bounce::Event;
use crate::catalogue::Catalogue;
use crate::query::Query;
use crate::search::Search;
use crate::search::filter::{Candidate, Filter, Parties};
use crate::triage::FailureKey;
use crate::triage::facet::{Facet, Facets, NameId};
use crate::triage::names::Kept;
use crate::triage::recent::Counts;
use std::collections::HashMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Atom {
    /// Index among the snapshot's failures.
    pub failure: usize,
    pub key: FailureKey,
    /// Those of its facets whose names are in the snapshot.
    pub facets: Facets,
    pub attempts: u64,
    pub rates: Counts,
    pub is_new: bool,
}

impl Atom {
    /// Whether your own server rejected it: it is not a failed attempt.
    pub(super) fn is_rejected(&self) -> bool {
        self.key.event == Event::Rejected
    }
}

/// Returns the indices of the atoms that match every term of the query.
pub(super) fn find(search: &Search, query: &Query, names: &Kept, atoms: &[Atom]) -> Vec<usize> {
    if query.is_empty() {
        return (0..atoms.len()).collect();
    }
    let catalogue: &Catalogue = search.catalogue();
    let filter = Filter::of_counts(search, query);
    let names = Folded::of(names);
    let holds = |atom: &Atom| {
        filter.holds(&Candidate {
            entry: atom.key.entry,
            provider: atom.key.provider(catalogue),
            event: atom.key.event,
            outcome: atom.key.outcome(),
            action: atom.key.action(catalogue),
            parties: names.parties(atom.facets),
            reply: None,
        })
    };
    let found = (0..atoms.len()).filter(|index| holds(&atoms[*index]));
    found.collect()
}

/// Names, prepared for searching.
struct Folded([HashMap<NameId, String>; Facet::ALL.len()]);

impl Folded {
    fn of(names: &Kept) -> Folded {
        Folded(Facet::ALL.map(|facet| {
            let names = names[facet as usize].iter();
            names
                .map(|(number, name)| (*number, facet.searched(&name.text)))
                .collect()
        }))
    }

    fn parties(&self, facets: Facets) -> Parties<'_> {
        let name = |facet: Facet| {
            let number = facets[facet].as_ref();
            let name = number.and_then(|number| self.0[facet as usize].get(number));
            name.map_or("", String::as_str)
        };
        // If a sender is one of very many, at least the domain is known.
        let senders = [Facet::Sender, Facet::RejectedSender, Facet::SenderDomain];
        let first = |facets: &[Facet]| {
            let mut names = facets.iter().map(|facet| name(*facet));
            names.find(|name| !name.is_empty()).unwrap_or_default()
        };
        Parties {
            domain: name(Facet::Domain),
            sender: first(&senders),
            user: name(Facet::User),
            source: name(Facet::Source),
            relay: first(&[Facet::Relay, Facet::Client]),
        }
    }
}

impl Breakdown {
    /// Returns everything that is counted, in an order that stays the same while counting continues.
    pub(super) fn atoms(&self) -> Vec<Atom> {
        let mut atoms = Vec::new();
        let rates = self.snapshot.rates.as_ref();
        let failures = self.snapshot.failures.iter().enumerate();
        for (index, (key, failure)) in failures.filter(|(_, (key, _))| self.is_in_view(key)) {
            let mut parts = failure.parts.clone();
            let known = failure.parts.values().sum();
            *parts.entry(Facets::default()).or_default() += failure.attempts.saturating_sub(known);
            for (facets, attempts) in parts {
                let (rates, is_new) = rates
                    .map(|rates| rates.of_part((index, facets)))
                    .unwrap_or_default();
                atoms.push(Atom {
                    failure: index,
                    key: *key,
                    facets,
                    attempts,
                    rates,
                    is_new,
                });
            }
        }
        atoms.retain(|atom| atom.attempts > 0);
        atoms
    }

    /// Whether something failed whose name of this facet is unknown, or is one of very many.
    pub fn has_nameless(&self, facet: Facet) -> bool {
        let mut atoms = self.atoms().into_iter();
        atoms.any(|atom| atom.facets[facet].is_none() && !atom.is_rejected())
    }
}
