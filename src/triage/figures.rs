//! All figures of a tally, as JSON has them.

use crate::triage::replies::Replies;
use crate::triage::spike::Spike;
use crate::triage::time::written;
use crate::triage::{Cause, OTHERS, Status, Tally};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io;

/// Further wordings that nothing explains are left out.
const MOST_UNRECOGNISED: usize = 50;

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
    pub recipients: Recipients,
    pub unrecognised: Vec<Unrecognised>,
    /// Most failures first.
    pub spikes: Vec<SpikeOf>,
    /// What is known of each entry that explains a failed attempt, by its place.
    #[serde(skip)]
    pub causes: BTreeMap<usize, Cause>,
    /// The same of what was rejected.
    #[serde(skip)]
    pub rejections: BTreeMap<usize, Cause>,
    #[serde(skip)]
    pub is_narrowed_by_cause: bool,
}

#[derive(Serialize)]
pub struct Recipients {
    /// `null` where they could not be kept.
    pub failed: Option<u64>,
    pub suppress: Option<u64>,
}

/// A wording that nothing in the catalogue explains.
#[derive(Serialize)]
pub struct Unrecognised {
    pub count: u64,
    pub text: String,
    pub sample: String,
}

/// A stretch of time in which an entry explains far more failures than else.
#[derive(Serialize)]
pub struct SpikeOf {
    pub entry: &'static str,
    pub from: String,
    pub until: String,
    pub count: u64,
    pub usual: u64,
    pub is_over: bool,
    #[serde(skip)]
    pub spike: Spike,
}

impl Figures {
    pub fn of(tally: &mut Tally) -> io::Result<Figures> {
        let [failed, suppress] = tally
            .recipients()?
            .map_or([None; 2], |counts| counts.map(Some));
        let deliveries = tally.deliveries()?;
        let (causes, rejections) = (tally.by_entry(), tally.rejected_by_entry());
        let rejected = rejections.iter().map(|(place, cause)| {
            let id = tally.catalogue().entry_at(*place).id;
            (id.to_owned(), cause.attempts)
        });
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
            provider: providers(tally),
            category: Counts::new(),
            reason: Counts::new(),
            action: Counts::new(),
            entry: Counts::new(),
            rejected: rejected.collect(),
            domain: owned(tally.domains()),
            remote: owned(tally.hosts()),
            recipients: Recipients { failed, suppress },
            unrecognised: unrecognised(&tally.replies),
            spikes: spikes(tally, &causes),
            causes,
            rejections,
            is_narrowed_by_cause: tally.is_narrowed_by_cause(),
        };
        if tally.replies.other_enhanced > 0 {
            let others = tally.replies.other_enhanced;
            figures.enhanced.insert(OTHERS.to_owned(), others);
        }
        for (entry, cause) in &figures.causes {
            let entry = tally.catalogue().entry_at(*entry);
            let keys = [
                (&mut figures.category, entry.category().id),
                (&mut figures.reason, entry.reason.id),
                (&mut figures.entry, entry.id),
            ];
            for (counts, key) in keys {
                *counts.entry(key.to_owned()).or_default() += cause.attempts;
            }
            let actions = cause.actions(entry.action).into_iter();
            for (action, count) in actions.filter(|(_, count)| *count > 0) {
                *figures.action.entry(action.id().to_owned()).or_default() += count;
            }
        }
        Ok(figures)
    }
}

/// What is counted where something is not known.
const NONE: &str = "none";

fn by_code<C: Display>(counts: &BTreeMap<Option<C>, u64>) -> Counts {
    let name = |code: &Option<C>| code.as_ref().map_or_else(|| NONE.to_owned(), C::to_string);
    let counts = counts.iter().map(|(code, count)| (name(code), *count));
    counts.collect()
}

fn providers(tally: &Tally) -> Counts {
    let id = |index: usize| tally.catalogue().providers[index].id;
    let counts = tally.replies.providers.iter();
    let counts = counts.map(|(provider, count)| (provider.map_or(NONE, id).to_owned(), *count));
    counts.collect()
}

/// The most frequent kinds first; those that were too many to be told apart are one.
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

fn spikes(tally: &Tally, causes: &BTreeMap<usize, Cause>) -> Vec<SpikeOf> {
    let Some(log) = tally.span() else {
        return Vec::new();
    };
    let spike = |(place, cause): (&usize, &Cause)| {
        let spike = cause.timeline.spike(log)?;
        Some(SpikeOf {
            entry: tally.catalogue().entry_at(*place).id,
            from: written(spike.from),
            until: written(spike.until),
            count: spike.count,
            usual: spike.usual,
            is_over: spike.is_over,
            spike,
        })
    };
    let mut spikes: Vec<_> = causes.iter().filter_map(spike).collect();
    spikes.sort_by_key(|of| (Reverse(of.count), of.entry));
    spikes
}

fn owned(counts: Vec<(&str, u64)>) -> Counts {
    let counts = counts.into_iter();
    counts
        .map(|(name, count)| (name.to_owned(), count))
        .collect()
}
