//! Reports in plain text: whom they name as failed, and what the server said about each.
//!
//! Programs differ in their sentences, but hardly in their structure. An address that starts a line, or follows a word
//! such as *recipient*, starts what is said about it. A reply belongs to the recipient that it names, or else to the
//! one named before it.

use super::address::addresses;
use super::announcement::{announces, is_courtesy};
use super::named::prefer_refused;
use super::response;
use super::role::{Role, announced, is_origin, keep_reported, local_part, role};
use super::statement::Statement;
use super::words;
use super::writer::is_personal;
use super::{labels, mailer};
use crate::bounce::cut::{Limit, MOST_RECIPIENTS};
use std::collections::HashMap;

/// A line that starts what is said about a recipient.
struct Start {
    line: usize,
    /// The index of the recipient.
    recipient: usize,
    /// Where the line continues after the address.
    rest: usize,
}

/// A reply in the text.
struct Spoken {
    line: usize,
    of: Option<usize>,
    diagnostic: String,
    code: Option<u16>,
    /// Whether it follows the recipient in its line, or indented below it.
    is_direct: bool,
    weight: u32,
}

/// A text prepared for questions about its recipients.
pub(super) struct Prose<'a> {
    lines: Vec<&'a str>,
    /// The index of each recipient by its lower-case address.
    indices: HashMap<String, usize>,
    recipients: Vec<(&'a str, Role)>,
    starts: Vec<Start>,
    replies: Vec<Spoken>,
    /// The limit that the text exceeds, if any.
    pub limit: Option<Limit>,
}

/// Marks of lines that quote a server.
const DIALOGUE: [&str; 5] = ["<<<", "<--", "said:", "replied:", "Received >>>"];

/// Amavis says after a reply that it accepted a message and dropped it: `250 2.7.0 Ok, discarded, id=00071-09 -
/// INFECTED: …`.
const DISCARDED: &str = "discarded, id=";

/// The most lines of a text that are read.
const MOST: usize = 10_000;
/// The most bytes of a line that are read; text that was HTML has one line per paragraph.
const WIDEST: usize = 8000;
/// The most lines of a reply or a reason that are used.
const LINES: usize = 12;
/// The longest reason, in bytes; longer ones are cut.
const REASON: usize = 1500;

