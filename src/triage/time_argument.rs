//! A point in time as a person writes it: `2026-03-14 10:00`, `14:00`, `yesterday 14:00`, `2h`; or as a log writes it.

use super::time::{Clock, Seconds, civil, date, seconds};
use jiff::Span;
use jiff::civil::{DateTime, Time};

/// The accepted forms, for messages.
pub const FORMS: &str = "2026-03-14, \"2026-03-14 10:00\", \"Mar 14 10:00\", 14:00, \"yesterday 14:00\", or 30m, 2h, 1d";

/// Parses a start and an end: two such times, joined by `..`.
pub fn parse_span(text: &str, now: Seconds) -> Result<(Seconds, Seconds), String> {
    let (from, to) = text
        .split_once("..")
        .ok_or_else(|| "needs two times, such as 12:00..13:00".to_owned())?;
    let (from, to) = (parse(from, now)?, parse(to, now)?);
    if from < to {
        Ok((from, to))
    } else {
        Err("its end must be later than its start".to_owned())
    }
}

/// Returns the time that a text means if a clock shows `now`; a day means its start.
pub fn parse(text: &str, now: Seconds) -> Result<Seconds, String> {
    let text = text.trim();
    let time = stamp(text, Clock::at(now)).or_else(|| {
        let now = civil(now);
        let time = day_and_time(text, now).or_else(|| before(text, now))?;
        seconds(time)
    });
    time.ok_or_else(|| {
        format!("must be a time such as {FORMS}; one without a day is of today, a span ends now")
    })
}

/// Whether a text is a time without a day: `14:00`.
pub fn has_no_day(text: &str) -> bool {
    clock(text.trim()).is_some()
}

/// `now`, `today`, `yesterday 14:00`, `2026-03-14 10:00`, `14:00`
fn day_and_time(text: &str, now: DateTime) -> Option<DateTime> {
    if text == "now" {
        return Some(now);
    }
    if let Some(time) = clock(text) {
        return Some(now.date().to_datetime(time));
    }
    let (day, time) = match text.split_once([' ', 'T']) {
        Some((day, time)) => (day, clock(time.trim())?),
        None => (text, Time::midnight()),
    };
    let day = match day {
        "today" => now.date(),
        "yesterday" => now.date().yesterday().ok()?,
        written => date(written.as_bytes()).filter(|_| written.len() == 10)?,
    };
    Some(day.to_datetime(time))
}

/// `2h`, `30 min`, `1d ago`: a span before now.
fn before(text: &str, now: DateTime) -> Option<DateTime> {
    let span: Span = text.parse().ok()?;
    now.checked_sub(span.abs()).ok()
}

/// `2026-03-14T10:00:00.123Z`, `Mar 14 10:00:00`, `Mar 14`: the time zone is ignored, as it is in logs.
fn stamp(text: &str, clock: Clock) -> Option<Seconds> {
    let words: Vec<_> = text.split_whitespace().collect();
    if let [month, day, time @ ..] = &words[..]
        && month.len() == 3
        && time.len() <= 1
    {
        let time = time.first().unwrap_or(&"00:00");
        let seconds = if time.len() == 5 { ":00" } else { "" };
        return clock.seconds(&format!("{month} {day:>2} {time}{seconds}"));
    }
    let (whole, rest) = text.split_at_checked(19)?;
    let is_zone = rest
        .chars()
        .all(|c| c.is_ascii_digit() || ".:+-Z".contains(c));
    let is_stamp = matches!(whole.as_bytes().get(10), Some(b' ' | b'T'));
    (is_zone && is_stamp).then(|| clock.seconds(whole))?
}

/// `10:00`, `10:00:30`
fn clock(text: &str) -> Option<Time> {
    if matches!(text.len(), 5 | 8) {
        text.parse().ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::time::written;
    use super::*;

    /// 2026-03-14 09:26:53
    const NOW: Seconds = 1_773_480_413;

    #[test]
    fn times_as_people_write_them() {
        for (text, time) in [
            ("2026-03-13", "2026-03-13 00:00"),
            ("2026-03-13 10:00", "2026-03-13 10:00"),
            ("2026-03-13T10:00:59", "2026-03-13 10:00"),
            ("2026-03-13T10:00:00Z", "2026-03-13 10:00"),
            ("2026-03-13T10:00:00.123456+01:00", "2026-03-13 10:00"),
            ("Mar 13 10:00", "2026-03-13 10:00"),
            ("Mar  3 10:00:59", "2026-03-03 10:00"),
            ("Mar 3", "2026-03-03 00:00"),
            ("Nov 3 08:00", "2025-11-03 08:00"),
            ("08:15", "2026-03-14 08:15"),
            ("today", "2026-03-14 00:00"),
            ("yesterday", "2026-03-13 00:00"),
            ("yesterday 14:00", "2026-03-13 14:00"),
            ("2h", "2026-03-14 07:26"),
            ("30 min", "2026-03-14 08:56"),
            ("1d ago", "2026-03-13 09:26"),
            ("now", "2026-03-14 09:26"),
        ] {
            assert_eq!(parse(text, NOW).map(written).as_deref(), Ok(time), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused_with_what_to_write() {
        for text in [
            "",
            "x",
            "2",
            "h",
            "25:00",
            "10:60",
            "2026-13-01",
            "2026-02-30",
            "2026-3-1",
            "tomorrow",
            "yesterday 9",
            "99999999999999999999d",
            "9223372036854775807d",
            "é:00",
            "Mar 32",
            "Mar 14 25:00",
            "Xyz 14",
            "Mar 14 10:00 x",
            "2026-03-14T10:00:00 or so",
            "2026-03-14T10:00:0é",
        ] {
            let refusal = parse(text, NOW).expect_err(text);
            assert!(refusal.contains("yesterday 14:00"), "{refusal}");
        }
    }
}
