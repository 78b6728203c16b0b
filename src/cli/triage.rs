//! `triage`: what is failing in mail logs.

use crate::bounce::Event;
use crate::catalogue::{Catalogue, Problem};
use crate::cli::arguments::{Arguments, Before, CommonArguments, Output, TriageArguments};
use crate::cli::catalogue::load;
use crate::cli::outcome::{Failure, UNUSABLE, exit_status, say};
#[cfg(feature = "explorer")]
use crate::cli::screen;
use crate::cli::watch;
use crate::diagnose::Diagnoser;
use crate::inputs;
use crate::quantity::counted;
use crate::report::{self, Format, LinesFormat, Listed, TriageOptions};
use crate::search::filters::{EventFilter, Selection};
use crate::triage::ahead::{self, read_all_on};
use crate::triage::rotated::oldest_first;
use crate::triage::tally_file;
use crate::triage::time::Clock;
use crate::triage::window::Window;
use crate::triage::{By, Tally, Triage};
use clap::CommandFactory;
use clap::error::ErrorKind;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::slice;

/// Opens the screen on what fails in the logs if there is one, and prints a report otherwise.
pub(super) fn run(all: &Arguments, arguments: &TriageArguments) -> Result<u8, Failure> {
    let common = &all.common;
    let arguments = &TriageArguments {
        files: oldest_first(&arguments.files, Clock::now()),
        ..arguments.clone()
    };
    let asked = Window {
        since: arguments.since,
        until: arguments.until,
    };
    refuse(common, arguments)?;
    let catalogue = load(common)?;
    #[cfg(feature = "explorer")]
    {
        let prints = common.format().is_some()
            || common.format.is_some()
            || arguments.metrics.is_some()
            || arguments.exec.is_some()
            || arguments.recipients
            || arguments.lines
            || arguments.totals
            // The screen has no rows for hours.
            || arguments.by.is_printed();
        if prints || !screen::is_wanted(all) {
            return report(common, arguments, asked, catalogue);
        }
        let Some(before) = &arguments.compare else {
            // On the screen, filters are a query that can be taken back.
            let triage = Triage::new(Diagnoser::new(catalogue), Clock::now()).within(asked);
            return screen::open_on_logs(all, catalogue, triage, arguments);
        };
        // The screen compares only causes.
        if arguments.by == By::Cause
            && !arguments.follow
            && let Some(status) =
                screen::open_on_changes(all, catalogue, sides(before, asked), arguments)?
        {
            return Ok(status);
        }
    }
    report(common, arguments, asked, catalogue)
}

