//! Sendmail: deliveries, and what rule sets and milters refused (Sendmail Installation and Operation Guide §2.1.1).

use super::line::Line;
use super::parts::{Fields, address, bracketed, envelope, host, is_reply, queue_id, splits};
use super::{Arrival, Emit, Format, Needle, Read};
use crate::bounce::{Bounce, Event};
use crate::reply::EnhancedCode;
use memchr::memmem::Finder;
use std::sync::LazyLock;

pub(super) const FORMAT: Format = Format {
    name: "Sendmail",
    needles: &[
        Needle::or_sent("stat=", |before, after| {
            is_of_one_recipient(before) && after.starts_with(b"Sent (")
        }),
        Needle::new("reject"),
        Needle::new("notify: "),
        Needle::new("return to sender: "),
        Needle::new("... "),
    ],
    is_line: |_| false,
    read: Read::Several(read),
};

/// What sendmail says when it gives a message up after days.
static NOT_DELIVERED: LazyLock<Finder<'static>> =
    LazyLock::new(|| Finder::new("could not be delivered for"));

/// The fields of a line.
#[derive(Default)]
struct Fate<'a> {
    recipients: Option<&'a str>,
    sender: Option<&'a str>,
    relay: Option<&'a str>,
    dsn: Option<&'a str>,
    /// The server's words, since 8.16; `stat` holds sendmail's own words.
    reply: Option<&'a str>,
    stat: Option<&'a str>,
    reject: Option<&'a str>,
    ruleset: Option<&'a str>,
}

/// Reports each recipient of the line: recipients that share a fate share a line, `to=<a@example.org>,<b@example.org>`.
fn read<'a>(line: &Line<'a>, emit: Emit<'_, 'a>) {
    if let Some(bounce) = given_up(line) {
        return emit(bounce);
    }
    let Some((queue, rest)) = split(line.body) else {
        return;
    };
    let fate = fate(rest);
    let bounce = refusal(&fate).or_else(|| delivery(&fate));
    let Some(bounce) = bounce.or_else(|| unknown_user(rest)) else {
        return;
    };
    let bounce = Bounce {
        queue: queue.map(Into::into),
        remote: fate.relay.and_then(remote).map(Into::into),
        // Each server has an address of its own.
        source: (!line.host.is_empty()).then(|| line.host.into()),
        ..bounce
    };
    let Some(mut list) = fate.recipients else {
        return emit(bounce);
    };
    while !list.is_empty() {
        let (one, rest) = next_recipient(list);
        list = rest;
        let recipient = address(one).map(Into::into);
        emit(Bounce {
            recipient,
            ..bounce.clone()
        });
    }
}

/// `62E9QPxR001903: from=<jo@example.com>, size=…, relay=mail.example.com [192.0.2.9]`, and earlier in the same session
/// `AUTH=server, relay=mail.example.com [192.0.2.9], authid=jo, mech=PLAIN`.
pub(super) fn arrival<'a>(line: &Line<'a>) -> Option<Arrival<'a>> {
    let (queue, rest) = queue_id(line.body).unwrap_or((None, line.body));
    let (mut sender, mut user, mut relay) = (None, None, None);
    // This line is written even if all recipients are refused.
    let (mut size, mut has_recipients) = (None, false);
    let is_login = rest.starts_with("AUTH=server, ");
    if !is_login && (queue.is_none() || !rest.starts_with("from=")) {
        return None;
    }
    for (key, value) in Fields(rest) {
        match key {
            "from" => sender = Some(bracketed(value).map_or(value, |(sender, _)| sender)),
            "authid" => user = Some(value),
            "relay" => relay = Some(value),
            "size" => size = value.parse().ok(),
            "nrcpts" => has_recipients = value != "0",
            // A milter or a rule set refuses the message (`reject`), or the line is Postfix's (`status`).
            "reject" | "status" => return None,
            _ => {}
        }
    }
    // The process id precedes what sendmail says.
    let text = line.text.trim_end_matches(['\r', '\n']);
    let head = text.strip_suffix(line.body).unwrap_or_default();
    let process = head.trim_end().rsplit(' ').next().unwrap_or_default();
    Some(Arrival {
        queue: queue.filter(|_| !is_login),
        session: relay.map(|relay| [line.host, process, relay]),
        sender: sender.map(envelope),
        user,
        size,
        is_new: sender.is_some(),
        is_queued: sender.is_some() && has_recipients,
        ..Arrival::default()
    })
}

/// `62E9QPxR001903: 62E9QPxS001904: sender notify: Cannot send message for 5 days`: only the notification shows that the time
/// in the queue is over. A warning starts differently.
fn given_up<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    let (queue, rest) = queue_id(line.body)?;
    let (_, notice) = queue_id(rest)?;
    let diagnostic = ["sender notify: ", "return to sender: "]
        .iter()
        .find_map(|mark| notice.strip_prefix(mark))?;
    is_expired(diagnostic).then(|| Bounce {
        event: Event::Expired,
        diagnostic: diagnostic.into(),
        queue: queue.map(Into::into),
        ..Bounce::default()
    })
}

