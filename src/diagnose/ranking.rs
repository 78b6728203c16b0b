//! Ranks the entries that could explain a reply, and picks the best.

use super::codes::{Among, Codes};
use super::look::{Look, Scratch};
use super::provider::{Author, Origin};
use super::score::score;
use super::{Confidence, Diagnoser, OTHERS, weights};
use crate::catalogue::clues::What;
use crate::catalogue::{Action, EntryId, Kind, ProviderId};
use crate::reply::EnhancedCode;

/// An entry that may explain the reply.
#[derive(Clone, Copy)]
pub(super) struct Candidate {
    pub entry: EntryId,
    pub score: i32,
    /// Its confidence if the codes do not contradict it.
    pub confidence: Confidence,
    /// Whether its provider says so in its own words, or with its own tag.
    pub is_own: bool,
}

impl Candidate {
    /// Worse than any other.
    const NONE: Candidate = Candidate {
        entry: EntryId::LAST,
        score: i32::MIN,
        confidence: Confidence::Guess,
        is_own: false,
    };

    /// Of equals, the one that comes first in the catalogue is better.
    fn is_better(&self, other: &Candidate) -> bool {
        (self.score, other.entry) > (other.score, self.entry)
    }
}

/// The best candidates so far, best first.
pub(super) struct Ranking([Candidate; OTHERS + 1]);

impl Default for Ranking {
    fn default() -> Ranking {
        Ranking([Candidate::NONE; OTHERS + 1])
    }
}

impl Ranking {
    pub(super) fn add(&mut self, candidate: Candidate) {
        let Ranking(ranked) = self;
        if !candidate.is_better(&ranked[OTHERS]) {
            return;
        }
        // An entry counts once, with its best evidence.
        let known = ranked
            .iter()
            .position(|known| known.entry == candidate.entry);
        let mut at = known.unwrap_or(OTHERS);
        if known.is_some() && ranked[at].score >= candidate.score {
            return;
        }
        ranked[at] = candidate;
        while at > 0 && ranked[at].is_better(&ranked[at - 1]) {
            ranked.swap(at - 1, at);
            at -= 1;
        }
    }

    /// Returns the best candidate and the runners-up.
    pub(super) fn best(self) -> Option<(Candidate, [Candidate; OTHERS])> {
        let Ranking([best, others @ ..]) = self;
        (best.entry != Candidate::NONE.entry).then_some((best, others))
    }
}

/// The most entries for one cause that are worth showing.
const OF_A_CAUSE: i32 = 2;

