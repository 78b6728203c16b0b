//! Which providers a name means: the one way to match a provider's name, in queries and options alike.

use super::boundary::at_word_start;
use crate::catalogue::Catalogue;
use crate::fold::fold;
use memchr::memmem::Finder;

/// By index of the provider, whether its id, its name, or one of its domains or hosts is the text; where none is, whether a word in
/// one of them starts with it: `yahoo` is Yahoo alone, `mail` is all with Mail in their name.
pub fn providers_called(catalogue: &Catalogue, text: &str) -> Vec<bool> {
    let text = fold(text.trim());
    let finder = Finder::new(text.as_bytes());
    let called = |fits: &dyn Fn(&str) -> bool| -> Vec<bool> {
        let providers = catalogue.providers.iter();
        let is_called = providers.map(|provider| {
            let addresses = provider.domains.iter().chain(provider.hosts).copied();
            let mut names = [provider.id, provider.name].into_iter().chain(addresses);
            names.any(|name| fits(&fold(name)))
        });
        is_called.collect()
    };
    let exact = called(&|name| name == text);
    if exact.contains(&true) {
        exact
    } else {
        called(&|name| at_word_start(&finder, name))
    }
}
