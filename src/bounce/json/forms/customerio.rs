//! Customer.io: webhooks.

use crate::bounce::Event::{Bounced, Deferred, Delivered, FeedbackReport, NotSent};
use crate::bounce::json::form::Form;

/// <https://docs.customer.io/api/webhooks>
pub(super) const FORMS: &[Form] = &[Form {
    service: "Customer.io",
    has: &["object_type=email", "metric", "data"],
    name: &["{metric}"],
    events: &[
        (Bounced, "bounced"),
        (NotSent, "dropped|failed|suppressed|undeliverable"),
        (Deferred, "deferred"),
        (Delivered, "delivered"),
        (FeedbackReport, "spammed"),
    ],
    server: &["{data.failure_message}"],
    own: &["{metric}: {data.failure_message}", "{metric}"],
    own_if: &["metric=dropped|failed|suppressed|undeliverable|spammed"],
    recipient: "data.recipient|data.identifiers.email",
    time: "timestamp",
    queue: "data.delivery_id",
    campaign: "data.campaign_id|data.broadcast_id|data.newsletter_id",
    ..Form::EMPTY
}];
