//! A text without what separates its words: addresses, hosts, numbers, quoted names, and the preposition before them.
//! `mailbox for jo@example.org is full` says that a mailbox is full.

use super::subject::{is_of_another, names_recipient};
use std::borrow::Cow;
use std::ops::Range;

/// The remaining words of a text, and where each was.
pub(super) struct Plain {
    pub text: String,
    /// For each word, its start in the plain text and its range in the original.
    words: Vec<(usize, Range<usize>)>,
}

/// Words that only introduce what is left out, sorted.
const PREPOSITIONS: [&str; 28] = [
    "a", "an", "at", "auf", "by", "da", "de", "del", "di", "dla", "do", "for", "from", "für", "in",
    "naar", "of", "on", "para", "per", "por", "pour", "to", "van", "von", "voor", "для", "от",
];

/// Words that a name may follow, whether it is an address or not, sorted: `user jo unknown`.
const NAMED: [&str; 20] = [
    "account",
    "address",
    "adresse",
    "benutzer",
    "buzón",
    "cuenta",
    "destinataire",
    "destinatario",
    "domain",
    "empfänger",
    "host",
    "mailbox",
    "postfach",
    "recipient",
    "user",
    "usuario",
    "usuário",
    "utente",
    "utilisateur",
    "пользователь",
];

/// Words that are not names, sorted.
const NO_NAMES: [&str; 106] = [
    "accepts",
    "address",
    "and",
    "are",
    "at",
    "been",
    "being",
    "blocked",
    "box",
    "busy",
    "by",
    "can't",
    "cannot",
    "cheia",
    "closed",
    "could",
    "currently",
    "database",
    "desconhecido",
    "desconocido",
    "didn't",
    "disabled",
    "does",
    "does't",
    "doesn't",
    "don't",
    "es",
    "esiste",
    "est",
    "esta",
    "está",
    "exceeded",
    "exist",
    "existe",
    "existiert",
    "expired",
    "for",
    "found",
    "full",
    "gesperrt",
    "has",
    "have",
    "host",
    "in",
    "inactive",
    "inconnu",
    "invalid",
    "is",
    "isn't",
    "ist",
    "jest",
    "limit",
    "llena",
    "lleno",
    "locked",
    "may",
    "might",
    "n'existe",
    "name",
    "ne",
    "nicht",
    "nie",
    "no",
    "non",
    "not",
    "não",
    "of",
    "on",
    "only",
    "or",
    "over",
    "pas",
    "piena",
    "piene",
    "pleine",
    "pleino",
    "quota",
    "rejected",
    "sconosciuto",
    "server",
    "size",
    "sont",
    "storage",
    "store",
    "suspended",
    "são",
    "temporarily",
    "than",
    "that",
    "the",
    "this",
    "too",
    "unavailable",
    "unbekannt",
    "unknown",
    "vol",
    "voll",
    "was",
    "will",
    "with",
    "would",
    "you",
    "your",
    "è",
    "é",
    "überfüllt",
];

/// Words that say neither who nor what, sorted: `the user could not be found` becomes `mailbox not found`.
const FILLERS: [&str; 24] = [
    "a",
    "an",
    "any",
    "are",
    "be",
    "being",
    "can",
    "could",
    "currently",
    "given",
    "here",
    "is",
    "permanently",
    "presently",
    "requested",
    "specified",
    "that",
    "the",
    "there",
    "these",
    "this",
    "those",
    "was",
    "were",
];

/// Contractions, and what is left of them without fillers, sorted.
const SHORT_FORMS: [(&str, &str); 11] = [
    ("can't", "not"),
    ("cannot", "not"),
    ("couldn't", "not"),
    ("doesn't", "does not"),
    ("don't", "do not"),
    ("hasn't", "not"),
    ("isn't", "not"),
    ("nonexistent", "non-existent"),
    ("unavailable", "not available"),
    ("unrecognized", "not recognized"),
    ("wasn't", "not"),
];

/// Replaces every word for a recipient.
const MAILBOX: &str = "mailbox";

/// A word that is kept: its range in the original, and its new spelling.
struct Kept<'a> {
    token: Range<usize>,
    word: &'a str,
    written: Cow<'a, str>,
}

