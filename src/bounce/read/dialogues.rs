//! Transcripts of SMTP sessions in an input.

use super::{Gathering, LONGEST_TEXT, Pieces, texts};
use crate::bounce::Event;
use crate::bounce::dialogue::{Dialogue, ProtocolLog, Turn, opens};
use crate::bounce::lines::{Line, content, text};
use crate::bounce::log::LogLine;
use crate::bounce::nesting::Nesting;
use crate::bounce::{library, mail_start, message};
use crate::reply::{self, Reply};

/// After this many other lines, a transcript is over.
const MOST_OTHER: usize = 300;

/// A transcript that is being read.
#[derive(Debug)]
pub(super) struct Transcript {
    kind: Kind,
    /// How many lines in a row do not belong to it.
    others: usize,
    /// Whether anybody has said anything.
    is_certain: bool,
}

#[derive(Debug)]
enum Kind {
    /// One session as people paste it.
    Session(Box<Dialogue>),
    ProtocolLog(ProtocolLog),
}

impl Pieces<'_> {
    /// Starts a transcript if a line of text belongs to one.
    pub(super) fn begins_dialogue(&mut self, line: &str) -> bool {
        let kind = if Turn::of(line, false).is_some() || opens(line) {
            Kind::Session(Box::default())
        } else if let Some(log) = ProtocolLog::of(line) {
            Kind::ProtocolLog(log)
        } else {
            return false;
        };
        // A notice may quote part of a transcript.
        if self.is_in_notice() {
            return false;
        }
        if line.contains("SMTP<<") || line.contains("SMTP>>") {
            self.leave_out_debugging();
        }
        let before = self.take_accepted();
        self.finish();
        self.log_lines = 0;
        let mut transcript = Transcript {
            is_certain: matches!(kind, Kind::ProtocolLog(_)),
            kind,
            others: 0,
        };
        if let Kind::Session(dialogue) = &mut transcript.kind {
            let out = &mut self.out;
            for (number, diagnostic) in before {
                let turns = diagnostic.lines().filter_map(|line| Turn::of(line, true));
                turns.for_each(|turn| dialogue.add(number, turn, &mut |found| out.emit(found)));
            }
        }
        self.gathering = Gathering::Dialogue;
        self.transcript = Some(transcript);
        true
    }

    /// Drops what Exim logs about its own work before a session. Each line starts with a process id that may look like
    /// a code: `  510 Connecting to …`.
    fn leave_out_debugging(&mut self) {
        let text = String::from_utf8_lossy(&self.gathered);
        let is_work = |line: &&str| {
            let line = line.trim_start();
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            let is_id = rest.len() < line.len() && rest.starts_with(' ');
            is_id && Reply::parse(line).enhanced.is_none()
        };
        let mut numbers = Vec::with_capacity(self.numbers.len());
        let mut kept = String::new();
        for (line, text) in text.split_inclusive('\n').enumerate() {
            if !is_work(&text) {
                numbers.push(self.number(line));
                kept.push_str(text);
            }
        }
        self.numbers = numbers;
        self.gathered = kept.into_bytes();
    }

    /// Removes accepting replies from the end of the gathered text: they are the start of the transcript.
    fn take_accepted(&mut self) -> Vec<(usize, String)> {
        let text = String::from_utf8_lossy(&self.gathered).into_owned();
        let replies = reply::split(&text);
        let is_accepted =
            |(_, diagnostic): &(usize, String)| Reply::parse(diagnostic).is_acceptance();
        let count = replies
            .iter()
            .rev()
            .take_while(|reply| is_accepted(reply))
            .count();
        let accepted = &replies[replies.len() - count..];
        if let Some((first, _)) = accepted.first() {
            let before = text.split_inclusive('\n').take(*first).map(str::len).sum();
            self.gathered.truncate(before);
        }
        accepted
            .iter()
            .map(|(lines, diagnostic)| (self.number(*lines), diagnostic.clone()))
            .collect()
    }

    pub(super) fn add_to_dialogue(&mut self, line: Line<'_>) {
        let text = text(content(line.bytes));
        let (Some(transcript), out) = (&mut self.transcript, &mut self.out) else {
            return;
        };
        let mut emit = |found| out.emit(found);
        let is_part = match &mut transcript.kind {
            Kind::Session(dialogue) => {
                let turn = Turn::of(&text, true);
                turn.map(|turn| dialogue.add(line.number, turn, &mut emit))
                    .is_some()
            }
            Kind::ProtocolLog(log) => log.add(line.number, &text, &mut emit),
        };
        if is_part {
            (transcript.others, transcript.is_certain) = (0, true);
            self.gathered.clear();
            return;
        }
        transcript.others += 1;
        let is_room = self.gathered.len() + line.bytes.len() <= LONGEST_TEXT;
        if transcript.is_ended_by(&text) || !is_room {
            self.finish();
            return self.add(line);
        }
        if !transcript.is_certain {
            self.keep(line.number, line.bytes);
            return;
        }
        // Programs log between the replies. Without a message id, that is what the session has shown.
        let has_refused = match &transcript.kind {
            Kind::Session(dialogue) => dialogue.is_refused,
            Kind::ProtocolLog(_) => false,
        };
        let mut is_found = false;
        self.log.read(&LogLine::of(&text), &mut |bounce| {
            is_found |= bounce.event != Event::Delivered;
            if bounce.queue.is_some() || !has_refused {
                out.emit((line.number, bounce));
            }
        });
        if let Kind::Session(dialogue) = &mut transcript.kind {
            if is_found {
                // That others were accepted is no result then.
                dialogue.is_refused = true;
            } else if library::is_library(&text)
                || message::announces(&text)
                || library::refuses(&text)
            {
                let said = library::read(&text).into_iter().map(|(_, said)| said);
                let mut said: Vec<_> = said.collect();
                if said.is_empty() {
                    said.push(texts::unknown(text.trim().to_owned().into()));
                }
                dialogue.fail(line.number, said);
            }
        }
    }

    /// Emits what is certain while nothing more comes.
    pub(super) fn pause_dialogue(&mut self) {
        let out = &mut self.out;
        let Some(transcript) = &mut self.transcript else {
            return;
        };
        let mut emit = |found| out.emit(found);
        match &mut transcript.kind {
            Kind::Session(dialogue) => dialogue.pause(&mut emit),
            Kind::ProtocolLog(log) => log.pause(&mut emit),
        }
    }

    /// Ends the transcript. If nobody said anything in it, it is text.
    pub(super) fn end_dialogue(&mut self) {
        let out = &mut self.out;
        let Some(mut transcript) = self.transcript.take() else {
            return;
        };
        let mut emit = |found| out.emit(found);
        match &mut transcript.kind {
            Kind::Session(dialogue) => dialogue.end(&mut emit),
            Kind::ProtocolLog(log) => log.end(&mut emit),
        }
        self.give_up();
    }
}

impl Transcript {
    /// Whether something else starts with a line that does not belong to it.
    fn is_ended_by(&self, line: &str) -> bool {
        let is_over = match &self.kind {
            Kind::Session(dialogue) => dialogue.is_over && line.trim().is_empty(),
            Kind::ProtocolLog(_) => true,
        };
        is_over
            || self.others > MOST_OTHER
            || mail_start::is_separator(line.as_bytes())
            || Nesting::of_first(line.as_bytes()).is_some()
    }
}
