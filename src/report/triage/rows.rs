//! The rows of the table: what fails most.

use super::{Options, Report};
use crate::catalogue::{Action, Entry};
use crate::order;
use crate::quantity::{grouped, percent, share};
use crate::triage::breakdown::{Group, RowKey};
use crate::triage::figures::{Counts, days};
use crate::triage::time::{Seconds, written};
use crate::triage::{AttemptCounts, By, Facet};
use std::cmp::Reverse;

/// The number of bars in a trend.
const PARTS: usize = 12;
/// The most domains or clients that a row names.
const NAMES: usize = 3;
/// The most causes under "what to do first".
const ADVICE: usize = 3;
/// A spike with less than one in this many failures does not come first, however new it is.
const WORTH: u64 = 100;

/// A row: an entry, a group, a name or a period.
#[derive(Default)]
pub(super) struct Row {
    /// Failed attempts.
    pub count: u64,
    /// Its stable id: that of an entry, provider or action; a domain; a time.
    pub id: String,
    /// What it is, for people.
    pub label: String,
    /// The label is a stranger's text.
    pub is_name: bool,
    /// What became of all attempts, for a provider or a name.
    pub attempt_counts: Option<AttemptCounts>,
    /// Failed attempts in equal parts of the log's time, if times are known.
    pub trend: Vec<u64>,
    /// An hour or a day.
    pub is_time: bool,
    /// Your own server rejected it: these are not failed attempts.
    pub is_rejected: bool,
    /// What to do, for an entry.
    pub action: Option<Action>,
    /// When it first failed.
    pub since: Option<Seconds>,
    /// Its spike, or else when it began, if that was after the start of the log.
    pub when: Option<String>,
    /// The domains at which it failed most often, each with its share.
    pub domains: Vec<(String, String)>,
}

impl Report<'_> {
    /// The rows that `--by` asks for, most frequent first; times in order.
    pub(super) fn rows(&self) -> Vec<Row> {
        match self.options.by {
            By::Cause => self.causes(),
            By::Provider
            | By::Domain
            | By::Action
            | By::SenderDomain
            | By::Sender
            | By::User
            | By::Source
            | By::Relay
            | By::Campaign
            | By::Client
            | By::RejectedSender
            | By::Stage => self.groups(),
            By::Hour => times(&self.figures.hour, self.options),
            By::Day => times(&days(&self.tally.timeline), self.options),
            By::Host => self.hosts(),
        }
    }

    /// The causes of spikes that matter, then the most frequent ones; no more than the table has rows.
    pub(super) fn first_causes(&self) -> Vec<RowKey> {
        let breakdown = &self.figures.breakdown;
        let in_spike = |key: RowKey| {
            let spike = breakdown.spike(key)?;
            (spike.count * WORTH >= self.figures.attempts).then_some(spike.count)
        };
        let mut keys = self.figures.failures.clone();
        order::sort_by_key(&mut keys, |key| {
            Reverse((in_spike(*key), breakdown.attempts(*key)))
        });
        keys.truncate(ADVICE.min(self.options.rows()));
        keys
    }

    fn causes(&self) -> Vec<Row> {
        let breakdown = &self.figures.breakdown;
        // The causes to deal with first are in the table, however rare they are.
        let (all, first) = (&self.figures.failures, self.first_causes());
        let mut keys = all.clone();
        order::sort_by_key(&mut keys, |key| !first.contains(key));
        keys.truncate(self.options.rows());
        order::sort_by_key(&mut keys, |key| all.iter().position(|known| known == key));
        let row = |key: RowKey| {
            let entry = self.tally.catalogue().entry_at(key.entry);
            Row {
                count: breakdown.attempts(key),
                id: entry.id.to_owned(),
                label: label(&entry),
                trend: breakdown.trend(key, PARTS),
                action: Some(breakdown.action(self.tally.catalogue(), key)),
                since: breakdown.failure(key).began(),
                when: self.when(key),
                domains: self.shares(key, Facet::Domain, 1),
                ..Row::default()
            }
        };
        keys.into_iter().map(row).collect()
    }

    /// The names of a facet at which a row failed most often, each with its share, which is at least `least` percent.
    pub(super) fn shares(&self, key: RowKey, facet: Facet, least: u64) -> Vec<(String, String)> {
        let all = self.figures.breakdown.attempts(key);
        let names = self.figures.breakdown.most_at(key, facet).into_iter();
        names
            .take(NAMES)
            .filter(|(_, count)| percent(*count, all) >= least)
            .map(|(name, count)| (name, share(count, all)))
            .collect()
    }

    /// The spike of a cause, or else since when it fails, if it began within the log.
    pub(super) fn when(&self, key: RowKey) -> Option<String> {
        let (log, breakdown) = (self.tally.span()?, &self.figures.breakdown);
        if let Some(spike) = breakdown.spike(key) {
            let (when, count) = (spike.when(log), grouped(spike.count));
            return Some(format!("spike {when}: {count}, {}", spike.context()));
        }
        let first = breakdown.began_within(key)?;
        Some(format!("since {}", written(first)))
    }

    fn groups(&self) -> Vec<Row> {
        let (catalogue, breakdown) = (self.tally.catalogue(), &self.figures.breakdown);
        let is_name = self.options.by.facet().is_some();
        let row = |(group, count): (Group, u64)| {
            let label = breakdown.group_name(catalogue, group);
            let id = group.id(catalogue);
            Row {
                count,
                id: if is_name {
                    label.clone()
                } else {
                    id.to_owned()
                },
                label,
                is_name,
                attempt_counts: breakdown.attempt_counts(group),
                is_rejected: group.is_rejected(),
                ..Row::default()
            }
        };
        // Failures without a name are no group: they have nothing in common.
        let is_row = |group: &Group| !matches!(group, Group::Rejected | Group::Name(_, None));
        let groups = breakdown.groups(catalogue, self.options.by).into_iter();
        let groups = groups.filter(|(group, _)| is_row(group));
        groups.take(self.options.rows()).map(row).collect()
    }

    /// A row for each host that counted, the one with the most failures first.
    fn hosts(&self) -> Vec<Row> {
        let row = |(host, attempt_counts): (String, AttemptCounts)| Row {
            count: attempt_counts.failed(),
            id: host.clone(),
            label: host,
            is_name: true,
            attempt_counts: Some(attempt_counts),
            ..Row::default()
        };
        let mut rows: Vec<_> = self.tally.by_host().into_iter().map(row).collect();
        rows.retain(|row| row.count > 0);
        order::sort_by_key(&mut rows, |row| Reverse(row.count));
        rows.truncate(self.options.rows());
        rows
    }
}

/// An entry in a table.
pub(super) fn label(entry: &Entry) -> String {
    format!("{}: {}", entry.label(), entry.title)
}

/// A row for each hour or day: all of them in order, or the worst.
fn times(counts: &Counts, options: Options<'_>) -> Vec<Row> {
    let row = |(start, count): (&String, &u64)| {
        // Days start at midnight, which need not be shown.
        let day = start.strip_suffix(" 00:00");
        let day = day.filter(|_| options.by == By::Day);
        Row {
            count: *count,
            id: start.clone(),
            label: day.unwrap_or(start).to_owned(),
            is_time: true,
            ..Row::default()
        }
    };
    let mut rows: Vec<_> = counts.iter().map(row).collect();
    if let Some(top) = options.top {
        order::sort_by_key(&mut rows, |row| Reverse(row.count));
        rows.truncate(top);
    }
    rows
}
