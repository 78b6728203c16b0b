//! When a line was written, in seconds, according to the log's own clock.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use jiff::{Timestamp, ZonedDateTime};
use std::time::SystemTime;

/// Seconds since 1970 of what a clock shows, ignoring its time zone.
pub type Seconds = i64;

/// The length of a day, in seconds.
pub const DAY: Seconds = 86_400;
/// TAI was ten seconds ahead of UTC in 1970 and is 37 ahead since 2017; TAI64 labels count in TAI.
const TAI_AHEAD: Seconds = 37;
/// The first day of 1982, the year of RFC 821. A stamp from before then, mostly of 1970, is of a clock that nobody set.
const EARLIEST: Seconds = 378_691_200;
/// How many years ago a stamp without a year may be: two February 29ths may be eight years apart (1896, 1904).
const YEARS_BACK: i16 = 8;
const MONTHS: [&[u8; 3]; 12] = [
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];
/// How the names of the months start in other languages, in lower case: `journalctl` writes them in that of its user.
/// German, French, Spanish, Portuguese, Italian, Dutch, Polish, Czech, Russian, Turkish; the Nordic ones start alike.
const ABROAD: [&[&str]; 12] = [
    &["jan", "ene", "gen", "sty", "led", "янв", "oca"],
    &["feb", "fév", "fev", "lut", "úno", "фев", "şub"],
    &["mar", "mär", "mrt", "bře", "мар"],
    &["apr", "avr", "abr", "kwi", "dub", "апр", "nis"],
    &["may", "mai", "maj", "mei", "mag", "kvě", "май", "мая"],
    &["jun", "juin", "giu", "cze", "čen", "июн", "haz"],
    &["jul", "juil", "lug", "lip", "čec", "июл", "tem"],
    &["aug", "aoû", "ago", "sie", "srp", "авг", "ağu"],
    &["sep", "set", "wrz", "zář", "сен", "eyl"],
    &["oct", "okt", "out", "ott", "paź", "říj", "окт", "eki"],
    &["nov", "lis", "ноя", "kas"],
    &[
        "dec", "dez", "déc", "dic", "des", "gru", "pro", "дек", "ara",
    ],
];

/// Reads stamps. Those of RFC 3164 name no year: it is the latest year that does not put the stamp in the future.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    now: Seconds,
}

impl Clock {
    /// Creates a clock for which this is the present.
    pub fn at(now: Seconds) -> Clock {
        Clock { now }
    }

    /// Creates a clock that shows this machine's local time, which logs without a time zone use: `TZ`, else
    /// `/etc/localtime`, else UTC.
    pub fn now() -> Clock {
        Clock::of(SystemTime::now())
    }

    /// Creates a clock that shows what this machine's local time was, or 1970 if that is out of range.
    pub fn of(moment: SystemTime) -> Clock {
        let shown = ZonedDateTime::try_from(moment).ok();
        let shown = shown.and_then(|shown| seconds(shown.datetime()));
        Clock::at(shown.unwrap_or_default())
    }

    /// The time that it shows.
    pub fn shows(self) -> Seconds {
        self.now
    }

    /// Returns the time of a stamp as logs write it; `None` if its form is unknown, or it is before the year 1982 or
    /// beyond 9999.
    pub fn seconds(self, stamp: &str) -> Option<Seconds> {
        self.shown(stamp).filter(|time| *time >= EARLIEST)
    }

