//! Whether words that would give an address up are about the recipient: `the sending user does not exist`, `no such user
//! agent` and `recipient blocked by your organization` are not.

use std::ops::Range;

/// After these words, a word for a recipient means another party, or a matter of form; sorted: `your account`, `sender
/// address`, `invalid address`, `PGP key for recipient`.
const OTHERS: [&str; 55] = [
    "agent",
    "attachment",
    "auth",
    "authentication",
    "bad",
    "bounce",
    "certificate",
    "client",
    "database",
    "deine",
    "domain",
    "envelope",
    "errors-to",
    "file",
    "from",
    "gateway",
    "header",
    "host",
    "host's",
    "hostname",
    "invalid",
    "ip",
    "key",
    "ldap",
    "license",
    "link",
    "login",
    "meine",
    "message-id",
    "named",
    "originator",
    "owner",
    "phrase",
    "policy",
    "proxy",
    "ptr",
    "record",
    "relay",
    "reply-to",
    "return",
    "route",
    "sender",
    "sender's",
    "sending",
    "server",
    "server's",
    "service",
    "smtp",
    "source",
    "subject",
    "submission",
    "submitting",
    "subscription",
    "type",
    "your",
];

/// These labels introduce what concerns a sender or a login; sorted: `From: user does not exist`.
const LABELS: [&str; 13] = [
    "absender",
    "api",
    "auth",
    "authentication",
    "credential",
    "credentials",
    "from",
    "ftp",
    "imap",
    "login",
    "password",
    "sender",
    "subject",
];

/// Words that may come between such a word and the phrase, sorted: other words for a recipient, and words without
/// weight.
const BETWEEN: [&str; 14] = [
    "a",
    "account",
    "address",
    "email",
    "for",
    "is",
    "mail",
    "mailbox",
    "of",
    "recipient",
    "the",
    "this",
    "user",
    "was",
];

/// If a phrase continues with these, it says who caused it or whom it concerns, not who does not exist.
const GOES_ON: [&str; 29] = [
    "agent",
    "allowed",
    "authorised",
    "authorized",
    "by sender",
    "by the sender",
    "by your",
    "credential",
    "credentials",
    "expansion",
    "for receiving",
    "for relay",
    "for relaying",
    "for sending",
    "for smtp",
    "for this session",
    "for your",
    "group",
    "in dns",
    "in sender",
    "in spf",
    "in the sender",
    "in your",
    "of sender",
    "of the sender",
    "of your",
    "password",
    "policy",
    "type",
];

/// After one of these, `from` says whose mail is not accepted.
const MAIL: [&str; 3] = ["mail", "messages", "email"];

/// Local parts that every domain should have (RFC 2142). A server that misses one usually means the sender's domain.
const DUTIES: [&str; 2] = ["abuse", "postmaster"];

/// Words that join a recipient to what is said about it: `the address that does not exist`.
const RELATIVE: [&str; 3] = ["that", "which", "who"];

/// Phrases used of anything that does not exist.
const EXISTENCE: [&str; 4] = [
    "does not exist",
    "doesn't exist",
    "no longer exist",
    "no longer exists",
];

/// Words for a recipient, sorted.
const RECIPIENTS: [&str; 12] = [
    "account",
    "accounts",
    "address",
    "addressee",
    "alias",
    "inbox",
    "mailbox",
    "maildir",
    "recipient",
    "recipient's",
    "user",
    "username",
];

/// Whether a word is one of these.
pub(super) fn names_recipient(word: &str) -> bool {
    RECIPIENTS.binary_search(&word).is_ok()
}

/// Whether a name after this word belongs to somebody other than the recipient.
pub(super) fn is_of_another(before: &str) -> bool {
    OTHERS.binary_search(&before).is_ok()
}

/// Whether a phrase of a lower-case text is about the recipient.
pub(super) fn is_recipient(text: &str, words: &Range<usize>) -> bool {
    let parts = text.split_at_checked(words.end);
    let parts =
        parts.and_then(|(until, behind)| Some((until.split_at_checked(words.start)?, behind)));
    parts.is_none_or(|((before, said), behind)| {
        !follows_another(before, said) && !goes_on(said, behind)
    })
}

