//! The head of a log line: who wrote it, and when.

use super::stamp;

/// The parts of a log line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// The whole line.
    pub text: &'a str,
    pub time: Option<&'a str>,
    /// The host in front of the program, or empty.
    pub host: &'a str,
    /// The program without its process id, such as `postfix/smtp`, or empty.
    pub program: &'a str,
    pub body: &'a str,
}

impl<'a> Line<'a> {
    pub(super) fn of(whole: &'a str) -> Line<'a> {
        // Concatenated logs have byte order marks in the middle.
        let text = whole.trim_start_matches('\u{feff}');
        let text = without_container(text.trim_end_matches(['\r', '\n']));
        let (version, text) = without_priority(text);
        let (mut time, mut rest) = with_time(None, text);
        if version {
            return structured(whole, time, rest);
        }
        // A container's own stamp comes before the server's, and programs that write a stamp also do so in syslog.
        (time, rest) = with_time(time, without_labels(rest));
        let rest = without_facility(rest).unwrap_or(rest);
        let (mut host, mut program, rest) = tag(rest, time.is_some()).unwrap_or(("", "", rest));
        let (inner, mut body) = with_time(None, without_message_id(rest));
        // A collector has passed the line on.
        if inner.is_some()
            && let Some(own) = tag(body, false)
        {
            (host, program, body) = own;
        }
        Line {
            text: whole,
            time: time.or(inner),
            host,
            program,
            body,
        }
    }
}

fn with_time<'a>(before: Option<&'a str>, text: &'a str) -> (Option<&'a str>, &'a str) {
    match stamp::split(text) {
        Some((time, rest)) => (Some(time), rest),
        None => (before, text),
    }
}

/// Strips `mail-1  | ` (docker compose) and `[pod/mail-0/postfix] ` (kubectl logs --prefix).
fn without_container(text: &str) -> &str {
    let bytes = text.as_bytes();
    let head = &bytes[..bytes.len().min(64)];
    if bytes.starts_with(b"[pod/") {
        return text.split_once("] ").map_or(text, |(_, rest)| rest);
    }
    let name = head
        .iter()
        .take_while(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'@')
        })
        .count();
    let after = text.get(name..).unwrap_or_default().trim_start_matches(' ');
    after
        .strip_prefix("| ")
        .filter(|_| name > 0)
        .unwrap_or(text)
}

/// Returns what follows the name of a container or a process: `mail-1  | …` (docker compose), `0|main  | …` (pm2).
/// A cell of a table is not one.
pub fn behind_container(text: &str) -> Option<&str> {
    let head = &text.as_bytes()[..text.len().min(LONGEST_NAME)];
    let is_end = |at: &usize| head[..*at].ends_with(b" ") && head[at + 1..].starts_with(b" ");
    let at = memchr::memchr_iter(b'|', head).find(is_end)?;
    let (name, rest) = (&text[..at - 1], &text[at + 2..]);
    let is_number = |text: &str| !text.is_empty() && is_number(text);
    let is_process = || {
        name.split_once('|')
            .is_some_and(|(number, _)| is_number(number))
    };
    let name = name.trim_end();
    let is_container = || {
        let number = name.rsplit(['-', '_']).next();
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && !name.contains([' ', '@'])
            && number.is_some_and(is_number)
    };
    (is_process() || is_container()).then_some(rest)
}

/// The name of a container ends before this index in its line.
const LONGEST_NAME: usize = 67;

/// Strips `{app="mail", host="mx1"} ` (Loki's `logcli`).
fn without_labels(text: &str) -> &str {
    let labels = text
        .strip_prefix('{')
        .and_then(|text| text.split_once("\"} "));
    labels
        .filter(|(labels, _)| labels.contains("=\""))
        .map_or(text, |(_, rest)| rest)
}

/// Strips `<mail.info> `, which some daemons write after the stamp.
fn without_facility(text: &str) -> Option<&str> {
    let (facility, rest) = text.strip_prefix('<')?.split_once("> ")?;
    is_facility(facility).then_some(rest)
}

