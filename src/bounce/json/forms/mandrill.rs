//! Mailchimp Transactional, formerly Mandrill: events and exports.

use crate::bounce::Event::{Bounced, Deferred, Delivered, FeedbackReport, NotSent};
use crate::bounce::json::form::Form;

pub(super) const FORMS: &[Form] = &[MANDRILL, MANDRILL_REJECTED, MANDRILL_SENT, MANDRILL_FOUND];

/// Mailchimp Transactional, formerly Mandrill:
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
    temporary_if: &["event=soft_bounce"],
    server: &["{msg.diag|msg.smtp_events.-1.diag}"],
    own: &[
        "{msg.bounce_description}: {msg.diag}",
        "reject {msg.reject.reason|msg.reject_reason}",
        "{msg.bounce_description}",
        "{event}",
    ],
    own_if: &["event=reject|spam"],
    recipient: "msg.email",
    remote: "msg.smtp_events.-1.destination_ip",
    time: "ts",
    queue: "msg._id",
    ..Form::EMPTY
};

/// The response to sending, for a rejected recipient: <https://mailchimp.com/developer/transactional/api/messages/>.
const MANDRILL_REJECTED: Form = Form {
    has: &["email", "_id", "reject_reason"],
    name: &[],
    events: &[],
    otherwise: Some(NotSent),
    server: &[],
    own: &["reject {reject_reason}"],
    own_if: &[],
    recipient: "email",
    remote: "",
    queue: "_id",
    ..MANDRILL
};

/// The same for a recipient that was not rejected.
const MANDRILL_SENT: Form = Form {
    has: &["email", "_id", "status=sent|queued|scheduled"],
    ..Form::EMPTY
};

/// A search result.
const MANDRILL_FOUND: Form = Form {
    has: &["email", "_id", "ts", "state"],
    name: &["{state}"],
    events: &[
        (NotSent, "rejected"),
        (Bounced, "bounced|soft-bounced"),
        (Deferred, "deferred"),
        (FeedbackReport, "spam"),
    ],
    otherwise: None,
    temporary_if: &["state=soft-bounced"],
    server: &["{diag}"],
    own: &[
        "{bounce_description}: {diag}",
        "{bounce_description}",
        "{state}",
    ],
    ..MANDRILL_REJECTED
};
