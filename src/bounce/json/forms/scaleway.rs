//! Scaleway Transactional Email: events and exports.

use crate::bounce::Event::{Bounced, Deferred, Delivered, NotSent};
use crate::bounce::json::form::Form;

/// <https://www.scaleway.com/en/docs/transactional-email/reference-content/webhook-events-payloads>
pub(super) const FORMS: &[Form] = &[Form {
    service: "Scaleway",
    has: &["type", "email_to"],
    each: "email_to",
    name: &["{type}"],
    events: &[
        (Bounced, "email_dropped|email_mailbox_not_found|email_spam"),
        (NotSent, "email_blocklisted"),
        (Deferred, "email_deferred"),
        (Delivered, "email_delivered"),
    ],
    server: &["{email_response_message|email_error}"],
    own: &["{type}: {email_response_message|email_error}", "{type}"],
    recipient: ".",
    code: "email_response_code",
    time: "created_at",
    queue: "email_id",
    ..Form::EMPTY
}];
