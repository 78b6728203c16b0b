//! Mail servers' logs in JSON.

use super::super::Event::{Bounced, Deferred, Delivered, Expired, FeedbackReport, Rejected};
use super::form::Form;

pub const FORMS: &[Form] = &[
    // https://docs.kumomta.com/reference/log_record/
    Form {
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
        ..Form::EMPTY
    },
    // https://www.postmastery.com/infrastructure/powermta-webhook with the fields of accounting records,
    // https://hackmd.io/@z3d3m0n/Pmta_records
    Form {
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
        ..Form::EMPTY
    },
];
