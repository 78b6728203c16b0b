//! Every literal of the catalogue that can stand in a reply, and a table that finds all of them in one pass.
//!
//! The table is made when the program is built. Each literal is filed under the four of its bytes that the fewest
//! others share; a text is looked at four bytes at a time, and what is filed there is compared.

use super::code::{EnhancedPattern, TagPattern};
use super::store::Span;
use super::{Catalogue, Provider, Words};
use std::collections::HashMap;
use std::ops::Range;

/// What a literal speaks for; entries, providers and reasons by place in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Fragment(u32),
    Tag(u32),
    Phrase(u32),
    Mark(u32),
    Host(u32),
}

/// A literal, and what it is a clue to.
#[derive(Clone, Copy, Debug)]
pub struct Clue {
    pub text: Span,
    pub what: What,
    /// Where in it the four bytes stand under which it is filed.
    pub filed: u32,
    /// Nobody else writes it: it tells who says it.
    pub distinctive: bool,
}

/// All clues, findable.
#[derive(Clone, Copy, Debug)]
pub struct Clues {
    pub text: &'static str,
    pub clues: &'static [Clue],
    /// Where the clues of each bucket start; one more than there are buckets.
    pub buckets: &'static [u32],
}

/// A literal in a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Place of the clue.
    pub clue: usize,
    pub span: Range<usize>,
}

/// Shorter literals, in bytes, are in too many texts to be clues.
pub const SHORTEST: usize = 4;
const BUCKETS: usize = 1 << 13;
/// Shorter words of a provider are too common to tell it.
const DISTINCTIVE: usize = 16;
/// A longer range of tags is filed under its text alone.
const LONGEST_RANGE: u32 = 200;

impl Clues {
    pub const EMPTY: Clues = Clues {
        text: "",
        clues: &[],
        buckets: &[],
    };

    /// The clues of a catalogue.
    pub fn of(catalogue: &Catalogue) -> Clues {
        let mut all: Vec<(String, What)> = Vec::new();
        for (place, entry) in (0..).zip(catalogue.entries()) {
            all.extend(
                entry
                    .fragments
                    .iter()
                    .map(|text| (text.to_lowercase(), What::Fragment(place))),
            );
            // An enhanced code in a dress of its own is still only a code.
            let is_code =
                |tag: &&str| EnhancedPattern::parse(tag.trim_start_matches('#')).is_some();
            let tags = entry
                .tags
                .iter()
                .filter(|tag| !is_code(tag))
                .flat_map(spelled);
            all.extend(tags.map(|tag| (tag.to_lowercase(), What::Tag(place))));
        }
        for (place, provider) in (0..).zip(catalogue.providers) {
            all.extend(
                provider
                    .marks
                    .iter()
                    .map(|mark| ((*mark).to_owned(), What::Mark(place))),
            );
            all.extend(
                provider
                    .hosts
                    .iter()
                    .map(|host| ((*host).to_owned(), What::Host(place))),
            );
        }
        for (place, reason) in (0..).zip(catalogue.reasons) {
            all.extend(
                reason
                    .phrases
                    .iter()
                    .map(|phrase| ((*phrase).to_owned(), What::Phrase(place))),
            );
        }
        all.retain(|(text, _)| text.len() >= SHORTEST);
        let mut clues = Clues::filed(&all);
        clues.mark_distinctive(catalogue);
        clues
    }

    fn filed(all: &[(String, What)]) -> Clues {
        let mut shared: HashMap<[u8; 4], usize> = HashMap::new();
        for window in all.iter().flat_map(|(text, _)| windows(text.as_bytes())) {
            *shared.entry(window).or_default() += 1;
        }
        let mut text = String::new();
        let mut clues = Vec::with_capacity(all.len());
        for (literal, what) in all {
            let rarest = windows(literal.as_bytes())
                .enumerate()
                .min_by_key(|(_, window)| shared[window]);
            let (filed, window) = rarest.unwrap_or_default();
            let start = text.len() as u32;
            text.push_str(literal);
            let span = Span(start, text.len() as u32);
            clues.push((
                bucket(window),
                Clue {
                    text: span,
                    what: *what,
                    filed: filed as u32,
                    distinctive: false,
                },
            ));
        }
        clues.sort_by_key(|(bucket, _)| *bucket);
        let starts = (0..=BUCKETS)
            .map(|wanted| clues.partition_point(|(bucket, _)| *bucket < wanted) as u32);
        Clues {
            buckets: starts.collect::<Vec<_>>().leak(),
            clues: clues
                .iter()
                .map(|(_, clue)| *clue)
                .collect::<Vec<_>>()
                .leak(),
            text: text.leak(),
        }
    }

