//! Mistakes that the TOML reader finds.

use crate::catalogue::{Position, Problem};

impl Problem {
    /// Converts what the TOML reader reports.
    pub fn from_toml(file: &str, text: &str, error: &toml::de::Error) -> Problem {
        let span = error.span().unwrap_or(0..0);
        Problem {
            file: file.to_owned(),
            at: Some(Position::of(text, span.start)),
            message: format!("not valid here: {}", error.message().replace('\n', " ")),
        }
    }
}
