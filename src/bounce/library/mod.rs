//! What mail libraries and command-line mailers print when a server refuses: exceptions with their stack trace, error
//! objects, tuples.
//!
//! They differ in what they put around a reply, but hardly in how they quote it. So a text that looks like such an
//! error is searched for replies outside its stack frames, and repetitions count as one failure.

mod connection;
mod errors;
mod forms;
mod marks;
mod refusals;

use crate::bounce::message::{address, named_before_reply, named_first};
use crate::bounce::{Bounce, Event};
use crate::reply::{self, Reply};
use errors::Error;
pub(super) use forms::is_frame;
pub(super) use marks::is_library;
use std::borrow::Cow;
use std::ops::Range;

/// The most failures of a text that are reported.
const MOST: usize = 1000;

/// A reply that a library quotes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Failure {
    /// The line of the text that quotes it.
    line: usize,
    code: Option<u16>,
    diagnostic: String,
    recipient: Option<String>,
    /// Whether the delivery may succeed later, although no code says so.
    is_temporary: bool,
    /// Whether the server refused the sender.
    is_of_sender: bool,
    /// Whether the library failed without a refusal: the server accepted something, but not the command that the library
    /// thought of, or the library does not show the reply.
    is_without_refusal: bool,
    /// Whether its form identifies it, rather than a stack trace that may repeat it.
    is_certain: bool,
}

