//! What words mean beyond their letters: names of providers and reasons, phrases of replies, and synonyms.

use super::Known;
use super::boundary::is_word_in;
use super::index::IndexedEntry;
use super::term::{Fit, Matcher, Tier, of_standard, score};
use crate::catalogue::Kind;
use crate::query::{Query, Term, TermKind};
use memchr::memmem::{self, Finder};
use std::cmp::Reverse;
use std::ops::Range;

/// The most words of a name or phrase that is typed as a whole.
const MOST_WORDS: usize = 6;

/// Terms of a query that belong together: one, or several words that mean something together.
pub(super) struct Part {
    /// Their indices.
    pub(super) terms: Range<usize>,
    pub(super) meaning: Option<Meaning>,
    /// Whether it says nothing by itself, and need not be found.
    pub(super) is_filler: bool,
}

/// What a run of words means, besides what each of its words finds by itself.
pub(super) struct Meaning {
    /// Whether it is the name of each provider, by index in the catalogue.
    providers: Vec<bool>,
    /// Whether it is the name or a phrase of each reason, by index in the catalogue.
    reasons: Vec<bool>,
    /// The words that entries use instead, and those words as they would be typed alone.
    synonyms: Vec<(Vec<Matcher>, String)>,
    /// The words in the order that has the meaning.
    text: String,
    said_by: SaidBy,
}

/// How many providers say several words in a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SaidBy {
    /// None, or it is a single word.
    Nobody,
    One,
    Many,
}

impl SaidBy {
    fn of(text: &str, known: Known<'_>) -> SaidBy {
        if !text.contains(' ') {
            return SaidBy::Nobody;
        }
        let finder = Finder::new(text);
        let entries = known.index.entries.iter();
        let entries = entries.filter(|indexed| indexed.entry.provider.kind != Kind::Standard);
        let said = entries.filter(|indexed| is_word_in(&finder, known.index.said(indexed)));
        let mut providers = said.map(|indexed| indexed.provider);
        match providers.next() {
            None => SaidBy::Nobody,
            Some(first) if providers.all(|other| other == first) => SaidBy::One,
            Some(_) => SaidBy::Many,
        }
    }
}

impl Meaning {
    /// Returns which providers are named, by index in the catalogue, if any is.
    pub(super) fn named(&self) -> Option<Vec<bool>> {
        let is_named = self.providers.contains(&true);
        is_named.then(|| self.providers.clone())
    }

    /// Whether it is the name or a phrase of a reason.
    pub(super) fn names_reason(&self) -> bool {
        self.reasons.contains(&true)
    }

    /// Returns how well it holds for the entry, if it does; `typed` is how well its words fit literally.
    ///
    /// An entry whose reason is named fits as well as if its title said so, and better if the title does. So does one
    /// for which a server uses these words.
    pub(super) fn fit(
        &self,
        typed: Option<Fit>,
        indexed: &IndexedEntry,
        known: Known<'_>,
    ) -> Option<Fit> {
        let title = known.index.title(indexed);
        let is_title = title == self.text || self.synonyms.iter().any(|(_, text)| title == text);
        let is_standard = indexed.entry.provider.kind == Kind::Standard;
        let is_reason = self.reasons[indexed.reason];
        let standard = of_standard(&indexed.entry) + score::START * u16::from(is_standard);
        let synonyms = self.synonyms.iter();
        let synonyms = synonyms.filter_map(|(matchers, _)| {
            let tier = fit_all(matchers, indexed, known)?;
            Some((tier, score::TITLE + standard))
        });
        let more = score::WHOLE * u16::from(is_title && is_standard)
            + score::REASON * u16::from(is_reason);
        let fit = synonyms.chain(typed).min_by_key(best);
        let fit = fit.map(|(tier, score)| (tier, score + more));
        let reason = is_reason.then_some((Tier::TitleWord, u16::from(is_standard)));
        let named = self.providers[indexed.provider].then_some((Tier::Named, 0));
        let is_said = !is_standard
            && self.said_by != SaidBy::Nobody
            && is_word_in(&Finder::new(&self.text), known.index.said(indexed));
        // What the reason explains anyway is nobody's own.
        let is_own = self.said_by == SaidBy::One && !is_reason;
        let own = score::OWN_WORDS * u16::from(is_own);
        let said = is_said.then_some((Tier::TitleWord, own + u16::from(is_reason)));
        let fits = named.into_iter().chain(fit).chain(reason).chain(said);
        fits.min_by_key(best)
    }
}

/// Returns how well all terms fit: as badly as the worst of them.
fn fit_all(matchers: &[Matcher], indexed: &IndexedEntry, known: Known<'_>) -> Option<Tier> {
    let mut fits = matchers.iter().map(|matcher| matcher.fit(indexed, known));
    fits.try_fold(Tier::Code, |tier, fit| Some(tier.max(fit?.0)))
}

fn best((tier, score): &Fit) -> (Tier, Reverse<u16>) {
    (*tier, Reverse(*score))
}

