//! postgrey (<https://postgrey.schweikert.ch>): the clients that it told to come back later. Postfix, which asks it, logs
//! the refusal.

use super::line::Line;
use super::parts::{Fields, address, envelope};
use crate::bounce::{Bounce, Event};

/// `action=greylist, reason=new, client_name=mail.example.net, client_address=192.0.2.9, sender=me@example.com,
/// recipient=jo@example.org`. Any other action refuses nothing.
pub(super) fn note<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    let (diagnostic, _) = line.body.split_once(", client_")?;
    if !diagnostic.starts_with("action=greylist, reason=") {
        return None;
    }
    let mut bounce = Bounce {
        event: Event::Rejected,
        is_temporary: true,
        diagnostic: diagnostic.into(),
        stage: Some("RCPT".into()),
        ..Bounce::default()
    };
    for (key, value) in Fields(line.body) {
        match key {
            "client_name" => bounce.remote = Some(value.into()),
            "sender" => bounce.sender = Some(envelope(value).into()),
            "recipient" => bounce.recipient = address(value).map(Into::into),
            _ => {}
        }
    }
    Some(bounce)
}
