//! Header-like fields (RFC 5322 §2.2, RFC 3464 §2.1): names, values, folding.

use crate::bounce::cut::MOST_FIELDS;
use std::borrow::Cow;

/// A block of fields, in order.
#[derive(Debug, Default)]
pub(super) struct Fields<'a>(Vec<(&'a str, Cow<'a, str>)>);

impl<'a> Fields<'a> {
    /// Parses a block of fields. A line that is neither a field nor folded belongs to the value before it, since some
    /// programs fold without indenting.
    pub(super) fn parse(block: &'a str) -> Fields<'a> {
        let mut fields = Fields::default();
        let lines = block.split('\n').filter(|line| !line.trim().is_empty());
        lines.for_each(|line| fields.push(line));
        fields
    }

    /// Adds a line, unless the block is full.
    pub(super) fn push(&mut self, line: &'a str) {
        match field(line).filter(|_| !line.starts_with([' ', '\t']) || self.0.is_empty()) {
            Some(_) if self.is_full() => {}
            Some((name, value)) => self.0.push((name, Cow::Borrowed(value))),
            None => {
                if let Some((_, value)) = self.0.last_mut() {
                    let value = value.to_mut();
                    value.push(' ');
                    value.push_str(line.trim());
                }
            }
        }
    }

    /// Whether there may have been more fields.
    pub(super) fn is_full(&self) -> bool {
        self.0.len() == MOST_FIELDS
    }

    /// Returns the first value of a field; the case of names is ignored.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Returns every value of a field.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_ref())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Splits a line that is a field into name and value.
pub(super) fn field(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.trim_start().split_once(':')?;
    let name = name.trim_end();
    let is_name = !name.is_empty()
        && name.len() <= 60
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    is_name.then(|| (name, value.trim()))
}

/// Whether a field has one of these names, in any case (RFC 5322 §1.2.2).
pub(super) fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| name.eq_ignore_ascii_case(known))
}
