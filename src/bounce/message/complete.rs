//! What delivery status fields tell, completed by what the text says.

use super::mime::{Part, Raw};
use super::prose::{Prose, Told};
use super::status::{self, Delivery};
use super::wordings::EXPIRIES;
use super::words;
use crate::bounce::{Bounce, Event};
use crate::reply::{EnhancedCode, Reply};
use std::borrow::Cow;

/// What delivery status fields alone tell, if they leave nothing out: then no text need be decoded.
pub fn of_fields(parts: &[Raw<'_>]) -> Option<Vec<Bounce<'static>>> {
    let mut deliveries = Vec::new();
    for part in parts.iter().filter(|part| part.is_status()) {
        if let Some(Part::Status(fields)) = part.decoded() {
            deliveries.extend(status::read(&words::unix_text(fields)));
        }
    }
    let is_told = !deliveries.is_empty() && !deliveries.iter().any(needs_words);
    is_told.then(|| complete(&deliveries, ""))
}

/// Whether the fields do not cite a server.
fn needs_words(delivery: &Delivery) -> bool {
    let said = words::unwrapped(&delivery.diagnostic);
    delivery.event != Event::Delivered
        && (words::is_generic(said) || Reply::parse(said).code.is_none())
}

/// Completes what the fields leave out by what the text says.
pub fn complete(deliveries: &[Delivery], text: &str) -> Vec<Bounce<'static>> {
    let is_any = deliveries.iter().any(needs_words);
    let prose = is_any.then(|| Prose::about(text, deliveries.iter().map(addresses)));
    deliveries
        .iter()
        .map(|delivery| {
            let prose = prose.as_ref().filter(|_| needs_words(delivery));
            completed(
                delivery,
                prose.map(|prose| prose.of_any(&addresses(delivery))),
            )
        })
        .collect()
}

/// The addresses by which a text may name the recipient: the last one first.
fn addresses(delivery: &Delivery) -> [&str; 2] {
    [&delivery.last, &delivery.recipient].map(|address| address.as_deref().unwrap_or_default())
}

/// A delivery as its fields tell it, and as the text does where that tells more.
fn completed(delivery: &Delivery, told: Option<Told>) -> Bounce<'static> {
    let said = words::unwrapped(&delivery.diagnostic);
    // A code without words is worth keeping beside words without a code.
    let Reply { code, enhanced, .. } = Reply::parse(said);
    let told = told.filter(|told| told.code.is_some() || words::is_generic(said));
    let (said, code, speaker) = match told {
        Some(told) => (told.said, told.code.or(code), told.remote),
        None => (said.to_owned(), None, None),
    };
    let named = words::host(&delivery.diagnostic).map(str::to_owned);
    Bounce {
        is_temporary: false,
        event: match delivery.status.is_some_and(is_expiry) {
            true if delivery.event == Event::Bounced => Event::Expired,
            _ => expired(delivery.event, &said),
        },
        recipient: delivery.recipient.clone().map(Cow::Owned),
        remote: named
            .or(delivery.remote.clone())
            .or(speaker)
            .map(Cow::Owned),
        said: Cow::Owned(said),
        code,
        enhanced: delivery.status.or(enhanced),
        time: delivery.time.clone().map(Cow::Owned),
        queue: delivery.queue.clone().map(Cow::Owned),
    }
}

/// X.4.7, delivery time expired (RFC 3463 §3.5).
fn is_expiry(status: EnhancedCode) -> bool {
    (status.subject, status.detail) == (4, 7)
}

/// A failure that came after retries.
pub fn expired(event: Event, said: &str) -> Event {
    if event != Event::Bounced {
        return event;
    }
    let said = said.to_lowercase();
    match EXPIRIES.stand_in(&said) {
        true => Event::Expired,
        false => event,
    }
}
