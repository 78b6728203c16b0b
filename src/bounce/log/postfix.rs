//! Postfix: deliveries (smtp, lmtp, local, virtual, pipe, error, discard), what the queue manager gave up, and what
//! smtpd, postscreen and cleanup refused (<https://www.postfix.org/DEBUG_README.html#logging>, postlogger and
//! bounce(5)).

use super::line::Line;
use super::parts::{Fields, address, bracketed, envelope, host, queue_id, splits};
use super::{Arrival, Format, Needle, Read};
use crate::bounce::{Bounce, Event, before_recipient, message};
use memchr::memmem;

pub(super) const FORMAT: Format = Format {
    name: "Postfix",
    needles: &[
        Needle::or_sent("status=", |before, after| {
            before.ends_with(b", ") && after.starts_with(b"sent (")
        }),
        Needle::new("reject"),
    ],
    is_line: |line| line.body.starts_with("NOQUEUE: "),
    read: Read::One(read),
};

/// How `status=` starts, and what it means. Address verification probes report (un)deliverable.
const STATUS: [(&str, Event); 8] = [
    ("sent", Event::Delivered),
    ("deliverable", Event::Delivered),
    ("deferred", Event::Deferred),
    ("SOFTBOUNCE", Event::Deferred),
    ("bounced", Event::Bounced),
    ("undeliverable", Event::Bounced),
    ("expired", Event::Expired),
    ("force-expired", Event::Expired),
];

/// Verbs of refusals; warnings, holds and discards refuse nothing.
const REFUSALS: [&str; 3] = ["reject: ", "milter-reject: ", "proxy-reject: "];

fn read<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    let (queue, rest) = match queue_id(line.body) {
        Some((queue, rest)) => (queue, rest.trim_start_matches(' ')),
        None => {
            let mut starts = REFUSALS.iter().chain(&["to=<", "relay="]);
            let is_told = starts.any(|start| line.body.starts_with(start));
            is_told.then_some((None, line.body))?
        }
    };
    // People who share a line may leave out the recipient.
    let starts = ["to=", "from=<", "relay="];
    let bounce = if starts.iter().any(|start| rest.starts_with(start)) {
        Bounce {
            // A transport with a name of its own has addresses of its own (postconf(5), `syslog_name`).
            source: line.program.contains('/').then(|| line.program.into()),
            ..delivery(rest)?
        }
    } else {
        refusal(REFUSALS.iter().find_map(|mark| rest.strip_prefix(mark))?)?
    };
    Some(Bounce {
        queue: queue.map(Into::into),
        ..bounce
    })
}

/// `3E29030F8637E: client=mail.example.com[192.0.2.9], sasl_method=PLAIN, sasl_username=jo` (smtpd(8)), `…: uid=0 from=<root>`
/// (pickup(8)), and `…: from=<jo@example.com>, size=…` (qmgr(8)) each time the message becomes active.
pub(super) fn arrival<'a>(line: &Line<'a>) -> Option<Arrival<'a>> {
    let (queue, rest) = queue_id(line.body)?;
    if rest.starts_with("client=") {
        let mut fields = Fields(rest).filter(|(key, _)| *key == "sasl_username");
        return Some(Arrival {
            queue,
            user: fields.next().map(|(_, user)| user),
            is_new: true,
            ..Arrival::default()
        });
    }
    if let Some((_, sender)) = rest
        .strip_prefix("uid=")
        .and_then(|rest| rest.split_once(" from="))
    {
        return Some(Arrival {
            queue,
            sender: bracketed(sender).map(|(sender, _)| envelope(sender)),
            is_new: true,
            ..Arrival::default()
        });
    }
    let (sender, rest) = bracketed(rest.strip_prefix("from=")?)?;
    let (size, _) = rest.strip_prefix(", size=")?.split_once(", nrcpt=")?;
    Some(Arrival {
        queue,
        sender: Some(envelope(sender)),
        size: size.parse().ok(),
        is_queued: true,
        ..Arrival::default()
    })
}

