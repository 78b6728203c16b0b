//! SparkPost, now Bird: events and exports.

use crate::bounce::Event::{AutomaticReply, Bounced, Deferred, Delivered, FeedbackReport, NotSent};
use crate::bounce::json::form::Form;

pub(super) const FORMS: &[Form] = &[SPARKPOST, SPARKPOST_EMPTY];

/// Webhooks and the events API: <https://support.sparkpost.com/docs/faq/retrieve-bounce-info>; bounce classes:
/// <https://support.sparkpost.com/docs/deliverability/bounce-classification-codes>.
const SPARKPOST: Form = Form {
    service: "SparkPost",
    has: &["type", "rcpt_to|raw_rcpt_to"],
    name: &["{type} {bounce_class}", "{type}"],
    events: &[
        (AutomaticReply, "bounce 60|out_of_band 60"),
        (Bounced, "bounce|out_of_band"),
        (Deferred, "delay"),
        (
            NotSent,
            "policy_rejection|generation_failure|generation_rejection",
        ),
        (Delivered, "delivery"),
        (FeedbackReport, "spam_complaint"),
    ],
    // Requests to subscribe and unsubscribe.
    silent: "bounce 80|out_of_band 80|bounce 90|out_of_band 90",
    server: &["{raw_reason|reason}"],
    own: &[
        "class {bounce_class}: {raw_reason|reason}",
        "class {bounce_class}",
        "{type}: {raw_reason|reason}",
        "{type}",
    ],
    own_if: &["type=generation_failure"],
    recipient: "rcpt_to|raw_rcpt_to",
    remote: "ip_address",
    code: "error_code",
    time: "timestamp",
    queue: "message_id",
    sender: "msg_from",
    source: "sending_ip|ip_pool",
    campaign: "campaign_id",
    ..Form::EMPTY
};

/// What a webhook posts when tested.
const SPARKPOST_EMPTY: Form = Form {
    has: &["msys"],
    ..Form::EMPTY
};
