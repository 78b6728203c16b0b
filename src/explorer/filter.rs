//! Which of what is listed a query means: bounces, or counts of failures.

use super::bounces::Item;
use super::state::Subject;
use crate::bounce::Event;
use crate::catalogue::{Action, Catalogue, Entry};
use crate::fold::fold;
use crate::query::{CodeTerm, Field, Query, Term, TermKind};
use crate::search::term::at_word_start;
use crate::search::{Search, providers_called};
use crate::triage::breakdown::Atom;
use memchr::memmem::Finder;

/// What `is:` can say of what happened, in lists of a subject.
pub fn events(subject: Subject) -> &'static [Event] {
    match subject {
        Subject::Catalogue => &[],
        Subject::Bounces => &Event::ALL,
        Subject::Causes => &[Event::Deferred, Event::Bounced, Event::Rejected],
    }
}

/// Whether a term asks for what happened: `is:rejected`, any start of it.
pub fn asks_for(term: &Term, event: Event) -> bool {
    term.kind == TermKind::Field(Field::Is) && event.id().starts_with(&term.text)
}

/// The places of the items for which every term of the query holds.
pub fn find(search: &Search, query: &Query, items: &[Item]) -> Vec<usize> {
    let conditions = query.terms.iter().map(|term| Condition::new(search, term));
    let conditions: Vec<_> = conditions.collect();
    let holds = |item: &Item| {
        let mut conditions = conditions.iter();
        conditions.all(|condition| condition.holds(item) != condition.term.negated)
    };
    let places = items.iter().enumerate();
    let found = places.filter(|(_, item)| holds(item));
    found.map(|(place, _)| place).collect()
}

/// The places of the counts for which every term of the query holds. Words and codes are those of the entry, as in the
/// catalogue, or part of a domain.
pub fn find_atoms(search: &Search, query: &Query, atoms: &[Atom<'_>]) -> Vec<usize> {
    let conditions = query.terms.iter().map(|term| Condition::new(search, term));
    let conditions: Vec<_> = conditions
        .map(|condition| condition.of_entries(search))
        .collect();
    let holds = |atom: &Atom<'_>| {
        let domain = format!("@{}", fold(atom.name));
        let mut conditions = conditions.iter();
        conditions.all(|condition| condition.counts(atom, &domain) != condition.term.negated)
    };
    let places = atoms.iter().enumerate();
    let found = places.filter(|(_, atom)| query.is_empty() || holds(atom));
    found.map(|(place, _)| place).collect()
}

/// A term made ready to be compared with many items.
struct Condition<'a> {
    catalogue: Catalogue,
    term: &'a Term,
    finder: Finder<'a>,
    /// By place in the catalogue: whether the term holds for that entry.
    entries: Vec<bool>,
    /// By place in the catalogue: whether the term names that provider.
    providers: Vec<bool>,
}

impl<'a> Condition<'a> {
    fn new(search: &Search, term: &'a Term) -> Condition<'a> {
        let catalogue = search.catalogue();
        let is_in = |name: &str| fold(name).contains(&term.text);
        Condition {
            finder: Finder::new(&term.text),
            entries: match &term.kind {
                TermKind::Field(_) => of_term(search, term),
                TermKind::Code(_) => vec![false; catalogue.len()],
                TermKind::Word | TermKind::Exact => named(catalogue, &term.text),
            },
            providers: match term.kind {
                TermKind::Field(Field::Provider) => providers_called(catalogue, &term.text),
                TermKind::Word | TermKind::Exact => {
                    let providers = catalogue.providers.iter();
                    let named =
                        providers.map(|provider| is_in(provider.id) || is_in(provider.name));
                    named.collect()
                }
                TermKind::Field(_) | TermKind::Code(_) => vec![false; catalogue.providers.len()],
            },
            term,
            catalogue: *catalogue,
        }
    }

    /// The term as the catalogue takes it; what has a dot or an at sign in it is a domain.
    fn of_entries(self, search: &Search) -> Condition<'a> {
        let is_domain = self.is_word() && self.term.text.contains(['.', '@']);
        let entries = match is_domain {
            true => vec![false; search.catalogue().len()],
            false => of_term(search, self.term),
        };
        Condition { entries, ..self }
    }

