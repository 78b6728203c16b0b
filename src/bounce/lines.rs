//! The lines of an input of any length, in bounded memory.

use std::io::{self, ErrorKind, Read};

/// How much is read at once, in bytes.
const CHUNK: usize = 1 << 18;
/// What of a longer line is behind this, in bytes, is left out.
pub const LONGEST_LINE: usize = 1 << 20;

/// A line with its end, if it has one: LF, CRLF or CR.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Counted from 1.
    pub number: usize,
    pub bytes: &'a [u8],
    /// The line was longer than [`LONGEST_LINE`].
    pub cut: bool,
}

/// Tells every line of an input.
pub fn lines(mut input: impl Read, mut tell: impl FnMut(Line<'_>)) -> io::Result<()> {
    let mut buffer = vec![0; CHUNK];
    let (mut filled, mut number, mut cutting) = (0, 0, false);
    loop {
        if filled == buffer.len() {
            buffer.resize(buffer.len() + CHUNK, 0);
        }
        let count = match input.read(&mut buffer[filled..]) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            count => count?,
        };
        let ends = count == 0;
        filled += count;
        let mut start = 0;
        while let Some(length) = line(&buffer[start..filled], ends) {
            number += 1;
            if !std::mem::take(&mut cutting) {
                let bytes = &buffer[start..start + length];
                tell(Line {
                    number,
                    bytes,
                    cut: false,
                });
            }
            start += length;
        }
        let rest = &buffer[start..filled];
        if rest.len() >= LONGEST_LINE || ends && !rest.is_empty() {
            if !cutting {
                tell(Line {
                    number: number + 1,
                    bytes: rest,
                    cut: !ends,
                });
            }
            cutting = true;
            start = filled;
        }
        buffer.copy_within(start..filled, 0);
        filled -= start;
        if ends {
            return Ok(());
        }
    }
}

/// The length of the first line with its end. A CR at the very end may be half of a CRLF.
fn line(bytes: &[u8], ends: bool) -> Option<usize> {
    let at = memchr::memchr2(b'\n', b'\r', bytes)?;
    match (bytes[at], bytes.get(at + 1)) {
        (b'\r', Some(b'\n')) => Some(at + 2),
        (b'\r', None) if !ends => None,
        _ => Some(at + 1),
    }
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
        lines(Drops(input, drop), |line| {
            let text = String::from_utf8_lossy(content(line.bytes)).into_owned();
            found.push((line.number, text, line.cut));
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
}
