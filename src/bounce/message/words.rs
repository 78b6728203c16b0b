//! How servers' words are quoted: codes, speakers, and what the reporting system wraps around them.

use crate::reply::{self, EnhancedCode};
use memchr::memmem;
use std::borrow::Cow;

/// Converts a text's line ends to LF.
pub(super) fn unix_text(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        text
    }
}

/// Returns the start of a text, of at most this many bytes.
pub(super) fn start(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// Returns the end of a text, of at most this many bytes.
pub(super) fn end(text: &str, most: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(most))..]
}

/// Joins a text into one line, because sentences continue over line ends.
pub(super) fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Finds a reply code where programs put what a server said.
///
/// Numbers elsewhere (`in 450 minutes`, `line 512`) are not codes.
pub(super) fn code_at(line: &str) -> Option<(usize, u16)> {
    let bytes = line.as_bytes();
    let mut from = 0;
    while let Some(at) = bytes
        .get(from..)?
        .iter()
        .position(|byte| matches!(byte, b'2' | b'4' | b'5'))
    {
        let at = from + at;
        from = at + 1;
        let digits = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
        if !(digits(at + 1) && bytes[at + 1] < b'8' && digits(at + 2)) || at > 0 && digits(at - 1) {
            continue;
        }
        let after = bytes.get(at + 3).copied().unwrap_or(b' ');
        let ends = matches!(
            after,
            b' ' | b'-' | b'\t' | b',' | b';' | b'"' | b'\'' | b')' | b'#' | b':' | b'<'
        );
        if ends && !is_measure(&line[at + 3..]) && introduced(&line[..at]) {
            let (digits, said) = line[at..].split_at(3);
            let said = reply::behind_repeated(said, digits);
            return digits
                .parse()
                .ok()
                .map(|code| (line.len() - said.len() - 3, code));
        }
    }
    None
}

/// Whether a line contains a server's refusal.
pub(super) fn has_refusal(line: &str) -> bool {
    code_at(line).is_some_and(|(_, code)| code >= 400)
}

/// Whether a line starts with a reply code.
pub(super) fn is_coded(line: &str) -> bool {
    code_at(line).is_some_and(|(at, _)| at == 0)
}

/// Returns where a line that starts with an enhanced status code has it: `-- 5.1.1 User unknown`, `<#5.1.1>`.
pub(super) fn enhanced_at_start(line: &str) -> Option<usize> {
    let bare = line.trim_start_matches([' ', '\t', '-', '<', '#', '(', '*']);
    let end = bare
        .find(|c: char| !(c.is_ascii_digit() || c == '.'))
        .unwrap_or(bare.len());
    let code = bare[..end].parse::<EnhancedCode>().ok();
    code.filter(|code| code.class >= 4)
        .map(|_| line.len() - bare.len())
}

/// Returns where a line has an enhanced status code followed by what was said: at its start, or after the words that
/// introduce it, `The mail server responded: 5.1.1 …`.
pub(super) fn enhanced_said(line: &str) -> Option<usize> {
    enhanced_at_start(line).or_else(|| {
        let (before, diagnostic) = line.split_once(": ")?;
        let diagnostic = diagnostic.trim_start();
        let is_sentence = before.split(' ').nth(2).is_some();
        let at = enhanced_at_start(diagnostic).filter(|_| is_sentence)?;
        Some(line.len() - diagnostic.len() + at)
    })
}

