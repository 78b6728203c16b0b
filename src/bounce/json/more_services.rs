//! Events of further sending services.

use super::super::Event::{Bounced, Deferred, Delivered, FeedbackReport, NotSent};
use super::form::Form;

pub const FORMS: &[Form] = &[
    AZURE, ORACLE, MANDRILL, RESEND, MAILERSEND, SCALEWAY, SMTP2GO, BREVO,
];

/// <https://developers.brevo.com/reference/gettransacemailcontent> names the events.
const BREVO: Form = Form {
    service: "Brevo",
    has: &["event", "email", "message-id|ts_event|ts_epoch"],
    name: &["{event}"],
    events: &[
        (
            Bounced,
            "hard_bounce|soft_bounce|hardBounce|softBounce|blocked",
        ),
        (NotSent, "invalid|invalid_email|error"),
        (Deferred, "deferred"),
        (Delivered, "delivered"),
        (FeedbackReport, "spam|complaint"),
    ],
    server: &["{reason}"],
    own: &["{event}: {reason}", "{event}"],
    recipient: "email",
    time: "date|ts_event|ts",
    queue: "message-id",
    ..Form::EMPTY
};

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

/// <https://resend.com/docs/webhooks/emails/bounced>, <https://resend.com/docs/webhooks/event-types>
const RESEND: Form = Form {
    service: "Resend",
    has: &["type", "data.email_id", "data.to"],
    each: "data.to",
    name: &["{type}"],
    events: &[
        (Bounced, "email.bounced|email.suppressed"),
        (NotSent, "email.failed"),
        (Deferred, "email.delivery_delayed"),
        (Delivered, "email.delivered"),
        (FeedbackReport, "email.complained"),
    ],
    server: &["{data.bounce.message}"],
    own: &[
        "{data.bounce.type} {data.bounce.subType}: {data.bounce.message}",
        "{data.bounce.message|data.failed.reason|data.suppressed.message}",
        "{type}",
    ],
    recipient: ".",
    time: "created_at",
    queue: "data.email_id",
    ..Form::EMPTY
};

/// <https://developers.mailersend.com/api/v1/webhooks.html>
const MAILERSEND: Form = Form {
    service: "MailerSend",
    has: &["type", "data.email.recipient.email|data.recipient.email"],
    name: &["{type}"],
    events: &[
        (Bounced, "activity.hard_bounced|activity.soft_bounced"),
        (Deferred, "activity.deferred"),
        (Delivered, "activity.delivered"),
        (FeedbackReport, "activity.spam_complaint"),
    ],
    server: &["{data.morph.reason|data.reason}"],
    own: &["{data.morph.reason|data.reason}", "{type}"],
    recipient: "data.email.recipient.email|data.recipient.email",
    time: "created_at",
    queue: "data.email.message.id|data.email.id",
    ..Form::EMPTY
};

/// <https://www.scaleway.com/en/docs/transactional-email/reference-content/webhook-events-payloads>
const SCALEWAY: Form = Form {
    service: "Scaleway",
    has: &["type", "email_to"],
    each: "email_to",
    name: &["{type}"],
    events: &[
        (Bounced, "email_dropped|email_mailbox_not_found|email_spam"),
        (NotSent, "email_blocklisted"),
        (Deferred, "email_deferred"),
        (Delivered, "email_delivered"),
    ],
    server: &["{email_response_message|email_error}"],
    own: &["{type}: {email_response_message|email_error}", "{type}"],
    recipient: ".",
    code: "email_response_code",
    time: "created_at",
    queue: "email_id",
    ..Form::EMPTY
};

/// <https://developers.smtp2go.com/docs/webhooks-1>
const SMTP2GO: Form = Form {
    service: "SMTP2GO",
    has: &["event", "rcpt"],
    name: &["{event}"],
    events: &[
        (Bounced, "bounce"),
        (NotSent, "reject"),
        (Delivered, "delivered"),
        (FeedbackReport, "spam"),
    ],
    server: &["{message|context}"],
    own: &["{event}: {message|context}", "{bounce} {event}", "{event}"],
    own_if: &["event=reject|spam"],
    recipient: "rcpt",
    remote: "host",
    time: "time",
    queue: "email_id",
    ..Form::EMPTY
};

/// Azure Communication Services through Event Grid:
/// <https://github.com/MicrosoftDocs/azure-docs/blob/main/articles/event-grid/communication-services-email-events.md>.
const AZURE: Form = Form {
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
};

/// Logs of Oracle Cloud's Email Delivery about what it did not accept:
/// <https://docs.oracle.com/iaas/Content/Logging/Reference/details_for_emaildelivery.htm>.
const ORACLE: Form = Form {
    service: "Oracle Email Delivery",
    has: &["data.action=accept", "data.errorType"],
    otherwise: Some(NotSent),
    server: &["{data.smtpStatus}"],
    own: &["{data.errorType}"],
    recipient: "data.recipient",
    time: "time",
    queue: "data.messageId",
    ..Form::EMPTY
};
