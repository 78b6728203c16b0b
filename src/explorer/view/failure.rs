//! A failure: how often, since when, what to do first, at which domains; then its entry.

use super::page::Page;
use crate::explorer::bindings::Command;
use crate::explorer::lists::Row;
use crate::explorer::state::State;
use crate::explorer::theme::Meaning;
use crate::quantity::{counted, grouped};
use crate::sanitize::sanitize;
use crate::triage::breakdown::{Breakdown, Detail};
use crate::triage::time::{Seconds, written};
use crate::triage::timeline::{BARS, Grid};
use unicode_width::UnicodeWidthStr;

/// The chart's height, in rows.
const CHART_ROWS: u64 = 4;
/// The most columns of the chart.
const CHART_COLUMNS: usize = 72;
/// The least height of a pane with room for the chart above the steps, in rows.
const HIGH: u16 = 24;
/// Below this height in rows, what to do comes before how often it failed.
const LOW: u16 = 12;
/// The widest bar, in columns.
const BAR_COLUMNS: usize = 4;

/// The page of the selected failure.
pub(super) fn page<'a>(mut page: Page<'a>, state: &State) -> Option<Page<'a>> {
    let (entry, breakdown) = (state.entry()?, state.breakdown()?);
    let selected = state.selected_failure()?;
    page.facts = selected.facts.clone();
    page.head(&entry);
    let height = state.layout().detail.height;
    if height < LOW {
        page.verdict(selected.verdict);
    }
    counts(&mut page, breakdown, &selected);
    if height >= LOW {
        page.verdict(selected.verdict);
    }
    // In a low pane, what to do comes before the chart.
    let is_high = height >= HIGH;
    if is_high {
        chart(&mut page, state, breakdown, &selected);
    }
    if selected.is_rejected {
        page.receiving(&entry);
    } else {
        page.section("What to do first");
        if let Some(caution) = selected.caution {
            page.paragraph(caution, Meaning::Caution);
        }
        if let Some(advice) = selected.one_sender(&entry) {
            page.paragraph(advice, Meaning::Caution);
        }
        page.steps(selected.steps);
    }
    if !is_high {
        chart(&mut page, state, breakdown, &selected);
    }
    places(&mut page, &selected);
    samples(&mut page, &selected);
    if selected.is_rejected {
        page.sender_advice(&entry);
    } else {
        page.meaning(&entry);
    }
    page.examples(&entry);
    page.reading(state, &entry);
    Some(page)
}

/// Adds when it had a spike, or else since when and until when it failed; `12,345 failed attempts, 34% of all ·
/// gmail.com`.
fn counts(page: &mut Page<'_>, breakdown: &Breakdown, selected: &Detail) {
    let failure = &selected.failure;
    let group = selected
        .group
        .as_ref()
        .map(|group| format!(" · {}", sanitize(group)));
    let group = group.unwrap_or_default();
    let qualifier = selected.of_all;
    let since = selected.since.iter().map(|since| format!(" since {since}"));
    let since: String = since.collect();
    let span = selected.counted_since_in_words();
    let whose = selected.whose_in_words(|name| sanitize(name).into_owned());
    let whose = whose.map_or_else(String::new, |whose| format!("; {whose}"));
    page.blank();
    if let Some(spike) = &selected.spike {
        page.paragraph(&format!("Spike {spike}"), Meaning::Caution);
    }
    let count = if selected.is_rejected {
        let (count, share) = (grouped(failure.attempts), &selected.share);
        format!(
            "{count} rejected by your server{since}, {share} of all it rejected{span}{group}{whose}"
        )
    } else {
        let attempts = counted(failure.attempts, "failed attempt", "failed attempts");
        format!(
            "{attempts}{since}, {} of all{span}{group}{whose}",
            selected.share
        )
    };
    page.paragraph(&count, Meaning::Title);
    if let Some(period) = breakdown.period.in_words() {
        page.paragraph(&format!("counted {period}"), Meaning::Caution);
    }
    let rate = selected.attempt_counts;
    let rate = rate.map(|attempt_counts| attempt_counts.rate(failure.attempts));
    // If an entire group has something in common, this is its rate, too.
    if let Some(rate) = rate.filter(|rate| !whose.ends_with(rate.as_str())) {
        page.paragraph(&rate, Meaning::Text);
    }
    if let Some([minute, few, hour]) = selected.rates.map(|counts| counts.map(grouped)) {
        let rates = format!("{minute} in the last minute, {few} in five, {hour} in the hour");
        page.paragraph(&rates, Meaning::Text);
    }
    for sentence in selected.marks.iter().filter_map(|mark| mark.sentence()) {
        page.paragraph(sentence, Meaning::Caution);
    }
    let ends = failure.began().zip(failure.ended());
    let ends = ends.filter(|_| selected.spike.is_none());
    if let Some((first, latest)) = ends {
        let seen = format!(
            "first {}, latest {}{qualifier}",
            written(first),
            written(latest)
        );
        page.paragraph(&seen, Meaning::Faint);
    }
}

