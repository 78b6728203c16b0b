//! Exim: main and reject log (<https://www.exim.org/exim-html-current/doc/html/spec_html/ch-log_files.html>).

use super::line::Line;
use super::parts::{address, bracketed, envelope, reply_behind};
use super::{Arrival, FORMATS, Format, Needle, Read};
use crate::bounce::{Bounce, Event, before_recipient, is_forward};
use memchr::memmem::{self, Finder};
use std::borrow::Cow;
use std::sync::LazyLock;

pub(super) const FORMAT: Format = Format {
    name: "Exim",
    needles: &[
        Needle::or_sent(" => ", |before, _| ends_with_message_id(before)),
        Needle::or_sent(" -> ", |before, _| ends_with_message_id(before)),
        Needle::new(" *> "),
        Needle::new(" ** "),
        Needle::new(" == "),
        Needle::new("reject"),
        Needle::new("sender verify "),
    ],
    is_line: |line| {
        message_id(without_pid(line.body))
            .or_else(|| shown(line.body))
            .is_some()
    },
    read: Read::One(read),
};

/// The flags after the message id, and what they mean.
const FLAGS: [(&str, Event); 6] = [
    ("** ", Event::Bounced),
    ("== ", Event::Deferred),
    ("=> ", Event::Delivered),
    ("-> ", Event::Delivered),
    (">> ", Event::Delivered),
    ("*> ", Event::Delivered),
];

/// What every line is searched for.
static REJECTED: Mark = Mark::new(|| Finder::new("rejected "));
static DEFER: Mark = Mark::new(|| Finder::new(" defer ("));
static DELIVERED: Mark = Mark::new(|| Finder::new(" => "));
/// The same message, delivered to one more recipient.
static COPIED: Mark = Mark::new(|| Finder::new(" -> "));
static ROUTER: Mark = Mark::new(|| Finder::new(" R="));
static HOST: Mark = Mark::new(|| Finder::new(" H="));
static AUTHENTICATED: Mark = Mark::new(|| Finder::new(" A="));
static SIZE: Mark = Mark::new(|| Finder::new(" S="));
static TRANSPORT: Mark = Mark::new(|| Finder::new(" T="));
static SENDER: Mark = Mark::new(|| Finder::new(" F=<"));
static SAID_BY: Mark = Mark::new(|| Finder::new("host "));
static RETRY: Mark = Mark::new(|| Finder::new("retry time"));
static LINE_END: Mark = Mark::new(|| Finder::new(r"\n"));

type Mark = LazyLock<Finder<'static>>;

/// What Exim says when it gives up after retries.
const GIVEN_UP: [&str; 2] = [
    "retry timeout exceeded",
    "retry time not reached for any host after a long failure",
];

/// How Exim reports a failed attempt at a host (Exim's `deliver.c` and `transports/smtp.c`).
const ATTEMPTS: [&str; 11] = [
    "SMTP error from remote mail",
    "LMTP error ",
    "SMTP timeout ",
    "Connection timed out",
    "Connection refused",
    "Connection reset",
    "Network is unreachable",
    "No route to host",
    "Remote host closed connection",
    "TLS session",
    "TLS error",
];

fn read<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    let body = without_pid(line.body);
    let found = message_id(body).or_else(|| shown(body));
    let (queue, rest) = found.unwrap_or(("", body));
    let is_flag = |(flag, _): &&(&str, Event)| rest.starts_with(flag);
    let flag = FLAGS.iter().find(is_flag);
    let bounce = match flag.filter(|_| found.is_some()) {
        Some((flag, event)) => delivery(*event, rest.get(flag.len()..)?)?,
        None if queue.is_empty() => unqueued(line, rest)?,
        None => refusal(rest)?,
    };
    Some(Bounce {
        queue: (!queue.is_empty()).then(|| queue.into()),
        ..bounce
    })
}

