//! How often each failure has occurred recently, while a log is followed: over a minute, five minutes and an hour.
//!
//! The clock is the log's own: now is the newest stamp plus the time that has passed since it was read.

use super::FailureKey;
use super::facet::Facets;
use super::time::{DAY, Seconds};
use foldhash::{HashMap, HashSet};
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The length of the spans in which failures are counted together, in seconds.
pub const STEP: Seconds = 10;
/// The periods over which failures are counted, in seconds: whole spans, the last of which may still be running.
pub const WINDOWS: [Seconds; 3] = [60, 300, 3600];
/// How many spans are kept.
const SPANS: usize = (WINDOWS[2] / STEP) as usize;
/// The most keys that are counted separately in one span; further ones are counted by their failure alone.
const MOST_KEYS: usize = 2048;
/// The most keys in all spans together.
const MOST_KEPT: usize = 1 << 16;
/// A line that is written now but has a stamp this old comes from another clock.
const LATE: Seconds = 1800;

/// What is counted: a failure, and what is known about it besides its cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub failure: FailureKey,
    pub facets: Facets,
}

impl Key {
    /// The same key, without what else is known.
    fn anywhere(self) -> Key {
        Key {
            facets: Facets::default(),
            ..self
        }
    }
}

/// Failed attempts within each of [`WINDOWS`].
pub type Counts = [u64; WINDOWS.len()];

pub(super) fn add(sum: &mut Counts, counts: Counts) {
    sum.iter_mut()
        .zip(counts)
        .for_each(|(sum, count)| *sum += count);
}

/// Failed attempts of the last hour.
pub struct Recent {
    /// Newest first.
    spans: VecDeque<HashMap<Key, u32>>,
    /// How many keys the spans have in total.
    kept: usize,
    /// The number of the newest span.
    newest: i64,
    counts: HashMap<Key, Counts>,
    /// The time of the log's clock, and when it showed that.
    shown: (Seconds, Instant),
    /// When that clock was last consulted.
    at: Instant,
    /// A stamp later than this is a mistake.
    latest: Seconds,
    /// What had failed before following started, or in a log that was added later.
    before: Option<HashSet<Key>>,
    /// The time of the log's clock when following started.
    live_since: Option<Seconds>,
    /// Whether lines being read now were written before they could be followed.
    pub is_catching_up: bool,
}

impl Recent {
    /// Starts empty, at a moment when this machine's clock shows `now`. While no line has a stamp, time is counted from
    /// zero: any stamp is later.
    pub fn new(now: Seconds, at: Instant) -> Recent {
        Recent {
            spans: no_spans(),
            kept: 0,
            newest: 0,
            counts: HashMap::default(),
            shown: (0, at),
            at,
            latest: now + DAY,
            before: None,
            live_since: None,
            is_catching_up: false,
        }
    }

    /// Advances the clock to a moment when this machine's clock shows `now`.
    pub fn tick(&mut self, now: Seconds, at: Instant) {
        self.at = at;
        self.latest = now + DAY;
        self.go_on();
    }

    /// Notes that the newest stamp was written at least `passed` ago.
    pub fn written_before(&mut self, passed: Duration) {
        let known = self.at.saturating_duration_since(self.shown.1);
        self.shown.0 += passed.saturating_sub(known).as_secs() as Seconds;
        self.go_on();
    }

    /// From now on, lines are read as they are written; `failed` has failed before.
    pub fn go_live(&mut self, failed: impl IntoIterator<Item = Key>) {
        let failed = failed.into_iter();
        self.before = Some(failed.flat_map(|key| [key, key.anywhere()]).collect());
        self.live_since = Some(self.now());
    }

    /// The time of the log's clock when following started.
    pub fn live_since(&self) -> Option<Seconds> {
        self.live_since
    }

    /// Whether lines are read as they are written.
    pub fn is_live(&self) -> bool {
        self.before.is_some()
    }

    /// Whether this has failed only since following started.
    pub fn is_new(&self, key: Key) -> bool {
        let before = self.before.as_ref();
        before.is_some_and(|before| !before.contains(&key))
    }

    /// The time of the log's clock.
    pub fn now(&self) -> Seconds {
        let passed = self.at.saturating_duration_since(self.shown.1);
        self.shown.0 + passed.as_secs() as Seconds
    }

