//! The fields of a query.

/// What `name:value` can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Provider,
    Category,
    Reason,
    Action,
    /// Of the recipient; entries of the catalogue have none.
    Domain,
    /// The envelope sender.
    From,
    /// The account that handed the message in.
    User,
    /// From where it was sent.
    Source,
    /// The remote host.
    Relay,
    /// Not before this time; what is listed of logs has one.
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

    /// Whose values are names that no catalogue has: of recipients, senders, hosts.
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

    /// Whose values are times.
    pub const fn is_time(self) -> bool {
        matches!(self, Field::Since | Field::Until)
    }

    /// The first field whose name starts like that.
    pub fn from_start(start: &str) -> Option<Field> {
        Self::ALL
            .into_iter()
            .find(|field| !start.is_empty() && field.name().starts_with(start))
    }
}
