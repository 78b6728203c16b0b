//! The program: arguments, one command, an exit status.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    bouncedex::cli::main()
}
