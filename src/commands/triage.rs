//! `triage`: what is failing in mail logs.

use super::{FOUND, Failure, NOTHING_FOUND, UNUSABLE, files, say};
#[cfg(feature = "explorer")]
use crate::screen;
use bouncedex::arguments::{Arguments, Filters, TriageArguments};
use bouncedex::catalogue::Catalogue;
use bouncedex::diagnose::Diagnoser;
use bouncedex::follow::{self, News};
use bouncedex::inputs::{self, Sources};
use bouncedex::narrowing::Narrowing;
use bouncedex::report::{self, TriageOptions};
use bouncedex::triage::Triage;
use bouncedex::triage::ahead::read_all;
use bouncedex::triage::recent::Recent;
use bouncedex::triage::time::Clock;
use clap::CommandFactory;
use clap::error::ErrorKind;
#[cfg(unix)]
use signal_hook::{
    consts::{SIGINT, SIGTERM},
    flag,
};
use std::io::{self, BufWriter, Write};
use std::slice;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Opens the screen on what fails in the logs where there is one, and reports it otherwise.
pub fn run(all: &Arguments, arguments: &TriageArguments) -> Result<u8, Failure> {
    let filters = &all.filters;
    let (since, until) = (arguments.since, arguments.until);
    if since.zip(until).is_some_and(|(since, until)| since > until) {
        let wrong = "--since is later than --until: nothing can happen between them";
        let mut command = Arguments::command();
        command.error(ErrorKind::ValueValidation, wrong).exit();
    }
    let catalogue = files(filters).load().map_err(Failure::Files)?;
    #[cfg(feature = "explorer")]
    {
        let prints =
            filters.format().is_some() || arguments.recipients || arguments.compare.is_some();
        if !prints && screen::is_wanted(all) {
            // There the filters are a query, which can be taken back.
            let triage = Triage::new(Diagnoser::new(catalogue), Clock::now()).between(since, until);
            return screen::open_on_logs(all, catalogue, triage, arguments);
        }
    }
    report(filters, arguments, catalogue)
}

fn report(
    filters: &Filters,
    arguments: &TriageArguments,
    catalogue: Catalogue,
) -> Result<u8, Failure> {
    let mut problems = 0;
    let mut before = arguments.compare.as_ref().map(|old| {
        let mut before = triage(catalogue, filters);
        problems += read(&mut before, slice::from_ref(old));
        before
    });
    let mut triage = triage(catalogue, filters).between(arguments.since, arguments.until);
    if arguments.recipients {
        triage.tally.remember_addresses();
    }
    problems += match arguments.follow {
        true => follow(&mut triage, &arguments.files)?,
        false => read(&mut triage, &arguments.files),
    };
    // Of what cannot be read nothing can be told, least of all that nothing failed.
    let is_unread = |triage: &Triage| triage.tally.bytes == 0;
    if problems > 0 && (is_unread(&triage) || before.as_ref().is_some_and(is_unread)) {
        return Ok(UNUSABLE);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let format = filters.format().unwrap_or_default();
    let tally = &mut triage.tally;
    let mut seen = tally.status.seen();
    match &mut before {
        Some(before) => {
            report::compare(&mut out, format, arguments.top, &mut before.tally, tally)?;
        }
        None if arguments.recipients => seen = report::recipients(&mut out, format, tally)?,
        None => {
            let options = TriageOptions {
                format,
                by: arguments.by,
                top: arguments.top,
            };
            report::triage(&mut out, options, tally)?;
        }
    }
    out.flush()?;
    Ok(exit_status(problems, seen))
}

/// How it went: with so many problems, and so much seen.
pub fn exit_status(problems: usize, seen: u64) -> u8 {
    match () {
        () if problems > 0 => UNUSABLE,
        () if seen == 0 => NOTHING_FOUND,
        () => FOUND,
    }
}

fn triage(catalogue: Catalogue, filters: &Filters) -> Triage {
    let mut triage = Triage::new(Diagnoser::new(catalogue), Clock::now());
    triage.tally.narrow(Narrowing::new(filters, catalogue));
    triage
}

/// Reads all inputs and tells how many could not be read to their end; each is named on standard error.
fn read(triage: &mut Triage, inputs: &[String]) -> usize {
    let mut problems = 0;
    read_all(triage, inputs::logs(inputs), |_, problem| {
        if let Some(problem) = problem {
            say(problem);
            problems += 1;
        }
        true
    });
    problems
}

/// Follows all inputs until they end or the user ends it, by Ctrl-C or SIGTERM, and tells the same.
fn follow(triage: &mut Triage, inputs: &[String]) -> io::Result<usize> {
    let interrupted = interrupted()?;
    let (mut problems, mut is_live) = (0, false);
    follow::follow(triage, Sources::of(inputs), |news| {
        match news {
            News::Counted(tally) => {
                let was_live = is_live;
                is_live = tally.recent.as_ref().is_some_and(Recent::is_live);
                if is_live && !was_live {
                    say("following; Ctrl-C ends it and prints the report");
                }
            }
            News::Missing(problem) => say(format!("{problem}; waiting for it")),
            News::Found(_) => {}
            News::Problem(problem) => {
                say(problem);
                problems += 1;
            }
        }
        !interrupted.load(Ordering::Relaxed)
    });
    if interrupted.load(Ordering::Relaxed) && !is_live {
        say("interrupted before all was read that was there");
    }
    Ok(problems)
}

/// Becomes true when the user wants to have the report; who cannot wait for it asks a second time.
fn interrupted() -> io::Result<Arc<AtomicBool>> {
    let interrupted = Arc::new(AtomicBool::new(false));
    #[cfg(unix)]
    for signal in [SIGINT, SIGTERM] {
        flag::register_conditional_default(signal, Arc::clone(&interrupted))?;
        flag::register(signal, Arc::clone(&interrupted))?;
    }
    Ok(interrupted)
}
