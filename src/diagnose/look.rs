//! How one reply is read: its clues, who wrote it, and the evidence for each entry.

use super::aside;
use super::codes::{Answers, Codes};
use super::parts::{StandIn, generalized};
use super::plain::Plain;
use super::provider::{Author, Origin, Votes};
use super::score::Cases;
use super::{Confidence, Diagnoser, Reading, weights};
use crate::catalogue::clues::{Found, SHORTEST, What};
use crate::catalogue::words::words;
use crate::catalogue::{Action, Catalogue, ProviderId};
use crate::reply::Reply;
use std::ops::Range;

/// The most clues of a reply that are considered; more are noise.
const MOST_CLUES: usize = 256;

/// A thread's working memory for reading replies, reused from one to the next.
pub(super) struct Scratch {
    /// The reply in lower case, generalized.
    pub lower: String,
    pub found: Vec<Found>,
    /// For each clue, the number of the text in which it last occurred.
    seen: Vec<u32>,
    text: u32,
    votes: Votes,
    pub cases: Cases,
    /// Who wrote the text that was read last.
    pub author: Author,
    pub answers: Answers,
}

impl Scratch {
    pub(super) fn new(catalogue: &Catalogue) -> Scratch {
        Scratch {
            lower: String::new(),
            found: Vec::new(),
            seen: vec![0; catalogue.clues.clues.len()],
            text: 0,
            votes: Votes::default(),
            cases: Cases::default(),
            author: Author::default(),
            answers: Answers::default(),
        }
    }
}

/// A reply that is being read.
pub(super) struct Look<'a> {
    pub known: &'a Diagnoser,
    pub scratch: &'a mut Scratch,
}

