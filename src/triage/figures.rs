//! All figures of a tally, as in JSON.

use super::breakdown::{Breakdown, Group, RowKey, Section};
use crate::catalogue::Entry;
use crate::order;
use crate::triage::replies::Replies;
use crate::triage::time::{DAY, Seconds, written};
use crate::triage::timeline::Timeline;
use crate::triage::totals::TotalFigures;
use crate::triage::{AttemptCounts, Attempts, By, Facet, OTHERS, Status, Tally};
use serde::{Serialize, Serializer};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io;

/// The most unexplained templates that are listed.
const MOST_UNRECOGNISED: usize = 50;

const HOUR: Seconds = 3600;
/// Anything longer is counted by days, not hours.
const LONG: Seconds = 3 * DAY;
/// The most hours or days that are counted.
const MOST_HOURS: Seconds = 1000;

pub type Counts = BTreeMap<String, u64>;

/// All figures, as in JSON.
#[derive(Serialize)]
pub struct Figures {
    pub lines: u64,
    pub bytes: u64,
    pub first: Option<String>,
    pub last: Option<String>,
    pub status: Status,
    /// All attempts, even if their failures are left out.
    pub attempted: u64,
    /// Failed attempts: deferred and bounced.
    pub attempts: u64,
    /// Deliveries, each of a message to one recipient, of which an attempt failed. `null` if they could not be kept.
    pub deliveries: Option<u64>,
    pub reply: Counts,
    pub enhanced: Counts,
    pub provider: Counts,
    pub category: Counts,
    pub reason: Counts,
    pub action: Counts,
    pub entry: Counts,
    /// What your own server rejected, by entry: these are not failed attempts.
    pub rejected: Counts,
    pub domain: Counts,
    pub remote: Counts,
    /// By the start of the hour; for a long time, by day.
    pub hour: Counts,
    pub recipients: Recipients,
    pub unrecognised: Vec<Unrecognised>,
    /// Those with the most failures first.
    pub spikes: Vec<SpikeOf>,
    /// The breakdown from which the counts by cause are made.
    #[serde(skip)]
    pub breakdown: Breakdown,
    /// Its rows, most frequent first.
    #[serde(skip)]
    pub failures: Vec<RowKey>,
    /// The same for rejections.
    #[serde(skip)]
    pub rejections: Vec<RowKey>,
    /// Whether `hour` holds days.
    #[serde(skip)]
    pub is_by_day: bool,
    #[serde(skip)]
    pub is_selected_by_cause: bool,
}

/// All figures, and the outcomes of attempts by provider and by the names of each facet, of which there may be very
/// many; only JSON contains those.
#[derive(Serialize)]
pub struct AllFigures<'a> {
    #[serde(flatten)]
    figures: &'a Figures,
    /// How much mail there was, if that is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    totals: Option<&'a TotalFigures>,
    by: BTreeMap<&'static str, ByName<'a>>,
    /// What your own server rejected, by the names of each of its facets.
    rejected_by: BTreeMap<&'static str, RejectedNames<'a>>,
}

/// How often each name of a facet was rejected.
struct RejectedNames<'a>(&'a Attempts, Facet);

impl Serialize for RejectedNames<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let RejectedNames(attempts, facet) = self;
        let names = order::map(attempts.by(*facet));
        serializer.collect_map(names.iter().map(|(name, counts)| (name, counts.rejected)))
    }
}

impl<'a> AllFigures<'a> {
    pub fn of(
        tally: &'a Tally,
        figures: &'a Figures,
        totals: Option<&'a TotalFigures>,
    ) -> AllFigures<'a> {
        let rejected = |facet: Facet| (facet.id(), RejectedNames(&tally.attempts, facet));
        AllFigures {
            figures,
            totals,
            by: by_name(tally),
            rejected_by: order::map(Facet::OF_REJECTION.map(rejected)),
        }
    }
}

/// The outcomes of attempts by name.
#[derive(Serialize)]
pub struct ByName<'a> {
    names: CountsByName<'a>,
    /// The outcomes of attempts without such a name, as far as is known.
    unknown: AttemptCounts,
}

