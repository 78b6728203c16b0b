//! Makes strangers' text safe to show: none of its characters may act on the terminal or be invisible, and different
//! texts must stay different.
//!
//! What must not be shown is written as `\u{200b}`, or as a picture (`␛`, U+2400 to U+2421) if it is an ASCII control
//! character. [`sanitize`] writes whatever could be mistaken for that in the same way, so its output can be read back.
//! For output that may already contain such escapes, there is [`harmless`].

use std::borrow::Cow;
use std::fmt::Write;
use std::iter;
use unicode_width::UnicodeWidthChar;

/// The most combining marks on one character: more than any language uses, and few enough to stay within a line.
const MOST_MARKS: usize = 8;
const PICTURES: u32 = 0x2400;
const DELETE_PICTURE: char = '\u{2421}';
/// How an escape starts.
const ESCAPE: &str = "\\u{";

/// Whether a character could act on a terminal or disguise its neighbours: a control character, a
/// bidirectional override or an invisible character.
pub fn is_unsafe(c: char) -> bool {
    c.is_control() || is_invisible(c)
}

/// Whether Unicode calls it default-ignorable (`DerivedCoreProperties.txt`: bidirectional controls, zero-width
/// characters, variation selectors, fillers, tags), or it is a line or paragraph separator, an annotation mark or the
/// Braille blank.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Splits a text into pieces: what can be shown as it is, and the character after it that cannot, unless the text ends
/// there.
pub fn pieces(text: &str) -> impl Iterator<Item = (&str, Option<char>)> {
    let (mut rest, mut marks) = (text, 0);
    iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let refused = rest.char_indices().find(|(_, c)| {
            let is_mark = !c.is_ascii() && c.width() == Some(0);
            marks = if is_mark { marks + 1 } else { 0 };
            is_unsafe(*c) || marks > MOST_MARKS
        });
        let (end, refused) = refused.map_or((rest.len(), None), |(at, c)| (at, Some(c)));
        let piece = &rest[..end];
        rest = &rest[end + refused.map_or(0, char::len_utf8)..];
        Some((piece, refused))
    })
}

/// Whether the text is all printable ASCII, as nearly everything that servers say is.
pub fn is_plain(text: &str) -> bool {
    // No early return, so that the compiler can vectorize this.
    let is_printable = |byte| matches!(byte, b' '..=b'~');
    text.bytes()
        .fold(true, |all, byte| all & is_printable(byte))
}

/// Whether the text can be shown as it is.
pub fn is_harmless(text: &str) -> bool {
    is_plain(text) || pieces(text).all(|(_, refused)| refused.is_none())
}

/// The text as it is shown: one line, and never the same for two different texts.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    if is_plain(text) && !text.contains(ESCAPE) {
        return Cow::Borrowed(text);
    }
    if !text.contains(is_picture) && !text.contains(ESCAPE) {
        return harmless(text);
    }
    let mut shown = String::with_capacity(text.len());
    for (piece, refused) in pieces(text) {
        for (at, c) in piece.char_indices() {
            if is_picture(c) || piece[at..].starts_with(ESCAPE) {
                push_code(&mut shown, c);
            } else {
                shown.push(c);
            }
        }
        refused
            .into_iter()
            .for_each(|c| push_escaped(&mut shown, c));
    }
    Cow::Owned(shown)
}

/// The text with what must not be shown escaped. Line feeds are escaped too; escapes that it already contains stay.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if is_harmless(text) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for (piece, refused) in pieces(text) {
        shown.push_str(piece);
        refused
            .into_iter()
            .for_each(|c| push_escaped(&mut shown, c));
    }
    Cow::Owned(shown)
}

/// [`harmless`] for a text of several lines.
pub fn harmless_lines(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(harmless).collect();
    lines.join("\n")
}

/// The text without what must not be shown, as it may be typed.
pub fn typeable(text: &str) -> String {
    pieces(text).map(|(piece, _)| piece).collect()
}

fn is_picture(c: char) -> bool {
    (PICTURES..=u32::from(DELETE_PICTURE)).contains(&u32::from(c))
}

fn push_escaped(shown: &mut String, c: char) {
    match c {
        '\0'..='\u{1f}' => shown.extend(char::from_u32(PICTURES + u32::from(c))),
        '\u{7f}' => shown.push(DELETE_PICTURE),
        c => push_code(shown, c),
    }
}

fn push_code(shown: &mut String, c: char) {
    // Writing to a string cannot fail.
    let _ = write!(shown, "{ESCAPE}{:x}}}", u32::from(c));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn control_characters_become_pictures_and_what_is_invisible_its_code() {
        assert_eq!(
            sanitize("550 \x1b[31mno\x07\x7f\u{9b}2J\tx\u{202e}\u{e0041}"),
            "550 ␛[31mno␇␡\\u{9b}2J␉x\\u{202e}\\u{e0041}"
        );
    }

    /// Every text of three of these characters is shown, and each in its own way.
    #[test]
    fn different_texts_stay_different() {
        let parts = [
            "\\",
            "u",
            "{",
            "}",
            "u{",
            "\\u{",
            "5c",
            "200b",
            "\u{200b}",
            "\t",
            "    ",
            "␉",
            "\x1b",
            "␛",
            "\u{9b}",
            "\u{fffd}",
            "2409",
            "e\u{301}",
            "\u{301}\u{301}\u{301}",
            "",
        ];
        let texts: HashSet<String> = parts
            .iter()
            .flat_map(|one| parts.iter().map(move |two| [*one, two]))
            .flat_map(|two| parts.iter().map(move |three| two.concat() + three))
            .collect();
        let shown: HashSet<_> = texts.iter().map(|text| sanitize(text)).collect();
        assert_eq!(shown.len(), texts.len());
        assert!(shown.iter().all(|text| is_harmless(text)));
    }

    #[test]
    fn piles_of_marks_are_escaped_from_the_ninth_on() {
        let pile = |count| format!("e{}x", "\u{301}".repeat(count));
        assert_eq!(sanitize(&pile(8)), pile(8));
        assert_eq!(
            sanitize(&pile(10)),
            format!("e{}\\u{{301}}\\u{{301}}x", "\u{301}".repeat(8))
        );
    }

    #[test]
    fn what_is_escaped_already_stays_so() {
        let text = "jo\u{200b}\u{1b}\u{9b}␛ \\u{200b}";
        assert_eq!(harmless(&sanitize(text)), sanitize(text));
        assert_eq!(harmless_lines("a\r\nb\n"), "a␍\nb\n");
    }

    #[test]
    fn harmless_text_is_borrowed() {
        let text = "Postfach überfüllt 日本 C:\\users\\{x} नमस्ते";
        assert!(matches!(sanitize(text), Cow::Borrowed(_)));
    }
}
