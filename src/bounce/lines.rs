//! The lines of an input of any length, in bounded memory.

use std::io::{self, ErrorKind, Read};
use std::ops::Range;

/// How much is read at once, in bytes.
const CHUNK: usize = 1 << 18;
/// What of a longer line is behind this, in bytes, is left out.
pub const LONGEST_LINE: usize = 1 << 20;

/// Whole lines with their ends: LF, CRLF or CR.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block<'a> {
    /// The number of the first line, counted from 1.
    pub number: usize,
    pub bytes: &'a [u8],
    /// This is the start of one line that is too long to be told as a whole.
    pub cut: bool,
}

/// A line with its end, if it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Counted from 1.
    pub number: usize,
    pub bytes: &'a [u8],
    pub cut: bool,
}

impl<'a> Block<'a> {
    /// The first line, and what follows.
    pub fn split_line(self) -> Option<(Line<'a>, Block<'a>)> {
        if self.bytes.is_empty() {
            return None;
        }
        let (bytes, rest) = self
            .bytes
            .split_at(line(self.bytes).unwrap_or(self.bytes.len()));
        let line = Line {
            number: self.number,
            bytes,
            cut: self.cut,
        };
        let rest = Block {
            number: self.number + 1,
            bytes: rest,
            cut: false,
        };
        Some((line, rest))
    }
}

