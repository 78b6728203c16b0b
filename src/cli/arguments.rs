//! The command line.

use crate::bounce::stream;
use crate::cli::classify::arguments::ClassifyArguments;
use crate::cli::completion;
use crate::cli::names::NameArguments;
use crate::query::Field;
use crate::report::Format;
use crate::search::filters::{EventFilter, Filters};
use crate::triage::By;
use crate::triage::breakdown::Mark;
use crate::triage::time::{Clock, Seconds};
use crate::triage::time_argument;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  bouncedex                             explore all codes
  bouncedex 5.7.26 gmail                explore, filtered
  bouncedex provider:yahoo is:temporary
  bouncedex --json mailbox full | jq .  matches for a program
  bouncedex --brief 550 5.7.26 gmail    verdict and first step, in two lines
  bouncedex explain '550 5.7.26 unauthenticated'
  bouncedex explain bounces.mbox        the failed recipients, to browse
  bouncedex explain --json < mail.log   the same for a program
  bouncedex triage mail.log*            what is failing, compressed logs included
  bouncedex triage --follow /var/log/mail.log
  bouncedex triage --follow --metrics mail.prom mail.log  for Prometheus
  bouncedex triage --since 2h --format markdown /var/log/mail.log
  bouncedex triage --recipients --action suppress mail.log
  bouncedex triage --event rejected mail.log  what your own server rejected
  bouncedex classify < replies.tsv      a line of answers for each line
  bouncedex catalogue check my-codes.toml

Exit status:
  0  something was found, or the command succeeded
  1  nothing was found
  2  wrong usage or unusable input; the message says which and where
  130, 143  Ctrl-C or SIGTERM ended triage --follow before everything that was
     there at the start was read: the report covers only a part";

/// What `triage --help` starts with.
fn triage() -> String {
    format!(
        "Show what is failing in mail logs

Reads logs of {}, recognised line by line and compressed or not (gzip, Zstandard, xz, bzip2), and counts what failed: by \
         cause, provider, domain, action and time. Opens a screen of causes, which fills while logs are read; prints a report \
         if standard output is not a terminal or a format is given. Filters limit what is \
         counted; --provider keeps the failures that this provider reported or whose entry is its own.",
        stream::names()
    )
}

/// An explorer of SMTP bounce codes: what a reply means, whether to retry, and what to do next.
///
/// Opens a screen to search in; prints the matches if standard output is not a terminal or a format is given.
#[derive(Parser, Debug, Default, PartialEq)]
#[command(name = "bouncedex", version, after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Codes, words, "exact text", !not, provider: category: reason: action: is:; files are for explain and triage
    #[arg(add = completion::terms())]
    pub query: Vec<String>,
    #[command(flatten)]
    pub common: CommonArguments,
    #[command(flatten)]
    pub screen: ScreenArguments,
}

