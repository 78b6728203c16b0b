//! Entries as they are stored: one text, and numbers that say where each part of it is.
//!
//! A catalogue of Rust structures is mostly pointers, and the loader would have to correct each of them before the
//! program starts: for a thousand entries, that took as long as everything else. Numbers need no correction, and only
//! the pages that are used are ever read.

use super::{Action, Catalogue, EnhancedPattern, Entry, EntryCodes, Outcome, ReplyPattern};
use std::collections::HashMap;

/// Where a text is: its start and end, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span(pub u32, pub u32);

/// A run of items in a table: the first, and how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Run(pub u32, pub u32);

impl Run {
    /// Returns the range of the items' spans.
    pub fn range(self) -> std::ops::Range<usize> {
        self.0 as usize..(self.0 + self.1) as usize
    }
}

/// The lists of texts of an entry, one after the other in the table of spans: its tags, fragments, examples, steps, what
/// a user adds (a note and a runbook, either of which may be empty, or nothing), related entries and sources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    /// Where the first of them starts.
    pub start: u32,
    /// Where each of them ends, counted from there. No list of a catalogue is long.
    pub ends: [u16; 7],
}

impl Lists {
    /// Returns the range of one of the lists.
    fn range(self, list: usize) -> std::ops::Range<usize> {
        let [start, end] = [list.checked_sub(1), Some(list)]
            .map(|list| usize::from(list.map_or(0, |list| self.ends[list])));
        let first = self.start as usize;
        first + start..first + end
    }
}

/// A stored entry. An empty span represents a missing text.
#[derive(Clone, Copy, Debug)]
pub struct Record {
    pub provider: u16,
    pub reason: u16,
    pub outcome: Outcome,
    pub action: Action,
    /// The start of the title, on the line before the id.
    pub title: u32,
    pub id: Span,
    /// The end of the meaning, on the first line of our texts.
    pub meaning_end: u32,
    pub receiving: Span,
    pub note: Span,
    pub checked: Span,
    pub lists: Lists,
    pub reply: Run,
    pub enhanced: Run,
    /// The end of the server's texts.
    pub said_end: u32,
    /// The end of our texts.
    pub prose_end: u32,
}

impl Record {
    pub fn title(&self) -> Span {
        Span(self.title, self.id.0 - 1)
    }

    pub fn meaning(&self) -> Span {
        Span(self.said_end, self.meaning_end)
    }

    /// The server's texts, one per line: id, tags, fragments, examples.
    pub fn said(&self) -> Span {
        Span(self.id.0, self.said_end)
    }

    /// Our texts, one per line: meaning, steps, the receiving side's advice, notes.
    pub fn prose(&self) -> Span {
        Span(self.said_end, self.prose_end)
    }
}

/// All stored entries.
#[derive(Clone, Copy, Debug)]
pub struct Store {
    pub text: &'static str,
    pub records: &'static [Record],
    pub spans: &'static [Span],
    pub reply: &'static [ReplyPattern],
    pub enhanced: &'static [EnhancedPattern],
}

/// Several texts of an entry.
#[derive(Clone, Copy, Debug, Default)]
pub struct Texts {
    text: &'static str,
    spans: &'static [Span],
}

impl Store {
    pub const EMPTY: Store = Store {
        text: "",
        records: &[],
        spans: &[],
        reply: &[],
        enhanced: &[],
    };

    /// Returns the entry of a record, without copying any text.
    pub fn entry(&self, record: &Record, catalogue: &Catalogue) -> Entry {
        let given = |text: &&str| !text.is_empty();
        let optional = |span: Span| Some(self.text(span)).filter(given);
        let list = |list| self.list(record, list);
        let own = list(4);
        Entry {
            id: self.id(record),
            provider: &catalogue.providers[record.provider as usize],
            reply: run(self.reply, record.reply),
            enhanced: run(self.enhanced, record.enhanced),
            tags: list(0),
            outcome: record.outcome,
            reason: &catalogue.reasons[record.reason as usize],
            action: record.action,
            title: self.text(record.title()),
            meaning: self.text(record.meaning()),
            steps: list(3).into(),
            fragments: list(1),
            examples: list(2),
            related: list(5),
            sources: list(6),
            receiving: optional(record.receiving),
            note: optional(record.note),
            checked: optional(record.checked),
            own_note: own.get(0).filter(given),
            runbook: own.get(1).filter(given),
        }
    }

