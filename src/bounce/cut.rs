//! What of an input is not read, because it is longer than anything that memory should be given for.

use super::lines::LONGEST_LINE;
use super::{json, message, read};
use std::fmt;

/// Something that was not read as a whole, and the line at which it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Counted from 1.
    pub line: usize,
    pub limit: Limit,
}

/// What was too much, or too little.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The bytes of a line that is no JSON.
    Line,
    /// The bytes of a mail.
    Message,
    /// The fields of a mail's header.
    Header,
    /// How deep the parts of a mail are nested.
    Parts,
    /// How often a report was passed on.
    Forwarded,
    /// The text of a mail that has to be read because no fields say what it says.
    Text,
    /// The recipients that a text names.
    Recipients,
    /// The bytes of a JSON value, or how many values are in it.
    Value,
    /// What one JSON value repeats for its recipients.
    Repeated,
    /// JSON that ends before its brackets are closed, or goes on as something else.
    Torn,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mebibytes = |bytes: usize| bytes >> 20;
        match self {
            Limit::Line => write!(
                f,
                "this line is too long; only its first {} MiB were read",
                mebibytes(LONGEST_LINE)
            ),
            Limit::Message => write!(
                f,
                "this message is too long; only its first {} MiB were read",
                mebibytes(read::LONGEST_MESSAGE)
            ),
            Limit::Header => write!(
                f,
                "this message has too many header fields; only the first {} were read",
                message::MOST_FIELDS
            ),
            Limit::Parts => write!(
                f,
                "parts of this message are nested more than {} deep and were not read",
                message::DEEPEST_PART
            ),
            Limit::Forwarded => write!(
                f,
                "this message holds messages nested more than {} deep, which were not read",
                message::DEEPEST
            ),
            Limit::Text => {
                write!(
                    f,
                    "the text of this message is too long; only its start was read"
                )
            }
            Limit::Recipients => write!(
                f,
                "the text of this message names too many recipients; only the first {} were read",
                message::MOST_RECIPIENTS
            ),
            Limit::Value => write!(
                f,
                "this JSON value is too large and was not read: more than {} MiB or {} values",
                mebibytes(json::LONGEST),
                json::MOST_VALUES
            ),
            Limit::Repeated => {
                write!(
                    f,
                    "this JSON repeats too much for its recipients; only the first were read"
                )
            }
            Limit::Torn => write!(f, "this JSON breaks off; the rest of it was not read"),
        }
    }
}
