//! Whoever pastes a notice, and names an address of their own beside it.

use super::address::{self, addresses};
use super::announcement::{announces, denies};
use super::words;
use std::borrow::Cow;
use std::ops::Range;

/// Words by which people say that something is theirs, in lower case. Servers say "our".
const MINE: [&str; 16] = [
    "my", "mine", "mein", "meine", "mon", "meu", "minha", "mio", "mia", "mijn", "mój", "moja",
    "мой", "моя", "benim", "我的",
];
/// Words by which people say that somebody gets a reply. Servers return one.
const GETS: [&str; 4] = [" get 4", " get 5", " gets 5", " getting 5"];
/// Words by which a sentence says that an address works, in lower case.
const WELL: [&str; 8] = [
    " can ",
    " fine",
    " is configured",
    " is set up",
    " ok",
    " receives",
    " working",
    " works",
];

/// Labels that could be of anyone's address, not necessarily the recipient's, in lower case.
pub(super) const ANYBODYS: [&str; 8] = [
    "account",
    "address",
    "addresses",
    "email",
    "e-mail",
    "e mail",
    "mailbox",
    "user",
];

/// The ends of sentences.
pub(super) const ENDS: [&str; 6] = [". ", "! ", "? ", "。", "！", "？"];

/// The fewest words of an announcement that is not itself a reason: `Mail to jo@example.org bounces with`.
const SENTENCE: usize = 5;

/// The most bytes of a sentence on either side of an address: lines may be long, and full of addresses.
const NEAR: usize = 300;

/// Returns the sentence of a line that contains an address.
fn sentence(line: &str, address: Range<usize>) -> &str {
    let first = line.ceil_char_boundary(address.start.saturating_sub(NEAR));
    let last = line.floor_char_boundary(address.end + NEAR);
    let (before, behind) = (&line[first..address.start], &line[address.end..last]);
    let starts = ENDS
        .iter()
        .filter_map(|end| Some(before.rfind(end)? + end.len()));
    let ends = ENDS.iter().filter_map(|end| behind.find(end));
    let start = first + starts.max().unwrap_or_default();
    let end = address.end + ends.min().unwrap_or(behind.len());
    &line[start..end]
}

/// Whether an address that starts its sentence is that of whoever wrote it: `jo@example.org is my account.` A mark
/// separates a recipient from words about it.
pub(super) fn is_own(line: &str, address: Range<usize>) -> bool {
    if !goes_on(&line[address.end..]) {
        return false;
    }
    let sentence = sentence(line, address);
    (is_mine(sentence) || goes_well(sentence)) && tells_none(sentence)
}

/// Whether a sentence says that something belongs to whoever wrote it.
pub(super) fn is_mine(sentence: &str) -> bool {
    let mut words = sentence.split([' ', '\t', '\u{a0}', '.', ',', ':']);
    words.any(|word| MINE.contains(&&*word.to_lowercase()))
}

/// Whether somebody writes about a reply that they or others get, or asks: then an address beside it is the writer's.
/// Servers speak of themselves only in the reply.
pub fn is_personal(text: &str) -> bool {
    if QMAIL
        .iter()
        .any(|start| text.trim_start().starts_with(start))
    {
        return false;
    }
    let own = words::code_at(text).map_or(text, |(at, _)| &text[..at]);
    // Nobody speaks of themselves in `I/O error`.
    let mut words = own.split(|c: char| !(c.is_alphabetic() || matches!(c, '\'' | '/')));
    let asks = text.trim_end().ends_with(['?', '？']) && own.split_whitespace().nth(1).is_some();
    let gets = GETS.iter().any(|gets| text.contains(gets));
    asks || gets || is_mine(own) || words.any(|word| matches!(word, "I" | "I'm" | "Ich" | "ich"))
}

/// How qmail starts when it speaks of itself: `Sorry, I couldn't find any host named …`.
const QMAIL: [&str; 3] = [
    "Sorry, I ",
    "I couldn't find any ",
    "I'm not going to try again",
];

