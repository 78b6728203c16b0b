//! Everything known about a row, and what to do about it.

use super::{Breakdown, Group, Mark, RowKey, Whose};
use crate::catalogue::{Action, Catalogue, Entry, Facts, Steps};
use crate::diagnose;
use crate::quantity::share;
use crate::triage::recent::Counts;
use crate::triage::{AttemptCounts, Facet, Failure, FailureKey};
use crate::verdict::Verdict;

/// Everything known about a row.
#[derive(Clone, Debug)]
pub struct Detail {
    /// The name of its group, if the view has groups.
    pub group: Option<String>,
    pub failure: Failure,
    /// Its share of all failed attempts, or of all that your own server rejected: `34%`.
    pub share: String,
    /// When it began to fail, if that is within the log: `14:20`.
    pub since: Option<String>,
    /// Whose mail or which place accounts for nearly all of it, if that stands out.
    pub whose: Option<Whose>,
    /// Since when all attempts are counted, if that is not when it began to fail: `08:00`.
    pub counted_since: Option<String>,
    /// The facts that its steps can name.
    pub facts: Facts,
    /// Failed attempts within a minute, five minutes and an hour, while logs are followed.
    pub rates: Option<Counts>,
    pub marks: Vec<Mark>,
    /// When it failed far more often than usual, at every domain and of every sender, in words.
    pub spike: Option<String>,
    /// The outcomes of all attempts of its group, if the view's groups have them.
    pub attempt_counts: Option<AttemptCounts>,
    /// Failed attempts by domain, most frequent first.
    pub domains: Vec<(String, u64)>,
    /// The same by every other known facet: whose mail, from where, to which hosts; the most frequent names of each.
    pub who: Vec<(Facet, Vec<(String, u64)>)>,
    /// If the row counts only failures at some domains or of some senders, and it was not read when these happened: a
    /// note that timeline and samples cover all of them. Otherwise empty.
    pub of_all: &'static str,
    /// Whether your own server rejected it: it is not a failed attempt.
    pub is_rejected: bool,
    pub verdict: Verdict,
    /// Why the steps go too far for now.
    pub caution: Option<&'static str>,
    pub steps: Steps,
}

/// The most senders, users and so on that are named for a row.
const WHO: usize = 3;

impl Breakdown {
    /// Returns everything known about a row.
    pub fn detail(&self, catalogue: &Catalogue, key: RowKey) -> Option<Detail> {
        let row = self.rows.get(&key)?;
        let mut failure = self.failure(key);
        failure.attempts = row.attempts;
        let verdict = self.verdict(catalogue, key);
        let since = self.since(key);
        let start = self.snapshot.span.filter(|_| since.is_some());
        let of_all = if self.is_partial(key) {
            self.of_all()
        } else {
            ""
        };
        let spike = self.spike_in_words(key);
        let has_group = !matches!(key.group, Group::Failed | Group::Rejected);
        Some(Detail {
            group: has_group.then(|| self.group_name(catalogue, key.group)),
            failure,
            share: self.share_of(key),
            since: since.map(|since| self.short_time(since)),
            counted_since: start.map(|(start, _)| self.short_time(start)),
            whose: self.whose(key),
            facts: self.facts(key),
            rates: self.rates(key),
            marks: self.marks(key).collect(),
            spike: spike.map(|spike| format!("{spike}{of_all}")),
            attempt_counts: self.attempt_counts(key.group),
            domains: self.most_at(key, Facet::Domain),
            who: self.who(key),
            of_all: if self.knows_times(key) { "" } else { of_all },
            is_rejected: key.is_rejected(),
            verdict,
            caution: self.caution(catalogue, key),
            steps: self.steps(catalogue, key),
        })
    }

