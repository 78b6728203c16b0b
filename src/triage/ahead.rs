//! Counts whole logs on all cores: threads each read and count parts of them, and the calling thread adds up.

use super::source::{PAUSE, Source};
use super::workers::{Counted, Workers};
use super::{Tally, Triage};
use crate::bounce::stream::{Found, Lines, Stream};
use crate::catalogue::Problem;
use crate::inputs::{self, Inputs};
use std::collections::HashMap;
use std::num::NonZero;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;

/// The most threads that count. Each takes memory, of which there is little, and the gain of further ones is small.
const MOST_THREADS: usize = 8;

/// Counts all these logs. Calls `on_counts` with the counts now and then, and with each problem; it returns whether to
/// continue.
pub fn read_all(
    triage: &mut Triage,
    inputs: Inputs<'_>,
    on_counts: &mut dyn FnMut(&Tally, Option<Problem>) -> bool,
) {
    read_all_on(cores(), triage, inputs, on_counts);
}

/// Returns how many cores this program may use.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Does the same on this many cores.
pub fn read_all_on(
    cores: usize,
    triage: &mut Triage,
    inputs: Inputs<'_>,
    on_counts: &mut dyn FnMut(&Tally, Option<Problem>) -> bool,
) {
    // With two cores it is as fast if one thread scans and the other counts, and nothing has to be added up.
    let is_divisible = cores > 2 && triage.tally.is_divisible();
    let counting = usize::from(!is_divisible);
    let threads = cores.saturating_sub(counting).clamp(1, MOST_THREADS);
    let source = Source::of(inputs, threads, triage.tally.needs_order());
    let workers = Workers::new(triage, source, is_divisible);
    let (sender, counted) = mpsc::sync_channel(1);
    let triages: Vec<_> = (0..threads).map(|_| triage.fresh()).collect();
    thread::scope(|scope| {
        for triage in triages {
            let (workers, sender) = (&workers, sender.clone());
            scope.spawn(move || workers.run(scope, triage, &sender));
        }
        drop(sender);
        add_up(triage, &workers.source, counted, on_counts);
        workers.source.stop();
    });
}

/// Adds up what the threads have counted, and counts what must be counted in order.
fn add_up(
    triage: &mut Triage,
    source: &Source<'_>,
    counted: Receiver<Counted>,
    on_counts: &mut dyn FnMut(&Tally, Option<Problem>) -> bool,
) {
    let mut streams: HashMap<usize, Stream> = HashMap::new();
    loop {
        let mut problems = [None, None];
        match counted.recv_timeout(PAUSE) {
            Ok(Counted::Part { log, before, part }) => {
                let depth = triage.depth();
                let stream = streams
                    .entry(log)
                    .or_insert_with(|| Stream::behind(before, depth));
                let emit = &mut |found: Found<'_>| triage.count(found);
                stream.add_scanned(part.bytes(), &part.scan, emit);
                source.give(part);
                problems[0] = triage.uncounted();
            }
            Ok(Counted::Tally(tally, problem)) => {
                let merged = triage.merge(*tally).err();
                problems = [problem, merged];
            }
            Ok(Counted::Input(input)) => problems[0] = triage.add_tallies(input).err(),
            Ok(Counted::End { log, name, problem }) => {
                let cut = streams.remove(&log).and_then(|mut stream| {
                    // All lines have been read: only JSON or a table row may still be open.
                    let nothing = &mut Lines::default();
                    if problem.is_none() {
                        triage.end(&mut stream, nothing);
                    } else {
                        triage.break_off(&mut stream, nothing);
                    }
                    inputs::too_long(name.as_deref(), stream.cuts())
                });
                problems = [cut, problem.or_else(|| triage.uncounted())];
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
