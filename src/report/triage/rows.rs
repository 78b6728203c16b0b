//! The rows of the table: what fails most.

use super::Options;
use crate::catalogue::{Action, Catalogue, Entry};
use crate::diagnose::action;
use crate::quantity::grouped;
use crate::triage::breakdown::{Group, percent};
use crate::triage::figures::{Explained, Figures};
use crate::triage::time::{DAY, Seconds, written};
use crate::triage::timeline::bars;
use crate::triage::{By, Tally};

/// How many parts of the time a row of bars shows.
const PARTS: usize = 12;
const HOUR: Seconds = 3600;
/// What lasts longer is shown by days, not by hours.
const LONG: Seconds = 3 * DAY;
/// What failed in this part of the log's time, counted from its start, did not begin in it.
const BEGINNING: Seconds = 20;
/// In columns.
const LONGEST_BAR: u128 = 40;
/// No more hours or days are shown.
const MOST: Seconds = 1000;

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
    pub is_day: bool,
    /// One's own server refused it: no failed attempts.
    pub is_rejected: bool,
    /// What to do, of an entry.
    pub action: Option<Action>,
    /// When it failed first.
    pub since: Option<Seconds>,
    /// When it failed far more often than otherwise, or else when it began, if not with the log.
    pub when: Option<String>,
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
        By::Hour => hours(tally),
    };
    for row in &mut rows {
        row.share = percent(row.count, figures.attempts);
        row.is_name = options.by == By::Domain;
    }
    // All hours in their order, or the worst of them.
    if options.by != By::Hour || options.top.is_some() {
        rows.sort_by(|one, other| other.count.cmp(&one.count).then(one.id.cmp(&other.id)));
        rows.truncate(options.rows());
    }
    rows
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
            ..Row::default()
        }
    };
    figures.failures.iter().map(row).collect()
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
fn hours(tally: &Tally) -> Vec<Row> {
    let timeline = &tally.timeline;
    let Some((first, last)) = timeline.first().zip(timeline.last()) else {
        return Vec::new();
    };
    let width = if last - first <= LONG { HOUR } else { DAY };
    let from = first.div_euclid(width) * width;
    let count = ((last - from) / width + 1).min(MOST);
    let counts = timeline.parts(from, from + count * width, count as usize);
    let most = counts.iter().max().copied().unwrap_or_default();
    let row = |(start, count): (Seconds, u64)| Row {
        count,
        id: written(start),
        label: written(start),
        trend: bar(count, most),
        is_time: true,
        is_day: width == DAY,
        ..Row::default()
    };
    let starts = (0..count).map(|number| from + number * width);
    starts.zip(counts).map(row).collect()
}
