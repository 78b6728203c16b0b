//! The failed deliveries that the explorer lists: what was read of them, as it arrives.

use crate::bounce::{Bounce, Event, read};
use crate::catalogue::{Action, Catalogue, Outcome};
use crate::diagnose::{Diagnoser, Diagnosis, outcome};
use crate::fold::fold;
use crate::quantity::grouped;
use crate::query::Query;
use crate::search::filter::{Candidate, Filter, ReplyText};
use crate::search::{Findings, Search};
use crate::verdict::Verdict;
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many bounces are listed; those beyond are counted.
pub const MOST_BOUNCES: usize = 100_000;
/// And no more than so many bytes of their text.
const MOST_TEXT: usize = 64 << 20;
/// Of more problems than this only the first are told.
const MOST_PROBLEMS: usize = 100;

/// Under which heading a bounce is listed: what one's own server rejected stands behind all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group {
    pub is_rejected: bool,
    /// Place of the entry in the catalogue.
    pub entry: usize,
}

/// A bounce, and which entry explains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub bounce: Bounce<'static>,
    /// The file it was read from, if it was one.
    pub file: Option<Arc<str>>,
    /// Counted from 1.
    pub line: usize,
    /// Place of the entry in the catalogue.
    pub entry: usize,
    /// Place of the provider that said it, or else of the one whose entry explains it.
    pub provider: usize,
    pub outcome: Outcome,
    pub action: Action,
    /// The reply's codes, a blank behind each.
    pub codes: String,
    /// Recipient, remote host and the server's text, folded: a line each.
    pub folded: String,
}

/// An item with what it means.
#[derive(Clone, Debug)]
pub struct Explained {
    pub item: Item,
    pub diagnosis: Diagnosis,
}

impl Explained {
    pub fn is_rejected(&self) -> bool {
        self.item.bounce.event == Event::Rejected
    }

    pub fn verdict(&self) -> Verdict {
        Verdict::of_bounce(self.item.bounce.event, &self.diagnosis)
    }
}

/// What was read since the last batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    pub items: Vec<Item>,
    /// How many more there were than can be listed, by group and provider.
    pub beyond: BTreeMap<(Group, usize), usize>,
    /// How many have no diagnosis.
    pub unexplained: usize,
    /// Whether an input could be opened.
    pub has_input: bool,
    /// What could not be read, in sentences.
    pub problems: Vec<String>,
    /// Nothing follows.
    pub is_last: bool,
}

impl Batch {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        *self == Batch::default()
    }
}

/// Explains what is read, and keeps of it what the list needs.
pub struct Intake {
    diagnoser: Diagnoser,
    bounces: usize,
    text: usize,
    batch: Batch,
}

impl Intake {
    pub fn new(catalogue: Catalogue) -> Intake {
        Intake {
            diagnoser: Diagnoser::new(catalogue),
            bounces: 0,
            text: 0,
            batch: Batch::default(),
        }
    }

    /// Takes a bounce that was read at a line of a file.
    pub fn take(&mut self, file: Option<&Arc<str>>, line: usize, bounce: &Bounce<'_>) {
        if bounce.is_routine() {
            return;
        }
        let Some((reply, reading)) = self.diagnoser.read_bounce(bounce) else {
            self.batch.unexplained += 1;
            return;
        };
        let (catalogue, entry) = (self.diagnoser.catalogue(), reading.entry);
        let provider = reading.provider;
        let provider = provider.unwrap_or_else(|| catalogue.provider_of(entry));
        if self.bounces == MOST_BOUNCES || self.text > MOST_TEXT {
            let is_rejected = bounce.event == Event::Rejected;
            let group = Group { is_rejected, entry };
            *self.batch.beyond.entry((group, provider)).or_default() += 1;
            return;
        }
        let item = Item {
            file: file.cloned(),
            line,
            entry,
            provider,
            outcome: outcome(
                &reply,
                bounce.is_temporary,
                catalogue.codes_at(entry).outcome,
            ),
            action: bounce.event.action(reading.action(catalogue)),
            codes: reply.codes(),
            folded: folded(bounce),
            bounce: bounce.clone().into_owned(),
        };
        self.bounces += 1;
        self.text += item.folded.len();
        self.batch.items.push(item);
    }

    /// One more input could be opened.
    pub fn opened(&mut self) {
        self.batch.has_input = true;
    }

    pub fn problem(&mut self, problem: String) {
        self.batch.problems.push(problem);
    }

    /// What came since this was last called.
    pub fn batch(&mut self) -> Batch {
        std::mem::take(&mut self.batch)
    }
}

/// The text of an input that is at hand as a whole.
pub fn read(catalogue: Catalogue, text: &str) -> Batch {
    let mut intake = Intake::new(catalogue);
    // To read from memory cannot fail.
    let _ = read::bounces(text.as_bytes(), |(line, bounce)| {
        intake.take(None, line, &bounce);
    });
    Batch {
        is_last: true,
        ..intake.batch()
    }
}

