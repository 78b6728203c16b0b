//! The ways to group failures.

use super::facet::Facet;

/// What the groups of a table are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    /// The entry that explains it.
    #[default]
    Cause,
    /// The provider that refuses.
    Provider,
    /// The recipients' domain.
    Domain,
    /// What to do next.
    Action,
    /// The domain of the envelope sender.
    SenderDomain,
    /// The envelope sender.
    Sender,
    /// The account that submitted the message (SASL).
    User,
    /// Where the message was sent from: a transport, a virtual MTA, or one of your servers.
    Source,
    /// The remote host.
    Relay,
    /// The campaign or job.
    Campaign,
    /// The client that your own server rejected.
    Client,
    /// The envelope sender that a rejected client named.
    RejectedSender,
    /// The command or check at which a client was rejected.
    Stage,
    /// The hour when it happened.
    Hour,
    /// The day when it happened.
    Day,
    /// The host that counted it: this one, or that of a tally.
    Host,
}

/// The views of the screen in the order in which a key steps through them: all except those that are only printed.
pub(super) const VIEWS: [By; 10] = [
    By::Cause,
    By::Provider,
    By::Domain,
    By::Action,
    By::SenderDomain,
    By::Sender,
    By::User,
    By::Source,
    By::Relay,
    By::Campaign,
];

/// The views of what your own server rejected.
pub(super) const VIEWS_OF_REJECTIONS: [By; 3] = [By::Stage, By::Client, By::RejectedSender];

impl By {
    /// The facet whose names are its groups.
    pub const fn facet(self) -> Option<Facet> {
        match self {
            By::Domain => Some(Facet::Domain),
            By::SenderDomain => Some(Facet::SenderDomain),
            By::Sender => Some(Facet::Sender),
            By::User => Some(Facet::User),
            By::Source => Some(Facet::Source),
            By::Relay => Some(Facet::Relay),
            By::Campaign => Some(Facet::Campaign),
            By::Client => Some(Facet::Client),
            By::RejectedSender => Some(Facet::RejectedSender),
            By::Stage => Some(Facet::Stage),
            By::Cause | By::Provider | By::Action | By::Hour | By::Day | By::Host => None,
        }
    }

    /// Whether it exists only in reports, because what happened then or there is not known by cause.
    pub fn is_printed(self) -> bool {
        matches!(self, By::Hour | By::Day | By::Host)
    }

    /// Whether it requires reading whose messages they are.
    pub fn is_of_message(self) -> bool {
        self.facet().is_some_and(Facet::is_of_message)
    }

    /// Whether it shows what your own server rejected: these are not failed attempts.
    pub fn is_of_rejections(self) -> bool {
        self.facet().is_some_and(Facet::is_of_rejection)
    }
}
