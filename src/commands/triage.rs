//! `triage`: what is failing in mail logs.

use super::{FOUND, Failure, NOTHING_FOUND, UNUSABLE, files};
use bouncedex::arguments::{Filters, TriageArguments};
use bouncedex::diagnose::Diagnoser;
use bouncedex::inputs;
use bouncedex::report::{self, TriageOptions};
use bouncedex::triage::Triage;
use bouncedex::triage::time::Clock;
use bouncedex::visible::visible;
use std::io::{self, BufWriter, Write};

/// Reads the logs and reports what fails.
pub fn run(filters: &Filters, arguments: &TriageArguments) -> Result<u8, Failure> {
    let catalogue = files(filters).load().map_err(Failure::Files)?;
    let mut triage = Triage::new(Diagnoser::new(catalogue), Clock::now());
    let mut problems = 0;
    for input in inputs::inputs(&arguments.files) {
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
        format: filters.format().unwrap_or_default(),
        by: arguments.by,
        top: arguments.top,
    };
    report::triage(&mut out, options, &mut triage.tally)?;
    out.flush()?;
    let status = triage.tally.status;
    let seen = status.sent + status.deferred + status.bounced + status.expired + status.rejected;
    Ok(match () {
        () if problems > 0 => UNUSABLE,
        () if seen == 0 => NOTHING_FOUND,
        () => FOUND,
    })
}
