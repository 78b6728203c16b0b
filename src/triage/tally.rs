//! Counts of what failed.

use super::distinct::{self, Distinct};
use super::failure::{Failure, FailureKey};
use super::failure_lines::{FailureLine, FailureLines};
use super::names::{Name, Names};
use super::readings::{Readings, Said};
use super::recent::{Key, Recent};
use super::recipients::{Recipient, Recipients};
use super::replies::Replies;
use super::time::Seconds;
use super::timeline::Timeline;
use super::window::Window;
use crate::bounce::stream::Part;
use crate::bounce::{Bounce, Event};
use crate::catalogue::{Action, Catalogue, EntryId, ProviderId};
use crate::diagnose::{self, Confidence, Diagnoser, Origin, Suffix};
use crate::search::filter::Candidate;
use crate::search::filters::Selection;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// What became of deliveries, each attempt counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Status {
    pub sent: u64,
    pub deferred: u64,
    pub bounced: u64,
    pub expired: u64,
    pub rejected: u64,
}

impl Status {
    /// What became of deliveries, in words, and how often.
    pub fn counts(self) -> [(&'static str, u64); 5] {
        [
            ("sent", self.sent),
            ("deferred", self.deferred),
            ("bounced", self.bounced),
            ("expired", self.expired),
            ("rejected", self.rejected),
        ]
    }

    /// Failed attempts.
    pub fn failed(self) -> u64 {
        self.deferred + self.bounced
    }

    /// How many lines reported what became of a delivery.
    pub fn seen(self) -> u64 {
        self.counts().iter().map(|(_, count)| count).sum()
    }
}

/// All counts.
pub struct Tally {
    readings: Readings,
    pub lines: u64,
    pub bytes: u64,
    pub first: Option<Seconds>,
    pub last: Option<Seconds>,
    /// The same of all that was read, asked for or not.
    pub covered: Option<(Seconds, Seconds)>,
    pub status: Status,
    pub failures: BTreeMap<FailureKey, Failure>,
    pub timeline: Timeline,
    /// How many domains the failures have, each by itself.
    failure_domains: usize,
    /// What was said in failed attempts.
    pub replies: Replies,
    domains: Names<Suffix>,
    hosts: Names<Suffix>,
    recipients: Distinct,
    deliveries: Distinct,
    /// Which failures are counted.
    selection: Selection,
    /// Every address that failed, where they are asked for.
    addresses: Option<Recipients>,
    /// Every line that reports a failure, where they are asked for.
    failure_lines: Option<FailureLines>,
    /// What failed recently, while logs are followed.
    pub recent: Option<Recent>,
}

/// Of more failures than this, it is not kept who said further ones.
const MOST_FAILURES: usize = 1024;
/// All failures together have no more domains.
const MOST_FAILURE_DOMAINS: usize = 1 << 16;
/// Flags of a recipient.
const BOUNCED: u8 = 1;
const SUPPRESS: u8 = 2;

impl Tally {
    pub fn new(diagnoser: Diagnoser) -> Tally {
        Tally {
            readings: Readings::new(diagnoser),
            lines: 0,
            bytes: 0,
            first: None,
            last: None,
            covered: None,
            status: Status::default(),
            failures: BTreeMap::new(),
            timeline: Timeline::default(),
            failure_domains: 0,
            replies: Replies::default(),
            domains: Names::default(),
            hosts: Names::default(),
            recipients: Distinct::default(),
            deliveries: Distinct::default(),
            selection: Selection::default(),
            addresses: None,
            failure_lines: None,
            recent: None,
        }
    }

    /// Counts only these failures.
    pub fn select(&mut self, selection: Selection) {
        self.selection = selection;
    }

    /// Remembers every address that fails.
    pub fn remember_addresses(&mut self) {
        self.addresses = Some(Recipients::default());
    }

