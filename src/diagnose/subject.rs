//! Whether words that would give an address up are about the recipient: `the sending user does not exist`, `no such user
//! agent` and `recipient blocked by your organization` are not.

use std::ops::Range;

/// Behind these words the name of a recipient is another's, or a matter of form, in order: `your account`, `sender address`,
/// `invalid address`, `PGP key for recipient`.
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

/// Behind these labels stands what holds for a sender or a log-in, in order: `From: user does not exist`.
const LABELS: [&str; 9] = [
    "auth",
    "authentication",
    "credential",
    "credentials",
    "from",
    "login",
    "password",
    "sender",
    "subject",
];

/// What may stand between such a word and what is said, in order: other names of a recipient, and words without weight.
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

/// What is said goes on with who made it so, or for whom it holds: not with whom there is not.
const GOES_ON: [&str; 31] = [
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
    "in sender's",
    "in spf",
    "in the sender",
    "in the sender's",
    "in your",
    "of sender",
    "of the sender",
    "of your",
    "password",
    "policy",
    "type",
];

/// Behind what is not accepted stands from whom: not from others.
const MAIL: [&str; 3] = ["mail", "messages", "email"];

/// Local parts that every domain should have (RFC 2142). A server that misses one usually means the sender's domain.
const DUTIES: [&str; 2] = ["abuse", "postmaster"];

/// Words that join a recipient to what is said of it: `the address that does not exist`.
const RELATIVE: [&str; 3] = ["that", "which", "who"];

/// What is said of anything that does not exist.
const EXISTENCE: [&str; 4] = [
    "does not exist",
    "doesn't exist",
    "no longer exist",
    "no longer exists",
];

/// What a recipient is called, in order.
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

/// Whether a name behind this word is another's than the recipient's.
pub(super) fn is_of_another(before: &str) -> bool {
    OTHERS.binary_search(&before).is_ok()
}

/// Whether words of a lower-case text are about the recipient.
pub(super) fn is_recipient(text: &str, words: &Range<usize>) -> bool {
    let parts = text.split_at_checked(words.end);
    let parts =
        parts.and_then(|(until, behind)| Some((until.split_at_checked(words.start)?, behind)));
    parts.is_none_or(|((before, said), behind)| {
        !follows_another(before, said) && !goes_on(said, behind)
    })
}

/// Whether the last word of a text is another's, but for those without weight, an address and the mark that opens a
/// quotation. Any other mark ends what belongs together.
fn follows_another(before: &str, said: &str) -> bool {
    let before = before.trim_end_matches(['"', '\'', '“', '«']);
    let words = before.strip_suffix(' ').map(|before| before.rsplit(' '));
    let mut words = words
        .into_iter()
        .flatten()
        .skip_while(|word| RELATIVE.contains(word))
        .peekable();
    let Some(last) = words.peek().copied() else {
        return false;
    };
    // A bracket ends what belongs together.
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
    // What a server says that you are, the client is.
    let is_you = word == Some("are") && words.next() == Some("you");
    address.is_some_and(is_duty)
        || named.is_some_and(is_of_another)
        || word.is_some_and(|word| is_of_another(word) || is_duty(word))
        || is_you
        || is_labelled
        || EXISTENCE.contains(&said) && !is_of_recipient(before)
}

/// Whether what does not exist is a recipient, as far as its name shows: `mailbox of jo`, `<jo@example.org>:`, `the address
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

/// Whether what is said goes on in this way, or its last word does: `no such user-agent`, `user disabled forwarding`.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_order() {
        assert!(OTHERS.is_sorted() && LABELS.is_sorted());
        assert!(BETWEEN.is_sorted() && RECIPIENTS.is_sorted());
    }
}
