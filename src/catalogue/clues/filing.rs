//! Files all literals of a catalogue so that they can be found.

use super::{
    BUCKET_BITS, Clue, Clues, FILTER_BITS, Literal, SHORTEST, WORD_BITS, What, bucket, number,
    windows,
};
use crate::catalogue::code::{EnhancedPattern, TagPattern};
use crate::catalogue::words::words;
use crate::catalogue::{Catalogue, Words};
use crate::order;
use std::collections::{BTreeMap, HashMap};

/// The longest range of tags that is filed tag by tag; a longer one is filed as written.
const LONGEST_RANGE: u32 = 200;

impl Clues {
    /// Builds the clues of a catalogue.
    pub fn of(catalogue: &Catalogue) -> Clues {
        let mut all: Vec<(String, What)> = Vec::new();
        for (index, entry) in (0..).zip(catalogue.entries()) {
            let fragments = entry.fragments.iter();
            all.extend(fragments.map(|text| (text.to_lowercase(), What::Fragment(index))));
            // An enhanced status code in unusual spelling is still only a code.
            let is_code =
                |tag: &&str| EnhancedPattern::parse(tag.trim_start_matches('#')).is_some();
            let tags = entry.tags.iter().filter(|tag| !is_code(tag));
            let tags = tags.flat_map(spelled);
            all.extend(tags.map(|tag| (tag.to_lowercase(), What::Tag(index))));
        }
        let mut add = |texts: Words, what| {
            all.extend(texts.iter().map(|text| ((*text).to_owned(), what)));
        };
        for (index, provider) in (0..).zip(catalogue.providers) {
            add(provider.marks, What::Mark(index));
            add(provider.hosts, What::Host(index));
        }
        for (index, reason) in (0..).zip(catalogue.reasons) {
            add(reason.decisive, What::Decisive(index));
            add(reason.phrases, What::Phrase(index));
            add(reason.vague, What::Vague(index));
        }
        all.retain(|(text, _)| text.len() >= SHORTEST);
        let spoken = catalogue.entries().flat_map(|entry| entry.examples.iter());
        let spoken: Vec<_> = spoken.map(str::to_lowercase).collect();
        let texts = all.iter().map(|(text, _)| text).chain(&spoken);
        let mut common: HashMap<u64, usize> = HashMap::new();
        for text in texts.map(|text| text.as_bytes()) {
            words(text, |at| {
                for window in windows(&text[at..]) {
                    *common.entry(window).or_default() += 1;
                }
            });
        }
        let providers = catalogue.providers.iter();
        let domains = providers.flat_map(|provider| provider.domains);
        let known = all.iter().map(|(text, _)| &**text).chain(domains.copied());
        let words = noted(known);
        let mut clues = Clues {
            words: words.leak(),
            ..Clues::filed(all, &common)
        };
        clues.mark_distinctive(catalogue);
        clues
    }

    fn filed(all: Vec<(String, What)>, common: &HashMap<u64, usize>) -> Clues {
        let mut by_literal: BTreeMap<String, Vec<What>> = BTreeMap::new();
        for (literal, what) in all {
            by_literal.entry(literal).or_default().push(what);
        }
        let (mut text, mut clues, mut literals) = (String::new(), Vec::new(), Vec::new());
        for (literal, whats) in &by_literal {
            let bytes = literal.as_bytes();
            let mut candidates = Vec::new();
            words(bytes, |at| {
                let windows = windows(&bytes[at..]).into_iter();
                candidates.extend(
                    windows
                        .filter(|window| *window != 0)
                        .map(|window| (at, window)),
                );
            });
            let uses = |window: &u64| common.get(window).copied().unwrap_or_default();
            let rarest = candidates
                .into_iter()
                .min_by_key(|(_, window)| uses(window));
            // A literal without a word could never be found, and a text that is too long was reported.
            let length = u16::try_from(bytes.len());
            let (Some((filed, window)), Some(end), Ok(length)) =
                (rarest, bytes.last_chunk(), length)
            else {
                continue;
            };
            let (start, first) = (text.len() as u32, clues.len() as u32);
            text.push_str(literal);
            clues.extend(whats.iter().zip(1..).map(|(what, number)| Clue {
                what: *what,
                distinctive: false,
                is_stock: false,
                is_last: number == whats.len(),
            }));
            literals.push(Literal {
                start,
                length,
                filed: filed as u16,
                window,
                end: *end,
                clues: first,
            });
        }
        order::sort_by_key(&mut literals, |literal| bucket(literal.window, BUCKET_BITS));
        let starts = (0..=1 << BUCKET_BITS).map(|wanted| {
            literals.partition_point(|literal| bucket(literal.window, BUCKET_BITS) < wanted) as u32
        });
        let mut filter = vec![0; 1 << (FILTER_BITS - 6)];
        for literal in &literals {
            let filed = literal.start as usize + usize::from(literal.filed);
            let filed = &text.as_bytes()[filed..];
            let [.., first] = windows(filed);
            let itself = if literal.window == first {
                !first
            } else {
                literal.window
            };
            for noted in [first, itself] {
                let bit = bucket(noted, FILTER_BITS);
                filter[bit / 64] |= 1_u64 << (bit % 64);
            }
        }
        Clues {
            buckets: starts.collect::<Vec<_>>().leak(),
            filter: filter.leak(),
            literals: literals.leak(),
            clues: clues.leak(),
            text: text.leak(),
            words: &[],
        }
    }
}

/// Sets a bit for each word of these texts.
fn noted<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<u64> {
    let mut noted = vec![0; 1 << (WORD_BITS - 6)];
    let words = texts.flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric()));
    for word in words.map(str::as_bytes) {
        let bit = bucket(number(word), WORD_BITS);
        noted[bit / 64] |= 1 << (bit % 64);
    }
    noted
}

/// Spells out a tag, or each tag of a short range.
fn spelled(tag: &'static str) -> Vec<String> {
    match TagPattern::parse(tag).range {
        Some((prefix, first, last)) if last.saturating_sub(first) <= LONGEST_RANGE => {
            let digits = tag[prefix..].split('-').next().map_or(0, str::len);
            (first..=last)
                .map(|number| format!("{}{number:0digits$}", &tag[..prefix]))
                .collect()
        }
        _ => vec![tag.to_owned()],
    }
}
