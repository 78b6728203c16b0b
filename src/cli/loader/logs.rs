//! The logs that the screen counts, which are the same each time they are read.

use crate::catalogue::Problem;
use crate::inputs::{self, Inputs, Originals};
use std::fs;

/// The logs that are counted.
#[derive(Clone, Debug)]
pub(crate) struct Logs {
    /// As named on the command line; standard input if there are none.
    pub arguments: Vec<String>,
    /// Whether to follow them. Pipes always are.
    pub follow: bool,
    /// Set for files that are not followed: they are read again as they were the first time.
    originals: Option<Originals>,
}

impl Logs {
    pub(crate) fn new(arguments: &[String], follow: bool) -> Logs {
        let is_fixed = !follow && are_files(arguments);
        Logs {
            arguments: arguments.to_vec(),
            follow,
            originals: is_fixed.then(|| Originals::of(arguments)),
        }
    }

    /// Whether all of them can be read twice.
    pub(crate) fn are_files(&self) -> bool {
        are_files(&self.arguments)
    }

    /// Opens all of them, in order.
    pub(crate) fn inputs(&self) -> Inputs<'_> {
        match &self.originals {
            Some(originals) => originals.inputs(),
            None => inputs::logs(&self.arguments),
        }
    }

    /// Returns the problem with the first one that no longer contains what was read from it, if there is one.
    pub(crate) fn changed(&self) -> Option<Problem> {
        self.originals.as_ref().and_then(Originals::changed)
    }
}

fn are_files(arguments: &[String]) -> bool {
    let is_file = |name: &String| {
        let is_once = fs::metadata(name).is_ok_and(|file| !file.is_file() && !file.is_dir());
        name != inputs::STANDARD && !is_once
    };
    !arguments.is_empty() && arguments.iter().all(is_file)
}
