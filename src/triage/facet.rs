//! What failures are counted by besides their cause: names, of which a log can have any number.

use crate::fold::fold;
use crate::query::Field;
use std::num::NonZeroU32;
use std::ops::{Index, IndexMut};

/// Defines the facets: each with its key in JSON, the heading of its names, how one of them is referred to (`of user
/// jo`), the note for figures that cover more than one name, and the heading of what has no name.
macro_rules! facets {
    ($($(#[$doc:meta])* $facet:ident: $id:literal, $heading:literal, $one:literal, $all:literal, $unknown:literal;)+) => {
        /// Whose mail it was, and where it came from and went.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Facet { $($(#[$doc])* $facet,)+ }

        impl Facet {
            /// All, in the order of [`Facets`].
            pub const ALL: [Facet; 10] = [$(Facet::$facet,)+];

            /// Its key in JSON.
            pub const fn id(self) -> &'static str {
                match self { $(Facet::$facet => $id,)+ }
            }

            /// The heading of its names.
            pub const fn heading(self) -> &'static str {
                match self { $(Facet::$facet => $heading,)+ }
            }

            /// How one of its names is referred to: `of user jo`.
            pub const fn of_one(self) -> &'static str {
                match self { $(Facet::$facet => $one,)+ }
            }

            /// The note for figures that cover more than one name.
            pub const fn of_all(self) -> &'static str {
                match self { $(Facet::$facet => $all,)+ }
            }

            /// The heading of what has no name.
            pub const fn unknown(self) -> &'static str {
                match self { $(Facet::$facet => $unknown,)+ }
            }
        }
    };
}

facets! {
    /// The recipients' domain.
    Domain: "domain", "Domains", "at domain", ", at all domains", "Other domains";
    /// The remote host.
    Relay: "relay", "Relay hosts", "at host", ", at all hosts", "Other hosts, or none";
    /// The domain of the envelope sender.
    SenderDomain: "sender_domain", "Sender domains", "of sender domain", ", of all senders", "Other senders, or not known";
    /// The envelope sender.
    Sender: "sender", "Senders", "of sender", ", of all senders", "Other senders, or not known";
    /// The account that submitted the message.
    User: "user", "Users", "of user", ", of all users", "Other users, or none";
    /// What sent the message: a transport, a virtual MTA, one of your servers.
    Source: "source", "Sources", "from source", ", from all sources", "Other sources, or none";
    /// The campaign or job.
    Campaign: "campaign", "Campaigns", "of campaign", ", of all campaigns", "Other campaigns, or none";
    /// The client that your own server rejected.
    Client: "client", "Clients", "from client", ", of all clients", "Other clients, or none";
    /// The envelope sender that the client named.
    RejectedSender: "rejected_sender", "Senders", "of sender", ", of all clients", "Other senders, or none";
    /// The command or check at which it was rejected.
    Stage: "stage", "Stages", "at stage", ", at all stages", "Other stages, or none";
}

impl Facet {
    /// The facets that the line of a delivery itself names.
    pub const OF_DELIVERY: [Facet; 2] = [Facet::Domain, Facet::Relay];

    /// The facets by which every failure is counted, even if nothing else is known about its message.
    pub const ALWAYS_COUNTED: [Facet; 4] = [
        Facet::Domain,
        Facet::Client,
        Facet::RejectedSender,
        Facet::Stage,
    ];

    /// The facets of what your own server rejected.
    pub const OF_REJECTION: [Facet; 3] = [Facet::Client, Facet::RejectedSender, Facet::Stage];

    /// Whether every failure is counted by it, even if nothing else is known about its message.
    pub const fn is_always_counted(self) -> bool {
        matches!(self, Facet::Domain) || self.is_of_rejection()
    }

    /// Whether it is known of a single failure only if logs are read for whose messages they are.
    pub const fn is_of_message(self) -> bool {
        !matches!(self, Facet::Domain | Facet::Relay) && !self.is_of_rejection()
    }

    /// The field of a query that asks for its names.
    pub const fn field(self) -> Option<Field> {
        match self {
            Facet::Domain => Some(Field::Domain),
            Facet::Sender | Facet::SenderDomain | Facet::RejectedSender => Some(Field::From),
            Facet::User => Some(Field::User),
            Facet::Source => Some(Field::Source),
            Facet::Relay | Facet::Client => Some(Field::Relay),
            Facet::Campaign | Facet::Stage => None,
        }
    }

    /// Prepares a name for comparison with a query: `@example.org` for a domain.
    pub(super) fn searched(self, name: &str) -> String {
        let is_domain = matches!(self, Facet::Domain | Facet::SenderDomain);
        let at = if is_domain { "@" } else { "" };
        format!("{at}{}", fold(name))
    }

    /// Whether it belongs to what your own server rejected: these are not failed attempts.
    pub const fn is_of_rejection(self) -> bool {
        matches!(self, Facet::Client | Facet::RejectedSender | Facet::Stage)
    }
}

/// The number of a name among those of its facet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameId(NonZeroU32);

impl NameId {
    pub(super) fn new(index: usize) -> NameId {
        let number = u32::try_from(index).unwrap_or(u32::MAX - 1);
        NameId(NonZeroU32::MIN.saturating_add(number))
    }

    pub(super) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// What is known about one failure, by [`Facet`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Facets([Option<NameId>; Facet::ALL.len()]);

impl Facets {
    /// Only the name with this index in one facet is known.
    #[cfg(test)]
    pub(super) const fn of(facet: Facet, index: u32) -> Facets {
        let mut facets = [None; Facet::ALL.len()];
        facets[facet as usize] = Some(NameId(NonZeroU32::MIN.saturating_add(index)));
        Facets(facets)
    }

    /// Keeps only some facets.
    pub(super) fn only(self, kept: &[Facet]) -> Facets {
        let mut some = Facets::default();
        for facet in kept {
            some[*facet] = self[*facet];
        }
        some
    }

    /// Returns everything that is known.
    pub fn known(self) -> impl Iterator<Item = (Facet, NameId)> {
        Facet::ALL
            .into_iter()
            .filter_map(move |facet| Some((facet, self[facet]?)))
    }
}

impl Index<Facet> for Facets {
    type Output = Option<NameId>;

    fn index(&self, facet: Facet) -> &Option<NameId> {
        &self.0[facet as usize]
    }
}

impl IndexMut<Facet> for Facets {
    fn index_mut(&mut self, facet: Facet) -> &mut Option<NameId> {
        &mut self.0[facet as usize]
    }
}