impl Look<'_> {
    /// Whether the sender was refused, so that any problem with an address concerns the sender's. It was if the code
    /// says so (`x.1.7`, `x.1.8`), if a decisive phrase does, or if the server answered MAIL FROM.
    pub(super) fn is_of_sender(&self, codes: Codes, origin: Origin) -> bool {
        let clues = self.known.catalogue.clues.clues;
        codes.enhanced.is_some_and(EnhancedCode::is_of_sender)
            || origin.is_of_sender()
            || self
                .scratch
                .found
                .iter()
                .any(|(clue, _)| match clues[*clue as usize].what {
                    What::Decisive(reason) => self.known.senders.contains(&Some(reason)),
                    What::Fragment(_) | What::Tag(_) | What::Phrase(_) | What::Vague(_) => false,
                    What::Mark(_) | What::Host(_) => false,
                })
    }

    /// Ranks the entries with their scores, best first; of equals, the one that comes first in the catalogue.
    /// Codes mean something else by themselves than beside words if no recipient was refused.
    pub(super) fn rank(
        &mut self,
        codes: Codes,
        author: Author,
        of_sender: bool,
        alone: Codes,
    ) -> Ranking {
        let mut ranking = Ranking::default();
        self.rank_words(&mut ranking, codes, author, of_sender);
        self.rank_causes(&mut ranking, codes, author, of_sender, alone);
        self.rank_own_codes(&mut ranking, codes, author, of_sender);
        ranking
    }

    /// Adds the entries whose own words or tags occur in the text.
    fn rank_words(&self, ranking: &mut Ranking, codes: Codes, author: Author, of_sender: bool) {
        for case in self.scratch.cases.all(&self.known.catalogue) {
            let doubt = || {
                // A provider that says in its own words that it gave up quotes the last reply it got.
                if !case.is_own(&self.known.catalogue) {
                    self.doubt(case.entry, codes)
                } else if self.known.catalogue.action_of(case.entry) == Action::Suppress {
                    self.doubt_beside(case.entry)
                } else {
                    0
                }
            };
            let is_meant = case.tagged
                || self.can_be_meant(case.entry, of_sender) && doubt() < weights::PHRASE;
            let score = score(&self.known.catalogue, &case, codes, author).filter(|_| is_meant);
            if let Some(score) = score {
                ranking.add(Candidate {
                    entry: case.entry,
                    score,
                    confidence: case
                        .confidence(codes.agree_on_cause(&self.known.catalogue, case.entry)),
                    is_own: case.is_own(&self.known.catalogue),
                });
            }
        }
    }

    /// Adds the standard's entries for the causes that phrases name, and for the codes.
    fn rank_causes(
        &mut self,
        ranking: &mut Ranking,
        codes: Codes,
        author: Author,
        of_sender: bool,
        alone: Codes,
    ) {
        let Diagnoser {
            catalogue,
            by_codes,
            senders,
            doubts,
            ..
        } = self.known;
        let Scratch {
            cases,
            answers,
            lower,
            ..
        } = &mut *self.scratch;
        let answers_auth = codes.answer_auth(lower);
        // The caller has said that these are the standard's own words, as its examples are.
        let is_standard = |server: ProviderId| catalogue.provider(server).kind == Kind::Standard;
        let standard = author
            .server
            .filter(|server| is_standard(*server))
            .map_or(0, |_| weights::OWN);
        // If words name a cause, vague ones beside them are not an alternative.
        let is_named = cases.reasons().any(|(_, weight)| weight >= weights::PHRASE);
        let least = if is_named { weights::PHRASE } else { 0 };
        for (reason, weight) in cases.reasons().filter(|(_, weight)| *weight >= least) {
            let meant = senders[reason as usize]
                .filter(|_| of_sender)
                .unwrap_or(reason);
            if cases.doubt(&doubts[meant as usize], answers_auth) >= weights::PHRASE {
                continue;
            }
            let explaining = answers.find(by_codes, catalogue, codes, Among::Reason(meant));
            // Codes that differ from both may still be closer to one.
            for (&(entry, score), behind) in explaining.iter().zip(0..OF_A_CAUSE) {
                ranking.add(Candidate {
                    entry,
                    score: standard + weight + score - behind,
                    confidence: confidence_in_phrase(
                        weight,
                        codes.agree_on_cause(catalogue, entry),
                    ),
                    is_own: false,
                });
            }
        }
        let among = if of_sender {
            Among::NotOfRecipient
        } else {
            Among::Standard
        };
        for &(entry, score) in answers.find(by_codes, catalogue, alone, among) {
            ranking.add(Candidate {
                entry,
                score: standard + score,
                confidence: Confidence::Guess,
                is_own: false,
            });
        }
    }

    /// Adds the author's only entries for the codes.
    fn rank_own_codes(
        &mut self,
        ranking: &mut Ranking,
        codes: Codes,
        author: Author,
        of_sender: bool,
    ) {
        for owner in [author.provider, author.server].into_iter().flatten() {
            let enhanced = codes.enhanced;
            let is_private = enhanced.is_some_and(|code| {
                let mut owners = self.known.by_codes.owners(code);
                owners.any(|known| known == owner)
            });
            let among = Among::Own(owner);
            let found = self
                .scratch
                .answers
                .find(&self.known.by_codes, &self.known.catalogue, codes, among)
                .first()
                .copied();
            let Some((entry, score)) =
                found.filter(|(entry, _)| self.can_be_meant(*entry, of_sender))
            else {
                continue;
            };
            let (code, confidence) = if !is_private {
                (0, Confidence::Guess)
            } else if codes.is_single(&self.known.catalogue, entry) {
                (weights::PRIVATE_CODE, Confidence::Certain)
            } else {
                (0, Confidence::Likely)
            };
            ranking.add(Candidate {
                entry,
                score: weights::OWN + code + score,
                confidence,
                is_own: false,
            });
        }
    }

    /// Returns how strongly the reply supports a cause that contradicts giving the address up; 0 if it does not.
    pub(super) fn doubt(&self, entry: EntryId, codes: Codes) -> i32 {
        let reason = self.known.catalogue.reason_of(entry);
        let Scratch { cases, lower, .. } = &*self.scratch;
        cases.doubt(&self.known.doubts[reason], codes.answer_auth(lower))
    }

    /// Does the same for what accompanies the provider's own words for an entry.
    fn doubt_beside(&self, entry: EntryId) -> i32 {
        let reason = self.known.catalogue.reason_of(entry);
        let doubts = &self.known.doubts[reason];
        self.scratch.cases.doubt_beside(entry, doubts)
    }

    /// Returns false for an entry about the recipient if the sender was refused.
    fn can_be_meant(&self, entry: EntryId, of_sender: bool) -> bool {
        !of_sender || self.known.senders[self.known.catalogue.reason_of(entry)].is_none()
    }
}

/// Returns the confidence of a diagnosis that rests on a phrase of this weight.
fn confidence_in_phrase(weight: i32, code_agrees: bool) -> Confidence {
    match (weight >= weights::PHRASE, code_agrees) {
        (true, true) => Confidence::Certain,
        (true, false) | (false, true) => Confidence::Likely,
        (false, false) => Confidence::Guess,
    }
}
