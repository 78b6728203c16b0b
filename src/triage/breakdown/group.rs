//! The group of a view in which a failure is counted, and the count of each group.

use super::atoms::Atom;
use super::{Breakdown, RowKey};
use crate::catalogue::{Action, Catalogue, ProviderId};
use crate::triage::facet::{Facet, NameId};
use crate::triage::recent::{self, Counts};
use crate::triage::{AttemptCounts, By};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A group of failures that have something in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// All failures; by cause, there is no other group.
    Failed,
    /// What this provider said; `None` if the provider is unknown.
    Provider(Option<ProviderId>),
    /// What failed at a name of a facet; `None` for all failures without a known name.
    Name(Facet, Option<NameId>),
    /// What requires this action.
    Action(Action),
    /// What your own server rejected, in every view.
    Rejected,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct GroupCounts {
    pub attempts: u64,
    pub rates: Counts,
}

impl Group {
    /// Whether it holds what your own server rejected: these are not failed attempts.
    pub fn is_rejected(self) -> bool {
        match self {
            Group::Rejected => true,
            Group::Name(facet, _) => facet.is_of_rejection(),
            Group::Failed | Group::Provider(_) | Group::Action(_) => false,
        }
    }

    /// Returns the stable id of a provider or an action, `none` if it is unknown; empty for other groups.
    pub fn id(self, catalogue: &Catalogue) -> &'static str {
        match self {
            Group::Provider(Some(provider)) => catalogue.provider(provider).id,
            Group::Provider(None) => "none",
            Group::Action(action) => action.id(),
            Group::Failed | Group::Name(..) | Group::Rejected => "",
        }
    }

    /// Returns its name for people; names of a facet are not in the catalogue.
    pub fn name(self, catalogue: &Catalogue) -> &'static str {
        match self {
            Group::Provider(Some(provider)) => catalogue.provider(provider).name,
            Group::Provider(None) => "unknown",
            Group::Action(action) => action.title(),
            Group::Rejected => "Rejected by your server",
            Group::Name(facet, _) => facet.unknown(),
            Group::Failed => "",
        }
    }
}

impl Breakdown {
    /// Returns the row of a view in which an atom is counted.
    pub(super) fn key_of(&self, catalogue: &Catalogue, by: By, atom: &Atom) -> RowKey {
        let group = if atom.is_rejected() && !by.is_of_rejections() {
            Group::Rejected
        } else if let Some(facet) = by.facet() {
            Group::Name(facet, atom.facets[facet])
        } else if by == By::Provider {
            Group::Provider(atom.key.said_by)
        } else if by == By::Action {
            Group::Action(atom.key.action(catalogue))
        } else {
            Group::Failed
        };
        RowKey {
            group,
            entry: atom.key.entry,
        }
    }

    /// Returns the groups of a view with their counts: most frequent first, rejections last.
    pub fn groups(&self, catalogue: &Catalogue, by: By) -> Vec<(Group, u64)> {
        let atoms = self.atoms();
        let all: Vec<_> = atoms.iter().collect();
        let groups = self.count_groups(catalogue, by, &all);
        let groups = groups.into_iter();
        groups
            .map(|(group, counts)| (group, counts.attempts))
            .collect()
    }

    /// Does the same for some atoms.
    pub(super) fn count_groups(
        &self,
        catalogue: &Catalogue,
        by: By,
        atoms: &[&Atom],
    ) -> Vec<(Group, GroupCounts)> {
        let mut groups: BTreeMap<Group, GroupCounts> = BTreeMap::new();
        for atom in atoms {
            let group = self.key_of(catalogue, by, atom).group;
            let counts = groups.entry(group).or_default();
            counts.attempts += atom.attempts;
            recent::add(&mut counts.rates, atom.rates);
        }
        self.complete(by, &mut groups);
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by_cached_key(|(group, counts)| {
            let is_rejected = *group == Group::Rejected;
            let name = self.group_name(catalogue, *group);
            (is_rejected, Reverse(counts.attempts), name)
        });
        groups
    }

