//! A message whose parts are known, and what they report together.

use super::failures::FAILURES;
use super::fields::{Fields, field};
use super::mime::{self, Part};
use super::named::named_in_replies;
use super::parts::Parts;
use super::phrases::{DELAYS, FAULTS, SUBJECTS};
use super::prose::Prose;
use super::statement::Statement;
use super::status;
use super::{Emit, announcement, answer, complete, labels, original, words};
use crate::bounce::cut::{Limit, MOST_RECIPIENTS};
use crate::bounce::{Bounce, Event, json};
use crate::reply::with_plain_apostrophes;
use std::borrow::Cow;
use std::collections::HashSet;

/// The longest text that is read, in bytes; the parts beyond it are not.
const LONGEST_TEXT: usize = 256 * 1024;

/// A message whose parts are known.
#[derive(Default)]
pub(super) struct Report<'a> {
    pub(super) head: Fields<'a>,
    pub(super) text: Text,
    status: Vec<Cow<'a, str>>,
    feedback: Option<Cow<'a, str>>,
    disposition: Option<Cow<'a, str>>,
    pub originals: Vec<&'a [u8]>,
    /// Whether there is no header to say who sent it.
    pub(super) is_headless: bool,
}

/// The text of a report.
#[derive(Default)]
pub(super) struct Text {
    /// The report's own words, without the original.
    pub(super) own: String,
    /// The original, if the same text contains it.
    pub(super) original: String,
    /// Whether some of the report's own words are missing.
    is_cut: bool,
}

impl Text {
    /// Adds a text of the report, or only its start; what follows the original is not part of the report.
    fn add(&mut self, text: &str, is_cut: bool, is_behind_original: bool) {
        let is_whole = is_behind_original || !self.original.is_empty();
        if text.trim().is_empty() || is_whole && !self.own.trim().is_empty() {
            return;
        }
        if self.own.len() > LONGEST_TEXT {
            self.is_cut = true;
            return;
        }
        let text = words::unix_text(with_plain_apostrophes(text));
        let text = words::rejoined(uncited(text));
        let (own, original) = original::cut(&text);
        self.own.push_str(own);
        self.own.push('\n');
        self.original = original.to_owned();
        self.is_cut |= is_cut && original.is_empty();
    }

    /// Returns the original that the text contains, from its header on.
    pub(super) fn message(&self) -> Option<&[u8]> {
        let start = self.original.find('\n').map(|end| end + 1)?;
        let message = self.original[start..].trim_start();
        field(message.lines().next()?).map(|_| message.as_bytes())
    }
}

