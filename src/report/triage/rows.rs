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

/// The rows that `--by` asks for, most frequent first; times in order.
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

/// The causes of spikes that matter, then the most frequent ones; no more than the table
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
    // The causes to deal with first are in the table, however rare they are.
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

/// The names of a facet at which a row failed most often, each with its share, which is at least `least` percent.
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

/// The spike of a cause, or else since when it fails, if it began within the log.
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
    // Failures without a name are no group: they have nothing in common.
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

/// A row for each host that counted, the one with the most failures first.
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
