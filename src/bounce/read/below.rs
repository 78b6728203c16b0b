//! Replies whose codes and words are on lines of their own.

use crate::bounce::message;
use crate::reply::Reply;

/// Joins a reply that is nothing but codes with the words below it, as forms and tables show them. If the next reply
/// repeats the code, that says it all.
pub(super) fn with_words_below(replies: Vec<(usize, String)>) -> Vec<(usize, String)> {
    let mut joined: Vec<(usize, String)> = Vec::with_capacity(replies.len());
    let mut replies = replies.into_iter().peekable();
    while let Some((line, mut diagnostic)) = replies.next() {
        if diagnostic.len() > LONGEST_BARE {
            joined.push((line, diagnostic));
            continue;
        }
        let reply = Reply::parse(&diagnostic);
        if reply.is_refusal() && reply.text.is_empty() && !is_status(&diagnostic) {
            let goes_on = |(_, next): &(usize, String)| Reply::parse(next).code == reply.code;
            if reply.enhanced.is_none() && replies.peek().is_some_and(goes_on) {
                continue;
            }
            let is_heading = |next: &str| {
                !next.contains(' ') && is_without_code(next) && !message::is_sign_off(next)
            };
            let heading = replies.next_if(|(_, next)| is_heading(next));
            // `al@example.org: success` is another entry of a list.
            let is_entry = |next: &str| {
                let first = next.split(' ').next().unwrap_or_default();
                first.contains('@') && !first.starts_with('<')
            };
            let is_below = |next: &str| {
                is_without_code(next)
                    && !message::is_narrated(next)
                    && !message::is_sign_off(next)
                    && !next.ends_with('?')
                    && !is_entry(next)
            };
            let words = replies.next_if(|(_, next)| is_below(next)).or(heading);
            if let Some((_, words)) = words {
                diagnostic.push(' ');
                diagnostic.push_str(&words);
            }
        }
        joined.push((line, diagnostic));
    }
    joined
}

/// The longest line with codes but no words, except what a form calls them, in bytes: `The server returned this code:
/// 550 5.1.1`.
const LONGEST_BARE: usize = 48;

/// Whether a line is nothing but a status that web servers send, and mail servers do not (RFC 9110 §15.5).
pub(super) fn is_status(line: &str) -> bool {
    matches!(line.trim().parse(), Ok(400..=418 | 422..=429)) && line.trim().len() == 3
}

pub(super) fn is_without_code(text: &str) -> bool {
    Reply::parse(text).class().is_none()
}
