//! The list of what fails in logs, as the breakdown counts it.

use super::{Heading, Row};
use crate::catalogue::{Catalogue, ProviderId};
use crate::triage::By;
use crate::triage::breakdown::{Breakdown, Group};

/// Returns the rows of what was found under a tab, under the headings of its groups. By cause there are no groups,
/// except for rejections.
pub(super) fn rows(
    breakdown: &mut Breakdown,
    catalogue: &Catalogue,
    found: &[usize],
    tab: Option<ProviderId>,
) -> Vec<Row> {
    let mut rows = Vec::new();
    for section in breakdown.list(catalogue, found, tab) {
        let heading = if section.group == Group::Rejected {
            Some(Heading::Rejected)
        } else {
            (breakdown.by != By::Cause).then_some(Heading::Group(section.group))
        };
        let attempts = section.attempts as usize;
        rows.extend(heading.map(|heading| Row::Heading(heading, attempts)));
        rows.extend(section.rows.into_iter().map(Row::Failure));
    }
    rows
}

/// Returns the rows with a spike, once everything has been read.
pub(super) fn spikes(breakdown: &Breakdown, rows: &[Row]) -> Vec<usize> {
    let has_spike = |row: &Row| matches!(row, Row::Failure(key) if breakdown.spike(*key).is_some());
    let spikes = (0..rows.len()).filter(|row| !breakdown.is_reading && has_spike(&rows[*row]));
    spikes.collect()
}
