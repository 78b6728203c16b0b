//! KumoMTA: log records.

use crate::bounce::Event::{Bounced, Deferred, Delivered, Expired, FeedbackReport, Rejected};
use crate::bounce::json::form::Form;

/// <https://docs.kumomta.com/reference/log_record/>
pub(super) const FORMS: &[Form] = &[Form {
    service: "KumoMTA",
    has: &["type", "recipient", "response|site|peer_address|queue"],
    each: "recipient",
    name: &["{type}"],
    events: &[
        (Bounced, "Bounce|AdminBounce|OOB"),
        (Deferred, "TransientFailure|Deferral|Delayed"),
        (Expired, "Expiration"),
        (Rejected, "Rejection"),
        (Delivered, "Delivery"),
        (FeedbackReport, "Feedback"),
    ],
    server: &["{response.content}"],
    own: &[
        "{type}: {response.content}",
        "{type} {bounce_classification}",
        "{type}",
    ],
    recipient: ".",
    remote: "peer_address.name|peer_address.addr",
    code: "response.code",
    enhanced: "{response.enhanced_code.class}.{response.enhanced_code.subject}.{response.enhanced_code.detail}",
    time: "timestamp",
    queue: "id",
    sender: "sender",
    source: "egress_source|egress_pool",
    campaign: "meta.campaign",
    stage: "response.command",
    ..Form::EMPTY
}];
