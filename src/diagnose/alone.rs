//! How far to trust words that stand alone, without a code or anything around them that shows a delivery. Servers say
//! `user not found`, but so do shops, login pages, databases and people.

#[cfg(feature = "readers")]
use super::Diagnoser;
use super::look::Look;
use super::score::evidence;
use super::{Confidence, Reading};
#[cfg(feature = "readers")]
use crate::bounce::read::Trust;
use crate::bounce::{About, Bounce};
use crate::reply::Reply;
use std::ops::Range;

/// Servers do not ask questions.
const QUESTIONS: [char; 2] = ['?', '？'];

/// How many other words a server uses at most when it says only what went wrong.
const MOST_BESIDE: usize = 2;

#[cfg(feature = "readers")]
impl Diagnoser {
    /// Returns how far the words of a bounce are to be trusted. Words about mail that are only a guess may be about
    /// something else.
    pub fn trust(&self, bounce: &Bounce<'_>) -> Trust {
        match self.read_bounce(bounce) {
            None => Trust::Nothing,
            Some((_, reading)) => {
                let guess = Trust::Guess(reading.entry.index());
                match (bounce.about, reading.confidence) {
                    (About::Mail | About::Delivery, Confidence::Guess) => guess,
                    (_, Confidence::Guess) if reading.provider.is_some() => guess,
                    (About::Anything, _) if bounce.diagnostic.contains(QUESTIONS) => guess,
                    _ => Trust::Sure,
                }
            }
        }
    }
}

impl Look<'_> {
    /// Adjusts a reading to how far words that may be about anything are to be trusted: it stays as it is if they say
    /// nothing else, becomes a guess if they are about mail, and is dropped otherwise.
    pub(super) fn believed(
        &self,
        reading: Reading,
        reply: &Reply<'_>,
        bounce: &Bounce<'_>,
    ) -> Option<Reading> {
        match bounce.about {
            About::Quoted => return None,
            About::Delivery => return Some(reading),
            About::Mail | About::Anything => {}
        }
        let text = &*reply.text;
        let told = evidence(
            &self.known.catalogue,
            &self.scratch.found,
            self.scratch.author,
            reading.entry,
        );
        // A single word, such as a command or the name of a check, reports no failure.
        let only = match &told[..] {
            [only] => Some(&text[only.clone()]),
            _ => None,
        };
        if only.is_some_and(is_neutral) {
            return None;
        }
        if reading.provider.is_some() {
            return Some(reading);
        }
        if is_set(text, &told) || traces(&bounce.diagnostic) {
            return None;
        }
        let recipient = bounce.recipient.as_deref().unwrap_or_default();
        let most = match reading.confidence {
            Confidence::Guess => 0,
            Confidence::Likely | Confidence::Certain => MOST_BESIDE,
        };
        // `Test with user unknown:` is a heading.
        let is_of_others = text.contains(QUESTIONS)
            || text.trim_end().ends_with([':', '：'])
            || is_thrown(&bounce.diagnostic)
            || is_of_a_program(&bounce.diagnostic);
        let is_terse = !is_of_others && words_beside(text, &told, recipient) <= most;
        let is_only_word = only.is_some_and(is_word);
        match bounce.about {
            _ if is_terse => Some(reading),
            About::Mail if is_only_word => None,
            About::Mail => Some(Reading {
                confidence: Confidence::Guess,
                ..reading
            }),
            About::Anything | About::Delivery | About::Quoted => None,
        }
    }
}

/// Whether a word names a command, a property, a check or a topic, which tells no failure even beside names and numbers.
fn is_neutral(word: &str) -> bool {
    const WORDS: [&str; 9] = [
        "credentials",
        "dkim",
        "dmarc",
        "ehlo",
        "helo",
        "size",
        "spf",
        "спам",
        "发件人",
    ];
    WORDS.contains(&&*word.to_lowercase())
}

/// Whether a text is a single word, in a language that separates words by blanks.
fn is_word(text: &str) -> bool {
    text.is_ascii() && !text.contains(' ')
}

