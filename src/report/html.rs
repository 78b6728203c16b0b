//! Text for an HTML page.

use crate::sanitize::sanitize;
use std::fmt::Write;

/// Escapes any text, a stranger's included, for use between tags and in attribute values: nothing in it is markup, and
/// nothing is invisible.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in sanitize(text).chars() {
        if matches!(c, '&' | '<' | '>' | '"' | '\'' | '`' | '=') {
            // Numeric references work in XML and in every version of HTML.
            let _ = write!(escaped, "&#{};", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// A stranger's name, isolated so that right-to-left letters cannot move the text beside it.
pub(super) fn name(text: &str) -> String {
    format!("<bdi>{}</bdi>", escape(text))
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn no_text_is_markup() {
        for (text, html) in [
            ("jo@example.org", "jo@example.org"),
            ("<script>", "&#60;script&#62;"),
            ("\" onload='x'", "&#34; onload&#61;&#39;x&#39;"),
            ("a & b &lt;", "a &#38; b &#38;lt;"),
            ("`x\u{1b}\u{202e}", "&#96;x␛\\u{202e}"),
        ] {
            assert_eq!(escape(text), html);
        }
    }
}
