//! A line of names and values, as programs log the reports of a sending service: `event=failed, severity=temporary,
//! recipient=jo@example.org`.

use super::names::Named;
use super::rows::Row;
use crate::bounce::Bounce;
use std::borrow::Cow;

/// The longest name, in bytes.
const LONGEST_NAME: usize = 48;

/// Parses a line that consists of names and values, if they name a recipient and say that something failed.
pub fn pairs(line: &str) -> Option<Bounce<'static>> {
    let line = line.trim();
    let (mut columns, mut cells) = (Vec::new(), Vec::new());
    let mut rest = line;
    while !rest.is_empty() {
        let (name, after) = name(rest)?;
        let (value, next) = value(after);
        columns.push(Named::of(name));
        cells.push(Cow::Borrowed(value));
        rest = next.trim_start_matches(is_gap);
    }
    let row = Row {
        columns: &columns,
        cells,
    };
    let is_row = columns.len() > 1 && row.has_recipient();
    is_row.then(|| row.bounce()).flatten()
}

fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\t' | ',' | ';')
}

/// Splits off the name at the start of a text, and its `=`.
fn name(text: &str) -> Option<(&str, &str)> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let length = text.bytes().take(LONGEST_NAME).take_while(is_name).count();
    let (name, rest) = text.split_at(length);
    Some((name, rest.strip_prefix('=')?)).filter(|_| length > 0)
}

/// Splits off the value at the start of a text. Without quotes it extends to the next name.
fn value(text: &str) -> (&str, &str) {
    if let Some(quoted) = text.strip_prefix('"') {
        let ends = |(at, _): &(usize, &str)| !quoted[..*at].ends_with('\\');
        let end = quoted
            .match_indices('"')
            .find(ends)
            .map_or(quoted.len(), |(at, _)| at);
        return (&quoted[..end], quoted.get(end + 1..).unwrap_or_default());
    }
    let mut ends = text.match_indices(is_gap);
    let end = ends.find(|(at, _)| name(text[*at..].trim_start_matches(is_gap)).is_some());
    text.split_at(end.map_or(text.len(), |(at, _)| at))
}
