//! The command line: what each command does, and the exit status that says how it went.

pub mod arguments;
pub mod explain;
#[cfg(feature = "explorer")]
mod loader;
pub mod manual;
#[cfg(feature = "explorer")]
mod screen;
pub mod triage;

use crate::catalogue::{Catalogue, Entry, Problem};
use crate::proofread::proofread;
use crate::query::{Field, Query, fields_without_value};
use crate::report::{self, Format};
use crate::search::Search;
use crate::user_files::{self, CatalogueFiles};
use crate::visible::{harmless, harmless_lines};
use crate::{builtin, narrowing};
use arguments::{Arguments, CatalogueCommand, Command, ExplainArguments, Filters};
use clap::CommandFactory;
use std::fmt::Display;
use std::io::{self, BufRead, BufWriter, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::slice;

/// Exit status: something was found, or done as asked.
pub const FOUND: u8 = 0;
/// Exit status: nothing was found.
pub const NOTHING_FOUND: u8 = 1;
/// Exit status: wrong usage or unusable input.
pub const UNUSABLE: u8 = 2;
/// Exit status: a signal ended it before all was read, and its number is added; as shells say it.
pub const INTERRUPTED: u8 = 128;

/// Why the program cannot do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{}", lines(.0))]
    Files(Vec<Problem>),
    #[error("bouncedex: {}", harmless(.0))]
    Filters(String),
    #[error("bouncedex: {}: needs a value, such as {}:{}", .0.name(), .0.name(), .0.example())]
    NoValue(Field),
    #[cfg(feature = "explorer")]
    #[error("bouncedex: {}", harmless(.0))]
    Screen(String),
    #[error("bouncedex: cannot write: {0}")]
    Write(#[from] io::Error),
    /// Its arguments are echoed. Without colour: styling and what is to be escaped would be the same characters.
    #[error("{}", harmless_lines(.0.render().to_string().trim_end()))]
    Usage(#[from] clap::Error),
}

/// Runs the program with the arguments that it was started with.
pub fn main() -> ExitCode {
    let ended = match Arguments::read() {
        Ok(arguments) => run(&arguments),
        Err(mistake) if mistake.use_stderr() => Err(Failure::Usage(mistake)),
        Err(answer) => print_answer(&answer),
    };
    match ended {
        Ok(status) => ExitCode::from(status),
        // Whoever read our output has seen enough.
        Err(Failure::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::from(FOUND)
        }
        Err(failure) => {
            let _ = writeln!(io::stderr(), "{failure}");
            ExitCode::from(UNUSABLE)
        }
    }
}

/// Prints what `--help` and `--version` ask for.
fn print_answer(answer: &clap::Error) -> Result<u8, Failure> {
    answer.print()?;
    io::stdout().flush()?;
    Ok(FOUND)
}

/// Says something on standard error, in the program's name.
pub fn say(what: impl Display) {
    let _ = writeln!(io::stderr(), "bouncedex: {}", harmless(&what.to_string()));
}

/// Carries out the command that the arguments ask for.
pub fn run(arguments: &Arguments) -> Result<u8, Failure> {
    match &arguments.command {
        Some(Command::Explain(inputs)) => explain(arguments, inputs),
        Some(Command::Triage(logs)) => triage::run(arguments, logs),
        Some(Command::Catalogue(CatalogueCommand::Check { files })) => {
            check(&arguments.filters, files)
        }
        Some(Command::Catalogue(CatalogueCommand::List { query })) => {
            list(&arguments.filters, query)
        }
        Some(Command::Catalogue(CatalogueCommand::Path)) => path(&arguments.filters),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "bouncedex", &mut script);
            io::stdout().write_all(&script)?;
            Ok(FOUND)
        }
        Some(Command::Man) => {
            manual::write(&mut io::stdout())?;
            Ok(FOUND)
        }
        None if !reads_input(arguments) => explore(arguments),
        None if is_input_empty(arguments) => without_input(arguments),
        None => explain(arguments, &ExplainArguments::default()),
    }
}

/// True if standard input is what to explain: no query was given, and it is no keyboard.
fn reads_input(arguments: &Arguments) -> bool {
    let is_blank = |word: &String| word.trim().is_empty();
    arguments.query.iter().all(is_blank) && !io::stdin().is_terminal()
}

/// True if standard input ends before anything came. Waits for its first bytes, unless the screen can do so.
fn is_input_empty(arguments: &Arguments) -> bool {
    let mut input = io::stdin().lock();
    !opens_terminal(arguments) && input.fill_buf().is_ok_and(|start| start.is_empty())
}

/// Scripts start programs with an empty standard input: filters and frames need no other. Without them to list the
/// catalogue would look like an answer, where a command in front of the pipe found nothing.
fn without_input(arguments: &Arguments) -> Result<u8, Failure> {
    if arguments.filters.written().is_some() || arguments.screen.print.is_some() {
        return explore(arguments);
    }
    say(
        "no input: name a file (bouncedex explain FILE), pipe text in, or give a query (bouncedex mailbox full)",
    );
    Ok(NOTHING_FOUND)
}

/// Whether the screen is opened in the terminal.
fn opens_terminal(arguments: &Arguments) -> bool {
    let prints = arguments.filters.format().is_some() || arguments.screen.print.is_some();
    cfg!(feature = "explorer") && !prints && io::stdout().is_terminal()
}

