//! The file that keeps the screen's queries for the next session.

use crate::explorer::history::History;
use etcetera::base_strategy::{BaseStrategy, Xdg};
use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

/// The most bytes that are read; a full history is smaller.
const MOST_BYTES: u64 = 1 << 18;

/// How long to wait for other sessions.
const PATIENCE: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(5);

/// `$XDG_STATE_HOME/bouncedex/history`, by default under `~/.local/state`, on every system alike.
pub(super) fn path() -> Option<PathBuf> {
    let state = Xdg::new().ok()?.state_dir()?;
    Some(state.join("bouncedex").join("history"))
}

/// Reads the file. History is a convenience: one that cannot be read is empty, without a message.
pub(super) fn read(path: &Path) -> History {
    // A pipe or a device could keep the screen waiting.
    let is_file = fs::metadata(path).is_ok_and(|about| about.is_file());
    let mut bytes = Vec::new();
    if is_file && let Ok(file) = File::open(path) {
        let _ = file.take(MOST_BYTES).read_to_end(&mut bytes);
    }
    History::of_lines(&String::from_utf8_lossy(&bytes))
}

/// Adds the queries of a session to the file. It is replaced atomically, and sessions that end at the same time wait for
/// each other.
pub(super) fn add(path: &Path, asked: &[String]) -> io::Result<()> {
    let Some(directory) = path.parent().filter(|_| !asked.is_empty()) else {
        return Ok(());
    };
    create_private(directory)?;
    let lock = File::options()
        .create(true)
        .append(true)
        .open(path.with_extension("lock"))?;
    wait_for(&lock)?;
    let mut history = read(path);
    history.extend(asked);
    // Only the owner can read a temporary file, and so the file that it becomes.
    let mut aside = tempfile::NamedTempFile::new_in(directory)?;
    aside.write_all(history.to_lines().as_bytes())?;
    aside.persist(path)?;
    Ok(())
}

/// Locks a file. Gives up after `PATIENCE`, so that the program does not hang when it is left.
fn wait_for(lock: &File) -> io::Result<()> {
    let end = Instant::now() + PATIENCE;
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if Instant::now() < end => thread::sleep(PAUSE),
            Err(error) => return Err(error.into()),
        }
    }
}

/// Creates the missing part of a path, for its owner alone.
fn create_private(directory: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}
