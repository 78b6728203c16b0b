//! How well entries answer a query: what is best stands first.

use super::Known;
use super::index::IndexedEntry;
use super::meaning::{Part, parts, said_in_a_row, sentence};
use super::term::{Fit, Matcher, Tier};
use crate::catalogue::Kind;
use crate::order;
use crate::query::{Field, Query, Term, TermKind};
use std::cmp::Reverse;

/// How well an entry answers a query; the better, the smaller. Catalogue order decides between equals: the standard's own
/// first, then that of the tabs, the commonest of each.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    /// A class or subject that merely mentions the words.
    fallback: bool,
    /// The tier of the code that fits worst: an exact code beats the start of one, whatever else is asked.
    code: Tier,
    /// Said by others than those who are named.
    is_of_others: bool,
    /// How many of the words a server says in a row; those that say as many fit alike.
    said: Reverse<usize>,
    pub(super) fitness: Fitness,
    /// Put off, though what is wrong does not pass by itself: what failed for good is asked about first.
    is_put_off: bool,
}

/// How well the words of a query fit; the better, the smaller.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fitness {
    /// The tier of the word that fits worst.
    pub(super) worst: Tier,
    /// The tiers of all words.
    sum: u16,
    score: Reverse<u16>,
}

/// A query made ready to be compared with many entries.
pub(super) struct Question<'a> {
    parts: Vec<(Part, Vec<Matcher>)>,
    sentence: Vec<&'a str>,
    asks_outcome: bool,
    /// By index in the catalogue: whether the provider is named, if any is.
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
        // What fits least is asked first.
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

    /// How well an entry answers it, if all of it holds.
    pub(super) fn rank(&self, indexed: &IndexedEntry) -> Option<Rank> {
        let (mut fitness, mut code) = (Fitness::PERFECT, Tier::Code);
        // Where a title says all that was typed, what need not be found counts, too.
        let (mut in_title, mut fillers) = (true, 0);
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
    /// Of nothing that was asked for.
    const PERFECT: Fitness = Fitness {
        worst: Tier::Code,
        sum: 0,
        score: Reverse(0),
    };

    /// Whether a title says it, or it is a name or a code.
    fn is_title(self) -> bool {
        self.worst <= Tier::TitleWord
    }

    /// With how well so many words fit.
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
