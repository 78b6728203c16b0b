//! Letters that command while something is read, one quickly after the other: they may yet turn out to be a word, which is then the
//! query.

use super::bindings::Command;
use super::lists::Row;

/// What letters did since the last pause, and what there was before.
#[derive(Clone, Debug)]
pub(super) struct Burst {
    pub(super) letters: String,
    pub(super) last: Command,
    pub(super) depth: usize,
    pub(super) marked: Vec<Row>,
    pub(super) is_enlarged: bool,
}

impl Burst {
    /// Whether a letter that follows, and what it would do, make a word of the letters before it. One that means nothing does, and
    /// so does one that would lead elsewhere; keys that only move, and one that is pressed again, go on commanding.
    pub(super) fn is_word_with(&self, command: Option<Command>) -> bool {
        let Some(command) = command else { return true };
        // What was marked is then copied or written.
        let follows_mark = self.last == Command::Mark;
        // No word repeats the letter that scrolls: `jjl` scrolls, then shows the lines.
        let mut letters = self.letters.chars().rev();
        let is_repeated = letters.next() == letters.next();
        let has_scrolled = self.last.stays() && is_repeated;
        !has_scrolled && command != self.last && !follows_mark && !command.stays()
    }
}
