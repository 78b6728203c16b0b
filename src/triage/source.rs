//! Hands inputs out piece by piece to the counting threads. Plain files are read one after the other, by whichever
//! thread asks next. Each archive and each pipe is read by a thread of its own.

use super::tally_file;
use crate::bounce::stream::{CHUNK, Depth, Edges, Lines, Scan};
use crate::catalogue::Problem;
use crate::inputs::{self, Input, Inputs};
use std::collections::VecDeque;
use std::iter::Zip;
use std::mem;
use std::ops::{Range, RangeFrom};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a thread waits before it checks for other work.
pub(super) const PAUSE: Duration = Duration::from_millis(100);
/// How many archives and pipes are read at once.
const MOST_ARCHIVES: usize = 4;
/// The largest buffer that is kept, in bytes: only a long line needs more.
const LARGEST_BUFFER: usize = 1 << 19;
/// The lane of all plain files, or of all logs if they are counted in order. Every other log is a lane of its own, with
/// the log's number.
pub(super) const PLAIN: usize = 0;

/// A part of a log, and the lines found in it.
#[derive(Default)]
pub(super) struct Part {
    buffer: Vec<u8>,
    /// The range of the buffer that is the part.
    lines: Range<usize>,
    edges: Edges,
    pub scan: Scan,
}

impl Part {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer[self.lines.clone()]
    }

    /// Finds the lines that may report a delivery.
    pub(super) fn scan(&mut self, depth: Depth) {
        let bytes = &self.buffer[self.lines.clone()];
        self.scan.block(depth.scanner(), bytes, self.edges);
    }
}

/// A piece of an input.
pub(super) enum Piece {
    Part(Part),
    /// The whole input: a tally rather than a log.
    Tally(Input),
    /// The end of the log of this name, with the problem that ended it, if any.
    End(Option<String>, Option<Problem>),
}

/// Where a piece belongs.
pub(super) struct Place {
    pub log: usize,
    /// Logs of one lane are read one after the other.
    pub lane: usize,
    /// The number of the piece in its lane.
    pub number: usize,
}

impl Place {
    /// A place in a log that has a lane of its own.
    fn alone(log: usize, number: usize) -> Place {
        let lane = log;
        Place { log, lane, number }
    }
}

/// What a counting thread does next.
pub(super) enum Next {
    Piece(Place, Piece),
    /// Start a thread that reads this input, the log of this number ([`Source::unpack`]).
    Unpack(usize, Input),
    /// There is nothing to do at the moment.
    Pause,
    End,
}

/// All inputs.
pub(super) struct Source<'i> {
    state: Mutex<State<'i>>,
    /// Wakes a counting thread.
    ready: Condvar,
    /// Wakes a thread that unpacks.
    room: Condvar,
}

struct State<'i> {
    /// The inputs not yet opened, each with its number as a log.
    inputs: Zip<RangeFrom<usize>, Inputs<'i>>,
    has_more: bool,
    /// The plain file being read, with its number as a log.
    plain: Option<(usize, Reading)>,
    /// How many pieces of the lane of plain files there have been.
    plain_pieces: usize,
    /// Whether each log is read only after the one before it: lines depend on those of earlier logs.
    in_order: bool,
    /// How many archives and pipes are being read.
    archives: usize,
    /// Their pieces that no counting thread has taken yet.
    unpacked: VecDeque<(Place, Piece)>,
    /// Parts free to be read into. No more are made, so reading waits for counting.
    spare: Vec<Part>,
    /// How many counting threads wait. Waking costs a system call even if nobody waits.
    idle: usize,
    /// How many unpacking threads wait.
    blocked: usize,
    is_over: bool,
}

