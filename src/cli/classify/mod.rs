//! `classify`: answers each line of the input by itself, in order, as soon as it is complete.

pub mod arguments;
pub mod columns;
mod lines;
pub mod records;
pub mod rows;
mod schema;

use crate::catalogue::Problem;
use crate::classify::{Classifier, Record};
use crate::cli::arguments::CommonArguments;
use crate::cli::catalogue::load;
use crate::cli::outcome::{FOUND, Failure, UNUSABLE, say};
use crate::inputs;
use arguments::ClassifyArguments;
use columns::{Column, Columns, Value};
use lines::{LONGEST, Line, Lines};
use records::{From, Members};
use rows::{Names, To};
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Write};
use std::num::NonZeroUsize;
use std::path::Path;

/// The member that holds the answer, and the one that holds the line if that is not an object.
const ANSWER: &str = "bounce";
const RECORD: &str = "record";

/// Answers every line of standard input.
pub(super) fn run(common: &CommonArguments, arguments: &ClassifyArguments) -> Result<u8, Failure> {
    refuse(common, arguments)?;
    let columns = arguments.columns.clone().unwrap_or_default();
    if let Some(engine) = arguments.schema {
        let definition = schema::definition(engine, arguments, &columns);
        io::stdout().write_all(definition.as_bytes())?;
        return Ok(FOUND);
    }
    let catalogue = load(common)?;
    let mut out = open(arguments.output.as_deref())?;
    let mut answers = Answers::new(Classifier::new(catalogue), arguments, &columns);
    if arguments.confirm {
        confirm(1)?;
    }
    let mut lines = Lines::new(io::stdin().lock());
    loop {
        let read = lines.read();
        let count = answers.take(&mut lines)?;
        out.write_all(&answers.rows)?;
        out.flush()?;
        answers.rows.clear();
        if arguments.confirm {
            confirm(count)?;
        }
        match read {
            Ok(true) => {}
            Ok(false) if answers.due > 0 => {
                say(format!("the last chunk lacks {} of its lines", answers.due));
                return Ok(UNUSABLE);
            }
            Ok(false) if answers.is_cut => return Ok(UNUSABLE),
            Ok(false) => return Ok(FOUND),
            Err(error) => return Err(unusable(inputs::broken(None, &error))),
        }
    }
}

/// Where answers go.
fn open(file: Option<&Path>) -> Result<Box<dyn Write>, Failure> {
    let Some(file) = file else {
        return Ok(Box::new(io::stdout().lock()));
    };
    match File::options().append(true).create(true).open(file) {
        Ok(file) => Ok(Box::new(file)),
        Err(error) => {
            let name = file.to_string_lossy();
            Err(unusable(inputs::problem(Some(&name), error.to_string())))
        }
    }
}

/// Confirms that this many lines were answered.
fn confirm(count: usize) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all("OK\n".repeat(count).as_bytes())?;
    out.flush()
}

fn unusable(problem: Problem) -> Failure {
    Failure::Files(vec![problem])
}

/// Refuses options that do not go with others.
fn refuse(common: &CommonArguments, arguments: &ClassifyArguments) -> Result<(), Failure> {
    let is_tsv = arguments.from == From::Tsv;
    let has_cells = arguments
        .host_column
        .or(arguments.recipient_column)
        .is_some();
    let mistake = if common.format().is_some() {
        "classify writes neither --format nor --json; see --to"
    } else if arguments.field.is_some() && arguments.from != From::Jsonl {
        "--field is for --from jsonl"
    } else if has_cells && !is_tsv {
        "--host-column and --recipient-column are for --from tsv"
    } else if arguments.header && arguments.from == From::Jsonl {
        "--header is for --from tsv and lines"
    } else {
        return Ok(());
    };
    Err(Failure::Filters(mistake.to_owned()))
}

/// What is answered, and how.
struct Answers<'a> {
    classifier: Classifier,
    arguments: &'a ClassifyArguments,
    columns: &'a [Column],
    to: To,
    /// Whether some columns need the whole diagnosis.
    are_of_text: bool,
    /// The names of the input's cells.
    names: Names,
    /// How many lines of the chunk are still to come.
    due: u64,
    /// Whether a line was too long to be read whole.
    is_cut: bool,
    rows: Vec<u8>,
}

