//! How tests run the program, and how it ended.

use assert_cmd::Command;
use std::path::Path;
use std::time::Duration;
use std::{fmt, fs};
use tempfile::TempDir;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_bouncedex");
/// Any answer takes a fraction of this.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a run ended.
#[derive(PartialEq)]
pub(crate) struct Ended {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl fmt::Debug for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}\n{}{}", self.status, self.out, self.err)
    }
}

pub(crate) fn ended(status: i32, out: impl Into<String>, err: impl Into<String>) -> Ended {
    let (out, err) = (out.into(), err.into());
    Ended { status, out, err }
}

pub(crate) fn found(out: impl Into<String>) -> Ended {
    ended(0, out, "")
}

/// Runs the program in a folder, which is also the home of its configuration, with this on standard input. Nothing
/// that it writes acts on a terminal.
pub(crate) fn run(folder: &Path, arguments: &[&str], input: impl Into<Vec<u8>>) -> Ended {
    run_at("UTC", folder, arguments, input)
}

/// The same where clocks show the time of this zone.
pub(crate) fn run_at(
    zone: &str,
    folder: &Path,
    arguments: &[&str],
    input: impl Into<Vec<u8>>,
) -> Ended {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).current_dir(folder);
    command.env("XDG_CONFIG_HOME", folder).env("TZ", zone);
    command.write_stdin(input).timeout(PATIENCE);
    let output = command.output().expect("a process");
    let status = output.status.code().expect("an end in time");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    let ended = ended(status, text(output.stdout), text(output.stderr));
    assert!(!ended.out.contains('\x1b') && !ended.err.contains('\x1b'));
    ended
}

/// A folder with these files.
pub(crate) fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, content).expect("a file");
    }
    folder
}
