//! Follows logs while they grow, as `tail -F` does, and reads pipes and archives to their end.
//!
//! One loop checks the metadata of every file ten times a second, since change notification differs from system to
//! system. A file is identified by device and inode. Its handle stays open for a while after another file has replaced it,
//! so that its inode is not reused and its last lines are not lost. A few bytes of what was read are remembered
//! (`tail/mark`), which show whether it was truncated. A round (`tail/round`) first opens what is new, then lists folders
//! for files that came and went in between (`tail/rotated`), then reads. Another thread reads pipes and archives.

mod tail;

use crate::bounce::stream::{Depth, Lines, Stream};
use crate::catalogue::Problem;
use crate::inputs::{self, Input, Sources};
use crate::triage::recent::Recent;
use crate::triage::time::Clock;
use crate::triage::{Tally, Triage, tally_file};
use std::io::{ErrorKind, Read};
use std::mem;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};
use tail::Tail;

/// How long to wait between rounds. A pipe that yields nothing for this long has been read up to now.
const PAUSE: Duration = Duration::from_millis(100);
/// What a pipe yields after this long counts as live, even if it never pauses.
const LONGEST_START: Duration = Duration::from_secs(60);
/// How often this machine's clock is read, from which timestamps without a year get theirs.
const MINUTE: Duration = Duration::from_secs(60);
/// How many bytes are read from a pipe at once.
const CHUNK: usize = 1 << 17;

/// What is reported while logs are read.
pub(crate) enum News<'a> {
    /// The counts so far.
    Counted(&'a Tally),
    /// The final counts.
    Ended(&'a Tally),
    /// A file does not exist yet, or no longer.
    Missing(Problem),
    /// A missing file has appeared: its name.
    #[cfg_attr(
        not(feature = "explorer"),
        expect(dead_code, reason = "only the screen takes its notice back")
    )]
    Found(&'a str),
    /// A file was truncated or rewritten, so that lines written just before may be lost. Reported once per file.
    Cut(Problem),
    /// An input cannot be read, or no further, or a followed file never appeared.
    Problem(Problem),
}

/// Follows logs until nothing is left to follow, or `on_news` returns `false` for counts. What has been written until then
/// is still counted, unless not even what was there at the start has been read.
pub(crate) fn follow(
    triage: &mut Triage,
    sources: Sources,
    on_news: &mut dyn FnMut(News<'_>) -> bool,
) {
    triage.tally.recent = Some(Recent::new(triage.clock.shows(), Instant::now()));
    let sources = without_tallies(sources);
    Following::new(sources, triage.depth(), on_news).run(triage);
    triage.tally.recent = None;
}

/// Reads tallies once, because they do not grow.
fn without_tallies(mut sources: Sources) -> Sources {
    let files = sources.growing.into_iter();
    let (tallies, growing): (Vec<_>, Vec<_>) = files.partition(|path| tally_file::is_tally(path));
    sources.growing = growing;
    sources.once.splice(0..0, tallies.into_iter().map(Some));
    sources
}

/// A part of an input that is read to its end.
enum Piece {
    /// Not a log, but a tally of logs.
    Tally(Input),
    Bytes(Vec<u8>),
    /// The end of an input: its name, and the problem that ended it, if any.
    End(Option<String>, Option<Problem>),
}

struct Following<'a> {
    on_news: &'a mut dyn FnMut(News<'_>) -> bool,
    tails: Vec<Tail>,
    /// Folders that cannot be read.
    problems: Vec<Problem>,
    /// `None` once the last pipe or archive has ended.
    pieces: Option<Receiver<Piece>>,
    /// How many archives have not ended; they come before pipes.
    archives: usize,
    stream: Stream,
    lines: Lines,
    start: Instant,
    /// When this machine's clock was last read.
    asked: Instant,
}