/// Whether the text before a number makes it a reply code.
fn introduced(before: &str) -> bool {
    let is_adjacent = !before.ends_with([' ', '\t']);
    let before = before.trim_end_matches([' ', '\t']);
    let Some(last) = before.chars().next_back() else {
        return true;
    };
    // `manager.go:412`, `X-RequestId: {399b1cd8-…}:540`
    let is_of_file = || {
        let word = before.rsplit(' ').next().unwrap_or_default();
        word.len() > 1 && word.contains('.') || word.ends_with("}:")
    };
    if last == ':' && is_adjacent && is_of_file() {
        return false;
    }
    if matches!(
        last,
        ':' | ';' | '<' | '>' | '(' | '[' | '{' | '"' | '\'' | '`' | '#' | '=' | '|' | '»' | '：'
    ) {
        return true;
    }
    if before.ends_with("<--") || before.ends_with("->") {
        return true;
    }
    let word = before
        .rsplit(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or_default();
    [
        "error", "code", "response", "said", "reply", "status", "with", "smtp", "returned",
        "failure", "was", "is", "message",
    ]
    .iter()
    .any(|known| word.eq_ignore_ascii_case(known))
}

/// Whether a measure follows, such as `4xx seconds`.
fn is_measure(after: &str) -> bool {
    let word = after
        .trim_start()
        .split(|c: char| !c.is_ascii_alphabetic())
        .next()
        .unwrap_or_default();
    [
        "hour", "hours", "minute", "minutes", "second", "seconds", "day", "days", "bytes", "kb",
        "mb", "k",
    ]
    .iter()
    .any(|unit| word.eq_ignore_ascii_case(unit))
}

/// Whether a line does not belong to the reply before it.
pub(super) fn ends_reply(line: &str) -> bool {
    const ENDS: [&str; 13] = [
        ">>>",
        "<<<",
        "---",
        "===",
        "***",
        "...",
        "Giving up on",
        "I'm not going to try again",
        "Message headers follow",
        "Sent <<<",
        "Received >>>",
        "Reporting-MTA",
        "Final-Recipient",
    ];
    ENDS.iter().any(|end| line.starts_with(end))
}

/// The speaker comes before these, the words after them.
const SAID: [&str; 4] = [
    " said: ",
    "refused to talk to me: ",
    "the response from the remote server was:",
    "response was:",
];

/// Whether Google's notices introduce a server's words in this way: then a text without any address is a notice, too.
pub(super) fn introduces_reply(text: &str) -> bool {
    text.contains("The response from the remote server was:")
        || text.contains("The response was:")
        || text.contains("The error that the other server returned was:")
}

/// Strips whoever passes a server's words on.
pub(super) fn unwrapped(text: &str) -> &str {
    let lower = text.to_ascii_lowercase();
    let diagnostic = SAID
        .iter()
        .filter_map(|mark| Some(memmem::find(lower.as_bytes(), mark.as_bytes())? + mark.len()))
        .min();
    let text = diagnostic.and_then(|at| text.get(at..)).unwrap_or(text);
    let end = text
        .rfind("(in reply to")
        .or(text.find("> #SMTP#"))
        .unwrap_or(text.len());
    let text = text[..end].trim().trim_matches('\'');
    if text.contains('<') {
        text
    } else {
        text.trim_end_matches('>')
    }
}

/// Returns what follows the address that Postfix expanded: `> (expanded from <someone@example.org>): User unknown`.
pub(super) fn behind_origin(rest: &str) -> &str {
    let origin = rest
        .trim_start_matches(['>', ' '])
        .strip_prefix("(expanded from ");
    let behind = origin.and_then(|origin| origin.split_once("): "));
    behind.map_or(rest, |(_, behind)| behind)
}

/// The ends of lines that Postfix breaks off before a name: `<jo@example.org> (expanded from`, `<jo@example.org>: host`.
const BROKEN: [&str; 3] = ["(expanded from\n", ">: host\n", "): host\n"];

/// Joins the lines of a notice that Postfix has broken off before a name.
pub(super) fn rejoined(text: Cow<'_, str>) -> Cow<'_, str> {
    if !BROKEN.iter().any(|end| text.contains(end)) {
        return text;
    }
    let mut joined = String::with_capacity(text.len());
    let mut is_broken = false;
    for line in text.split_inclusive('\n') {
        let line = if is_broken { line.trim_start() } else { line };
        is_broken = BROKEN.iter().any(|end| line.ends_with(end));
        let is_space = |c: char| is_broken && c == '\n';
        joined.push_str(line.trim_end_matches(is_space));
        joined.push_str(if is_broken { " " } else { "" });
    }
    Cow::Owned(joined)
}

/// Words followed by the command that a server answered, in lower case.
const ANSWERED: [&str; 6] = [
    "(in reply to",
    "remote mail server after pipelined ",
    "remote mail server after ",
    "in response to ",
    "error after ",
    ">>> ",
];
const COMMANDS: [(&str, &str); 5] = [
    ("mail from", "MAIL FROM"),
    ("rcpt to", "RCPT TO"),
    ("end of data", "end of DATA"),
    ("data", "DATA"),
    ("ehlo", "EHLO"),
];

/// What qmail-remote says before the reply to each of these commands, in lower case.
const BY_QMAIL: [(&str, &str); 3] = [
    ("but sender was rejected", "MAIL FROM"),
    ("but my name was rejected", "HELO"),
    ("but greeting failed", "CONNECT"),
];

/// Returns the command that a server answered, if the text around the reply names it.
pub fn stage(text: &str) -> Option<&'static str> {
    let lower = text.to_ascii_lowercase();
    let named = ANSWERED.iter().find_map(|words| {
        let command = lower[lower.rfind(words)? + words.len()..].trim_start();
        let known = COMMANDS.iter().find(|(name, _)| command.starts_with(name));
        known.map(|(_, name)| *name)
    });
    named.or_else(|| {
        let by_qmail = BY_QMAIL.iter().find(|(words, _)| lower.contains(words));
        by_qmail.map(|(_, name)| *name)
    })
}

/// Words followed by the host that speaks, in lower case.
const SPEAKING: [&str; 9] = [
    "host ",
    "host: ",
    "while talking to ",
    "connected to ",
    "connect to ",
    "conversation with ",
    "lost connection with ",
    "by the server for the recipient domain ",
    "generating server: ",
];

/// Returns the host that speaks, according to a text.
pub(super) fn host(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    SPEAKING.iter().find_map(|mark| {
        let mut from = 0;
        loop {
            let at = from + lower.get(from..)?.find(mark)?;
            let after = text.get(at + mark.len()..)?;
            from = at + mark.len();
            let before = &lower[..at];
            // The sender's host is named in the same way.
            let is_of_sender = ["client ", "sending "]
                .iter()
                .any(|of| before.ends_with(of));
            let free = !is_of_sender && !before.ends_with(|c: char| c.is_ascii_alphanumeric());
            if let Some(name) = host_name(after).filter(|_| free) {
                let behind = after.trim_start_matches([' ', '[', '<']).get(name.len()..);
                let by = behind
                    .and_then(|rest| host_name(rest.trim_start_matches('.').strip_prefix(" by ")?));
                return by.or(Some(name));
            }
        }
    })
}

/// Returns the host name or address at the start of a text; in `example.org. by mx.example.org.` the second one speaks.
fn host_name(text: &str) -> Option<&str> {
    let text = text.trim_start_matches([' ', '[', '<']);
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':')))
        .unwrap_or(text.len());
    let name = text[..end].trim_end_matches(['.', ':']);
    let is_name = name.contains('.') && name.len() < 254 && !name.starts_with(['.', '-']);
    is_name.then_some(name)
}

