//! Findings to paste into a ticket or an incident channel.

use crate::bounce::Event;
use crate::catalogue::{Catalogue, Entry, Facts, source_url};
use crate::diagnose::Explained;
use crate::sanitize::sanitize;
use crate::verdict::Verdict;
use std::fmt::Write as _;
use std::io::{self, Write};

pub(super) fn entries(
    out: &mut dyn Write,
    catalogue: &Catalogue,
    entries: &[Entry],
) -> io::Result<()> {
    for (index, found) in entries.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        out.write_all(entry(catalogue, found).as_bytes())?;
    }
    Ok(())
}

/// One entry as Markdown, as the explorer copies it.
pub fn entry(catalogue: &Catalogue, entry: &Entry) -> String {
    let mut text = head(entry, Verdict::of(entry));
    advice(&mut text, catalogue, entry, &Facts::default());
    text
}

/// The entry that explains a bounce. For a rejection by your own server, the receiving side's advice comes first, then
/// what the sender reads.
pub(super) fn diagnosis(catalogue: &Catalogue, explained: &Explained<'_>) -> String {
    let Explained {
        bounce, diagnosis, ..
    } = explained;
    let entry = &diagnosis.entry;
    let head = head(entry, Verdict::of_bounce(explained));
    let mut text = String::new();
    if bounce.event == Event::Rejected {
        text += &head;
        if let Some(receiving) = entry.receiving() {
            let _ = writeln!(text, "{receiving}\n");
        }
        let _ = writeln!(text, "**For the sender.**\n");
    } else {
        if let Some(caution) = diagnosis.caution() {
            let _ = writeln!(text, "*{caution}*\n");
        }
        text += &head;
    }
    advice(&mut text, catalogue, entry, &bounce.facts());
    text
}

fn head(entry: &Entry, verdict: Verdict) -> String {
    format!(
        "### {} · {}\n\n**{}.** {}\n\n",
        entry.label(),
        entry.title,
        verdict.word,
        verdict.sentence()
    )
}

fn advice(text: &mut String, catalogue: &Catalogue, entry: &Entry, facts: &Facts) {
    if let Some(note) = entry.own_note {
        let _ = writeln!(text, "*Yours: {note}*\n");
    }
    if let Some(runbook) = entry.runbook {
        let _ = writeln!(text, "Runbook: <{runbook}>\n");
    }
    let _ = writeln!(text, "{}\n", entry.meaning);
    if let Some(note) = entry.note {
        let _ = writeln!(text, "*Note: {note}*\n");
    }
    for (number, step) in (1..).zip(entry.steps.of(facts)) {
        let _ = writeln!(text, "{number}. {step}");
    }
    for example in entry.examples.iter() {
        let _ = write!(text, "\n{}", block(example));
    }
    let _ = writeln!(text);
    for source in entry.sources.iter() {
        let _ = writeln!(text, "- <{}>", source_url(source));
    }
    let related: Vec<_> = entry
        .related
        .iter()
        .filter_map(|id| catalogue.entry(id))
        .map(|other| format!("{} · {}", other.label(), other.title))
        .collect();
    if !related.is_empty() {
        let _ = writeln!(text, "\nSee also: {}", related.join("; "));
    }
}

/// Strangers' text within a line. In a code span nothing is a link, an image, HTML or a mention.
pub(super) fn code(text: &str) -> String {
    span(&sanitize(text))
}

/// [`code`] for a table cell.
pub(super) fn code_in_cell(text: &str) -> String {
    // A backslash keeps `|` in the cell; renderers disagree about two of them.
    let text = sanitize(text).replace("\\|", "\\u{5c}|");
    span(&text.replace('|', "\\|"))
}

/// Whether [`code_in_cell`] can show this text as it is.
pub(super) fn fits_cell(text: &str) -> bool {
    !text.contains("\\|")
}

/// Strangers' text on a line of its own, as a block of code.
pub(super) fn block(text: &str) -> String {
    let text = sanitize(text);
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    format!("{fence}\n{text}\n{fence}\n")
}

/// The catalogue's own text for a table cell.
pub(super) fn cell(text: &str) -> String {
    text.replace('\\', "\\\\").replace('|', "\\|")
}

/// A code span whose fence is longer than any run of backticks in it (CommonMark §6.1).
fn span(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(text) + 1);
    // Renderers strip one blank from both ends, unless the span holds only blanks.
    let is_stripped = text.starts_with(' ') && text.ends_with(' ') && !text.trim().is_empty();
    let needs_blanks = is_stripped || text.starts_with('`') || text.ends_with('`');
    let blank = if needs_blanks { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// The length of the longest run of backticks.
fn longest_run(text: &str) -> usize {
    let runs = text.split(|c| c != '`').map(str::len);
    runs.max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_own_code() {
        for (text, shown) in [
            ("jo@example.org", "`jo@example.org`"),
            ("jo`[x](http://x)", "``jo`[x](http://x)``"),
            ("`jo`", "`` `jo` ``"),
            ("a``b```c", "````a``b```c````"),
            (" jo ", "`  jo  `"),
            (" jo", "` jo`"),
            ("  ", "`  `"),
            ("", ""),
            ("a|b", "`a|b`"),
        ] {
            assert_eq!(code(text), shown);
        }
        assert_eq!(block("550 no"), "```\n550 no\n```\n");
        assert_eq!(block("550 ```\n# x"), "````\n550 ```␊# x\n````\n");
    }

    #[test]
    fn no_text_ends_its_cell() {
        assert_eq!(code_in_cell("a|`b"), "``a\\|`b``");
        assert_eq!(code_in_cell("a\\|b"), "`a\\u{5c}\\|b`");
        assert_eq!(cell("a|b\\|c"), "a\\|b\\\\\\|c");
    }
}
