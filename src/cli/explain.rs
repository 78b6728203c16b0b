//! `explain`: prints every bounce of the inputs with its diagnosis, as it is found.

use crate::bounce::{Bounce, Event};
use crate::catalogue::{Catalogue, Category, Entry, Problem};
use crate::cli::arguments::{CommonArguments, ExplainArguments};
use crate::cli::catalogue::{Out, load};
use crate::cli::outcome::{FOUND, Failure, NOTHING_FOUND, UNUSABLE, say};
use crate::diagnose::{Diagnoser, Diagnosis, Explained, Location};
use crate::inputs::{self, Input, bounces};
use crate::report::{self, Diagnoses, Format};
use crate::search::filter::{Candidate, Parties};
use crate::search::filters::Selection;
use crate::triage::once::Once;
use crate::triage::spill;
use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::time::{Duration, Instant};

/// Totals are printed for more bounces than this.
const MANY: usize = 9;

/// Explains every bounce of the inputs.
pub(super) fn run(common: &CommonArguments, arguments: &ExplainArguments) -> Result<u8, Failure> {
    let catalogue = load(common)?;
    let diagnoser = Diagnoser::new(catalogue);
    let out = BufWriter::new(io::stdout().lock());
    let mut explain = Explain {
        diagnoser: &diagnoser,
        kept: Selection::new(&common.filters(), catalogue),
        output: if arguments.recipients {
            Output::Recipients(out, Once::default(), recipients_format(common)?)
        } else {
            Output::Diagnoses(match common.format() {
                None if common.brief => Diagnoses::brief(out, &catalogue),
                format => Diagnoses::new(out, format.unwrap_or_default(), &catalogue),
            })
        },
        counts: vec![0; catalogue.categories.len()],
        rejected: 0,
        unexplained: 0,
        first_unexplained: None,
        bytes: 0,
        left_out: 0,
        inexact: 0,
        is_live: false,
        no_room: false,
        failure: None,
    };
    let mut problems = 0;
    for input in inputs::inputs(&arguments.inputs) {
        let read = input.and_then(|input| explain.read(input));
        if let Some(failure) = explain.failure.take() {
            return Err(failure.into());
        }
        if let Err(problem) = read {
            explain.flush()?;
            say(problem);
            problems += 1;
        }
    }
    explain.write_rest()?;
    explain.flush()?;
    problems += usize::from(explain.no_room);
    explain.sum_up(&catalogue, problems, &arguments.inputs);
    Ok(if problems > 0 {
        UNUSABLE
    } else if explain.count() == 0 || explain.unexplained > 0 {
        NOTHING_FOUND
    } else {
        FOUND
    })
}

struct Explain<'a> {
    diagnoser: &'a Diagnoser,
    kept: Selection,
    output: Output<'a>,
    /// How many bounces of each category there are.
    counts: Vec<usize>,
    /// How many your own server rejected; they have no category, since nothing that was sent failed.
    rejected: usize,
    /// How many have no diagnosis.
    unexplained: usize,
    /// Where the first of them is.
    first_unexplained: Option<String>,
    /// How much was read.
    bytes: u64,
    /// How many the filters leave out.
    left_out: usize,
    /// How many addresses the list cannot hold exactly.
    inexact: u64,
    /// Whether somebody may be waiting for each line, as with `tail -f`.
    is_live: bool,
    /// Whether recipients could not be stored for writing them at the end.
    no_room: bool,
    /// Why nothing more can be written.
    failure: Option<io::Error>,
}

/// Where diagnoses go.
enum Output<'a> {
    Diagnoses(Diagnoses<'a, Out>),
    /// Only the failed recipients, each once, as a line or an object.
    Recipients(Out, Once, Format),
}

