//! What is read of inputs, piece by piece, for the threads that count. Plain files are read one after the other, by
//! whichever thread asks next; each archive and each pipe has a thread of its own.

use super::tally_file;
use crate::bounce::stream::{CHUNK, Depth, Edges, Lines, Scan};
use crate::catalogue::Problem;
use crate::inputs::{self, Input, Inputs};
use std::collections::VecDeque;
use std::iter::Zip;
use std::ops::{Range, RangeFrom};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a thread waits for more before it looks whether anything else is to be done.
pub(super) const PAUSE: Duration = Duration::from_millis(100);
/// So many archives are unpacked at once.
const MOST_ARCHIVES: usize = 4;
/// So much memory is kept for the next part, in bytes: what one long line has needed is seldom needed again.
const LARGEST_BUFFER: usize = 1 << 19;
/// The lane of plain files. That of an archive is its number as a log, counted from 1.
pub(super) const PLAIN: usize = 0;

/// A part of a log, and what was found in it.
#[derive(Default)]
pub(super) struct Part {
    buffer: Vec<u8>,
    /// Where in it the lines are.
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

/// What is read of an input.
pub(super) enum Piece {
    Part(Part),
    /// Not a log, but sums of some.
    Tally(Input),
    /// Of the log of this name nothing more is read, be it for a problem.
    End(Option<String>, Option<Problem>),
}

/// Where a piece belongs.
pub(super) struct Place {
    pub log: usize,
    /// What is read one after the other is numbered.
    pub lane: usize,
    pub number: usize,
}

/// What a thread that counts has to do next.
pub(super) enum Next {
    Piece(Place, Piece),
    /// This input, the log of this number, needs a thread that reads it ([`Source::unpack`]).
    Unpack(usize, Input),
    /// Nothing for now.
    Pause,
    End,
}

/// All inputs.
pub(super) struct Source<'i> {
    state: Mutex<State<'i>>,
    /// There is something to do for a thread that counts.
    ready: Condvar,
    /// There is a part for a thread that unpacks.
    room: Condvar,
}

struct State<'i> {
    /// Those that nobody has opened yet, each with its number.
    inputs: Zip<RangeFrom<usize>, Inputs<'i>>,
    has_more: bool,
    /// The plain file that is read.
    plain: Option<(usize, Reading)>,
    /// How many pieces of plain files there were.
    plain_pieces: usize,
    /// How many archives are unpacked, and what of them nobody has taken yet.
    archives: usize,
    unpacked: VecDeque<(Place, Piece)>,
    /// Parts in which nothing is now. There are no more, so that reading waits for counting.
    spare: Vec<Part>,
    /// How many threads wait that count, and that unpack: to wake nobody takes time, too.
    idle: usize,
    blocked: usize,
    is_over: bool,
}