    /// Counts a failed attempt, with the stamp of its line if it has one.
    pub fn add(&mut self, key: Key, stamp: Option<Seconds>) {
        let now = self.now();
        if let Some(before) = self.before.as_mut().filter(|_| self.is_catching_up) {
            before.extend([key, key.anywhere()]);
        }
        let is_written_now = self.is_live() && !self.is_catching_up;
        let time = match stamp.filter(|time| *time <= self.latest) {
            Some(time) if time > now => {
                self.shown = (time, self.at);
                self.go_on();
                time
            }
            Some(time) if !is_written_now || now - time < LATE => time,
            _ => now,
        };
        let age = self.newest - time.div_euclid(STEP);
        let Some(span) = usize::try_from(age)
            .ok()
            .and_then(|age| self.spans.get_mut(age))
        else {
            return;
        };
        let is_full = span.len() >= MOST_KEYS || self.kept >= MOST_KEPT;
        let key = if is_full && !span.contains_key(&key) {
            key.anywhere()
        } else {
            key
        };
        let before = span.len();
        *span.entry(key).or_default() += 1;
        self.kept += span.len() - before;
        let counts = self.counts.entry(key).or_default();
        for (count, window) in counts.iter_mut().zip(WINDOWS) {
            *count += u64::from(age < window / STEP);
        }
    }

    /// Drops what is too old for the windows.
    fn go_on(&mut self) {
        let newest = self.now().div_euclid(STEP);
        let steps = newest - self.newest;
        self.newest = self.newest.max(newest);
        if steps >= SPANS as i64 {
            self.spans = no_spans();
            self.kept = 0;
            self.counts.clear();
            return;
        }
        for _ in 0..steps {
            self.spans.push_front(HashMap::default());
            for (index, window) in WINDOWS.iter().enumerate() {
                let leaving = self.spans.get((window / STEP) as usize);
                for (key, count) in leaving.into_iter().flatten() {
                    if let Some(counts) = self.counts.get_mut(key) {
                        counts[index] = counts[index].saturating_sub(u64::from(*count));
                        if *counts == Counts::default() {
                            self.counts.remove(key);
                        }
                    }
                }
            }
            let gone = self.spans.drain(SPANS..);
            self.kept -= gone.map(|span| span.len()).sum::<usize>();
        }
    }

    /// Returns everything that failed within the hour.
    pub fn counts(&self) -> impl Iterator<Item = (Key, Counts)> {
        self.counts.iter().map(|(key, counts)| (*key, *counts))
    }

    /// Returns the number of the newest span: when it changes, any count may change.
    pub fn span(&self) -> i64 {
        self.newest
    }
}

fn no_spans() -> VecDeque<HashMap<Key, u32>> {
    (0..SPANS).map(|_| HashMap::default()).collect()
}

/// The fewest failures in five minutes that can be a rise.
const LEAST: u64 = 10;

