//! The catalogue folded for comparison, once, so that a key press only compares.

use crate::catalogue::{Catalogue, Entry, ReplyPattern};
use crate::fold::fold;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

pub struct Index {
    pub entries: Vec<IndexedEntry>,
    /// Providers and reasons by their place in the catalogue: folded names, ids and domains.
    pub providers: Vec<String>,
    pub reasons: Vec<String>,
    /// By place of the reason: its category's names.
    pub categories: Vec<String>,
    /// Reply codes that some entry has: three digits that are none of them may be an enhanced code without dots.
    pub reply_codes: HashSet<u16>,
}

pub struct IndexedEntry {
    pub provider: u32,
    pub reason: u32,
    pub title: Cow<'static, str>,
    /// Which letters the title has, to rule out most fuzzy matches at once.
    pub letters: u64,
    /// The id, the provider's own codes, what servers say: a line each.
    pub said: String,
    /// Meaning, steps and note: a line each.
    pub prose: String,
}

impl Index {
    pub fn new(catalogue: &Catalogue) -> Index {
        let ids = |ids: Vec<&'static str>| -> HashMap<_, _> { ids.into_iter().zip(0..).collect() };
        let provider_of = ids(catalogue
            .providers
            .iter()
            .map(|provider| provider.id)
            .collect());
        let reason_of = ids(catalogue.reasons.iter().map(|reason| reason.id).collect());
        let place = |places: &HashMap<_, u32>, id| places.get(id).copied().unwrap_or_default();
        let entry = |entry: &'static Entry| {
            let title = fold(entry.title);
            let tags = entry.tags.iter().map(|tag| tag.text);
            IndexedEntry {
                provider: place(&provider_of, entry.provider.id),
                reason: place(&reason_of, entry.reason.id),
                letters: letters(&title),
                title,
                said: lines(
                    tags.chain([entry.id])
                        .chain(entry.fragments.iter().chain(entry.examples).copied()),
                ),
                prose: lines(
                    [entry.meaning]
                        .into_iter()
                        .chain(entry.steps.iter().copied())
                        .chain(entry.note),
                ),
            }
        };
        let codes = catalogue.entries.iter().flat_map(|entry| entry.reply);
        let code = |pattern: &ReplyPattern| match pattern {
            ReplyPattern::Code(code) => Some(*code),
            ReplyPattern::Class(_) => None,
        };
        Index {
            entries: catalogue.entries.iter().map(entry).collect(),
            providers: (catalogue.providers.iter())
                .map(|provider| {
                    lines(
                        [provider.name, provider.id]
                            .into_iter()
                            .chain(provider.domains.iter().copied()),
                    )
                })
                .collect(),
            reasons: catalogue
                .reasons
                .iter()
                .map(|reason| lines([reason.title, reason.id]))
                .collect(),
            categories: (catalogue.reasons.iter().map(|reason| reason.category))
                .map(|category| lines([category.title, category.short, category.id]))
                .collect(),
            reply_codes: codes.filter_map(code).collect(),
        }
    }
}

/// Folded texts, one a line, so that no match runs from one into the next.
fn lines<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut lines = String::new();
    for text in texts {
        lines.push_str(&fold(text));
        lines.push('\n');
    }
    lines
}

/// A bit for each letter and digit, one for everything else.
pub fn letters(folded: &str) -> u64 {
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