/// Adds how often it failed over the time of the log, with the chosen range brighter than the rest.
fn chart(page: &mut Page<'_>, state: &State, breakdown: &Breakdown, selected: &Detail) {
    let Some(Row::Failure(key)) = state.view.row() else {
        return;
    };
    let history = breakdown.history(key, page.columns.min(CHART_COLUMNS));
    let Some((grid, counts)) = history else {
        return;
    };
    let most = counts.iter().max().copied().unwrap_or_default();
    if most == 0 {
        return;
    }
    let range = state.range();
    let when = range.in_words().map(|words| format!(", {words}"));
    page.section(&format!(
        "When{}{}",
        selected.of_all,
        when.unwrap_or_default()
    ));
    let is_chosen = |index: usize| {
        let start = grid.start + grid.step * index as Seconds;
        range.of(start, start + grid.step - 1).is_some()
    };
    let chosen: Vec<_> = (0..counts.len()).map(is_chosen).collect();
    let width = (page.columns / counts.len().max(1)).clamp(1, BAR_COLUMNS);
    bars(page, &counts, &chosen, width);
    if range.is_some() {
        let thick = page.appearance.glyphs.thick;
        let line = chosen
            .iter()
            .map(|is_chosen| if *is_chosen { thick } else { " " });
        let line = line.map(|symbol| symbol.repeat(width)).collect::<String>();
        let span = page.span(line.trim_end(), Meaning::Key);
        page.push(vec![span]);
    }
    let length = grid.step.saturating_mul(counts.len() as i64);
    let end = grid.start.saturating_add(length);
    // The last part may extend beyond the log.
    let end = breakdown.all().span.map_or(end, |(_, last)| last.min(end));
    let ends = [grid.start, end].map(written);
    let axis = axis(&ends, counts.len() * width);
    let span = page.span(&axis, Meaning::Faint);
    page.push(vec![span]);
    let scale = format!(
        "a bar is {}, the tallest {}{}",
        duration(grid.step),
        grouped(most),
        when_tallest(&counts, grid)
    );
    page.paragraph(&scale, Meaning::Faint);
    if let Some(keys) = range_keys(state) {
        page.paragraph(&keys, Meaning::Faint);
    }
}

/// Draws counts as bars of this width, with the chosen ones brighter.
fn bars(page: &mut Page<'_>, counts: &[u64], chosen: &[bool], width: usize) {
    let most = counts.iter().max().copied().unwrap_or_default().max(1);
    let parts: Vec<_> = counts.iter().zip(chosen).collect();
    for row in (0..CHART_ROWS).rev() {
        let bar = |count: u64| {
            let eighths = (count * 8 * CHART_ROWS).div_ceil(most);
            BARS[eighths.saturating_sub(row * 8).min(8) as usize]
        };
        let runs = parts.chunk_by(|(_, one), (_, other)| one == other);
        let spans = runs.map(|run| {
            let bars = run
                .iter()
                .flat_map(|(count, _)| std::iter::repeat_n(bar(**count), width));
            let bars = page.appearance.glyphs.spell(&bars.collect::<String>());
            let is_chosen = run.iter().all(|(_, is_chosen)| **is_chosen);
            page.span(
                &bars,
                if is_chosen {
                    Meaning::Text
                } else {
                    Meaning::Faint
                },
            )
        });
        let spans = spans.collect();
        page.push(spans);
    }
}

