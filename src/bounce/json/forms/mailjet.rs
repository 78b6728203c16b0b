//! Mailjet: events and exports.

use crate::bounce::Event::{Bounced, Delivered, FeedbackReport, NotSent};
use crate::bounce::json::form::Form;

/// <https://documentation.mailjet.com/hc/en-us/articles/360043578154-Event-Tracking-API>
pub(super) const FORMS: &[Form] = &[Form {
    service: "Mailjet",
    has: &[
        "event",
        "email",
        "time|mj_campaign_id|mj_contact_id|MessageID",
    ],
    name: &["{event} {error}", "{event}"],
    events: &[
        (
            NotSent,
            "blocked preblocked|blocked spam preblocked|blocked duplicate in campaign",
        ),
        (Bounced, "bounce|blocked"),
        (Delivered, "sent"),
        (FeedbackReport, "spam"),
    ],
    server: &["{smtp_reply}", "{comment}"],
    own: &[
        "{error} ({error_related_to}): {comment}",
        "{error} ({error_related_to})",
        "{error|comment|event}",
    ],
    recipient: "email",
    time: "time",
    queue: "MessageID",
    ..Form::EMPTY
}];
