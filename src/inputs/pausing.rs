//! A pipe that says when it has nothing more for now, so that what has arrived is answered at once.

use std::io::{self, Cursor, ErrorKind, Read};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::Duration;

/// A program that writes a text in pieces pauses for less than this between them.
const PAUSE: Duration = Duration::from_millis(20);
/// How much is read at once, in bytes: as much as a pipe holds on most systems.
const PIECE: usize = 1 << 16;
/// How many pieces are read ahead.
const AHEAD: usize = 4;

/// Input that another thread reads. Before waiting for longer than a moment, it fails once with
/// [`ErrorKind::WouldBlock`].
pub(super) struct Pausing {
    pieces: Receiver<io::Result<Vec<u8>>>,
    piece: Cursor<Vec<u8>>,
    /// Whether something was read since it last failed that way.
    is_due: bool,
}

impl Pausing {
    pub(super) fn new(input: Box<dyn Read + Send>) -> Pausing {
        let (sender, pieces) = mpsc::sync_channel(AHEAD);
        thread::spawn(move || pump(input, &sender));
        Pausing {
            pieces,
            piece: Cursor::default(),
            is_due: false,
        }
    }
}

impl Read for Pausing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.piece.read(buffer)?;
        if count > 0 || buffer.is_empty() {
            return Ok(count);
        }
        let piece = if self.is_due {
            self.pieces.recv_timeout(PAUSE)
        } else {
            self.pieces.recv().map_err(RecvTimeoutError::from)
        };
        match piece {
            Ok(piece) => {
                self.is_due = true;
                self.piece = Cursor::new(piece?);
                self.piece.read(buffer)
            }
            Err(RecvTimeoutError::Timeout) => {
                self.is_due = false;
                Err(ErrorKind::WouldBlock.into())
            }
            Err(RecvTimeoutError::Disconnected) => Ok(0),
        }
    }
}

/// Reads to the end, or until nobody listens any more.
fn pump(mut input: Box<dyn Read + Send>, sender: &SyncSender<io::Result<Vec<u8>>>) {
    loop {
        let mut piece = vec![0; PIECE];
        let read = match input.read(&mut piece) {
            Ok(0) => return,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            // Another program that has this pipe open may have made it non-blocking.
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                thread::sleep(PAUSE);
                continue;
            }
            Ok(count) => {
                piece.truncate(count);
                Ok(piece)
            }
            Err(error) => Err(error),
        };
        let is_end = read.is_err();
        if sender.send(read).is_err() || is_end {
            return;
        }
    }
}
