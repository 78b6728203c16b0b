//! Postmark: events and exports.

use crate::bounce::Event::{AutomaticReply, Bounced, Deferred, Delivered, FeedbackReport, NotSent};
use crate::bounce::json::form::Form;

pub(super) const FORMS: &[Form] = &[POSTMARK, ANSWER];

/// Webhooks <https://postmarkapp.com/developer/webhooks/bounce-webhook>, the bounce API
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
        (
            NotSent,
            "ManuallyDeactivated|Unconfirmed|SMTPApiError|TemplateRenderingFailed",
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

/// The API's response to sending <https://postmarkapp.com/developer/api/overview>.
const ANSWER: Form = Form {
    service: "Postmark",
    has: &["ErrorCode", "Message"],
    name: &["{ErrorCode}"],
    silent: "0",
    otherwise: Some(NotSent),
    own: &["ErrorCode {ErrorCode}: {Message}"],
    recipient: "To",
    ..Form::EMPTY
};
