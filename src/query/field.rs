//! The fields of a query.

use crate::catalogue::terms::words;

words! {
    /// What `name:value` can ask for; its id is the name.
    Field, "field" {
        Provider = "provider",
        Category = "category",
        Reason = "reason",
        Action = "action",
        /// The recipient's domain; entries of the catalogue have none.
        Domain = "domain",
        /// The envelope sender.
        From = "from",
        /// The account that submitted the message.
        User = "user",
        /// Where it was sent from.
        Source = "source",
        /// The remote host.
        Relay = "relay",
        /// At or after this time; only what comes from logs has one.
        Since = "since",
        /// Before this time.
        Until = "until",
        Is = "is",
    }
}

impl Field {
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

    /// Whether its values are names that are not in the catalogue: of recipients, senders, hosts.
    pub const fn is_name(self) -> bool {
        matches!(
            self,
            Field::Domain | Field::From | Field::User | Field::Source | Field::Relay
        )
    }

    /// Whether its values are times.
    pub const fn is_time(self) -> bool {
        matches!(self, Field::Since | Field::Until)
    }

    /// The first field whose name starts with this.
    pub fn from_start(start: &str) -> Option<Field> {
        let starts = |field: &Field| !start.is_empty() && field.id().starts_with(start);
        Field::ALL.iter().copied().find(starts)
    }
}
