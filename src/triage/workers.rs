//! Threads that each count parts of logs.
//!
//! Most parts can be counted in any order ([`Scan::stands_alone`](crate::bounce::stream::Scan::stands_alone)). From the
//! first part of a log that cannot, the thread that adds up counts the log in order. So a part is counted only after
//! all earlier parts of its log have been scanned.

use super::source::{Next, PLAIN, Part, Piece, Place, Source, locked};
use super::{Tally, Triage};
use crate::bounce::stream::{Depth, Stream};
use crate::catalogue::Problem;
use crate::inputs::Input;
use std::collections::HashMap;
use std::mem;
use std::sync::Mutex;
use std::sync::mpsc::SyncSender;
use std::thread::Scope;
use std::time::{Duration, Instant};

/// The most memory, in bytes, that a thread's counts take before it passes them on.
const MOST_BYTES: usize = 1 << 20;

/// How often a thread passes its counts on, for the screen to show.
const OFTEN: Duration = Duration::from_millis(250);

/// What the thread that adds up receives.
pub(super) enum Counted {
    /// Counts of parts, and the problem if some could not be counted.
    Tally(Box<Tally>, Option<Problem>),
    /// A part to be counted in order. `before` is how many lines of its log precede it.
    Part { log: usize, before: u64, part: Part },
    /// A tally, to be read and added.
    Input(Input),
    /// The end of the log of this name, with the problem that ended it, if any.
    End {
        log: usize,
        name: Option<String>,
        problem: Option<Problem>,
    },
}

/// What the counting threads share.
pub(super) struct Workers<'i> {
    pub source: Source<'i>,
    lanes: Mutex<HashMap<usize, Lane>>,
    depth: Depth,
    /// Whether threads count parts; otherwise they only scan.
    is_divisible: bool,
}

/// Logs that are read one after the other.
#[derive(Default)]
struct Lane {
    /// The number of the piece whose turn it is.
    next: usize,
    /// Pieces that were scanned before their turn: their log, and whether they stand alone.
    early: HashMap<usize, (usize, Piece, bool)>,
    /// How many lines of the current log have had their turn.
    lines: u64,
    /// Whether the rest of the current log is counted in order.
    is_ordered: bool,
}

impl<'i> Workers<'i> {
    /// Threads that count as `triage` does, or only scan for it.
    pub(super) fn new(triage: &Triage, source: Source<'i>, is_divisible: bool) -> Workers<'i> {
        Workers {
            source,
            lanes: Mutex::default(),
            depth: triage.depth(),
            is_divisible,
        }
    }

    /// Reads, scans and counts until the source ends or nobody adds up any more.
    pub(super) fn run<'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mut triage: Triage,
        counted: &SyncSender<Counted>,
    ) {
        let mut stream = Stream::new(self.depth);
        let mut since = Instant::now();
        let mut parts = Vec::new();
        loop {
            match self.source.next(&mut parts) {
                Next::Piece(place, piece) => match self.take_turn(place, piece, counted) {
                    Some(turn) => parts = turn,
                    None => return,
                },
                Next::Unpack(log, input) => {
                    scope.spawn(move || self.source.unpack(log, input));
                }
                Next::Pause => {}
                Next::End => break,
            }
            for part in &parts {
                stream.add_scanned(part.bytes(), &part.scan, &mut |found| triage.count(found));
            }
            if since.elapsed() >= OFTEN || triage.tally.size() > MOST_BYTES {
                if pass_on(&mut triage, counted).is_none() {
                    return;
                }
                since = Instant::now();
            }
        }
        // Nobody may be adding up any more; that does not matter.
        let _ = pass_on(&mut triage, counted);
    }

    /// Scans a piece, and passes on what is for the thread that adds up. Returns the parts to count now; `None` if
    /// nobody adds up any more.
    fn take_turn(
        &self,
        place: Place,
        mut piece: Piece,
        counted: &SyncSender<Counted>,
    ) -> Option<Vec<Part>> {
        let mut stands_alone = false;
        if let Piece::Part(part) = &mut piece {
            part.scan(self.depth);
            stands_alone = self.is_divisible && part.scan.stands_alone(part.bytes());
        }
        let mut lanes = locked(&self.lanes);
        let lane = lanes.entry(place.lane).or_default();
        lane.early
            .insert(place.number, (place.log, piece, stands_alone));
        let (mut parts, mut is_ended) = (Vec::new(), false);
        while let Some((log, piece, stands_alone)) = lane.early.remove(&lane.next) {
            lane.next += 1;
            let passed_on = match piece {
                Piece::Part(part) => {
                    let before = lane.lines;
                    lane.lines += part.scan.lines();
                    lane.is_ordered |= !stands_alone;
                    if !lane.is_ordered {
                        parts.push(part);
                        continue;
                    }
                    Counted::Part { log, before, part }
                }
                Piece::Tally(input) => Counted::Input(input),
                Piece::End(name, problem) => {
                    (lane.lines, lane.is_ordered, is_ended) = (0, false, true);
                    Counted::End { log, name, problem }
                }
            };
            counted.send(passed_on).ok()?;
        }
        if is_ended && place.lane != PLAIN {
            lanes.remove(&place.lane);
        }
        Some(parts)
    }
}

/// Passes on what a thread has counted; `None` if nobody adds up any more.
fn pass_on(triage: &mut Triage, counted: &SyncSender<Counted>) -> Option<()> {
    let problem = triage.uncounted();
    if triage.tally.bytes == 0 && problem.is_none() {
        return Some(());
    }
    let fresh = triage.tally.fresh();
    let tally = mem::replace(&mut triage.tally, fresh);
    counted.send(Counted::Tally(Box::new(tally), problem)).ok()
}