/// Whether failures become more frequent: the rate of the last five minutes is at least twice that of the hour, or of
/// as much of it as the log covers (`reach`, in seconds).
pub fn is_rising([_, few, hour]: Counts, reach: Seconds) -> bool {
    let length = |window: Seconds| window.min(reach).max(STEP) as u64;
    few >= LEAST && few * length(WINDOWS[2]) >= 2 * hour * length(WINDOWS[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bounce::Event;
    use crate::catalogue::{EntryId, ProviderId};
    use crate::triage::Facet;

    const KEY: Key = Key {
        failure: FailureKey {
            entry: EntryId::new(1),
            said_by: Some(ProviderId::new(2)),
            is_guess: false,
            is_forwarded: false,
            is_temporary: false,
            event: Event::Bounced,
        },
        facets: Facets::of(Facet::Domain, 3),
    };
    fn of_entry(entry: EntryId) -> Key {
        let failure = FailureKey {
            entry,
            ..KEY.failure
        };
        Key { failure, ..KEY }
    }

    /// A full span starts here.
    const NOON: Seconds = 1_773_489_600;

    fn counts(recent: &Recent) -> Counts {
        recent.counts().fold([0; 3], |sum, (_, counts)| {
            [0, 1, 2].map(|index| sum[index] + counts[index])
        })
    }

    /// Recent failures, and the moment at which they were read.
    fn read(stamps: impl IntoIterator<Item = Seconds>) -> (Recent, Instant) {
        let at = Instant::now();
        let mut recent = Recent::new(NOON, at);
        stamps
            .into_iter()
            .for_each(|stamp| recent.add(KEY, Some(stamp)));
        (recent, at)
    }

    fn after(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn windows_end_at_the_newest_stamp_whatever_the_order() {
        let stamps = (0..7200).map(|second| NOON - second);
        for (recent, _) in [read(stamps.clone()), read(stamps.rev())] {
            let [minute, few, hour] = counts(&recent);
            assert!((51..=60).contains(&minute), "{minute}");
            assert!((291..=300).contains(&few), "{few}");
            assert!((3591..=3600).contains(&hour), "{hour}");
        }
    }

    #[test]
    fn counts_fall_while_nothing_comes() {
        let (mut recent, at) = read([NOON, NOON, NOON]);
        for (passed, expected) in [
            (0, [3, 3, 3]),
            (59, [3, 3, 3]),
            (60, [0, 3, 3]),
            (300, [0, 0, 3]),
            (3600, [0, 0, 0]),
            (1_000_000, [0, 0, 0]),
        ] {
            recent.tick(NOON, at + after(passed));
            assert_eq!(counts(&recent), expected, "after {passed} s");
        }
        assert_eq!(recent.counts().count(), 0);
    }

    #[test]
    fn a_log_that_rests_since_long_has_no_rate() {
        let (mut recent, at) = read([NOON - 20]);
        recent.tick(NOON, at + after(100));
        recent.written_before(after(200));
        assert_eq!(recent.now(), NOON + 180);
        assert_eq!(counts(&recent), [0, 1, 1]);
        recent.written_before(after(7200));
        assert_eq!(counts(&recent), [0, 0, 0]);
    }

    #[test]
    fn lines_without_a_stamp_count_when_they_are_read() {
        let (mut recent, at) = read([]);
        recent.add(KEY, None);
        recent.tick(NOON, at + after(100));
        recent.add(KEY, None);
        assert_eq!(counts(&recent), [1, 2, 2]);
        // Once there are timestamps, they set the time.
        recent.add(KEY, Some(NOON - 5_000_000));
        assert_eq!(counts(&recent), [1, 1, 1]);
    }

    #[test]
    fn another_clock_spoils_nothing_once_lines_are_read_as_they_are_written() {
        let (mut recent, at) = read([NOON]);
        recent.go_live([KEY]);
        recent.tick(NOON, at + after(10));
        // A machine in another time zone, ahead; then the first one again.
        recent.add(KEY, Some(NOON + 7200));
        recent.add(KEY, Some(NOON + 10));
        assert_eq!(counts(&recent), [2, 2, 2]);
        // No clock is a day ahead.
        recent.add(KEY, Some(NOON + 400 * DAY));
        recent.add(KEY, Some(NOON + 7200));
        assert_eq!(counts(&recent), [4, 4, 4]);
    }

    #[test]
    fn what_had_not_failed_before_is_new() {
        let (mut recent, _) = read([NOON]);
        let other = of_entry(EntryId::new(9));
        let elsewhere = Key {
            facets: Facets::of(Facet::Domain, 7),
            ..KEY
        };
        assert!(![KEY, other].iter().any(|key| recent.is_new(*key)));
        recent.go_live([KEY]);
        let nowhere = Key {
            facets: Facets::default(),
            ..KEY
        };
        let new = [KEY, nowhere, elsewhere, other].map(|key| recent.is_new(key));
        assert_eq!(new, [false, false, true, true]);
    }

    #[test]
    fn what_a_log_that_comes_later_starts_with_is_neither_new_nor_of_now() {
        let (mut recent, _) = read([NOON]);
        recent.go_live([KEY]);
        let other = of_entry(EntryId::new(9));
        recent.is_catching_up = true;
        recent.add(other, Some(NOON - 7200));
        recent.is_catching_up = false;
        assert!(!recent.is_new(other));
        assert_eq!(counts(&recent), [1, 1, 1]);
        assert_eq!(recent.live_since(), Some(NOON));
        assert!(recent.is_new(of_entry(EntryId::new(8))));
    }

    #[test]
    fn a_rise_is_twice_the_rate_of_what_is_known() {
        for (counts, reach, expected) in [
            ([0, 10, 60], 3600, true),
            ([0, 10, 61], 3600, false),
            ([9, 9, 9], 3600, false),
            // After five minutes it is too early to say.
            ([50, 50, 50], 300, false),
            ([50, 50, 50], 0, false),
            ([50, 50, 50], 600, true),
            ([50, 50, 51], 600, false),
        ] {
            assert_eq!(is_rising(counts, reach), expected, "{counts:?} {reach}");
        }
    }

    #[test]
    fn memory_is_bounded_and_nothing_is_lost() {
        let (mut recent, _) = read([]);
        for domain in 0..10_000 {
            let key = Key {
                facets: Facets::of(Facet::Domain, domain),
                ..KEY
            };
            recent.add(key, Some(NOON));
        }
        assert!(recent.counts().count() <= MOST_KEYS + 1);
        assert_eq!(counts(&recent), [10_000; 3]);
        for number in 0..1_000_000 {
            let key = Key {
                facets: Facets::of(Facet::Domain, number as u32),
                ..KEY
            };
            recent.add(key, Some(NOON - number / 300));
        }
        assert!(recent.counts().count() <= MOST_KEPT + 1);
        recent.tick(NOON, recent.at + after(3600));
        assert_eq!((recent.kept, recent.counts().count()), (0, 0));
    }
}
