//! amavis: mail that it blocked (`README_FILES/README.customize` and `log_templ` of
//! <https://gitlab.com/amavis/amavis>).
//!
//! It logs `{DiscardedInbound}` and `{BouncedInbound}` if it accepted a mail from the mail server and did not return
//! it; what it rejected is logged by the mail server.

use super::line::Line;
use super::parts::{bracketed, host};
use super::{Emit, Format, Needle, Read};
use crate::bounce::{Bounce, Event};

pub(super) const FORMAT: Format = Format {
    name: "amavis",
    // Between sender and recipients.
    needles: &[Needle::new(" -> ")],
    is_line: |_| false,
    read: Read::Several(read),
};

/// `(18488-09) Blocked SPAM {DiscardedInbound,Quarantined}, [192.0.2.9]:4711 [192.0.2.9] <a@example.net> ->
/// <jo@example.org>,<al@example.org>, Queue-ID: 4A1B2C3D4E, Message-ID: <…>, …`.
fn read<'a>(line: &Line<'a>, emit: Emit<'_, 'a>) {
    let Some((bounce, mut recipients)) = blocked(line.body) else {
        return;
    };
    while let Some((recipient, rest)) = bracketed(recipients) {
        emit(Bounce {
            recipient: Some(recipient.into()),
            ..bounce.clone()
        });
        recipients = rest.strip_prefix(',').unwrap_or_default();
    }
}

/// Returns what happened, and the recipients with what follows them.
fn blocked(body: &str) -> Option<(Bounce<'_>, &str)> {
    let (_task, diagnostic) = body.strip_prefix('(')?.split_once(") ")?;
    let (diagnostic, rest) = Some(diagnostic)
        .filter(|diagnostic| diagnostic.starts_with("Blocked "))?
        .split_once(" {")?;
    let event = if rest.starts_with("Discarded") {
        Event::Rejected
    } else if rest.starts_with("Bounced") {
        Event::Bounced
    } else {
        return None;
    };
    let (_, envelope) = rest.split_once("}, ")?;
    let (head, recipients) = envelope.split_once("> -> ")?;
    // A policy bank, such as `LOCAL`, may come first.
    let client = head.find('[').and_then(|at| head.get(at..));
    let queue = recipients.split_once(", Queue-ID: ").map(|(_, id)| id);
    let bounce = Bounce {
        event,
        remote: client.and_then(host).map(Into::into),
        diagnostic: diagnostic.into(),
        queue: queue.and_then(|id| id.split(',').next()).map(Into::into),
        ..Bounce::default()
    };
    Some((bounce, recipients))
}
