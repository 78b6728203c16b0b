//! Reads each reply only once, since servers say the same again and again, and every retry gets the same answer.
//! Counting threads share what was read.

use crate::bounce::Bounce;
use crate::catalogue::{Action, EntryId, ProviderId};
use crate::diagnose::{self, Confidence, Diagnoser, Origin};
use crate::remembered::Remembered;
use crate::reply::{EnhancedCode, Reply};

/// Reads replies. Those that repeat word for word come from a cache.
pub struct Readings {
    diagnoser: Diagnoser,
    /// It takes at most 2 MB.
    known: Remembered<Known>,
}

/// The interpretation of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// The codes of the reply itself.
    pub code: Option<u16>,
    pub enhanced: Option<EnhancedCode>,
    /// The index of the entry that explains it.
    pub entry: Option<EntryId>,
    /// The index of the provider that said it.
    pub provider: Option<ProviderId>,
    /// A guess if nothing explains it.
    pub confidence: Confidence,
}

/// What is known about a reply, whoever the recipient is.
#[derive(Clone, Copy)]
struct Known {
    said: Said,
    /// Whether it gives the recipient up because a host was not found: that depends on whose host it is.
    names_host: bool,
}

impl Readings {
    pub fn new(diagnoser: Diagnoser) -> Readings {
        Readings {
            diagnoser,
            known: Remembered::default(),
        }
    }

    pub fn diagnoser(&self) -> &Diagnoser {
        &self.diagnoser
    }

    /// Forgets all replies.
    pub fn forget(&self) {
        self.known.forget();
    }

    /// Interprets what a bounce says. Codes beside it count if it has none.
    pub fn read(&self, bounce: &Bounce<'_>, origin: Origin) -> Said {
        let (text, stage) = (&*bounce.diagnostic, bounce.stage.as_deref());
        let all = (text, stage, bounce.code, bounce.enhanced, origin);
        let key = self.known.key(all);
        let known = self.known.recall(key, || {
            let said = self.read_anew(bounce, origin.said_at(stage, text));
            let catalogue = self.diagnoser.catalogue();
            let gives_up = |entry| catalogue.action_of(entry) == Action::Suppress;
            Known {
                said,
                names_host: said.entry.is_some_and(gives_up) && diagnose::looked_up(text).is_some(),
            }
        });
        let recipient = bounce.recipient.as_deref();
        if known.names_host && diagnose::is_of_another_host(text, recipient) {
            Said {
                confidence: Confidence::Guess,
                ..known.said
            }
        } else {
            known.said
        }
    }

    fn read_anew(&self, bounce: &Bounce<'_>, origin: Origin) -> Said {
        let reply = Reply::parse(&bounce.diagnostic);
        let (code, enhanced) = (reply.code, reply.enhanced);
        let reading = self.diagnoser.read(&bounce.completed(reply), origin);
        Said {
            code,
            enhanced,
            entry: reading.map(|reading| reading.entry),
            provider: reading.and_then(|reading| reading.provider),
            confidence: reading.map_or(Confidence::Guess, |reading| reading.confidence),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::CATALOGUE;
    use crate::diagnose::Context;
    use crate::remembered::MOST;

    fn bounce(said: &str, beside: (Option<u16>, Option<EnhancedCode>)) -> Bounce<'_> {
        Bounce {
            diagnostic: said.into(),
            code: beside.0,
            enhanced: beside.1,
            recipient: Some("jo@example.org".into()),
            ..Bounce::default()
        }
    }

    #[test]
    fn a_reply_that_came_before_is_read_as_it_would_be_by_itself() {
        let readings = Readings::new(Diagnoser::new(CATALOGUE));
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
                    ((None, None), Context::default()),
                    ((Some(552), Some(mailbox_full)), Context::default()),
                    ((None, None), gmail),
                ] {
                    let bounce = bounce(text, beside);
                    let reply = Reply::parse(text);
                    let origin = readings.diagnoser().origin(context);
                    let said = readings.read(&bounce, origin);
                    let origin = alone.origin(context).said(&bounce);
                    let expected = alone.read(&bounce.reply(), origin);
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
    fn whose_name_was_not_found_depends_on_the_recipient() {
        let readings = Readings::new(Diagnoser::new(CATALOGUE));
        let said = "Host or domain name not found. Name service error for name=example.org type=MX: Host not found";
        for (recipient, is_guess) in [
            ("jo@example.org", false),
            ("jo@example.net", true),
            ("jo@example.org", false),
        ] {
            let bounce = Bounce {
                recipient: Some(recipient.into()),
                ..bounce(said, (None, None))
            };
            let said = readings.read(&bounce, Origin::default());
            assert_eq!(
                said.confidence == Confidence::Guess,
                is_guess,
                "{recipient}"
            );
        }
    }

    #[test]
    fn no_more_replies_are_known_than_there_is_room_for() {
        let readings = Readings::new(Diagnoser::new(CATALOGUE));
        for number in 0..3 * MOST / 2 {
            let text = format!("550 {number}");
            readings.read(&bounce(&text, (None, None)), Origin::default());
        }
        assert!((1..=MOST).contains(&readings.known.len()));
    }
}
