//! Mails of an input, alone or in a mailbox.

use super::{Gathering, LONGEST_TEXT, Pieces};
use crate::bounce::cut::{LONGEST_MESSAGE, Limit};
use crate::bounce::dialogue::Turn;
use crate::bounce::lines::{self, Line, content, text};
use crate::bounce::log::LogLine;
use crate::bounce::mail_start::{self, Fields};
use crate::bounce::nesting::Nesting;
use crate::bounce::{Event, message};

/// The state of a mail that is being read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mail {
    /// Whether the next mail of the mailbox ends it.
    in_mailbox: bool,
    after_blank: bool,
    /// The length of the header, once it has ended.
    header: Option<usize>,
    /// Whether its last part has ended (RFC 2046 §5.1.1).
    is_closed: bool,
    /// A possible start of the next mail: how much was gathered before it, and its line.
    separator: Option<(usize, usize)>,
}

impl Pieces<'_> {
    /// Adds a line to fields, which become a mail with the first field that only mails have.
    pub(super) fn add_to_fields(&mut self, fields: Fields, line: Line<'_>) {
        let fields = if line.edges.continued {
            Some(fields)
        } else {
            fields.with(content(line.bytes))
        };
        let is_room = self.gathered.len() + line.bytes.len() < LONGEST_MESSAGE;
        // `mta: 0x55d0c8: <<< 550 …` is not a field.
        let is_speech = |fields: &Fields| !fields.are_known() && is_speech(line.bytes);
        let Some(fields) = fields.filter(|fields| is_room && !is_speech(fields)) else {
            self.give_up();
            return self.add(line);
        };
        let in_mailbox = mail_start::is_separator(&self.gathered);
        self.gathering = if fields.are_a_mail() {
            Gathering::Message(Mail {
                in_mailbox,
                ..Mail::default()
            })
        } else {
            Gathering::Fields(fields)
        };
        self.gathered.extend_from_slice(line.bytes);
    }

    pub(super) fn add_to_message(&mut self, mut mail: Mail, line: Line<'_>) {
        if line.edges.continued {
            return self.extend_message(line.bytes);
        }
        let text = content(line.bytes);
        if let Some((before, number)) = mail.separator.take()
            && mail_start::field(text).is_some()
        {
            let separator = self.gathered.split_off(before);
            self.finish();
            self.start = number;
            self.gathered.extend_from_slice(&separator);
            mail = Mail {
                in_mailbox: true,
                ..Mail::default()
            };
        }
        let is_blank = text.trim_ascii().is_empty();
        if mail.is_closed && !is_blank && starts_other(text) || self.is_below_report(text) {
            self.finish();
            return self.add(line);
        }
        if mail.in_mailbox && mail.after_blank && mail_start::is_separator(text) {
            mail.separator = Some((self.gathered.len(), line.number));
        }
        if is_blank {
            mail.header.get_or_insert(self.gathered.len());
        }
        mail.after_blank = is_blank;
        mail.is_closed |= text.starts_with(b"--")
            && mail
                .header
                .is_some_and(|header| mail_start::closes(text, &self.gathered[..header]));
        let bytes = if is_blank && !text.is_empty() {
            // Some pages fill up lines with blanks, but only an empty one ends a header.
            b"\n"
        } else if mail.in_mailbox {
            mail_start::unquoted(line.bytes)
        } else {
            line.bytes
        };
        self.extend_message(bytes);
        self.gathering = Gathering::Message(mail);
    }

    /// Whether a line below the fields of a report alone, which quote a reply, reports something else: it is a log's, or
    /// another reply with its server or recipient.
    fn is_below_report(&self, line: &[u8]) -> bool {
        let is_apart = !line.starts_with(b" ") && !line.starts_with(b"\t");
        if !is_apart
            || mail_start::field(line).is_some()
            || !mail_start::starts_report(&self.gathered)
            // The fields are read again for each such line.
            || self.gathered.len() > LONGEST_TEXT
        {
            return false;
        }
        let line = String::from_utf8_lossy(line);
        let is_other = message::is_attributed(&line) || LogLine::of(&line).is_of_log();
        is_other && message::quotes_another(&String::from_utf8_lossy(&self.gathered), &line)
    }

    /// Reads a mail. If somebody wrote it, only replies and log lines in it count.
    pub(super) fn read_message(&mut self, mail: Mail, message: &[u8]) {
        let (start, mut count) = (self.start, 0);
        let out = &mut self.out;
        let limit = message::emit(message, &mut |bounce| {
            count += 1;
            out.emit((start, bounce));
        });
        self.cut_at(start, limit);
        let (header, body) = message.split_at(mail.header.unwrap_or(message.len()));
        if count == 0 && !mail.in_mailbox && is_shown(header) {
            let before = start + lines::count_lines(header) - 1;
            let judge = self.out.judge;
            super::alone::within(self.mails + 1, body, judge, &mut |(line, bounce)| {
                let is_refusal = bounce.reply().is_refusal();
                if is_refusal && bounce.event != Event::Delivered {
                    self.out.emit((before + line, bounce));
                }
            });
        }
    }

    /// Whether a mail's source starts within other text. A notice may cite the header of the message that it is about.
    pub(super) fn starts_mail(&mut self, line: &[u8]) -> bool {
        if !mail_start::is_trace(line) && !mail_start::is_separator(line) {
            return false;
        }
        let is_cited = line.starts_with(b"Return-Path:") && line.contains(&b'@');
        !self.is_in_notice() || !is_cited && !self.gathered.contains(&b'@')
    }

    pub(super) fn extend_message(&mut self, bytes: &[u8]) {
        let room = LONGEST_MESSAGE.saturating_sub(self.gathered.len());
        if bytes.len() > room {
            self.cut_at(self.start, Some(Limit::Message));
        }
        self.gathered
            .extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}

/// Whether a line shows by its mark that it belongs to a transcript.
pub(super) fn is_speech(line: &[u8]) -> bool {
    Turn::of(&text(content(line)), false).is_some_and(|turn| turn.is_marked)
}

/// Whether something to be read separately starts after a mail's last part: some gateways add text there.
fn starts_other(line: &[u8]) -> bool {
    mail_start::is_separator(line)
        || mail_start::is_known_field(line)
        || Nesting::of_first(line).is_some()
        || LogLine::of(&String::from_utf8_lossy(line)).is_of_log()
}

/// Whether a header is as mail clients show it, or a program prints it: servers add other fields to each mail.
fn is_shown(header: &[u8]) -> bool {
    const SHOWN: [&str; 7] = ["Bcc", "Cc", "Date", "From", "Reply-To", "Subject", "To"];
    let lines = header.split(|byte| *byte == b'\n');
    let mut names = lines.filter_map(mail_start::field);
    names.all(|name| mail_start::is_one_of(name, &SHOWN))
}
