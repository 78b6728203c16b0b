//! All figures of a tally, as JSON has them.

use super::breakdown::{Breakdown, Group, RowKey};
use crate::catalogue::Entry;
use crate::triage::replies::Replies;
use crate::triage::spike::Spike;
use crate::triage::time::{DAY, Seconds, written};
use crate::triage::timeline::Timeline;
use crate::triage::{Failure, OTHERS, Status, Tally};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io;

/// Further unexplained templates are left out.
const MOST_UNRECOGNISED: usize = 50;

const HOUR: Seconds = 3600;
/// What lasts longer is counted by days, not by hours.
const LONG: Seconds = 3 * DAY;
/// No more hours or days are counted.
const MOST_HOURS: Seconds = 1000;

pub type Counts = BTreeMap<String, u64>;

/// All figures, as JSON has them.
#[derive(Serialize)]
pub struct Figures {
    pub lines: u64,
    pub bytes: u64,
    pub first: Option<String>,
    pub last: Option<String>,
    pub status: Status,
    /// Failed attempts: deferred and bounced.
    pub attempts: u64,
    /// Messages to one recipient of which an attempt failed.
    /// `null` where they could not be kept.
    pub deliveries: Option<u64>,
    pub reply: Counts,
    pub enhanced: Counts,
    pub provider: Counts,
    pub category: Counts,
    pub reason: Counts,
    pub action: Counts,
    pub entry: Counts,
    /// What one's own server rejected, by entry: no failed attempts.
    pub rejected: Counts,
    pub domain: Counts,
    pub remote: Counts,
    /// By the start of the hour; of a long time, of the day.
    pub hour: Counts,
    pub recipients: Recipients,
    pub unrecognised: Vec<Unrecognised>,
    /// Most failures first.
    pub spikes: Vec<SpikeOf>,
    /// What is known of each entry that explains a failed attempt, in the order of the catalogue.
    #[serde(skip)]
    pub failures: Vec<Explained>,
    /// The same of what was rejected.
    #[serde(skip)]
    pub rejections: Vec<Explained>,
    /// Failed attempts by who said it and by what to do.
    #[serde(skip)]
    pub groups: BTreeMap<Group, u64>,
    /// Hours are days.
    #[serde(skip)]
    pub is_by_day: bool,
    #[serde(skip)]
    pub is_selected_by_cause: bool,
}

#[derive(Serialize)]
pub struct Recipients {
    /// `null` where they could not be kept.
    pub failed: Option<u64>,
    pub suppress: Option<u64>,
}

/// What an entry explains, whoever said it.
pub struct Explained {
    pub entry: Entry,
    pub failure: Failure,
    /// When it failed far more often than otherwise.
    pub spike: Option<Spike>,
    /// Where it failed most often.
    pub domains: Vec<(String, u64)>,
}

/// A wording that nothing in the catalogue explains.
#[derive(Serialize)]
pub struct Unrecognised {
    pub count: u64,
    pub text: String,
    pub sample: String,
}

/// A stretch of time in which an entry explains far more failures than otherwise.
#[derive(Serialize)]
pub struct SpikeOf {
    pub entry: &'static str,
    pub from: String,
    pub until: String,
    pub count: u64,
    pub usual: u64,
    pub is_over: bool,
}

impl Figures {
    pub fn of(tally: &mut Tally) -> io::Result<Figures> {
        let [failed, suppress] = tally
            .recipients()?
            .map_or([None; 2], |counts| counts.map(Some));
        let deliveries = tally.deliveries()?;
        let (mut failures, mut rejections) = (Vec::new(), Vec::new());
        for (key, explained) in explained(tally) {
            if key.is_rejected() {
                rejections.push(explained);
            } else {
                failures.push(explained);
            }
        }
        let groups = groups(tally, &failures);
        let (hour, is_by_day) = hours(&tally.timeline);
        let mut figures = Figures {
            lines: tally.lines,
            bytes: tally.bytes,
            first: tally.first.map(written),
            last: tally.last.map(written),
            status: tally.status,
            attempts: tally.status.deferred + tally.status.bounced,
            deliveries,
            reply: by_code(&tally.replies.codes),
            enhanced: by_code(&tally.replies.enhanced),
            provider: named(tally, &groups, |group| matches!(group, Group::Provider(_))),
            category: sums(&failures, |entry| entry.category().id),
            reason: sums(&failures, |entry| entry.reason.id),
            action: named(tally, &groups, |group| matches!(group, Group::Action(_))),
            entry: sums(&failures, |entry| entry.id),
            rejected: sums(&rejections, |entry| entry.id),
            domain: owned(tally.domains()),
            remote: owned(tally.hosts()),
            hour,
            recipients: Recipients { failed, suppress },
            unrecognised: unrecognised(&tally.replies),
            spikes: spikes(&failures),
            failures,
            rejections,
            groups,
            is_by_day,
            is_selected_by_cause: tally.is_selected_by_cause(),
        };
        if tally.replies.other_enhanced > 0 {
            let others = tally.replies.other_enhanced;
            figures.enhanced.insert(OTHERS.to_owned(), others);
        }
        Ok(figures)
    }
}