/// Refuses arguments that contradict each other.
fn refuse(common: &CommonArguments, arguments: &TriageArguments) -> Result<(), clap::Error> {
    let writes = |output| common.format == Some(output);
    let span = arguments.since.zip(arguments.until);
    let is_list = arguments.recipients || arguments.lines || arguments.compare.is_some();
    let is_delivered = |filter: EventFilter| !filter.negated && filter.event == Event::Delivered;
    let is_span = matches!(arguments.compare, Some(Before::Span(..)));
    let mistakes = [
        (
            span.is_some_and(|(since, until)| since >= until),
            "--since must be earlier than --until: nothing can happen between them",
        ),
        (
            arguments.compare.is_some() && arguments.follow,
            "--compare compares what is there: leave --follow out",
        ),
        (
            is_span && arguments.files.is_empty(),
            "--compare FROM..TO reads the logs twice: name files, as standard input can be read only once",
        ),
        (
            arguments.compare.is_some()
                && (arguments.by == By::Action
                    || arguments.by.is_printed()
                    || arguments.by.is_of_rejections()),
            "--compare compares causes, providers and names of failed attempts: not --by action, hour, day or host, nor what your server rejected",
        ),
        (
            is_list
                && common
                    .format
                    .is_some_and(|output| output.of_answers().is_none())
                && !writes(Output::Tsv),
            "--format html, prometheus and tally write sums, which hold neither --recipients nor --lines nor --compare",
        ),
        (
            writes(Output::Tally) && arguments.names.with(common.filters()).written().is_some(),
            "--format tally writes sums of everything: leave filters out",
        ),
        (
            writes(Output::Tally) && io::stdout().is_terminal(),
            "--format tally writes no text: redirect it to a file, > mx1.tally",
        ),
        (
            arguments.totals
                && (writes(Output::Prometheus) || common.format() == Some(Format::Csv)),
            "--totals is for text, JSON, Markdown, HTML and tallies: CSV has the rows of one table, and metrics have counts of failures",
        ),
        (
            arguments.totals && (arguments.by.is_of_message() || arguments.names.are_of_messages()),
            "--totals cannot be combined with --by sender, sender-domain, user, source or campaign, nor with --from, --user or --source: both at once take more memory than is promised",
        ),
        (
            writes(Output::Tsv) && !arguments.lines,
            "--format tsv is for --lines",
        ),
        (
            arguments.lines && common.event.is_some_and(is_delivered),
            "--lines prints the lines of failures: of what was delivered there are none",
        ),
    ];
    if let Some((_, wrong)) = mistakes.iter().find(|(is_made, _)| *is_made) {
        let mut command = Arguments::command();
        command.build();
        if let Some(command) = command.find_subcommand_mut("triage") {
            return Err(command.error(ErrorKind::ValueValidation, wrong));
        }
    }
    Ok(())
}

/// Returns the name of this machine.
fn this_host() -> String {
    #[cfg(unix)]
    let name = rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned();
    #[cfg(not(unix))]
    let name = std::env::var("COMPUTERNAME").unwrap_or_default();
    name
}

/// The periods of the two logs that are compared.
fn sides(before: &Before, asked: Window) -> [Window; 2] {
    match before {
        Before::Log(_) => [asked, asked],
        Before::Span(from, to) => {
            let before = Window {
                since: Some(*from),
                until: Some(*to),
            };
            // Unless another time is asked for, everything later is compared.
            let is_later = asked.until.is_none_or(|until| until > *to);
            let after = Window {
                since: asked.since.or(is_later.then_some(*to)),
                ..asked
            };
            [before, after]
        }
    }
}

fn report(
    common: &CommonArguments,
    arguments: &TriageArguments,
    asked: Window,
    catalogue: Catalogue,
) -> Result<u8, Failure> {
    let of = |asked| {
        let triage = Triage::new(Diagnoser::new(catalogue), Clock::now()).within(asked);
        let filters = arguments.names.with(common.filters());
        let mut triage = triage.selecting(Selection::new(&filters, catalogue));
        if arguments.by.is_of_message() {
            triage = triage.by_message();
        }
        if arguments.totals {
            triage = triage.with_totals();
        }
        triage.tally.hosts.own = arguments.host.clone().unwrap_or_else(this_host);
        triage
    };
    // Each thread needs memory for its own counts, and two logs need twice as much.
    let cores = arguments.compare.as_ref().map_or_else(ahead::cores, |_| 1);
    let (mut problems, mut before, mut asked) = (0, None, asked);
    if let Some(old) = &arguments.compare {
        let [earlier, later] = sides(old, asked);
        let mut triage = of(earlier);
        let files = match old {
            Before::Log(old) => slice::from_ref(old),
            Before::Span(..) => &arguments.files,
        };
        problems += read(&mut triage, files, cores);
        triage.tally.keep_counts(arguments.by.facet());
        (before, asked) = (Some(triage), later);
    }
    let mut triage = of(asked);
    if arguments.recipients {
        triage.tally.remember_addresses();
    }
    if arguments.lines {
        triage.tally.remember_lines();
    }
    let mut interrupted = None;
    if arguments.follow {
        let followed = watch::follow(&mut triage, arguments)?;
        problems += followed.problems;
        interrupted = followed.interrupted;
    } else {
        problems += read(&mut triage, &arguments.files, cores);
    }
    // A log that cannot be read must not look like one without failures.
    let is_unread = |triage: &Triage| triage.tally.bytes == 0;
    if problems > 0 && (is_unread(&triage) || before.as_ref().is_some_and(is_unread)) {
        return Ok(interrupted.unwrap_or(UNUSABLE));
    }
    // An incomplete list must not look complete.
    if triage.tally.has_lost_records() {
        return Ok(UNUSABLE);
    }
    let seen = print(common, arguments, before.as_mut(), &mut triage)?;
    Ok(interrupted.unwrap_or(exit_status(problems, seen)))
}

