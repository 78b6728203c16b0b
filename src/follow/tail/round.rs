//! One round over all followed logs.

use super::{Folders, Identity, Open, Tail};
use crate::catalogue::Problem;
use crate::triage::{Tally, Triage};
use crate::user_files::unreadable;
use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

/// The result of a round.
#[derive(Default)]
pub(crate) struct Round {
    /// How many bytes were read.
    pub read: usize,
    /// Whether it ended before all files were read.
    pub is_interrupted: bool,
    /// Files that do not exist yet, or no longer; each is reported once.
    pub missing: Vec<Problem>,
    /// Files that were reported as missing and are back.
    pub found: Vec<String>,
    /// Files that no longer contain what was read from them; each is reported once.
    pub cut: Vec<Problem>,
    /// Files that cannot be read any further; they are given up.
    pub broken: Vec<Problem>,
}

/// Reads each log once, as long as `goes_on` returns `true`.
pub(crate) fn round(
    tails: &mut Vec<Tail>,
    triage: &mut Triage,
    mut goes_on: impl FnMut(&Tally) -> bool,
) -> Round {
    let mut round = Round::default();
    let now = Instant::now();
    round.open(tails, now, || goes_on(&triage.tally));
    round.find_cut(tails, triage, now);
    let mut buffer = Vec::new();
    tails.retain_mut(|tail| {
        round.is_interrupted = round.is_interrupted || !goes_on(&triage.tally);
        if round.is_interrupted {
            return true;
        }
        match tail.read(triage, &mut buffer, now) {
            Ok(count) => {
                round.read += count;
                true
            }
            Err(error) => {
                round.broken.push(tail.broken(&error));
                false
            }
        }
    });
    if let Some(recent) = &mut triage.tally.recent {
        recent.is_catching_up = false;
    }
    leave(tails, triage, now);
    round
}

impl Round {
    /// Opens the files that the paths name now, and those that they named since the last round.
    fn open(&mut self, tails: &mut [Tail], now: Instant, mut goes_on: impl FnMut() -> bool) {
        let mut held = None;
        let mut moved = Vec::new();
        for index in 0..tails.len() {
            self.is_interrupted = !goes_on();
            if self.is_interrupted {
                break;
            }
            match tails[index].look(now) {
                Ok(None) => self.found.extend(tails[index].comes()),
                Ok(Some(mut open)) => {
                    let held = held.get_or_insert_with(|| held_by(tails));
                    open.is_read_elsewhere = !held.insert(open.identity);
                    tails[index].take(open, now);
                    self.found.extend(tails[index].comes());
                    moved.push(index);
                }
                // A file that was renamed or removed may still grow, and another file may take its place.
                Err(error) if !tails[index].files.is_empty() => {
                    if tails[index].gone.is_none() {
                        moved.push(index);
                    }
                    self.missing.extend(tails[index].goes(&error, now));
                }
                Err(error) => {
                    let tail = &mut tails[index];
                    let problem = unreadable(&tail.path, &error);
                    if tail.missing.is_none() {
                        self.missing.push(problem.clone());
                    }
                    tail.missing = Some(problem);
                }
            }
        }
        // Folders are listed after all paths were checked: by then, what a path named before has another name.
        let mut folders = Folders::default();
        for index in moved {
            let held = held.get_or_insert_with(|| held_by(tails));
            let taken = tails[index].take_passed(&mut folders, held, now);
            self.broken.extend(taken.err());
        }
    }

    /// Finds files that were truncated or rewritten, and starts over with them.
    fn find_cut(&mut self, tails: &mut [Tail], triage: &mut Triage, now: Instant) {
        let cut: Vec<_> = (0..tails.len())
            .filter(|index| tails[*index].find_cut())
            .collect();
        if cut.is_empty() {
            return;
        }
        let (mut folders, mut held) = (Folders::default(), held_by(tails));
        for index in cut {
            let news = tails[index].begin_anew(triage, &mut folders, &mut held, now);
            self.cut.extend(news);
        }
    }
}

/// Returns the files that are being read.
fn held_by(tails: &[Tail]) -> HashSet<Identity> {
    let files = tails.iter().flat_map(|tail| &tail.files);
    files.map(|open| open.identity).collect()
}

/// Closes files from which nothing more is expected. If the same file is followed under another name, that one
/// continues where this one stopped.
fn leave(tails: &mut [Tail], triage: &mut Triage, now: Instant) {
    let mut over = Vec::new();
    for (index, tail) in tails.iter_mut().enumerate() {
        let files = std::iter::from_fn(|| tail.take_over(now));
        let read_here = files.filter(|open| !open.is_read_elsewhere);
        over.extend(read_here.map(|open| (index, open)));
    }
    if over.is_empty() {
        return;
    }
    let files = tails.iter_mut().flat_map(|tail| &mut tail.files);
    let waiting = files.filter(|open| open.is_read_elsewhere);
    let mut heirs: HashMap<_, &mut Open> = waiting.map(|open| (open.identity, open)).collect();
    let mut without_heir = Vec::new();
    for (index, open) in over {
        match heirs.remove(&open.identity) {
            Some(heir) => {
                *heir = Open {
                    replaced: heir.replaced,
                    ..open
                }
            }
            None => without_heir.push((index, open)),
        }
    }
    for (index, mut open) in without_heir {
        triage.end(&mut tails[index].stream, &mut open.lines);
    }
}

/// For how long nothing has been written to any of these logs, as far as known.
pub(crate) fn rest(tails: &[Tail]) -> Option<Duration> {
    let files = tails.iter().flat_map(|tail| tail.files.last());
    files.filter_map(Open::rests).min()
}
