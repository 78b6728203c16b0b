//! What stands out in a failure: since when it has been failing, and whose mail or which place nearly all of it is.

use super::{Breakdown, RowKey};
use crate::bounce::read;
use crate::catalogue::Facts;
use crate::triage::time::Seconds;
use crate::triage::{Facet, OTHERS};
use std::cmp::Reverse;

/// A name at which nearly all of a row failed, though far less of all attempts are its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    pub facet: Facet,
    pub name: String,
    /// How often the row failed there.
    pub failed: u64,
    /// How many of how many attempts there these are, in words: `1,745 of 2,045 attempts (85%)`. Of what one's own server
    /// rejected nothing else is known.
    pub rate: Option<String>,
}

/// What failed in this part of the log's time, counted from its start, did not begin in it.
const BEGINNING: Seconds = 20;
/// If this many are expected, chance alone gives none once in twenty times (Poisson).
const EXPECTED: Seconds = 3;
/// Fewer attempts than this may have something in common by chance.
const FEW: u64 = 20;
/// Nearly all, in a hundred.
const NEARLY_ALL: u64 = 80;
/// How many times as large its share of the row must be as its share of all attempts.
const TIMES: f64 = 2.0;
/// Names stand out alike if they differ by less than this factor; then the first of [`TELLING`] is named.
const ALIKE: f64 = 0.9;
/// In the order in which they say more: an account can be locked, a domain only be looked after.
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
    /// When a row began to fail: within the log, unless chance explains that it had not failed before, or else with its spike.
    pub fn since(&self, key: RowKey) -> Option<Seconds> {
        let spike = self.spike(key).map(|spike| spike.from);
        self.began_within(key).or(spike)
    }

    /// When a row failed first, if that is not where the log begins, nor chance. Of a part of failures it is not known.
    pub fn began_within(&self, key: RowKey) -> Option<Seconds> {
        if self.is_partial(key) {
            return None;
        }
        let (start, end) = self.snapshot.span?;
        let failures = self.failures_of(key);
        let first = failures.filter_map(|(_, failure)| failure.began()).min()?;
        let attempts = Seconds::try_from(self.attempts(key)).unwrap_or(Seconds::MAX);
        let (silent, rest) = (first - start, end - first);
        let is_chance = silent.saturating_mul(attempts) < rest.saturating_mul(EXPECTED);
        (silent > (end - start) / BEGINNING && !is_chance).then_some(first)
    }

    /// Whose mail or which place nearly all of a row is, if that stands out.
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

    /// The name of a facet at which nearly all of a row failed, and how many times its part of all attempts that is.
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

    /// Of how many attempts the names of a facet are compared: all; of domains and hosts, those of the provider that said it,
    /// whose own they are anyway.
    fn attempted_beside(&self, key: RowKey, facet: Facet) -> u64 {
        let mut said_by = self.failures_of(key).map(|(failure, _)| failure.said_by);
        let first = said_by.next().flatten();
        let is_of_one = first.is_some() && said_by.all(|other| other == first);
        let is_of_provider = is_of_one && matches!(facet, Facet::Domain | Facet::Relay);
        let providers = self.snapshot.providers.iter();
        let counted = providers.filter(|(provider, _)| !is_of_provider || **provider == first);
        counted.map(|(_, counts)| counts.attempted).sum()
    }

    /// What steps may say of a row: the names at which it failed most often, and what its latest line shows.
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
    /// Whether it is one account or sender.
    pub fn is_one_sender(&self) -> bool {
        matches!(self.facet, Facet::User | Facet::Sender)
    }
}
