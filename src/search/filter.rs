//! Which failures a query means: listed bounces, counts of failures, or what a command's filters select.

use super::Search;
use super::boundary::at_word_start;
use super::called::providers_called;
use crate::bounce::Event;
use crate::catalogue::{Action, Catalogue, Entry, EntryId, Outcome, ProviderId};
use crate::fold::fold;
use crate::query::{CodeTerm, Field, Query, Term, TermKind};
use memchr::memmem::Finder;

/// What is compared with a query: one failure, or failures that are counted together.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// The index of the entry that explains it.
    pub entry: EntryId,
    /// The index of the provider that said it, or else of the entry's provider.
    pub provider: ProviderId,
    pub event: Event,
    pub outcome: Outcome,
    pub action: Action,
    pub parties: Parties<'a>,
    /// What was said; `None` if failures are only counted.
    pub reply: Option<ReplyText<'a>>,
}

/// Whose mail it was and where it went, folded; empty if unknown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parties<'a> {
    /// The recipient's, after an at sign.
    pub domain: &'a str,
    /// The envelope sender, or at least its domain after an at sign.
    pub sender: &'a str,
    /// The account that submitted it.
    pub user: &'a str,
    /// What sent the message.
    pub source: &'a str,
    /// The remote host.
    pub relay: &'a str,
}

/// What was said in a failure, prepared for searching.
#[derive(Clone, Copy, Debug)]
pub struct ReplyText<'a> {
    /// Each followed by a blank.
    pub codes: &'a str,
    /// Everything known about the failure as text, folded.
    pub folded: &'a str,
}

/// A query prepared for comparison with many failures.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// All of them must hold.
    conditions: Vec<Condition>,
}

impl Filter {
    /// Creates a filter for failures whose replies are known, which have words and codes of their own.
    pub fn of_replies(search: &Search, query: &Query) -> Filter {
        let none = vec![false; search.catalogue().len()];
        Filter::new(search, query, |term| match term.kind {
            TermKind::Field(_) => of_term(search, term),
            TermKind::Code(_) => none.clone(),
            TermKind::Word | TermKind::Exact => entries_named(search.catalogue(), &term.text),
        })
    }

    /// Creates a filter for failures that are only counted: words and codes match those of the entry, as in the
    /// catalogue, or part of a domain. Anything with a dot or an at sign in it is a domain.
    pub fn of_counts(search: &Search, query: &Query) -> Filter {
        let none = vec![false; search.catalogue().len()];
        Filter::new(search, query, |term| {
            if is_word(term) && term.text.contains(['.', '@']) {
                none.clone()
            } else {
                of_term(search, term)
            }
        })
    }

    fn new(search: &Search, query: &Query, entries: impl Fn(&Term) -> Vec<bool>) -> Filter {
        let condition = |term: &Term| Condition {
            entries: entries(term),
            providers: providers(search.catalogue(), term),
            finder: Finder::new(&term.text).into_owned(),
            term: term.clone(),
        };
        Filter {
            conditions: query.terms.iter().map(condition).collect(),
        }
    }

    /// Whether the query means this failure.
    pub fn holds(&self, candidate: &Candidate<'_>) -> bool {
        let mut conditions = self.conditions.iter();
        conditions.all(|condition| condition.holds(candidate) != condition.term.negated)
    }
}

/// Whether a term asks for this event: `is:rejected`, or any prefix of it.
pub fn asks_for(term: &Term, event: Event) -> bool {
    term.kind == TermKind::Field(Field::Is) && event.id().starts_with(&term.text)
}

/// A term prepared for comparison with many failures.
#[derive(Clone, Debug)]
struct Condition {
    term: Term,
    finder: Finder<'static>,
    /// Whether the term holds for each entry of the catalogue, by index.
    entries: Vec<bool>,
    /// Whether the term names each provider of the catalogue, by index.
    providers: Vec<bool>,
}

