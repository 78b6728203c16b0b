//! Entries of the systemd journal, `journalctl -o json`.

use crate::bounce::json::entry::Entry;

/// <https://manpages.ubuntu.com/manpages/jammy/man7/systemd.journal-fields.7.html>
pub(super) const ENTRY: Entry = Entry {
    has: &[
        "MESSAGE",
        "SYSLOG_IDENTIFIER|_COMM|_PID|__REALTIME_TIMESTAMP",
    ],
    message: "MESSAGE",
    program: "SYSLOG_IDENTIFIER|_COMM",
    process: "SYSLOG_PID|_PID",
    time: "__REALTIME_TIMESTAMP",
};
