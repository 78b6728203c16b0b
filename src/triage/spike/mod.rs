//! A stretch of time in which something failed far more often than usual in the same log.

use super::time::{DAY, Seconds, written};
use super::timeline::{Grid, Timeline};
use crate::quantity::grouped;
use std::ops::Range;

/// A stretch of time in which something failed far more often than usual in the same log:
///
/// - at least four times as often as outside it, and at least twenty times;
/// - in at most half of the log's time, for a log of at least ten spans;
/// - beginning or ending abruptly, unlike the curve of a day: for a quarter of its length, failures next to it are as rare;
/// - and exceptional: at most once more in the log did it fail half as often within a time of this length. What recurs every
///   hour or day is usual.
///
/// Its ends are where the rate crosses the midpoint between inside and outside. Of two spikes, the later one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spike {
    /// The start of its first span.
    pub from: Seconds,
    /// The end of its last span; for a spike that continues, the end of the log.
    pub until: Seconds,
    /// Failures within it.
    pub count: u64,
    /// Failures outside it.
    pub others: u64,
    /// Failures per hour outside it.
    pub usual: u64,
    /// Whether the log continues after it for a span or longer, and the rate is back to usual at its end.
    pub is_over: bool,
}

const TIMES: u64 = 4;
const LEAST: u64 = 20;
const FEWEST: usize = 10;
const PASSES: usize = 4;
const HOUR: u64 = 3600;

impl Timeline {
    /// Finds the spike in a log whose first and last time are known, as precisely as possible: rare failures stand out
    /// only in long spans.
    pub fn spike(&self, (first, last): (Seconds, Seconds)) -> Option<Spike> {
        let log = (first.min(self.first()?), last.max(self.last()?));
        let mut grids = self.round_grids(log.0, log.1).into_iter();
        grids.find_map(|grid| Spike::of(&self.on(grid), grid, log))
    }
}

impl Spike {
    fn of(counts: &[u64], grid: Grid, (first, last): (Seconds, Seconds)) -> Option<Spike> {
        let mut stretch = stretch(counts)?;
        let at = |span: usize| grid.start + span as Seconds * grid.step;
        let has_ended = last >= at(stretch.end).saturating_add(grid.step);
        let is_over = has_ended && !goes_on(counts, &stretch);
        if !is_over {
            // The last span is rarely complete.
            stretch.end = counts.len();
        }
        let from = at(stretch.start);
        let until = if is_over { at(stretch.end) } else { last };
        let count = sum(counts, &stretch);
        let others = counts.iter().sum::<u64>() - count;
        let rest = (last - first) - (until - from.max(first));
        let rest = rest.max(1) as u64;
        Some(Spike {
            from,
            until,
            count,
            others,
            usual: (others.saturating_mul(HOUR) + rest / 2) / rest,
            is_over,
        })
    }

    /// `13:00 to 14:00`, `since 13:50`; with the day if the log has several.
    pub fn when(&self, log: (Seconds, Seconds)) -> String {
        let from = moment(self.from, log);
        if self.is_over {
            format!("{from} to {}", moment(self.until, (self.from, self.until)))
        } else {
            format!("since {from}")
        }
    }

    /// `otherwise about 490 an hour; over since 14:00`, `none before; until the end of the log`.
    pub fn context(&self) -> String {
        let usual = match (self.others, self.usual) {
            (0, _) if self.is_over => "none otherwise".to_owned(),
            (0, _) => "none before".to_owned(),
            (_, 0) => "otherwise less than one an hour".to_owned(),
            (_, usual) => format!("otherwise about {} an hour", grouped(about(usual))),
        };
        if self.is_over {
            let over = moment(self.until, (self.from, self.until));
            format!("{usual}; over since {over}")
        } else {
            format!("{usual}; until the end of the log")
        }
    }
}

/// A time, without its day if everything happened on one.
fn moment(time: Seconds, (first, last): (Seconds, Seconds)) -> String {
    let text = written(time);
    let is_one_day = [first, time].map(|time| time.div_euclid(DAY)) == [last.div_euclid(DAY); 2];
    match text.split_once(' ') {
        Some((_, clock)) if is_one_day => clock.to_owned(),
        _ => text,
    }
}

/// Rounds a number to two significant digits.
fn about(number: u64) -> u64 {
    let unit = 10_u64.pow(number.max(1).ilog10().saturating_sub(1));
    (number + unit / 2) / unit * unit
}