impl<'a> Answers<'a> {
    fn new(
        classifier: Classifier,
        arguments: &'a ClassifyArguments,
        columns: &'a Columns,
    ) -> Answers<'a> {
        Answers {
            classifier,
            arguments,
            columns: &columns.0,
            to: arguments.to(),
            are_of_text: columns.0.iter().any(|column| column.is_of_text()),
            names: Names::default(),
            due: 0,
            is_cut: false,
            rows: Vec::new(),
        }
    }

    /// Answers the lines that are complete, and returns how many there were.
    fn take(&mut self, lines: &mut Lines<impl Read>) -> Result<usize, Failure> {
        let mut count = 0;
        while let Some(line) = lines.next() {
            count += 1;
            if line.is_cut {
                say(format!(
                    "line {}: longer than {} MiB; the rest of it was not read",
                    line.number,
                    LONGEST >> 20
                ));
                self.is_cut = true;
            }
            if self.arguments.header && line.number == 1 {
                self.header(line.bytes)?;
            } else if self.arguments.chunk_header && self.due == 0 {
                self.due = rows_of_chunk(line)?;
            } else {
                self.due = self.due.saturating_sub(1);
                self.line(line.bytes)?;
            }
        }
        Ok(count)
    }

    fn header(&mut self, line: &[u8]) -> Result<(), Failure> {
        let (keys, _) = records::last_cell(line);
        self.names = Names::of(keys, ANSWER);
        let asked = [
            ("--host-column", self.arguments.host_column),
            ("--recipient-column", self.arguments.recipient_column),
        ];
        for (option, column) in asked {
            let count = self.names.len();
            if let Some(column) = column.filter(|column| column.get() > count) {
                let message = format!(
                    "line 1: names {count} cells before the reply, and {option} asks for number {column}"
                );
                return Err(unusable(inputs::problem(None, message)));
            }
        }
        if self.to == To::Tsv {
            self.rows.extend_from_slice(self.keys(keys));
            let names: Vec<_> = self.columns.iter().map(|column| column.id()).collect();
            writeln!(self.rows, "{}", names.join("\t"))?;
        }
        Ok(())
    }

    /// The cells in front of the record; none if the whole line is the record.
    fn keys<'l>(&self, keys: &'l [u8]) -> &'l [u8] {
        if self.arguments.from == From::Tsv {
            keys
        } else {
            &[]
        }
    }

    fn line(&mut self, line: &[u8]) -> io::Result<()> {
        match self.arguments.from {
            From::Tsv => {
                let (keys, reply) = records::last_cell(line);
                let text = records::unescaped(reply);
                let cell = |column: Option<NonZeroUsize>| records::cell(keys, column?);
                let host = cell(self.arguments.host_column);
                let recipient = cell(self.arguments.recipient_column);
                let record = Record {
                    text: &text,
                    host: host.as_deref(),
                    recipient: recipient.as_deref(),
                };
                self.answer(record, &Source::Cells(keys))
            }
            From::Lines => self.answer(Record::from(line), &Source::Line(line)),
            From::Jsonl => self.object(line),
        }
    }

    fn object(&mut self, line: &[u8]) -> io::Result<()> {
        let object = records::object(line);
        let members = object
            .as_deref()
            .and_then(|object| serde_json::from_str::<Members<'_>>(object).ok());
        let Some((object, members)) = object.as_deref().zip(members) else {
            // Not an object: there is nothing to find in it, and nothing to add to.
            return self.answer(Record::default(), &Source::Line(line));
        };
        let text = match &self.arguments.field {
            Some(path) => Cow::Owned(path.find(object).unwrap_or_default()),
            None => Cow::Borrowed(object),
        };
        self.answer(Record::from(&*text), &Source::Object(members))
    }

    fn answer(&mut self, record: Record<'_>, source: &Source<'_>) -> io::Result<()> {
        let answer = self.classifier.classify(record);
        let found = answer.filter(|_| self.are_of_text);
        let found = found.and_then(|_| self.classifier.explain(record));
        let values = self
            .columns
            .iter()
            .map(|column| column.value(answer.as_ref(), found.as_ref()));
        let values: Vec<_> = values.collect();
        self.write(source, &values)
    }

    /// Writes a line.
    fn write(&mut self, source: &Source<'_>, values: &[Value<'_>]) -> io::Result<()> {
        let out = &mut self.rows;
        match self.to {
            To::Tsv => {
                if let Source::Cells(keys) = source {
                    out.extend_from_slice(keys);
                }
                rows::cells(out, values);
            }
            To::Tuple => rows::tuple(out, values),
            To::Result => {
                out.extend_from_slice(b"{\"result\":");
                rows::object(out, self.columns, values)?;
                out.push(b'}');
            }
            To::Jsonl => {
                out.push(b'{');
                match source {
                    Source::Cells(keys) => rows::named_cells(out, &self.names, keys)?,
                    Source::Object(members) => rows::members(out, members, ANSWER)?,
                    Source::Line(line) => rows::member(out, RECORD, line)?,
                }
                write!(out, "\"{ANSWER}\":")?;
                rows::object(out, self.columns, values)?;
                out.push(b'}');
            }
        }
        out.push(b'\n');
        Ok(())
    }
}

/// What an answer is written with.
enum Source<'a> {
    Cells(&'a [u8]),
    Object(Members<'a>),
    /// A line without cells that is not an object.
    Line(&'a [u8]),
}

fn rows_of_chunk(line: Line<'_>) -> Result<u64, Failure> {
    let number = str::from_utf8(line.bytes).ok();
    number.and_then(|number| number.parse().ok()).ok_or_else(|| {
        let number = line.number;
        let message = format!(
            "line {number}: no number of rows; --chunk-header is for ClickHouse's send_chunk_header"
        );
        unusable(inputs::problem(None, message))
    })
}
