//! What to try when a query finds nothing.

use super::Search;
use crate::catalogue::{Action, Outcome};
use crate::fold::fold;
use crate::query::{Field, Query, Term, TermKind};
use crate::spelling::nearest;
use std::collections::HashSet;

/// Other queries that do find something, and how many entries they find.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Help {
    /// The query with its misspelt words replaced by the nearest known ones.
    pub spelling: Option<(String, usize)>,
    /// The query without its last word.
    pub shorter: Option<(String, usize)>,
}

/// Longer words and queries are no misspelling of anything, in bytes.
const LONGEST: usize = 40;
const LONGEST_QUERY: usize = 200;

impl Search {
    /// For a query without findings.
    pub fn help(&self, text: &str) -> Help {
        if text.len() > LONGEST_QUERY {
            return Help::default();
        }
        let count = |text: String| {
            let found = self.find(&Query::parse(&text)).found.len();
            (found > 0).then_some((text, found))
        };
        let shorter = text
            .trim_end()
            .rsplit_once(char::is_whitespace)
            .map(|(shorter, _)| shorter.trim_end());
        Help {
            spelling: self.respelt(text).and_then(count),
            shorter: shorter.map(str::to_owned).and_then(count),
        }
    }

    /// The query with each word that finds nothing by itself replaced by the nearest known word.
    fn respelt(&self, text: &str) -> Option<String> {
        let mut changed = false;
        let words: Vec<_> = (text.split_whitespace())
            .map(|word| {
                let near = if word.len() <= LONGEST {
                    self.nearest(word)
                } else {
                    None
                };
                changed |= near.is_some();
                near.unwrap_or_else(|| word.to_owned())
            })
            .collect();
        changed.then(|| words.join(" "))
    }

    fn nearest(&self, word: &str) -> Option<String> {
        let query = Query::parse(word);
        let [term] = &query.terms[..] else {
            return None;
        };
        if term.negated || !self.find(&query).found.is_empty() {
            return None;
        }
        if let TermKind::Field(field) = &term.kind {
            let value = nearest(&term.text, self.values(*field))?;
            return Some(format!("{}:{value}", field.name()));
        }
        let known = self.words().iter().map(String::as_str);
        let near = || nearest(&term.text, known).map(str::to_owned);
        (term.kind == TermKind::Word).then(near).flatten()
    }

    /// All words of titles, and the names of providers, reasons and their own codes; sorted.
    fn words(&self) -> &[String] {
        self.words.get_or_init(|| {
            let index = self.index();
            let titles = index.entries.iter().map(|entry| index.title(entry));
            let names = index
                .providers
                .iter()
                .chain(&index.reasons)
                .map(String::as_str);
            let parts = titles
                .chain(names)
                .flat_map(|text| text.split(|c: char| !c.is_alphanumeric() && c != '-'));
            let words: HashSet<_> = parts.filter(|word| word.chars().count() > 2).collect();
            let tags = self.catalogue.entries().flat_map(|entry| entry.tags.iter());
            let tags = tags.map(|tag| fold(tag).into_owned());
            let mut words: Vec<_> = words.into_iter().map(str::to_owned).chain(tags).collect();
            words.sort_unstable();
            words
        })
    }

    /// What a field's value can be.
    pub fn values(&self, field: Field) -> Vec<&'static str> {
        match field {
            Field::Provider => self
                .catalogue
                .providers
                .iter()
                .map(|provider| provider.id)
                .collect(),
            Field::Category => self
                .catalogue
                .categories
                .iter()
                .map(|category| category.id)
                .collect(),
            Field::Reason => self
                .catalogue
                .reasons
                .iter()
                .map(|reason| reason.id)
                .collect(),
            Field::Action => Action::ALL.iter().map(|action| action.id()).collect(),
            Field::Domain => Vec::new(),
            Field::Is => Outcome::ALL.iter().map(|outcome| outcome.id()).collect(),
        }
    }

    /// Fields of the query whose value nothing starts with: most likely a mistake that hides everything.
    pub fn unknown_values<'q>(&self, query: &'q Query) -> Vec<(Field, &'q Term)> {
        let field = |term: &'q Term| {
            if let TermKind::Field(field) = term.kind {
                Some((field, term))
            } else {
                None
            }
        };
        let is_unknown = |(_, term): &(Field, &Term)| self.find(&term.alone()).found.is_empty();
        query
            .terms
            .iter()
            .filter_map(field)
            .filter(is_unknown)
            .collect()
    }
}
