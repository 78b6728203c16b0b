//! The cases for entries: which ones the words and tags of a reply support, and how strongly.

use super::codes::Codes;
use super::provider::Author;
use super::{Confidence, hedge, subject, weights};
use crate::catalogue::clues::{Clue, Found, What};
use crate::catalogue::{Action, Catalogue, EntryId, Kind};
use std::ops::Range;

/// The best evidence for one entry.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Case {
    pub entry: EntryId,
    pub tagged: bool,
    /// Whether its words are only its provider's, or of a provider that is known to have replied.
    own_words: bool,
    /// The length of the longest such fragment.
    longest: i32,
    /// The number of such fragments.
    fragments: i32,
    /// The weight of its best phrase, or of a fragment that others use too.
    phrase: i32,
    /// Whether a stock sentence supports it, of a provider that is known to have replied.
    own_stock: bool,
}

impl Case {
    /// Returns its confidence, unless the codes contradict it; `codes_agree` says that they name the same cause.
    pub(super) fn confidence(&self, codes_agree: bool) -> Confidence {
        if self.tagged || self.own_words || self.phrase >= weights::PHRASE && codes_agree {
            Confidence::Certain
        } else if self.phrase >= weights::PHRASE || self.fragments > 0 || self.own_stock {
            Confidence::Likely
        } else {
            Confidence::Guess
        }
    }

    /// Whether a provider says so with its own tag, or in words that nobody else uses.
    pub(super) fn is_own(&self, catalogue: &Catalogue) -> bool {
        let owner = catalogue.provider(catalogue.provider_of(self.entry));
        self.tagged || self.own_words && owner.kind.writes_replies()
    }

    /// Whether only words that others use too support it.
    fn is_vague(&self) -> bool {
        !self.tagged && self.fragments == 0
    }

    pub(super) fn weight(&self) -> i32 {
        let fragments = match self.fragments {
            0 => 0,
            count => {
                weights::FRAGMENT
                    + self.longest.min(weights::LONGEST_FRAGMENT)
                    + weights::MORE_FRAGMENTS * (count.min(MOST_FRAGMENTS) - 1)
            }
        };
        let words = fragments.max(self.phrase);
        if self.tagged {
            weights::tag(words)
        } else {
            words
        }
    }
}

/// The most fragments that count.
const MOST_FRAGMENTS: i32 = 10;
/// The longest fragment, in bytes, that never makes a diagnosis certain, even if its provider is known to have replied.
const OWN_WORDS: usize = 12;

/// The cases for the entries of one text.
#[derive(Default)]
pub(super) struct Cases {
    cases: Vec<Case>,
    /// The reasons that phrases name, each with the weight of its best phrase.
    reasons: Vec<(u32, i32)>,
    /// All phrases of the text, each with its strength and span.
    phrases: Vec<(u8, Range<usize>)>,
    /// The phrases that are not part of stronger ones: their reasons, weights and spans.
    counted: Vec<(u32, i32, Range<usize>)>,
    /// The fragments of each entry.
    fragments: Vec<(EntryId, Range<usize>)>,
    /// Words of anybody's that would give an address up.
    giving_up: Vec<Range<usize>>,
    /// Whether they name only one possibility.
    is_hedged: bool,
}

