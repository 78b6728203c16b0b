//! One followed log, whatever happens to its file: renamed, replaced, truncated, missing for a while.

mod mark;
mod open;
mod rotated;
mod round;

use crate::bounce::stream::{Depth, Stream};
use crate::catalogue::Problem;
use crate::inputs;
use crate::triage::Triage;
use crate::user_files::{name, unreadable};
use open::{Identity, Open, identity};
use rotated::Folders;
pub(super) use round::{rest, round};
use std::collections::HashSet;
use std::fs;
use std::io;
use std::mem;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long a replaced file is still read: its writer may notice the rotation late.
const GRACE: Duration = Duration::from_secs(10);
/// How long a path may name no file before that is reported; log rotation creates the new one at once.
const GONE: Duration = Duration::from_secs(2);

/// A followed log.
pub(super) struct Tail {
    path: PathBuf,
    stream: Stream,
    /// The file that the path names is last, after those that it named before.
    files: Vec<Open>,
    /// Why there is no file, if there never was one.
    missing: Option<Problem>,
    /// Since when the path no longer names a file, and whether that was reported.
    gone: Option<(Instant, bool)>,
    /// Whether a truncation was reported, which happens only once.
    is_cut_reported: bool,
    /// Whether the original contents of its first file have not all been read.
    is_new: bool,
}

impl Tail {
    pub(super) fn new(path: &Path, depth: Depth) -> Tail {
        Tail {
            path: path.to_owned(),
            stream: Stream::new(depth),
            files: Vec::new(),
            missing: None,
            gone: None,
            is_cut_reported: false,
            is_new: true,
        }
    }

    /// Notes that the path names no file any more. Returns the problem once it is to be reported.
    fn goes(&mut self, error: &io::Error, now: Instant) -> Option<Problem> {
        let (since, is_reported) = self.gone.get_or_insert((now, false));
        let is_news = !*is_reported && now.saturating_duration_since(*since) >= GONE;
        *is_reported |= is_news;
        is_news.then(|| unreadable(&self.path, error))
    }

    /// Notes that the path names a file. Returns its name if it was reported as missing.
    fn comes(&mut self) -> Option<String> {
        let was_reported = self.missing.take().is_some();
        let was_gone = self.gone.take().is_some_and(|(_, is_reported)| is_reported);
        (was_reported || was_gone).then(|| name(&self.path))
    }

    /// Why no file could ever be read.
    pub(super) fn missing(&self) -> Option<&Problem> {
        self.missing.as_ref()
    }

    /// Its lines that were too long to be read whole.
    pub(super) fn too_long(&self) -> Option<Problem> {
        inputs::too_long(self.path.to_str(), self.stream.cuts())
    }

    /// Opens the file that the path names now, unless it is the same as before.
    fn look(&mut self, now: Instant) -> io::Result<Option<Open>> {
        let named = identity(&fs::metadata(&self.path)?);
        match self.files.iter().position(|open| open.identity == named) {
            Some(index) if index + 1 == self.files.len() => return Ok(None),
            Some(index) => {
                let again = self.files.remove(index);
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

    /// Adds the files that the path named for a moment since the last round: logs may be
    /// rotated twice between two rounds. Fails if one of them cannot be read.
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
        let passed = before.passed(&before.mark, folders.rotated(&self.path), held, now)?;
        self.files.splice(end..end, passed);
        Ok(())
    }

    /// Checks whether its files still contain what was read from them; returns whether one does not.
    fn find_cut(&mut self) -> bool {
        for open in &mut self.files {
            open.is_cut = open.look_if_cut().unwrap_or_else(|_| {
                // Reading will fail in the same way, and report it.
                open.seen = None;
                false
            });
        }
        self.files.iter().any(|open| open.is_cut)
    }

    /// Starts over with the files that were truncated. Log rotation copies a log before truncating it: if the copy is found,
    /// it is read to the end first; otherwise lines may be lost, which is reported once.
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
                let rotated = folders.rotated(&self.path);
                match Open::copy(&rotated, &mark, held) {
                    Some(copy) => {
                        // It may have been copied and truncated once more since then.
                        let passed = copy.passed(&mark, rotated, held, now);
                        is_lost |= passed.is_err();
                        self.files.push(Open {
                            mark,
                            lines,
                            replaced: Some(now),
                            ..copy
                        });
                        self.files.extend(passed.unwrap_or_default());
                    }
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

    /// Continues reading once, and returns how many bytes were read. The older file is read to its end before the newer
    /// one.
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

    /// Removes and returns the first file from which nothing more is expected.
    fn take_over(&mut self, now: Instant) -> Option<Open> {
        let is_over = |open: &Open| {
            let passed = open
                .replaced
                .map(|then| now.saturating_duration_since(then));
            passed.is_some_and(|passed| passed >= GRACE)
        };
        let index = self.files.iter().position(is_over)?;
        Some(self.files.remove(index))
    }

    /// Counts the unfinished lines at the ends of its files.
    pub(super) fn end(&mut self, triage: &mut Triage) {
        for open in &mut self.files {
            triage.end(&mut self.stream, &mut open.lines);
        }
    }

    fn broken(&self, error: &io::Error) -> Problem {
        inputs::broken(self.path.to_str(), error)
    }
}

/// The problem with a log that was truncated.
const CUT: &str = "was truncated or rewritten, and is read from its start; what was written to it just before may be missing";

#[cfg(test)]
mod tests;
