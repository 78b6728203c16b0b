//! Counts what fails in logs for the screen, and sends snapshots as it goes.

use super::logs::Logs;
use crate::follow::{self, News};
use crate::inputs::{self, Sources};
use crate::triage::ahead::read_all;
use crate::triage::breakdown::{Pulse, Snapshot};
use crate::triage::recent::Recent;
use crate::triage::time::Clock;
use crate::triage::window::Window;
use crate::triage::{Tally, Triage};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// How often a snapshot is sent.
const OFTEN: Duration = Duration::from_millis(100);

/// How long to wait for the counting to stop.
const PATIENCE: Duration = Duration::from_secs(2);

/// One here, one with the screen, and at most two in transit.
const MOST_TICKETS: usize = 3;

/// Counting on a thread of its own.
pub(crate) struct Counting {
    is_over: Arc<AtomicBool>,
    counted: Receiver<Triage>,
}

impl Counting {
    /// Starts to count; `on_snapshot` returns whether anybody still listens.
    pub(crate) fn start(
        mut triage: Triage,
        logs: Logs,
        mut on_snapshot: impl FnMut(Snapshot) -> bool + Send + 'static,
    ) -> Counting {
        let is_over = Arc::new(AtomicBool::new(false));
        let (sender, counted) = mpsc::channel();
        let stop = Arc::clone(&is_over);
        thread::spawn(move || {
            count_until(&mut triage, &logs, &mut on_snapshot, &stop);
            // Nobody may be waiting for it any more.
            let _ = sender.send(triage);
        });
        Counting { is_over, counted }
    }

    /// Stops, and returns the counts; nothing if an input keeps it from stopping.
    pub(crate) fn stop(self) -> Option<Triage> {
        self.is_over.store(true, Ordering::Relaxed);
        self.counted.recv_timeout(PATIENCE).ok()
    }
}

/// Counts all inputs.
pub(crate) fn count(
    mut triage: Triage,
    logs: &Logs,
    on_snapshot: &mut dyn FnMut(Snapshot) -> bool,
) {
    count_until(&mut triage, logs, on_snapshot, &AtomicBool::new(false));
}

fn count_until(
    triage: &mut Triage,
    logs: &Logs,
    on_snapshot: &mut dyn FnMut(Snapshot) -> bool,
    is_over: &AtomicBool,
) {
    let sources = Sources::of(&logs.arguments);
    let mut counts = Counts {
        on_snapshot,
        next: Snapshot {
            notice: inputs::copies(&logs.arguments).pop(),
            ..Snapshot::default()
        },
        length: sources.length(),
        asked: triage.asked,
        start: Instant::now(),
        last: Instant::now(),
        sent_at: (0, None),
        fed: (0, Instant::now()),
        missing: Vec::new(),
        is_noted: true,
        is_heard: true,
    };
    if logs.follow || logs.arguments.is_empty() {
        follow::follow(triage, sources, &mut |news| {
            counts.take(news) && !is_over.load(Ordering::Relaxed)
        });
    } else {
        read_all(triage, logs.inputs(), &mut |tally, problem| {
            counts.look(tally);
            problem.map_or(counts.is_heard, |problem| {
                counts.take(News::Problem(problem))
            })
        });
    }
    counts.next.is_last = true;
    counts.send(&triage.tally);
}

struct Counts<'a> {
    on_snapshot: &'a mut dyn FnMut(Snapshot) -> bool,
    /// What goes into every snapshot besides the tally.
    next: Snapshot,
    /// The length of all inputs in bytes, if known.
    length: Option<u64>,
    asked: Window,
    start: Instant,
    last: Instant,
    /// What the last snapshot covered: bytes and, while logs are followed, a span of time.
    sent_at: (u64, Option<i64>),
    /// How many bytes had been read when something last arrived, and when that was.
    fed: (u64, Instant),
    /// The names of missing files, and the notice about each.
    missing: Vec<(String, String)>,
    /// Whether the screen has the latest notice.
    is_noted: bool,
    is_heard: bool,
}

impl Counts<'_> {
    /// Takes news of the inputs while they are read; returns whether anybody still listens.
    fn take(&mut self, news: News<'_>) -> bool {
        match news {
            News::Counted(tally) | News::Ended(tally) => self.look(tally),
            News::Missing(problem) => {
                let notice = format!("{problem}; waiting for it");
                self.missing.push((problem.file, notice));
                self.note();
            }
            News::Found(file) => {
                self.missing.retain(|(missing, _)| missing != file);
                self.note();
            }
            News::Cut(problem) => {
                self.next.notice = Some(problem.to_string());
                self.is_noted = false;
            }
            News::Problem(problem) => self.next.problem(problem.to_string()),
        }
        self.is_heard
    }

    /// Of several missing files only the last is shown.
    fn note(&mut self) {
        let last = self.missing.last();
        self.next.notice = last.map(|(_, notice)| notice.clone());
        self.is_noted = false;
    }

    fn look(&mut self, tally: &Tally) {
        if self.fed.0 != tally.bytes {
            self.fed = (tally.bytes, Instant::now());
        }
        let live = tally.recent.as_ref().filter(|recent| recent.is_live());
        let now_of = (tally.bytes, live.map(Recent::span));
        // The change to live is sent at once.
        let is_live = live.is_some();
        let is_news = is_live != self.sent_at.1.is_some() || is_live && !self.is_noted;
        // Snapshots must not pile up behind a terminal that hangs.
        if Arc::strong_count(&self.next.ticket) > MOST_TICKETS {
            return;
        }
        if is_news || now_of != self.sent_at && self.last.elapsed() >= OFTEN {
            self.sent_at = now_of;
            self.send(tally);
        }
    }

    /// How fresh the counts are. A log without timestamps goes by this machine's clock.
    fn pulse(&self, tally: &Tally) -> Option<Pulse> {
        let live = tally.recent.as_ref().filter(|recent| recent.is_live())?;
        let as_of = match tally.span() {
            Some(_) => live.now(),
            None => Clock::now().shows(),
        };
        let idle = self.fed.1.elapsed().as_secs();
        Some(Pulse { as_of, idle })
    }

    fn send(&mut self, tally: &Tally) {
        // The speed of a pipe is just that of the program that fills it.
        let millis = self.start.elapsed().as_millis().max(1) as u64;
        let rate = self
            .length
            .map(|_| tally.bytes.saturating_mul(1000) / millis);
        let left = self
            .length
            .and_then(|length| length.checked_sub(tally.bytes));
        let left = left.zip(rate).map(|(left, rate)| left / rate.max(1));
        let snapshot = Snapshot {
            pulse: self.pulse(tally),
            rate: rate.unwrap_or_default(),
            left,
            notice: self.next.notice.clone(),
            problems: self.next.problems.clone(),
            problem_count: self.next.problem_count,
            missed: tally.missed(self.asked),
            ticket: Arc::clone(&self.next.ticket),
            is_last: self.next.is_last,
            ..Snapshot::of(tally)
        };
        self.is_heard = (self.on_snapshot)(snapshot);
        self.is_noted = true;
        self.last = Instant::now();
    }
}