impl<'a> Report<'a> {
    pub(super) fn of(head: Fields<'a>, parts: Parts<'a>) -> Report<'a> {
        let mut report = Report {
            head,
            ..Report::default()
        };
        let mut html = Text::default();
        let mut has_text = false;
        for (part, is_cut) in parts.filter_map(|part| part.decoded()) {
            let is_behind = !report.originals.is_empty();
            match part {
                Part::Text(text) => {
                    has_text |= !text.trim().is_empty();
                    report.text.add(&text, is_cut, is_behind);
                }
                Part::Html(text) if !has_text => {
                    html.add(&mime::text_of_html(&text), is_cut, is_behind);
                }
                Part::Html(_) => {}
                Part::Status(fields) => report.status.push(words::unix_text(fields)),
                Part::Feedback(fields) => report.feedback = Some(words::unix_text(fields)),
                Part::Disposition(fields) => report.disposition = Some(words::unix_text(fields)),
                Part::Original(original) => report.originals.push(original),
            }
        }
        if !has_text {
            report.text = html;
        }
        report
    }

    /// Creates a report of which only the text is known.
    pub(super) fn of_text(written: &str) -> Report<'static> {
        let mut text = Text::default();
        let start = words::start(written, LONGEST_TEXT);
        text.add(start, start.len() < written.len(), false);
        Report {
            text,
            is_headless: true,
            ..Report::default()
        }
    }

    /// Whether the message itself names a failed recipient, or quotes a server.
    pub(super) fn is_of_its_own(&self) -> bool {
        if self.originals.is_empty() || !self.status.is_empty() {
            return true;
        }
        let prose = Prose::read(&self.text.own, &self.strangers());
        prose.has_reply() || prose.names_any() || !self.failed_recipients().is_empty()
    }

    /// Emits what the message reports. Returns the number of recipients, and the limit that it exceeds, if any.
    pub(super) fn emit(&self, emit: &mut Emit<'_>) -> (usize, Option<Limit>) {
        if let Some(bounce) = answer::feedback(&self.head, self.feedback.as_deref(), &self.text.own)
        {
            emit(bounce);
            return (1, None);
        }
        let (fields, text) = self.fields();
        if self.is_headless && names_another(text, &fields) {
            // What somebody put side by side.
            let (before, limit) = Report::of_text(text).emit(emit);
            let (count, too_much) = Report::of_text(&fields.concat()).emit(emit);
            return (before + count, limit.or(too_much));
        }
        let mut count = 0;
        let mut limit = complete::complete(&fields, text, &mut |bounce| {
            count += 1;
            emit(bounce);
        });
        if count == 0 {
            let (bounces, too_much) = self.answers();
            count = bounces.len();
            limit = too_much;
            bounces.into_iter().for_each(emit);
        }
        // A message that reports nothing may have any length.
        let is_text_cut = self.text.is_cut && (count > 0 || self.is_from_daemon());
        (count, limit.or(is_text_cut.then_some(Limit::Text)))
    }

    /// Returns the blocks of delivery status fields, from parts of their own or from the text, and the text around
    /// them.
    fn fields(&self) -> (Vec<&str>, &str) {
        let own = &self.text.own;
        let lines = own.split_inclusive('\n');
        let before = lines.take_while(|line| !status::is_field(line));
        let before: usize = before.map(str::len).sum();
        // `Action` and `Status` may stand before the first field that no other text has.
        let lines = own[..before].split_inclusive('\n').rev();
        let begun = lines.take_while(|line| status::is_of_recipient(line));
        let (text, fields) = own.split_at(before - begun.map(str::len).sum::<usize>());
        let blocks: Vec<_> = self.status.iter().map(|block| &**block).collect();
        let has_any = |block: &&str| status::deliveries(block).next().is_some();
        if blocks.iter().any(has_any) {
            (blocks, text)
        } else {
            (vec![fields], text)
        }
    }

    /// Returns what a message without delivery status fields reports, and the limit that it exceeds, if any.
    fn answers(&self) -> (Vec<Bounce<'static>>, Option<Limit>) {
        if let Some(bounce) = self.disposition.as_deref().and_then(answer::disposition) {
            return (vec![bounce], None);
        }
        if self.is_headless {
            return self.in_text(false);
        }
        // Sendmail splits lines of more than 990 bytes with an exclamation mark.
        let document = self.text.own.split("\n--\n").next().unwrap_or_default();
        let found = json::document(document.replace("!\n ", "").trim());
        if let Some(found) = found.filter(|found| !found.bounces.is_empty()) {
            return (found.bounces, found.limit);
        }
        if self.answers_commands() {
            return (Vec::new(), None);
        }
        let is_daemon = self.is_from_daemon();
        let answer = || answer::automatic(&self.head, &self.text.own);
        if !is_daemon && let Some(bounce) = self.post().or_else(answer) {
            return (vec![bounce], None);
        }
        if self.is_letter() {
            return (Vec::new(), None);
        }
        self.in_text(is_daemon)
    }

    /// Whether a mailing list's software answers commands (Mailman, Majordomo): what it says about members and lists
    /// concerns no message.
    fn answers_commands(&self) -> bool {
        let subject = mime::subject(&self.head).to_lowercase();
        ["results of your email command", "majordomo results"]
            .iter()
            .any(|results| subject.contains(results))
    }

    /// Returns what the text alone reports, if enough points to a failure.
    fn in_text(&self, is_daemon: bool) -> (Vec<Bounce<'static>>, Option<Limit>) {
        let written = mime::subject(&self.head);
        let subject = written.to_lowercase();
        let text = words::joined(&self.text.own).to_lowercase();
        let mut failed = self.failed_recipients();
        let is_many = failed.len() > MOST_RECIPIENTS;
        failed.truncate(MOST_RECIPIENTS);
        let by_subject = SUBJECTS.occur_in(&subject) || FAILURES.occur_in(&subject);
        let by_text = if self.is_headless {
            announcement::announces(&self.text.own)
        } else {
            FAILURES.occur_in(&text)
        };
        let claims = [by_subject, by_text, !failed.is_empty()];
        let claims = claims.iter().filter(|claim| **claim).count();
        if claims == 0 && !is_daemon && !self.is_headless {
            return (Vec::new(), None);
        }
        let mut prose = Prose::read(&self.text.own, &self.strangers());
        // Shops use the same sentences to say what became of their parcels.
        let is_backed = is_daemon || prose.has_reply() || !failed.is_empty() || self.is_automatic();
        if !is_backed {
            return (Vec::new(), None);
        }
        let labelled = self.labelled(&prose);
        if !labelled.is_empty() {
            let date = self.head.get("Date");
            let event = event(&subject, &text);
            let bounces = labelled
                .into_iter()
                .map(|statement| bounce(statement, event, date));
            return (bounces.collect(), None);
        }
        if claims > 0 && !prose.names_any() && failed.is_empty() {
            failed.extend(self.named_in(&written));
        }
        if claims > 0 && !prose.names_any() && failed.is_empty() {
            // Mail to oneself.
            prose = Prose::read(&self.text.own, &[]);
        }
        let statements = prose.statements();
        let is_named = statements.iter().any(|statement| statement.is_named);
        let signs = [is_daemon, prose.has_reply(), is_named, !failed.is_empty()];
        let signs = claims + signs.iter().filter(|sign| **sign).count();
        let is_cited = self.is_headless && prose.lists_any() && announcement::cites(&self.text.own);
        let is_faulty =
            || is_daemon && (prose.has_reply() || is_named && FAULTS.occur_in(&subject));
        let event = if claims == 0 && is_cited {
            // A server's reply does not show what became of the message.
            Event::Unknown
        } else if signs >= 2 && (claims > 0 || is_faulty()) {
            event(&subject, &text)
        } else {
            return (Vec::new(), None);
        };
        let mut statements = self.assign(statements, failed, &written);
        drop_others(&mut statements);
        // Programs that are not mail systems, such as mailing lists, name the cause in the subject.
        for statement in statements
            .iter_mut()
            .filter(|statement| !is_daemon && statement.code.is_none() && !written.is_empty())
        {
            statement.diagnostic.insert_str(0, &format!("{written}\n"));
        }
        let date = self.head.get("Date");
        let bounces = statements
            .into_iter()
            .map(|statement| bounce(statement, event, date));
        let limit = is_many.then_some(Limit::Recipients);
        (bounces.collect(), limit.or(prose.limit))
    }

    /// Returns what labelled lines say; but a reply says more than words with a label.
    fn labelled(&self, prose: &Prose<'_>) -> Vec<Statement> {
        let mut labelled = labels::read(&self.text.own, self.is_headless, prose.lists_any());
        let is_coded = labelled.iter().any(|statement| statement.code.is_some());
        if !is_coded && prose.has_reply() {
            labelled.clear();
        }
        // Whoever asks may give an address of their own: whom the reply names is certain.
        for statement in &mut labelled {
            let at = words::code_at(&statement.diagnostic).map_or(0, |(at, _)| at);
            let named = super::named_first(&statement.diagnostic[at..]).map(str::to_owned);
            statement.recipient = named.or(statement.recipient.take());
        }
        labelled
    }

    /// Takes recipients from the fields if the text names others or none.
    fn assign(
        &self,
        mut statements: Vec<Statement>,
        failed: Vec<String>,
        subject: &str,
    ) -> Vec<Statement> {
        let has_recipient = statements
            .iter()
            .any(|statement| statement.recipient.is_some());
        let is_named = statements.iter().any(|statement| statement.is_named);
        if failed.len() == statements.len() {
            let known: HashSet<_> = failed
                .iter()
                .map(|address| address.to_lowercase())
                .collect();
            let same = |statement: &Statement| {
                let address = statement.recipient.as_deref();
                address.is_some_and(|address| known.contains(&address.to_lowercase()))
            };
            if !statements.iter().all(same) {
                for (statement, address) in statements.iter_mut().zip(failed) {
                    statement.recipient = Some(address);
                }
            }
        } else if !failed.is_empty() && !is_named {
            let prose = Prose::about(
                &self.text.own,
                failed.iter().map(|address| [address.as_str(), ""]),
            );
            statements = prose.statements();
        } else if !has_recipient
            && let [address] = self.addressed().as_slice()
            && !(self.is_headless && labels::describes_problem(&self.text.own))
        {
            statements
                .iter_mut()
                .for_each(|statement| statement.recipient = Some(address.clone()));
        }
        for statement in statements
            .iter_mut()
            .filter(|statement| statement.diagnostic.trim().is_empty())
        {
            statement.diagnostic = subject.to_owned();
        }
        statements
    }
}

