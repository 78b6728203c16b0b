//! What is wrong with a catalogue or configuration file, said with its place and the nearest remedy.

use std::error::Error;
use std::fmt;

/// A mistake in a file that a person wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub file: String,
    /// Where in the file, unless it is the file as a whole.
    pub at: Option<Position>,
    /// A sentence without its full stop.
    pub message: String,
}

/// A position in a text; both count from one, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

impl Position {
    /// Of a byte of this text; beyond its end, the end.
    pub fn of(text: &str, byte: usize) -> Position {
        let mut byte = byte.min(text.len());
        while !text.is_char_boundary(byte) {
            byte -= 1;
        }
        let before = &text[..byte];
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position {
            line: before.matches('\n').count() + 1,
            column: before[start..].chars().count() + 1,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some(Position { line, column }) => {
                write!(f, "{}:{line}:{column}: {}", self.file, self.message)
            }
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

impl Error for Problem {}

impl Problem {
    /// What the TOML reader says, with the nearest known word where a word is unknown.
    pub fn from_toml(file: &str, text: &str, error: &toml::de::Error) -> Problem {
        let span = error.span().unwrap_or(0..0);
        let at = Some(Position::of(text, span.start));
        // serde says: unknown field `titel`, expected one of `id`, `provider` …
        let mut quoted = error.message().split('`').skip(1).step_by(2);
        let message = match (error.message().starts_with("unknown field"), quoted.next()) {
            (true, Some(word)) => unknown("key", word, quoted),
            _ => format!("not valid here: {}", error.message().replace('\n', " ")),
        };
        Problem {
            file: file.to_owned(),
            at,
            message,
        }
    }
}

/// "unknown reason `user-unkown`; did you mean `user-unknown`?"
pub fn unknown<'a>(what: &str, word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    match nearest(word, known) {
        Some(near) => format!("unknown {what} `{word}`; did you mean `{near}`?"),
        None => format!("unknown {what} `{word}`"),
    }
}

/// The known word that looks most like this one, if any is close enough to be what was meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const CLOSE: f64 = 0.75;
    let likeness = |near: &&str| {
        // One slip of the finger is close, however short the word.
        let slip = word.len() > 2 && strsim::damerau_levenshtein(word, near) == 1;
        let alike =
            strsim::normalized_damerau_levenshtein(word, near).max(strsim::jaro(word, near) - 0.05);
        if slip { alike.max(CLOSE) } else { alike }
    };
    known
        .into_iter()
        .map(|near| (likeness(&near), near))
        .filter(|(likeness, _)| *likeness >= CLOSE)
        .fold(None, |best: Option<(f64, &str)>, next| match best {
            Some(best) if best.0 >= next.0 => Some(best),
            _ => Some(next),
        })
        .map(|(_, near)| near)
}