/// A part of a text that is read as a whole.
#[derive(Debug)]
pub(super) enum Piece<'a> {
    /// The failures that an error of a mail library reports, each with the number of lines before it.
    Failures(Vec<(usize, Bounce<'static>)>),
    /// Any other text, and the number of lines before it.
    Text(usize, &'a str),
}

/// Splits a text into the errors of mail libraries, and what surrounds them.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    // Most text is not a library's: no need to find where its errors start and end.
    if !is_library(text) {
        pieces.extend((!text.is_empty()).then_some(Piece::Text(0, text)));
        return pieces;
    }
    let errors: Vec<_> = errors::of(text)
        .into_iter()
        .map(|Error { span, line, .. }| (read(&text[span.clone()]), span, line))
        .collect();
    // Where the text outside errors starts, and its line.
    let (mut from, mut first) = (0, 0);
    for (index, (found, span, line)) in errors.iter().enumerate() {
        // If an error quotes a reply, a neighbour that quotes none only announces it or sums it up.
        let joins = |end: usize, start: usize| {
            let between = text.get(end..start);
            between.is_some_and(|between| between.trim().is_empty())
        };
        let is_cited = |(found, other, _): &(Vec<_>, Range<usize>, usize)| {
            !found.is_empty() && (joins(other.end, span.start) || joins(span.end, other.start))
        };
        let mut beside = [index.checked_sub(1), Some(index + 1)]
            .into_iter()
            .filter_map(|index| errors.get(index?));
        if found.is_empty() && !beside.any(is_cited) && !is_cut_stack(&text[span.clone()]) {
            continue;
        }
        if from < span.start {
            pieces.push(Piece::Text(first, &text[from..span.start]));
        }
        first = line + text[span.clone()].matches('\n').count();
        from = span.end;
        let found = found
            .iter()
            .map(|(lines, bounce)| (line + lines, bounce.clone()));
        let found: Vec<_> = found.collect();
        pieces.extend((!found.is_empty()).then_some(Piece::Failures(found)));
    }
    if from < text.len() {
        pieces.push(Piece::Text(first, &text[from..]));
    }
    pieces
}

/// Whether a text is a Python stack trace that ends before it names the exception.
fn is_cut_stack(text: &str) -> bool {
    let last = text.trim_end().lines().next_back();
    text.starts_with("Traceback ") && last.is_some_and(|last| last.starts_with([' ', '\t']))
}

/// Whether a line of a stack trace names the error that caused another.
pub(super) fn is_cause(line: &str) -> bool {
    let line = line.trim_start();
    // Jenkins shortens the label.
    line.starts_with("Caused by:") || line.starts_with("Caused: ")
}

/// What PHPMailer says after whatever made it give up, and before what the server said.
const SUMMARIES: [&str; 2] = [
    "SMTP connect() failed",
    "SMTP Error: Could not authenticate",
];

/// Whether PHPMailer only says that it gave up.
pub(super) fn sums_up(bounce: &Bounce<'_>) -> bool {
    let mut summaries = SUMMARIES.iter();
    summaries.any(|summary| bounce.diagnostic.contains(summary)) && bounce.reply().class().is_none()
}

/// Whether these failures repeat the known ones, or a part of them, word for word.
pub(super) fn repeats<'a>(
    known: &[Bounce<'_>],
    found: impl ExactSizeIterator<Item = &'a Bounce<'a>>,
) -> bool {
    let same = |(known, found): (&Bounce<'_>, &Bounce<'_>)| {
        let (said, again) = (known.reply(), found.reply());
        // A code whose words were cut off adds nothing.
        let is_cut = again.enhanced.is_none() && !again.text.contains(char::is_alphabetic);
        // Whoever reports a failed connection also reports what failed because of it.
        let is_within = again.class().is_none() && again.text.contains(&*said.text);
        let is_same = said.code == again.code
            && (said.enhanced == again.enhanced || is_cut)
            && (said.text.contains(&*again.text) || is_within || is_cut);
        (is_same || sums_up(found)) && known.recipient == found.recipient
    };
    known.len() == found.len() && known.iter().zip(found).all(same)
}

/// Whether a text contains a server's refusal.
pub(super) fn refuses(text: &str) -> bool {
    let mut lines = text.lines();
    lines.any(|line| Reply::parse(line).is_refusal())
}

/// Whether a text before an error says no more than the error: its message, or refusals of which there is one, or each
/// names a recipient of the error.
pub(super) fn announces(text: &str, found: &[(usize, Bounce<'_>)]) -> bool {
    let message = text.trim();
    if found
        .iter()
        .any(|(_, known)| known.diagnostic.contains(message))
    {
        return true;
    }
    let said = reply::split(text);
    let refused = said.iter().map(|(_, said)| Reply::parse(said));
    let refused: Vec<_> = refused.filter(|reply| reply.is_refusal()).collect();
    let is_told = |reply: &Reply<'_>| {
        let is_of = |known: &Bounce<'_>| known.recipient.is_some() || refused.len() == 1;
        let mut known = found.iter().filter(|(_, known)| is_of(known));
        known.any(|(_, known)| {
            let known = known.reply();
            (known.code, known.enhanced) == (reply.code, reply.enhanced) && known.text == reply.text
        })
    };
    !refused.is_empty() && refused.iter().all(is_told)
}

/// Returns the failures that one error reports, each with the number of lines before it; none if the text is no error
/// of a mail library.
pub(super) fn read(text: &str) -> Vec<(usize, Bounce<'static>)> {
    if !is_library(text) {
        return Vec::new();
    }
    // Swift Mailer appends the session, which ends with the same failure.
    let text = text.split(" Log data: ").next().unwrap_or_default();
    let mut failures = forms::tuples(text);
    if failures.is_empty() {
        failures.extend(refusals::windows_mail(text));
    }
    if failures.is_empty() {
        failures = cited(text);
    }
    let mut failures = distinct(failures);
    if failures.is_empty() {
        failures = refusals::unexplained(text);
    }
    if failures.is_empty() {
        failures.extend(refusals::out_of_step(text).or_else(|| connection::failure(text)));
    }
    named(text, failures).into_iter().map(bounce).collect()
}

/// Returns the replies of a text, ignoring stack frames.
fn cited(text: &str) -> Vec<Failure> {
    let mut kept = String::with_capacity(text.len());
    for line in text.lines() {
        // Each line keeps its place, so that lines can be counted; a blank one would split a reply that continues.
        let line = if forms::is_frame(line) { "" } else { line };
        if forms::is_cut(&kept) && !line.trim().is_empty() {
            kept.pop();
            if forms::ends_with_code(&kept) {
                kept.push(' ');
            }
            kept.push_str(line.trim());
            kept.push('\n');
            continue;
        }
        kept.push_str(&forms::unescaped(line));
        kept.push('\n');
    }
    let mut failures: Vec<Failure> = Vec::new();
    for (line, diagnostic) in reply::split(&kept) {
        let found = refusals::refusals(&diagnostic);
        if !found.is_empty() {
            failures.extend(found.into_iter().map(|failure| Failure { line, ..failure }));
        } else if let Some(recipient) =
            forms::recipient(&diagnostic).filter(|_| !forms::is_response(&diagnostic))
        {
            // An object names its recipient after the reply.
            if let Some(last) = failures.last_mut().filter(|last| last.recipient.is_none()) {
                last.recipient = Some(recipient);
            }
        } else if Reply::parse(&diagnostic)
            .code
            .is_some_and(|code| code >= 400)
            || forms::is_response(&diagnostic)
        {
            let named = || named_before_reply(&diagnostic).map(str::to_owned);
            failures.push(Failure {
                line,
                recipient: forms::recipient(&diagnostic).or_else(named),
                diagnostic,
                ..Failure::default()
            });
        }
        if failures.len() >= MOST {
            break;
        }
    }
    failures
}

/// Drops failures that only repeat another, in full or shortened.
fn distinct(failures: Vec<Failure>) -> Vec<Failure> {
    let mut distinct: Vec<(Failure, String)> = Vec::new();
    for failure in failures {
        let words = words_of(&failure);
        let same = distinct
            .iter_mut()
            .rev()
            .take(20)
            .find(|(known, known_words)| {
                let is_same = known_words.contains(&words) || words.contains(known_words.as_str());
                is_same && may_be_one(known, &failure)
            });
        match same {
            Some((known, known_words)) if !known.is_certain || !failure.is_certain => {
                known.recipient = known.recipient.take().or(failure.recipient);
                let code = known.code.or(failure.code);
                // Words with a code are worth more than the same words without one.
                let has_code = |diagnostic: &str| Reply::parse(diagnostic).code.is_some();
                if !has_code(&known.diagnostic)
                    && (has_code(&failure.diagnostic)
                        || known.code.is_none() && failure.code.is_some())
                {
                    known.diagnostic = failure.diagnostic;
                    *known_words = words;
                }
                known.code = code;
            }
            Some(_) | None => distinct.push((failure, words)),
        }
    }
    distinct.into_iter().map(|(failure, _)| failure).collect()
}

/// Returns what is compared of a failure: its words without codes and punctuation.
fn words_of(failure: &Failure) -> String {
    let reply = Reply::parse(&failure.diagnostic);
    let words = reply.text.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| word.chars().any(char::is_alphabetic));
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

fn may_be_one(known: &Failure, other: &Failure) -> bool {
    let code = |failure: &Failure| failure.code.or(Reply::parse(&failure.diagnostic).code);
    let agree = |known: Option<&str>, other: Option<&str>| {
        known.is_none() || other.is_none() || known == other
    };
    let codes = [code(known), code(other)];
    let same_code = codes[0].is_none() || codes[1].is_none() || codes[0] == codes[1];
    same_code && agree(known.recipient.as_deref(), other.recipient.as_deref())
}

/// What libraries call a failure that came before any recipient was named: exceptions of Python and Jakarta Mail,
/// Nodemailer's words and commands, PHPMailer's words, MailKit's code.
const OF_SENDER: [&str; 9] = [
    "SMTPSenderRefused",
    "SMTPSenderFailedException",
    "Mail command failed: ",
    "Invalid login: ",
    "command: 'MAIL FROM'",
    "command: 'AUTH ",
    "command: 'EHLO'",
    "MAIL FROM command failed",
    "SenderNotAccepted",
];

/// Adds the recipients to the failures, from the replies or from the rest of the text.
fn named(text: &str, mut failures: Vec<Failure>) -> Vec<Failure> {
    if OF_SENDER.iter().any(|name| text.contains(name)) {
        let is_only = failures.len() == 1;
        for failure in &mut failures {
            failure.is_of_sender = is_only || failure.recipient.is_none();
        }
    }
    for failure in failures
        .iter_mut()
        .filter(|failure| failure.recipient.is_none() && !failure.is_of_sender)
    {
        let reply = Reply::parse(&failure.diagnostic);
        let said = format!("{}{}", reply.codes(), reply.text);
        let named = || named_first(&said).map(str::to_owned);
        failure.recipient = forms::addressee(&failure.diagnostic).or_else(named);
    }
    let [failure] = failures.as_mut_slice() else {
        return failures;
    };
    let is_of_sender = failure.is_of_sender || forms::is_of_sender(&failure.diagnostic);
    if failure.recipient.is_none() && !is_of_sender {
        let mut recipients: Vec<_> = text.lines().filter_map(forms::recipient).collect();
        recipients.dedup();
        if let [recipient] = recipients.as_slice() {
            failure.recipient = Some(recipient.clone());
        }
    }
    failures
}

fn bounce(failure: Failure) -> (usize, Bounce<'static>) {
    let recipient = failure
        .recipient
        .filter(|recipient| address::first(recipient).is_some());
    let bounce = Bounce {
        event: if failure.is_without_refusal {
            Event::Bounced
        } else {
            Event::Unknown
        },
        recipient: recipient.map(Cow::Owned),
        diagnostic: Cow::Owned(failure.diagnostic),
        stage: failure.is_of_sender.then_some("MAIL FROM".into()),
        code: failure.code,
        is_temporary: failure.is_temporary,
        ..Bounce::default()
    };
    (failure.line, bounce)
}
