//! A point in time as a person asks for it: `2026-03-14 10:00`, `14:00`, `yesterday 14:00`, `2h`; or as a log writes it.

use super::time::{Clock, DAY, Seconds, day_of, time_of_day, written};

/// What can be written, for messages.
pub const FORMS: &str = "2026-03-14, \"2026-03-14 10:00\", \"Mar 14 10:00\", 14:00 (today), \"yesterday 14:00\", or 30m, 2h, 1d (before now)";

/// How long ago, in seconds, a unit is.
const UNITS: [(&str, Seconds); 10] = [
    ("s", 1),
    ("sec", 1),
    ("m", 60),
    ("min", 60),
    ("h", 3600),
    ("hour", 3600),
    ("hours", 3600),
    ("d", DAY),
    ("days", DAY),
    ("w", 7 * DAY),
];

/// From when to when: two such times, joined by `..`.
pub fn parse_span(text: &str, now: Seconds) -> Result<(Seconds, Seconds), String> {
    let (from, to) = text
        .split_once("..")
        .ok_or_else(|| "write two times: 12:00..13:00".to_owned())?;
    let (from, to) = (parse(from, now)?, parse(to, now)?);
    match from < to {
        true => Ok((from, to)),
        false => Err("its end is not later than its start".to_owned()),
    }
}

/// The time that a text means if a clock shows `now`; a day means its start.
pub fn parse(text: &str, now: Seconds) -> Result<Seconds, String> {
    let wrong = || format!("write {FORMS}");
    let today = now.div_euclid(DAY) * DAY;
    let text = text.trim();
    if text == "now" {
        return Ok(now);
    }
    if let Some(seconds) = ago(text) {
        return Ok(now.saturating_sub(seconds));
    }
    if let Some(time) = stamp(text, Clock::at(now)) {
        return Ok(time);
    }
    let (day, time) = match text.split_once([' ', 'T']) {
        Some((day, time)) => (day, Some(time.trim())),
        None if text.contains(':') => ("today", Some(text)),
        None => (text, None),
    };
    let day = match day {
        "today" => today,
        "yesterday" => today - DAY,
        date => {
            day_of(date.as_bytes())
                .filter(|_| date.len() == 10)
                .ok_or_else(wrong)?
                * DAY
        }
    };
    let time = time.map_or(Some(0), clock).ok_or_else(wrong)?;
    Ok(day + time)
}

/// `2026-03-14T10:00:00.123Z`, `Mar 14 10:00:00`, `Mar 14`: a zone counts as little as in the log itself.
fn stamp(text: &str, clock: Clock) -> Option<Seconds> {
    let words: Vec<_> = text.split_whitespace().collect();
    if let [month, day, time @ ..] = &words[..]
        && month.len() == 3
        && time.len() <= 1
    {
        let time = time.first().unwrap_or(&"00:00");
        let seconds = if time.len() == 5 { ":00" } else { "" };
        let time = clock.seconds(&format!("{month} {day:>2} {time}{seconds}"))?;
        // A stamp of a log is taken at its word, also if its month has no such day.
        let is_there = written(time).get(8..10) == Some(&format!("{day:0>2}"));
        return is_there.then_some(time);
    }
    let (whole, rest) = text.split_at_checked(19)?;
    let is_zone = rest
        .chars()
        .all(|c| c.is_ascii_digit() || ".:+-Z".contains(c));
    let is_stamp = matches!(whole.as_bytes().get(10), Some(b' ' | b'T'));
    (is_zone && is_stamp).then(|| clock.seconds(whole))?
}

/// `2h` and the like, in seconds.
fn ago(text: &str) -> Option<Seconds> {
    let text = text.strip_suffix("ago").unwrap_or(text).trim_end();
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let unit = unit.trim_start();
    let (_, seconds) = UNITS.iter().find(|(name, _)| *name == unit)?;
    number.parse::<Seconds>().ok()?.checked_mul(*seconds)
}

/// `10:00`, `10:00:30`, in seconds.
fn clock(text: &str) -> Option<Seconds> {
    match text.len() {
        5 => time_of_day(format!("{text}:00").as_bytes()),
        8 => time_of_day(text.as_bytes()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
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
            "2y",
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
            "Mai 14",
            "Mar 14 10:00 x",
            "2026-03-14T10:00:00 or so",
            "2026-03-14T10:00:0é",
        ] {
            let refusal = parse(text, NOW).expect_err(text);
            assert!(refusal.contains("yesterday 14:00"), "{refusal}");
        }
    }
}
