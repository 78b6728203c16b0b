//! What a command is narrowed to: entries, who says it, or what happened.

use crate::bounce::Event;
use crate::catalogue::{Action, Catalogue, Entry, Provider, unknown_word};
use crate::cli::arguments::{EventFilter, Filters};
use crate::query::Query;
use crate::search::{Search, providers_called};
use std::collections::HashSet;

/// The failures that are asked for; all of them by default.
#[derive(Clone, Debug, Default)]
pub struct Narrowing {
    /// Ids of the providers; `None` if all are.
    providers: Option<Ids>,
    /// Ids of the entries; `None` if all are.
    entries: Option<Ids>,
    /// What is to be done, as sure as the diagnosis is; `None` if all are asked for.
    actions: Option<Vec<Action>>,
    event: Option<EventFilter>,
}

type Ids = HashSet<&'static str>;

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
            ..of_entries(filters)
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
            event: filters.event,
        }
    }

    /// Whether anything is left out.
    pub fn is_some(&self) -> bool {
        self.is_by_cause() || self.event.is_some()
    }

    /// Whether anything is left out that was said by somebody else or has another cause.
    pub fn is_by_cause(&self) -> bool {
        self.providers.is_some() || self.entries.is_some() || self.actions.is_some()
    }

    /// Whether what happened is asked for.
    pub fn keeps_event(&self, event: Event) -> bool {
        self.event.is_none_or(|filter| filter.holds(event))
    }

    /// The provider that said it counts, or that whose entry explains it; the action is that of what happened, by the
    /// diagnosis.
    pub fn keeps(
        &self,
        event: Event,
        said_by: Option<&Provider>,
        entry: &Entry,
        action: Action,
    ) -> bool {
        let is_asked = |asked: &Ids| {
            let mut providers = said_by.into_iter().chain([entry.provider]);
            providers.any(|provider| asked.contains(provider.id))
        };
        self.keeps_event(event)
            && self.providers.as_ref().is_none_or(is_asked)
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
    if let Some(name) = filters.without_value() {
        return Some(format!("--{name} needs a value"));
    }
    if let Some(text) = &filters.provider
        && providers(&catalogue, text).is_empty()
    {
        let known = catalogue.providers.iter();
        let known = known.flat_map(|provider| [provider.id, provider.name]);
        return Some(unknown_word("provider", text, known));
    }
    let query = Query::parse(&of_entries(filters).query(&[]));
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
fn of_entries(filters: &Filters) -> Filters {
    Filters {
        provider: None,
        event: None,
        ..filters.clone()
    }
}

/// Ids of the providers that are called so.
fn providers(catalogue: &Catalogue, text: &str) -> Ids {
    let called = providers_called(catalogue, text);
    let providers = catalogue.providers.iter().zip(called);
    let called = providers.filter_map(|(provider, is_called)| is_called.then_some(provider.id));
    called.collect()
}