/// Drops what names another recipient of the report than its own: `Recipients:` may list all to whom a message went.
fn drop_others(statements: &mut Vec<Statement>) {
    let recipients: Vec<_> = statements
        .iter()
        .map(|each| each.recipient.clone())
        .collect();
    statements.retain(|statement| {
        let lines: Vec<_> = statement.diagnostic.lines().collect();
        let named = named_in_replies(&lines, &[])
            .first()
            .map(|(_, named)| *named);
        let named = named.or_else(|| super::named_first(&statement.diagnostic));
        let is_same = |other: &Option<String>| {
            named.is_some_and(|named| {
                other
                    .as_deref()
                    .is_some_and(|it| it.eq_ignore_ascii_case(named))
            })
        };
        statement.is_answered || is_same(&statement.recipient) || !recipients.iter().any(is_same)
    });
}

/// Whether a text quotes what a server said about somebody whom the delivery status fields below it do not name.
fn names_another(text: &str, fields: &[&str]) -> bool {
    let deliveries = || fields.iter().flat_map(|block| status::deliveries(block));
    if text.trim_ascii().is_empty() || deliveries().next().is_none() {
        return false;
    }
    let is_known = |recipient: &str| {
        deliveries().any(|delivery| {
            let mut names = [&delivery.recipient, &delivery.last].into_iter().flatten();
            names.any(|name| name.eq_ignore_ascii_case(recipient))
        })
    };
    let prose = Prose::read(text, &[]);
    let mut statements = prose.statements().into_iter();
    prose.lists_any()
        && statements.any(|statement| {
            let recipient = statement.recipient.as_deref();
            statement.code.is_some() && recipient.is_some_and(|recipient| !is_known(recipient))
        })
}

