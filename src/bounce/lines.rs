//! The lines of an input of any length, in bounded memory.

use super::cut::LONGEST_LINE;
use std::borrow::Cow;
use std::io::{self, ErrorKind, Read};
use std::iter;
use std::ops::Range;

/// How many bytes are read at once.
pub const CHUNK: usize = 1 << 18;

/// How a run of bytes relates to the lines of its input. The parts of an overlong line are passed on one by one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Edges {
    /// Its first line continues one that began earlier.
    pub continued: bool,
    /// It is part of a single line, which continues after it.
    pub open: bool,
}

/// Whole lines with their ends (LF, CRLF or CR), or part of a line that is too long to be held in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block<'a> {
    /// The number of the first line, counted from 1.
    pub number: usize,
    pub bytes: &'a [u8],
    pub edges: Edges,
}

/// A line with its end, if it has one, or part of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Counted from 1.
    pub number: usize,
    pub bytes: &'a [u8],
    pub edges: Edges,
}

impl<'a> Block<'a> {
    /// Creates a block of whole lines.
    pub(super) fn whole(number: usize, bytes: &'a [u8]) -> Block<'a> {
        Block {
            number,
            bytes,
            edges: Edges::default(),
        }
    }

    /// Returns its lines one by one.
    pub(super) fn lines(mut self) -> impl Iterator<Item = Line<'a>> {
        iter::from_fn(move || {
            let (line, rest) = self.split_line()?;
            self = rest;
            Some(line)
        })
    }

    /// Splits off the first line.
    pub(super) fn split_line(self) -> Option<(Line<'a>, Block<'a>)> {
        if self.bytes.is_empty() && !self.edges.continued {
            return None;
        }
        let (bytes, rest) = self
            .bytes
            .split_at(line(self.bytes).unwrap_or(self.bytes.len()));
        let line = Line {
            number: self.number,
            bytes,
            edges: self.edges,
        };
        Some((line, Block::whole(self.number + 1, rest)))
    }
}

impl<'a> Line<'a> {
    /// Creates a whole line.
    pub(super) fn whole(number: usize, bytes: &'a [u8]) -> Line<'a> {
        Line {
            number,
            bytes,
            edges: Edges::default(),
        }
    }
}

/// Passes an input on in blocks of whole lines.
#[derive(Debug)]
pub(super) struct Blocks {
    lines: Lines,
    /// The number of the next line.
    number: usize,
}

impl Default for Blocks {
    fn default() -> Blocks {
        Blocks {
            lines: Lines::default(),
            number: 1,
        }
    }
}

impl Blocks {
    /// Reads once, and emits the lines that are complete now, or `None` if the input says by [`ErrorKind::WouldBlock`]
    /// that it has nothing more for now. Returns whether the input continues. If it cannot be read to its end,
    /// everything read is emitted before the error is returned.
    pub(super) fn read(
        &mut self,
        input: &mut impl Read,
        mut emit: impl FnMut(Option<Block<'_>>),
    ) -> io::Result<bool> {
        let number = &mut self.number;
        let mut emit_lines = |bytes: &[u8], edges| {
            emit(Some(Block {
                number: *number,
                bytes,
                edges,
            }));
            *number += count_lines(bytes);
        };
        match self.lines.read(input, &mut emit_lines) {
            Ok(0) => {
                self.lines.end(emit_lines);
                Ok(false)
            }
            Ok(_) => Ok(true),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                emit(None);
                Ok(true)
            }
            Err(error) => {
                self.lines.break_off(emit_lines);
                Err(error)
            }
        }
    }
}

/// The lines of an input that arrives bit by bit: each is emitted once it is complete.
#[derive(Debug, Default)]
pub struct Lines {
    buffer: Vec<u8>,
    /// What was emitted last. It is discarded at the next read.
    emitted: Range<usize>,
    /// The end of the data in the buffer. After what was emitted comes the start of a line that is still open.
    filled: usize,
    /// Whether part of that line was emitted, because it is too long.
    is_within: bool,
}

impl Lines {
    /// Reads once, and emits the lines that are complete now, or part of one that is too long. Returns the number of
    /// bytes read, which is zero at the end of the input, for now.
    pub fn read(
        &mut self,
        input: &mut impl Read,
        mut emit: impl FnMut(&[u8], Edges),
    ) -> io::Result<usize> {
        self.make_way();
        // Even if an earlier part made the buffer larger: where a part ends must depend on the input alone.
        let end = (self.filled / CHUNK + 1) * CHUNK;
        if self.buffer.len() < end {
            self.buffer.resize(end, 0);
        }
        let count = loop {
            match input.read(&mut self.buffer[self.filled..end]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                count => break count?,
            }
        };
        if count == 0 {
            self.release();
            return Ok(0);
        }
        self.filled += count;
        let new = &self.buffer[..self.filled];
        let (mut length, is_long) = (whole_lines(new), new.len() >= LONGEST_LINE);
        let edges = Edges {
            continued: self.is_within,
            open: length == 0 && (is_long || self.is_within),
        };
        if edges.open {
            length = without_return(new).len();
        }
        if length > 0 {
            emit(&new[..length], edges);
            self.is_within = edges.open;
        }
        self.emitted = 0..length;
        Ok(count)
    }

