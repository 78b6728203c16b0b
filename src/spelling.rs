//! The word that was meant, where one is not known.

/// "unknown reason `user-unkown`; did you mean `user-unknown`?"
pub(crate) fn unknown<'a>(
    what: &str,
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> String {
    match nearest(word, known) {
        Some(near) => format!("unknown {what} `{word}`; did you mean `{near}`?"),
        None => format!("unknown {what} `{word}`"),
    }
}

/// The known word that looks most like this one, if any is close enough to be what was meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const CLOSE: f64 = 0.75;
    let likeness = |near: &&str| {
        // One slip of the finger is close, however short the word.
        let slip = word.len() > 2 && strsim::damerau_levenshtein(word, near) == 1;
        let alike =
            strsim::normalized_damerau_levenshtein(word, near).max(strsim::jaro(word, near) - 0.05);
        if slip { alike.max(CLOSE) } else { alike }
    };
    known
        .into_iter()
        .map(|near| (likeness(&near), near))
        .filter(|(likeness, _)| *likeness >= CLOSE)
        .fold(None, |best: Option<(f64, &str)>, next| match best {
            Some(best) if best.0 >= next.0 => Some(best),
            _ => Some(next),
        })
        .map(|(_, near)| near)
}
