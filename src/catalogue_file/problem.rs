//! Mistakes that the TOML reader finds.

use crate::catalogue::{Position, Problem};
use crate::spelling::unknown;

impl Problem {
    /// Converts what the TOML reader reports; for an unknown key, suggests the nearest known one.
    pub fn from_toml(file: &str, text: &str, error: &toml::de::Error) -> Problem {
        let span = error.span().unwrap_or(0..0);
        let at = Some(Position::of(text, span.start));
        // serde says: unknown field `titel`, expected one of `id`, `provider` …
        let said = error.message().replace('\n', " ");
        let mut quoted = said.split('`').skip(1).step_by(2);
        let message = match (said.starts_with("unknown field"), quoted.next()) {
            (true, Some(word)) => unknown("key", word, quoted),
            _ => match said.split_once(", expected a ") {
                Some((_, "string")) => "must be text in quotes".to_owned(),
                Some(("invalid type: map", "sequence")) => {
                    "must be a list of tables: write its name as [[name]]".to_owned()
                }
                Some((_, "sequence")) => "must be a list, in [ and ]".to_owned(),
                _ => format!("not valid here: {said}"),
            },
        };
        Problem {
            file: file.to_owned(),
            at,
            message,
        }
    }
}