/// Whether a line up to its `stat=` is about one recipient: `…: to=<jo@example.org>, …`.
fn is_of_one_recipient(text: &[u8]) -> bool {
    let Some(equals) = memchr::memchr(b'=', text) else {
        return false;
    };
    let recipient = &text[equals + 1..];
    let end = memchr::memchr(b'>', recipient).map(|end| &recipient[end + 1..]);
    text[..equals].ends_with(b": to")
        && recipient.starts_with(b"<")
        && !recipient.starts_with(b"<\"")
        && end.is_some_and(|rest| rest.starts_with(b", "))
}

/// Splits off the queue id. Some versions write none before the message has one, and people leave it out.
fn split(body: &str) -> Option<(Option<&str>, &str)> {
    let is_cut = || body.starts_with("to=") && body.contains(", delay=");
    let (queue, rest) = if body.starts_with("ruleset=") || is_cut() {
        (None, body)
    } else {
        queue_id(body)?
    };
    let rest = rest.strip_prefix("Milter: ").unwrap_or(rest);
    let rest = rest.strip_prefix("data, ").unwrap_or(rest);
    let starts = ["to=", "ruleset=", "from=", "helo=", "reject=", "<"];
    starts
        .iter()
        .any(|start| rest.starts_with(start))
        .then_some((queue, rest))
}

fn fate(text: &str) -> Fate<'_> {
    let mut fate = Fate::default();
    let (mut checks_recipient, mut checks_sender) = (false, false);
    for (key, value) in Fields(text) {
        match key {
            "to" => fate.recipients = Some(value),
            "ruleset" => {
                checks_recipient = value.ends_with("rcpt");
                checks_sender = value.ends_with("mail");
                fate.ruleset = Some(value);
            }
            "arg1" if checks_recipient => fate.recipients = Some(value),
            "arg1" if checks_sender => fate.sender = Some(value),
            "relay" => fate.relay = Some(value),
            "dsn" => fate.dsn = Some(value),
            "reply" => fate.reply = Some(value),
            "stat" => fate.stat = Some(value),
            "reject" => fate.reject = Some(value),
            _ => {}
        }
    }
    fate
}

/// `ruleset=check_rcpt, arg1=<…>, relay=…, reject=550 5.7.1 …`; `Milter: to=<…>, reject=…`, `Milter: data, reject=…`.
fn refusal<'a>(fate: &Fate<'a>) -> Option<Bounce<'a>> {
    Some(Bounce {
        event: Event::Rejected,
        diagnostic: fate.reject?.into(),
        stage: fate.ruleset.map(Into::into),
        sender: fate.sender.map(|sender| {
            let inner = bracketed(sender).map_or(sender, |(inner, _)| inner);
            envelope(inner).into()
        }),
        ..Bounce::default()
    })
}

/// `<jo@example.org>... User unknown`, sent to a client.
fn unknown_user(text: &str) -> Option<Bounce<'_>> {
    let (recipient, rest) = bracketed(text)?;
    let diagnostic = rest.strip_prefix("... ")?;
    Some(Bounce {
        event: Event::Rejected,
        recipient: Some(recipient.into()),
        diagnostic: diagnostic.into(),
        ..Bounce::default()
    })
}

/// `to=<…>, delay=…, relay=…, dsn=5.1.1, stat=User unknown`.
fn delivery<'a>(fate: &Fate<'a>) -> Option<Bounce<'a>> {
    let stat = fate.stat.filter(|_| fate.recipients.is_some())?;
    let dsn = fate.dsn.and_then(|code| code.parse::<EnhancedCode>().ok());
    let class = dsn.map(|dsn| dsn.class);
    let (event, diagnostic) = match stat.split_once(' ').map_or(stat, |(word, _)| word) {
        "Sent" => (Event::Delivered, inside(stat)),
        "queued" => return None,
        "Deferred:" => (Event::Deferred, stat.get(10..).unwrap_or_default()),
        "Deferred" => (Event::Deferred, stat),
        _ if is_expired(stat) => (Event::Expired, stat),
        _ if class == Some(4) => (Event::Deferred, stat),
        _ if class == Some(2) => (Event::Delivered, stat),
        _ => (Event::Bounced, stat),
    };
    Some(Bounce {
        event,
        diagnostic: fate
            .reply
            .filter(|reply| is_reply(reply))
            .unwrap_or(diagnostic)
            .into(),
        enhanced: dsn,
        ..Bounce::default()
    })
}

/// Whether sendmail says that its `Timeout.queuereturn` is over.
fn is_expired(stat: &str) -> bool {
    stat.starts_with("Cannot send message ") || NOT_DELIVERED.find(stat.as_bytes()).is_some()
}

fn inside(stat: &str) -> &str {
    let words = stat.split_once('(').map(|(_, words)| words);
    words.map_or(stat, |words| words.strip_suffix(')').unwrap_or(words))
}

/// Returns the host in `mx.example.org. [192.0.2.1]`; a local mailer has none.
pub(super) fn remote(relay: &str) -> Option<&str> {
    let greeted = splits(relay, " (").next();
    let relay = greeted.map_or(relay, |(relay, _)| relay);
    let name = relay.trim_end_matches('.');
    host(relay).or_else(|| name.contains('.').then_some(name))
}

/// Splits off the first address of a list without blanks.
fn next_recipient(list: &str) -> (&str, &str) {
    match bracketed(list) {
        Some((address, rest)) => (address, rest.trim_start_matches(',')),
        None => list.split_once(',').unwrap_or((list, "")),
    }
}
