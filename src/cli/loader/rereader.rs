//! Reads logs again for the screen, on a thread of its own: the lines behind a failure, all lines of a message, what
//! changed in a spike.

use super::logs::Logs;
use crate::bounce::log::LogLine;
use crate::bounce::stream::Lines;
use crate::catalogue::{Catalogue, Problem};
use crate::diagnose::Diagnoser;
use crate::diagnose::intake::{Batch, Intake};
use crate::explorer::reread::{Answer, Changed, Compared, News, Request, Side, What};
use crate::inputs::{Input, Sources};
use crate::order;
use crate::search::filters::Selection;
use crate::triage::ahead::read_all;
use crate::triage::breakdown::{Asked, Snapshot};
use crate::triage::compare::Comparison;
use crate::triage::time::{Clock, Seconds, written_exactly};
use crate::triage::window::Window;
use crate::triage::{By, LONGEST_LINE, Newest, Triage, Wanted};
use memchr::memmem::Finder;
use std::iter;
use std::thread;
use std::time::{Duration, Instant};

/// How often progress is reported.
const OFTEN: Duration = Duration::from_millis(100);
/// The most lines of a message that are shown.
const MOST_LINES: usize = 1000;

/// What to read again, and how it was counted.
#[derive(Clone, Debug)]
pub(crate) struct Rereader {
    pub catalogue: Catalogue,
    pub logs: Logs,
    pub asked: Window,
    /// The older log of `--compare`, if there is one.
    pub older: Option<Logs>,
    /// What is counted.
    pub selection: Selection,
    /// The latest lines that report failures, kept from logs that cannot be read again.
    pub kept: Newest,
}

impl Rereader {
    /// Whether all logs can be read twice.
    pub(crate) fn is_possible(&self) -> bool {
        self.all().all(Logs::are_files)
    }

    fn all(&self) -> impl Iterator<Item = &Logs> {
        iter::once(&self.logs).chain(&self.older)
    }

    /// Returns the problem with the first log that no longer contains what was read from it, if there is one: counts of
    /// the other logs would not fit those on the screen.
    fn changed(&self) -> Option<Problem> {
        self.all().find_map(Logs::changed)
    }

    /// Starts to read on a thread; `on_answer` returns whether anybody still listens.
    pub(crate) fn start(
        &self,
        request: Request,
        mut on_answer: impl FnMut(Answer) -> bool + Send + 'static,
    ) {
        let rereader = self.clone();
        thread::spawn(move || rereader.read(request, &mut on_answer));
    }

    pub(crate) fn answers(&self, request: Request) -> Vec<Answer> {
        let mut answers = Vec::new();
        self.read(request, &mut |answer| {
            answers.push(answer);
            true
        });
        answers
    }

    /// Reads, and reports progress and what was found.
    fn read(&self, request: Request, on_answer: &mut dyn FnMut(Answer) -> bool) {
        let mut reading = Reading {
            length: Sources::of(&self.logs.arguments).length(),
            last: Instant::now(),
            request: &request,
            on_answer,
        };
        // Lines can also be looked for in what is left of the logs, but counts would be wrong.
        let is_counted = matches!(
            request.what,
            What::Change(_) | What::Counts(_) | What::Times(..)
        );
        if let Some(problem) = is_counted.then(|| self.changed()).flatten() {
            return reading.refuse(&problem);
        }
        match &request.what {
            What::Lines(wanted, period) => self.lines(wanted, *period, &mut reading),
            What::Times(wanted, period) => self.times(wanted, *period, &mut reading),
            What::Message(queue) => self.message(queue, &mut reading),
            What::Change(compared) => self.change(*compared, &mut reading),
            What::Counts(asked) => self.counts(*asked, &mut reading),
        }
    }

    fn counts(&self, asked: Asked, reading: &mut Reading<'_>) {
        let mut triage = self.triage(asked.period);
        if asked.by_message {
            triage = triage.by_message();
        }
        let counted = count(&mut triage, &self.logs, 0, reading);
        // A log may have changed while it was being read.
        let has_problem = counted.problem_count > 0;
        match has_problem.then(|| self.changed()).flatten() {
            Some(problem) => reading.refuse(&problem),
            None => _ = reading.answer(News::Counts(Box::new(counted))),
        }
    }

    /// A counter for a period within the time that was asked for.
    fn triage(&self, period: Window) -> Triage {
        let triage = Triage::new(Diagnoser::new(self.catalogue), Clock::now());
        let triage = triage.within(self.asked.and(period));
        triage.selecting(self.selection.clone())
    }

