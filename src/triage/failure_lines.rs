//! The lines behind the counts: all of them, newest first, in bounded memory.

use super::spill::{Record, Spill, read_number, read_text, read_time};
use super::spill::{write_number, write_text, write_time};
use super::time::Seconds;
use crate::bounce::{Bounce, Event};
use crate::catalogue::{EntryId, ProviderId};
use std::cmp::Ordering;
use std::io::{self, Read, Write};

/// A line of a log that reports a failure, and what it reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FailureLine {
    pub time: Option<Seconds>,
    /// How many lines were kept before it: of lines of one second, the later one is newer.
    pub number: u64,
    pub event: Event,
    /// The entry that explains it; none if it only says that retries ended.
    pub entry: Option<EntryId>,
    /// The provider that said it, if known.
    pub said_by: Option<ProviderId>,
    pub queue: String,
    pub recipient: String,
    /// The host that answered, or the client that was refused.
    pub remote: String,
    /// What the server said.
    pub reply: String,
    /// The line as it is in the log.
    pub line: String,
}

/// All lines so far.
#[derive(Default)]
pub struct FailureLines {
    kept: Spill<FailureLine>,
    count: u64,
}

/// What each text costs in addition to its contents, in bytes.
const EACH_TEXT: usize = 16;
/// The longest line, in bytes; only the start of a longer one is kept.
pub const LONGEST_LINE: usize = 4096;

impl FailureLines {
    /// Keeps a line. Once that fails, nothing is kept any more.
    pub fn add(&mut self, line: FailureLine) -> io::Result<()> {
        self.count += 1;
        self.kept.add(FailureLine {
            number: self.count,
            ..line
        })
    }

    /// Adds all lines of another one, as later ones.
    pub fn merge(&mut self, mut other: FailureLines) -> io::Result<()> {
        if other.is_lost() {
            self.lose();
        }
        let before = self.count;
        self.count += other.count;
        other.each(|line| {
            self.kept.add(FailureLine {
                number: before + line.number,
                ..line.clone()
            })
        })
    }

    /// Gives up keeping lines.
    pub fn lose(&mut self) {
        self.kept.lose();
    }

    /// Whether the lines could not be kept.
    pub fn is_lost(&self) -> bool {
        self.kept.is_lost()
    }

    /// Emits every line, newest first. Lines without a time come last.
    pub fn each(&mut self, emit: impl FnMut(&FailureLine) -> io::Result<()>) -> io::Result<()> {
        self.kept.each(emit)
    }
}

impl FailureLine {
    /// Records what a line reports.
    pub fn of(line: &str, bounce: &Bounce<'_>, time: Option<Seconds>) -> FailureLine {
        let start = |text: &str| text[..text.floor_char_boundary(LONGEST_LINE)].to_owned();
        let known = |text: Option<&str>| start(text.unwrap_or_default());
        FailureLine {
            time,
            event: bounce.event,
            queue: known(bounce.queue.as_deref()),
            recipient: known(bounce.recipient.as_deref()),
            remote: known(bounce.remote.as_deref()),
            reply: start(&bounce.diagnostic),
            line: start(line),
            ..FailureLine::default()
        }
    }

    fn texts(&self) -> [&String; 5] {
        [
            &self.queue,
            &self.recipient,
            &self.remote,
            &self.reply,
            &self.line,
        ]
    }
}

impl Record for FailureLine {
    const MOST_BYTES: usize = 6 << 20;

    fn order(&self, other: &FailureLine) -> Ordering {
        (other.time, other.number).cmp(&(self.time, self.number))
    }

    /// No two lines have the same number.
    fn absorb(&mut self, _: &mut FailureLine) {}

    fn size(&self) -> usize {
        let texts = self.texts().map(|text| text.len() + EACH_TEXT);
        size_of::<FailureLine>() + texts.iter().sum::<usize>()
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let index = |index: Option<u32>| index.map_or(0, |index| u64::from(index) + 1);
        write_text(out, self.event.id())?;
        write_time(out, self.time)?;
        write_number(out, self.number)?;
        write_number(out, index(self.entry.map(u32::from)))?;
        write_number(out, index(self.said_by.map(u32::from)))?;
        let mut texts = self.texts().into_iter();
        texts.try_for_each(|text| write_text(out, text))
    }

    fn read(input: &mut impl Read) -> io::Result<Option<FailureLine>> {
        let Some(event) = read_text(input)? else {
            return Ok(None);
        };
        let (time, number) = (read_time(input)?, read_number(input)?);
        let [entry, said_by] = [read_number(input)?, read_number(input)?]
            .map(|index| index.checked_sub(1).map(|index| index as usize));
        let mut text = || read_text(input).map(Option::unwrap_or_default);
        Ok(Some(FailureLine {
            time,
            number,
            event: event.parse().unwrap_or_default(),
            entry: entry.map(EntryId::new),
            said_by: said_by.map(ProviderId::new),
            queue: text()?,
            recipient: text()?,
            remote: text()?,
            reply: text()?,
            line: text()?,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_into_memory_comes_back_as_it_was_and_newest_first() {
        let mut lines = FailureLines {
            kept: Spill::of(1 << 14),
            count: 0,
        };
        let line = |number: u64| FailureLine {
            time: (!number.is_multiple_of(3)).then_some((number % 5) as Seconds),
            number: number + 1,
            event: Event::Deferred,
            entry: (!number.is_multiple_of(2)).then(|| EntryId::new(number as usize)),
            said_by: number.is_multiple_of(2).then(|| ProviderId::new(0)),
            queue: format!("4Qw{number}"),
            recipient: "jo@example.org".to_owned(),
            remote: String::new(),
            reply: "452 4.2.2 full".to_owned(),
            line: "a line\tof\u{200b} the log ".repeat(4),
        };
        for number in 0..2000 {
            lines.add(line(number)).expect("files for the rest");
        }
        let mut expected: Vec<_> = (0..2000).map(line).collect();
        expected.sort_by_key(|line| std::cmp::Reverse((line.time, line.number)));
        let mut listed = Vec::new();
        let each = lines.each(|line| {
            listed.push(line.clone());
            Ok(())
        });
        each.expect("files to read");
        assert!(listed == expected);
    }
}