#[derive(Subcommand, Debug, PartialEq)]
pub enum Command {
    /// Explain what a server said, in whatever form you have it
    ///
    /// Reads replies, bounce messages, mailboxes (mbox, Maildir, folders of mails), lines of mail servers' logs, SMTP
    /// sessions, mail queues, errors of mail libraries, and events of sending services as JSON; the format is detected.
    /// Opens a list of the failed recipients, which you can browse while it fills. If standard output is not a terminal or
    /// a format is given, prints each diagnosis as soon as it is found.
    Explain(ExplainArguments),
    /// Show what is failing in mail logs
    #[command(long_about = triage())]
    Triage(Box<TriageArguments>),
    /// Answer every line of a table, a log or a stream by itself
    ///
    /// Reads records from standard input, one per line, and answers each on a line of its own, in order, with what `explain`
    /// says about that record alone. Each line is answered as soon as it is complete. A record is a reply, a line of a log,
    /// or whatever else `explain` reads; if nothing is recognised in it, the reason is `unknown` and the rest is empty.
    /// docs/engines.md has recipes for programs that call it: ClickHouse, Spark, rsyslog, Vector and others.
    Classify(ClassifyArguments),
    /// Check, list or locate catalogues
    #[command(subcommand)]
    Catalogue(CatalogueCommand),
    /// Print a completion script for a shell
    Completions {
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Print the manual page of the program or of a command
    Man {
        /// A command, such as triage or catalogue check
        #[arg(add = ArgValueCandidates::new(commands))]
        command: Vec<String>,
    },
}

#[derive(Args, Debug, Default, PartialEq)]
pub struct ExplainArguments {
    /// Files and folders, or the text itself if no file has that name; standard input (-) by default
    #[arg(value_name = "FILE|TEXT", value_hint = ValueHint::AnyPath)]
    pub inputs: Vec<String>,
    /// Print only the failed recipients, each once; with --action suppress, only those to suppress. Recipients that your own
    /// server rejected are not included. Addresses that cannot be written exactly on a line are left out, and standard error
    /// says how many; --json writes all of them, one object per line
    #[arg(long, conflicts_with = "brief")]
    pub recipients: bool,
}

#[derive(Args, Clone, Debug, PartialEq)]
pub struct TriageArguments {
    /// Logs or tallies (--format tally), or folders of them; standard input (-) by default
    #[arg(value_name = "FILE", value_hint = ValueHint::AnyPath)]
    pub files: Vec<String>,
    /// Keep reading files as they grow, through rotation and truncation, until Ctrl-C. The screen shows what failed within
    /// the last minute, five minutes and hour, and what is new or rising; what was counted is printed at the end
    #[arg(long)]
    pub follow: bool,
    /// Instead of opening the screen, write metrics to this file every 15 seconds and at the end, for node_exporter's textfile
    /// collector, which reads files named *.prom
    #[arg(long, value_name = "FILE", requires = "follow", value_parser = parse_metrics, value_hint = ValueHint::AnyPath)]
    pub metrics: Option<PathBuf>,
    /// Instead of opening the screen, run this shell command when a cause becomes new, rising or a spike. Standard input
    /// describes in Markdown what fails, BOUNCEDEX_SUMMARY in one line. Runs take 30 seconds at most, and start at least a
    /// minute apart
    #[arg(long, value_name = "COMMAND", requires = "follow")]
    pub exec: Option<String>,
    /// The marks for which --exec runs
    #[arg(long, value_name = "MARKS", requires = "exec", value_delimiter = ',', default_value = "new,rising,spike", value_parser = parse_mark, add = completion::marks())]
    pub on: Vec<Mark>,
    #[command(flatten)]
    pub names: NameArguments,
    /// What the table groups failures by. sender-domain, sender, user, source and campaign take three to four times as long,
    /// because the lines that name them are read as well
    #[arg(long, value_enum, default_value_t)]
    pub by: By,
    /// The name of this host in --by host and in a tally; by default the name of the machine
    #[arg(long, value_name = "NAME")]
    pub host: Option<String>,
    /// How many rows or lines to print at most; by default 10 rows, but all hours, days and lines
    #[arg(long, value_name = "N", value_parser = parse_top)]
    pub top: Option<usize>,
    /// Only what happened at or after this time: 2026-03-14, "2026-03-14 10:00", "Mar 14 10:00", 14:00 (today), "yesterday 14:00", or
    /// 30m, 2h, 1d (before now); by the clock of the log
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub since: Option<Seconds>,
    /// Only what happened before this time; --since with the same time continues from there
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub until: Option<Seconds>,
    /// Print every address with a failed attempt once: address, entry, failed attempts, last reply; with --action suppress,
    /// only those to suppress. An address to suppress that got mail later is left out, and so is one that cannot be written
    /// exactly in the format (JSON has these); standard error says how many
    #[arg(long, conflicts_with_all = ["by", "top", "compare"])]
    pub recipients: bool,
    /// Print the lines that report failures, newest first: time, queue id, recipient, host, reply; with --top, only the
    /// newest. CSV, TSV and JSON also have the whole line
    #[arg(long, conflicts_with_all = ["by", "recipients", "compare"])]
    pub lines: bool,
    /// Also report how much mail came in and went out, as far as the log says: messages, sizes, how many different senders and
    /// recipients, and those with the most mail. All mail counts, whatever the filters. Takes two to three times as
    /// long, and cannot be combined with --by sender, sender-domain, user, source or campaign, nor with --from, --user or --source
    #[arg(long, conflicts_with_all = ["recipients", "lines", "compare"])]
    pub totals: bool,
    /// Compare with an older log (OLD) or an earlier period of the same logs (FROM..TO, such as 12:00..13:00): which causes
    /// are new, gone, or more or less frequent; on a terminal, as a list. With OLD, --since and --until apply to both logs;
    /// with FROM..TO, they choose what it is compared with, by default everything later. --by compares providers, domains,
    /// senders and so on instead
    #[arg(long, value_name = "OLD|FROM..TO", value_parser = parse_before, value_hint = ValueHint::AnyPath)]
    pub compare: Option<Before>,
}

/// What a log is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// Another log, or a folder of them.
    Log(String),
    /// A stretch of time in the same logs.
    Span(Seconds, Seconds),
}