/// Returns where the spike is among the counts of equal spans, in linear time.
fn stretch(counts: &[u64]) -> Option<Range<usize>> {
    let whole = 0..counts.len();
    let mut edge = rate(counts, &whole);
    let mut stretch = whole.clone();
    // Much of what is above the mean is near it: each pass finds the ends better.
    for _ in 0..PASSES {
        stretch = densest(counts, whole.clone(), edge);
        edge = halfway(counts, &stretch);
    }
    let later = densest(counts, stretch.end..counts.len(), edge);
    [later, stretch]
        .into_iter()
        .find(|stretch| is_spike(counts, stretch))
}

/// Returns the range with the greatest total excess over a rate.
fn densest(counts: &[u64], among: Range<usize>, rate: f64) -> Range<usize> {
    let (mut best, mut most) = (among.start..among.start, 0.0);
    let (mut start, mut excess) = (among.start, 0.0);
    for index in among {
        excess += counts[index] as f64 - rate;
        if excess <= 0.0 {
            (start, excess) = (index + 1, 0.0);
        } else if excess > most {
            (best, most) = (start..index + 1, excess);
        }
    }
    best
}

fn is_spike(counts: &[u64], stretch: &Range<usize>) -> bool {
    let count = sum(counts, stretch);
    let others = counts.iter().sum::<u64>() - count;
    let (length, rest) = (stretch.len() as u64, (counts.len() - stretch.len()) as u64);
    counts.len() >= FEWEST
        && count >= LEAST
        && length <= rest
        && u128::from(count) * u128::from(rest)
            >= u128::from(TIMES) * u128::from(others) * u128::from(length)
        && is_abrupt(counts, stretch)
        && repeats(counts, stretch) <= 1
}

fn is_abrupt(counts: &[u64], stretch: &Range<usize>) -> bool {
    let near = stretch.len().div_ceil(4);
    let before = stretch.start.saturating_sub(near)..stretch.start;
    let after = stretch.end..counts.len().min(stretch.end + near);
    let within = rate(counts, stretch);
    let is_low = |beside: &Range<usize>| rate(counts, beside) * TIMES as f64 <= within;
    [before, after]
        .iter()
        .any(|beside| !beside.is_empty() && is_low(beside))
}

/// Whether it still fails more often than before the stretch when the log ends: a quarter as often as within, twice as
/// often as before, and more often than by chance.
fn goes_on(counts: &[u64], stretch: &Range<usize>) -> bool {
    let latest = counts.len().saturating_sub(stretch.len());
    let (before, latest) = (0..stretch.start, stretch.end.max(latest)..counts.len());
    if before.is_empty() || latest.is_empty() {
        return false;
    }
    let usual = rate(counts, &before) * latest.len() as f64;
    let count = sum(counts, &latest) as f64;
    rate(counts, &latest) * TIMES as f64 >= rate(counts, stretch)
        && count > 2.0 * usual + 3.0 * usual.max(1.0).sqrt()
}

/// Returns how many other stretches of the same length have at least half as many.
fn repeats(counts: &[u64], stretch: &Range<usize>) -> usize {
    let (length, half) = (stretch.len(), sum(counts, stretch).div_ceil(2));
    let mut found = 0;
    for outside in [0..stretch.start, stretch.end..counts.len()] {
        let (mut from, mut count) = (outside.start, 0);
        for index in outside {
            if index < from {
                continue;
            }
            count += counts[index];
            if index + 1 - from > length {
                count -= counts[from];
                from += 1;
            }
            if count >= half {
                found += 1;
                // An equally dense stretch lasts as long again.
                (from, count) = (index + 1 + length / 2, 0);
            }
        }
    }
    found
}

/// Returns the rate halfway between that outside a stretch and that within, weighted by where most of it is: the time
/// between two bursts does not count as within.
fn halfway(counts: &[u64], stretch: &Range<usize>) -> f64 {
    let rest = (counts.len() - stretch.len()).max(1) as f64;
    let within = counts.get(stretch.clone()).unwrap_or_default();
    let count = within.iter().sum::<u64>();
    let squares: f64 = within.iter().map(|count| (*count as f64).powi(2)).sum();
    let others = counts.iter().sum::<u64>() - count;
    (squares / count.max(1) as f64 + others as f64 / rest) / 2.0
}

/// The mean of these counts.
fn rate(counts: &[u64], part: &Range<usize>) -> f64 {
    sum(counts, part) as f64 / part.len().max(1) as f64
}

fn sum(counts: &[u64], part: &Range<usize>) -> u64 {
    counts.get(part.clone()).unwrap_or_default().iter().sum()
}

#[cfg(test)]
mod tests;
