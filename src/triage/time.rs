//! When a line was written, in seconds; as the log's own clock shows it.

use std::env;
use std::time::{SystemTime, UNIX_EPOCH};
use tz::TimeZone;

/// Seconds since 1970 of what a clock shows, its zone left aside.
pub type Seconds = i64;

/// So many seconds has a day.
pub const DAY: Seconds = 86_400;
/// The end of the year 9999: what is further away is no time, and could not be reckoned with.
const FURTHEST: Seconds = 253_402_300_799;
const MONTHS: [&[u8; 3]; 12] = [
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];

/// Reads stamps. Those of RFC 3164 name no year: it is the one in which the stamp is not in the future.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    now: Seconds,
    /// Of the present.
    year: i64,
}

impl Clock {
    /// A clock that takes this for the present.
    pub fn at(now: Seconds) -> Clock {
        let (year, ..) = date(now.div_euclid(DAY));
        Clock { now, year }
    }

    /// A clock that shows what this machine's clocks show, as logs do that name no zone: `TZ`, else `/etc/localtime`, else
    /// UTC.
    pub fn now() -> Clock {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = since.map_or(0, |since| since.as_secs() as Seconds);
        let zone = match env::var("TZ") {
            Ok(zone) => TimeZone::from_posix_tz(&zone).ok(),
            Err(_) => TimeZone::local().ok(),
        };
        let offset = zone.and_then(|zone| Some(zone.find_local_time_type(now).ok()?.ut_offset()));
        Clock::at(now + Seconds::from(offset.unwrap_or_default()))
    }

    /// What it shows.
    pub fn shows(self) -> Seconds {
        self.now
    }

    /// The time of a stamp as logs write it; `None` if it is of no known form, or beyond the year 9999.
    pub fn seconds(self, stamp: &str) -> Option<Seconds> {
        self.read(stamp).filter(|time| time.abs() <= FURTHEST)
    }

    fn read(self, stamp: &str) -> Option<Seconds> {
        let bytes = stamp.as_bytes();
        match bytes {
            [b'0'..=b'9', _, _, _, b'-' | b'/', ..] => {
                Some(day_of(bytes)? * DAY + time_of_day(bytes.get(11..)?)?)
            }
            [b'@', digits @ ..] => {
                let digits = std::str::from_utf8(digits.get(..16)?).ok()?;
                // The seconds of TAI64 start at 2^62, ten seconds ahead of UTC in 1970, more since.
                let seconds = u64::from_str_radix(digits, 16).ok()?.checked_sub(1 << 62)?;
                i64::try_from(seconds).ok()?.checked_sub(37)
            }
            [b'0'..=b'9', ..] => {
                let whole = stamp.split('.').next()?;
                let number: i64 = whole.parse().ok()?;
                match whole.len() {
                    10 => Some(number),
                    // Milliseconds.
                    13 => Some(number / 1000),
                    _ => None,
                }
            }
            // `[14/Mar/2026 09:26:53]`
            [b'[', day @ .., b']'] => {
                let month = month(day.get(3..)?)?;
                let day_of = days(number(day, 7, 4)?, month, number(day, 0, 2)?);
                Some(day_of * DAY + time_of_day(day.get(12..)?)?)
            }
            // The name of the day stands before the month: `Sat Mar 14 09:26:53 2026`.
            [_, _, _, b' ', b'A'..=b'Z', ..] => self.named(bytes.get(4..)?),
            _ => self.named(bytes),
        }
    }

    /// `Mar 14 09:26:53`, `Mar  4 2026 09:26:53`, `Sat 2026-03-14 09:26:53 UTC`.
    fn named(self, bytes: &[u8]) -> Option<Seconds> {
        if bytes.get(4).is_some_and(u8::is_ascii_digit) && bytes.get(8) == Some(&b'-') {
            return self.read(std::str::from_utf8(bytes.get(4..)?).ok()?);
        }
        let month = month(bytes)?;
        let day = match bytes.get(4)? {
            b' ' => number(bytes, 5, 1)?,
            _ => number(bytes, 4, 2)?,
        };
        let rest = bytes.get(7..)?;
        if rest.get(4) == Some(&b' ') {
            return Some(
                days(number(rest, 0, 4)?, month, day) * DAY + time_of_day(rest.get(5..)?)?,
            );
        }
        let time = time_of_day(rest)?;
        if let [b' ', year @ ..] = rest.get(8..)? {
            return Some(days(number(year, 0, 4)?, month, day) * DAY + time);
        }
        // A clock may run ahead of ours, by less than a day.
        let this = days(self.year, month, day) * DAY + time;
        match this <= self.now + DAY {
            true => Some(this),
            false => Some(days(self.year - 1, month, day) * DAY + time),
        }
    }
}

