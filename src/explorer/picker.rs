//! The picker: a few letters of a provider's name or domain lead to its tab.

use crate::catalogue::{Catalogue, Provider, ProviderId};
use crate::fold::fold;
use crate::order;
use crate::search::fuzzy::Fuzzy;
use std::cmp::Reverse;
use tui_input::Input;

/// `None` is "All".
type Tab = Option<ProviderId>;

/// What the picker shows while it is open.
#[derive(Clone, Debug, Default)]
pub struct Picker {
    /// What was typed into it.
    pub input: Input,
    /// The matching tabs, best first; all of them in order while nothing is typed.
    pub tabs: Vec<Tab>,
    /// The index of the selected one among them.
    pub selected: usize,
}

/// How well a provider fits what was typed; less is better.
type Rank = (Fit, Reverse<u16>);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    NameStart,
    WordStart,
    InName,
    /// The start of its id, of another name or of one of its domains.
    Domain,
    Fuzzy,
}

impl Picker {
    /// Creates a picker with nothing typed yet, on the active tab.
    pub fn new(tabs: impl Iterator<Item = Tab>, active: Tab) -> Picker {
        let tabs: Vec<_> = tabs.collect();
        let active = tabs.iter().position(|tab| *tab == active);
        Picker {
            input: Input::default(),
            selected: active.unwrap_or_default(),
            tabs,
        }
    }

    /// Follows what was typed: selects the best tab.
    pub fn narrow(&mut self, catalogue: &Catalogue, tabs: impl Iterator<Item = Tab>) {
        let typed = fold(self.input.value()).into_owned();
        let terms: Vec<_> = typed.split_whitespace().collect();
        let fuzzy = Fuzzy::default();
        let rank_of = |tab: Tab| match tab {
            Some(provider) => rank(&fuzzy, catalogue.provider(provider), &terms),
            None => all_of(&terms, |term| fit("all", term)),
        };
        let mut ranked: Vec<_> = tabs.filter_map(|tab| Some((rank_of(tab)?, tab))).collect();
        order::sort_by_key(&mut ranked, |(rank, _)| *rank);
        self.tabs = ranked.into_iter().map(|(_, tab)| tab).collect();
        self.selected = 0;
    }

    /// Moves the selection down by this many tabs.
    pub fn step(&mut self, step: isize) {
        let last = self.tabs.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(step).min(last);
    }

    /// The selected tab, if any is left.
    pub fn picked(&self) -> Option<Tab> {
        self.tabs.get(self.selected).copied()
    }
}

fn rank(fuzzy: &Fuzzy, provider: &Provider, terms: &[&str]) -> Option<Rank> {
    let name = fold(provider.name);
    let elsewhere = |term: &str| {
        let others = [provider.aliases, provider.domains];
        let mut others = others.into_iter().flatten().chain([&provider.id]);
        others.any(|other| other.starts_with(term))
    };
    all_of(terms, |term| {
        let literal = fit(&name, term);
        let domain = || elsewhere(term).then_some((Fit::Domain, Reverse(0)));
        let scattered = || {
            let score = fuzzy.score(&name, term).filter(|_| Fuzzy::suits(term))?;
            Some((Fit::Fuzzy, Reverse(score)))
        };
        literal.or_else(domain).or_else(scattered)
    })
}

/// Ranks by the worst term; every term has to fit.
fn all_of(terms: &[&str], rank: impl Fn(&str) -> Option<Rank>) -> Option<Rank> {
    let best = (Fit::NameStart, Reverse(0));
    let mut ranks = terms.iter().map(|term| rank(term));
    ranks.try_fold(best, |worst, rank| Some(worst.max(rank?)))
}

/// Returns where a term occurs in a name.
fn fit(name: &str, term: &str) -> Option<Rank> {
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    let fit = if name.starts_with(term) {
        Fit::NameStart
    } else if words.any(|word| word.starts_with(term)) {
        Fit::WordStart
    } else if name.contains(term) {
        Fit::InName
    } else {
        return None;
    };
    Some((fit, Reverse(0)))
}