/// Splits a query into parts: from left to right, the longest runs of words that mean something, and every term
/// between.
pub(super) fn parts(query: &Query, known: Known<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut start = 0;
    while start < query.terms.len() {
        let run = query.terms[start..].iter().take(MOST_WORDS);
        let run = run.take_while(|term| is_plain(term)).count();
        let meant = (1..=run).rev().find_map(|words| {
            let terms = start..start + words;
            Some((terms.clone(), meaning_of(&query.terms[terms], known)?))
        });
        let (terms, meaning) = match meant {
            Some((terms, meaning)) => (terms, Some(meaning)),
            None => (start..start + 1, None),
        };
        start = terms.end;
        let first = &query.terms[terms.start];
        parts.push(Part {
            is_filler: meaning.is_none() && is_plain(first) && is_filler(&first.text),
            terms,
            meaning,
        });
    }
    // By themselves, they are what is asked for.
    if parts.iter().all(|part| part.is_filler) {
        parts.iter_mut().for_each(|part| part.is_filler = false);
    }
    parts
}

fn is_plain(term: &Term) -> bool {
    !term.negated && matches!(term.kind, TermKind::Word | TermKind::Code(_))
}

/// Returns what words mean in their order, or else in the reverse order: `full mailbox`.
fn meaning_of(terms: &[Term], known: Known<'_>) -> Option<Meaning> {
    // A code by itself is a code.
    if matches!(terms, [term] if term.kind != TermKind::Word) {
        return None;
    }
    let mut words: Vec<_> = terms.iter().map(|term| term.text.as_str()).collect();
    let typed = meaning_of_text(words.join(" "), known);
    typed.or_else(|| {
        words.reverse();
        meaning_of_text(words.join(" "), known)
    })
}

fn meaning_of_text(text: String, known: Known<'_>) -> Option<Meaning> {
    if !known.index.may_name(&text) {
        return None;
    }
    let providers = lines_named(&known.index.names, &text);
    let mut reasons = lines_named(&known.index.phrases, &text);
    let synonyms = lines_named(&known.index.synonyms, &text);
    let means = [&providers, &reasons, &synonyms];
    if !means.iter().any(|are| are.contains(&true)) {
        return None;
    }
    let synonyms = known.catalogue.synonyms.iter().zip(synonyms);
    let synonyms = synonyms.filter(|(_, is_meant)| *is_meant);
    let synonyms = synonyms.map(|(synonym, _)| {
        let text = synonym.id.replace('-', " ");
        let also = lines_named(&known.index.phrases, &text);
        reasons
            .iter_mut()
            .zip(also)
            .for_each(|(is, also)| *is |= also);
        let terms = Query::parse(&text).terms;
        let matchers = terms.iter().map(|term| Matcher::new(term, known, false));
        (matchers.collect(), text)
    });
    let synonyms = synonyms.collect();
    Some(Meaning {
        said_by: SaidBy::of(&text, known),
        providers,
        reasons,
        synonyms,
        text,
    })
}

/// Returns, for each text, whether this is one of its lines.
fn lines_named(texts: &[String], line: &str) -> Vec<bool> {
    let line = format!("\n{line}\n");
    let finder = Finder::new(&line);
    let texts = texts.iter().map(|text| finder.find(text.as_bytes()));
    texts.map(|found| found.is_some()).collect()
}

/// What people put around a question. Such words need not be found.
const FILLERS: &str = "\
    a after all also am an and any are as at be because been being bounce bounced bounces bouncing but by can \
    can't cant code codes could did didn't do does doesn't don't email emails error errors fail failed failing \
    fails failure fix for from get gets getting goes going got had has have help how i if in into is isn't issue \
    it just keep keeps long mail mails me mean meaning means message messages my no not now of on one or our \
    please problem problems reason say saying says send sending sends sent server servers should smtp so some \
    still suddenly temporarily that the their them then there these they this through to us vs was we were what \
    when where which while who why with won't would you your";

/// Whether a word says nothing by itself.
pub(super) fn is_filler(word: &str) -> bool {
    FILLERS.split(' ').any(|filler| filler == word)
}

/// Fewer words in a row are said by many, and in longer queries the first ones are enough.
const LEAST_IN_A_ROW: usize = 4;
const MOST_IN_A_ROW: usize = 24;

/// Returns the words of a query that a server may say in a row.
pub(super) fn sentence(query: &Query) -> Vec<&str> {
    let words = query.terms.iter().filter(|term| is_plain(term));
    let words = words.filter(|term| term.kind == TermKind::Word);
    let words = words.map(|term| term.text.as_str());
    words.take(MOST_IN_A_ROW).collect()
}

/// Returns how many of the words a text contains in a row, whatever separates them, if they are most of them.
pub(super) fn said_in_a_row(text: &str, words: &[&str]) -> usize {
    let least = LEAST_IN_A_ROW.max(words.len() / 2);
    let starts = 0..(words.len() + 1).saturating_sub(least);
    let rows = starts.flat_map(|start| {
        let found = memmem::find_iter(text.as_bytes(), words[start]);
        found.map(move |at| row_at(&text[at..], &words[start..]))
    });
    rows.max().filter(|row| *row >= least).unwrap_or_default()
}

/// Returns how many of the words a text starts with.
fn row_at(text: &str, words: &[&str]) -> usize {
    let mut rest = text;
    let is_next = |word: &&&str| {
        let next = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let after = next.strip_prefix(**word);
        rest = after.unwrap_or_default();
        after.is_some()
    };
    words.iter().take_while(is_next).count()
}
