//! Charts for the page: counts over time, as SVG.

use crate::quantity::grouped;
use crate::triage::time::{DAY, Seconds, minute, short_day, written};
use crate::triage::timeline::Grid;
use std::fmt::Write;

/// Style sheet classes: one for each cause that has a colour of its own.
pub(super) const COLOURS: [&str; 3] = ["one", "two", "three"];

/// The size of the chart and the margins around its bars, in its own pixels.
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 230.0;
const LEFT: f64 = 62.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 26.0;
/// The least height of a bar whose count is not zero.
const LEAST: f64 = 1.5;
/// The most times that are written below the bars.
const MOST_TIMES: Seconds = 8;
/// The possible intervals between them, in minutes: up to an hour, a day, four weeks.
const STEPS: [Seconds; 12] = [1, 5, 15, 30, 60, 120, 180, 360, 720, 1440, 10_080, 40_320];

/// A bar for each part of a period: all failures, divided by cause.
pub(super) fn chart(grid: Grid, all: &[u64], causes: &[Vec<u64>]) -> String {
    let most = all.iter().max().copied().unwrap_or_default();
    let top = ceiling(most);
    let what = format!(
        "Failed attempts over time, {} in {} at most",
        grouped(most),
        length(grid.step)
    );
    let mut svg =
        format!("<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{what}\">\n");
    for count in [0, top / 2, top] {
        let y = HEIGHT - BOTTOM - height(count, top);
        let _ = writeln!(
            svg,
            "<path class=\"grid\" d=\"M{LEFT} {y:.1}H{:.1}\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            WIDTH - RIGHT,
            LEFT - 8.0,
            y + 4.5,
            grouped(count)
        );
    }
    svg += &bars(all, causes, top);
    svg += &times(grid);
    svg += &hints(grid, all);
    svg + "</svg>\n"
}

fn height(count: u64, top: u64) -> f64 {
    (HEIGHT - TOP - BOTTOM) * count as f64 / top.max(1) as f64
}

/// The width of each of `parts` bars.
fn width(parts: usize) -> f64 {
    (WIDTH - LEFT - RIGHT) / parts.max(1) as f64
}

/// The causes' bars stacked on one another, and the rest on top.
fn bars(all: &[u64], causes: &[Vec<u64>], top: u64) -> String {
    let width = width(all.len());
    let gap = (width * 0.15).min(2.0);
    let mut floors = vec![HEIGHT - BOTTOM; all.len()];
    let mut left = all.to_vec();
    let mut svg = String::new();
    let mut draw = |counts: &[u64], class: &str| {
        let _ = write!(svg, "<path class=\"{class}\" d=\"");
        for (part, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let height = height(*count, top).max(LEAST);
            floors[part] -= height;
            let (x, y) = (LEFT + part as f64 * width + gap / 2.0, floors[part]);
            let width = width - gap;
            let _ = write!(svg, "M{x:.1} {y:.1}h{width:.1}v{height:.1}h-{width:.1}z");
        }
        svg += "\"/>\n";
    };
    for (counts, class) in causes.iter().zip(COLOURS) {
        draw(counts, class);
        for (left, count) in left.iter_mut().zip(counts) {
            *left = left.saturating_sub(*count);
        }
    }
    draw(&left, "rest");
    svg
}

/// The times below the bars, as round as possible.
fn times(grid: Grid) -> String {
    let span = grid.step.saturating_mul(grid.parts as Seconds).max(1);
    let mut steps = STEPS.into_iter().map(|minutes| minutes * 60);
    let step = steps.find(|step| span / step <= MOST_TIMES);
    let step = step.unwrap_or(span / MOST_TIMES + 1);
    let first = grid.start.div_euclid(step) * step;
    let mut svg = String::new();
    for time in (0..=MOST_TIMES + 1).map(|number| first.saturating_add(number * step)) {
        let along = (time - grid.start) as f64 / span as f64;
        if !(0.0..=1.0).contains(&along) {
            continue;
        }
        let x = LEFT + along * (WIDTH - LEFT - RIGHT);
        let shown = if time.rem_euclid(DAY) == 0 {
            short_day(time)
        } else {
            minute(time)
        };
        let _ = writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{shown}</text>",
            HEIGHT - 7.0
        );
    }
    svg
}

