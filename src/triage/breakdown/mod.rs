//! What fails in mail logs, worked out once for report and screen: by the entry that explains it, in the groups of a
//! view, for all failures or those that match a query.

mod asked;
mod atoms;
mod detail;
mod group;
mod range;
mod rates;
mod snapshot;
mod spikes;
mod times;
mod totals;
mod whose;

pub use asked::{Asked, takes_messages};
pub use detail::Detail;
pub use group::Group;
pub use range::{End, Ends};
pub use rates::{Mark, Pulse, Rates};
pub use snapshot::Snapshot;
pub use whose::Whose;

use super::by::{VIEWS, VIEWS_OF_REJECTIONS};
use super::facet::{Facet, NameId};
use super::recent::{self, Counts};
use super::spike::Spike;
use super::timeline::{Grid, Timeline};
use super::window::Window;
use super::{By, Failure, FailureKey, Tally, Times, Wanted, WantedNames};
use crate::bounce::Event;
use crate::catalogue::{Catalogue, EntryId, ProviderId};
use crate::order;
use crate::query::Query;
use crate::search::{Findings, Search};
use atoms::Atom;
use spikes::Spikes;
use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The names of each facet that are kept for each failure, at the least.
const NAMES_OF_FAILURE: usize = 5;

/// Identifies a row: what an entry explains in one group of the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowKey {
    pub group: Group,
    /// The index of the entry in the catalogue.
    pub entry: EntryId,
}

/// The counts of a row.
#[derive(Clone, Debug, Default)]
struct Row {
    attempts: u64,
    rates: Counts,
    /// Whether none of it had failed before following started.
    is_new: bool,
    /// When it failed far more often than usual.
    spike: Option<Spike>,
    /// Indices of the snapshot's failures.
    failures: BTreeSet<usize>,
    /// How often it failed at each name, by facet.
    names: [BTreeMap<NameId, u64>; Facet::ALL.len()],
}

/// The rows of a group, most frequent first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub group: Group,
    pub attempts: u64,
    pub rows: Vec<RowKey>,
}

/// The counts, and how they are viewed.
#[derive(Clone, Debug, Default)]
pub struct Breakdown {
    pub snapshot: Snapshot,
    pub by: By,
    pub is_reading: bool,
    /// Whether the view stays as it is while counting continues.
    pub is_paused: bool,
    /// The newest counts while the view is paused.
    held: Option<Box<Snapshot>>,
    /// The counts of the whole log while only part of its time is shown.
    whole: Option<Box<Snapshot>>,
    /// The part of the log's time that is shown.
    pub period: Window,
    /// The longest period that can be shown.
    base: Window,
    /// Whether logs that are read again are other logs.
    pub is_elsewhere: bool,
    /// What matches the query and the tab.
    rows: HashMap<RowKey, Row>,
    /// Recent failures by group.
    rates: HashMap<Group, Counts>,
    /// The spikes of the snapshot found so far.
    spikes: RefCell<Spikes>,
    /// When the failures of a row happened, as it was then.
    times: Option<(RowKey, Row, Times)>,
}

impl RowKey {
    /// Whether your own server rejected it: it is not a failed attempt.
    pub fn is_rejected(self) -> bool {
        self.group.is_rejected()
    }
}

impl Row {
    fn count(&mut self, atom: &Atom) {
        self.is_new = atom.is_new && (self.is_new || self.attempts == 0);
        self.attempts += atom.attempts;
        recent::add(&mut self.rates, atom.rates);
        self.failures.insert(atom.failure);
        for (facet, name) in atom.facets.known() {
            *self.names[facet as usize].entry(name).or_default() += atom.attempts;
        }
    }
}

impl Breakdown {
    /// Breaks down everything that was counted, once all logs have been read, with `names` names of each facet.
    pub fn of(tally: &Tally, by: By, names: usize) -> (Breakdown, Vec<Section>) {
        let mut breakdown = Breakdown {
            snapshot: Snapshot::naming(tally, names),
            by,
            ..Breakdown::default()
        };
        let all: Vec<_> = (0..breakdown.atoms().len()).collect();
        let sections = breakdown.list(tally.catalogue(), &all, None);
        (breakdown, sections)
    }

    /// Creates a breakdown of what is still to be read.
    pub fn awaited(by: By) -> Breakdown {
        Breakdown {
            is_reading: true,
            by: if by.is_printed() { By::Cause } else { by },
            ..Breakdown::default()
        }
    }

    /// Creates a breakdown of part of a log's time. What is read again may be another log.
    pub fn of_part(snapshot: Snapshot, period: Window, is_elsewhere: bool) -> Breakdown {
        Breakdown {
            snapshot,
            period,
            base: period,
            is_elsewhere,
            ..Breakdown::default()
        }
    }

