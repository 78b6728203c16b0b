//! Finds the entries that a query means, best first, and counts them for each provider in the same pass.

mod boundary;
mod called;
pub mod filter;
pub mod filters;
pub(crate) mod fuzzy;
mod help;
mod highlight;
mod index;
mod meaning;
mod rank;
mod respell;
pub(crate) mod term;

pub use called::providers_called;
pub use help::unknown_field;
pub use respell::{Answer, Searchable};
pub use term::Tier;

use crate::catalogue::{Catalogue, EntryId};
use crate::order;
use crate::query::{Query, TermKind};
use fuzzy::Fuzzy;
use index::Index;
use rank::Question;
use std::cell::OnceCell;

/// A catalogue prepared for searching. Folding it costs about as much as drawing a frame, so that happens at the first
/// search that needs it.
pub struct Search {
    catalogue: Catalogue,
    index: OnceCell<Index>,
    fuzzy: Fuzzy,
    /// Every meaningful word, for correcting misspelt ones.
    words: OnceCell<Vec<String>>,
}

/// Everything that terms are compared with.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    catalogue: &'a Catalogue,
    index: &'a Index,
    fuzzy: &'a Fuzzy,
}

/// The results of a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings<T = EntryId> {
    /// Entries, best first: by code, worst tier, all tiers, score, catalogue order.
    pub found: Vec<T>,
    /// How many of them belong to each provider of the catalogue.
    pub by_provider: Vec<usize>,
}

impl Search {
    pub fn new(catalogue: Catalogue) -> Search {
        Search {
            catalogue,
            index: OnceCell::new(),
            fuzzy: Fuzzy::default(),
            words: OnceCell::new(),
        }
    }

    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Folds the catalogue now, so that the first search need not.
    pub fn prepare(&self) {
        self.index();
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(&self.catalogue))
    }

    /// Finds all entries for which every term of the query holds. Codes that no entry has lead to the fallback of their
    /// subject or class.
    pub fn find(&self, query: &Query) -> Findings {
        self.find_fitting(query).0
    }

    /// Does the same, and returns how well the best of them fits.
    fn find_fitting(&self, query: &Query) -> (Findings, Tier) {
        if query.is_empty() {
            let all = self.findings(self.catalogue.entry_ids().collect());
            return (all, Tier::Code);
        }
        let found = self.find_with(query, false);
        let has_code = query
            .terms
            .iter()
            .any(|term| matches!(term.kind, TermKind::Code(_)));
        if found.0.found.is_empty() && has_code {
            self.find_with(query, true)
        } else {
            found
        }
    }

    fn known(&self) -> Known<'_> {
        Known {
            catalogue: &self.catalogue,
            index: self.index(),
            fuzzy: &self.fuzzy,
        }
    }

    fn find_with(&self, query: &Query, fallbacks: bool) -> (Findings, Tier) {
        let known = self.known();
        let question = Question::new(query, known, fallbacks);
        let entries = self.catalogue.entry_ids().zip(&known.index.entries);
        let mut ranked: Vec<_> = entries
            .filter_map(|(entry, indexed)| Some((question.rank(indexed)?, entry)))
            .collect();
        order::sort(&mut ranked);
        let tier = ranked
            .first()
            .map_or(Tier::Code, |(rank, _)| rank.fitness.worst);
        let found = ranked.into_iter().map(|(_, entry)| entry).collect();
        (self.findings(found), tier)
    }

    fn findings(&self, found: Vec<EntryId>) -> Findings {
        let by_provider = self.by_provider(found.iter().copied());
        Findings { found, by_provider }
    }

    /// Counts these entries by provider.
    pub fn by_provider(&self, entries: impl Iterator<Item = EntryId>) -> Vec<usize> {
        let mut counts = vec![0; self.catalogue.providers.len()];
        for entry in entries {
            counts[self.catalogue.provider_of(entry).index()] += 1;
        }
        counts
    }
}
