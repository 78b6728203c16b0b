//! Numbers as people read them.

use std::fmt::Display;

/// A number with its digits in groups of three: `1,204`.
pub fn grouped(number: impl Display) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn digits_stand_in_groups_of_three() {
        assert_eq!(
            [0, 999, 1204, 100_000, 1_234_567].map(grouped),
            ["0", "999", "1,204", "100,000", "1,234,567"]
        );
    }
}
