//! The rows of the table: what fails most.

use super::Options;
use crate::catalogue::{Action, Catalogue, Entry};
use crate::diagnose::action;
use crate::quantity::grouped;
use crate::triage::breakdown::{Group, percent};
use crate::triage::figures::{Explained, Figures};
use crate::triage::time::{Seconds, written};
use crate::triage::timeline::bars;
use crate::triage::{By, Tally};
use std::cmp::Reverse;

/// How many parts of the time a row of bars shows.
const PARTS: usize = 12;
/// What failed in this part of the log's time, counted from its start, did not begin in it.
const BEGINNING: Seconds = 20;
/// So many domains of a cause are named.
const DOMAINS: usize = 3;
/// How many causes "what to do first" names.
const ADVICE: usize = 3;
/// What is less, as a part of all failures, is no first thing to see to, however new it is.
const WORTH: u64 = 100;
/// In columns.
const LONGEST_BAR: u128 = 40;

/// One of the things that failures are counted by.
#[derive(Default)]
pub(super) struct Row {
    /// Failed attempts.
    pub count: u64,
    /// The same of a hundred of all.
    pub share: u64,
    /// Its stable name: of an entry, a provider, an action; a domain; a time.
    pub id: String,
    /// What it is, for people.
    pub label: String,
    /// The label is a stranger's text.
    pub is_name: bool,
    pub trend: String,
    /// An hour or a day; its trend is a bar.
    pub is_time: bool,
    /// One's own server refused it: no failed attempts.
    pub is_rejected: bool,
    /// What to do, of an entry.
    pub action: Option<Action>,
    /// When it failed first.
    pub since: Option<Seconds>,
    /// When it failed far more often than otherwise, or else when it began, if not with the log.
    pub when: Option<String>,
    /// At which domains it failed most often, and how often of a hundred times.
    pub domains: Vec<(String, u64)>,
}

/// The rows that are asked for, most first; times in their order.
pub(super) fn rows(tally: &Tally, figures: &Figures, options: Options<'_>) -> Vec<Row> {
    let catalogue = tally.catalogue();
    let mut rows = match options.by {
        By::Cause => causes(tally, figures),
        By::Provider => groups(catalogue, figures, |group| {
            matches!(group, Group::Provider(_))
        }),
        By::Action => groups(catalogue, figures, |group| {
            matches!(group, Group::Action(_))
        }),
        By::Domain => domains(figures),
        By::Hour => hours(figures),
    };
    for row in &mut rows {
        row.share = percent(row.count, figures.attempts);
        row.is_name = options.by == By::Domain;
    }
    // All hours in their order, or the worst of them.
    if options.by != By::Hour || options.top.is_some() {
        let by_count = |one: &Row, other: &Row| {
            other
                .count
                .cmp(&one.count)
                .then_with(|| one.id.cmp(&other.id))
        };
        rows.sort_by(by_count);
        if options.by == By::Cause {
            // What to do first about is in the table, however rare it is.
            let first: Vec<_> = first_causes(figures, options)
                .map(|explained| explained.entry.id)
                .collect();
            rows.sort_by_key(|row| !first.contains(&&*row.id));
        }
        rows.truncate(options.rows());
        rows.sort_by(by_count);
    }
    rows
}

/// What explains spikes that matter, then what most failed attempts have in common; no more than the table
/// has rows.
pub(super) fn first_causes<'a>(
    figures: &'a Figures,
    options: Options<'_>,
) -> impl Iterator<Item = &'a Explained> + use<'a> {
    let in_spike = |explained: &Explained| {
        let spike = explained.spike?;
        (spike.count * WORTH >= figures.attempts).then_some(spike.count)
    };
    let mut failures: Vec<_> = figures.failures.iter().collect();
    failures.sort_by_key(|explained| Reverse((in_spike(explained), explained.failure.attempts)));
    failures.into_iter().take(ADVICE.min(options.rows()))
}

/// An entry in a table.
pub(super) fn label(entry: &Entry) -> String {
    format!("{}: {}", entry.label(), entry.title)
}

fn causes(tally: &Tally, figures: &Figures) -> Vec<Row> {
    let span = tally.span();
    let row = |explained: &Explained| {
        let Explained { entry, failure, .. } = explained;
        let counts = span.map(|(first, last)| failure.timeline.parts(first, last + 1, PARTS));
        Row {
            count: failure.attempts,
            id: entry.id.to_owned(),
            label: label(entry),
            trend: counts.map(|counts| bars(&counts)).unwrap_or_default(),
            action: Some(action(entry.action, failure.confidence())),
            since: failure.first.time,
            when: span.and_then(|log| when(log, explained)),
            domains: shares(explained),
            ..Row::default()
        }
    };
    figures.failures.iter().map(row).collect()
}

fn shares(explained: &Explained) -> Vec<(String, u64)> {
    let domains = explained.domains.iter().take(DOMAINS);
    let share = |count: u64| percent(count, explained.failure.attempts);
    let domains = domains.map(|(name, count)| (name.clone(), share(*count)));
    domains.filter(|(_, share)| *share > 0).collect()
}

fn when(log: (Seconds, Seconds), explained: &Explained) -> Option<String> {
    if let Some(spike) = explained.spike {
        let (when, count) = (spike.when(log), grouped(spike.count));
        return Some(format!("spike {when}: {count}, {}", spike.context()));
    }
    let first = explained.failure.first.time?;
    let began = first - log.0 > (log.1 - log.0) / BEGINNING;
    began.then(|| format!("since {}", written(first)))
}

fn groups(catalogue: &Catalogue, figures: &Figures, is_asked: fn(&Group) -> bool) -> Vec<Row> {
    let groups = figures.groups.iter().filter(|(group, _)| is_asked(group));
    let rows = groups.map(|(group, count)| Row {
        count: *count,
        id: group.id(catalogue).to_owned(),
        label: group.name(catalogue).to_owned(),
        ..Row::default()
    });
    rows.collect()
}

fn domains(figures: &Figures) -> Vec<Row> {
    let rows = figures.domain.iter().map(|(name, count)| Row {
        count: *count,
        id: name.clone(),
        label: name.clone(),
        ..Row::default()
    });
    rows.collect()
}

/// A bar for a count, the longest for the greatest one; whatever happened at all is seen.
fn bar(count: u64, most: u64) -> String {
    let eighths = (u128::from(count) * 8 * LONGEST_BAR).div_ceil(u128::from(most.max(1)));
    let (whole, rest) = ((eighths / 8) as usize, (eighths % 8) as usize);
    let part = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][rest];
    "█".repeat(whole) + part
}

/// A row for each hour, of a longer time for each day.
fn hours(figures: &Figures) -> Vec<Row> {
    let most = figures.hour.values().max().copied().unwrap_or_default();
    let row = |(start, count): (&String, &u64)| Row {
        count: *count,
        id: start.clone(),
        label: start.clone(),
        trend: bar(*count, most),
        is_time: true,
        ..Row::default()
    };
    figures.hour.iter().map(row).collect()
}
