//! Azure Communication Services: events and exports.

use crate::bounce::Event::{Bounced, Delivered};
use crate::bounce::json::form::Form;

/// Azure Communication Services through Event Grid:
/// <https://github.com/MicrosoftDocs/azure-docs/blob/main/articles/event-grid/communication-services-email-events.md>.
pub(super) const FORMS: &[Form] = &[Form {
    service: "Azure Communication Services",
    has: &[
        "eventType|type=Microsoft.Communication.EmailDeliveryReportReceived",
        "data",
    ],
    name: &["{data.status}"],
    events: &[(Delivered, "Delivered|Expanded")],
    otherwise: Some(Bounced),
    server: &["{data.deliveryStatusDetails.statusMessage}"],
    own: &[
        "{data.status}: {data.deliveryStatusDetails.statusMessage}",
        "{data.status}",
    ],
    own_if: &["data.status=Suppressed"],
    recipient: "data.recipient",
    remote: "data.deliveryStatusDetails.recipientMailServerHostName",
    time: "data.deliveryAttemptTimeStamp|data.deliveryAttemptTimestamp|eventTime",
    queue: "data.messageId",
    ..Form::EMPTY
}];
