//! The list of what fails more or less often in one log or period than in another.

use super::{Heading, Row};
use crate::catalogue::{Catalogue, EntryId, ProviderId};
use crate::explorer::reread::{Changed, Ticket};
use crate::query::Query;
use crate::search::{Findings, Search};
use crate::triage::compare::{Change, Comparison, Subject};

/// What changed, once both sides have been read.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// What is compared, in words.
    pub title: String,
    /// How much has been read, in percent.
    pub progress: u8,
    pub changed: Option<Box<Changed>>,
    /// The entry of each change.
    entries: Vec<EntryId>,
    pub(in crate::explorer) ticket: Ticket,
}

impl Changes {
    /// Creates a list that waits for both sides to be read.
    pub fn awaited(title: String, ticket: Ticket) -> Changes {
        Changes {
            title,
            ticket,
            ..Changes::default()
        }
    }

    /// Takes what was found.
    pub fn take(&mut self, catalogue: &Catalogue, mut changed: Changed) {
        let entry = |change: &Change| match &change.of {
            Subject::Entry(id) => catalogue.index_of(id),
            Subject::Name(_) => None,
        };
        if let Ok(Comparison { changes, .. }) = &mut changed.comparison {
            changes.retain(|change| entry(change).is_some());
            self.entries = changes.iter().filter_map(entry).collect();
        }
        self.changed = Some(Box::new(changed));
    }

    /// The number of changes.
    pub fn total(&self) -> usize {
        self.entries.len()
    }

    /// Returns a change and its entry, by index.
    pub fn get(&self, index: usize) -> Option<(EntryId, &Change)> {
        Some((*self.entries.get(index)?, self.all().get(index)?))
    }

    /// All changes.
    pub fn all(&self) -> &[Change] {
        self.comparison()
            .map_or(&[], |comparison| &comparison.changes)
    }

    /// Whether rates are compared, because one side is longer than the other.
    pub fn by_rate(&self) -> bool {
        self.comparison()
            .is_some_and(|comparison| comparison.by_rate)
    }

    fn comparison(&self) -> Option<&Comparison> {
        self.changed.as_ref()?.comparison.as_ref().ok()
    }

    /// Finds the changes of entries that a query means.
    pub(super) fn find(&self, search: &Search, query: &Query) -> Findings<usize> {
        let is_meant: Vec<bool> = if query.is_empty() {
            vec![true; search.catalogue().len()]
        } else {
            let mut is_meant = vec![false; search.catalogue().len()];
            for entry in search.find(query).found {
                is_meant[entry.index()] = true;
            }
            is_meant
        };
        let entries = self.entries.iter().enumerate();
        let found = entries.filter(|(_, entry)| is_meant[entry.index()]);
        let found: Vec<_> = found.map(|(index, _)| index).collect();
        let by_provider = search.by_provider(found.iter().map(|index| self.entries[*index]));
        Findings { found, by_provider }
    }

    pub(super) fn by_provider(&self, search: &Search) -> Vec<usize> {
        search.by_provider(self.entries.iter().copied())
    }

    /// Returns the rows of what was found under a tab, under headings that say how it changed.
    pub(super) fn rows(
        &self,
        catalogue: &Catalogue,
        found: &[usize],
        tab: Option<ProviderId>,
    ) -> Vec<Row> {
        let listed = found.iter().filter_map(|index| {
            let (entry, change) = self.get(*index)?;
            let is_listed = tab.is_none_or(|tab| tab == catalogue.provider_of(entry));
            is_listed.then_some((*index, (!change.uncertain).then_some(change.change)))
        });
        let listed: Vec<_> = listed.collect();
        let groups = listed.chunk_by(|(_, one), (_, other)| one == other);
        let rows = groups.flat_map(|group| {
            let heading = group.first().map(|(_, kind)| Heading::Change(*kind));
            let heading = heading.map(|heading| Row::Heading(heading, group.len()));
            let changes = group.iter().map(|(index, _)| Row::Change(*index));
            heading.into_iter().chain(changes)
        });
        rows.collect()
    }
}
