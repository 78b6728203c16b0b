//! What delivery status fields tell, completed by what the text says.

use super::mime::{Part, Raw};
use super::prose::{Prose, Told};
use super::status::{self, Delivery};
use super::wordings::EXPIRIES;
use super::words;
use crate::bounce::{Bounce, Event};
use crate::reply::Reply;
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
    let addresses = deliveries.iter().map(|delivery| {
        let address = delivery.last.as_deref().or(delivery.recipient.as_deref());
        address.unwrap_or_default()
    });
    let prose = deliveries
        .iter()
        .any(needs_words)
        .then(|| Prose::about(text, addresses));
    deliveries
        .iter()
        .enumerate()
        .map(|(place, delivery)| {
            let prose = prose.as_ref().filter(|_| needs_words(delivery));
            completed(delivery, prose.map(|prose| prose.of(Some(place))))
        })
        .collect()
}

/// A delivery as its fields tell it, and as the text does where that tells more.
fn completed(delivery: &Delivery, told: Option<Told>) -> Bounce<'static> {
    let said = words::unwrapped(&delivery.diagnostic);
    let told = told.filter(|told| told.code.is_some() || words::is_generic(said));
    let (said, code, speaker) = match told {
        Some(told) => (told.said, told.code, told.remote),
        None => (said.to_owned(), None, None),
    };
    let named = words::host(&delivery.diagnostic).map(str::to_owned);
    Bounce {
        event: expired(delivery.event, &said),
        recipient: delivery.recipient.clone().map(Cow::Owned),
        remote: named
            .or(delivery.remote.clone())
            .or(speaker)
            .map(Cow::Owned),
        said: Cow::Owned(said),
        code,
        enhanced: delivery.status,
        time: delivery.time.clone().map(Cow::Owned),
        queue: delivery.queue.clone().map(Cow::Owned),
    }
}

/// A failure that came after retries.
pub fn expired(event: Event, said: &str) -> Event {
    if event != Event::Bounced {
        return event;
    }
    let said = said.to_lowercase();
    match EXPIRIES.iter().any(|expiry| said.contains(expiry)) {
        true => Event::Expired,
        false => event,
    }
}
