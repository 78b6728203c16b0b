//! Postal: webhooks.

use crate::bounce::Event::{Bounced, Deferred, Delivered, NotSent};
use crate::bounce::json::form::Form;

pub(super) const FORMS: &[Form] = &[POSTAL, POSTAL_BOUNCES];

/// <https://docs.postalserver.io/developer/webhooks>; the statuses are those of Postal's messages.
const POSTAL: Form = Form {
    service: "Postal",
    has: &["status", "message.to", "details|output"],
    name: &["{status}"],
    events: &[
        (Bounced, "HardFail"),
        (Deferred, "SoftFail"),
        (NotSent, "Held"),
        (Delivered, "Sent"),
    ],
    server: &["{output}"],
    own: &["{status}: {details}", "{status}"],
    recipient: "message.to",
    time: "timestamp",
    queue: "message.id",
    ..Form::EMPTY
};

/// A notification that came back after delivery.
const POSTAL_BOUNCES: Form = Form {
    has: &["original_message.to", "bounce"],
    name: &[],
    events: &[],
    otherwise: Some(Bounced),
    server: &[],
    own: &["bounce {bounce.subject}", "bounce"],
    recipient: "original_message.to",
    time: "bounce.timestamp",
    queue: "original_message.id",
    ..POSTAL
};
