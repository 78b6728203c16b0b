//! What a mailing list's software says about a post: the list refused it, or holds it until somebody has looked at it.
//!
//! Such software marks its messages as automatic replies (RFC 3834), or writes as the list's owner. There are many
//! programs, and administrators change their texts; but some paragraph names a list or its people, and says what became
//! of the post.

use super::phrases::SUBJECTS;
use super::report::Report;
use super::{address, answer, mime, words};
use crate::bounce::{Bounce, Event};
use std::borrow::Cow;

/// Words for a list and its people, in lower case.
const LISTS: [&str; 14] = [
    "list",
    "group",
    "moderat",
    "modérat",
    "moderad",
    "subscrib",
    "abonné",
    "abonnent",
    "suscri",
    "gruppe",
    "grupo",
    "gruppo",
    "рассылк",
    "модератор",
];
/// Lists that nobody posts to, in lower case.
const OTHER_LISTS: [&str; 8] = [
    "blacklist",
    "black list",
    "blocklist",
    "block list",
    "whitelist",
    "allow list",
    "listed",
    "list of",
];
/// Words that say that a post waits, or was published, in lower case.
const ARRIVALS: [&str; 18] = [
    "held until",
    "held for",
    "being held",
    "awaits",
    "awaiting",
    "for approval",
    "for moderation",
    "to the moderator",
    "to the owner",
    "has been distributed",
    "transmis au",
    "en attente",
    "zurückgehalten",
    "wartet auf",
    "pendiente",
    "in attesa",
    "aguarda",
    "ожидает",
];
/// Words that say that a post was refused, in lower case.
const REFUSALS: [&str; 24] = [
    "reject",
    "denied",
    "not accepted",
    "not allowed to post",
    "not allowed to send",
    "not authorized to",
    "not permitted to",
    "not subscribed to",
    "not a member of",
    "only subscribers",
    "unable to be delivered",
    "impossible to distribute",
    "failed to act on your post",
    "being returned to you",
    "rejeté",
    "refusé",
    "pas autorisé",
    "abgelehnt",
    "zurückgewiesen",
    "nicht berechtigt",
    "rechazad",
    "rifiutat",
    "rejeitad",
    "отклонен",
];
/// Words after the name of a list and a mark, in the addresses that its software writes from.
const PARTS: [&str; 8] = [
    "owner", "bounces", "request", "help", "admin", "no-reply", "noreply", "return",
];
/// Local parts that all lists of a server write from.
const LIST_SERVERS: [&str; 8] = [
    "sympa",
    "listserv",
    "majordomo",
    "mailman",
    "listmaster",
    "noreply",
    "no-reply",
    "notify",
];
/// Words before the address of a list, in lower case.
const BEFORE: [&str; 9] = [
    "list", "group", "to", "liste", "lista", "groupe", "grupo", "gruppe", "an",
];
/// The longest paragraph, in bytes; longer ones are cut.
const LONGEST: usize = 1500;

impl Report<'_> {
    /// Returns what became of a post, if a list's software wrote this about one.
    pub(super) fn post(&self) -> Option<Bounce<'static>> {
        let from = self.head.get("From").and_then(address::first)?;
        let subject = mime::subject(&self.head);
        let is_by_program = self.is_submitted_by_program()
            || list_of(from).is_some()
            || address::has_local_part(from, &LIST_SERVERS);
        if !is_by_program || answer::is_absence(&subject.to_lowercase()) {
            return None;
        }
        let mut paragraphs = self.text.own.split("\n\n").map(words::joined);
        let (mut diagnostic, event) = paragraphs.by_ref().find_map(|paragraph| {
            let event = event(&words::start(&paragraph, LONGEST).to_lowercase())?;
            Some((paragraph, event))
        })?;
        if diagnostic.ends_with(':') {
            let reason = paragraphs.find(|paragraph| !paragraph.is_empty());
            diagnostic.push('\n');
            diagnostic.push_str(&reason.unwrap_or_default());
        }
        let list = list(self, &subject, &diagnostic);
        // A person's software may hold a message as well.
        let is_person =
            event == Event::AutomaticReply && !address::has_local_part(from, &LIST_SERVERS);
        let recipient = list.or_else(|| is_person.then(|| from.to_owned()));
        if event == Event::Bounced && SUBJECTS.occur_in(&subject.to_lowercase()) {
            diagnostic.insert_str(0, &format!("{subject}\n"));
        }
        let date = self.head.get("Date");
        Some(Bounce {
            event,
            recipient: recipient.map(Cow::Owned),
            diagnostic: Cow::Owned(words::start(&diagnostic, LONGEST).to_owned()),
            time: date.map(|date| Cow::Owned(date.to_owned())),
            ..Bounce::default()
        })
    }
}

/// Returns what became of the post that a lower-case paragraph is about.
fn event(paragraph: &str) -> Option<Event> {
    let holds = |words: &[&str]| words.iter().any(|word| paragraph.contains(word));
    // Server replies are read elsewhere.
    let is_reply = words::code_at(paragraph).is_some() || words::enhanced_said(paragraph).is_some();
    if is_reply || !holds(&LISTS) || holds(&OTHER_LISTS) {
        None
    } else if holds(&ARRIVALS) {
        Some(Event::AutomaticReply)
    } else {
        holds(&REFUSALS).then_some(Event::Bounced)
    }
}

/// Returns the list's address: from the fields that its software writes, or else from the text that names it, or else
/// that of the post.
fn list(report: &Report<'_>, subject: &str, paragraph: &str) -> Option<String> {
    let first = |name: &&str| report.head.get(name).and_then(address::first);
    let own = ["X-BeenThere", "List-Post"].iter().find_map(first);
    let named = || {
        own.or_else(|| named_in(subject))
            .or_else(|| named_in(paragraph))
    };
    let posted_to = || <[String; 1]>::try_from(report.addressed()).ok();
    let list = named().map(str::to_owned);
    let list = list.or_else(|| posted_to().map(|[address]| address));
    let written_from = ["Return-Path", "Sender", "From", "Reply-To", "Mailing-List"];
    list.or_else(|| written_from.iter().filter_map(first).find_map(list_of))
}

/// Returns the address that follows a word for a list.
fn named_in(text: &str) -> Option<&str> {
    let marks = |c: char| c.is_whitespace() || "<>\"'“”«».:".contains(c);
    let mut spans = address::addresses(text);
    let span = spans.find(|span| {
        let before = text[..span.start].trim_end_matches(marks).to_lowercase();
        BEFORE.contains(&before.rsplit(' ').next().unwrap_or_default())
    })?;
    text.get(span)
}

/// Returns the list to which an address belongs: `dev-owner@example.org`, `owner-dev@example.org`,
/// `dev+noreply@example.org`.
fn list_of(address: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    let mark = |c: char| matches!(c, '-' | '+');
    let name = PARTS.iter().find_map(|part| {
        let before = local
            .strip_suffix(part)
            .and_then(|name| name.strip_suffix(mark));
        before.or_else(|| local.strip_prefix(part)?.strip_prefix(mark))
    })?;
    Some(format!("{name}@{domain}"))
}
