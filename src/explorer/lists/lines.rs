//! Lines behind a failure, grouped by what they have in common.

use super::{Heading, Row};
use crate::catalogue::ProviderId;
use crate::diagnose::intake::Item;
use crate::lower::lower;
use crate::order;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;

/// What lines are grouped by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinesBy {
    /// The entry that explains them.
    #[default]
    Cause,
    /// The host that answered.
    Host,
    /// The recipients' domain.
    Domain,
    Recipient,
}

impl LinesBy {
    /// Returns the next grouping.
    pub fn next(self) -> LinesBy {
        match self {
            LinesBy::Cause => LinesBy::Host,
            LinesBy::Host => LinesBy::Domain,
            LinesBy::Domain => LinesBy::Recipient,
            LinesBy::Recipient => LinesBy::Cause,
        }
    }

    /// Says what lines are grouped by.
    pub fn label(self) -> &'static str {
        match self {
            LinesBy::Cause => "by cause",
            LinesBy::Host => "by host",
            LinesBy::Domain => "by domain",
            LinesBy::Recipient => "by recipient",
        }
    }

    /// Returns what a line is grouped under; empty if it does not say.
    pub fn name(self, item: &Item) -> Cow<'_, str> {
        let bounce = &item.bounce;
        let recipient = bounce.recipient.as_deref();
        let name = match self {
            LinesBy::Cause => None,
            LinesBy::Host => bounce.remote.as_deref(),
            LinesBy::Domain => recipient.and_then(|address| Some(address.rsplit_once('@')?.1)),
            LinesBy::Recipient => recipient,
        };
        lower(name.unwrap_or_default())
    }
}

/// Returns the rows of what was found under a tab, by host, domain or recipient: most frequent groups first, newest
/// lines first in each.
pub(super) fn rows(
    by: LinesBy,
    items: &[Item],
    found: &[usize],
    tab: Option<ProviderId>,
) -> Vec<Row> {
    let mut groups: HashMap<Cow<'_, str>, Vec<usize>> = HashMap::new();
    for index in found {
        let item = &items[*index];
        if tab.is_none_or(|tab| tab == item.provider) {
            groups.entry(by.name(item)).or_default().push(*index);
        }
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    order::sort_by_key(&mut groups, |lines| {
        (Reverse(lines.len()), lines.first().copied())
    });
    let mut rows = Vec::new();
    for lines in groups {
        let first = lines.first().copied().unwrap_or_default();
        rows.push(Row::Heading(Heading::Lines(by, first), lines.len()));
        rows.extend(lines.into_iter().map(Row::Bounce));
    }
    rows
}
