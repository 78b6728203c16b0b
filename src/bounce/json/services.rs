//! Events and exports of SendGrid, Mailgun, Postmark, SparkPost and Mailjet.

use super::super::Event::{
    AutomaticReply, Bounced, Deferred, Delivered, Expired, FeedbackReport, NotSent,
};
use super::form::Form;

pub const FORMS: &[Form] = &[
    SPARKPOST,
    SPARKPOST_EMPTY,
    POSTMARK,
    MAILJET,
    SENDGRID,
    SENDGRID_BOUNCES,
    SENDGRID_SPAM_REPORTS,
    MAILGUN,
];

/// The event webhook: <https://sendgrid.com/docs/for-developers/tracking-events/event/>.
const SENDGRID: Form = Form {
    service: "SendGrid",
    has: &[
        "event",
        "email",
        "timestamp|sg_event_id|sg_message_id|smtp-id",
    ],
    name: &["{event} {type}", "{event}"],
    events: &[
        (Expired, "bounce expired"),
        (Bounced, "bounce|blocked|dropped"),
        (Deferred, "deferred"),
        (Delivered, "delivered"),
        (FeedbackReport, "spamreport"),
    ],
    server: &["{reason|response}"],
    own: &["{event}: {reason|response}", "{event}"],
    own_if: &["event=dropped|spamreport"],
    recipient: "email",
    enhanced: "{status}",
    time: "timestamp",
    queue: "sg_message_id|smtp-id",
    ..Form::EMPTY
};

/// Bounces, blocks and invalid addresses:
/// <https://www.twilio.com/docs/sendgrid/api-reference/bounces-api/retrieve-all-bounces>.
const SENDGRID_BOUNCES: Form = Form {
    has: &["created", "email", "reason"],
    name: &[],
    events: &[],
    otherwise: Some(Bounced),
    own: &["{reason}"],
    own_if: &[],
    time: "created",
    queue: "",
    ..SENDGRID
};

/// Spam reports: <https://www.twilio.com/docs/sendgrid/api-reference/bounces-api> names the lists.
const SENDGRID_SPAM_REPORTS: Form = Form {
    has: &["created", "email", "ip"],
    otherwise: Some(FeedbackReport),
    own: &["spam report"],
    ..SENDGRID_BOUNCES
};

/// Webhooks and events <https://documentation.mailgun.com/docs/mailgun/user-manual/events/event-types>, legacy webhooks
/// <https://help.mailgun.com/hc/en-us/articles/14048832145051-Legacy-Webhooks>. The last attempt has the reason `old`.
const MAILGUN: Form = Form {
    service: "Mailgun",
    has: &["event", "recipient"],
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
    ..Form::EMPTY
};

/// Webhooks <https://postmarkapp.com/developer/webhooks/bounce-webhook>, the bounces interface
/// <https://postmarkapp.com/developer/api/bounce-api>, which lists the types.
const POSTMARK: Form = Form {
    service: "Postmark",
    has: &["Email|Recipient", "RecordType|TypeCode|BouncedAt"],
    name: &[
        "{RecordType} {SuppressSending} {SuppressionReason}",
        "{RecordType}",
        "{Type}",
    ],
    events: &[
        (
            NotSent,
            "SubscriptionChange true HardBounce|SubscriptionChange true ManualSuppression",
        ),
        (
            FeedbackReport,
            "SpamComplaint|SubscriptionChange true SpamComplaint",
        ),
        (Delivered, "Delivery"),
        (Deferred, "Transient"),
        (AutomaticReply, "AutoResponder"),
    ],
    silent: "Open|Click|SubscriptionChange|Inbound|Subscribe|Unsubscribe|AddressChange|OpenRelayTest",
    otherwise: Some(Bounced),
    server: &["{Details}"],
    own: &[
        "{Type}: {Description}",
        "{Type|SuppressionReason|RecordType}",
    ],
    recipient: "Email|Recipient",
    time: "BouncedAt|DeliveredAt|ChangedAt",
    queue: "MessageID",
    ..Form::EMPTY
};

/// Webhooks and the events interface: <https://support.sparkpost.com/docs/faq/retrieve-bounce-info>; classes of bounces:
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
    ..Form::EMPTY
};

/// What a webhook posts when it is tested.
const SPARKPOST_EMPTY: Form = Form {
    has: &["msys"],
    ..Form::EMPTY
};

/// <https://documentation.mailjet.com/hc/en-us/articles/360043578154-Event-Tracking-API>
const MAILJET: Form = Form {
    service: "Mailjet",
    has: &[
        "event",
        "email",
        "time|mj_campaign_id|mj_contact_id|MessageID",
    ],
    name: &["{event}"],
    events: &[
        (Bounced, "bounce|blocked"),
        (Delivered, "sent"),
        (FeedbackReport, "spam"),
    ],
    server: &["{smtp_reply}", "{comment}"],
    own: &[
        "{error} ({error_related_to}): {comment}",
        "{error} ({error_related_to})",
        "{error|comment|event}",
    ],
    recipient: "email",
    time: "time",
    queue: "MessageID",
    ..Form::EMPTY
};
