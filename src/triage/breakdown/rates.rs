//! What failed of late, while logs are followed: how often, and what is new or rising.

use super::{Atom, Causes, Listed};
use crate::bounce::Event;
use crate::explorer::filter;
use crate::quantity::grouped;
use crate::query::{Field, Query, Term, TermKind};
use crate::search::Search;
use crate::triage::recent::{self, Counts, Key, Recent};
use crate::triage::time::{Seconds, written};
use crate::triage::{Cause, CauseKey};
use std::collections::{BTreeMap, HashMap};

/// A cause by its place in a snapshot, and the number of a domain that has a name there.
type Place = (usize, Option<u32>);

/// What failed within the last hour.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lately {
    /// How often, and whether it had not failed when everything was read that was there at the start.
    places: BTreeMap<Place, (Counts, bool)>,
    /// All failed attempts.
    failed: Counts,
    /// How much time the log covers, in seconds.
    reach: Seconds,
    /// What the log's clock showed when everything was read that was there at the start, if it has one.
    since: Option<Seconds>,
}

/// Why a row is worth a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It had not failed when following started.
    New,
    /// It fails at least twice as often as over the hour.
    Rising,
    /// For a while it failed far more often than else in the log.
    Spike,
}

impl Mark {
    pub const ALL: [Mark; 3] = [Mark::New, Mark::Rising, Mark::Spike];

    /// What `is:` calls it.
    pub fn name(self) -> &'static str {
        match self {
            Mark::New => "new",
            Mark::Rising => "rising",
            Mark::Spike => "spike",
        }
    }

    /// The mark that a term asks for: `is:new`, `is:rising`, `is:spike`, any start of them.
    pub fn of(term: &Term) -> Option<Mark> {
        let mut all = Mark::ALL.into_iter();
        let mark = all.find(|mark| mark.name().starts_with(&term.text));
        mark.filter(|_| term.kind == TermKind::Field(Field::Is))
    }

    /// What to say where no cause has it; of logs that are followed since a time of their clock.
    fn absence(self, since: Option<Option<Seconds>>) -> String {
        match (self, since) {
            (Mark::Spike, _) => {
                "No spike: no cause failed far more often for a while than else in the log."
                    .to_owned()
            }
            (_, None) => {
                "Causes are new or rising only while logs are followed: triage --follow.".to_owned()
            }
            (Mark::New, Some(Some(since))) => {
                format!(
                    "Nothing new since {}, when you started to follow.",
                    written(since)
                )
            }
            (Mark::New, Some(None)) => "Nothing new since you started to follow.".to_owned(),
            (Mark::Rising, Some(_)) => "Nothing rises now.".to_owned(),
        }
    }

    /// What it means, unless figures tell that.
    pub fn sentence(self) -> Option<&'static str> {
        match self {
            Mark::New => Some("New: it had not failed before you started to follow."),
            Mark::Rising => {
                Some("Rising: in the last five minutes at least twice as often as over the hour.")
            }
            Mark::Spike => None,
        }
    }
}

impl Lately {
    /// What is known of the causes of a snapshot; `first` is when the log starts.
    pub fn of(recent: &Recent, causes: &[(CauseKey, Cause)], first: Option<Seconds>) -> Lately {
        let mut places: BTreeMap<Place, (Counts, bool)> = BTreeMap::new();
        for (place, (key, cause)) in causes.iter().enumerate() {
            let named = cause.domains.keys().map(|domain| Some(*domain));
            for domain in named.chain([None]) {
                let is_new = recent.is_new(Key {
                    cause: *key,
                    domain,
                });
                places.insert((place, domain), (Counts::default(), is_new));
            }
        }
        let mut failed = Counts::default();
        for (key, count) in recent.counts() {
            if key.cause.event != Event::Rejected {
                add(&mut failed, count);
            }
            let place = causes.binary_search_by_key(&key.cause, |(cause, _)| *cause);
            let Ok(place) = place else { continue };
            let is_named = |domain: &u32| causes[place].1.domains.contains_key(domain);
            let domain = key.domain.filter(is_named);
            if let Some((counts, _)) = places.get_mut(&(place, domain)) {
                add(counts, count);
            }
        }
        Lately {
            places,
            failed,
            // Without stamps, time is counted from the start.
            reach: recent.now() - first.unwrap_or_default(),
            since: recent.live_since().filter(|_| first.is_some()),
        }
    }