/// Returns what happened, judging by a subject and a text in lower case.
fn event(subject: &str, text: &str) -> Event {
    if DELAYS.occur_in(subject) || DELAYS.occur_in(text) {
        Event::Deferred
    } else {
        Event::Bounced
    }
}

/// Strips the quote marks of a text that is mostly quoted.
fn uncited(text: Cow<'_, str>) -> Cow<'_, str> {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let cited = lines().filter(|line| line.starts_with('>')).count();
    if 2 * cited <= lines().count() {
        return text;
    }
    let uncited = text.split('\n').map(|line| match line.strip_prefix('>') {
        Some(rest) => rest.strip_prefix(' ').unwrap_or(rest),
        None => line,
    });
    Cow::Owned(uncited.collect::<Vec<_>>().join("\n"))
}

fn bounce(statement: Statement, event: Event, date: Option<&str>) -> Bounce<'static> {
    Bounce {
        event: complete::expired(event, &statement.diagnostic),
        recipient: statement.recipient.map(Cow::Owned),
        remote: statement.remote.map(Cow::Owned),
        diagnostic: Cow::Owned(statement.diagnostic),
        code: statement.code,
        stage: statement.stage.map(Cow::Borrowed),
        time: date.map(|date| Cow::Owned(date.to_owned())),
        ..Bounce::default()
    }
}
