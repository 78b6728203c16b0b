//! Definitions that make `classify` a function of engines that can call programs.

use super::arguments::{ClassifyArguments, Engine};
use super::columns::Columns;
use super::records::From;
use super::rows::To;
use std::fmt::Write;
use std::num::NonZeroUsize;

/// The definition, with these columns.
pub(super) fn definition(
    engine: Engine,
    arguments: &ClassifyArguments,
    columns: &Columns,
) -> String {
    match engine {
        Engine::Clickhouse => clickhouse(arguments, columns),
        Engine::Spark => spark(columns),
        Engine::Duckdb => duckdb(columns),
    }
}

/// The columns, each with its type in this engine; the argument of `show` says whether the column holds several values.
fn typed(columns: &Columns, show: impl Fn(&str, bool) -> String) -> String {
    let columns = columns.0.iter();
    let columns = columns.map(|column| show(column.id(), column.is_list()));
    columns.collect::<Vec<_>>().join(", ")
}

/// The option for these columns; empty for the default ones.
fn option(columns: &Columns) -> String {
    if *columns == Columns::default() {
        return String::new();
    }
    let names: Vec<_> = columns.0.iter().map(|column| column.id()).collect();
    format!(" --columns {}", names.join(","))
}

fn clickhouse(arguments: &ClassifyArguments, columns: &Columns) -> String {
    let is_json = arguments.from == From::Jsonl || arguments.to == Some(To::Result);
    let (format, mut command) = if is_json {
        (
            "JSONEachRow",
            "--from jsonl --field reply --to result".to_owned(),
        )
    } else {
        ("TabSeparated", "--to tuple".to_owned())
    };
    command += &option(columns);
    let cells = [
        (arguments.host_column, "host"),
        (arguments.recipient_column, "recipient"),
    ];
    for (column, name) in cells {
        if let Some(column) = column {
            // Writing to a string cannot fail.
            let _ = write!(command, " --{name}-column {column}");
        }
    }
    if arguments.chunk_header {
        command += " --chunk-header";
    }
    let last = cells.iter().filter_map(|(column, _)| *column).max();
    let names = (1..=last.map_or(0, NonZeroUsize::get)).map(|number| {
        let is_named = |(column, _): &&(Option<NonZeroUsize>, _)| {
            column.is_some_and(|column| column.get() == number)
        };
        let named = cells.iter().find(is_named);
        named.map_or_else(|| format!("c{number}"), |(_, name)| (*name).to_owned())
    });
    let mut types = String::new();
    for name in names.chain(["reply".to_owned()]) {
        let _ = write!(
            types,
            "
        <argument>
            <type>String</type>
            <name>{name}</name>
        </argument>"
        );
    }
    let tuple = typed(columns, |name, is_list| {
        let kind = if is_list {
            "Array(String)"
        } else {
            "Nullable(String)"
        };
        format!("{name} {kind}")
    });
    format!(
        "<functions>
    <function>
        <type>executable_pool</type>
        <name>bouncedex</name>
        <return_type>Tuple({tuple})</return_type>{types}
        <format>{format}</format>
        <command>bouncedex classify {command}</command>
        <execute_direct>0</execute_direct>
        <send_chunk_header>{}</send_chunk_header>
    </function>
</functions>
",
        u8::from(arguments.chunk_header)
    )
}

fn spark(columns: &Columns) -> String {
    let schema = typed(columns, |name, _| format!("{name} STRING"));
    format!(
        r#"def bouncedex(spark, replies, program="/usr/bin/bouncedex"):
    """Classifies an RDD of replies. Returns a DataFrame with one row per reply, in order."""
    marks = str.maketrans({{"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", "\0": r"\0"}})
    escaped = replies.map(lambda reply: (reply or "").translate(marks))
    # Spark starts the program without a PATH, so give its full path.
    answers = escaped.pipe(program + " classify{}", checkCode=True)
    cells = answers.map(lambda line: [cell.replace(r"\\", "\\") or None for cell in line.split("\t")])
    return spark.createDataFrame(cells, "{schema}")
"#,
        option(columns)
    )
}

fn duckdb(columns: &Columns) -> String {
    let columns = typed(columns, |name, _| format!("'{name}': 'VARCHAR'"));
    format!(
        r"-- Reads the answers to a column of replies: COPY (SELECT reply …) TO 'replies.tsv', then bouncedex classify.
CREATE OR REPLACE MACRO bouncedex(file) AS TABLE
SELECT * FROM read_csv(file, delim = '\t', quote = '', escape = '', header = false, nullstr = '', columns = {{{columns}}});
"
    )
}
