//! Brevo: events and exports.

use crate::bounce::Event::{Bounced, Deferred, Delivered, FeedbackReport, NotSent};
use crate::bounce::json::form::Form;

/// The events are those of <https://developers.brevo.com/reference/gettransacemailcontent>.
pub(super) const FORMS: &[Form] = &[Form {
    service: "Brevo",
    has: &["event", "email", "message-id|ts_event|ts_epoch"],
    name: &["{event}"],
    events: &[
        (Bounced, "hard_bounce|soft_bounce|hardBounce|softBounce"),
        (NotSent, "blocked|invalid|invalid_email|error"),
        (Deferred, "deferred"),
        (Delivered, "delivered"),
        (FeedbackReport, "spam|complaint"),
    ],
    temporary_if: &["event=soft_bounce|softBounce"],
    server: &["{reason}"],
    own: &["{event}: {reason}", "{event}"],
    recipient: "email",
    time: "date|ts_event|ts",
    queue: "message-id",
    ..Form::EMPTY
}];
