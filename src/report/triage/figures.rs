//! All figures of a tally, as JSON has them.

use crate::diagnose::{self, Confidence};
use crate::triage::surge::Surge;
use crate::triage::time::written;
use crate::triage::{Cause, Status, Tally};
use crate::visible::visible;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
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
    pub deliveries: u64,
    pub reply: Counts,
    pub enhanced: Counts,
    pub provider: Counts,
    pub category: Counts,
    pub reason: Counts,
    pub action: Counts,
    pub entry: Counts,
    pub domain: Counts,
    pub remote: Counts,
    pub recipients: Recipients,
    pub unrecognised: Vec<Unrecognised>,
    /// Most failures first.
    pub surges: Vec<SurgeOf>,
    /// What is known of each entry that explains a failed attempt, by its place.
    #[serde(skip)]
    pub causes: BTreeMap<usize, Cause>,
}

#[derive(Serialize)]
pub struct Recipients {
    pub failed: u64,
    pub suppress: u64,
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
pub struct SurgeOf {
    pub entry: &'static str,
    pub from: String,
    pub until: String,
    pub count: u64,
    pub usual: u64,
    pub is_over: bool,
    #[serde(skip)]
    pub surge: Surge,
}

impl Figures {
    pub fn of(tally: &mut Tally) -> io::Result<Figures> {
        let [failed, suppress] = tally.recipients()?;
        let deliveries = tally.deliveries()?;
        let mut causes = tally.by_entry();
        causes.retain(|_, cause| cause.attempts > 0);
        let mut figures = Figures {
            lines: tally.lines,
            bytes: tally.bytes,
            first: tally.first.map(written),
            last: tally.last.map(written),
            status: tally.status,
            attempts: 0,
            deliveries,
            reply: Counts::new(),
            enhanced: Counts::new(),
            provider: Counts::new(),
            category: Counts::new(),
            reason: Counts::new(),
            action: Counts::new(),
            entry: Counts::new(),
            domain: owned(tally.domains()),
            remote: owned(tally.hosts()),
            recipients: Recipients { failed, suppress },
            unrecognised: Vec::new(),
            surges: surges(tally, &causes),
            causes,
        };
        let none = || "none".to_owned();
        let mut kinds: BTreeMap<String, Unrecognised> = BTreeMap::new();
        for said in tally.said() {
            let entry = tally.catalogue().entry_at(said.entry);
            let reading = said.wording.reading;
            let provider = reading.and_then(|reading| reading.provider);
            let provider = provider.map(|place| tally.catalogue().providers[place].id);
            let confidence = reading.map_or(Confidence::Guess, |reading| reading.confidence);
            let action = diagnose::action(entry.action, confidence);
            let code = said.code.map(|code| code.to_string());
            let enhanced = said.enhanced.map(|code| code.to_string());
            let keys = [
                (&mut figures.reply, code.unwrap_or_else(none)),
                (&mut figures.enhanced, enhanced.unwrap_or_else(none)),
                (
                    &mut figures.provider,
                    provider.map_or_else(none, str::to_owned),
                ),
                (&mut figures.category, entry.category().id.to_owned()),
                (&mut figures.reason, entry.reason.id.to_owned()),
                (&mut figures.action, action.id().to_owned()),
                (&mut figures.entry, entry.id.to_owned()),
            ];
            for (counts, key) in keys {
                *counts.entry(key).or_default() += said.count;
            }
            figures.attempts += said.count;
            if said.wording.is_unexplained(&entry) {
                let text = visible(&said.wording.masked()).into_owned();
                let kind = kinds.entry(text.clone()).or_insert_with(|| Unrecognised {
                    count: 0,
                    text,
                    sample: visible(&said.wording.said).into_owned(),
                });
                kind.count += said.count;
            }
        }
        let unrecognised = &mut figures.unrecognised;
        unrecognised.extend(kinds.into_values());
        unrecognised
            .sort_by(|one, other| other.count.cmp(&one.count).then(one.text.cmp(&other.text)));
        unrecognised.truncate(MOST_UNRECOGNISED);
        Ok(figures)
    }
}

fn surges(tally: &Tally, causes: &BTreeMap<usize, Cause>) -> Vec<SurgeOf> {
    let Some(log) = tally.span() else {
        return Vec::new();
    };
    let surge = |(place, cause): (&usize, &Cause)| {
        let surge = cause.timeline.surge(log)?;
        Some(SurgeOf {
            entry: tally.catalogue().entry_at(*place).id,
            from: written(surge.from),
            until: written(surge.until),
            count: surge.count,
            usual: surge.usual,
            is_over: surge.is_over,
            surge,
        })
    };
    let mut surges: Vec<_> = causes.iter().filter_map(surge).collect();
    surges.sort_by_key(|of| (Reverse(of.count), of.entry));
    surges
}

fn owned(counts: Vec<(&str, u64)>) -> Counts {
    let counts = counts.into_iter();
    counts
        .map(|(name, count)| (visible(name).into_owned(), count))
        .collect()
}
