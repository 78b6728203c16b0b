//! Dovecot: what its delivery agents could not save, and what a Sieve script refused (`src/lib-lda/mail-deliver.c` of
//! <https://github.com/dovecot/core>, `src/lib-sieve` of <https://github.com/dovecot/pigeonhole>). The mail server in
//! front of it logs what became of the message, so these lines count for nothing beside that server's own.

use super::line::Line;
use super::parts::{bracketed, splits};
use crate::bounce::{Bounce, Event};

/// How the delivery agents start a line, in all versions.
const AGENTS: [&str; 4] = ["lmtp(", "lda(", "deliver(", "dovecot-lda("];

/// Whether a delivery agent wrote the line; the name of a program may precede it.
pub(super) fn is_line(line: &Line<'_>) -> bool {
    agent(line).is_some()
}

/// Returns what could not be delivered, and to whom.
pub(super) fn note<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    let (user, rest) = agent(line)?;
    let (_, said) = splits(rest, "msgid=").next()?;
    let said = match said.strip_prefix('<') {
        Some(_) => bracketed(said)?.1.strip_prefix(": ")?,
        None => said.split_once(": ")?.1,
    };
    let (event, diagnostic) = if let Some(said) = said.strip_prefix("rejected message from ") {
        let (_, reason) = said.split_once(" (")?;
        (Event::Rejected, reason.strip_suffix(')').unwrap_or(reason))
    } else if let Some(reason) = said.strip_prefix("rejected: ") {
        (Event::Bounced, reason)
    } else {
        // The name of the folder says nothing about the cause.
        let said = said
            .strip_prefix("save failed to ")
            .or_else(|| said.strip_prefix("failed to store into mailbox "))?;
        let (_, reason) = said.split_once(": ")?;
        // If a rule's folder is missing, the mail goes to the inbox.
        if reason.starts_with("Mailbox doesn't exist") && !reason.ends_with("INBOX") {
            return None;
        }
        (Event::Unknown, reason)
    };
    Some(Bounce {
        event,
        recipient: Some(user.into()),
        diagnostic: diagnostic.into(),
        stage: (event == Event::Rejected).then(|| "sieve".into()),
        ..Bounce::default()
    })
}

/// Returns the user of `lmtp(jo@example.org)<71><xyz>: …` or `lmtp(71, jo@example.org): …`, and what follows.
fn agent<'a>(line: &Line<'a>) -> Option<(&'a str, &'a str)> {
    let start = |text: &'a str| AGENTS.iter().find_map(|agent| text.strip_prefix(agent));
    let behind_host = || start(line.body.split_once(' ')?.1);
    let (named, rest) = start(line.body).or_else(behind_host)?.split_once(')')?;
    let user = named.rsplit(", ").next().unwrap_or(named);
    (!user.is_empty() && rest.starts_with([':', '<', '('])).then_some((user, rest))
}