impl Cases {
    /// Weighs what was found in a text by this author.
    pub(super) fn weigh(
        &mut self,
        catalogue: &Catalogue,
        text: &str,
        found: &[Found],
        author: Author,
    ) {
        self.cases.clear();
        self.reasons.clear();
        self.phrases.clear();
        self.counted.clear();
        self.fragments.clear();
        self.giving_up.clear();
        for (clue, span) in found {
            let strength = strength(catalogue.clues.clues[*clue as usize].what);
            if strength > 0 && !subject::is_of_address(text, span) {
                self.phrases.push((strength, span.clone()));
            }
        }
        for (clue, span) in found {
            let clue = &catalogue.clues.clues[*clue as usize];
            let strength = strength(clue.what);
            if strength > 0
                && (subject::is_of_address(text, span)
                    || is_part_of_another(&self.phrases, strength, span)
                    || strength >= PLAIN
                        && is_heading(text, span)
                        && self.is_explained(catalogue, found, clue, span))
            {
                continue;
            }
            if is_about_recipient(catalogue, clue.what) && !subject::is_recipient(text, span) {
                continue;
            }
            if gives_up(catalogue, clue.what) {
                self.giving_up.push(span.clone());
            }
            match clue.what {
                What::Tag(entry) if counts(catalogue, clue, entry, author) => {
                    self.tag(EntryId::from(entry))
                }
                What::Fragment(entry) => {
                    self.fragments.push((EntryId::from(entry), span.clone()));
                    self.fragment(catalogue, clue, EntryId::from(entry), span.len(), author);
                }
                What::Decisive(reason) => self.phrase(reason, weights::decisive(span.len()), span),
                What::Phrase(reason) => self.phrase(reason, weights::phrase(span.len()), span),
                What::Vague(reason) => self.phrase(reason, weights::vague(span.len()), span),
                What::Tag(_) | What::Mark(_) | What::Host(_) => {}
            }
        }
        self.is_hedged = hedge::is_any_hedged(text, &self.giving_up);
    }

    /// Whether words that name another cause directly follow a phrase. If the sender or client was refused, a problem
    /// with an address concerns the sender or client: `Sender rejected: no such domain`.
    fn is_explained(
        &self,
        catalogue: &Catalogue,
        found: &[Found],
        heading: &Clue,
        span: &Range<usize>,
    ) -> bool {
        let behind = span.end..span.end + FAR;
        let is_to_mend = action(catalogue, heading.what) == Some(Action::FixConfiguration);
        found.iter().any(|(clue, at)| {
            let what = catalogue.clues.clues[*clue as usize].what;
            behind.contains(&at.start)
                && strength(what) >= PLAIN
                && what != heading.what
                && !(is_to_mend && gives_up(catalogue, what))
        })
    }

    /// Returns the weight of the strongest words.
    pub(super) fn most(&self) -> i32 {
        let of_entries = self.cases.iter().map(Case::weight);
        let of_reasons = self.reasons.iter().map(|(_, weight)| *weight);
        of_entries.chain(of_reasons).max().unwrap_or_default()
    }

    /// Returns the cases for entries. A phrase that names the reason of one of the standard's entries also counts for
    /// that entry.
    pub(super) fn all<'a>(&'a self, catalogue: &'a Catalogue) -> impl Iterator<Item = Case> + 'a {
        self.cases.iter().map(|case| {
            let reason = catalogue.reason_of(case.entry) as u32;
            let mut named = self.reasons.iter().filter(|(named, _)| *named == reason);
            let phrase = named.next().filter(|_| catalogue.is_standard(case.entry));
            // Of two entries for a cause, the one with these words is meant.
            let phrase = phrase.map(|(_, weight)| weights::STANDARD + weight);
            Case {
                phrase: case.phrase.max(phrase.unwrap_or_default()),
                ..*case
            }
        })
    }

    /// Returns the reasons that phrases name, each with the weight of its best phrase.
    pub(super) fn reasons(&self) -> impl Iterator<Item = (u32, i32)> {
        self.reasons.iter().copied()
    }

    /// Returns the weight of the strongest words that cast doubt, being for a reason for which they weigh as much as
    /// `doubts` requires. A reply to AUTH does too: it says nothing about a recipient. Words that are hedged doubt themselves.
    pub(super) fn doubt(&self, doubts: &[i32], answers_auth: bool) -> i32 {
        if !doubts.is_empty() && answers_auth {
            return weights::PHRASE;
        }
        let hedge = i32::from(self.is_hedged && !doubts.is_empty());
        self.strongest(doubts, |_| true).max(hedge)
    }

