//! The closed lists of words in the catalogue: outcomes, actions, kinds of providers.

use std::error::Error;
use std::fmt;

/// A closed list of words: a variant for each, and the spelling in which it is shown, parsed and serialized.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal { $($(#[$variant_doc:meta])* $variant:ident = $id:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// Every word of the list.
            pub const ALL: &[$name] = &[$($name::$variant,)+];

            /// The spellings, in the same order.
            const fn ids() -> [&'static str; $name::ALL.len()] {
                [$($id,)+]
            }

            /// Its spelling in the catalogue, in queries and in reports.
            pub const fn id(self) -> &'static str {
                match self { $($name::$variant => $id,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.id())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::catalogue::terms::UnknownWord;

            fn from_str(word: &str) -> Result<$name, Self::Err> {
                let found = $name::ALL.iter().find(|known| known.id() == word);
                let known = const { &$name::ids() };
                found.copied().ok_or_else(|| Self::Err::new($what, word, known))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.id())
            }
        }
    };
}
pub(crate) use words;

/// A word that is not in its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownWord {
    what: &'static str,
    word: String,
    known: &'static [&'static str],
}

impl UnknownWord {
    pub fn new(what: &'static str, word: &str, known: &'static [&'static str]) -> UnknownWord {
        UnknownWord {
            what,
            word: word.to_owned(),
            known,
        }
    }
}

impl fmt::Display for UnknownWord {
    /// Includes the whole list: ``unknown outcome `permament`; there are permanent, temporary, accepted``
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let UnknownWord { what, word, known } = self;
        write!(f, "unknown {what} `{word}`; there are {}", known.join(", "))
    }
}

impl Error for UnknownWord {}

words! {
    /// What became of the message, according to the class of its code (RFC 3463 §3.1).
    Outcome, "outcome" {
        /// Class 5: the same message will fail again.
        Permanent = "permanent",
        /// Class 4: a later attempt may succeed.
        Temporary = "temporary",
        /// Classes 2 and 3: no failure.
        Accepted = "accepted",
    }
}

words! {
    /// What the sender does next.
    Action, "action" {
        Suppress = "suppress",
        Retry = "retry",
        SlowDown = "slow-down",
        FixAuthentication = "fix-authentication",
        RequestDelisting = "request-delisting",
        FixContent = "fix-content",
        FixMessage = "fix-message",
        FixConfiguration = "fix-configuration",
        ContactRecipient = "contact-recipient",
        Nothing = "none",
    }
}

impl Action {
    /// The same action, except that no address is given up.
    pub(crate) fn sparing(self) -> Action {
        if self == Action::Suppress {
            Action::ContactRecipient
        } else {
            self
        }
    }
}

words! {
    /// The kind of a provider.
    Kind, "kind" {
        /// Holds mailboxes: Gmail.
        Mailbox = "mailbox",
        /// Filters mail for mailboxes: Proofpoint.
        Filter = "filter",
        /// Lists senders, so that others refuse their mail: Spamhaus.
        Blocklist = "blocklist",
        /// Mail server software: Postfix.
        Server = "server",
        /// Sends for others: Amazon SES.
        Sender = "sender",
        /// The RFCs and the IANA registry.
        Standard = "standard",
    }
}

impl Kind {
    /// Whether such a provider replies itself, rather than being the software or the list behind a reply.
    pub const fn writes_replies(self) -> bool {
        matches!(self, Kind::Mailbox | Kind::Filter | Kind::Sender)
    }
}

impl Outcome {
    /// Converts the first digit of a reply code or enhanced status code; `None` for other digits.
    pub const fn from_class(class: u8) -> Option<Outcome> {
        match class {
            2 | 3 => Some(Outcome::Accepted),
            4 => Some(Outcome::Temporary),
            5 => Some(Outcome::Permanent),
            _ => None,
        }
    }
}

impl Action {
    /// The action as an instruction: "Fix authentication".
    pub const fn title(self) -> &'static str {
        match self {
            Action::Suppress => "Suppress the address",
            Action::Retry => "Retry later",
            Action::SlowDown => "Slow down",
            Action::FixAuthentication => "Fix authentication",
            Action::RequestDelisting => "Request delisting",
            Action::FixContent => "Fix the content",
            Action::FixMessage => "Fix the message",
            Action::FixConfiguration => "Fix the configuration",
            Action::ContactRecipient => "Contact the recipient",
            Action::Nothing => "Nothing to do",
        }
    }
}
