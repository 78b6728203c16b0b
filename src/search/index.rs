//! The catalogue folded once for comparison, so that a key press only compares.

use super::boundary::is_word_in;
use crate::catalogue::store::Span;
use crate::catalogue::{
    Action, Catalogue, Category, Entry, Outcome, Provider, Reason, ReplyPattern,
};
use crate::fold::fold;
use foldhash::HashSet;
use foldhash::fast::FixedState;
use memchr::memmem::Finder;
use std::hash::BuildHasher;

pub(crate) struct Index {
    pub entries: Vec<IndexedEntry>,
    /// Folded names, ids and domains of providers and reasons, by their index in the catalogue.
    pub providers: Vec<String>,
    pub reasons: Vec<String>,
    /// The names of each provider by index, each on a line, with a line end before the first.
    pub names: Vec<String>,
    /// The names of each reason by index, and its phrases, in the same form.
    pub phrases: Vec<String>,
    /// Whether each reason passes by itself and is deferred by most, by index.
    passing: Vec<bool>,
    /// The words of each synonym by index, in the same form.
    pub synonyms: Vec<String>,
    /// The hash of each line of names, phrases and synonyms: most words are none of these.
    lines: HashSet<u64>,
    /// The names of each reason's category, by the reason's index.
    pub categories: Vec<String>,
    /// Reply codes that some entry has: any other three digits may be an enhanced status code without dots.
    pub reply_codes: HashSet<u16>,
    /// The catalogue's text in lower case, each part at its original position; then the parts whose length folding
    /// changes.
    text: String,
}

pub(crate) struct IndexedEntry {
    pub entry: Entry,
    pub provider: usize,
    pub reason: usize,
    title: Span,
    /// Which letters the title has, to rule out most fuzzy matches at once.
    pub letters: u64,
    said: Span,
    prose: Span,
}

impl Index {
    pub(crate) fn new(catalogue: &Catalogue) -> Index {
        let mut text = catalogue.store.text.to_ascii_lowercase();
        let entries = catalogue.entries().zip(catalogue.store.records);
        let entries = entries.map(|(entry, record)| {
            let title = folded(&mut text, record.title());
            IndexedEntry {
                entry,
                provider: record.provider as usize,
                reason: record.reason as usize,
                letters: letters(slice(&text, title)),
                title,
                said: folded(&mut text, record.said()),
                prose: folded(&mut text, record.prose()),
            }
        });
        let entries: Vec<_> = entries.collect();
        let codes = catalogue
            .store
            .reply
            .iter()
            .filter_map(|pattern| match pattern {
                ReplyPattern::Code(code) => Some(*code),
                ReplyPattern::Class(_) => None,
            });
        let provider = |provider: &Provider| {
            lines(
                [provider.name, provider.id]
                    .into_iter()
                    .chain(provider.domains.iter().chain(provider.hosts).copied()),
            )
        };
        let category = |category: &Category| lines([category.title, category.short, category.id]);
        let names: Vec<_> = catalogue.providers.iter().map(names).collect();
        let phrases: Vec<_> = catalogue.reasons.iter().map(phrases).collect();
        let synonyms = catalogue.synonyms.iter();
        let synonyms = synonyms.map(|synonym| lines(synonym.words.iter().copied()));
        let synonyms: Vec<_> = synonyms.collect();
        let all = names.iter().chain(&phrases).chain(&synonyms);
        Index {
            lines: all.flat_map(|text| text.lines()).map(hash).collect(),
            names,
            phrases,
            synonyms,
            reply_codes: codes.collect(),
            providers: catalogue.providers.iter().map(provider).collect(),
            reasons: catalogue
                .reasons
                .iter()
                .map(|reason| lines([reason.title, reason.id]))
                .collect(),
            passing: passing(catalogue),
            categories: catalogue
                .reasons
                .iter()
                .map(|reason| category(reason.category))
                .collect(),
            entries,
            text,
        }
    }

    /// Whether a text may be a line of names, phrases or synonyms.
    pub(crate) fn may_name(&self, text: &str) -> bool {
        self.lines.contains(&hash(text))
    }

