//! Lines of programs that are not mail servers, such as one that sends mail through a server and logs its reply.

use super::line::Line;
use super::parts::{bracketed, is_reply};
use crate::bounce::{Bounce, Event, message};
use crate::reply::EnhancedCode;

/// How the names of mail servers and their components start. Only their deliveries are read: whatever else they log is
/// not a refusal.
const MAIL_SERVERS: [&str; 20] = [
    "postfix",
    "exim",
    "sendmail",
    "sm-",
    "smtpd",
    "qmail",
    "courier",
    "haraka",
    "amavis",
    "maddy",
    "stalwart",
    "zone-mta",
    "opendkim",
    "opendmarc",
    "rspamd",
    "spamd",
    "milter",
    "policyd",
    "postgrey",
    "postsrsd",
];

/// Log levels for what has not failed.
const NOTED: [&str; 3] = ["DEBUG", "INFO", "NOTICE"];

/// Whether a program merely quotes the reply after this text: `INFO imported template "550 …`, `NOTICE Ban 192.0.2.1
/// (550 …`.
pub fn is_noted(before: &str) -> bool {
    let mut words = before.split(|c: char| !c.is_ascii_alphanumeric());
    before.ends_with(['"', '\'', '(', '[', '<'])
        && words.any(|word| NOTED.contains(&word))
        && !before.contains('@')
        && !message::speaks_of_mail(before)
}

/// How many words are searched for a real one.
const MOST_WORDS: usize = 20;

/// Whether a line names a program that is not a mail server.
pub(super) fn is_of_program(line: &Line<'_>) -> bool {
    let program = line.program;
    // Every instance of Postfix names the daemon after a slash.
    let is_server =
        program.contains('/') || MAIL_SERVERS.iter().any(|name| program.starts_with(name));
    !program.is_empty() && !is_server
}

/// Returns the complete reply in a line: a reply code, an enhanced status code of its class, and words.
pub(super) fn reply<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    if !is_of_program(line) {
        return None;
    }
    let body = line.body;
    let places = memchr::memchr2_iter(b'4', b'5', body.as_bytes());
    let mut replies = places.filter_map(|at| {
        let is_start = body[..at].ends_with([' ', '"', '\'', '(', '[', '<']) || at == 0;
        let diagnostic = body
            .get(at..)
            .filter(|diagnostic| is_start && is_reply(diagnostic))?;
        let (code, rest) = diagnostic.get(4..)?.split_once(' ')?;
        let agrees = code
            .parse::<EnhancedCode>()
            .is_ok_and(|code| diagnostic.starts_with(char::from(b'0' + code.class)));
        let mut words = rest
            .split_whitespace()
            .take(MOST_WORDS)
            .filter(|word| word.contains(char::is_alphabetic));
        (agrees && words.next().is_some()).then_some((diagnostic, rest))
    });
    let (diagnostic, rest) = replies.next()?;
    if is_noted(&body[..body.len() - diagnostic.len()]) {
        return None;
    }
    Some(Bounce {
        event: Event::Unknown,
        recipient: bracketed(rest)
            .map(|(address, _)| address)
            .or_else(|| message::named_before_reply(body))
            .map(Into::into),
        diagnostic: unquoted(diagnostic).into(),
        ..Bounce::default()
    })
}

/// Strips a trailing quote or bracket that was opened before the words.
fn unquoted(diagnostic: &str) -> &str {
    [('\'', '\''), ('"', '"'), ('(', ')'), ('[', ']')]
        .iter()
        .fold(diagnostic, |diagnostic, (open, close)| {
            diagnostic
                .strip_suffix(*close)
                .filter(|diagnostic| !diagnostic.contains(*open))
                .unwrap_or(diagnostic)
        })
}
