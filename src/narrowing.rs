//! What a command is narrowed to: entries, or who says it.

use crate::arguments::Filters;
use crate::catalogue::{Catalogue, Entry, Provider};
use crate::query::Query;
use crate::search::Search;
use std::collections::HashSet;

/// The failures that are asked for; all of them by default.
#[derive(Clone, Debug, Default)]
pub struct Narrowing {
    /// The start of a provider's id or name, in lower case.
    provider: Option<String>,
    /// Ids of the entries; `None` if all are.
    entries: Option<HashSet<&'static str>>,
}

impl Narrowing {
    pub fn new(filters: &Filters, catalogue: Catalogue) -> Narrowing {
        let others = Filters {
            provider: None,
            ..filters.clone()
        };
        let query = Query::parse(&others.query(&[]));
        let entries = (!query.is_empty()).then(|| {
            let found = Search::new(catalogue).find(&query).entries;
            let ids = found.into_iter().map(|place| catalogue.entry_at(place).id);
            ids.collect()
        });
        Narrowing {
            provider: filters.provider.as_deref().map(str::to_lowercase),
            entries,
        }
    }

    /// Whether anything is left out.
    pub fn is_some(&self) -> bool {
        self.provider.is_some() || self.entries.is_some()
    }

    /// The provider that said it counts, or that whose entry explains it.
    pub fn keeps(&self, said_by: Option<&Provider>, entry: &Entry) -> bool {
        let is_asked = |provider: &str| {
            let providers = said_by.into_iter().chain([entry.provider]);
            let mut names = providers
                .flat_map(|provider| [provider.id.to_owned(), provider.name.to_lowercase()]);
            names.any(|name| name.starts_with(provider))
        };
        self.provider.as_deref().is_none_or(is_asked)
            && self
                .entries
                .as_ref()
                .is_none_or(|entries| entries.contains(entry.id))
    }
}
