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
use draft::Draft;
pub use draft::{Location, locations};
use std::collections::HashMap;
use toml::de::DeTable;
use values::Table;

/// The largest file that is read on behind its first mistake in TOML, in bytes: larger ones are no catalogues.
const LARGEST_READ_ON: usize = 4 << 20;
/// The lists of tables that a file can have.
const LISTS: [&str; 5] = ["category", "reason", "provider", "synonym", "code"];

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
        let mut checker = Checker::new(file, text);
        let tables = match DeTable::parse(text) {
            Ok(tables) => tables,
            Err(error) if text.len() > LARGEST_READ_ON => {
                return Err(vec![Problem::from_toml(file, text, &error)]);
            }
            Err(_) => {
                let (tables, errors) = DeTable::parse_recoverable(text);
                checker.report_toml(&errors);
                tables
            }
        };
        let tables = tables.get_ref();
        for key in tables
            .keys()
            .filter(|key| !LISTS.contains(&&**key.get_ref()))
        {
            checker.report(key.span(), unknown("key", key.get_ref(), LISTS));
        }
        let [category, reason, provider, synonym, mut code] =
            LISTS.map(|name| checker.drafts(tables, name));
        let categories = checker.table(self.categories, &category, |of| of.category());
        let mut reasons = self.reasons.to_vec();
        for reason in &mut reasons {
            reason.category = find(categories, reason.category.id).unwrap_or(reason.category);
        }
        let reasons = checker.table(&reasons, &reason, |of| of.reason(categories));
        checker.check_named("reason", reasons);
        let providers = checker.table(self.providers, &provider, |of| of.provider());
        let synonyms = checker.table(self.synonyms, &synonym, |of| of.synonym());
        let (reason_of, provider_of) = (by_id(reasons), by_id(providers));
        let mut entries: Vec<_> = self.entries().collect();
        for entry in &mut entries {
            entry.reason = reason_of[entry.reason.id].1;
            entry.provider = provider_of[entry.provider.id].1;
        }
        let ids: Vec<_> = entries.iter().map(|entry| entry.id).collect();
        code.retain(|draft| !checker.is_of_misspelt(draft, &ids));
        let entries = checker.table(&entries, &code, |of| of.entry(reasons, providers));
        checker.check_named("entry", entries);
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
        checker.finish(Catalogue { clues, ..catalogue })
    }
}

/// What the five tables have in common.
trait Named {
    fn id(&self) -> &'static str;
}

macro_rules! named {
    ($($item:ty),+) => {$(
        impl Named for $item { fn id(&self) -> &'static str { self.id } }
    )+};
}
named! { Category, Reason, Provider, Synonym, Entry }

impl<'a> Checker<'a> {
    /// Builds one table: the known items, each draft replacing one of them or appended.
    fn table<T: Named + Copy>(
        &mut self,
        known: &[T],
        drafts: &[Draft<'_, 'a>],
        mut build: impl FnMut(&mut Table<'_, 'a, T>) -> Option<T>,
    ) -> &'static [T] {
        let mut items = known.to_vec();
        let ids = known.iter().map(|item| item.id().to_owned());
        let mut known_at: HashMap<String, usize> = ids.zip(0..).collect();
        let mut first: HashMap<&str, usize> = HashMap::new();
        for draft in drafts {
            let (id, at) = (draft.id.get_ref(), draft.id.span());
            self.id(&draft.id);
            if let Some(before) = first.insert(id, at.start) {
                first.insert(id, before);
                let line = self.line(before);
                self.report(at, format!("duplicate id `{id}`; it is on line {line} too"));
                continue;
            }
            let index = known_at.get(id).copied();
            let mut of = Table::new(self, draft, index.map(|index| items[index]));
            let item = build(&mut of);
            of.finish();
            let Some(item) = item else {
                self.fail(id);
                continue;
            };
            match index {
                Some(index) => items[index] = item,
                None => {
                    known_at.insert(id.clone(), items.len());
                    items.push(item);
                }
            }
        }
        items.leak()
    }

    /// Reports the ids that a value names although no item has them.
    fn check_named<T: Named>(&mut self, what: &str, items: &'static [T]) {
        let ids = by_id(items);
        for id in self.take_named() {
            let named = id.get_ref();
            if !ids.contains_key(named.as_str()) && !self.may_be_missing(named) {
                let message = if self.is_full() {
                    format!("unknown {what} `{named}`")
                } else {
                    unknown(what, named, items.iter().map(T::id))
                };
                self.report(id.span(), message);
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
