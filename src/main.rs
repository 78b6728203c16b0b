//! Arguments, one command, an exit status.

#![forbid(unsafe_code)]

mod commands;
mod explain;
#[cfg(feature = "explorer")]
mod feed;
#[cfg(feature = "explorer")]
mod screen;

use bouncedex::arguments::Arguments;
use commands::{FOUND, Failure, UNUSABLE};
use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    match commands::run(&Arguments::read()) {
        Ok(status) => ExitCode::from(status),
        // Whoever read our output has seen enough.
        Err(Failure::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::from(FOUND)
        }
        Err(failure) => {
            let _ = writeln!(io::stderr(), "{failure}");
            ExitCode::from(UNUSABLE)
        }
    }
}