    fn counts(&self, atom: &Atom<'_>, domain: &str) -> bool {
        if self.term.kind == TermKind::Field(Field::Action) {
            return self.is_action(atom.action(&self.catalogue));
        }
        let is_known = self.entries[atom.entry] || self.providers[atom.provider];
        is_known
            || asks_for(self.term, atom.event)
            || self.is_domain(domain)
            || self.is_word() && self.is_part(domain)
    }

    /// Whether the term asks for an action, which is not always that of the entry.
    fn is_action(&self, action: Action) -> bool {
        at_word_start(&self.finder, action.id())
    }

    /// Whether the term asks for a domain that is called so, from the start of one of its parts.
    fn is_domain(&self, domain: &str) -> bool {
        self.term.kind == TermKind::Field(Field::Domain) && at_word_start(&self.finder, domain)
    }

    fn is_part(&self, text: &str) -> bool {
        self.finder.find(text.as_bytes()).is_some()
    }

    fn is_word(&self) -> bool {
        matches!(self.term.kind, TermKind::Word | TermKind::Exact)
    }

    fn holds(&self, item: &Item) -> bool {
        let known = self.entries[item.entry] || self.providers[item.provider];
        match &self.term.kind {
            // What becomes of the message is the server's to say.
            TermKind::Field(Field::Is) => {
                item.outcome.id().starts_with(&self.term.text)
                    || asks_for(self.term, item.bounce.event)
            }
            TermKind::Field(Field::Action) => self.is_action(item.action),
            TermKind::Field(Field::Domain) => self.is_domain(&domain_of(item)),
            TermKind::Field(_) => known,
            TermKind::Code(code) => self.is_code(code, item) || self.is_number(item),
            TermKind::Word | TermKind::Exact => known || self.is_part(&item.folded),
        }
    }

    /// `550`, `55x`, `5.7`, or `5726` for `5.7.26`, against the reply's codes.
    fn is_code(&self, code: &CodeTerm, item: &Item) -> bool {
        let typed = self.term.text.as_bytes();
        let alike = |(typed, own): (&u8, u8)| *typed == own || *typed == b'x';
        let starts =
            |own: &str| typed.len() <= own.len() && typed.iter().zip(own.bytes()).all(alike);
        let compact = |own: &str| {
            let digits = own.bytes().filter(|byte| *byte != b'.');
            *code == CodeTerm::Plain && typed.len() > 2 && digits.eq(typed.iter().copied())
        };
        let mut codes = item.codes.split_whitespace();
        codes.any(|own| starts(own) || compact(own))
    }

    /// Digits at the start of a word: part of an address, a number of the provider's own.
    fn is_number(&self, item: &Item) -> bool {
        let text = item.folded.as_bytes();
        let starts_word = |at: usize| at == 0 || !text[at - 1].is_ascii_alphanumeric();
        self.term.text.len() > 2 && self.finder.find_iter(text).any(starts_word)
    }
}

/// `@example.org`: the recipient's domain, folded; empty where none is known.
fn domain_of(item: &Item) -> String {
    let recipient = item.bounce.recipient.as_deref();
    let domain = recipient.and_then(|recipient| recipient.rfind('@').map(|at| &recipient[at..]));
    fold(domain.unwrap_or_default()).into_owned()
}

/// By place in the catalogue: whether the term holds for the entry.
fn of_term(search: &Search, term: &Term) -> Vec<bool> {
    let mut holds = vec![false; search.catalogue().len()];
    let alone = Query {
        terms: vec![Term {
            negated: false,
            ..term.clone()
        }],
    };
    for place in search.find(&alone).entries {
        holds[place] = true;
    }
    holds
}

/// By place in the catalogue: whether the entry's title or reason is called so.
fn named(catalogue: &Catalogue, text: &str) -> Vec<bool> {
    let finder = Finder::new(text);
    let holds = |entry: Entry| {
        let names = [entry.title, entry.reason.id];
        let mut names = names.into_iter();
        names.any(|name| finder.find(fold(name).as_bytes()).is_some())
    };
    catalogue.entries().map(holds).collect()
}
