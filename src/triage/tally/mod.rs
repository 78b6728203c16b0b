//! Counts what failed.

mod sum;

use super::attempts::{Attempts, Known};
use super::distinct::Distinct;
use super::facet::{Facet, Facets};
use super::failure::{Failure, FailureKey};
use super::failure_lines::{FailureLine, FailureLines};
use super::hosts::Hosts;
use super::newest::Newest;
use super::readings::{Readings, Said};
use super::recent::{Key, Recent};
use super::recipients::Recipients;
use super::replies::Replies;
use super::status::Status;
use super::time::Seconds;
use super::timeline::Timeline;
use super::totals::Totals;
use super::window::Window;
use crate::bounce::stream::Part;
use crate::bounce::{Bounce, Event};
use crate::catalogue::{Action, Catalogue, EntryId, ProviderId};
use crate::diagnose::{self, Confidence, Diagnoser, Origin};
use crate::search::filter::{Candidate, Parties};
use crate::search::filters::Selection;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

/// All counts.
pub struct Tally {
    readings: Arc<Readings>,
    pub hosts: Hosts,
    pub lines: u64,
    pub bytes: u64,
    pub first: Option<Seconds>,
    pub last: Option<Seconds>,
    /// The times of everything that was read, asked for or not.
    pub covered: Option<(Seconds, Seconds)>,
    pub status: Status,
    pub failures: BTreeMap<FailureKey, Failure>,
    pub timeline: Timeline,
    /// How many parts failures and rejections have.
    parts: [usize; 2],
    /// What was said in failed attempts.
    pub replies: Replies,
    pub attempts: Attempts,
    pub(super) recipients: Distinct,
    pub(super) deliveries: Distinct,
    /// Which failures are counted.
    selection: Selection,
    /// Every address that failed, if that is asked for.
    pub(super) addresses: Option<Recipients>,
    /// Every line that reports a failure, if that is asked for.
    pub(super) failure_lines: Option<FailureLines>,
    /// The newest lines of failures, if they are asked for.
    pub(super) newest: Option<Newest>,
    /// How much mail came in and went out, if that is asked for.
    pub totals: Option<Totals>,
    /// What failed recently, while logs are followed.
    pub recent: Option<Recent>,
}

/// The most failures; beyond that, further ones are counted without the provider that said them.
pub(super) const MOST_FAILURES: usize = 1024;

impl Tally {
    pub fn new(diagnoser: Diagnoser) -> Tally {
        Tally::of(Arc::new(Readings::new(diagnoser)))
    }

    fn of(readings: Arc<Readings>) -> Tally {
        Tally {
            readings,
            hosts: Hosts::default(),
            lines: 0,
            bytes: 0,
            first: None,
            last: None,
            covered: None,
            status: Status::default(),
            failures: BTreeMap::new(),
            timeline: Timeline::default(),
            parts: [0; 2],
            replies: Replies::default(),
            attempts: Attempts::default(),
            recipients: Distinct::default(),
            deliveries: Distinct::default(),
            selection: Selection::default(),
            addresses: None,
            failure_lines: None,
            newest: None,
            totals: None,
            recent: None,
        }
    }

    /// Counts only these failures, and the attempts with the names that are asked for.
    pub fn select(&mut self, selection: Selection) {
        self.attempts = Attempts::asking_for(selection.names());
        self.selection = selection;
    }

    pub fn catalogue(&self) -> &Catalogue {
        self.readings.diagnoser().catalogue()
    }

    /// Counts a message that was sent. Of its line, only the destination is read.
    pub fn sent(&mut self, line: &[u8]) {
        let destination = self.attempts.sent(self.readings.diagnoser(), line);
        self.delivered(destination.facets, destination.provider);
    }

    /// Notes who got a message, if addresses that fail are remembered.
    pub fn accepted(&mut self, recipient: Option<&str>, time: Option<Seconds>) -> io::Result<()> {
        match (&mut self.addresses, recipient) {
            (Some(addresses), Some(recipient)) => addresses.delivered(recipient, time),
            _ => Ok(()),
        }
    }

    fn delivered(&mut self, facets: Facets, provider: Option<ProviderId>) {
        if !self.attempts.is_asked(facets) {
            return;
        }
        let count = u64::from(self.selection.keeps_event(Event::Delivered));
        self.status.sent += count;
        self.attempts.count(facets, provider, |attempt_counts| {
            attempt_counts.attempted += 1;
            attempt_counts.sent += count;
        });
    }

    /// Whether failures are selected by cause. Messages that were sent or expired have none.
    pub fn is_selected_by_cause(&self) -> bool {
        self.selection.is_by_cause()
    }