/// Removes the addresses of speakers from the starts of their lines. In a conversation, at most half of the lines quote a
/// server, and in some line somebody speaks of themselves. Servers do not ask.
pub fn without_speakers(text: &str) -> Cow<'_, str> {
    let said: Vec<_> = text.lines().filter_map(spoken).collect();
    if said.is_empty() || announces(text.lines().next().unwrap_or_default()) {
        return Cow::Borrowed(text);
    }
    let is_quote = |said: &str| words::code_at(said).is_some();
    let is_own = |said: &str| !is_quote(said) && !announces(said) && is_personal(said);
    let quotes = said.iter().filter(|said| is_quote(said)).count();
    let is_talk =
        said.len() > 1 && said.len() >= 2 * quotes && said.iter().any(|said| is_own(said));
    if !is_talk && !said.iter().any(|said| asks(said)) {
        return Cow::Borrowed(text);
    }
    let without_speaker = |line| {
        let said = spoken(line).filter(|said| is_talk || asks(said));
        said.unwrap_or(line)
    };
    Cow::Owned(text.split_inclusive('\n').map(without_speaker).collect())
}

/// Returns what somebody says whose address starts a line: `jo@example.org: …`, `<jo@example.org> …`, `jo@example.org
/// (10:12): …`. Postfix quotes a host.
fn spoken(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(['-', '*', ' ']);
    let first = addresses(words::start(line, NEAR)).next()?;
    let (before, behind) = (&line[..first.start], &line[first.end..]);
    let is_marked = before == "<" && behind.starts_with("> ");
    let behind = behind.strip_prefix('>').unwrap_or(behind).trim_start();
    let time = behind
        .strip_prefix(['(', '['])
        .and_then(|time| time.split_once([')', ']']));
    let behind = time.map_or(behind, |(_, behind)| behind.trim_start());
    let said = behind.strip_prefix([':', '|', '>']);
    let said = said.or(is_marked.then_some(behind)).map(str::trim_start);
    said.filter(|said| matches!(before, "" | "<") && !said.starts_with("host "))
}

/// Whether somebody asks about a reply, or says when they get it.
fn asks(said: &str) -> bool {
    let end = said.trim_end_matches([' ', '\r', '\n', '"', '\'', ')', '”']);
    let last = end.rsplit(' ').next().unwrap_or_default();
    last.ends_with(['?', '？']) && !last.contains(['/', '(']) || said.contains(" when I ")
}

/// Whether an item of a list says that its address got the message: `jo@example.org: delivered`.
pub(super) fn is_served(after: &str) -> bool {
    const SERVED: [&str; 6] = [
        "accepted",
        "deliverable",
        "delivered",
        "ok",
        "sent",
        "success",
    ];
    let said = after.trim_matches(|c: char| !c.is_alphanumeric());
    SERVED.iter().any(|word| said.eq_ignore_ascii_case(word))
}

/// Whether a sentence says that an address works: `jo@example.org works.`
fn goes_well(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    WELL.iter().any(|word| lower.contains(word)) && !denies(&lower)
}

/// Whether a sentence reports no failure.
fn tells_none(sentence: &str) -> bool {
    words::code_at(sentence).is_none() && !announces(sentence)
}

/// Whether a line reports a failure in the sentence of this address.
pub(super) fn tells(line: &str, address: &str) -> bool {
    let mut spans = addresses(line).filter(|span| &line[span.clone()] == address);
    spans.any(|span| announces(sentence(line, span)))
}

/// The sentence by which a notice begins, with whom it names.
pub(super) struct Notice<'a> {
    /// The first line that reports a failure.
    told: usize,
    /// The line of the sentence, or of a reply that names its recipient.
    sentence: usize,
    /// Up to two of the recipients in the sentence or below it.
    named: Vec<&'a str>,
    /// Up to two of the recipients in the sentence.
    within: Vec<&'a str>,
    /// Whether several lines give an address a label: then they list recipients.
    has_labels: bool,
}

