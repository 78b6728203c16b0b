//! A point in time as a person asks for it: `2026-03-14 10:00`, `14:00`, `yesterday 14:00`, `2h`.

use super::time::{DAY, Seconds, day_of, time_of_day};

/// What can be written, for messages.
pub const FORMS: &str = "2026-03-14, \"2026-03-14 10:00\", 14:00 (today), \"yesterday 14:00\", or 30m, 2h, 1d (before now)";

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
        ] {
            let refusal = parse(text, NOW).expect_err(text);
            assert!(refusal.contains("yesterday 14:00"), "{refusal}");
        }
    }
}
