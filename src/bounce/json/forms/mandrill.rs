//! Mailchimp Transactional, once Mandrill: events and exports.

use crate::bounce::Event::{Bounced, Deferred, Delivered, FeedbackReport, NotSent};
use crate::bounce::json::form::Form;

pub(super) const FORMS: &[Form] = &[MANDRILL];

/// Mailchimp Transactional, once Mandrill:
/// <https://mandrill.zendesk.com/hc/en-us/articles/205583307-Message-Event-Webhook-Format>.
const MANDRILL: Form = Form {
    service: "Mandrill",
    has: &["event", "msg"],
    name: &["{event}"],
    events: &[
        (Bounced, "hard_bounce|soft_bounce"),
        (NotSent, "reject"),
        (Deferred, "deferral"),
        (Delivered, "delivered"),
        (FeedbackReport, "spam"),
    ],
    server: &["{msg.diag|msg.smtp_events.-1.diag}"],
    own: &[
        "{msg.bounce_description}: {msg.diag}",
        "{msg.reject.reason|msg.bounce_description}",
        "{event}",
    ],
    own_if: &["event=reject|spam"],
    recipient: "msg.email",
    remote: "msg.smtp_events.-1.destination_ip",
    time: "ts",
    queue: "msg._id",
    ..Form::EMPTY
};
