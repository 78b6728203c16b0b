//! MailerSend: events and exports.

use crate::bounce::Event::{Bounced, Deferred, Delivered, FeedbackReport};
use crate::bounce::json::form::Form;

/// <https://developers.mailersend.com/api/v1/webhooks.html>
pub(super) const FORMS: &[Form] = &[Form {
    service: "MailerSend",
    has: &["type", "data.email.recipient.email|data.recipient.email"],
    name: &["{type}"],
    events: &[
        (Bounced, "activity.hard_bounced|activity.soft_bounced"),
        (Deferred, "activity.deferred"),
        (Delivered, "activity.delivered"),
        (FeedbackReport, "activity.spam_complaint"),
    ],
    temporary_if: &["type=activity.soft_bounced"],
    server: &["{data.morph.reason|data.reason}"],
    own: &["{data.morph.reason|data.reason}", "{type}"],
    recipient: "data.email.recipient.email|data.recipient.email",
    time: "created_at",
    queue: "data.email.message.id|data.email.id",
    ..Form::EMPTY
}];
