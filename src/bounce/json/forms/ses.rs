//! Amazon SES: notifications and published events. They arrive directly, or through SNS, SQS, EventBridge and Firehose.
//!
//! <https://docs.aws.amazon.com/ses/latest/DeveloperGuide/notification-contents.html>,
//! <https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html>

use crate::bounce::Event::{Bounced, Deferred, Delivered, FeedbackReport, NotSent};
use crate::bounce::json::form::Form;

const SES: Form = Form {
    service: "Amazon SES",
    own_hosts: "amazonses.com",
    queue: "mail.messageId",
    sender: "mail.source",
    ..Form::EMPTY
};

pub(super) const FORMS: &[Form] = &[
    // Transient bounces are final too: SES has given up.
    Form {
        has: &["bounce.bouncedRecipients"],
        each: "bounce.bouncedRecipients",
        name: &["{action}"],
        events: &[(Deferred, "delayed")],
        otherwise: Some(Bounced),
        server: &["{diagnosticCode}"],
        own: &[
            "bounce {bounce.bounceType} {bounce.bounceSubType}: {diagnosticCode}",
            "bounce {bounce.bounceType} {bounce.bounceSubType}",
            "bounce {bounce.bounceType}",
        ],
        own_if: &["bounce.bounceSubType=Suppressed|OnAccountSuppressionList"],
        recipient: "emailAddress",
        remote: "bounce.remoteMtaIp|bounce.reportingMTA",
        enhanced: "{status}",
        time: "bounce.timestamp",
        ..SES
    },
    Form {
        has: &["complaint.complainedRecipients"],
        each: "complaint.complainedRecipients",
        name: &["{complaint.complaintSubType}"],
        // Not a new complaint: SES did not send because of an earlier one.
        events: &[(NotSent, "OnAccountSuppressionList")],
        otherwise: Some(FeedbackReport),
        own: &[
            "complaint {complaint.complaintSubType}",
            "complaint {complaint.complaintFeedbackType}",
            "complaint",
        ],
        recipient: "emailAddress",
        time: "complaint.timestamp",
        ..SES
    },
    Form {
        has: &["deliveryDelay.delayedRecipients"],
        each: "deliveryDelay.delayedRecipients",
        otherwise: Some(Deferred),
        server: &["{diagnosticCode}"],
        own: &[
            "delay {deliveryDelay.delayType}: {diagnosticCode}",
            "delay {deliveryDelay.delayType}",
        ],
        recipient: "emailAddress",
        remote: "deliveryDelay.reportingMTA",
        enhanced: "{status}",
        time: "deliveryDelay.timestamp",
        ..SES
    },
    Form {
        has: &["delivery.recipients", "mail"],
        each: "delivery.recipients",
        otherwise: Some(Delivered),
        server: &["{delivery.smtpResponse}"],
        recipient: ".",
        remote: "delivery.remoteMtaIp",
        time: "delivery.timestamp",
        ..SES
    },
    Form {
        has: &["reject.reason", "mail"],
        each: "mail.destination",
        otherwise: Some(NotSent),
        own: &["reject {reject.reason}"],
        recipient: ".",
        time: "mail.timestamp",
        ..SES
    },
    Form {
        has: &["failure.errorMessage", "mail"],
        each: "mail.destination",
        otherwise: Some(NotSent),
        own: &["rendering failure: {failure.errorMessage}"],
        recipient: ".",
        time: "mail.timestamp",
        ..SES
    },
    // A bounce object that was cut out of its notification.
    Form {
        has: &["bounceType", "bouncedRecipients"],
        each: "bouncedRecipients",
        name: &["{action}"],
        events: &[(Deferred, "delayed")],
        otherwise: Some(Bounced),
        server: &["{diagnosticCode}"],
        own: &[
            "bounce {bounceType} {bounceSubType}: {diagnosticCode}",
            "bounce {bounceType} {bounceSubType}",
            "bounce {bounceType}",
        ],
        own_if: &["bounceSubType=Suppressed|OnAccountSuppressionList"],
        recipient: "emailAddress",
        remote: "remoteMtaIp|reportingMTA",
        enhanced: "{status}",
        time: "timestamp",
        ..SES
    },
    // Sends, opens, clicks, subscriptions; and what SNS says about itself.
    Form {
        has: &["eventType|notificationType", "mail|message"],
        ..SES
    },
    Form {
        has: &["Type", "TopicArn"],
        ..SES
    },
];