    /// Notes that a part of the log was read that covers these times; only those that are asked for count.
    pub fn part(&mut self, part: Part<'_>, covered: Option<(Seconds, Seconds)>, asked: &Window) {
        self.lines += part.lines;
        self.bytes += part.bytes;
        let Some((first, last)) = covered else { return };
        self.cover((first, last));
        // If the log extends beyond what is asked for, counting extends to the bounds of that.
        if let Some((first, last)) = asked.of(first, last) {
            self.saw(first);
            self.saw(last);
        }
    }

    /// Returns why nothing was read of the time that is asked for, and what to ask for instead, in sentences.
    pub fn missed(&self, asked: Window) -> Option<Vec<String>> {
        asked.misses(self.covered?)
    }

    /// Returns the earliest and the latest time that were read.
    pub fn span(&self) -> Option<(Seconds, Seconds)> {
        self.first.zip(self.last)
    }

    fn cover(&mut self, (first, last): (Seconds, Seconds)) {
        let so_far = self.covered.unwrap_or((first, last));
        self.covered = Some((so_far.0.min(first), so_far.1.max(last)));
    }

    fn saw(&mut self, time: Seconds) {
        self.first = Some(self.first.map_or(time, |first| first.min(time)));
        self.last = Some(self.last.map_or(time, |last| last.max(time)));
    }

    /// Counts a delivery that a line reports.
    pub fn add(
        &mut self,
        line: &str,
        bounce: &Bounce<'_>,
        time: Option<Seconds>,
    ) -> io::Result<()> {
        time.into_iter().for_each(|time| self.saw(time));
        match bounce.event {
            Event::Delivered => {
                let diagnoser = self.readings.diagnoser();
                let known = self.attempts.known(diagnoser, bounce);
                let provider = diagnoser.runs(known.host, known.domain);
                self.delivered(known.facets, provider);
                self.accepted(bounce.recipient.as_deref(), time)?;
            }
            Event::Expired => {
                if self.attempts.is_of_some() {
                    let known = self.attempts.known(self.readings.diagnoser(), bounce);
                    if !self.attempts.is_asked(known.facets) {
                        return Ok(());
                    }
                }
                if !self.is_selected_by_cause() && self.selection.keeps_event(Event::Expired) {
                    self.keep_line(|| FailureLine::of(line, bounce, time))?;
                }
                self.status.expired += u64::from(self.selection.keeps_event(Event::Expired));
            }
            Event::Deferred | Event::Bounced | Event::NotSent | Event::Rejected => {
                return self.failed(line, bounce, time);
            }
            Event::Unknown | Event::AutomaticReply | Event::FeedbackReport => {}
        }
        Ok(())
    }

    fn failed(&mut self, line: &str, bounce: &Bounce<'_>, time: Option<Seconds>) -> io::Result<()> {
        let is_attempt = bounce.event != Event::Rejected;
        let recipient = bounce.recipient.as_deref().unwrap_or_default();
        // Clients that your server rejects are strangers; their names are not counted with those of your own mail.
        let (known, origin) = if is_attempt {
            let known = self.attempts.known(self.readings.diagnoser(), bounce);
            let [host, domain] = [known.host, known.domain].map(Option::unwrap_or_default);
            (known, Origin::of(host, domain))
        } else {
            (Known::default(), Origin::own_server())
        };
        let said = self.readings.read(bounce, origin);
        let by_event = || self.readings.diagnoser().entry_of(bounce.outcome());
        let entry = said.entry.or_else(by_event).unwrap_or_default();
        let of_entry = self.catalogue().action_of(entry);
        let action = diagnose::action(of_entry, said.confidence);
        let action = bounce.action(action);
        let event = if bounce.event == Event::NotSent {
            Event::Bounced
        } else {
            bounce.event
        };
        let is_temporary = is_temporary(bounce, said);
        let failure = FailureKey {
            entry,
            said_by: said.provider,
            event,
            is_guess: said.confidence == Confidence::Guess,
            is_forwarded: bounce.forwarded_to.is_some(),
            is_temporary,
        };
        let is_asked = self.is_asked(bounce.event, failure, action);
        let counts = |of: Event| u64::from(is_asked && event == of);
        let [bounced, deferred] = [Event::Bounced, Event::Deferred].map(counts);
        if is_attempt {
            if !self.attempts.is_asked(known.facets) {
                return Ok(());
            }
            self.attempts
                .count(known.facets, said.provider, |attempt_counts| {
                    attempt_counts.attempted += 1;
                    attempt_counts.bounced += bounced;
                    attempt_counts.deferred += deferred;
                });
        }
        if !is_asked {
            return Ok(());
        }
        let facets = if is_attempt {
            known.facets
        } else {
            match self.attempts.rejected(bounce) {
                Some(facets) => facets,
                None => return Ok(()),
            }
        };
        self.keep_line(|| FailureLine {
            entry: Some(entry),
            said_by: said.provider,
            ..FailureLine::of(line, bounce, time)
        })?;
        let failure = self.bounded(failure);
        if let Some(newest) = &self.newest {
            newest.add((failure, facets), line, bounce, time);
        }
        self.happened(failure, facets, line, time);
        if event == Event::Rejected {
            self.status.rejected += 1;
            return Ok(());
        }
        self.status.bounced += bounced;
        self.status.deferred += deferred;
        time.into_iter().for_each(|time| self.timeline.add(time));
        self.count_reply(said, bounce, entry);
        match recipient {
            "" => Ok(()),
            _ => {
                let suppress = action == Action::Suppress;
                self.undelivered(recipient, bounce, time, entry, (bounced > 0, suppress))
            }
        }
    }

