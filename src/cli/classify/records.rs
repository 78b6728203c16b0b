//! Finds the record in a line, and what else is written with its answer.

use crate::bounce::json;
use memchr::{memchr, memrchr};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::num::NonZeroUsize;

/// How lines hold records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum From {
    /// Tab-separated cells, the last of which is the reply
    #[default]
    Tsv,
    /// One JSON object per line
    Jsonl,
    /// The line is the reply
    Lines,
}

/// The members of a JSON object as written, in order.
pub(super) struct Members<'a>(pub Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members<'a>, D::Error> {
        struct Each;

        impl<'de> Visitor<'de> for Each {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some((Key(name), value)) = map.next_entry()? {
                    members.push((name, value));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Each)
    }
}

/// A name, borrowed if it has no escapes.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// A line of JSON as text that can be parsed, if it is an object.
pub(super) fn object(line: &[u8]) -> Option<Cow<'_, str>> {
    let is_object = |text: &str| serde_json::from_str::<Members<'_>>(text).is_ok();
    let text = String::from_utf8_lossy(line);
    if is_object(&text) {
        return Some(text);
    }
    // Some programs copy a server's words without escaping them.
    let repaired = json::repaired(&text).into_owned();
    is_object(&repaired).then_some(Cow::Owned(repaired))
}

/// Where in an object the reply is: names and indices separated by dots, or a JSON pointer (RFC 6901).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path(Vec<String>);

impl Path {
    /// Reads a path; any text is one.
    pub fn of(text: &str) -> Path {
        let steps = match text.strip_prefix('/') {
            Some(pointer) => pointer
                .split('/')
                .map(|step| step.replace("~1", "/").replace("~0", "~"))
                .collect(),
            None => text.split('.').map(str::to_owned).collect(),
        };
        Path(steps)
    }

    /// Returns the record at this path: the text of a string, or anything else as written; `None` for `null`.
    pub(super) fn find(&self, object: &str) -> Option<String> {
        let mut at = object;
        for step in &self.0 {
            at = if at.starts_with('[') {
                let items: Vec<&RawValue> = serde_json::from_str(at).ok()?;
                items.get(step.parse::<usize>().ok()?)?.get()
            } else {
                let Members(members) = serde_json::from_str(at).ok()?;
                let mut named = members.iter().filter(|(name, _)| name == step);
                named.next_back()?.1.get()
            };
        }
        if at.starts_with('"') {
            json::values::<String>(at).ok()?.pop()
        } else {
            Some(at.to_owned()).filter(|text| text != "null")
        }
    }
}

/// Splits a line before its last cell; the tab stays with the cells before it.
pub(super) fn last_cell(line: &[u8]) -> (&[u8], &[u8]) {
    line.split_at(memrchr(b'\t', line).map_or(0, |tab| tab + 1))
}

/// Returns cell number `column`, counted from 1, without escapes; `None` if it is missing, empty or NULL.
pub(super) fn cell(cells: &[u8], column: NonZeroUsize) -> Option<String> {
    let cells = cells.strip_suffix(b"\t")?;
    let cell = cells.split(|byte| *byte == b'\t').nth(column.get() - 1)?;
    let cell = String::from_utf8_lossy(&unescaped(cell)).into_owned();
    (!cell.is_empty()).then_some(cell)
}

/// Undoes the escapes of ClickHouse or PostgreSQL in a cell. NULL is empty.
pub(super) fn unescaped(cell: &[u8]) -> Cow<'_, [u8]> {
    if cell == br"\N" {
        return Cow::Borrowed(b"");
    }
    let Some(mut at) = memchr(b'\\', cell) else {
        return Cow::Borrowed(cell);
    };
    let mut text = Vec::with_capacity(cell.len());
    text.extend_from_slice(&cell[..at]);
    while at < cell.len() {
        let meant = match cell[at..] {
            [b'\\', next, ..] => escape(next),
            _ => None,
        };
        text.push(meant.unwrap_or(cell[at]));
        at += 1 + usize::from(meant.is_some());
    }
    Cow::Owned(text)
}

/// Returns what a backslash and this letter mean; `None` if the backslash is literal.
fn escape(letter: u8) -> Option<u8> {
    Some(match letter {
        b't' => b'\t',
        b'n' => b'\n',
        b'r' => b'\r',
        b'0' => b'\0',
        b'b' => 8,
        b'f' => 12,
        b'\\' | b'\'' => letter,
        _ => return None,
    })
}
