//! The columns of a list of failures or lines: how wide each is, and its label.

use crate::diagnose::intake::Item;
use crate::explorer::lists::List;
use crate::explorer::lists::changes::Changes;
use crate::explorer::state::State;
use crate::quantity::grouped;
use crate::triage::By;
use crate::triage::breakdown::Breakdown;
use std::ops::Range;
use unicode_width::UnicodeWidthStr;

/// `451 4.7.500`
const CODE_COLUMNS: usize = 11;
/// `4.7.500`: narrow lists show only the more exact code.
const NARROW_CODE_COLUMNS: usize = 7;
/// The least width of a provider's name before the title, in a list of failures.
pub(super) const LEAST_OF_LOGS: usize = 8;
/// Lists with fewer columns are narrow.
const NARROW: u16 = 50;
/// The same for lists of failures, whose counts would leave hardly any room for titles.
const NARROW_OF_FAILURES: u16 = 60;
/// A host name in fewer columns is useless.
const LEAST_HOST: usize = 12;
/// Lists with fewer columns have a shorter trend.
pub(super) const WIDE: u16 = 70;
/// Lists of failures with fewer columns show only the more exact code.
const WIDEST: u16 = 90;
/// `100%`
pub(super) const SHARE_COLUMNS: usize = 4;
/// `9999`, `12k`: recent failures.
pub(super) const RATE_COLUMNS: usize = 4;
/// Above codes.
const CODE: &str = "code";
/// Above counts, if there is room for it.
const COUNT: &str = "count";
/// Above recent failures, if there is room for them.
const RATES: [&str; 3] = ["1min", "5min", "1h"];
/// `chance`
pub(super) const CHANCE_COLUMNS: usize = 6;
/// `new`
pub(super) const MARK_COLUMNS: usize = 3;
/// Bar and outcome.
pub(super) const LEAD_COLUMNS: usize = 3;

/// Whether a list of this width has room only for what matters most.
pub(super) fn is_narrow(state: &State, width: u16) -> bool {
    let least = match &state.view.list {
        List::Catalogue | List::Bounces(_) => NARROW,
        // Rates are what people follow logs for.
        List::Failures(breakdown) if breakdown.is_following() => NARROW,
        List::Failures(_) => NARROW_OF_FAILURES,
        List::Changes(_) => WIDE,
    };
    width < least
}

/// Whether one column has the provider or, for entries of the standard, the code: narrow lists of failures lack the room
/// for both, and recent failures leave little of it. Where rows are grouped by provider, they have only the code.
pub(super) fn shares_column(state: &State, width: u16) -> bool {
    let is_full = |breakdown: &Breakdown| breakdown.is_following() && width < WIDE;
    let is_tight = is_narrow(state, width) || state.breakdown().is_some_and(is_full);
    is_tight && state.view.list.is_of_logs() && state.view.tab.is_none() && !is_by_provider(state)
}

/// Whether the headings name the providers.
pub(super) fn is_by_provider(state: &State) -> bool {
    let breakdown = state.breakdown();
    breakdown.is_some_and(|breakdown| breakdown.by == By::Provider)
}

/// As wide as the widest figure of a comparison, or its heading if there is one.
pub(super) fn figure_columns(changes: &Changes, is_narrow: bool) -> usize {
    let by_rate = changes.by_rate();
    let figures = changes
        .all()
        .iter()
        .flat_map(|change| change.figures(by_rate));
    let widest = figures.map(|figure| figure.len()).max();
    let heading = if is_narrow {
        0
    } else {
        headings(by_rate)[0].len()
    };
    widest.unwrap_or_default().max(heading)
}

/// The labels above the columns of a list of this width, with the column at which each starts.
pub(super) fn labels(state: &State, width: u16) -> Vec<(u16, &'static str)> {
    if is_narrow(state, width) || state.view.rows.is_empty() {
        return Vec::new();
    }
    match &state.view.list {
        List::Catalogue => Vec::new(),
        List::Bounces(bounces) if bounces.is_behind() => line_labels(state, width),
        List::Bounces(_) => Vec::new(),
        List::Failures(breakdown) => failure_labels(breakdown, width),
        List::Changes(changes) => change_labels(changes),
    }
}

/// Whether the labels take precedence over the context line, because nobody could tell the columns apart without them.
pub(super) fn are_labels_needed(state: &State) -> bool {
    let is_following = state
        .breakdown()
        .is_some_and(|breakdown| breakdown.is_following());
    is_following || state.view.list.changes().is_some()
}

fn line_labels(state: &State, width: u16) -> Vec<(u16, &'static str)> {
    let start = LEAD_COLUMNS + time_range(state, width).len() + 1;
    let room = usize::from(width).saturating_sub(start + 1);
    let [recipient, codes, host] = bounce_columns(state, room, width);
    let mut labels = vec![
        (LEAD_COLUMNS as u16, "time"),
        (start as u16, "recipient"),
        ((start + recipient) as u16, CODE),
    ];
    if host > 0 {
        labels.push(((start + recipient + codes) as u16, "host"));
    }
    labels
}