    /// Counts one more occurrence of a failure.
    fn happened(&mut self, key: FailureKey, facets: Facets, line: &str, time: Option<Seconds>) {
        let failure = self.failures.entry(key).or_default();
        failure.happened(line, time);
        let is_rejected = key.event == Event::Rejected;
        let shown = self.attempts.shown(facets);
        // Strangers take no room from what is known about your own mail.
        let parts = &mut self.parts[usize::from(is_rejected)];
        let (added, facets) = failure.part(shown, 1, *parts, is_rejected);
        *parts += added;
        if let Some(recent) = &mut self.recent {
            let failure = key;
            recent.add(Key { failure, facets }, time);
        }
    }

    /// Returns the entry for something of which only the event is known.
    pub(super) fn entry_of(&self, event: Event) -> Option<EntryId> {
        self.readings.diagnoser().entry_of(event)
    }

    /// If there is no room to count a failure separately, returns the one in which it is counted.
    fn bounded(&self, key: FailureKey) -> FailureKey {
        if self.failures.len() < MOST_FAILURES || self.failures.contains_key(&key) {
            key
        } else {
            FailureKey {
                said_by: None,
                ..key
            }
        }
    }

    /// Counts what was said in a failed attempt.
    fn count_reply(&mut self, said: Said, bounce: &Bounce<'_>, entry: EntryId) {
        // An enhanced status code beside a reply is the server's if the reply code beside it is, too. Otherwise the
        // sending system reports it: Postfix's and Sendmail's `dsn=`.
        let beside = bounce.enhanced.filter(|_| bounce.code.is_some());
        self.replies
            .add(said.code.or(bounce.code), said.enhanced.or(beside));
        // Codes with an entry of their own say enough; if nothing was said (`exim -bp`), there is nothing to explain.
        let tells_enough =
            || said.enhanced.is_some() && !self.catalogue().codes_at(entry).is_fallback();
        let is_silent = bounce.diagnostic.trim().is_empty();
        if said.confidence == Confidence::Guess && !is_silent && !tells_enough() {
            self.replies.add_unexplained(&bounce.diagnostic);
        }
    }

    /// Whether failures from this provider, explained by this entry, are counted.
    fn is_asked(&self, event: Event, failure: FailureKey, action: Action) -> bool {
        if !self.selection.is_some() {
            return true;
        }
        self.selection.keeps(&Candidate {
            entry: failure.entry,
            provider: failure.provider(self.catalogue()),
            event,
            outcome: failure.outcome(),
            action,
            parties: Parties::default(),
            reply: None,
        })
    }

    /// From now on, lines are read as they are written: what has failed so far is not new.
    pub fn go_live(&mut self) {
        let Some(recent) = self.recent.as_mut().filter(|recent| !recent.is_live()) else {
            return;
        };
        recent.go_live(self.failures.iter().flat_map(|(key, failure)| {
            failure.parts.keys().map(|facets| Key {
                failure: *key,
                facets: *facets,
            })
        }));
    }

    /// Keeps only what is compared with another log, so that both fit into memory: how often what failed, but not in
    /// which words or where, except for the names of one facet.
    pub fn keep_counts(&mut self, names: Option<Facet>) {
        self.readings.forget();
        self.replies = Replies::default();
        self.attempts.keep(names);
        for failure in self.failures.values_mut() {
            *failure = Failure {
                attempts: failure.attempts,
                ..Failure::default()
            };
        }
    }
}

/// Whether a server refused a message for now: it stays in the queue, or the codes or the log say so.
fn is_temporary(bounce: &Bounce<'_>, said: Said) -> bool {
    let code = said.code.or(bounce.code).map(|code| code / 100);
    let enhanced = said.enhanced.or(bounce.enhanced);
    let class = code.or(enhanced.map(|enhanced| enhanced.class.into()));
    bounce.event == Event::Deferred || class.map_or(bounce.is_temporary, |class| class == 4)
}
