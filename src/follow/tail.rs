//! One log that grows, whatever becomes of its name: renamed, replaced, cut, missing for a while.

mod mark;
mod rotated;
mod round;

use crate::bounce::log::{Lines, Stream};
use crate::catalogue::Problem;
use crate::inputs;
use crate::triage::Triage;
use crate::user_files::{name, unreadable};
use mark::{Mark, Marking};
use rotated::Folders;
pub use round::{rest, round};
use std::collections::HashSet;
use std::fs::{self, File, Metadata};
use std::io::{self, Seek, SeekFrom};
use std::mem;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// A file that has another one in its place is read on for so long: who writes to it may learn of that late.
const GRACE: Duration = Duration::from_secs(10);
/// A path that names nothing for so long is told; who rotates logs makes the new one at once.
const GONE: Duration = Duration::from_secs(2);
/// What is written to a file sooner after it was looked at may not show in its time: file systems count in steps, of
/// milliseconds or, for FAT, of two seconds.
const STEP: Duration = Duration::from_secs(2);

/// What tells files apart whatever their names: device and inode. The number of one that is open is not given away.
#[cfg(unix)]
type Identity = (u64, u64);
#[cfg(not(unix))]
type Identity = Option<SystemTime>;

#[cfg(unix)]
fn identity(metadata: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

/// Elsewhere the standard library tells only when a file was made.
#[cfg(not(unix))]
fn identity(metadata: &Metadata) -> Identity {
    metadata.created().ok()
}

/// A file that its path names, or has named until lately.
struct Open {
    file: File,
    identity: Identity,
    /// What was read of it.
    mark: Mark,
    /// Its length, in bytes, and its time when the mark was last found in it.
    seen: Option<(u64, SystemTime)>,
    /// Any change since then shows in its length or time.
    is_settled: bool,
    /// It does not hold any more what was read of it.
    is_cut: bool,
    lines: Lines,
    /// When another file took its place, or it grew last since then.
    replaced: Option<Instant>,
    /// Another log reads it: one that was renamed to a name that is followed, too.
    is_read_elsewhere: bool,
}

/// A log that is followed.
pub struct Tail {
    path: PathBuf,
    stream: Stream,
    /// The one that the path names last; before it those that it has named.
    files: Vec<Open>,
    /// Why there is none, if there never was one.
    missing: Option<Problem>,
    /// Since when the path names nothing though it did, and whether that was told.
    gone: Option<(Instant, bool)>,
    /// That it was cut is reported once.
    is_cut_reported: bool,
    /// What its first file held when that was opened is not read to its end.
    is_new: bool,
}

impl Tail {
    pub fn new(path: &Path) -> Tail {
        Tail {
            path: path.to_owned(),
            stream: Stream::default(),
            files: Vec::new(),
            missing: None,
            gone: None,
            is_cut_reported: false,
            is_new: true,
        }
    }

    /// The path names nothing any more: what to say of it, once.
    fn goes(&mut self, error: &io::Error, now: Instant) -> Option<Problem> {
        let (since, is_told) = self.gone.get_or_insert((now, false));
        let is_news = !*is_told && now.saturating_duration_since(*since) >= GONE;
        *is_told |= is_news;
        is_news.then(|| unreadable(&self.path, error))
    }

    /// The path names a file: how it is called, if it was said that it is missing.
    fn comes(&mut self) -> Option<String> {
        let was_told = self.missing.take().is_some();
        let was_gone = self.gone.take().is_some_and(|(_, is_told)| is_told);
        (was_told || was_gone).then(|| name(&self.path))
    }

    /// Why the file cannot be read, if it never could.
    pub fn missing(&self) -> Option<&Problem> {
        self.missing.as_ref()
    }

    /// Opens the file that the path names now, unless it is the one that it has named before.
    fn look(&mut self, now: Instant) -> io::Result<Option<Open>> {
        let named = identity(&fs::metadata(&self.path)?);
        match self.files.iter().position(|open| open.identity == named) {
            Some(place) if place + 1 == self.files.len() => return Ok(None),
            Some(place) => {
                let again = self.files.remove(place);
                self.take(again, now);
                return Ok(None);
            }
            None => {}
        }
        Open::at(&self.path).map(Some)
    }

    /// Follows another file from now on.
    fn take(&mut self, open: Open, now: Instant) {
        for old in self.files.iter_mut().filter(|old| old.replaced.is_none()) {
            old.replaced = Some(now);
        }
        self.files.push(Open {
            replaced: None,
            ..open
        });
    }

    /// Takes in what the path has named for a moment, after the file it named when it was looked at before: logs may be
    /// rotated twice between two looks. Fails with what was found but cannot be read.
    fn take_passed(
        &mut self,
        folders: &mut Folders,
        held: &mut HashSet<Identity>,
        now: Instant,
    ) -> Result<(), Problem> {
        let end = self.files.len() - usize::from(self.gone.is_none());
        let Some(before) = end.checked_sub(1).and_then(|last| self.files.get(last)) else {
            return Ok(());
        };
        let Ok(passed) = before.followed_by(folders.rotated(&self.path), held) else {
            return Ok(());
        };
        let mut files = Vec::new();
        for path in passed {
            let mut open = Open::at(&path).map_err(|error| unreadable(&path, &error))?;
            // A copy of the file that is read holds nothing new.
            let is_copy = before.mark.position > 0
                && (before.mark.is_in(&mut open.file)).is_ok_and(|is_in| is_in);
            if !is_copy && held.insert(open.identity) {
                open.replaced = Some(now);
                files.push(open);
            }
        }
        self.files.splice(end..end, files);
        Ok(())
    }

    /// Looks whether its files still hold what was read of them.
    fn find_cut(&mut self) -> bool {
        for open in &mut self.files {
            // What hinders it hinders reading, too, and is reported there.
            open.is_cut = open.look_if_cut().is_ok_and(|is_cut| is_cut);
        }
        self.files.iter().any(|open| open.is_cut)
    }

    /// Begins anew with the files that were cut. A log is copied before it is cut: where the copy is found, it is read
    /// to its end first; else something may have been written that nobody can read any more, which is reported once.
    fn begin_anew(
        &mut self,
        triage: &mut Triage,
        folders: &mut Folders,
        held: &mut HashSet<Identity>,
        now: Instant,
    ) -> Option<Problem> {
        let mut is_lost = false;
        for mut open in mem::take(&mut self.files) {
            if open.is_cut {
                let lines = mem::take(&mut open.lines);
                let mark = mem::take(&mut open.mark);
                let copy = Open::copy(folders.rotated(&self.path), &mark, held);
                match copy {
                    Some(copy) => self.files.push(Open {
                        mark,
                        lines,
                        replaced: Some(now),
                        ..copy
                    }),
                    None => {
                        triage.end(&mut self.stream, &mut { lines });
                        is_lost = true;
                    }
                }
                (open.seen, open.is_settled, open.is_cut) = (None, false, false);
            }
            self.files.push(open);
        }
        let is_news = is_lost && !self.is_cut_reported;
        self.is_cut_reported |= is_lost;
        is_news.then(|| inputs::problem(self.path.to_str(), CUT.to_owned()))
    }

    /// Reads on, once; how many bytes were read. The older file is read to its end before the newer one.
    fn read(
        &mut self,
        triage: &mut Triage,
        buffer: &mut Vec<u8>,
        now: Instant,
    ) -> io::Result<usize> {
        if let Some(recent) = &mut triage.tally.recent {
            recent.is_catching_up = self.is_new;
        }
        for open in &mut self.files {
            let count = open.read(triage, &mut self.stream, buffer)?;
            if count > 0 {
                open.replaced = open.replaced.map(|_| now);
                return Ok(count);
            }
        }
        self.is_new &= self.files.is_empty();
        Ok(0)
    }

    /// Takes out the first file of which nothing more is to be expected.
    fn take_over(&mut self, now: Instant) -> Option<Open> {
        let is_over = |open: &Open| {
            let passed = open
                .replaced
                .map(|then| now.saturating_duration_since(then));
            passed.is_some_and(|passed| passed >= GRACE)
        };
        let place = self.files.iter().position(is_over)?;
        Some(self.files.remove(place))
    }

    /// Counts what is open at the end of its files.
    pub fn end(&mut self, triage: &mut Triage) {
        for open in &mut self.files {
            triage.end(&mut self.stream, &mut open.lines);
        }
    }

    fn broken(&self, error: &io::Error) -> Problem {
        inputs::broken(self.path.to_str(), error)
    }
}

/// What is said of a log that was cut.
const CUT: &str = "was cut or written anew, and is read from its start; what was written to it just before may be missing";

impl Open {
    /// The file that a path names.
    fn at(path: &Path) -> io::Result<Open> {
        let file = File::open(path)?;
        // Of what was opened, not of what the path has named before.
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

    /// The first of these files, of those that nobody reads, which holds what was read of another one.
    fn copy(
        files: Vec<(PathBuf, Metadata)>,
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

    /// Which of these files were made after this one and written after it was seen last, in the order in which they were
    /// made. Archives are none: what is compressed in a moment cannot be told from this file itself, compressed.
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
        found.sort_unstable();
        Ok(found.into_iter().map(|(.., path)| path).collect())
    }

    /// Whether it does not hold any more what was read of it, however long it is now.
    fn look_if_cut(&mut self) -> io::Result<bool> {
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

    fn read(
        &mut self,
        triage: &mut Triage,
        stream: &mut Stream,
        buffer: &mut Vec<u8>,
    ) -> io::Result<usize> {
        // It may have been cut since that was looked at: then the next round finds it.
        if self.is_read_elsewhere || self.look_if_cut()? {
            return Ok(0);
        }
        if self
            .seen
            .is_some_and(|(length, _)| length == self.mark.position)
        {
            return Ok(0);
        }
        self.file.seek(SeekFrom::Start(self.mark.position))?;
        let mut input = Marking {
            file: &mut self.file,
            mark: &mut self.mark,
        };
        // All files are read with the same memory.
        self.lines.exchange(buffer);
        let count = triage.read_on(stream, &mut self.lines, &mut input);
        *buffer = self.lines.release();
        count
    }

    /// How long nothing was written to it.
    fn rests(&self) -> Option<Duration> {
        self.file.metadata().ok()?.modified().ok()?.elapsed().ok()
    }
}

#[cfg(test)]
mod tests;
