//! Resend: events and exports.

use crate::bounce::Event::{Bounced, Deferred, Delivered, FeedbackReport, NotSent};
use crate::bounce::json::form::Form;

/// <https://resend.com/docs/webhooks/emails/bounced>, <https://resend.com/docs/webhooks/event-types>
pub(super) const FORMS: &[Form] = &[Form {
    service: "Resend",
    has: &["type", "data.email_id", "data.to"],
    each: "data.to",
    name: &["{type}"],
    events: &[
        (Bounced, "email.bounced|email.suppressed"),
        (NotSent, "email.failed"),
        (Deferred, "email.delivery_delayed"),
        (Delivered, "email.delivered"),
        (FeedbackReport, "email.complained"),
    ],
    temporary_if: &["data.bounce.type=Transient"],
    server: &["{data.bounce.message}"],
    own: &[
        "{data.bounce.type} {data.bounce.subType}: {data.bounce.message}",
        "{data.bounce.message|data.failed.reason|data.suppressed.message}",
        "{type}",
    ],
    recipient: ".",
    time: "created_at",
    queue: "data.email_id",
    ..Form::EMPTY
}];