    fn lines(&self, wanted: &Wanted, period: Window, reading: &mut Reading<'_>) {
        let Read {
            newest,
            is_cut,
            problems,
        } = self.newest(wanted, period, reading);
        let count = (!is_cut).then_some(newest.count());
        let diagnoser = Diagnoser::new(self.catalogue);
        let mut intake = Intake::new(&diagnoser);
        let mut lines = Vec::new();
        for (number, found) in (1..).zip(newest.take_lines()) {
            let mut bounce = found.bounce;
            if let Some(time) = found.time {
                bounce.time = Some(written_exactly(time).into());
            }
            intake.take(None, number, &bounce);
            lines.push(found.line);
        }
        let mut batch = Batch {
            has_input: true,
            is_last: true,
            problems,
            ..intake.batch()
        };
        for item in &mut batch.items {
            item.log_line = lines.get(item.line - 1).cloned();
        }
        reading.answer(News::Lines(batch, count));
    }

    /// Tells when failures happened, if all their lines can be read.
    fn times(&self, wanted: &Wanted, period: Window, reading: &mut Reading<'_>) {
        let read = self.newest(wanted, period, reading);
        let is_whole = !read.is_cut && read.problems.is_empty();
        let times = is_whole.then(|| Box::new(read.newest.times()));
        reading.answer(News::Times(times));
    }

    /// Reads the lines of failures, of which those within a period are kept.
    fn newest(&self, wanted: &Wanted, period: Window, reading: &mut Reading<'_>) -> Read {
        let mut problems = Vec::new();
        let (newest, is_cut) = if self.is_possible() {
            let newest = Newest::of(wanted.clone(), period);
            let mut triage = self.triage(Window::default());
            if wanted.is_by_message() {
                triage = triage.by_message();
            }
            triage.tally.keep_newest(newest.clone());
            read_all(&mut triage, self.logs.inputs(), &mut |tally, problem| {
                problems.extend(problem.map(|problem| problem.to_string()));
                reading.goes_on(tally.bytes)
            });
            (newest, false)
        } else {
            let period = self.asked.and(period);
            (self.kept.behind(wanted, period), self.kept.is_cut())
        };
        Read {
            newest,
            is_cut,
            problems,
        }
    }

    fn change(&self, compared: Compared, reading: &mut Reading<'_>) {
        let logs = [compared.is_with_older, false].map(|is_older| match &self.older {
            Some(older) if is_older => older,
            _ => &self.logs,
        });
        let lengths = logs.map(|logs| Sources::of(&logs.arguments).length());
        reading.length = lengths.into_iter().sum();
        let mut read_before = 0;
        let [(mut before, old), (mut after, new)] = [0, 1].map(|index| {
            let mut triage = self.triage(compared.periods[index]);
            let counted = count(&mut triage, logs[index], read_before, reading);
            read_before += triage.tally.bytes;
            triage.tally.keep_counts(None);
            let side = Side {
                counted,
                period: triage.asked,
                is_older: index == 0 && compared.is_with_older,
            };
            (triage, side)
        });
        let is_asked = after.asked.is_some();
        let comparison = Comparison::of(&mut before.tally, &mut after.tally, By::Cause, is_asked);
        let changed = Changed {
            comparison: comparison.map_err(|error| error.to_string()),
            sides: [old, new],
        };
        reading.answer(News::Change(Box::new(changed)));
    }

    fn message(&self, queue: &str, reading: &mut Reading<'_>) {
        if !self.is_possible() {
            let lines = self.kept.of_message(queue);
            let count = lines.len() as u64;
            reading.answer(News::Message(lines, count, None));
            return;
        }
        let mut life = Life {
            queue: Finder::new(queue),
            clock: Clock::now(),
            lines: Vec::new(),
            count: 0,
        };
        let mut bytes = 0;
        let mut unread = None;
        for input in self.logs.inputs() {
            let input = match input {
                Ok(input) => input,
                Err(problem) => {
                    unread = Some(problem.to_string());
                    continue;
                }
            };
            let read = life.read(input, |count| {
                bytes += count as u64;
                reading.goes_on(bytes)
            });
            if read == Some(false) {
                return;
            }
        }
        let Life {
            mut lines, count, ..
        } = life;
        // Logs may have been named in any order.
        order::sort_by_key(&mut lines, |(time, _)| *time);
        let lines = lines.into_iter().map(|(_, line)| line).collect();
        reading.answer(News::Message(lines, count, unread));
    }
}

