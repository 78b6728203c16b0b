//! What a query finds; and where it finds nothing, or next to nothing, what its nearest spelling finds.
//!
//! Words that nothing known starts with are respelt, each as one of the few known words that look most like it. Of the
//! queries that this makes the nearest is taken that finds anything. Only where none does are words left out.

use super::index::letters;
use super::{Findings, Search, Tier};
use crate::order;
use crate::query::{Field, Query, Term, TermKind};
use crate::spelling::{CLOSE, likeness};
use std::cmp::Reverse;

/// Longer words and queries are no misspelling of anything, in bytes.
const LONGEST: usize = 40;
const LONGEST_QUERY: usize = 200;
/// So many words of a query are respelt, each in so many ways, and so many queries are tried.
const MOST_WORDS: usize = 4;
const MOST_SPELLINGS: usize = 3;
const MOST_QUERIES: usize = 16;

/// What is searched: the catalogue, or a list of failures.
pub trait Searchable {
    /// What is typed as a query.
    fn parse(&self, text: &str) -> Query;

    /// What the query finds, and how well the best of it fits; lists find only what fits.
    fn find(&self, query: &Query) -> (Findings<usize>, Tier);

    /// Whether a word or value may be meant as it is spelt.
    fn knows(&self, term: &Term) -> bool;

    /// Words that may be meant, but for those of the catalogue.
    fn words(&self) -> Vec<&str>;

    /// Values that a field can have, but for those of the catalogue.
    fn values(&self, field: Field) -> Vec<&str>;
}

/// What is shown for a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The query that finds it.
    pub query: Query,
    pub findings: Findings<usize>,
    /// That query as it would be typed, where it is another spelling of what was typed.
    pub respelt: Option<String>,
    /// What to try if nothing is found: fewer words, and how much they find.
    pub shorter: Option<(String, usize)>,
}

/// A word of a query and what it may be meant to be, the likeliest first.
struct Word<'a> {
    typed: &'a str,
    /// Each with how much it looks like what was typed, in thousandths.
    spellings: Vec<(u32, String)>,
    /// Nothing is found that has this word.
    is_lost: bool,
}

impl Search {
    /// What a query finds, in its nearest spelling that finds anything.
    pub fn answer(&self, text: &str, searched: &impl Searchable) -> Answer {
        let query = searched.parse(text);
        let (findings, tier) = searched.find(&query);
        let is_found = !findings.found.is_empty();
        let as_typed = Answer {
            query,
            findings,
            ..Answer::default()
        };
        if is_found && tier < Tier::TitleFuzzy || text.len() > LONGEST_QUERY {
            return as_typed;
        }
        let is_explained = is_found && tier == Tier::Prose;
        let words = self.words_of(text, searched, is_explained);
        let tier = is_found.then_some(tier);
        if let Some(answer) = respelt(&words, searched, tier) {
            return answer;
        }
        let shorter = (!is_found).then(|| shorter(&words, searched)).flatten();
        Answer {
            shorter,
            ..as_typed
        }
    }

