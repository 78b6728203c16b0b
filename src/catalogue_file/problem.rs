//! Mistakes that the TOML reader finds.

use crate::catalogue::{Position, Problem};
use crate::spelling::unknown;

impl Problem {
    /// Converts what the TOML reader reports; for an unknown key, suggests the nearest known one.
    pub fn from_toml(file: &str, text: &str, error: &toml::de::Error) -> Problem {
        let span = error.span().unwrap_or(0..0);
        let at = Some(Position::of(text, span.start));
        // serde says: unknown field `titel`, expected one of `id`, `provider` …
        let mut quoted = error.message().split('`').skip(1).step_by(2);
        let message = match (error.message().starts_with("unknown field"), quoted.next()) {
            (true, Some(word)) => unknown("key", word, quoted),
            _ => format!("not valid here: {}", error.message().replace('\n', " ")),
        };
        Problem {
            file: file.to_owned(),
            at,
            message,
        }
    }
}
