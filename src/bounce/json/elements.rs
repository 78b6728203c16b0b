//! JSON that is too long to be held in memory: its elements, one after the other, as they arrive.
//!
//! An array is split into its elements if it is the document, or if an envelope contains it: `{"items": […]}`. Any
//! other document is one element. Several documents may share a line.

use super::super::cut::{LONGEST_VALUE, Limit};
use super::super::nesting;
use super::{Document, ENVELOPES, document, is_crowded, is_json};

/// What is found in JSON.
#[derive(Debug)]
pub enum Found<'a> {
    /// An element of a known form.
    Element {
        /// The line at which it starts.
        line: usize,
        text: &'a str,
        document: Document,
    },
    /// An element of no known form that starts at this line.
    Unknown(usize, &'a str),
    /// Something that starts at this line was not read.
    Cut(usize, Limit),
}

/// The position of the next byte within a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    /// In a single element, unless it turns out to be an envelope.
    #[default]
    Whole,
    /// In an array, at this depth of brackets.
    Array(usize),
    /// After the array of an envelope.
    Behind,
}

/// Splits JSON into elements.
#[derive(Debug, Default)]
pub struct Elements {
    /// The element that has not ended yet.
    open: Vec<u8>,
    /// The line at which it starts; without one, the line that was added last.
    line: usize,
    at: At,
    /// The number of open brackets.
    depth: usize,
    in_string: bool,
    is_escaped: bool,
    /// Whether the element is too long and has been reported.
    is_long: bool,
    /// Whether any element was of a known form.
    pub is_known: bool,
    /// Why this is not JSON, or cannot be read.
    pub broken: Option<Limit>,
}

impl Elements {
    /// Whether every bracket is closed: after a line end, anything may follow.
    pub fn is_closed(&self) -> bool {
        self.depth == 0 && self.broken.is_none()
    }

    /// Whether a line may continue this, rather than being something else after JSON that is torn: an object occurs
    /// only where a value may.
    pub fn may_go_on(&self, line: &[u8]) -> bool {
        let takes_value = match self.open.trim_ascii_end().last() {
            None | Some(b'[' | b':') => true,
            Some(b',') => self.depth > 1,
            Some(_) => false,
        };
        nesting::may_go_on(line) && (takes_value || !line.starts_with(b"{"))
    }

    /// Returns the start of the element that has not ended, and its line.
    pub fn into_open(self) -> (usize, Vec<u8>) {
        (self.line, self.open)
    }

    /// Adds part of a line; returns how many of its bytes were JSON.
    pub fn add(&mut self, line: usize, bytes: &[u8], emit: &mut dyn FnMut(Found<'_>)) -> usize {
        if self.open.is_empty() {
            self.line = line;
        }
        let mut at = 0;
        while at < bytes.len() && self.broken.is_none() {
            let run = self.run(&bytes[at..]);
            self.push(line, &bytes[at..at + run]);
            self.limit(emit);
            at += run;
            let Some(byte) = bytes.get(at).filter(|_| self.broken.is_none()) else {
                break;
            };
            self.step(line, *byte, emit);
            at += usize::from(self.broken.is_none());
        }
        at
    }

    /// Returns how many bytes change nothing.
    fn run(&self, bytes: &[u8]) -> usize {
        let run = match (self.is_escaped, self.in_string) {
            (true, _) => Some(0),
            (_, true) => {
                let ends = |byte: &u8| matches!(byte, b'"' | b'\\' | b'\n' | b'\r');
                bytes.iter().position(ends)
            }
            (_, false) => {
                let marks = |byte: &u8| matches!(byte, b'"' | b',' | b'{' | b'}' | b'[' | b']');
                bytes.iter().position(marks)
            }
        };
        run.unwrap_or(bytes.len())
    }

    fn push(&mut self, line: usize, bytes: &[u8]) {
        let bytes = if self.open.is_empty() {
            bytes.trim_ascii_start()
        } else {
            bytes
        };
        if bytes.is_empty() || self.is_long || self.at == At::Behind {
            return;
        }
        if self.depth == 0 && !matches!(bytes, b"{") {
            self.broken = Some(Limit::Torn);
            return;
        }
        if self.open.is_empty() {
            self.line = line;
        }
        self.open.extend_from_slice(bytes);
    }

    /// Reads a byte that may change something.
    fn step(&mut self, line: usize, byte: u8, emit: &mut dyn FnMut(Found<'_>)) {
        let is_between = self.at == At::Array(self.depth) && !self.in_string;
        match byte {
            _ if self.is_escaped => self.is_escaped = false,
            // A string does not continue in the next line.
            b'\n' | b'\r' if self.in_string => {
                self.broken = Some(Limit::Torn);
                return;
            }
            b'\\' => self.is_escaped = true,
            b'"' => self.in_string = !self.in_string,
            _ if self.in_string => {}
            b'{' | b'[' => {
                if byte == b'[' && self.opens_array() {
                    self.depth += 1;
                    self.at = At::Array(self.depth);
                    self.open.clear();
                    return;
                }
                self.push(line, &[byte]);
                self.depth += 1;
                return;
            }
            b',' if is_between => return self.end(emit),
            b'}' | b']' if is_between => {
                self.end(emit);
                self.depth -= 1;
                self.at = At::Behind;
                return self.close(emit);
            }
            b'}' | b']' => {
                self.push(line, &[byte]);
                self.depth = self.depth.saturating_sub(1);
                return self.close(emit);
            }
            _ => {}
        }
        self.push(line, &[byte]);
    }

    /// Whether a bracket opens an array that is split.
    fn opens_array(&self) -> bool {
        if self.at != At::Whole || self.depth > 1 {
            return false;
        }
        let key = || {
            let before = self.open.trim_ascii_end().strip_suffix(b":")?;
            let before = before.trim_ascii_end().strip_suffix(b"\"")?;
            let start = memchr::memrchr(b'"', before)?;
            std::str::from_utf8(&before[start + 1..]).ok()
        };
        let is_envelope = |key| ENVELOPES.contains(&(&[key], key));
        self.depth == 0 || key().is_some_and(is_envelope)
    }

    /// Ends the document if its last bracket is closed.
    fn close(&mut self, emit: &mut dyn FnMut(Found<'_>)) {
        if self.depth > 0 || self.broken.is_some() {
            return;
        }
        if self.at == At::Whole {
            self.end(emit);
        }
        self.at = At::Whole;
    }

    /// Ends the element.
    fn end(&mut self, emit: &mut dyn FnMut(Found<'_>)) {
        if std::mem::take(&mut self.is_long) || self.open.is_empty() {
            self.open.clear();
            return;
        }
        let text = String::from_utf8_lossy(&self.open);
        match document(&text) {
            Some(document) => {
                self.is_known = true;
                emit(Found::Element {
                    line: self.line,
                    text: &text,
                    document,
                });
            }
            None if is_crowded(&self.open) => emit(Found::Cut(self.line, Limit::Value)),
            None if is_json(&text) => emit(Found::Unknown(self.line, &text)),
            None => {
                self.broken = Some(Limit::Torn);
                return;
            }
        }
        self.open.clear();
    }

    /// Drops an element that is too long; if nothing was known to be JSON so far, it may be anything.
    fn limit(&mut self, emit: &mut dyn FnMut(Found<'_>)) {
        if self.open.len() <= LONGEST_VALUE {
            return;
        }
        if self.is_known {
            emit(Found::Cut(self.line, Limit::Value));
            self.is_long = true;
            self.open.clear();
        } else {
            self.broken = Some(Limit::Value);
        }
    }
}