#[derive(Subcommand, Debug, PartialEq)]
pub enum CatalogueCommand {
    /// Check catalogue files, by default those that would be used
    ///
    /// Reports mistakes by line and column, examples that another entry explains first, and entries of one provider that
    /// nothing tells apart.
    Check {
        /// Files in the format of codes.toml
        files: Vec<PathBuf>,
        /// List the entries whose sources are weak, with their counts
        #[arg(long, conflicts_with = "stale")]
        sources: bool,
        /// List the entries whose sources were last checked longer ago: 12m, 2y
        #[arg(long, value_name = "AGE", value_parser = months)]
        stale: Option<u16>,
    },
    /// Print one line for each entry
    List {
        /// As in the explorer
        #[arg(add = completion::terms())]
        query: Vec<String>,
    },
    /// Print where catalogues are read from, and whether each was used
    Path,
}

/// What is printed: an answer in one of the formats of any command, or what only `triage` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// For people: the best match in full, the others one per line
    Text,
    /// One object per line
    Json,
    /// To paste into a ticket or an incident channel
    Markdown,
    /// One row for each entry, with a header
    Csv,
    /// A page in one file, to mail or print
    Html,
    /// Metrics, for monitoring
    Prometheus,
    /// With --lines: tab-separated cells, with a header
    Tsv,
    /// The counts, which triage reads like a log, to add them up elsewhere or later
    Tally,
}

impl Output {
    /// The format of an answer; `None` for what only `triage` writes.
    pub fn of_answers(self) -> Option<Format> {
        match self {
            Output::Text => Some(Format::Text),
            Output::Json => Some(Format::Json),
            Output::Markdown => Some(Format::Markdown),
            Output::Csv => Some(Format::Csv),
            Output::Html | Output::Prometheus | Output::Tsv | Output::Tally => None,
        }
    }
}

/// What every command takes.
#[derive(Args, Clone, Debug, Default, PartialEq)]
pub struct CommonArguments {
    /// Only entries of this provider
    #[arg(help_heading = "Filters", long, value_name = "ID", global = true, add = completion::values(Field::Provider))]
    pub provider: Option<String>,
    /// Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info
    #[arg(help_heading = "Filters", long, value_name = "ID", global = true, add = completion::values(Field::Category))]
    pub category: Option<String>,
    /// Only entries with this reason, as `catalogue list --format csv` names it, such as user-unknown, mailbox-full, throttled, dmarc or blocklisted
    #[arg(help_heading = "Filters", long, value_name = "ID", global = true, add = completion::values(Field::Reason))]
    pub reason: Option<String>,
    /// Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content,
    /// fix-message, fix-configuration, contact-recipient, none
    #[arg(help_heading = "Filters", long, value_name = "ID", global = true, add = completion::values(Field::Action))]
    pub action: Option<String>,
    /// Only bounces with this event, or with ! in front ('!rejected') only the others: deferred, bounced, expired, rejected
    /// (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown
    #[arg(help_heading = "Filters", long, value_name = "EVENT", global = true, value_parser = str::parse::<EventFilter>, add = completion::events())]
    pub event: Option<EventFilter>,
    /// Print in this format instead of opening the screen
    #[arg(
        help_heading = "Output",
        long,
        value_enum,
        value_name = "FORMAT",
        global = true
    )]
    pub format: Option<Output>,
    /// Short for --format json
    #[arg(
        help_heading = "Output",
        long,
        conflicts_with = "format",
        global = true
    )]
    pub json: bool,
    /// Print only the verdict and the first step, in two lines
    #[arg(help_heading = "Output", long, conflicts_with_all = ["format", "json"], global = true)]
    pub brief: bool,
    /// Add this catalogue file; can be repeated
    #[arg(
        help_heading = "Configuration",
        long,
        value_name = "FILE",
        global = true
    )]
    pub catalogue: Vec<PathBuf>,
    /// Use neither the configuration nor the catalogue of your configuration directory
    #[arg(help_heading = "Configuration", long, global = true)]
    pub no_config: bool,
}

