//! Docker's logging driver `json-file`: the output of a container, line by line.

use crate::bounce::json::entry::Entry;

/// <https://docs.docker.com/engine/logging/drivers/json-file/>
pub(super) const ENTRY: Entry = Entry {
    has: &["log", "stream=stdout|stderr"],
    message: "log",
    program: "",
    process: "",
    time: "time",
};
