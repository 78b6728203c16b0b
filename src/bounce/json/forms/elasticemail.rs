//! Elastic Email: notifications.

use crate::bounce::Event::{Bounced, Delivered, FeedbackReport};
use crate::bounce::json::form::Form;

/// <https://help.elasticemail.com/en/articles/4804685-notification-settings>; the service quotes no server.
pub(super) const FORMS: &[Form] = &[Form {
    service: "Elastic Email",
    has: &["to", "status", "category", "transaction|messageid"],
    name: &["{status}"],
    events: &[
        (Bounced, "Error"),
        (Delivered, "Sent"),
        (FeedbackReport, "AbuseReport"),
    ],
    own: &["{status} {category}"],
    recipient: "to",
    time: "date",
    queue: "messageid|transaction",
    sender: "from",
    campaign: "channel",
    ..Form::EMPTY
}];