/// Whether a text says nothing besides codes: at most one word.
pub(super) fn is_generic(text: &str) -> bool {
    text.split(|c: char| c.is_whitespace() || matches!(c, '-' | ';' | ','))
        .filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1)
        .nth(1)
        .is_none()
        && text.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reply_codes_are_where_servers_speak() {
        let code = |line| code_at(line).map(|(_, code)| code);
        assert_eq!(code("550 5.1.1 no"), Some(550));
        assert_eq!(code("<<< 452-4.2.2 full"), Some(452));
        assert_eq!(code("host mx.example.org [192.0.2.1]: 550 no"), Some(550));
        assert_eq!(code("Remote host said: 550 no"), Some(550));
        assert_eq!(code("with error 554 no"), Some(554));
        for line in [
            "tried for 450 minutes",
            "in line 512 of",
            "Sat, 29 Apr 2010",
            "mx.example.org:587",
            "5500 x",
        ] {
            assert_eq!(code(line), None, "{line}");
        }
    }

    #[test]
    fn hosts_that_send_do_not_speak() {
        assert_eq!(host("554 Client host [192.0.2.1] blocked"), None);
        assert_eq!(host("sending host mx.example.org is listed"), None);
    }

    #[test]
    fn hosts_that_speak_are_named() {
        assert_eq!(
            host("host mx.example.org[192.0.2.1] said: 550 no"),
            Some("mx.example.org")
        );
        assert_eq!(
            host("... while talking to mx.example.org.:"),
            Some("mx.example.org")
        );
        assert_eq!(
            host(
                "by the server for the recipient domain example.org by mx.example.org. [192.0.2.1]."
            ),
            Some("mx.example.org")
        );
        assert_eq!(host("the host did not answer"), None);
    }

    #[test]
    fn wrappings_are_taken_off() {
        assert_eq!(
            unwrapped("host mx.example.org[192.0.2.1] said: 550 no (in reply to RCPT TO command)"),
            "550 no"
        );
        assert_eq!(unwrapped("550 no"), "550 no");
    }
}