impl Look<'_> {
    /// Explains one reply in ids of the catalogue, from a cache if it came before, whatever the length of the names and
    /// numbers in it.
    pub(super) fn recall(&mut self, reply: &Reply<'_>, origin: Origin) -> Option<Reading> {
        self.lower(reply, StandIn::Short);
        let readings = &self.known.readings;
        let key = readings.key((&self.scratch.lower, reply.code, reply.enhanced, origin));
        readings.recall(key, || self.read_lower(Codes::of(reply), origin))
    }

    /// Explains one reply, and keeps the clues in it.
    pub(super) fn read(&mut self, reply: &Reply<'_>, origin: Origin) -> Option<Reading> {
        self.lower(reply, StandIn::AsLong);
        self.read_lower(Codes::of(reply), origin)
    }

    /// Puts a reply into lower case. Only that text and the codes are read.
    fn lower(&mut self, reply: &Reply<'_>, stand_in: StandIn) {
        let lower = &mut self.scratch.lower;
        lower.clear();
        if reply.text.is_ascii() {
            lower.push_str(&reply.text);
            lower.make_ascii_lowercase();
        } else {
            lower.extend(reply.text.chars().map(lower_of_same_length));
        }
        // Whoever passes a reply on says nothing about its cause.
        let wrapper = reply.wrapper();
        if wrapper > 0 {
            lower.replace_range(..wrapper, &" ".repeat(wrapper));
        }
        aside::blank(lower);
        *lower = generalized(lower, &self.known.catalogue.clues, stand_in);
    }

    fn read_lower(&mut self, codes: Codes, origin: Origin) -> Option<Reading> {
        self.scratch.votes.clear();
        self.find_clues();
        let author = self.author(codes, origin);
        self.scratch.author = author;
        self.weigh(author);
        self.find_short_tags(author.provider);
        let most = self.scratch.cases.most();
        // A short phrase may be part of one that an address or a host splits.
        let may_be_part = || {
            most < weights::CLEAR
                && memchr::memchr2(b'@', b'.', self.scratch.lower.as_bytes()).is_some()
        };
        if most < weights::PHRASE || may_be_part() {
            self.look_again(author);
        }
        let of_sender = self.is_of_sender(codes, origin);
        let is_of_recipient = !of_sender && !origin.is_of_message();
        let alone = if is_of_recipient {
            codes
        } else {
            codes.of_policy()
        };
        let (best, others) = self.rank(codes, author, of_sender, alone).best()?;
        let outcome = self.known.catalogue.codes_at(best.entry).outcome;
        if codes.accept() && codes.contradict(outcome) && !self.scratch.lower.is_empty() {
            // What was accepted has not failed, whatever else the text says.
            self.scratch.lower.clear();
            return self.read_lower(codes, origin);
        }
        let agrees = || {
            !codes.contradict(self.known.catalogue.codes_at(best.entry).outcome)
                && codes.weight(&self.known.catalogue, best.entry) >= 0
        };
        // Only a permanent reply is final about an address.
        let is_not_final = codes.class().is_some_and(|class| class < 5)
            && self.known.catalogue.action_of(best.entry) == Action::Suppress;
        // A delivery program also talks about its own setup, unless Postfix turns its exit status into a code.
        let is_of_program = || {
            let code = codes.enhanced.map(|code| (code.subject, code.detail));
            code != Some((1, 1)) && self.scratch.lower.contains("command output: ")
        };
        // That another host is unknown is no reason to give the recipient up; the rest is as certain as ever.
        let is_of_another_host = || {
            let gives_up = self.known.catalogue.action_of(best.entry) == Action::Suppress;
            origin.is_of_another_host() && gives_up
        };
        let is_doubted = || !best.is_own && self.doubt(best.entry, codes) > 0;
        let confidence = if is_of_another_host() || is_not_final || is_of_program() || is_doubted()
        {
            Confidence::Guess
        } else if best.confidence == Confidence::Certain && !agrees() {
            Confidence::Likely
        } else {
            best.confidence
        };
        Some(Reading {
            entry: best.entry,
            provider: author.provider,
            confidence,
            others: others.map(|other| (other.score > 0).then_some(other.entry)),
        })
    }

    /// Looks again at a text whose words are not clear, without what is between them: `mailbox for jo@example.org is
    /// full`.
    fn look_again(&mut self, author: Author) {
        let Some(plain) = Plain::of(&self.scratch.lower) else {
            return;
        };
        let first = std::mem::take(&mut self.scratch.found);
        let text = std::mem::replace(&mut self.scratch.lower, plain.text.clone());
        self.find_clues();
        self.scratch.lower = text;
        // What was found before counts once, where it was found.
        let is_new = |clue: u32| !first.iter().any(|(known, _)| *known == clue);
        self.scratch.found.retain(|(clue, _)| is_new(*clue));
        for (_, span) in &mut self.scratch.found {
            *span = plain.origin(span);
        }
        self.scratch.found.extend(first);
        self.weigh(author);
        self.find_short_tags(author.provider);
    }

    /// Weighs what was found.
    fn weigh(&mut self, author: Author) {
        let Scratch {
            cases,
            lower,
            found,
            ..
        } = &mut *self.scratch;
        cases.weigh(&self.known.catalogue, lower, found, author);
    }

    /// Finds every clue of the text at its first occurrence, and counts what it says about the author.
    fn find_clues(&mut self) {
        let catalogue = &self.known.catalogue;
        let Scratch {
            lower,
            found,
            seen,
            text,
            votes,
            ..
        } = &mut *self.scratch;
        found.clear();
        *text = text.wrapping_add(1);
        if *text == 0 {
            seen.fill(0);
            *text = 1;
        }
        catalogue.clues.standing_in(lower, |place, clue, span| {
            if seen[place] != *text && found.len() < MOST_CLUES {
                seen[place] = *text;
                if !matches!(clue.what, What::Host(_)) || !is_client(lower, &span) {
                    votes.clue(catalogue, clue);
                }
                found.push((place as u32, span));
            }
        });
    }

    /// Determines who wrote the text.
    fn author(&mut self, codes: Codes, origin: Origin) -> Author {
        // Any providers that it names are clients, senders or lists.
        if origin.is_own_server() {
            return Author::default();
        }
        self.known
            .names
            .vote(&mut self.scratch.votes, &self.scratch.lower, origin);
        self.scratch
            .votes
            .hints(&self.known.catalogue, &self.scratch.found);
        if let Some(enhanced) = codes.enhanced {
            self.scratch
                .votes
                .code(self.known.by_codes.owners(enhanced));
        }
        let author = self.scratch.votes.winners(&self.known.catalogue);
        match origin.provider() {
            Some(known) if self.known.catalogue.provider(known).kind.writes_replies() => Author {
                provider: Some(known),
                ..author
            },
            Some(known) => Author {
                server: Some(known),
                ..author
            },
            None => author,
        }
    }

    fn find_short_tags(&mut self, provider: Option<ProviderId>) {
        let tags = provider.map_or(&[][..], |provider| &self.known.short_tags[provider.index()]);
        if tags.is_empty() {
            return;
        }
        let text = self.scratch.lower.as_str();
        let bytes = text.as_bytes();
        words(bytes, |at| {
            let goes_on = |ahead| bytes.get(at + ahead).is_some_and(u8::is_ascii_alphanumeric);
            // Most words are dismissed here.
            if !(1..SHORTEST).all(goes_on) {
                let is_meant = |tag: &str| is_word(text, at, tag) && !is_any_number(text, at, tag);
                let meant = tags.iter().filter(|(tag, _)| is_meant(tag));
                meant.for_each(|(_, entry)| self.scratch.cases.tag(*entry));
            }
        });
    }
}

