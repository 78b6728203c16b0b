//! The forms in which mail libraries cite a reply, and what only surrounds it.

use super::{Failure, connection};
use crate::bounce::message::address;
use crate::bounce::message::wordings::Wordings;
use crate::reply::Reply;
use memchr::memchr_iter;
use std::borrow::Cow;
use std::ops::Range;

/// What only the errors of libraries and mailers hold, in lower case.
static MARKS: Wordings = Wordings::new(&[
    "exception",
    "traceback (most recent",
    "smtplib.",
    "smtprecipient",
    "smtpsender",
    "smtpdataerror",
    "smtpauthenticationerror",
    "smtpresponse",
    "smtp code:",
    "responsecode:",
    "expected response code",
    "nested exception",
    "net::smtp",
    "textproto.error",
    "net/smtp",
    "msmtp:",
    "gomail:",
    "recipients failed:",
    "recipients were rejected",
    "send-mail:",
    "smtpconnection.",
    "swift_",
    "phpmailer",
    "smtp error (",
    "smtp fehler (",
    "smtp error: ",
    "smtp fehler: ",
    "smtp-fehler: ",
    "smtp-fout: ",
    "erreur smtp",
    "error smtp: ",
    "errore smtp: ",
    "erro de smtp: ",
    "erro smtp: ",
    "błąd smtp: ",
    "ошибка smtp: ",
    "mailer error:",
    "lettre::",
    "smtpmsg='",
]);
/// A longer string is no reply, in bytes.
const LONGEST_STRING: usize = 4096;

/// Whether a text shows the marks of a library's error.
pub(in crate::bounce) fn is_library(text: &str) -> bool {
    let is_labelled = || text.lines().any(|line| labelled_code(line).is_some());
    let lower = text.to_ascii_lowercase();
    MARKS.stand_in(&lower)
        || connection::is_any(&lower)
        || text.contains("SMTP ") && is_labelled()
        || tuple_starts(text).next().is_some()
}

/// Whether a line is a frame of a stack, or a heading of one.
pub(super) fn is_frame(line: &str) -> bool {
    let bare = line.trim();
    let is_call = bare.ends_with(')') || bare.ends_with('{') || bare.contains("):");
    let numbered = bare.strip_prefix('#').unwrap_or_default();
    let is_java = bare.contains(".java:") || bare.contains("(Native Method)");
    bare.starts_with("at ") && (is_call || is_java || bare.contains(" in "))
        || bare.starts_with("File \"") && bare.contains(", line ")
        || bare.starts_with("from /")
        || numbered.starts_with(|c: char| c.is_ascii_digit())
        || bare.starts_with("... ") && bare.ends_with(" more")
        || matches!(
            bare,
            "[stacktrace]" | "nested exception is:" | "Traceback (most recent call last):"
        )
}

/// Whether a text ends within what a server said: consoles wrap it at their width, within words.
pub(super) fn is_cut(text: &str) -> bool {
    let line = text.trim_end().rsplit('\n').next().unwrap_or_default();
    let Some((_, diagnostic)) = line.split_once("with message \"") else {
        return false;
    };
    text.ends_with('\n') && !diagnostic.contains('"') && diagnostic.contains(' ')
}

/// A line of a string in source form, with its escapes undone.
pub(super) fn unescaped(line: &str) -> Cow<'_, str> {
    if !line.contains('\\') {
        return Cow::Borrowed(line);
    }
    let line = line
        .replace("\\r\\n", " ")
        .replace("\\n", " ")
        .replace("\\r", " ");
    Cow::Owned(line.replace("\\\"", "\"").replace("\\'", "'"))
}