impl<'i> Source<'i> {
    /// For so many threads that count.
    pub(super) fn of(inputs: Inputs<'i>, threads: usize) -> Source<'i> {
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

    /// What to do next, for a thread that has counted these parts.
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

    /// Takes a part back that was counted.
    pub(super) fn give(&self, part: Part) {
        let mut state = locked(&self.state);
        state.give(part);
        self.tell(&state);
    }

    /// Lets all threads end.
    pub(super) fn stop(&self) {
        let mut state = locked(&self.state);
        state.is_over = true;
        self.tell(&state);
    }

    /// Reads an archive or a pipe to its end, on the calling thread.
    pub(super) fn unpack(&self, log: usize, input: Input) {
        let (mut reading, mut numbers) = (Reading::of(input), 0..);
        let mut is_end = false;
        while !is_end && let Some(part) = self.take() {
            let (piece, unused) = reading.next(part);
            is_end = matches!(piece, Piece::End(..));
            let place = Place {
                log,
                lane: log,
                number: numbers.next().unwrap_or_default(),
            };
            let mut state = locked(&self.state);
            state.spare.extend(unused);
            state.unpacked.push_back((place, piece));
            self.tell(&state);
        }
        let mut state = locked(&self.state);
        state.archives -= 1;
        self.tell(&state);
    }

    /// A part to read into, once there is one; none if it is all over.
    fn take(&self) -> Option<Part> {
        let mut state = locked(&self.state);
        state.blocked += 1;
        let is_blocked = |state: &mut State<'_>| state.spare.is_empty() && !state.is_over;
        let waited = self.room.wait_while(state, is_blocked);
        state = waited.unwrap_or_else(PoisonError::into_inner);
        state.blocked -= 1;
        if state.is_over {
            None
        } else {
            state.spare.pop()
        }
    }

    /// Wakes those who wait, if there is anything for them.
    fn tell(&self, state: &State<'_>) {
        if state.is_over || state.is_read() {
            self.ready.notify_all();
            self.room.notify_all();
        } else {
            if state.idle > 0 && state.has_piece() {
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

    /// Whether a thread that counts has to wait for nothing.
    fn has_piece(&self) -> bool {
        let can_read = self.plain.is_some() && !self.spare.is_empty();
        let can_open = self.plain.is_none() && self.has_more && self.archives < MOST_ARCHIVES;
        !self.unpacked.is_empty() || can_read || can_open
    }

    fn next(&mut self) -> Option<Next> {
        if self.is_over {
            return Some(Next::End);
        }
        if let Some((place, piece)) = self.unpacked.pop_front() {
            return Some(Next::Piece(place, piece));
        }
        // Two plain files at once are read no faster, and one after the other they are counted in their order.
        while self.plain.is_none() && self.has_more && self.archives < MOST_ARCHIVES {
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
                    let place = Place {
                        log,
                        lane: log,
                        number: 0,
                    };
                    return Some(Next::Piece(place, Piece::End(None, Some(problem))));
                }
            }
        }
        let Some((log, reading)) = &mut self.plain else {
            return self.is_read().then_some(Next::End);
        };
        let (piece, unused) = reading.next(self.spare.pop()?);
        self.spare.extend(unused);
        let place = Place {
            log: *log,
            lane: PLAIN,
            number: self.plain_pieces,
        };
        self.plain_pieces += 1;
        if matches!(piece, Piece::End(..)) {
            self.plain = None;
        }
        Some(Next::Piece(place, piece))
    }

    fn give(&mut self, mut part: Part) {
        if part.buffer.len() > LARGEST_BUFFER {
            part.buffer = Vec::new();
        }
        self.spare.push(part);
    }
}

/// An input that is read.
struct Reading {
    name: Option<String>,
    /// None if it is a tally, which somebody else reads.
    input: Option<Input>,
    is_begun: bool,
    lines: Lines,
    /// It has ended, be it for a problem.
    end: Option<Option<Problem>>,
}

impl Reading {
    fn of(input: Input) -> Reading {
        Reading {
            name: input.name.clone(),
            input: Some(input),
            is_begun: false,
            lines: Lines::default(),
            end: None,
        }
    }

    /// The next piece; and this part, if it was not needed.
    fn next(&mut self, mut part: Part) -> (Piece, Option<Part>) {
        let broken = |error| inputs::broken(self.name.as_deref(), &error);
        if !std::mem::replace(&mut self.is_begun, true)
            && let Some(input) = &mut self.input
        {
            match input.starts_with(tally_file::START) {
                Ok(false) => {}
                Ok(true) => {
                    if let Some(tally) = self.input.take() {
                        return (Piece::Tally(tally), Some(part));
                    }
                }
                Err(error) => self.end = Some(Some(broken(error))),
            }
        }
        let Some(input) = &mut self.input else {
            return (Piece::End(self.name.take(), None), Some(part));
        };
        loop {
            if let Some(problem) = self.end.take() {
                return (Piece::End(self.name.take(), problem), Some(part));
            }
            let mut found = None;
            let mut on_block = |_: &[u8], edges| found = Some(edges);
            match self.lines.read(&mut input.reader, &mut on_block) {
                Ok(0) => {
                    self.lines.end(on_block);
                    self.end = Some(None);
                }
                Ok(_) => {}
                Err(error) => {
                    self.lines.break_off(on_block);
                    self.end = Some(Some(broken(error)));
                }
            }
            if let Some(edges) = found {
                part.lines = self.lines.exchange(&mut part.buffer);
                part.edges = edges;
                return (Piece::Part(part), None);
            }
        }
    }
}

pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
