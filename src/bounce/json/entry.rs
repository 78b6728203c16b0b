//! Log lines in pieces: systemd's journal, Docker's and mailcow's logs.

use super::form::owned;
use super::scope::Scope;
use crate::bounce::Bounce;
use crate::bounce::log::{self, LogLine};
use serde_json::Value;

/// Where an entry keeps the parts of a log line. Paths and conditions are those of [`Scope`].
pub(super) struct Entry {
    /// Conditions that identify this kind of entry.
    pub has: &'static [&'static str],
    pub message: &'static str,
    /// Empty if the message is a whole line.
    pub program: &'static str,
    pub process: &'static str,
    pub time: &'static str,
}

impl Entry {
    /// Returns what the line reports.
    pub(super) fn bounces(&self, scope: Scope<'_>) -> Vec<Bounce<'static>> {
        let Some(message) = scope.value(self.message).and_then(text) else {
            return Vec::new();
        };
        let line = match scope.text(self.program) {
            // A process id makes sure that the program is recognised as one.
            Some(program) => {
                let process = scope.text(self.process);
                format!("{program}[{}]: {message}", process.unwrap_or_default())
            }
            None => message,
        };
        let mut bounces = Vec::new();
        let line = LogLine::of(&line);
        log::Reader::default().read(&line, &mut |bounce| bounces.push(bounce.into_owned()));
        for bounce in &mut bounces {
            let time = bounce.time.take();
            bounce.time = time.or_else(|| scope.text(self.time).map(owned));
        }
        bounces
    }
}

/// Returns a message as text; the journal writes one that is not UTF-8 as an array of bytes
/// (<https://systemd.io/JOURNAL_EXPORT_FORMATS/#journal-json-format>).
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(bytes) => {
            let bytes = bytes
                .iter()
                .filter_map(|byte| u8::try_from(byte.as_u64()?).ok());
            Some(String::from_utf8_lossy(&bytes.collect::<Vec<_>>()).into_owned())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}