    fn shown(self, stamp: &str) -> Option<Seconds> {
        let bytes = stamp.as_bytes();
        match bytes {
            [b'0'..=b'9', _, _, _, b'-' | b'/', ..] => {
                seconds(date(bytes)?.to_datetime(time_of_day(bytes.get(11..)?)?))
            }
            [b'@', digits @ ..] => {
                let digits = std::str::from_utf8(digits.get(..16)?).ok()?;
                let since = u64::from_str_radix(digits, 16).ok()?.checked_sub(1 << 62)?;
                in_range(i64::try_from(since).ok()? - TAI_AHEAD)
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
            // The name of the day precedes the date: `Sat 2026-03-14 09:26:53 UTC`.
            [_, _, _, b' ', b'0'..=b'9', _, _, _, b'-', ..] => self.shown(stamp.get(4..)?),
            // `[14/Mar/2026 09:26:53]`
            [b'[', day @ .., b']'] => {
                let date = Date::new(
                    number(day, 7, 4)?,
                    month(day.get(3..)?)?,
                    number(day, 0, 2)? as i8,
                );
                seconds(date.ok()?.to_datetime(time_of_day(day.get(12..)?)?))
            }
            // The name of the day precedes the month: `Sat Mar 14 09:26:53 2026`.
            [_, _, _, b' ', b'A'..=b'Z', ..] => self.named(bytes.get(4..)?),
            _ => self.named(bytes),
        }
    }

    /// `Mar 14 09:26:53`, `Mar  4 2026 09:26:53`
    fn named(self, bytes: &[u8]) -> Option<Seconds> {
        let (month, bytes) = match month(bytes) {
            Some(month) => (month, bytes.get(3..)?),
            None => month_abroad(bytes)?,
        };
        let day = match bytes.get(1)? {
            b' ' => number(bytes, 2, 1)?,
            _ => number(bytes, 1, 2)?,
        };
        let at = |year, time| seconds(Date::new(year, month, day as i8).ok()?.to_datetime(time));
        let rest = bytes.get(4..)?;
        if rest.get(4) == Some(&b' ') {
            return at(number(rest, 0, 4)?, time_of_day(rest.get(5..)?)?);
        }
        let time = time_of_day(rest)?;
        if let [b' ', year @ ..] = rest.get(8..)? {
            return at(number(year, 0, 4)?, time);
        }
        let this_year = civil(self.now).year();
        // A clock may be ahead of ours, by less than a day.
        (this_year - YEARS_BACK..=this_year)
            .rev()
            .filter_map(|year| at(year, time))
            .find(|time| *time <= self.now + DAY)
    }
}

/// `2026-03-14 09:26`
pub fn written(seconds: Seconds) -> String {
    format!("{} {}", day(seconds), minute(seconds))
}

/// `2026-03-14 09:26:53`
pub fn written_exactly(seconds: Seconds) -> String {
    format!("{} {}", day(seconds), second(seconds))
}

/// `2026-03-14`
pub fn day(seconds: Seconds) -> String {
    let date = civil(seconds);
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// `Mar 14`
pub fn short_day(seconds: Seconds) -> String {
    let date = civil(seconds);
    let month = String::from_utf8_lossy(MONTHS[date.month() as usize - 1]);
    format!("{month} {}", date.day())
}

/// `09:26`
pub fn minute(seconds: Seconds) -> String {
    let time = civil(seconds);
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// `09:26:53`
pub fn second(seconds: Seconds) -> String {
    format!("{}:{:02}", minute(seconds), civil(seconds).second())
}

/// Converts to what the clock shows; beyond jiff's range (the years -9999 and 9999), to its first or last moment.
pub fn civil(seconds: Seconds) -> DateTime {
    let (first, last) = (Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
    let timestamp = Timestamp::from_second(seconds.clamp(first, last));
    Offset::UTC.to_datetime(timestamp.unwrap_or_default())
}

/// Converts from what a clock shows; `None` beyond the year 9999.
pub fn seconds(shown: DateTime) -> Option<Seconds> {
    Some(Offset::UTC.to_timestamp(shown).ok()?.as_second())
}

pub(super) fn in_range(seconds: Seconds) -> Option<Seconds> {
    Some(Timestamp::from_second(seconds).ok()?.as_second())
}

/// Parses `2026-03-14` or `2026/03/14` at the start of a text; `None` if there is no such day. Written by hand for
/// speed: every line of a log has a date.
pub fn date(bytes: &[u8]) -> Option<Date> {
    let is_separated = [4, 7].map(|at| matches!(bytes.get(at), Some(b'-' | b'/')));
    if is_separated != [true; 2] {
        return None;
    }
    let (year, month, day) = (
        number(bytes, 0, 4)?,
        number(bytes, 5, 2)?,
        number(bytes, 8, 2)?,
    );
    Date::new(year, month as i8, day as i8).ok()
}

/// Parses `09:26:53` at the start of a text; a leap second counts as the one before.
pub fn time_of_day(bytes: &[u8]) -> Option<Time> {
    let is_separated = [2, 5].map(|at| bytes.get(at) == Some(&b':'));
    if is_separated != [true; 2] {
        return None;
    }
    let (hour, minute, second) = (
        number(bytes, 0, 2)?,
        number(bytes, 3, 2)?,
        number(bytes, 6, 2)?,
    );
    let second = if second == 60 { 59 } else { second };
    Time::new(hour as i8, minute as i8, second as i8, 0).ok()
}

/// Returns the month whose short name starts a text, counted from 1.
fn month(bytes: &[u8]) -> Option<i8> {
    let month = MONTHS.iter().position(|month| bytes.starts_with(*month))?;
    Some(month as i8 + 1)
}

/// Returns the month whose name in another language starts a text, and what follows its name.
fn month_abroad(bytes: &[u8]) -> Option<(i8, &[u8])> {
    let (name, rest) = bytes.split_at_checked(memchr::memchr(b' ', bytes)?)?;
    let name = std::str::from_utf8(name).ok()?.to_lowercase();
    let is_named = |starts: &&[&str]| starts.iter().any(|start| name.starts_with(start));
    let month = ABROAD.iter().position(is_named)?;
    Some((month as i8 + 1, rest))
}

/// Parses a number of at most four digits.
fn number(bytes: &[u8], at: usize, digits: usize) -> Option<i16> {
    let digits = bytes.get(at..at + digits)?.iter();
    digits.copied().try_fold(0, |number, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + i16::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(stamp: &str, time: &str) {
        let noon = Clock::at(0).seconds("2026-11-23 00:00:00");
        let clock = Clock::at(noon.expect("a time"));
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
        check("Mär 14 09:26:53", "2026-03-14 09:26");
        check("févr.  4 09:26:53", "2026-02-04 09:26");
        check("juil. 04 09:26:53", "2026-07-04 09:26");
        check("июн 14 09:26:53", "2026-06-14 09:26");
        check("Dez 14 09:26:53", "2025-12-14 09:26");
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
        check("Feb 29 12:00:00", "2024-02-29 12:00");
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
            "1970-01-01 00:00:12",
            "Thu Jan  1 00:00:12 1970",
        ] {
            assert_eq!(Clock::at(0).seconds(text), None, "{text}");
        }
    }
}
