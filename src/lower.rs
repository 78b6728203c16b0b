//! Makes names of hosts and domains comparable.

use std::borrow::Cow;

/// Returns the text in lower case, for hosts, domains and addresses: only ASCII letters change.
pub(crate) fn lower(text: &str) -> Cow<'_, str> {
    // No early return, so that the compiler can vectorize this.
    let has_capitals = |capitals, byte: u8| capitals | byte.is_ascii_uppercase();
    if text.bytes().fold(false, has_capitals) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}