/// `1jmKso-0009d4-Uf <= jo@example.com H=mail.example.com [192.0.2.9] P=esmtpsa A=plain_server:jo S=1974 id=…`
pub(super) fn arrival<'a>(line: &Line<'a>) -> Option<Arrival<'a>> {
    let (queue, rest) = message_id(without_pid(line.body))?;
    let rest = rest.strip_prefix("<= ")?;
    let sender = word(rest);
    // The sender's words follow, such as the subject.
    let end = SIZE.find(rest.as_bytes()).unwrap_or(rest.len());
    let size = rest.get(end + 3..).and_then(|size| word(size).parse().ok());
    let fields = &rest.as_bytes()[..end];
    // In a notification, `R=` names the message that it is about.
    let is_own = ROUTER.find(fields).is_some() && HOST.find(fields).is_none();
    let login = AUTHENTICATED.find(fields);
    let login = login.and_then(|at| word(&rest[at + 3..]).split_once(':'));
    // `plain_server:jo:authenticated@example.com`
    let user = login.and_then(|(_, user)| user.split(':').next());
    Some(Arrival {
        queue: Some(queue),
        sender: Some(sender),
        user: user.filter(|user| !user.is_empty()),
        size,
        is_new: true,
        is_queued: true,
        is_own,
        ..Arrival::default()
    })
}

/// Returns how an attempt at one host ended: `1jmKso-0009d4-Uf H=mx.example.org [192.0.2.1]: SMTP error from …`.
/// Another line says what became of the delivery.
pub(super) fn note<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    let (queue, rest) = message_id(without_pid(line.body))?;
    Some(Bounce {
        queue: Some(queue.into()),
        ..attempt(rest)?
    })
}

/// Parses a refusal that came before there was a message. Little shows that such a line is Exim's: only a stamp may
/// precede it.
fn unqueued<'a>(line: &Line<'a>, text: &'a str) -> Option<Bounce<'a>> {
    let is_named =
        line.program.contains("exim") || text.starts_with("H=") || text.starts_with("F=<");
    if !is_named && (!line.program.is_empty() || line.time.is_none()) {
        return None;
    }
    let bounce = refusal(text)?;
    let mut others = FORMATS.iter().filter(|format| format.name != FORMAT.name);
    let is_others = !is_named && others.any(|format| (format.is_line)(line));
    (!is_others).then_some(bounce)
}

/// Whether a text ends with a message id, `1jmFYj-00039V-QX` or `1tBnOp-000000012ab-3Cde`, after a stamp.
fn ends_with_message_id(text: &[u8]) -> bool {
    let id = memchr::memrchr(b' ', text).map_or(text, |blank| &text[blank + 1..]);
    matches!(
        id,
        [_, _, _, _, _, _, b'-', .., b'-', _, _] | [_, _, _, _, _, _, b'-', .., b'-', _, _, _, _]
    ) && matches!(id.len(), 16 | 23)
}

/// Strips `[789] ` (`log_selector = +pid`).
fn without_pid(body: &str) -> &str {
    // On a terminal: `  277   H=(localhost) [192.0.2.7] F=<…> rejected RCPT <…>: relay not permitted`.
    let bare = body.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
    if bare.starts_with("H=") && bare.len() < body.len() {
        return bare;
    }
    let Some((pid, rest)) = body
        .strip_prefix('[')
        .and_then(|body| body.split_once("] "))
    else {
        return body;
    };
    let is_pid = pid.bytes().all(|byte| byte.is_ascii_digit());
    if is_pid { rest } else { body }
}

/// Parses `  277   == jo@example.org R=dnslookup defer (-1): …`: a log line as Exim shows it on a terminal, with a
/// process id instead of the message id, or as people cut it out of a log.
fn shown(body: &str) -> Option<(&str, &str)> {
    let rest = body.trim_start_matches(' ');
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = rest.trim_start_matches(' ');
    let is_flagged = rest.starts_with("== ") || rest.starts_with("** ");
    let is_routed =
        |text: &str| ROUTER.find(text.as_bytes()).is_some() && recipient(text).is_some();
    (is_flagged && is_routed(&rest[3..])).then_some(("", rest))
}

