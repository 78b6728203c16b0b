//! Counts of what failed.

use super::distinct::{Distinct, key};
use super::time::Seconds;
use super::timeline::Timeline;
use crate::bounce::log::Part;
use crate::bounce::{Bounce, Event};
use crate::catalogue::Catalogue;
use crate::diagnose::{Context, Diagnoser};
use crate::wording::{Wording, Wordings};
use foldhash::HashMap;
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

/// A line of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    pub time: Option<Seconds>,
    pub line: String,
}

/// What is known of one cause: an entry of the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cause {
    /// Failed attempts to deliver.
    pub attempts: u64,
    /// Refusals of what others wanted to deliver here.
    pub rejections: u64,
    pub first: Sample,
    pub latest: Sample,
    pub timeline: Timeline,
    /// Failed attempts by number of the recipients' domain.
    pub domains: BTreeMap<u32, u64>,
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
    pub status: Status,
    /// By place of the entry, and of the provider that said it, or else of the one whose entry it is.
    pub causes: BTreeMap<(usize, usize), Cause>,
    pub timeline: Timeline,
    /// For each wording and what happened, how many failed attempts: deferred, and the others.
    attempts: Vec<[u64; 2]>,
    domains: Names,
    hosts: Names,
    recipients: Distinct,
    deliveries: Distinct,
}

/// Flags of a recipient.
const BOUNCED: u8 = 1;
const SUPPRESS: u8 = 2;
/// So many different names are kept; further ones are counted together.
const MOST_NAMES: usize = 1 << 17;
/// A longer line is no sample.
const LONGEST_SAMPLE: usize = 2000;

/// Names, each with a number and how often it was met.
#[derive(Default)]
struct Names {
    numbers: HashMap<Box<str>, u32>,
    counts: Vec<u64>,
}

impl Names {
    fn add(&mut self, name: &str) -> u32 {
        let number = match self.numbers.get(name) {
            Some(number) => *number,
            None => {
                let name = if self.numbers.len() < MOST_NAMES {
                    name
                } else {
                    OTHERS
                };
                let next = self.numbers.len() as u32;
                *self.numbers.entry(name.into()).or_insert(next)
            }
        };
        if number as usize >= self.counts.len() {
            self.counts.resize(number as usize + 1, 0);
        }
        self.counts[number as usize] += 1;
        number
    }

    /// The most frequent names, and some others, by number.
    fn names(&self, most: usize, others: &BTreeSet<u32>) -> BTreeMap<u32, String> {
        let mut counts = self.counts.clone();
        counts.sort_unstable_by(|one, other| other.cmp(one));
        let least = counts.get(most).copied().unwrap_or_default();
        let is_wanted = |number: &u32| {
            others.contains(number)
                || self
                    .counts
                    .get(*number as usize)
                    .is_some_and(|count| *count > least)
        };
        let numbers = self.numbers.iter();
        let wanted = numbers.filter(|(_, number)| is_wanted(number));
        wanted
            .map(|(name, number)| (*number, name.to_string()))
            .collect()
    }

    fn counts(&self) -> Vec<(&str, u64)> {
        let counts = self.numbers.iter();
        counts
            .map(|(name, number)| (&**name, self.counts[*number as usize]))
            .collect()
    }
}

/// What stands for all names that are too many.
const OTHERS: &str = "(others)";

impl Tally {
    pub fn new(diagnoser: Diagnoser) -> Tally {
        Tally {
            wordings: Wordings::new(diagnoser),
            lines: 0,
            bytes: 0,
            cut: 0,
            first: None,
            last: None,
            status: Status::default(),
            causes: BTreeMap::new(),
            timeline: Timeline::default(),
            attempts: Vec::new(),
            domains: Names::default(),
            hosts: Names::default(),
            recipients: Distinct::default(),
            deliveries: Distinct::default(),
        }
    }

    pub fn catalogue(&self) -> &Catalogue {
        self.wordings.diagnoser().catalogue()
    }

    /// One more message was sent.
    pub fn sent(&mut self) {
        self.status.sent += 1;
    }

    /// A part of the log was read.
    pub fn part(&mut self, part: Part<'_>, [first, last]: [Option<Seconds>; 2]) {
        self.lines += part.lines;
        self.bytes += part.bytes;
        self.cut += part.cut;
        let first = first.or(last);
        self.first = self.first.into_iter().chain(first).min();
        self.last = self.last.into_iter().chain(last.or(first)).max();
    }

