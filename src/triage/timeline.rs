//! How often something happened, over time.

use super::time::{DAY, Seconds};

/// Counts for equal spans of time, just wide enough to cover all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// The start of the first span.
    start: Seconds,
    /// The length of a span, in seconds: one of [`WIDTHS`].
    width: Seconds,
    counts: Vec<u32>,
}

/// Equal parts of a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    pub start: Seconds,
    /// The length of a part, in seconds.
    pub step: Seconds,
    pub parts: usize,
}

/// The lengths of spans, in seconds: hours and days stay exact as long as possible. Beyond these, each is twice as
/// long.
const WIDTHS: [Seconds; 7] = [60, 300, 900, 3600, 4 * 3600, DAY, 7 * DAY];

impl Timeline {
    /// The most spans that are kept: enough for the hours of three weeks or the days of a year.
    pub(super) const MOST: usize = 512;

    /// Creates an empty timeline with spans of this width; `None` if there is no such width.
    pub(super) fn of_width(width: Seconds) -> Option<Timeline> {
        let widest = WIDTHS[WIDTHS.len() - 1];
        let is_wide =
            width > widest && width % widest == 0 && (width / widest) & (width / widest - 1) == 0;
        let is_known = width == 0 || WIDTHS.contains(&width) || is_wide;
        is_known.then(|| Timeline {
            width,
            ..Timeline::default()
        })
    }

    /// The length of spans, in seconds.
    pub(super) fn width(&self) -> Seconds {
        self.width
    }

    /// Returns the start of each span in which anything was counted, and its count.
    pub(super) fn spans(&self) -> impl Iterator<Item = (Seconds, u32)> {
        let spans = self.counts.iter().enumerate();
        let spans = spans.filter(|(_, count)| **count > 0);
        spans.map(|(index, count)| (self.start + index as Seconds * self.width, *count))
    }

    /// Counts one event.
    pub fn add(&mut self, time: Seconds) {
        self.add_many(time, 1);
    }

    /// Counts several events.
    pub(super) fn add_many(&mut self, time: Seconds, count: u32) {
        if self.counts.is_empty() {
            self.width = self.width.max(WIDTHS[0]);
            self.start = time.div_euclid(self.width) * self.width;
        }
        while time < self.start || (time - self.start) / self.width >= Timeline::MOST as Seconds {
            self.widen(time);
        }
        let index = ((time - self.start) / self.width) as usize;
        if index >= self.counts.len() {
            self.counts.resize(index + 1, 0);
        }
        self.counts[index] = self.counts[index].saturating_add(count);
    }

    /// Makes room for a time: with earlier spans if there is room, otherwise with wider spans.
    fn widen(&mut self, time: Seconds) {
        let early = self.start - time;
        let missing = early.div_euclid(self.width) + Seconds::from(early % self.width != 0);
        let room = Timeline::MOST - self.counts.len();
        if time < self.start && missing <= room as Seconds {
            self.start -= missing * self.width;
            self.counts.splice(0..0, (0..missing).map(|_| 0));
            return;
        }
        let wider = WIDTHS.iter().find(|width| **width > self.width);
        self.rebuild(wider.copied().unwrap_or(self.width.saturating_mul(2)));
    }

    /// Makes all spans this wide.
    fn rebuild(&mut self, width: Seconds) {
        let old = std::mem::take(self);
        self.width = width;
        for (time, count) in old.spans() {
            self.add_many(time, count);
        }
    }

    /// Adds the counts of another one.
    pub fn merge(&mut self, other: &Timeline) {
        if other.width > self.width {
            self.rebuild(other.width);
        }
        for (time, count) in other.spans() {
            self.add_many(time, count);
        }
    }

    /// The start of the span in which the first event was counted.
    pub fn first(&self) -> Option<Seconds> {
        let first = self.counts.iter().position(|count| *count > 0)?;
        Some(self.start + first as Seconds * self.width)
    }

    /// The start of the span in which the last event was counted.
    pub fn last(&self) -> Option<Seconds> {
        let last = self.counts.iter().rposition(|count| *count > 0)?;
        Some(self.start + last as Seconds * self.width)
    }

    /// Divides a stretch of time into at most `most` equal parts, none of which splits a span.
    pub fn grid(&self, from: Seconds, to: Seconds, most: usize) -> Grid {
        let width = self.width.max(60);
        let start = from.div_euclid(width) * width;
        let spans = (to.saturating_sub(start) / width).max(0).saturating_add(1);
        let step = (spans - 1) / most.max(1) as Seconds + 1;
        Grid {
            start,
            step: step.saturating_mul(width),
            parts: ((spans - 1) / step + 1) as usize,
        }
    }

