//! The command line: its commands and their exit statuses.

mod alerts;
#[cfg(feature = "explorer")]
mod appearance;
pub mod arguments;
mod catalogue;
pub mod classify;
pub mod completion;
mod explain;
#[cfg(feature = "explorer")]
mod history;
#[cfg(feature = "explorer")]
mod loader;
pub mod manual;
mod metrics;
pub mod names;
mod outcome;
mod parse;
#[cfg(feature = "explorer")]
mod screen;
mod triage;
mod watch;

use crate::inputs;
use crate::query::Query;
use crate::report;
use crate::search::Search;
use crate::spelling::{CLOSE, likeness, unknown};
use crate::triage::tally_file;
use arguments::{Arguments, COMMANDS, CatalogueCommand, Command, ExplainArguments, Output};
use catalogue::{load, print, query};
use clap::ValueEnum;
use outcome::{FOUND, Failure, NOTHING_FOUND, UNUSABLE, say};
use std::env;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
#[cfg(unix)]
use std::sync::Arc;

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    heed_file_limits();
    let ended = match parse::read() {
        Ok(None) => Ok(FOUND),
        Ok(Some(arguments)) => run(&arguments),
        Err(mistake) if mistake.use_stderr() => Err(Failure::Usage(mistake)),
        Err(answer) => print_answer(&answer),
    };
    match ended {
        Ok(status) => ExitCode::from(status),
        // The reader of our output has seen enough.
        Err(Failure::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::from(FOUND)
        }
        Err(failure) => {
            let _ = writeln!(io::stderr(), "{failure}");
            ExitCode::from(UNUSABLE)
        }
    }
}

/// Refuses to run without standard output, so that no answer is lost unnoticed.
pub fn refuse_closed_output() -> ExitCode {
    say("standard output is closed; to see no output, send it to /dev/null");
    ExitCode::from(UNUSABLE)
}

/// Makes writing to a file beyond the limit of its size (`ulimit -f`) fail, as on a full disk, instead of ending the
/// process.
fn heed_file_limits() {
    // If this fails, the system's default stays.
    #[cfg(unix)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default());
}

/// Prints what `--help` and `--version` ask for.
fn print_answer(answer: &clap::Error) -> Result<u8, Failure> {
    answer.print()?;
    io::stdout().flush()?;
    Ok(FOUND)
}

/// Carries out the command that the arguments ask for.
pub fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let is_triage = matches!(arguments.command, Some(Command::Triage(_)));
    let output = arguments.common.format.filter(|_| !is_triage);
    let only_triage = output.filter(|output| output.of_answers().is_none());
    if let Some(name) = only_triage.and_then(|output| output.to_possible_value()) {
        let name = name.get_name();
        let with = if output == Some(Output::Tsv) {
            " --lines"
        } else {
            ""
        };
        let mistake =
            format!("only triage{with} writes {name}: bouncedex triage{with} --format {name}");
        return Err(Failure::usage(&mistake));
    }
    match &arguments.command {
        Some(Command::Explain(inputs)) => explain(arguments, inputs),
        Some(Command::Triage(logs)) => triage::run(arguments, logs),
        Some(Command::Classify(records)) => classify::run(&arguments.common, records),
        Some(Command::Catalogue(CatalogueCommand::Check {
            files,
            sources,
            stale,
        })) => match stale {
            Some(months) => catalogue::stale(&arguments.common, files, *months),
            None if *sources => catalogue::sources(&arguments.common, files),
            None => catalogue::check(&arguments.common, files),
        },
        Some(Command::Catalogue(CatalogueCommand::List { query })) => {
            catalogue::list(&arguments.common, query)
        }
        Some(Command::Catalogue(CatalogueCommand::Path)) => catalogue::path(&arguments.common),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            completion::write(*shell, &mut script)?;
            io::stdout().write_all(&script)?;
            Ok(FOUND)
        }
        Some(Command::Man { command }) => print_manual(command),
        None if is_without_question(arguments) => without_input(arguments),
        None if !reads_input(arguments) => explore(arguments),
        None if is_input_empty(arguments) => without_input(arguments),
        None => explain(arguments, &ExplainArguments::default()),
    }
}

fn print_manual(command: &[String]) -> Result<u8, Failure> {
    let name = [&["bouncedex".to_owned()], command].concat().join("-");
    let pages = manual::pages()?;
    let Some((_, page)) = pages.iter().find(|(known, _)| *known == name) else {
        let known = pages.iter().filter_map(|(name, _)| name.split_once('-'));
        let known: Vec<_> = known.map(|(_, path)| path.replace('-', " ")).collect();
        let known = known.iter().map(String::as_str);
        let mistake = unknown("command", &command.join(" "), known);
        return Err(Failure::Filters(mistake));
    };
    io::stdout().write_all(page)?;
    Ok(FOUND)
}

fn has_query(arguments: &Arguments) -> bool {
    arguments.query.iter().any(|word| !word.trim().is_empty())
}

/// Whether standard input is to be explained: no query was given, and it is not a terminal.
fn reads_input(arguments: &Arguments) -> bool {
    !has_query(arguments) && !io::stdin().is_terminal()
}

