//! OpenSMTPD: deliveries by mta and mda, and commands that smtpd refused (OpenSMTPD's `mta_log`, `mda_log` and
//! `smtp_reply`; smtpd(8)).

use super::line::Line;
use super::parts::{Fields, Words, address, bracketed};
use super::{Format, Needle, Read};
use crate::bounce::{Bounce, Event};

pub(super) const FORMAT: Format = Format {
    name: "OpenSMTPD",
    needles: &[
        Needle::new("result="),
        Needle::new("stat="),
        Needle::new(" => "),
    ],
    is_line: |_| false,
    read: Read::One(read),
};

/// How results start, and what they mean.
const RESULTS: [(&str, Event); 5] = [
    ("Ok", Event::Delivered),
    ("TempFail", Event::Deferred),
    ("PermFail", Event::Bounced),
    ("Loop", Event::Bounced),
    ("Expire", Event::Expired),
];

/// Commands whose refusal ends a delivery.
const COMMANDS: [&str; 4] = ["RCPT", "MAIL", "DATA", "BDAT"];

fn read<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    let body = line.body;
    let is_session =
        |word: &str| word.len() == 16 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let (session, rest) = match body.split_once(' ') {
        Some((word, rest)) if is_session(word) => (Some(word), rest),
        _ => (None, body),
    };
    let (agent, rest) = rest.split_once(' ')?;
    let bounce = match agent {
        "mta" | "mda" | "smtp" => {
            let (event, fields) = rest.split_once(' ')?;
            match event.trim_start_matches("event=") {
                "delivery" => delivery(Words(fields))?,
                "failed-command" => refusal(fields)?,
                _ => return None,
            }
        }
        // Before version 6: `smtp-in: Failed command on session 0a1b2c3d4e5f6071: "RCPT TO:<…>" => 550 …`.
        "smtp-in:" => {
            let rest = rest.strip_prefix("Failed command on session ")?;
            let (session, rest) = rest.split_once(": \"")?;
            let (command, result) = rest.split_once("\" => ")?;
            Bounce {
                queue: Some(session.into()),
                ..refused(command, result)?
            }
        }
        // Before version 6: `relay: PermFail for 0a1b2c3d4e5f6071: session=…, from=<…>, to=<…>, …`.
        "relay:" | "delivery:" => {
            let (result, rest) = rest.split_once(" for ")?;
            let (envelope, fields) = rest.split_once(": ")?;
            let named = [("result", result), ("evpid", envelope)];
            delivery(Fields(fields).chain(named))?
        }
        _ => return None,
    };
    Some(Bounce {
        queue: bounce.queue.or(session.map(Into::into)),
        ..bounce
    })
}

/// `evpid=… from=<…> to=<…> rcpt=<…> source="…" relay="192.0.2.1 (mx.example.org)" delay=1s result="PermFail" stat="550 …"`.
fn delivery<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> Option<Bounce<'a>> {
    let mut bounce = Bounce::default();
    let mut result = None;
    for (key, value) in fields {
        match key {
            "evpid" => bounce.queue = Some(value.into()),
            "to" => bounce.recipient = address(value).map(Into::into),
            "rcpt" => bounce.set_original(address(value)),
            "relay" => bounce.remote = remote(value).map(Into::into),
            "result" => result = Some(value),
            "stat" => bounce.diagnostic = reason(value).into(),
            _ => {}
        }
    }
    let result: &str = result?;
    bounce.event = RESULTS.iter().find(|(name, _)| result.starts_with(name))?.1;
    Some(bounce)
}

/// Returns what a delivery agent said, in `Error (temporary failure: "mail.lmtp: LMTP server error: 550 …")`.
fn reason(stat: &str) -> &str {
    let words = stat
        .strip_prefix("Error (")
        .and_then(|words| words.strip_suffix(')'));
    let quoted = words.and_then(|words| words.split_once('"')?.1.strip_suffix('"'));
    quoted.or(words).unwrap_or(stat)
}

/// `host=… address=… command="RCPT TO:<…>" result="550 …"`.
fn refusal(fields: &str) -> Option<Bounce<'_>> {
    let (mut remote, mut command, mut result) = (None, "", "");
    for (key, value) in Words(fields) {
        match key {
            "host" | "address" => remote = remote.or(address(value)),
            "command" => command = value,
            "result" => result = value,
            _ => {}
        }
    }
    Some(Bounce {
        remote: remote.map(Into::into),
        ..refused(command, result)?
    })
}

/// Returns what a refused command reports, if its refusal ends a delivery. The refusal of a message's end is logged
/// without a command.
fn refused<'a>(command: &'a str, result: &'a str) -> Option<Bounce<'a>> {
    let verb = command.get(..4).unwrap_or_default().to_ascii_uppercase();
    let ends = command.is_empty() || COMMANDS.contains(&verb.as_str());
    let to = command.find('<').filter(|_| verb == "RCPT");
    let to = to.and_then(|at| bracketed(command.get(at..)?));
    let stage = command.split(' ').next();
    (ends && !result.is_empty()).then(|| Bounce {
        event: Event::Rejected,
        recipient: to.map(|(address, _)| address.into()),
        stage: stage.filter(|stage| !stage.is_empty()).map(Into::into),
        diagnostic: result.into(),
        ..Bounce::default()
    })
}

/// Returns the name in `192.0.2.1 (mx.example.org)`.
fn remote(relay: &str) -> Option<&str> {
    let (ip, name) = relay.split_once(" (").unwrap_or((relay, ""));
    let name = name.trim_end_matches(')');
    let known = !name.is_empty() && !name.starts_with('<');
    Some(if known { name } else { ip }).filter(|host| !host.is_empty() && *host != "-")
}
