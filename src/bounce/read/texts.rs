//! Text of an input: failure notices without their header, and replies.

use super::below::{is_status, is_without_code, with_words_below};
use super::markup::Shown;
use super::quoted::{Quoted, defined, is_mentioned, is_only_code, is_quoted};
use super::refilled::refilled;
use super::{LONGEST_TEXT, Pieces};
use crate::bounce::library::{self, Piece};
use crate::bounce::lines::{Edges, Line, lossy};
use crate::bounce::log::{leading_stamp, postfix_words};
use crate::bounce::mail_start;
use crate::bounce::{About, Bounce, Event, message};
use crate::reply::{self, Begun, Reply, with_plain_apostrophes};
use std::borrow::Cow;

impl Pieces<'_> {
    /// Ends replies at a blank line. Any other text may be a notice, whose paragraphs belong together.
    pub(super) fn end_paragraph(&mut self) {
        self.out.has_paragraphs = true;
        let text = &self.gathered;
        if text.is_empty() || starts_with_reply(text) && !is_only_codes(text) {
            return self.finish();
        }
        self.is_in_notice();
        self.gathered.push(b'\n');
        self.numbers.extend(self.numbers.last().copied());
        self.paragraph = self.gathered.len();
    }

    /// Whether the gathered text announces a failure.
    pub(super) fn is_in_notice(&mut self) -> bool {
        if !self.is_notice {
            let paragraph = self.gathered.get(self.paragraph..).unwrap_or_default();
            self.is_notice = message::announces(&String::from_utf8_lossy(paragraph));
        }
        self.is_notice
    }

    /// Whether a line cannot continue the text before it. A notice may continue with fields, and with the message.
    pub(super) fn starts_anew(&self, line: &[u8]) -> bool {
        let is_paragraph = self.paragraph > 0 && self.paragraph == self.gathered.len();
        let is_report = || {
            let gathered = String::from_utf8_lossy(&self.gathered);
            message::is_report_of(&gathered, &String::from_utf8_lossy(line))
        };
        let is_field = || !self.is_notice && mail_start::field(line).is_some() && !is_report();
        is_paragraph && (mail_start::is_separator(line) || is_field())
    }

    /// Ends a text that has become too long, but not within a reply or between a recipient and its reason.
    fn make_room(&mut self, line: &str) {
        let length = self.gathered.len() + line.len();
        let goes_on = || self.reply.and(line).is_some() || message::labels_reason(line);
        if length >= LONGEST_TEXT && !(length < 2 * LONGEST_TEXT && goes_on()) {
            self.finish();
        }
    }

    /// Adds a line to the gathered text.
    pub(super) fn gather(&mut self, number: usize, line: &str) {
        let line = &*with_plain_apostrophes(line);
        self.make_room(line);
        self.log_lines = 0;
        self.is_within_text = true;
        let begun = Some(self.reply).filter(|_| !self.gathered.is_empty());
        let goes_on = begun.and_then(|reply| reply.and(line));
        self.reply = goes_on.unwrap_or_else(|| Begun::with(line));
        self.keep(number, line.as_bytes());
        self.gathered.push(b'\n');
    }

    /// Adds a line to the gathered text, with its number in the input.
    pub(super) fn keep(&mut self, number: usize, line: &[u8]) {
        if self.gathered.is_empty() {
            self.start = number;
            self.numbers.clear();
        }
        self.gathered.extend_from_slice(line);
        self.numbers.push(number);
    }

    /// Returns the line of the input that a line of the gathered text, counted from 0, comes from.
    pub(super) fn number(&self, line: usize) -> usize {
        let known = self.numbers.get(line).or(self.numbers.last()).copied();
        known.unwrap_or(self.start + line)
    }

    /// Ends the text before a JSON document; a status in its last line is not a reply.
    pub(super) fn end_before_document(&mut self) {
        let text = self.gathered.trim_ascii_end();
        let start = memchr::memrchr(b'\n', text).map_or(0, |end| end + 1);
        if str::from_utf8(&text[start..]).is_ok_and(is_status) {
            self.gathered.truncate(start);
        }
        self.finish();
    }

    pub(super) fn read_text(&mut self, gathered: &[u8]) {
        let shown = Shown::of(lossy(gathered));
        let text = refilled(&shown.text);
        let text = message::without_speakers(&text);
        let pieces = library::pieces(&text);
        // What a program logs around an error counts only if it reports a failure itself.
        let is_around_error = pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Failures(_)));
        // The failures of the previous error, which may be repeated after its stack trace.
        let mut before = Vec::new();
        // The recipient whom the sentence above an error names.
        let mut named: Option<&str> = None;
        let mut pieces = pieces.into_iter().peekable();
        while let Some(piece) = pieces.next() {
            match piece {
                Piece::Failures(mut found) => {
                    if let ([(_, only)], Some(named)) = (&mut found[..], named.take())
                        && only.recipient.is_none()
                        && !only.diagnostic.contains('@')
                    {
                        only.recipient = Some(named.to_owned().into());
                    }
                    if self
                        .notes
                        .is_new_error(found.iter().map(|(_, bounce)| bounce))
                    {
                        for (line, bounce) in &found {
                            let line = self.number(shown.written(*line));
                            if library::sums_up(bounce) {
                                self.out.hold(line, bounce.clone());
                            } else {
                                self.out.emit((line, bounce.clone()));
                            }
                        }
                    }
                    before = found;
                }
                Piece::Text(lines, text) => {
                    let next = match pieces.peek() {
                        Some(Piece::Failures(found)) => &found[..],
                        Some(Piece::Text(..)) | None => &[],
                    };
                    let above = text.lines().next_back().filter(|_| !next.is_empty());
                    named = above.and_then(message::named_above_reply);
                    let mut beside = [&before, next]
                        .into_iter()
                        .filter(|found| !found.is_empty());
                    if beside.any(|found| library::announces(text, found)) {
                        continue;
                    }
                    let is_refused = library::refuses(text);
                    if is_refused {
                        self.notes.end_error();
                    }
                    if is_refused || !is_around_error || message::announces(text) {
                        self.read_notice(lines, text, &shown);
                    }
                }
            }
        }
    }

    /// Reads text that is a notice, or replies; `before` is the number of shown lines before it.
    fn read_notice(&mut self, before: usize, text: &str, shown: &Shown<'_>) {
        let start = self.number(shown.written(before));
        let out = &mut self.out;
        let sender = message::sender(text);
        // Each line that a program logs is complete.
        let stamped = text.lines().filter(|line| leading_stamp(line).is_some());
        if stamped.take(2).count() < 2 {
            let mut emit = |bounce| out.emit((start, from(sender, bounce)));
            let (count, limit) = message::emit_notice(text, &mut emit);
            if count > 0 {
                return self.cut_at(start, limit);
            }
        }
        let replies = with_words_below(reply::split(&without_frames(text)));
        let mut above: Option<&str> = None;
        let mut quoted = Quoted::of(text);
        // The recipient that stands alone above what was said, or whom the sentence above it names.
        let mut listed = None;
        for (index, (lines, diagnostic)) in replies.iter().enumerate() {
            let below = replies.get(index + 1).map(|(_, next)| next.as_str());
            // A program returns a status with words above or below, and an error is repeated above its stack trace.
            let is_returned =
                || is_status(diagnostic) && [above, below].into_iter().flatten().any(is_prose);
            if below.is_some_and(|below| throws(below, diagnostic)) || is_returned() {
                continue;
            }
            let label = above.replace(diagnostic);
            let is_introduced = || below.is_some_and(refuses) && !self.out.knows(&said(diagnostic));
            let is_speaker = || below.is_some_and(message::is_personal);
            let named = message::alone(diagnostic)
                .filter(|_| !label.is_some_and(message::labels_sender) && !is_speaker())
                .or_else(|| message::named_above_reply(diagnostic).filter(|_| is_introduced()));
            let recipient = std::mem::replace(&mut listed, named);
            if listed.is_some() && below.is_some() {
                continue;
            }
            let reply = Reply::parse(diagnostic);
            if quoted.is_again(*lines, diagnostic, &reply) {
                continue;
            }
            let line = self.number(shown.written(before + lines));
            if !is_noise(diagnostic.as_bytes()) {
                self.emit_words(line, diagnostic, &reply, [recipient, sender]);
            } else if !std::mem::replace(&mut self.is_noise_reported, true) {
                self.emit_words(line, "", &Reply::default(), [None; 2]);
            }
        }
    }

    /// Emits what was said about a recipient who was named above, if any, and the sender.
    fn emit_words(
        &mut self,
        line: usize,
        diagnostic: &str,
        reply: &Reply<'_>,
        [listed, sender]: [Option<&str>; 2],
    ) {
        let before = before(diagnostic, reply);
        let bounce = from(sender, spoken(diagnostic, reply, before, listed));
        let own = reply.class().map_or(diagnostic, |_| before);
        let is_told = !own.is_empty() && message::is_narrated(own);
        let is_bare = || self.out.has_paragraphs && is_only_code(before, reply);
        // The name of an exception says less than the reply beside it.
        let is_named = reply.class().is_none() && library::is_library(diagnostic);
        if is_told || is_named || is_mentioned(before, reply) || is_bare() {
            self.out.hold(line, bounce);
            return;
        }
        let listed = match reply.code {
            Some(_) => Vec::new(),
            None => message::listed_in_sentence(diagnostic),
        };
        if listed.len() < 2 {
            return self.out.emit((line, bounce));
        }
        for recipient in listed {
            let recipient = Some(recipient.into());
            let each = Bounce {
                recipient,
                ..bounce.clone()
            };
            self.out.emit((line, each));
        }
    }
}