    /// Whether a word is a name of a provider.
    pub(crate) fn names_provider(&self, word: &str) -> bool {
        let is_name = |names: &String| names.lines().any(|name| name == word);
        self.may_name(word) && self.names.iter().any(is_name)
    }

    /// The folded title of an entry.
    pub(crate) fn title(&self, entry: &IndexedEntry) -> &str {
        slice(&self.text, entry.title)
    }

    /// Folded id, tags, and what servers say, each on a line.
    pub(crate) fn said(&self, entry: &IndexedEntry) -> &str {
        slice(&self.text, entry.said)
    }

    /// Folded meaning, steps and note, each on a line.
    pub(crate) fn prose(&self, entry: &IndexedEntry) -> &str {
        slice(&self.text, entry.prose)
    }

    /// Whether a word occurs, as a whole, in what is said about an entry.
    pub(crate) fn explains_with(&self, word: &str) -> bool {
        let finder = Finder::new(word);
        let mut entries = self.entries.iter();
        entries.any(|entry| is_word_in(&finder, self.prose(entry)))
    }

    /// Whether the server defers something that does not pass by itself.
    pub(crate) fn is_put_off(&self, entry: &IndexedEntry) -> bool {
        entry.entry.outcome != Outcome::Permanent && !self.passing[entry.reason]
    }
}

fn hash(text: &str) -> u64 {
    FixedState::default().hash_one(text)
}

/// Returns the names of a provider.
fn names(provider: &Provider) -> String {
    let spaced = provider.id.replace('-', " ");
    let names = [provider.name, provider.id, &spaced];
    lines(names.into_iter().chain(provider.aliases.iter().copied()))
}

/// Returns the names of a reason, and its phrases.
fn phrases(reason: &Reason) -> String {
    let spaced = reason.id.replace('-', " ");
    let names = [reason.title, &spaced];
    let phrases = reason.decisive.iter().chain(reason.phrases).copied();
    lines(names.into_iter().chain(phrases))
}

/// Returns which reasons pass by themselves: waiting helps, or the standard's first entry for a reason to accept less
/// mail says so.
fn passing(catalogue: &Catalogue) -> Vec<bool> {
    let mut passing = vec![None; catalogue.reasons.len()];
    for entry in catalogue
        .entry_ids()
        .filter(|entry| catalogue.is_standard(*entry))
    {
        let outcome = catalogue.codes_at(entry).outcome;
        passing[catalogue.reason_of(entry)].get_or_insert(outcome == Outcome::Temporary);
    }
    let reasons = catalogue.reasons.iter().zip(passing);
    let is_passing = |(reason, passing): (&Reason, Option<bool>)| {
        let is_slower = reason.action == Action::SlowDown && passing == Some(true);
        is_slower || reason.action == Action::Retry
    };
    reasons.map(is_passing).collect()
}

/// Returns where the folded form of a part of the text is: at the same range if its length is the same.
fn folded(text: &mut String, span: Span) -> Span {
    if slice(text, span).is_ascii() {
        return span;
    }
    let part = fold(slice(text, span)).into_owned();
    let start = text.len() as u32;
    text.push_str(&part);
    Span(start, text.len() as u32)
}

fn slice(text: &str, Span(start, end): Span) -> &str {
    &text[start as usize..end as usize]
}

/// Folds texts, each on a line between two line ends, so that no match extends from one into the next.
fn lines<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut lines = String::from("\n");
    for text in texts {
        lines.push_str(&fold(text));
        lines.push('\n');
    }
    lines
}

/// Returns a bit for each letter and digit, and one for everything else.
pub(super) fn letters(folded: &str) -> u64 {
    folded
        .bytes()
        .fold(0, |letters, byte| letters | 1 << letter(byte))
}

fn letter(byte: u8) -> u32 {
    match byte {
        b'a'..=b'z' => u32::from(byte - b'a'),
        b'0'..=b'9' => u32::from(byte - b'0') + 26,
        _ => 36,
    }
}