impl<'a> Notice<'a> {
    /// Returns the first notice in lines; the recipients that they name come with the numbers of their lines.
    pub(super) fn find(lines: &[&str], recipients: &[(usize, &'a str)]) -> Option<Notice<'a>> {
        // `<jo@example.org>: host mx.example.org said: 550 5.1.1 …`
        let refuses_one = |number: &usize| {
            let mut recipients = recipients.iter();
            words::code_at(lines[*number]).is_some() && recipients.any(|(line, _)| line == number)
        };
        let announces = |number: &usize| announces(lines[*number]);
        let is_sentence = |number: &usize| {
            let words = lines[*number].split_whitespace();
            words.take(SENTENCE).count() == SENTENCE
        };
        let mut numbers = 0..lines.len();
        let told = numbers.find(|number| announces(number) || refuses_one(number))?;
        let mut numbers = told..lines.len();
        let sentence = numbers
            .find(|number| is_sentence(number) && announces(number) || refuses_one(number))?;
        let has_labels = lines
            .iter()
            .filter(|line| labelled(line).is_some())
            .nth(1)
            .is_some();
        let (mut named, mut within): (Vec<&str>, Vec<&str>) = Default::default();
        let add = |to: &mut Vec<&'a str>, address: &'a str| {
            if to.len() < 2 && !to.iter().any(|known| known.eq_ignore_ascii_case(address)) {
                to.push(address);
            }
        };
        for (number, address) in recipients.iter().filter(|(number, _)| *number >= sentence) {
            add(&mut named, address);
            if *number == sentence {
                add(&mut within, address);
            }
        }
        Some(Notice {
            told,
            sentence,
            named,
            within,
            has_labels,
        })
    }

    /// Whether an address on a line of its own is that of whoever pasted the notice, which names another. Above the
    /// notice, nothing but a blank line or its sentence follows it; a label that fits anybody may also stand below.
    pub(super) fn is_beside(&self, lines: &[&str], number: usize, address: &str) -> bool {
        // `* me@example.com`, `me@example.com,`
        let line = lines[number].trim_matches(|c: char| !c.is_alphanumeric());
        let is_labelled = !self.has_labels && labelled(line) == Some(address);
        let is_above = || number < self.told && address::alone(line) == Some(address);
        let names_another = |named: &[&str]| {
            let mut named = named.iter();
            named.any(|other| !other.eq_ignore_ascii_case(address))
        };
        let next = number + 1;
        if is_labelled || is_above() && lines[next].trim().is_empty() {
            names_another(&self.named)
        } else {
            is_above() && self.sentence == next && names_another(&self.within)
        }
    }

    /// Whether a sentence elsewhere mentions an address, of which it reports no failure: `Use jo@example.org instead.` The
    /// notice has named its recipient.
    pub(super) fn is_elsewhere(&self, lines: &[&str], number: usize, address: &str) -> bool {
        let is_named = self
            .within
            .iter()
            .any(|named| named.eq_ignore_ascii_case(address));
        let line = lines[number];
        if self.within.is_empty() || is_named || number == self.sentence {
            return false;
        }
        let Some(at) = line.find(address) else {
            return false;
        };
        let span = at..at + address.len();
        let (before, after) = (&line[..at], &line[span.end..]);
        let opens = !before.contains(char::is_alphanumeric) && !goes_on(after);
        let is_item = opens || after.trim_start_matches('>').starts_with([':', '：']);
        let is_coded = |line: &&str| words::code_at(line).is_some();
        let mut own = lines[number..].iter().take(2);
        !is_item && !own.any(is_coded) && !announces(sentence(line, span))
    }
}

/// Returns the address that a line gives a label that fits anybody: `Mailbox: jo@example.org`.
fn labelled(line: &str) -> Option<&str> {
    let (label, value) = line.split_once([':', '：'])?;
    address::alone(value.trim()).filter(|_| is_anybodys(label))
}

/// Whether words before an address fit that of anybody: `Mailbox`, `my email`.
pub(super) fn is_anybodys(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '<', '"', '\'', ':', '：']);
    let last = before
        .rsplit(|c: char| !(c.is_alphabetic() || c == '-'))
        .next();
    last.is_some_and(|last| ANYBODYS.contains(&&*last.to_lowercase()))
}

/// Whether a sentence says that an address works: `The mailbox jo@example.org works fine.`
pub(super) fn is_said_to_work(line: &str, address: Range<usize>) -> bool {
    if !is_anybodys(&line[..address.start]) || !goes_on(&line[address.end..]) {
        return false;
    }
    let sentence = sentence(line, address);
    goes_well(sentence) && tells_none(sentence)
}

/// Whether a line gives the account or user that it is about, and no other line does: that of whoever wrote it.
pub(super) fn is_login(lines: &[&str], before: &str) -> bool {
    is_login_label(before)
        && lines
            .iter()
            .filter(|line| is_login_label(line))
            .nth(1)
            .is_none()
}

fn is_login_label(line: &str) -> bool {
    const LABELS: [&str; 4] = ["account", "login", "user", "username"];
    let label = line.split_once([':', '：']).map(|(label, _)| label.trim());
    label.is_some_and(|label| LABELS.iter().any(|known| label.eq_ignore_ascii_case(known)))
}

/// Whether words follow an address without a mark, which separates a recipient from what is said about it.
fn goes_on(after: &str) -> bool {
    let words = after.strip_prefix('>').unwrap_or(after).strip_prefix(' ');
    words.is_some_and(|words| words.trim_start().starts_with(char::is_alphabetic))
}