impl Condition {
    fn holds(&self, candidate: &Candidate<'_>) -> bool {
        let is_known =
            || self.entries[candidate.entry.index()] || self.providers[candidate.provider.index()];
        match (&self.term.kind, candidate.reply) {
            // What became of a message is not always what its entry says.
            (TermKind::Field(Field::Is), _) => {
                asks_for(&self.term, candidate.event)
                    || candidate.outcome.id().starts_with(&self.term.text)
            }
            // The action is not always that of the entry, either.
            (TermKind::Field(Field::Action), _) => {
                at_word_start(&self.finder, candidate.action.id())
            }
            (TermKind::Field(Field::Domain), _) => self.starts_in(candidate.parties.domain),
            (TermKind::Field(Field::From), _) => self.starts_in(candidate.parties.sender),
            (TermKind::Field(Field::User), _) => self.starts_in(candidate.parties.user),
            (TermKind::Field(Field::Source), _) => self.starts_in(candidate.parties.source),
            (TermKind::Field(Field::Relay), _) => self.starts_in(candidate.parties.relay),
            // There are no times here: neither the term nor its negation holds.
            (TermKind::Field(Field::Since | Field::Until), _) => self.term.negated,
            (TermKind::Code(code), Some(reply)) => {
                self.is_code(code, reply.codes) || self.is_number(reply.folded)
            }
            (TermKind::Field(_), _) | (TermKind::Code(_), None) => is_known(),
            (TermKind::Word | TermKind::Exact, reply) => {
                let text = reply.map_or(candidate.parties.domain, |reply| reply.folded);
                is_known() || self.finder.find(text.as_bytes()).is_some()
            }
        }
    }

    fn starts_in(&self, text: &str) -> bool {
        at_word_start(&self.finder, text)
    }

    /// Whether `550`, `55x`, `5.7`, or `5726` for `5.7.26`, matches the reply's codes.
    fn is_code(&self, code: &CodeTerm, codes: &str) -> bool {
        let typed = self.term.text.as_bytes();
        let alike = |(typed, own): (&u8, u8)| *typed == own || *typed == b'x';
        let starts =
            |own: &str| typed.len() <= own.len() && typed.iter().zip(own.bytes()).all(alike);
        let compact = |own: &str| {
            let digits = own.bytes().filter(|byte| *byte != b'.');
            *code == CodeTerm::Plain && typed.len() > 2 && digits.eq(typed.iter().copied())
        };
        let mut codes = codes.split_whitespace();
        codes.any(|own| starts(own) || compact(own))
    }

    /// Whether digits occur at the start of a word: part of an address, or a provider's own number.
    fn is_number(&self, folded: &str) -> bool {
        let text = folded.as_bytes();
        let starts_word = |at: usize| at == 0 || !text[at - 1].is_ascii_alphanumeric();
        self.term.text.len() > 2 && self.finder.find_iter(text).any(starts_word)
    }
}

fn is_word(term: &Term) -> bool {
    matches!(term.kind, TermKind::Word | TermKind::Exact)
}

/// Returns, by index in the catalogue, whether the term names the provider.
fn providers(catalogue: &Catalogue, term: &Term) -> Vec<bool> {
    if term.kind == TermKind::Field(Field::Provider) {
        return providers_called(catalogue, &term.text);
    }
    let is_in = |name: &str| is_word(term) && fold(name).contains(&term.text);
    let providers = catalogue.providers.iter();
    providers
        .map(|provider| {
            let is_alias = is_word(term) && provider.aliases.contains(&term.text.as_str());
            is_alias || is_in(provider.id) || is_in(provider.name)
        })
        .collect()
}

/// Returns, by index in the catalogue, whether the term holds for the entry.
fn of_term(search: &Search, term: &Term) -> Vec<bool> {
    let mut holds = vec![false; search.catalogue().len()];
    for entry in search.find(&term.alone()).found {
        holds[entry.index()] = true;
    }
    holds
}

/// Returns, by index in the catalogue, whether the entry's title or reason contains the text.
fn entries_named(catalogue: &Catalogue, text: &str) -> Vec<bool> {
    let finder = Finder::new(text);
    let holds = |entry: Entry| {
        let mut names = [entry.title, entry.reason.id].into_iter();
        names.any(|name| finder.find(fold(name).as_bytes()).is_some())
    };
    catalogue.entries().map(holds).collect()
}
