//! From what a server said to the entry that explains it, and why we think so.
//!
//! Who says it, and which words, tags and codes speak for which entry, is all in the catalogue; here is only how
//! they are weighed: a tag beats words, words beat numbers, a provider's own entry beats a general one.

mod codes;
mod diagnosis;
pub mod intake;
mod plain;
mod provider;
mod ranking;
mod score;
mod weights;

use crate::bounce::{Bounce, Event};
use crate::catalogue::clues::SHORTEST;
use crate::catalogue::words::words;
use crate::catalogue::{Catalogue, by_event};
use crate::reply::Reply;
use codes::{CodeIndex, Codes};
pub use diagnosis::{Confidence, Diagnosis, Reading, action, outcome};
use plain::Plain;
pub use provider::{Context, Origin, Suffix, writes_replies};
use provider::{ProviderNames, Votes};
use score::{Author, Cases, Found, evidence};

/// A catalogue made ready to explain replies, with the working space for it.
pub struct Diagnoser {
    catalogue: Catalogue,
    names: ProviderNames,
    by_codes: CodeIndex,
    /// For each provider, tags such as `dd` or `30`: too short to mean anything but to the one that is known to say it.
    short_tags: Vec<Vec<(&'static str, u32)>>,
    /// For each reason, what it is called where it is about the sender's address.
    senders: Vec<Option<u32>>,
    /// Whether a reason is what another is called there.
    is_senders: Vec<bool>,
    lower: String,
    found: Vec<Found>,
    /// For each clue, the text in which it was seen last.
    seen: Vec<u32>,
    text: u32,
    votes: Votes,
    cases: Cases,
    /// Who wrote the text that was read last.
    author: Author,
}

/// How many other readings are worth showing.
const OTHERS: usize = 3;
/// More clues than a reply can hold are noise.
const MOST_CLUES: usize = 256;

impl Diagnoser {
    pub fn new(catalogue: Catalogue) -> Diagnoser {
        let mut short_tags = vec![Vec::new(); catalogue.providers.len()];
        for place in 0..catalogue.len() {
            let tags = catalogue.tags_at(place);
            let short = tags.iter().filter(|tag| tag.len() < SHORTEST);
            short_tags[catalogue.provider_of(place)].extend(short.map(|tag| (tag, place as u32)));
        }
        let reason = |id: &str| catalogue.reasons.iter().position(|reason| reason.id == id);
        let senders = catalogue
            .reasons
            .iter()
            .map(|known| known.of_sender.and_then(reason));
        let senders: Vec<_> = senders
            .map(|reason| reason.map(|place| place as u32))
            .collect();
        Diagnoser {
            names: ProviderNames::new(&catalogue),
            by_codes: CodeIndex::new(&catalogue),
            short_tags,
            is_senders: (0..catalogue.reasons.len() as u32)
                .map(|reason| senders.contains(&Some(reason)))
                .collect(),
            senders,
            lower: String::new(),
            found: Vec::new(),
            seen: vec![0; catalogue.clues.clues.len()],
            text: 0,
            votes: Votes::default(),
            cases: Cases::default(),
            author: Author::default(),
            catalogue,
        }
    }

    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Explains a bounce by what the server said, and who said it; if nothing is known of that, by what happened.
    pub fn bounce(&mut self, bounce: &Bounce<'_>) -> Option<Diagnosis> {
        let (reply, reading) = self.read_bounce(bounce)?;
        Some(Diagnosis {
            is_temporary: bounce.is_temporary,
            ..self.shown(reply, reading)
        })
    }

    /// The same in places of the catalogue, with the reply that was read.
    pub fn read_bounce<'a>(&mut self, bounce: &'a Bounce<'_>) -> Option<(Reply<'a>, Reading)> {
        let reply = bounce.reply();
        let (by_words, confidence) = match bounce.event.is_told_by_words() {
            true => (self.read(&reply, self.origin_of(bounce)), Confidence::Guess),
            false => (None, Confidence::Certain),
        };
        let reading = match by_words {
            Some(reading) => reading,
            None => {
                // Its words are no evidence for that.
                self.found.clear();
                Reading::of_event(self.entry_of(bounce.outcome())?, confidence)
            }
        };
        Some((reply, reading))
    }