/// The outcomes of attempts by name, sorted only when they are written: there is room for one facet at a time.
enum CountsByName<'a> {
    Providers(BTreeMap<&'static str, AttemptCounts>),
    Hosts(BTreeMap<String, AttemptCounts>),
    Names(&'a Attempts, Facet),
}

impl Serialize for CountsByName<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            CountsByName::Providers(providers) => providers.serialize(serializer),
            CountsByName::Hosts(hosts) => hosts.serialize(serializer),
            CountsByName::Names(attempts, facet) => {
                order::map(attempts.by(*facet)).serialize(serializer)
            }
        }
    }
}

#[derive(Serialize)]
pub struct Recipients {
    /// `null` if they could not be kept.
    pub failed: Option<u64>,
    pub suppress: Option<u64>,
}

/// A reply template that nothing in the catalogue explains.
#[derive(Serialize)]
pub struct Unrecognised {
    pub count: u64,
    pub text: String,
    pub sample: String,
}

/// A stretch of time in which an entry explains far more failures than usual.
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
    /// Works out all figures of a tally; the breakdown has `names` names of each facet.
    pub fn of(tally: &mut Tally, names: usize) -> io::Result<Figures> {
        let [failed, suppress] = tally
            .recipients()?
            .map_or([None; 2], |counts| counts.map(Some));
        let deliveries = tally.deliveries()?;
        let (breakdown, sections) = Breakdown::of(tally, By::Cause, names);
        let [failures, rejections] =
            [Group::Failed, Group::Rejected].map(|group| rows_of(&sections, group));
        let sums = |keys, id: fn(&Entry) -> &'static str| sums(tally, &breakdown, keys, id);
        let groups = |by| groups(tally, &breakdown, by);
        let (hour, is_by_day) = hours(&tally.timeline);
        let mut figures = Figures {
            lines: tally.lines,
            bytes: tally.bytes,
            first: tally.first.map(written),
            last: tally.last.map(written),
            status: tally.status,
            attempted: tally.attempts.all().attempted,
            attempts: tally.status.failed(),
            deliveries,
            reply: by_code(&tally.replies.codes),
            enhanced: by_code(&tally.replies.enhanced),
            provider: groups(By::Provider),
            category: sums(&failures, |entry| entry.category().id),
            reason: sums(&failures, |entry| entry.reason.id),
            action: groups(By::Action),
            entry: sums(&failures, |entry| entry.id),
            rejected: sums(&rejections, |entry| entry.id),
            domain: failed_at(tally, Facet::Domain),
            remote: failed_at(tally, Facet::Relay),
            hour,
            recipients: Recipients { failed, suppress },
            unrecognised: unrecognised(&tally.replies),
            spikes: spikes(tally, &breakdown),
            breakdown,
            failures,
            rejections,
            is_by_day,
            is_selected_by_cause: tally.is_selected_by_cause(),
        };
        if tally.replies.other_enhanced > 0 {
            let others = tally.replies.other_enhanced;
            figures.enhanced.insert(OTHERS.to_owned(), others);
        }
        Ok(figures)
    }

    /// Returns what the shares of a table relate to: all failed attempts, or all that your own server rejected.
    pub fn total(&self, by: By) -> u64 {
        if by.is_of_rejections() {
            self.status.rejected
        } else {
            self.attempts
        }
    }
}

fn rows_of(sections: &[Section], group: Group) -> Vec<RowKey> {
    let sections = sections.iter().filter(|section| section.group == group);
    sections.flat_map(|section| section.rows.clone()).collect()
}

/// Counts failed attempts by the groups of a view.
fn groups(tally: &Tally, breakdown: &Breakdown, by: By) -> Counts {
    let groups = breakdown.groups(tally.catalogue(), by).into_iter();
    let failed = groups.filter(|(group, _)| *group != Group::Rejected);
    order::map(failed.map(|(group, count)| (group.id(tally.catalogue()).to_owned(), count)))
}

/// Returns how often it failed in each hour, or on each day of a longer time, and whether it is by day.
fn hours(timeline: &Timeline) -> (Counts, bool) {
    let span = timeline.first().zip(timeline.last());
    let is_by_day = span.is_some_and(|(first, last)| last - first > LONG);
    let width = if is_by_day { DAY } else { HOUR };
    (spans(timeline, width), is_by_day)
}

/// Returns how often it failed on each day; for a time of years, in each week or longer, because days are not kept.
pub fn days(timeline: &Timeline) -> Counts {
    spans(timeline, timeline.width().max(DAY))
}

