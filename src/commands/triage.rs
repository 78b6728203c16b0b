//! `triage`: what is failing in mail logs.

use super::{FOUND, Failure, NOTHING_FOUND, UNUSABLE, files};
#[cfg(feature = "explorer")]
use crate::screen;
use bouncedex::arguments::{Arguments, TriageArguments};
use bouncedex::diagnose::Diagnoser;
use bouncedex::inputs;
use bouncedex::report::{self, TriageOptions};
use bouncedex::triage::time::Clock;
use bouncedex::triage::{Status, Triage};
use bouncedex::visible::visible;
use std::io::{self, BufWriter, Write};

/// Opens the screen on what fails in the logs where there is one, and reports it otherwise.
pub fn run(arguments: &Arguments, logs: &TriageArguments) -> Result<u8, Failure> {
    let filters = &arguments.filters;
    let catalogue = files(filters).load().map_err(Failure::Files)?;
    let triage = Triage::new(Diagnoser::new(catalogue), Clock::now());
    #[cfg(feature = "explorer")]
    if filters.format().is_none() && screen::is_wanted(arguments) {
        return screen::open_on_logs(arguments, catalogue, triage, logs);
    }
    report(arguments, triage, logs)
}

fn report(
    arguments: &Arguments,
    mut triage: Triage,
    logs: &TriageArguments,
) -> Result<u8, Failure> {
    let mut problems = 0;
    for input in inputs::inputs(&logs.files) {
        let read = input.and_then(|input| {
            let read = triage.read(input.reader, |_| {});
            read.map_err(|error| inputs::broken(input.name.as_deref(), &error))
        });
        if let Err(problem) = read {
            let _ = writeln!(io::stderr(), "bouncedex: {}", visible(&problem.to_string()));
            problems += 1;
        }
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let options = TriageOptions {
        format: arguments.filters.format().unwrap_or_default(),
        by: logs.by,
        top: logs.top,
    };
    report::triage(&mut out, options, &mut triage.tally)?;
    out.flush()?;
    Ok(exit_status(problems, triage.tally.status))
}

/// How it went: with so many problems, and with deliveries of which this became.
pub fn exit_status(problems: usize, status: Status) -> u8 {
    let seen = status.sent + status.deferred + status.bounced + status.expired + status.rejected;
    match () {
        () if problems > 0 => UNUSABLE,
        () if seen == 0 => NOTHING_FOUND,
        () => FOUND,
    }
}
