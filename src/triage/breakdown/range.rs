//! A range of the timeline whose ends move bar by bar.

use super::Breakdown;
use crate::query::Query;
use crate::triage::time::{DAY, Seconds, day, minute, second};
use crate::triage::timeline::Grid;
use crate::triage::window::Window;

/// An end of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Start,
    Stop,
}

/// Both ends of a range, and the bars between which they move.
pub struct Ends {
    grid: Grid,
    period: Window,
}

/// The most bars between which the ends move.
const MOST_BARS: usize = 48;

impl Ends {
    /// Moves an end of the range by one bar; at an end of the log the range is open. `None` if it cannot move.
    pub fn moved(&self, end: End, is_narrower: bool) -> Option<Window> {
        let Grid { start, step, parts } = self.grid;
        let stop = start.saturating_add(step.saturating_mul(parts as Seconds));
        let since = self.period.since.unwrap_or(start).clamp(start, stop);
        let until = self.period.until.unwrap_or(stop).clamp(start, stop);
        // A typed time may lie between two bars.
        let later = |time: Seconds| start + ((time - start).div_euclid(step) + 1) * step;
        let earlier = |time: Seconds| start + (time - start - 1).div_euclid(step) * step;
        let moved = match (end, is_narrower) {
            (End::Start, true) => Some(later(since)).filter(|time| *time < until),
            (End::Stop, true) => Some(earlier(until)).filter(|time| *time > since),
            (End::Start, false) => Some(earlier(since)).filter(|time| *time >= start),
            (End::Stop, false) => Some(later(until)).filter(|time| *time <= stop),
        };
        let moved = moved.map(|time| Some(time).filter(|time| *time > start && *time < stop))?;
        Some(match end {
            End::Start => Window {
                since: moved,
                ..self.period
            },
            End::Stop => Window {
                until: moved,
                ..self.period
            },
        })
    }
}

impl Breakdown {
    /// Returns the ends of the range that a query asks for; `None` for a log that covers no time.
    pub fn ends_of(&self, query: &Query) -> Option<Ends> {
        self.all().span.filter(|(first, last)| first < last)?;
        Some(Ends {
            grid: self.all().round_grid(MOST_BARS)?,
            period: self.period_of(query).unwrap_or_default(),
        })
    }

    /// Writes a time as briefly as a query of this log allows: without the day if the log covers only one.
    pub fn short_time(&self, time: Seconds) -> String {
        let is_of_day = |(first, last): (Seconds, Seconds)| {
            let [first, last, time] = [first, last, time].map(|time| time.div_euclid(DAY));
            first == last && time == last
        };
        let of_day = if time % 60 == 0 {
            minute(time)
        } else {
            second(time)
        };
        if self.all().span.is_some_and(is_of_day) {
            of_day
        } else {
            format!("{}T{of_day}", day(time))
        }
    }
}
