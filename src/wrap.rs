//! Wraps text. Commands, which are in backticks, are not broken if they fit on a line.

use textwrap::{Options, WordSplitter};
use unicode_width::UnicodeWidthStr;

/// Stands for a blank within a command while text is wrapped.
const WHOLE: char = '\u{a0}';
/// The backticks around a command, and a full stop after it.
const AROUND: usize = 3;

/// Wraps a text to the options' width. No word is hyphenated, so dates, hosts and commands stay whole.
pub(crate) fn wrap(text: &str, options: Options<'_>) -> Vec<String> {
    let room = options.width.saturating_sub(
        options
            .initial_indent
            .width()
            .max(options.subsequent_indent.width()),
    );
    let options = options.word_splitter(WordSplitter::NoHyphenation);
    let lines = with_whole_commands(text, room);
    let lines = textwrap::wrap(&lines, options).into_iter();
    lines.map(|line| line.replace(WHOLE, " ")).collect()
}

fn with_whole_commands(text: &str, room: usize) -> String {
    let last = text.matches('`').count();
    let parts = text.split('`').enumerate().map(|(index, part)| {
        // What follows the last backtick is not a command, nor is what follows one that is never closed.
        let is_command = index % 2 == 1 && index < last && part.width() + AROUND <= room;
        if is_command {
            part.replace(' ', WHOLE.encode_utf8(&mut [0; 2]))
        } else {
            part.to_owned()
        }
    });
    parts.collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_stay_whole_where_they_fit() {
        for (text, columns, lines) in [
            (
                "Try `nc -v a.example 25`.",
                24,
                vec!["Try", "`nc -v a.example 25`."],
            ),
            (
                "Try `nc -v a.example 25`.",
                12,
                vec!["Try `nc -v", "a.example", "25`."],
            ),
            ("a `b c", 4, vec!["a `b", "c"]),
            ("`a b` c d", 6, vec!["`a b`", "c d"]),
        ] {
            assert_eq!(
                wrap(text, Options::new(columns)),
                lines,
                "{text} in {columns}"
            );
        }
    }
}