    /// Does the same for words that do not overlap an entry's own.
    pub(super) fn doubt_beside(&self, entry: EntryId, doubts: &[i32]) -> i32 {
        self.strongest(doubts, |span| {
            let mut fragments = self.fragments.iter().filter(|(of, _)| *of == entry);
            !fragments.any(|(_, own)| own.start < span.end && span.start < own.end)
        })
    }

    /// Returns the weight of the strongest of these words for a reason for which they weigh as much as `doubts`
    /// requires.
    fn strongest(&self, doubts: &[i32], is_meant: impl Fn(&Range<usize>) -> bool) -> i32 {
        let doubting = self.counted.iter().filter(|(reason, weight, span)| {
            let least = doubts.get(*reason as usize);
            least.is_some_and(|least| weight >= least) && is_meant(span)
        });
        let weights = doubting.map(|(_, weight, _)| *weight);
        weights.max().unwrap_or_default()
    }

    /// Notes that the text contains the provider's own code.
    pub(super) fn tag(&mut self, entry: EntryId) {
        self.case(entry).tagged = true;
    }

    fn fragment(
        &mut self,
        catalogue: &Catalogue,
        clue: &Clue,
        entry: EntryId,
        length: usize,
        author: Author,
    ) {
        let provider = catalogue.provider_of(entry);
        let speaks = author.runs(catalogue, provider);
        let kind = catalogue.provider(provider).kind;
        if !speaks && kind.writes_replies() {
            return;
        }
        let case = self.case(entry);
        if speaks && clue.is_stock {
            case.phrase = case.phrase.max(weights::STOCK_FRAGMENT);
            case.own_stock = true;
        } else if speaks || clue.distinctive {
            case.own_words |= clue.distinctive || length > OWN_WORDS;
            case.longest = case.longest.max(length as i32);
            case.fragments += 1;
        } else {
            // The standard's words are everybody's.
            let weight = if kind == Kind::Standard && !clue.is_stock {
                weights::STANDARD + weights::phrase(length)
            } else {
                weights::vague(length)
            };
            case.phrase = case.phrase.max(weight);
        }
    }

    fn phrase(&mut self, reason: u32, weight: i32, span: &Range<usize>) {
        self.counted.push((reason, weight, span.clone()));
        match self.reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, known)) => *known = weight.max(*known),
            None => self.reasons.push((reason, weight)),
        }
    }

    fn case(&mut self, entry: EntryId) -> &mut Case {
        let known = self.cases.iter().position(|case| case.entry == entry);
        let known = known.unwrap_or_else(|| {
            self.cases.push(Case {
                entry,
                ..Case::default()
            });
            self.cases.len() - 1
        });
        &mut self.cases[known]
    }
}

/// The strength of a phrase that names a cause.
const PLAIN: u8 = 2;

/// Ranks the kinds of phrases; 0 for a clue that is not a phrase.
fn strength(what: What) -> u8 {
    match what {
        What::Decisive(_) => 3,
        What::Phrase(_) => PLAIN,
        What::Vague(_) => 1,
        What::Fragment(_) | What::Tag(_) | What::Mark(_) | What::Host(_) => 0,
    }
}

/// Whether a phrase is part of a longer one that is at least as strong: "invalid recipients" in "too many invalid
/// recipients".
fn is_part_of_another(phrases: &[(u8, Range<usize>)], strength: u8, span: &Range<usize>) -> bool {
    phrases.iter().any(|(other, around)| {
        around.len() > span.len()
            && around.start <= span.start
            && span.end <= around.end
            && *other >= strength
    })
}

/// Whether words that anybody may use would give an address up.
fn gives_up(catalogue: &Catalogue, what: What) -> bool {
    action(catalogue, what) == Some(Action::Suppress)
}

/// Whether words that anybody may use are about the recipient: about the sender, they would mean something else.
fn is_about_recipient(catalogue: &Catalogue, what: What) -> bool {
    let reason = reason(catalogue, what).map(|reason| &catalogue.reasons[reason]);
    gives_up(catalogue, what) || reason.is_some_and(|reason| reason.of_sender.is_some())
}

