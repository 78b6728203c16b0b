//! Logs that are read to their end: other threads read and scan ahead of the one that counts.

use super::{Tally, Triage};
use crate::bounce::log::{Block, Lines, Scan, Scanner, Stream, Told};
use crate::catalogue::Problem;
use crate::inputs::{self, Input};
use std::cell::Cell;
use std::collections::HashMap;
use std::num::NonZero;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// So many parts of logs may wait to be counted.
const AHEAD: usize = 8;
/// How long a part is waited for before `tell` hears again.
const PAUSE: Duration = Duration::from_millis(100);
/// More threads would only wait for the one that counts.
const MOST_THREADS: usize = 4;

/// A part of a log, and what was found in it.
#[derive(Default)]
struct Part {
    bytes: Vec<u8>,
    is_cut: bool,
    /// What is unpacked is left to be scanned by the thread that counts: that has less to do.
    is_scanned: bool,
    scan: Scan,
}

enum Piece {
    Part(Part),
    /// Of this log nothing more is read, be it for a problem.
    End(Option<Problem>),
}

/// Counts all these logs. `tell` hears of the counts now and then, and of each problem; it answers whether to go on.
pub fn read_all(
    triage: &mut Triage,
    inputs: impl Iterator<Item = Result<Input, Problem>> + Send,
    tell: impl FnMut(&Tally, Option<Problem>) -> bool,
) {
    let (sender, pieces) = mpsc::sync_channel(AHEAD);
    let reading = Reading {
        inputs: Mutex::new(inputs.enumerate()),
        used: Mutex::new(Vec::new()),
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        for _ in 0..threads.min(MOST_THREADS) {
            let (reading, sender) = (&reading, sender.clone());
            scope.spawn(move || reading.run(&sender));
        }
        drop(sender);
        count(triage, &reading.used, pieces, tell);
    });
}

fn count(
    triage: &mut Triage,
    used: &Mutex<Vec<Part>>,
    pieces: Receiver<(usize, Piece)>,
    mut tell: impl FnMut(&Tally, Option<Problem>) -> bool,
) {
    let mut streams: HashMap<usize, Stream> = HashMap::new();
    loop {
        let mut problem = None;
        match pieces.recv_timeout(PAUSE) {
            Ok((log, Piece::Part(part))) => {
                let stream = streams.entry(log).or_default();
                let tell = &mut |told: Told<'_>| triage.count(told);
                match part.is_scanned {
                    true => stream.tell(&part.bytes, &part.scan, tell),
                    false => stream.add(&part.bytes, part.is_cut, tell),
                }
                locked(used).push(part);
            }
            Ok((log, Piece::End(found))) => {
                streams.remove(&log);
                problem = found.or_else(|| triage.uncounted());
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        if !tell(&triage.tally, problem) {
            return;
        }
    }
}

/// What the threads that read share.
struct Reading<I> {
    inputs: Mutex<I>,
    /// Parts that were counted: their memory is used again.
    used: Mutex<Vec<Part>>,
}

impl<I: Iterator<Item = (usize, Result<Input, Problem>)>> Reading<I> {
    /// Reads logs as long as there are any and somebody counts them.
    fn run(&self, pieces: &SyncSender<(usize, Piece)>) {
        let scanner = Scanner::of_log();
        loop {
            let mut inputs = locked(&self.inputs);
            let Some((log, input)) = inputs.next() else {
                return;
            };
            let problem = match input {
                // Two plain files at once are read no faster, and one after the other they are counted in their order.
                Ok(input) if input.length.is_some() => self.read(input, log, &scanner, pieces),
                Ok(input) => {
                    drop(inputs);
                    self.read(input, log, &scanner, pieces)
                }
                Err(problem) => Err(problem),
            };
            if pieces.send((log, Piece::End(problem.err()))).is_err() {
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
        let is_heard = Cell::new(true);
        let tell = |block: Block<'_>| {
            let mut part = locked(&self.used).pop().unwrap_or_default();
            part.bytes.clear();
            part.bytes.extend_from_slice(block.bytes);
            part.is_cut = block.cut;
            part.is_scanned = input.length.is_some();
            if part.is_scanned {
                part.scan.block(scanner, block.bytes, block.cut);
            }
            is_heard.set(pieces.send((log, Piece::Part(part))).is_ok());
        };
        let mut lines = Lines::default();
        let broken = |error| inputs::broken(input.name.as_deref(), &error);
        while lines.read(&mut input.reader, tell).map_err(broken)? > 0 {
            if !is_heard.get() {
                return Ok(());
            }
        }
        lines.end(tell);
        Ok(())
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