    /// The place of the entry for what happened, where no words tell more.
    pub fn entry_of(&self, event: Event) -> Option<usize> {
        self.catalogue.place_of(id_for(event)?)
    }

    /// Explains one reply. Any reply with a code has an entry: if need be the fall-back of its class.
    pub fn diagnose(&mut self, reply: Reply<'_>, context: Context<'_>) -> Option<Diagnosis> {
        let reading = self.read(&reply, self.origin(context))?;
        Some(self.shown(reply, reading))
    }

    /// What was read last, made ready to show.
    fn shown(&self, reply: Reply<'_>, reading: Reading) -> Diagnosis {
        let catalogue = &self.catalogue;
        let others = reading.others.iter().flatten();
        Diagnosis {
            provider: reading.provider.map(|place| &catalogue.providers[place]),
            entry: catalogue.entry_at(reading.entry),
            confidence: reading.confidence,
            evidence: evidence(catalogue, &self.found, self.author, reading.entry),
            others: others
                .map(|place| catalogue.entry_at(*place as usize))
                .collect(),
            reply: reply.into_owned(),
            is_temporary: false,
        }
    }

    /// Where a bounce's words are from.
    pub fn origin_of(&self, bounce: &Bounce<'_>) -> Origin {
        let origin = if bounce.event == Event::Rejected {
            Origin::OWN_SERVER
        } else {
            self.origin(Context::of(bounce))
        };
        origin.said(&bounce.said)
    }

    /// What the context tells of a reply's origin.
    pub fn origin(&self, context: Context<'_>) -> Origin {
        self.names.origin(&self.catalogue, context)
    }

    /// The known host that a host belongs to.
    pub fn host(&self, name: &str) -> Suffix {
        self.names.host(name)
    }

    /// The known domain with which a text starts.
    pub fn domain(&self, text: &str) -> Suffix {
        self.names.domain(text)
    }

    /// Finds the clues of a reply; by them, its author.
    fn look(&mut self, reply: &Reply<'_>, origin: Origin) -> Author {
        self.lower.clear();
        if reply.text.is_ascii() {
            self.lower.push_str(&reply.text);
            self.lower.make_ascii_lowercase();
        } else {
            self.lower
                .extend(reply.text.chars().map(lower_of_same_length));
        }
        self.votes.clear();
        self.find_clues();
        self.author(Codes::of(reply), origin)
    }

    /// Explains one reply, in places of the catalogue.
    pub fn read(&mut self, reply: &Reply<'_>, origin: Origin) -> Option<Reading> {
        let author = self.look(reply, origin);
        self.author = author;
        self.cases.weigh(&self.catalogue, &self.found, author);
        self.find_short_tags(author.provider);
        let most = self.cases.most();
        // A short phrase may be part of one in which an address or a host stands.
        let may_be_part = || {
            most < weights::CLEAR && memchr::memchr2(b'@', b'.', self.lower.as_bytes()).is_some()
        };
        if most < weights::PHRASE || may_be_part() {
            self.look_again(author);
        }
        let codes = Codes::of(reply);
        let of_sender = self.is_of_sender(codes, origin);
        let (best, others) = self.rank(codes, author, of_sender).told()?;
        let place = best.place as usize;
        let agrees = || {
            !codes.contradict(self.catalogue.codes_at(place).outcome)
                && codes.weight(&self.catalogue, place) >= 0
        };
        let confidence = match best.confidence {
            Confidence::Certain if !agrees() => Confidence::Likely,
            confidence => confidence,
        };
        Some(Reading {
            entry: place,
            provider: author.provider,
            confidence,
            others: others.map(|other| (other.score > 0).then_some(other.place)),
        })
    }

