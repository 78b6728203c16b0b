//! The filters of a command: `--provider`, `--category`, `--reason`, `--action` and `--event`; of `triage` also
//! `--domain`, `--from`, `--user`, `--source` and `--relay`.

use super::boundary::at_word_start;
use super::filter::{Candidate, Filter};
use super::{Search, providers_called};
use crate::bounce::Event;
use crate::catalogue::Catalogue;
use crate::query::{Field, Query, Term};
use crate::spelling::unknown;
use memchr::memmem::Finder;
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
    /// Whose mail it was and where it went.
    pub names: Vec<(Field, String)>,
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
    fn fields(&self) -> impl Iterator<Item = (Field, &str)> {
        let of_entry = [
            (Field::Provider, &self.provider),
            (Field::Category, &self.category),
            (Field::Reason, &self.reason),
            (Field::Action, &self.action),
        ];
        let of_entry = of_entry.into_iter();
        let of_entry = of_entry.filter_map(|(field, value)| Some((field, value.as_deref()?)));
        let names = self.names.iter();
        of_entry.chain(names.map(|(field, name)| (*field, name.as_str())))
    }

    /// The filters as written on the command line, if there are any.
    pub fn written(&self) -> Option<String> {
        let written = self.fields();
        let written = written.map(|(field, value)| format!("--{} {value}", field.id()));
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
        let is_blank = |value: &str| value.trim().is_empty();
        if let Some((field, _)) = self.fields().find(|(_, value)| is_blank(value)) {
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
        // On the screen, a part of a title will do, too: there, it is seen what was found.
        let is_of_id = |field: Field, term: &Term| {
            let finder = Finder::new(&term.text);
            search
                .values(field)
                .iter()
                .any(|id| at_word_start(&finder, id))
        };
        let mut asked = query
            .terms
            .iter()
            .filter_map(|term| Some((term.field()?, term)));
        let (field, term) = asked.find(|(field, term)| !is_of_id(*field, term))?;
        let known = search.values(field);
        Some(unknown(field.id(), &term.text, known.iter().copied()))
    }

    fn terms(&self, asked: &[Field]) -> Vec<Term> {
        let fields = self.fields().filter(|(field, _)| asked.contains(field));
        let terms = fields.map(|(field, value)| Term::of_field(field, value));
        terms.collect()
    }
}

/// The failures that filters select; all of them by default.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Who says it, what it is and what to do about it; `None` if none of that is asked for.
    filter: Option<Filter>,
    event: Option<EventFilter>,
    /// Whose mail it was and where it went; all of them must hold.
    names: Vec<NameFilter>,
}

/// A name that is asked for, as the query's field of this name asks for it.
#[derive(Clone, Debug)]
pub struct NameFilter {
    pub field: Field,
    finder: Finder<'static>,
}

impl NameFilter {
    fn new(field: Field, name: &str) -> NameFilter {
        let text = Term::of_field(field, name).text;
        NameFilter {
            field,
            finder: Finder::new(&text).into_owned(),
        }
    }

    /// Whether a name, folded, is asked for.
    pub fn holds(&self, name: &str) -> bool {
        at_word_start(&self.finder, name)
    }
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
        let names = filters.names.iter();
        Selection {
            filter: (!query.is_empty()).then(filter),
            event: filters.event,
            names: names
                .map(|(field, name)| NameFilter::new(*field, name))
                .collect(),
        }
    }

    /// Whether anything is left out.
    pub fn is_some(&self) -> bool {
        self.is_by_cause() || self.event.is_some() || !self.names.is_empty()
    }

    /// Whether anything is left out because of its provider, cause or action.
    pub fn is_by_cause(&self) -> bool {
        self.filter.is_some()
    }

    /// The names that are asked for.
    pub fn names(&self) -> &[NameFilter] {
        &self.names
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
