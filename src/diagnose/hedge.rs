//! Whether words that would give an address up name only one possibility, or hold only for a time: `user unknown or
//! policy prevents delivery`, `the user may not exist`, `disabled until the bill is paid`.

use super::subject::names_recipient;
use std::ops::Range;

/// Words between alternatives.
const OR: [&str; 10] = [
    "eller", "lub", "nebo", "o", "oder", "oppure", "or", "ou", "veya", "или",
];
/// The same in languages that write no blanks.
const UNSPACED_OR: [&str; 4] = ["或", "または", "もしくは", "あるいは"];

/// Words before a phrase that make it a supposition.
const IF: [&str; 17] = [
    "either",
    "falls",
    "forse",
    "if",
    "may",
    "might",
    "perhaps",
    "peut-être",
    "quizás",
    "si",
    "talvez",
    "unless",
    "vielleicht",
    "wenn",
    "whether",
    "возможно",
    "если",
];
/// The same in languages that write no blanks.
const UNSPACED_IF: [&str; 2] = ["可能", "如果"];
/// Words behind a phrase that say when it ends, or that it is a supposition.
const UNTIL: [&str; 13] = [
    "até",
    "bis",
    "hasta",
    "jusqu'au",
    "jusqu'à",
    "pending",
    "perhaps",
    "possibly",
    "probably",
    "reactivated",
    "restored",
    "unless",
    "until",
];
/// The same in languages that write no blanks.
const UNSPACED_UNTIL: [&str; 2] = ["直到", "まで"];

/// Parts of words that say of an address what gives it up too: `user unknown or deactivated`.
const AS_GOOD: [&str; 38] = [
    "abandon",
    "closed",
    "deaktiv",
    "deactiv",
    "deleted",
    "disabled",
    "discontinued",
    "désactiv",
    "elimina",
    "exist",
    "expired",
    "gelöscht",
    "illegal",
    "inactiv",
    "inaktiv",
    "inattiv",
    "incorrect",
    "invalid",
    "inválid",
    "misspel",
    "mistyp",
    "nicht mehr",
    "no longer",
    "not local",
    "not valid",
    "removed",
    "terminated",
    "ungültig",
    "wrong",
    "отключ",
    "существу",
    "удал",
    "不存在",
    "停用",
    "无效",
    "注销",
    "禁用",
    "过期",
];

/// How far from a phrase a hedge may be, in bytes.
const FAR: usize = 160;
/// How far from a phrase its alternative may start, in bytes.
const NEAR: usize = 48;
/// The most words of an alternative that only names whom the phrase is about: `no such user or mailbox here`.
const MOST_WORDS: usize = 3;

/// Whether one of these phrases, all of which would give an address up, is hedged.
pub(super) fn is_any_hedged(text: &str, phrases: &[Range<usize>]) -> bool {
    phrases.iter().any(|phrase| {
        // What was respelled to find the phrase has its marks with it.
        let words = text.get(phrase.clone()).unwrap_or_default();
        let end = phrase.start
            + words
                .trim_end_matches(|c: char| c.is_ascii_punctuation())
                .len();
        let first = text.floor_char_boundary(phrase.start.saturating_sub(FAR));
        let last = text.floor_char_boundary(end + FAR);
        let (Some(before), Some(behind)) = (text.get(first..phrase.start), text.get(end..last))
        else {
            return false;
        };
        let before = &before[start_of_sentence(before)..];
        let behind = &behind[..end_of_sentence(behind)];
        has_word(before, &IF)
            || has_unspaced(before, &UNSPACED_IF)
            || has_word(behind, &UNTIL)
            || has_unspaced(behind, &UNSPACED_UNTIL)
            || has_alternative(text, phrases, before, behind)
    })
}

/// Whether a text contains one of these words, none of which is ASCII.
fn has_unspaced(text: &str, words: &[&str]) -> bool {
    !text.is_ascii() && words.iter().any(|word| text.contains(word))
}

/// Whether one of the words that join alternatives is between the phrase and another cause.
fn has_alternative(text: &str, phrases: &[Range<usize>], before: &str, behind: &str) -> bool {
    // A phrase beside another one is no alternative to it.
    let is_other_cause = |side: &str| {
        let start = side.as_ptr() as usize - text.as_ptr() as usize;
        let side_range = start..start + side.len();
        let overlaps =
            |phrase: &Range<usize>| phrase.start < side_range.end && side_range.start < phrase.end;
        !phrases.iter().any(overlaps) && is_other_cause(side)
    };
    let is_near = |gap: &str| gap.len() <= NEAR && !gap.contains(COMMAS);
    ors(behind).any(|or| {
        is_near(behind[..or.start].trim_end().trim_end_matches(COMMAS))
            && is_other_cause(&behind[or.end..])
    }) || ors(before).any(|or| {
        let side = &before[..or.start];
        let start = side.rfind(COMMAS).unwrap_or_default();
        is_near(&before[or.end..]) && is_other_cause(&side[start..])
    })
}

const COMMAS: [char; 3] = [',', '，', '、'];

/// Whether a part of a sentence is about anything but an address that is given up.
fn is_other_cause(side: &str) -> bool {
    let count = words(side).count();
    let is_name = |word: &str| names_recipient(word) && !word.ends_with("'s") || word == "domain";
    let names = || words(side).any(is_name);
    let is_empty = !side.contains(char::is_alphabetic);
    !(is_empty || count <= MOST_WORDS && names() || AS_GOOD.iter().any(|part| side.contains(part)))
}

/// Returns where a text joins alternatives.
fn ors(text: &str) -> impl Iterator<Item = Range<usize>> {
    let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let spaced = words(text).filter(|word| OR.contains(word));
    let spaced = spaced.map(move |word| start(word)..start(word) + word.len());
    let unspaced: &[&str] = if text.is_ascii() { &[] } else { &UNSPACED_OR };
    let unspaced = unspaced.iter().filter_map(|or| {
        let at = text.find(or)?;
        Some(at..at + or.len())
    });
    spaced.chain(unspaced)
}

fn has_word(text: &str, known: &[&str]) -> bool {
    words(text).any(|word| known.contains(&word))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_mark = |c: char| c.is_ascii_punctuation();
    text.split_whitespace()
        .map(move |word| word.trim_matches(is_mark))
}

/// Returns where sentences end, and where the next ones start: at a mark before a blank, or a full stop that needs none.
fn ends(text: &str) -> impl DoubleEndedIterator<Item = (usize, usize)> {
    let marks = text.match_indices(['.', ';', ':', '!', '?', '-', '。', '；']);
    marks.filter_map(|(at, mark)| {
        let end = at + mark.len();
        let is_end = !mark.is_ascii()
            || text[end..].starts_with(' ') && (mark != "-" || text[..at].ends_with(' '));
        is_end.then_some((at, end))
    })
}

fn start_of_sentence(text: &str) -> usize {
    ends(text).next_back().map_or(0, |(_, start)| start)
}

fn end_of_sentence(text: &str) -> usize {
    ends(text).next().map_or(text.len(), |(end, _)| end)
}