fn spans(timeline: &Timeline, width: Seconds) -> Counts {
    let Some((first, last)) = timeline.first().zip(timeline.last()) else {
        return Counts::new();
    };
    let from = first.div_euclid(width) * width;
    let count = ((last - from) / width + 1).min(MOST_HOURS);
    let counts = timeline.parts(from, from + count * width, count as usize);
    let starts = (0..count).map(|number| written(from + number * width));
    order::map(starts.zip(counts))
}

/// Adds up attempts by something that entries have in common.
fn sums(
    tally: &Tally,
    breakdown: &Breakdown,
    keys: &[RowKey],
    id: impl Fn(&Entry) -> &'static str,
) -> Counts {
    let mut counts = Counts::new();
    for key in keys {
        let entry = tally.catalogue().entry_at(key.entry);
        *counts.entry(id(&entry).to_owned()).or_default() += breakdown.attempts(*key);
    }
    counts
}

/// The name for what is unknown.
const NONE: &str = "none";

fn by_code<C: Display>(counts: &BTreeMap<Option<C>, u64>) -> Counts {
    let name = |code: &Option<C>| code.as_ref().map_or_else(|| NONE.to_owned(), C::to_string);
    order::map(counts.iter().map(|(code, count)| (name(code), *count)))
}

/// Lists the most frequent kinds first; those beyond the limit are counted as one.
fn unrecognised(replies: &Replies) -> Vec<Unrecognised> {
    let kinds = replies.unexplained().map(|kind| Unrecognised {
        count: kind.count,
        text: kind.text.to_owned(),
        sample: kind.sample.to_owned(),
    });
    let mut kinds: Vec<_> = kinds.collect();
    order::sort_by(&mut kinds, |one, other| {
        other.count.cmp(&one.count).then(one.text.cmp(&other.text))
    });
    kinds.truncate(MOST_UNRECOGNISED);
    if replies.other_unexplained > 0 {
        kinds.push(Unrecognised {
            count: replies.other_unexplained,
            text: OTHERS.to_owned(),
            sample: String::new(),
        });
        order::sort_by_key(&mut kinds, |kind| Reverse(kind.count));
    }
    kinds
}

/// Returns the spikes of all rows, those with the most failures first.
pub fn spikes(tally: &Tally, breakdown: &Breakdown) -> Vec<SpikeOf> {
    let spike = |key: RowKey| {
        let spike = breakdown.spike(key)?;
        Some(SpikeOf {
            entry: tally.catalogue().entry_at(key.entry).id,
            from: written(spike.from),
            until: written(spike.until),
            count: spike.count,
            usual: spike.usual,
            is_over: spike.is_over,
        })
    };
    let mut spikes: Vec<_> = breakdown.keys().filter_map(spike).collect();
    order::sort_by_key(&mut spikes, |of| (Reverse(of.count), of.entry));
    spikes
}

/// Counts failed attempts by the names of a facet.
fn failed_at(tally: &Tally, facet: Facet) -> Counts {
    let names = tally.attempts.by(facet);
    let failed = names.map(|(name, counts)| (name.to_owned(), counts.failed()));
    order::map(failed.filter(|(_, failed)| *failed > 0))
}

/// Returns the outcomes of attempts by provider, and by the names of each facet that is counted.
fn by_name(tally: &Tally) -> BTreeMap<&'static str, ByName<'_>> {
    let attempts = &tally.attempts;
    let facets = Facet::ALL.into_iter();
    let facets = facets.filter(|facet| !facet.is_of_rejection() && attempts.counts(*facet));
    let by_facet = facets.map(|facet| {
        let by_name = ByName {
            names: CountsByName::Names(attempts, facet),
            unknown: attempts.nameless(facet),
        };
        (facet.id(), by_name)
    });
    let providers = attempts.providers.iter().filter_map(|(provider, counts)| {
        let id = tally.catalogue().provider((*provider)?).id;
        Some((id, *counts))
    });
    let providers = ByName {
        names: CountsByName::Providers(order::map(providers)),
        unknown: attempts.providers.get(&None).copied().unwrap_or_default(),
    };
    let hosts = ByName {
        names: CountsByName::Hosts(tally.by_host()),
        unknown: AttemptCounts::default(),
    };
    let hosts = tally.hosts.is_some().then_some(("host", hosts));
    order::map(by_facet.chain([("provider", providers)]).chain(hosts))
}
