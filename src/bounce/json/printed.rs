//! Objects as programs print them, which is almost JSON: Python's dictionaries, Ruby's and Perl's hashes, JavaScript's
//! consoles, and the fields of a class.
//!
//! ```text
//! {'event': 'bounce', 'email': 'jo@example.org'}
//! {"event"=>"bounce", :email=>"jo@example.org"}
//! { event: 'bounce', email: 'jo@example.org' }
//! Bounce(event='bounce', email='jo@example.org')
//! Bounce{event=bounce, email=jo@example.org}
//! ```

use serde_json::{Map, Number, Value};

/// How deeply objects may be nested.
const DEEPEST: u8 = 32;

/// Returns the object, or the list of objects, that a text prints; `None` if it prints anything else.
pub(super) fn printed(text: &str) -> Option<Value> {
    let text = text.trim().trim_end_matches([',', ';']);
    // Most lines are rejected here.
    if !text.ends_with(['}', ']', ')']) {
        return None;
    }
    let mut printed = Printed { rest: text };
    let value = printed.value("", 0)?;
    let is_object = |value: &Value| value.as_object().is_some_and(|members| !members.is_empty());
    let is_of_objects = value
        .as_array()
        .is_some_and(|all| all.iter().all(is_object));
    (printed.rest.is_empty() && (is_object(&value) || is_of_objects)).then_some(value)
}

/// The rest of a text.
struct Printed<'t> {
    rest: &'t str,
}

impl<'t> Printed<'t> {
    /// Reads a value. What has no quotes ends before one of the characters that are `ends`, or a comma and a key.
    fn value(&mut self, ends: &str, depth: u8) -> Option<Value> {
        let depth = depth.checked_add(1).filter(|depth| *depth <= DEEPEST)?;
        self.skip_blanks();
        let name = name(self.rest.strip_prefix('%').unwrap_or(self.rest));
        let after = &self.rest[usize::from(self.rest.starts_with('%')) + name.len()..];
        match after.as_bytes() {
            [b'{', ..] => self.object(&after[1..], "}", depth),
            [b'(', ..] if !name.is_empty() => self.object(&after[1..], ")", depth),
            [b'[', ..] if name.is_empty() => self.list(&after[1..], depth),
            [b'"' | b'\'', ..] if matches!(name, "" | "b" | "u" | "r") => {
                self.rest = after;
                self.string().map(Value::String)
            }
            _ if ends.is_empty() => self.literal(name),
            _ => Some(self.bare(ends)),
        }
    }

    fn object(&mut self, inside: &'t str, end: &str, depth: u8) -> Option<Value> {
        self.rest = inside;
        let mut members = Map::new();
        while !self.takes(end) {
            let key = self.key()?;
            let ends = if self.takes("=>") || self.takes(":") {
                ""
            } else if self.takes("=") {
                end
            } else {
                return None;
            };
            members.insert(key, self.value(ends, depth)?);
            if !self.takes(",") && !self.rest.starts_with(end) {
                return None;
            }
        }
        Some(Value::Object(members))
    }

    fn list(&mut self, inside: &'t str, depth: u8) -> Option<Value> {
        self.rest = inside;
        let mut values = Vec::new();
        while !self.takes("]") {
            values.push(self.value("", depth)?);
            if !self.takes(",") && !self.rest.starts_with(']') {
                return None;
            }
        }
        Some(Value::Array(values))
    }

    fn key(&mut self) -> Option<String> {
        if self.rest.starts_with(['"', '\'']) {
            return self.string();
        }
        self.takes(":");
        let key = name(self.rest);
        self.rest = &self.rest[key.len()..];
        (!key.is_empty()).then(|| key.to_owned())
    }

    /// Reads a string that starts here, with the escapes of all these languages.
    fn string(&mut self) -> Option<String> {
        let mut characters = self.rest.chars();
        let quote = characters.next()?;
        let mut string = String::new();
        loop {
            match characters.next()? {
                '\\' => string.push(match characters.next()? {
                    'n' | 'r' => '\n',
                    't' => '\t',
                    other => other,
                }),
                end if end == quote => break,
                other => string.push(other),
            }
        }
        self.rest = characters.as_str();
        self.skip_blanks();
        Some(string)
    }

    /// Reads a number, a symbol (`:bounce`), or the name of a value.
    fn literal(&mut self, name: &str) -> Option<Value> {
        if self.takes(":") {
            return self.key().map(Value::String);
        }
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-');
        let length = self.rest.find(|c: char| !is_part(c))?;
        let (literal, rest) = self.rest.split_at(length);
        self.rest = rest.trim_start();
        match name {
            "true" | "True" => Some(Value::Bool(true)),
            "false" | "False" => Some(Value::Bool(false)),
            "null" | "None" | "nil" | "undefined" => Some(Value::Null),
            _ => literal.parse::<Number>().ok().map(Value::Number),
        }
    }

    /// Reads a value without quotes: `reason=550 5.1.1 no, not here, status=5.1.1`.
    fn bare(&mut self, ends: &str) -> Value {
        let is_key = |rest: &str| {
            let key = name(rest.trim_start());
            !key.is_empty() && rest.trim_start()[key.len()..].starts_with('=')
        };
        let mut ends = self.rest.char_indices().filter(|(at, c)| match c {
            ',' => is_key(&self.rest[at + 1..]),
            c => ends.contains(*c),
        });
        let end = ends.next().map_or(self.rest.len(), |(at, _)| at);
        let (value, rest) = self.rest.split_at(end);
        self.rest = rest;
        match value.trim() {
            "null" => Value::Null,
            value => Value::String(value.to_owned()),
        }
    }

    /// Takes a text off the start, and the blanks around it, if it stands there.
    fn takes(&mut self, text: &str) -> bool {
        self.skip_blanks();
        let Some(rest) = self.rest.strip_prefix(text) else {
            return false;
        };
        self.rest = rest.trim_start();
        true
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }
}

/// Returns the name at the start of a text, such as a key or a class.
fn name(text: &str) -> &str {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '@');
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '@'));
    let length = text.find(|c| !is_part(c)).filter(|_| starts);
    &text[..length.unwrap_or(0)]
}
