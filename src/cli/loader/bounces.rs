//! Reads the inputs of `explain` for the screen, on a thread of its own, and reports what it finds as it goes.

use crate::catalogue::{Catalogue, Problem};
use crate::diagnose::Diagnoser;
use crate::diagnose::intake::{Batch, Intake};
use crate::inputs::{self, Input, bounces};
use std::cell::RefCell;
use std::io::{self, Read};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// How often a batch is sent while a file is read.
const OFTEN: Duration = Duration::from_millis(100);

/// Starts to read; `on_batch` returns whether anybody still listens.
pub(crate) fn start(
    catalogue: Catalogue,
    arguments: Vec<String>,
    mut on_batch: impl FnMut(Batch) -> bool + Send + 'static,
) {
    thread::spawn(move || read(catalogue, &arguments, &mut on_batch));
}

/// Reads all inputs.
pub(crate) fn read(
    catalogue: Catalogue,
    arguments: &[String],
    on_batch: &mut dyn FnMut(Batch) -> bool,
) {
    let diagnoser = Diagnoser::new(catalogue);
    let feed = RefCell::new(Feed {
        intake: Intake::new(&diagnoser),
        on_batch,
        last: Instant::now(),
        is_heard: true,
    });
    for input in inputs::inputs(arguments) {
        if let Err(problem) = input.and_then(|input| read_one(&feed, &diagnoser, input)) {
            feed.borrow_mut().intake.problem(problem.to_string());
        }
        if !feed.borrow().is_heard {
            return;
        }
    }
    let mut feed = feed.into_inner();
    let batch = Batch {
        is_last: true,
        ..feed.intake.batch()
    };
    (feed.on_batch)(batch);
}

fn read_one(feed: &RefCell<Feed<'_>>, diagnoser: &Diagnoser, input: Input) -> Result<(), Problem> {
    feed.borrow_mut().intake.opened();
    let file: Option<Arc<str>> = input.name.as_deref().map(Arc::from);
    let reader = Telling {
        // The next line of a pipe may take any time, so what was found is sent first.
        waits: input.length.is_none(),
        input: input.pausing(),
        feed,
    };
    bounces(file.as_deref(), reader, diagnoser, |line, bounce| {
        feed.borrow_mut().intake.take(file.as_ref(), line, bounce);
    })
}

struct Feed<'a> {
    intake: Intake<'a>,
    on_batch: &'a mut dyn FnMut(Batch) -> bool,
    last: Instant,
    is_heard: bool,
}

/// An input that sends what was found so far before it reads on.
struct Telling<'a, 'f> {
    input: Box<dyn Read>,
    waits: bool,
    feed: &'a RefCell<Feed<'f>>,
}

impl Read for Telling<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut feed = self.feed.borrow_mut();
        if self.waits || feed.last.elapsed() > OFTEN {
            let batch = feed.intake.batch();
            feed.last = Instant::now();
            feed.is_heard = batch.is_empty() || (feed.on_batch)(batch);
        }
        if feed.is_heard {
            self.input.read(buffer)
        } else {
            Ok(0)
        }
    }
}