    /// The id of a record.
    pub fn id(&self, record: &Record) -> &'static str {
        self.text(record.id)
    }

    /// The codes of a record.
    pub fn codes(&self, record: &Record) -> EntryCodes {
        EntryCodes {
            reply: run(self.reply, record.reply),
            enhanced: run(self.enhanced, record.enhanced),
            outcome: record.outcome,
        }
    }

    /// The tags of a record.
    pub fn tags(&self, record: &Record) -> Texts {
        self.list(record, 0)
    }

    fn text(&self, span: Span) -> &'static str {
        slice(self.text, span)
    }

    fn list(&self, record: &Record, list: usize) -> Texts {
        Texts {
            text: self.text,
            spans: &self.spans[record.lists.range(list)],
        }
    }

    /// Stores entries. Providers and reasons are numbered as in the catalogue that will hold them.
    pub fn pack(
        entries: &[Entry],
        provider_of: impl Fn(&Entry) -> usize,
        reason_of: impl Fn(&Entry) -> usize,
    ) -> Store {
        let mut packer = Packer::default();
        let mut records = Vec::with_capacity(entries.len());
        for entry in entries {
            let start = packer.spans.len() as u32;
            let title = packer.line(entry.title);
            let id = packer.line(entry.id);
            let said = [entry.tags, entry.fragments, entry.examples];
            let [tags, fragments, examples] = said.map(|texts| packer.lines(texts));
            let said_end = packer.end();
            let meaning = packer.line(entry.meaning);
            let steps = packer.lines(entry.steps.raw());
            let receiving = entry.receiving.map(|text| packer.line(text));
            let note = entry.note.map(|note| packer.line(note)).unwrap_or_default();
            let own_note = entry.own_note.map(|note| packer.line(note));
            let prose_end = packer.end();
            let own = packer.own(own_note, entry.runbook);
            let [related, sources] =
                [entry.related, entry.sources].map(|texts| packer.shared_texts(texts));
            let ends = [tags, fragments, examples, steps, own, related, sources];
            records.push(Record {
                provider: provider_of(entry) as u16,
                reason: reason_of(entry) as u16,
                outcome: entry.outcome,
                action: entry.action,
                title: title.0,
                id,
                meaning_end: meaning.1,
                receiving: receiving.unwrap_or_default(),
                note,
                checked: packer.shared(entry.checked.unwrap_or_default()),
                lists: Lists {
                    start,
                    ends: ends.map(|end| (end - start) as u16),
                },
                reply: append(&mut packer.reply, entry.reply),
                enhanced: append(&mut packer.enhanced, entry.enhanced),
                said_end,
                prose_end,
            });
        }
        Store {
            text: packer.text.leak(),
            records: records.leak(),
            spans: packer.spans.leak(),
            reply: packer.reply.leak(),
            enhanced: packer.enhanced.leak(),
        }
    }
}

#[derive(Default)]
struct Packer {
    text: String,
    /// Texts that many entries share: sources, months.
    known: HashMap<&'static str, Span>,
    spans: Vec<Span>,
    reply: Vec<ReplyPattern>,
    enhanced: Vec<EnhancedPattern>,
}

impl Packer {
    fn end(&self) -> u32 {
        self.text.len() as u32
    }

    /// Appends a text of this entry alone, on a line of its own.
    fn line(&mut self, text: &str) -> Span {
        let start = self.end();
        self.text.push_str(text);
        let span = Span(start, self.end());
        self.text.push('\n');
        span
    }

    /// Appends a list of texts of this entry alone; returns where it ends among all spans.
    fn lines(&mut self, texts: Texts) -> u32 {
        for text in texts.iter() {
            let span = self.line(text);
            self.spans.push(span);
        }
        self.spans.len() as u32
    }

    /// Appends what a user adds to this entry; returns where it ends among all spans.
    fn own(&mut self, note: Option<Span>, runbook: Option<&'static str>) -> u32 {
        if note.is_some() || runbook.is_some() {
            let runbook = self.shared(runbook.unwrap_or_default());
            self.spans.extend([note.unwrap_or_default(), runbook]);
        }
        self.spans.len() as u32
    }

    fn shared(&mut self, text: &'static str) -> Span {
        if let Some(span) = self.known.get(text) {
            return *span;
        }
        let span = if text.is_empty() {
            Span::default()
        } else {
            self.line(text)
        };
        self.known.insert(text, span);
        span
    }

    /// Appends a list of texts that other entries may have, too; returns where it ends among all spans.
    fn shared_texts(&mut self, texts: Texts) -> u32 {
        for text in texts.iter() {
            let span = self.shared(text);
            self.spans.push(span);
        }
        self.spans.len() as u32
    }
}

impl Texts {
    /// Creates texts that are not in a store yet; they live as long as the process.
    pub fn leak(texts: Vec<String>) -> Texts {
        let mut text = String::new();
        let mut spans = Vec::with_capacity(texts.len());
        for part in texts {
            let start = text.len() as u32;
            text.push_str(&part);
            spans.push(Span(start, text.len() as u32));
        }
        Texts {
            text: text.leak(),
            spans: spans.leak(),
        }
    }

    pub fn iter(self) -> impl DoubleEndedIterator<Item = &'static str> + ExactSizeIterator {
        self.spans.iter().map(move |span| slice(self.text, *span))
    }

    pub fn get(self, index: usize) -> Option<&'static str> {
        self.spans.get(index).map(|span| slice(self.text, *span))
    }

    pub fn first(self) -> Option<&'static str> {
        self.get(0)
    }

    pub fn len(self) -> usize {
        self.spans.len()
    }

    pub fn is_empty(self) -> bool {
        self.spans.is_empty()
    }

    pub fn join(self, separator: &str) -> String {
        self.iter().collect::<Vec<_>>().join(separator)
    }
}

fn slice(text: &'static str, Span(start, end): Span) -> &'static str {
    &text[start as usize..end as usize]
}

fn run<T>(table: &'static [T], run: Run) -> &'static [T] {
    &table[run.range()]
}

fn append<T: Copy>(table: &mut Vec<T>, items: &[T]) -> Run {
    let run = Run(table.len() as u32, items.len() as u32);
    table.extend(items);
    run
}
