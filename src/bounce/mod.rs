//! Deliveries that failed, wherever we learn of them: replies, bounce messages, log lines, webhooks.
//!
//! `lines` gives the lines of an input in blocks, `read` cuts them into pieces by looking at how a line starts and at
//! what has been gathered, and hands each piece to its reader:
//!
//! | a piece | starts with | its reader |
//! |---|---|---|
//! | a mail | header fields of which one is known (`mail_start`) | `message` |
//! | a JSON document | a bracket (`nesting` knows its end) | `json`: one file a vendor; any other form: the string that holds a reply |
//! | a line of a log | a stamp, or the look of a mail server | `log`: one file a server |
//! | an SMTP session | a command, or a reply behind a mark | `dialogue` |
//! | a mail queue | its heading, or the line of a message | `queue` |
//! | text | anything else | `library`, if it has the marks of a library's error; `message`, if it is a notice; else replies |
//!
//! What turns out not to be what it seemed is read again line by line. What is too long to be read is reported (`cut`).
//! A reply is emitted as soon as it is complete: a pipe says by `WouldBlock` that nothing more has come for now. After a
//! hundred lines of a log only those are looked at that hold a needle of some format; `stream`, the reader of whole logs,
//! looks at no others from the start.

#[cfg(feature = "readers")]
pub mod cut;
#[cfg(feature = "readers")]
mod dialogue;
#[cfg(feature = "readers")]
mod iter;
#[cfg(feature = "readers")]
pub mod json;
#[cfg(feature = "readers")]
mod library;
#[cfg(feature = "readers")]
mod lines;
#[cfg(feature = "readers")]
pub mod log;
#[cfg(feature = "readers")]
mod mail_start;
#[cfg(feature = "readers")]
pub mod message;
#[cfg(feature = "readers")]
mod nesting;
#[cfg(feature = "readers")]
mod queue;
#[cfg(feature = "readers")]
pub mod read;
#[cfg(feature = "readers")]
pub mod stream;

#[cfg(feature = "readers")]
pub use iter::bounces;

use crate::catalogue::terms::words;
use crate::catalogue::{Action, Facts};
use crate::reply::{EnhancedCode, Reply};
use std::borrow::Cow;

/// What an input says about the delivery to one recipient.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounce<'a> {
    pub event: Event,
    /// Refused for now only, where no code says so: Exim's `temporarily rejected`.
    pub is_temporary: bool,
    /// What shows that the words are about mail.
    pub about: About,
    /// The recipient's address: the original one if the input shows that it was rewritten.
    pub recipient: Option<Cow<'a, str>>,
    /// The host that answered, by name or else by address; for [`Event::Rejected`], the client that was refused.
    pub remote: Option<Cow<'a, str>>,
    /// What the server said, codes included; if the input does not quote it, what the reporting system says.
    pub diagnostic: Cow<'a, str>,
    /// A reply code from a field of its own. A code in `diagnostic` takes precedence.
    pub code: Option<u16>,
    /// An enhanced status code from a field of its own, such as `Status:` (RFC 3464 §2.3.4) or `dsn=`. A code in
    /// `diagnostic` takes precedence.
    pub enhanced: Option<EnhancedCode>,
    /// When it happened, as the input writes it.
    pub time: Option<Cow<'a, str>>,
    /// The message's queue id on the reporting system.
    pub queue: Option<Cow<'a, str>>,
    /// The envelope sender (RFC 5321 §4.1.1.2), if the input names it beside the delivery; [`NULL_SENDER`] of a
    /// notification.
    pub sender: Option<Cow<'a, str>>,
    /// The account that handed the message in (SASL).
    pub user: Option<Cow<'a, str>>,
    /// From where it was sent, as the log calls it: a transport (`postfix-out3/smtp`, Exim's `T=`), a virtual MTA, an
    /// egress source, or the server itself where each is one.
    pub source: Option<Cow<'a, str>>,
    /// The campaign or job of which the message is a part.
    pub campaign: Option<Cow<'a, str>>,
    /// At which command, hook or check a client was refused, as the log calls it: `RCPT`, `END-OF-MESSAGE`,
    /// `check_rcpt`.
    pub stage: Option<Cow<'a, str>>,
}

/// What words are about, by what stands around them. Servers say in the same words what people and other programs say of
/// anything: `user not found`, `was rejected`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum About {
    /// A delivery: a reply code, a log, a session, a report or a library's error shows it.
    #[default]
    Delivery,
    /// Mail or an address, but perhaps no delivery.
    Mail,
    /// Nothing that is known.
    Anything,
    /// Nothing: a pattern, a command or a program's note only quotes them.
    Quoted,
}

/// The envelope sender of notifications (RFC 5321 §4.5.5), as servers write it.
pub const NULL_SENDER: &str = "<>";

words! {
    /// What happened to the message, for one recipient.
    #[derive(Default)]
    Event, "event" {
        /// Delivered, relayed or expanded (RFC 3464 §2.3.3).
        Delivered = "delivered",
        /// Not delivered yet; the sending system tries again.
        Deferred = "deferred",
        /// Refused for good, or given up at once.
        #[default]
        Bounced = "bounced",
        /// Given up after retries.
        Expired = "expired",
        /// Refused by the sending service that reports it, which did not try to deliver.
        NotSent = "not-sent",
        /// Refused to a client by the mail server that logs it. No delivery of its own users failed: the recipient is one of
        /// them, or nobody whom it delivers to.
        Rejected = "rejected",
        /// Only words are known; their codes say what happened.
        Unknown = "unknown",
        /// An automatic answer of the recipient (RFC 3834): the message arrived.
        AutomaticReply = "automatic-reply",
        /// The recipient complained (RFC 5965), or a provider reports about authentication: the message arrived.
        FeedbackReport = "feedback-report",
    }
}