/// Adds the sender whom the text around it names. If a server's words repeat that address, it is not the recipient's.
fn from<'a>(sender: Option<&'a str>, bounce: Bounce<'a>) -> Bounce<'a> {
    let is_sender =
        |recipient: &str| sender == Some(recipient) && bounce.diagnostic.contains(recipient);
    Bounce {
        recipient: bounce.recipient.filter(|recipient| !is_sender(recipient)),
        sender: bounce.sender.or(sender.map(Cow::from)),
        ..bounce
    }
}

/// Leaves the lines of a stack trace empty.
fn without_frames(text: &str) -> Cow<'_, str> {
    if !text.lines().skip(1).any(library::is_frame) {
        return Cow::Borrowed(text);
    }
    let lines = text.split_inclusive('\n');
    let kept = lines.map(|line| if library::is_frame(line) { "\n" } else { line });
    Cow::Owned(kept.collect())
}

/// Returns what a text says.
pub(super) fn said(text: &str) -> Bounce<'_> {
    let reply = Reply::parse(text);
    spoken(text, &reply, before(text, &reply), None)
}

/// Returns the text before a reply.
fn before<'a>(text: &'a str, reply: &Reply<'_>) -> &'a str {
    let code = reply.code.map(|code| code.to_string());
    let start = code.as_deref().unwrap_or(&reply.text);
    text.find(start).map_or("", |at| &text[..at])
}

