//! Adds up tallies: of threads, hosts and days.

use super::Tally;
use crate::bounce::Event;
use crate::bounce::stream::Depth;
use crate::triage::attempts::Attempts;
use crate::triage::facet::Facets;
use crate::triage::failure::{Failure, FailureKey};
use crate::triage::hosts::Hosts;
use crate::triage::names::AttemptCounts;
use crate::triage::newest::Newest;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

/// Roughly how many bytes of memory one entry of [`Failure::parts`] takes.
const BYTES_OF_PART: usize = 96;
/// Roughly how many bytes a failure takes, with its samples and its timeline.
const BYTES_OF_FAILURE: usize = 2048;

impl Tally {
    /// An empty tally that counts the same as this one and shares its readings of replies.
    pub(in crate::triage) fn fresh(&self) -> Tally {
        Tally {
            selection: self.selection.clone(),
            attempts: Attempts::asking_for(self.selection.names()),
            hosts: Hosts::of(self.hosts.own.clone()),
            ..Tally::of(Arc::clone(&self.readings))
        }
    }

    /// Whether several threads can each count a part of the log: no lines are kept, and none depends on earlier ones.
    pub(in crate::triage) fn is_divisible(&self) -> bool {
        let keeps_lines = self.failure_lines.is_some() || self.newest.is_some();
        !keeps_lines && !self.needs_order() && self.recent.is_none()
    }

    /// Whether logs must be counted from the oldest on: some lines need earlier ones, and whether an address is dead
    /// depends on what was delivered later.
    pub(in crate::triage) fn needs_order(&self) -> bool {
        let joins_lines = self.totals.is_some() || self.attempts.depth() != Depth::Deliveries;
        joins_lines || self.addresses.is_some()
    }

    /// Returns roughly how many bytes of memory the counts take.
    pub(in crate::triage) fn size(&self) -> usize {
        let parts: usize = self.parts.iter().sum();
        let failures = self.failures.len() * BYTES_OF_FAILURE + parts * BYTES_OF_PART;
        let records = self.recipients.size() + self.deliveries.size();
        self.attempts.size() + failures + records
    }

    /// Adds the counts of other logs, or of what follows in this one. The result is that of all logs together, in
    /// whatever order they are merged, as far as tables have room for all names. Both must count the same failures
    /// ([`Tally::select`]). What this tally does not count is left out. If a message came in with one part and was
    /// delivered in the other, it is not known whose it is.
    ///
    /// # Errors
    ///
    /// Temporary files could not be written: different recipients and deliveries are no longer counted.
    ///
    /// ```
    /// use bouncedex::triage::{Tally, Triage, time::Clock};
    /// use bouncedex::{CATALOGUE, Diagnoser};
    ///
    /// let count = |log: &str| -> std::io::Result<Tally> {
    ///     let mut triage = Triage::new(Diagnoser::new(CATALOGUE), Clock::now());
    ///     triage.read(log.as_bytes())?;
    ///     Ok(triage.tally)
    /// };
    /// let lines = [
    ///     "Mar 14 09:26:53 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, dsn=5.1.1, \
    ///      status=bounced (host mx.example.org[192.0.2.7] said: 550 5.1.1 no such user)\n",
    ///     "Mar 14 09:26:54 mx2 postfix/smtp[7]: 4A1B2C3D02: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, dsn=2.0.0, \
    ///      status=sent (250 ok)\n",
    /// ];
    /// let mut sum = count(lines[0])?;
    /// sum.merge(count(lines[1])?)?;
    /// assert_eq!((sum.status.bounced, sum.status.sent), (1, 1));
    /// assert_eq!(sum.recipients()?, Some([1, 1]));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn merge(&mut self, mut other: Tally) -> io::Result<()> {
        self.pass(&other);
        let hosts = std::mem::take(&mut other.hosts);
        self.hosts.merge(hosts, other.attempts.all());
        let times = [other.first, other.last].into_iter().flatten();
        times.for_each(|time| self.saw(time));
        self.status.merge(other.status);
        self.timeline.merge(&other.timeline);
        self.replies.merge(std::mem::take(&mut other.replies));
        let attempts = std::mem::take(&mut other.attempts);
        let numbers = self.attempts.merge(self.readings.diagnoser(), attempts);
        for (key, theirs) in std::mem::take(&mut other.failures) {
            self.add_failure(key, theirs, |facets| numbers.here(facets));
        }
        self.merge_records(other)
    }

    /// Adds a failure of another tally; `here` translates the numbers of its names.
    pub(in crate::triage) fn add_failure(
        &mut self,
        key: FailureKey,
        theirs: Failure,
        here: impl Fn(Facets) -> Facets,
    ) {
        let key = self.bounded(key);
        let failure = self.failures.entry(key).or_default();
        failure.merge(&theirs);
        let is_rejected = key.event == Event::Rejected;
        let parts = &mut self.parts[usize::from(is_rejected)];
        for (facets, count) in theirs.parts {
            let shown = self.attempts.shown(here(facets));
            let (added, _) = failure.part(shown, count, *parts, is_rejected);
            *parts += added;
        }
    }

    /// Returns the outcomes of all attempts by the host that counted them: those of other tallies, and this one.
    pub fn by_host(&self) -> BTreeMap<String, AttemptCounts> {
        self.hosts.all(self.attempts.all())
    }

    /// Notes what another tally covers, without its counts.
    pub(in crate::triage) fn pass(&mut self, other: &Tally) {
        self.lines += other.lines;
        self.bytes += other.bytes;
        other.covered.into_iter().for_each(|span| self.cover(span));
    }

    /// Returns why tallies cannot be added if lines are asked for one by one: what follows "it is a tally,".
    pub(in crate::triage) fn needs_lines(&self) -> Option<&'static str> {
        if self.addresses.is_some() {
            Some("which holds no addresses: --recipients needs the logs")
        } else if self.failure_lines.is_some()
            || self.newest.as_ref().is_some_and(Newest::is_of_some)
        {
            Some("which holds no lines: they are in the logs")
        } else if self.selection.is_some() {
            Some("of which no part can be chosen: filters need the logs, or the screen")
        } else {
            None
        }
    }
}
