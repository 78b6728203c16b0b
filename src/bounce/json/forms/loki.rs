//! Loki: the lines of a stream, `logcli query -o jsonl`.

use crate::bounce::json::entry::Entry;

/// <https://grafana.com/docs/loki/latest/query/logcli/>
pub(super) const ENTRY: Entry = Entry {
    has: &["labels", "line", "timestamp"],
    message: "line",
    program: "",
    process: "",
    time: "timestamp",
};