    /// Divides a stretch of time in all suitable ways, from narrow parts to wide ones: no more parts than spans are
    /// kept, and each starting on the hour or the day if it is that long.
    pub(super) fn round_grids(&self, from: Seconds, to: Seconds) -> Vec<Grid> {
        let of = |step: Seconds| {
            let start = from.div_euclid(step) * step;
            let parts = (to - start) / step + 1;
            Grid {
                start,
                step,
                parts: parts as usize,
            }
        };
        let wider = WIDTHS.into_iter().filter(|width| *width >= self.width);
        let grids = wider.map(of).filter(|grid| grid.parts <= Timeline::MOST);
        grids.collect()
    }

    /// Returns the counts of each part of a grid.
    pub fn on(&self, grid: Grid) -> Vec<u64> {
        let length = grid.step.saturating_mul(grid.parts as Seconds);
        self.parts(grid.start, grid.start.saturating_add(length), grid.parts)
    }

    /// Returns the counts of equal parts of a stretch of time.
    pub fn parts(&self, from: Seconds, to: Seconds, parts: usize) -> Vec<u64> {
        let mut sums = vec![0; parts];
        let length = (to - from).max(1);
        for (index, count) in self.counts.iter().enumerate() {
            let time = self.start + index as Seconds * self.width + self.width / 2;
            let part = (time - from).clamp(0, length - 1) * parts as Seconds / length;
            if let Some(sum) = sums.get_mut(part as usize) {
                *sum += u64::from(*count);
            }
        }
        sums
    }
}

/// Bars of zero to eight eighths.
pub const BARS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Draws counts as a row of bars, the tallest a full block.
pub fn bars(counts: &[u64]) -> String {
    let most = counts.iter().max().copied().unwrap_or_default().max(1);
    // Whatever happened at all is visible.
    let bar = |count: &u64| BARS[(count * 8).div_ceil(most) as usize];
    counts.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_however_long_it_lasts() {
        let mut timeline = Timeline::default();
        let times: Vec<Seconds> = (0..5000)
            .map(|n| 1_700_000_000 + (n * 7919) % 5_000_000)
            .collect();
        times.iter().for_each(|time| timeline.add(*time));
        let (first, last) = (times.iter().min().copied(), times.iter().max().copied());
        let parts = timeline.parts(first.unwrap_or(0), last.unwrap_or(0) + 1, 10);
        assert_eq!(parts.iter().sum::<u64>(), 5000);
        assert!(timeline.first() <= first && timeline.last() <= last);
        assert!(timeline.counts.len() <= Timeline::MOST);
    }

    #[test]
    fn earlier_events_find_room() {
        let mut timeline = Timeline::default();
        [6000, 60, 0, -600]
            .iter()
            .for_each(|time| timeline.add(*time));
        assert_eq!(timeline.first(), Some(-600));
        assert_eq!(timeline.last(), Some(6000));
        let mut twice = timeline.clone();
        twice.merge(&timeline);
        assert_eq!(twice.parts(-600, 6060, 1), [8]);
    }

    #[test]
    fn it_does_not_matter_what_is_merged_into_what() {
        let [mut hour, mut month, mut both] = [(); 3].map(|()| Timeline::default());
        let count = |timeline: &mut Timeline, step: Seconds| {
            (0..60).for_each(|number| timeline.add(1_700_000_000 + number * step));
        };
        count(&mut hour, 60);
        count(&mut month, DAY / 2);
        count(&mut both, 60);
        count(&mut both, DAY / 2);
        for (one, other) in [(&hour, &month), (&month, &hour)] {
            let mut merged = one.clone();
            merged.merge(other);
            assert_eq!(merged, both);
        }
    }

    #[test]
    fn the_parts_of_a_grid_are_whole_spans() {
        let mut timeline = Timeline::default();
        (0..1000).for_each(|minute| timeline.add(60 * minute));
        let grid = timeline.grid(0, 59_999, 50);
        let counts = timeline.on(grid);
        assert!(counts.len() <= 50);
        let (last, whole) = counts.split_last().expect("parts");
        assert!(whole.iter().all(|count| *count == whole[0]) && *last <= whole[0]);
        assert_eq!(timeline.grid(30, 40, 50).parts, 1);
    }

    #[test]
    fn bars_show_whatever_happened() {
        assert_eq!(bars(&[0, 1, 50, 100]), " ▁▄█");
    }
}