/// What is answered before a recipient is named, by the names of commands and `CONNECT` for the greeting: whoever is unknown
/// there is the sender, a login or a client.
pub(crate) const BEFORE_RECIPIENT: [&str; 7] = [
    "CONNECT",
    "HELO",
    "EHLO",
    "LHLO",
    "STARTTLS",
    "AUTH",
    "MAIL FROM",
];

/// The command with which a text starts, if it is one of those.
#[cfg(feature = "readers")]
fn before_recipient(text: &str) -> Option<&'static str> {
    BEFORE_RECIPIENT
        .into_iter()
        .find(|command| text.starts_with(command))
}

impl Event {
    /// What happened, for people; `None` where only words are known.
    pub const fn word(self) -> Option<&'static str> {
        match self {
            Event::Delivered => Some("delivered"),
            Event::Deferred => Some("deferred, to be tried again"),
            Event::Bounced => Some("bounced"),
            Event::Expired => Some("given up after retries"),
            Event::NotSent => Some("not sent by the sending service"),
            Event::Rejected => Some("rejected by your server"),
            Event::AutomaticReply => Some("answered automatically"),
            Event::FeedbackReport => Some("delivered, then reported"),
            Event::Unknown => None,
        }
    }

    /// What the sender does next, by the entry that explains it. Whoever refused somebody else's mail sends nothing, and
    /// so does who delivered; and nobody is suppressed while delivery is still tried.
    pub fn action(self, of_entry: Action) -> Action {
        match self {
            Event::Rejected | Event::Delivered => Action::Nothing,
            Event::Deferred if of_entry == Action::Suppress => Action::Retry,
            Event::Deferred
            | Event::Bounced
            | Event::Expired
            | Event::NotSent
            | Event::Unknown
            | Event::AutomaticReply
            | Event::FeedbackReport => of_entry,
        }
    }

    /// Whether a delivery failed for sure, whatever the words say.
    pub const fn is_failure(self) -> bool {
        matches!(
            self,
            Event::Deferred | Event::Bounced | Event::Expired | Event::NotSent
        )
    }

    /// Whether the words say more than the event: an answer of the recipient's is nothing that a server said.
    pub const fn is_explained_by_words(self) -> bool {
        !matches!(self, Event::AutomaticReply | Event::FeedbackReport)
    }
}

impl Bounce<'_> {
    /// What the server said, its codes completed by those that the input names beside it.
    pub fn reply(&self) -> Reply<'_> {
        self.completed(Reply::parse(&self.diagnostic))
    }

    /// A reply with the codes that the input names beside it, where it has none.
    pub fn completed<'r>(&self, reply: Reply<'r>) -> Reply<'r> {
        Reply {
            code: reply.code.or(self.code),
            enhanced: reply.enhanced.or(self.enhanced),
            ..reply
        }
    }

    /// What a step may say of it. For what one's own server rejected, the host is a stranger's client, who is not asked
    /// to do anything.
    pub fn facts(&self) -> Facts {
        if self.event == Event::Rejected {
            return Facts::default();
        }
        let domain = |address: &Option<Cow<'_, str>>| {
            let (_, domain) = address.as_deref()?.rsplit_once('@')?;
            Some(domain.to_owned())
        };
        let [recipient, sender] = [&self.recipient, &self.sender].map(domain);
        let [recipient, sender] = [recipient.as_deref(), sender.as_deref()];
        Facts::new(self.remote.as_deref(), recipient, sender, &self.diagnostic)
    }

    /// What its outcome is where no words and no code show it: a refusal for now is to be tried again.
    pub const fn outcome(&self) -> Event {
        if self.is_temporary {
            Event::Deferred
        } else {
            self.event
        }
    }

    /// Whether nothing failed: it was delivered, or the server took what it was told.
    pub fn is_accepted(&self) -> bool {
        let is_taken = || matches!(self.reply().class(), Some(2 | 3));
        self.event == Event::Delivered || self.event == Event::Unknown && is_taken()
    }

    /// Whether this is one of the deliveries of which logs are full: what arrived is of interest only as an answer to
    /// something else.
    pub fn is_routine(&self) -> bool {
        self.event == Event::Delivered && self.queue.is_some()
    }

    /// Whether nothing is said but that something failed: `Sending of the message failed.`, above what the server answered.
    #[cfg(feature = "cli")]
    pub fn only_announces(&self) -> bool {
        let names_nobody = self.recipient.is_none() && self.remote.is_none();
        let has_code = || Reply::parse(&self.diagnostic).class().is_some();
        self.event == Event::Unknown
            && names_nobody
            && !has_code()
            && message::announces(&self.diagnostic)
    }

    /// The same, independent of the input.
    pub fn into_owned(self) -> Bounce<'static> {
        let owned = |text: Option<Cow<'_, str>>| text.map(|text| Cow::Owned(text.into_owned()));
        Bounce {
            recipient: owned(self.recipient),
            remote: owned(self.remote),
            diagnostic: Cow::Owned(self.diagnostic.into_owned()),
            time: owned(self.time),
            queue: owned(self.queue),
            sender: owned(self.sender),
            user: owned(self.user),
            source: owned(self.source),
            campaign: owned(self.campaign),
            stage: owned(self.stage),
            event: self.event,
            is_temporary: self.is_temporary,
            about: self.about,
            code: self.code,
            enhanced: self.enhanced,
        }
    }
}
