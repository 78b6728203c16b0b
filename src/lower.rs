//! Names of hosts and domains made comparable.

use std::borrow::Cow;

/// The text without capitals of ASCII: names of hosts and domains, addresses.
pub(crate) fn lower(text: &str) -> Cow<'_, str> {
    // Without a way out in the middle the compiler makes vectors of it.
    let has_capitals = |capitals, byte: u8| capitals | byte.is_ascii_uppercase();
    if text.bytes().fold(false, has_capitals) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}