/// Whether a word is a facility and a severity: `mail.info` (syslog.conf(5)).
fn is_facility(word: &str) -> bool {
    // Most words are short and have no dot.
    let dot = word.bytes().position(|byte| byte == b'.');
    let halves = dot.and_then(|dot| Some((word.get(..dot)?, word.get(dot + 1..)?)));
    halves.is_some_and(|(facility, severity)| {
        let is_name = |name: &str| {
            !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        let is_severity = [
            "debug", "info", "notice", "warn", "err", "crit", "alert", "emerg",
        ];
        is_name(facility) && is_severity.iter().any(|name| severity.starts_with(name))
    })
}

/// Strips `[ID 801593 mail.info] ` (syslogd(8) of Solaris and illumos).
fn without_message_id(text: &str) -> &str {
    let id = text
        .strip_prefix("[ID ")
        .and_then(|text| text.split_once("] "));
    id.map_or(text, |(_, rest)| rest)
}

/// Strips `<22>`, and the version that follows it in RFC 5424 §6.2.
fn without_priority(text: &str) -> (bool, &str) {
    let digits = text.strip_prefix('<').and_then(|text| text.split_once('>'));
    match digits {
        Some((digits, rest)) if matches!(digits.len(), 1..=3) && is_number(digits) => {
            let version = rest.strip_prefix("1 ");
            (version.is_some(), version.unwrap_or(rest))
        }
        _ => (false, text),
    }
}

/// Parses host, program, process id, message id, structured data and message (RFC 5424 §6).
fn structured<'a>(whole: &'a str, time: Option<&'a str>, text: &'a str) -> Line<'a> {
    let text = text.strip_prefix("- ").unwrap_or(text);
    let mut words = text.splitn(5, ' ');
    let host = words.next().unwrap_or_default();
    let program = words.next().unwrap_or_default();
    let mut rest = words.nth(2).unwrap_or_default();
    while let Some(element) = rest.strip_prefix('[') {
        rest = element.split_once(']').map_or("", |(_, rest)| rest);
    }
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    Line {
        text: whole,
        time,
        host,
        program,
        body: rest.trim_start_matches([' ', '\u{feff}']),
    }
}

/// Returns host and program of `host postfix/smtp[1]: …`, and what follows. Without a stamp the program must have a
/// process id, or any word with a colon would pass for one.
fn tag(text: &str, stamped: bool) -> Option<(&str, &str, &str)> {
    let (first, rest) = first_word(text)?;
    if let Some(program) = program(first) {
        // A file's name may precede the line.
        let is_path = || stamp::split(rest).is_some();
        let certain = first.ends_with("]:") || program.contains('/') && !is_path();
        return certain.then_some(("", program, rest));
    }
    let is_host = !first.contains(['=', ':', '<', '[']) || stamped && first.contains("::");
    let (mut second, mut rest) = first_word(rest).filter(|_| is_host)?;
    if stamped && is_facility(second) {
        // BusyBox's syslogd writes this.
        (second, rest) = first_word(rest)?;
    }
    let program = program(second)?;
    // `mail postfix/smtp[71]: …`, cut out of a line.
    let certain = stamped || second.ends_with("]:") && program.contains('/');
    certain.then_some((first, program, rest))
}

/// Splits a text at its first blank.
fn first_word(text: &str) -> Option<(&str, &str)> {
    let length = text.bytes().position(|byte| byte == b' ')?;
    Some((text.get(..length)?, text.get(length + 1..)?))
}

/// Returns the name in `name:` or `name[pid]:`.
fn program(word: &str) -> Option<&str> {
    let word = word.strip_suffix(':')?;
    let is_name = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'_' | b'-' | b'@')
    };
    let length = word.bytes().take_while(is_name).count();
    let (name, pid) = word.split_at(length);
    // dma puts the queue id there: `dma[1a2b.7]`.
    let is_id = |id: &str| {
        id.bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b'.')
    };
    let is_pid = |pid: &str| pid.strip_suffix(']').is_some_and(is_id);
    // `jo@example.org: 550 …`
    let is_address = || memchr::memchr(b'@', name.as_bytes()).is_some();
    let ends = pid.is_empty() && !is_address() || pid.strip_prefix('[').is_some_and(is_pid);
    let starts = name.bytes().next()?.is_ascii_alphabetic();
    (starts && ends).then_some(name)
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
