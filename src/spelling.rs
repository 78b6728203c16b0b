//! Finds the known word that an unknown one was meant to be.

/// The most words that a message lists. Only the catalogue has more of a kind.
const MOST_LISTED: usize = 100;

/// "unknown reason `user-unkown`; did you mean `user-unknown`?", or what it can be if nothing is close.
pub(crate) fn unknown<'a>(
    what: &str,
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> String {
    let known: Vec<_> = known.into_iter().collect();
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("unknown {what} `{word}`; did you mean `{near}`?"),
        None if known.len() <= MOST_LISTED => {
            format!("unknown {what} `{word}`; use one of: {}", known.join(", "))
        }
        None => format!("unknown {what} `{word}`; see `bouncedex catalogue list`"),
    }
}

/// The least similarity of two words for which one may be meant by the other.
pub(crate) const CLOSE: f64 = 0.75;

/// The known word that looks most like this one, if any is close enough to be what was meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let alike = |near: &str| likeness(word, near).max(strsim::jaro(word, near) - 0.05);
    known
        .into_iter()
        .map(|near| (alike(near), near))
        .filter(|(alike, _)| *alike >= CLOSE)
        .fold(None, |best: Option<(f64, &str)>, next| match best {
            Some(best) if best.0 >= next.0 => Some(best),
            _ => Some(next),
        })
        .map(|(_, near)| near)
}

/// Returns the share of the longer word's letters that are not missing, added, wrong or transposed. A single slip is
/// close, however short the word.
pub(crate) fn likeness(word: &str, near: &str) -> f64 {
    let alike = strsim::normalized_damerau_levenshtein(word, near);
    if alike < CLOSE && word.len() > 2 && strsim::damerau_levenshtein(word, near) == 1 {
        CLOSE
    } else {
        alike
    }
}