/// `1jmKso-0009d4-Uf`, since 4.97 `1rAbCd-00000000XYZ-0Abc`, and what follows.
fn message_id(body: &str) -> Option<(&str, &str)> {
    // Most other lines are rejected here.
    if body.as_bytes().get(6) != Some(&b'-') {
        return None;
    }
    let (hyphen, length) = match body.as_bytes().get(13) {
        Some(b'-') => (13, 16),
        _ => (18, 23),
    };
    let (id, rest) = body.split_at_checked(length)?;
    let mut bytes = id.bytes().enumerate();
    let is_id = bytes.all(|(at, byte)| match byte {
        b'-' => at == 6 || at == hyphen,
        _ => byte.is_ascii_alphanumeric() && at != hyphen,
    });
    (is_id && rest.starts_with(' ')).then(|| (id, rest.trim_start_matches(' ')))
}

/// `jo@example.org <sales@example.net> R=dnslookup T=remote_smtp H=mx.example.org [192.0.2.1] DN="…": 550 …`.
fn delivery(event: Event, text: &str) -> Option<Bounce<'_>> {
    let recipient = recipient(text)?;
    let last = word(text).trim_end_matches(':');
    let (fields, diagnostic) = if event == Event::Delivered {
        (text, quoted(text, " C=\"").unwrap_or_default())
    } else if event == Event::Deferred {
        deferral(text)?
    } else {
        text.split_at(end_of_fields(text))
    };
    let diagnostic = diagnostic.trim_start_matches([':', ' ']);
    let may_be_given_up = RETRY.find(diagnostic.as_bytes()).is_some();
    let is_given_up = may_be_given_up && GIVEN_UP.iter().any(|words| diagnostic.contains(words));
    let event = if is_given_up { Event::Expired } else { event };
    let stage = answered(diagnostic);
    let (host, diagnostic) = spoken(diagnostic);
    let remote = host.or_else(|| remote(fields, true));
    let transport = TRANSPORT.find(fields.as_bytes());
    let sender = SENDER.find(fields.as_bytes());
    let sender = sender.and_then(|at| bracketed(&fields[at + 3..]));
    Some(Bounce {
        event,
        recipient: Some(recipient.into()),
        forwarded_to: is_forward(recipient, last).then(|| last.into()),
        remote: remote.map(Into::into),
        sender: sender.map(|(sender, _)| envelope(sender).into()),
        // Deferrals name no interface (`I=`), so only the transport is the same in all lines.
        source: transport.map(|at| word(&fields[at + 3..]).into()),
        stage: stage.map(Into::into),
        diagnostic: lines(diagnostic),
        ..Bounce::default()
    })
}

/// Returns to whom and where a message went.
pub(super) fn sent(line: &str) -> Option<(&str, Option<&str>)> {
    let bytes = line.as_bytes();
    let at = DELIVERED.find(bytes).or_else(|| COPIED.find(bytes))?;
    let fields = &line[at + 4..];
    ends_with_message_id(&bytes[..at]).then_some((recipient(fields)?, remote(fields, true)))
}

/// Returns the recipient's original address, which follows a rewritten one in angle brackets.
fn recipient(text: &str) -> Option<&str> {
    let end = ROUTER
        .find(text.as_bytes())
        .or_else(|| text.find(" T="))
        .or_else(|| text.find(": "));
    let head = text.get(..end.unwrap_or(text.len()))?;
    // Most addresses are not rewritten.
    if memchr::memchr(b'<', head.as_bytes()).is_none() {
        return address(word(head).trim_end_matches(':'));
    }
    let head = head.split_once(" F=<").map_or(head, |(head, _)| head);
    let mut places = memchr::memrchr_iter(b'<', head.as_bytes());
    let original = places
        .find(|at| head[..*at].ends_with(' '))
        .and_then(|at| bracketed(&head[at..]));
    match original {
        Some((address, _)) if !address.is_empty() => Some(address),
        _ => address(word(head).trim_end_matches(':')),
    }
}

