//! The fields of a query.

/// What `name:value` can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Provider,
    Category,
    Reason,
    Action,
    /// The recipient's domain; entries of the catalogue have none.
    Domain,
    /// The envelope sender.
    From,
    /// The account that submitted the message.
    User,
    /// Where it was sent from.
    Source,
    /// The remote host.
    Relay,
    /// At or after this time; only what comes from logs has one.
    Since,
    /// Before this time.
    Until,
    Is,
}

impl Field {
    pub const ALL: [Field; 12] = [
        Field::Provider,
        Field::Category,
        Field::Reason,
        Field::Action,
        Field::Domain,
        Field::From,
        Field::User,
        Field::Source,
        Field::Relay,
        Field::Since,
        Field::Until,
        Field::Is,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Field::Provider => "provider",
            Field::Category => "category",
            Field::Reason => "reason",
            Field::Action => "action",
            Field::Domain => "domain",
            Field::From => "from",
            Field::User => "user",
            Field::Source => "source",
            Field::Relay => "relay",
            Field::Since => "since",
            Field::Until => "until",
            Field::Is => "is",
        }
    }

    /// A value that it can have.
    pub const fn example(self) -> &'static str {
        match self {
            Field::Provider => "gmail",
            Field::Category => "hard-bounce",
            Field::Reason => "mailbox-full",
            Field::Action => "suppress",
            Field::Domain => "example.org",
            Field::From => "news@example.com",
            Field::User => "news",
            Field::Source => "out3",
            Field::Relay => "mx.example.org",
            Field::Since => "14:00",
            Field::Until => "15:00",
            Field::Is => "temporary",
        }
    }

    /// Whether its values are names that are in no catalogue: of recipients, senders, hosts.
    pub const fn is_name(self) -> bool {
        match self {
            Field::Domain | Field::From | Field::User | Field::Source | Field::Relay => true,
            Field::Provider
            | Field::Category
            | Field::Reason
            | Field::Action
            | Field::Since
            | Field::Until
            | Field::Is => false,
        }
    }

    /// Whether its values are times.
    pub const fn is_time(self) -> bool {
        matches!(self, Field::Since | Field::Until)
    }

    /// The first field whose name starts with this.
    pub fn from_start(start: &str) -> Option<Field> {
        Self::ALL
            .into_iter()
            .find(|field| !start.is_empty() && field.name().starts_with(start))
    }
}