    /// Times and lines are not kept for each name.
    fn of_all(&self) -> &'static str {
        match self.by.facet() {
            Some(facet) => facet.of_all(),
            None if self.snapshot.is_by_message => ", of all domains and senders",
            None => Facet::Domain.of_all(),
        }
    }

    /// Returns the names at which a row failed most often, for each facet but the domain.
    fn who(&self, key: RowKey) -> Vec<(Facet, Vec<(String, u64)>)> {
        let facets = Facet::ALL
            .into_iter()
            .filter(|facet| *facet != Facet::Domain);
        let known = facets.map(|facet| {
            let mut names = self.most_at(key, facet);
            names.truncate(WHO);
            (facet, names)
        });
        known.filter(|(_, names)| !names.is_empty()).collect()
    }

    /// Returns what to do about a row.
    pub fn action(&self, catalogue: &Catalogue, key: RowKey) -> Action {
        let decisive = self.decisive(catalogue, key);
        decisive.map_or(catalogue.action_of(key.entry), |failure| {
            failure.action(catalogue)
        })
    }

    /// Returns the verdict on a row.
    pub fn verdict(&self, catalogue: &Catalogue, key: RowKey) -> Verdict {
        let decisive = self.decisive(catalogue, key);
        let of_entry = || Verdict::of(&catalogue.entry_at(key.entry));
        decisive.map_or_else(of_entry, |failure| failure.verdict(catalogue))
    }

    /// Returns why the steps of a row go too far for now.
    pub fn caution(&self, catalogue: &Catalogue, key: RowKey) -> Option<&'static str> {
        let decisive = self.decisive(catalogue, key);
        decisive?.caution(catalogue).filter(|_| !key.is_rejected())
    }

    /// Returns the steps for a row.
    pub fn steps(&self, catalogue: &Catalogue, key: RowKey) -> Steps {
        let entry = catalogue.entry_at(key.entry);
        if self.is_forwarded(catalogue, key) {
            diagnose::forwarded(&entry)
        } else {
            entry.steps
        }
    }

    /// Whether mail was passed on from another address to the one that failed.
    fn is_forwarded(&self, catalogue: &Catalogue, key: RowKey) -> bool {
        let decisive = self.decisive(catalogue, key);
        decisive.is_some_and(|failure| failure.is_forwarded)
    }

    /// Returns the failure that decides what to do about a row: the most frequent of those that need what most of them
    /// need, or in doubt what their entry asks for.
    fn decisive(&self, catalogue: &Catalogue, key: RowKey) -> Option<FailureKey> {
        let of_entry = catalogue.action_of(key.entry);
        let failures: Vec<_> = self.failures_of(key).collect();
        let need = |action: Action| {
            let same = failures
                .iter()
                .filter(|(failure, _)| failure.action(catalogue) == action);
            same.map(|(_, counts)| counts.attempts).sum::<u64>()
        };
        let first = failures.iter().max_by_key(|(failure, counts)| {
            let action = failure.action(catalogue);
            (need(action), action == of_entry, counts.attempts)
        });
        first.map(|(failure, _)| *failure)
    }
}

impl Detail {
    /// Returns what else to do because one account or sender causes nearly all of it.
    pub fn one_sender(&self, entry: &Entry) -> Option<&'static str> {
        let whose = self.whose.as_ref().filter(|whose| whose.is_one_sender());
        whose.and_then(|_| entry.one_sender())
    }

    /// Returns since when the attempts that it is compared with are counted, if it began to fail later: ` since 08:00`.
    pub fn counted_since_in_words(&self) -> String {
        let since = self.counted_since.iter();
        since.map(|since| format!(" since {since}")).collect()
    }

    /// Returns who accounts for nearly all of it, and of how many attempts: `98% of user info@example.com: 1,745 of
    /// 2,045 attempts (85%) since 08:00`.
    pub fn whose_in_words(&self, quoted: impl Fn(&str) -> String) -> Option<String> {
        let whose = self.whose.as_ref()?;
        let attempts = self.failure.attempts;
        let part = match share(whose.failed, attempts) {
            _ if whose.failed == attempts => "all".to_owned(),
            all if all == "100%" => ">99%".to_owned(),
            part => part,
        };
        let (word, name) = (whose.facet.of_one(), quoted(&whose.name));
        let span = self.counted_since_in_words();
        let rate = whose.rate.iter().map(|rate| format!(": {rate}{span}"));
        let rate: String = rate.collect();
        Some(format!("{part} {word} {name}{rate}"))
    }
}
