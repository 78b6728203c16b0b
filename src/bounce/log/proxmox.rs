//! Proxmox Mail Gateway: what a rule of its filter blocked or quarantined (`src/PMG/RuleDB/Block.pm` and
//! `Quarantine.pm` of <https://github.com/proxmox/pmg-api>). The mail server in front of it took the message, so these
//! lines count for nothing beside that server's own.

use super::line::Line;
use super::parts::bracketed;
use crate::bounce::{Bounce, Event};

/// `2A1B3C4D5E6F: block mail to <jo@example.org> (rule: …)`, `…: moved mail for <jo@example.org> to spam quarantine - … (rule: …)`.
pub(super) fn note<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    let body = Some(line.body).filter(|_| line.program == "pmg-smtp-filter")?;
    let (queue, said) = body.split_once(": ")?;
    let moved = said.strip_prefix("moved mail for ");
    let named = moved.or_else(|| said.strip_prefix("block mail to "))?;
    let (recipient, _) = bracketed(named)?;
    Some(Bounce {
        event: Event::Rejected,
        recipient: Some(recipient.into()),
        diagnostic: said.into(),
        queue: Some(queue.into()),
        ..Bounce::default()
    })
}
