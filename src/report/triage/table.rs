//! The rows of a report as a table, in text and in Markdown.

use super::Style;
use super::rows::Row;
use crate::quantity::{grouped, share};
use crate::report::markdown::{cell, code_in_cell};
use crate::sanitize::sanitize;
use crate::triage::timeline::bars;
use std::io::{self, Write};

/// The longest bar, in columns.
const LONGEST_BAR: u128 = 40;

/// Writes the rows; `attempts` is the total for their shares.
pub(super) fn table(
    out: &mut dyn Write,
    attempts: u64,
    rows: &[Row],
    style: Style,
) -> io::Result<()> {
    if style == Style::Markdown {
        let last = if rows.iter().any(|row| row.attempt_counts.is_some()) {
            "of how many"
        } else {
            "where"
        };
        writeln!(
            out,
            "| {} | share | trend | what | action | when | {last} |",
            counted_word(rows)
        )?;
        writeln!(out, "|---:|---:|---|---|---|---|---|")?;
    }
    let most = rows.iter().map(|row| row.count).max().unwrap_or_default();
    for row in rows {
        let count = grouped(row.count);
        let trend = if row.is_time {
            bar(row.count, most)
        } else {
            bars(&row.trend)
        };
        let when = row.when.as_deref();
        let action = row.action.map_or("", |action| action.title());
        let share = share(row.count, attempts);
        match style {
            Style::Markdown => {
                let label = if row.is_name {
                    code_in_cell(&row.label)
                } else {
                    cell(&row.label)
                };
                let when = when.unwrap_or_default();
                let place = if let Some(attempt_counts) = row.attempt_counts {
                    attempt_counts.rate(row.count)
                } else {
                    domains(row, code_in_cell)
                };
                writeln!(
                    out,
                    "| {count} | {share} | {trend} | {label} | {action} | {when} | {place} |",
                )?;
            }
            Style::Text => {
                let (trend, label) = (format!("  {trend}"), format!("  {}", sanitize(&row.label)));
                let parts = match (trend.trim(), row.is_time) {
                    ("", _) => label,
                    // Bars of different lengths come last, so that the labels stay aligned.
                    (_, true) => label + &trend,
                    (_, false) => trend + &label,
                };
                writeln!(out, "{count:>9} {share:>4}{parts}")?;
                if let Some(attempt_counts) = row.attempt_counts {
                    writeln!(out, "{:>16}{}", "", attempt_counts.rate(row.count))?;
                }
                if row.action.is_some() {
                    let when = when.map(|when| format!(", {when}")).unwrap_or_default();
                    writeln!(out, "{:>31}{action}{when}", "")?;
                }
                if !row.domains.is_empty() {
                    let domains = domains(row, |name| sanitize(name).into_owned());
                    writeln!(out, "{:>31}at {domains}", "")?;
                }
            }
        }
    }
    Ok(())
}

/// What the rows of a table count.
pub(super) fn counted_word(rows: &[Row]) -> &'static str {
    if rows.iter().any(|row| row.is_rejected) {
        "rejected"
    } else {
        "attempts"
    }
}

/// A bar for a count; that of the greatest count is the longest, and no count above zero is invisible.
fn bar(count: u64, most: u64) -> String {
    let eighths = (u128::from(count) * 8 * LONGEST_BAR).div_ceil(u128::from(most.max(1)));
    let (whole, rest) = ((eighths / 8) as usize, (eighths % 8) as usize);
    let part = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][rest];
    "█".repeat(whole) + part
}

/// `example.org 80%, example.net 20%`
pub(super) fn domains(row: &Row, quoted: impl Fn(&str) -> String) -> String {
    let domains = row.domains.iter();
    let domains = domains.map(|(name, share)| format!("{} {share}", quoted(name)));
    domains.collect::<Vec<_>>().join(", ")
}
