//! The people involved in a report: failed recipients that its fields name, its sender and recipients, and the
//! original's sender.

use super::address;
use super::fields::{self, Fields};
use super::mime;
use super::phrases::{DAEMONS, SYSTEMS};
use super::report::Report;
use super::role::{self, Role};
use crate::bounce::NULL_SENDER;
use crate::bounce::cut::MOST_RECIPIENTS;
use crate::order;
use std::borrow::Cow;

/// How subjects of mails begin that people answer or pass on, in lower case.
const ANSWERS: [&str; 11] = [
    "antw:", "aw:", "fw:", "fwd:", "odp:", "re:", "rv:", "sv:", "tr:", "vs:", "wg:",
];

impl Report<'_> {
    /// Returns the addresses of `X-Failed-Recipients`, which Exim and Gmail write.
    pub(super) fn failed_recipients(&self) -> Vec<String> {
        let values = self.head.all("X-Failed-Recipients");
        let listed = values.flat_map(|value| value.split(','));
        let addresses = listed.filter_map(address::of_field);
        let most = MOST_RECIPIENTS + 1;
        addresses.take(most).collect()
    }

    /// Returns the recipient that a subject names: `Rejected posting to someone@example.org`.
    pub(super) fn named_in(&self, subject: &str) -> Option<String> {
        let strangers = self.strangers();
        let mut named = role::announced(&[subject], &strangers).into_iter();
        let (address, role) = named.next()?;
        (named.next().is_none() && role == Role::Named).then(|| address.to_owned())
    }

    /// Returns the addresses of those who wrote the report or the original, or received the report.
    pub(super) fn strangers(&self) -> Vec<String> {
        let own = [
            "From",
            "To",
            "Sender",
            "Return-Path",
            "Reply-To",
            "Delivered-To",
            "X-Original-To",
        ];
        let authors = ["From", "Sender", "Return-Path", "Reply-To"];
        let mut strangers = found_in(&self.head, &own);
        strangers.extend(found_in(&Fields::parse(&self.original_head()), &authors));
        strangers
    }

    /// Returns to whom the original was addressed, or the message of which the text repeats some fields.
    pub(super) fn addressed(&self) -> Vec<String> {
        let head = self.original_head();
        let mut addressed = found_in(&Fields::parse(&head), &["To", "Delivered-To"]);
        if addressed.is_empty() {
            let lines = self.text.own.lines().filter_map(fields::field);
            let to = lines.filter(|(name, _)| name.eq_ignore_ascii_case("To"));
            addressed.extend(to.filter_map(|(_, value)| Some(address::first(value)?.to_owned())));
        }
        order::sort(&mut addressed);
        addressed.dedup();
        addressed
    }

    /// Returns the header of the original, wherever it is.
    fn original_head(&self) -> Cow<'_, str> {
        match self.originals.first() {
            Some(original) => String::from_utf8_lossy(mime::split(original).0),
            None => Cow::Borrowed(header_in(&self.text.original)),
        }
    }

    /// Whether there is a sign that a program wrote it, and not a person or a shop: it has no header, returns a
    /// message, is from a mailing list's software, or says so (RFC 5321 §4.5.5, RFC 3834 §5).
    pub(super) fn is_automatic(&self) -> bool {
        self.is_headless
            || !self.originals.is_empty()
            || !self.text.original.is_empty()
            || self.head.has("X-MLServer")
            || self
                .head
                .get("From")
                .is_some_and(|from| from.contains("-bounces@"))
            || self.is_submitted_by_program()
    }

    /// Whether the fields say that a program wrote it.
    pub(super) fn is_submitted_by_program(&self) -> bool {
        let is_null = |path: &str| path.trim() == NULL_SENDER;
        let is_submitted = |by: &str| !by.trim().eq_ignore_ascii_case("no");
        self.head.get("Return-Path").is_some_and(is_null)
            || self.head.get("Auto-Submitted").is_some_and(is_submitted)
    }

    /// Whether a person wrote it, who may quote a server and name anybody: no program says that it did, and it answers
    /// or passes on another mail, as mail clients show it, or no mail system sent it.
    pub(super) fn is_letter(&self) -> bool {
        let subject = mime::subject(&self.head).to_lowercase();
        let is_answer = || {
            let mut prefixes = ANSWERS.iter();
            prefixes.any(|prefix| subject.starts_with(prefix)) && !self.head.has("Received")
        };
        !self.is_automatic() && (!self.is_from_daemon() || is_answer())
    }

    /// Whether a mail system sent the report.
    pub(super) fn is_from_daemon(&self) -> bool {
        if self.is_headless {
            return false;
        }
        let from = mime::decoded(self.head.get("From").unwrap_or_default());
        from.trim().is_empty()
            || from.contains("<>")
            || is_system(&from)
            || self.head.has("X-Failed-Recipients")
    }
}

/// Whether a mail system calls itself so where a sender is named.
pub(super) fn is_system(from: &str) -> bool {
    let from = from.to_lowercase();
    let local = address::first(&from).unwrap_or(&from).split('@').next();
    let local = local.unwrap_or_default().trim_matches(['<', '"', ' ']);
    DAEMONS.iter().any(|daemon| local.starts_with(daemon))
        || SYSTEMS.iter().any(|name| from.contains(name))
}

/// Returns the header of the original within a text, after the line that announces it.
fn header_in(tail: &str) -> &str {
    let start = tail
        .split_inclusive('\n')
        .take_while(|line| fields::field(line).is_none())
        .map(str::len)
        .sum::<usize>();
    let header = tail.get(start..).unwrap_or_default();
    let end = header.find("\n\n").unwrap_or(header.len());
    &header[..end]
}

/// Returns the addresses in some fields.
fn found_in(head: &Fields<'_>, names: &[&str]) -> Vec<String> {
    let values = names.iter().flat_map(|name| head.all(name));
    values
        .flat_map(|value| {
            address::addresses(value)
                .take(100)
                .map(|span| value[span].to_owned())
        })
        .collect()
}
