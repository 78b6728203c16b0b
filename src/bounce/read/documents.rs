//! JSON documents of an input: in one line, over several lines, and too long to be held in memory.

use super::{Gathering, Pieces, any_json};
use crate::bounce::cut::{Cut, Limit};
use crate::bounce::json;
use crate::bounce::lines::{Block, Line, content, count_lines};
use crate::bounce::nesting::{self, Nesting};

/// The longest document that is gathered, in bytes; a longer one is read element by element.
const LONGEST_GATHERED: usize = 1 << 20;

/// What makes JSON too long to be gathered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Long {
    Line,
    Document,
}

impl Pieces<'_> {
    pub(super) fn add_to_document(&mut self, nesting: Nesting, line: Line<'_>) {
        let text = content(line.bytes);
        let is_whole = self.gathered.starts_with(b"{") && text.starts_with(b"{");
        let is_due = match self.gathered.trim_ascii_end().last() {
            Some(b'[' | b':') => true,
            Some(b',') => nesting.open > 1,
            _ => false,
        };
        if is_whole && !is_due && nesting::is_value(text) {
            // There is one object per line, and this one was cut off.
            self.finish();
            return self.add(line);
        }
        if line.edges.open || self.gathered.len() + line.bytes.len() > LONGEST_GATHERED {
            self.take_apart();
            return self.add(line);
        }
        let goes_on = nesting.after(text).filter(|_| nesting::may_go_on(text));
        let Some(nesting) = goes_on else {
            if nesting::is_torn(text) {
                self.take_apart();
            } else if nesting::is_torn(&self.gathered) {
                self.end_torn_document(!text.trim_ascii_start().starts_with(b"\""));
                self.end_open_elements();
            } else {
                self.give_up();
            }
            return self.add(line);
        };
        self.gathered.extend_from_slice(line.bytes);
        self.gathering = Gathering::Document(nesting);
        if nesting.open == 0 {
            self.end_document();
        }
    }

    /// Ends a document that breaks off, perhaps after a complete value, or else within its last line. Pasted JSON is
    /// often cut after the part that matters.
    pub(super) fn end_torn_document(&mut self, is_behind_value: bool) {
        let gathered = self.gathered.trim_ascii_end();
        let whole = is_behind_value
            .then(|| nesting::completed(gathered))
            .flatten();
        let known = whole.and_then(|whole| json::document(&whole));
        // A single line may be one of many objects, of which only this one is damaged.
        let any = |text: &&[u8]| {
            let is_shown = memchr::memchr(b'\n', text).is_some();
            any_json::document(&nesting::completed(text).filter(|_| is_shown)?)
        };
        let last = memchr::memrchr(b'\n', gathered).unwrap_or(0);
        match known.or_else(|| [gathered, &gathered[..last]].iter().find_map(any)) {
            Some(document) => {
                self.gathered.clear();
                self.gathering = Gathering::Text;
                self.emit_document(self.start, document);
                self.cut_at(self.start, Some(Limit::Torn));
            }
            None => self.take_apart(),
        }
    }

    /// Splits a document that is too long to be gathered.
    pub(super) fn take_apart(&mut self) {
        let gathered = std::mem::take(&mut self.gathered);
        self.gathering = Gathering::Elements(Long::Document);
        for line in Block::whole(self.start, &gathered).lines() {
            if let Gathering::Elements(long) = self.gathering {
                self.add_to_elements(long, line);
            } else {
                // If it were gathered again, it would be split again.
                self.add_with(line, Pieces::add_line);
            }
        }
    }

    pub(super) fn add_to_elements(&mut self, long: Long, line: Line<'_>) {
        self.gathering = Gathering::Elements(long);
        let is_new = long == Long::Line && !line.edges.continued;
        if is_new && !self.elements.is_closed() && !nesting::may_go_on(line.bytes) {
            self.end_elements(long, &[]);
            return self.add(line);
        }
        let (out, cuts) = (&mut self.out, &mut self.cuts);
        let read = self.elements.add(line.number, line.bytes, &mut |found| {
            let (line, document) = match found {
                json::Found::Element { line, document, .. } => (line, Some(document)),
                json::Found::Unknown(line, text) => (line, any_json::document(text)),
                json::Found::Cut(line, limit) => {
                    return cuts.push(Cut { line, limit });
                }
            };
            let json::Document { bounces, limit } = document.unwrap_or_default();
            bounces
                .into_iter()
                .for_each(|bounce| out.emit((line, bounce)));
            cuts.extend(limit.map(|limit| Cut { line, limit }));
        });
        if self.elements.broken.is_some() || self.elements.is_closed() && !line.edges.open {
            self.end_elements(long, &line.bytes[read..]);
        }
    }

    /// Ends JSON that was split. The rest is read line by line if it need not be JSON, except if it is one line: the
    /// torn rest of that is not a reply.
    pub(super) fn end_elements(&mut self, long: Long, rest: &[u8]) {
        self.gathering = Gathering::Text;
        let elements = std::mem::take(&mut self.elements);
        if elements.is_closed() {
            return;
        }
        let is_json = elements.is_known || long == Long::Line;
        let limit = elements.broken.unwrap_or(Limit::Torn);
        let (line, mut open) = elements.into_open();
        if is_json || nesting::is_torn(&open) {
            let whole = nesting::completed(&open);
            let document = whole.and_then(|whole| read_document(&whole));
            if let Some(document) = document {
                self.emit_document(line, document);
            }
            self.cut_at(line, Some(limit));
        } else {
            open.extend_from_slice(rest);
            self.add_lines(line, &open);
        }
    }

    pub(super) fn end_document(&mut self) {
        let text = String::from_utf8_lossy(&self.gathered);
        match read_document(&text) {
            Some(document) => {
                self.gathered.clear();
                self.gathering = Gathering::Text;
                self.emit_document(self.start, document);
            }
            None => {
                self.give_up();
                self.finish();
            }
        }
    }

    /// Reads a line of JSON that breaks off, as far as it goes: the rest of it is not a reply.
    pub(super) fn add_torn(&mut self, line: Line<'_>) {
        self.finish();
        self.add_to_elements(Long::Line, line);
        self.end_open_elements();
    }

    /// Ends JSON that is being split, if there is any.
    pub(super) fn end_open_elements(&mut self) {
        if let Gathering::Elements(long) = self.gathering {
            self.end_elements(long, &[]);
        }
    }

    /// Reads text, and the members of objects in it.
    pub(super) fn read_text_and_members(&mut self, gathered: &[u8]) {
        let mut read = 0;
        for (span, document) in any_json::cut_out(gathered) {
            let before = &gathered[read..span.start];
            self.read_text(before);
            self.skip(before);
            self.emit_document(self.number(0), document);
            read = span.end;
            self.skip(&gathered[span]);
        }
        self.read_text(&gathered[read..]);
    }

    /// Continues to number the lines of the gathered text behind a part of it.
    fn skip(&mut self, part: &[u8]) {
        let lines = count_lines(part);
        self.start += lines;
        let last = self.numbers.len().saturating_sub(1);
        self.numbers.drain(..lines.min(last));
    }

    /// Emits the bounces of a line or document, after what was gathered before it.
    pub(super) fn emit_document(&mut self, line: usize, document: json::Document) {
        self.end_before_document();
        self.is_within_text = false;
        for bounce in document.bounces {
            self.out.emit((line, bounce));
        }
        self.cut_at(line, document.limit);
    }
}

/// Reads a document of a known form, or else of any form.
fn read_document(text: &str) -> Option<json::Document> {
    json::document(text).or_else(|| any_json::document(text))
}