impl<'a> Following<'a> {
    fn new(
        sources: Sources,
        depth: Depth,
        on_news: &'a mut dyn FnMut(News<'_>) -> bool,
    ) -> Following<'a> {
        let is_archive = |path: &Option<PathBuf>| path.as_ref().is_some_and(|path| path.is_file());
        // Archives first: a pipe may never end.
        let (mut once, pipes): (Vec<_>, Vec<_>) = sources.once.into_iter().partition(is_archive);
        let archives = once.len();
        once.extend(pipes);
        let pieces = (!once.is_empty()).then(|| {
            let (sender, pieces) = mpsc::sync_channel(4);
            thread::spawn(move || pump_all(once, &sender));
            pieces
        });
        Following {
            on_news,
            tails: sources
                .growing
                .iter()
                .map(|path| Tail::new(path, depth))
                .collect(),
            problems: sources.problems,
            pieces,
            archives,
            stream: Stream::new(depth),
            lines: Lines::default(),
            start: Instant::now(),
            asked: Instant::now(),
        }
    }

    fn run(mut self, triage: &mut Triage) {
        for problem in std::mem::take(&mut self.problems) {
            (self.on_news)(News::Problem(problem));
        }
        loop {
            self.tick(triage);
            let Some(read) = self.round(triage, true) else {
                return self.interrupted(triage);
            };
            let is_long = self.archives == 0 && self.start.elapsed() > LONGEST_START;
            if read == 0 && (self.pieces.is_none() || is_long) {
                self.go_live(triage);
            }
            if !(self.on_news)(News::Counted(&triage.tally)) {
                return self.interrupted(triage);
            }
            if self.tails.is_empty() && self.pieces.is_none() {
                break;
            }
            self.wait(triage, read);
        }
        self.end(triage);
    }

    /// Advances the clocks.
    fn tick(&mut self, triage: &mut Triage) {
        let Some(recent) = &mut triage.tally.recent else {
            return;
        };
        let now = Instant::now();
        if now.saturating_duration_since(self.asked) > MINUTE {
            triage.clock = Clock::now();
            self.asked = now;
        }
        recent.tick(triage.clock.shows(), now);
    }

    fn go_live(&self, triage: &mut Triage) {
        let recent = triage.tally.recent.as_mut();
        if let Some(recent) = recent.filter(|recent| !recent.is_live()) {
            let rest = tail::rest(&self.tails);
            rest.into_iter()
                .for_each(|passed| recent.written_before(passed));
        }
        triage.tally.go_live();
    }

    /// Reads every file once, and returns how many bytes were read; `None` if nobody listens any more. With `asks`, that is
    /// checked before each file, as there may be many.
    fn round(&mut self, triage: &mut Triage, asks: bool) -> Option<usize> {
        let round = tail::round(&mut self.tails, triage, |tally| {
            !asks || (self.on_news)(News::Counted(tally))
        });
        for problem in round.missing {
            (self.on_news)(News::Missing(problem));
        }
        for file in &round.found {
            (self.on_news)(News::Found(file));
        }
        for problem in round.cut {
            (self.on_news)(News::Cut(problem));
        }
        for problem in round.broken {
            (self.on_news)(News::Problem(problem));
        }
        (!round.is_interrupted).then_some(round.read)
    }

    /// Counts the next piece of a pipe or archive. Waits a moment for it, unless files had something to read.
    fn wait(&mut self, triage: &mut Triage, read: usize) {
        let Some(pieces) = &self.pieces else {
            if read == 0 {
                thread::sleep(PAUSE);
            }
            return;
        };
        let piece = match read {
            0 => pieces.recv_timeout(PAUSE),
            _ => pieces.try_recv().map_err(|error| match error {
                TryRecvError::Empty => RecvTimeoutError::Timeout,
                TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
            }),
        };
        match piece {
            Ok(piece) => self.count(triage, piece),
            Err(RecvTimeoutError::Timeout) if read == 0 && self.archives == 0 => {
                self.go_live(triage);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => self.pieces = None,
        }
    }

    fn count(&mut self, triage: &mut Triage, piece: Piece) {
        match piece {
            Piece::Bytes(bytes) => {
                let mut bytes = bytes.as_slice();
                // Reading memory cannot fail.
                while let Ok(1..) = triage.read_on(&mut self.stream, &mut self.lines, &mut bytes) {}
            }
            Piece::Tally(input) => {
                if let Err(problem) = triage.add_tallies(input) {
                    (self.on_news)(News::Problem(problem));
                }
            }
            Piece::End(name, problem) => {
                self.archives = self.archives.saturating_sub(1);
                let (mut stream, mut lines) =
                    (mem::take(&mut self.stream), mem::take(&mut self.lines));
                if problem.is_some() {
                    triage.break_off(&mut stream, &mut lines);
                } else {
                    triage.end(&mut stream, &mut lines);
                }
                let cut = inputs::too_long(name.as_deref(), stream.cuts());
                for problem in cut.into_iter().chain(problem) {
                    (self.on_news)(News::Problem(problem));
                }
            }
        }
    }

    /// Ends because nobody listens any more, after counting what has arrived since the last round. If not everything
    /// that was there at the start has been read, no input has ended, and unfinished lines do not count.
    fn interrupted(mut self, triage: &mut Triage) {
        let recent = triage.tally.recent.as_ref();
        if !recent.is_some_and(Recent::is_live) {
            return self.conclude(triage);
        }
        while self.round(triage, false).is_some_and(|read| read > 0) {}
        while let Some(piece) = self.pieces.as_ref().and_then(|all| all.try_recv().ok()) {
            self.count(triage, piece);
        }
        self.end(triage);
    }

    /// Counts unfinished lines, and ends.
    fn end(mut self, triage: &mut Triage) {
        triage.end(&mut self.stream, &mut self.lines);
        self.tails.iter_mut().for_each(|tail| tail.end(triage));
        self.conclude(triage);
    }

    /// Reports the remaining problems and the final counts.
    fn conclude(self, triage: &mut Triage) {
        let missing = self.tails.iter().filter_map(Tail::missing).cloned();
        let cut = inputs::too_long(None, self.stream.cuts());
        let too_long = self.tails.iter().filter_map(Tail::too_long).chain(cut);
        for problem in missing.chain(too_long).chain(triage.uncounted()) {
            (self.on_news)(News::Problem(problem));
        }
        (self.on_news)(News::Ended(&triage.tally));
    }
}

/// Passes inputs on one after another, as long as somebody listens.
fn pump_all(once: Vec<Option<PathBuf>>, pieces: &SyncSender<Piece>) {
    for path in once {
        let input = path.map_or_else(inputs::standard_input, |path| inputs::open(&path));
        let name = input.as_ref().ok().and_then(|input| input.name.clone());
        let problem = input.and_then(|input| pump(input, pieces)).err();
        if pieces.send(Piece::End(name, problem)).is_err() {
            return;
        }
    }
}

fn pump(mut input: Input, pieces: &SyncSender<Piece>) -> Result<(), Problem> {
    let is_tally = input.starts_with(tally_file::START);
    if is_tally.map_err(|error| inputs::broken(input.name.as_deref(), &error))? {
        // If nobody counts any more, there is nothing left to do.
        let _ = pieces.send(Piece::Tally(input));
        return Ok(());
    }
    loop {
        let mut bytes = vec![0; CHUNK];
        match input.reader.read(&mut bytes) {
            Ok(0) => return Ok(()),
            Ok(count) => bytes.truncate(count),
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(inputs::broken(input.name.as_deref(), &error)),
        }
        if pieces.send(Piece::Bytes(bytes)).is_err() {
            return Ok(());
        }
    }
}
