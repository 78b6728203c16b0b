//! One file of a log, and how far it has been read.

use super::mark::{Mark, Marking};
use crate::bounce::stream::{Lines, Stream};
use crate::catalogue::Problem;
use crate::inputs;
use crate::order;
use crate::triage::Triage;
use crate::user_files::unreadable;
use std::collections::HashSet;
use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// A change this soon after a check may not show in the modification time: file systems count in steps of milliseconds or,
/// for FAT, of two seconds.
const STEP: Duration = Duration::from_secs(2);

/// Identifies a file whatever its name: device and inode. The inode of an open file is not reused.
#[cfg(unix)]
pub(super) type Identity = (u64, u64);
#[cfg(not(unix))]
pub type Identity = Option<SystemTime>;

#[cfg(unix)]
pub(super) fn identity(metadata: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

/// On other systems the standard library knows only when a file was created.
#[cfg(not(unix))]
pub fn identity(metadata: &Metadata) -> Identity {
    metadata.created().ok()
}

/// The file of a path, or one that was so until recently.
pub(super) struct Open {
    pub file: File,
    pub identity: Identity,
    /// What was read from it.
    pub mark: Mark,
    /// Its length in bytes and its modification time when the mark was last found in it.
    pub seen: Option<(u64, SystemTime)>,
    /// Whether any later change shows in its length or modification time.
    pub is_settled: bool,
    /// Whether it no longer contains what was read from it.
    pub is_cut: bool,
    pub lines: Lines,
    /// When another file replaced it, or when it last grew since then.
    pub replaced: Option<Instant>,
    /// Whether another followed log reads it, because it was renamed to that log's path.
    pub is_read_elsewhere: bool,
}

impl Open {
    /// The file that a path names.
    pub(super) fn at(path: &Path) -> io::Result<Open> {
        let file = File::open(path)?;
        // The metadata of the opened file, as the path may name another one by now.
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(Open {
            identity: identity(&metadata),
            file,
            mark: Mark::default(),
            seen: None,
            is_settled: false,
            is_cut: false,
            lines: Lines::default(),
            replaced: None,
            is_read_elsewhere: false,
        })
    }

    /// Opens the first of these files that contains what was read from another one, and is not being read yet.
    pub(super) fn copy(
        files: &[(PathBuf, Metadata)],
        mark: &Mark,
        held: &mut HashSet<Identity>,
    ) -> Option<Open> {
        let unread = files
            .iter()
            .filter(|(_, metadata)| !held.contains(&identity(metadata)));
        let mut opened = unread.filter_map(|(path, _)| Open::at(path).ok());
        let copy = opened.find_map(|mut open| mark.is_in(&mut open.file).ok()?.then_some(open))?;
        held.insert(copy.identity).then_some(copy)
    }

    /// Opens those of these files to which the log was written after this one, in order. A file that contains what
    /// `mark` says is a copy without anything new. Fails if one cannot be read.
    pub(super) fn passed(
        &self,
        mark: &Mark,
        files: Vec<(PathBuf, Metadata)>,
        held: &mut HashSet<Identity>,
        now: Instant,
    ) -> Result<Vec<Open>, Problem> {
        // If the file system does not keep creation times, nothing is known about their order.
        let paths = self.followed_by(files, held).unwrap_or_default();
        let mut opened = Vec::new();
        for path in paths {
            let mut open = Open::at(&path).map_err(|error| unreadable(&path, &error))?;
            let is_copy = mark.position > 0 && mark.is_in(&mut open.file).is_ok_and(|is_in| is_in);
            if !is_copy && held.insert(open.identity) {
                open.replaced = Some(now);
                opened.push(open);
            }
        }
        Ok(opened)
    }

    /// Returns the files that were created after this one and written after it was last seen, in order of creation.
    /// Archives are left out: one could be this very file, compressed.
    fn followed_by(
        &self,
        files: Vec<(PathBuf, Metadata)>,
        held: &HashSet<Identity>,
    ) -> io::Result<Vec<PathBuf>> {
        let created = self.file.metadata()?.created()?;
        let seen = self.seen.map(|(_, modified)| modified);
        let mut found = Vec::new();
        for (path, metadata) in files {
            let (made, written) = (metadata.created()?, metadata.modified()?);
            let is_later = made >= created && seen.is_none_or(|seen| written >= seen);
            if is_later && !held.contains(&identity(&metadata)) && !inputs::is_read_once(&path) {
                found.push((made, written, path));
            }
        }
        order::sort(&mut found);
        Ok(found.into_iter().map(|(.., path)| path).collect())
    }

    /// Whether it no longer contains what was read from it, however long it is now.
    pub(super) fn look_if_cut(&mut self) -> io::Result<bool> {
        let metadata = self.file.metadata()?;
        let modified = metadata.modified()?;
        let seen = Some((metadata.len(), modified));
        if self.is_read_elsewhere || self.is_settled && self.seen == seen {
            return Ok(false);
        }
        if !self.mark.is_in(&mut self.file)? {
            return Ok(true);
        }
        self.seen = seen;
        self.is_settled = modified.elapsed().is_ok_and(|passed| passed > STEP);
        Ok(false)
    }

    pub(super) fn read(
        &mut self,
        triage: &mut Triage,
        stream: &mut Stream,
        buffer: &mut Vec<u8>,
    ) -> io::Result<usize> {
        let seen = self.seen.map(|(length, _)| length);
        if self.is_read_elsewhere || seen == Some(self.mark.position) {
            return Ok(0);
        }
        // If it was truncated since the last check, the next round notices.
        if self.look_if_cut()? {
            return Ok(0);
        }
        let byte_order_mark = if self.mark.position == 0 {
            inputs::skip_mark(&mut self.file)?
        } else {
            0
        };
        self.file.seek(SeekFrom::Start(self.mark.position))?;
        let mut input = Marking {
            file: &mut self.file,
            mark: &mut self.mark,
        };
        // The byte order mark counts as read, but belongs to no line.
        io::copy(&mut (&mut input).take(byte_order_mark), &mut io::sink())?;
        // All files share one buffer.
        self.lines.exchange(buffer);
        let count = triage.read_on(stream, &mut self.lines, &mut input);
        *buffer = self.lines.release();
        count
    }

    /// For how long nothing has been written to it.
    pub(super) fn rests(&self) -> Option<Duration> {
        self.file.metadata().ok()?.modified().ok()?.elapsed().ok()
    }
}
