//! What is told of a reply.

use super::OTHERS;
use crate::catalogue::terms::words;
use crate::catalogue::{Action, Catalogue, Entry, EntryId, Outcome, Provider, ProviderId};
use crate::reply::Reply;
use std::ops::Range;

/// A diagnosis as numbers: places in the catalogue. What a program that counts many of them needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The entry.
    pub entry: EntryId,
    /// The provider that wrote the reply, if it can be told.
    pub provider: Option<ProviderId>,
    pub confidence: Confidence,
    /// Other entries that would explain it, best first.
    pub others: [Option<EntryId>; OTHERS],
}

/// A reply with its entry, and the evidence for it.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    pub reply: Reply<'static>,
    /// The provider that wrote the reply, if it can be told.
    pub provider: Option<&'static Provider>,
    pub entry: Entry,
    pub confidence: Confidence,
    /// Places in the reply's text that spoke for the entry.
    pub evidence: Vec<Range<usize>>,
    /// Other entries that would explain it, best first.
    pub others: Vec<Entry>,
    /// Whether a refusal is said to be for now only, though no code says so.
    pub is_temporary: bool,
}

words! {
    /// How sure a diagnosis is. Measured, and promised, is that one of a hundred that are certain is wrong, and six of a
    /// hundred that are likely.
    Confidence, "confidence" {
        /// Codes alone, or words that stand alone.
        Guess = "guess",
        /// Words that tell the cause.
        Likely = "likely",
        /// The provider's own words or tag, and codes that agree.
        Certain = "certain",
    }
}

impl Reading {
    /// The entry for what happened, of which no words tell more.
    pub(super) fn of_event(entry: EntryId, confidence: Confidence) -> Reading {
        Reading {
            entry,
            provider: None,
            confidence,
            others: [None; OTHERS],
        }
    }

    /// What to do: see [`action`].
    pub fn action(&self, catalogue: &Catalogue) -> Action {
        action(catalogue.action_of(self.entry), self.confidence)
    }
}

/// What to do where an entry that asks for this explains a reply as surely as that. An address that is suppressed gets no
/// mail any more, so that takes more than a guess.
pub fn action(of_entry: Action, confidence: Confidence) -> Action {
    if of_entry == Action::Suppress && confidence == Confidence::Guess {
        Action::ContactRecipient
    } else {
        of_entry
    }
}

/// What becomes of the message: the server's own class, or where the server gave none, what the input says or else the
/// entry's.
pub fn outcome(reply: &Reply<'_>, is_temporary: bool, entry: Outcome) -> Outcome {
    let class = reply.class();
    let by_class = class.and_then(Outcome::from_class);
    by_class.unwrap_or(if is_temporary {
        Outcome::Temporary
    } else {
        entry
    })
}

impl Diagnosis {
    /// What becomes of the message.
    pub fn outcome(&self) -> Outcome {
        outcome(&self.reply, self.is_temporary, self.entry.outcome)
    }

    /// What to do: the entry's action, unless it is too much for a guess.
    pub fn action(&self) -> Action {
        action(self.entry.action, self.confidence)
    }

    /// Of a guess: what is understood of the reply, and what to look at. The entry only stands for it.
    pub fn caution(&self) -> Option<String> {
        if self.confidence != Confidence::Guess {
            return None;
        }
        let refusal = match self.outcome() {
            Outcome::Permanent => "refused for good",
            Outcome::Temporary => "refused for now",
            Outcome::Accepted => return None,
        };
        let codes = self.reply.codes();
        let understood = match (self.evidence.is_empty(), codes.is_empty()) {
            (_, true) => format!("the message was {refusal}, no more"),
            (true, false) => format!("{refusal}, from its codes alone ({})", codes.trim_end()),
            (false, false) => format!(
                "{refusal} ({}), in words that many causes share",
                codes.trim_end()
            ),
        };
        Some(format!(
            "Understood is only this: {understood}. Read the server's own words before you act, and ask its postmaster \
             if they do not tell the cause."
        ))
    }

    /// The reply on one line, its codes in front.
    pub fn reply_line(&self) -> String {
        self.reply.codes() + &self.reply.text
    }
}