impl Plain {
    /// Makes a text plain; `None` if there was nothing to leave out between its words.
    pub(super) fn of(text: &str) -> Option<Plain> {
        let mut all: Vec<Kept<'_>> = Vec::with_capacity(16);
        let (mut left_out, mut is_new, mut before) = (false, false, "");
        for token in tokens(text) {
            let written = &text[token.clone()];
            let word = written.trim_matches(is_mark);
            let names = is_one_of(&NAMED, before)
                && !is_one_of(&NO_NAMES, word)
                && !is_one_of(&PREPOSITIONS, word)
                && !is_one_of(&FILLERS, word);
            before = word;
            if names || is_variable(written, word) {
                left_out = true;
                leave_out_what_leads_there(&mut all);
                continue;
            }
            if word == "been" {
                all.pop_if(|kept| matches!(kept.word, "has" | "have" | "had"));
            }
            if word == "been" || written == word && is_one_of(&FILLERS, word) {
                left_out = true;
                continue;
            }
            let last = all.last().map_or("", |kept| kept.word);
            let written = as_all_say_it(written, word, last);
            is_new |= left_out && !all.is_empty() || written != text[token.clone()];
            left_out = false;
            if last == MAILBOX && matches!(&*written, MAILBOX | "name" | "id") {
                continue;
            }
            let word = if written.starts_with(MAILBOX) {
                MAILBOX
            } else {
                word
            };
            all.push(Kept {
                token,
                word,
                written,
            });
        }
        if !is_new {
            return None;
        }
        let mut plain = Plain {
            text: String::with_capacity(text.len()),
            words: Vec::with_capacity(all.len()),
        };
        for kept in all {
            plain.words.push((plain.text.len(), kept.token));
            plain.text.push_str(&kept.written);
            plain.text.push(' ');
        }
        Some(plain)
    }

    /// Returns the range in the original of a range in the plain text. A word that is respelled maps to all of its
    /// original.
    pub(super) fn origin(&self, span: &Range<usize>) -> Range<usize> {
        let word = |at: usize| {
            let behind = self.words.partition_point(|(start, _)| *start <= at);
            &self.words[behind.saturating_sub(1)]
        };
        let last = span.end.saturating_sub(1);
        let ((first, from), (start, to)) = (word(span.start), word(last));
        let is_as_it_was = |start: &usize, token: &Range<usize>| {
            self.text[*start..].find(' ') == Some(token.len())
        };
        let from = if is_as_it_was(first, from) {
            (from.start + span.start - first).min(from.end)
        } else {
            from.start
        };
        let to = if is_as_it_was(start, to) {
            (to.start + last - start + 1).min(to.end)
        } else {
            to.end
        };
        from..to
    }
}

/// Normalizes a word: one name for whoever should get the mail, and no contractions.
fn as_all_say_it<'a>(written: &'a str, word: &str, last: &str) -> Cow<'a, str> {
    if names_recipient(word) && !is_of_another(last) && !matches!(last, "my" | "our") {
        return if written == word {
            MAILBOX.into()
        } else {
            written.replacen(word, MAILBOX, 1).into()
        };
    }
    match SHORT_FORMS.binary_search_by_key(&word, |(short, _)| short) {
        Ok(at) if written == word => SHORT_FORMS[at].1.into(),
        Ok(_) | Err(_) => written.into(),
    }
}

/// `mailbox for user` before a name is just a mailbox.
fn leave_out_what_leads_there(words: &mut Vec<Kept<'_>>) {
    if let [.., preposition, named] = &words[..]
        && is_one_of(&PREPOSITIONS, preposition.word)
        && is_one_of(&NAMED, named.word)
    {
        words.pop();
    }
    while words
        .pop_if(|kept| is_one_of(&PREPOSITIONS, kept.word))
        .is_some()
    {}
}

fn tokens(text: &str) -> impl Iterator<Item = Range<usize>> {
    let start = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    text.split(' ')
        .filter(|part| !part.is_empty())
        .map(move |part| start(part)..start(part) + part.len())
}

fn is_one_of(words: &[&str], word: &str) -> bool {
    words.binary_search(&word).is_ok()
}

fn is_mark(c: char) -> bool {
    c.is_ascii_punctuation()
}

/// Whether a token is an address, a host, a number or a quoted name.
fn is_variable(token: &str, word: &str) -> bool {
    let varies = |byte: &u8| matches!(byte, b'@' | b'.' | b'0'..=b'9');
    word.is_empty() || word.as_bytes().iter().any(varies) || is_quoted(token, word)
}

/// Whether a word is enclosed in marks that open and close something.
fn is_quoted(token: &str, word: &str) -> bool {
    token.len() > word.len() + 1
        && token.starts_with(['<', '"', '\'', '`', '(', '[', '{'])
        && token
            .trim_end_matches(['.', ',', ':', ';'])
            .ends_with(['>', '"', '\'', ')', ']', '}'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_order() {
        for words in [&PREPOSITIONS[..], &NAMED, &NO_NAMES, &FILLERS] {
            assert!(words.is_sorted());
        }
        assert!(SHORT_FORMS.is_sorted());
    }
}
