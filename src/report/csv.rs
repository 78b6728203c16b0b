//! Findings for spreadsheets.

use crate::catalogue::{Entry, source_url};
use std::borrow::Cow;
use std::io::{self, Write};

pub(super) fn entries(out: &mut impl Write, entries: &[Entry]) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    rows.write_record([
        "id", "provider", "reply", "enhanced", "tag", "outcome", "category", "reason", "action",
        "title", "meaning", "steps", "sources", "note",
    ])
    .map_err(plain)?;
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
        row(&mut rows, cells)?;
    }
    rows.flush()
}

/// Writes a row of cells, none of which a spreadsheet takes for a formula.
pub(super) fn row<W: Write, const N: usize>(
    table: &mut csv::Writer<W>,
    cells: [&str; N],
) -> io::Result<()> {
    let cells = cells.map(|cell| defused(cell).into_owned());
    table.write_record(cells).map_err(plain)
}

/// A cell that a spreadsheet would take for a formula starts with an apostrophe instead.
fn defused(cell: &str) -> Cow<'_, str> {
    if is_formula(cell) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// Whether a spreadsheet would take a cell for a formula. Some look behind blanks, and some read full-width signs.
pub(super) fn is_formula(cell: &str) -> bool {
    const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    cell.starts_with(['\t', '\r']) || cell.trim_start().starts_with(SIGNS)
}

/// The error of the writer beneath, so that a closed pipe is still known as one.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the kinds are the csv crate's"
)]
pub(super) fn plain(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_found_behind_blanks_and_in_full_width() {
        for cell in [
            "=1",
            "+1",
            "-1",
            "@x",
            "＝1",
            "＋1",
            "－1",
            "＠x",
            "\t1",
            "\r1",
            " =1",
            "\u{a0}\u{3000}=1",
            "\n＠x",
        ] {
            assert!(is_formula(cell), "{cell:?}");
        }
        for cell in ["", " ", "1=1", "jo@example.org", " jo", "'=1"] {
            assert!(!is_formula(cell), "{cell:?}");
        }
    }
}
