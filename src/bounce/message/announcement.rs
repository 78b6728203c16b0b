//! How texts announce that mail was not delivered.

use super::address;
use super::failures::FAILURES;
use super::phrases::{ADDRESSEES, DELAYS, MAIL, NARRATED, SERVERS};
use super::words;

/// Whether a text announces that something was not delivered, or not yet. Quoted replies of servers do not count.
pub fn announces(text: &str) -> bool {
    let own = text
        .lines()
        .map(|line| words::code_at(line).map_or(line, |(at, _)| &line[..at]));
    let own = own.flat_map(str::split_whitespace);
    let own = own.collect::<Vec<_>>().join(" ").to_lowercase();
    FAILURES.occur_in(&own) || DELAYS.occur_in(&own)
}

/// Whether lower-case words say that something is not so, was not done, failed, or is over.
pub fn denies(lower: &str) -> bool {
    const DENIALS: [&str; 8] = [
        "not ",
        "n't ",
        "n’t ",
        "never ",
        "no longer ",
        "fail",
        "stopped ",
        "unable ",
    ];
    DENIALS.iter().any(|word| lower.contains(word))
}

/// Whether a server asked another one if the sender exists, or the sender was refused: then the answer is about the sender.
pub fn refuses_sender(text: &str) -> bool {
    const WORDS: [&str; 6] = [
        "callback",
        "callout",
        // msmtp
        "envelope from address",
        "from address failed",
        "sender refused",
        "sender rejected",
    ];
    let lower = text.to_lowercase();
    WORDS.iter().any(|word| lower.contains(word))
        || lower.contains("verif") && lower.contains("sender")
}

/// Whether a text is a mail server's log line about a delivery.
pub fn is_of_server(text: &str) -> bool {
    SERVERS.occur_in(&text.to_lowercase())
}

/// Whether a person describes a failure, rather than a program reporting it.
pub fn is_narrated(text: &str) -> bool {
    NARRATED.occur_in(&format!(" {}", text.to_lowercase()))
}

/// Whether a text contains a word that is rarely used except about mail.
pub fn speaks_of_mail(text: &str) -> bool {
    MAIL.occur_in(&text.to_lowercase())
}

/// Whether a text contains a word for a person to whom something is sent.
pub fn speaks_of_addressees(text: &str) -> bool {
    ADDRESSEES.occur_in(&text.to_lowercase())
}

/// Whether a line offers help rather than a reason.
pub(super) fn is_courtesy(line: &str) -> bool {
    const COURTESIES: [&str; 8] = [
        "our internal reference code",
        "no action is required",
        "you do not need to resend",
        "please reply",
        "please contact",
        "for further assistance",
        "for assistance",
        "if you have any",
    ];
    let start = words::start(line, 40).to_ascii_lowercase();
    COURTESIES
        .iter()
        .any(|courtesy| start.starts_with(courtesy))
}

/// Whether a line ends a letter: `Thanks,`, `Mit freundlichen Grüßen`.
pub fn is_sign_off(line: &str) -> bool {
    const WORDS: [&str; 9] = [
        "best regards",
        "cheers",
        "cordialement",
        "kind regards",
        "mit freundlichen grüßen",
        "regards",
        "saludos",
        "thank you",
        "thanks",
    ];
    let words = line.trim_matches(|c: char| !c.is_alphanumeric());
    words.len() < 32 && WORDS.contains(&&*words.to_lowercase())
}

/// Whether a text quotes what became of a recipient: as Postfix does (`<someone@example.org>: host … said: …`), or
/// below a line that is just the address, as qmail does, and Exchange in any language.
pub(super) fn cites(text: &str) -> bool {
    let starts = |line: &str| line.starts_with('<') && line.contains(">: ");
    // Postfix may wrap the line before the host's name.
    let is_wrapped = |line: &str| starts(line) && line.ends_with(">: host");
    text.trim_start().lines().next().is_some_and(starts)
        || text.lines().any(is_wrapped)
        || words::host(text).is_some()
        || cites_below_address(text)
}

/// The server's words start at most this many lines below the address.
const BELOW: usize = 2;

fn cites_below_address(text: &str) -> bool {
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    let is_cited = |line: &&str| words::has_refusal(line) || words::enhanced_said(line).is_some();
    lines.iter().enumerate().any(|(at, line)| {
        let below = lines.iter().skip(at + 1).take(BELOW);
        address::alone(line).is_some() && below.take_while(|line| !line.is_empty()).any(is_cited)
    })
}
