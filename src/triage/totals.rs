//! How much mail came in and went out: what people ask about a day, failures or not.
//!
//! Everything is counted, whatever the filters are. The size of a message is in the line that says that it came in, and
//! is joined by queue id with its outcome. What a log does not say is unknown, and never reported as zero.

use super::attempts::domain;
use super::distinct::{Distinct, Key, Mark};
use super::messages::Latest;
use super::status::Status;
use super::volumes::{Ranking, Volume, Volumes};
use crate::bounce::log::Arrival;
use crate::bounce::{Bounce, Event};
use serde::Serialize;
use std::io;

/// The most memory for messages with a deferred attempt, in bytes.
const MOST_DEFERRED: usize = 1 << 19;

/// All mail that came in and went out.
pub struct Totals {
    /// Whether the log says what came in.
    pub(super) has_arrivals: bool,
    pub(super) received: Volume,
    pub(super) senders: Volumes,
    pub(super) delivered: Volume,
    pub(super) recipients: Volumes,
    /// The outcomes of all attempts.
    pub(super) status: Status,
    /// Messages with a deferred attempt.
    pub(super) deferred: Distinct,
    /// Whether some of them have no queue id.
    pub(super) has_unnamed: bool,
    sizes: Latest<Size>,
}

/// What is known about a message in transit, in few bytes, since there are very many.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Size(u64);

impl Size {
    /// It is being received, and may still be refused.
    const COMING: Size = Size(u64::MAX);
    const UNKNOWN: Size = Size(u64::MAX - 1);

    /// A size in bytes, if known.
    fn of(bytes: Option<u64>) -> Size {
        let bytes = bytes.filter(|bytes| *bytes < Size::UNKNOWN.0);
        bytes.map_or(Size::UNKNOWN, Size)
    }

    fn bytes(self) -> Option<u64> {
        (self.0 < Size::UNKNOWN.0).then_some(self.0)
    }
}

/// The totals, as in JSON. `null` means unknown.
#[derive(Debug, Serialize)]
pub struct TotalFigures {
    pub received: Option<Volume>,
    pub delivered: Volume,
    pub deferred: Deferred,
    pub bounced: u64,
    pub expired: u64,
    pub rejected: u64,
    pub senders: Option<Ranking>,
    pub sender_domains: Option<Ranking>,
    pub recipients: Option<Ranking>,
    pub recipient_domains: Option<Ranking>,
}

/// What was deferred.
#[derive(Debug, Serialize)]
pub struct Deferred {
    pub messages: Option<u64>,
    pub attempts: u64,
}

impl Default for Totals {
    fn default() -> Totals {
        Totals {
            has_arrivals: false,
            received: Volume::default(),
            senders: Volumes::default(),
            delivered: Volume::default(),
            recipients: Volumes::default(),
            status: Status::default(),
            deferred: Distinct::of(MOST_DEFERRED),
            has_unnamed: false,
            sizes: Latest::default(),
        }
    }
}

impl Totals {
    /// Records that a message came in, and whether at a time that is asked for.
    pub(super) fn arrived(&mut self, arrival: &Arrival<'_>, is_asked: bool) -> io::Result<()> {
        let Some(queue) = arrival.queue else {
            return Ok(());
        };
        self.has_arrivals = true;
        // The queue manager logs it again each time the message becomes active.
        let is_new = arrival.is_new || self.sizes.find(queue) == Some(Size::COMING);
        let size = if arrival.is_queued {
            Size::of(arrival.size)
        } else {
            Size::COMING
        };
        if is_new || arrival.is_queued {
            self.sizes.set(queue, size);
        }
        if !is_new || !arrival.is_queued || arrival.is_own || !is_asked {
            return Ok(());
        }
        let volume = Volume::of(size.bytes());
        self.received.merge(volume);
        let sender = arrival.sender.unwrap_or_default();
        let kept = self.senders.add(sender, volume);
        kept.inspect_err(|_| self.lose())
    }

    /// Records an outcome of a message for one recipient.
    pub(super) fn happened(&mut self, bounce: &Bounce<'_>) -> io::Result<()> {
        let queue = bounce.queue.as_deref();
        let kept = match bounce.event {
            Event::Delivered => {
                let size = queue.and_then(|queue| self.sizes.find(queue));
                let volume = Volume::of(size.and_then(Size::bytes));
                self.status.sent += 1;
                self.delivered.merge(volume);
                let recipient = bounce.recipient.as_deref();
                recipient.map_or(Ok(()), |name| self.recipients.add(name, volume))
            }
            Event::Deferred => {
                self.status.deferred += 1;
                self.has_unnamed |= queue.is_none();
                let mark = queue.map(|queue| Mark::of(Key::exactly(queue), 0));
                mark.map_or(Ok(()), |mark| self.deferred.add(mark))
            }
            Event::Bounced | Event::NotSent => {
                self.status.bounced += 1;
                Ok(())
            }
            Event::Expired => {
                self.status.expired += 1;
                Ok(())
            }
            Event::Rejected => {
                self.status.rejected += 1;
                Ok(())
            }
            Event::Unknown | Event::AutomaticReply | Event::FeedbackReport => Ok(()),
        };
        kept.inspect_err(|_| self.lose())
    }

    /// Adds those of other logs, or of what follows in this one. If a message came in with one and was delivered in the
    /// other, its size is unknown.
    pub(super) fn merge(&mut self, other: Totals) -> io::Result<()> {
        self.has_arrivals |= other.has_arrivals;
        self.received.merge(other.received);
        self.delivered.merge(other.delivered);
        self.status.merge(other.status);
        self.has_unnamed |= other.has_unnamed;
        let mut kept = self.senders.merge(other.senders);
        kept = kept.and_then(|()| self.recipients.merge(other.recipients));
        kept = kept.and_then(|()| self.deferred.merge(other.deferred));
        kept.inspect_err(|_| self.lose())
    }

    /// If one of them cannot be kept, none can.
    fn lose(&mut self) {
        self.senders.lose();
        self.recipients.lose();
        self.deferred.lose();
    }

    /// Works out all figures, with the `most` names that have the most mail.
    pub fn figures(&mut self, most: usize) -> io::Result<TotalFigures> {
        let messages = self.deferred.count([0])?.map(|[count]| count);
        let has_arrivals = self.has_arrivals;
        let senders = self.senders.ranking(most)?.filter(|_| has_arrivals);
        let sender_domains = domains(&mut self.senders, most)?.filter(|_| has_arrivals);
        Ok(TotalFigures {
            received: has_arrivals.then_some(self.received),
            delivered: self.delivered,
            deferred: Deferred {
                messages: messages.filter(|_| !self.has_unnamed),
                attempts: self.status.deferred,
            },
            bounced: self.status.bounced,
            expired: self.status.expired,
            rejected: self.status.rejected,
            senders,
            sender_domains,
            recipients: self.recipients.ranking(most)?,
            recipient_domains: domains(&mut self.recipients, most)?,
        })
    }
}

/// Adds up addresses by domain. An address without one stands for itself: the sender of notifications, accounts of this
/// host.
fn domains(addresses: &mut Volumes, most: usize) -> io::Result<Option<Ranking>> {
    let mut domains = Volumes::default();
    addresses.each(|address, volume| domains.add(domain(address).unwrap_or(address), volume))?;
    let is_lost = addresses.is_lost();
    Ok(domains.ranking(most)?.filter(|_| !is_lost))
}
