//! What goes to the clipboard.

use crate::sanitize::harmless_lines;
use std::fmt;
use std::ops::Deref;

/// Text for the clipboard, always sanitized: nothing in it acts on a terminal into which it is pasted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clip(String);

impl Clip {
    /// Keeps line ends.
    pub fn of(text: &str) -> Clip {
        Clip(harmless_lines(text))
    }
}

impl Deref for Clip {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Clip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}
