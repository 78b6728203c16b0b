//! Replies are read once: servers say the same again and again, and each retry hears it anew.

use crate::catalogue::{EntryId, ProviderId};
use crate::diagnose::{Confidence, Diagnoser, Origin};
use crate::reply::{EnhancedCode, Reply};
use foldhash::HashMap;
use foldhash::quality::FixedState;
use std::hash::BuildHasher;

/// Reads replies. Those that came before, word for word, are looked up.
pub struct Readings {
    diagnoser: Diagnoser,
    known: HashMap<Key, Said>,
}

/// A reply, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// The codes of the reply itself.
    pub code: Option<u16>,
    pub enhanced: Option<EnhancedCode>,
    /// The index of the entry that explains it.
    pub entry: Option<EntryId>,
    /// The index of the provider that said it.
    pub provider: Option<ProviderId>,
    /// A guess, too, where nothing explains it.
    pub confidence: Confidence,
}

/// Codes that stand beside a reply: they count where it has none.
pub type Beside = (Option<u16>, Option<EnhancedCode>);

/// All that a reading depends on, hashed to 128 bits: that two of a billion share a key is as likely as 1 : 10^20.
type Key = [u64; 2];

/// When this many are known, all are forgotten: within 2 MB, starting over costs little.
const MOST: usize = 28_000;

impl Readings {
    pub fn new(diagnoser: Diagnoser) -> Readings {
        Readings {
            diagnoser,
            known: HashMap::default(),
        }
    }

    pub fn diagnoser(&self) -> &Diagnoser {
        &self.diagnoser
    }

    /// Forgets all replies.
    pub fn forget(&mut self) {
        self.known = HashMap::default();
    }

    /// Reads a reply.
    pub fn read(&mut self, text: &str, beside: Beside, origin: Origin) -> Said {
        let key = [1, 2].map(|seed| FixedState::with_seed(seed).hash_one((text, beside, origin)));
        if let Some(said) = self.known.get(&key) {
            return *said;
        }
        let reply = Reply::parse(text);
        let (code, enhanced) = (reply.code, reply.enhanced);
        let completed = Reply {
            code: code.or(beside.0),
            enhanced: enhanced.or(beside.1),
            ..reply
        };
        let reading = self.diagnoser.read(&completed, origin);
        let said = Said {
            code,
            enhanced,
            entry: reading.map(|reading| reading.entry),
            provider: reading.and_then(|reading| reading.provider),
            confidence: reading.map_or(Confidence::Guess, |reading| reading.confidence),
        };
        if self.known.len() >= MOST {
            self.known.clear();
        }
        self.known.insert(key, said);
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::CATALOGUE;
    use crate::diagnose::Context;

    #[test]
    fn a_reply_that_came_before_is_read_as_it_would_be_by_itself() {
        let mut readings = Readings::new(Diagnoser::new(CATALOGUE));
        let alone = Diagnoser::new(CATALOGUE);
        let gmail = Context {
            host: Some("gmail-smtp-in.l.google.com"),
            ..Context::default()
        };
        let mailbox_full = EnhancedCode {
            class: 5,
            subject: 2,
            detail: 2,
        };
        for _ in 0..2 {
            for text in CATALOGUE.entries().flat_map(|entry| entry.examples.iter()) {
                for (beside, context) in [
                    (Beside::default(), Context::default()),
                    ((Some(552), Some(mailbox_full)), Context::default()),
                    (Beside::default(), gmail),
                ] {
                    let reply = Reply::parse(text);
                    let completed = Reply {
                        code: reply.code.or(beside.0),
                        enhanced: reply.enhanced.or(beside.1),
                        ..reply.clone()
                    };
                    let origin = readings.diagnoser().origin(context);
                    let said = readings.read(text, beside, origin);
                    let expected = alone.read(&completed, alone.origin(context));
                    let expected = Said {
                        code: reply.code,
                        enhanced: reply.enhanced,
                        entry: expected.map(|reading| reading.entry),
                        provider: expected.and_then(|reading| reading.provider),
                        confidence: expected
                            .map_or(Confidence::Guess, |reading| reading.confidence),
                    };
                    assert_eq!(said, expected, "{text}");
                }
            }
        }
    }

    #[test]
    fn no_more_replies_are_known_than_there_is_room_for() {
        let mut readings = Readings::new(Diagnoser::new(CATALOGUE));
        for number in 0..3 * MOST / 2 {
            let text = format!("550 {number}");
            readings.read(&text, Beside::default(), Origin::default());
        }
        assert!((1..=MOST).contains(&readings.known.len()));
    }
}
