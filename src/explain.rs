//! `explain`: every bounce of the inputs with its diagnosis, as it is found.

pub mod read;

use crate::commands::{FOUND, Failure, NOTHING_FOUND, UNUSABLE, load, say};
use bouncedex::arguments::{ExplainArguments, Filters};
use bouncedex::bounce::Bounce;
use bouncedex::catalogue::{Catalogue, Category, Problem};
use bouncedex::diagnose::Diagnoser;
use bouncedex::inputs::{self, Input};
use bouncedex::narrowing::Narrowing;
use bouncedex::report::{self, Diagnoses, Explained};
use bouncedex::visible::visible;
use std::collections::HashSet;
use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::time::{Duration, Instant};

/// With more bounces than this their sum is told.
const MANY: usize = 9;

/// Explains every bounce of the inputs.
pub fn run(filters: &Filters, arguments: &ExplainArguments) -> Result<u8, Failure> {
    let catalogue = load(filters)?;
    let out = BufWriter::new(io::stdout().lock());
    let mut explain = Explain {
        diagnoser: Diagnoser::new(catalogue),
        kept: Narrowing::new(filters, catalogue),
        told: match arguments.recipients {
            true => Told::Recipients(out, HashSet::new()),
            false => Told::Diagnoses(Diagnoses::new(
                out,
                filters.format().unwrap_or_default(),
                &catalogue,
            )),
        },
        counts: vec![0; catalogue.categories.len()],
        unexplained: 0,
        first_unexplained: None,
        left_out: 0,
        is_live: false,
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
    explain.flush()?;
    explain.sum_up(&catalogue, problems);
    Ok(match () {
        () if problems > 0 => UNUSABLE,
        () if explain.count() == 0 || explain.unexplained > 0 => NOTHING_FOUND,
        () => FOUND,
    })
}

struct Explain<'a, W: Write> {
    diagnoser: Diagnoser,
    kept: Narrowing,
    told: Told<'a, W>,
    /// How many bounces of each category there are.
    counts: Vec<usize>,
    /// How many have no diagnosis.
    unexplained: usize,
    /// Where the first of them stands.
    first_unexplained: Option<String>,
    /// How many the filters leave out.
    left_out: usize,
    /// Whether somebody may wait for each line of the input, as behind `tail -f`.
    is_live: bool,
    /// Why nothing more can be written.
    failure: Option<io::Error>,
}

/// Where diagnoses go.
enum Told<'a, W: Write> {
    Diagnoses(Diagnoses<'a, W>),
    /// Only each failed recipient, once.
    Recipients(W, HashSet<String>),
}

impl<W: Write> Explain<'_, W> {
    fn read(&mut self, input: Input) -> Result<(), Problem> {
        let name = input.name.as_deref();
        self.is_live = input.length.is_none();
        let reader = Watched::new(input.reader, input.length);
        read::bounces(name, reader, |line, bounce| self.tell(name, line, bounce))
    }

    fn tell(&mut self, file: Option<&str>, line: usize, bounce: &Bounce<'_>) {
        if self.failure.is_some() || bounce.is_routine() {
            return;
        }
        let Some(diagnosis) = self.diagnoser.bounce(bounce) else {
            self.unexplained += 1;
            let place = || match file {
                Some(file) => format!("{file}:{line}"),
                None => format!("line {line}"),
            };
            self.first_unexplained.get_or_insert_with(place);
            return;
        };
        if !self
            .kept
            .keeps(diagnosis.provider, &diagnosis.entry, diagnosis.action())
        {
            self.left_out += 1;
            return;
        }
        let category = |category: &Category| category.id == diagnosis.entry.category().id;
        let categories = self.diagnoser.catalogue().categories;
        if let Some(place) = categories.iter().position(category) {
            self.counts[place] += 1;
        }
        let written = match &mut self.told {
            Told::Diagnoses(out) => out.write(&Explained {
                input: report::Input { file, line },
                bounce,
                diagnosis: &diagnosis,
            }),
            Told::Recipients(out, seen) => match bounce.recipient.as_deref() {
                Some(recipient) if seen.insert(recipient.to_lowercase()) => {
                    writeln!(out, "{}", visible(recipient))
                }
                _ => Ok(()),
            },
        };
        let written = written.and_then(|()| if self.is_live { self.flush() } else { Ok(()) });
        self.failure = written.err();
    }

    fn count(&self) -> usize {
        self.counts.iter().sum()
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.told {
            Told::Diagnoses(out) => out.flush(),
            Told::Recipients(out, _) => out.flush(),
        }
    }

    /// Says on standard error how many of what there were, or why there is nothing.
    fn sum_up(&self, catalogue: &Catalogue, problems: usize) {
        let count = self.count();
        let mut sentences = Vec::new();
        if count > MANY {
            let counts = catalogue.categories.iter().zip(&self.counts);
            let counts = counts.filter(|(_, count)| **count > 0);
            let counts = counts.map(|(category, count)| format!("{count} {}", category.id));
            sentences.push(format!(
                "{count} explained: {}",
                counts.collect::<Vec<_>>().join(", ")
            ));
        }
        if let Some(first) = self.first_unexplained.as_deref().filter(|_| count > 0) {
            let many = self.unexplained > 1;
            let at = if many { "the first at " } else { "at " };
            sentences.push(format!("{} not recognised, {at}{first}", self.unexplained));
        }
        if count == 0 && problems == 0 {
            let why = match self.left_out {
                0 => {
                    "no reply or bounce was recognised; paste what the server said, such as `550 5.1.1 …`"
                }
                _ => "no bounce is left by --provider, --category and --action",
            };
            sentences.push(why.to_owned());
        }
        if !sentences.is_empty() {
            say(sentences.join("; "));
        }
    }
}

/// An input that tells on standard error how far it has been read, if somebody looks and it takes long.
struct Watched<R> {
    input: R,
    length: Option<u64>,
    read: u64,
    next: Option<Instant>,
    shown: bool,
}

/// How often progress is shown.
const OFTEN: Duration = Duration::from_millis(300);

impl<R> Watched<R> {
    fn new(input: R, length: Option<u64>) -> Watched<R> {
        Watched {
            input,
            length,
            read: 0,
            next: io::stderr().is_terminal().then(|| Instant::now() + OFTEN),
            shown: false,
        }
    }

    fn show(&mut self) {
        let mebibytes = self.read >> 20;
        let share = self.length.filter(|length| *length > 0);
        let share = share.map(|length| format!(" of {} MiB", length >> 20));
        let _ = write!(
            io::stderr(),
            "\r{mebibytes}{} read\x1b[K",
            share.unwrap_or_else(|| " MiB".to_owned())
        );
        self.shown = true;
    }
}

impl<R: Read> Read for Watched<R> {
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

impl<R> Drop for Watched<R> {
    fn drop(&mut self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
