//! Text in a page of HTML.

use crate::sanitize::sanitize;
use std::fmt::Write;

/// Text, a stranger's, too, as HTML has it between tags and in the values of attributes: nothing in it is markup, and
/// nothing is invisible.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in sanitize(text).chars() {
        if matches!(c, '&' | '<' | '>' | '"' | '\'' | '`' | '=') {
            // By its number, which XML and every version of HTML know.
            let _ = write!(escaped, "&#{};", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// A stranger's name: letters that are written from right to left move nothing beside it.
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
