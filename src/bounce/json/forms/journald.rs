//! Entries of the systemd journal, `journalctl -o json`: a log line in pieces.

use crate::bounce::json::scope::Scope;
use crate::bounce::{Bounce, log};
use serde_json::Value;

/// What a journal entry tells: at most one delivery; `None` if it is no journal entry. Fields:
/// <https://manpages.ubuntu.com/manpages/jammy/man7/systemd.journal-fields.7.html>; a text that is not UTF-8 is
/// an array of bytes (<https://systemd.io/JOURNAL_EXPORT_FORMATS/#journal-json-format>).
pub fn read(scope: Scope<'_>) -> Option<Option<Bounce<'static>>> {
    if !scope.holds_all(&[
        "MESSAGE",
        "SYSLOG_IDENTIFIER|_COMM|_PID|__REALTIME_TIMESTAMP",
    ]) {
        return None;
    }
    let message = match scope.value("MESSAGE")? {
        Value::String(text) => text.clone(),
        Value::Array(bytes) => text_of(bytes),
        _ => return None,
    };
    let tag = match (
        scope.text("SYSLOG_IDENTIFIER|_COMM"),
        scope.text("SYSLOG_PID|_PID"),
    ) {
        (Some(name), Some(pid)) => format!("{name}[{pid}]: "),
        (Some(name), None) => format!("{name}: "),
        _ => String::new(),
    };
    let line = format!("{tag}{message}");
    let told = log::read(&line).map(Bounce::into_owned);
    Some(told.map(|bounce| Bounce {
        time: bounce.time.or_else(|| {
            scope
                .text("__REALTIME_TIMESTAMP")
                .map(|time| time.into_owned().into())
        }),
        ..bounce
    }))
}

fn text_of(bytes: &[Value]) -> String {
    let bytes = bytes
        .iter()
        .filter_map(|byte| u8::try_from(byte.as_u64()?).ok());
    String::from_utf8_lossy(&bytes.collect::<Vec<_>>()).into_owned()
}