/// Tells an input in blocks of whole lines.
pub fn blocks(mut input: impl Read, mut tell: impl FnMut(Block<'_>)) -> io::Result<()> {
    let (mut lines, mut number) = (Lines::default(), 1);
    let mut tell = |bytes: &[u8], cut| {
        tell(Block { number, bytes, cut });
        number += if cut { 1 } else { count_lines(bytes) };
    };
    while lines.read(&mut input, &mut tell)? > 0 {}
    lines.end(tell);
    Ok(())
}

/// The lines of an input that arrives bit by bit: a line is told once it is whole.
#[derive(Debug, Default)]
pub struct Lines {
    buffer: Vec<u8>,
    /// What was told last. It makes way when more is read.
    told: Range<usize>,
    /// So much of the buffer was read; behind what was told that is the start of a line that is still open.
    filled: usize,
    /// That line was cut: the rest of it is skipped.
    cutting: bool,
}

impl Lines {
    /// Reads once and tells the lines that are whole now, and whether they are the start of one line that is too long to
    /// be told as a whole. How many bytes were read: none where the input ends, for now.
    pub fn read(
        &mut self,
        input: &mut impl Read,
        mut tell: impl FnMut(&[u8], bool),
    ) -> io::Result<usize> {
        self.make_way();
        if self.filled == self.buffer.len() {
            self.buffer.resize(self.filled + CHUNK, 0);
        }
        let count = loop {
            match input.read(&mut self.buffer[self.filled..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                count => break count?,
            }
        };
        if count == 0 {
            self.release();
            return Ok(0);
        }
        self.filled += count;
        let Some(start) = self.skip_rest() else {
            return Ok(count);
        };
        let new = &self.buffer[start..self.filled];
        let (mut whole, is_long) = (whole_lines(new), new.len() >= LONGEST_LINE);
        self.cutting = whole == 0 && is_long;
        if self.cutting {
            whole = new.len();
        }
        if whole > 0 {
            tell(&new[..whole], self.cutting);
        }
        self.told = start..start + whole;
        Ok(count)
    }

    /// Takes another buffer for the one that holds what was told last; where in that it stands.
    pub fn exchange(&mut self, other: &mut Vec<u8>) -> Range<usize> {
        let open = &self.buffer[self.told.end..self.filled];
        other.resize(other.len().max(self.buffer.len()), 0);
        other[..open.len()].copy_from_slice(open);
        self.filled = open.len();
        std::mem::swap(&mut self.buffer, other);
        std::mem::take(&mut self.told)
    }

    /// Keeps no more memory than the open line takes, since more may be long in coming, and hands over what it was read
    /// with.
    pub fn release(&mut self) -> Vec<u8> {
        self.make_way();
        let open = self.buffer[..self.filled].to_vec();
        std::mem::replace(&mut self.buffer, open)
    }

    fn make_way(&mut self) {
        let told = std::mem::take(&mut self.told);
        self.buffer.copy_within(told.end..self.filled, 0);
        self.filled -= told.end;
    }

    /// Where the next line starts in the buffer, once the rest of one that was cut is there.
    fn skip_rest(&mut self) -> Option<usize> {
        if !self.cutting {
            return Some(0);
        }
        let rest = &self.buffer[..self.filled];
        // A CR at the very end may be half of a CRLF.
        let is_whole = |length: &usize| *length < rest.len() || rest.ends_with(b"\n");
        let Some(length) = line(rest).filter(is_whole) else {
            self.filled = usize::from(rest.ends_with(b"\r"));
            self.buffer[0] = b'\r';
            return None;
        };
        Some(length)
    }

    /// Tells the last line if it has no end; what is read from then on is another input.
    pub fn end(&mut self, mut tell: impl FnMut(&[u8], bool)) {
        self.make_way();
        if self.filled > 0 && !self.cutting {
            tell(&self.buffer[..self.filled], false);
        }
        self.told = 0..self.filled;
        self.cutting = false;
    }
}

/// How many bytes whole lines take. A CR at the very end may be half of a CRLF.
fn whole_lines(bytes: &[u8]) -> usize {
    let end = bytes.strip_suffix(b"\r").map_or(bytes.len(), <[u8]>::len);
    memchr::memrchr2(b'\n', b'\r', &bytes[..end]).map_or(0, |at| at + 1)
}

/// How many lines end in a text.
pub fn count_lines(bytes: &[u8]) -> usize {
    let is = |wanted: u8| move |byte: &&u8| **byte == wanted;
    let (mut line_feeds, mut returns) = (0, 0);
    // So few that a byte counts them: the compiler makes vectors of that.
    for bytes in bytes.chunks(192) {
        line_feeds += usize::from(bytes.iter().filter(is(b'\n')).fold(0u8, |sum, _| sum + 1));
        returns += usize::from(bytes.iter().filter(is(b'\r')).fold(0u8, |sum, _| sum + 1));
    }
    if returns == 0 {
        return line_feeds;
    }
    let returns = memchr::memchr_iter(b'\r', bytes);
    let alone = returns.filter(|at| bytes.get(at + 1) != Some(&b'\n'));
    line_feeds + alone.count()
}

/// The length of the first line with its end.
fn line(bytes: &[u8]) -> Option<usize> {
    let at = memchr::memchr2(b'\n', b'\r', bytes)?;
    let is_pair = bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
    Some(at + 1 + usize::from(is_pair))
}

/// A line without its end.
pub fn content(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes a few at a time.
    struct Drops<'a>(&'a [u8], usize);

    impl Read for Drops<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = self.1.min(self.0.len()).min(buffer.len());
            buffer[..length].copy_from_slice(&self.0[..length]);
            self.0 = &self.0[length..];
            Ok(length)
        }
    }

    fn read(input: &[u8], drop: usize) -> Vec<(usize, String, bool)> {
        let mut found = Vec::new();
        blocks(Drops(input, drop), |mut block| {
            while let Some((line, rest)) = block.split_line() {
                let text = String::from_utf8_lossy(content(line.bytes)).into_owned();
                found.push((line.number, text, line.cut));
                block = rest;
            }
        })
        .expect("memory can be read");
        found
    }

    #[test]
    fn every_line_end_ends_a_line_however_the_input_arrives() {
        for input in ["a\n\nb\nc", "a\r\n\r\nb\r\nc", "a\r\rb\rc", "a\n\nb\nc\n"] {
            for drop in 1..9 {
                let wanted = [(1, "a"), (2, ""), (3, "b"), (4, "c")];
                let wanted = wanted.map(|(number, text)| (number, text.to_owned(), false));
                assert_eq!(read(input.as_bytes(), drop), wanted, "{input:?} {drop}");
            }
        }
    }

    #[test]
    fn of_a_line_that_is_too_long_the_start_is_told() {
        let long = vec![b'x'; 3 * LONGEST_LINE];
        let input = [&b"a\n"[..], &long, b"\nb\n"].concat();
        let found = read(&input, 1 << 16);
        let told: Vec<_> = found
            .iter()
            .map(|(number, _, cut)| (*number, *cut))
            .collect();
        assert_eq!(told, [(1, false), (2, true), (3, false)]);
        assert!(found[1].1.len() >= LONGEST_LINE && found[1].1.len() < 2 * LONGEST_LINE);
    }

    #[test]
    fn a_line_that_is_too_long_ends_where_what_was_read_ends() {
        const DROP: usize = 1 << 16;
        for end in ["\n", "\r", "\r\n"] {
            let long = "x".repeat(2 * LONGEST_LINE - end.len());
            let input = long + end + "b" + end + "c";
            let found = read(input.as_bytes(), DROP);
            let told: Vec<_> = found[1..]
                .iter()
                .map(|(number, text, _)| (*number, text.as_str()))
                .collect();
            assert_eq!(told, [(2, "b"), (3, "c")], "{end:?}");
        }
    }
}
