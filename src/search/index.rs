//! The catalogue folded for comparison, once, so that a key press only compares.

use crate::catalogue::{Catalogue, Entry, ReplyPattern};
use crate::fold::{fold, fold_into};
use std::borrow::Cow;
use std::collections::HashSet;

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
    pub entry: Entry,
    pub provider: usize,
    pub reason: usize,
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
        let entry = |(entry, place): (Entry, usize)| {
            let title = fold(entry.title);
            let said = entry
                .tags
                .iter()
                .chain([entry.id])
                .chain(entry.fragments.iter())
                .chain(entry.examples.iter());
            IndexedEntry {
                provider: catalogue.provider_of(place),
                reason: catalogue.reason_of(place),
                letters: letters(&title),
                title,
                said: lines(said),
                prose: lines(
                    [entry.meaning]
                        .into_iter()
                        .chain(entry.steps.iter())
                        .chain(entry.note),
                ),
                entry,
            }
        };
        let codes = catalogue.entries().flat_map(|entry| entry.reply);
        let code = |pattern: &ReplyPattern| match pattern {
            ReplyPattern::Code(code) => Some(*code),
            ReplyPattern::Class(_) => None,
        };
        Index {
            entries: catalogue.entries().zip(0..).map(entry).collect(),
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
        fold_into(&mut lines, text);
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