    /// Remembers every line that reports a failure.
    pub fn remember_lines(&mut self) {
        self.failure_lines = Some(FailureLines::default());
    }

    pub fn catalogue(&self) -> &Catalogue {
        self.readings.diagnoser().catalogue()
    }

    /// One more message was sent.
    pub fn sent(&mut self) {
        self.status.sent += u64::from(self.selection.keeps_event(Event::Delivered));
    }

    /// Whether failures are left out by their cause. Of what was sent or expired none is known.
    pub fn is_selected_by_cause(&self) -> bool {
        self.selection.is_by_cause()
    }

    /// A part of the log was read that goes from one time to another; those of it that are asked for.
    pub fn part(&mut self, part: Part<'_>, covered: Option<(Seconds, Seconds)>, asked: &Window) {
        self.lines += part.lines;
        self.bytes += part.bytes;
        let Some((first, last)) = covered else { return };
        let so_far = self.covered.unwrap_or((first, last));
        self.covered = Some((so_far.0.min(first), so_far.1.max(last)));
        // Where the log goes beyond what is asked for, that is as far as is counted.
        if let Some((first, last)) = asked.of(first, last) {
            self.saw(first);
            self.saw(last);
        }
    }

    /// Why nothing of the time that is asked for was read, and what to ask for instead: sentences.
    pub fn missed(&self, asked: Window) -> Option<Vec<String>> {
        asked.misses(self.covered?)
    }

    /// The earliest and the latest time that were read.
    pub fn span(&self) -> Option<(Seconds, Seconds)> {
        self.first.zip(self.last)
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
        let count = match bounce.event {
            Event::Delivered => &mut self.status.sent,
            Event::Expired => {
                if !self.is_selected_by_cause() && self.selection.keeps_event(Event::Expired) {
                    self.keep_line(|| FailureLine::of(line, bounce, time))?;
                }
                &mut self.status.expired
            }
            Event::Deferred | Event::Bounced | Event::NotSent | Event::Rejected => {
                return self.failed(line, bounce, time);
            }
            Event::Unknown | Event::AutomaticReply | Event::FeedbackReport => return Ok(()),
        };
        *count += u64::from(self.selection.keeps_event(bounce.event));
        Ok(())
    }

    fn failed(&mut self, line: &str, bounce: &Bounce<'_>, time: Option<Seconds>) -> io::Result<()> {
        let is_attempt = bounce.event != Event::Rejected;
        let recipient = bounce.recipient.as_deref().unwrap_or_default();
        let at = memchr::memrchr(b'@', recipient.as_bytes());
        let domain = at.map(|at| &recipient[at + 1..]);
        let diagnoser = self.readings.diagnoser();
        // Of those who are rejected by your server, who may be any number of strangers, no names are kept.
        let remote = bounce.remote.as_deref().filter(|_| is_attempt);
        let domain = domain.filter(|_| is_attempt);
        let remote = remote.map(|name| self.hosts.find(name, |name| diagnoser.host(name)));
        let domain = domain.map(|name| self.domains.find(name, |name| diagnoser.domain(name)));
        let known = |name: Option<(u32, Suffix)>| name.map(|(_, known)| known).unwrap_or_default();
        let origin = if is_attempt {
            Origin::of(known(remote), known(domain))
        } else {
            Origin::OWN_SERVER
        };
        let said = self.readings.read(bounce, origin);
        let by_event = || self.readings.diagnoser().entry_of(bounce.outcome());
        let entry = said.entry.or_else(by_event).unwrap_or_default();
        let action = diagnose::action(self.catalogue().action_of(entry), said.confidence);
        let action = bounce.event.action(action);
        if !self.is_asked(bounce.event, said.provider, entry, action) {
            return Ok(());
        }
        self.keep_line(|| FailureLine {
            entry: Some(entry),
            said_by: said.provider,
            ..FailureLine::of(line, bounce, time)
        })?;
        let event = if bounce.event == Event::NotSent {
            Event::Bounced
        } else {
            bounce.event
        };
        let failure = self.bounded(FailureKey {
            entry,
            said_by: said.provider,
            event,
            is_guess: said.confidence == Confidence::Guess,
        });
        let domain = domain.map(|(domain, _)| domain);
        self.happened(Key { failure, domain }, line, time);
        if event == Event::Rejected {
            self.status.rejected += 1;
            return Ok(());
        }
        let given_up = event == Event::Bounced;
        if given_up {
            self.status.bounced += 1;
        } else {
            self.status.deferred += 1;
        }
        time.into_iter().for_each(|time| self.timeline.add(time));
        if let Some((remote, _)) = remote {
            self.hosts.count(remote);
        }
        domain
            .into_iter()
            .for_each(|domain| self.domains.count(domain));
        self.count_reply(said, bounce, entry);
        match recipient {
            "" => Ok(()),
            _ => {
                let suppress = action == Action::Suppress;
                self.undelivered(recipient, bounce, time, entry, (given_up, suppress))
            }
        }
    }

