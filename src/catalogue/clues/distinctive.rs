//! Decides which words and tags identify their provider: those that nobody else uses, or is likely to use.
//!
//! Rules for a fragment, all of them computed from the catalogue itself:
//!
//! - it is in no phrase of a reason, and in no fragment, tag or example of another operator;
//! - it has a token that no everyday text has (`ofr_506`, `p=nosuchuser`, `csi.cloudmark.com/reset`), or
//! - it is a sentence: [`SENTENCE`] meaningful words, one of them used by this operator alone, or
//!   [`LONG_SENTENCE`] of them. The vague phrases of the reasons do not count: everybody starts and ends with them.
//!
//! Everyday words are those in the texts of the other operators, in the phrases, and in what the catalogue itself says
//! about mail. A fragment that is not distinctive counts only if its provider is known by host, mark, code or tag.

use super::{Clues, What};
use crate::catalogue::{Catalogue, EntryId};
use std::collections::HashMap;

/// This many meaningful words identify a provider, if one of them is its own.
const SENTENCE: usize = 4;
/// This many identify a provider in any case.
const LONG_SENTENCE: usize = 6;
/// The shortest token, in bytes; shorter ones match too easily by chance.
const SHORTEST_TOKEN: usize = 6;
/// Words of this many bytes or more are several in one, like the names that programs give to errors.
const GLUED: usize = 17;

/// Words without a meaning of their own.
const FILLERS: &[&str] = &[
    "a", "all", "an", "and", "any", "are", "as", "at", "be", "been", "by", "can", "cannot",
    "could", "do", "does", "for", "from", "had", "has", "have", "i", "if", "in", "is", "it", "its",
    "may", "more", "must", "no", "not", "of", "on", "or", "our", "please", "should", "sorry",
    "that", "the", "this", "to", "too", "was", "we", "were", "will", "with", "would", "you",
    "your",
];

/// Who uses a word: one operator, or anybody.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Speaker {
    Only(&'static str),
    Anybody,
}

/// The words of a catalogue, each with who uses it.
struct Vocabulary {
    words: HashMap<String, Speaker>,
    /// The vague phrases of all reasons.
    stock: Vec<&'static str>,
}

impl Vocabulary {
    fn of(catalogue: &Catalogue) -> Vocabulary {
        let vague = catalogue.reasons.iter().flat_map(|reason| reason.vague);
        let mut words = Vocabulary {
            words: HashMap::new(),
            stock: vague.copied().collect(),
        };
        for entry in catalogue.entries() {
            let said = entry.fragments.iter().chain(entry.examples.iter());
            said.for_each(|text| words.add(text, Speaker::Only(entry.provider.operator)));
            let prose = entry.steps.raw().iter().chain([entry.title, entry.meaning]);
            prose.for_each(|text| words.add(text, Speaker::Anybody));
        }
        for reason in catalogue.reasons {
            let phrases = reason.all_phrases();
            phrases.for_each(|text| words.add(text, Speaker::Anybody));
        }
        words
    }

    fn add(&mut self, text: &str, speaker: Speaker) {
        for word in words(&text.to_lowercase()) {
            let known = self.words.entry(word.to_owned()).or_insert(speaker);
            if *known != speaker {
                *known = Speaker::Anybody;
            }
        }
    }

    /// Whether only this operator uses a word.
    fn is_own(&self, word: &str, operator: &'static str) -> bool {
        self.words.get(word) == Some(&Speaker::Only(operator))
    }

    /// Whether a fragment could only be this operator's.
    fn gives_away(&self, fragment: &str, operator: &'static str) -> bool {
        let own_part = self.without_stock(fragment);
        let telling = words(&own_part).filter(|word| !FILLERS.contains(word));
        let (mut count, mut own) = (0, 0);
        for word in telling {
            count += 1;
            own += usize::from(self.is_own(word, operator));
        }
        let mut tokens = fragment.split(|c: char| c.is_whitespace() || "()[]<>,;\"".contains(c));
        count >= LONG_SENTENCE
            || count >= SENTENCE && own > 0
            || tokens
                .any(|token| self.is_odd(token.trim_matches(['.', ':', '!', '?', '\'']), operator))
    }

