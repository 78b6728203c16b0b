//! The rows of the table: what fails most.

use super::Options;
use crate::catalogue::{Action, Entry};
use crate::order;
use crate::quantity::{grouped, percent, share};
use crate::triage::breakdown::{Group, RowKey};
use crate::triage::figures::{Counts, Figures, days};
use crate::triage::time::{Seconds, written};
use crate::triage::{AttemptCounts, By, Facet, Tally};
use std::cmp::Reverse;

/// How many parts of the time a row of bars shows.
const PARTS: usize = 12;
/// So many domains of a cause, or clients, are named.
const NAMES: usize = 3;
/// How many causes "what to do first" names.
const ADVICE: usize = 3;
/// What is less, as a part of all failures, is no first thing to see to, however new it is.
const WORTH: u64 = 100;

/// One of the things that failures are counted by.
#[derive(Default)]
pub(super) struct Row {
    /// Failed attempts.
    pub count: u64,
    /// Its stable name: of an entry, a provider, an action; a domain; a time.
    pub id: String,
    /// What it is, for people.
    pub label: String,
    /// The label is a stranger's text.
    pub is_name: bool,
    /// What became of all attempts, of a provider or a name.
    pub attempt_counts: Option<AttemptCounts>,
    /// Failed attempts in equal parts of the log's time, if they are known.
    pub trend: Vec<u64>,
    /// An hour or a day.
    pub is_time: bool,
    /// One's own server refused it: no failed attempts.
    pub is_rejected: bool,
    /// What to do, of an entry.
    pub action: Option<Action>,
    /// When it failed first.
    pub since: Option<Seconds>,
    /// When it failed far more often than otherwise, or else when it began, if not with the log.
    pub when: Option<String>,
    /// At which domains it failed most often, and which part of it.
    pub domains: Vec<(String, String)>,
}

/// The rows that are asked for, most first; times in their order.
pub(super) fn rows(tally: &Tally, figures: &Figures, options: Options<'_>) -> Vec<Row> {
    match options.by {
        By::Cause => causes(tally, figures, options),
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
        | By::Stage => groups(tally, figures, options),
        By::Hour => times(&figures.hour, options),
        By::Day => times(&days(&tally.timeline), options),
        By::Host => hosts(tally, options),
    }
}

/// What explains spikes that matter, then what most failed attempts have in common; no more than the table
/// has rows.
pub(super) fn first_causes(figures: &Figures, options: Options<'_>) -> Vec<RowKey> {
    let in_spike = |key: RowKey| {
        let spike = figures.breakdown.spike(key)?;
        (spike.count * WORTH >= figures.attempts).then_some(spike.count)
    };
    let mut keys = figures.failures.clone();
    order::sort_by_key(&mut keys, |key| {
        Reverse((in_spike(*key), figures.breakdown.attempts(*key)))
    });
    keys.truncate(ADVICE.min(options.rows()));
    keys
}

/// An entry in a table.
pub(super) fn label(entry: &Entry) -> String {
    format!("{}: {}", entry.label(), entry.title)
}

fn causes(tally: &Tally, figures: &Figures, options: Options<'_>) -> Vec<Row> {
    // What to do first about is in the table, however rare it is.
    let first = first_causes(figures, options);
    let mut keys = figures.failures.clone();
    order::sort_by_key(&mut keys, |key| !first.contains(key));
    keys.truncate(options.rows());
    order::sort_by_key(&mut keys, |key| {
        figures.failures.iter().position(|known| known == key)
    });
    let span = tally.span();
    let row = |key: RowKey| {
        let entry = tally.catalogue().entry_at(key.entry);
        let breakdown = &figures.breakdown;
        Row {
            count: breakdown.attempts(key),
            id: entry.id.to_owned(),
            label: label(&entry),
            trend: breakdown.trend(key, PARTS),
            action: Some(breakdown.action(tally.catalogue(), key)),
            since: breakdown.failure(key).began(),
            when: span.and_then(|log| when(log, figures, key)),
            domains: shares(figures, key, Facet::Domain, 1),
            ..Row::default()
        }
    };
    keys.into_iter().map(row).collect()
}

/// The names of a facet at which a row failed most often, and which part of it: at least so much of a hundred.
pub(super) fn shares(
    figures: &Figures,
    key: RowKey,
    facet: Facet,
    least: u64,
) -> Vec<(String, String)> {
    let all = figures.breakdown.attempts(key);
    let names = figures.breakdown.most_at(key, facet).into_iter();
    let names = names.take(NAMES);
    let names = names.filter(|(_, count)| percent(*count, all) >= least);
    names
        .map(|(name, count)| (name, share(count, all)))
        .collect()
}

/// When a cause failed far more often than otherwise; or else since when, if it began within the log.
pub(super) fn when(log: (Seconds, Seconds), figures: &Figures, key: RowKey) -> Option<String> {
    if let Some(spike) = figures.breakdown.spike(key) {
        let (when, count) = (spike.when(log), grouped(spike.count));
        return Some(format!("spike {when}: {count}, {}", spike.context()));
    }
    let first = figures.breakdown.began_within(key)?;
    Some(format!("since {}", written(first)))
}

fn groups(tally: &Tally, figures: &Figures, options: Options<'_>) -> Vec<Row> {
    let catalogue = tally.catalogue();
    let groups = figures.breakdown.groups(catalogue, options.by).into_iter();
    // Those that have no name here are no row: they have nothing in common.
    let groups =
        groups.filter(|(group, _)| !matches!(group, Group::Rejected | Group::Name(_, None)));
    let row = |(group, count): (Group, u64)| {
        let label = figures.breakdown.group_name(catalogue, group);
        let is_name = options.by.facet().is_some();
        Row {
            count,
            id: if is_name {
                label.clone()
            } else {
                group.id(catalogue).to_owned()
            },
            label,
            is_name,
            attempt_counts: figures.breakdown.attempt_counts(group),
            is_rejected: group.is_rejected(),
            ..Row::default()
        }
    };
    groups.take(options.rows()).map(row).collect()
}

/// A row for each host that counted, where most failed first.
fn hosts(tally: &Tally, options: Options<'_>) -> Vec<Row> {
    let row = |(host, attempt_counts): (String, AttemptCounts)| Row {
        count: attempt_counts.failed(),
        id: host.clone(),
        label: host,
        is_name: true,
        attempt_counts: Some(attempt_counts),
        ..Row::default()
    };
    let mut rows: Vec<_> = tally.by_host().into_iter().map(row).collect();
    rows.retain(|row| row.count > 0);
    order::sort_by_key(&mut rows, |row| Reverse(row.count));
    rows.truncate(options.rows());
    rows
}

/// A row for each hour or day: all in their order, or the worst of them.
fn times(counts: &Counts, options: Options<'_>) -> Vec<Row> {
    let row = |(start, count): (&String, &u64)| {
        // Every day starts at midnight.
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