/// Where in a text `(550, b'…` may start.
fn tuple_starts(text: &str) -> impl Iterator<Item = (usize, u16, usize)> {
    memchr_iter(b'(', text.as_bytes()).filter_map(|at| {
        let digits = text.get(at + 1..at + 4)?;
        let code = digits
            .parse()
            .ok()
            .filter(|code| (200..600).contains(code))?;
        let rest = text[at + 4..].strip_prefix(',')?.trim_start();
        let rest = rest.strip_prefix('b').unwrap_or(rest);
        rest.starts_with(['\'', '"'])
            .then(|| (at, code, text.len() - rest.len()))
    })
}

/// Tuples of Python: `{'jo@example.org': (550, b'5.1.1 …')}`, `(550, '5.1.1 …', 'jo@example.org')`.
pub(super) fn tuples(text: &str) -> Vec<Failure> {
    let mut failures = Vec::new();
    let (mut end, mut line) = (0, 0);
    for (at, code, start) in tuple_starts(text) {
        if at < end {
            continue;
        }
        let Some((words, rest)) = string(&text[start..]) else {
            continue;
        };
        let diagnostic = format!("{code} {}", unescaped(words).trim());
        let between = &text[end..at];
        let lines = between.matches('\n').count();
        let key = key(between);
        let third = rest
            .strip_prefix(',')
            .and_then(|rest| string(rest.trim_start()));
        let third = third.map(|(address, _)| address);
        let is_sender = || between.contains("Sender") || is_of_sender(&diagnostic);
        let recipient = key.or(third.filter(|_| !is_sender()));
        let recipient = recipient.filter(|recipient| recipient.contains('@'));
        failures.push(Failure {
            line: line + lines,
            code: Some(code),
            recipient: recipient.map(str::to_owned),
            diagnostic,
            is_certain: true,
            is_temporary: false,
        });
        line += lines + text[at..text.len() - rest.len()].matches('\n').count();
        end = text.len() - rest.len();
    }
    failures
}

/// The string with which a text starts, and what follows.
fn string(text: &str) -> Option<(&str, &str)> {
    let mark = text
        .chars()
        .next()
        .filter(|mark| matches!(mark, '\'' | '"'))?;
    let mut is_escaped = false;
    let within = &text[1..text.floor_char_boundary(LONGEST_STRING)];
    let end = within.find(|c: char| {
        let ends = c == mark && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    })?;
    Some((&text[1..1 + end], &text[end + 2..]))
}

/// The key before a value: `'jo@example.org': `.
fn key(before: &str) -> Option<&str> {
    let before = before.trim_end().strip_suffix(':')?.trim_end();
    let mark = before
        .chars()
        .next_back()
        .filter(|mark| matches!(mark, '\'' | '"'))?;
    let before = &before[..before.len() - 1];
    before.rfind(mark).map(|start| &before[start + 1..])
}

/// Refusals that are written around a code, rather than behind it.
pub(super) fn refusals(diagnostic: &str) -> Vec<Failure> {
    if let Some(failure) = phpmailer(diagnostic) {
        return vec![failure];
    }
    let failure = textproto(diagnostic).or_else(|| roundcube(diagnostic));
    if let Some(failure) = failure.or_else(|| msmtp(diagnostic)) {
        return vec![failure];
    }
    let failures = listed(diagnostic);
    if !failures.is_empty() {
        return failures;
    }
    let mut lines = diagnostic.lines().map(str::trim).peekable();
    if lines
        .peek()
        .is_none_or(|line| labelled_code(line).is_none())
    {
        return Vec::new();
    }
    lines.filter_map(labelled).collect()
}

/// `SMTP server error: RCPT TO command failed Detail: 5.1.1 … SMTP code: 550 Additional SMTP info: 5.1.1`, as PHPMailer
/// has it.
fn phpmailer(diagnostic: &str) -> Option<Failure> {
    let (before, after) = diagnostic.split_once("SMTP code:")?;
    let digits = after.trim_start().get(..3)?;
    let code = digits
        .parse()
        .ok()
        .filter(|code| (400..600).contains(code))?;
    let detail = before
        .rsplit_once("Detail:")
        .map_or(before, |(_, detail)| detail);
    let info = after
        .split_once("Additional SMTP info:")
        .map_or("", |(_, info)| info);
    let info = info.split(" in /").next().unwrap_or_default().trim();
    Some(Failure {
        code: Some(code),
        diagnostic: format!("{code} {info} {}", detail.trim()).replace("  ", " "),
        ..Failure::default()
    })
}

