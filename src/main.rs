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
    let ended = match Arguments::read() {
        Ok(arguments) => commands::run(&arguments),
        Err(mistake) if mistake.use_stderr() => Err(Failure::Usage(mistake)),
        Err(answer) => print(&answer),
    };
    match ended {
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

/// Prints what `--help` and `--version` ask for.
fn print(answer: &clap::Error) -> Result<u8, Failure> {
    answer.print()?;
    io::stdout().flush()?;
    Ok(FOUND)
}
