//! Mistakes that the TOML reader finds.

use crate::catalogue::{Position, Problem};
use std::ops::Range;
use toml::de::Error;

impl Problem {
    /// Converts what the TOML reader reports.
    pub fn from_toml(file: &str, text: &str, error: &Error) -> Problem {
        let (at, message) = in_words(text, error);
        Problem {
            file: file.to_owned(),
            at: Some(Position::of(text, at.start)),
            message,
        }
    }
}

/// Returns where a mistake is, what it is and what to do about it.
pub(super) fn in_words(text: &str, error: &Error) -> (Range<usize>, String) {
    let at = error.span().unwrap_or(0..0);
    let before = text.get(..at.start).unwrap_or_default();
    let found = text.get(at.clone()).unwrap_or_default();
    let message = error.message().replace('\n', " ");
    let message = if message == "duplicate key" {
        let name = found.trim_matches(['"', '\'']);
        if before.ends_with('[') {
            format!("duplicate table `{name}`: write [[{name}]] above each of several")
        } else {
            format!("duplicate key `{name}`: keep only one in this table")
        }
    } else if let Some((key, value)) = bare_value(text, before) {
        format!("not valid here: text is in quotes, {key} = \"{value}\"")
    } else {
        format!("not valid here: {message}")
    };
    (at, message)
}

/// Returns the key and the value of the line that goes on behind `before`, if that is in the value and the value is
/// neither in quotes nor a list.
fn bare_value<'a>(text: &'a str, before: &str) -> Option<(&'a str, &'a str)> {
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let (key, value) = text[start..].lines().next()?.split_once('=')?;
    let is_in_value = before.len() > start + key.len();
    let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let (key, value) = (key.trim(), value.split(" #").next()?.trim());
    let is_bare = !value.is_empty() && !value.contains(['"', '\'', '[', '{']);
    (is_in_value && is_bare && key.chars().all(is_key)).then_some((key, value))
}