    /// Remembers a line, if lines are to be remembered.
    fn keep_line(&mut self, line: impl FnOnce() -> FailureLine) -> io::Result<()> {
        let Some(lines) = &mut self.failure_lines else {
            return Ok(());
        };
        lines.add(line()).inspect_err(|_| self.lose())
    }

    /// A failure happened once more.
    fn happened(&mut self, key: Key, line: &str, time: Option<Seconds>) {
        let failure = self.failures.entry(key.failure).or_default();
        failure.sample(line, time);
        failure.attempts += 1;
        time.into_iter().for_each(|time| failure.timeline.add(time));
        if let Some(domain) = key.domain {
            let has_room = self.failure_domains < MOST_FAILURE_DOMAINS;
            self.failure_domains += usize::from(failure.domain(domain, has_room));
        }
        if let Some(recent) = &mut self.recent {
            recent.add(key, time);
        }
    }

    /// Where there is no room to count a failure by itself, the one in which it is counted.
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
        // An enhanced code beside a reply is the server's if the reply code is, too. Otherwise it is what the sending
        // system reports: Postfix's and Sendmail's `dsn=`.
        let beside = bounce.enhanced.filter(|_| bounce.code.is_some());
        self.replies.add(
            said.code.or(bounce.code),
            said.enhanced.or(beside),
            said.provider,
        );
        // Codes with an entry of their own say enough; where nothing was said (`exim -bp`), there is nothing to explain.
        let tells_enough =
            || said.enhanced.is_some() && !self.catalogue().codes_at(entry).is_fallback();
        let is_silent = bounce.diagnostic.trim().is_empty();
        if said.confidence == Confidence::Guess && !is_silent && !tells_enough() {
            self.replies.add_unexplained(&bounce.diagnostic);
        }
    }

    /// A recipient did not get a message, at least not yet.
    fn undelivered(
        &mut self,
        recipient: &str,
        bounce: &Bounce<'_>,
        time: Option<Seconds>,
        entry: EntryId,
        (given_up, suppress): (bool, bool),
    ) -> io::Result<()> {
        let key = distinct::Key::of(recipient);
        let queue = bounce.queue.as_deref().unwrap_or_default();
        let mut kept = self.deliveries.add(key.and(queue), 0);
        if given_up {
            let flags = BOUNCED | if suppress { SUPPRESS } else { 0 };
            kept = kept.and_then(|()| self.recipients.add(key, flags));
        }
        if let Some(addresses) = &mut self.addresses {
            kept = kept.and_then(|()| addresses.add(recipient, time, entry, &bounce.diagnostic));
        }
        kept.inspect_err(|_| self.lose())
    }

