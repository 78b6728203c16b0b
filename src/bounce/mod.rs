//! Deliveries that failed, wherever we learn of them: replies, bounce messages, log lines, webhooks.
//!
//! `lines` yields the lines of an input in blocks. `read` cuts them into pieces, judging by how each line starts and by
//! what it has gathered so far, and hands each piece to its reader:
//!
//! | piece | starts with | reader |
//! |---|---|---|
//! | mail | header fields, at least one of them known (`mail_start`) | `message` |
//! | JSON document | a bracket (`nesting` finds its end) | `json`: one file per vendor; any other form: the string that holds a reply |
//! | log line | a timestamp, or the look of a mail server | `log`: one file per server |
//! | SMTP session | a command, or a reply behind a mark | `dialogue` |
//! | mail queue | its heading, or the line of a message | `queue` |
//! | text | anything else | `library` if it looks like a library's error, `message` if it is a notice, otherwise replies |
//!
//! A piece that turns out to be something else is read again line by line. A piece that is too long to be read is
//! reported (`cut`). A reply is emitted as soon as it is complete: a pipe returns `WouldBlock` when it has nothing more
//! for now. After a hundred lines of a log, only lines that contain a needle of some format are examined; `stream`, the
//! reader of whole logs, does so from the start.

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
use crate::catalogue::{Action, Facts, Outcome};
use crate::reply::{EnhancedCode, Reply};
use std::borrow::Cow;

/// What an input says about the delivery to one recipient.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounce<'a> {
    pub event: Event,
    /// Refused only for now, although no code says so: Exim's `temporarily rejected`.
    pub is_temporary: bool,
    /// What the words are about, as far as their context shows.
    pub about: About,
    /// The recipient's address: the original one if the input shows that it was rewritten.
    pub recipient: Option<Cow<'a, str>>,
    /// The refused address, if it is another one, to which mail for the recipient is passed on: by an alias, a list or a
    /// forward.
    pub forwarded_to: Option<Cow<'a, str>>,
    /// The host that answered: its name, or else its address. For [`Event::Rejected`], the client that was refused.
    pub remote: Option<Cow<'a, str>>,
    /// What the server said, including its codes. If the input does not quote it, what the reporting system says.
    pub diagnostic: Cow<'a, str>,
    /// A reply code from a field of its own. A code in `diagnostic` takes precedence.
    pub code: Option<u16>,
    /// An enhanced status code from a field of its own, such as `Status:` (RFC 3464 §2.3.4) or `dsn=`. A code in
    /// `diagnostic` takes precedence.
    pub enhanced: Option<EnhancedCode>,
    /// When it happened, as written in the input.
    pub time: Option<Cow<'a, str>>,
    /// The message's queue id on the reporting system.
    pub queue: Option<Cow<'a, str>>,
    /// The envelope sender (RFC 5321 §4.1.1.2), if the input names it beside the delivery; [`NULL_SENDER`] for a
    /// notification.
    pub sender: Option<Cow<'a, str>>,
    /// The account that submitted the message (SASL).
    pub user: Option<Cow<'a, str>>,
    /// What sent the message, as the log calls it: a transport (`postfix-out3/smtp`, Exim's `T=`), a virtual MTA, an
    /// egress source, or the server itself if it has only one.
    pub source: Option<Cow<'a, str>>,
    /// The campaign or job that the message belongs to.
    pub campaign: Option<Cow<'a, str>>,
    /// The command, hook or check at which a client was refused, as the log calls it: `RCPT`, `END-OF-MESSAGE`,
    /// `check_rcpt`.
    pub stage: Option<Cow<'a, str>>,
}

/// What the words are about, judging by their context. Servers use the same words that people and other programs use
/// for anything: `user not found`, `was rejected`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum About {
    /// A delivery: a reply code, a log, a session, a report or a library's error shows it.
    #[default]
    Delivery,
    /// Mail or an address, but perhaps no delivery.
    Mail,
    /// Unknown.
    Anything,
    /// Nothing: a pattern, a command or a program's note merely quotes them.
    Quoted,
}

/// Whether mail for one address was passed on to somebody else, or to another domain. Another host of the same domain, a
/// tag behind the name (`jo+news@`) and a file are still the recipient's own mailbox.
#[cfg(feature = "readers")]
fn is_forward(original: &str, last: &str) -> bool {
    // Most mail goes where it was addressed to.
    if original == last {
        return false;
    }
    let Some((name, domain)) = original.rsplit_once('@') else {
        return false;
    };
    let (last, host) = last.rsplit_once('@').unwrap_or((last, ""));
    if last.is_empty() || last.starts_with(['/', '|']) {
        return false;
    }
    let [name, last] = [name, last].map(|name| {
        let bare = name.trim_matches('"');
        bare.split('+').next().unwrap_or(bare).to_lowercase()
    });
    name != last || !is_own_host(domain, host)
}

/// Whether a host may belong to the domain: both end with the same two labels, the host is private, or one name is
/// internationalized, so that they cannot be compared.
#[cfg(feature = "readers")]
fn is_own_host(domain: &str, host: &str) -> bool {
    const PRIVATE: [&str; 4] = ["internal", "lan", "local", "localdomain"];
    let [domain, host] = [domain, host].map(|name| name.trim_end_matches('.').to_lowercase());
    let end = |name: &str| {
        let mut labels = name.rsplit('.').map(str::to_owned);
        (labels.next(), labels.next())
    };
    let is_private = !host.contains('.')
        || host.starts_with('[')
        || host
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
        || PRIVATE
            .iter()
            .any(|name| host.rsplit('.').next() == Some(*name));
    let is_international = |name: &str| !name.is_ascii() || name.contains("xn--");
    is_private || end(&domain) == end(&host) || is_international(&domain) || is_international(&host)
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
        /// The logging server refused a client. None of its own users' deliveries failed: the recipient is one of its
        /// users, or an address that it does not deliver to.
        Rejected = "rejected",
        /// Only the words are known; their codes say what happened.
        Unknown = "unknown",
        /// The recipient's automatic reply (RFC 3834): the message arrived.
        AutomaticReply = "automatic-reply",
        /// A complaint by the recipient (RFC 5965), or a provider's authentication report: the message arrived.
        FeedbackReport = "feedback-report",
    }
}

