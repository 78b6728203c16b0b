//! Oracle Email Delivery: events and exports.

use crate::bounce::Event::NotSent;
use crate::bounce::json::form::Form;

/// Logs of Oracle Cloud's Email Delivery about mail that it did not accept:
/// <https://docs.oracle.com/iaas/Content/Logging/Reference/details_for_emaildelivery.htm>.
pub(super) const FORMS: &[Form] = &[Form {
    service: "Oracle Email Delivery",
    has: &["data.action=accept", "data.errorType"],
    otherwise: Some(NotSent),
    server: &["{data.smtpStatus}"],
    own: &["{data.errorType}"],
    recipient: "data.recipient",
    time: "time",
    queue: "data.messageId",
    ..Form::EMPTY
}];
