//! A quick look over many lines of a log: which of them may tell of a delivery.

use aho_corasick::packed::Searcher;
use memchr::{memchr2, memrchr, memrchr2};
use std::ops::Range;

/// A line that tells of a delivery, or of a refusal, holds one of these, whoever writes it. All have four bytes or more:
/// so many are compared at once.
const TELLTALES: [&str; 19] = [
    "status=",     // Postfix
    "stat=",       // Sendmail, OpenSMTPD
    " => ",        // Exim: delivered
    " -> ",        // Exim: delivered, in the same transaction
    " ** ",        // Exim: bounced
    " == ",        // Exim: deferred
    "verify fail", // Exim
    "reject",      // all
    "result=",     // OpenSMTPD
    "delivery ",   // qmail
    "[outbound]",  // Haraka
    "notify: ",    // Sendmail's notes to senders
    "... ",        // Sendmail: `<jo@example.org>... User unknown`
    "\"recipient", // JSON: KumoMTA and sending services
    "\"rcpt",      // JSON
    "\"MESSAGE\"", // JSON: journald
    "\"to\":",     // JSON
    "#Fields",     // the head of Exchange's tables
    "timeLogged",  // the head of PowerMTA's
];

/// What a line may tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glance {
    /// One recipient has the message, and there is nothing else to know.
    Sent,
    /// A closer look is worth it.
    Telling,
}

/// Finds the lines of a log that may tell of a delivery.
pub struct Scanner {
    telltales: Searcher,
}

impl Default for Scanner {
    fn default() -> Scanner {
        Scanner {
            telltales: Searcher::new(TELLTALES).expect("a few short patterns"),
        }
    }
}

impl Scanner {
    /// The first line of these that may tell of something, by place and without its end.
    pub fn find(&self, lines: &[u8], from: usize) -> Option<(Range<usize>, Glance)> {
        let found = self.telltales.find_in(lines, (from..lines.len()).into())?;
        let (at, end) = (found.start(), found.end());
        let start =
            memrchr2(b'\n', b'\r', &lines[from..at]).map_or(from, |before| from + before + 1);
        let length = memchr2(b'\n', b'\r', &lines[end..]);
        let line = start..length.map_or(lines.len(), |length| end + length);
        let (before, after) = (&lines[start..at], &lines[end..line.end]);
        let is_sent = match found.pattern().as_usize() {
            0 => before.ends_with(b", ") && after.starts_with(b"sent ("),
            2 | 3 => ends_with_message_id(before),
            _ => false,
        };
        Some((
            line,
            if is_sent {
                Glance::Sent
            } else {
                Glance::Telling
            },
        ))
    }
}

/// Whether a text ends with an id of Exim's, `1jmFYj-00039V-QX` or `1tBnOp-000000012ab-3Cde`, behind a stamp.
fn ends_with_message_id(text: &[u8]) -> bool {
    let id = memrchr(b' ', text).map_or(text, |blank| &text[blank + 1..]);
    matches!(
        id,
        [_, _, _, _, _, _, b'-', .., b'-', _, _] | [_, _, _, _, _, _, b'-', .., b'-', _, _, _, _]
    ) && matches!(id.len(), 16 | 23)
}
