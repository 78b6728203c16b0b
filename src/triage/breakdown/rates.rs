//! Recent failures, while logs are followed: how often, and what is new or rising.

use super::atoms::{self, Atom};
use super::{Breakdown, Group, Row, RowKey};
use crate::bounce::Event;
use crate::quantity::grouped;
use crate::query::{Field, Query, Term, TermKind};
use crate::search::Search;
use crate::triage::Tally;
use crate::triage::facet::Facets;
use crate::triage::names::{Kept, named};
use crate::triage::recent::{self, Counts, Key, Recent};
use crate::triage::time::{Seconds, second, written};
use std::collections::{BTreeMap, HashMap};

/// A failure by its index in a snapshot, with the facets whose names are there.
type Part = (usize, Facets);

/// The failures of the last hour.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// How often each failed, and whether it had not failed before following started.
    parts: BTreeMap<Part, (Counts, bool)>,
    /// All failed attempts.
    failed: Counts,
    /// How much time the log covers, in seconds.
    reach: Seconds,
    /// The time of the log's clock when following started, if it has one.
    since: Option<Seconds>,
}

/// How fresh the counts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pulse {
    /// The time of the log's clock.
    pub as_of: Seconds,
    /// How long nothing has arrived, in seconds.
    pub idle: u64,
}

/// Why a row is worth a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// It had not failed before following started.
    New,
    /// It fails at least twice as often as over the whole hour.
    Rising,
    /// For a while, it failed far more often than usual in this log.
    Spike,
}

impl Mark {
    pub const ALL: [Mark; 3] = [Mark::New, Mark::Rising, Mark::Spike];

    /// Its name in `is:`.
    pub fn name(self) -> &'static str {
        match self {
            Mark::New => "new",
            Mark::Rising => "rising",
            Mark::Spike => "spike",
        }
    }

    /// Parses the mark of a term: `is:new`, `is:rising`, `is:spike`, or any prefix of one.
    pub fn of(term: &Term) -> Option<Mark> {
        let mut all = Mark::ALL.into_iter();
        let mark = all.find(|mark| mark.name().starts_with(&term.text));
        mark.filter(|_| term.kind == TermKind::Field(Field::Is))
    }

    /// Returns what to say if no row has the mark; `since` is set for followed logs, with the time of their clock.
    fn absence(self, since: Option<Option<Seconds>>) -> String {
        match (self, since) {
            (Mark::Spike, _) => {
                "No spikes: no cause failed far more often for a while than in the rest of the log."
                    .to_owned()
            }
            (_, None) => {
                "Causes are marked new or rising only while logs are followed: triage --follow."
                    .to_owned()
            }
            (Mark::New, Some(Some(since))) => {
                format!(
                    "Nothing new since {}, when you started to follow.",
                    written(since)
                )
            }
            (Mark::New, Some(None)) => "Nothing new since you started to follow.".to_owned(),
            (Mark::Rising, Some(_)) => "Nothing is rising now.".to_owned(),
        }
    }

    /// Returns what the mark means, unless figures show that.
    pub fn sentence(self) -> Option<&'static str> {
        match self {
            Mark::New => Some("New: not seen before you started to follow."),
            Mark::Rising => {
                Some("Rising: in the last five minutes at least twice as often as over the hour.")
            }
            Mark::Spike => None,
        }
    }
}

impl Rates {
    /// Collects the recent failures of a tally, with the names that are kept of it.
    pub(super) fn of(recent: &Recent, tally: &Tally, names: &Kept) -> Rates {
        let mut parts: BTreeMap<Part, (Counts, bool)> = BTreeMap::new();
        for (index, (key, failure)) in tally.failures.iter().enumerate() {
            for facets in failure.parts.keys().copied().chain([Facets::default()]) {
                let failure = *key;
                let is_new = recent.is_new(Key { failure, facets });
                let part = (index, named(names, facets));
                let all_new = &mut parts.entry(part).or_insert((Counts::default(), true)).1;
                *all_new &= is_new;
            }
        }
        let failures: Vec<_> = tally.failures.keys().collect();
        let mut failed = Counts::default();
        for (key, count) in recent.counts() {
            if key.failure.event != Event::Rejected {
                recent::add(&mut failed, count);
            }
            let Ok(index) = failures.binary_search(&&key.failure) else {
                continue;
            };
            if let Some((counts, _)) = parts.get_mut(&(index, named(names, key.facets))) {
                recent::add(counts, count);
            }
        }
        Rates {
            parts,
            failed,
            // Without stamps, time is counted from the start.
            reach: recent.now() - tally.first.unwrap_or_default(),
            since: recent.live_since().filter(|_| tally.first.is_some()),
        }
    }

    /// Returns how often something failed recently, and whether that is new.
    pub(super) fn of_part(&self, part: Part) -> (Counts, bool) {
        self.parts.get(&part).copied().unwrap_or_default()
    }
}

/// `8/min 16/5 min 28/h`
fn rate(counts: Counts) -> String {
    let [minute, few, hour] = counts.map(grouped);
    format!("{minute}/min {few}/5 min {hour}/h")
}