/// Whether the last word of a text belongs to another party, ignoring words without weight, an address and an opening
/// quote. Any other mark separates.
fn follows_another(before: &str, said: &str) -> bool {
    let before = before.trim_end_matches(['"', '\'']);
    let words = before.strip_suffix(' ').map(|before| before.rsplit(' '));
    let mut words = words
        .into_iter()
        .flatten()
        .skip_while(|word| RELATIVE.contains(word))
        .peekable();
    let Some(last) = words.peek().copied() else {
        return false;
    };
    // A bracket separates.
    let is_address = last.contains('@') && !last.ends_with(')');
    let address = is_address.then(|| words.next()).flatten();
    let named = address.and_then(|address| {
        let (name, _) = address.split_once('<')?;
        Some(name.trim_end_matches(':'))
    });
    let is_duty = |word: &str| {
        let address = word.trim_start_matches(['<', '(', '"', '\'']);
        let local = address.split('@').next().unwrap_or_default();
        DUTIES.contains(&local)
    };
    let is_labelled = last
        .strip_suffix(':')
        .is_some_and(|label| LABELS.binary_search(&label).is_ok());
    let word = words.find(|word| BETWEEN.binary_search(word).is_err());
    // In `you are …`, the client is meant.
    let is_you = word == Some("are") && words.next() == Some("you");
    address.is_some_and(is_duty)
        || named.is_some_and(is_of_another)
        || word.is_some_and(|word| is_of_another(word) || is_duty(word))
        || is_you
        || is_labelled
        || EXISTENCE.contains(&said) && !is_of_recipient(before)
}

/// Whether what does not exist is a recipient, judging by its name: `mailbox of jo`, `<jo@example.org>:`, `the address
/// that you entered`, but not `the site`.
fn is_of_recipient(before: &str) -> bool {
    let is_mark = |c: char| c.is_ascii_punctuation();
    let is_recipient = |word: &str| names_recipient(word.trim_matches(is_mark));
    let words = before.split_whitespace().rev();
    let mut words = words.filter(|word| !RELATIVE.contains(word));
    words.next().is_none_or(|last| {
        let is_named = last.contains('@') || last.ends_with(is_mark);
        let before = words.find(|word| !matches!(*word, "you" | "for" | "of"));
        is_named || is_recipient(last) || before.is_some_and(is_recipient)
    })
}

/// Whether a phrase, or its last word, continues into something else: `no such user-agent`, `user disabled forwarding`.
fn goes_on(said: &str, behind: &str) -> bool {
    let Some(behind) = behind.strip_prefix(' ') else {
        let rest = behind.strip_prefix('-');
        return rest.is_some_and(|rest| rest.starts_with(char::is_alphabetic));
    };
    let is_next = |words: &str| {
        let rest = behind.strip_prefix(words);
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    let next = behind.split(' ').next().unwrap_or_default();
    GOES_ON.iter().any(|words| is_next(words))
        || said.ends_with("ed") && (next == "your" || next.ends_with("ing"))
        // An address literal is a client's.
        || said.ends_with("host") && behind.starts_with('[')
        || is_next("from") && MAIL.iter().any(|mail| said.ends_with(mail))
}

/// Whether a word is part of an address, or of the path of a link: in `spam@example.org`, `jo@virus.example.org` and
/// `https://example.org/why-is-it-spam` it says nothing about the message.
pub(super) fn is_of_address(text: &str, span: &Range<usize>) -> bool {
    let is_of_local = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_+=".contains(byte);
    let is_of_domain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let (before, behind) = (&text.as_bytes()[..span.start], &text.as_bytes()[span.end..]);
    let at_behind = behind
        .iter()
        .take(LONGEST_PART)
        .find(|byte| !is_of_local(byte));
    let at_before = before
        .iter()
        .rev()
        .take(LONGEST_PART)
        .find(|byte| !is_of_domain(byte));
    let is_of_path = || {
        let length = before.iter().rev().take(LONGEST_PART);
        let length = length
            .take_while(|byte| !byte.is_ascii_whitespace())
            .count();
        let link = &before[before.len() - length..];
        let host = memchr::memmem::find(link, b"://").map(|at| &link[at + 3..]);
        host.is_some_and(|host| host.contains(&b'/'))
    };
    at_behind == Some(&b'@') || at_before == Some(&b'@') || is_of_path()
}

/// The longest side of an at sign, in bytes (RFC 5321 §4.5.3.1).
const LONGEST_PART: usize = 255;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_order() {
        assert!(OTHERS.is_sorted() && LABELS.is_sorted());
        assert!(BETWEEN.is_sorted() && RECIPIENTS.is_sorted());
    }
}
