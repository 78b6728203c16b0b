//! The list of the catalogue's entries, under the headings of their categories.

use super::{Heading, Row};
use crate::catalogue::{Catalogue, EntryId, ProviderId, Reason};

/// Returns the rows of what was found under a tab: categories in the order of their best entries, or of the catalogue
/// if nothing is asked.
pub(super) fn rows(
    catalogue: &Catalogue,
    found: impl Iterator<Item = EntryId>,
    tab: Option<ProviderId>,
    is_asked: bool,
) -> Vec<Row> {
    let groups = by_category(catalogue, found, tab, is_asked);
    // A single category goes without saying.
    let with_headings = groups.len() > 1;
    let mut rows = Vec::new();
    for (category, entries) in groups {
        if with_headings {
            rows.push(Row::Heading(Heading::Category(category), entries.len()));
        }
        rows.extend(entries.into_iter().map(Row::Entry));
    }
    rows
}

fn by_category(
    catalogue: &Catalogue,
    found: impl Iterator<Item = EntryId>,
    tab: Option<ProviderId>,
    is_asked: bool,
) -> Vec<(usize, Vec<EntryId>)> {
    let category = |reason: &Reason| {
        let mut all = catalogue.categories.iter();
        all.position(|known| std::ptr::eq(known, reason.category))
            .unwrap_or_default()
    };
    let category_of: Vec<_> = catalogue.reasons.iter().map(category).collect();
    let mut entries = vec![Vec::new(); catalogue.categories.len()];
    let mut order = Vec::new();
    for entry in found {
        let provider = catalogue.provider_of(entry);
        if tab.is_some_and(|tab| tab != provider) {
            continue;
        }
        let category = category_of[catalogue.reason_of(entry)];
        if entries[category].is_empty() {
            order.push(category);
        }
        entries[category].push(entry);
    }
    if !is_asked {
        crate::order::sort(&mut order);
    }
    order
        .into_iter()
        .map(|category| (category, std::mem::take(&mut entries[category])))
        .collect()
}
