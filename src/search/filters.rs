//! The filters of a command: `--provider`, `--category`, `--reason`, `--action` and `--event`.

use super::filter::{Candidate, Filter};
use super::{Search, providers_called};
use crate::bounce::Event;
use crate::catalogue::Catalogue;
use crate::query::{Field, Query, Term};
use crate::spelling::unknown;
use std::fmt;
use std::str::FromStr;

/// What is asked for, as typed; nothing by default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filters {
    pub provider: Option<String>,
    pub category: Option<String>,
    pub reason: Option<String>,
    pub action: Option<String>,
    pub event: Option<EventFilter>,
}

/// What happened to the messages that are asked for, or to those that are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventFilter {
    pub event: Event,
    pub negated: bool,
}

impl EventFilter {
    pub fn holds(self, event: Event) -> bool {
        (event == self.event) != self.negated
    }

    fn mark(self) -> &'static str {
        if self.negated { "!" } else { "" }
    }
}

impl fmt::Display for EventFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.mark(), self.event.id())
    }
}

/// `rejected`, `!rejected`
impl FromStr for EventFilter {
    type Err = String;

    fn from_str(text: &str) -> Result<EventFilter, String> {
        let name = text.strip_prefix('!');
        let (negated, name) = (name.is_some(), name.unwrap_or(text));
        let known = || {
            let ids = Event::ALL.iter().map(|event| event.id());
            ids.collect::<Vec<_>>().join(", ")
        };
        name.parse()
            .map(|event| EventFilter { event, negated })
            .map_err(|_| format!("use one of: {}; put ! in front to exclude it", known()))
    }
}

impl Filters {
    fn fields(&self) -> [(Field, Option<&str>); 4] {
        [
            (Field::Provider, self.provider.as_deref()),
            (Field::Category, self.category.as_deref()),
            (Field::Reason, self.reason.as_deref()),
            (Field::Action, self.action.as_deref()),
        ]
    }

    /// The filters as written on the command line, if there are any.
    pub fn written(&self) -> Option<String> {
        let fields = self.fields().into_iter();
        let written =
            fields.filter_map(|(field, value)| Some(format!("--{} {}", field.id(), value?)));
        let event = self.event.map(|event| format!("--event {event}"));
        let written: Vec<_> = written.chain(event).collect();
        (!written.is_empty()).then(|| written.join(" "))
    }

    /// Returns the query as it would be typed: words, then the filters as fields, so that the screen shows them.
    pub fn query(&self, words: &[String]) -> String {
        let words = words.join(" ");
        let mut parts: Vec<_> = Some(words)
            .filter(|words| !words.is_empty())
            .into_iter()
            .collect();
        for (field, value) in self.fields() {
            let Some(value) = value else { continue };
            let quote = if value.contains(char::is_whitespace) {
                "\""
            } else {
                ""
            };
            parts.push(format!("{}:{quote}{value}{quote}", field.id()));
        }
        if let Some(filter) = self.event {
            parts.push(format!("{}is:{}", filter.mark(), filter.event.id()));
        }
        parts.join(" ")
    }

    /// Returns what is wrong with filters that match nothing in the catalogue: a typo must not look like good news.
    pub fn mistake(&self, catalogue: Catalogue) -> Option<String> {
        // As a condition, a blank value would match everything.
        let is_blank = |value: Option<&str>| value.is_some_and(|value| value.trim().is_empty());
        let mut fields = self.fields().into_iter();
        if let Some((field, _)) = fields.find(|(_, value)| is_blank(*value)) {
            return Some(format!("--{} needs a value", field.id()));
        }
        if let Some(text) = &self.provider
            && !providers_called(&catalogue, text).contains(&true)
        {
            let known = catalogue.providers.iter();
            let known = known.flat_map(|provider| {
                let names = [provider.id, provider.name].into_iter();
                names.chain(provider.aliases.iter().copied())
            });
            return Some(unknown("provider", text, known));
        }
        let query = Query {
            terms: self.terms(&[Field::Category, Field::Reason, Field::Action]),
        };
        if query.is_empty() {
            return None;
        }
        let search = Search::new(catalogue);
        let unknown_values = search.unknown_values(&query);
        let (field, term) = unknown_values.first()?;
        let known = search.values(*field);
        Some(unknown(field.id(), &term.text, known.iter().copied()))
    }

    fn terms(&self, asked: &[Field]) -> Vec<Term> {
        let fields = self.fields().into_iter();
        let fields = fields.filter(|(field, _)| asked.contains(field));
        let terms = fields.filter_map(|(field, value)| Some(Term::of_field(field, value?)));
        terms.collect()
    }
}

/// The failures that filters select; all of them by default.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Who says it, what it is and what to do about it; `None` if none of that is asked for.
    filter: Option<Filter>,
    event: Option<EventFilter>,
}

impl Selection {
    pub fn new(filters: &Filters, catalogue: Catalogue) -> Selection {
        let terms = filters.terms(&[
            Field::Provider,
            Field::Category,
            Field::Reason,
            Field::Action,
        ]);
        let query = Query { terms };
        let filter = || Filter::of_counts(&Search::new(catalogue), &query);
        Selection {
            filter: (!query.is_empty()).then(filter),
            event: filters.event,
        }
    }

    /// Whether anything is left out.
    pub fn is_some(&self) -> bool {
        self.is_by_cause() || self.event.is_some()
    }

    /// Whether anything is left out because of its provider, cause or action.
    pub fn is_by_cause(&self) -> bool {
        self.filter.is_some()
    }

    /// Whether this event is asked for.
    pub fn keeps_event(&self, event: Event) -> bool {
        self.event.is_none_or(|filter| filter.holds(event))
    }

    /// Whether a failure is asked for. Its provider is the one that said it, or else the entry's.
    pub fn keeps(&self, candidate: &Candidate<'_>) -> bool {
        let filter = self.filter.as_ref();
        self.keeps_event(candidate.event) && filter.is_none_or(|filter| filter.holds(candidate))
    }
}
