//! How far a file has been read, and enough of what was read to notice when the file contains something else.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

/// How many bytes are remembered of the start of a file, and of what was read last. Within them, a log line names its
/// time and its message.
const MOST: usize = 256;

/// What was read of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Mark {
    first: Vec<u8>,
    last: Vec<u8>,
    /// How much was read, in bytes.
    pub position: u64,
}

impl Mark {
    /// Whether the file still contains what was read, so that reading can continue. A truncated or rewritten file does
    /// not, however long it is; a copy does.
    pub(super) fn is_in(&self, file: &mut File) -> io::Result<bool> {
        let last = self.position - self.last.len() as u64;
        Ok(holds(file, 0, &self.first)? && holds(file, last, &self.last)?)
    }

    fn note(&mut self, bytes: &[u8]) {
        let room = MOST - self.first.len();
        self.first.extend(&bytes[..room.min(bytes.len())]);
        let new = &bytes[bytes.len().saturating_sub(MOST)..];
        let excess = (self.last.len() + new.len()).saturating_sub(MOST);
        self.last.drain(..excess);
        self.last.extend(new);
        self.position += bytes.len() as u64;
    }
}

fn holds(file: &mut File, at: u64, wanted: &[u8]) -> io::Result<bool> {
    let mut found = [0; MOST];
    let found = &mut found[..wanted.len()];
    file.seek(SeekFrom::Start(at))?;
    match file.read_exact(found) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        read => read.map(|()| found == wanted),
    }
}

/// A file that remembers what is read from it.
pub(super) struct Marking<'a> {
    pub file: &'a mut File,
    pub mark: &'a mut Mark,
}

impl Read for Marking<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.mark.note(&buffer[..count]);
        Ok(count)
    }
}