/// Returns what Postfix notes apart from deliveries: how an attempt at one host ended (smtp(8)), and what it would have
/// refused (`warn_if_reject`).
pub(super) fn note<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    let (queue, diagnostic) = match queue_id(line.body) {
        Some(found) => found,
        // Hosts that are tried for several messages are logged without a queue id.
        None if line.program.contains('/') || line.program.starts_with("postfix") => {
            (None, line.body)
        }
        None => return None,
    };
    let bounce = match diagnostic.strip_prefix("reject_warning: ") {
        Some(warned) => refusal(warned)?,
        None => attempt(diagnostic)?,
    };
    Some(Bounce {
        queue: queue.map(Into::into),
        ..bounce
    })
}

/// `host mx.example.org[192.0.2.1] said: 450 …`, `connect to mx.example.org[192.0.2.1]:25: Connection timed out`.
fn attempt(text: &str) -> Option<Bounce<'_>> {
    if let Some((remote, diagnostic)) = spoken(text) {
        return Some(Bounce {
            event: if diagnostic.starts_with('4') {
                Event::Deferred
            } else {
                Event::Unknown
            },
            remote: remote.map(Into::into),
            stage: stage(text).map(Into::into),
            diagnostic: diagnostic.into(),
            ..Bounce::default()
        });
    }
    let failures = [
        "connect to ",
        "lost connection with ",
        "conversation with ",
        "SSL_connect error to ",
    ];
    let peer = failures.iter().find_map(|start| text.strip_prefix(start))?;
    let (_, rest) = peer.split_once(']')?;
    let words = rest
        .split_whitespace()
        .filter(|word| word.contains(char::is_alphabetic));
    (words.count() > 1).then(|| Bounce {
        event: Event::Deferred,
        remote: host(peer).map(Into::into),
        diagnostic: text.into(),
        ..Bounce::default()
    })
}

/// `to=<…>, relay=…, dsn=…, status=bounced (…)`; from the queue manager `from=<…>, status=expired, returned to sender`.
fn delivery(text: &str) -> Option<Bounce<'_>> {
    let mut bounce = Bounce::default();
    let (mut status, mut relay) = (None, None);
    for (key, value) in Fields(text) {
        match key {
            "from" => {
                let sender = bracketed(value).map(|(sender, _)| envelope(sender));
                bounce.sender = sender.map(Into::into);
            }
            "to" => bounce.recipient = address(value).map(Into::into),
            // Aliases such as root are logged without their domain.
            "orig_to" => {
                bounce.set_original(address(value).filter(|address| address.contains('@')));
            }
            "relay" => relay = host(value),
            "dsn" => bounce.enhanced = value.parse().ok(),
            "status" => status = Some(value),
            // Sendmail's lines continue like this.
            "xdelay" | "stat" => return None,
            _ => {}
        }
    }
    let status = status?;
    let is_status = |(name, _): &&(&str, Event)| status.starts_with(name);
    bounce.event = STATUS.iter().find(is_status)?.1;
    let words = memchr::memchr(b'(', status.as_bytes()).filter(|at| status[..*at].ends_with(' '));
    let words = words.map(|at| &status[at + 1..]);
    let words = words.map_or(status, |words| words.strip_suffix(')').unwrap_or(words));
    let (remote, diagnostic) = self::words(words);
    // If no host was reached, Postfix names the last one that it tried.
    let tried = || host(words.strip_prefix("connect to ")?);
    bounce.remote = remote.or(relay).or_else(tried).map(Into::into);
    bounce.stage = stage(words).map(Into::into);
    bounce.diagnostic = diagnostic.into();
    Some(bounce)
}

/// Returns the stage at which the host answered, in the reason that Postfix gives, if no recipient had been named yet.
fn stage(reason: &str) -> Option<&'static str> {
    if reason.starts_with("SASL authentication failed") {
        return Some("AUTH");
    }
    let Some(at) = memchr::memrchr(b'(', reason.as_bytes()) else {
        return reason
            .contains(" refused to talk to me: ")
            .then_some("CONNECT");
    };
    before_recipient(reason[at..].strip_prefix("(in reply to ")?)
}

