//! Adds a catalogue file to a catalogue: new entries are appended, known ones are replaced key by key.

mod check;
mod draft;
mod entry;
mod problem;
mod tables;
mod values;

use crate::catalogue::clues::Clues;
use crate::catalogue::store::Store;
use crate::catalogue::{Catalogue, Category, Entry, Problem, Provider, Reason, Synonym};
use crate::spelling::unknown;
pub use check::Checker;
use draft::{CategoryDraft, CodeDraft, Draft, ProviderDraft, ReasonDraft, SynonymDraft};
pub use draft::{Location, locations, reasons_and_providers};
use std::collections::{HashMap, HashSet};
use toml::Spanned;
use values::Table;

impl Catalogue {
    /// Extends this catalogue with a file: `file` is its name in errors, `text` its content.
    ///
    /// A table with a known `id` replaces the keys that it gives and keeps the others; one with a new `id` needs all
    /// keys that the schema requires.
    ///
    /// # Errors
    ///
    /// The file is not TOML, or some values break a rule: all problems are returned together, in file order.
    pub fn with(self, file: &str, text: &str) -> Result<Catalogue, Vec<Problem>> {
        let draft: Draft =
            toml::from_str(text).map_err(|error| vec![Problem::from_toml(file, text, &error)])?;
        let mut merger = Merger {
            checker: Checker::new(file, text),
        };
        let categories = merger.table(self.categories, draft.category, Merger::category);
        let mut reasons = self.reasons.to_vec();
        for reason in &mut reasons {
            reason.category = find(categories, reason.category.id).unwrap_or(reason.category);
        }
        let named: Vec<_> = draft.reason.iter().flat_map(ReasonDraft::named).collect();
        let reasons = merger.table(&reasons, draft.reason, |merger, draft, known| {
            merger.reason(draft, known, categories)
        });
        for id in &named {
            merger.checker.reference("reason", id, reasons);
        }
        let providers = merger.table(self.providers, draft.provider, Merger::provider);
        let synonyms = merger.table(self.synonyms, draft.synonym, Merger::synonym);
        let (reason_of, provider_of) = (by_id(reasons), by_id(providers));
        let mut entries: Vec<_> = self.entries().collect();
        for entry in &mut entries {
            entry.reason = reason_of[entry.reason.id].1;
            entry.provider = provider_of[entry.provider.id].1;
        }
        let related: Vec<_> = draft
            .code
            .iter()
            .filter_map(|code| code.related.as_ref())
            .flat_map(|list| list.get_ref().clone())
            .collect();
        let ids: Vec<_> = entries.iter().map(|entry| entry.id).collect();
        let entries = merger.table(&entries, draft.code, |merger, draft, known| {
            merger.entry(draft, known, &ids, reasons, providers)
        });
        merger.check_related(entries, &related);
        let store = Store::pack(
            entries,
            |entry| provider_of[entry.provider.id].0,
            |entry| reason_of[entry.reason.id].0,
        );
        let catalogue = Catalogue {
            categories,
            reasons,
            providers,
            synonyms,
            store,
            clues: Clues::EMPTY,
        };
        let clues = Clues::of(&catalogue);
        merger.checker.finish(Catalogue { clues, ..catalogue })
    }
}

/// What the five tables have in common.
trait Named {
    fn id(&self) -> &'static str;
}

/// What their drafts have in common.
trait Spelled {
    fn id(&self) -> &Spanned<String>;
}

macro_rules! named {
    ($($item:ty, $draft:ty;)+) => {$(
        impl Named for $item { fn id(&self) -> &'static str { self.id } }
        impl Spelled for $draft { fn id(&self) -> &Spanned<String> { &self.id } }
    )+};
}
named! { Category, CategoryDraft; Reason, ReasonDraft; Provider, ProviderDraft; Synonym, SynonymDraft; Entry, CodeDraft; }

struct Merger<'a> {
    checker: Checker<'a>,
}

impl<'a> Merger<'a> {
    /// Builds one table: the known items, each draft replacing one of them or appended.
    fn table<T: Named + Copy, D: Spelled>(
        &mut self,
        known: &[T],
        drafts: Vec<D>,
        mut build: impl FnMut(&mut Self, D, Option<T>) -> Option<T>,
    ) -> &'static [T] {
        let mut items = known.to_vec();
        let ids = known.iter().map(|item| item.id().to_owned());
        let mut known_at: HashMap<String, usize> = ids.zip(0..).collect();
        let mut first: HashMap<String, usize> = HashMap::new();
        for draft in drafts {
            let id = draft.id().clone();
            self.checker.id(&id);
            if let Some(before) = first.get(id.get_ref()).copied() {
                let (id_of, line) = (id.get_ref(), self.checker.line(before));
                let message = format!("duplicate id `{id_of}`; it is on line {line} too");
                self.checker.report(id.span(), message);
                continue;
            }
            first.insert(id.get_ref().clone(), id.span().start);
            let index = known_at.get(id.get_ref()).copied();
            let Some(item) = build(self, draft, index.map(|index| items[index])) else {
                continue;
            };
            match index {
                Some(index) => items[index] = item,
                None => {
                    known_at.insert(id.into_inner(), items.len());
                    items.push(item);
                }
            }
        }
        items.leak()
    }

    /// Prepares the values of a table with this id.
    fn values<'m, T>(&'m mut self, id: &'m Spanned<String>, known: Option<T>) -> Table<'m, 'a, T> {
        Table {
            checker: &mut self.checker,
            id,
            known,
        }
    }

    fn check_related(&mut self, entries: &[Entry], related: &[Spanned<String>]) {
        let ids: HashSet<_> = entries.iter().map(|entry| entry.id).collect();
        for id in related {
            if !ids.contains(id.get_ref().as_str()) {
                let message = unknown("entry", id.get_ref(), entries.iter().map(|entry| entry.id));
                self.checker.report(id.span(), message);
            }
        }
    }
}

fn find<T: Named>(items: &'static [T], id: &str) -> Option<&'static T> {
    items.iter().find(|item| item.id() == id)
}

/// Indexes items by id. A table only grows, so every known id is found.
fn by_id<T: Named>(items: &'static [T]) -> HashMap<&'static str, (usize, &'static T)> {
    let indexed = (0..).zip(items);
    indexed.map(|item| (item.1.id(), item)).collect()
}
