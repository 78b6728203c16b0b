//! Finds what is wrong with a catalogue file although it follows all rules: examples that another entry explains,
//! entries that no reply distinguishes, reasons with phrases but no entry, marks that others use too. `sources` lists
//! weak sources.

mod sources;

use crate::catalogue::{Action, Catalogue, Entry, EntryId, Outcome, Problem};
use crate::catalogue_file::{Checker, Location, locations};
use crate::diagnose::{Context, Diagnoser};
use crate::order;
use crate::reply::Reply;
pub(crate) use sources::{write_stale, write_weak};
use std::collections::{BTreeMap, BTreeSet};

/// Checks what a file says about entries against the catalogue that it was added to. Every example is diagnosed, so
/// this takes a while for a large file; only `catalogue check` does it.
pub(crate) fn lint(catalogue: &Catalogue, file: &str, text: &str) -> Result<(), Vec<Problem>> {
    let mut checker = Checker::new(file, text);
    let entries = locations(text, "code");
    check_examples(catalogue, &entries, &mut checker);
    check_twins(catalogue, &entries, &mut checker);
    check_reasons(catalogue, &locations(text, "reason"), &mut checker);
    check_marks(catalogue, &locations(text, "provider"), &mut checker);
    checker.finish(())
}

/// A reason with phrases needs a standard entry for each outcome, which is shown if no known provider replied. A reason
/// whose action is to retry needs none for permanent failures.
fn check_reasons(catalogue: &Catalogue, here: &[Location], checker: &mut Checker<'_>) {
    for Location { id, at, .. } in here {
        let Some(reason) = catalogue.reasons.iter().find(|reason| reason.id == id) else {
            continue;
        };
        if reason.all_phrases().next().is_none() {
            continue;
        }
        let needed = [
            Some(Outcome::Temporary),
            Some(Outcome::Permanent).filter(|_| reason.action != Action::Retry),
        ];
        for outcome in needed.into_iter().flatten() {
            let explains = |entry: EntryId| {
                let codes = catalogue.codes_at(entry);
                catalogue.is_standard(entry)
                    && catalogue.reasons[catalogue.reason_of(entry)].id == id
                    && codes.outcome == outcome
                    && !codes.is_fallback()
            };
            if !catalogue.entry_ids().any(explains) {
                let message = format!(
                    "the reason `{id}` has phrases, but no entry of the standard explains it when it is {}; add one",
                    outcome.id()
                );
                checker.report(*at..*at, message);
            }
        }
    }
}

/// A mark shows who wrote a reply, so no other provider's entry and no phrase of a reason may contain it.
fn check_marks(catalogue: &Catalogue, here: &[Location], checker: &mut Checker<'_>) {
    let phrases = catalogue.reasons.iter().flat_map(|reason| {
        let phrases = reason.all_phrases();
        phrases.map(|phrase| (phrase, reason.id))
    });
    let phrases: Vec<_> = phrases.collect();
    for Location { id, at, .. } in here {
        let mut providers = catalogue.providers.iter();
        let Some(provider) = providers.find(|provider| provider.id == id) else {
            continue;
        };
        if !provider.kind.writes_replies() {
            continue;
        }
        let is_other = |entry: &Entry| {
            entry.provider.operator != provider.operator && entry.provider.kind.writes_replies()
        };
        let others: Vec<_> = catalogue.entries().filter(is_other).collect();
        for mark in provider.marks {
            let phrase = phrases.iter().find(|(phrase, _)| phrase.contains(mark));
            let phrase = phrase.map(|(_, reason)| format!("a phrase of the reason `{reason}`"));
            let says = |entry: &&Entry| entry.fragments.iter().any(|text| text.contains(mark));
            let other = others.iter().find(says);
            let other = other.map(|entry| format!("a `match` of `{}`", entry.id));
            if let Some(whose) = phrase.or(other) {
                let message =
                    format!("the mark `{mark}` of `{id}` is also in {whose}: it identifies nobody");
                checker.report(*at..*at, message);
            }
        }
    }
}

/// Every example of an entry must lead to it, once the provider is known.
fn check_examples(catalogue: &Catalogue, locations: &[Location], checker: &mut Checker<'_>) {
    let diagnoser = Diagnoser::new(*catalogue);
    for location in locations {
        let Some(entry) = catalogue.entry(&location.id) else {
            continue;
        };
        let context = Context {
            provider: Some(entry.provider.id),
            ..Context::default()
        };
        for example in entry.examples.iter() {
            let diagnosis = diagnoser.diagnose(Reply::parse(example), context);
            let found = diagnosis.map(|diagnosis| diagnosis.entry.id);
            if found == Some(entry.id) {
                continue;
            }
            // Examples from another file are reported at the entry.
            let here = location.examples.iter().find(|(text, _)| text == example);
            let at = here.map_or(location.at, |(_, at)| *at);
            checker.report(at..at, elsewhere(&entry, found));
        }
    }
}

fn elsewhere(entry: &Entry, found: Option<&str>) -> String {
    let id = entry.id;
    match found {
        Some(other) => format!(
            "an example of `{id}` is explained by `{other}` first; add words that only this reply has to `match` of \
             `{id}`, or move the example there"
        ),
        None => format!(
            "nothing explains this example of `{id}`; add its words to `match` of `{id}`, or its codes to `reply` and \
             `enhanced`"
        ),
    }
}

/// Entries of one provider with the same codes need a tag or a fragment that only one of them has. Entries without
/// codes are exempt: no reply leads to them by its codes.
fn check_twins(catalogue: &Catalogue, locations: &[Location], checker: &mut Checker<'_>) {
    let here = |entry: &Entry| locations.iter().find(|location| location.id == entry.id);
    let mut first = BTreeMap::new();
    for entry in catalogue.entries() {
        if entry.reply.is_empty() && entry.enhanced.is_empty() {
            continue;
        }
        let Some(twin) = first.insert(distinguishing(&entry), entry) else {
            continue;
        };
        // Reported at the later one in this file; an entry of another file is not this file's mistake.
        if let Some(location) = here(&entry).or(here(&twin)) {
            checker.report(location.at..location.at, alike(&entry, &twin));
        }
    }
}

/// What distinguishes an entry from the others.
fn distinguishing(entry: &Entry) -> (&'static str, [BTreeSet<String>; 4]) {
    let words = |texts: crate::catalogue::Texts| order::set(texts.iter().map(str::to_lowercase));
    let codes = [
        order::set(entry.reply.iter().map(ToString::to_string)),
        order::set(entry.enhanced.iter().map(ToString::to_string)),
        words(entry.tags),
        words(entry.fragments),
    ];
    (entry.provider.id, codes)
}

fn alike(entry: &Entry, twin: &Entry) -> String {
    format!(
        "`{}` and `{}` would explain the same replies: same provider and codes, and neither has a tag or fragment of \
         its own; add `tag` or `match` to one of them, or make them one",
        entry.id, twin.id
    )
}
