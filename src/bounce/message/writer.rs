//! Whoever pastes a notice, and names an address of their own beside it.

use super::address::{self, addresses};
use super::announcement::announces;
use super::words;
use std::ops::Range;

/// Words by which people speak of themselves, in lower case.
const OWN: [&str; 36] = [
    "i", "my", "mine", "we", "our", "ours", "ich", "mein", "meine", "meiner", "unser", "unsere",
    "mon", "notre", "mi", "nuestro", "nuestra", "meu", "minha", "nosso", "nossa", "mio", "mia",
    "nostro", "nostra", "mijn", "onze", "mój", "moja", "nasz", "мой", "моя", "наш", "я", "benim",
    "我的",
];

/// Words for the address of anybody, in lower case.
pub(super) const ANYBODYS: [&str; 7] = [
    "account",
    "address",
    "addresses",
    "email",
    "e-mail",
    "mailbox",
    "user",
];

/// The ends of sentences.
pub(super) const ENDS: [&str; 6] = [". ", "! ", "? ", "。", "！", "？"];

/// The fewest words of an announcement that is no reason: `Mail to jo@example.org bounces with`.
const SENTENCE: usize = 5;

/// Returns the sentence of a line that contains an address.
fn sentence(line: &str, address: Range<usize>) -> &str {
    let starts = ENDS
        .iter()
        .filter_map(|end| Some(line[..address.start].rfind(end)? + end.len()));
    let ends = ENDS.iter().filter_map(|end| line[address.end..].find(end));
    let start = starts.max().unwrap_or_default();
    let end = ends.min().map_or(line.len(), |end| address.end + end);
    &line[start..end]
}

/// Whether an address belongs to whoever wrote its sentence, which tells no failure: `jo@example.org is my account.`
pub(super) fn is_own(line: &str, address: Range<usize>) -> bool {
    let sentence = sentence(line, address);
    let mut words = sentence.split([' ', '\t', '\u{a0}', '\'', ',', ':']);
    let speaks_of_self = words.any(|word| OWN.contains(&&*word.to_lowercase()));
    speaks_of_self && words::code_at(sentence).is_none() && !announces(sentence)
}

/// Whether a line tells a failure in the sentence of this address.
pub(super) fn tells(line: &str, address: &str) -> bool {
    let mut spans = addresses(line).filter(|span| &line[span.clone()] == address);
    spans.any(|span| announces(sentence(line, span)))
}

/// The sentence by which a notice begins, with whom it names.
pub(super) struct Notice<'a> {
    /// The first line that tells a failure.
    told: usize,
    /// The line of the sentence.
    sentence: usize,
    /// Up to two of the recipients in the sentence or below it.
    named: Vec<&'a str>,
    /// Up to two of the recipients in the sentence.
    within: Vec<&'a str>,
}

impl<'a> Notice<'a> {
    /// Returns the first notice in lines; the recipients that they name come with the numbers of their lines.
    pub(super) fn find(
        lines: &[&str],
        recipients: impl Iterator<Item = (usize, &'a str)>,
    ) -> Option<Notice<'a>> {
        let told = lines.iter().position(|line| announces(line))?;
        let is_sentence = |line: &&str| line.split_whitespace().nth(SENTENCE - 1).is_some();
        let introduces = |line: &&str| is_sentence(line) && announces(line);
        let sentence = told + lines[told..].iter().position(introduces)?;
        let (mut named, mut within): (Vec<&str>, Vec<&str>) = Default::default();
        let add = |to: &mut Vec<&'a str>, address: &'a str| {
            if to.len() < 2 && !to.iter().any(|known| known.eq_ignore_ascii_case(address)) {
                to.push(address);
            }
        };
        for (number, address) in recipients.filter(|(number, _)| *number >= sentence) {
            add(&mut named, address);
            if number == sentence {
                add(&mut within, address);
            }
        }
        Some(Notice {
            told,
            sentence,
            named,
            within,
        })
    }

    /// Whether an address on a line of its own is that of whoever pasted the notice, which names another. Above the
    /// notice, nothing but a blank line or its sentence follows it; a label that fits anybody may also stand below.
    pub(super) fn is_beside(&self, lines: &[&str], number: usize, address: &str) -> bool {
        let line = lines[number].trim();
        let is_labelled = line.split_once([':', '：']).is_some_and(|(label, value)| {
            is_anybodys(label) && address::alone(value.trim()) == Some(address)
        });
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
}

/// Whether words before an address fit that of anybody: `Mailbox`, `my email`.
pub(super) fn is_anybodys(before: &str) -> bool {
    let last = before
        .rsplit(|c: char| !(c.is_alphabetic() || c == '-'))
        .next();
    last.is_some_and(|last| ANYBODYS.contains(&&*last.to_lowercase()))
}

/// Whether a sentence says something about an address, but no failure: `The mailbox jo@example.org works fine.`
pub(super) fn is_told_well(line: &str, address: Range<usize>) -> bool {
    let before = line[..address.start].trim_end_matches([' ', '<']);
    let sentence = sentence(line, address.clone());
    is_anybodys(before)
        && goes_on(&line[address.end..])
        && words::code_at(sentence).is_none()
        && !announces(sentence)
}

/// Whether words follow an address without a mark, which separates a recipient from what is said about it.
pub(super) fn goes_on(after: &str) -> bool {
    let words = after.strip_prefix('>').unwrap_or(after).strip_prefix(' ');
    words.is_some_and(|words| words.trim_start().starts_with(char::is_alphabetic))
}
