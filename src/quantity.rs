//! Numbers as people read them.

use std::fmt::Display;

/// A number with its digits in groups of three: `1,204`.
pub fn grouped(number: impl Display) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with its noun: `1 line`, `1,204 lines`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    let noun = if number == 1 { one } else { many };
    format!("{} {noun}", grouped(number))
}

/// A number in at most four digits, cut off: `9,999`, `12k`, `3M`.
pub fn short(number: u64) -> String {
    match number {
        0..=9_999 => grouped(number),
        10_000..=999_999 => format!("{}k", number / 1_000),
        1_000_000..=999_999_999 => format!("{}M", number / 1_000_000),
        _ => format!("{}G", number / 1_000_000_000),
    }
}

/// A number of bytes in at most three digits: `1.2 GiB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut size = bytes as f64;
    let mut unit = 0;
    while size >= 1000.0 && unit + 1 < UNITS.len() {
        size /= 1024.0;
        unit += 1;
    }
    let decimals = usize::from(unit > 0 && size < 10.0);
    format!("{size:.decimals$} {}", UNITS[unit])
}

/// The rounded percentage.
pub fn percent(count: u64, total: u64) -> u64 {
    (count * 100 + total / 2) / total.max(1)
}

/// The share of a total: `34%`.
pub fn share(count: u64, total: u64) -> String {
    match percent(count, total) {
        0 if count > 0 => "<1%".to_owned(),
        share => format!("{share}%"),
    }
}

/// The same in at least two digits, for rates: `8.7%`, `34%`.
pub fn part(count: u64, total: u64) -> String {
    let tenths = (u128::from(count) * 1000 + u128::from(total / 2)) / u128::from(total.max(1));
    match tenths {
        0 if count > 0 => "<0.1%".to_owned(),
        0 => "0%".to_owned(),
        1..100 => format!("{}.{}%", tenths / 10, tenths % 10),
        _ => share(count, total),
    }
}

#[cfg(test)]
mod tests {
    use super::{counted, grouped, part, share, short, size};

    #[test]
    fn sizes_have_three_digits_at_most() {
        let sizes = [0, 999, 1000, 1 << 20, 1_288_490_188, 850 << 20].map(size);
        assert_eq!(
            sizes,
            ["0 B", "999 B", "1.0 KiB", "1.0 MiB", "1.2 GiB", "850 MiB"]
        );
    }

    #[test]
    fn what_is_there_has_a_share() {
        let shares = [(0, 0), (0, 9), (1, 1000), (1, 3), (9, 9)];
        let shares = shares.map(|(count, total)| share(count, total));
        assert_eq!(shares, ["0%", "0%", "<1%", "33%", "100%"]);
    }

    #[test]
    fn rates_have_two_digits() {
        let rates = [(0, 0), (0, 9), (1, 9999), (1781, 20_450), (1, 3), (9, 9)];
        let rates = rates.map(|(count, total)| part(count, total));
        assert_eq!(rates, ["0%", "0%", "<0.1%", "8.7%", "33%", "100%"]);
    }

    #[test]
    fn short_numbers_fit_into_four_columns() {
        let numbers = [0, 9_999, 10_000, 999_999, 1_000_000, 999_999_999, 1 << 33];
        assert_eq!(
            numbers.map(short),
            ["0", "9,999", "10k", "999k", "1M", "999M", "8G"]
        );
    }

    #[test]
    fn one_of_something_is_singular() {
        let lines = [0, 1, 1204].map(|number| counted(number, "line", "lines"));
        assert_eq!(lines, ["0 lines", "1 line", "1,204 lines"]);
    }

    #[test]
    fn digits_stand_in_groups_of_three() {
        assert_eq!(
            [0, 999, 1204, 100_000, 1_234_567].map(grouped),
            ["0", "999", "1,204", "100,000", "1,234,567"]
        );
    }
}