    /// Removes the vague phrases from a fragment.
    fn without_stock(&self, fragment: &str) -> String {
        let mut rest = fragment.to_owned();
        for phrase in &self.stock {
            if let Some(at) = rest.find(phrase)
                && !rest[..at].ends_with(char::is_alphanumeric)
                && !rest[at + phrase.len()..].starts_with(char::is_alphanumeric)
            {
                rest.replace_range(at..at + phrase.len(), " ");
            }
        }
        rest
    }

    /// Whether a token is neither an everyday word nor anybody else's.
    fn is_odd(&self, token: &str, operator: &'static str) -> bool {
        let digit = token.contains(|c: char| c.is_ascii_digit());
        let letter = token.contains(char::is_alphabetic);
        let is_odd = token.contains(['_', '='])
            || digit && letter
            || letter && token.trim_matches('.').contains('.')
            || token.len() >= GLUED;
        is_odd
            && token.len() >= SHORTEST_TOKEN
            && words(token).any(|word| self.is_own(word, operator))
    }
}

/// Splits a text into words: letters and digits, with apostrophes and hyphens inside.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '\'');
    let words = text.split(move |c| !is_part(c));
    words
        .map(|word| word.trim_matches(['-', '\'']))
        .filter(|word| !word.is_empty())
}

impl Clues {
    /// Marks the clues that identify their provider.
    pub(super) fn mark_distinctive(&mut self, catalogue: &Catalogue) {
        let vocabulary = Vocabulary::of(catalogue);
        let mut marked = self.clues.to_vec();
        for literal in self.literals {
            let text = self.text_of(literal);
            for clue in &mut marked[self.clues_of(literal)] {
                clue.distinctive = match clue.what {
                    What::Fragment(index) => {
                        vocabulary.gives_away(text, operator(catalogue, index))
                    }
                    What::Tag(_) => {
                        text.contains(|c: char| c.is_ascii_digit())
                            && text.contains(char::is_alphabetic)
                    }
                    What::Phrase(_) | What::Vague(_) | What::Decisive(_) => false,
                    What::Mark(_) | What::Host(_) => true,
                };
                clue.is_stock = matches!(clue.what, What::Fragment(_))
                    && vocabulary.stock.iter().any(|phrase| phrase.contains(text));
            }
        }
        for literal in self.literals {
            for clue in &self.clues[self.clues_of(literal)] {
                let speaker = match clue.what {
                    What::Fragment(index) | What::Tag(index) => {
                        Speaker::Only(operator(catalogue, index))
                    }
                    What::Phrase(_) | What::Vague(_) | What::Decisive(_) => Speaker::Anybody,
                    What::Mark(_) | What::Host(_) => continue,
                };
                self.said_by(catalogue, self.text_of(literal), speaker, &mut marked);
            }
        }
        for (index, entry) in (0..).zip(catalogue.entries()) {
            let speaker = Speaker::Only(operator(catalogue, index));
            for example in entry.examples.iter() {
                self.said_by(catalogue, &example.to_lowercase(), speaker, &mut marked);
            }
        }
        self.clues = marked.leak();
    }

    /// Counts every part of a text as used by somebody else, too: it is not distinctive.
    fn said_by(
        &self,
        catalogue: &Catalogue,
        text: &str,
        speaker: Speaker,
        marked: &mut [super::Clue],
    ) {
        self.find(text, |within, _| {
            for clue in &mut marked[self.clues_of(within)] {
                if let What::Fragment(index) | What::Tag(index) = clue.what {
                    clue.distinctive &= speaker == Speaker::Only(operator(catalogue, index));
                }
            }
        });
    }
}

fn operator(catalogue: &Catalogue, index: u32) -> &'static str {
    catalogue
        .provider(catalogue.provider_of(EntryId::from(index)))
        .operator
}
