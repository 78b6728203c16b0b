//! Finds the entries that a query means, best first, and counts them for each provider in the same pass.

mod boundary;
mod called;
pub mod filter;
pub mod filters;
pub(crate) mod fuzzy;
mod help;
mod highlight;
mod index;
pub(crate) mod term;

pub use called::providers_called;
pub use help::Help;
pub use term::Tier;

use crate::catalogue::{Catalogue, EntryId, Outcome};
use crate::query::{Query, TermKind};
use fuzzy::Fuzzy;
use index::{Index, IndexedEntry};
use std::cell::OnceCell;
use std::cmp::Reverse;
use term::Matcher;

/// A catalogue made searchable. Folding it costs about as much as drawing a frame, so it happens at the first
/// search that needs it.
pub struct Search {
    catalogue: Catalogue,
    index: OnceCell<Index>,
    fuzzy: Fuzzy,
    /// All that can be spelt, for help.
    words: OnceCell<Vec<String>>,
}

/// What a query found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings<T = EntryId> {
    /// Entries, best first: by code, worst tier, all tiers, score, outcome, catalogue order.
    pub found: Vec<T>,
    /// How many of them each provider of the catalogue has.
    pub by_provider: Vec<usize>,
}

/// How well an entry answers a query; the better, the smaller. Catalogue order decides between equals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// A class or subject that merely mentions the words.
    fallback: bool,
    /// The tier of the code that fits worst: an exact code beats the start of one, whatever else is asked.
    code: Tier,
    /// The tier of the term that fits worst.
    worst: Tier,
    /// All terms' tiers.
    sum: u16,
    score: Reverse<u16>,
    /// What failed for good is asked about first.
    outcome: Outcome,
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

    /// All entries for which every term of the query holds. Codes that no entry has lead to the fall-back of their
    /// subject or class.
    pub fn find(&self, query: &Query) -> Findings {
        if query.is_empty() {
            return self.findings(self.catalogue.entry_ids().collect());
        }
        let found = self.find_with(query, false);
        let has_code = query
            .terms
            .iter()
            .any(|term| matches!(term.kind, TermKind::Code(_)));
        if found.found.is_empty() && has_code {
            self.find_with(query, true)
        } else {
            found
        }
    }

    fn find_with(&self, query: &Query, fallbacks: bool) -> Findings {
        let index = self.index();
        let matchers: Vec<_> = query
            .terms
            .iter()
            .map(|term| {
                (
                    term.negated,
                    Matcher::new(term, &self.catalogue, index, &self.fuzzy, fallbacks),
                )
            })
            .collect();
        let rank = |indexed: &IndexedEntry| {
            let (mut worst, mut sum, mut score) = (Tier::Code, 0_u16, 0_u16);
            let mut code = Tier::Code;
            for (negated, matcher) in &matchers {
                match (negated, matcher.fit(indexed, index)) {
                    (true, None) => {}
                    (false, Some((tier, more))) => {
                        worst = worst.max(tier);
                        if matcher.is_code() {
                            code = code.max(tier.min(Tier::CodeStart));
                        }
                        sum = sum.saturating_add(tier as u16);
                        score = score.saturating_add(more);
                    }
                    _ => return None,
                }
            }
            Some(Rank {
                fallback: indexed.entry.is_fallback() && worst > Tier::TitlePart,
                code,
                worst,
                sum,
                score: Reverse(score),
                outcome: indexed.entry.outcome,
            })
        };
        let entries = self.catalogue.entry_ids().zip(&index.entries);
        let mut ranked: Vec<_> = entries
            .filter_map(|(entry, indexed)| Some((rank(indexed)?, entry)))
            .collect();
        ranked.sort_unstable();
        self.findings(ranked.into_iter().map(|(_, entry)| entry).collect())
    }

    fn findings(&self, found: Vec<EntryId>) -> Findings {
        let mut by_provider = vec![0; self.catalogue.providers.len()];
        for entry in &found {
            by_provider[self.catalogue.provider_of(*entry).index()] += 1;
        }
        Findings { found, by_provider }
    }
}
