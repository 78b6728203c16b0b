//! Folds text for comparison: without case, without accents, in compatibility form.

use crate::lower::lower;
use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Returns the text as it is compared: `Überfüllt` becomes `uberfullt`, `ﬁ` becomes `fi`.
pub(crate) fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return lower(text);
    }
    Cow::Owned(text.chars().flat_map(fold_char).collect())
}

/// For each character of the folded text, the index of the character it comes from.
pub(crate) fn fold_origins(text: &str) -> Vec<usize> {
    let origins = |(index, c)| fold_char(c).map(move |_| index);
    text.chars().enumerate().flat_map(origins).collect()
}

fn fold_char(c: char) -> impl Iterator<Item = char> {
    c.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_ligatures_fold_away() {
        assert_eq!(fold("Überfüllt ﬁle ÇA"), "uberfullt file ca");
        assert_eq!(fold("plain"), "plain");
    }

    #[test]
    fn origins_lead_back_to_the_characters() {
        assert_eq!(fold_origins("aﬁé"), [0, 1, 1, 2]);
    }
}