    /// Looks once more at a text whose words tell nothing, without what stands between them: `mailbox for jo@example.org
    /// is full`.
    fn look_again(&mut self, author: Author) {
        let Some(plain) = Plain::of(&self.lower) else {
            return;
        };
        let first = std::mem::take(&mut self.found);
        let text = std::mem::replace(&mut self.lower, plain.text.clone());
        self.find_clues();
        self.lower = text;
        // What was found before counts once, where it was found.
        let is_new = |clue: u32| !first.iter().any(|(known, _)| *known == clue);
        self.found.retain(|(clue, _)| is_new(*clue));
        for (_, span) in &mut self.found {
            *span = plain.origin(span);
        }
        self.found.extend(first);
        self.cases.weigh(&self.catalogue, &self.found, author);
        self.find_short_tags(author.provider);
    }

    /// Every clue of the text, each where it stands first; and what it says about who wrote it.
    fn find_clues(&mut self) {
        let Diagnoser {
            catalogue,
            found,
            seen,
            votes,
            ..
        } = self;
        found.clear();
        self.text = self.text.wrapping_add(1);
        if self.text == 0 {
            seen.fill(0);
            self.text = 1;
        }
        let text = self.text;
        catalogue
            .clues
            .standing_in(&self.lower, |place, clue, span| {
                if seen[place] != text && found.len() < MOST_CLUES {
                    seen[place] = text;
                    found.push((place as u32, span));
                    votes.clue(catalogue, clue);
                }
            });
    }

    /// Who wrote the text.
    fn author(&mut self, codes: Codes, origin: Origin) -> Author {
        // Whatever providers it names: clients, senders, lists.
        if origin.is_own_server() {
            return Author::default();
        }
        self.names.vote(&mut self.votes, &self.lower, origin);
        self.votes.hints(&self.catalogue, &self.found);
        if let Some(enhanced) = codes.enhanced {
            self.votes.code(self.by_codes.owners(enhanced));
        }
        let author = self.votes.winners(&self.catalogue);
        match origin.provider() {
            Some(told) if writes_replies(self.catalogue.providers[told].kind) => Author {
                provider: Some(told),
                ..author
            },
            Some(told) => Author {
                server: Some(told),
                ..author
            },
            None => author,
        }
    }

    fn find_short_tags(&mut self, provider: Option<usize>) {
        let tags = provider.map_or(&[][..], |provider| &self.short_tags[provider]);
        if tags.is_empty() {
            return;
        }
        let text = self.lower.as_str();
        let bytes = text.as_bytes();
        words(bytes, |at| {
            let goes_on = |ahead| bytes.get(at + ahead).is_some_and(u8::is_ascii_alphanumeric);
            // Most words end here.
            if !(1..SHORTEST).all(goes_on) {
                let meant = tags.iter().filter(|(tag, _)| is_word(text, at, tag));
                meant.for_each(|(_, place)| self.cases.tag(*place));
            }
        });
    }
}

/// Whether a word of a text, which starts here or is not a word, is this one.
fn is_word(text: &str, at: usize, word: &str) -> bool {
    let end = at + word.len();
    let same =
        |part: &str| part.eq_ignore_ascii_case(word) && part.chars().all(char::is_alphanumeric);
    text.get(at..end).is_some_and(same)
        && !text[..at].ends_with(char::is_alphanumeric)
        && !text[end..].starts_with(char::is_alphanumeric)
}

/// The lower-case letter, so that places in the text stay where they are: a letter that is longer or shorter in lower
/// case (`İ`, `ẞ`) stays as it is.
fn lower_of_same_length(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) if one.len_utf8() == c.len_utf8() => one,
        _ => c,
    }
}

/// Id of the entry for what happened, where no words tell more.
const fn id_for(event: Event) -> Option<&'static str> {
    match event {
        Event::AutomaticReply => Some(by_event::AUTOMATIC_REPLY),
        Event::FeedbackReport => Some(by_event::FEEDBACK_REPORT),
        Event::Bounced | Event::NotSent | Event::Rejected => Some(by_event::FAILED),
        Event::Deferred => Some(by_event::DEFERRED),
        Event::Expired => Some(by_event::EXPIRED),
        Event::Delivered => Some(by_event::DELIVERED),
        Event::Unknown => None,
    }
}
