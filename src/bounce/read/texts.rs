//! Text of an input: failure notices without their header, and replies.

use super::{Found, Pieces};
use crate::bounce::lines::Line;
use crate::bounce::mail_start;
use crate::bounce::{Bounce, Event, library, message};
use crate::reply::{self, Reply};
use std::borrow::Cow;

impl<T: FnMut(Found<'_>)> Pieces<T> {
    /// A blank line ends replies. Any other text may be a notice, whose paragraphs belong together.
    pub(super) fn end_paragraph(&mut self, line: Line<'_>) {
        if starts_with_reply(&self.gathered) {
            return self.finish();
        }
        let paragraph = self.gathered.get(self.paragraph..).unwrap_or_default();
        if paragraph.is_empty() {
            return;
        }
        self.is_notice |= message::announces(&String::from_utf8_lossy(paragraph));
        self.gathered.extend_from_slice(line.bytes);
        self.paragraph = self.gathered.len();
    }

    /// Whether a line cannot go on with the text before it. A notice may go on with fields, and with the message.
    pub(super) fn starts_anew(&self, line: &[u8]) -> bool {
        let is_paragraph = self.paragraph > 0 && self.paragraph == self.gathered.len();
        let is_field = || !self.is_notice && mail_start::field(line).is_some();
        is_paragraph && (mail_start::is_separator(line) || is_field())
    }

    pub(super) fn read_text(&mut self, gathered: &[u8]) {
        let text = String::from_utf8_lossy(gathered);
        let replies = reply::split(&text);
        let coded = replies
            .iter()
            .filter(|(_, said)| starts_with_reply(said.as_bytes()));
        // Of a list of replies none has to do with the next.
        let is_list = coded.count() > 1;
        if !is_list && self.read_report(self.start, &text) {
            return;
        }
        for (lines, said) in replies {
            let line = self.start + lines;
            if is_noise(said.as_bytes()) {
                if !std::mem::replace(&mut self.is_noise_told, true) {
                    self.tell_words(line, "".into());
                }
            } else if !(is_list && self.read_report(line, &said)) {
                self.tell_words(line, said.into());
            }
        }
    }

    /// Reads a text as a library's error or as a notice; whether it is one.
    fn read_report(&mut self, start: usize, text: &str) -> bool {
        let tell = &mut self.tell;
        let errors = library::read(text);
        if !errors.is_empty() {
            errors
                .into_iter()
                .for_each(|(lines, bounce)| tell((start + lines, bounce)));
            return true;
        }
        let (count, limit) = message::emit_notice(text, &mut |bounce| tell((start, bounce)));
        if count > 0 {
            self.cut_at(start, limit);
        }
        count > 0
    }

    fn tell_words(&mut self, line: usize, said: Cow<'_, str>) {
        let bounce = Bounce {
            said,
            event: Event::Unknown,
            ..Bounce::default()
        };
        (self.tell)((line, bounce));
    }
}

/// Whether the text starts with a server's reply.
fn starts_with_reply(text: &[u8]) -> bool {
    let line = text.split(|byte| matches!(byte, b'\n' | b'\r')).next();
    let line = String::from_utf8_lossy(line.unwrap_or_default());
    let start = line.trim_start_matches([' ', '\t', '>', '"', '\'']);
    start.starts_with(['2', '3', '4', '5']) && Reply::parse(start).class().is_some()
}

/// Whether this is no text at all: more control characters than any text has.
fn is_noise(bytes: &[u8]) -> bool {
    let is_control = |byte: &&u8| **byte < b' ' && !byte.is_ascii_whitespace() && **byte != b'\x1b';
    bytes.contains(&0) || bytes.iter().filter(is_control).count() > bytes.len() / 16
}
