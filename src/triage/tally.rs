//! Counts of what failed.

use super::cause::Cause;
use super::distinct::{self, Distinct};
use super::names::Names;
use super::recent::{Key, Recent};
use super::recipients::{Recipient, Recipients};
use super::time::Seconds;
use super::timeline::Timeline;
use super::window::Window;
use crate::bounce::log::Part;
use crate::bounce::{Bounce, Event};
use crate::catalogue::{Action, Catalogue};
use crate::diagnose::{self, Confidence, Context, Diagnoser, Origin, Suffix};
use crate::narrowing::Narrowing;
use crate::reply::EnhancedCode;
use crate::wording::{Wording, Wordings};
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

    /// How many lines told what became of a delivery.
    pub fn seen(self) -> u64 {
        self.counts().iter().map(|(_, count)| count).sum()
    }
}

/// Failed attempts that were told in the same words.
#[derive(Clone, Copy, Debug, Default)]
struct Attempts {
    /// Deferred, and bounced.
    counts: [u64; 2],
    /// The codes that stand beside the words, where those are the server's.
    code: Option<u16>,
    enhanced: Option<EnhancedCode>,
}

/// Failed attempts that were told in the same words and are explained by the same entry.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    pub wording: &'a Wording,
    /// What the server said, not what the system that reports it made of that.
    pub code: Option<u16>,
    pub enhanced: Option<EnhancedCode>,
    pub count: u64,
    /// The place of the entry.
    pub entry: usize,
}

/// All counts.
pub struct Tally {
    wordings: Wordings,
    pub lines: u64,
    pub bytes: u64,
    /// Lines that were too long to be read as a whole.
    pub cut: u64,
    pub first: Option<Seconds>,
    pub last: Option<Seconds>,
    /// The same of all that was read, asked for or not.
    pub covered: Option<(Seconds, Seconds)>,
    pub status: Status,
    /// By place of the entry, and of the provider that said it, or else of the one whose entry it is.
    pub causes: BTreeMap<(usize, usize), Cause>,
    pub timeline: Timeline,
    /// By place of the wording.
    attempts: Vec<Attempts>,
    domains: Names<Suffix>,
    hosts: Names<Suffix>,
    recipients: Distinct,
    deliveries: Distinct,
    /// What is counted of failures.
    narrowing: Narrowing,
    /// Every address that failed, where they are asked for.
    addresses: Option<Recipients>,
    /// What failed of late, while logs are followed.
    pub recent: Option<Recent>,
}

/// Flags of a recipient.
const BOUNCED: u8 = 1;
const SUPPRESS: u8 = 2;

impl Tally {
    pub fn new(diagnoser: Diagnoser) -> Tally {
        Tally {
            wordings: Wordings::new(diagnoser),
            lines: 0,
            bytes: 0,
            cut: 0,
            first: None,
            last: None,
            covered: None,
            status: Status::default(),
            causes: BTreeMap::new(),
            timeline: Timeline::default(),
            attempts: Vec::new(),
            domains: Names::default(),
            hosts: Names::default(),
            recipients: Distinct::default(),
            deliveries: Distinct::default(),
            narrowing: Narrowing::default(),
            addresses: None,
            recent: None,
        }
    }

    /// Counts only these failures.
    pub fn narrow(&mut self, narrowing: Narrowing) {
        self.narrowing = narrowing;
    }

    /// Remembers every address that fails.
    pub fn remember_addresses(&mut self) {
        self.addresses = Some(Recipients::default());
    }

    pub fn catalogue(&self) -> &Catalogue {
        self.wordings.diagnoser().catalogue()
    }

    /// One more message was sent.
    pub fn sent(&mut self) {
        self.status.sent += 1;
    }

