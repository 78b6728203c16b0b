//! How a command ended: exit statuses, failures, and messages on standard error.

use super::arguments::Arguments;
use crate::catalogue::Problem;
use crate::query::Field;
use crate::sanitize::{harmless, harmless_lines};
use clap::CommandFactory;
use clap::error::ErrorKind;
use std::fmt::Display;
use std::io::{self, Write};

/// Exit status: something was found, or done as asked.
pub(super) const FOUND: u8 = 0;
/// Exit status: nothing was found.
pub(super) const NOTHING_FOUND: u8 = 1;
/// Exit status: wrong usage or unusable input.
pub(super) const UNUSABLE: u8 = 2;
/// Exit status: a signal ended it before everything was read. As in shells, the number of the signal is added.
pub(super) const INTERRUPTED: u8 = 128;

/// Why the program cannot do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{}", lines(.0))]
    Files(Vec<Problem>),
    #[error("bouncedex: {}", harmless(.0))]
    Filters(String),
    #[error("bouncedex: {}: needs a value, such as {}:{}", .0.id(), .0.id(), .0.example())]
    NoValue(Field),
    #[cfg(feature = "explorer")]
    #[error("bouncedex: {}", harmless(.0))]
    Screen(String),
    #[error("bouncedex: cannot write: {0}")]
    Write(#[from] io::Error),
    /// The message echoes arguments. It has no colour, as escaping them would escape the colours too.
    #[error("{}", harmless_lines(.0.render().to_string().trim_end()))]
    Usage(#[from] clap::Error),
}

impl Failure {
    /// Options that do not go with the command.
    pub(super) fn usage(mistake: &str) -> Failure {
        let usage = Arguments::command().error(ErrorKind::ArgumentConflict, mistake);
        Failure::Usage(usage)
    }
}

/// Returns the exit status for this many problems and this many findings.
pub(super) fn exit_status(problems: usize, seen: u64) -> u8 {
    if problems > 0 {
        UNUSABLE
    } else if seen == 0 {
        NOTHING_FOUND
    } else {
        FOUND
    }
}

/// Prints a message on standard error, with the program's name.
pub(super) fn say(what: impl Display) {
    let _ = writeln!(io::stderr(), "bouncedex: {}", harmless(&what.to_string()));
}

fn lines(problems: &[Problem]) -> String {
    let lines = problems
        .iter()
        .map(|problem| format!("bouncedex: {}", harmless(&problem.to_string())));
    lines.collect::<Vec<_>>().join("\n")
}
