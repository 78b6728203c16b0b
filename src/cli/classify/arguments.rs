//! The arguments of `classify`.

use super::columns::Columns;
use super::records::{From, Path};
use super::rows::To;
use clap::Args;
use std::convert::Infallible;
use std::num::NonZeroUsize;
use std::path::PathBuf;

#[derive(Args, Debug, Default, PartialEq)]
pub struct ClassifyArguments {
    /// What each line of the input is: tab-separated cells, the last of which is the reply, with \t, \n, \r, \0, \\ and \N as
    /// databases write them; a JSON object; or only the reply
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub from: From,
    /// Where the reply is in the JSON object: event.reason, recipients.0.diagnostic or /a.b/c; without it, the whole object
    /// is read as the event of a sending service
    #[arg(long, value_name = "PATH", value_parser = |path: &str| Ok::<_, Infallible>(Path::of(path)))]
    pub field: Option<Path>,
    /// How answers are written; by default like the input
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub to: Option<To>,
    /// The columns of an answer, in this order, out of: reply, enhanced, provider, entry, reason, category, action, outcome,
    /// confidence (these by default), title, evidence, template, event
    #[arg(long, value_name = "NAMES", value_parser = str::parse::<Columns>)]
    pub columns: Option<Columns>,
    /// The first line names the columns; it is written with the names of the added ones
    #[arg(long)]
    pub header: bool,
    /// Which cell, counted from 1, holds the host that replied, unless the reply names it
    #[arg(long, value_name = "N")]
    pub host_column: Option<NonZeroUsize>,
    /// Which cell, counted from 1, holds the failed recipient, unless the reply names it
    #[arg(long, value_name = "N")]
    pub recipient_column: Option<NonZeroUsize>,
    /// Each chunk of lines starts with a line that says how many they are: ClickHouse's send_chunk_header
    #[arg(long, conflicts_with = "header")]
    pub chunk_header: bool,
    /// Write OK to standard output at the start, and for each line once its answer is in the file: rsyslog's confirmMessages
    #[arg(long, requires = "output", conflicts_with_all = ["header", "chunk_header"])]
    pub confirm: bool,
    /// Append answers to this file
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Print the definition that makes this command, with these options, a function of an engine, and exit
    #[arg(long, value_enum, value_name = "ENGINE")]
    pub schema: Option<Engine>,
}

impl ClassifyArguments {
    /// How answers are written.
    pub fn to(&self) -> To {
        self.to.unwrap_or(match self.from {
            From::Tsv | From::Lines => To::Tsv,
            From::Jsonl => To::Jsonl,
        })
    }
}

/// An engine that supports user-defined functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Engine {
    /// A file of executable user-defined functions, for user_defined_executable_functions_config
    Clickhouse,
    /// A function in Python that pipes an RDD of replies
    Spark,
    /// A macro in SQL that reads what classify wrote
    Duckdb,
}
