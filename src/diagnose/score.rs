//! What words and tags speak for: the cases for entries, as they are found in a text.

use super::codes::Codes;
use super::{Confidence, weights};
use crate::catalogue::clues::{Clue, What};
use crate::catalogue::{Catalogue, Kind};
use std::ops::Range;

/// A clue that stands in the text: its place among the clues, and where in the text.
pub type Found = (u32, Range<usize>);

/// The best evidence for one entry.
#[derive(Clone, Copy, Debug, Default)]
pub struct Case {
    pub place: u32,
    pub tagged: bool,
    /// The entry's own words, and enough of them to be no coincidence.
    own_words: bool,
    longest: i32,
    fragments: i32,
    phrase: i32,
}

impl Case {
    pub fn new(place: u32) -> Case {
        Case {
            place,
            ..Case::default()
        }
    }

    /// How sure it is, if the codes agree.
    pub fn confidence(&self) -> Confidence {
        if self.tagged || self.own_words {
            Confidence::Certain
        } else if self.weight() > 0 {
            Confidence::Likely
        } else {
            Confidence::Guess
        }
    }

    pub fn weight(&self) -> i32 {
        let fragments = match self.fragments {
            0 => 0,
            count => {
                weights::FRAGMENT
                    + self.longest.min(weights::LONGEST_FRAGMENT)
                    + weights::MORE_FRAGMENTS * (count.min(MOST_FRAGMENTS) - 1)
            }
        };
        let words = fragments.max(self.phrase);
        // The provider's own code stands in the text: more than any words.
        if self.tagged {
            words.max(weights::TAG)
        } else {
            words
        }
    }
}

/// More fragments add nothing.
const MOST_FRAGMENTS: i32 = 10;
/// A fragment that is no longer, in bytes, is said by many.
const OWN_WORDS: usize = 12;

/// The cases for the entries of one text.
#[derive(Default)]
pub struct Cases {
    cases: Vec<Case>,
    /// Reasons that a phrase tells, and what it weighs.
    reasons: Vec<(u32, i32)>,
}

impl Cases {
    /// Weighs what was found in a text that this provider wrote.
    pub fn weigh(&mut self, catalogue: &Catalogue, found: &[Found], provider: Option<usize>) {
        self.cases.clear();
        self.reasons.clear();
        for (clue, span) in found {
            let clue = &catalogue.clues.clues[*clue as usize];
            match clue.what {
                What::Tag(place) if tells(catalogue, clue, provider) => self.tag(place),
                What::Fragment(place) => self.fragment(place, span.len()),
                What::Phrase(reason) => self.phrase(reason, span.len()),
                What::Tag(_) | What::Mark(_) | What::Host(_) => {}
            }
        }
    }

    /// The cases for entries by themselves; a phrase that tells the reason of a standard's entry counts for it.
    pub fn all<'a>(&'a self, catalogue: &'a Catalogue) -> impl Iterator<Item = Case> + 'a {
        self.cases.iter().map(|case| {
            let place = case.place as usize;
            let reason = catalogue.reason_of(place) as u32;
            let mut told = self.reasons.iter().filter(|(told, _)| *told == reason);
            let phrase = told.next().filter(|_| catalogue.is_standard(place));
            Case {
                phrase: phrase.map_or(0, |(_, weight)| *weight),
                ..*case
            }
        })
    }

    /// Reasons that a phrase tells, and what it weighs.
    pub fn reasons(&self) -> impl Iterator<Item = (u32, i32)> {
        self.reasons.iter().copied()
    }

    /// The provider's own code stands in the text.
    pub fn tag(&mut self, place: u32) {
        self.case(place).tagged = true;
    }

    fn fragment(&mut self, place: u32, length: usize) {
        let case = self.case(place);
        case.own_words |= length > OWN_WORDS;
        case.longest = case.longest.max(length as i32);
        case.fragments += 1;
    }

    fn phrase(&mut self, reason: u32, length: usize) {
        let weight = weights::PHRASE + length.min(weights::LONGEST_PHRASE) as i32;
        match self.reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, known)) => *known = weight.max(*known),
            None => self.reasons.push((reason, weight)),
        }
    }

    fn case(&mut self, place: u32) -> &mut Case {
        let known = self.cases.iter().position(|case| case.place == place);
        let known = known.unwrap_or_else(|| {
            self.cases.push(Case::new(place));
            self.cases.len() - 1
        });
        &mut self.cases[known]
    }
}

/// Whether a tag means anything: nobody else writes it, or its owner wrote the text.
fn tells(catalogue: &Catalogue, clue: &Clue, provider: Option<usize>) -> bool {
    match clue.what {
        What::Tag(place) => {
            clue.distinctive || provider == Some(catalogue.provider_of(place as usize))
        }
        _ => true,
    }
}

/// Where in the text something speaks for an entry, in order, overlapping and adjacent places as one.
pub fn evidence(
    catalogue: &Catalogue,
    found: &[Found],
    provider: Option<usize>,
    place: usize,
) -> Vec<Range<usize>> {
    let reason = catalogue.reason_of(place) as u32;
    let general = catalogue.is_standard(place);
    let place = place as u32;
    let speaks = |clue: &Clue| match clue.what {
        What::Tag(of) => of == place && tells(catalogue, clue, provider),
        What::Fragment(of) => of == place,
        What::Phrase(of) => general && of == reason,
        What::Mark(_) | What::Host(_) => false,
    };
    let spans = found
        .iter()
        .filter(|(clue, _)| speaks(&catalogue.clues.clues[*clue as usize]));
    let mut spans: Vec<_> = spans.map(|(_, span)| span.clone()).collect();
    if spans.len() < 2 {
        return spans;
    }
    spans.sort_unstable_by_key(|span| span.start);
    spans.dedup_by(|next, last| {
        let joins = next.start <= last.end;
        if joins {
            last.end = last.end.max(next.end);
        }
        joins
    });
    spans
}

/// The larger, the better; `None` for an entry that cannot be meant.
pub fn score(
    catalogue: &Catalogue,
    case: &Case,
    codes: Codes,
    provider: Option<usize>,
) -> Option<i32> {
    let place = case.place as usize;
    let owner = catalogue.provider_of(place);
    let weight = codes.weight(catalogue, place);
    let ownership = match catalogue.providers[owner].kind {
        _ if provider == Some(owner) => weights::OWN,
        Kind::Standard => 0,
        // Others say what a mail server says, too, with other codes.
        Kind::Server if weight < 0 => weights::SERVER_OTHER_CODES,
        Kind::Server => weights::SERVER,
        Kind::Blocklist => weights::BLOCKLIST,
        // Another provider's words: only what nobody else says, or a tag, points there.
        _ if provider.is_some() => return None,
        _ if case.tagged => 0,
        _ => return None,
    };
    Some(case.weight() + ownership + weight + codes.against(catalogue, place))
}
