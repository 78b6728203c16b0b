//! What failures are counted by beside their cause: names, of which a log can have any number.

use std::num::NonZeroU32;
use std::ops::{Index, IndexMut};

/// Whose mail it was, from where and to where it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// The recipients' domain.
    Domain,
    /// The remote host.
    Relay,
    /// The domain of the envelope sender.
    SenderDomain,
    /// The envelope sender.
    Sender,
    /// The account that handed the message in.
    User,
    /// From where it was sent: a transport, a virtual MTA, a server of one's own.
    Source,
    /// The campaign or job.
    Campaign,
    /// The client that one's own server rejected.
    Client,
    /// The envelope sender that the client named.
    RejectedSender,
    /// At which command or check it was rejected.
    Stage,
}

impl Facet {
    /// All, in the order of [`Facets`].
    pub const ALL: [Facet; 10] = [
        Facet::Domain,
        Facet::Relay,
        Facet::SenderDomain,
        Facet::Sender,
        Facet::User,
        Facet::Source,
        Facet::Campaign,
        Facet::Client,
        Facet::RejectedSender,
        Facet::Stage,
    ];

    /// Those that the line of a delivery names itself.
    pub const OF_DELIVERY: [Facet; 2] = [Facet::Domain, Facet::Relay];

    /// Those by which each failure is counted, though nothing else is known of its message.
    pub const ALWAYS_COUNTED: [Facet; 4] = [
        Facet::Domain,
        Facet::Client,
        Facet::RejectedSender,
        Facet::Stage,
    ];

    /// Those of what one's own server rejected.
    pub const OF_REJECTION: [Facet; 3] = [Facet::Client, Facet::RejectedSender, Facet::Stage];

    /// Its key in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Facet::Domain => "domain",
            Facet::Relay => "relay",
            Facet::SenderDomain => "sender_domain",
            Facet::Sender => "sender",
            Facet::User => "user",
            Facet::Source => "source",
            Facet::Campaign => "campaign",
            Facet::Client => "client",
            Facet::RejectedSender => "rejected_sender",
            Facet::Stage => "stage",
        }
    }

    /// What its names are called.
    pub const fn heading(self) -> &'static str {
        match self {
            Facet::Domain => "Domains",
            Facet::Relay => "Relay hosts",
            Facet::SenderDomain => "Sender domains",
            Facet::Sender => "Senders",
            Facet::User => "Users",
            Facet::Source => "Sources",
            Facet::Campaign => "Campaigns",
            Facet::Client => "Clients",
            Facet::RejectedSender => "Senders",
            Facet::Stage => "Stages",
        }
    }

    /// How one of its names is spoken of: `of user jo`.
    pub const fn of_one(self) -> &'static str {
        match self {
            Facet::Domain => "at domain",
            Facet::Relay => "at host",
            Facet::SenderDomain => "of sender domain",
            Facet::Sender | Facet::RejectedSender => "of sender",
            Facet::User => "of user",
            Facet::Source => "from source",
            Facet::Campaign => "of campaign",
            Facet::Client => "from client",
            Facet::Stage => "at stage",
        }
    }

    /// What has to be said of figures that are not only those of one name.
    pub const fn of_all(self) -> &'static str {
        match self {
            Facet::Domain => ", at all domains",
            Facet::Relay => ", at all hosts",
            Facet::SenderDomain | Facet::Sender => ", of all senders",
            Facet::User => ", of all users",
            Facet::Source => ", from all sources",
            Facet::Campaign => ", of all campaigns",
            Facet::Client | Facet::RejectedSender => ", of all clients",
            Facet::Stage => ", at all stages",
        }
    }

    /// The heading of what has none of its names.
    pub const fn unknown(self) -> &'static str {
        match self {
            Facet::Domain => "Other domains",
            Facet::Relay => "Other hosts, or none",
            Facet::SenderDomain | Facet::Sender => "Other senders, or not known",
            Facet::User => "Other users, or none",
            Facet::Source => "Other sources, or none",
            Facet::Campaign => "Other campaigns, or none",
            Facet::Client => "Other clients, or none",
            Facet::RejectedSender => "Other senders, or none",
            Facet::Stage => "Other stages, or none",
        }
    }

    /// Whether each failure is counted by it, though nothing else is known of its message.
    pub const fn is_always_counted(self) -> bool {
        matches!(self, Facet::Domain) || self.is_of_rejection()
    }

    /// Whether only reading whose messages they are makes it known of failures one by one.
    pub const fn is_of_message(self) -> bool {
        !matches!(self, Facet::Domain | Facet::Relay) && !self.is_of_rejection()
    }

    /// Whether it is of what one's own server rejected: no failed attempts.
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

/// What is known of one failure, by [`Facet`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Facets([Option<NameId>; Facet::ALL.len()]);

impl Facets {
    /// The name of this index in one facet is all that is known.
    #[cfg(test)]
    pub(super) const fn of(facet: Facet, index: u32) -> Facets {
        let mut facets = [None; Facet::ALL.len()];
        facets[facet as usize] = Some(NameId(NonZeroU32::MIN.saturating_add(index)));
        Facets(facets)
    }

    /// Only some of them.
    pub(super) fn only(self, kept: &[Facet]) -> Facets {
        let mut some = Facets::default();
        for facet in kept {
            some[*facet] = self[*facet];
        }
        some
    }

    /// All that is known.
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
