//! What a query finds; if it finds nothing, or next to nothing, what its nearest spelling finds.
//!
//! Words that are no prefix of anything known are respelt, each as one of the few known words that look most like it,
//! or of which it is a form. Of the resulting queries, the nearest one that finds anything is taken. Only if none does
//! are words left out: then what most of them find together is shown, with a note that says so.

use super::index::letters;
use super::meaning::is_filler;
use super::{Findings, Search, Tier};
use crate::order;
use crate::query::{CodeTerm, Field, Query, Term, TermKind};
use crate::spelling::{CLOSE, likeness};
use std::cmp::Reverse;
use std::collections::HashMap;
use unicode_width::UnicodeWidthStr;

/// The longest words and queries that may be misspelt, in bytes.
const LONGEST: usize = 40;
const LONGEST_QUERY: usize = 200;
/// The most words of a query that are respelt, the most ways for each, and the most queries that are tried.
const MOST_WORDS: usize = 4;
const MOST_SPELLINGS: usize = 3;
const MOST_QUERIES: usize = 16;
/// The most words of a query from which some are left out.
const MOST_WORDS_LEFT: usize = 32;
/// How similar a form of a known word is to it, in thousandths.
const FORM: u32 = 990;
/// How telling the name of a provider is.
const NAME: u32 = 2;
const STANDARD: &str = "provider:standard";
/// What turns a word into a form of it.
const ENDINGS: [&str; 6] = ["ing", "ed", "es", "s", "er", "ers"];

/// What is searched: the catalogue, or a list of failures.
pub trait Searchable {
    /// Parses what is typed as a query.
    fn parse(&self, text: &str) -> Query;

    /// Returns what the query finds, and how well the best of it fits; lists find only what fits.
    fn find(&self, query: &Query) -> (Findings<usize>, Tier);

    /// Whether a word or value may be meant as it is spelt.
    fn knows(&self, term: &Term) -> bool;

    /// Words that may be meant, besides those of the catalogue.
    fn words(&self) -> Vec<&str>;

    /// Values that a field can have, besides those of the catalogue.
    fn values(&self, field: Field) -> Vec<&str>;

    /// Whether words may be left out: if a list does not contain something, nothing else is to be shown for it.
    fn may_shorten(&self) -> bool;
}

/// What is shown for a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The query that finds it.
    pub query: Query,
    pub findings: Findings<usize>,
    /// That query as it would be typed, if it is another spelling of what was typed, or a part of it.
    pub respelt: Option<String>,
}

/// A word of a query, and what it may be meant to be, likeliest first.
struct Word<'a> {
    typed: &'a str,
    /// Each with its similarity to what was typed, in thousandths.
    spellings: Vec<(u32, String)>,
}

impl Search {
    /// Finds what a query means, in its nearest spelling that finds anything.
    pub fn answer(&self, text: &str, searched: &impl Searchable) -> Answer {
        let query = searched.parse(text);
        let (findings, tier) = searched.find(&query);
        let is_found = !findings.found.is_empty();
        let as_typed = Answer {
            query,
            findings,
            respelt: None,
        };
        if is_found && tier < Tier::TitleFuzzy || text.len() > LONGEST_QUERY {
            return as_typed;
        }
        let is_explained = is_found && tier == Tier::Prose;
        let words = self.words_of(text, searched, is_explained);
        let tier = is_found.then_some(tier);
        let better = respelt(&words, searched, tier);
        if is_found || !searched.may_shorten() {
            return better.unwrap_or(as_typed);
        }
        better
            .or_else(|| self.shorter(&words, searched))
            .unwrap_or(as_typed)
    }

