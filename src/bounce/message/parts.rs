//! Iterates over the parts of a mail. It skips the original, looks at every line only once however parts are nested,
//! and keeps none of them.

use super::mime::{Description, Raw, split};
use crate::bounce::cut::DEEPEST_PART;
use memchr::memmem;
use std::collections::HashMap;
use std::ops::Range;

/// Types of parts that are messages, or only their header.
const ORIGINALS: [&str; 6] = [
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
    "message/partial",
];

/// The parts of a mail, in order.
pub(super) struct Parts<'a> {
    mail: &'a [u8],
    /// Where the next part starts.
    next: Option<usize>,
    /// The boundaries of the parts that enclose the current one, with their depth.
    open: HashMap<Vec<u8>, usize>,
    /// Whether some parts were nested too deeply.
    pub is_too_deep: bool,
}

/// A line between parts (RFC 2046 §5.1.1).
struct Delimiter {
    line: Range<usize>,
    /// The depth of the boundary that it belongs to.
    level: usize,
    /// Whether its multipart ends here.
    closes: bool,
}

impl<'a> Parts<'a> {
    /// Starts with a mail whose line ends are LF.
    pub(super) fn of(mail: &'a [u8]) -> Parts<'a> {
        Parts {
            mail,
            next: Some(0),
            open: HashMap::new(),
            is_too_deep: false,
        }
    }

    /// Returns the part that starts here, unless it is a multipart.
    fn part(&mut self, start: usize) -> Option<Raw<'a>> {
        let rest = &self.mail[start..];
        let (head, body) = split(rest);
        let body_start = self.mail.len() - body.len();
        // A header may end without a blank line.
        let early = self.delimiter(start..body_start);
        let head = match &early {
            Some(delimiter) => self.before(start, delimiter),
            None => head,
        };
        let is_whole = early.is_none();
        let Description {
            kind,
            boundary,
            is_encoded,
        } = Description::of(head);
        let boundary = boundary.filter(|boundary| is_whole && self.is_new(boundary));
        let is_opened = boundary.is_some();
        let level = self.open.len();
        if is_opened && level == DEEPEST_PART {
            self.is_too_deep = true;
            let end = self.delimiter(body_start..self.mail.len());
            self.go_on(end);
            return None;
        }
        self.open
            .extend(boundary.map(|boundary| (boundary.into_bytes(), level)));
        let end = early.or_else(|| self.delimiter(body_start..self.mail.len()));
        if is_opened {
            let is_delimited = |end: &Delimiter| end.level == level;
            if end.as_ref().is_some_and(is_delimited) {
                self.go_on(end);
                return None;
            }
            self.close(level);
        }
        let part = match &end {
            Some(delimiter) => self.before(start, delimiter),
            None => rest,
        };
        self.go_on(end);
        Some(if !ORIGINALS.contains(&kind.as_str()) {
            Raw::Leaf(kind, part)
        } else if is_encoded {
            // An original in a transfer encoding is not read: only the parts of the report are decoded.
            Raw::Original(&[])
        } else {
            Raw::Original(split(part).1)
        })
    }

    fn is_new(&self, boundary: &str) -> bool {
        !boundary.is_empty() && !self.open.contains_key(boundary.as_bytes())
    }

    /// Closes every part at this depth or deeper.
    fn close(&mut self, level: usize) {
        self.open.retain(|_, open| *open < level);
    }

    /// Returns the text before a delimiter, without the line end that belongs to it.
    fn before(&self, start: usize, delimiter: &Delimiter) -> &'a [u8] {
        let end = delimiter.line.start.saturating_sub(1);
        self.mail.get(start..end).unwrap_or_default()
    }

    /// Returns the first delimiter in some lines.
    fn delimiter(&self, lines: Range<usize>) -> Option<Delimiter> {
        if self.open.is_empty() {
            return None;
        }
        let text = &self.mail[lines.clone()];
        let first = text.starts_with(b"--").then_some(0);
        let others = memmem::find_iter(text, b"\n--").map(|at| at + 1);
        first.into_iter().chain(others).find_map(|at| {
            let start = lines.start + at;
            let length = memchr::memchr(b'\n', &self.mail[start..]);
            let end = length.map_or(self.mail.len(), |length| start + length + 1);
            let (level, closes) = self.level(self.mail[start..end].trim_ascii_end())?;
            Some(Delimiter {
                line: start..end,
                level,
                closes,
            })
        })
    }

    /// Returns the depth of the boundary that a line belongs to, and whether it closes the multipart.
    fn level(&self, line: &[u8]) -> Option<(usize, bool)> {
        let line = line.strip_prefix(b"--")?;
        let level = |boundary: &[u8]| self.open.get(boundary).copied();
        let closed = || Some((level(line.strip_suffix(b"--")?)?, true));
        level(line).map(|level| (level, false)).or_else(closed)
    }

    /// Moves to the part after a delimiter, if there is one.
    fn go_on(&mut self, mut delimiter: Option<Delimiter>) {
        while let Some(Delimiter {
            line,
            level,
            closes,
        }) = delimiter
        {
            self.close(level + usize::from(!closes));
            if !closes {
                self.next = Some(line.end);
                return;
            }
            delimiter = self.delimiter(line.end..self.mail.len());
        }
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = Raw<'a>;

    fn next(&mut self) -> Option<Raw<'a>> {
        loop {
            let start = self.next.take()?;
            if let Some(part) = self.part(start) {
                return Some(part);
            }
        }
    }
}