/// `as of 14:20:31, idle 40 s`
fn as_of(pulse: Pulse) -> String {
    let idle = idle(pulse.idle).map(|idle| format!(", {idle}"));
    format!("as of {}{}", second(pulse.as_of), idle.unwrap_or_default())
}

/// Returns how long nothing has arrived, if it is longer than a moment.
fn idle(seconds: u64) -> Option<String> {
    match seconds {
        ..10 => None,
        10..60 => Some(format!("idle {} s", seconds / 10 * 10)),
        60..3600 => Some(format!("idle {} min", seconds / 60)),
        _ => Some(format!("idle {} h", seconds / 3600)),
    }
}

impl Breakdown {
    /// Whether lines are being read as they are written.
    pub fn is_following(&self) -> bool {
        self.snapshot.rates.is_some()
    }

    /// Returns how often a row failed within a minute, five minutes and an hour, while logs are followed.
    pub fn rates(&self, key: RowKey) -> Option<Counts> {
        self.snapshot.rates.as_ref()?;
        self.rows.get(&key).map(|row| row.rates)
    }

    /// Returns the same for a group of the view, in few words.
    pub fn group_rate(&self, group: Group) -> Option<String> {
        self.snapshot.rates.as_ref()?;
        self.rates.get(&group).map(|counts| rate(*counts))
    }

    /// Returns what to say about a mark that no row has.
    pub fn absence(&self, mark: Mark) -> String {
        let rates = self.snapshot.rates.as_ref();
        mark.absence(rates.map(|rates| rates.since))
    }

    /// Returns why a row is worth a look, the better reason first.
    pub fn marks(&self, key: RowKey) -> impl Iterator<Item = Mark> {
        let row = self.rows.get(&key);
        let all = row.map(|row| self.marks_of(row, row.spike.is_some()));
        all.into_iter().flatten().flatten()
    }

    /// Returns the atoms that match a query. Marks are those of the rows that remain after its other terms.
    pub(super) fn find_marked(&self, search: &Search, query: &Query, atoms: &[Atom]) -> Vec<usize> {
        if self.period_of(query).is_none() {
            return Vec::new();
        }
        // The counts already cover just the time that is asked for.
        let is_time = |term: &&Term| term.field().is_some_and(Field::is_time);
        let terms = query.terms.iter().filter(|term| !is_time(term)).cloned();
        let (marks, terms): (Vec<_>, Vec<_>) = terms.partition(|term| Mark::of(term).is_some());
        let mut found = atoms::find(search, &Query { terms }, &self.snapshot.names, atoms);
        if marks.is_empty() {
            return found;
        }
        let catalogue = search.catalogue();
        let mut rows: HashMap<RowKey, Row> = HashMap::new();
        for atom in found.iter().filter_map(|index| atoms.get(*index)) {
            let key = self.key_of(catalogue, self.by, atom);
            rows.entry(key).or_default().count(atom);
        }
        let holds = |key: RowKey, row: &Row| {
            let has = self.marks_of(row, self.spike_of(key, row).is_some());
            let mut marks = marks.iter();
            marks.all(|term| has.contains(&Mark::of(term)) != term.negated)
        };
        rows.retain(|key, row| holds(*key, row));
        found.retain(|index| rows.contains_key(&self.key_of(catalogue, self.by, &atoms[*index])));
        found
    }

    fn marks_of(&self, row: &Row, is_spike: bool) -> [Option<Mark>; 3] {
        let reach = self.snapshot.rates.as_ref().map(|rates| rates.reach);
        let is_rising = reach.is_some_and(|reach| recent::is_rising(row.rates, reach));
        [
            row.is_new.then_some(Mark::New),
            is_rising.then_some(Mark::Rising),
            is_spike.then_some(Mark::Spike),
        ]
    }

    /// Returns how often everything failed recently, and how fresh that is: in words, and in fewer words.
    pub fn rate(&self) -> Option<Vec<String>> {
        let total = self.snapshot.rates.as_ref()?.failed;
        let [minute, few, hour] = total.map(grouped);
        let long = format!("following: {minute} failed in 1 min, {few} in 5 min, {hour} in 1 h");
        let short = format!("following {}", rate(total));
        let Some(pulse) = self.snapshot.pulse else {
            return Some(vec![long, short, format!("following {minute}/min")]);
        };
        let shortest = match idle(pulse.idle) {
            Some(idle) => format!("{idle}, {minute}/min"),
            None => format!("following {minute}/min"),
        };
        let pulse = as_of(pulse);
        Some(vec![
            format!("{pulse}  {long}"),
            format!("{pulse}  {short}"),
            format!("{pulse}  {minute}/min"),
            shortest,
        ])
    }

    /// Returns that the view is paused, since when, and what has failed since: in words, and in fewer words.
    pub fn pause(&self) -> Option<[String; 3]> {
        if !self.is_paused {
            return None;
        }
        let since = self.newest().status.failed() - self.snapshot.status.failed();
        let since = grouped(since);
        let at = self
            .snapshot
            .pulse
            .map(|pulse| format!(" at {}", second(pulse.as_of)));
        Some([
            format!("paused{}, {since} failed since", at.unwrap_or_default()),
            format!("paused, {since} since"),
            "paused".to_owned(),
        ])
    }
}
