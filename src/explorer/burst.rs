//! Letters that follow each other quickly while they are commands: they may turn out to be a word, which is then the
//! query.

use super::bindings::Command;
use super::lists::Row;

/// What letters have done since the last pause, and the state before that.
#[derive(Clone, Debug)]
pub(super) struct Burst {
    pub(super) letters: String,
    pub(super) last: Command,
    pub(super) depth: usize,
    pub(super) marked: Vec<Row>,
    pub(super) is_enlarged: bool,
}

impl Burst {
    /// Whether the next letter, given what it would do, makes a word of the letters before it. It does if it is not a
    /// command, or would lead elsewhere. Keys that only move remain commands, and so does a key that is pressed again.
    pub(super) fn is_word_with(&self, command: Option<Command>) -> bool {
        let Some(command) = command else { return true };
        // What was marked is about to be copied or written.
        let follows_mark = self.last == Command::Mark;
        // No word repeats the letter that scrolls: `jjl` scrolls, then shows the lines.
        let mut letters = self.letters.chars().rev();
        let is_repeated = letters.next() == letters.next();
        let has_scrolled = self.last.stays() && is_repeated;
        !has_scrolled && command != self.last && !follows_mark && !command.stays()
    }
}
