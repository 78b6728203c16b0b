//! Every literal of the catalogue that can stand in a reply, and where it stands in this one.

use crate::catalogue::{Catalogue, EnhancedPattern, Kind, TagPattern};
use memchr::memmem;
use std::collections::HashMap;
use std::ops::Range;

/// A literal, and what it is a clue to.
struct Clue {
    text: String,
    what: What,
    /// Both ends must be ends of words.
    whole: bool,
    /// Nobody else writes it: it tells who says it.
    is_distinctive: bool,
}

/// What a literal speaks for; entries, providers and reasons by place in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Fragment(usize),
    Tag(usize),
    Phrase(usize),
    Mark(usize),
    Host(usize),
}

/// A literal in a reply.
pub struct Found {
    pub what: What,
    pub span: Range<usize>,
    pub is_distinctive: bool,
}

pub struct Clues {
    clues: Vec<Clue>,
    /// Standard entries by reason.
    standard: HashMap<usize, Vec<usize>>,
    /// Providers by host suffix and by recipient domain.
    hosts: Vec<(&'static str, usize)>,
    domains: Vec<(&'static str, usize)>,
}

/// Shorter words of a provider are too common to tell it.
const DISTINCTIVE: usize = 16;

impl Clues {
    pub fn new(catalogue: &Catalogue) -> Clues {
        let mut clues = Vec::new();
        let mut standard: HashMap<usize, Vec<usize>> = HashMap::new();
        for (place, entry) in catalogue.entries().enumerate() {
            if entry.provider.kind == Kind::Standard && !entry.is_fallback() {
                standard
                    .entry(catalogue.reason_of(place))
                    .or_default()
                    .push(place);
            }
            let clue = |text: &str, what, whole| Clue {
                text: text.to_lowercase(),
                what,
                whole,
                is_distinctive: false,
            };
            clues.extend(
                entry
                    .fragments
                    .iter()
                    .map(|text| clue(text, What::Fragment(place), false)),
            );
            // An enhanced code in a dress of its own is still only a code.
            let is_code =
                |tag: &&str| EnhancedPattern::parse(tag.trim_start_matches('#')).is_some();
            let tags = entry
                .tags
                .iter()
                .filter(|tag| !is_code(tag))
                .flat_map(spelled);
            clues.extend(tags.map(|text| clue(&text, What::Tag(place), true)));
        }
        mark_distinctive(catalogue, &mut clues);
        let listed = catalogue.providers.iter().enumerate();
        let hosts = listed
            .clone()
            .flat_map(|(place, provider)| provider.hosts.iter().map(move |host| (*host, place)));
        let domains = listed.clone().flat_map(|(place, provider)| {
            provider.domains.iter().map(move |domain| (*domain, place))
        });
        let plain = |text: &str, what, whole| Clue {
            text: text.to_owned(),
            what,
            whole,
            is_distinctive: true,
        };
        for (place, provider) in listed {
            clues.extend(
                provider
                    .marks
                    .iter()
                    .map(|mark| plain(mark, What::Mark(place), false)),
            );
            clues.extend(
                provider
                    .hosts
                    .iter()
                    .map(|host| plain(host, What::Host(place), true)),
            );
        }
        for (place, reason) in catalogue.reasons.iter().enumerate() {
            clues.extend(
                reason
                    .phrases
                    .iter()
                    .map(|phrase| plain(phrase, What::Phrase(place), true)),
            );
        }
        Clues {
            clues,
            standard,
            hosts: hosts.collect(),
            domains: domains.collect(),
        }
    }

    /// All literals that stand in a lower-case text.
    pub fn find(&self, text: &str) -> Vec<Found> {
        let found = self.clues.iter().filter_map(|clue| {
            let mut places = memmem::find_iter(text.as_bytes(), &clue.text);
            let at = places.find(|at| self.stands(clue, text, *at))?;
            Some(Found {
                what: clue.what,
                span: at..at + clue.text.len(),
                is_distinctive: clue.is_distinctive,
            })
        });
        found.collect()
    }

    fn stands(&self, clue: &Clue, text: &str, at: usize) -> bool {
        let before = text[..at].chars().next_back();
        let after = text[at + clue.text.len()..].chars().next();
        let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric());
        match clue.what {
            // An address at a provider says who is written to, not who answers.
            What::Host(_) => {
                !matches!(before, Some('@' | '-'))
                    && !inside(before)
                    && !inside(after)
                    && after != Some('-')
            }
            _ if clue.whole => {
                let starts_word = clue.text.starts_with(|c: char| c.is_alphanumeric());
                let ends_word = clue.text.ends_with(|c: char| c.is_alphanumeric());
                !(starts_word && inside(before)) && !(ends_word && inside(after))
            }
            _ => true,
        }
    }

    pub fn standard_of_reason(&self, reason: usize) -> &[usize] {
        self.standard
            .get(&reason)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    pub fn providers_of_host(&self, host: &str) -> impl Iterator<Item = usize> {
        within(&self.hosts, host)
    }

    pub fn providers_of_domain(&self, domain: &str) -> impl Iterator<Item = usize> {
        within(&self.domains, domain)
    }
}

/// Providers whose name this is, or a suffix of it at a dot.
fn within(names: &[(&'static str, usize)], name: &str) -> impl Iterator<Item = usize> {
    let is_suffix = |suffix: &str| {
        let rest = name.strip_suffix(suffix);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    names
        .iter()
        .filter(move |(suffix, _)| is_suffix(suffix))
        .map(|(_, place)| *place)
        .collect::<Vec<_>>()
        .into_iter()
}

/// How a tag, or each tag of a short range, is written.
fn spelled(tag: &'static str) -> Vec<String> {
    const LONGEST: u32 = 200;
    match TagPattern::parse(tag).range {
        Some((prefix, first, last)) if last.saturating_sub(first) <= LONGEST => {
            let digits = tag[prefix..].split('-').next().map_or(0, str::len);
            (first..=last)
                .map(|number| format!("{}{number:0digits$}", &tag[..prefix]))
                .collect()
        }
        _ => vec![tag.to_owned()],
    }
}

/// Words and tags that only one provider uses, and nobody in a longer text of theirs.
fn mark_distinctive(catalogue: &Catalogue, clues: &mut [Clue]) {
    let provider_of = |what| match what {
        What::Fragment(place) | What::Tag(place) => catalogue.provider_of(place),
        What::Phrase(_) | What::Mark(_) | What::Host(_) => usize::MAX,
    };
    let phrases: Vec<_> = catalogue
        .reasons
        .iter()
        .flat_map(|reason| reason.phrases)
        .collect();
    let texts: Vec<_> = clues
        .iter()
        .map(|clue| (clue.text.clone(), provider_of(clue.what)))
        .collect();
    let distinctive = |clue: &Clue| match clue.what {
        What::Tag(_) => {
            let has = |holds: fn(&char) -> bool| clue.text.chars().any(|c| holds(&c));
            let own = texts
                .iter()
                .all(|(text, provider)| *text != clue.text || *provider == provider_of(clue.what));
            own && clue.text.len() >= 4 && has(|c| c.is_ascii_digit()) && has(|c| c.is_alphabetic())
        }
        _ => {
            let provider = provider_of(clue.what);
            let own = texts
                .iter()
                .all(|(text, other)| *other == provider || !text.contains(&clue.text));
            own && clue.text.len() >= DISTINCTIVE
                && !phrases
                    .iter()
                    .any(|phrase| phrase.contains(clue.text.as_str()))
        }
    };
    let marks: Vec<_> = clues.iter().map(distinctive).collect();
    clues
        .iter_mut()
        .zip(marks)
        .for_each(|(clue, mark)| clue.is_distinctive = mark);
}
