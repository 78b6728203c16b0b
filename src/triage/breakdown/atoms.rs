//! The smallest things that are counted: what one provider says of one domain, explained by one entry.

use super::Breakdown;
use crate::bounce::Event;
use crate::catalogue::Catalogue;
use crate::fold::fold;
use crate::query::Query;
use crate::search::Search;
use crate::search::filter::{Candidate, Filter};
use crate::triage::recent::Counts;
use crate::triage::{FailureKey, Name};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Atom<'a> {
    /// Index among the snapshot's failures.
    pub failure: usize,
    pub key: FailureKey,
    pub domain: Option<u32>,
    /// Its name; empty for domains without one.
    name: &'a str,
    pub attempts: u64,
    pub rates: Counts,
    pub is_new: bool,
}

impl Atom<'_> {
    /// Whether one's own server refused it: no failed attempts.
    pub(super) fn is_rejected(&self) -> bool {
        self.key.event == Event::Rejected
    }
}

/// The indices of the atoms for which every term of the query holds.
pub(super) fn find(search: &Search, query: &Query, atoms: &[Atom<'_>]) -> Vec<usize> {
    let catalogue: &Catalogue = search.catalogue();
    let filter = Filter::of_counts(search, query);
    let holds = |atom: &Atom<'_>| {
        query.is_empty()
            || filter.holds(&Candidate {
                entry: atom.key.entry,
                provider: atom.key.provider(catalogue),
                event: atom.key.event,
                action: atom.key.action(catalogue),
                domain: &format!("@{}", fold(atom.name)),
                reply: None,
            })
    };
    let found = (0..atoms.len()).filter(|index| holds(&atoms[*index]));
    found.collect()
}

impl Breakdown {
    /// Everything that is counted, in an order that does not change while it is.
    pub(super) fn atoms(&self) -> Vec<Atom<'_>> {
        let mut atoms = Vec::new();
        let rates = self.snapshot.rates.as_ref();
        for (index, (key, failure)) in self.snapshot.failures.iter().enumerate() {
            let named = failure.domains.iter();
            let named = named.map(|(domain, count)| (Some(*domain), *count));
            let rest = failure
                .attempts
                .saturating_sub(failure.domains.values().sum());
            for (domain, attempts) in named.chain([(None, rest)]) {
                let (rates, is_new) = rates
                    .map(|rates| rates.of_part((index, domain)))
                    .unwrap_or_default();
                let name = domain.and_then(|domain| self.snapshot.domains.get(&domain));
                atoms.push(Atom {
                    failure: index,
                    key: *key,
                    domain,
                    name: name.map_or("", |name: &Name| &name.text),
                    attempts,
                    rates,
                    is_new,
                });
            }
        }
        atoms.retain(|atom| atom.attempts > 0);
        atoms
    }

    /// Whether something failed at domains that are only counted.
    pub fn has_nameless(&self) -> bool {
        let mut atoms = self.atoms().into_iter();
        atoms.any(|atom| atom.domain.is_none() && !atom.is_rejected())
    }
}