/// Whether the words are a setting: `SMTP_STARTTLS=never`, `Mail_From_reject = Fail`, `reject_message = "Spam
/// detected";`, `smtpd_client_restrictions = permit_mynetworks, reject_rbl_client zen.spamhaus.org`.
fn is_set(text: &str, told: &[Range<usize>]) -> bool {
    text.split_once('=').is_some_and(|(name, value)| {
        let is_one_word = |text: &str| !text.trim().contains(' ');
        let is_named = told.iter().all(|part| part.end <= name.len());
        let is_quoted = value.trim_start().starts_with(['"', '\'']);
        let is_code = name.contains('_') && (is_quoted || value.contains('_'));
        is_one_word(name) && (is_one_word(value) && is_named || is_code)
    })
}

/// Whether a program names its error before a colon, `UserNotFound: …`, `AADSTS50034: …`, or itself before what it was
/// asked for: `id: jo: …`.
fn is_thrown(text: &str) -> bool {
    let Some((name, said)) = text.split_once(": ") else {
        return false;
    };
    // `Python 3.8: KeyError: …`
    if name.contains(' ') && is_thrown(said) {
        return true;
    }
    let is_command = said.contains(": ") && name.bytes().all(|byte| byte.is_ascii_lowercase());
    let letters = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_numbered = letters.len() < name.len() && letters.chars().all(|c| c.is_ascii_uppercase());
    let mut pairs = name.as_bytes().windows(2);
    let is_camel = pairs.any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    !name.contains([' ', '@']) && (is_command || is_camel || is_numbered && !letters.is_empty())
}

/// Whether a program traces what it is about to do, which is no failure.
fn traces(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|word| matches!(word, "DEBUG" | "TRACE"))
}

/// Whether a program logs the words at some level, or says them in another protocol, or they are a field of a mail,
/// which may contain anything, or about a login.
fn is_of_a_program(text: &str) -> bool {
    const WORDS: [&str; 14] = [
        "AUTHENTICATIONFAILED",
        "ERROR",
        "FATAL",
        "GET",
        "HTTP",
        "IMAP",
        "INFO",
        "NONEXISTENT",
        "NOTICE",
        "POST",
        "SIP",
        "TRYCREATE",
        "WARN",
        "WARNING",
    ];
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
    // An account may be a login.
    text.starts_with("Account ") && text.contains('@')
        || text.starts_with("Subject: ")
        || words.any(|word| WORDS.contains(&word))
}

/// Counts the words of a text besides these parts and the recipient. Names and numbers do not count. Another address or
/// a name in quotes counts as more words than a server uses. In languages without blanks, each character is a word.
fn words_beside(text: &str, told: &[Range<usize>], recipient: &str) -> usize {
    let ends = told.iter().map(|part| part.end);
    let starts = told.iter().map(|part| part.start);
    let gaps = std::iter::once(0).chain(ends);
    let gaps = gaps.zip(starts.chain([text.len()]));
    let tokens = gaps.flat_map(|(start, end)| {
        let gap = text.get(start..end).unwrap_or_default();
        gap.split_whitespace()
    });
    tokens.map(|token| weight(token, recipient)).sum()
}

fn weight(token: &str, recipient: &str) -> usize {
    let word = token.trim_matches(|c: char| c.is_ascii_punctuation());
    let is_name = || word.contains(|c: char| matches!(c, '.' | '_') || c.is_ascii_digit());
    let is_unspaced = |c: char| c >= '\u{2e80}' && c.is_alphanumeric();
    let is_quoted = token.starts_with(['\'', '`']) && token[1..].contains('\'') && word.len() > 1;
    if word.contains('@') || is_quoted {
        return if word.eq_ignore_ascii_case(recipient) {
            0
        } else {
            MOST_BESIDE + 1
        };
    }
    match word.chars().filter(|c| is_unspaced(*c)).count() {
        0 => usize::from(!word.is_empty() && !is_name()),
        unspaced => unspaced,
    }
}
