//! qmail, netqmail, notqmail, s/qmail: what became of a delivery (qmail-log(5)). The recipient is named in another
//! line.

use super::line::Line;
use super::{Format, LogLine, Needle, Read};
use crate::bounce::{Bounce, Event, message};
use std::collections::VecDeque;

pub(super) const FORMAT: Format = Format {
    name: "qmail",
    needles: &[
        Needle::new("success: "),
        Needle::new("deferral: "),
        Needle::new("failure: "),
    ],
    is_line: |line| {
        NOTES
            .iter()
            .any(|(start, end)| numbered(line.body, start, end).is_some())
    },
    read: Read::One(read),
};

/// Lines about messages and deliveries that report no result, before and after the first number.
const NOTES: [(&str, &str); 6] = [
    (STARTING, ": msg "),
    ("new msg ", ""),
    ("info msg ", ": "),
    ("end msg ", ""),
    ("bounce msg ", " qp "),
    ("status: local ", "/"),
];

const STARTING: &str = "starting delivery ";

const RESULTS: [(&str, Event); 3] = [
    ("success: ", Event::Delivered),
    ("deferral: ", Event::Deferred),
    ("failure: ", Event::Bounced),
];

fn read<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    let result = numbered(line.body, "delivery ", ": ");
    let rest = match result {
        Some((_, rest)) => rest,
        None => Some(line.body).filter(|body| is_own(body))?,
    };
    let mut results = RESULTS.iter();
    let (event, words) =
        results.find_map(|(name, event)| Some((*event, rest.strip_prefix(name)?)))?;
    // When `queuelifetime` is over, qmail-send says so in these words.
    let is_expired = words.contains("in_the_queue_too_long");
    Some(Bounce {
        event: if is_expired { Event::Expired } else { event },
        remote: remote(words).map(Into::into),
        diagnostic: diagnostic(words).replace('_', " ").into(),
        stage: message::stage(&words.replace('_', " ")).map(Into::into),
        ..Bounce::default()
    })
}

/// Whether a result without its number is qmail's, judging by how it writes blanks and line ends.
fn is_own(result: &str) -> bool {
    let ends = result.ends_with(")/") || result.ends_with('/') && result.contains("./");
    ends && result.contains('_') && result.matches(' ').count() == 1
}

/// Returns the server's words in `192.0.2.1_does_not_like_recipient./Remote_host_said:_550_…/Giving_up_on_192.0.2.1./`.
fn diagnostic(words: &str) -> &str {
    let marks = ["Remote_host_said:_", "host_said:_"];
    let diagnostic = marks
        .iter()
        .find_map(|mark| words.split_once(mark))
        .map_or(words, |(_, diagnostic)| diagnostic);
    let diagnostic = diagnostic
        .split_once("/Giving_up_on_")
        .map_or(diagnostic, |(diagnostic, _)| diagnostic);
    diagnostic.trim_end_matches(['/', '_'])
}

fn remote(words: &str) -> Option<&str> {
    let given_up = words
        .split_once("Giving_up_on_")
        .map(|(_, host)| host.split(['_', '/']).next());
    let first = || {
        words
            .split_once('_')
            .map(|(host, _)| host)
            .filter(|host| host.contains(['.', ':']))
    };
    let host = given_up.flatten().or_else(first)?;
    Some(host.trim_end_matches('.'))
        .filter(|host| host.bytes().any(|byte| byte.is_ascii_digit()) || host.contains('.'))
}

/// Splits `delivery 17: …` into its number and what follows the mark behind that.
fn numbered<'a>(body: &'a str, start: &str, end: &str) -> Option<(&'a str, &'a str)> {
    let rest = body.strip_prefix(start)?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = rest.split_at(digits);
    Some((number, rest.strip_prefix(end)?)).filter(|_| digits > 0)
}

/// The deliveries that have started, each with its number and host, and its recipient, until their results are known.
#[derive(Default)]
pub struct Started(VecDeque<(String, String)>);

/// The most deliveries that are remembered: qmail-send is built for so many at once (`conf-spawn`).
const MOST_STARTED: usize = 120;

impl Started {
    /// Remembers whom a delivery is for, or names the recipient of its result.
    pub fn name(&mut self, line: &LogLine<'_>, found: &mut [Bounce<'_>]) {
        let (start, end) = if found.is_empty() {
            (STARTING, ": msg ")
        } else {
            ("delivery ", ": ")
        };
        let own = line.all().find_map(|line| {
            let (number, rest) = numbered(line.body, start, end)?;
            Some(([number, " ", line.host].concat(), rest))
        });
        let Some((delivery, rest)) = own else {
            return;
        };
        // Each host numbers its deliveries itself, and uses a number again.
        let known = self.0.iter().position(|(known, _)| *known == delivery);
        let known = known.and_then(|at| self.0.remove(at));
        if let [bounce] = found {
            if let Some((_, recipient)) = known {
                bounce.recipient = Some(recipient.into());
            }
        } else if let Some((_, recipient)) = rest.split_once(" to remote ") {
            // A local recipient's address starts with the name of the user in charge.
            if self.0.len() == MOST_STARTED {
                self.0.pop_front();
            }
            self.0.push_back((delivery, recipient.to_owned()));
        }
    }
}
