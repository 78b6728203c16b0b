//! Table rows of an input, which may span several lines.

use super::Pieces;
use crate::bounce::cut::Limit;
use crate::bounce::lines::{Line, content, text};
use crate::bounce::log::LogLine;

impl Pieces<'_> {
    /// Whether a line is a row of the table that has begun, or continues one.
    pub(super) fn is_row(&self, line: &Line<'_>) -> bool {
        self.log.open_lines() > 0 || self.log.is_of_table(&text(content(line.bytes)))
    }

    pub(super) fn add_row(&mut self, line: Line<'_>) {
        let shown = text(content(line.bytes));
        let begun = self.log.open_lines();
        if begun > 0 && !self.log.goes_on(&shown) {
            self.end_row();
            return self.add(line);
        }
        if begun == 0 {
            self.end_wrapped();
            self.finish();
            self.row = line.number;
        }
        let (start, out) = (self.row, &mut self.out);
        self.log.read(&LogLine::of(&shown), &mut |bounce| {
            out.emit((start, bounce))
        });
    }

    /// Reads the lines of a row that was never closed.
    pub(super) fn end_row(&mut self) {
        let lines = self.log.take_open();
        if lines.is_empty() {
            return;
        }
        self.cut_at(self.row, Some(Limit::Quotes));
        for (number, line) in (self.row..).zip(lines) {
            let out = &mut self.out;
            let is_row = self
                .log
                .read_unquoted(&line, &mut |bounce| out.emit((number, bounce)));
            if !is_row && !line.trim().is_empty() {
                self.gather(number, &line);
            }
        }
        self.finish();
    }
}