    /// Where one of them cannot be kept, none can.
    fn lose(&mut self) {
        self.deliveries.lose();
        self.recipients.lose();
        self.addresses
            .as_mut()
            .into_iter()
            .for_each(Recipients::lose);
        self.failure_lines
            .as_mut()
            .into_iter()
            .for_each(FailureLines::lose);
    }

    /// Whether the addresses or lines that were to be remembered could not be kept.
    pub fn has_lost_records(&self) -> bool {
        self.addresses.as_ref().is_some_and(Recipients::is_lost)
            || self
                .failure_lines
                .as_ref()
                .is_some_and(FailureLines::is_lost)
    }

    /// Whether failures that this provider reports, explained by this entry, are counted.
    fn is_asked(
        &self,
        event: Event,
        said_by: Option<ProviderId>,
        entry: EntryId,
        action: Action,
    ) -> bool {
        if !self.selection.is_some() {
            return true;
        }
        self.selection.keeps(&Candidate {
            entry,
            provider: said_by.unwrap_or_else(|| self.catalogue().provider_of(entry)),
            event,
            action,
            domain: "",
            reply: None,
        })
    }

    /// From now on lines are read as they are written: what has failed by now is not new.
    pub fn go_live(&mut self) {
        let Some(recent) = self.recent.as_mut().filter(|recent| !recent.is_live()) else {
            return;
        };
        recent.go_live(self.failures.iter().flat_map(|(key, failure)| {
            let named = failure.domains.keys().map(|domain| Some(*domain));
            named.chain([None]).map(|domain| Key {
                failure: *key,
                domain,
            })
        }));
    }

    /// Keeps no more than is compared with another log, so that both fit into memory: how often what failed, not
    /// where, nor in which words.
    pub fn keep_counts(&mut self) {
        self.readings.forget();
        self.replies = Replies::default();
        self.hosts = Names::default();
        self.domains = Names::default();
        for failure in self.failures.values_mut() {
            *failure = Failure {
                attempts: failure.attempts,
                ..Failure::default()
            };
        }
    }

    /// The domains that failed most, so many, and some others, by their numbers.
    pub fn most_failing(&self, most: usize, others: &BTreeSet<u32>) -> BTreeMap<u32, Name> {
        self.domains.most(most, others)
    }

    /// Failed attempts by recipients' domain.
    pub fn domains(&self) -> Vec<(&str, u64)> {
        self.domains.counts()
    }

    /// Failed attempts by remote host.
    pub fn hosts(&self) -> Vec<(&str, u64)> {
        self.hosts.counts()
    }

    /// How many different recipients did not get their message, and how many of them are to be suppressed; `None` if
    /// they could not be kept.
    pub fn recipients(&mut self) -> io::Result<Option<[u64; 2]>> {
        self.recipients.count([BOUNCED, BOUNCED | SUPPRESS])
    }

    /// Tells every address that failed, each once, in their order; none if they were not to be remembered.
    pub fn each_address(
        &mut self,
        mut on_recipient: impl FnMut(&Catalogue, &Recipient) -> io::Result<()>,
    ) -> io::Result<()> {
        let catalogue = *self.catalogue();
        match &mut self.addresses {
            Some(addresses) => addresses.each(|recipient| on_recipient(&catalogue, recipient)),
            None => Ok(()),
        }
    }

    /// Emits every line that reports a failure, the newest first; none if they were not to be remembered.
    pub fn each_line(
        &mut self,
        mut on_line: impl FnMut(&Catalogue, &FailureLine) -> io::Result<()>,
    ) -> io::Result<()> {
        let catalogue = *self.catalogue();
        match &mut self.failure_lines {
            Some(lines) => lines.each(|line| on_line(&catalogue, line)),
            None => Ok(()),
        }
    }

    /// How many messages to one recipient failed at least once; `None` if they could not be kept.
    pub fn deliveries(&mut self) -> io::Result<Option<u64>> {
        let counted = self.deliveries.count([0])?;
        Ok(counted.map(|[count]| count))
    }
}
