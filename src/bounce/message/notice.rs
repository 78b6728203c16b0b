//! Failure notices without their header: pasted text, and fields of a report alone.

use super::announcement::{announces, cites};
use super::fields::Fields;
use super::named::{named_before_reply, named_first};
use super::report::Report;
use super::{Emit, address, header, status, words};
use crate::bounce::cut::Limit;
use crate::bounce::{lines, mail_start};
use crate::reply::Reply;

/// Fields of which every mail has at least one (RFC 5322 §3.6, RFC 2045 §3).
const OF_MAILS: [&str; 7] = [
    "From",
    "Received",
    "Return-Path",
    "Delivered-To",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
];

/// Whether text that starts with fields is a mail or the fields of a report; otherwise they are labels in a text.
pub fn is_message(mut text: &[u8]) -> bool {
    let mut is_any = false;
    while !text.is_empty() {
        let length = lines::line(text).unwrap_or(text.len());
        let line = lines::content(&text[..length]);
        if line.trim_ascii().is_empty() {
            break;
        }
        let name = mail_start::field(line).unwrap_or_default();
        if !mail_start::is_known_field(line) && is_reply(line, name) {
            return false;
        }
        is_any |=
            mail_start::is_one_of(name, &OF_MAILS) || mail_start::is_one_of(name, &status::OWN);
        text = &text[length..];
    }
    is_any
}

/// Whether a line that is not a field of a mail is a reply that names its recipient, or has one behind a label: `Error:
/// 550 5.1.1 …`, `PHPMailer: … jo@example.org: 550 …`.
fn is_reply(line: &[u8], name: &[u8]) -> bool {
    let line = String::from_utf8_lossy(line);
    if name.is_empty() {
        return starts_with_code(&line) && named_first(&line).is_some();
    }
    let is_item = |before: &str| before.ends_with(": ") && before.contains('@');
    let value = line[name.len()..].trim_start_matches([':', ' ']).trim_end();
    // `Content-Length: 550`
    value.starts_with(['4', '5']) && value.contains(' ') && starts_with_code(value)
        || words::code_at(value).is_some_and(|(at, _)| is_item(&value[..at]))
}

/// Whether these are delivery status fields without a mail around them.
pub(super) fn is_report_alone(head: &Fields<'_>) -> bool {
    !OF_MAILS.iter().any(|name| head.has(name)) && status::OWN.iter().any(|name| head.has(name))
}

/// Whether a text is delivery status fields alone, the last of which quote another reply than this line, or one to
/// somebody else.
pub fn quotes_another(text: &str, line: &str) -> bool {
    let fields = Fields::parse(text);
    let Some(last) = fields.all("Diagnostic-Code").last() else {
        return false;
    };
    let said = Reply::parse(last);
    let mut named = address::addresses(line).map(|span| &line[span]);
    let is_same =
        Reply::parse(line).text.contains(&*said.text) && named.all(|named| text.contains(named));
    said.code.is_some() && !is_same && is_report_alone(&fields)
}

/// Whether a line quotes a reply behind the server or the recipient that it belongs to: `host mx.example.org[192.0.2.7]
/// said: 550 …`, `jo@example.org: 550 …`.
pub fn is_attributed(line: &str) -> bool {
    let Some((at, _)) = words::code_at(line) else {
        return false;
    };
    let before = &line[..at];
    line.starts_with("host ") && words::host(before).is_some()
        || named_before_reply(line)
            .is_some_and(|named| line.trim_start_matches('<').starts_with(named))
}

/// Whether a line starts the fields of the report that a text belongs to: the text quotes what became of a recipient, or
/// introduces what a server said.
pub fn is_report_of(text: &str, line: &str) -> bool {
    let is_begun = || text.lines().any(status::is_field);
    let is_next = || mail_start::field(line.as_bytes()).is_some() && is_begun();
    (status::is_field(line) || is_next()) && (cites(text) || is_introduced(text))
}

/// Whether a reply stands below words that introduce it: `La respuesta fue:`.
fn is_introduced(text: &str) -> bool {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut pairs = lines().zip(lines().skip(1));
    !text.contains('@')
        && pairs.any(|(above, line)| above.ends_with([':', '：']) && starts_with_code(line))
}