/// `SMTP Error: The following recipients failed: jo@example.org: No such user, al@example.org: Mailbox full`, as PHPMailer has
/// it in any language.
fn listed(diagnostic: &str) -> Vec<Failure> {
    let spans: Vec<_> = address::addresses(diagnostic).collect();
    let is_item = |span: &Range<usize>| {
        let before = diagnostic[..span.start].trim_end();
        before.ends_with([':', ',']) && diagnostic[span.end..].starts_with(": ")
    };
    let items: Vec<_> = spans.into_iter().filter(is_item).collect();
    let is_list = items.first().is_some_and(|first| {
        let head = &diagnostic[..first.start];
        head.contains("SMTP") && head.trim_end().ends_with(':') && Reply::parse(head).code.is_none()
    });
    if !is_list {
        return Vec::new();
    }
    let ends = items.iter().skip(1).map(|next| next.start);
    let ends = ends.chain([diagnostic.len()]);
    let failures = items.iter().zip(ends).map(|(item, end)| Failure {
        recipient: Some(diagnostic[item.clone()].to_owned()),
        diagnostic: diagnostic[item.end..end]
            .trim_start_matches(':')
            .trim_matches([' ', ','])
            .to_owned(),
        is_certain: true,
        ..Failure::default()
    });
    failures.collect()
}

/// `SMTP Error: Failed to add recipient 'jo@example.org'. 5.1.1 … (Code: 550)`, as Roundcube has it in its log.
fn roundcube(diagnostic: &str) -> Option<Failure> {
    let (before, after) = diagnostic.split_once(" (Code: ")?;
    let code = after.get(..3)?.parse().ok();
    let code: u16 = code.filter(|code| (400..600).contains(code))?;
    let (_, words) = before.split_once("SMTP Error: ")?;
    labelled(&format!("SMTP Error ({code}): {words}"))
}

/// `recipients=jo@example.org smtpstatus=550 smtpmsg='550 5.1.1 …' errormsg='…'`, as msmtp has it in its log.
fn msmtp(diagnostic: &str) -> Option<Failure> {
    let (before, after) = diagnostic.split_once("smtpmsg='")?;
    let words = after.split("' errormsg=").next().unwrap_or_default();
    let words = words.split("' exitcode=").next().unwrap_or_default();
    let (_, recipients) = before.split_once("recipients=")?;
    let recipient = recipients
        .split(' ')
        .next()
        .filter(|name| !name.contains(','));
    Some(Failure {
        code: Reply::parse(words).code,
        diagnostic: words.replace("\\n", "\n"),
        recipient: recipient.map(str::to_owned),
        is_certain: true,
        ..Failure::default()
    })
}

/// `&textproto.Error{Code:550, Msg:"5.1.1 …"}`, as Go has it.
fn textproto(diagnostic: &str) -> Option<Failure> {
    let (_, fields) = diagnostic.split_once("Error{Code:")?;
    let (digits, rest) = fields.split_at_checked(3)?;
    let code = digits
        .parse()
        .ok()
        .filter(|code| (400..600).contains(code))?;
    let (words, _) = string(rest.split_once("Msg:")?.1)?;
    Some(Failure {
        code: Some(code),
        diagnostic: format!("{code} {words}"),
        ..Failure::default()
    })
}