/// Opens the screen on the bounces of the inputs where there is one, and prints their diagnoses otherwise.
fn explain(arguments: &Arguments, inputs: &ExplainArguments) -> Result<u8, Failure> {
    #[cfg(feature = "explorer")]
    {
        let filters = &arguments.filters;
        let prints = filters.format().is_some() || inputs.recipients;
        // What is typed into a terminal cannot be told from keys: there, paste.
        if inputs.inputs.is_empty()
            && io::stdin().is_terminal()
            && opens_terminal(arguments)
            && !prints
        {
            return explore(arguments);
        }
        if !prints && screen::is_wanted(arguments) {
            let catalogue = load(filters)?;
            return screen::open_on(arguments, catalogue, &inputs.inputs);
        }
    }
    explain::run(&arguments.filters, inputs)
}

/// Opens the screen where there is one, and prints otherwise.
fn explore(arguments: &Arguments) -> Result<u8, Failure> {
    let filters = &arguments.filters;
    let catalogue = load(filters)?;
    let query = query(filters, &arguments.query)?;
    #[cfg(feature = "explorer")]
    if filters.format().is_none() && screen::is_wanted(arguments) {
        return screen::open(arguments, catalogue, &query);
    }
    print(&Search::new(catalogue), &query, |out, found| {
        report::findings(out, filters.format().unwrap_or_default(), &catalogue, found)
    })
}

fn list(filters: &Filters, words: &[String]) -> Result<u8, Failure> {
    let catalogue = load(filters)?;
    let query = query(filters, words)?;
    print(&Search::new(catalogue), &query, |out, found| {
        report::list(
            out,
            filters.format().unwrap_or(Format::Text),
            &catalogue,
            found,
        )
    })
}

/// Words and filters as one query. A field without a value would be no condition at all.
fn query(filters: &Filters, words: &[String]) -> Result<String, Failure> {
    if filters.event.is_some() {
        let mistake = "--event is for explain and triage: entries of the catalogue have no event";
        return Err(Failure::Filters(mistake.to_owned()));
    }
    let query = filters.query(words);
    match fields_without_value(&query)[..] {
        [field, ..] => Err(Failure::NoValue(field)),
        [] => Ok(query),
    }
}

type Out = BufWriter<io::StdoutLock<'static>>;

/// Writes what a query finds; without findings says what to try instead.
fn print(
    search: &Search,
    query: &str,
    write: impl FnOnce(&mut Out, &[Entry]) -> io::Result<()>,
) -> Result<u8, Failure> {
    let found = search.find(&Query::parse(query));
    let entries: Vec<_> = found
        .entries
        .iter()
        .map(|place| search.catalogue().entry_at(*place))
        .collect();
    if entries.is_empty() {
        let help = search.help(query);
        let offer = help.spelling.or(help.shorter);
        let offer = offer.map(|(query, count)| format!("; `{query}` matches {count}"));
        let offer = offer.unwrap_or_default();
        say(format_args!("nothing matches `{query}`{offer}"));
        return Ok(NOTHING_FOUND);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    write(&mut out, &entries)?;
    out.flush()?;
    Ok(FOUND)
}

/// The catalogue that these arguments ask for, in which their filters name something.
pub fn load(filters: &Filters) -> Result<Catalogue, Failure> {
    let catalogue = files(filters).load().map_err(Failure::Files)?;
    match narrowing::mistake(filters, catalogue) {
        Some(mistake) => Err(Failure::Filters(mistake)),
        None => Ok(catalogue),
    }
}

/// The catalogue files that these arguments ask for.
fn files(filters: &Filters) -> CatalogueFiles {
    let directory = user_files::configuration_directory().filter(|_| !filters.no_config);
    CatalogueFiles {
        user: directory.map(|directory| directory.join("codes.toml")),
        named: filters.catalogue.clone(),
    }
}

/// Checks the named files, each by itself, or all that would be used.
fn check(filters: &Filters, named: &[PathBuf]) -> Result<u8, Failure> {
    let proofread_all = |files: &CatalogueFiles| {
        let catalogue = files.load()?;
        let mut problems = Vec::new();
        for path in files.user.iter().chain(&files.named) {
            let text = user_files::read_if_there(path).map_err(|problem| vec![problem])?;
            let name = user_files::name(path);
            problems.extend(proofread(&catalogue, &name, &text.unwrap_or_default()).err());
        }
        match problems.is_empty() {
            true => Ok(catalogue),
            false => Err(problems.concat()),
        }
    };
    let of = |named: &[PathBuf]| CatalogueFiles {
        user: None,
        named: named.to_vec(),
    };
    let alone = |path: &PathBuf| proofread_all(&of(slice::from_ref(path))).err();
    let problems: Vec<_> = named.iter().filter_map(alone).flatten().collect();
    if !problems.is_empty() {
        return Err(Failure::Files(problems));
    }
    let catalogue = match named.is_empty() {
        true => proofread_all(&files(filters)),
        false => of(named).load(),
    };
    let catalogue = catalogue.map_err(Failure::Files)?;
    let (entries, providers) = (catalogue.len(), catalogue.providers.len());
    writeln!(
        io::stdout(),
        "No problems: {entries} entries, {providers} providers."
    )?;
    Ok(FOUND)
}

fn path(filters: &Filters) -> Result<u8, Failure> {
    let files = files(filters);
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "used      built in ({} entries)",
        builtin::CATALOGUE.len()
    )?;
    for path in files.user.iter().chain(&files.named) {
        let used = if path.exists() { "used" } else { "not there" };
        writeln!(out, "{used:9} {}", user_files::name(path))?;
    }
    Ok(FOUND)
}

fn lines(problems: &[Problem]) -> String {
    let lines = problems
        .iter()
        .map(|problem| format!("bouncedex: {}", harmless(&problem.to_string())));
    lines.collect::<Vec<_>>().join("\n")
}
