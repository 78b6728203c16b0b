//! The forms in which mail libraries quote a reply, and what merely surrounds it.

use super::Failure;
use crate::bounce::message::{address, named_first};
use crate::reply::{EnhancedCode, Reply};
use memchr::memchr_iter;
use std::borrow::Cow;

/// The longest string that can be a reply, in bytes.
const LONGEST_STRING: usize = 4096;

/// Whether a line is a stack frame, or the heading of a stack trace.
pub(in crate::bounce) fn is_frame(line: &str) -> bool {
    let bare = line.trim_start_matches(['>', ' ', '\t']).trim_end();
    let is_call = || bare.ends_with([')', '{']) || bare.contains("):");
    let is_java = || bare.contains(".java:") || bare.contains("(Native Method)");
    let numbered = bare.strip_prefix('#').unwrap_or_default();
    // Exchange puts such a mark before a reply: `#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##`.
    let is_number = || {
        numbered.starts_with(|c: char| c.is_ascii_digit())
            && Reply::parse(numbered).enhanced.is_none()
    };
    // PHP shortens the arguments of a call: `Transport->send('550 5.1.1 No su...', Array)`.
    let is_shortened = || bare.contains("...'") && (bare.contains("->") || bare.contains("::"));
    bare.ends_with(')') && is_shortened()
        || bare.starts_with("at ") && (is_call() || is_java() || bare.contains(" in "))
        || bare.starts_with("File \"") && bare.contains(", line ")
        || bare.starts_with("from /")
        || is_number()
        || bare.starts_with("... ") && bare.ends_with(" more")
        || matches!(
            bare,
            "[stacktrace]" | "nested exception is:" | "Traceback (most recent call last):"
        )
}

/// Whether a text breaks off within a server's words: consoles wrap at their width, within words; people after a colon.
pub(super) fn is_cut(text: &str) -> bool {
    let line = text.trim_end().rsplit('\n').next().unwrap_or_default();
    if line.ends_with(':') {
        return Reply::parse(line).is_spoken();
    }
    if ends_with_code(line) {
        return true;
    }
    let Some((_, diagnostic)) = line.split_once("with message \"") else {
        return false;
    };
    text.ends_with('\n') && !diagnostic.contains('"') && diagnostic.contains(' ')
}

/// Whether a line is an exception's name and a code whose words are in the next line: `SMTPDataError: 554`, as in Odoo.
pub(super) fn ends_with_code(line: &str) -> bool {
    let parts = line.trim_end().rsplit_once("Error: ");
    let code = parts.or_else(|| line.trim_end().rsplit_once("Refused: "));
    code.is_some_and(|(_, code)| {
        code.len() == 3
            && code.starts_with(['4', '5'])
            && code.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Undoes the escapes of a line that is a string in source form.
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

/// Returns where `(550, b'…` may start in a text.
pub(super) fn tuple_starts(text: &str) -> impl Iterator<Item = (usize, u16, usize)> {
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

/// Returns the failures in Python tuples: `{'jo@example.org': (550, b'5.1.1 …')}`. `(550, '5.1.1 …', 'me@example.com')`
/// names the sender, as smtplib's SMTPSenderRefused does, unless it is of aiosmtplib's SMTPRecipientRefused.
pub(super) fn tuples(text: &str) -> Vec<Failure> {
    let mut failures = Vec::new();
    let (mut end, mut line) = (0, 0);
    // Whether the last name of an error is about recipients; a list names it only once.
    let mut lists_recipients = false;
    for (at, code, start) in tuple_starts(text) {
        if at < end {
            continue;
        }
        let (words, rest) = string(&text[start..]).unwrap_or_else(|| cut_off(&text[start..]));
        let diagnostic = format!("{code} {}", unescaped(words).trim());
        let between = &text[end..at];
        let lines = between.matches('\n').count();
        let key = key(between);
        let third = rest
            .strip_prefix(',')
            .and_then(|rest| string(rest.trim_start()));
        let third = third.map(|(address, _)| address);
        let third = third.filter(|address| key.is_none() && address.contains('@'));
        let [of_recipient, of_sender] = ["Recipient", "Sender"].map(|name| between.rfind(name));
        if of_recipient.is_some() || of_sender.is_some() {
            lists_recipients = of_recipient > of_sender;
        }
        // The reply may repeat whom it refuses.
        let is_named = || third.is_some() && named_first(&diagnostic) == third;
        let is_recipient = lists_recipients || is_named();
        let recipient = key.filter(|key| key.contains('@'));
        let recipient = recipient.or(third.filter(|_| is_recipient));
        failures.push(Failure {
            line: line + lines,
            code: Some(code),
            recipient: recipient.map(str::to_owned),
            is_of_sender: third.is_some() && !is_recipient,
            diagnostic,
            is_without_refusal: code < 400
                && between.trim_end_matches([':', ' ']).ends_with("Error"),
            is_certain: true,
            ..Failure::default()
        });
        line += lines + text[at..text.len() - rest.len()].matches('\n').count();
        end = text.len() - rest.len();
    }
    failures
}

/// Splits off the string at the start of a text.
pub(super) fn string(text: &str) -> Option<(&str, &str)> {
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

/// Splits off the rest of the line as a string that was not closed.
fn cut_off(text: &str) -> (&str, &str) {
    let end = text.find('\n').unwrap_or(text.len());
    let words = text[1..end].trim_end();
    (words.strip_suffix(')').unwrap_or(words), &text[end..])
}

/// Returns the key before a value: `'jo@example.org': `.
fn key(before: &str) -> Option<&str> {
    let before = before.trim_end().strip_suffix(':')?.trim_end();
    let mark = before
        .chars()
        .next_back()
        .filter(|mark| matches!(mark, '\'' | '"'))?;
    let before = &before[..before.len() - 1];
    before.rfind(mark).map(|start| &before[start + 1..])
}

/// Whether words quote a server without a reply code: `The server response was: 5.1.1 …`, as in .NET.
pub(super) fn is_response(diagnostic: &str) -> bool {
    Reply::parse(diagnostic)
        .enhanced
        .is_some_and(|enhanced| enhanced.class >= 4)
        || diagnostic.contains("server response was:")
}

/// Whether a reply is about the sender, so that an address in it is the sender's.
pub(super) fn is_of_sender(diagnostic: &str) -> bool {
    let reply = Reply::parse(diagnostic);
    let lower = reply.text.to_ascii_lowercase();
    reply.enhanced.is_some_and(EnhancedCode::is_of_sender)
        || lower.contains("sender")
        || lower.contains("mail from")
}

/// Returns the recipient that a reply names: `550 5.1.1 <jo@example.org>: …`.
pub(super) fn addressee(diagnostic: &str) -> Option<String> {
    let reply = Reply::parse(diagnostic);
    let address = address::first(&reply.text)?;
    let at = reply.text.find(address)?;
    let is_bracketed =
        reply.text[..at].ends_with('<') && reply.text[at + address.len()..].starts_with('>');
    (is_bracketed && !is_of_sender(diagnostic)).then(|| address.to_owned())
}

/// Returns the recipient that a line names by a key or a word: `recipient: 'jo@example.org'`, `rejected: [
/// 'jo@example.org' ]`.
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