impl<'i> Source<'i> {
    /// A source for this many counting threads, of logs that are read in order or several at once.
    pub(super) fn of(inputs: Inputs<'i>, threads: usize, in_order: bool) -> Source<'i> {
        let part = || Part {
            buffer: vec![0; CHUNK],
            ..Part::default()
        };
        let parts = 2 * threads + MOST_ARCHIVES;
        Source {
            state: Mutex::new(State {
                inputs: (PLAIN + 1..).zip(inputs),
                has_more: true,
                plain: None,
                plain_pieces: 0,
                in_order,
                archives: 0,
                unpacked: VecDeque::new(),
                spare: (0..parts).map(|_| part()).collect(),
                idle: 0,
                blocked: 0,
                is_over: false,
            }),
            ready: Condvar::new(),
            room: Condvar::new(),
        }
    }

    /// Takes back the parts that a thread has counted, and says what it does next.
    pub(super) fn next(&self, counted: &mut Vec<Part>) -> Next {
        let mut state = locked(&self.state);
        counted.drain(..).for_each(|part| state.give(part));
        loop {
            let next = state.next();
            self.tell(&state);
            if let Some(next) = next {
                return next;
            }
            state.idle += 1;
            let waited = self.ready.wait_timeout(state, PAUSE);
            let (woken, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            state = woken;
            state.idle -= 1;
            if timeout.timed_out() {
                return Next::Pause;
            }
        }
    }

    /// Takes back a part that has been counted.
    pub(super) fn give(&self, part: Part) {
        let mut state = locked(&self.state);
        state.give(part);
        self.tell(&state);
    }

    /// Ends all threads.
    pub(super) fn stop(&self) {
        let mut state = locked(&self.state);
        state.is_over = true;
        self.tell(&state);
    }

    /// Reads an archive or a pipe to its end, on the calling thread.
    pub(super) fn unpack(&self, log: usize, input: Input) {
        let mut reading = Reading::of(input);
        for number in 0.. {
            let Some(part) = self.take() else { break };
            let (piece, unused) = reading.next(part);
            let is_end = matches!(piece, Piece::End(..));
            let mut state = locked(&self.state);
            state.spare.extend(unused);
            let place = if state.in_order {
                state.next_place(log)
            } else {
                Place::alone(log, number)
            };
            state.unpacked.push_back((place, piece));
            self.tell(&state);
            if is_end {
                break;
            }
        }
        let mut state = locked(&self.state);
        state.archives -= 1;
        self.tell(&state);
    }

    /// Waits for a part to read into; `None` after [`Source::stop`].
    fn take(&self) -> Option<Part> {
        let mut state = locked(&self.state);
        state.blocked += 1;
        let is_blocked = |state: &mut State<'_>| state.spare.is_empty() && !state.is_over;
        let waited = self.room.wait_while(state, is_blocked);
        state = waited.unwrap_or_else(PoisonError::into_inner);
        state.blocked -= 1;
        if state.is_over {
            return None;
        }
        state.spare.pop()
    }

    /// Wakes waiting threads that have something to do now.
    fn tell(&self, state: &State<'_>) {
        if state.is_over || state.is_read() {
            self.ready.notify_all();
            self.room.notify_all();
        } else {
            if state.idle > 0 && state.has_work() {
                self.ready.notify_one();
            }
            if state.blocked > 0 && !state.spare.is_empty() {
                self.room.notify_one();
            }
        }
    }
}

impl State<'_> {
    /// Whether all inputs were read.
    fn is_read(&self) -> bool {
        !self.has_more && self.archives == 0 && self.plain.is_none() && self.unpacked.is_empty()
    }

    /// Whether there is work for a counting thread.
    fn has_work(&self) -> bool {
        let can_read = self.plain.is_some() && !self.spare.is_empty();
        !self.unpacked.is_empty() || can_read || self.can_open()
    }

    /// Whether another input can be opened. Reading two plain files at once is no faster, and one after the other they are
    /// counted in their order.
    fn can_open(&self) -> bool {
        let most = if self.in_order { 1 } else { MOST_ARCHIVES };
        self.plain.is_none() && self.has_more && self.archives < most
    }

    /// Returns the next place in the lane of plain files.
    fn next_place(&mut self, log: usize) -> Place {
        self.plain_pieces += 1;
        Place {
            log,
            lane: PLAIN,
            number: self.plain_pieces - 1,
        }
    }

    fn next(&mut self) -> Option<Next> {
        if self.is_over {
            return Some(Next::End);
        }
        if let Some((place, piece)) = self.unpacked.pop_front() {
            return Some(Next::Piece(place, piece));
        }
        while self.can_open() {
            match self.inputs.next() {
                None => self.has_more = false,
                Some((log, Ok(input))) if input.length.is_some() => {
                    self.plain = Some((log, Reading::of(input)));
                }
                Some((log, Ok(input))) => {
                    self.archives += 1;
                    return Some(Next::Unpack(log, input));
                }
                Some((log, Err(problem))) => {
                    let end = Piece::End(None, Some(problem));
                    return Some(Next::Piece(Place::alone(log, 0), end));
                }
            }
        }
        let Some((log, reading)) = &mut self.plain else {
            return self.is_read().then_some(Next::End);
        };
        let (piece, unused) = reading.next(self.spare.pop()?);
        self.spare.extend(unused);
        let log = *log;
        if matches!(piece, Piece::End(..)) {
            self.plain = None;
        }
        Some(Next::Piece(self.next_place(log), piece))
    }

    fn give(&mut self, mut part: Part) {
        if part.buffer.len() > LARGEST_BUFFER {
            part.buffer = Vec::new();
        }
        self.spare.push(part);
    }
}

/// An input being read.
struct Reading {
    name: Option<String>,
    stage: Stage,
}

/// How far an input has been read.
enum Stage {
    New(Input),
    Log(Input, Lines),
    /// To its end, or to a problem.
    End(Option<Problem>),
}

impl Reading {
    fn of(input: Input) -> Reading {
        Reading {
            name: input.name.clone(),
            stage: Stage::New(input),
        }
    }

    /// The next piece, and the part if it was not needed.
    fn next(&mut self, mut part: Part) -> (Piece, Option<Part>) {
        let broken = |error| Stage::End(Some(inputs::broken(self.name.as_deref(), &error)));
        loop {
            match mem::replace(&mut self.stage, Stage::End(None)) {
                Stage::New(mut input) => match input.starts_with(tally_file::START) {
                    Ok(true) => return (Piece::Tally(input), Some(part)),
                    Ok(false) => self.stage = Stage::Log(input, Lines::default()),
                    Err(error) => self.stage = broken(error),
                },
                Stage::Log(mut input, mut lines) => {
                    let mut found = None;
                    let mut on_block = |_: &[u8], edges| found = Some(edges);
                    let read = lines.read(&mut input.reader, &mut on_block);
                    match &read {
                        Ok(0) => lines.end(on_block),
                        Ok(_) => {}
                        Err(_) => lines.break_off(on_block),
                    }
                    if found.is_some() {
                        part.lines = lines.exchange(&mut part.buffer);
                    }
                    self.stage = match read {
                        Ok(0) => Stage::End(None),
                        Ok(_) => Stage::Log(input, lines),
                        Err(error) => broken(error),
                    };
                    let Some(edges) = found else { continue };
                    part.edges = edges;
                    return (Piece::Part(part), None);
                }
                Stage::End(problem) => {
                    return (Piece::End(self.name.take(), problem), Some(part));
                }
            }
        }
    }
}

pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
