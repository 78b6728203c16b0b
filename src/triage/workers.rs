//! Threads that count parts of logs, each by itself.
//!
//! Most parts report the same wherever they stand ([`Scan::stands_alone`](crate::bounce::stream::Scan::stands_alone)). The
//! first of a log that does not, and all that follow it there, are left to the one thread that adds up, in their order. To
//! know which these are, no part is counted before all parts ahead of it were scanned.

use super::source::{Next, PLAIN, Part, Piece, Place, Source, locked};
use super::{Tally, Triage};
use crate::bounce::stream::{Depth, Stream};
use crate::catalogue::Problem;
use crate::inputs::Input;
use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;
use std::sync::mpsc::SyncSender;
use std::thread::Scope;
use std::time::{Duration, Instant};

/// What a thread may hold before it is added up, in bytes.
const MOST_BYTES: usize = 1 << 20;

/// How often it is added up, for those who watch.
const OFTEN: Duration = Duration::from_millis(250);

/// What the thread that adds up gets.
pub(super) enum Counted {
    /// Counts of parts that stand alone, and why not all could be counted.
    Tally(Box<Tally>, Option<Problem>),
    /// A part that has to be counted in its order, behind so many lines of its log.
    Part {
        log: usize,
        before: u64,
        part: Part,
    },
    Input(Input),
    /// The log of this name has ended.
    End {
        log: usize,
        name: Option<String>,
        problem: Option<Problem>,
    },
}

/// What the threads that count share.
pub(super) struct Workers<'i> {
    pub source: Source<'i>,
    lanes: Mutex<HashMap<usize, Lane>>,
    depth: Depth,
    /// Otherwise every part has to be counted in its order.
    is_divisible: bool,
}

/// What is read one after the other.
#[derive(Default)]
struct Lane {
    /// The piece whose turn it is.
    next: usize,
    /// What was scanned before its turn, and whether it stands alone.
    early: BTreeMap<usize, (usize, Piece, bool)>,
    /// Of the log that is read: how many lines have had their turn, and whether the rest has to be counted in its order.
    lines: u64,
    is_ordered: bool,
}

/// Nobody adds up any more.
struct Over;

impl<'i> Workers<'i> {
    /// Those that count as this one does, or only scan for it.
    pub(super) fn new(triage: &Triage, source: Source<'i>, is_divisible: bool) -> Workers<'i> {
        Workers {
            source,
            lanes: Mutex::default(),
            depth: triage.depth(),
            is_divisible,
        }
    }

    /// Reads, scans and counts as long as there is anything, and passes on what it counted now and then.
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
                    Ok(turn) => parts = turn,
                    Err(Over) => return,
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
                if pass_on(&mut triage, counted).is_err() {
                    return;
                }
                since = Instant::now();
            }
        }
        // If nobody adds up any more, nothing is left to do either.
        let _ = pass_on(&mut triage, counted);
    }

    /// Scans a piece. Returns the parts to be counted whose turn it is now, and passes on what others have to deal with.
    fn take_turn(
        &self,
        place: Place,
        mut piece: Piece,
        counted: &SyncSender<Counted>,
    ) -> Result<Vec<Part>, Over> {
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
            counted.send(passed_on).map_err(|_| Over)?;
        }
        if is_ended && place.lane != PLAIN {
            lanes.remove(&place.lane);
        }
        Ok(parts)
    }
}

/// Passes on what a thread has counted, and why something could not be.
fn pass_on(triage: &mut Triage, counted: &SyncSender<Counted>) -> Result<(), Over> {
    let problem = triage.uncounted();
    if triage.tally.bytes == 0 && problem.is_none() {
        return Ok(());
    }
    let fresh = triage.tally.fresh();
    let tally = std::mem::replace(&mut triage.tally, fresh);
    counted
        .send(Counted::Tally(Box::new(tally), problem))
        .map_err(|_| Over)
}
