//! Which providers a name means: the only way in which names of providers are matched, in queries and options alike.

use super::boundary::at_word_start;
use crate::catalogue::{Catalogue, Provider};
use crate::fold::fold;
use memchr::memmem::Finder;

/// Returns, by index of the provider, whether its id, name, another name, or one of its domains or hosts equals the
/// text. If none does, whether a word of its id, name, a domain or a host starts with it: `yahoo` is Yahoo alone,
/// `mail` is everything with Mail in its name.
pub fn providers_called(catalogue: &Catalogue, text: &str) -> Vec<bool> {
    let text = fold(text.trim());
    let finder = Finder::new(text.as_bytes());
    let exact = called(catalogue, |provider| {
        provider.aliases.contains(&&*text) || names(provider).any(|name| fold(name) == text)
    });
    if exact.contains(&true) {
        return exact;
    }
    called(catalogue, |provider| {
        names(provider).any(|name| at_word_start(&finder, &fold(name)))
    })
}

fn called(catalogue: &Catalogue, is_called: impl Fn(&Provider) -> bool) -> Vec<bool> {
    catalogue.providers.iter().map(is_called).collect()
}

fn names(provider: &Provider) -> impl Iterator<Item = &'static str> {
    let addresses = provider.domains.iter().chain(provider.hosts).copied();
    [provider.id, provider.name].into_iter().chain(addresses)
}
