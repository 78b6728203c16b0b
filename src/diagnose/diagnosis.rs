//! What is known about a reply.

use super::OTHERS;
use crate::bounce::{About, Event};
use crate::catalogue::terms::words;
use crate::catalogue::{Action, Catalogue, Entry, EntryId, Outcome, Provider, ProviderId, Steps};
use crate::reply::Reply;
use std::ops::Range;

/// A diagnosis in ids of the catalogue, for programs that count many of them.
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

/// A reply with the entry that explains it, and the evidence for that.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    pub reply: Reply<'static>,
    /// The provider that wrote the reply, if known.
    pub provider: Option<&'static Provider>,
    /// The entry that explains it. If it asks to suppress an address too early, its steps begin with a warning.
    pub entry: Entry,
    /// The index of that provider in the catalogue.
    pub provider_id: Option<ProviderId>,
    pub entry_id: EntryId,
    pub confidence: Confidence,
    /// The parts of the reply's text that support the entry, as byte ranges.
    pub evidence: Vec<Range<usize>>,
    /// Other entries that would explain it, best first.
    pub others: Vec<Entry>,
    /// Whether the input calls the refusal temporary, although no code says so.
    pub is_temporary: bool,
    /// What the words are about, as far as their context shows.
    pub about: About,
}

words! {
    /// How sure a diagnosis is. On real bounces, fewer than 1 % of the certain diagnoses are wrong, and fewer than 6 % of
    /// the likely ones; `scripts/calibration.py` measures it.
    Confidence, "confidence" {
        /// Only codes, or words that stand alone.
        Guess = "guess",
        /// Words that name the cause.
        Likely = "likely",
        /// The provider's own words or tag, or words and codes that agree.
        Certain = "certain",
    }
}

impl Reading {
    /// Creates the reading for an event that no words explain.
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

/// Returns what to do, given an entry's action and the confidence in that entry. A suppressed address gets no mail any
/// more, so suppressing takes more than a guess.
pub fn action(of_entry: Action, confidence: Confidence) -> Action {
    if confidence == Confidence::Guess {
        of_entry.sparing()
    } else {
        of_entry
    }
}

/// Precedes the advice to suppress an address if that is only a guess.
const UNSURE: &str = "Codes alone do not say that an address is dead: read the server's own words before you suppress it. Take the next steps only if they confirm it.";

/// Precedes the advice to suppress an address if no message to it has been given up.
const STILL_TRIED: &str = "Delivery is still being tried: suppress an address only once its mail is given up. Take the next steps only then.";

/// Replaces the advice to suppress an address if it is another one that is dead.
const FORWARDED: &str =
    "Mail was passed on from another address: take the dead one out of the alias, list or forward.";

/// Precedes steps that may end with the advice to suppress an address if they are about another one.
const ABOUT_ANOTHER: &str = "Mail was passed on from another address: the next steps are about the one to which it went. Instead of suppressing it, take it out of the alias, list or forward.";

/// Returns what to read before the steps of an entry that asks to suppress an address too early.
pub(crate) fn caution(
    of_entry: Action,
    confidence: Confidence,
    event: Event,
) -> Option<&'static str> {
    if of_entry != Action::Suppress {
        None
    } else if confidence == Confidence::Guess {
        Some(UNSURE)
    } else if event == Event::Deferred {
        Some(STILL_TRIED)
    } else {
        None
    }
}

/// Returns the steps of an entry that explains what was said about an address to which mail is passed on from another.
pub(crate) fn forwarded(entry: &Entry) -> Steps {
    match entry.action {
        Action::Suppress => entry.steps.replaced(FORWARDED),
        Action::ContactRecipient | Action::Retry => entry.steps.after(ABOUT_ANOTHER),
        Action::SlowDown
        | Action::FixAuthentication
        | Action::RequestDelisting
        | Action::FixContent
        | Action::FixMessage
        | Action::FixConfiguration
        | Action::Nothing => entry.steps,
    }
}

/// Returns what becomes of the message: according to the class of the server's codes, or else the input, or else the
/// entry.
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
    /// Returns what becomes of the message.
    pub fn outcome(&self) -> Outcome {
        outcome(&self.reply, self.is_temporary, self.entry.outcome)
    }

    /// Returns what to do: the entry's action, unless it goes too far for a guess.
    pub fn action(&self) -> Action {
        action(self.entry.action, self.confidence)
    }

    /// Says whose words these are, for people. Without a connection no server answers: then it names the provider that
    /// runs the host, if known.
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

    /// For a guess, says what is understood of the reply, and what to look at. The entry is only a stand-in.
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
            Outcome::Temporary if self.entry.reason.id == "expired" => "not delivered in time",
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

    /// The reply on one line, its codes first.
    pub fn reply_line(&self) -> String {
        self.reply.lead() + &self.reply.text
    }
}
