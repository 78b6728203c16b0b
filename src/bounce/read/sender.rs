//! Whether words are about the sender: then no recipient is to blame.

use crate::bounce::Bounce;
use std::borrow::Cow;

/// Whether a server asked another one if the sender exists, or the sender was refused: then the answer is about the sender.
pub(super) fn is_refused(text: &str) -> bool {
    const WORDS: [&str; 5] = [
        "callback",
        "callout",
        "from address failed",
        "sender refused",
        "sender rejected",
    ];
    let lower = text.to_lowercase();
    WORDS.iter().any(|word| lower.contains(word))
        || lower.contains("verif") && lower.contains("sender")
}

/// Adds the sender whom the text around it names. If a server's words repeat that address, it is not the recipient's.
pub(super) fn named<'a>(sender: Option<&'a str>, bounce: Bounce<'a>) -> Bounce<'a> {
    let is_sender =
        |recipient: &str| sender == Some(recipient) && bounce.diagnostic.contains(recipient);
    Bounce {
        recipient: bounce.recipient.filter(|recipient| !is_sender(recipient)),
        sender: bounce.sender.or(sender.map(Cow::from)),
        ..bounce
    }
}
