//! What servers log about a message before they deliver it: whose it is. Other lines with the same queue id say what
//! became of it.

/// What a line says about an incoming message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arrival<'a> {
    /// The message's queue id. Without one, the line holds for every message of the session.
    pub queue: Option<&'a str>,
    /// Server, process and client of the session, for servers that log the login in a line of its own.
    pub session: Option<[&'a str; 3]>,
    /// The envelope sender, [`NULL_SENDER`](crate::bounce::NULL_SENDER) for a notification.
    pub sender: Option<&'a str>,
    /// The account that submitted it.
    pub user: Option<&'a str>,
    /// When the server logged it, as written.
    pub time: Option<&'a str>,
    /// The size of the message in bytes.
    pub size: Option<u64>,
    /// Whether the message is new: whatever was known of its queue id was about another message.
    pub is_new: bool,
    /// Whether the server has received all of it, and goes on to deliver it.
    pub is_queued: bool,
    /// Whether the server wrote it itself, as it does notifications.
    pub is_own: bool,
}

/// What lines that say whose a message is contain, in addition to the needles of deliveries.
pub(super) const NEEDLES: [&str; 5] = [": client=", ": from=", ": uid=", " <= ", " authid="];
