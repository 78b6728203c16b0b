//! Tables whose columns are padded with blanks, as consoles and PowerShell's `Format-Table` print them.

use super::Header;

/// Returns the header of such a table. Names of several words stand further apart than their words; those of
/// PowerShell's properties are one word each.
pub(super) fn header(line: &str) -> Option<Header> {
    if !line.contains("  ") {
        return None;
    }
    let mut pairs = line.as_bytes().windows(2);
    let are_properties =
        pairs.any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    let starts = starts(line, if are_properties { 1 } else { 2 });
    let names = cells(line, &starts)?;
    let header = Header::with(names.iter().map(|name| &**name), b'\t')?;
    Some(Header { starts, ..header })
}

/// Returns where the words behind so many blanks start, counted in characters.
fn starts(line: &str, gap: usize) -> Vec<usize> {
    let mut blanks = gap;
    let mut starts = Vec::new();
    for (at, c) in line.chars().enumerate() {
        if c == ' ' {
            blanks += 1;
            continue;
        }
        if blanks >= gap {
            starts.push(at);
        }
        blanks = 0;
    }
    starts
}

/// Cuts a row where the columns start; `None` if a cell does not end before the next one. PowerShell puts lists into
/// braces.
pub(super) fn cells(line: &str, starts: &[usize]) -> Option<Vec<String>> {
    let chars: Vec<_> = line.trim_end().chars().collect();
    let ends = starts.iter().skip(1).copied().chain([usize::MAX]);
    let cell = |(start, end): (&usize, usize)| {
        let is_apart = *start == 0 || chars.get(start - 1).is_none_or(|c| *c == ' ');
        let cell = chars.get(*start..end.min(chars.len())).unwrap_or_default();
        let cell: String = cell.iter().collect();
        let cell = cell.trim();
        let listed = cell
            .strip_prefix('{')
            .and_then(|cell| cell.strip_suffix('}'));
        is_apart.then(|| listed.unwrap_or(cell).to_owned())
    };
    starts.iter().zip(ends).map(cell).collect()
}
