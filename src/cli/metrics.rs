//! `--metrics`: a file that a collector of metrics reads while logs are followed.

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

/// The file, which at any moment is whole.
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

    /// Writes what was counted by now. That it cannot be written is reported once, until it can be again.
    pub(super) fn write(&mut self, tally: &Tally) -> Option<Problem> {
        self.tried = Some(Instant::now());
        let was_broken = self.is_broken;
        let problem = replace(&self.path, tally).err();
        self.is_broken = problem.is_some();
        problem
            .filter(|_| !was_broken)
            .map(|error| self.problem(&error))
    }

    /// Whether it could not be written the last time, so that it holds old counts or none.
    pub(super) fn is_broken(&self) -> bool {
        self.is_broken
    }

    fn problem(&self, error: &io::Error) -> Problem {
        let name = self.path.to_string_lossy();
        inputs::problem(Some(&name), format!("cannot be written: {error}"))
    }
}

/// A reader sees the old file or the new one, never a part.
fn replace(path: &Path, tally: &Tally) -> io::Result<()> {
    let mut file = aside(path)?;
    let mut out = BufWriter::new(file.as_file_mut());
    report::metrics(&mut out, tally)?;
    out.flush()?;
    drop(out);
    file.persist(path)?;
    Ok(())
}

/// A file in the same folder, whose name collectors pass over. Others may read it: a collector has an account of its own.
fn aside(path: &Path) -> io::Result<NamedTempFile> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o644);
    }
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    // Opened here, as the library's own errors name the temporary file, which nobody asked for.
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
