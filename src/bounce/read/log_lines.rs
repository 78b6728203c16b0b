//! Log lines, among whatever else an input contains.

use super::{Pieces, SURELY_LOG, any_json, texts};
use crate::bounce::lines::{self, Block};
use crate::bounce::log::{self, LogLine};
use crate::bounce::{About, Bounce, library};

impl Pieces<'_> {
    /// Reads the lines of a known log that may report a failure. Returns the lines from where something else starts: a
    /// table, a mail, JSON.
    pub(super) fn scan<'a>(&mut self, block: Block<'a>) -> Block<'a> {
        self.add_waiting();
        self.notes.clear();
        let scanner = self.scanner.get_or_insert_with(log::Scanner::of_any);
        let (mut from, mut number, mut counted) = (0, block.number, 0);
        let rest = |number, from: usize| Block::whole(number, &block.bytes[from..]);
        while let Some((line, hint)) = scanner.find(block.bytes, from) {
            if hint == log::Hint::Sent {
                from = line.end;
                continue;
            }
            number += lines::count_lines(&block.bytes[counted..line.start]);
            if hint == log::Hint::Other {
                self.log_lines = 0;
                return rest(number, line.start);
            }
            (from, counted) = (line.end, line.start);
            let text = lines::text(&block.bytes[line]);
            let out = &mut self.out;
            let line = LogLine::of(&text);
            self.log
                .read(&line, &mut |bounce| out.emit((number, bounce)));
            if self.log.is_table() {
                return rest(number, from);
            }
        }
        rest(number, block.bytes.len())
    }

    /// Adds a log line; returns whether it is one.
    pub(super) fn add_to_log(&mut self, number: usize, line: &LogLine<'_>) -> bool {
        let mut found = Vec::new();
        self.log.read(line, &mut |bounce| found.push(bounce));
        self.started.name(line, &mut found);
        let is_line = !found.is_empty() || self.log.is_line(line);
        // If there are only notes, every line is worth a look.
        if found.is_empty() && self.add_note(number, line) {
            return true;
        }
        if is_line {
            self.finish();
        }
        if is_line && found.is_empty() {
            found = self.cited(line);
            // Among such lines, every line is worth a look, too.
            self.log_lines += usize::from(found.is_empty());
        } else {
            self.log_lines += usize::from(is_line);
        }
        for bounce in found {
            if self.log_lines <= SURELY_LOG {
                self.notes.delivery(&bounce);
            }
            self.out.emit((number, bounce));
        }
        is_line
    }

    /// Whether a program logs one of several lines of a reply: `app[71]: 550-5.1.1 …`, `app[71]: 550 5.1.1 …`.
    pub(super) fn is_of_open_reply(&self, line: &LogLine<'_>) -> bool {
        let body = line.body().as_bytes();
        let may_be =
            || body.get(3) == Some(&b'-') || self.reply.goes_on() && !self.gathered.is_empty();
        texts::starts_bare(body) && line.is_of_program() && may_be()
    }

    /// Returns what a program that submits mail logs of its library's messages.
    fn cited(&mut self, line: &LogLine<'_>) -> Vec<Bounce<'static>> {
        let time = line.stamp();
        let errors = |text| library::read(text).into_iter().map(|(_, bounce)| bounce);
        let mut found: Vec<_> = errors(line.body()).collect();
        // What looks like a program may be the library: `net/smtp: 550 …`.
        if found.is_empty() && time.is_none() {
            found.extend(errors(line.text()));
        }
        if found.is_empty() {
            let document = any_json::document(line.body()).unwrap_or_default();
            found = document.bounces;
        }
        if found.is_empty() && line.is_of_program() {
            let said = texts::said(line.body());
            // Any log has numbers, and words about users: only what is known for sure is about a delivery, and a user
            // who is not found may be one who logs in.
            let is_reply = said.reply().is_refusal();
            let is_of_mail =
                matches!(said.about, About::Delivery | About::Mail) && line.speaks_of_mail();
            let is_codeless = is_of_mail && said.reply().class().is_none();
            let is_told = is_codeless && texts::tells_unsent(line.body(), &said);
            if (is_reply || is_codeless) && self.out.knows(&said) || is_told {
                found.push(said.into_owned());
            }
        }
        for bounce in &mut found {
            bounce.time = time.map(|time| time.to_owned().into());
        }
        // A stack trace ends with the error that it started with.
        if library::is_cause(line.body()) {
            found.retain(|bounce| !self.notes.is_reported(bounce));
        }
        if !found.is_empty() && !self.notes.is_new_error(found.iter()) {
            found.clear();
        }
        found
    }
}
