//! How well entries answer a query: the best comes first.

use super::Known;
use super::index::IndexedEntry;
use super::meaning::{Meaning, Part, parts, said_in_a_row, sentence};
use super::term::{Fit, Matcher, Tier};
use crate::catalogue::Kind;
use crate::order;
use crate::query::{Field, Query, Term, TermKind};
use std::cmp::Reverse;

/// How well an entry answers a query; smaller is better. Catalogue order decides between equals: the standard's own
/// first, then in the order of the tabs, the most common first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    /// Whether it is a class or subject that merely mentions the words.
    fallback: bool,
    /// The tier of the worst-fitting code: an exact code beats a prefix of one, whatever else is asked.
    code: Tier,
    /// Whether it only mentions a reason that the query names, as a login mentions unknown users.
    mentions: bool,
    /// Whether others say it than those who are named.
    is_of_others: bool,
    /// How many of the words a server says in a row; entries with equally many fit equally well.
    said: Reverse<usize>,
    pub(super) fitness: Fitness,
    /// Whether it is deferred, although the problem does not pass by itself: people ask first about what failed for
    /// good.
    is_put_off: bool,
}

/// How well the words of a query fit; smaller is better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fitness {
    /// The tier of the worst-fitting word.
    pub(super) worst: Tier,
    /// The sum of the tiers of all words.
    sum: u16,
    score: Reverse<u16>,
}

/// A query prepared for comparison with many entries.
pub(super) struct Question<'a> {
    parts: Vec<(Part, Vec<Matcher>)>,
    sentence: Vec<&'a str>,
    asks_outcome: bool,
    /// Which providers are named, by index in the catalogue, if any is.
    named: Option<Vec<bool>>,
    known: Known<'a>,
}

impl<'a> Question<'a> {
    pub(super) fn new(query: &'a Query, known: Known<'a>, fallbacks: bool) -> Question<'a> {
        let parts = parts(query, known).into_iter().map(|part| {
            let terms = query.terms[part.terms.clone()].iter();
            let matchers = terms.map(|term| Matcher::new(term, known, fallbacks));
            let matchers = matchers.collect();
            (part, matchers)
        });
        let mut parts: Vec<_> = parts.collect();
        let meanings = parts.iter().filter_map(|(part, _)| part.meaning.as_ref());
        let named = meanings.filter_map(|meaning| meaning.named());
        let named = named.reduce(|named, more| {
            std::iter::zip(named, more)
                .map(|(is, more)| is || more)
                .collect()
        });
        // Parts that match the fewest entries are tested first.
        order::sort_by_key(&mut parts, |(part, _)| {
            (part.is_filler, part.meaning.is_some())
        });
        Question {
            parts,
            sentence: sentence(query),
            asks_outcome: query.terms.iter().any(asks_outcome),
            named,
            known,
        }
    }

    /// Returns how well an entry answers it, if every part holds.
    pub(super) fn rank(&self, indexed: &IndexedEntry) -> Option<Rank> {
        let (mut fitness, mut code) = (Fitness::PERFECT, Tier::Code);
        // If a title says everything that was typed, fillers count too.
        let (mut in_title, mut fillers) = (true, 0);
        let mut mentions = false;
        for (part, matchers) in &self.parts {
            let mut typed = Some(Fitness::PERFECT);
            for matcher in matchers {
                let fit = matcher.holds(indexed, self.known);
                if let Some((tier, _)) = fit.filter(|_| matcher.is_code()) {
                    code = code.max(tier.min(Tier::CodeStart));
                }
                typed = typed.zip(fit).map(|(all, fit)| all.and(fit, 1));
                if typed.is_none() {
                    break;
                }
            }
            if part.is_filler {
                fillers += 1;
                in_title &= typed.is_some_and(Fitness::is_title);
                continue;
            }
            let words = matchers.len() as u16;
            let each = typed.map(|all| (all.worst, all.score.0 / words));
            let meant = part.meaning.as_ref();
            let meant = meant.and_then(|meaning| meaning.fit(each, indexed, self.known));
            let meant = meant.map(|fit| Fitness::PERFECT.and(fit, words));
            let fit = typed.into_iter().chain(meant).min()?;
            in_title &= fit.is_title();
            let names_reason = part.meaning.as_ref().is_some_and(Meaning::names_reason);
            mentions |= names_reason && !fit.is_title();
            fitness = fitness.plus(fit);
        }
        // The standard's own entries repeat what others say.
        let is_standard = indexed.entry.provider.kind == Kind::Standard;
        let said = if is_standard {
            0
        } else {
            said_in_a_row(self.known.index.said(indexed), &self.sentence)
        };
        if said > 0 {
            fitness = Fitness::PERFECT.and((Tier::Said, 0), 1);
        } else if in_title {
            fitness.score.0 += fillers;
        }
        Some(Rank {
            fallback: indexed.entry.is_fallback() && fitness.worst > Tier::TitlePart,
            code,
            mentions,
            is_of_others: self
                .named
                .as_ref()
                .is_some_and(|named| !named[indexed.provider]),
            said: Reverse(said),
            fitness,
            is_put_off: !self.asks_outcome && self.known.index.is_put_off(indexed),
        })
    }
}

impl Fitness {
    /// The fitness of an empty query.
    const PERFECT: Fitness = Fitness {
        worst: Tier::Code,
        sum: 0,
        score: Reverse(0),
    };

    /// Whether a title says it, or it is a name or a code.
    fn is_title(self) -> bool {
        self.worst <= Tier::TitleWord
    }

    /// Adds how well this many words fit.
    fn and(self, (tier, score): Fit, words: u16) -> Fitness {
        self.plus(Fitness {
            worst: tier,
            sum: words.saturating_mul(tier as u16),
            score: Reverse(words.saturating_mul(score)),
        })
    }

    fn plus(self, other: Fitness) -> Fitness {
        Fitness {
            worst: self.worst.max(other.worst),
            sum: self.sum.saturating_add(other.sum),
            score: Reverse(self.score.0.saturating_add(other.score.0)),
        }
    }
}

/// Whether a term says which outcome is asked for.
fn asks_outcome(term: &Term) -> bool {
    match &term.kind {
        TermKind::Code(_) => term.text.starts_with(['2', '3', '4', '5']),
        TermKind::Field(field) => *field == Field::Is,
        TermKind::Word | TermKind::Exact => false,
    }
}