    /// Completes the counts of groups. There is no room for every failure of every provider at every name; but if
    /// everything is listed, the totals for each provider and name are known nonetheless.
    fn complete(&self, by: By, groups: &mut BTreeMap<Group, GroupCounts>) {
        let counted = groups
            .iter()
            .filter(|(group, _)| **group != Group::Rejected);
        let status = self.snapshot.status;
        let all = if by.is_of_rejections() {
            status.rejected
        } else {
            status.failed()
        };
        if counted.map(|(_, counts)| counts.attempts).sum::<u64>() < all {
            return;
        }
        let (rest, known): (_, Vec<_>) = if let Some(facet) = by.facet() {
            let names = self.snapshot.names[facet as usize].iter();
            let known = names.map(|(number, name)| {
                let counts = name.attempt_counts;
                let count = counts.failed() + counts.rejected;
                (Group::Name(facet, Some(*number)), count)
            });
            (Group::Name(facet, None), known.collect())
        } else if by == By::Provider {
            let providers = self.snapshot.providers.iter();
            let known = providers.filter(|(provider, _)| provider.is_some());
            let known = known.map(|(provider, attempt_counts)| {
                (Group::Provider(*provider), attempt_counts.failed())
            });
            (Group::Provider(None), known.collect())
        } else {
            return;
        };
        for (group, count) in known {
            let counted = groups.entry(group).or_default();
            let missing = count.saturating_sub(counted.attempts);
            counted.attempts += missing;
            if let Some(rest) = groups.get_mut(&rest) {
                rest.attempts = rest.attempts.saturating_sub(missing);
            }
        }
        groups.retain(|_, counts| counts.attempts > 0);
    }

    /// The heading of a group.
    pub fn group_name(&self, catalogue: &Catalogue, group: Group) -> String {
        if let Group::Name(facet, Some(number)) = group
            && let Some(name) = self.snapshot.names[facet as usize].get(&number)
        {
            return name.text.clone();
        }
        group.name(catalogue).to_owned()
    }

    /// Returns the outcomes of all attempts of a group, known for providers and for names.
    pub fn attempt_counts(&self, group: Group) -> Option<AttemptCounts> {
        match group {
            Group::Name(facet, Some(number)) if !facet.is_of_rejection() => {
                let name = self.snapshot.names[facet as usize].get(&number);
                name.map(|name| name.attempt_counts)
            }
            Group::Provider(Some(provider)) => {
                self.snapshot.providers.get(&Some(provider)).copied()
            }
            Group::Name(..)
            | Group::Provider(None)
            | Group::Failed
            | Group::Action(_)
            | Group::Rejected => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bounce::Event;
    use crate::builtin::CATALOGUE;
    use crate::catalogue::EntryId;
    use crate::triage::facet::Facets;
    use crate::triage::{Failure, FailureKey, Name, Status};

    /// Ten failed attempts, four of them at a domain and from a provider for which the failure itself had no room.
    fn crowded() -> Breakdown {
        let mut breakdown = Breakdown::default();
        let key = FailureKey {
            entry: EntryId::new(0),
            said_by: None,
            event: Event::Bounced,
            is_guess: false,
            is_forwarded: false,
            is_temporary: false,
        };
        let failure = Failure {
            attempts: 10,
            parts: BTreeMap::from([(Facets::of(Facet::Domain, 0), 3)]),
            ..Failure::default()
        };
        let attempt_counts = |bounced| AttemptCounts {
            bounced,
            ..AttemptCounts::default()
        };
        let name = |text: &str, count| Name {
            text: text.to_owned(),
            attempt_counts: attempt_counts(count),
        };
        let snapshot = &mut breakdown.snapshot;
        snapshot.failures = vec![(key, failure)];
        snapshot.names[Facet::Domain as usize] = BTreeMap::from([
            (NameId::new(0), name("a.example", 3)),
            (NameId::new(1), name("b.example", 4)),
        ]);
        snapshot.providers = BTreeMap::from([
            (None, attempt_counts(6)),
            (Some(ProviderId::new(1)), attempt_counts(4)),
        ]);
        snapshot.status = Status {
            bounced: 10,
            ..Status::default()
        };
        breakdown
    }

    #[test]
    fn what_has_no_room_in_a_failure_is_known_of_all_together() {
        let breakdown = crowded();
        assert_eq!(
            breakdown.groups(&CATALOGUE, By::Domain),
            [(Some(1), 4), (None, 3), (Some(0), 3)].map(|(domain, count)| {
                (Group::Name(Facet::Domain, domain.map(NameId::new)), count)
            })
        );
        assert_eq!(
            breakdown.groups(&CATALOGUE, By::Provider),
            [(None, 6), (Some(ProviderId::new(1)), 4)]
                .map(|(provider, count)| (Group::Provider(provider), count))
        );
        // If only some of them are listed, it is not known.
        let mut breakdown = crowded();
        breakdown.by = By::Domain;
        assert_eq!(breakdown.list(&CATALOGUE, &[0], None).len(), 1);
        assert_eq!(breakdown.list(&CATALOGUE, &[0, 1], None).len(), 3);
    }
}