/// Emits the failures that a text without a header reports; none if it is not a notice. Returns their number, and the
/// limit that the text exceeds, if any.
pub fn emit_notice(text: &str, emit: &mut Emit<'_>) -> (usize, Option<Limit>) {
    let is_reply = text
        .trim_start()
        .lines()
        .next()
        .is_some_and(starts_with_code);
    let has_any = || {
        text.contains('@') || text.lines().any(status::is_field) || words::introduces_reply(text)
    };
    if is_reply || !has_any() || is_list(text) || lists_replies(text) || lists_hosts(text) {
        return (0, None);
    }
    if let Some(mail) = header::as_mail(text) {
        let mut count = 0;
        let limit = super::emit(mail.as_bytes(), &mut |bounce| {
            count += 1;
            emit(bounce);
        });
        return (count, limit);
    }
    Report::of_text(text).emit(emit)
}

/// Whether different replies start two paragraphs, neither introduced by what is above.
fn lists_replies(text: &str) -> bool {
    let paragraphs = || text.split("\n\n").map(str::trim);
    let pairs = std::iter::once("").chain(paragraphs()).zip(paragraphs());
    let mut starts = pairs.filter_map(|(above, paragraph)| {
        let is_start = starts_with_code(paragraph.lines().next()?) && !above.ends_with([':', '：']);
        is_start.then(|| Reply::parse(paragraph))
    });
    // A notice may be in two languages, or end with the session.
    let is_notice = paragraphs().next().is_some_and(|first| {
        announces(first) && address::addresses(first).count() == 1 && !starts_with_code(first)
    });
    let is_same = |one: &Reply<'_>, other: &Reply<'_>| {
        let is_again = one.codes() == other.codes() || !other.is_refusal();
        one == other || is_notice && is_again
    };
    let first = starts.next();
    first.is_some_and(|first| starts.any(|other| !is_same(&first, &other)))
}

/// Whether lines of their own quote different replies of hosts, none below its recipient: examples, or parts of notices.
fn lists_hosts(text: &str) -> bool {
    let above = std::iter::once("").chain(text.lines());
    let quoted = above.zip(text.lines()).filter(|(above, line)| {
        line.starts_with("host ") && words::host(line).is_some() && !above.contains('@')
    });
    let mut quoted = quoted.filter_map(|(_, line)| Some(&line[words::code_at(line)?.0..]));
    let first = quoted.next();
    first.is_some_and(|first| quoted.any(|other| other != first))
}

/// Whether replies occur among other lines as in a list, neither introduced by a notice nor naming a recipient.
fn is_list(text: &str) -> bool {
    let lines = text.lines().map(str::trim);
    lines.zip(text.lines().skip(1)).any(|(above, line)| {
        let is_item = |line| words::is_coded(without_bullet(line));
        let is_told = is_item(line) && is_item(above) && !words::is_coded(line);
        (words::is_coded(line) || is_told) && !line.contains('@') && !introduces(above, line)
    })
}

/// Strips the mark of an item of a list.
fn without_bullet(line: &str) -> &str {
    line.trim_start()
        .trim_start_matches(['•', '·', '*', '-', ' '])
}

/// Whether a reply in the next line belongs to this line.
fn introduces(above: &str, line: &str) -> bool {
    let [above, line] = [above, line].map(without_bullet);
    if words::is_coded(above) {
        return above.get(..3) == line.get(..3) && above.get(3..4) == Some("-");
    }
    // `<jo@example.org>: host … said: 550 …` is complete.
    let is_complete = !above.starts_with("<<") && words::code_at(above).is_some();
    let is_dialogue = above.starts_with(['>', '\'']) || above.starts_with('<') && !is_complete;
    above.is_empty() || is_dialogue || above.ends_with([':', '-', '.', '>', '…', '：', '。'])
}

/// Whether a line starts with a code: what follows is a reply, not a notice.
pub fn starts_with_code(line: &str) -> bool {
    words::code_at(line).is_some_and(|(at, _)| line[..at].trim_matches(['>', ' ']).is_empty())
        || words::enhanced_at_start(line).is_some()
}
