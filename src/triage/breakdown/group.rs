//! In which group of a view a failure is counted.

use super::atoms::Atom;
use super::{Breakdown, RowKey};
use crate::bounce::Event;
use crate::catalogue::{Action, Catalogue, ProviderId};
use crate::triage::By;

/// A group of failures that have something in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// All that failed: by cause, each entry stands by itself.
    Failed,
    /// What this provider said, by index; `None` if that is unknown.
    Provider(Option<ProviderId>),
    /// What failed at a domain, by its number; `None` at those without a name, which stand together.
    Domain(Option<u32>),
    /// What asks for this action.
    Action(Action),
    /// What one's own server rejected, in every view.
    Rejected,
}

impl Group {
    /// The stable name of a provider or an action, `none` if it is unknown; of other groups nothing.
    pub fn id(self, catalogue: &Catalogue) -> &'static str {
        match self {
            Group::Provider(Some(provider)) => catalogue.provider(provider).id,
            Group::Provider(None) => "none",
            Group::Action(action) => action.id(),
            Group::Failed | Group::Domain(_) | Group::Rejected => "",
        }
    }

    /// Its name for people; domains have none in a catalogue.
    pub fn name(self, catalogue: &Catalogue) -> &'static str {
        match self {
            Group::Provider(Some(provider)) => catalogue.provider(provider).name,
            Group::Provider(None) => "unknown",
            Group::Action(action) => action.title(),
            Group::Rejected => "Rejected by your server",
            Group::Domain(_) => "Other domains",
            Group::Failed => "",
        }
    }
}

impl Breakdown {
    /// The row in which an atom is counted.
    pub(super) fn key_of(&self, catalogue: &Catalogue, atom: &Atom<'_>) -> RowKey {
        let group = if atom.event == Event::Rejected {
            Group::Rejected
        } else {
            match self.by {
                By::Provider => Group::Provider(Some(atom.provider)),
                By::Domain => Group::Domain(atom.domain),
                By::Action => Group::Action(atom.action(catalogue)),
                By::Cause | By::Hour => Group::Failed,
            }
        };
        RowKey {
            group,
            entry: atom.entry,
        }
    }

    /// The heading of a group.
    pub fn group_name(&self, catalogue: &Catalogue, group: Group) -> String {
        let domain = match group {
            Group::Domain(Some(domain)) => self.snapshot.domains.get(&domain),
            Group::Domain(None)
            | Group::Failed
            | Group::Provider(_)
            | Group::Action(_)
            | Group::Rejected => None,
        };
        domain
            .cloned()
            .unwrap_or_else(|| group.name(catalogue).to_owned())
    }
}