    /// A part of the log was read that goes from one time to another; those of it that are asked for.
    pub fn part(&mut self, part: Part<'_>, covered: Option<(Seconds, Seconds)>, asked: &Window) {
        self.lines += part.lines;
        self.bytes += part.bytes;
        self.cut += part.cut;
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

    /// Counts a delivery that a line tells of.
    pub fn add(
        &mut self,
        line: &str,
        bounce: &Bounce<'_>,
        time: Option<Seconds>,
    ) -> io::Result<()> {
        time.into_iter().for_each(|time| self.saw(time));
        let count = match bounce.event {
            Event::Delivered => &mut self.status.sent,
            Event::Expired => &mut self.status.expired,
            Event::Deferred | Event::Bounced | Event::Rejected => {
                return self.failed(line, bounce, time);
            }
            Event::Unknown | Event::AutomaticReply | Event::FeedbackReport => return Ok(()),
        };
        *count += 1;
        Ok(())
    }

    fn failed(&mut self, line: &str, bounce: &Bounce<'_>, time: Option<Seconds>) -> io::Result<()> {
        let is_attempt = bounce.event != Event::Rejected;
        let recipient = bounce.recipient.as_deref().unwrap_or_default();
        let at = memchr::memrchr(b'@', recipient.as_bytes());
        let domain = at.map(|at| &recipient[at + 1..]);
        let diagnoser = self.wordings.diagnoser();
        // Of those who are refused here, who may be any number of strangers, no names are kept.
        let remote = bounce.remote.as_deref().filter(|_| is_attempt);
        let domain = domain.filter(|_| is_attempt);
        let remote = remote.map(|name| self.hosts.find(name, |name| diagnoser.host(name)));
        let domain = domain.map(|name| self.domains.find(name, |name| diagnoser.domain(name)));
        let known = |name: Option<(u32, Suffix)>| name.map(|(_, known)| known).unwrap_or_default();
        let origin = match is_attempt {
            true => Origin::of(known(remote), known(domain)),
            false => diagnoser.origin(Context::of(bounce)),
        };
        let (wording, entry, provider) = self.explain(bounce, origin.said(&bounce.said));
        if !self.is_asked(wording, entry) {
            return Ok(());
        }
        let is_guess = self.confidence(wording) == Confidence::Guess;
        let cause = self.causes.entry((entry, provider)).or_default();
        cause.sample(line, time);
        let given_up = match bounce.event {
            Event::Rejected => {
                self.status.rejected += 1;
                cause.rejections += 1;
                return Ok(());
            }
            Event::Bounced => {
                self.status.bounced += 1;
                true
            }
            _ => {
                self.status.deferred += 1;
                false
            }
        };
        cause.attempts += 1;
        cause.guesses += u64::from(is_guess);
        if let Some(time) = time {
            cause.timeline.add(time);
            self.timeline.add(time);
        }
        if let Some((remote, _)) = remote {
            self.hosts.count(remote);
        }
        if let Some((domain, _)) = domain {
            self.domains.count(domain);
            cause.domain(domain);
        }
        if let Some(recent) = &mut self.recent {
            let key = Key {
                entry,
                provider,
                domain: domain.map(|(domain, _)| domain),
            };
            recent.add(key, time);
        }
        self.said_again(wording, bounce, given_up);
        match recipient {
            "" => Ok(()),
            _ => {
                let suppress = self.action(wording, entry) == Action::Suppress;
                self.undelivered(recipient, bounce, time, entry, (given_up, suppress))
            }
        }
    }

    /// One more failed attempt was told in these words.
    fn said_again(&mut self, wording: usize, bounce: &Bounce<'_>, given_up: bool) {
        if wording >= self.attempts.len() {
            self.attempts.resize(wording + 1, Attempts::default());
        }
        let attempts = &mut self.attempts[wording];
        attempts.counts[usize::from(given_up)] += 1;
        // Whoever notes a reply's code apart notes the enhanced one of the same reply with it. Without it that is what
        // the sending system reports: Postfix's and Sendmail's `dsn=`.
        if bounce.code.is_some() {
            (attempts.code, attempts.enhanced) = (bounce.code, bounce.enhanced);
        }
    }

    /// A recipient did not get a message, at least not yet.
    fn undelivered(
        &mut self,
        recipient: &str,
        bounce: &Bounce<'_>,
        time: Option<Seconds>,
        entry: usize,
        (given_up, suppress): (bool, bool),
    ) -> io::Result<()> {
        let key = distinct::Key::of(recipient);
        let queue = bounce.queue.as_deref().unwrap_or_default();
        self.deliveries.add(key.and(queue), 0)?;
        if given_up {
            let flags = BOUNCED | if suppress { SUPPRESS } else { 0 };
            self.recipients.add(key, flags)?;
        }
        match &mut self.addresses {
            // As long as delivery is tried nobody is to be suppressed.
            Some(addresses) if given_up || !suppress => {
                addresses.add(recipient, time, entry, &bounce.said)
            }
            _ => Ok(()),
        }
    }

    /// What to do about failures of this wording, explained by this entry.
    fn action(&self, wording: usize, entry: usize) -> Action {
        diagnose::action(self.catalogue().action_of(entry), self.confidence(wording))
    }

    fn confidence(&self, wording: usize) -> Confidence {
        let reading = self.wordings.all()[wording].reading;
        reading.map_or(Confidence::Guess, |reading| reading.confidence)
    }

    /// Whether failures of this wording, explained by this entry, are counted.
    fn is_asked(&self, wording: usize, entry: usize) -> bool {
        if !self.narrowing.is_some() {
            return true;
        }
        let reading = self.wordings.all()[wording].reading;
        let provider = reading.and_then(|reading| reading.provider);
        let provider = provider.map(|place| &self.catalogue().providers[place]);
        self.narrowing.keeps(
            provider,
            &self.catalogue().entry_at(entry),
            self.action(wording, entry),
        )
    }

    /// The places of the wording of what was said, of the entry that explains it, and of the provider that said it.
    fn explain(&mut self, bounce: &Bounce<'_>, origin: Origin) -> (usize, usize, usize) {
        let beside = (bounce.code, bounce.enhanced);
        let place = self.wordings.find(&bounce.said, beside, origin);
        let reading = self.wordings.all()[place].reading;
        let entry = reading.map(|reading| reading.entry);
        let entry = entry.or_else(|| self.wordings.diagnoser().entry_of(bounce.event));
        let entry = entry.unwrap_or_default();
        let provider = reading.and_then(|reading| reading.provider);
        let provider = provider.unwrap_or_else(|| self.catalogue().provider_of(entry));
        (place, entry, provider)
    }

    /// From now on lines are read as they are written: what has failed by now is not new.
    pub fn go_live(&mut self) {
        let Some(recent) = self.recent.as_mut().filter(|recent| !recent.is_live()) else {
            return;
        };
        let causes = self.causes.iter().filter(|(_, cause)| cause.attempts > 0);
        recent.go_live(causes.flat_map(|((entry, provider), cause)| {
            let named = cause.domains.keys().map(|domain| Some(*domain));
            named.chain([None]).map(|domain| Key {
                entry: *entry,
                provider: *provider,
                domain,
            })
        }));
    }

    /// What is known of each entry, whoever said it.
    pub fn by_entry(&self) -> BTreeMap<usize, Cause> {
        let mut entries: BTreeMap<usize, Cause> = BTreeMap::new();
        for ((entry, _), cause) in &self.causes {
            entries.entry(*entry).or_default().merge(cause);
        }
        entries
    }

    /// The names of the domains that failed most, and of some others, by their numbers.
    pub fn domain_names(&self, most: usize, others: &BTreeSet<u32>) -> BTreeMap<u32, String> {
        self.domains.names(most, others)
    }

    /// Failed attempts by wording and entry.
    pub fn said(&self) -> impl Iterator<Item = Said<'_>> {
        let diagnoser = self.wordings.diagnoser();
        let by_event = [Event::Deferred, Event::Bounced].map(|event| diagnoser.entry_of(event));
        let all = self.wordings.all().iter().zip(&self.attempts);
        all.flat_map(move |(wording, attempts)| {
            let told = wording.reading.map(|reading| reading.entry);
            let counts = attempts.counts.iter().zip(by_event);
            let counts = counts.filter(|(count, _)| **count > 0);
            counts.map(move |(count, by_event)| Said {
                wording,
                code: wording.code.or(attempts.code),
                enhanced: wording.enhanced.or(attempts.enhanced),
                count: *count,
                entry: told.or(by_event).unwrap_or_default(),
            })
        })
    }

    /// Failed attempts by recipients' domain.
    pub fn domains(&self) -> Vec<(&str, u64)> {
        self.domains.counts()
    }

    /// Failed attempts by remote host.
    pub fn hosts(&self) -> Vec<(&str, u64)> {
        self.hosts.counts()
    }

    /// How many different recipients did not get their message, and how many of them are to be suppressed.
    pub fn recipients(&mut self) -> io::Result<[u64; 2]> {
        self.recipients.count([BOUNCED, BOUNCED | SUPPRESS])
    }

    /// Tells every address that failed, each once, in their order; none if they were not to be remembered.
    pub fn each_address(
        &mut self,
        mut tell: impl FnMut(&Catalogue, Recipient) -> io::Result<()>,
    ) -> io::Result<()> {
        let catalogue = *self.catalogue();
        match &mut self.addresses {
            Some(addresses) => addresses.each(|recipient| tell(&catalogue, recipient)),
            None => Ok(()),
        }
    }

    /// How many messages to one recipient failed at least once.
    pub fn deliveries(&mut self) -> io::Result<u64> {
        self.deliveries.count([0]).map(|[count]| count)
    }
}
