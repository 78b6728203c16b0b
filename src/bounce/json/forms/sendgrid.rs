//! SendGrid: events and exports.

use crate::bounce::Event::{Bounced, Deferred, Delivered, Expired, FeedbackReport, NotSent};
use crate::bounce::json::form::Form;

pub(super) const FORMS: &[Form] = &[SENDGRID, SENDGRID_BOUNCES, SENDGRID_SPAM_REPORTS];

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
        (Bounced, "bounce|blocked"),
        (NotSent, "dropped"),
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
    source: "ip",
    campaign: "marketing_campaign_name|singlesend_name|marketing_campaign_id|singlesend_id",
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
