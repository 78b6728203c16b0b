//! Parses the arguments of the process. Options that have no effect on a command are refused and not in its help.

use super::arguments::{Arguments, Output};
use super::completion;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, FromArgMatches, ValueEnum};

/// The arguments of the process; `None` if a shell asked for completions, which were printed. What `--help` and
/// `--version` print is an error, like a mistake.
pub(super) fn read() -> Result<Option<Arguments>, clap::Error> {
    if completion::answer(documented)? {
        return Ok(None);
    }
    // Usually there are none, and building the parser takes as long as drawing the first frame.
    if std::env::args_os().len() == 1 {
        return Ok(Some(Arguments::default()));
    }
    // Help and mistakes are rare: the command line that lists what each command takes is built for them alone.
    let matches = Arguments::command().try_get_matches();
    let matches = matches.or_else(|_| documented().try_get_matches())?;
    refuse_idle(&matches)?;
    Arguments::from_arg_matches(&matches).map(Some)
}

const FILTERS: &[&str] = &["provider", "category", "reason", "action"];
const EVENT: &[&str] = &["event"];
const OUTPUT: &[&str] = &["format", "json"];
const BRIEF: &[&str] = &["brief"];
/// Scripts may always pass them.
const FILES: &[&str] = &["catalogue", "no_config"];
const SCREEN: &[&str] = &["ascii", "no_history", "color", "print", "keys"];

/// All except those.
const ALL: &[&[&str]] = &[FILTERS, EVENT, OUTPUT, BRIEF, SCREEN];

/// Commands, each with the common options that have no effect on it.
const IDLE: &[(&[&str], &[&[&str]])] = &[
    (&["triage"], &[BRIEF]),
    (&["classify"], &[FILTERS, EVENT, BRIEF, SCREEN]),
    (&["catalogue"], &[BRIEF, SCREEN]),
    (&["catalogue", "check"], ALL),
    (&["catalogue", "list"], &[EVENT, BRIEF, SCREEN]),
    (&["catalogue", "path"], ALL),
    (&["completions"], ALL),
    (&["man"], ALL),
];

/// The same for commands that say themselves why they refuse them.
const REFUSED: &[(&[&str], &[&[&str]])] = &[
    (&["classify"], &[OUTPUT]),
    (&["completions"], &[FILES]),
    (&["man"], &[FILES]),
];

/// Common options that work only with some commands, or have more values there.
const MORE: &[(&str, &[&str])] = &[("explain", &["event"]), ("triage", &["event", "format"])];

/// Returns the command line whose help lists, for each command, only the options that have an effect on it, with the
/// values that they take there.
pub(super) fn documented() -> clap::Command {
    let mut all = Arguments::command();
    let options: Vec<_> = all.get_arguments().cloned().collect();
    for (name, more) in MORE {
        let own = options
            .iter()
            .filter(|option| more.contains(&option.get_id().as_str()));
        all = all.mut_subcommand(name, |command| command.args(own));
    }
    all = all.mut_arg("event", |event| event.hide(true));
    all = all.mut_arg("format", |format| format.value_parser(answers()));
    for (path, idle) in IDLE.iter().chain(REFUSED) {
        // Only common options are hidden, not the command's own.
        let idle = idle.concat();
        let hidden = options
            .iter()
            .filter(|option| idle.contains(&option.get_id().as_str()));
        let hidden: Vec<_> = hidden.map(|option| option.clone().hide(true)).collect();
        all = match *path {
            [name] => all.mut_subcommand(name, |command| command.args(hidden)),
            [group, name] => all.mut_subcommand(group, |group| {
                group.mut_subcommand(name, |command| command.args(hidden))
            }),
            _ => all,
        };
    }
    all
}

/// Parses the formats of every command.
fn answers() -> impl TypedValueParser<Value = Output> {
    let all = Output::value_variants().iter();
    let answers = all.filter(|output| output.of_answers().is_some());
    PossibleValuesParser::new(answers.filter_map(Output::to_possible_value))
        .try_map(|name| Output::from_str(&name, false))
}

/// Refuses options that have no effect on the command: whoever uses them expects one.
fn refuse_idle(matches: &ArgMatches) -> Result<(), clap::Error> {
    let (mut path, mut inner) = (Vec::new(), matches);
    while let Some((name, below)) = inner.subcommand() {
        path.push(name);
        inner = below;
    }
    let is_given = |option: &str| inner.value_source(option) == Some(ValueSource::CommandLine);
    let idle = IDLE.iter().filter(|(idle, _)| *idle == path);
    let mut idle = idle.flat_map(|(_, options)| options.concat());
    let Some(option) = idle.find(|option| is_given(option)) else {
        return Ok(());
    };
    let command = path.join(" ");
    let mistake = format!("--{option} has no effect on `bouncedex {command}`");
    Err(Arguments::command().error(ErrorKind::ArgumentConflict, mistake))
}
