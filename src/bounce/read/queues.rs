//! Lists of mail queues in an input.

use super::{Gathering, Pieces};
use crate::bounce::lines::{Line, content, text};
use crate::bounce::queue::{self, Queue};

impl Pieces<'_> {
    /// Starts a list if a line of text is the first of one.
    pub(super) fn begins_queue(&mut self, line: &str) -> bool {
        let is_start = queue::starts(line);
        if is_start {
            self.finish();
            self.gathering = Gathering::Queue;
            self.queue = Queue::default();
        }
        is_start
    }

    pub(super) fn add_to_queue(&mut self, line: Line<'_>) {
        let (text, out) = (text(content(line.bytes)), &mut self.out);
        if !self
            .queue
            .add(&text, |bounce| out.emit((line.number, bounce)))
        {
            self.gathering = Gathering::Text;
            self.add(line);
        }
    }
}
