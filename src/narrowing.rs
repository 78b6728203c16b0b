//! What a command is narrowed to: entries, or who says it.

use crate::arguments::Filters;
use crate::catalogue::{Action, Catalogue, Entry, Provider, unknown_word};
use crate::query::Query;
use crate::search::Search;
use std::collections::HashSet;

/// The failures that are asked for; all of them by default.
#[derive(Clone, Debug, Default)]
pub struct Narrowing {
    /// Ids of the providers; `None` if all are.
    providers: Option<HashSet<&'static str>>,
    /// Ids of the entries; `None` if all are.
    entries: Option<HashSet<&'static str>>,
    /// What is to be done, as sure as the diagnosis is; `None` if all are asked for.
    actions: Option<Vec<Action>>,
}

impl Narrowing {
    pub fn new(filters: &Filters, catalogue: Catalogue) -> Narrowing {
        let find = |filters: Filters| {
            let query = Query::parse(&filters.query(&[]));
            (!query.is_empty()).then(|| {
                let found = Search::new(catalogue).find(&query).entries;
                found.into_iter().map(|place| catalogue.entry_at(place))
            })
        };
        let entries = find(Filters {
            action: None,
            ..others(filters)
        });
        let actions = find(Filters {
            action: filters.action.clone(),
            ..Filters::default()
        });
        let provider = filters.provider.as_deref();
        Narrowing {
            providers: provider.map(|text| providers(&catalogue, text)),
            entries: entries.map(|entries| entries.map(|entry| entry.id).collect()),
            actions: actions.map(|entries| entries.map(|entry| entry.action).collect()),
        }
    }

    /// Whether anything is left out.
    pub fn is_some(&self) -> bool {
        self.providers.is_some() || self.entries.is_some() || self.actions.is_some()
    }

    /// The provider that said it counts, or that whose entry explains it; the action is the diagnosis's.
    pub fn keeps(&self, said_by: Option<&Provider>, entry: &Entry, action: Action) -> bool {
        let is_asked = |asked: &HashSet<&str>| {
            let mut providers = said_by.into_iter().chain([entry.provider]);
            providers.any(|provider| asked.contains(provider.id))
        };
        self.providers.as_ref().is_none_or(is_asked)
            && self
                .entries
                .as_ref()
                .is_none_or(|entries| entries.contains(entry.id))
            && self
                .actions
                .as_ref()
                .is_none_or(|actions| actions.contains(&action))
    }
}

/// What is wrong with filters that name nothing: a slip of the pen is no good news.
pub fn mistake(filters: &Filters, catalogue: Catalogue) -> Option<String> {
    if let Some(text) = &filters.provider
        && providers(&catalogue, text).is_empty()
    {
        let known = catalogue.providers.iter();
        let known = known.flat_map(|provider| [provider.id, provider.name]);
        return Some(unknown_word("provider", text, known));
    }
    let query = Query::parse(&others(filters).query(&[]));
    if query.is_empty() {
        return None;
    }
    let search = Search::new(catalogue);
    let unknown = search.unknown_values(&query);
    let (field, term) = unknown.first()?;
    let known = search.values(*field);
    let message = unknown_word(field.name(), &term.text, known.iter().copied());
    match message.ends_with('?') {
        true => Some(message),
        false => Some(format!("{message}: there are {}", known.join(", "))),
    }
}

/// The filters by which entries are searched.
fn others(filters: &Filters) -> Filters {
    Filters {
        provider: None,
        ..filters.clone()
    }
}

/// Ids of the providers of which an id, a name or a domain is this, or else has a word that starts so.
fn providers(catalogue: &Catalogue, text: &str) -> HashSet<&'static str> {
    let text = text.to_lowercase();
    let ids = |is_asked: &dyn Fn(&str) -> bool| -> HashSet<_> {
        let is_named = |provider: &&Provider| {
            let names = [provider.id, provider.name].into_iter();
            let mut names = names.chain(provider.domains.iter().copied());
            names.any(|name| is_asked(&name.to_lowercase()))
        };
        let named = catalogue.providers.iter().filter(is_named);
        named.map(|provider| provider.id).collect()
    };
    let exact = ids(&|name| name == text);
    match exact.is_empty() {
        false => exact,
        true => ids(&|name| {
            let mut found = name.match_indices(&text);
            found.any(|(at, _)| !name[..at].ends_with(char::is_alphanumeric))
        }),
    }
}
