//! The only module that knows how titles are matched fuzzily.
//!
//! fuzzy-matcher accepts any scattering of the letters as a match and folds only ASCII. So terms are folded first,
//! words are matched one by one, and matches that are mostly gaps are rejected.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

pub(crate) struct Fuzzy(SkimMatcherV2);

impl Default for Fuzzy {
    fn default() -> Fuzzy {
        Fuzzy(SkimMatcherV2::default().respect_case())
    }
}

impl Fuzzy {
    /// Whether a term can be matched fuzzily: it must not be short, a number or a code.
    pub(crate) fn suits(term: &str) -> bool {
        term.chars().count() > 2 && !term.bytes().any(|byte| byte.is_ascii_digit())
    }

    /// Scores how well the folded term fits into the folded title, with few and small gaps.
    pub(crate) fn score(&self, title: &str, term: &str) -> Option<u16> {
        let mut rest = title.bytes();
        if !term.bytes().all(|wanted| rest.any(|byte| byte == wanted)) {
            return None;
        }
        let score = u16::try_from(self.0.fuzzy_match(title, term)?).ok()?;
        (usize::from(score) >= least(term)).then_some(score)
    }

    /// Returns the characters of the folded title that the term matches.
    pub(crate) fn positions(&self, title: &str, term: &str) -> Vec<usize> {
        let found = self.0.fuzzy_indices(title, term);
        found
            .filter(|(score, _)| *score >= least(term) as i64)
            .map(|(_, at)| at)
            .unwrap_or_default()
    }
}

/// The lowest score accepted. fuzzy-matcher gives sixteen for each matching letter and a little more at the start of a
/// word and for neighbours; a gap costs three, and one for each letter skipped.
fn least(term: &str) -> usize {
    20 * term.chars().count()
}
