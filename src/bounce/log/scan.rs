//! A quick look over many lines of a log: which of them may tell of a delivery.

use aho_corasick::packed::Searcher;
use memchr::{memchr, memchr2, memrchr, memrchr2};
use std::ops::Range;

/// A line that tells of a delivery, or of a refusal, holds one of these, whoever writes it. The search compares the first
/// four bytes at once, those of every eighth text together: they are chosen and ordered so that little else in a log
/// looks like them (with the start of `delivery` every note of a non-delivery would be looked at).
const TELLTALES: [&str; 24] = [
    "status=",     // Postfix
    "stat=",       // Sendmail, OpenSMTPD
    " => ",        // Exim: delivered
    " -> ",        // Exim: delivered, in the same transaction
    "ilure: ",     // qmail: `delivery 5: failure: …`
    "mp failing ", // Haraka: `temp failing …`
    "\"MESSAGE\"", // JSON: journald
    "result=",     // OpenSMTPD
    " ** ",        // Exim: bounced
    "eLogged",     // the head of PowerMTA's tables
    "r verify ",   // Exim: `sender verify …`
    "ccess: ",     // qmail: `delivery 5: success: …`
    "erral: ",     // qmail: `delivery 5: deferral: …`
    "\"recipient", // JSON: KumoMTA and sending services
    "cing mail: ", // Haraka: `bouncing mail: …`
    "retval=DENY", // Haraka
    "#Fields",     // the head of Exchange's tables
    "reject",      // all
    " == ",        // Exim: deferred
    "tify: ",      // Sendmail: `sender notify: …`
    " *> ",        // Exim: not really delivered
    "... ",        // Sendmail: `<jo@example.org>... User unknown`
    "\"rcpt",      // JSON
    "d file=",     // Haraka: `delivered file=…`
];

/// So starts what is no log: a mail, a mailbox, JSON. The first three are looked for with the end of the line before.
const OTHERS: [&str; 4] = ["\nFrom ", "\nReturn-Path: ", "\nReceived: ", "\n{"];

/// What a line may tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glance {
    /// One recipient has the message, and there is nothing else to know.
    Sent,
    /// A closer look is worth it.
    Telling,
    /// It is none of a text log, but the start of a mail or of JSON.
    Other,
}

/// Finds the lines of a log that may tell of a delivery.
pub struct Scanner {
    /// `None` where the processor lacks the instructions for it: every line may tell of something then.
    telltales: Option<Searcher>,
    /// What starts something else than a line of a log.
    others: &'static [&'static str],
}

impl Scanner {
    /// For an input that is a log to its end.
    pub fn of_log() -> Scanner {
        Scanner {
            telltales: Searcher::new(TELLTALES),
            others: &[],
        }
    }

    /// For a log behind which something else may follow.
    pub fn of_any() -> Scanner {
        Scanner {
            telltales: Searcher::new(TELLTALES.iter().chain(&OTHERS[..3])),
            others: &OTHERS,
        }
    }

    /// The first line of these that may tell of something, by place and without its end.
    pub fn find(&self, lines: &[u8], from: usize) -> Option<(Range<usize>, Glance)> {
        let (at, end, telltale) = match &self.telltales {
            Some(telltales) => {
                let found = telltales.find_in(lines, (from..lines.len()).into())?;
                let at = found.start() + usize::from(lines[found.start()] == b'\n');
                (at, found.end(), Some(found.pattern().as_usize()))
            }
            None => {
                let is_within = |byte: &u8| !matches!(byte, b'\n' | b'\r');
                let at = from + lines[from..].iter().position(is_within)?;
                (at, at, None)
            }
        };
        let start =
            memrchr2(b'\n', b'\r', &lines[from..at]).map_or(from, |before| from + before + 1);
        let length = memchr2(b'\n', b'\r', &lines[end..]);
        let line = start..length.map_or(lines.len(), |length| end + length);
        let (before, after) = (&lines[start..at], &lines[end..line.end]);
        let is_sent = match telltale {
            Some(0) => before.ends_with(b", ") && after.starts_with(b"sent ("),
            Some(1) => is_of_one_recipient(before) && after.starts_with(b"Sent ("),
            Some(2 | 3) => ends_with_message_id(before),
            _ => false,
        };
        let is_other = || {
            let starts = |other: &&str| lines[line.clone()].starts_with(&other.as_bytes()[1..]);
            self.others.iter().any(starts)
        };
        let glance = match is_sent {
            true => Glance::Sent,
            false if is_other() => Glance::Other,
            false => Glance::Telling,
        };
        Some((line, glance))
    }
}

/// Whether what Sendmail tells is of one recipient: `…: to=<jo@example.org>, …`.
fn is_of_one_recipient(text: &[u8]) -> bool {
    let Some(equals) = memchr(b'=', text) else {
        return false;
    };
    let recipient = &text[equals + 1..];
    let end = memchr(b'>', recipient).map(|end| &recipient[end + 1..]);
    text[..equals].ends_with(b": to")
        && recipient.starts_with(b"<")
        && !recipient.starts_with(b"<\"")
        && end.is_some_and(|rest| rest.starts_with(b", "))
}

/// Whether a text ends with an id of Exim's, `1jmFYj-00039V-QX` or `1tBnOp-000000012ab-3Cde`, behind a stamp.
fn ends_with_message_id(text: &[u8]) -> bool {
    let id = memrchr(b' ', text).map_or(text, |blank| &text[blank + 1..]);
    matches!(
        id,
        [_, _, _, _, _, _, b'-', .., b'-', _, _] | [_, _, _, _, _, _, b'-', .., b'-', _, _, _, _]
    ) && matches!(id.len(), 16 | 23)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(scanner: &Scanner, lines: &str) -> Vec<String> {
        let (mut from, mut found) = (0, Vec::new());
        while let Some((line, _)) = scanner.find(lines.as_bytes(), from) {
            from = line.end;
            found.push(lines[line].to_owned());
        }
        found
    }

    #[test]
    fn lines_with_a_telltale_or_all_of_them() {
        let lines = "one\r\n\r\na status=x, stat=y\rtwo\n\nrejected";
        let scanner = Scanner::of_log();
        if scanner.telltales.is_some() {
            assert_eq!(found(&scanner, lines), ["a status=x, stat=y", "rejected"]);
        }
        let all = Scanner {
            telltales: None,
            ..scanner
        };
        assert_eq!(
            found(&all, lines),
            ["one", "a status=x, stat=y", "two", "rejected"]
        );
    }
}