    /// How often something failed of late, and whether that is new.
    pub fn at(&self, place: Place) -> (Counts, bool) {
        self.places.get(&place).copied().unwrap_or_default()
    }
}

pub fn add(sum: &mut Counts, counts: Counts) {
    sum.iter_mut()
        .zip(counts)
        .for_each(|(sum, count)| *sum += count);
}

/// `8/min 16/5 min 28/h`
fn pace(counts: Counts) -> String {
    let [minute, few, hour] = counts.map(grouped);
    format!("{minute}/min {few}/5 min {hour}/h")
}

impl Causes {
    /// Whether lines are read as they are written.
    pub fn is_following(&self) -> bool {
        self.snapshot.lately.is_some()
    }

    /// How often the cause of a row failed within a minute, five minutes and an hour, while logs are followed.
    pub fn lately(&self, place: usize) -> Option<Counts> {
        self.snapshot.lately.as_ref()?;
        self.listed.get(&place).map(|listed| listed.lately)
    }

    /// The same for a group of the view, in few words.
    pub fn group_pace(&self, group: usize) -> Option<String> {
        self.snapshot.lately.as_ref()?;
        self.groups.get(&group).map(|counts| pace(*counts))
    }

    /// What to say of a mark that no row has.
    pub fn absence(&self, mark: Mark) -> String {
        let lately = self.snapshot.lately.as_ref();
        mark.absence(lately.map(|lately| lately.since))
    }

    /// Why a row is worth a look, the better reason first.
    pub fn marks(&self, place: usize) -> impl Iterator<Item = Mark> {
        let listed = self.listed.get(&place);
        let all = listed.map(|listed| {
            let is_spike = listed.spike.is_some();
            self.marks_of(listed.is_new, listed.lately, is_spike)
        });
        all.into_iter().flatten().flatten()
    }

    /// The atoms that a query means. Marks are those of the rows that the others of its terms leave.
    pub(super) fn find_marked(
        &self,
        search: &Search,
        query: &Query,
        atoms: &[Atom<'_>],
    ) -> Vec<usize> {
        let terms = query.terms.iter().cloned();
        let (marks, terms): (Vec<_>, Vec<_>) = terms.partition(|term| Mark::of(term).is_some());
        let mut found = filter::find_atoms(search, &Query { terms }, atoms);
        if marks.is_empty() {
            return found;
        }
        let catalogue = search.catalogue();
        let mut rows: HashMap<usize, Listed> = HashMap::new();
        for atom in found.iter().filter_map(|place| atoms.get(*place)) {
            let place = self.place_of(catalogue, atom);
            rows.entry(place).or_default().count(atom);
        }
        let holds = |row: &Listed| {
            let is_spike = self.spike_of(row).is_some();
            let has = self.marks_of(row.is_new, row.lately, is_spike);
            let mut marks = marks.iter();
            marks.all(|term| has.contains(&Mark::of(term)) != term.negated)
        };
        rows.retain(|_, row| holds(row));
        found.retain(|place| rows.contains_key(&self.place_of(catalogue, &atoms[*place])));
        found
    }

    fn marks_of(&self, is_new: bool, lately: Counts, is_spike: bool) -> [Option<Mark>; 3] {
        let reach = self.snapshot.lately.as_ref().map(|lately| lately.reach);
        let is_rising = reach.is_some_and(|reach| recent::is_rising(lately, reach));
        [
            is_new.then_some(Mark::New),
            is_rising.then_some(Mark::Rising),
            is_spike.then_some(Mark::Spike),
        ]
    }

    /// How often everything failed of late: in words, and in fewer.
    pub fn pace(&self) -> Option<[String; 3]> {
        let total = self.snapshot.lately.as_ref()?.failed;
        let [minute, few, hour] = total.map(grouped);
        Some([
            format!("following: {minute} failed in 1 min, {few} in 5 min, {hour} in 1 h"),
            format!("following {}", pace(total)),
            format!("following {minute}/min"),
        ])
    }
}
