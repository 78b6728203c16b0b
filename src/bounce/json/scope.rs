//! Access to values by path: `bounce.timestamp`; `reason|response` for the first that exists; `-1` for the last of an
//! array; `.` for the value itself.

use serde_json::Value;
use std::borrow::Cow;
use std::cell::Cell;

/// Where paths start: at one recipient's part of an event, then at the event itself.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub part: &'a Value,
    pub event: &'a Value,
    pub allowance: &'a Allowance,
}

/// How many bytes may still be read from a document. One reply may apply to very many recipients: reading it for each
/// must neither take forever nor fill the memory.
pub(super) struct Allowance(Cell<usize>);

impl Allowance {
    const PER_BYTE: usize = 12;
    const AT_LEAST: usize = 1 << 20;

    /// Creates the allowance for a document of this length.
    pub(super) fn for_document(length: usize) -> Allowance {
        let fair = length.saturating_mul(Allowance::PER_BYTE);
        Allowance(Cell::new(fair.max(Allowance::AT_LEAST)))
    }

    pub(super) fn is_used_up(&self) -> bool {
        self.0.get() == 0
    }

    fn spend(&self, bytes: usize) {
        self.0.set(self.0.get().saturating_sub(bytes));
    }
}

/// What a value costs in addition to its text.
const EACH: usize = 16;

impl<'a> Scope<'a> {
    pub(super) fn of(event: &'a Value, allowance: &'a Allowance) -> Scope<'a> {
        Scope {
            part: event,
            event,
            allowance,
        }
    }

    /// Returns the first value that one of the paths, separated by `|`, leads to. An empty path leads nowhere.
    pub(super) fn value(&self, paths: &str) -> Option<&'a Value> {
        if paths.is_empty() {
            return None;
        }
        let lead = |path: &str| walk(self.part, path).or_else(|| walk(self.event, path));
        paths.split('|').find_map(lead)
    }

    /// Returns a value as text: a string, a number or a boolean.
    pub(super) fn text(&self, paths: &str) -> Option<Cow<'a, str>> {
        let text = match self.value(paths)? {
            Value::String(text) => Cow::Borrowed(text.trim()),
            Value::Number(number) => Cow::Owned(number.to_string()),
            Value::Bool(yes) => Cow::Borrowed(if *yes { "true" } else { "false" }),
            Value::Null | Value::Array(_) | Value::Object(_) => return None,
        };
        self.allowance.spend(text.len() + EACH);
        Some(text)
    }

    /// Fills a template with the text at each path in braces, `{type}: {reason}`; `None` if any is missing.
    pub(super) fn fill(&self, template: &str) -> Option<String> {
        let mut filled = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let (paths, after) = after.split_once('}')?;
            filled.push_str(before);
            filled.push_str(&self.text(paths)?);
            rest = after;
        }
        filled.push_str(rest);
        Some(filled).filter(|filled| !filled.is_empty())
    }

    /// Fills the first template that can be filled.
    pub(super) fn fill_first(&self, templates: &[&str]) -> Option<String> {
        templates.iter().find_map(|template| self.fill(template))
    }

    /// Whether a value exists, `bounce.bounceType`, or is one of these words: `type=bounce|delay`.
    pub(super) fn holds(&self, condition: &str) -> bool {
        match condition.split_once('=') {
            None => self.value(condition).is_some(),
            Some((paths, words)) => self
                .text(paths)
                .is_some_and(|text| words.split('|').any(|word| text.eq_ignore_ascii_case(word))),
        }
    }

    pub(super) fn holds_all(&self, conditions: &[&str]) -> bool {
        conditions.iter().all(|condition| self.holds(condition))
    }
}

/// Returns the value at the end of a path, unless it is null or blank.
fn walk<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let mut keys = path.split('.').filter(|key| !key.is_empty());
    let end = keys.try_fold(value, |value, key| match value {
        Value::Object(fields) => fields.get(key),
        Value::Array(values) if key == "-1" => values.last(),
        Value::Array(values) => values.get(key.parse::<usize>().ok()?),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    })?;
    let is_blank = end.is_null() || end.as_str().is_some_and(|text| text.trim().is_empty());
    (!is_blank).then_some(end)
}
