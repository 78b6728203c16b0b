//! How an answer is written.

use super::columns::{Column, Value};
use super::records::{Members, unescaped};
use crate::report::{write_escaped, write_json};
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

/// How answers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum To {
    /// Tab-separated cells, after those of the input
    Tsv,
    /// One JSON object per line: that of the input, with the answer as `bounce`
    Jsonl,
    /// One tuple per line, for ClickHouse's TabSeparated
    Tuple,
    /// One object per line, with the answer as `result`, for ClickHouse's JSONEachRow
    Result,
}

/// The start of the name of a cell without one: `c1`, `c2`.
const CELL: &str = "c";

/// The names of cells, no two alike.
#[derive(Debug, Default)]
pub(super) struct Names {
    names: Vec<String>,
    /// All names, and the last number that was appended to each.
    used: HashMap<String, u64>,
}

impl Names {
    /// Reads the names of a header. One that is taken, also by the answer, gets a number.
    pub(super) fn of(header: &[u8], answer: &str) -> Names {
        let mut names = Names {
            names: Vec::new(),
            used: HashMap::from([(answer.to_owned(), 1)]),
        };
        let cells = header.strip_suffix(b"\t").into_iter();
        for cell in cells.flat_map(|cells| cells.split(|byte| *byte == b'\t')) {
            let mut name = String::from_utf8_lossy(&unescaped(cell)).into_owned();
            while let Some(number) = next(&mut names.used, &name) {
                name = format!("{name}_{number}");
            }
            names.used.insert(name.clone(), 1);
            names.names.push(name);
        }
        names
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The name of a cell, by its index.
    fn get(&self, index: usize) -> Cow<'_, str> {
        if let Some(name) = self.names.get(index) {
            return name.into();
        }
        let mut name = format!("{CELL}{}", index + 1);
        while self.used.contains_key(&name) {
            name.push('_');
        }
        name.into()
    }
}

/// The number to append to a name, if it is in use.
fn next(used: &mut HashMap<String, u64>, name: &str) -> Option<u64> {
    let number = used.get_mut(name)?;
    *number += 1;
    Some(*number)
}

/// Writes an answer as cells; the line is not ended.
pub(super) fn cells(out: &mut Vec<u8>, values: &[Value<'_>]) {
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            out.push(b'\t');
        }
        if let Value::Word(word) = value {
            out.extend_from_slice(word.as_bytes());
        } else {
            escaped(out, &value.text(), b"\\");
        }
    }
}

/// Writes an answer as ClickHouse writes tuples.
pub(super) fn tuple(out: &mut Vec<u8>, values: &[Value<'_>]) {
    out.push(b'(');
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        match value {
            Value::None => out.extend_from_slice(b"NULL"),
            Value::List(parts) => {
                out.push(b'[');
                for (index, part) in parts.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    quoted(out, &Value::Text((*part).into()));
                }
                out.push(b']');
            }
            Value::Code(_) | Value::Enhanced(_) | Value::Word(_) | Value::Text(_) => {
                quoted(out, value);
            }
        }
    }
    // Without the comma, a tuple of one would be a value in brackets.
    if values.len() == 1 {
        out.push(b',');
    }
    out.push(b')');
}

fn quoted(out: &mut Vec<u8>, value: &Value<'_>) {
    out.push(b'\'');
    escaped(out, &value.text(), b"\\'");
    out.push(b'\'');
}

/// Writes a sanitized text, with a backslash before each of these bytes.
fn escaped(out: &mut Vec<u8>, text: &str, marks: &[u8]) {
    for byte in text.bytes() {
        if marks.contains(&byte) {
            out.push(b'\\');
        }
        out.push(byte);
    }
}

/// Writes an answer as a JSON object.
pub(super) fn object(
    out: &mut Vec<u8>,
    columns: &[Column],
    values: &[Value<'_>],
) -> io::Result<()> {
    out.push(b'{');
    for (index, (column, value)) in columns.iter().zip(values).enumerate() {
        let comma = if index > 0 { "," } else { "" };
        write!(out, "{comma}\"{}\":", column.id())?;
        match value {
            Value::None => out.extend_from_slice(b"null"),
            Value::Code(code) => write!(out, "\"{code}\"")?,
            Value::Enhanced(code) => write!(out, "\"{code}\"")?,
            Value::Word(word) => write!(out, "\"{word}\"")?,
            Value::Text(text) => write_json(out, text)?,
            Value::List(parts) => write_json(out, parts)?,
        }
    }
    out.push(b'}');
    Ok(())
}

/// Writes cells as the first members of an object.
pub(super) fn named_cells(out: &mut Vec<u8>, names: &Names, keys: &[u8]) -> io::Result<()> {
    let cells = keys.strip_suffix(b"\t").into_iter();
    let cells = cells.flat_map(|keys| keys.split(|byte| *byte == b'\t'));
    for (index, cell) in cells.enumerate() {
        write_json(out, &*names.get(index))?;
        out.push(b':');
        if cell == br"\N" {
            out.extend_from_slice(b"null");
        } else {
            write_json(out, &String::from_utf8_lossy(&unescaped(cell)))?;
        }
        out.push(b',');
    }
    Ok(())
}

/// Writes a text as the first member of an object.
pub(super) fn member(out: &mut Vec<u8>, name: &str, text: &[u8]) -> io::Result<()> {
    write!(out, "\"{name}\":")?;
    write_json(out, &String::from_utf8_lossy(text))?;
    out.push(b',');
    Ok(())
}

/// Writes the members of another object as the first ones, without those of this name.
pub(super) fn members(out: &mut Vec<u8>, members: &Members<'_>, except: &str) -> io::Result<()> {
    let kept = members.0.iter().filter(|(name, _)| name != except);
    for (name, value) in kept {
        write_json(out, name)?;
        out.push(b':');
        harmless_json(out, value.get())?;
        out.push(b',');
    }
    Ok(())
}

/// Copies a JSON value, except for what must not reach a terminal: in strings JSON can escape it, and elsewhere it is
/// white space.
fn harmless_json(out: &mut Vec<u8>, value: &str) -> io::Result<()> {
    for (piece, refused) in crate::sanitize::pieces(value) {
        out.extend_from_slice(piece.as_bytes());
        match refused {
            Some('\t' | '\r' | '\n') => out.push(b' '),
            Some(c) => write_escaped(out, c)?,
            None => {}
        }
    }
    Ok(())
}
