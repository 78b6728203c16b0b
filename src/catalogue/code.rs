//! The codes of an entry: single ones, ranges, classes.

use std::fmt;

/// A reply code of RFC 5321 §4.2, or a class of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyPattern {
    /// `550`
    Code(u16),
    /// `5xx`
    Class(u8),
}

/// One enhanced status code (RFC 3463), a range of details, a subject or a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnhancedPattern {
    pub class: u8,
    /// `None` in `5.x.x`.
    pub subject: Option<u16>,
    /// First and last detail; `None` in `5.7.x`.
    pub detail: Option<(u16, u16)>,
}

/// A provider's own code in the text of a reply, or a range of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TagPattern<'a> {
    /// As the catalogue writes it: `TSS04`, `AUP#1310-AUP#1320`.
    pub text: &'a str,
    /// For a range: the length of what precedes the number, the first and the last number.
    pub range: Option<(usize, u32, u32)>,
}

impl ReplyPattern {
    pub fn parse(text: &str) -> Option<ReplyPattern> {
        if let Some(class) = text.strip_suffix("xx") {
            return class
                .parse()
                .ok()
                .filter(|class| (2..=5).contains(class))
                .map(ReplyPattern::Class);
        }
        let code = text.parse().ok().filter(|code| (200..=599).contains(code));
        code.filter(|_| text.len() == 3).map(ReplyPattern::Code)
    }

    pub const fn class(self) -> u8 {
        match self {
            ReplyPattern::Code(code) => (code / 100) as u8,
            ReplyPattern::Class(class) => class,
        }
    }
}

impl EnhancedPattern {
    pub fn parse(text: &str) -> Option<EnhancedPattern> {
        let Some((first, last)) = text.split_once('-') else {
            return Self::parse_one(text);
        };
        let (first, last) = (Self::parse_one(first)?, Self::parse_one(last)?);
        let detail = (first.detail?.0, last.detail?.0);
        let same = first.class == last.class && first.subject == last.subject;
        (same && detail.0 < detail.1).then_some(EnhancedPattern {
            detail: Some(detail),
            ..first
        })
    }

    fn parse_one(text: &str) -> Option<EnhancedPattern> {
        let mut parts = text.split('.');
        let (class, subject, detail) = (parts.next()?, parts.next()?, parts.next()?);
        let class = class
            .parse()
            .ok()
            .filter(|class| matches!(class, 2 | 4 | 5))?;
        let pattern = match (subject, detail) {
            ("x", "x") => EnhancedPattern {
                class,
                subject: None,
                detail: None,
            },
            (subject, "x") => EnhancedPattern {
                class,
                subject: Some(number(subject)?),
                detail: None,
            },
            (subject, detail) => {
                let detail = number(detail)?;
                EnhancedPattern {
                    class,
                    subject: Some(number(subject)?),
                    detail: Some((detail, detail)),
                }
            }
        };
        parts.next().is_none().then_some(pattern)
    }
}

/// A number of one to three digits, as RFC 3463 §2 allows.
fn number(text: &str) -> Option<u16> {
    let digits = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

impl TagPattern<'_> {
    pub fn parse(text: &str) -> TagPattern<'_> {
        TagPattern {
            text,
            range: tag_range(text),
        }
    }

    /// Whether a word is this tag, or one of this range, ignoring case.
    pub fn matches(&self, word: &str) -> bool {
        let Some((prefix, first, last)) = self.range else {
            return self.text.eq_ignore_ascii_case(word);
        };
        let same = word
            .get(..prefix)
            .is_some_and(|start| start.eq_ignore_ascii_case(&self.text[..prefix]));
        let number = same.then(|| word[prefix..].parse::<u32>().ok()).flatten();
        number.is_some_and(|number| (first..=last).contains(&number))
    }
}

/// `AUP#1310-AUP#1320`, `AUP#In-1300-AUP#In-1340` and `AUP#1310-1320` are ranges; `RP-001` is not.
fn tag_range(text: &str) -> Option<(usize, u32, u32)> {
    text.match_indices('-').find_map(|(dash, _)| {
        let (left, right) = (&text[..dash], &text[dash + 1..]);
        let prefix = left.trim_end_matches(|c: char| c.is_ascii_digit());
        let last = right.strip_prefix(prefix).unwrap_or(right);
        let first: u32 = left[prefix.len()..].parse().ok()?;
        last.parse()
            .ok()
            .filter(|last| first < *last)
            .map(|last| (prefix.len(), first, last))
    })
}

impl fmt::Display for ReplyPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReplyPattern::Code(code) => write!(f, "{code}"),
            ReplyPattern::Class(class) => write!(f, "{class}xx"),
        }
    }
}

impl fmt::Display for EnhancedPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let class = self.class;
        match (self.subject, self.detail) {
            (None, _) => write!(f, "{class}.x.x"),
            (Some(subject), None) => write!(f, "{class}.{subject}.x"),
            (Some(subject), Some((first, last))) if first == last => {
                write!(f, "{class}.{subject}.{first}")
            }
            (Some(subject), Some((first, last))) => {
                write!(f, "{class}.{subject}.{first}-{class}.{subject}.{last}")
            }
        }
    }
}
