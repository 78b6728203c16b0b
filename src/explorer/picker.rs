//! The picker: a few letters of a provider's name or domain lead to its tab.

use super::bindings::Command;
use super::state::{Overlay, State};
use super::view;
use crate::catalogue::Provider;
use crate::fold::fold;
use crate::search::fuzzy::Fuzzy;
use std::cmp::Reverse;
use tui_input::Input;

/// What the picker shows while it is open.
#[derive(Clone, Debug, Default)]
pub struct Picker {
    /// What was typed into it.
    pub input: Input,
    /// The tabs that this leaves, best first; all of them in their order while nothing is typed.
    pub tabs: Vec<Option<usize>>,
    /// Place of the selected one among them.
    pub selected: usize,
}

/// How well a provider fits what was typed; less is better.
type Rank = (Fit, Reverse<u16>);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    NameStart,
    WordStart,
    InName,
    /// The start of its id or of one of its domains.
    Domain,
    Fuzzy,
}

/// Opens the picker over the untouched search, on the tab that is active.
pub fn open(state: &mut State) {
    let tabs: Vec<_> = state.tabs().collect();
    let active = tabs.iter().position(|tab| *tab == state.tab);
    state.picker = Picker {
        input: Input::default(),
        selected: active.unwrap_or_default(),
        tabs,
    };
    state.open(Overlay::Providers);
}

/// Follows what was typed: the best tab is selected.
pub fn narrow(state: &mut State) {
    let typed = fold(state.picker.input.value()).into_owned();
    let terms: Vec<_> = typed.split_whitespace().collect();
    let fuzzy = Fuzzy::default();
    let rank_of = |tab: &Option<usize>| match tab {
        Some(provider) => rank(&fuzzy, &state.catalogue().providers[*provider], &terms),
        None => all_of(&terms, |term| fit("all", term)),
    };
    let tabs = state.tabs().filter_map(|tab| Some((rank_of(&tab)?, tab)));
    let mut ranked: Vec<_> = tabs.collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    state.picker.tabs = ranked.into_iter().map(|(_, tab)| tab).collect();
    state.picker.selected = 0;
}

/// Carries out a command while the picker is open; whether it means anything here.
pub fn carry_out(state: &mut State, command: Command) -> bool {
    let page = view::picker::rows_area(state.size).height.max(1) as isize;
    match command {
        Command::SelectNext | Command::NextProvider => select(&mut state.picker, 1),
        Command::SelectPrevious | Command::PreviousProvider => select(&mut state.picker, -1),
        Command::SelectPageDown => select(&mut state.picker, page),
        Command::SelectPageUp => select(&mut state.picker, -page),
        Command::Read => show_selected(state),
        Command::Back | Command::PickProvider => state.overlay = None,
        Command::Help | Command::Guide | Command::Redraw | Command::Suspend | Command::Quit => {
            return false;
        }
        _ => {}
    }
    true
}

fn select(picker: &mut Picker, step: isize) {
    let last = picker.tabs.len().saturating_sub(1);
    picker.selected = picker.selected.saturating_add_signed(step).min(last);
}

/// Closes the picker on the list of the selected tab.
fn show_selected(state: &mut State) {
    if let Some(tab) = state.picker.tabs.get(state.picker.selected).copied() {
        state.overlay = None;
        state.reading = false;
        state.show_tab(tab);
    }
}

fn rank(fuzzy: &Fuzzy, provider: &Provider, terms: &[&str]) -> Option<Rank> {
    let name = fold(provider.name);
    let elsewhere = |term: &str| {
        let mut others = provider.domains.iter().chain([&provider.id]);
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

/// Every term has to fit; the worst of them counts.
fn all_of(terms: &[&str], rank: impl Fn(&str) -> Option<Rank>) -> Option<Rank> {
    let best = (Fit::NameStart, Reverse(0));
    let mut ranks = terms.iter().map(|term| rank(term));
    ranks.try_fold(best, |worst, rank| Some(worst.max(rank?)))
}

/// Where a term stands in a name.
fn fit(name: &str, term: &str) -> Option<Rank> {
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    let fit = match () {
        () if name.starts_with(term) => Fit::NameStart,
        () if words.any(|word| word.starts_with(term)) => Fit::WordStart,
        () if name.contains(term) => Fit::InName,
        () => return None,
    };
    Some((fit, Reverse(0)))
}