/// Stages that come before any recipient is named: commands, and `CONNECT` for the greeting. At these stages, only the
/// sender, a login or a client can be unknown.
pub(crate) const BEFORE_RECIPIENT: [&str; 7] = [
    "CONNECT",
    "HELO",
    "EHLO",
    "LHLO",
    "STARTTLS",
    "AUTH",
    "MAIL FROM",
];

/// Returns the command of [`BEFORE_RECIPIENT`] that a text starts with.
#[cfg(feature = "readers")]
fn before_recipient(text: &str) -> Option<&'static str> {
    BEFORE_RECIPIENT
        .into_iter()
        .find(|command| text.starts_with(command))
}

impl Event {
    /// What happened, for people; `None` if only the words are known.
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

    /// Returns what the sender does next, given the action of the entry that explains the event. Nothing is left to do
    /// after a delivery, or for a server that refused somebody else's mail. An address is never suppressed while
    /// delivery is still being tried.
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

    /// Returns what became of the message, given what the server said. One that stays in the queue is tried again, and
    /// one that was given up is not, whatever the server said.
    pub fn outcome(self, of_words: Outcome) -> Outcome {
        match self {
            Event::Deferred => Outcome::Temporary,
            Event::Bounced | Event::Expired | Event::NotSent => match of_words {
                Outcome::Temporary => Outcome::Permanent,
                Outcome::Permanent | Outcome::Accepted => of_words,
            },
            Event::Delivered
            | Event::Rejected
            | Event::AutomaticReply
            | Event::FeedbackReport
            | Event::Unknown => of_words,
        }
    }

    /// Whether a delivery failed for sure, whatever the words say.
    pub const fn is_failure(self) -> bool {
        matches!(
            self,
            Event::Deferred | Event::Bounced | Event::Expired | Event::NotSent
        )
    }

    /// Whether the words say more than the event does. An automatic reply is the recipient's words, not a server's.
    pub const fn is_explained_by_words(self) -> bool {
        !matches!(self, Event::AutomaticReply | Event::FeedbackReport)
    }
}

#[cfg(feature = "readers")]
impl<'a> Bounce<'a> {
    /// Replaces the recipient by the address that the message was first sent to, if that is known.
    fn set_original(&mut self, original: Option<&'a str>) {
        if let Some(original) = original {
            let last = self.recipient.replace(original.into());
            self.forwarded_to = last.filter(|last| is_forward(original, last));
        }
    }
}

impl Bounce<'_> {
    /// What the server said. If it lacks a code, the code that the input names beside it fills the gap.
    pub fn reply(&self) -> Reply<'_> {
        self.completed(Reply::parse(&self.diagnostic))
    }

    /// Adds the codes that the input names beside a reply to one that has none.
    pub fn completed<'r>(&self, reply: Reply<'r>) -> Reply<'r> {
        Reply {
            code: reply.code.or(self.code),
            enhanced: reply.enhanced.or(self.enhanced),
            ..reply
        }
    }

    /// The facts that steps can name. A bounce that your own server rejected has none: its host is a stranger's client,
    /// whom nobody asks to do anything.
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

    /// Returns what the sender does next, given the action of the entry that explains it ([`Event::action`]). What a
    /// server says about the address to which mail is passed on is no reason to give the recipient up.
    pub fn action(&self, of_entry: Action) -> Action {
        let action = self.event.action(of_entry);
        if self.forwarded_to.is_some() {
            action.sparing()
        } else {
            action
        }
    }

    /// The outcome if neither words nor a code show it: a temporary refusal is deferred.
    pub const fn outcome(&self) -> Event {
        if self.is_temporary {
            Event::Deferred
        } else {
            self.event
        }
    }

    /// Whether nothing failed: the message was delivered, or the server accepted the command.
    pub fn is_accepted(&self) -> bool {
        let is_taken = || self.reply().is_acceptance();
        self.event == Event::Delivered || self.event == Event::Unknown && is_taken()
    }

    /// Whether this is one of the successful deliveries that fill logs. A delivery is interesting only as an answer to
    /// something else.
    pub fn is_routine(&self) -> bool {
        self.event == Event::Delivered && self.queue.is_some()
    }

    /// Whether this only announces a failure, as `Sending of the message failed.` does above the server's answer.
    #[cfg(feature = "cli")]
    pub fn only_announces(&self) -> bool {
        let names_nobody = self.recipient.is_none() && self.remote.is_none();
        let has_code = || Reply::parse(&self.diagnostic).class().is_some();
        self.event == Event::Unknown
            && names_nobody
            && !has_code()
            && message::announces(&self.diagnostic)
    }

    /// Copies what is borrowed from the input.
    pub fn into_owned(self) -> Bounce<'static> {
        let owned = |text: Option<Cow<'_, str>>| text.map(|text| Cow::Owned(text.into_owned()));
        Bounce {
            recipient: owned(self.recipient),
            forwarded_to: owned(self.forwarded_to),
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
