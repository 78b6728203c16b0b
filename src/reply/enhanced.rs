//! Enhanced status codes (RFC 3463).

use serde::{Serialize, Serializer};
use std::error::Error;
use std::fmt;
use std::str::FromStr;

/// An enhanced status code, `5.7.26` (RFC 3463 §2): a class (2, 4 or 5), a subject and a detail, each at most 999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnhancedCode {
    pub class: u8,
    pub subject: u16,
    pub detail: u16,
}

impl EnhancedCode {
    /// Whether it is about the sender's address: bad syntax (`x.1.7`) or no such system (`x.1.8`, RFC 3463 §3.2).
    pub fn is_of_sender(self) -> bool {
        matches!((self.subject, self.detail), (1, 7 | 8))
    }
}

impl fmt::Display for EnhancedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

impl FromStr for EnhancedCode {
    type Err = NoEnhancedCode;

    /// Parses `5.7.26`. Any other text, be it longer or shorter, is an error.
    fn from_str(text: &str) -> Result<EnhancedCode, NoEnhancedCode> {
        let (mut numbers, mut index, mut digits) = ([0, 0, 0], 0, 0);
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' if digits < 3 => {
                    numbers[index] = numbers[index] * 10 + u16::from(byte - b'0');
                    digits += 1;
                }
                b'.' if digits > 0 && index < 2 => (index, digits) = (index + 1, 0),
                _ => return Err(NoEnhancedCode),
            }
        }
        let [class, subject, detail] = numbers;
        if index < 2 || digits == 0 || !matches!(class, 2 | 4 | 5) {
            return Err(NoEnhancedCode);
        }
        Ok(EnhancedCode {
            class: class as u8,
            subject,
            detail,
        })
    }
}

impl Serialize for EnhancedCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The error for a text that is not an enhanced status code (RFC 3463 §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoEnhancedCode;

impl fmt::Display for NoEnhancedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "an enhanced status code is three numbers, such as 5.7.26, the first of which is 2, 4 or 5",
        )
    }
}

impl Error for NoEnhancedCode {}