    /// The last resort: what the most telling words find together, each in its likeliest spelling. If the name of a
    /// provider has to be left out, entries of other providers are not shown.
    fn shorter(&self, words: &[Word<'_>], searched: &impl Searchable) -> Option<Answer> {
        let spelt = words.iter().map(|word| {
            let likeliest = word.spellings.first();
            likeliest.map_or(word.typed, |(_, spelling)| spelling.as_str())
        });
        let spelt: Vec<_> = spelt.map(|text| (text, searched.parse(text))).collect();
        if !(2..=MOST_WORDS_LEFT).contains(&spelt.len()) {
            return None;
        }
        // A bit for each word: the words that stay, those that name a provider, those that are spelt as they were typed,
        // and those that each searched item contains.
        let (mut stay, mut names, mut known) = (0, 0, 0);
        let mut has: HashMap<usize, u32> = HashMap::new();
        let mut weights = Vec::new();
        for (index, (text, query)) in spelt.iter().enumerate() {
            let bit = 1 << index;
            if !may_be_left_out(query) {
                stay |= bit;
                continue;
            }
            let (findings, tier) = searched.find(query);
            if !findings.found.is_empty() && *text == words[index].typed {
                known |= bit;
            }
            for found in findings.found {
                *has.entry(found).or_default() |= bit;
            }
            if self.index().names_provider(text) {
                names |= bit;
                weights.push((bit, NAME));
            } else {
                weights.push((bit, weight(query, tier)));
            }
        }
        let standard = order::set(searched.find(&searched.parse(STANDARD)).0.found);
        has.retain(|found, part| *part & names != 0 || names == 0 || standard.contains(found));
        let terms = || spelt.iter().flat_map(|(_, query)| &query.terms);
        let has_field = terms().any(|term| term.field().is_some() && !term.negated);
        let mut parts: Vec<_> = order::set(has.into_values().chain([0]))
            .into_iter()
            .collect();
        let weight = |part: u32| {
            let kept = weights.iter().filter(|(bit, _)| part & bit != 0);
            kept.map(|(_, weight)| weight).sum::<u32>()
        };
        order::sort_by_key(&mut parts, |part| Reverse(weight(*part)));
        let text = |part: u32| {
            let kept = spelt.iter().enumerate();
            let kept = kept.filter(|(index, _)| (part | stay) & 1 << index != 0);
            let kept = kept.map(|(_, (text, _))| *text);
            let is_of_others = names != 0 && part & names == 0;
            let kept = kept.chain(is_of_others.then_some(STANDARD));
            kept.collect::<Vec<_>>().join(" ")
        };
        // If all words are guessed or say nothing, nobody knows what was meant, unless a field does.
        let is_known = weight(known | names) > 0;
        if !is_known && !has_field {
            return None;
        }
        let parts = parts.into_iter();
        let parts = parts.filter(|part| !is_known || weight(*part) > 0);
        let mut answers = parts.filter_map(|part| found(&text(part), searched));
        answers.next().map(|(_, answer)| answer)
    }

    /// Splits what was typed into words. If explanations were found, their words are not typos.
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
                let spellings = vec![(1000, typed.to_owned())];
                return Word { typed, spellings };
            };
            room -= 1;
            let mut spellings = self.spellings(term, searched);
            if !searched.find(&query).0.found.is_empty() {
                spellings.push((0, typed.to_owned()));
            }
            Word { typed, spellings }
        });
        words.collect()
    }

    /// Returns the known words that look most like a term, likeliest first.
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
        let is_known = |form: &&str| {
            let same = |known: &String| known.as_str().cmp(*form);
            mark.is_empty() && self.words().binary_search_by(same).is_ok()
        };
        let forms = forms(&term.text).filter(is_known);
        let forms: Vec<_> = forms.map(|form| (FORM, form)).collect();
        // A form of a known word is not a typo.
        let near = near.filter(|_| forms.is_empty());
        let mut near: Vec<_> = near.chain(forms.iter().copied()).collect();
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

/// Returns how telling a word is that finds something: rare codes most, the number of a reply and words of explanations
/// little, and a letter or two, which are a part of nearly everything, not at all.
fn weight(query: &Query, tier: Tier) -> u32 {
    let weight = |term: &Term| {
        let is_own = term.kind != TermKind::Code(CodeTerm::Plain);
        let has_digit = term.text.bytes().any(|byte| byte.is_ascii_digit());
        match (tier <= Tier::Said && is_own, has_digit) {
            (_, false) if term.text.width() < 3 => 0,
            (true, true) => 7,
            (true, false) => 3,
            (false, _) => 1,
        }
    };
    query.terms.iter().map(weight).sum()
}

/// Whether nobody expects a term to be left out.
fn is_condition(term: &Term) -> bool {
    term.negated || term.field().is_some()
}

/// Whether a word may be left out. Fillers need not be found anyway.
fn may_be_left_out(query: &Query) -> bool {
    let mut terms = query.terms.iter();
    terms.any(|term| !is_condition(term) && !is_filler(&term.text))
}

/// Returns what a word may be a form of: `delaying` of `delay`, `bl.spamcop.net` of `spamcop`.
fn forms(word: &str) -> impl Iterator<Item = &str> {
    let stems = ENDINGS
        .iter()
        .filter_map(|ending| word.strip_suffix(ending));
    let labels = word.rsplit('.').skip(1);
    stems.chain(labels).filter(|form| form.len() > 3)
}

/// Whether it is worthwhile to compare two words letter by letter: most are too different in length. Words of three
/// letters are one letter away from too many others, and codes with other letters or numbers are other codes.
fn may_be(typed: &str, known: &str) -> bool {
    if let Some(code) = code(typed) {
        return Some(code) == self::code(known);
    }
    let is_alike = typed.len().abs_diff(known.len()) * 4 <= typed.len().max(known.len());
    let is_short = typed.len() < 4 && known.len() <= typed.len();
    is_alike && (!is_short || letters(typed) == letters(known)) && digits(typed) == digits(known)
}

/// Returns the few letters that a code starts with, and what follows them, without leading zeros: `TSS04`, `RL000003`.
fn code(word: &str) -> Option<(&str, &str)> {
    let (letters, number) = word.split_at(word.find(|c: char| c.is_ascii_digit())?);
    (2..=3)
        .contains(&letters.len())
        .then_some((letters, number.trim_start_matches('0')))
}

/// Returns the digits of a word in any order, without zeros.
fn digits(word: &str) -> Vec<u8> {
    let digits = word.bytes().filter(|byte| matches!(byte, b'1'..=b'9'));
    let mut digits: Vec<_> = digits.collect();
    order::sort(&mut digits);
    digits
}

/// Returns what a query finds, if anything, and how well the best of it fits.
fn found(text: &str, searched: &impl Searchable) -> Option<(Tier, Answer)> {
    let query = searched.parse(text);
    let (findings, tier) = searched.find(&query);
    let answer = Answer {
        query,
        findings,
        respelt: Some(text.to_owned()),
    };
    (!answer.findings.found.is_empty()).then_some((tier, answer))
}

/// Returns what the nearest spelling finds that fits better than what was typed.
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
    let better = queries.into_iter().filter_map(|(likeness, text)| {
        let text = text.trim_start();
        let (tier, answer) = found(text, searched).filter(|_| text != as_typed)?;
        let is_better = typed.is_none_or(|typed| tier < typed);
        is_better.then_some(((Reverse(likeness), tier), answer))
    });
    better
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, answer)| answer)
}