fn refuses(text: &str) -> bool {
    Reply::parse(text).is_refusal()
}

/// Returns what was said; by whom, if Postfix's words name the host (`host mx.example.org[192.0.2.7] said: 550 …`); and
/// about whom, if that precedes the reply, or else the recipient above it.
fn spoken<'a>(
    text: &'a str,
    reply: &Reply<'_>,
    before: &str,
    listed: Option<&'a str>,
) -> Bounce<'a> {
    if let Some(codes) = defined(text) {
        return unknown(codes.into());
    }
    let said = before.rfind("host ").map_or(text, |at| &text[at..]);
    let (remote, diagnostic) = postfix_words(without_frame(said));
    let time = leading_stamp(text);
    let own = time.and_then(|time| text.strip_prefix(time));
    let own = own.map_or(text, str::trim_start);
    let is_sentence = reply.code.is_none();
    let in_sentence = || is_sentence.then(|| message::named_in_sentence(own))?;
    let recipient = message::named_before_reply(own)
        .or_else(|| message::named_first(&text[before.len()..]))
        .or_else(in_sentence)
        .or(listed.filter(|_| !text.contains('@')))
        .filter(|_| !lists_several(before));
    let about = if remote.is_some() {
        About::Delivery
    } else if is_quoted(before, text) {
        About::Quoted
    } else if text.starts_with("Subject: ") {
        About::Mail
    } else if reply.class().is_some() {
        About::Delivery
    } else if mail_start::tells_failed_check(text.as_bytes()) {
        About::Mail
    } else {
        about(text, recipient.is_some())
    };
    let is_of_sender = message::refuses_sender(if reply.code.is_some() { before } else { text });
    // What was accepted is not what failed, according to the text.
    let is_failure = reply.is_acceptance() && tells_failure(before);
    Bounce {
        event: if is_failure {
            Event::Bounced
        } else {
            Event::Unknown
        },
        recipient: recipient.filter(|_| !is_of_sender).map(Cow::from),
        remote: remote.map(Cow::from),
        time: time.map(Cow::from),
        stage: is_of_sender.then_some("MAIL FROM".into()),
        about,
        ..unknown(if remote.is_some() { diagnostic } else { text }.into())
    }
}