/// Returns fields and words of `… defer (-44) H=mx.example.org [192.0.2.1]: SMTP error …`.
fn deferral(text: &str) -> Option<(&str, &str)> {
    let at = DEFER.find(text.as_bytes())?;
    let behind = at + memchr::memchr(b')', text.as_bytes().get(at..)?)? + 1;
    let fields = text.get(behind..)?;
    let end = behind + end_of_fields(fields);
    Some((text.get(..end)?, text.get(end..)?))
}

/// Returns the position of the colon that ends a list of fields: after a word, and not within quotes.
fn end_of_fields(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut quoted = false;
    for at in memchr::memchr2_iter(b'"', b':', bytes) {
        match bytes[at] {
            b'"' if at.checked_sub(1).and_then(|at| bytes.get(at)) != Some(&b'\\') => {
                quoted = !quoted;
            }
            b':' if !quoted && matches!(bytes.get(at + 1), None | Some(b' ')) => return at,
            _ => {}
        }
    }
    text.len()
}

/// Returns the host and its reply in `SMTP error from remote mail server after RCPT TO:<…>: host mx.example.org
/// [192.0.2.1]: 550 …`; otherwise Exim's own words.
fn spoken(diagnostic: &str) -> (Option<&str>, &str) {
    let introduced = ["SMTP error from ", "LMTP error ", "host "];
    if !introduced.iter().any(|words| diagnostic.starts_with(words)) {
        return (None, diagnostic);
    }
    let reply = reply_behind(diagnostic, ": ").unwrap_or(diagnostic);
    let head = diagnostic
        .get(..diagnostic.len() - reply.len())
        .unwrap_or_default();
    let named = SAID_BY.find(head.as_bytes());
    let named = named.and_then(|at| head.get(at + 5..));
    (
        named.map(word).filter(|host| !host.starts_with("name")),
        reply,
    )
}

/// Returns the stage at which the host answered, if no recipient had been named yet: `SMTP error from remote mail
/// server after pipelined MAIL FROM:<…>: 550 …`.
fn answered(diagnostic: &str) -> Option<&'static str> {
    let command = diagnostic
        .strip_prefix("SMTP error from remote mail server after ")
        .or_else(|| diagnostic.strip_prefix("SMTP error from remote mailer after "))?;
    let command = command.strip_prefix("pipelined ").unwrap_or(command);
    let command = command
        .strip_prefix("initial connection")
        .map_or(command, |_| "CONNECT");
    before_recipient(command)
}

/// `H=test.example [192.0.2.1] F=<…> rejected RCPT <jo@example.org>: …`, and other refusals.
fn refusal(text: &str) -> Option<Bounce<'_>> {
    let (head, what) = match REJECTED.find(text.as_bytes()) {
        Some(at) => text.split_at(at),
        None => text.split_at(text.find("sender verify ")?),
    };
    let what = what.strip_prefix("rejected ").unwrap_or(what);
    let recipient = what.strip_prefix("RCPT ").map(|to| match bracketed(to) {
        Some((address, _)) => address,
        None => to.split([' ', ':']).next().unwrap_or_default(),
    });
    let after = recipient.map_or(0, |recipient| 5 + recipient.len());
    let diagnostic = what
        .get(after..)?
        .split_once(": ")
        .map(|(_, diagnostic)| diagnostic);
    let diagnostic = diagnostic.filter(|_| !what.starts_with("sender verify"));
    let sender = SENDER.find(head.as_bytes());
    let sender = sender.and_then(|at| bracketed(&head[at + 3..]));
    Some(Bounce {
        event: Event::Rejected,
        sender: sender.map(|(sender, _)| envelope(sender).into()),
        is_temporary: head.ends_with("temporarily "),
        recipient: recipient.and_then(address).map(Into::into),
        remote: remote(head, false).map(Into::into),
        stage: stage(what).map(Into::into),
        diagnostic: lines(diagnostic.unwrap_or(what)),
        ..Bounce::default()
    })
}