fn failure_labels(breakdown: &Breakdown, width: u16) -> Vec<(u16, &'static str)> {
    let end = LEAD_COLUMNS + count_columns(breakdown, false);
    let mut ends = vec![(end, COUNT)];
    if breakdown.is_following() {
        let rates = (1..).map(|number| end + number * (RATE_COLUMNS + 1));
        ends.extend(rates.zip(RATES));
    } else {
        let share = end + mark_columns(breakdown) + share_columns(width);
        if share_columns(width) > 0 {
            ends.push((share, "%"));
        }
        if breakdown.has_trends() {
            ends.push((share + 1 + "trend".len(), "trend"));
        }
    }
    let labels = ends.into_iter();
    let labels = labels.map(|(end, label)| ((end - label.len()) as u16, label));
    labels.collect()
}

/// As wide as the greatest count, or its heading if there is one.
pub(super) fn count_columns(breakdown: &Breakdown, is_narrow: bool) -> usize {
    // The heading may start above the lead of the row, after a blank.
    let heading = if is_narrow {
        0
    } else {
        COUNT.len() + 1 - LEAD_COLUMNS
    };
    grouped(breakdown.most()).len().max(heading)
}

/// The mark of a spike and a blank, if any row has one.
fn mark_columns(breakdown: &Breakdown) -> usize {
    if breakdown.has_spikes() { 2 } else { 0 }
}

/// The share of all and a blank before it: what can be computed from the count makes way for titles.
pub(super) fn share_columns(width: u16) -> usize {
    if width < WIDE { 0 } else { SHARE_COLUMNS + 1 }
}

pub(super) fn trend_columns(width: u16) -> usize {
    if width < WIDE { 6 } else { 8 }
}

/// The part of `2026-03-14 09:26:53` that a list of lines has room for: the time of day, and if they are of several days,
/// or there is room, the day.
pub(super) fn time_range(state: &State, width: u16) -> Range<usize> {
    let day = |item: Option<&Item>| Some(item?.bounce.time.as_deref()?.get(..10)?.to_owned());
    let has_days = |items: &[Item]| day(items.first()) != day(items.last());
    let bounces = state.bounces();
    if width >= WIDE {
        5..19
    } else if bounces.is_some_and(|bounces| has_days(&bounces.items)) {
        5..16
    } else {
        11..19
    }
}

/// The columns of recipient, codes and host, blanks included, of all bounces of a list: as wide as the widest if there is
/// room. The host has at most two fifths of the rest if recipients need the room, and none if that is too little.
pub(super) fn bounce_columns(state: &State, room: usize, width: u16) -> [usize; 3] {
    let bounces = state.bounces();
    let [codes, recipient, host] = bounces.map_or_else(Default::default, |all| all.longest);
    let fits = recipient + codes + host + 3 <= room;
    let most = if fits {
        codes
    } else {
        code_columns(state, width)
    };
    let codes = codes.min(most).max(CODE.len()) + 1;
    let left = room.saturating_sub(codes);
    let spare = left.saturating_sub(recipient + 1).max(left * 2 / 5);
    let host = if spare < LEAST_HOST || host == 0 {
        0
    } else {
        spare.min(host + 1)
    };
    [left.saturating_sub(host).min(recipient + 1), codes, host]
}

/// Headings of before and after: counts, or hourly rates if one period is longer.
fn headings(by_rate: bool) -> [&'static str; 2] {
    if by_rate {
        ["before/h", "after/h"]
    } else {
        ["before", "after"]
    }
}

fn change_labels(changes: &Changes) -> Vec<(u16, &'static str)> {
    let columns = figure_columns(changes, false);
    let before = LEAD_COLUMNS + columns;
    let after = before + " → ".width() + columns;
    let chance = after + 2 + CHANCE_COLUMNS;
    let [of_before, of_after] = headings(changes.by_rate());
    let labels = [(before, of_before), (after, of_after), (chance, "chance")];
    let starts = labels.map(|(end, label)| ((end - label.len()) as u16, label));
    starts.into()
}

/// The columns of a row before the provider.
pub(super) fn columns_before_provider(state: &State, width: u16) -> usize {
    let is_narrow = is_narrow(state, width);
    let counts = match &state.view.list {
        List::Catalogue | List::Bounces(_) => 0,
        List::Failures(breakdown) if breakdown.is_following() => {
            let rates = if is_narrow { 0 } else { 3 * (RATE_COLUMNS + 1) };
            count_columns(breakdown, is_narrow) + 1 + rates + MARK_COLUMNS + 1
        }
        List::Failures(breakdown) => {
            let has_trend = !is_narrow && breakdown.has_trends();
            let trend = if has_trend {
                trend_columns(width) + 1
            } else {
                0
            };
            let share = share_columns(width);
            count_columns(breakdown, is_narrow) + 1 + mark_columns(breakdown) + share + trend
        }
        List::Changes(changes) => {
            let chance = if is_narrow { 0 } else { CHANCE_COLUMNS + 1 };
            2 * figure_columns(changes, is_narrow) + " → ".width() + 2 + chance
        }
    };
    LEAD_COLUMNS + counts + code_columns(state, width) + 1
}

/// Addresses, hosts and titles take the room of the second code, and counts even more of it.
pub(super) fn code_columns(state: &State, width: u16) -> usize {
    let least = match &state.view.list {
        List::Catalogue => NARROW,
        List::Bounces(_) => WIDE,
        List::Failures(_) | List::Changes(_) => WIDEST,
    };
    if width < least {
        NARROW_CODE_COLUMNS
    } else {
        CODE_COLUMNS
    }
}
