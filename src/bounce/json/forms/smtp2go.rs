//! SMTP2GO: events and exports.

use crate::bounce::Event::{Bounced, Delivered, FeedbackReport, NotSent};
use crate::bounce::json::form::Form;

/// <https://developers.smtp2go.com/docs/webhooks-1>
pub(super) const FORMS: &[Form] = &[Form {
    service: "SMTP2GO",
    has: &["event", "rcpt"],
    name: &["{event}"],
    events: &[
        (Bounced, "bounce"),
        (NotSent, "reject"),
        (Delivered, "delivered"),
        (FeedbackReport, "spam"),
    ],
    temporary_if: &["bounce=soft"],
    server: &["{message|context}"],
    own: &["{event}: {message|context}", "{bounce} {event}", "{event}"],
    own_if: &["event=reject|spam"],
    recipient: "rcpt",
    remote: "host",
    time: "time",
    queue: "email_id",
    ..Form::EMPTY
}];