impl<'a> Prose<'a> {
    /// Reads a text of which only the strangers' addresses are known: those of its author and its readers.
    pub(super) fn read(text: &'a str, strangers: &[String]) -> Prose<'a> {
        let (lines, is_cut) = lines(text);
        let mut found = announced(&lines, strangers);
        prefer_refused(&mut found, &lines, strangers);
        let roles = found.iter().map(|(_, role)| *role);
        let best = roles.max().unwrap_or(Role::Mentioned);
        found.retain(|(_, role)| *role == best);
        let is_told = || lines.len() > 1 || announces(lines[0]);
        if best == Role::Mentioned && strangers.is_empty() && is_told() {
            // In a paste, it is not known whose addresses these are.
            keep_reported(&mut found, &lines);
        }
        if let ([line], [(_, role @ Role::Mentioned)]) = (&lines[..], &mut found[..])
            && addresses(line).nth(1).is_none()
        {
            // The only address of a sentence, whatever the language's word for a recipient is.
            *role = Role::Named;
        }
        let found = found
            .into_iter()
            .map(|(address, role)| ([address, ""], role));
        Prose::with((lines, is_cut), found)
    }

    /// Searches a text for what it says about these recipients, each with up to two addresses; others are empty.
    pub(super) fn about(
        text: &'a str,
        recipients: impl Iterator<Item = [&'a str; 2]>,
    ) -> Prose<'a> {
        Prose::with(
            lines(text),
            recipients.map(|addresses| (addresses, Role::Listed)),
        )
    }

    fn with(
        (lines, is_cut): (Vec<&'a str>, bool),
        recipients: impl Iterator<Item = ([&'a str; 2], Role)>,
    ) -> Prose<'a> {
        let mut prose = Prose {
            lines,
            indices: HashMap::new(),
            recipients: Vec::new(),
            starts: Vec::new(),
            replies: Vec::new(),
            limit: is_cut.then_some(Limit::Text),
        };
        for (addresses, role) in recipients {
            if prose.recipients.len() == MOST_RECIPIENTS {
                prose.limit = Some(Limit::Recipients);
                break;
            }
            let first = addresses.iter().find(|address| !address.is_empty());
            let Some(first) = first.copied() else {
                continue;
            };
            let addresses = addresses.map(str::to_lowercase);
            let known = addresses
                .iter()
                .find_map(|address| prose.indices.get(address));
            let index = known.copied().unwrap_or(prose.recipients.len());
            if index == prose.recipients.len() {
                prose.recipients.push((first, role));
            }
            for address in addresses.into_iter().filter(|address| !address.is_empty()) {
                prose.indices.entry(address).or_insert(index);
            }
        }
        prose.locate();
        prose
    }

    /// Locates the starts and the replies.
    fn locate(&mut self) {
        let indices = &self.indices;
        let mut current = None;
        for (number, line) in self.lines.iter().enumerate() {
            if let Some((recipient, rest)) = named_in(line, indices) {
                current = Some(recipient);
                self.starts.push(Start {
                    line: number,
                    recipient,
                    rest,
                });
            }
            let discarded = line.find(DISCARDED).map(|at| (at, None));
            let coded = words::code_at(line).map(|(at, code)| (at, Some(code)));
            let coded = discarded
                .or(coded)
                .or_else(|| Some((words::enhanced_said(line)?, None)));
            let Some((at, code)) = coded.filter(|(_, code)| code.is_none_or(|code| code >= 400))
            else {
                continue;
            };
            let mut diagnostic = self.reply(number, at, current);
            if let Some(written) = mailer::in_own_words(&diagnostic, &self.lines[..number]) {
                diagnostic = written;
            }
            let named = addresses(&diagnostic)
                .find_map(|span| indices.get(&diagnostic[span].to_lowercase()));
            let is_dialogue = DIALOGUE.iter().any(|mark| line.contains(mark));
            let weight = 4 * u32::from(is_dialogue)
                + 2 * u32::from(!words::is_generic(&diagnostic))
                + u32::from(code.is_some());
            let is_indented = line.starts_with([' ', '\t']);
            let mut last = self.starts.iter().rev().take(2);
            let direct = last.find(|start| {
                start.line == number && start.rest <= at || start.line + 1 == number && is_indented
            });
            let direct = direct.map(|start| start.recipient);
            self.replies.push(Spoken {
                line: number,
                of: direct.or(named.copied()).or(current),
                diagnostic,
                code,
                is_direct: direct.is_some(),
                weight,
            });
        }
    }

    /// Returns the reply that starts here, with the lines that continue it.
    fn reply(&self, number: usize, at: usize, of: Option<usize>) -> String {
        let first = self.lines[number];
        let mut diagnostic = first[at..].trim_end().to_owned();
        let mut several = first.as_bytes().get(at + 3) == Some(&b'-');
        let is_dialogue = first.starts_with("<<<");
        for line in self.lines.iter().skip(number + 1).take(LINES) {
            let trimmed = line.trim();
            let code = words::code_at(line);
            let goes_on = match code {
                Some((at, _)) if several => {
                    let marks = line[..at].trim_matches(['<', '>', ' ', '\t']);
                    marks.is_empty()
                }
                Some(_) => false,
                None => {
                    !is_dialogue
                        && !words::ends_reply(trimmed)
                        && !starts_other(line, of, &self.indices)
                }
            };
            if trimmed.is_empty() || !goes_on {
                break;
            }
            if let Some((at, _)) = code {
                several = line.as_bytes().get(at + 3) == Some(&b'-');
                diagnostic.push('\n');
                diagnostic.push_str(&line[at..]);
            } else {
                diagnostic.push('\n');
                diagnostic.push_str(trimmed);
            }
        }
        diagnostic
    }

    /// Returns what the text says about each recipient, or in general if it names none.
    pub(super) fn statements(&self) -> Vec<Statement> {
        if self.recipients.is_empty() {
            vec![self.of(None)]
        } else {
            (0..self.recipients.len())
                .map(|index| self.of(Some(index)))
                .collect()
        }
    }

    /// Whether the text names a recipient.
    pub(super) fn names_any(&self) -> bool {
        !self.recipients.is_empty()
    }

    /// Whether the text starts a line with a recipient, or shows the command that named one.
    pub(super) fn lists_any(&self) -> bool {
        self.recipients
            .iter()
            .any(|(_, role)| *role == Role::Listed)
    }

    /// Whether the text contains a server's reply.
    pub(super) fn has_reply(&self) -> bool {
        !self.replies.is_empty()
    }

    /// Returns what the text says about the recipient with one of these addresses.
    pub(super) fn of_any(&self, addresses: &[&str]) -> Statement {
        let index = |address: &&str| self.indices.get(&address.to_lowercase()).copied();
        match addresses.iter().find_map(index) {
            Some(index) => self.of(Some(index)),
            None => Statement::default(),
        }
    }

    /// Returns what the text says about one recipient.
    fn of(&self, index: Option<usize>) -> Statement {
        let recipient = index.and_then(|index| self.recipients.get(index));
        let mut statement = Statement {
            recipient: recipient.map(|(address, _)| (*address).to_owned()),
            is_named: recipient.is_some_and(|(_, role)| *role > Role::Mentioned),
            ..Statement::default()
        };
        if let Some(reply) = self.best_reply(index) {
            statement.diagnostic = words::unwrapped(&reply.diagnostic).to_owned();
            statement.code = reply.code;
            statement.is_answered = reply.is_direct;
            statement.remote = self.host_of(reply);
            statement.stage = words::stage(&reply.diagnostic).or_else(|| self.stage_before(reply));
            return statement;
        }
        let lines = Some(&self.lines).filter(|_| self.recipients.len() < 2);
        let cited =
            lines.and_then(|lines| response::cited(lines).or_else(|| labels::reason(lines)));
        let cited = cited.or_else(|| Some(self.reason(index?)));
        statement.diagnostic = cited.unwrap_or_default();
        // If one of several recipients has only one word, the rest of the text is about the others.
        let is_shared = lines.is_some() || statement.diagnostic.is_empty();
        if is_shared && words::is_generic(&statement.diagnostic) {
            statement.diagnostic = self.whole();
        }
        statement.remote = words::host(&statement.diagnostic).map(str::to_owned);
        statement
    }

    /// Returns the reply about one recipient, or about nobody in particular, that weighs most; of equals, the first.
    fn best_reply(&self, index: Option<usize>) -> Option<&Spoken> {
        let is_only = self.recipients.len() < 2;
        let best = |counts: &dyn Fn(&Spoken) -> bool| {
            let replies = self.replies.iter().rev().filter(|reply| counts(reply));
            replies.max_by_key(|reply| reply.weight)
        };
        best(&|reply| is_only || reply.of == index).or_else(|| best(&|reply| reply.of.is_none()))
    }

    /// Returns the host that sent a reply: it is named in the line, or in one of the lines before it.
    fn host_of(&self, reply: &Spoken) -> Option<String> {
        let first = reply.line.saturating_sub(LINES);
        let lines = self.lines.get(first..=reply.line)?;
        let line = lines.iter().rev().find_map(|line| words::host(line));
        line.map(str::to_owned)
    }

    /// Returns the command that a reply answers: it is in the same line or the one before it.
    fn stage_before(&self, reply: &Spoken) -> Option<&'static str> {
        let first = reply.line.saturating_sub(1);
        let mut lines = self.lines.get(first..=reply.line)?.iter().rev();
        lines.find_map(|line| words::stage(line))
    }

    /// Returns what follows an address, if no server is quoted.
    fn reason(&self, recipient: usize) -> String {
        let mut best = String::new();
        for (index, start) in self
            .starts
            .iter()
            .enumerate()
            .filter(|(_, start)| start.recipient == recipient)
        {
            let end = self.starts[index + 1..]
                .iter()
                .find(|next| next.recipient != recipient)
                .map_or(self.lines.len(), |next| next.line);
            let reason = self.between(start, end);
            if !words::is_generic(&reason) {
                return reason;
            }
            if reason.len() > best.len() {
                best = reason;
            }
        }
        best
    }

    fn between(&self, start: &Start, end: usize) -> String {
        let line = self.lines[start.line];
        let rest = words::behind_origin(line.get(start.rest..).unwrap_or_default());
        let rest = rest.trim_matches(|c: char| c.is_whitespace() || "<>()[]{}:;,.\"'".contains(c));
        // `Quota exceeded for user <someone@example.org>`
        let is_long = line.split_whitespace().nth(3).is_some();
        // A text of one line may name the cause before the address.
        let is_within = self.lines.len() == 1 && self.recipients[start.recipient].1 == Role::Named;
        let is_sentence = is_within || is_long && rest.is_empty();
        let opening = if is_sentence { line.trim() } else { "" };
        let mut reason = if is_sentence { opening } else { rest }.to_owned();
        let lines = self.lines.get(start.line + 1..end).unwrap_or_default();
        for (at, line) in lines.iter().enumerate().take(3 * LINES) {
            let line = line.trim();
            let next = lines.get(at + 1).copied().unwrap_or_default();
            let behind = reason.get(opening.len()..).unwrap_or_default();
            // `Your message to jo@example.org couldn't be delivered.` The next paragraph may say why.
            let is_announcement = || {
                behind.split_whitespace().nth(5).is_none() && announces(behind) && is_reason(next)
            };
            let is_told = || {
                behind.split_whitespace().nth(2).is_some()
                    && !reason.ends_with(':')
                    && !is_announcement()
            };
            if line.is_empty() && is_told() || reason.len() > REASON || is_courtesy(line) {
                break;
            }
            if line.chars().any(char::is_alphanumeric) {
                reason.push('\n');
                reason.push_str(line);
            }
        }
        reason.trim().to_owned()
    }

    /// Returns the whole text, up to a sensible length.
    fn whole(&self) -> String {
        let mut text = String::new();
        for line in self.lines.iter().map(|line| line.trim()) {
            if text.len() > REASON {
                break;
            }
            if line.chars().any(char::is_alphanumeric) {
                text.push_str(line);
                text.push('\n');
            }
        }
        text.trim_end().to_owned()
    }
}

/// Whether a paragraph that starts with this line may say why something was not delivered: it is neither a quotation nor a
/// field, it is not about replies to the notice, and nobody asks or speaks of themselves in it.
fn is_reason(line: &str) -> bool {
    let lower = line.to_lowercase();
    line.starts_with(char::is_alphanumeric)
        && !line.contains(['?', ':'])
        && !["reply", "automatic", "wrote"]
            .iter()
            .any(|word| lower.contains(word))
        && !is_personal(line)
        && !is_courtesy(line)
}

/// Returns the first known recipient in a line, and where the line continues after it; none in a summary of the
/// original such as `To: someone@example.org`.
fn named_in(line: &str, indices: &HashMap<String, usize>) -> Option<(usize, usize)> {
    if !line.contains('@') {
        let name = local_part(line)?;
        let index = indices.get(&name.to_lowercase())?;
        return Some((*index, line.len()));
    }
    if line.contains("generated by") && !line.trim_start().starts_with("generated by ") {
        return None;
    }
    let mut from = 0;
    addresses(line).find_map(|span| {
        let before = &line[from..span.start];
        let is_first = from == 0;
        from = span.end;
        let index = indices.get(&line[span].to_lowercase())?;
        let is_start = is_origin(before) || role(before, is_first).is_some();
        is_start.then_some((*index, from))
    })
}

/// Returns the lines, each cut to a sensible length, and whether some of the text is missing.
fn lines(text: &str) -> (Vec<&str>, bool) {
    let mut all = text.trim_end().split('\n');
    let first = all.by_ref().take(MOST);
    let (mut lines, mut is_cut) = (Vec::new(), false);
    for line in first {
        is_cut |= line.len() > WIDEST;
        lines.push(words::start(line, WIDEST));
    }
    (lines, is_cut || all.next().is_some())
}

/// Whether a line starts what is said about another recipient.
fn starts_other(line: &str, of: Option<usize>, indices: &HashMap<String, usize>) -> bool {
    addresses(line).next().is_some_and(|span| {
        let is_start = role(&line[..span.start], true) == Some(Role::Listed);
        let index = indices.get(&line[span].to_lowercase()).copied();
        let is_other = index.is_some() && index != of;
        is_start && index.is_some() && (is_other || !line.starts_with([' ', '\t']))
            || is_other && announces(line)
    })
}
