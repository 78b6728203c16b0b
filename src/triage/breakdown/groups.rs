//! In which group of a view a failure is listed.

use super::{Atom, Causes};
use crate::bounce::Event;
use crate::catalogue::{Action, Catalogue};
use crate::explorer::state::Row;
use crate::triage::By;

/// The group of what one's own server rejected, in every view.
pub const REJECTED: usize = 0;
/// The first of the groups of what failed.
const FAILED: usize = 1;

impl Causes {
    /// The row to which an atom belongs: group times entries plus entry.
    pub(super) fn place_of(&self, catalogue: &Catalogue, atom: &Atom<'_>) -> usize {
        self.group_of(catalogue, atom) * catalogue.len() + atom.entry
    }

    fn group_of(&self, catalogue: &Catalogue, atom: &Atom<'_>) -> usize {
        if atom.event == Event::Rejected {
            return REJECTED;
        }
        FAILED
            + match self.by {
                By::Provider => atom.provider,
                // Those without a name stand together.
                By::Domain => atom.domain.map_or(0, |domain| domain as usize + 1),
                By::Action => {
                    let action = atom.action(catalogue);
                    let mut all = Action::ALL.iter();
                    all.position(|known| *known == action).unwrap_or_default()
                }
                By::Cause | By::Hour => 0,
            }
    }

    /// What stands above a group, if it has a heading in this view.
    pub(super) fn heading(&self, group: usize, count: usize) -> Option<Row> {
        if group == REJECTED {
            return Some(Row::Rejected(count));
        }
        (self.by != By::Cause).then_some(Row::Heading(group, count))
    }

    /// The heading of a group of what failed.
    pub fn group_name(&self, catalogue: &Catalogue, group: usize) -> String {
        let group = group.saturating_sub(FAILED);
        match self.by {
            By::Provider => catalogue.providers[group].name.to_owned(),
            By::Action => Action::ALL[group].title().to_owned(),
            By::Domain | By::Cause | By::Hour => {
                let number = group
                    .checked_sub(1)
                    .and_then(|number| u32::try_from(number).ok());
                let name = number.and_then(|number| self.snapshot.domains.get(&number));
                name.map_or("Other domains", String::as_str).to_owned()
            }
        }
    }
}