    /// Swaps the buffer that holds what was emitted last for another; returns where in it that is.
    pub fn exchange(&mut self, other: &mut Vec<u8>) -> Range<usize> {
        let open = &self.buffer[self.emitted.end..self.filled];
        other.resize(other.len().max(self.buffer.len()), 0);
        other[..open.len()].copy_from_slice(open);
        self.filled = open.len();
        std::mem::swap(&mut self.buffer, other);
        std::mem::take(&mut self.emitted)
    }

    /// Keeps no more memory than the open line needs, since the next read may be a long time off, and hands over the
    /// buffer.
    pub fn release(&mut self) -> Vec<u8> {
        self.make_way();
        let open = self.buffer[..self.filled].to_vec();
        std::mem::replace(&mut self.buffer, open)
    }

    fn make_way(&mut self) {
        let emitted = std::mem::take(&mut self.emitted);
        self.buffer.copy_within(emitted.end..self.filled, 0);
        self.filled -= emitted.end;
    }

    /// Emits the last line if it has no end; what is read afterwards is another input.
    pub fn end(&mut self, mut emit: impl FnMut(&[u8], Edges)) {
        self.make_way();
        let edges = Edges {
            continued: std::mem::take(&mut self.is_within),
            open: false,
        };
        if self.filled > 0 || edges.continued {
            emit(&self.buffer[..self.filled], edges);
        }
        self.emitted = 0..self.filled;
    }

    /// Ends an input that broke off. Half a line could contain half an address, so the last line is emitted only if it
    /// is complete JSON.
    pub fn break_off(&mut self, emit: impl FnMut(&[u8], Edges)) {
        self.make_way();
        let line = self.buffer[..self.filled].trim_ascii();
        let is_json =
            matches!(line, [b'{' | b'[' | b'}' | b']', ..]) && matches!(line, [.., b'}' | b']']);
        if !is_json && !self.is_within {
            self.filled = 0;
        }
        self.end(emit);
    }
}

/// Strips a final CR, which may be half of a CRLF.
fn without_return(bytes: &[u8]) -> &[u8] {
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

/// Returns how many bytes are whole lines. A CR at the very end may be half of a CRLF.
pub(super) fn whole_lines(bytes: &[u8]) -> usize {
    memchr::memrchr2(b'\n', b'\r', without_return(bytes)).map_or(0, |at| at + 1)
}

/// Returns how many lines end in a text.
pub(super) fn count_lines(bytes: &[u8]) -> usize {
    let returns = memchr::memchr_iter(b'\r', bytes);
    let alone = returns.filter(|at| bytes.get(at + 1) != Some(&b'\n'));
    memchr::memchr_iter(b'\n', bytes).count() + alone.count()
}

/// Returns the length of the first line with its end.
pub(super) fn line(bytes: &[u8]) -> Option<usize> {
    let at = memchr::memchr2(b'\n', b'\r', bytes)?;
    let is_pair = bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
    Some(at + 1 + usize::from(is_pair))
}

/// Strips the line end.
pub(super) fn content(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Returns where the line that contains an index ends, without its line end.
pub(super) fn end_of_line(bytes: &[u8], from: usize) -> usize {
    let length = memchr::memchr2(b'\n', b'\r', &bytes[from..]);
    length.map_or(bytes.len(), |length| from + length)
}

/// Returns a line as text, without the colours that tools give it.
pub fn text(line: &[u8]) -> Cow<'_, str> {
    let text = lossy(line);
    if memchr::memchr(b'\x1b', line).is_none() {
        return text;
    }
    Cow::Owned(without_colours(&text))
}

/// Does the same as [`String::from_utf8_lossy`], which is slow for valid text.
pub(super) fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    match str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(bytes),
    }
}

