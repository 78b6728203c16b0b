//! Parts of an input that are not read, because they exceed the memory that anything should be given.

use std::fmt;

/// Bytes of a line; a longer one arrives in parts.
pub const LONGEST_LINE: usize = 1 << 20;
/// Bytes of a mail. Only the start of a longer one is read: the report comes before the returned original.
pub const LONGEST_MESSAGE: usize = 16 << 20;
/// Fields of a mail's header: more than any program writes into one.
pub const MOST_FIELDS: usize = 1 << 16;
/// How deeply the parts of a mail may be nested; deeper ones are ignored.
pub const DEEPEST_PART: usize = 40;
/// How deeply mails may be nested in mails: reports inside reports are read down to this level.
pub const DEEPEST_MESSAGE: usize = 3;
/// Recipients that are reported of one text.
pub const MOST_RECIPIENTS: usize = 1000;
/// Bytes of a JSON value: an element of an array, or a document that is not an array.
pub const LONGEST_VALUE: usize = 8 << 20;
/// Values in a JSON value.
pub const MOST_VALUES: usize = 1 << 19;

/// Something that was not read completely, and the line at which it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Counted from 1.
    pub line: usize,
    pub limit: Limit,
}

/// Which limit was exceeded, or what is incomplete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The bytes of a line that is not JSON.
    Line,
    /// The bytes of a mail.
    Message,
    /// The fields of a mail's header.
    Header,
    /// How deeply the parts of a mail are nested.
    Parts,
    /// How often a report was passed on.
    Forwarded,
    /// The text of a mail that has to be searched because no fields tell what it reports.
    Text,
    /// The recipients that a text names.
    Recipients,
    /// A report that ends within the fields of a recipient.
    Report,
    /// The bytes of a JSON value, or the number of values in it.
    Value,
    /// What a JSON value repeats for its recipients.
    Repeated,
    /// JSON that ends before its brackets are closed, or continues as something else.
    Torn,
    /// The quotes of a table row that are never closed.
    Quotes,
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
                mebibytes(LONGEST_MESSAGE)
            ),
            Limit::Header => write!(
                f,
                "this message has too many header fields; only the first {} were read",
                MOST_FIELDS
            ),
            Limit::Parts => write!(
                f,
                "parts of this message are nested more than {} deep and were not read",
                DEEPEST_PART
            ),
            Limit::Forwarded => write!(
                f,
                "this message holds messages nested more than {} deep, which were not read",
                DEEPEST_MESSAGE
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
                MOST_RECIPIENTS
            ),
            Limit::Report => {
                write!(f, "this report breaks off; its last recipient was not read")
            }
            Limit::Value => write!(
                f,
                "this JSON value is too large and was not read: more than {} MiB or {} values",
                mebibytes(LONGEST_VALUE),
                MOST_VALUES
            ),
            Limit::Repeated => {
                write!(
                    f,
                    "this JSON repeats too much for its recipients; only the first were read"
                )
            }
            Limit::Quotes => write!(
                f,
                "the quotes of this row are not closed; its lines were read each by itself"
            ),
            Limit::Torn => write!(f, "this JSON breaks off; the rest of it was not read"),
        }
    }
}