    /// Words and tags that only one provider uses, and nobody in a longer text of theirs.
    fn mark_distinctive(&mut self, catalogue: &Catalogue) {
        let house = |what| match what {
            What::Fragment(place) | What::Tag(place) => Some(catalogue.provider_of(place as usize)),
            What::Phrase(_) => Some(usize::MAX),
            What::Mark(_) | What::Host(_) => None,
        };
        let mut distinctive: Vec<_> = self
            .clues
            .iter()
            .map(|clue| self.could_be_distinctive(clue))
            .collect();
        for clue in self.clues {
            let Some(owner) = house(clue.what) else {
                continue;
            };
            self.find(self.literal(clue), |place, _| {
                distinctive[place] &=
                    house(self.clues[place].what).is_none_or(|other| other == owner);
            });
        }
        let marked = self
            .clues
            .iter()
            .zip(distinctive)
            .map(|(clue, distinctive)| Clue {
                distinctive,
                ..*clue
            });
        self.clues = marked.collect::<Vec<_>>().leak();
    }

    fn could_be_distinctive(&self, clue: &Clue) -> bool {
        let text = self.literal(clue);
        match clue.what {
            What::Tag(_) => {
                text.contains(|c: char| c.is_ascii_digit()) && text.contains(char::is_alphabetic)
            }
            What::Fragment(_) => text.len() >= DISTINCTIVE,
            What::Phrase(_) => false,
            What::Mark(_) | What::Host(_) => true,
        }
    }

    pub fn literal(&self, clue: &Clue) -> &'static str {
        &self.text[clue.text.0 as usize..clue.text.1 as usize]
    }

    /// All clues that stand in a lower-case text, each at the first place where it counts.
    pub fn standing_in(&self, text: &str) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        self.find(text, |clue, at| {
            let span = at..at + self.literal(&self.clues[clue]).len();
            if stands(self.clues[clue].what, text, &span) {
                found.push(Found { clue, span });
            }
        });
        found.sort_by_key(|found| (found.clue, found.span.start));
        found.dedup_by_key(|found| found.clue);
        found
    }

    /// Tells every occurrence of every clue: its place, and where it starts.
    fn find(&self, text: &str, mut tell: impl FnMut(usize, usize)) {
        for (at, window) in windows(text.as_bytes()).enumerate() {
            let bucket = bucket(window);
            let Some(&[first, last]) = self.buckets.get(bucket..bucket + 2) else {
                return;
            };
            for place in first as usize..last as usize {
                let clue = &self.clues[place];
                let Some(start) = at.checked_sub(clue.filed as usize) else {
                    continue;
                };
                if text.as_bytes()[start..].starts_with(self.literal(clue).as_bytes()) {
                    tell(place, start);
                }
            }
        }
    }
}

fn windows(bytes: &[u8]) -> impl Iterator<Item = [u8; 4]> + '_ {
    bytes
        .windows(4)
        .map(|window| [window[0], window[1], window[2], window[3]])
}

fn bucket(window: [u8; 4]) -> usize {
    (u32::from_le_bytes(window).wrapping_mul(0x9e37_79b1) >> (32 - BUCKETS.trailing_zeros()))
        as usize
}

/// Whether a literal counts where it stands: tags, phrases and hosts only as whole words.
fn stands(what: What, text: &str, span: &Range<usize>) -> bool {
    let before = text[..span.start].chars().next_back();
    let after = text[span.end..].chars().next();
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match what {
        What::Fragment(_) | What::Mark(_) => true,
        // An address at a provider says who is written to, not who answers.
        What::Host(_) => {
            !matches!(before, Some('@' | '-'))
                && !inside(before)
                && !inside(after)
                && after != Some('-')
        }
        What::Tag(_) | What::Phrase(_) => {
            let literal = &text[span.clone()];
            let starts_word = literal.starts_with(char::is_alphanumeric);
            let ends_word = literal.ends_with(char::is_alphanumeric);
            !(starts_word && inside(before) || ends_word && inside(after))
        }
    }
}

/// How a tag, or each tag of a short range, is written.
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

/// Providers whose name this is, or a suffix of it at a dot.
pub fn within<'a>(
    catalogue: &'a Catalogue,
    names: fn(&'static Provider) -> Words,
    name: &'a str,
) -> impl Iterator<Item = usize> + 'a {
    let is_suffix = move |suffix: &&str| {
        let rest = name.strip_suffix(suffix);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let fits = move |provider: &'static Provider| names(provider).iter().any(&is_suffix);
    let providers: &'static [Provider] = catalogue.providers;
    providers
        .iter()
        .enumerate()
        .filter(move |(_, provider)| fits(provider))
        .map(|(place, _)| place)
}