/// A reply that is known to be one.
pub fn of_reply(catalogue: Catalogue, said: &str) -> Batch {
    let mut intake = Intake::new(catalogue);
    let bounce = Bounce {
        event: Event::Unknown,
        said: said.into(),
        ..Bounce::default()
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
        bounce.remote.as_deref(),
        Some(&*bounce.said),
    ];
    let lines = fields.into_iter().flatten().map(fold);
    lines.collect::<Vec<_>>().join("\n")
}

impl Item {
    pub fn group(&self) -> Group {
        Group {
            is_rejected: self.bounce.event == Event::Rejected,
            entry: self.entry,
        }
    }

    /// As a query is compared with it.
    fn candidate(&self) -> Candidate<'_> {
        // The recipient stands first.
        let recipient = self.bounce.recipient.as_ref();
        let recipient = recipient.and_then(|_| self.folded.lines().next());
        let domain = recipient.and_then(|recipient| Some(&recipient[recipient.rfind('@')?..]));
        Candidate {
            entry: self.entry,
            provider: self.provider,
            event: self.bounce.event,
            action: self.action,
            domain: domain.unwrap_or_default(),
            reply: Some(ReplyText {
                outcome: self.outcome,
                codes: &self.codes,
                folded: &self.folded,
            }),
        }
    }

    /// By what a person tells it from others: its recipient, or what was said.
    pub fn label(&self) -> &str {
        match self.bounce.recipient.as_deref() {
            Some(recipient) => recipient,
            None => self.bounce.said.lines().next().unwrap_or_default(),
        }
    }
}

/// All that was read of one command's inputs, or of one paste.
#[derive(Clone, Debug, Default)]
pub struct Bounces {
    pub items: Vec<Item>,
    /// More than are listed, by group and provider.
    pub beyond: BTreeMap<(Group, usize), usize>,
    /// How many there are in all.
    pub total: usize,
    pub unexplained: usize,
    /// Whether any of the inputs could be opened.
    pub has_input: bool,
    /// The first of what could not be read, in sentences.
    pub problems: Vec<String>,
    /// How many problems there were.
    pub problem_count: usize,
    /// More may come.
    pub is_reading: bool,
}

impl Bounces {
    /// A list that waits for what is read.
    pub fn awaited() -> Bounces {
        Bounces {
            is_reading: true,
            ..Bounces::default()
        }
    }

    /// Takes a batch; what a person should know at once is returned.
    pub fn add(&mut self, batch: Batch) -> Option<String> {
        let was_whole = self.beyond.is_empty();
        self.total += batch.items.len() + batch.beyond.values().sum::<usize>();
        self.items.extend(batch.items);
        for (of, count) in batch.beyond {
            *self.beyond.entry(of).or_default() += count;
        }
        self.unexplained += batch.unexplained;
        self.has_input |= batch.has_input;
        self.is_reading &= !batch.is_last;
        self.problem_count += batch.problems.len();
        let problem = batch.problems.last().cloned();
        let room = MOST_PROBLEMS.saturating_sub(self.problems.len());
        self.problems.extend(batch.problems.into_iter().take(room));
        let is_cut = was_whole && !self.beyond.is_empty();
        let cut = || {
            let listed = grouped(self.items.len());
            format!("Only the first {listed} bounces are listed; all are counted.")
        };
        problem.or_else(|| is_cut.then(cut))
    }

    /// What a query means; while nothing is asked, those that are only counted, too.
    pub fn find(&self, search: &Search, query: &Query) -> Findings {
        let filter = Filter::of_replies(search, query);
        let found =
            (0..self.items.len()).filter(|index| filter.holds(&self.items[*index].candidate()));
        let found: Vec<_> = found.collect();
        let providers = search.catalogue().providers.len();
        let by_provider = if query.is_empty() {
            self.by_provider(providers)
        } else {
            let mut counts = vec![0; providers];
            for index in &found {
                counts[self.items[*index].provider] += 1;
            }
            counts
        };
        Findings {
            entries: found,
            by_provider,
        }
    }

    /// How many bounces each provider of a catalogue has.
    pub fn by_provider(&self, providers: usize) -> Vec<usize> {
        let mut counts = vec![0; providers];
        let listed = self.items.iter().map(|item| (item.provider, 1));
        let beyond = self.beyond.iter();
        let beyond = beyond.map(|((_, provider), count)| (*provider, *count));
        for (provider, count) in listed.chain(beyond) {
            counts[provider] += count;
        }
        counts
    }

    /// How many more than are listed a group has under a tab.
    pub fn beyond(&self, group: Group, tab: Option<usize>) -> usize {
        let of_group = self.beyond.range((group, 0)..=(group, usize::MAX));
        let under_tab =
            of_group.filter(|((_, provider), _)| tab.is_none_or(|tab| tab == *provider));
        under_tab.map(|(_, count)| *count).sum()
    }
}