/// Writes what was counted, and returns how much was found.
fn print(
    common: &CommonArguments,
    arguments: &TriageArguments,
    mut before: Option<&mut Triage>,
    triage: &mut Triage,
) -> io::Result<u64> {
    let mut out = BufWriter::new(io::stdout().lock());
    let writes = |output| common.format == Some(output);
    let (format, only) = (
        common.format().unwrap_or_default(),
        arguments.names.with(common.filters()).written(),
    );
    let options = TriageOptions {
        inputs: &arguments.files,
        only: only.as_deref(),
        format,
        by: arguments.by,
        top: arguments.top,
        asked: triage.asked,
        wraps: io::stdout().is_terminal(),
    };
    let tally = &mut triage.tally;
    let (mut seen, mut listed, mut one_sided) = (tally.status.seen(), Listed::default(), None);
    match &mut before {
        Some(before) => {
            one_sided = report::compare(&mut out, options, &mut before.tally, tally)?;
        }
        None if arguments.recipients => {
            listed = report::recipients(&mut out, format, tally)?;
            seen = listed.written + listed.left_out + listed.delivered;
        }
        None if arguments.lines => {
            let format = if writes(Output::Tsv) {
                LinesFormat::Tsv
            } else {
                LinesFormat::Answer(format)
            };
            seen = report::lines(&mut out, options, format, tally)?;
        }
        None if writes(Output::Html) => report::page(&mut out, options, tally)?,
        None if writes(Output::Tally) => tally_file::write(&mut out, tally)?,
        None if writes(Output::Prometheus) => report::metrics(&mut out, tally)?,
        None => report::triage(&mut out, options, tally)?,
    }
    out.flush()?;
    if listed.left_out > 0 {
        let instead = (format != Format::Json).then_some("triage --recipients --json");
        say(report::left_out(listed.left_out, instead));
    }
    if listed.delivered > 0 {
        let addresses = counted(listed.delivered, "address", "addresses");
        say(format!(
            "{addresses} to suppress left out: mail was delivered later"
        ));
    }
    // These reports say so themselves.
    let is_summarized = matches!(format, Format::Text | Format::Markdown)
        && !arguments.recipients
        && !arguments.lines
        && !writes(Output::Prometheus)
        && !writes(Output::Tally);
    if let Some(why) = one_sided.filter(|_| !is_summarized) {
        say(why);
    }
    if before.is_some() || !is_summarized {
        let logs = before.as_deref().into_iter().chain([&*triage]);
        let missed = logs.filter_map(|log| log.tally.missed(log.asked));
        missed.flatten().for_each(say);
    }
    if arguments.lines && seen == 0 {
        say("no line reports such a failure");
    }
    Ok(seen)
}

/// Reads all inputs, and returns how many could not be read to the end; each is named on standard error.
fn read(triage: &mut Triage, inputs: &[String], cores: usize) -> usize {
    inputs::copies(inputs).into_iter().for_each(say);
    let mut problems = 0;
    let mut on_counts = |tally: &Tally, problem: Option<Problem>| {
        problems += usize::from(problem.is_some());
        problem.into_iter().for_each(say);
        !tally.has_lost_records()
    };
    read_all_on(cores, triage, inputs::logs(inputs), &mut on_counts);
    problems
}