/// Whether somebody at a terminal gave no arguments, and there is no screen to ask on: the whole catalogue would scroll
/// by.
fn is_without_question(arguments: &Arguments) -> bool {
    let is_keyboard = io::stdin().is_terminal() && io::stdout().is_terminal();
    is_keyboard && !has_query(arguments) && !arguments.common.prints() && !opens_terminal(arguments)
}

/// Whether standard input is empty. Waits for its first bytes, unless the screen can do that.
fn is_input_empty(arguments: &Arguments) -> bool {
    let mut input = io::stdin().lock();
    !opens_terminal(arguments) && input.fill_buf().is_ok_and(|start| start.is_empty())
}

/// Scripts start programs with an empty standard input, which is fine for filters and frames. Without them, listing the
/// whole catalogue would look like an answer although the command in front of the pipe found nothing.
fn without_input(arguments: &Arguments) -> Result<u8, Failure> {
    if arguments.common.filters().written().is_some() || arguments.screen.print.is_some() {
        return explore(arguments);
    }
    say(
        "no input: name a file (bouncedex explain FILE), pipe text in, or give a query (bouncedex mailbox full)",
    );
    Ok(NOTHING_FOUND)
}

/// Whether the screen opens in the terminal.
fn opens_terminal(arguments: &Arguments) -> bool {
    let prints = arguments.common.prints() || arguments.screen.print.is_some();
    cfg!(feature = "explorer") && !prints && has_screen()
}

/// Whether standard output is a terminal that can do more than print lines.
fn has_screen() -> bool {
    io::stdout().is_terminal() && env::var_os("TERM").is_none_or(|terminal| terminal != "dumb")
}

/// Opens the screen on the bounces of the inputs if there is one, and prints their diagnoses otherwise.
fn explain(arguments: &Arguments, inputs: &ExplainArguments) -> Result<u8, Failure> {
    let mut tallies = inputs.inputs.iter().filter(|input| is_tally(input));
    if let Some(first) = tallies.next()
        && tallies.count() + 1 == inputs.inputs.len()
    {
        return Err(Failure::Filters(format!(
            "{first} is a tally: it has what was counted, and no bounces; use `bouncedex triage {first}`"
        )));
    }
    #[cfg(feature = "explorer")]
    {
        let common = &arguments.common;
        let prints = common.prints() || inputs.recipients;
        // Text typed into a terminal cannot be distinguished from keys: it can be pasted into the screen.
        let is_standard = |input: &String| input == crate::inputs::STANDARD;
        if inputs.inputs.iter().all(is_standard)
            && io::stdin().is_terminal()
            && opens_terminal(arguments)
            && !prints
        {
            return explore(arguments);
        }
        if !prints && screen::is_wanted(arguments) {
            let catalogue = load(common)?;
            return screen::open_on(arguments, catalogue, &inputs.inputs);
        }
    }
    explain::run(&arguments.common, inputs)
}

/// Whether an argument is a file with tallies. Nothing may be read from a pipe here.
fn is_tally(input: &str) -> bool {
    let path = Path::new(input);
    path.is_file() && tally_file::is_tally(path)
}

/// Opens the screen if there is one, and prints the matches otherwise.
fn explore(arguments: &Arguments) -> Result<u8, Failure> {
    let common = &arguments.common;
    let catalogue = load(common)?;
    let query = query(common, &arguments.query)?;
    if let Some(mistake) = mistaken_for_query(&arguments.query)
        && Search::new(catalogue)
            .find(&Query::parse(&query))
            .found
            .is_empty()
    {
        return Err(Failure::Filters(mistake));
    }
    #[cfg(feature = "explorer")]
    if !common.prints() && screen::is_wanted(arguments) {
        return screen::open(arguments, catalogue, &query);
    }
    print(&Search::new(catalogue), &query, |out, found| {
        match common.format() {
            None if common.brief => report::brief(out, found),
            format => report::findings(out, format.unwrap_or_default(), &catalogue, found),
        }
    })
}

/// Returns what to type instead, if the first word looks like a command, or a word is the name of a file, whether it
/// exists or not.
fn mistaken_for_query(words: &[String]) -> Option<String> {
    let (typed, rest) = words.split_first()?;
    let alike = COMMANDS.map(|command| (likeness(typed, command), command));
    let near = alike.into_iter().filter(|(alike, _)| *alike >= CLOSE);
    if let Some((_, command)) = near.max_by(|one, other| one.0.total_cmp(&other.0)) {
        let meant = [&[command.to_owned()], rest].concat().join(" ");
        return Some(format!(
            "no command is called `{typed}`; did you mean `bouncedex {meant}`?"
        ));
    }
    if let Some(file) = words.iter().find(|word| Path::new(word).exists()) {
        return Some(format!(
            "`{file}` is a file; use `bouncedex explain {file}`, or `bouncedex triage {file}` to count what fails in a log"
        ));
    }
    let missing = words.iter().find(|word| inputs::is_likely_name(word))?;
    Some(format!(
        "{missing}: no such file, and nothing in the catalogue matches it"
    ))
}
