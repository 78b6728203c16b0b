//! Loops: webhooks.

use crate::bounce::Event::{Bounced, Deferred, Delivered, FeedbackReport};
use crate::bounce::json::form::Form;

/// <https://loops.so/docs/webhooks>. A soft bounce is tried again.
pub(super) const FORMS: &[Form] = &[Form {
    service: "Loops",
    has: &["eventName", "contactIdentity"],
    name: &["{eventName}"],
    events: &[
        (Bounced, "email.hardBounced"),
        (Deferred, "email.softBounced"),
        (Delivered, "email.delivered"),
        (FeedbackReport, "email.spamReported"),
    ],
    own: &["{eventName}"],
    recipient: "contactIdentity.email",
    time: "eventTime",
    queue: "email.id",
    campaign: "campaignId|loopId|transactionalId",
    ..Form::EMPTY
}];