/// Whether a host in a lower-case text is that of a refused client: `<mx.example.org[192.0.2.7]>: client host
/// rejected`, `helo=<mx.example.org>`.
fn is_client(text: &str, host: &Range<usize>) -> bool {
    let before = text[..host.start].rsplit(['<', ' ', '\t']).next();
    let start = host.start - before.map_or(0, str::len);
    let (before, named) = text.split_at(start);
    let behind = named.split_once('>').map_or("", |(_, behind)| behind);
    let refusals = [": client host rejected", ": helo command rejected"];
    ["client host ", "client ", "helo=<"]
        .iter()
        .any(|mark| before.ends_with(mark))
        || before.ends_with('<') && refusals.iter().any(|refusal| behind.starts_with(refusal))
}

/// Whether a tag is a number that may mean anything here. It is a code at the start of a text, in brackets (`Mailgun: Too
/// old (602)`), or after a word that calls it one (`class 10`).
fn is_any_number(text: &str, at: usize, tag: &str) -> bool {
    let is_in_brackets = text[..at].ends_with('(') && text[at + tag.len()..].starts_with(')');
    let before = text[..at].trim_end_matches(|c: char| !c.is_alphanumeric());
    let is_called = is_in_brackets || ["class", "code"].iter().any(|name| before.ends_with(name));
    // A time or a count may be in front of a host, too.
    let is_alone = tag.len() == 3 || !text[at + tag.len()..].contains('.');
    let is_first = before.is_empty() && is_alone;
    tag.bytes().all(|byte| byte.is_ascii_digit()) && !is_first && !is_called
}

/// Whether the text has this word here.
fn is_word(text: &str, at: usize, word: &str) -> bool {
    let end = at + word.len();
    let same =
        |part: &str| part.eq_ignore_ascii_case(word) && part.chars().all(char::is_alphanumeric);
    text.get(at..end).is_some_and(same)
        && !text[..at].ends_with(char::is_alphanumeric)
        && !text[end..].starts_with(char::is_alphanumeric)
}

/// Returns the lower-case letter unless its length differs (`İ`, `ẞ`), so that positions in the text stay valid.
fn lower_of_same_length(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) if one.len_utf8() == c.len_utf8() => one,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::CATALOGUE;
    use crate::diagnose::Context;
    use crate::remembered::MOST;

    #[test]
    fn a_reply_that_came_before_is_explained_as_it_was_then() {
        let diagnoser = Diagnoser::new(CATALOGUE);
        let gmail = Context {
            host: Some("gmail-smtp-in.l.google.com"),
            ..Context::default()
        };
        for _ in 0..2 {
            for text in CATALOGUE.entries().flat_map(|entry| entry.examples.iter()) {
                for context in [Context::default(), gmail] {
                    let known = diagnoser.read(&Reply::parse(text), diagnoser.origin(context));
                    let diagnosis = diagnoser.diagnose(Reply::parse(text), context);
                    let known = known.map(|known| (known.entry, known.provider, known.confidence));
                    let diagnosis =
                        diagnosis.map(|new| (new.entry_id, new.provider_id, new.confidence));
                    assert_eq!(known, diagnosis, "{text}");
                }
            }
        }
    }

    #[test]
    fn no_more_replies_are_known_than_there_is_room_for() {
        let diagnoser = Diagnoser::new(CATALOGUE);
        for number in 0..3 * MOST / 2 {
            let letter = |digit: u8| char::from(digit - b'0' + b'a');
            let letters: String = number.to_string().bytes().map(letter).collect();
            let reply = Reply {
                text: letters.into(),
                ..Reply::default()
            };
            diagnoser.read(&reply, Origin::default());
        }
        let known = diagnoser.readings.len();
        assert!((1..=MOST).contains(&known), "{known}");
    }
}
