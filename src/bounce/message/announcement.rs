//! How a text announces that mail was not delivered.

use super::failures::FAILURES;
use super::wordings::DELAYS;
use super::words;

/// Whether a text announces that something was not delivered, or not yet; what servers say in it does not count.
pub fn announces(text: &str) -> bool {
    let own = text
        .lines()
        .map(|line| words::code_at(line).map_or(line, |(at, _)| &line[..at]));
    let own = own.flat_map(str::split_whitespace);
    let own = own.collect::<Vec<_>>().join(" ").to_lowercase();
    FAILURES.stand_in(&own) || DELAYS.stand_in(&own)
}

/// Whether a text cites what became of a recipient as Postfix does: `<someone@example.org>: host … said: …`.
pub(super) fn cites(text: &str) -> bool {
    let starts = |line: &str| line.starts_with('<') && line.contains(">: ");
    text.trim_start().lines().next().is_some_and(starts) || words::host(text).is_some()
}
