//! The columns of an answer, by the names that users ask for. A name never changes its meaning.

use crate::bounce::Bounce;
use crate::catalogue::terms::words;
use crate::classify::Answer;
use crate::diagnose::Diagnosis;
use crate::reply::EnhancedCode;
use crate::sanitize::sanitize;
use crate::triage::masked;
use std::borrow::Cow;
use std::str::FromStr;

words! {
    /// One cell of an answer, with the name that `explain --json` uses for the same thing.
    Column, "column" {
        Reply = "reply",
        Enhanced = "enhanced",
        Provider = "provider",
        Entry = "entry",
        Reason = "reason",
        Category = "category",
        Action = "action",
        Outcome = "outcome",
        Confidence = "confidence",
        Title = "title",
        Evidence = "evidence",
        Template = "template",
        Event = "event",
    }
}

/// How many of them are the default.
const DEFAULT: usize = 9;
/// The reason of a record in which nothing is recognised.
const UNKNOWN: &str = "unknown";

/// The columns of an answer, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns(pub Vec<Column>);

impl Default for Columns {
    fn default() -> Columns {
        Columns(Column::ALL[..DEFAULT].to_vec())
    }
}

impl FromStr for Columns {
    type Err = String;

    /// Reads names with commas or blanks between them.
    fn from_str(text: &str) -> Result<Columns, String> {
        let mut columns = Vec::new();
        let names = text.split([',', ' ']).filter(|name| !name.is_empty());
        for name in names {
            let Ok(column) = name.parse() else {
                let all: Vec<_> = Column::ALL.iter().map(|column| column.id()).collect();
                let all = all.join(", ");
                return Err(format!("there is no column `{name}`; there are {all}"));
            };
            if columns.contains(&column) {
                return Err(format!("column `{name}` is named twice"));
            }
            columns.push(column);
        }
        if columns.is_empty() {
            return Err("names no column".to_owned());
        }
        Ok(Columns(columns))
    }
}

/// The content of a cell.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// Not known.
    None,
    Code(u16),
    Enhanced(EnhancedCode),
    /// An id of the catalogue or one of our own words: letters, digits and hyphens.
    Word(&'a str),
    Text(Cow<'a, str>),
    List(Vec<&'a str>),
}

impl Column {
    /// Whether it holds several values.
    pub(super) fn is_list(self) -> bool {
        self == Column::Evidence
    }

    /// Whether it needs the whole diagnosis, which is not cached from one record to the next.
    pub(super) fn is_of_text(self) -> bool {
        matches!(self, Column::Evidence | Column::Template)
    }

    /// Its value; `answer` is `None` if nothing was recognised.
    pub(super) fn value<'a>(
        self,
        answer: Option<&Answer>,
        found: Option<&'a (Bounce<'static>, Diagnosis)>,
    ) -> Value<'a> {
        let Some(answer) = answer else {
            return if self == Column::Reason {
                Value::Word(UNKNOWN)
            } else if self.is_list() {
                Value::List(Vec::new())
            } else {
                Value::None
            };
        };
        match self {
            Column::Reply => answer.reply.map_or(Value::None, Value::Code),
            Column::Enhanced => answer.enhanced.map_or(Value::None, Value::Enhanced),
            Column::Provider => answer.provider.map_or(Value::None, Value::Word),
            Column::Entry => Value::Word(answer.entry),
            Column::Reason => Value::Word(answer.reason),
            Column::Category => Value::Word(answer.category),
            Column::Action => Value::Word(answer.action.id()),
            Column::Outcome => Value::Word(answer.outcome.id()),
            Column::Confidence => Value::Word(answer.confidence.id()),
            Column::Event => Value::Word(answer.event.id()),
            Column::Title => Value::Text(answer.title.into()),
            Column::Evidence => Value::List(found.map(evidence).unwrap_or_default()),
            Column::Template => found.map_or(Value::None, |(_, diagnosis)| {
                Value::Text(masked(&diagnosis.reply_line()).into())
            }),
        }
    }
}

/// The parts of the reply's text that support the entry.
fn evidence<'a>((_, diagnosis): &'a (Bounce<'static>, Diagnosis)) -> Vec<&'a str> {
    let parts = diagnosis.evidence.iter().cloned();
    parts
        .filter_map(|range| diagnosis.reply.text.get(range))
        .collect()
}

impl Value<'_> {
    /// The value as text that is safe on a terminal, for formats without escapes of their own.
    pub(super) fn text(&self) -> Cow<'_, str> {
        match self {
            Value::None => Cow::Borrowed(""),
            Value::Code(code) => code.to_string().into(),
            Value::Enhanced(code) => code.to_string().into(),
            Value::Word(word) => Cow::Borrowed(*word),
            Value::Text(text) => sanitize(text),
            Value::List(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| sanitize(part)).collect();
                parts.join(" … ").into()
            }
        }
    }
}
