//! Postfix: the messages in its queues, `postqueue -j`.

use crate::bounce::Event::Deferred;
use crate::bounce::json::form::Form;

/// <https://www.postfix.org/postqueue.1.html>, "JSON OBJECT FORMAT". A message that has not been tried yet has no
/// reason.
pub(super) const FORMS: &[Form] = &[Form {
    has: &["queue_name", "queue_id", "recipients"],
    each: "recipients",
    name: &["{delay_reason}"],
    otherwise: Some(Deferred),
    server: &["{delay_reason}"],
    own: &["{delay_reason}"],
    is_introduced: true,
    recipient: "address",
    time: "arrival_time",
    queue: "queue_id",
    sender: "sender",
    ..Form::EMPTY
}];
