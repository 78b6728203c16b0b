//! What stands out about a failure: since when it has occurred, and whose mail or which place accounts for nearly all
//! of it.

use super::{Breakdown, RowKey};
use crate::bounce::read;
use crate::catalogue::Facts;
use crate::triage::time::Seconds;
use crate::triage::{Facet, OTHERS};
use std::cmp::Reverse;

/// A name that accounts for nearly all of a row, but for a far smaller share of all attempts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    pub facet: Facet,
    pub name: String,
    /// How often the row failed there.
    pub failed: u64,
    /// Of how many attempts there, in words: `1,745 of 2,045 attempts (85%)`. Unknown for what your own server
    /// rejected.
    pub rate: Option<String>,
}

/// A failure that occurs within the first twentieth of the log's time did not begin in it.
const BEGINNING: Seconds = 20;
/// If this many are expected, there are none by chance only once in twenty times (Poisson).
const EXPECTED: Seconds = 3;
/// Fewer attempts than this may have something in common by chance.
const FEW: u64 = 20;
/// What counts as nearly all, in percent.
const NEARLY_ALL: u64 = 80;
/// How many times its share of all attempts its share of the row must be.
const TIMES: f64 = 2.0;
/// Names stand out equally if they differ by less than this factor; then the first of [`TELLING`] is named.
const ALIKE: f64 = 0.9;
/// In descending order of usefulness: an account can be locked, a domain only looked into.
const TELLING: [Facet; 9] = [
    Facet::User,
    Facet::Sender,
    Facet::SenderDomain,
    Facet::Campaign,
    Facet::Source,
    Facet::Domain,
    Facet::Relay,
    Facet::Client,
    Facet::RejectedSender,
];

impl Breakdown {
    /// Returns when a row began to fail: within the log, unless it may have been absent before by chance, or else with
    /// its spike.
    pub fn since(&self, key: RowKey) -> Option<Seconds> {
        let spike = self.spike(key).map(|spike| spike.from);
        self.began_within(key).or(spike)
    }

    /// Returns when a row first failed, if that is neither at the start of the log nor due to chance. For part of a
    /// failure this is unknown.
    pub fn began_within(&self, key: RowKey) -> Option<Seconds> {
        if !self.knows_times(key) {
            return None;
        }
        let (start, end) = self.snapshot.span?;
        let first = self.failure(key).began()?;
        let attempts = Seconds::try_from(self.attempts(key)).unwrap_or(Seconds::MAX);
        let (silent, rest) = (first - start, end - first);
        let is_chance = silent.saturating_mul(attempts) < rest.saturating_mul(EXPECTED);
        (silent > (end - start) / BEGINNING && !is_chance).then_some(first)
    }

    /// Returns whose mail or which place accounts for nearly all of a row, if that stands out.
    pub(super) fn whose(&self, key: RowKey) -> Option<Whose> {
        let known: Vec<_> = TELLING
            .into_iter()
            .filter(|facet| self.by.facet() != Some(*facet))
            .filter_map(|facet| self.standing_out(key, facet))
            .collect();
        let most = known.iter().map(|(times, _)| *times).fold(0.0, f64::max);
        let mut known = known.into_iter();
        let first = known.find(|(times, _)| *times >= most * ALIKE);
        first.map(|(_, whose)| whose)
    }

    /// Returns the name of a facet at which nearly all of a row failed, and the ratio of that share to its share of all
    /// attempts.
    fn standing_out(&self, key: RowKey, facet: Facet) -> Option<(f64, Whose)> {
        let row = self.rows.get(&key).filter(|row| row.attempts >= FEW)?;
        let names = row.names[facet as usize].iter();
        let (number, failed) = names.max_by_key(|(number, count)| (**count, Reverse(**number)))?;
        let name = self.snapshot.names[facet as usize].get(number)?;
        let is_most = failed * 100 >= row.attempts * NEARLY_ALL && name.text != OTHERS;
        let counts = name.attempt_counts;
        let times = if facet.is_of_rejection() {
            TIMES
        } else {
            let all = self.attempted_beside(key, facet) as f64;
            (*failed as f64 / row.attempts as f64) / (counts.attempted as f64 / all)
        };
        let whose = Whose {
            facet,
            name: name.text.clone(),
            failed: *failed,
            rate: (!facet.is_of_rejection()).then(|| counts.rate(*failed)),
        };
        (is_most && times >= TIMES).then_some((times, whose))
    }

    /// Returns the attempts that the names of a facet are compared with: all; for domains and hosts only those of the
    /// provider that replied, to which they belong anyway.
    fn attempted_beside(&self, key: RowKey, facet: Facet) -> u64 {
        let mut said_by = self.failures_of(key).map(|(failure, _)| failure.said_by);
        let first = said_by.next().flatten();
        let is_of_one = first.is_some() && said_by.all(|other| other == first);
        let is_of_provider = is_of_one && matches!(facet, Facet::Domain | Facet::Relay);
        let providers = self.snapshot.providers.iter();
        let counted = providers.filter(|(provider, _)| !is_of_provider || **provider == first);
        counted.map(|(_, counts)| counts.attempted).sum()
    }

    /// Returns the facts that steps can name for a row: the names at which it failed most often, and what its latest
    /// line shows.
    pub fn facts(&self, key: RowKey) -> Facts {
        if key.is_rejected() {
            return Facts::default();
        }
        let most = |facet| self.most_at(key, facet).into_iter().next();
        let [domain, relay, sender] = [Facet::Domain, Facet::Relay, Facet::SenderDomain].map(most);
        let mut latest = None;
        let lines = self.failures_of(key).map(|(_, failure)| &failure.latest);
        let line = lines.max_by_key(|sample| sample.time);
        let line = line.map_or("", |sample| &sample.line);
        read::text(line.as_bytes(), read::CREDULOUS, &mut |(_, bounce)| {
            let remote = bounce.remote.as_deref().map(str::to_owned);
            latest.get_or_insert_with(|| (remote, bounce.diagnostic.into_owned()));
        });
        let (remote, diagnostic) = latest.unwrap_or_default();
        let relay = relay.map(|(name, _)| name).or(remote);
        let [domain, sender] = [domain, sender].map(|most| most.map(|(name, _)| name));
        Facts::new(
            relay.as_deref(),
            domain.as_deref(),
            sender.as_deref(),
            &diagnostic,
        )
    }
}

impl Whose {
    /// Whether one account or sender stands out.
    pub fn is_one_sender(&self) -> bool {
        matches!(self.facet, Facet::User | Facet::Sender)
    }
}
