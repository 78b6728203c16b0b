//! How far words are to be trusted: the readers do not know that, but those who explain the words do.

use crate::bounce::Bounce;

/// How far words without a code, which may be about anything, are to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// They mean nothing that is known.
    Nothing,
    /// They may mean something else: emitted only if nothing more certain is found beside them. The number stands for
    /// what they seem to mean.
    Guess(usize),
    Sure,
}

/// Judges how far the words of a bounce are to be trusted.
pub type Judge<'j> = &'j dyn Fn(&Bounce<'_>) -> Trust;

/// Trusts all words.
pub const CREDULOUS: Judge<'static> = &|_| Trust::Sure;
