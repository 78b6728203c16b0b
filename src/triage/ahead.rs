//! Logs that are read to their end: other threads read and scan ahead of the one that counts.

use super::{Tally, Triage, tally_file};
use crate::bounce::log::Scanner;
use crate::bounce::stream::{Depth, Edges, Found, Lines, Scan, Stream};
use crate::catalogue::Problem;
use crate::inputs::{self, Input, Inputs};
use std::collections::HashMap;
use std::iter::Enumerate;
use std::num::NonZero;
use std::ops::Range;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// So many parts of logs may wait to be counted.
const AHEAD: usize = 8;
/// How long to wait for a part before calling `on_counts` again.
const PAUSE: Duration = Duration::from_millis(100);
/// More threads would only wait for the one that counts.
const MOST_THREADS: usize = 4;

/// A part of a log, and what was found in it.
#[derive(Default)]
struct Part {
    buffer: Vec<u8>,
    /// Where in it the lines are.
    lines: Range<usize>,
    edges: Edges,
    /// Else the thread that counts scans it: that has less to do.
    is_scanned: bool,
    scan: Scan,
}

enum Piece {
    Part(Part),
    /// Not a log, but sums of some.
    Tally(Input),
    /// Of the log of this name nothing more is read, be it for a problem.
    End(Option<String>, Option<Problem>),
}

/// Counts all these logs. Calls `on_counts` with the counts now and then, and with each problem; it returns whether to go on.
pub fn read_all(
    triage: &mut Triage,
    inputs: Inputs<'_>,
    on_counts: &mut dyn FnMut(&Tally, Option<Problem>) -> bool,
) {
    let (sender, pieces) = mpsc::sync_channel(AHEAD);
    let reading = Reading {
        inputs: Mutex::new(inputs.enumerate()),
        used: Mutex::new(Vec::new()),
        waiting: AtomicUsize::new(0),
        depth: triage.depth(),
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        for _ in 0..threads.min(MOST_THREADS) {
            let (reading, sender) = (&reading, sender.clone());
            scope.spawn(move || reading.run(&sender));
        }
        drop(sender);
        count(triage, &reading, pieces, on_counts);
    });
}

fn count(
    triage: &mut Triage,
    reading: &Reading<'_>,
    pieces: Receiver<(usize, Piece)>,
    on_counts: &mut dyn FnMut(&Tally, Option<Problem>) -> bool,
) {
    let mut streams: HashMap<usize, Stream> = HashMap::new();
    loop {
        let mut problems = [None, None];
        match pieces.recv_timeout(PAUSE) {
            Ok((log, Piece::Part(part))) => {
                reading.waiting.fetch_sub(1, Relaxed);
                let depth = triage.depth();
                let stream = streams.entry(log).or_insert_with(|| Stream::new(depth));
                let emit = &mut |found: Found<'_>| triage.count(found);
                let lines = &part.buffer[part.lines.clone()];
                if part.is_scanned {
                    stream.add_scanned(lines, &part.scan, emit);
                } else {
                    stream.add(lines, part.edges, emit);
                }
                locked(&reading.used).push(part);
                problems[0] = triage.uncounted();
            }
            Ok((_, Piece::Tally(input))) => problems[0] = triage.add_tallies(input).err(),
            Ok((log, Piece::End(name, found))) => {
                let stream = streams.remove(&log);
                let cut = stream.and_then(|all| inputs::too_long(name.as_deref(), all.cuts()));
                problems = [cut, found.or_else(|| triage.uncounted())];
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        let mut is_heard = true;
        for problem in problems.into_iter().flatten() {
            is_heard = on_counts(&triage.tally, Some(problem));
        }
        if !is_heard || !on_counts(&triage.tally, None) {
            return;
        }
    }
}

/// What the threads that read share.
struct Reading<'a> {
    /// Those that are still to be read, with the number of the next one.
    inputs: Mutex<Enumerate<Inputs<'a>>>,
    /// Parts that were counted: their memory is used again.
    used: Mutex<Vec<Part>>,
    /// So many parts are not counted yet.
    waiting: AtomicUsize,
    depth: Depth,
}

impl Reading<'_> {
    /// Reads logs as long as there are any and somebody counts them.
    fn run(&self, pieces: &SyncSender<(usize, Piece)>) {
        let scanner = self.depth.scanner();
        loop {
            let mut inputs = locked(&self.inputs);
            let Some((log, input)) = inputs.next() else {
                return;
            };
            let name = input.as_ref().ok().and_then(|input| input.name.clone());
            let problem = match input {
                // Two plain files at once are read no faster, and one after the other they are counted in their order.
                Ok(input) if input.length.is_some() => self.read(input, log, scanner, pieces),
                Ok(input) => {
                    drop(inputs);
                    self.read(input, log, scanner, pieces)
                }
                Err(problem) => Err(problem),
            };
            if pieces.send((log, Piece::End(name, problem.err()))).is_err() {
                return;
            }
        }
    }

    fn read(
        &self,
        mut input: Input,
        log: usize,
        scanner: &Scanner,
        pieces: &SyncSender<(usize, Piece)>,
    ) -> Result<(), Problem> {
        let is_tally = input.starts_with(tally_file::START);
        if is_tally.map_err(|error| inputs::broken(input.name.as_deref(), &error))? {
            // If nobody counts any more, nothing is left to do either.
            let _ = pieces.send((log, Piece::Tally(input)));
            return Ok(());
        }
        let mut lines = Lines::default();
        loop {
            let mut found = None;
            let mut on_block = |_: &[u8], edges| found = Some(edges);
            let read = lines.read(&mut input.reader, &mut on_block);
            match &read {
                Ok(0) => lines.end(on_block),
                Ok(_) => {}
                Err(_) => lines.break_off(on_block),
            }
            if let Some(edges) = found {
                let mut part = locked(&self.used).pop().unwrap_or_default();
                part.lines = lines.exchange(&mut part.buffer);
                part.edges = edges;
                // What is unpacked has cost more than to count it.
                part.is_scanned = input.length.is_some() && self.waiting.load(Relaxed) > 0;
                if part.is_scanned {
                    let lines = &part.buffer[part.lines.clone()];
                    part.scan.block(scanner, lines, edges);
                }
                self.waiting.fetch_add(1, Relaxed);
                if pieces.send((log, Piece::Part(part))).is_err() {
                    return Ok(());
                }
            }
            match read {
                Ok(0) => return Ok(()),
                Ok(_) => {}
                Err(error) => return Err(inputs::broken(input.name.as_deref(), &error)),
            }
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
