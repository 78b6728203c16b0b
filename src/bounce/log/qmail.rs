//! qmail, netqmail, notqmail, s/qmail: what became of a delivery (qmail-log(5)). The recipient is named in another
//! line.

use super::line::Line;
use super::{Format, Needle, Read};
use crate::bounce::{Bounce, Event, message};

pub(super) const FORMAT: Format = Format {
    name: "qmail",
    needles: &[
        Needle::new("success: "),
        Needle::new("deferral: "),
        Needle::new("failure: "),
    ],
    is_line: |_| false,
    read: Read::One(read),
};

const RESULTS: [(&str, Event); 3] = [
    ("success: ", Event::Delivered),
    ("deferral: ", Event::Deferred),
    ("failure: ", Event::Bounced),
];

fn read<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    let (number, rest) = line.body.strip_prefix("delivery ")?.split_once(": ")?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    let result = RESULTS.iter().filter(|_| is_number);
    let (event, words) = result
        .filter_map(|(name, event)| Some((*event, rest.strip_prefix(name)?)))
        .next()?;
    // When `queuelifetime` is over, qmail-send says so in these words.
    let is_expired = words.contains("in_the_queue_too_long");
    Some(Bounce {
        event: if is_expired { Event::Expired } else { event },
        remote: remote(words).map(Into::into),
        diagnostic: diagnostic(words).replace('_', " ").into(),
        stage: message::stage(&words.replace('_', " ")).map(Into::into),
        time: line.time.map(Into::into),
        ..Bounce::default()
    })
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