impl Explain<'_> {
    fn read(&mut self, input: Input) -> Result<(), Problem> {
        let (name, length) = (input.name.clone(), input.length);
        let name = name.as_deref();
        self.is_live = length.is_none();
        let mut reader = Watched::new(input.pausing(), length);
        let read = bounces(name, &mut reader, self.diagnoser, |line, bounce| {
            self.explain(name, line, bounce);
        });
        self.bytes += reader.read;
        read
    }

    fn explain(&mut self, file: Option<&str>, line: usize, bounce: &Bounce<'_>) {
        if self.failure.is_some() || bounce.is_routine() {
            return;
        }
        let Some(diagnosis) = self.diagnoser.bounce(bounce) else {
            if bounce.only_announces() {
                return;
            }
            self.unexplained += 1;
            let location = || match file {
                Some(file) => format!("{file}:{line}"),
                None => format!("line {line}"),
            };
            self.first_unexplained.get_or_insert_with(location);
            return;
        };
        if !self.keeps(bounce, &diagnosis) {
            self.left_out += 1;
            return;
        }
        self.count_one(bounce.event, &diagnosis.entry);
        let written = match &mut self.output {
            Output::Diagnoses(out) => out.write(&Explained {
                input: Location { file, line },
                bounce,
                diagnosis: &diagnosis,
            }),
            // Their recipients are your own users.
            Output::Recipients(..) if bounce.event == Event::Rejected => Ok(()),
            Output::Recipients(out, once, format) => {
                let (recipient, format) = (bounce.recipient.as_deref(), *format);
                let first = recipient.filter(|recipient| {
                    once.is_first(recipient).unwrap_or_else(|error| {
                        say(spill::problem(&error));
                        self.no_room = true;
                        false
                    })
                });
                first.map_or(Ok(()), |recipient| {
                    write_recipient(out, format, recipient, &mut self.inexact)
                })
            }
        };
        let written = written.and_then(|()| if self.is_live { self.flush() } else { Ok(()) });
        self.failure = written.err();
    }

    /// Whether the filters let it through.
    fn keeps(&self, bounce: &Bounce<'_>, diagnosis: &Diagnosis) -> bool {
        if !self.kept.is_some() {
            return true;
        }
        let entry = diagnosis.entry_id;
        let owner = || self.diagnoser.catalogue().provider_of(entry);
        self.kept.keeps(&Candidate {
            entry,
            provider: diagnosis.provider_id.unwrap_or_else(owner),
            event: bounce.event,
            outcome: diagnosis.outcome(),
            action: bounce.action(diagnosis.action()),
            parties: Parties::default(),
            reply: None,
        })
    }

    fn count_one(&mut self, event: Event, entry: &Entry) {
        let category = |category: &Category| category.id == entry.category().id;
        let categories = self.diagnoser.catalogue().categories;
        if event == Event::Rejected {
            self.rejected += 1;
        } else if let Some(index) = categories.iter().position(category) {
            self.counts[index] += 1;
        }
    }

    /// Writes the recipients that did not fit into memory.
    fn write_rest(&mut self) -> io::Result<()> {
        match &mut self.output {
            Output::Diagnoses(_) => Ok(()),
            Output::Recipients(out, once, format) => {
                once.rest(|recipient| write_recipient(out, *format, recipient, &mut self.inexact))
            }
        }
    }

    /// How many bounces or recipients should have been written.
    fn count(&self) -> usize {
        let failed: usize = self.counts.iter().sum();
        match self.output {
            Output::Diagnoses(_) => failed + self.rejected,
            Output::Recipients(..) => failed,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.output {
            Output::Diagnoses(out) => out.flush(),
            Output::Recipients(out, ..) => out.flush(),
        }
    }

    /// Prints totals on standard error, or why there is nothing.
    fn sum_up(&self, catalogue: &Catalogue, problems: usize, inputs: &[String]) {
        let count = self.count();
        let lists_recipients = matches!(self.output, Output::Recipients(..));
        let rejected = format!("{} rejected by your server", self.rejected);
        let mut sentences = Vec::new();
        if count > MANY {
            let counts = catalogue.categories.iter().zip(&self.counts);
            let counts = counts.filter(|(_, count)| **count > 0);
            let counts = counts.map(|(category, count)| format!("{count} {}", category.id));
            let mut counts: Vec<_> = counts.collect();
            if self.rejected > 0 && !lists_recipients {
                counts.push(rejected.clone());
            }
            sentences.push(format!("{count} explained: {}", counts.join(", ")));
        }
        if lists_recipients && self.rejected > 0 {
            sentences.push(format!(
                "{rejected}, left out: these are not failed recipients of yours"
            ));
        }
        if let Some(first) = self.first_unexplained.as_deref().filter(|_| count > 0) {
            let many = self.unexplained > 1;
            let at = if many { "the first at " } else { "at " };
            sentences.push(format!("{} not recognised, {at}{first}", self.unexplained));
        }
        if self.no_room {
            sentences.push("the list is incomplete".to_owned());
        }
        if self.inexact > 0 {
            sentences.push(report::left_out(self.inexact, Some("explain --json")));
        }
        if count == 0 && problems == 0 && sentences.is_empty() {
            sentences.push(if self.left_out > 0 {
                "no bounce matches --provider, --category, --action and --event".to_owned()
            } else {
                no_bounce(inputs, self.bytes == 0)
            });
        }
        if !sentences.is_empty() {
            say(sentences.join("; "));
        }
    }
}

