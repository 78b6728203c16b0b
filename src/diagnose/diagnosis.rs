//! What is known of a reply.

use super::OTHERS;
use crate::bounce::About;
use crate::catalogue::terms::words;
use crate::catalogue::{Action, Catalogue, Entry, EntryId, Outcome, Provider, ProviderId};
use crate::reply::Reply;
use std::ops::Range;

/// A diagnosis as ids of the catalogue, for programs that count many of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The entry.
    pub entry: EntryId,
    /// The provider that wrote the reply, if known.
    pub provider: Option<ProviderId>,
    pub confidence: Confidence,
    /// Other entries that would explain it, best first.
    pub others: [Option<EntryId>; OTHERS],
}

/// A reply with its entry, and the evidence for it.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    pub reply: Reply<'static>,
    /// The provider that wrote the reply, if known.
    pub provider: Option<&'static Provider>,
    pub entry: Entry,
    /// The index of that provider in the catalogue, and of the entry.
    pub provider_id: Option<ProviderId>,
    pub entry_id: EntryId,
    pub confidence: Confidence,
    /// The parts of the reply's text that support the entry, as byte ranges.
    pub evidence: Vec<Range<usize>>,
    /// Other entries that would explain it, best first.
    pub others: Vec<Entry>,
    /// The input calls the refusal temporary, though no code says so.
    pub is_temporary: bool,
    /// What shows that the words are about mail.
    pub about: About,
}

words! {
    /// How sure a diagnosis is. On real bounces, fewer than 1 % of the certain diagnoses are wrong, and fewer than 6 % of
    /// the likely ones; `scripts/calibration.py` measures it.
    Confidence, "confidence" {
        /// Codes alone, or words that stand alone.
        Guess = "guess",
        /// Words that name the cause.
        Likely = "likely",
        /// The provider's own words or tag, and codes that agree.
        Certain = "certain",
    }
}

impl Reading {
    /// The entry for an event that no words explain.
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

/// What comes before suppressing addresses where all failures are guesses.
#[cfg(feature = "cli")]
pub(crate) const UNSURE: &str = "Codes alone do not say that an address is dead: read the servers' own words before you suppress it.";

/// What comes before suppressing addresses where no message has been given up.
#[cfg(feature = "cli")]
pub(crate) const STILL_TRIED: &str =
    "Delivery is still being tried: suppress an address only once its mail is given up.";

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

    /// Whose words these are, for people. No server answers where there is no connection: then the host's provider, if that
    /// is known.
    pub fn attribution(&self) -> String {
        let is_unanswered =
            self.reply.code.is_none() && matches!(self.entry.reason.id, "network" | "dns");
        match self.provider {
            Some(provider) if is_unanswered => format!("Host of: {}", provider.name),
            Some(provider) => format!("Said by: {}", provider.name),
            None if is_unanswered => "Said by: the sending system".to_owned(),
            None => "Said by: unknown".to_owned(),
        }
    }

    /// Of a guess: what is understood of the reply, and what to look at. The entry only stands for it.
    pub fn caution(&self) -> Option<String> {
        if self.confidence != Confidence::Guess {
            return None;
        }
        if self.about != About::Delivery {
            return Some(
                "These words stand without a code: they may be about something else than a message. Read what stands \
                 around them before you act."
                    .to_owned(),
            );
        }
        let refusal = match self.outcome() {
            Outcome::Permanent => "permanently refused",
            Outcome::Temporary => "temporarily refused",
            Outcome::Accepted => return None,
        };
        let codes = self.reply.codes();
        let understood = match (self.evidence.is_empty(), codes.is_empty()) {
            (_, true) => refusal.to_owned(),
            (true, false) => format!(
                "{refusal}, judging by its codes alone ({})",
                codes.trim_end()
            ),
            (false, false) => format!(
                "{refusal} ({}), in words that many causes share",
                codes.trim_end()
            ),
        };
        Some(format!(
            "All that is certain: the message was {understood}. Read the server's own words before you act, and ask its \
             postmaster if they do not give the cause."
        ))
    }

    /// The reply on one line, its codes in front.
    pub fn reply_line(&self) -> String {
        self.reply.codes() + &self.reply.text
    }
}
