//! Counts what fails in logs for the screen, and tells of it as it goes.

use bouncedex::explorer::causes::Snapshot;
use bouncedex::inputs;
use bouncedex::triage::{Tally, Triage};
use std::io::{self, ErrorKind, Read};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::{Duration, Instant};

/// How often the screen hears of it.
const OFTEN: Duration = Duration::from_millis(100);
/// How much is read of a pipe at once, in bytes.
const CHUNK: usize = 1 << 17;
/// A longer line of a pipe is not waited for.
const LONGEST_LINE: usize = 1 << 22;

/// Starts to count.
pub fn start(triage: Triage, arguments: Vec<String>, tell: impl FnMut(Snapshot) + Send + 'static) {
    thread::spawn(move || count(triage, &arguments, tell));
}

/// Counts all inputs.
pub fn count(mut triage: Triage, arguments: &[String], tell: impl FnMut(Snapshot) + Send) {
    let mut counts = Counts {
        tell,
        told: Snapshot::default(),
        length: inputs::length(arguments),
        start: Instant::now(),
        last: Instant::now(),
    };
    for input in inputs::logs(arguments) {
        let read = input.and_then(|input| {
            if input.length.is_none() {
                counts.length = None;
            }
            let read = match input.length {
                Some(_) => triage.read(input.reader, |tally| counts.look(tally)),
                None => follow(&mut triage, input.reader, &mut counts),
            };
            read.map_err(|error| inputs::broken(input.name.as_deref(), &error))
        });
        if let Err(problem) = read {
            counts.told.problem(problem.to_string());
        }
    }
    counts.told.is_last = true;
    counts.tell(&triage.tally);
}

struct Counts<T> {
    tell: T,
    /// What goes into every snapshot beside the tally.
    told: Snapshot,
    /// Of all inputs, in bytes, where that is known.
    length: Option<u64>,
    start: Instant,
    last: Instant,
}

impl<T: FnMut(Snapshot)> Counts<T> {
    fn look(&mut self, tally: &Tally) {
        if self.wait().is_zero() {
            self.tell(tally);
        }
    }

    /// How long the screen is still left in peace.
    fn wait(&self) -> Duration {
        OFTEN.saturating_sub(self.last.elapsed())
    }

    fn tell(&mut self, tally: &Tally) {
        // How fast a pipe is says only how fast it is filled.
        let millis = self.start.elapsed().as_millis().max(1) as u64;
        let rate = self
            .length
            .map(|_| tally.bytes.saturating_mul(1000) / millis);
        let left = self
            .length
            .and_then(|length| length.checked_sub(tally.bytes));
        let left = left.zip(rate).map(|(left, rate)| left / rate.max(1));
        let snapshot = Snapshot {
            rate: rate.unwrap_or_default(),
            left,
            problems: self.told.problems.clone(),
            problem_count: self.told.problem_count,
            is_last: self.told.is_last,
            ..Snapshot::of(tally)
        };
        (self.tell)(snapshot);
        self.last = Instant::now();
    }
}

/// Counts a pipe: of it nobody knows how long the next line takes, so that it is waited for elsewhere.
fn follow<T: FnMut(Snapshot) + Send>(
    triage: &mut Triage,
    input: impl Read,
    counts: &mut Counts<T>,
) -> io::Result<()> {
    let (sender, chunks) = mpsc::sync_channel(4);
    thread::scope(|scope| {
        let counting = scope.spawn(|| count_chunks(triage, chunks, counts));
        let pumped = pump(input, sender);
        pumped.and(counting.join().unwrap_or(Ok(())))
    })
}

/// Passes an input on in chunks that end at line ends.
fn pump(mut input: impl Read, chunks: SyncSender<Vec<u8>>) -> io::Result<()> {
    let mut lines = Vec::new();
    let mut buffer = vec![0; CHUNK];
    loop {
        let count = match input.read(&mut buffer) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            count => count?,
        };
        let new = &buffer[..count];
        let end = memchr::memrchr(b'\n', new).map_or(0, |end| end + 1);
        let (ended, open) = new.split_at(end);
        let mut rest = open.to_vec();
        if ended.is_empty() && count > 0 && lines.len() < LONGEST_LINE {
            lines.append(&mut rest);
            continue;
        }
        lines.extend(ended);
        let is_heard = chunks.send(std::mem::replace(&mut lines, rest)).is_ok();
        if count == 0 || !is_heard {
            return Ok(());
        }
    }
}

fn count_chunks<T: FnMut(Snapshot)>(
    triage: &mut Triage,
    chunks: Receiver<Vec<u8>>,
    counts: &mut Counts<T>,
) -> io::Result<()> {
    let mut untold = false;
    loop {
        let chunk = match untold {
            true => chunks.recv_timeout(counts.wait()),
            false => chunks.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match chunk {
            Ok(chunk) => triage.read(&*chunk, |_| {})?,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
        untold = !counts.wait().is_zero();
        if !untold {
            counts.tell(&triage.tally);
        }
    }
}
