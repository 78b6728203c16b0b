//! Whether words that would give an address up are about the recipient: `the sending user does not exist`, `no such user
//! agent` and `recipient blocked by your organization` are not.

use std::ops::Range;

/// Behind these words the name of a recipient is another's, or a matter of form, in order: `your account`, `sender address`,
/// `invalid address`, `PGP key for recipient`.
const OTHERS: [&str; 52] = [
    "agent",
    "attachment",
    "auth",
    "authentication",
    "bad",
    "bounce",
    "certificate",
    "client",
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
    "license",
    "link",
    "login",
    "meine",
    "message-id",
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
const GOES_ON: [&str; 15] = [
    "agent",
    "by sender",
    "by the sender",
    "by your",
    "for sending",
    "for this session",
    "for your",
    "in dns",
    "in spf",
    "in your",
    "of sender",
    "of the sender",
    "of your",
    "policy",
    "type",
];

/// Behind what is not accepted stands from whom: not from others.
const MAIL: [&str; 3] = ["mail", "messages", "email"];

/// Whether a name behind this word is another's than the recipient's.
pub(super) fn is_of_another(before: &str) -> bool {
    OTHERS.binary_search(&before).is_ok()
}

/// Whether words of a lower-case text are about the recipient.
pub(super) fn is_recipient(text: &str, words: &Range<usize>) -> bool {
    let parts = text.split_at_checked(words.end);
    let parts =
        parts.and_then(|(until, behind)| Some((until.split_at_checked(words.start)?, behind)));
    parts.is_none_or(|((before, said), behind)| !follows_another(before) && !goes_on(said, behind))
}

/// Whether the last word of a text is another's, but for those without weight and the mark that opens a quotation. Any
/// other mark ends what belongs together.
fn follows_another(before: &str) -> bool {
    let before = before.trim_end_matches(['"', '\'', '“', '«']);
    let words = before.strip_suffix(' ').map(|before| before.rsplit(' '));
    let mut words = words.into_iter().flatten();
    words
        .find(|word| BETWEEN.binary_search(word).is_err())
        .is_some_and(is_of_another)
}

/// Whether what is said goes on in this way, or its last word does: `no such user-agent`.
fn goes_on(said: &str, behind: &str) -> bool {
    let Some(behind) = behind.strip_prefix(' ') else {
        let rest = behind.strip_prefix('-');
        return rest.is_some_and(|rest| rest.starts_with(char::is_alphabetic));
    };
    let is_next = |words: &str| {
        let rest = behind.strip_prefix(words);
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    GOES_ON.iter().any(|words| is_next(words))
        // An address literal is a client's.
        || said.ends_with("host") && behind.starts_with('[')
        || is_next("from") && MAIL.iter().any(|mail| said.ends_with(mail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_order() {
        assert!(OTHERS.is_sorted() && BETWEEN.is_sorted());
    }
}