    /// The words of what was typed. Where explanations were found, their words are no slips.
    fn words_of<'a>(
        &self,
        text: &'a str,
        searched: &impl Searchable,
        is_explained: bool,
    ) -> Vec<Word<'a>> {
        let is_meant = |term: &Term| {
            searched.knows(term) || is_explained && self.index().explains_with(&term.text)
        };
        let mut room = MOST_WORDS;
        let words = text.split_whitespace().map(|typed| {
            let query = searched.parse(typed);
            let suspect = match &query.terms[..] {
                [term] if !term.negated && !is_meant(term) => Some(term),
                _ => None,
            };
            let suspect = suspect.filter(|_| typed.len() <= LONGEST && room > 0);
            let Some(term) = suspect else {
                return Word {
                    typed,
                    spellings: vec![(1000, typed.to_owned())],
                    is_lost: false,
                };
            };
            room -= 1;
            let is_lost = searched.find(&query).0.found.is_empty();
            let mut spellings = self.spellings(term, searched);
            if !is_lost {
                spellings.push((0, typed.to_owned()));
            }
            Word {
                typed,
                spellings,
                is_lost,
            }
        });
        words.collect()
    }

    /// The known words that look most like a term, the likeliest first.
    fn spellings(&self, term: &Term, searched: &impl Searchable) -> Vec<(u32, String)> {
        let (known, mark) = match &term.kind {
            TermKind::Code(_) => return Vec::new(),
            TermKind::Field(field) => {
                let values = self.values(*field).into_iter();
                let values: Vec<_> = values.chain(searched.values(*field)).collect();
                (values, format!("{}:", field.id()))
            }
            TermKind::Word | TermKind::Exact => {
                let words = self.words().iter().map(String::as_str);
                (words.chain(searched.words()).collect(), String::new())
            }
        };
        let near = known.into_iter().filter(|known| may_be(&term.text, known));
        let near = near.map(|known| (likeness(&term.text, known), known));
        let near = near.filter(|(likeness, _)| *likeness >= CLOSE);
        let near = near.map(|(likeness, known)| ((likeness * 1000.0) as u32, known));
        let mut near: Vec<_> = near.collect();
        order::sort_by_key(&mut near, |(likeness, known)| (Reverse(*likeness), *known));
        near.dedup();
        let finds = |known: &str| {
            let query = searched.parse(&format!("{mark}{known}"));
            !searched.find(&query).0.found.is_empty()
        };
        let near = near.into_iter().filter(|(_, known)| finds(known));
        near.take(MOST_SPELLINGS)
            .map(|(likeness, known)| (likeness, format!("{mark}{known}")))
            .collect()
    }
}

/// Whether it is worth while to compare two words letter by letter: most are too different in length. Words of three
/// letters are one letter away from too many others.
fn may_be(typed: &str, known: &str) -> bool {
    let is_alike = typed.len().abs_diff(known.len()) * 4 <= typed.len().max(known.len());
    let is_short = typed.len() < 4 && known.len() <= typed.len();
    is_alike && (!is_short || letters(typed) == letters(known))
}

/// What the nearest spelling finds that fits better than what was typed.
fn respelt(words: &[Word<'_>], searched: &impl Searchable, typed: Option<Tier>) -> Option<Answer> {
    let mut queries = vec![(0, String::new())];
    for word in words {
        let longer = queries.iter().flat_map(|(likeness, start)| {
            let with = move |(more, spelling): &(u32, String)| {
                (likeness + more, format!("{start} {spelling}"))
            };
            word.spellings.iter().map(with)
        });
        queries = longer.collect();
        order::sort_by_key(&mut queries, |(likeness, _)| Reverse(*likeness));
        queries.truncate(MOST_QUERIES);
    }
    let as_typed: Vec<_> = words.iter().map(|word| word.typed).collect();
    let as_typed = as_typed.join(" ");
    let found = queries.into_iter().filter_map(|(likeness, text)| {
        let text = text.trim_start();
        let query = searched.parse(text);
        let (findings, tier) = searched.find(&query);
        let is_better = text != as_typed
            && !findings.found.is_empty()
            && typed.is_none_or(|typed| tier < typed);
        is_better.then(|| {
            let answer = Answer {
                query,
                findings,
                respelt: Some(text.to_owned()),
                shorter: None,
            };
            ((Reverse(likeness), tier), answer)
        })
    });
    found
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, answer)| answer)
}

/// The last resort: without the words that nothing has, the others in their likeliest spelling; or without the last word.
fn shorter(words: &[Word<'_>], searched: &impl Searchable) -> Option<(String, usize)> {
    let kept = words.iter().filter_map(|word| {
        let spelling = word.spellings.first();
        spelling.map(|(_, spelling)| spelling.as_str())
    });
    let without_lost: Vec<_> = kept.collect();
    let without_last: Vec<_> = words.iter().map(|word| word.typed).collect();
    let without_last = &without_last[..words.len().saturating_sub(1)];
    let counted = |words: &[&str]| {
        let text = words.join(" ");
        let count = searched.find(&searched.parse(&text)).0.found.len();
        (count > 0 && !text.is_empty()).then_some((text, count))
    };
    let has_lost = words
        .iter()
        .any(|word| word.is_lost && word.spellings.is_empty());
    let without_lost = has_lost.then(|| counted(&without_lost)).flatten();
    without_lost.or_else(|| counted(without_last))
}
