//! Text in lines: of what is in backticks, as commands are, none is broken that fits.

use textwrap::{Options, WordSplitter};
use unicode_width::UnicodeWidthStr;

/// What stands for a blank that is not to be broken at, while lines are made.
const WHOLE: char = '\u{a0}';
/// A command has two backticks, and a full stop behind it.
const AROUND: usize = 3;

/// The text in lines that are as wide as the options say. No word is hyphenated: dates, hosts and commands stay whole.
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
        // Behind the last backtick, and behind one that is never closed, there is no command.
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
