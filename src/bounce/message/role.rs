//! What an address in running text is: a failed recipient, or somebody else.

use super::address::addresses;
use super::wordings::DAEMONS;
use super::words;

/// Words before an address by which it is not the failed recipient.
const OTHERS: [&str; 36] = [
    "from",
    "sender",
    "contact",
    "questions",
    "help",
    "support",
    "reply-to",
    "reply to",
    "return-path",
    "message-id",
    "mailing list <",
    "write to",
    "admin",
    "administrator",
    "please forward",
    "please send",
    "send mail to",
    "send a message to",
    "envelope-from",
    "cc",
    "bcc",
    "program at",
    "mail from",
    "email us",
    "e-mail us",
    "by",
    "abuse",
    "owner",
    "absender",
    "expéditeur",
    "remitente",
    "отправител",
    "发件人",
    "dear",
    "hello",
    "reported to",
];

/// Words before an address by which it is the failed recipient.
const RECIPIENTS: [&str; 45] = [
    "rcpt to",
    "recipient",
    "recipients",
    "delivered to",
    "deliver to",
    "deliver message to",
    "deliver mail to",
    "deliver your message to",
    "delivery to",
    "your mail to",
    "your message to",
    "message to",
    "sent to",
    "unknown user",
    "user unknown",
    "unknown recipient",
    "invalid recipient",
    "invalid final delivery userid",
    "undeliverable to",
    "undeliverable address",
    "address",
    "addresses",
    "mailbox",
    "account",
    "user",
    "failed to",
    "gateway for",
    "reach",
    "empfänger",
    "an",
    "destinataire",
    "destinatario",
    "destinatário",
    "получател",
    "宛先",
    "あて先",
    "收件人",
    "받는사람",
    "수신자",
    "发送到",
    "mottagare",
    "ontvanger",
    "odbiorc",
    "alıcı",
    "to",
];

/// How sure it is that an address is a failed recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It stands somewhere.
    Mentioned,
    /// A word or a reply code before it says so.
    Named,
    /// A line starts with it, or a command to a server holds it.
    Listed,
}

/// The addresses that the lines announce as failed, and how surely.
pub fn announced<'a>(lines: &[&'a str], strangers: &[String]) -> Vec<(&'a str, Role)> {
    let mut found = Vec::new();
    for line in lines {
        let mut from = 0;
        for span in addresses(line) {
            let (before, address) = (&line[from..span.start], &line[span.clone()]);
            let is_first = from == 0;
            from = span.end;
            if is_stranger(address, strangers) {
                continue;
            }
            found.extend(role(before, is_first).map(|role| (address, role)));
        }
    }
    found
}

fn is_stranger(address: &str, strangers: &[String]) -> bool {
    let local = address.split('@').next().unwrap_or_default();
    DAEMONS
        .iter()
        .any(|daemon| local.eq_ignore_ascii_case(daemon))
        || strangers
            .iter()
            .any(|stranger| stranger.eq_ignore_ascii_case(address))
}

/// What the text before an address makes of it.
pub fn role(before: &str, is_first: bool) -> Option<Role> {
    let marks =
        |c: char| c.is_whitespace() || "<>\"'()[]{}:;,*-•・·|=#\u{a0}“”«»「」（".contains(c);
    let bare = before.trim_matches(marks);
    if bare.is_empty() {
        let is_summary = before.trim_start().starts_with(':');
        return (!is_summary).then_some(match is_first {
            true => Role::Listed,
            false => Role::Mentioned,
        });
    }
    let lower = bare.to_lowercase();
    let lower = words::end(&lower, 60);
    if ends_with_word(lower, "rcpt to") || lower == "recipient" || lower == "recipients" {
        return Some(Role::Listed);
    }
    if matches!(lower, "to" | "an" | "cc" | "bcc" | "from") || lower.ends_with("message-id") {
        return None;
    }
    if OTHERS
        .iter()
        .any(|word| ends_with_word(lower, word) || word.len() > 5 && lower.contains(word))
    {
        return None;
    }
    let named = RECIPIENTS.iter().any(|word| ends_with_word(lower, word));
    let coded = words::code_at(bare).is_some();
    Some(if named || coded {
        Role::Named
    } else {
        Role::Mentioned
    })
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word)
        .is_some_and(|rest| !rest.ends_with(char::is_alphanumeric) || !word.is_ascii())
}
