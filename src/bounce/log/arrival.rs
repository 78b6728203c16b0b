//! What servers log of a message before they deliver it: whose it is. Other lines of the same queue id say what became
//! of it.

/// What a line says of a message that came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arrival<'a> {
    /// The message's queue id; without one, what is said holds for every message of the session.
    pub queue: Option<&'a str>,
    /// Server, process and client of the session, where who logged in stands in a line of its own.
    pub session: Option<[&'a str; 3]>,
    /// The envelope sender, [`NULL_SENDER`](crate::bounce::NULL_SENDER) of a notification.
    pub sender: Option<&'a str>,
    /// The account that handed it in.
    pub user: Option<&'a str>,
    /// When the server says so, as it is written.
    pub time: Option<&'a str>,
    /// How large the message is, in bytes.
    pub size: Option<u64>,
    /// The message is new: what was known of its queue id was about another one.
    pub is_new: bool,
    /// The server has all of it, and goes on to deliver it.
    pub is_queued: bool,
    /// The server wrote it itself, as it does notifications.
    pub is_own: bool,
}

/// What a line holds that says whose a message is, beside the needles of deliveries.
pub(super) const NEEDLES: [&str; 5] = [": client=", ": from=", ": uid=", " <= ", " authid="];
