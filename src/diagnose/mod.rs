//! Finds the entry that explains what a server said, and says why.
//!
//! The catalogue knows who says what, and which words, tags and codes support which entry. This module only weighs
//! them: a tag beats words, words beat numbers, and a provider's own entry beats a general one.

mod alone;
mod aside;
mod codes;
mod diagnosis;
mod explained;
mod hedge;
#[cfg(feature = "cli")]
pub mod intake;
mod look;
mod parts;
mod plain;
mod provider;
mod ranking;
mod score;
mod subject;
mod weights;

use crate::bounce::{About, Bounce, Event};
use crate::catalogue::clues::SHORTEST;
use crate::catalogue::{Action, Catalogue, EntryId, Outcome, ProviderId, Reason, by_event};
use crate::remembered::Remembered;
use crate::reply::Reply;
use codes::CodeIndex;
pub use diagnosis::{Confidence, Diagnosis, Reading, action, outcome};
pub(crate) use diagnosis::{caution, forwarded};
#[cfg(feature = "cli")]
pub(crate) use explained::Record;
pub use explained::{Explained, Location};
use look::{Look, Scratch};
#[cfg(feature = "cli")]
pub(crate) use parts::parts;
pub(crate) use parts::{StandIn, generalized};
use provider::ProviderNames;
pub use provider::{Context, Origin, Suffix, is_of_another_host, looked_up};
use score::evidence;
use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

/// A catalogue prepared to explain replies. Threads may share one.
///
/// ```
/// use bouncedex::builtin::CATALOGUE;
/// use bouncedex::diagnose::{Context, Diagnoser};
/// use bouncedex::reply::Reply;
///
/// let diagnoser = Diagnoser::new(CATALOGUE);
/// let reply = Reply::parse("552 5.2.2 Mailbox full");
/// let diagnosis = diagnoser.diagnose(reply, Context::default()).expect("an entry for 552");
/// assert_eq!(diagnosis.entry.reason.id, "mailbox-full");
/// ```
pub struct Diagnoser {
    catalogue: Catalogue,
    names: ProviderNames,
    by_codes: CodeIndex,
    /// For each provider, its tags such as `dd` or `30`: too short to mean anything unless that provider is known to
    /// have replied.
    short_tags: Vec<Vec<(&'static str, EntryId)>>,
    /// For each reason, its counterpart if it is about the sender's address.
    senders: Vec<Option<u32>>,
    /// For each reason that gives an address up, how much words for each other reason must weigh to cast doubt on it;
    /// empty for other reasons.
    doubts: Vec<Vec<i32>>,
    /// A cache of what was read. It takes at most 2 MB.
    readings: Remembered<Option<Reading>>,
    /// Working memory that no thread uses at the moment.
    idle: Mutex<Vec<Scratch>>,
}

/// How many other readings are worth showing.
const OTHERS: usize = 3;

impl Diagnoser {
    pub fn new(catalogue: Catalogue) -> Diagnoser {
        let mut short_tags = vec![Vec::new(); catalogue.providers.len()];
        for entry in catalogue.entry_ids() {
            let tags = catalogue.tags_at(entry);
            let short = tags.iter().filter(|tag| tag.len() < SHORTEST);
            let owner = catalogue.provider_of(entry);
            short_tags[owner.index()].extend(short.map(|tag| (tag, entry)));
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
            senders,
            doubts: catalogue
                .reasons
                .iter()
                .map(|reason| doubts(&catalogue, reason))
                .collect(),
            readings: Remembered::default(),
            idle: Mutex::default(),
            catalogue,
        }
    }

    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Explains one reply. Any reply with a code has an entry: if need be, the fallback of its class.
    pub fn diagnose(&self, reply: Reply<'_>, context: Context<'_>) -> Option<Diagnosis> {
        self.with_scratch(|scratch| {
            let reading = self.look(scratch).read(&reply, self.origin(context))?;
            Some(self.shown(scratch, reply, reading, &Bounce::default()))
        })
    }

    /// Explains one reply in indices of the catalogue.
    pub fn read(&self, reply: &Reply<'_>, origin: Origin) -> Option<Reading> {
        self.with_scratch(|scratch| self.look(scratch).recall(reply, origin))
    }

    /// Explains a bounce by what the server said, and who said it; if that explains nothing, by what happened.
    pub fn bounce(&self, bounce: &Bounce<'_>) -> Option<Diagnosis> {
        self.with_scratch(|scratch| {
            let (reply, reading) = self.bounce_with(scratch, bounce, |look, reply, origin| {
                look.read(reply, origin)
            })?;
            Some(Diagnosis {
                is_temporary: bounce.outcome() == Event::Deferred,
                about: bounce.about,
                ..self.shown(scratch, reply, reading, bounce)
            })
        })
    }

    /// Does the same in indices of the catalogue, and returns the reply that was read.
    pub fn read_bounce<'a>(&self, bounce: &'a Bounce<'_>) -> Option<(Reply<'a>, Reading)> {
        self.with_scratch(|scratch| {
            self.bounce_with(scratch, bounce, |look, reply, origin| {
                look.recall(reply, origin)
            })
        })
    }