/// Returns the host that answered and its words in the reason that Postfix gives; otherwise the whole reason.
pub fn words(reason: &str) -> (Option<&str>, &str) {
    spoken(reason).unwrap_or((None, reason))
}

/// Returns the host and its words in `host mx.example.org[192.0.2.1] said: 550 … (in reply to RCPT TO command)`.
fn spoken(text: &str) -> Option<(Option<&str>, &str)> {
    let text = text
        .strip_prefix("delivery temporarily suspended: ")
        .unwrap_or(text);
    let text = text
        .strip_prefix("host ")
        .or_else(|| text.strip_prefix("SASL authentication failed; server "))?;
    let bracket = memchr::memchr(b']', text.as_bytes())?;
    let rest = text.get(bracket + 1..)?;
    let port = memchr::memchr(b' ', rest.as_bytes()).filter(|port| *port < 8)?;
    let rest = rest.get(port..)?;
    let diagnostic = rest
        .strip_prefix(" said: ")
        .or_else(|| rest.strip_prefix(" refused to talk to me: "))?;
    let stage = memchr::memrchr(b'(', diagnostic.as_bytes());
    let stage = stage.filter(|at| {
        let said = &diagnostic[*at..];
        said.starts_with("(in reply to ") && said.contains(" command")
    });
    let diagnostic = stage.map_or(diagnostic, |at| diagnostic[..at].trim_end());
    Some((host(text), diagnostic))
}

/// `RCPT from mail.example.net[192.0.2.1]: 550 5.1.1 …; from=<…> to=<…> proto=… helo=<…>`.
fn refusal(text: &str) -> Option<Bounce<'_>> {
    let (stage, _) = text.split_once(' ')?;
    if stage.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return content_refusal(text, stage);
    }
    let (_, client) = splits(text, " from ").next()?;
    let (_, after) = splits(client, "]").next()?;
    let (_, rest) = splits(after, ": ").next()?;
    let marks = ["; from=", "; proto=", "; to="];
    let diagnostic = marks
        .iter()
        .find_map(|mark| splits(rest, mark).next_back())
        .map_or(rest, |(diagnostic, _)| diagnostic);
    Some(refused(
        stage,
        client,
        diagnostic,
        &rest[diagnostic.len()..],
    ))
}

/// `header Subject: … from mail.example.net[192.0.2.1]; from=<…> to=<…> proto=… helo=<…>: 5.7.1 …` (header_checks(5)).
fn content_refusal<'a>(text: &'a str, stage: &'a str) -> Option<Bounce<'a>> {
    let end = memmem::rfind(text.as_bytes(), b"; from=<")?;
    let (head, envelope) = text.split_at(end);
    let client = memmem::rfind(head.as_bytes(), b" from ").and_then(|at| head.get(at + 6..));
    let (_, diagnostic) = envelope.split_once(">: ")?;
    let client = client.unwrap_or_default();
    Some(refused(stage, client, diagnostic, envelope))
}

fn refused<'a>(
    stage: &'a str,
    client: &'a str,
    diagnostic: &'a str,
    envelope_fields: &'a str,
) -> Bounce<'a> {
    let mut to = splits(envelope_fields, " to=").map(|(_, to)| to);
    let to = to.find_map(|to| {
        // Pages take the brackets for those of a tag.
        let bare = || to.split(' ').next().filter(|to| to.contains('@'));
        bracketed(to).map_or_else(bare, |(address, _)| Some(address))
    });
    // People leave the fields out.
    let named = || message::named_first(diagnostic).filter(|_| stage == "RCPT");
    let recipient = to.or_else(named);
    let from = splits(envelope_fields, " from=").next();
    let sender = from.and_then(|(_, from)| bracketed(from));
    Bounce {
        event: Event::Rejected,
        sender: sender.map(|(sender, _)| envelope(sender).into()),
        recipient: recipient.map(Into::into),
        remote: host(client).map(Into::into),
        stage: Some(stage.into()),
        diagnostic: diagnostic.into(),
        ..Bounce::default()
    }
}
