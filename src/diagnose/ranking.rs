//! Which entries a diagnosis tells: the best of all that could be meant.

use super::{Confidence, OTHERS};

/// An entry that could be meant.
#[derive(Clone, Copy)]
pub struct Candidate {
    pub place: u32,
    pub score: i32,
    /// How sure it is if the codes agree.
    pub confidence: Confidence,
}

impl Candidate {
    /// Worse than any.
    const NONE: Candidate = Candidate {
        place: u32::MAX,
        score: i32::MIN,
        confidence: Confidence::Guess,
    };

    /// Of equally good ones that which stands first in the catalogue is better.
    fn is_better(&self, other: &Candidate) -> bool {
        (self.score, other.place) > (other.score, self.place)
    }
}

/// The best candidates so far, best first.
pub struct Ranking([Candidate; OTHERS + 1]);

impl Default for Ranking {
    fn default() -> Ranking {
        Ranking([Candidate::NONE; OTHERS + 1])
    }
}

impl Ranking {
    pub fn add(&mut self, candidate: Candidate) {
        let Ranking(ranked) = self;
        if !candidate.is_better(&ranked[OTHERS]) {
            return;
        }
        // An entry counts once, with the best that speaks for it.
        let known = ranked
            .iter()
            .position(|known| known.place == candidate.place);
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

    /// The best, and the others.
    pub fn told(self) -> Option<(Candidate, [Candidate; OTHERS])> {
        let Ranking([best, others @ ..]) = self;
        (best.place != Candidate::NONE.place).then_some((best, others))
    }
}