    fn bounce_with<'a>(
        &self,
        scratch: &mut Scratch,
        bounce: &'a Bounce<'_>,
        read: impl Fn(&mut Look<'_>, &Reply<'_>, Origin) -> Option<Reading>,
    ) -> Option<(Reply<'a>, Reading)> {
        let mut reply = bounce.reply();
        if bounce.event.is_failure() && reply.is_acceptance() {
            // Whatever the server accepted, it was not the message.
            reply = Reply {
                text: Cow::Borrowed(&bounce.diagnostic),
                ..Reply::default()
            };
        }
        let (by_words, confidence) = if bounce.event.is_explained_by_words() {
            let mut look = self.look(scratch);
            let origin = self.origin_of(bounce);
            let reading = if bounce.about == About::Delivery {
                read(&mut look, &reply, origin)
            } else {
                // How far it is trusted depends on all of its words.
                let reading = look.read(&reply, origin);
                reading.and_then(|reading| look.believed(reading, &reply, bounce))
            };
            // What was delivered has not failed, whatever else the text says.
            let fails = |reading: &Reading| {
                self.catalogue.codes_at(reading.entry).outcome != Outcome::Accepted
            };
            let is_delivered = bounce.event == Event::Delivered;
            (
                reading.filter(|reading| !is_delivered || !fails(reading)),
                Confidence::Guess,
            )
        } else {
            (None, Confidence::Certain)
        };
        let reading = match by_words {
            Some(reading) => reading,
            None => {
                // Its words are no evidence for that.
                scratch.found.clear();
                Reading::of_event(self.entry_of(bounce.outcome())?, confidence)
            }
        };
        Some((reply, reading))
    }

    /// Lends working memory, which is created if none is idle.
    fn with_scratch<T>(&self, work: impl FnOnce(&mut Scratch) -> T) -> T {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let lent = idle().pop();
        let mut scratch = lent.unwrap_or_else(|| Scratch::new(&self.catalogue));
        let done = work(&mut scratch);
        idle().push(scratch);
        done
    }

    fn look<'a>(&'a self, scratch: &'a mut Scratch) -> Look<'a> {
        Look {
            known: self,
            scratch,
        }
    }

    /// Returns the entry for what happened, if no words tell more.
    pub fn entry_of(&self, event: Event) -> Option<EntryId> {
        self.catalogue.index_of(id_for(event)?)
    }

    /// Converts the latest reading to a diagnosis that can be shown.
    fn shown(
        &self,
        scratch: &Scratch,
        reply: Reply<'_>,
        reading: Reading,
        bounce: &Bounce<'_>,
    ) -> Diagnosis {
        let catalogue = &self.catalogue;
        let others = reading.others.iter().flatten();
        let mut entry = catalogue.entry_at(reading.entry);
        if bounce.forwarded_to.is_some() {
            entry.steps = forwarded(&entry);
        }
        if let Some(caution) = caution(entry.action, reading.confidence, bounce.event) {
            entry.steps = entry.steps.after(caution);
        }
        Diagnosis {
            provider: reading
                .provider
                .map(|provider| catalogue.provider(provider)),
            entry,
            provider_id: reading.provider,
            entry_id: reading.entry,
            confidence: reading.confidence,
            evidence: evidence(catalogue, &scratch.found, scratch.author, reading.entry),
            others: others.map(|entry| catalogue.entry_at(*entry)).collect(),
            reply: reply.into_owned(),
            is_temporary: false,
            about: About::Delivery,
        }
    }

    /// Returns where a bounce's words come from.
    pub fn origin_of(&self, bounce: &Bounce<'_>) -> Origin {
        let origin = if bounce.event == Event::Rejected {
            Origin::own_server()
        } else {
            self.origin(Context::of(bounce))
        };
        origin.said(bounce)
    }

    /// Returns what the context says about a reply's origin.
    pub fn origin(&self, context: Context<'_>) -> Origin {
        self.names.origin(&self.catalogue, context)
    }

    /// Returns the known host that a host belongs to.
    pub fn host(&self, name: &str) -> Suffix {
        self.names.host(name)
    }

    /// Returns who runs a host, or the recipients' domain if no host is known; `None` if that is no provider's.
    pub fn runs(&self, host: Option<Suffix>, domain: Option<Suffix>) -> Option<ProviderId> {
        self.names.runs(&self.catalogue, host, domain)
    }

    /// Returns the known domain that a text starts with.
    pub fn domain(&self, text: &str) -> Suffix {
        self.names.domain(text)
    }
}

/// Returns how much words for each reason must weigh to cast doubt on one that gives an address up: for a reason that
/// gives none up, any words do; for one that may occur beside it, only decisive ones.
fn doubts(catalogue: &Catalogue, reason: &Reason) -> Vec<i32> {
    let expired = catalogue.index_of(by_event::EXPIRED);
    let expired = expired.map(|entry| &catalogue.reasons[catalogue.reason_of(entry)]);
    let others = catalogue.reasons.iter();
    if expired.is_some_and(|expired| expired.id == reason.id) {
        // Expiry is not a cause in itself; any other words name one.
        let cause = |other: &Reason| {
            if other.id == reason.id {
                i32::MAX
            } else {
                weights::PHRASE
            }
        };
        return others.map(cause).collect();
    }
    if reason.action != Action::Suppress {
        return Vec::new();
    }
    others
        .map(|other| {
            if other.action == Action::Suppress {
                i32::MAX
            } else if reason.beside.contains(&other.id) {
                weights::SURELY_DECISIVE
            } else {
                weights::VAGUE
            }
        })
        .collect()
}

/// Returns the id of the entry for what happened, if no words tell more.
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
