//! Replies that nobody says at the moment: a pattern matches them, a command looks for them, a program notes them.

use crate::bounce::{library, log};

/// Programs that look for a text, in order.
const SEARCHING: [&str; 7] = ["awk", "egrep", "fgrep", "grep", "rg", "sed", "zgrep"];

/// What stands in patterns, and hardly elsewhere.
const OF_PATTERNS: [&str; 6] = [".*", "[^", "\\[", "\\.", "<HOST>", "%("];

/// Whether a reply with this text before it is only quoted by the whole.
pub(super) fn is_quoted(before: &str, text: &str) -> bool {
    log::is_noted(without_codes(before))
        || is_search(text)
        || is_pattern(text)
        || is_empty(text)
        || is_source(text)
        || library::is_frame(text)
        || is_web_status(before, &text[before.len()..])
}

/// `"code":500,"msg":"…"`: what a web server answers to a program (RFC 9110 §15.6), hardly what a mail server does.
fn is_web_status(before: &str, code: &str) -> bool {
    let is_of_key = before.trim_end().ends_with("\":");
    is_of_key && code.starts_with("50") && code[2..].starts_with(['0', '1', '2', '3', '4'])
}

/// What stands before the codes at the end of a text.
fn without_codes(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' ' | '-'))
}

/// `grep "550 5.1.1`, `zgrep -i 'user unknown'`, in a crontab or not.
fn is_search(text: &str) -> bool {
    let mut words = text
        .split([' ', '/'])
        .skip_while(|word| SEARCHING.binary_search(word).is_err());
    words
        .nth(1)
        .is_some_and(|next| next.starts_with(['-', '"', '\'']))
}

/// `^.*: 550 5\.1\.1 .*$`: one of them alone may be the marks of a page.
fn is_pattern(text: &str) -> bool {
    let text = text.trim();
    let marks = OF_PATTERNS
        .iter()
        .filter(|mark| text.contains(**mark))
        .count();
    marks + usize::from(text.starts_with('^')) + usize::from(text.ends_with('$')) > 1
}

/// A line of a program: `if ($code === '5.4.5') {`, `if reason == "bounced":`.
fn is_source(text: &str) -> bool {
    // Hardly any text has such a mark.
    memchr::memchr3(b'=', b'|', b'&', text.as_bytes()).is_some() && compares(text)
}

fn compares(text: &str) -> bool {
    let compares = [
        " || ", " && ", " === ", " !== ", " == '", " == \"", " != '", " != \"",
    ];
    compares.iter().any(|mark| text.contains(mark))
}

/// A list without anything in it: `rejected: [],`.
fn is_empty(text: &str) -> bool {
    let text = text.trim_end_matches([',', ' ']);
    text.ends_with("[]") || text.ends_with("{}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_order() {
        assert!(SEARCHING.is_sorted());
    }
}