/// Counts logs, and reports progress; `read_before` bytes of other logs were read earlier.
fn count(
    triage: &mut Triage,
    logs: &Logs,
    read_before: u64,
    reading: &mut Reading<'_>,
) -> Snapshot {
    let mut problems = Vec::new();
    read_all(triage, logs.inputs(), &mut |tally, problem| {
        problems.extend(problem.map(|problem| problem.to_string()));
        reading.goes_on(read_before + tally.bytes)
    });
    let mut missed = triage.tally.missed(triage.asked);
    if let Some(sentences) = &mut missed {
        // The other sentences are about options.
        sentences.truncate(1);
    }
    let mut counted = Snapshot {
        missed,
        is_last: true,
        ..Snapshot::of(&triage.tally)
    };
    let problems = problems.into_iter();
    problems.for_each(|problem| counted.problem(problem));
    counted
}

/// The newest lines of failures.
struct Read {
    newest: Newest,
    /// Whether only some of the lines are still there.
    is_cut: bool,
    problems: Vec<String>,
}

/// Reports to the screen.
struct Reading<'a> {
    /// The length of all logs in bytes, if known.
    length: Option<u64>,
    last: Instant,
    request: &'a Request,
    on_answer: &'a mut dyn FnMut(Answer) -> bool,
}

impl Reading<'_> {
    fn answer(&mut self, news: News) -> bool {
        let to = self.request.waiting.clone();
        (self.on_answer)(Answer { to, news })
    }

    /// Reports why nothing can be counted again.
    fn refuse(&mut self, problem: &Problem) {
        self.answer(News::Refused(problem.to_string()));
    }

    /// Reports that this many bytes were read; returns whether anybody still waits for the rest.
    fn goes_on(&mut self, bytes: u64) -> bool {
        if self.request.waiting.is_over() {
            return false;
        }
        let Some(length) = self.length.filter(|_| self.last.elapsed() >= OFTEN) else {
            return true;
        };
        self.last = Instant::now();
        let percent = (u128::from(bytes) * 100 / u128::from(length.max(1))).min(99);
        self.answer(News::Read(percent as u8))
    }
}

/// The lines of a message, as they are found.
struct Life<'a> {
    queue: Finder<'a>,
    clock: Clock,
    lines: Vec<(Option<Seconds>, String)>,
    count: u64,
}

impl Life<'_> {
    /// Reads a log while `goes_on` returns `true`; returns whether it reached the end, or `None` if the log cannot be
    /// read.
    fn read(&mut self, mut input: Input, mut goes_on: impl FnMut(usize) -> bool) -> Option<bool> {
        let mut lines = Lines::default();
        loop {
            let count = lines.read(&mut input.reader, |bytes, _| self.look(bytes));
            match count {
                Ok(0) => {
                    lines.end(|bytes, _| self.look(bytes));
                    return Some(true);
                }
                Ok(count) if !goes_on(count) => return Some(false),
                Ok(_) => {}
                Err(_) => return None,
            }
        }
    }

    fn look(&mut self, bytes: &[u8]) {
        let mut from = 0;
        while let Some(at) = self.queue.find(&bytes[from..]).map(|at| from + at) {
            let end = at + self.queue.needle().len();
            let is_break = |byte: &u8| matches!(byte, b'\n' | b'\r');
            let start = bytes[..at]
                .iter()
                .rposition(is_break)
                .map_or(0, |at| at + 1);
            let stop = bytes[end..].iter().position(is_break);
            let stop = stop.map_or(bytes.len(), |stop| end + stop);
            if is_whole(bytes, at, end) {
                self.add(&bytes[start..stop]);
                from = stop;
            } else {
                from = end;
            }
        }
    }

    fn add(&mut self, line: &[u8]) {
        self.count += 1;
        if self.lines.len() < MOST_LINES {
            let line = String::from_utf8_lossy(&line[..line.len().min(LONGEST_LINE)]);
            let stamp = LogLine::of(&line).stamp();
            let time = stamp.and_then(|stamp| self.clock.seconds(stamp));
            self.lines.push((time, line.into_owned()));
        }
    }
}

/// Whether a match is not just part of another queue id.
fn is_whole(bytes: &[u8], at: usize, end: usize) -> bool {
    let goes_on = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    !before.is_some_and(goes_on) && !bytes.get(end).is_some_and(goes_on)
}