/// Strips terminal colours: `\x1b[36m` (ECMA-48 §8.3.117), and `\x1b[K`, with which `grep` ends them.
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part
            .bytes()
            .take_while(|byte| byte.is_ascii_digit() || *byte == b';')
            .count();
        if matches!(part.as_bytes().get(digits), Some(b'm' | b'K')) {
            plain.push_str(&part[digits + 1..]);
        } else {
            plain.push_str("\x1b[");
            plain.push_str(part);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader that returns a few bytes at a time.
    struct Drops<'a>(&'a [u8], usize);

    impl Read for Drops<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = self.1.min(self.0.len()).min(buffer.len());
            buffer[..length].copy_from_slice(&self.0[..length]);
            self.0 = &self.0[length..];
            Ok(length)
        }
    }

    fn read(input: &[u8], drop: usize) -> Vec<(usize, String, Edges)> {
        let (mut blocks, mut input, mut found) =
            (Blocks::default(), Drops(input, drop), Vec::new());
        let mut emit = |block: Option<Block<'_>>| {
            for line in block.into_iter().flat_map(Block::lines) {
                let text = String::from_utf8_lossy(content(line.bytes)).into_owned();
                found.push((line.number, text, line.edges));
            }
        };
        while blocks
            .read(&mut input, &mut emit)
            .expect("memory can be read")
        {}
        found
    }

    #[test]
    fn every_line_end_ends_a_line_however_the_input_arrives() {
        for input in ["a\n\nb\nc", "a\r\n\r\nb\r\nc", "a\r\rb\rc", "a\n\nb\nc\n"] {
            for drop in 1..9 {
                let wanted = [(1, "a"), (2, ""), (3, "b"), (4, "c")];
                let wanted =
                    wanted.map(|(number, text)| (number, text.to_owned(), Edges::default()));
                assert_eq!(read(input.as_bytes(), drop), wanted, "{input:?} {drop}");
            }
        }
    }

    /// Joins the parts of long lines, and counts the parts of each.
    fn joined(found: &[(usize, String, Edges)]) -> Vec<(usize, String, usize)> {
        let mut lines: Vec<(usize, String, usize)> = Vec::new();
        for (number, text, edges) in found {
            match lines.last_mut().filter(|_| edges.continued) {
                Some((line, start, parts)) => {
                    assert_eq!(line, number);
                    start.push_str(text);
                    *parts += 1;
                }
                None => lines.push((*number, text.clone(), 1)),
            }
        }
        lines
    }

    #[test]
    fn a_line_that_is_too_long_comes_in_parts() {
        for end in ["\n", "\r", "\r\n"] {
            for drop in [1 << 16, (1 << 18) + 1] {
                let long = "x".repeat(3 * LONGEST_LINE - end.len());
                let input = ["a", end, &long, end, "b", end, "c"].concat();
                let found = joined(&read(input.as_bytes(), drop));
                let texts: Vec<_> = found
                    .iter()
                    .map(|(number, text, _)| (*number, text.as_str()))
                    .collect();
                assert_eq!(texts, [(1, "a"), (2, &long), (3, "b"), (4, "c")], "{end:?}");
                assert!(found[1].2 > 2 && found[2].2 == 1, "{end:?}");
            }
        }
    }

    #[test]
    fn a_long_line_without_an_end_ends_with_its_input() {
        let long = vec![b'x'; 2 * LONGEST_LINE];
        let found = read(&long, 1 << 16);
        assert!(found.last().is_some_and(|(_, _, edges)| !edges.open));
        assert_eq!(joined(&found)[0].1.len(), long.len());
    }
}
