//! `--metrics`: a file for a metrics collector, written while logs are followed.

use crate::catalogue::Problem;
use crate::inputs;
use crate::report;
use crate::triage::Tally;
use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::NamedTempFile;

/// How often the file is written: as often as collectors read it.
const INTERVAL: Duration = Duration::from_secs(15);

/// The file, which is complete at any moment.
pub(super) struct MetricsFile {
    path: PathBuf,
    tried: Option<Instant>,
    is_broken: bool,
}

impl MetricsFile {
    /// Fails if no file can be written in its folder.
    pub(super) fn new(path: &Path) -> Result<MetricsFile, Problem> {
        let file = MetricsFile {
            path: path.to_owned(),
            tried: None,
            is_broken: false,
        };
        aside(path).map_err(|error| file.problem(&error))?;
        Ok(file)
    }

    /// Whether it was last written long enough ago.
    pub(super) fn is_due(&self) -> bool {
        self.is_due_at(Instant::now())
    }

    fn is_due_at(&self, now: Instant) -> bool {
        self.tried
            .is_none_or(|tried| now.saturating_duration_since(tried) >= INTERVAL)
    }

    /// Writes the current counts. A failure is reported once, until writing succeeds again.
    pub(super) fn write(&mut self, tally: &Tally) -> Option<Problem> {
        self.tried = Some(Instant::now());
        let was_broken = self.is_broken;
        let problem = replace(&self.path, tally).err();
        self.is_broken = problem.is_some();
        problem
            .filter(|_| !was_broken)
            .map(|error| self.problem(&error))
    }

    /// Whether the last attempt failed, so that the file is out of date or missing.
    pub(super) fn is_broken(&self) -> bool {
        self.is_broken
    }

    fn problem(&self, error: &io::Error) -> Problem {
        let name = self.path.to_string_lossy();
        inputs::problem(Some(&name), format!("cannot be written: {error}"))
    }
}

/// Replaces the file atomically: a reader sees the old one or the new one.
fn replace(path: &Path, tally: &Tally) -> io::Result<()> {
    let mut file = aside(path)?;
    let mut out = BufWriter::new(file.as_file_mut());
    report::metrics(&mut out, tally)?;
    out.flush()?;
    drop(out);
    file.persist(path)?;
    Ok(())
}

/// A file in the same folder, with a name that collectors ignore. Everyone may read it, as a collector runs as another user.
fn aside(path: &Path) -> io::Result<NamedTempFile> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o644);
    }
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    // Opened here because the library's own errors would name the temporary file.
    tempfile::Builder::new()
        .prefix(".bouncedex-")
        .make_in(folder.unwrap_or(Path::new(".")), |path| options.open(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_at_once_and_then_every_interval() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("mail.prom");
        let mut file = MetricsFile::new(&path).expect("a file");
        let start = Instant::now();
        assert!(file.is_due_at(start));
        file.tried = Some(start);
        assert!(!file.is_due_at(start + INTERVAL - Duration::from_millis(1)));
        assert!(file.is_due_at(start + INTERVAL));
        assert!(!path.exists());
    }
}
