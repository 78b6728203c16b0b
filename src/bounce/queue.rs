//! The contents of a mail server's queue, as listed by `mailq`: Postfix (postqueue(1)), Sendmail (mailq(1)), Exim
//! (`exim -bp`, <https://www.exim.org/exim-html-current/doc/html/spec_html/ch-the_exim_command_line.html>).
//!
//! A message has a line with its id. Its recipients follow, each on an indented line. A reason in brackets applies to
//! all recipients below it. Exim gives no reasons.

use super::log::{behind_container, postfix_words};
use super::message::address;
use super::{Bounce, Event};

/// A list, as far as it has been read.
#[derive(Debug, Default)]
pub(super) struct Queue {
    message: Option<Message>,
    /// Whether a blank line has ended the message: an address after it need not be a recipient.
    is_ended: bool,
}

/// The message whose recipients follow.
#[derive(Debug)]
struct Message {
    id: String,
    time: Option<String>,
    /// Why it is still there, empty if the list gives no reasons; `None` if the message waits for its first attempt.
    reason: Option<String>,
}

/// A line of a list.
enum Entry<'a> {
    Message(Message),
    Reason(&'a str),
    /// A recipient, and whether the message has been delivered to it.
    Recipient(&'a str, bool),
    /// Headings, totals, blank lines.
    Nothing,
}

/// Whether a list starts with this line.
pub(super) fn starts(line: &str) -> bool {
    let line = behind_container(line).unwrap_or(line);
    is_heading(line) || message(line).is_some()
}

impl Queue {
    /// Adds a line, and emits the recipient in it; returns false if it is not part of the list.
    pub(super) fn add(&mut self, line: &str, emit: impl FnOnce(Bounce<'static>)) -> bool {
        let line = behind_container(line).unwrap_or(line);
        let is_listed = !self.is_ended && self.message.is_some();
        self.is_ended = line.trim().is_empty();
        match entry(line, is_listed) {
            Some(Entry::Message(message)) => self.message = Some(message),
            Some(Entry::Reason(diagnostic)) => match &mut self.message {
                Some(message) => message.reason = Some(diagnostic.to_owned()),
                None => return false,
            },
            Some(Entry::Recipient(recipient, is_delivered)) => match &self.message {
                Some(message) if !is_delivered => {
                    message.bounce(recipient).map(emit);
                }
                Some(_) => {}
                None => return false,
            },
            Some(Entry::Nothing) => {}
            None => return false,
        }
        true
    }
}

impl Message {
    /// Returns what the list says about a recipient: that it was tried in vain, and why.
    fn bounce(&self, recipient: &str) -> Option<Bounce<'static>> {
        let reason = self.reason.as_deref()?;
        let (remote, diagnostic) =
            postfix_words(reason.strip_prefix("Deferred: ").unwrap_or(reason));
        Some(Bounce {
            event: Event::Deferred,
            recipient: Some(recipient.to_owned().into()),
            remote: remote.map(|host| host.to_owned().into()),
            diagnostic: diagnostic.to_owned().into(),
            time: self.time.clone().map(Into::into),
            queue: Some(self.id.clone().into()),
            ..Bounce::default()
        })
    }
}

/// Parses a line. Pages remove the indentation of what they show: then an address below a message is its recipient.
fn entry(line: &str, is_listed: bool) -> Option<Entry<'_>> {
    let text = line.trim();
    if text.is_empty() || is_heading(line) || is_sum(text) {
        return Some(Entry::Nothing);
    }
    if let Some(message) = message(line) {
        return Some(Entry::Message(message));
    }
    // Sendmail puts the type of the body in front.
    let reason = text
        .strip_prefix("8BITMIME")
        .or(text.strip_prefix("7BIT"))
        .unwrap_or(text)
        .trim_start();
    if let Some(diagnostic) = reason.strip_prefix('(') {
        return Some(Entry::Reason(
            diagnostic.strip_suffix(')').unwrap_or(diagnostic),
        ));
    }
    let (address, is_delivered) = match text.strip_prefix("D ") {
        Some(address) => (address.trim_start(), true),
        None => (text, false),
    };
    // Sendmail keeps the name.
    let address = address::without_name(address);
    let is_indented = line.starts_with(char::is_whitespace)
        || is_listed && address::first(address) == Some(address);
    let is_recipient = is_indented && !address.is_empty() && !address.contains(' ');
    is_recipient.then_some(Entry::Recipient(address, is_delivered))
}

/// `-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------`, `-----Q-ID----- --Size-- …`.
fn is_heading(line: &str) -> bool {
    let text = line.trim();
    text.starts_with("-Queue ID-") || text.starts_with("-----Q-ID-----") || is_folder(text)
}

/// `/var/spool/mqueue (2 requests)`.
fn is_folder(text: &str) -> bool {
    text.starts_with('/') && (text.ends_with(" requests)") || text.ends_with(" request)"))
}

/// `-- 3 Kbytes in 2 Requests.`, `Total requests: 2`, `Mail queue is empty`.
fn is_sum(text: &str) -> bool {
    text.starts_with("-- ") && text.contains(" Request")
        || text.starts_with("Total requests: ")
        || text == "Mail queue is empty"
}

/// Parses the line of a message.
fn message(line: &str) -> Option<Message> {
    dated(line).or_else(|| aged(line))
}

/// `4A1B2C3D4E*     1911 Sat Mar 14 09:26:53  me@example.com` (Postfix); `62E9QPxR001903*    1911 Sat Mar 14 09:26 <me@example.com>`
/// (Sendmail).
fn dated(line: &str) -> Option<Message> {
    let mut words = line.split_whitespace();
    let id = words
        .next()?
        .trim_end_matches(['*', '!', '#', 'X', '-', '?']);
    let is_id = id.len() > 4 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    // Most lines are rejected by their first word.
    if !is_id {
        return None;
    }
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    // Some versions of Sendmail separate the mark from the id.
    let size = words.find(|word| !matches!(*word, "*" | "!" | "#" | "X" | "-"))?;
    let (_weekday, month, day, clock) =
        (words.next()?, words.next()?, words.next()?, words.next()?);
    let is_time = month.len() == 3
        && is_number(day)
        && day.len() < 3
        && clock.as_bytes().get(2) == Some(&b':');
    (is_number(size) && is_time).then(|| Message {
        id: id.to_owned(),
        time: time(month, day, clock),
        reason: None,
    })
}

/// Writes a timestamp as syslog does. Sendmail's has no seconds.
fn time(month: &str, day: &str, clock: &str) -> Option<String> {
    match clock.len() {
        8 => Some(format!("{month} {day:>2} {clock}")),
        5 => Some(format!("{month} {day:>2} {clock}:00")),
        _ => None,
    }
}

/// `25m  2.9K 1jmKso-0009d4-Uf <me@example.com>` (Exim).
fn aged(line: &str) -> Option<Message> {
    let mut words = line.split_whitespace();
    let age = words.next()?.strip_suffix(['m', 'h', 'd'])?;
    let (size, id, sender) = (words.next()?, words.next()?, words.next()?);
    let is_age = age.bytes().all(|byte| byte.is_ascii_digit());
    let is_size = size
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'K' | b'M' | b'G'));
    let mut lengths = id.split('-').map(str::len);
    let is_id = lengths.next() == Some(6)
        && matches!(lengths.next(), Some(6 | 11))
        && matches!(lengths.next(), Some(2 | 4));
    (is_age && is_size && is_id && sender.starts_with('<')).then(|| Message {
        id: id.to_owned(),
        time: None,
        reason: Some(String::new()),
    })
}
