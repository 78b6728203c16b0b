//! Where words start and end.

use memchr::memmem::Finder;

/// Whether the text contains the needle at the start of a word.
pub(super) fn at_word_start(finder: &Finder<'_>, text: &str) -> bool {
    finder
        .find_iter(text.as_bytes())
        .any(|at| at == 0 || is_boundary(text, at))
}

/// Whether the text contains the needle as a whole word.
pub(super) fn is_word_in(finder: &Finder<'_>, text: &str) -> bool {
    let length = finder.needle().len();
    let mut found = finder.find_iter(text.as_bytes());
    found.any(|at| is_boundary(text, at) && is_boundary(text, at + length))
}

/// Whether a word starts or ends at this byte: not between two letters or digits.
pub(super) fn is_boundary(text: &str, at: usize) -> bool {
    let alphanumeric = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    let after = text.get(at..).and_then(|text| text.chars().next());
    !(alphanumeric(before) && alphanumeric(after))
}
