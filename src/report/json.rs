//! Findings for programs: one object per line. The fields are stable and documented in `docs/output.md`.

use crate::catalogue::{Entry, source_url};
use crate::sanitize::{is_plain, pieces};
use crate::verdict::Verdict;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;
use std::borrow::Cow;
use std::io::{self, BufWriter, Write};

/// An entry. A field without a value is `null` or an empty list.
#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    provider: &'a str,
    provider_name: &'a str,
    reply: Vec<String>,
    enhanced: Vec<String>,
    tag: Vec<&'a str>,
    outcome: &'a str,
    category: &'a str,
    reason: &'a str,
    action: &'a str,
    verdict: String,
    title: &'a str,
    meaning: &'a str,
    steps: Vec<Cow<'a, str>>,
    examples: Vec<&'a str>,
    related: Vec<&'a str>,
    sources: Vec<String>,
    note: Option<&'a str>,
    checked: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    own_note: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runbook: Option<&'a str>,
}

pub(super) fn entries(out: &mut dyn Write, entries: &[Entry]) -> io::Result<()> {
    for entry in entries {
        let record = Record {
            id: entry.id,
            provider: entry.provider.id,
            provider_name: entry.provider.name,
            reply: entry.reply.iter().map(ToString::to_string).collect(),
            enhanced: entry.enhanced.iter().map(ToString::to_string).collect(),
            tag: entry.tags.iter().collect(),
            outcome: entry.outcome.id(),
            category: entry.category().id,
            reason: entry.reason.id,
            action: entry.action.id(),
            verdict: Verdict::of(entry).sentence(),
            title: entry.title,
            meaning: entry.meaning,
            steps: entry.steps.iter().collect(),
            examples: entry.examples.iter().collect(),
            related: entry.related.iter().collect(),
            sources: entry.sources.iter().map(source_url).collect(),
            note: entry.note,
            checked: entry.checked,
            own_note: entry.own_note,
            runbook: entry.runbook,
        };
        line(out, &record)?;
    }
    Ok(())
}

/// Writes a value on a line of its own. JSON comes in very small pieces, which are gathered before they reach `out`.
pub(super) fn line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 12, out);
    write(&mut out, value)?;
    writeln!(out)?;
    // Unlike `flush`, this leaves it to the caller when `out` itself is flushed.
    out.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(())
}

pub(crate) fn write(out: &mut impl Write, value: &(impl Serialize + ?Sized)) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, Harmless))?;
    Ok(())
}

/// Escapes characters that JSON allows but that no terminal should see: DEL, C1 controls, bidirectional overrides,
/// invisible characters.
struct Harmless;

impl Formatter for Harmless {
    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if is_plain(fragment) {
            return out.write_all(fragment.as_bytes());
        }
        for (piece, refused) in pieces(fragment) {
            out.write_all(piece.as_bytes())?;
            refused.map_or(Ok(()), |c| write_escaped(out, c))?;
        }
        Ok(())
    }
}

/// Writes a character as JSON escapes it: `\u202e`.
pub(crate) fn write_escaped<W: Write + ?Sized>(out: &mut W, c: char) -> io::Result<()> {
    let mut units = [0; 2];
    let mut units = c.encode_utf16(&mut units).iter();
    units.try_for_each(|unit| write!(out, "\\u{unit:04x}"))
}
