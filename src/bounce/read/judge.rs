//! How far words are to be believed: those who explain them know, the readers do not.

use crate::bounce::Bounce;

/// How far words without a code are to be believed, which may be about anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// They say nothing that is known.
    Nothing,
    /// They may mean something else: told only where nothing surer is found beside them.
    Guess,
    Sure,
}

/// Says how far the words of a bounce are to be believed.
pub type Judge<'j> = &'j dyn Fn(&Bounce<'_>) -> Trust;

/// Believes all words.
pub const CREDULOUS: Judge<'static> = &|_| Trust::Sure;
