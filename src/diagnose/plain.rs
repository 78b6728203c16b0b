//! A text without what stands between its words: addresses, hosts, numbers, quoted names, and the preposition before
//! them. `mailbox for jo@example.org is full` says that a mailbox is full.

use std::ops::Range;

/// The words of a text, and where each stood.
pub(super) struct Plain {
    pub text: String,
    /// Where words start here, and where they start and end there.
    words: Vec<(usize, Range<usize>)>,
}

/// Words that only lead to what is left out, in order.
const PREPOSITIONS: [&str; 28] = [
    "a", "an", "at", "auf", "by", "da", "de", "del", "di", "dla", "do", "for", "from", "für", "in",
    "naar", "of", "on", "para", "per", "por", "pour", "to", "van", "von", "voor", "для", "от",
];

/// Words whose name may follow, be it an address or not: `user jo unknown`, in order.
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

/// Words that are no names, in order.
const NO_NAMES: [&str; 100] = [
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
    "size",
    "sont",
    "storage",
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

impl Plain {
    /// The text without them; nothing where none stands between other words.
    pub(super) fn of(text: &str) -> Option<Plain> {
        let mut all: Vec<(Range<usize>, &str)> = Vec::with_capacity(16);
        let (mut left_out, mut joins) = (false, false);
        for token in tokens(text) {
            let word = text[token.clone()].trim_matches(is_mark);
            let names = all
                .last()
                .is_some_and(|(_, before)| is_one_of(&NAMED, before));
            if is_variable(&text[token.clone()], word)
                || names && !is_one_of(&NO_NAMES, word) && !is_one_of(&PREPOSITIONS, word)
            {
                left_out = true;
                leave_out_what_leads_there(&mut all);
            } else {
                joins |= left_out && !all.is_empty();
                left_out = false;
                all.push((token, word));
            }
        }
        if !joins {
            return None;
        }
        let mut plain = Plain {
            text: String::with_capacity(text.len()),
            words: Vec::with_capacity(all.len()),
        };
        for (token, _) in all {
            plain.words.push((plain.text.len(), token.clone()));
            plain.text.push_str(&text[token]);
            plain.text.push(' ');
        }
        Some(plain)
    }

    /// Where in the text that was made plain a place stood.
    pub(super) fn origin(&self, span: &Range<usize>) -> Range<usize> {
        let word = |at: usize| {
            self.words
                .partition_point(|(start, _)| *start <= at)
                .saturating_sub(1)
        };
        let at = |at: usize| {
            let (start, token) = &self.words[word(at)];
            (token.start + at - start).min(token.end)
        };
        at(span.start)..at(span.end.saturating_sub(1)) + 1
    }
}

/// `mailbox for user` before a name is a mailbox.
fn leave_out_what_leads_there(words: &mut Vec<(Range<usize>, &str)>) {
    if let [.., (_, preposition), (_, named)] = words[..]
        && is_one_of(&PREPOSITIONS, preposition)
        && is_one_of(&NAMED, named)
    {
        words.pop();
    }
    while words
        .pop_if(|(_, word)| is_one_of(&PREPOSITIONS, word))
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

/// Whether a word stands between marks that open and close something.
fn is_quoted(token: &str, word: &str) -> bool {
    token.len() > word.len() + 1
        && token.starts_with(['<', '"', '\'', '`', '(', '[', '{', '«', '“'])
        && token
            .trim_end_matches(['.', ',', ':', ';'])
            .ends_with(['>', '"', '\'', ')', ']', '}', '»', '”'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_order() {
        for words in [&PREPOSITIONS[..], &NAMED, &NO_NAMES] {
            assert!(words.is_sorted());
        }
    }
}
