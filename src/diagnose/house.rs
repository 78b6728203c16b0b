//! Who wrote a reply: told by the host, by marks in the text, by tags and words that nobody else uses.

use super::Context;
use crate::catalogue::clues::{Clue, What};
use crate::catalogue::{Catalogue, Kind};
use std::collections::HashMap;
use std::iter;

/// Providers by the names of their hosts and domains.
pub struct Houses {
    hosts: HashMap<&'static str, Vec<u32>>,
    domains: HashMap<&'static str, Vec<u32>>,
}

/// What has spoken so far for each provider that was heard of.
#[derive(Default)]
pub struct Votes(Vec<(u32, i32)>);

/// Less is no more than a coincidence.
const ENOUGH: i32 = 30;

impl Houses {
    pub fn new(catalogue: &Catalogue) -> Houses {
        let (mut hosts, mut domains): (HashMap<_, Vec<u32>>, HashMap<_, Vec<u32>>) =
            Default::default();
        for (place, provider) in (0..).zip(catalogue.providers) {
            for host in provider.hosts {
                hosts.entry(*host).or_default().push(place);
            }
            for domain in provider.domains {
                domains.entry(*domain).or_default().push(place);
            }
        }
        Houses { hosts, domains }
    }

    /// Counts what is known beside the text, and the addresses in it.
    pub fn vote(&self, votes: &mut Votes, text: &str, context: Context<'_>) {
        if let Some(host) = context.host {
            within(&self.hosts, host, |house| votes.add(house, 200));
        }
        let of_address = |votes: &mut Votes, address: &str| {
            within(&self.domains, domain(address), |house| {
                votes.add(house, ENOUGH)
            });
        };
        if let Some((_, address)) = context
            .recipient
            .and_then(|address| address.rsplit_once('@'))
        {
            of_address(votes, address);
        }
        for at in memchr::memchr_iter(b'@', text.as_bytes()).take(MOST_ADDRESSES) {
            of_address(votes, &text[at + 1..]);
        }
    }
}

/// More addresses in a reply are no help.
const MOST_ADDRESSES: usize = 8;

impl Votes {
    pub fn clear(&mut self) {
        self.0.clear();
    }

    fn add(&mut self, house: u32, weight: i32) {
        match self.0.iter_mut().find(|(known, _)| *known == house) {
            Some((_, sum)) => *sum = sum.saturating_add(weight),
            None => self.0.push((house, weight)),
        }
    }

    /// Counts a clue in the text.
    pub fn clue(&mut self, catalogue: &Catalogue, clue: &Clue) {
        let (house, weight) = match clue.what {
            What::Mark(house) => (house, 60),
            What::Host(house) => (house, 50),
            What::Tag(place) if clue.distinctive => {
                (catalogue.provider_of(place as usize) as u32, 50)
            }
            What::Fragment(place) if clue.distinctive => {
                (catalogue.provider_of(place as usize) as u32, 40)
            }
            _ => return,
        };
        self.add(house, weight);
    }

    /// The house with the most votes; the first of the catalogue where several have as many.
    pub fn winner(&self, catalogue: &Catalogue) -> Option<usize> {
        let authors = self.0.iter().filter(|(house, weight)| {
            *weight >= ENOUGH && writes_replies(catalogue.providers[*house as usize].kind)
        });
        let (house, _) = authors.max_by_key(|(house, weight)| (*weight, u32::MAX - house))?;
        Some(*house as usize)
    }
}

/// Whether a provider of this kind is who writes a reply, rather than whose software or list it uses.
pub fn writes_replies(kind: Kind) -> bool {
    matches!(kind, Kind::Mailbox | Kind::Filter | Kind::Sender)
}

/// Tells the houses that this name, in any letter case, or a suffix of it at a dot belongs to.
fn within(names: &HashMap<&'static str, Vec<u32>>, name: &str, mut tell: impl FnMut(u32)) {
    let lower = name.to_ascii_lowercase();
    let dots = memchr::memchr_iter(b'.', lower.as_bytes()).map(|dot| dot + 1);
    for suffix in iter::once(0).chain(dots).take(MOST_LABELS) {
        let houses = names.get(&lower[suffix..]);
        houses.into_iter().flatten().copied().for_each(&mut tell);
    }
}

/// A name has at most so many labels (RFC 1035 §2.3.4).
const MOST_LABELS: usize = 128;

/// The domain with which a text starts.
fn domain(text: &str) -> &str {
    let end = text.bytes().take(255).position(|byte| {
        byte.is_ascii() && !byte.is_ascii_alphanumeric() && byte != b'.' && byte != b'-'
    });
    let end = end.unwrap_or_else(|| text.floor_char_boundary(255));
    text[..end].trim_end_matches('.')
}