    /// Counts a delivery that a line tells of.
    pub fn add(
        &mut self,
        line: &str,
        bounce: &Bounce<'_>,
        time: Option<Seconds>,
    ) -> io::Result<()> {
        match bounce.event {
            Event::Delivered => self.status.sent += 1,
            Event::Deferred => self.status.deferred += 1,
            Event::Bounced => self.status.bounced += 1,
            Event::Expired => self.status.expired += 1,
            Event::Rejected => self.status.rejected += 1,
            Event::Unknown | Event::AutomaticReply | Event::FeedbackReport => {}
        }
        match bounce.event {
            Event::Deferred | Event::Bounced => self.failed(line, bounce, time),
            Event::Rejected => {
                let (_, entry, provider) = self.explain(bounce);
                let cause = self.causes.entry((entry, provider)).or_default();
                cause.rejections += 1;
                cause.sample(line, time);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn failed(&mut self, line: &str, bounce: &Bounce<'_>, time: Option<Seconds>) -> io::Result<()> {
        let (wording, entry, provider) = self.explain(bounce);
        if wording >= self.attempts.len() {
            self.attempts.resize(wording + 1, [0; 2]);
        }
        let given_up = bounce.event == Event::Bounced;
        self.attempts[wording][usize::from(given_up)] += 1;
        if let Some(remote) = bounce.remote.as_deref() {
            self.hosts.add(remote);
        }
        let recipient = bounce.recipient.as_deref().unwrap_or_default();
        let domain = recipient.rsplit_once('@').map(|(_, domain)| domain);
        let domain = domain.map(|domain| self.domains.add(domain));
        let cause = self.causes.entry((entry, provider)).or_default();
        cause.attempts += 1;
        cause.sample(line, time);
        if let Some(domain) = domain {
            *cause.domains.entry(domain).or_default() += 1;
        }
        if let Some(time) = time {
            cause.timeline.add(time);
            self.timeline.add(time);
        }
        if recipient.is_empty() {
            return Ok(());
        }
        if given_up {
            let action = self.catalogue().entry_at(entry).action;
            let suppress = action == crate::catalogue::Action::Suppress;
            let flags = if suppress {
                BOUNCED | SUPPRESS
            } else {
                BOUNCED
            };
            self.recipients.add(key(&[recipient]), flags)?;
        }
        let queue = bounce.queue.as_deref().unwrap_or_default();
        self.deliveries.add(key(&[queue, recipient]), 0)
    }

    /// The places of the wording of what was said, of the entry that explains it, and of the provider that said it.
    fn explain(&mut self, bounce: &Bounce<'_>) -> (usize, usize, usize) {
        let context = Context {
            host: bounce.remote.as_deref(),
            recipient: bounce.recipient.as_deref(),
            provider: None,
        };
        let origin = self.wordings.diagnoser().origin(context);
        let beside = (bounce.code, bounce.enhanced);
        let place = self.wordings.find(&bounce.said, beside, origin);
        let reading = self.wordings.all()[place].reading.as_ref();
        let entry = reading.map(|reading| reading.entry);
        let entry = entry.or_else(|| self.wordings.diagnoser().entry_of(bounce.event));
        let entry = entry.unwrap_or_default();
        let provider = reading.and_then(|reading| reading.provider);
        let provider = provider.unwrap_or_else(|| self.catalogue().provider_of(entry));
        (place, entry, provider)
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

    /// Every wording with how often it was said in failed attempts, and the place of its entry.
    pub fn wordings(&self) -> impl Iterator<Item = (&Wording, u64, usize)> {
        let diagnoser = self.wordings.diagnoser();
        let by_event = [Event::Deferred, Event::Bounced].map(|event| diagnoser.entry_of(event));
        let said = self.wordings.all().iter().zip(&self.attempts);
        said.flat_map(move |(wording, counts)| {
            counts
                .iter()
                .zip(by_event)
                .filter(|(count, _)| **count > 0)
                .map(move |(count, by_event)| {
                    let told = wording.reading.as_ref().map(|reading| reading.entry);
                    (wording, *count, told.or(by_event).unwrap_or_default())
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

    /// How many messages to one recipient failed at least once.
    pub fn deliveries(&mut self) -> io::Result<u64> {
        self.deliveries.count([0]).map(|[count]| count)
    }
}

impl Cause {
    /// Adds what is known of another cause.
    pub fn merge(&mut self, other: &Cause) {
        self.attempts += other.attempts;
        self.rejections += other.rejections;
        if self.first.line.is_empty() || earlier(&other.first, &self.first) {
            self.first.clone_from(&other.first);
        }
        if self.latest.line.is_empty() || earlier(&self.latest, &other.latest) {
            self.latest.clone_from(&other.latest);
        }
        self.timeline.merge(&other.timeline);
        for (domain, count) in &other.domains {
            *self.domains.entry(*domain).or_default() += count;
        }
    }

    fn sample(&mut self, line: &str, time: Option<Seconds>) {
        if line.len() > LONGEST_SAMPLE {
            return;
        }
        if self.first.line.is_empty() {
            self.first = Sample {
                time,
                line: line.to_owned(),
            };
        }
        self.latest.time = time;
        self.latest.line.clear();
        self.latest.line.push_str(line);
    }
}

/// Whether a line is known to be the older one.
fn earlier(one: &Sample, other: &Sample) -> bool {
    one.time
        .zip(other.time)
        .is_some_and(|(one, other)| one < other)
}
