//! Completes what delivery status fields report by what the text says.

use super::Emit;
use super::phrases::EXPIRIES;
use super::prose::Prose;
use super::statement::Statement;
use super::status::{self, Delivery};
use super::words;
use crate::bounce::cut::{Limit, MOST_RECIPIENTS};
use crate::bounce::{Bounce, Event};
use crate::reply::{EnhancedCode, Reply};
use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

/// Emits what blocks of delivery status fields report by themselves, if they leave nothing out: then no text has to be
/// decoded. Returns whether that is so.
pub(super) fn of_fields(blocks: &[Cow<'_, str>], emit: &mut Emit<'_>) -> bool {
    let all = || blocks.iter().flat_map(|block| status::deliveries(block));
    let mut is_any = false;
    let is_whole = all().all(|delivery| {
        is_any = true;
        !needs_words(&delivery)
    });
    let is_whole = is_whole && !blocks.iter().any(|block| status::breaks_off(block));
    if is_whole && is_any {
        let mut once = Once::default();
        all()
            .filter(|delivery| once.is_new(delivery))
            .for_each(|delivery| emit(completed(delivery, None)));
    }
    is_whole && is_any
}

/// Whether the fields quote no server.
fn needs_words(delivery: &Delivery) -> bool {
    let diagnostic = words::unwrapped(&delivery.diagnostic);
    delivery.event != Event::Delivered
        && (words::is_generic(diagnostic) || Reply::parse(diagnostic).code.is_none())
}

/// Emits what blocks of fields report; gaps are filled by what the text says.
pub(super) fn complete(blocks: &[&str], text: &str, emit: &mut Emit<'_>) -> Option<Limit> {
    let all = || blocks.iter().flat_map(|block| status::deliveries(block));
    let is_only = all().nth(1).is_none();
    let whole = |delivery: Delivery| {
        if is_only {
            delivery.whole(text)
        } else {
            delivery
        }
    };
    let all = || all().map(whole);
    let is_any = all().any(|delivery| needs_words(&delivery));
    let first = if is_any { MOST_RECIPIENTS } else { 0 };
    let first: Vec<_> = all().take(first).collect();
    let prose = is_any.then(|| Prose::about(text, first.iter().map(addresses)));
    let (mut count, mut once) = (0, Once::default());
    for delivery in all().filter(|delivery| once.is_new(delivery)) {
        count += 1;
        let prose = prose.as_ref();
        let prose = prose.filter(|_| count <= MOST_RECIPIENTS && needs_words(&delivery));
        let statement = prose.map(|prose| prose.of_any(&addresses(&delivery)));
        emit(completed(delivery.of_origin(text), statement));
    }
    let limit = prose.and_then(|prose| prose.limit);
    // If there is no text, nothing of it is left out.
    let is_left_out = is_any && count > MOST_RECIPIENTS && !text.trim_ascii().is_empty();
    let is_cut = || blocks.iter().any(|block| status::breaks_off(block));
    limit
        .or_else(|| is_cut().then_some(Limit::Report))
        .or(is_left_out.then_some(Limit::Recipients))
}

/// The deliveries that were emitted, because some programs say everything twice.
#[derive(Default)]
struct Once {
    hasher: RandomState,
    seen: HashSet<u64>,
}

impl Once {
    fn is_new(&mut self, delivery: &Delivery) -> bool {
        self.seen.insert(self.hasher.hash_one(delivery))
    }
}

/// Returns the addresses by which a text may name the recipient: the last one first.
fn addresses(delivery: &Delivery) -> [&str; 2] {
    [&delivery.last, &delivery.recipient].map(|address| address.as_deref().unwrap_or_default())
}

/// Returns a delivery as its fields report it, or as the text does if that says more.
fn completed(delivery: Delivery, statement: Option<Statement>) -> Bounce<'static> {
    let diagnostic = words::unwrapped(&delivery.diagnostic);
    // A code without words is worth keeping beside words without a code.
    let Reply { code, enhanced, .. } = Reply::parse(diagnostic);
    let statement =
        statement.filter(|statement| statement.code.is_some() || words::is_generic(diagnostic));
    let mut stage = words::stage(&delivery.diagnostic);
    stage = stage.or(statement.as_ref().and_then(|statement| statement.stage));
    let (diagnostic, code, speaker) = match statement {
        // A server's single word is worth keeping beside what the text says.
        Some(statement) if statement.code.is_none() && says_anything(diagnostic) => (
            format!("{diagnostic}\n{}", statement.diagnostic),
            code,
            statement.remote,
        ),
        Some(statement) => (
            statement.diagnostic,
            statement.code.or(code),
            statement.remote,
        ),
        None => (diagnostic.to_owned(), None, None),
    };
    let named = words::host(&delivery.diagnostic).map(str::to_owned);
    let forwarded_to = delivery.forwarded_to().map(|last| last.to_owned().into());
    Bounce {
        event: if delivery.event == Event::Bounced && delivery.status.is_some_and(is_expiry) {
            Event::Expired
        } else {
            expired(delivery.event, &diagnostic)
        },
        recipient: delivery.recipient.map(Into::into),
        forwarded_to,
        sender: delivery.sender.map(Into::into),
        remote: named.or(delivery.remote).or(speaker).map(Into::into),
        diagnostic: diagnostic.into(),
        code,
        enhanced: delivery.status.or(enhanced),
        time: delivery.time.map(Into::into),
        queue: delivery.queue.map(Into::into),
        stage: stage.map(Into::into),
        ..Bounce::default()
    }
}

/// Whether there is a word besides codes.
fn says_anything(diagnostic: &str) -> bool {
    diagnostic
        .split_whitespace()
        .any(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 2)
}

/// Whether this is X.4.7, delivery time expired (RFC 3463 §3.5).
fn is_expiry(status: EnhancedCode) -> bool {
    (status.subject, status.detail) == (4, 7)
}

/// Returns [`Event::Expired`] if a failure came after retries, otherwise the event.
pub(super) fn expired(event: Event, diagnostic: &str) -> Event {
    if event == Event::Bounced && EXPIRIES.occur_in(&diagnostic.to_lowercase()) {
        Event::Expired
    } else {
        event
    }
}
