//! What stands in front of all lines of a paste: pages and mail clients indent what they quote, or put `> ` before it.

use super::mails::is_speech;
use super::{Gathering, Pieces};
use crate::bounce::lines::{self, Line};
use crate::bounce::mail_start;

/// The margin of the lines that follow.
#[derive(Debug, Default)]
pub(super) struct Margin {
    /// Its width in bytes, once a line was read that is not blank.
    width: Option<usize>,
}

impl Margin {
    /// Strips the margin from a line. What is quoted within other text has a margin of its own.
    fn strip<'l>(&mut self, line: &'l [u8], is_text: bool) -> &'l [u8] {
        let text = lines::content(line);
        let lead = lead(text);
        let bare = &text[lead..];
        if bare.is_empty() {
            return if lead > 0 && text.contains(&b'>') {
                b"\n"
            } else {
                line
            };
        }
        if lead > 0 && is_speech(text) {
            self.width = Some(0);
            return line;
        }
        // A mail's source starts with its first field.
        let is_first = self.width.is_none() || is_text && mail_start::is_trace(bare);
        let width = if is_first {
            lead
        } else {
            self.width.unwrap_or_default().min(lead)
        };
        // A single blank may be a sign that a line continues the one before.
        let width = if width == 1 && line.starts_with(b" ") {
            0
        } else {
            width
        };
        self.width = Some(width);
        let rest = &line[width..];
        if is_text && is_quoted(rest) {
            &line[lead..]
        } else {
            rest
        }
    }

    /// Strips the margin from a line that has it.
    fn strip_known<'l>(&self, line: &'l [u8]) -> &'l [u8] {
        let width = self.width.unwrap_or_default();
        let is_margin = width > 1 && lead(lines::content(line)) >= width;
        if is_margin { &line[width..] } else { line }
    }
}

impl Pieces<'_> {
    /// Strips the margin from a line as it was read. In a transcript, what goes beyond the margin of its first line is
    /// a mark.
    pub(super) fn without_margin<'l>(&mut self, line: Line<'l>) -> Line<'l> {
        if line.edges.continued {
            return line;
        }
        let bytes = match self.gathering {
            Gathering::Elements(_) => line.bytes,
            Gathering::Dialogue => self.margin.strip_known(line.bytes),
            Gathering::Text => self.margin.strip(line.bytes, true),
            Gathering::Fields(_) | Gathering::Message(_) => self.margin.strip(line.bytes, false),
            Gathering::Queue | Gathering::Document(_) => self.margin.strip(line.bytes, false),
        };
        Line { bytes, ..line }
    }
}

/// Returns how many blanks and quote marks a line starts with.
fn lead(line: &[u8]) -> usize {
    let marks = line
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t' | b'>'));
    marks.count()
}

/// Whether a mail client quotes a line.
fn is_quoted(line: &[u8]) -> bool {
    matches!(line, [b'>', b' ' | b'>', ..])
}
