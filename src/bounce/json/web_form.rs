//! Bodies of web forms (`application/x-www-form-urlencoded`, <https://url.spec.whatwg.org/#urlencoded-parsing>), in which
//! some services post their events: `event=bounced&recipient=jo%40example.org`.

use serde_json::{Map, Value};

/// Returns the fields of a form as an object of strings; `None` if the text is not a form, or might be something else.
pub(super) fn fields(text: &str) -> Option<Value> {
    let (first, value) = text.split_once('=')?;
    // Most lines are rejected here.
    if !is_name(first) || text.contains(char::is_whitespace) {
        return None;
    }
    if !value.contains('&') && !value.starts_with("%5B") && !value.starts_with("%7B") {
        return None;
    }
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let mut fields = Map::new();
    for pair in pairs {
        let (name, value) = pair.split_once('=')?;
        fields.insert(decoded(name), Value::String(decoded(value)));
    }
    Some(Value::Object(fields))
}

fn is_name(text: &str) -> bool {
    let is_known = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.%[]".contains(&byte);
    !text.is_empty() && text.bytes().all(is_known)
}

/// Decodes percent-encoding; what is not valid stays as it is.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        let escaped = after.get(..2).filter(|_| *byte == b'%').and_then(hex);
        bytes.push(match byte {
            b'+' => b' ',
            byte => escaped.unwrap_or(*byte),
        });
        rest = &after[if escaped.is_some() { 2 } else { 0 }..];
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digits: &[u8]) -> Option<u8> {
    let digits = str::from_utf8(digits).ok()?;
    let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    u8::from_str_radix(digits, 16).ok().filter(|_| is_hex)
}
