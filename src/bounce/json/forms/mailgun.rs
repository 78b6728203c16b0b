//! Mailgun: events and exports.

use crate::bounce::Event::{Bounced, Deferred, Delivered, Expired, FeedbackReport, NotSent};
use crate::bounce::json::form::Form;

/// Webhooks and events <https://documentation.mailgun.com/docs/mailgun/user-manual/events/event-types>, legacy webhooks
/// <https://help.mailgun.com/hc/en-us/articles/14048832145051-Legacy-Webhooks>. The last attempt has the reason `old`.
pub(super) const FORMS: &[Form] = &[Form {
    service: "Mailgun",
    has: &[
        "event=accepted|bounced|clicked|complained|delivered|dropped|failed|opened|rejected|stored|unsubscribed",
        "recipient",
    ],
    name: &[
        "{event} {severity} {reason}",
        "{event} {reason}",
        "{event} {severity}",
        "{event}",
    ],
    events: &[
        (
            Expired,
            "failed permanent old|failed temporary old|dropped old",
        ),
        (
            NotSent,
            "failed suppress-bounce|failed suppress-complaint|failed suppress-unsubscribe",
        ),
        (Deferred, "failed temporary"),
        (Bounced, "failed permanent|failed|bounced|dropped"),
        (NotSent, "rejected"),
        (Delivered, "delivered"),
        (FeedbackReport, "complained"),
    ],
    server: &[
        "{delivery-status.message|delivery-status.description}",
        "{error|notification|description}",
    ],
    own: &[
        "{delivery-status.message|delivery-status.description|error|description} ({delivery-status.code|code})",
        "{delivery-status.message|delivery-status.description|error|description}",
        "{event}: {reject.reason}",
        "{event}: {reason}",
        "{event}",
    ],
    own_if: &[
        "reason=suppress-bounce|suppress-complaint|suppress-unsubscribe",
        "delivery-status.code|code=498|602|605|606|607",
        "event=rejected|complained",
    ],
    recipient: "recipient",
    remote: "delivery-status.mx-host",
    code: "delivery-status.code|code",
    enhanced: "{delivery-status.enhanced-code}",
    time: "timestamp",
    queue: "message.headers.message-id|Message-Id|id",
    sender: "envelope.sender",
    source: "envelope.sending-ip",
    campaign: "campaigns.0.id|campaigns.0.name",
    ..Form::EMPTY
}];
