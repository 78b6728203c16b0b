//! mailcow: the logs that its API returns, `/api/v1/get/logs/postfix/1000`.

use crate::bounce::json::entry::Entry;

/// <https://github.com/mailcow/mailcow-dockerized/blob/master/data/web/api/openapi.yaml>
pub(super) const ENTRY: Entry = Entry {
    has: &["message", "priority", "program", "time"],
    message: "message",
    program: "program",
    process: "",
    time: "time",
};
