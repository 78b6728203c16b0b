//! The ids of the entries for events that no words explain further. `build.rs` checks that they exist.

pub const AUTOMATIC_REPLY: &str = "automatic-reply";
pub const FEEDBACK_REPORT: &str = "feedback-report";
pub const FAILED: &str = "std-5-0-0";
pub const DEFERRED: &str = "std-4-0-0";
pub const EXPIRED: &str = "std-4-4-7";
pub const DELIVERED: &str = "std-2-0-0";

pub const ALL: [&str; 6] = [
    AUTOMATIC_REPLY,
    FEEDBACK_REPORT,
    FAILED,
    DEFERRED,
    EXPIRED,
    DELIVERED,
];
