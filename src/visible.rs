//! Makes text of strangers safe to show: no byte of it may act on the terminal.

use std::borrow::Cow;

/// Whether a character could act on a terminal or disguise what stands beside it: a control character, a
/// bidirectional override or an invisible format character.
pub fn is_unsafe(c: char) -> bool {
    c.is_control() || is_invisible(c)
}

/// Bidirectional controls (Unicode TR9 §2), zero-width characters, line and paragraph separators, and tags.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text with control characters as pictures (`␛`), tabs as four spaces and invisible characters removed.
///
/// Line feeds are pictures too: split the text into lines before.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => shown.push_str("    "),
            '\0'..='\u{1f}' => shown.extend(char::from_u32(0x2400 + u32::from(c))),
            '\u{7f}' => shown.push('\u{2421}'),
            '\u{80}'..='\u{9f}' => shown.push('\u{fffd}'),
            c if is_invisible(c) => {}
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_become_pictures() {
        assert_eq!(
            visible("550 \x1b[31mno\x07\x7f\u{9b}2J"),
            "550 ␛[31mno␇␡\u{fffd}2J"
        );
    }

    #[test]
    fn bidirectional_overrides_are_removed_and_tabs_expanded() {
        assert_eq!(visible("a\u{202e}b\tc"), "ab    c");
    }

    #[test]
    fn harmless_text_is_borrowed() {
        assert!(matches!(
            visible("Postfach überfüllt 日本"),
            Cow::Borrowed(_)
        ));
    }
}