/// Whether several cells of a row are addresses: without a header, it is not known whose.
fn lists_several(before: &str) -> bool {
    let cells = before.split(['\t', ';', '|', ',', '{', '}']);
    let addresses = cells.filter(|cell| message::alone(cell).is_some());
    before.contains('@') && addresses.take(2).count() == 2
}

/// Whether a line throws an error that consists of these words: `Error: No recipients defined`.
fn throws(line: &str, words: &str) -> bool {
    let error = line.strip_prefix("Error: ");
    error.is_some_and(|error| error.starts_with(words))
}

fn is_prose(line: &str) -> bool {
    line.contains(' ') && is_without_code(line)
}

/// Whether words before a reply say that something failed, although the reply accepts something.
fn tells_failure(before: &str) -> bool {
    let lower = before.to_lowercase();
    let mut words = ["bounce", "error", "reject"].iter();
    words.any(|word| lower.contains(word)) || message::denies(&lower) || message::announces(before)
}

/// Whether a text says, before it names the recipient, that no mail could be sent: `Failed to send mail to jo@example.org`.
pub(super) fn tells_unsent(text: &str, said: &Bounce<'_>) -> bool {
    let recipient = said.recipient.as_deref();
    let before = recipient.and_then(|recipient| text.split_once(recipient));
    before.is_some_and(|(before, _)| tells_failure(before) && message::speaks_of_mail(before))
}

/// Returns what a text that stands alone, without a code, is about.
pub(super) fn about(text: &str, names_recipient: bool) -> About {
    let is_of_mail = names_recipient || message::speaks_of_mail(text);
    let fails = message::is_of_server(text) || is_of_mail && message::announces(text);
    if fails && !message::is_narrated(text) {
        About::Delivery
    } else if is_of_mail || message::speaks_of_addressees(text) {
        About::Mail
    } else {
        About::Anything
    }
}

/// Strips brackets or a recipient around a text: `(host … said: …)`, `<jo@example.org>: host … said: …`.
fn without_frame(text: &str) -> &str {
    let inside = text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'));
    let text = inside.unwrap_or(text);
    let behind = text
        .strip_prefix('<')
        .and_then(|text| text.split_once(">: "));
    behind.map_or(text, |(_, said)| said)
}

/// Returns what a server said, and to whom if its words start with the recipient.
pub(super) fn bare(reply: &str) -> Bounce<'_> {
    Bounce {
        recipient: message::named_first(reply).map(Cow::from),
        ..unknown(reply.into())
    }
}

/// Creates a bounce of which only the words are known.
pub(super) fn unknown(diagnostic: Cow<'_, str>) -> Bounce<'_> {
    Bounce {
        diagnostic,
        event: Event::Unknown,
        ..Bounce::default()
    }
}

/// Whether a line starts with the code of a refusal: then it is not part of a log, a session, a queue list, JSON or
/// fields.
pub(super) fn is_bare_reply(line: &Line<'_>) -> bool {
    starts_bare(line.bytes) && line.edges == Edges::default()
}

/// Whether a text starts with the code of a refusal.
pub(super) fn starts_bare(text: &[u8]) -> bool {
    matches!(
        text,
        [b'4' | b'5', b'0'..=b'9', b'0'..=b'9', b' ' | b'-', ..]
    )
}

/// Whether the text is nothing but a reply's codes, whose words may be in the next paragraph.
fn is_only_codes(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    let is_of_codes = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'.' | b' ' | b'-');
    text.len() < LONGEST_CODES && text.iter().all(is_of_codes)
}

/// The longest text of codes alone, in bytes: `550 5.7.606`.
const LONGEST_CODES: usize = 16;

/// Whether the text starts with a server's reply.
fn starts_with_reply(text: &[u8]) -> bool {
    let line = text.split(|byte| matches!(byte, b'\n' | b'\r')).next();
    let line = String::from_utf8_lossy(line.unwrap_or_default());
    let start = line.trim_start_matches([' ', '\t', '>', '"', '\'']);
    start.starts_with(['2', '3', '4', '5']) && Reply::parse(start).class().is_some()
}

/// Whether this is not text at all: it has more control characters than any text.
fn is_noise(bytes: &[u8]) -> bool {
    let is_control = |byte: &&u8| **byte < b' ' && !byte.is_ascii_whitespace() && **byte != b'\x1b';
    // Many logs contain a stray one.
    bytes.iter().filter(is_control).count() > 1 + bytes.len() / 16
}