    /// Takes newer counts, or holds them back while it is paused. Returns what a person should know at once.
    pub fn take(&mut self, snapshot: Snapshot) -> Option<String> {
        if self.is_paused {
            self.held = Some(Box::new(snapshot));
            return None;
        }
        self.is_reading = !snapshot.is_last && snapshot.rates.is_none();
        let all = self.whole.as_deref_mut().unwrap_or(&mut self.snapshot);
        let is_news = snapshot.problem_count > all.problem_count;
        let is_notice = snapshot.notice != all.notice;
        *all = snapshot;
        self.forget();
        let all = self.all();
        let problem = all.problems.last().filter(|_| is_news);
        let notice = all.notice.as_ref().filter(|_| is_notice);
        problem.or(notice).cloned()
    }

    /// Forgets what was worked out from other counts.
    fn forget(&mut self) {
        self.spikes = RefCell::default();
        self.times = None;
    }

    /// Pauses the view, or continues with the newest counts. Returns what a person should know at once.
    pub fn toggle_pause(&mut self) -> Option<String> {
        self.is_paused = !self.is_paused;
        let held = self.held.take()?;
        self.take(*held)
    }

    /// Returns the newest counts, shown or not.
    pub fn newest(&self) -> &Snapshot {
        self.held.as_deref().unwrap_or(self.all())
    }

    /// Returns the next view of those about which anything is known, or can be found out.
    pub fn next_view(&self, can_ask: bool) -> By {
        let views = if self.by.is_of_rejections() {
            &VIEWS_OF_REJECTIONS[..]
        } else {
            &VIEWS[..]
        };
        let index = views.iter().position(|view| *view == self.by);
        let (before, after) = views.split_at(index.map_or(1, |index| index + 1));
        let is_known = |view: &&By| match view.facet() {
            Some(facet) if !facet.is_always_counted() && self.snapshot.is_by_message => {
                !self.snapshot.names[facet as usize].is_empty()
            }
            Some(facet) => facet.is_always_counted() || can_ask,
            None => true,
        };
        let mut others = after.iter().chain(before);
        others.find(is_known).copied().unwrap_or(self.by)
    }

    /// Switches between failures and what your own server rejected.
    pub fn toggle_rejections(&mut self) {
        self.by = if self.by.is_of_rejections() {
            By::Cause
        } else {
            VIEWS_OF_REJECTIONS[0]
        };
    }

    /// Whether this view shows it: some show only what your own server rejected.
    pub(super) fn is_in_view(&self, key: &FailureKey) -> bool {
        !self.by.is_of_rejections() || key.event == Event::Rejected
    }

    /// Finds the atoms that match a query, and how often they failed by provider.
    pub fn find(&self, search: &Search, query: &Query) -> Findings<usize> {
        let atoms = self.atoms();
        let found = self.find_marked(search, query, &atoms);
        let mut by_provider = vec![0; search.catalogue().providers.len()];
        for atom in found.iter().filter_map(|index| atoms.get(*index)) {
            let provider = atom.key.provider(search.catalogue());
            by_provider[provider.index()] += atom.attempts as usize;
        }
        Findings { found, by_provider }
    }

    /// Lists the rows of what was found under a tab: the most frequent group first, rejections last.
    pub fn list(
        &mut self,
        catalogue: &Catalogue,
        found: &[usize],
        tab: Option<ProviderId>,
    ) -> Vec<Section> {
        let mut rows: HashMap<RowKey, Row> = HashMap::new();
        let atoms = self.atoms();
        let atoms = found.iter().filter_map(|index| atoms.get(*index));
        let is_listed = |atom: &&Atom| tab.is_none_or(|tab| tab == atom.key.provider(catalogue));
        let atoms: Vec<_> = atoms.filter(is_listed).collect();
        for atom in &atoms {
            let key = self.key_of(catalogue, self.by, atom);
            rows.entry(key).or_default().count(atom);
        }
        let groups = self.count_groups(catalogue, self.by, &atoms);
        for (key, row) in &mut rows {
            row.spike = self.spike_of(*key, row);
        }
        let mut keys: Vec<_> = rows.keys().copied().collect();
        order::sort_by_key(&mut keys, |key| (Reverse(rows[key].attempts), key.entry));
        let mut of_group: HashMap<Group, Vec<RowKey>> = HashMap::new();
        for key in keys {
            of_group.entry(key.group).or_default().push(key);
        }
        let rates = groups.iter().map(|(group, counts)| (*group, counts.rates));
        self.rates = rates.collect();
        self.rows = rows;
        let sections = groups.into_iter().map(|(group, counts)| Section {
            group,
            attempts: counts.attempts,
            rows: of_group.remove(&group).unwrap_or_default(),
        });
        sections.collect()
    }

    /// Returns all rows, in no useful order.
    pub fn keys(&self) -> impl Iterator<Item = RowKey> {
        self.rows.keys().copied()
    }

    /// Returns how often it failed.
    pub fn attempts(&self, key: RowKey) -> u64 {
        self.rows.get(&key).map_or(0, |row| row.attempts)
    }

    /// Returns how often the most frequent row failed.
    pub fn most(&self) -> u64 {
        let attempts = self.rows.values().map(|row| row.attempts);
        attempts.max().unwrap_or_default()
    }

    /// Divides the time of what is shown into at most `most` parts.
    pub fn grid(&self, most: usize) -> Option<Grid> {
        self.snapshot.grid(most)
    }