/// Returns what words that anybody may use ask for.
fn action(catalogue: &Catalogue, what: What) -> Option<Action> {
    let reason = reason(catalogue, what)?;
    Some(if let What::Fragment(entry) = what {
        catalogue.action_of(EntryId::from(entry))
    } else {
        catalogue.reasons[reason].action
    })
}

/// Returns the cause that words name which anybody may use.
fn reason(catalogue: &Catalogue, what: What) -> Option<usize> {
    match what {
        What::Decisive(reason) | What::Phrase(reason) | What::Vague(reason) => {
            Some(reason as usize)
        }
        What::Fragment(entry) if catalogue.is_standard(EntryId::from(entry)) => {
            Some(catalogue.reason_of(EntryId::from(entry)))
        }
        What::Fragment(_) | What::Tag(_) | What::Mark(_) | What::Host(_) => None,
    }
}

/// How far behind a heading its explanation may start, in bytes.
const FAR: usize = 48;

/// Whether a phrase only says that something was refused, and the reason follows it: `Sender address rejected: rate
/// limit exceeded`, `Connection refused - too many sessions`.
fn is_heading(text: &str, span: &Range<usize>) -> bool {
    let (Some(heading), Some(behind)) = (text.get(span.clone()), text.get(span.end..)) else {
        return false;
    };
    [": ", " - ", ", "]
        .iter()
        .any(|mark| behind.starts_with(mark))
        && ["rejected", "refused", "denied"]
            .iter()
            .any(|word| heading.ends_with(word))
}

/// Whether a tag counts: nobody else uses it, or its owner wrote the text.
fn counts(catalogue: &Catalogue, clue: &Clue, entry: u32, author: Author) -> bool {
    clue.distinctive || author.runs(catalogue, catalogue.provider_of(EntryId::from(entry)))
}

/// Returns the parts of the text that support an entry, in order; overlapping and adjacent parts are merged.
pub(super) fn evidence(
    catalogue: &Catalogue,
    found: &[Found],
    author: Author,
    entry: EntryId,
) -> Vec<Range<usize>> {
    let reason = catalogue.reason_of(entry) as u32;
    let general = catalogue.is_standard(entry);
    let entry = u32::from(entry);
    let speaks = |clue: &Clue| match clue.what {
        What::Tag(of) => of == entry && counts(catalogue, clue, of, author),
        What::Fragment(of) => of == entry,
        What::Decisive(of) | What::Phrase(of) | What::Vague(of) => general && of == reason,
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

/// Returns the score of a case, higher is better; `None` if the entry cannot be meant.
pub(super) fn score(
    catalogue: &Catalogue,
    case: &Case,
    codes: Codes,
    author: Author,
) -> Option<i32> {
    let owner = catalogue.provider_of(case.entry);
    let kind = catalogue.provider(owner).kind;
    // The words of a provider mean nothing unless it is known to have replied.
    if kind.writes_replies()
        && !author.runs(catalogue, owner)
        && (author.provider.is_some() || !case.tagged)
    {
        return None;
    }
    let weight = codes.weight(catalogue, case.entry);
    let ownership = if author.provider == Some(owner) {
        weights::OWN
    } else if author.server == Some(owner) {
        author
            .provider
            .map_or(weights::OWN, |_| weights::OWN_SOFTWARE)
    } else {
        match kind {
            Kind::Standard => 0,
            // Others use the words of a mail server too, with other codes.
            Kind::Server if weight < 0 => weights::SERVER_OTHER_CODES,
            Kind::Server => weights::SERVER,
            Kind::Blocklist => weights::BLOCKLIST,
            Kind::Mailbox | Kind::Filter | Kind::Sender => {
                author.provider.map_or(0, |_| weights::OWN_OPERATOR)
            }
        }
    };
    let by_codes = if kind == Kind::Server && case.is_vague() {
        codes.of_cause(catalogue, case.entry)
    } else {
        weight + codes.against(catalogue, case.entry)
    };
    Some(case.weight() + ownership + by_codes)
}
