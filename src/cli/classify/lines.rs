//! The lines of an input, each as soon as it is complete.

use memchr::memchr;
use std::io::{self, ErrorKind, Read};
use std::thread;
use std::time::Duration;

/// How much is read at once, in bytes: more than a pipe holds.
const CHUNK: usize = 1 << 18;
/// The most bytes of a line that are kept.
pub(super) const LONGEST: usize = 16 << 20;
/// How long to wait for an input that another program made non-blocking.
const PAUSE: Duration = Duration::from_millis(5);

/// A line without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Counted from 1.
    pub number: u64,
    pub bytes: &'a [u8],
    /// Whether the line is longer than that; its rest was skipped.
    pub is_cut: bool,
}

/// An input that is read line by line. A line ends with LF or CRLF; a CR anywhere else is part of the line. A byte order
/// mark at the start of the input is skipped.
pub(super) struct Lines<R> {
    input: R,
    buffer: Vec<u8>,
    /// How much of the buffer is filled, how much of that has been returned, and how much has been searched for a line
    /// end.
    filled: usize,
    taken: usize,
    searched: usize,
    number: u64,
    /// Whether the rest of a cut line is being skipped.
    is_skipping: bool,
    is_ended: bool,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(input: R) -> Lines<R> {
        Lines {
            input,
            buffer: Vec::new(),
            filled: 0,
            taken: 0,
            searched: 0,
            number: 0,
            is_skipping: false,
            is_ended: false,
        }
    }

    /// Reads what is there, and waits only if there is nothing; `false` at the end of the input.
    pub(super) fn read(&mut self) -> io::Result<bool> {
        self.buffer.copy_within(self.taken..self.filled, 0);
        self.filled -= self.taken;
        self.searched -= self.taken;
        self.taken = 0;
        if self.buffer.len() < self.filled + CHUNK {
            self.buffer.resize(self.filled + CHUNK, 0);
        }
        let count = loop {
            match self.input.read(&mut self.buffer[self.filled..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(PAUSE),
                count => break count?,
            }
        };
        self.filled += count;
        self.is_ended = count == 0;
        Ok(!self.is_ended)
    }

    /// The next complete line; at the end of the input, also one without a line end.
    pub(super) fn next(&mut self) -> Option<Line<'_>> {
        loop {
            let end = memchr(b'\n', &self.buffer[self.searched..self.filled]);
            let end = end.map(|at| self.searched + at);
            let stop = end.unwrap_or(self.filled);
            self.searched = end.map_or(self.filled, |end| end + 1);
            if std::mem::take(&mut self.is_skipping) {
                self.taken = self.searched;
                self.is_skipping = end.is_none();
                end?;
                continue;
            }
            // One more byte may be the CR of the line end.
            let is_long = stop - self.taken > LONGEST + 1;
            let is_whole = end.is_some() || self.is_ended && stop > self.taken;
            if !is_whole && !is_long {
                return None;
            }
            let from = std::mem::replace(&mut self.taken, self.searched);
            self.is_skipping = end.is_none();
            self.number += 1;
            let mut bytes = &self.buffer[from..stop];
            if end.is_some() {
                bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
            }
            if self.number == 1 {
                let mark = "\u{feff}".as_bytes();
                bytes = bytes.strip_prefix(mark).unwrap_or(bytes);
            }
            return Some(Line {
                number: self.number,
                bytes: &bytes[..bytes.len().min(LONGEST)],
                is_cut: bytes.len() > LONGEST,
            });
        }
    }
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

    /// Each line, and whether it was cut.
    fn lines(input: &[u8], drop: usize) -> Vec<(Vec<u8>, bool)> {
        let (mut lines, mut found) = (Lines::new(Drops(input, drop)), Vec::new());
        loop {
            let goes_on = lines.read().expect("memory can be read");
            while let Some(line) = lines.next() {
                found.push((line.bytes.to_vec(), line.is_cut));
                assert_eq!(line.number, found.len() as u64);
            }
            if !goes_on {
                return found;
            }
        }
    }

    #[test]
    fn every_line_comes_once_however_the_input_arrives() {
        for drop in 1..9 {
            for (input, wanted) in [
                ("", &[][..]),
                ("\n", &[""]),
                ("a", &["a"]),
                ("a\r", &["a\r"]),
                (
                    "a\r\n\r\n\nb\rc\n\r\r\nd",
                    &["a", "", "", "b\rc", "\r", "d"],
                ),
                ("\u{feff}a\n\u{feff}b", &["a", "\u{feff}b"]),
            ] {
                let wanted: Vec<_> = wanted
                    .iter()
                    .map(|line| (line.as_bytes().to_vec(), false))
                    .collect();
                assert_eq!(lines(input.as_bytes(), drop), wanted, "{input:?} {drop}");
            }
        }
    }

    #[test]
    fn of_a_line_that_is_too_long_the_start_is_held() {
        let long = vec![b'x'; LONGEST];
        for end in ["", "\n", "\r\n", "y\n", "yy\r\n", "yy"] {
            let input = [b"a\n", &long[..], end.as_bytes(), b"\nb"].concat();
            let found = lines(&input, CHUNK);
            let is_cut = end.trim_end() != "";
            assert_eq!(found[1], (long.clone(), is_cut), "{end:?}");
            assert_eq!(found.last().map(|(line, _)| &line[..]), Some(&b"b"[..]));
            assert_eq!(found.len(), if end.contains('\n') { 4 } else { 3 });
        }
    }
}