/// The tooltip of each part.
fn hints(grid: Grid, all: &[u64]) -> String {
    let width = width(all.len());
    let mut svg = String::new();
    for (part, count) in all.iter().enumerate().filter(|(_, count)| **count > 0) {
        let _ = writeln!(
            svg,
            "<rect class=\"hit\" x=\"{:.1}\" y=\"{TOP}\" width=\"{width:.1}\" height=\"{:.1}\"><title>{}: {}</title></rect>",
            LEFT + part as f64 * width,
            HEIGHT - TOP - BOTTOM,
            written(grid.start.saturating_add(part as Seconds * grid.step)),
            grouped(count)
        );
    }
    svg
}

/// The smallest round number, not below a count, that halves well: 2, 4, 6, 8, 10, 20, 40 …
fn ceiling(count: u64) -> u64 {
    let powers = std::iter::successors(Some(1_u64), |power| power.checked_mul(10));
    let mut round =
        powers.flat_map(|power| [2, 4, 6, 8, 10].map(|digit| power.saturating_mul(digit)));
    round.find(|round| *round >= count).unwrap_or(count)
}

/// `15 minutes`, `1 hour`, `7 days`
pub(super) fn length(seconds: Seconds) -> String {
    let units = [(DAY, "day"), (3600, "hour"), (60, "minute")];
    let unit = units.into_iter().find(|(unit, _)| seconds % unit == 0);
    let (unit, word) = unit.unwrap_or((1, "second"));
    let many = if seconds == unit { "" } else { "s" };
    format!("{} {word}{many}", seconds / unit)
}

/// A small chart for a row of the table.
pub(super) fn trend(counts: &[u64]) -> String {
    let most = counts.iter().max().copied().unwrap_or_default();
    if most == 0 {
        return String::new();
    }
    let mut svg = format!(
        "<svg class=\"trend\" viewBox=\"0 0 {} 20\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><path d=\"",
        10 * counts.len()
    );
    for (part, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let height = (20.0 * *count as f64 / most as f64).max(LEAST);
        let _ = write!(svg, "M{} 20v-{height:.1}h8v{height:.1}z", 10 * part + 1);
    }
    svg + "\"/></svg>"
}

/// A bar for a count; that of the greatest count is the longest.
pub(super) fn bar(count: u64, most: u64) -> String {
    let width = 100.0 * count as f64 / most.max(1) as f64;
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><path d=\"M0 0h{width:.1}v10H0z\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_at_round_numbers() {
        let tops = [0, 1, 3, 41, 100, 101, 1_781, u64::MAX].map(ceiling);
        assert_eq!(tops, [2, 2, 4, 60, 100, 200, 2_000, u64::MAX]);
    }

    #[test]
    fn times_are_round_and_few() {
        for (start, step, parts) in [
            (0, 60, 1),
            (7, 900, 96),
            (0, DAY, 400),
            (-DAY, 1 << 40, 120),
        ] {
            let svg = times(Grid { start, step, parts });
            assert!((1..=9).contains(&svg.matches("<text").count()), "{svg}");
        }
        let day = Grid {
            start: 20_526 * DAY,
            step: 900,
            parts: 96,
        };
        let svg = times(day);
        for time in ["Mar 14", "03:00", "21:00", "Mar 15"] {
            assert!(svg.contains(&format!(">{time}<")), "{svg}");
        }
    }

    #[test]
    fn lengths_are_in_their_unit() {
        let lengths = [60, 900, 3600, 4 * 3600, DAY, 7 * DAY].map(length);
        assert_eq!(
            lengths,
            [
                "1 minute",
                "15 minutes",
                "1 hour",
                "4 hours",
                "1 day",
                "7 days"
            ]
        );
    }
}
