//! Findings for spreadsheets.

use crate::catalogue::{Entry, source_url};
use crate::sanitize::sanitize;
use std::io::{self, Write};

const COLUMNS: &str = "id,provider,reply,enhanced,tag,outcome,category,reason,action,title,meaning,steps,sources,note";

pub(super) fn entries(out: &mut dyn Write, entries: &[Entry]) -> io::Result<()> {
    writeln!(out, "{COLUMNS}")?;
    for entry in entries {
        let sources: Vec<_> = entry.sources.iter().map(source_url).collect();
        let cells = [
            entry.id,
            entry.provider.id,
            &entry.reply_codes(),
            &entry.enhanced_codes(),
            &entry.tags.join(" "),
            entry.outcome.id(),
            entry.category().id,
            entry.reason.id,
            entry.action.id(),
            entry.title,
            entry.meaning,
            &entry.steps.iter().collect::<Vec<_>>().join(" "),
            &sources.join(" "),
            entry.note.unwrap_or_default(),
        ];
        row(out, &cells)?;
    }
    Ok(())
}

/// Writes a row (RFC 4180). No cell acts on a terminal, and none is taken for a formula by a spreadsheet.
pub(super) fn row(out: &mut dyn Write, cells: &[&str]) -> io::Result<()> {
    let mut line = String::new();
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            line.push(',');
        }
        add(&mut line, &sanitize(cell));
    }
    writeln!(out, "{line}")
}

/// Adds a cell, quoted if it needs to be. What a spreadsheet would take for a formula starts with an apostrophe.
fn add(line: &mut String, cell: &str) {
    let is_quoted = cell.contains(['"', ',', '\n', '\r']);
    if is_quoted {
        line.push('"');
    }
    if is_formula(cell) {
        line.push('\'');
    }
    if is_quoted {
        line.push_str(&cell.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(cell);
    }
}

/// Whether a spreadsheet would take a cell for a formula. Some skip leading blanks, and some accept full-width signs.
pub(super) fn is_formula(cell: &str) -> bool {
    const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    cell.starts_with(['\t', '\r']) || cell.trim_start().starts_with(SIGNS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_found_behind_blanks_and_in_full_width() {
        for sign in ["=", "+", "-", "@", "＝", "＋", "－", "＠"] {
            for blanks in ["", " ", "\n", "\u{a0}\u{3000}"] {
                let cell = format!("{blanks}{sign}1");
                assert!(is_formula(&cell), "{cell:?}");
            }
        }
        assert!(is_formula("\t1") && is_formula("\r1"));
        for cell in ["", " ", "1=1", "jo@example.org", " jo", "'=1"] {
            assert!(!is_formula(cell), "{cell:?}");
        }
    }
}