/// What each entry explains, in the order of the catalogue.
pub(super) fn explained(tally: &Tally) -> BTreeMap<RowKey, Explained> {
    let breakdown = Breakdown::of(tally);
    let explained = |key: RowKey| Explained {
        entry: tally.catalogue().entry_at(key.entry),
        failure: breakdown.failure(key),
        spike: breakdown.spike(key),
        domains: breakdown.domains(key),
    };
    let rows = breakdown.keys().map(|key| (key, explained(key)));
    rows.collect()
}

/// Failed attempts by who said it, as far as that is known, and by what to do.
fn groups(tally: &Tally, failures: &[Explained]) -> BTreeMap<Group, u64> {
    let providers = tally.replies.providers.iter();
    let providers = providers.map(|(provider, count)| (Group::Provider(*provider), *count));
    let actions = failures
        .iter()
        .flat_map(|explained| explained.failure.actions(explained.entry.action));
    let actions = actions.filter(|(_, count)| *count > 0);
    let actions = actions.map(|(action, count)| (Group::Action(action), count));
    let mut groups = BTreeMap::new();
    for (group, count) in providers.chain(actions) {
        *groups.entry(group).or_default() += count;
    }
    groups
}

/// How often it failed in each hour, or in each day of a longer time, and whether it is by day.
fn hours(timeline: &Timeline) -> (Counts, bool) {
    let Some((first, last)) = timeline.first().zip(timeline.last()) else {
        return (Counts::new(), false);
    };
    let is_by_day = last - first > LONG;
    let width = if is_by_day { DAY } else { HOUR };
    let from = first.div_euclid(width) * width;
    let count = ((last - from) / width + 1).min(MOST_HOURS);
    let counts = timeline.parts(from, from + count * width, count as usize);
    let starts = (0..count).map(|number| written(from + number * width));
    (starts.zip(counts).collect(), is_by_day)
}

/// The counts of the groups of one kind.
fn named(tally: &Tally, groups: &BTreeMap<Group, u64>, is_of_kind: fn(&Group) -> bool) -> Counts {
    let groups = groups.iter().filter(|(group, _)| is_of_kind(group));
    groups
        .map(|(group, count)| (group.id(tally.catalogue()).to_owned(), *count))
        .collect()
}

/// Attempts by something that entries have in common.
fn sums(explained: &[Explained], id: impl Fn(&Entry) -> &'static str) -> Counts {
    let mut counts = Counts::new();
    for Explained { entry, failure, .. } in explained {
        *counts.entry(id(entry).to_owned()).or_default() += failure.attempts;
    }
    counts
}

/// What is counted where something is not known.
const NONE: &str = "none";

fn by_code<C: Display>(counts: &BTreeMap<Option<C>, u64>) -> Counts {
    let name = |code: &Option<C>| code.as_ref().map_or_else(|| NONE.to_owned(), C::to_string);
    let counts = counts.iter().map(|(code, count)| (name(code), *count));
    counts.collect()
}

/// The most frequent kinds first; those beyond the limit are counted as one.
fn unrecognised(replies: &Replies) -> Vec<Unrecognised> {
    let kinds = replies.unexplained().map(|kind| Unrecognised {
        count: kind.count,
        text: kind.text.to_owned(),
        sample: kind.sample.to_owned(),
    });
    let mut kinds: Vec<_> = kinds.collect();
    kinds.sort_by(|one, other| other.count.cmp(&one.count).then(one.text.cmp(&other.text)));
    kinds.truncate(MOST_UNRECOGNISED);
    if replies.other_unexplained > 0 {
        kinds.push(Unrecognised {
            count: replies.other_unexplained,
            text: OTHERS.to_owned(),
            sample: String::new(),
        });
        kinds.sort_by_key(|kind| Reverse(kind.count));
    }
    kinds
}

pub(super) fn spikes<'a>(failures: impl IntoIterator<Item = &'a Explained>) -> Vec<SpikeOf> {
    let spike = |explained: &Explained| {
        let spike = explained.spike?;
        Some(SpikeOf {
            entry: explained.entry.id,
            from: written(spike.from),
            until: written(spike.until),
            count: spike.count,
            usual: spike.usual,
            is_over: spike.is_over,
        })
    };
    let mut spikes: Vec<_> = failures.into_iter().filter_map(spike).collect();
    spikes.sort_by_key(|of| (Reverse(of.count), of.entry));
    spikes
}

fn owned(counts: Vec<(&str, u64)>) -> Counts {
    let counts = counts.into_iter();
    counts
        .map(|(name, count)| (name.to_owned(), count))
        .collect()
}