/// Says which keys move the range, while they do.
fn range_keys(state: &State) -> Option<String> {
    let key = |command| state.bindings.key_of(command).map(|key| key.to_string());
    let narrow = [key(Command::NarrowStart)?, key(Command::NarrowEnd)?];
    let widen = [key(Command::WidenStart)?, key(Command::WidenEnd)?];
    let can_move = state.view.reading && state.has_range();
    can_move.then(|| {
        let [narrow, widen] = [narrow, widen].map(|keys| keys.join(" "));
        format!("{narrow} narrow the range, {widen} widen it")
    })
}

/// Labels the start and the end of the bars within this many columns: with days, or at least the times of one day, or
/// only the start.
fn axis(ends: &[String; 2], columns: usize) -> String {
    let days = ends.each_ref().map(|end| end.split_once(' '));
    let times = match days {
        [Some((first, from)), Some((last, to))] if first == last => Some([from, to]),
        _ => None,
    };
    let forms = [Some(ends.each_ref().map(String::as_str)), times];
    let fits = forms.into_iter().flatten().find_map(|[from, to]| {
        let gap = columns.checked_sub(from.width() + to.width() + 1)?;
        Some(format!("{from}{} {to}", " ".repeat(gap)))
    });
    fits.unwrap_or_else(|| format!("from {}", ends[0]))
}

/// ` at 2026-03-14 13:20`: the start of the tallest bar, unless several are as tall.
fn when_tallest(counts: &[u64], grid: Grid) -> String {
    let most = counts.iter().max();
    let mut tallest = (0..).zip(counts).filter(|(_, count)| Some(*count) == most);
    match (tallest.next(), tallest.next()) {
        (Some((index, _)), None) => {
            let start = grid.step.saturating_mul(index);
            format!(" at {}", written(grid.start.saturating_add(start)))
        }
        _ => String::new(),
    }
}

/// `12 min`
fn duration(seconds: i64) -> String {
    match seconds {
        ..=7199 => format!("{} min", seconds / 60),
        7200..=172_799 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// Adds at which domains it failed, and of whose mail, from where and at which hosts.
fn places(page: &mut Page<'_>, selected: &Detail) {
    if selected.domains.is_empty() && selected.who.is_empty() {
        return;
    }
    page.section("Where");
    let counts: Vec<_> = selected
        .domains
        .iter()
        .map(|(_, count)| grouped(*count))
        .collect();
    let columns = counts.iter().map(|count| count.width()).max();
    let columns = columns.unwrap_or_default();
    for ((name, _), count) in selected.domains.iter().zip(counts) {
        page.item(
            &format!("{count:>columns$}  "),
            &sanitize(name),
            Meaning::Text,
        );
    }
    let labels = selected.who.iter().map(|(facet, _)| facet.heading().len());
    let columns = labels.max().unwrap_or_default();
    for (facet, names) in &selected.who {
        let names = names
            .iter()
            .map(|(name, count)| format!("{} {}", sanitize(name), grouped(*count)));
        page.item(
            &format!("{:columns$}  ", facet.heading()),
            &names.collect::<Vec<_>>().join(", "),
            Meaning::Text,
        );
    }
}

fn samples(page: &mut Page<'_>, selected: &Detail) {
    let (first, latest) = (&selected.failure.first, &selected.failure.latest);
    let latest = Some(latest).filter(|latest| latest.line != first.line);
    for (title, sample) in [("First line", Some(first)), ("Latest line", latest)] {
        let Some(sample) = sample.filter(|sample| !sample.line.is_empty()) else {
            continue;
        };
        page.section(&format!("{title}{}", selected.of_all));
        page.quote(&sanitize(&sample.line));
    }
}
