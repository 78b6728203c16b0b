//! The catalogue folded for comparison, once, so that a key press only compares.

use crate::catalogue::store::Span;
use crate::catalogue::{Catalogue, Category, Entry, Provider, ReplyPattern};
use crate::fold::fold;
use std::collections::HashSet;

pub(crate) struct Index {
    pub entries: Vec<IndexedEntry>,
    /// Providers, and reasons, by their index in the catalogue: folded names, ids and domains.
    pub providers: Vec<String>,
    pub reasons: Vec<String>,
    /// By index of the reason: its phrases.
    pub phrases: Vec<String>,
    /// By index of the reason: its category's names.
    pub categories: Vec<String>,
    /// Reply codes that some entry has: three digits that are none of them may be an enhanced code without dots.
    pub reply_codes: HashSet<u16>,
    /// The catalogue's text in lower case, every part where it was; then what folding makes longer or shorter.
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
            let title = folded(&mut text, record.title);
            IndexedEntry {
                entry,
                provider: record.provider as usize,
                reason: record.reason as usize,
                letters: letters(slice(&text, title)),
                title,
                said: folded(&mut text, record.said),
                prose: folded(&mut text, record.prose),
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
        Index {
            reply_codes: codes.collect(),
            providers: catalogue.providers.iter().map(provider).collect(),
            reasons: catalogue
                .reasons
                .iter()
                .map(|reason| lines([reason.title, reason.id]))
                .collect(),
            phrases: catalogue
                .reasons
                .iter()
                .map(|reason| lines(reason.phrases.iter().copied()))
                .collect(),
            categories: catalogue
                .reasons
                .iter()
                .map(|reason| category(reason.category))
                .collect(),
            entries,
            text,
        }
    }

    /// The folded title of an entry.
    pub(crate) fn title(&self, entry: &IndexedEntry) -> &str {
        slice(&self.text, entry.title)
    }

    /// Folded id, tags, and what servers say: a line each.
    pub(crate) fn said(&self, entry: &IndexedEntry) -> &[u8] {
        slice(&self.text, entry.said).as_bytes()
    }

    /// Folded meaning, steps and note: a line each.
    pub(crate) fn prose(&self, entry: &IndexedEntry) -> &[u8] {
        slice(&self.text, entry.prose).as_bytes()
    }
}

/// Where the folded form of a part of the text stands: at the same range if it is as long.
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
