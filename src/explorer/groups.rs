//! Under which headings entries and bounces are listed, and in which order.

use super::bounces::Group;
use super::state::{Heading, Row, State};
use crate::catalogue::Reason;
use std::cmp::Reverse;
use std::collections::HashMap;

impl State {
    /// Entries under the heading of their category.
    pub(super) fn list_entries(&mut self) {
        let groups = self.categories();
        // One category goes without saying.
        let with_headings = groups.len() > 1;
        self.rows.clear();
        for (category, places) in groups {
            if with_headings {
                self.rows
                    .push(Row::Heading(Heading::Category(category), places.len()));
            }
            self.rows.extend(places.into_iter().map(Row::Entry));
        }
    }

    /// What is found under the active tab, by category: in the order of their best entry, or of the catalogue where
    /// nothing is asked.
    fn categories(&self) -> Vec<(usize, Vec<usize>)> {
        let catalogue = self.catalogue();
        let category = |reason: &Reason| {
            let mut all = catalogue.categories.iter();
            all.position(|known| std::ptr::eq(known, reason.category))
                .unwrap_or_default()
        };
        let category_of: Vec<_> = catalogue.reasons.iter().map(category).collect();
        let mut places = vec![Vec::new(); catalogue.categories.len()];
        let mut order = Vec::new();
        for place in &self.findings.entries {
            let provider = catalogue.provider_of(*place);
            if self.tab.is_some_and(|tab| tab != provider) {
                continue;
            }
            let category = category_of[catalogue.reason_of(*place)];
            if places[category].is_empty() {
                order.push(category);
            }
            places[category].push(*place);
        }
        if self.query.is_empty() {
            order.sort_unstable();
        }
        order
            .into_iter()
            .map(|category| (category, std::mem::take(&mut places[category])))
            .collect()
    }

    /// Bounces under the heading of the entry that explains them, the most frequent first; in a section of its own, behind
    /// them, what one's own server rejected.
    pub(super) fn list_bounces(&mut self) {
        let groups = self.bounces_by_group();
        let counts = groups.iter().map(|(group, places)| {
            let count = places.len() + self.unlisted(*group);
            (*group, count)
        });
        let counts: Vec<_> = counts.collect();
        let rejected = counts.iter().filter(|(group, _)| group.is_rejected);
        let mut rejected = Some(rejected.map(|(_, count)| count).sum::<usize>());
        self.rows.clear();
        for ((group, count), (_, places)) in counts.into_iter().zip(groups) {
            if group.is_rejected {
                self.rows.extend(
                    rejected
                        .take()
                        .map(|count| Row::Heading(Heading::Rejected, count)),
                );
            }
            self.rows
                .push(Row::Heading(Heading::Entry(group.entry), count));
            self.rows.extend(places.into_iter().map(Row::Bounce));
        }
    }

    fn bounces_by_group(&self) -> Vec<(Group, Vec<usize>)> {
        let items = self.bounces().map_or(&[][..], |bounces| &bounces.items);
        let mut places: HashMap<Group, usize> = HashMap::new();
        let mut groups: Vec<(Group, Vec<usize>)> = Vec::new();
        for place in &self.findings.entries {
            let item = &items[*place];
            if self.tab.is_some_and(|tab| tab != item.provider) {
                continue;
            }
            let group = *places.entry(item.group()).or_insert_with(|| {
                groups.push((item.group(), Vec::new()));
                groups.len() - 1
            });
            groups[group].1.push(*place);
        }
        groups.sort_by_key(|(group, places)| {
            let count = places.len() + self.unlisted(*group);
            (group.is_rejected, Reverse(count))
        });
        groups
    }

    /// How many bounces that are only counted belong to a group: a query cannot look at them.
    fn unlisted(&self, group: Group) -> usize {
        let bounces = self.bounces().filter(|_| self.query.is_empty());
        bounces.map_or(0, |bounces| bounces.beyond(group, self.tab))
    }
}
