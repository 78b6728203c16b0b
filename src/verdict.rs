//! The answer in one line: whether it is permanent, whether to retry, and what to do with the address.

use crate::bounce::Event;
use crate::catalogue::{Action, Entry, Outcome};
use crate::diagnose::Explained;

/// Three short statements; any but the first may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What became of the message.
    pub outcome: Outcome,
    /// `PERMANENT`, `REJECTED by your server`
    pub word: &'static str,
    /// Whether and how to try again.
    pub retry: &'static str,
    /// What to do with the address.
    pub address: &'static str,
}

impl Verdict {
    pub fn of(entry: &Entry) -> Verdict {
        Verdict::asking_for(entry.action, entry.outcome, false)
    }

    /// The verdict on failures with this action and outcome; `is_forwarded` if another address failed, to which mail for
    /// this one was passed on.
    fn asking_for(action: Action, outcome: Outcome, is_forwarded: bool) -> Verdict {
        use Action::*;
        let (word, retry) = match (outcome, action) {
            (Outcome::Accepted, _) => ("ACCEPTED", "No failure: nothing to do."),
            (Outcome::Permanent, Retry) => ("PERMANENT", "Still worth a few more tries."),
            (Outcome::Permanent, SlowDown) => ("PERMANENT", "Do not retry at this rate."),
            (Outcome::Permanent, RequestDelisting) => {
                ("PERMANENT", "Do not retry before delisting.")
            }
            (Outcome::Permanent, FixMessage | FixContent) => {
                ("PERMANENT", "Do not retry it unchanged.")
            }
            (Outcome::Permanent, FixAuthentication | FixConfiguration) => {
                ("PERMANENT", "Do not retry before it is fixed.")
            }
            (Outcome::Permanent, Suppress | ContactRecipient | Nothing) => {
                ("PERMANENT", "Do not retry.")
            }
            (Outcome::Temporary, SlowDown) => ("TEMPORARY", "Retry later, and slower."),
            (Outcome::Temporary, RequestDelisting) => {
                ("TEMPORARY", "Ask for delisting; retries go on.")
            }
            (
                Outcome::Temporary,
                FixMessage | FixContent | FixAuthentication | FixConfiguration,
            ) => ("TEMPORARY", "Fix the cause; retries go on."),
            (Outcome::Temporary, Suppress) => ("TEMPORARY", "Retries will hardly help."),
            (Outcome::Temporary, Retry | ContactRecipient | Nothing) => {
                ("TEMPORARY", "Retry with growing pauses.")
            }
        };
        let address = match (outcome, action) {
            (Outcome::Accepted, _) | (_, Nothing) => "",
            (_, Suppress) => "Suppress the address.",
            (Outcome::Permanent, Retry | ContactRecipient) if is_forwarded => {
                "Keep the address: another one failed."
            }
            (Outcome::Permanent, Retry) => "Suppress the address if this persists.",
            (_, ContactRecipient) => "Keep the address until the recipient answers.",
            (Outcome::Temporary, _) => "Keep the address.",
            (Outcome::Permanent, _) => "Keep the address: it is fine.",
        };
        Verdict {
            outcome,
            word,
            retry,
            address,
        }
    }

    /// The verdict on what happened to one recipient.
    pub fn of_bounce(explained: &Explained<'_>) -> Verdict {
        let is_forwarded = explained.bounce.forwarded_to.is_some();
        let outcome = explained.diagnosis.outcome();
        let event = explained.bounce.event;
        Verdict::of_event(event, explained.action(), outcome, is_forwarded)
    }

    /// The verdict on a failure of which it is known what became of the message. `of_words` is what the server said.
    pub fn of_event(
        event: Event,
        action: Action,
        of_words: Outcome,
        is_forwarded: bool,
    ) -> Verdict {
        let outcome = event.outcome(of_words);
        let is_given_up =
            event == Event::Expired || outcome != of_words && event != Event::Deferred;
        if event == Event::Rejected {
            Verdict::of_rejection(outcome)
        } else if is_given_up && action != Action::Suppress {
            Verdict {
                outcome,
                word: "GIVEN UP after retries",
                retry: "Send it again once the cause is gone.",
                address: "Keep the address.",
            }
        } else {
            Verdict::asking_for(action, outcome, is_forwarded)
        }
    }

    /// The verdict on what your own server rejected: the sender is somebody else.
    fn of_rejection(outcome: Outcome) -> Verdict {
        Verdict {
            outcome,
            word: "REJECTED by your server",
            retry: match outcome {
                Outcome::Permanent => "Permanently.",
                Outcome::Temporary => "Temporarily: the client may try again.",
                Outcome::Accepted => "",
            },
            address: "Nothing to suppress: none of your own deliveries failed.",
        }
    }

    /// Retry and address as one text.
    pub fn sentence(&self) -> String {
        [self.retry, self.address].join(" ").trim().to_owned()
    }
}
