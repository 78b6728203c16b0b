//! The header of a notice as mail clients show it, in some forty languages.

use super::address::alone;
use super::announcement::announces;
use super::label_names::FROM;
use super::labels::{LONGEST, MOST_WORDS, labelled, labels_recipient};
use super::parties::is_system;
use super::words;

/// Returns a notice as a mail, if it shows its header as mail clients do: `Von: Mail Delivery System
/// <…>`, `An: ann@example.com`. Whoever got it is not the failed recipient.
pub(super) fn as_mail(text: &str) -> Option<String> {
    let lines: Vec<_> = text.lines().collect();
    let is_from = |line: &&str| {
        let is_senders =
            |(label, value): (String, &str)| FROM.contains(&&*label) && is_system(value);
        labelled(line).is_some_and(is_senders)
    };
    let from = lines.iter().position(is_from)?;
    let is_label = |line: &str| {
        let label = line.split_once([':', '：']).map(|(label, _)| label.trim());
        label.is_some_and(|label| {
            label.chars().count() <= LONGEST
                && label.split(' ').count() <= MOST_WORDS
                && !label.contains('@')
        })
    };
    let belongs =
        |line: &&&str| (is_label(line) || alone(line).is_some()) && words::code_at(line).is_none();
    let above = lines[..from].iter().rev().take_while(belongs).count();
    let below = lines[from..].iter().take_while(belongs).count();
    let (mut header, mut body) = (String::new(), String::new());
    for (number, line) in lines.iter().enumerate() {
        let is_in = (from - above..from + below).contains(&number);
        let value = line
            .split_once([':', '：'])
            .map_or(*line, |(_, value)| value);
        let name = if number == from {
            "From"
        } else if is_in && value.contains('@') && !labels_recipient(line) {
            "To"
        } else if is_in && announces(value) {
            "Subject"
        } else {
            body.extend(["\n", line]);
            continue;
        };
        header.extend([name, ": ", value.trim(), "\n"]);
    }
    Some(header + &body)
}