/// The commands that have a page: all except `help`.
fn commands() -> Vec<CompletionCandidate> {
    let names = COMMANDS.iter().filter(|name| **name != "help");
    names.map(CompletionCandidate::new).collect()
}

/// How the screen looks.
#[derive(Args, Debug, Default, PartialEq)]
#[command(next_help_heading = "Screen")]
pub struct ScreenArguments {
    /// Draw with ASCII characters only
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Neither recall queries nor keep them for later sessions
    #[arg(long, global = true)]
    pub no_history: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", value_parser = ["auto", "always", "never"])]
    pub color: Option<String>,
    /// Print one frame of this size instead of opening the screen, such as 120x36
    #[arg(long, global = true, value_name = "WxH", value_parser = parse_size)]
    pub print: Option<(u16, u16)>,
    /// Press these keys first, such as `gmail<Tab><Enter>`
    #[arg(long, global = true, value_name = "KEYS")]
    pub keys: Option<String>,
}

fn parse_time(text: &str) -> Result<Seconds, String> {
    time_argument::parse(text, Clock::now().shows())
}

fn parse_before(text: &str) -> Result<Before, String> {
    let is_log = Path::new(text).exists() || !text.contains("..") || text.contains(['/', '\\']);
    if is_log {
        Ok(Before::Log(text.to_owned()))
    } else {
        time_argument::parse_span(text, Clock::now().shows())
            .map(|(from, to)| Before::Span(from, to))
    }
}

/// Whatever has this name is replaced. With another extension it could be a log.
fn parse_metrics(text: &str) -> Result<PathBuf, String> {
    let path = Path::new(text);
    let is_metrics = path.extension().is_some_and(|ending| ending == "prom");
    is_metrics
        .then(|| path.to_owned())
        .ok_or_else(|| "must be named *.prom, as collectors read no other files".to_owned())
}

fn parse_mark(text: &str) -> Result<Mark, String> {
    let mark = Mark::ALL.into_iter().find(|mark| mark.name() == text);
    mark.ok_or_else(|| "must be of new, rising and spike, with commas between".to_owned())
}

fn parse_top(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "must be at least 1".to_owned())
}

/// The largest frame that can be printed, in columns and rows.
const MOST: u16 = 1000;

fn parse_size(text: &str) -> Result<(u16, u16), String> {
    let size = text
        .split_once('x')
        .and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    size.filter(|(width, height)| (1..=MOST).contains(width) && (1..=MOST).contains(height))
        .ok_or_else(|| format!("must be columns and rows, each from 1 to {MOST}, such as 120x36"))
}

impl CommonArguments {
    /// Whether something is printed instead of opening the screen.
    pub fn prints(&self) -> bool {
        self.brief || self.format().is_some()
    }

    /// The format of an answer; `None` for what only `triage` writes.
    pub fn format(&self) -> Option<Format> {
        if self.json {
            return Some(Format::Json);
        }
        self.format?.of_answers()
    }

    /// What the filters ask for.
    pub fn filters(&self) -> Filters {
        Filters {
            provider: self.provider.clone(),
            category: self.category.clone(),
            reason: self.reason.clone(),
            action: self.action.clone(),
            event: self.event,
            names: Vec::new(),
        }
    }
}

/// The commands; a test checks that none is missing.
pub(super) const COMMANDS: [&str; 7] = [
    "explain",
    "triage",
    "classify",
    "catalogue",
    "completions",
    "man",
    "help",
];

/// An age in months: `12m`, `2y`.
fn months(text: &str) -> Result<u16, String> {
    let year = text.strip_suffix('y').map(|years| (years, 12));
    let parsed = year.or(text.strip_suffix('m').map(|months| (months, 1)));
    parsed
        .and_then(|(number, months)| number.parse::<u16>().ok()?.checked_mul(months))
        .ok_or_else(|| "write an age in months or years: 12m, 2y".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn every_command_can_be_meant() {
        let mut command = Arguments::command();
        command.build();
        let names: Vec<_> = command
            .get_subcommands()
            .map(clap::Command::get_name)
            .collect();
        assert_eq!(names, COMMANDS);
    }

    #[test]
    fn no_arguments_are_the_default_ones() {
        assert_eq!(Arguments::parse_from(["bouncedex"]), Arguments::default());
    }
}
