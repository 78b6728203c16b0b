//! PowerMTA: accounting records as JSON.

use crate::bounce::Event::{Bounced, Deferred, Delivered, Expired, FeedbackReport};
use crate::bounce::json::form::Form;

/// <https://www.postmastery.com/infrastructure/powermta-webhook> with the fields of accounting records,
/// <https://hackmd.io/@z3d3m0n/Pmta_records>
pub(super) const FORMS: &[Form] = &[Form {
    service: "PowerMTA",
    has: &[
        "type",
        "rcpt|orcpt",
        "dsnAction|dsnStatus|dsnDiag|bounceCat",
    ],
    name: &["{type} {bounceCat}", "{type}"],
    events: &[
        (Expired, "b message-expired|bounce message-expired"),
        (Bounced, "b|bounce|rb"),
        (Deferred, "t|transient|tq|transient-queue"),
        (Delivered, "d|delivery"),
        (FeedbackReport, "f|feedback-loop"),
    ],
    server: &["{dsnDiag}"],
    own: &["{bounceCat}: {dsnDiag}", "{bounceCat}", "{dsnDiag}"],
    recipient: "orcpt|rcpt",
    remote: "dsnMta|dlvDestinationIp",
    enhanced: "{dsnStatus}",
    time: "timeLogged",
    sender: "orig",
    source: "vmta|dlvSourceIp",
    campaign: "jobId",
    ..Form::EMPTY
}];