/// Says why there is nothing to explain. It does not repeat what was typed, which may be long.
pub(super) fn no_bounce(inputs: &[String], is_empty: bool) -> String {
    let source = match inputs {
        [] => "standard input".to_owned(),
        [name] if name == inputs::STANDARD => "standard input".to_owned(),
        [file] if inputs::is_file(file) => file.clone(),
        files if files.iter().all(|file| inputs::is_file(file)) => {
            format!("{} files and folders", files.len())
        }
        [name] if name.contains('/') || !name.contains(' ') => {
            return "there is no file of this name, and as text it is no reply or bounce; paste what the server said, such as `550 5.1.1 …`"
                .to_owned();
        }
        _ => {
            return "no reply or bounce was recognised; paste what the server said, such as `550 5.1.1 …`"
                .to_owned();
        }
    };
    match (is_empty, inputs.len() > 1) {
        (true, true) => format!("{source} are empty"),
        (true, false) => format!("{source} is empty"),
        (false, true) => format!("{source}: no reply or bounce found in them"),
        (false, false) => format!("{source}: no reply or bounce found in it"),
    }
}

fn write_recipient(
    out: &mut Out,
    format: Format,
    recipient: &str,
    inexact: &mut u64,
) -> io::Result<()> {
    if !report::is_exact(format, recipient) {
        *inexact += 1;
        Ok(())
    } else if format == Format::Json {
        write!(out, "{{\"recipient\":")?;
        report::write_json(out, recipient)?;
        writeln!(out, "}}")
    } else {
        writeln!(out, "{recipient}")
    }
}

/// Lists of recipients are lines or objects.
fn recipients_format(common: &CommonArguments) -> Result<Format, Failure> {
    match common.format().unwrap_or_default() {
        format @ (Format::Text | Format::Json) => Ok(format),
        Format::Markdown | Format::Csv => {
            let mistake = "explain --recipients prints text or, with --json, objects";
            Err(Failure::usage(mistake))
        }
    }
}

/// An input that shows progress on standard error, if that is a terminal and reading takes a while.
struct Watched {
    input: Box<dyn Read>,
    length: Option<u64>,
    read: u64,
    next: Option<Instant>,
    shown: bool,
}

/// How often progress is shown.
const OFTEN: Duration = Duration::from_millis(300);

impl Watched {
    fn new(input: Box<dyn Read>, length: Option<u64>) -> Watched {
        Watched {
            input,
            length,
            read: 0,
            next: io::stderr().is_terminal().then(|| Instant::now() + OFTEN),
            shown: false,
        }
    }

    fn show(&mut self) {
        let read = self.read >> 20;
        let all = self.length.filter(|length| *length > 0);
        let all = all.map_or_else(String::new, |length| format!(" of {}", length >> 20));
        let _ = write!(io::stderr(), "\r{read}{all} MiB read\x1b[K");
        self.shown = true;
    }
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.read += count as u64;
        if self.next.is_some_and(|next| Instant::now() > next) {
            self.next = Some(Instant::now() + OFTEN);
            self.show();
        }
        Ok(count)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