/// A code in brackets behind `SMTP` and one word, and where the line goes on: `SMTP Error (550): …`, `SMTP Error: [550] …`.
fn labelled_code(line: &str) -> Option<(u16, &str)> {
    let at = line.find("SMTP ")? + "SMTP ".len();
    let open = at + line[at..].find(['(', '['])?;
    let word = line[at..open].trim().trim_end_matches(':');
    let digits = line.get(open + 1..open + 4)?;
    let rest = line[open + 4..].strip_prefix([')', ']'])?;
    let is_word = !word.is_empty() && word.chars().all(char::is_alphabetic);
    let code = digits
        .parse()
        .ok()
        .filter(|code| (400..600).contains(code))?;
    is_word.then(|| (code, rest.trim_start_matches([':', ' '])))
}

/// `Failed to add recipient "jo@example.org" (5.1.1 …).`: the server's words stand in the brackets.
fn labelled(line: &str) -> Option<Failure> {
    let (code, rest) = labelled_code(line)?;
    let inner = rest.split_once('(').and_then(|(_, inner)| {
        let inner = inner.trim_end().trim_end_matches('.');
        inner.strip_suffix(')')
    });
    let quoted = address::first(rest).filter(|address| {
        let at = rest.find(address).unwrap_or_default();
        rest[..at].ends_with(['"', '\'', '“', '„', '«'])
    });
    let words = inner
        .filter(|inner| inner.contains(char::is_alphabetic))
        .unwrap_or(rest);
    // Behind the sentence that names the recipient.
    let behind = quoted
        .filter(|_| inner.is_none())
        .and_then(|address| rest.split_once(address));
    let behind = behind.map(|(_, words)| words.trim_start_matches(['"', '\'', '.', ' ', '”']));
    let words = behind.filter(|words| words.contains(' ')).unwrap_or(words);
    let diagnostic = if words.starts_with(&code.to_string()) {
        words.to_owned()
    } else {
        format!("{code} {words}")
    };
    let is_of_sender = is_of_sender(rest) || rest.to_ascii_lowercase().contains("sender");
    Some(Failure {
        code: Some(code),
        recipient: quoted.filter(|_| !is_of_sender).map(str::to_owned),
        diagnostic,
        is_certain: true,
        ..Failure::default()
    })
}

/// Whether words cite a server without a reply code: `The server response was: 5.1.1 …`, as .NET has it.
pub(super) fn is_response(diagnostic: &str) -> bool {
    Reply::parse(diagnostic)
        .enhanced
        .is_some_and(|enhanced| enhanced.class >= 4)
        || diagnostic.contains("server response was:")
}

/// Whether a reply speaks of the sender, so that an address in it is his.
pub(super) fn is_of_sender(diagnostic: &str) -> bool {
    let reply = Reply::parse(diagnostic);
    let code = reply.enhanced.map(|code| (code.subject, code.detail));
    let lower = reply.text.to_ascii_lowercase();
    matches!(code, Some((1, 7 | 8))) || lower.contains("sender") || lower.contains("mail from")
}

/// The recipient whom a reply names: `550 5.1.1 <jo@example.org>: …`.
pub(super) fn addressee(diagnostic: &str) -> Option<String> {
    let reply = Reply::parse(diagnostic);
    let address = address::first(&reply.text)?;
    let at = reply.text.find(address)?;
    let is_bracketed =
        reply.text[..at].ends_with('<') && reply.text[at + address.len()..].starts_with('>');
    (is_bracketed && !is_of_sender(diagnostic)).then(|| address.to_owned())
}

/// The recipient whom a line names by a key or a word: `recipient: 'jo@example.org'`, `rejected: [ 'jo@example.org' ]`.
pub(super) fn recipient(line: &str) -> Option<String> {
    let lower = line.to_ascii_lowercase();
    let words = [
        "recipient: ",
        "rejected: ",
        "recipient address ",
        "recipients failed: ",
        "rcpt to:",
    ];
    words.iter().find_map(|word| {
        let at = lower.find(word)? + word.len();
        let start = line
            .get(at..)?
            .trim_start_matches([' ', '[', '<', '\'', '"']);
        let address = address::first(start).filter(|address| start.starts_with(address))?;
        Some(address.to_owned())
    })
}