    /// Returns how often a row failed over the time of the whole log, in at most `most` parts.
    pub fn history(&self, key: RowKey, most: usize) -> Option<(Grid, Vec<u64>)> {
        let grid = self.all().grid(most)?;
        if let Some(times) = self.times_of(key) {
            return Some((grid, times.history.on(grid)));
        }
        let keys = order::set(self.failures_of(key).map(|(key, _)| *key));
        let all = self.all().failures.iter();
        let timeline = timeline(all.filter(|(key, _)| keys.contains(key)));
        Some((grid, timeline.on(grid)))
    }

    /// Returns how often a row failed over the time of the log, in at most `parts` parts. Times are not kept for each
    /// domain or sender, so for failures at some of them the answer is empty.
    pub fn trend(&self, key: RowKey, parts: usize) -> Vec<u64> {
        let grid = self.grid(parts).filter(|_| !self.is_partial(key));
        let timeline = timeline(self.failures_of(key));
        grid.map_or_else(Vec::new, |grid| timeline.on(grid))
    }

    /// Whether the trend of any row is known, which it is not if each row is only part of a failure.
    pub fn has_trends(&self) -> bool {
        self.by.facet().is_none() && self.keys().any(|key| !self.is_partial(key))
    }

    /// Whether a row counts only some attempts of its failures.
    fn is_partial(&self, key: RowKey) -> bool {
        let failures = self.failures_of(key);
        self.attempts(key) < failures.map(|(_, failure)| failure.attempts).sum()
    }

    fn failures_of(&self, key: RowKey) -> impl Iterator<Item = &(FailureKey, Failure)> {
        let failures = self.rows.get(&key).into_iter();
        let failures = failures.flat_map(|row| &row.failures);
        failures.filter_map(|index| self.snapshot.failures.get(*index))
    }

    /// Returns which lines are behind a row; `None` if the names that are counted do not distinguish them.
    pub fn wanted(&self, key: RowKey) -> Option<Wanted> {
        let row = self.rows.get(&key)?;
        let failures = self.failures_of(key).map(|(failure, _)| *failure).collect();
        if !self.is_partial(key) {
            let names = Vec::new();
            return Some(Wanted { failures, names });
        }
        let atoms = self.atoms().into_iter();
        let atoms = atoms.filter(|atom| row.failures.contains(&atom.failure));
        let atoms: Vec<_> = atoms.collect();
        let all = Facet::ALL.map(|facet| (facet, self.names_of(row, facet)));
        // One facet is enough for most rows.
        let each = all.iter().map(std::slice::from_ref);
        let mut tried = each.chain([&all[..]]);
        let names = tried.find(|names| {
            let is_meant = |atom: &&Atom| {
                let mut names = names.iter();
                names.all(|(facet, names)| names.hold(atom.facets[*facet]))
            };
            let meant = atoms.iter().filter(is_meant).map(|atom| atom.attempts);
            meant.sum::<u64>() == row.attempts
        })?;
        let names = names.to_vec();
        Some(Wanted { failures, names })
    }

    /// Returns which names of a facet a row has.
    fn names_of(&self, row: &Row, facet: Facet) -> WantedNames {
        let of_row = &row.names[facet as usize];
        // What has no name is counted, but under none of them.
        let is_except = row.attempts != of_row.values().sum::<u64>();
        let known = self.snapshot.names[facet as usize].iter();
        let names = known.filter(|(name, _)| of_row.contains_key(name) != is_except);
        let names = names.map(|(number, name)| (*number, name.text.clone()));
        WantedNames {
            names: names.collect(),
            is_except,
        }
    }

    /// Returns what is known about all failures of a row: at every domain and of every sender, unless it was read when
    /// those of the row happened.
    pub fn failure(&self, key: RowKey) -> Failure {
        if let Some(times) = self.times_of(key) {
            return times.failure.clone();
        }
        let mut failure = Failure::default();
        for (_, part) in self.failures_of(key) {
            failure.merge(part);
        }
        failure
    }

    /// Returns all names of a facet that are kept.
    pub fn names(&self, facet: Facet) -> impl Iterator<Item = &str> {
        let names = self.snapshot.names[facet as usize].values();
        names.map(|name| name.text.as_str())
    }

    /// Returns the names of a facet at which a row failed most often.
    pub fn most_at(&self, key: RowKey, facet: Facet) -> Vec<(String, u64)> {
        let rows = self.rows.get(&key).into_iter();
        let mut names: Vec<_> = rows.flat_map(|row| &row.names[facet as usize]).collect();
        order::sort_by_key(&mut names, |(number, count)| (Reverse(**count), **number));
        let names = names.into_iter().take(NAMES_OF_FAILURE);
        let named = names.map(|(number, count)| {
            let name = self.snapshot.names[facet as usize].get(number);
            let name = name.map(|name| name.text.clone());
            (name.unwrap_or_default(), *count)
        });
        named.collect()
    }
}

/// Returns the timeline of all these failures.
fn timeline<'a>(failures: impl Iterator<Item = &'a (FailureKey, Failure)>) -> Timeline {
    let mut timeline = Timeline::default();
    failures.for_each(|(_, failure)| timeline.merge(&failure.timeline));
    timeline
}
