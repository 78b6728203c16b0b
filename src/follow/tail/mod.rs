//! One log that grows, whatever becomes of its name: renamed, replaced, cut, missing for a while.

use crate::bounce::log::{Lines, Stream};
use crate::catalogue::Problem;
use crate::inputs;
use crate::triage::Triage;
use crate::user_files::{name, unreadable};
use std::fs::{self, File, Metadata};
use std::io::{self, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A file that has another one in its place is read on for so long: who writes to it may learn of that late.
const GRACE: Duration = Duration::from_secs(10);
/// A path that names nothing for so long is told; who rotates logs makes the new one at once.
const GONE: Duration = Duration::from_secs(2);

/// What tells files apart whatever their names: device and inode. The number of one that is open is not given away.
#[cfg(unix)]
type Identity = (u64, u64);
#[cfg(not(unix))]
type Identity = Option<std::time::SystemTime>;

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
    /// How much was read, in bytes.
    read: u64,
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

    fn holds(&self, identity: Identity) -> bool {
        self.files.iter().any(|open| open.identity == identity)
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
        let file = File::open(&self.path)?;
        // Of what was opened, not of what the path has named before.
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(Some(Open {
            identity: identity(&metadata),
            file,
            read: 0,
            lines: Lines::default(),
            replaced: None,
            is_read_elsewhere: false,
        }))
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

    /// Reads on, once; how many bytes were read. The older file is read to its end before the newer one.
    fn read(&mut self, triage: &mut Triage, now: Instant) -> io::Result<usize> {
        if let Some(recent) = &mut triage.tally.recent {
            recent.is_catching_up = self.is_new;
        }
        for open in &mut self.files {
            let count = open.read(triage, &mut self.stream)?;
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

impl Open {
    fn read(&mut self, triage: &mut Triage, stream: &mut Stream) -> io::Result<usize> {
        if self.is_read_elsewhere {
            return Ok(0);
        }
        let metadata = self.file.metadata()?;
        if metadata.len() < self.read {
            triage.end(stream, &mut self.lines);
            self.file.seek(SeekFrom::Start(0))?;
            self.read = 0;
        }
        if metadata.len() == self.read {
            self.lines.shrink();
            return Ok(0);
        }
        if self.read == 0 {
            self.read = inputs::skip_mark(&mut self.file)?;
        }
        let count = triage.read_on(stream, &mut self.lines, &mut self.file)?;
        self.read += count as u64;
        Ok(count)
    }

    /// Goes on where the one that has read this file so far stopped.
    fn inherit(&mut self, other: Open) {
        self.is_read_elsewhere = self.file.seek(SeekFrom::Start(other.read)).is_err();
        self.read = other.read;
        self.lines = other.lines;
    }

    /// How long nothing was written to it.
    fn rests(&self) -> Option<Duration> {
        self.file.metadata().ok()?.modified().ok()?.elapsed().ok()
    }
}

/// What came of looking after all logs once.
#[derive(Default)]
pub struct Round {
    /// How many bytes were read.
    pub read: usize,
    /// Files that are not there yet, or no more; each is told once.
    pub missing: Vec<Problem>,
    /// Files of which that was told and that are there.
    pub found: Vec<String>,
    /// Files that cannot be read on; they are given up.
    pub broken: Vec<Problem>,
}

/// Reads each log on, once.
pub fn round(tails: &mut Vec<Tail>, triage: &mut Triage) -> Round {
    let mut round = Round::default();
    let now = Instant::now();
    for place in 0..tails.len() {
        match tails[place].look(now) {
            Ok(None) => round.found.extend(tails[place].comes()),
            Ok(Some(mut open)) => {
                open.is_read_elsewhere = tails.iter().any(|tail| tail.holds(open.identity));
                tails[place].take(open, now);
                round.found.extend(tails[place].comes());
            }
            // What was renamed or removed may still grow; another file may come.
            Err(error) if !tails[place].files.is_empty() => {
                round.missing.extend(tails[place].goes(&error, now));
            }
            Err(error) => {
                let tail = &mut tails[place];
                let problem = unreadable(&tail.path, &error);
                if tail.missing.is_none() {
                    round.missing.push(problem.clone());
                }
                tail.missing = Some(problem);
            }
        }
    }
    tails.retain_mut(|tail| match tail.read(triage, now) {
        Ok(count) => {
            round.read += count;
            true
        }
        Err(error) => {
            round.broken.push(tail.broken(&error));
            false
        }
    });
    if let Some(recent) = &mut triage.tally.recent {
        recent.is_catching_up = false;
    }
    for place in 0..tails.len() {
        while let Some(over) = tails[place].take_over(now) {
            match heir(tails, over.identity) {
                Some(heir) => heir.inherit(over),
                None => triage.end(&mut tails[place].stream, &mut { over.lines }),
            }
        }
    }
    round
}

/// The same file under another name that is followed.
fn heir(tails: &mut [Tail], identity: Identity) -> Option<&mut Open> {
    let mut all = tails.iter_mut().flat_map(|tail| &mut tail.files);
    all.find(|open| open.is_read_elsewhere && open.identity == identity)
}

/// How long nothing was written to any of these logs, as far as is known.
pub fn rest(tails: &[Tail]) -> Option<Duration> {
    let files = tails.iter().flat_map(|tail| tail.files.last());
    files.filter_map(Open::rests).min()
}

#[cfg(test)]
mod tests;
