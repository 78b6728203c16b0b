//! The period that is asked for.

use super::time::{Seconds, written};

/// From `since` until just before `until`, so that adjacent periods add up; open at an end that is not set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    pub since: Option<Seconds>,
    pub until: Option<Seconds>,
}

impl Window {
    /// Whether anything is left out.
    pub fn is_some(&self) -> bool {
        self.since.is_some() || self.until.is_some()
    }

    /// The intersection of both.
    pub fn and(self, other: Window) -> Window {
        Window {
            since: self.since.max(other.since),
            until: [self.until, other.until].into_iter().flatten().min(),
        }
    }

    pub fn holds(&self, time: Seconds) -> bool {
        self.since.is_none_or(|since| since <= time) && self.until.is_none_or(|until| time < until)
    }

    /// Describes the period: `from 2026-03-14 14:00 to 2026-03-14 15:00`; `None` if everything is asked for.
    pub fn in_words(&self) -> Option<String> {
        match (self.since, self.until) {
            (Some(since), Some(until)) => Some(format!("from {}", span_in_words(since, until))),
            (Some(since), None) => Some(format!("since {}", written(since))),
            (None, Some(until)) => Some(format!("until {}", written(until))),
            (None, None) => None,
        }
    }

    /// Returns the part of a stretch of time that is within it, including the last second.
    pub fn of(&self, first: Seconds, last: Seconds) -> Option<(Seconds, Seconds)> {
        let first = self.since.map_or(first, |since| since.max(first));
        let last = self.until.map_or(last, |until| last.min(until - 1));
        (first <= last).then_some((first, last))
    }

    /// Returns why it contains nothing of a log that covers this stretch, and what to write instead if it is later.
    pub fn misses(&self, (first, last): (Seconds, Seconds)) -> Option<Vec<String>> {
        if self.of(first, last).is_some() {
            return None;
        }
        let asked = self.in_words()?;
        let why = format!(
            "Nothing {asked}: the log covers {} to {}.",
            written(first),
            written(last)
        );
        let is_after = self.since.is_some_and(|since| since > last);
        let before_end = written(last.saturating_sub(3600).max(first));
        let instead = is_after.then(|| {
            format!(
                "A time without a day is today, and 2h is before now. The end of this log: --since \"{before_end}\""
            )
        });
        Some([why].into_iter().chain(instead).collect())
    }
}

/// `2026-03-14 14:00 to 15:00`, with the second day if it is another.
pub fn span_in_words(from: Seconds, to: Seconds) -> String {
    let (from, to) = (written(from), written(to));
    let time = match (from.split_once(' '), to.split_once(' ')) {
        (Some((first, _)), Some((last, time))) if first == last => time,
        (_, _) => &to,
    };
    format!("{from} to {time}")
}