/// `2026-03-14 09:26`
pub fn written(seconds: Seconds) -> String {
    let (year, month, day) = date(seconds.div_euclid(DAY));
    let minute = seconds.rem_euclid(DAY) / 60;
    format!(
        "{year:04}-{month:02}-{day:02} {:02}:{:02}",
        minute / 60,
        minute % 60
    )
}

/// `2026-03-14` or `2026/03/14` at the start of a text, in days since 1970; `None` if there is no such day.
pub fn day_of(bytes: &[u8]) -> Option<i64> {
    let part = |at, digits| number(bytes, at, digits);
    let given = (part(0, 4)?, part(5, 2)?, part(8, 2)?);
    let parted = [4, 7].map(|at| matches!(bytes.get(at), Some(b'-' | b'/')));
    let day = days(given.0, given.1, given.2);
    (parted == [true; 2] && date(day) == given).then_some(day)
}

/// `09:26:53` at the start of a text, in seconds; a leap second may be the last.
pub fn time_of_day(bytes: &[u8]) -> Option<Seconds> {
    let part = |at, most| number(bytes, at, 2).filter(|number| *number <= most);
    let parted = [2, 5].map(|at| bytes.get(at) == Some(&b':'));
    let seconds = part(0, 23)? * 3600 + part(3, 59)? * 60 + part(6, 60)?;
    (parted == [true; 2]).then_some(seconds)
}

/// The month whose short name starts a text, counted from 1.
fn month(bytes: &[u8]) -> Option<i64> {
    let month = MONTHS.iter().position(|month| bytes.starts_with(*month))?;
    Some(month as i64 + 1)
}

fn number(bytes: &[u8], at: usize, digits: usize) -> Option<i64> {
    let digits = bytes.get(at..at + digits)?.iter();
    digits.copied().try_fold(0, |number, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + i64::from(digit - b'0'))
    })
}

/// Days since 1970 of a date in the Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date of a day since 1970.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(stamp: &str, time: &str) {
        let clock = Clock::at(days(2026, 11, 23) * DAY);
        assert_eq!(
            clock.seconds(stamp).map(written).as_deref(),
            Some(time),
            "{stamp}"
        );
    }

    #[test]
    fn stamps_of_every_form_are_read() {
        check("2026-03-14T09:26:53.589793+00:00", "2026-03-14 09:26");
        check("2026-03-14 09:26:53", "2026-03-14 09:26");
        check("Mar 14 09:26:53", "2026-03-14 09:26");
        check("Mar  4 2025 09:26:53", "2025-03-04 09:26");
        check("Sat 2026-03-14 09:26:53 UTC", "2026-03-14 09:26");
        check("Sat Mar 14 09:26:53 2025", "2025-03-14 09:26");
        check("[14/Mar/2025 09:26:53]", "2025-03-14 09:26");
        check("1773480413.589793", "2026-03-14 09:26");
        check("1773480413589", "2026-03-14 09:26");
        check("@4000000069b52a0200000000", "2026-03-14 09:26");
        check("2024-02-29 00:00:00", "2024-02-29 00:00");
    }

    #[test]
    fn a_stamp_without_a_year_is_of_the_past() {
        check("Nov 23 23:59:59", "2026-11-23 23:59");
        check("Dec 31 23:59:59", "2025-12-31 23:59");
    }

    #[test]
    fn what_is_no_stamp_is_none() {
        for text in [
            "",
            "x",
            "@",
            "20",
            "2026-03-1",
            "Mar",
            "Mar 14",
            "Xyz 14 09:26:53",
            "@zz",
            "9223372036854775807",
            "@7fffffffffffffff00000000",
        ] {
            assert_eq!(Clock::at(0).seconds(text), None, "{text}");
        }
    }
}
