//! Turns bounces into diagnoses, in batches. Of each bounce it keeps only what a long list needs for searching and
//! grouping.

use super::{Diagnoser, Diagnosis, Explained, Location, outcome};
use crate::bounce::{Bounce, Event, read};
use crate::catalogue::{Action, Catalogue, EntryId, Outcome, ProviderId};
use crate::fold::fold;
use crate::verdict::Verdict;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The most bounces that are listed; further ones are counted.
pub const MOST_BOUNCES: usize = 100_000;
/// The most bytes of their text.
const MOST_TEXT: usize = 64 << 20;

/// Bounces that are listed together because one entry explains them. Those that your own server rejected come after all
/// others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind {
    pub is_rejected: bool,
    /// The index of the entry in the catalogue.
    pub entry: EntryId,
}

/// A bounce, and the entry that explains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub bounce: Bounce<'static>,
    /// The file it was read from, if it was one.
    pub file: Option<Arc<str>>,
    /// Counted from 1.
    pub line: usize,
    /// The line of the log that reports it, if a log is searched.
    pub log_line: Option<String>,
    /// The index of the entry in the catalogue.
    pub entry: EntryId,
    /// The index of the provider that said it, or else of the entry's provider.
    pub provider: ProviderId,
    pub outcome: Outcome,
    pub action: Action,
    /// The reply's codes, each followed by a blank.
    pub codes: String,
    /// Recipient, remote host and the server's text, folded, one per line.
    pub folded: String,
}

/// An item with what it means.
#[derive(Clone, Debug)]
pub struct ExplainedItem {
    pub item: Item,
    pub diagnosis: Diagnosis,
}

impl ExplainedItem {
    pub fn is_rejected(&self) -> bool {
        self.item.bounce.event == Event::Rejected
    }

    /// As reports expect it.
    pub fn as_explained(&self) -> Explained<'_> {
        Explained {
            input: Location {
                file: self.item.file.as_deref(),
                line: self.item.line,
            },
            bounce: &self.item.bounce,
            diagnosis: &self.diagnosis,
        }
    }

    pub fn verdict(&self) -> Verdict {
        Verdict::of_bounce(&self.as_explained())
    }
}

/// What has been read since the last batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    pub items: Vec<Item>,
    /// How many more there were than can be listed, by group and provider.
    pub beyond: BTreeMap<(Kind, ProviderId), usize>,
    /// How many have no diagnosis.
    pub unexplained: usize,
    /// Whether an input could be opened.
    pub has_input: bool,
    /// What could not be read, in sentences.
    pub problems: Vec<String>,
    /// Whether nothing follows.
    pub is_last: bool,
}

impl Batch {
    /// Whether there is nothing to report.
    pub fn is_empty(&self) -> bool {
        *self == Batch::default()
    }
}

/// Explains what is read, and keeps what the list needs.
pub struct Intake<'d> {
    diagnoser: &'d Diagnoser,
    bounces: usize,
    text: usize,
    batch: Batch,
}

impl<'d> Intake<'d> {
    pub fn new(diagnoser: &'d Diagnoser) -> Intake<'d> {
        Intake {
            diagnoser,
            bounces: 0,
            text: 0,
            batch: Batch::default(),
        }
    }

    /// Adds a bounce that was read at a line of a file.
    pub fn take(&mut self, file: Option<&Arc<str>>, line: usize, bounce: &Bounce<'_>) {
        if bounce.is_routine() {
            return;
        }
        let Some((reply, reading)) = self.diagnoser.read_bounce(bounce) else {
            self.batch.unexplained += usize::from(!bounce.only_announces());
            return;
        };
        let (catalogue, entry) = (self.diagnoser.catalogue(), reading.entry);
        let provider = reading.provider;
        let provider = provider.unwrap_or_else(|| catalogue.provider_of(entry));
        if self.bounces == MOST_BOUNCES || self.text > MOST_TEXT {
            let is_rejected = bounce.event == Event::Rejected;
            let kind = Kind { is_rejected, entry };
            *self.batch.beyond.entry((kind, provider)).or_default() += 1;
            return;
        }
        let item = Item {
            file: file.cloned(),
            line,
            log_line: None,
            entry,
            provider,
            outcome: bounce.event.outcome(outcome(
                &reply,
                bounce.outcome() == Event::Deferred,
                catalogue.codes_at(entry).outcome,
            )),
            action: bounce.action(reading.action(catalogue)),
            codes: reply.codes(),
            folded: folded(bounce),
            bounce: bounce.clone().into_owned(),
        };
        self.bounces += 1;
        self.text += item.folded.len();
        self.batch.items.push(item);
    }

    /// Notes that another input could be opened.
    pub fn opened(&mut self) {
        self.batch.has_input = true;
    }

    pub fn problem(&mut self, problem: String) {
        self.batch.problems.push(problem);
    }

    /// Takes what has arrived since the last call.
    pub fn batch(&mut self) -> Batch {
        std::mem::take(&mut self.batch)
    }
}

/// Reads a text that is in memory.
pub fn read(catalogue: Catalogue, text: &str) -> Batch {
    let diagnoser = Diagnoser::new(catalogue);
    let mut intake = Intake::new(&diagnoser);
    let judge = |bounce: &Bounce<'_>| diagnoser.trust(bounce);
    read::text(text.as_bytes(), &judge, &mut |(line, bounce)| {
        intake.take(None, line, &bounce);
    });
    Batch {
        is_last: true,
        ..intake.batch()
    }
}

/// Reads a text that is known to be a reply, of which this much is known already.
pub fn of_reply(catalogue: Catalogue, said: &str, known: Bounce<'_>) -> Batch {
    let diagnoser = Diagnoser::new(catalogue);
    let mut intake = Intake::new(&diagnoser);
    let bounce = Bounce {
        diagnostic: said.into(),
        ..known
    };
    intake.take(None, 1, &bounce);
    Batch {
        is_last: true,
        ..intake.batch()
    }
}

fn folded(bounce: &Bounce<'_>) -> String {
    let fields = [
        bounce.recipient.as_deref(),
        bounce.forwarded_to.as_deref(),
        bounce.remote.as_deref(),
        Some(&*bounce.diagnostic),
    ];
    let lines = fields.into_iter().flatten().map(fold);
    lines.collect::<Vec<_>>().join("\n")
}

impl Item {
    pub fn kind(&self) -> Kind {
        Kind {
            is_rejected: self.bounce.event == Event::Rejected,
            entry: self.entry,
        }
    }

    /// What distinguishes it for a person: its recipient, or what was said.
    pub fn label(&self) -> &str {
        match self.bounce.recipient.as_deref() {
            Some(recipient) => recipient,
            None => self.bounce.diagnostic.lines().next().unwrap_or_default(),
        }
    }
}