/// Returns the command in `RCPT <…>: …`, `after DATA: …`, `EHLO or HELO …`.
fn stage(what: &str) -> Option<&str> {
    let what = what.strip_prefix("after ").unwrap_or(what);
    let stage = what.split([' ', ':']).next()?;
    let is_command = stage.bytes().all(|byte| byte.is_ascii_uppercase());
    (is_command && !stage.is_empty()).then_some(stage)
}

/// `H=mx.example.org [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<jo@example.org>: 452 …`, or without a colon
/// `H=mx.example.org [192.0.2.1] Connection timed out`.
fn attempt(text: &str) -> Option<Bounce<'_>> {
    let (fields, diagnostic) = match text.split_once("] ") {
        // Older versions name no host.
        _ if text.starts_with(ATTEMPTS[0]) => ("", text),
        _ if !text.starts_with("H=") => return None,
        Some((fields, diagnostic)) => (fields, diagnostic),
        None => text.split_at(end_of_fields(text)),
    };
    let diagnostic = diagnostic.trim_start_matches([':', ' ']);
    if !ATTEMPTS.iter().any(|words| diagnostic.starts_with(words)) {
        return None;
    }
    let to = diagnostic.split_once(" RCPT TO:").map(|(_, to)| to);
    let (_, reply) = spoken(diagnostic);
    Some(Bounce {
        event: if reply.starts_with('5') {
            Event::Unknown
        } else {
            Event::Deferred
        },
        recipient: to.and_then(bracketed).map(|(address, _)| address.into()),
        remote: remote(fields, true).map(Into::into),
        stage: answered(diagnostic).map(Into::into),
        diagnostic: lines(reply),
        ..Bounce::default()
    })
}

/// Returns the name in `H=name (greeting) [address]`. The name that a client gives in its greeting is not believed;
/// that of the host that we connected to is.
fn remote(text: &str, believed: bool) -> Option<&str> {
    let at = if text.starts_with("H=") {
        2
    } else {
        3 + HOST.find(text.as_bytes())?
    };
    let text = text.get(at..)?;
    let name = word(text);
    match name.strip_prefix('(') {
        None if !name.starts_with('[') => Some(name.trim_end_matches(':')),
        Some(greeting) if believed => greeting.split(')').next(),
        Some(_) => inside(word(text[name.len()..].strip_prefix(' ')?)),
        None => inside(name),
    }
}

/// Returns the text up to its first blank.
fn word(text: &str) -> &str {
    let end = memchr::memchr(b' ', text.as_bytes());
    &text[..end.unwrap_or(text.len())]
}

fn inside(address: &str) -> Option<&str> {
    address.strip_prefix('[')?.split(']').next()
}

fn quoted<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let at = memmem::find(text.as_bytes(), mark.as_bytes())?;
    text.get(at + mark.len()..)?.split('"').next()
}

/// Undoes Exim's `\n` for the line ends of a reply.
fn lines(diagnostic: &str) -> Cow<'_, str> {
    let mut ends = LINE_END.find_iter(diagnostic.as_bytes()).peekable();
    if ends.peek().is_none() {
        return diagnostic.into();
    }
    let (mut lines, mut from) = (String::with_capacity(diagnostic.len()), 0);
    for end in ends {
        lines.push_str(&diagnostic[from..end]);
        lines.push('\n');
        from = end + LINE_END.needle().len();
    }
    lines.push_str(&diagnostic[from..]);
    lines.into()
}
