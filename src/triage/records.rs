//! What is remembered of individual failures: recipients, deliveries, lines.

use super::distinct::{Key, Mark};
use super::failure_lines::{FailureLine, FailureLines};
use super::newest::Newest;
use super::recipients::{Recipient, Recipients};
use super::tally::Tally;
use super::time::Seconds;
use crate::bounce::Bounce;
use crate::catalogue::{Catalogue, EntryId};
use std::io;

/// Flags of a recipient.
const BOUNCED: u8 = 1;
const SUPPRESS: u8 = 2;

impl Tally {
    /// Starts to remember every address that fails.
    pub fn remember_addresses(&mut self) {
        self.addresses = Some(Recipients::default());
    }

    /// Starts to remember every line that reports a failure.
    pub fn remember_lines(&mut self) {
        self.failure_lines = Some(FailureLines::default());
    }

    /// Starts to keep the newest lines, before anything is counted.
    pub fn keep_newest(&mut self, newest: Newest) {
        self.newest = Some(newest.in_tally(&mut self.attempts));
    }

    /// Remembers a line, if lines are remembered.
    pub(super) fn keep_line(&mut self, line: impl FnOnce() -> FailureLine) -> io::Result<()> {
        let Some(lines) = &mut self.failure_lines else {
            return Ok(());
        };
        lines.add(line()).inspect_err(|_| self.lose())
    }

    /// Records that a recipient did not get a message, at least not yet.
    pub(super) fn undelivered(
        &mut self,
        recipient: &str,
        bounce: &Bounce<'_>,
        time: Option<Seconds>,
        entry: EntryId,
        (given_up, suppress): (bool, bool),
    ) -> io::Result<()> {
        let key = Key::of(recipient);
        let queue = bounce.queue.as_deref().unwrap_or_default();
        let mut kept = self.deliveries.add(Mark::of(key.and(queue), 0));
        if given_up {
            let flags = BOUNCED | if suppress { SUPPRESS } else { 0 };
            kept = kept.and_then(|()| self.recipients.add(Mark::of(key, flags)));
        }
        if let Some(addresses) = &mut self.addresses
            && let Some(failed) = Recipient::of(recipient, time, entry, &bounce.diagnostic)
        {
            kept = kept.and_then(|()| addresses.add(failed));
        }
        kept.inspect_err(|_| self.lose())
    }

    /// Adds everything that another tally remembers, as later records.
    pub(super) fn merge_records(&mut self, other: Tally) -> io::Result<()> {
        let mut kept = self.deliveries.merge(other.deliveries);
        kept = kept.and_then(|()| self.recipients.merge(other.recipients));
        if let (Some(addresses), Some(others)) = (&mut self.addresses, other.addresses) {
            kept = kept.and_then(|()| addresses.merge(others));
        }
        if let (Some(lines), Some(others)) = (&mut self.failure_lines, other.failure_lines) {
            kept = kept.and_then(|()| lines.merge(others));
        }
        if let (Some(totals), Some(others)) = (&mut self.totals, other.totals) {
            kept = kept.and(totals.merge(others));
        }
        kept.inspect_err(|_| self.lose())
    }

    /// If one of them cannot be kept, none can.
    fn lose(&mut self) {
        self.deliveries.lose();
        self.recipients.lose();
        self.addresses.iter_mut().for_each(Recipients::lose);
        self.failure_lines.iter_mut().for_each(FailureLines::lose);
    }

    /// Whether addresses or lines were to be remembered, but could not be kept.
    pub fn has_lost_records(&self) -> bool {
        self.addresses.iter().any(Recipients::is_lost)
            || self.failure_lines.iter().any(FailureLines::is_lost)
    }

    /// Returns how many different recipients did not get their message, and how many of them to suppress; `None` if
    /// they could not be kept.
    pub fn recipients(&mut self) -> io::Result<Option<[u64; 2]>> {
        self.recipients.count([BOUNCED, BOUNCED | SUPPRESS])
    }

    /// Emits every address that failed, each once, in order; none if they are not remembered.
    pub fn each_address(
        &mut self,
        mut on_recipient: impl FnMut(&Catalogue, &Recipient) -> io::Result<()>,
    ) -> io::Result<()> {
        let catalogue = *self.catalogue();
        let mut addresses = self.addresses.iter_mut();
        addresses.try_for_each(|all| all.each(|recipient| on_recipient(&catalogue, recipient)))
    }

    /// Emits every line that reports a failure, newest first; none if they are not remembered.
    pub fn each_line(
        &mut self,
        mut on_line: impl FnMut(&Catalogue, &FailureLine) -> io::Result<()>,
    ) -> io::Result<()> {
        let catalogue = *self.catalogue();
        let mut lines = self.failure_lines.iter_mut();
        lines.try_for_each(|lines| lines.each(|line| on_line(&catalogue, line)))
    }

    /// Returns how many deliveries, each of a message to one recipient, failed at least once; `None` if they could not
    /// be kept.
    pub fn deliveries(&mut self) -> io::Result<Option<u64>> {
        Ok(self.deliveries.count([0])?.map(|[count]| count))
    }
}
