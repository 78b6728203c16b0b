//! `triage --follow` without a screen: the messages, metrics and alerts while logs are followed.

use super::alerts::Alerts;
use super::arguments::TriageArguments;
use super::metrics::MetricsFile;
use super::outcome::{Failure, INTERRUPTED, say};
use crate::catalogue::Problem;
use crate::follow::{self, News};
use crate::inputs::Sources;
use crate::triage::recent::Recent;
use crate::triage::{Tally, Triage};
#[cfg(unix)]
use signal_hook::{
    consts::{SIGINT, SIGTERM},
    flag,
};
use std::io;
use std::sync::Arc;
#[cfg(unix)]
use std::sync::atomic::AtomicBool;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How following ended.
pub(super) struct Followed {
    /// How many inputs could not be read to the end, and how many outputs could not be kept up to date.
    pub problems: usize,
    /// The exit status, if a signal ended it before everything that was there had been read.
    pub interrupted: Option<u8>,
}

/// Follows all inputs until they end, or until Ctrl-C or SIGTERM; each problem is named on standard error.
pub(super) fn follow(
    triage: &mut Triage,
    arguments: &TriageArguments,
) -> Result<Followed, Failure> {
    let mut watch = Watch::new(arguments).map_err(|problem| Failure::Files(vec![problem]))?;
    let signal = interrupted()?;
    follow::follow(triage, Sources::of(&arguments.files), &mut |news| {
        watch.take(news);
        !watch.is_lost && signal.load(Ordering::Relaxed) == 0
    });
    let signal = signal.load(Ordering::Relaxed);
    let is_partial = signal != 0 && !watch.is_live;
    if is_partial {
        say("interrupted before everything that was there was read");
    } else {
        watch.write_metrics(&triage.tally);
    }
    Ok(Followed {
        problems: watch.problems,
        interrupted: is_partial.then(|| INTERRUPTED.saturating_add(signal as u8)),
    })
}

struct Watch {
    metrics: Option<MetricsFile>,
    alerts: Option<Alerts>,
    problems: usize,
    /// Whether everything that was there at the start has been read.
    is_live: bool,
    /// Whether addresses or lines for the list could not be stored.
    is_lost: bool,
}

impl Watch {
    fn new(arguments: &TriageArguments) -> Result<Watch, Problem> {
        let metrics = arguments.metrics.as_deref().map(MetricsFile::new);
        let exec = arguments.exec.as_deref();
        Ok(Watch {
            metrics: metrics.transpose()?,
            alerts: exec.map(|command| Alerts::new(command, &arguments.on)),
            problems: 0,
            is_live: false,
            is_lost: false,
        })
    }

    fn take(&mut self, news: News<'_>) {
        match news {
            News::Counted(tally) => self.counted(tally),
            News::Ended(tally) => self.ended(tally),
            News::Missing(problem) => say(format!("{problem}; waiting for it")),
            News::Found(_) => {}
            News::Cut(problem) => say(problem),
            News::Problem(problem) => {
                say(problem);
                self.problems += 1;
            }
        }
    }

    fn counted(&mut self, tally: &Tally) {
        let was_live = self.is_live;
        self.is_lost = tally.has_lost_records();
        self.is_live = tally.recent.as_ref().is_some_and(Recent::is_live);
        // Until then, metrics would look like counters that were reset, and everything would be news to alerts.
        if !self.is_live {
            return;
        }
        if let Some(file) = self.metrics.as_mut().filter(|file| file.is_due()) {
            file.write(tally).into_iter().for_each(say);
        }
        if let Some(alerts) = self.alerts.as_mut().filter(|alerts| alerts.is_due()) {
            alerts.look(tally);
        }
        if !was_live {
            say("following; press Ctrl-C to stop and print the report");
        }
    }

    fn ended(&mut self, tally: &Tally) {
        self.is_lost = tally.has_lost_records();
        if let Some(alerts) = self.alerts.as_mut().filter(|_| self.is_live) {
            alerts.finish(tally);
            self.problems += usize::from(alerts.has_failed());
        }
    }

    fn write_metrics(&mut self, tally: &Tally) {
        if let Some(file) = &mut self.metrics {
            file.write(tally).into_iter().for_each(say);
            self.problems += usize::from(file.is_broken());
        }
    }
}

/// The signal with which the user asked for the report, 0 until then. A second one ends
/// the process.
fn interrupted() -> io::Result<Arc<AtomicUsize>> {
    let signal = Arc::new(AtomicUsize::new(0));
    #[cfg(unix)]
    {
        let is_second = Arc::new(AtomicBool::new(false));
        for number in [SIGINT, SIGTERM] {
            flag::register_conditional_default(number, Arc::clone(&is_second))?;
            flag::register(number, Arc::clone(&is_second))?;
            flag::register_usize(number, Arc::clone(&signal), number as usize)?;
        }
    }
    Ok(signal)
}
