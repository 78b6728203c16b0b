//! Single values of a table: the file's, or the known one if the file gives none.

use super::check::{Checker, Text};
use super::draft::Draft;
use super::{Named, find};
use crate::catalogue::{Texts, Words};
use crate::spelling::unknown;
use toml::Spanned;
use toml::de::DeValue;

/// The most items of a list.
const MOST_ITEMS: usize = 5000;

/// A rule for a text of a file.
type Rule<'a> = fn(&mut Checker<'a>, &Text);

/// A table of the file, and the known item whose values it keeps or replaces.
pub(super) struct Table<'t, 'a, T> {
    pub checker: &'t mut Checker<'a>,
    pub draft: &'t Draft<'t, 'a>,
    pub known: Option<T>,
    /// The keys that were asked for: all that such a table can have.
    keys: Vec<&'static str>,
}

impl<'t, 'a, T: Copy> Table<'t, 'a, T> {
    pub(super) fn new(
        checker: &'t mut Checker<'a>,
        draft: &'t Draft<'t, 'a>,
        known: Option<T>,
    ) -> Table<'t, 'a, T> {
        Table {
            checker,
            draft,
            known,
            keys: vec!["id"],
        }
    }

    pub(super) fn id(&self) -> &'static str {
        leak(self.draft.id.clone())
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.draft.values.contains_key(key)
    }

    /// Reports the keys that nothing asked for.
    pub(super) fn finish(self) {
        let keys = self.draft.values.keys();
        for key in keys.filter(|key| !self.keys.contains(&&**key.get_ref())) {
            let message = unknown("key", key.get_ref(), self.keys.iter().copied());
            self.checker.report(key.span(), message);
        }
    }

    fn value(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'a>>> {
        self.keys.push(key);
        self.draft.values.get(key)
    }

    /// Returns the new value, or the known one; if there is neither, that is a problem. `Some(None)` is a wrong value
    /// that was already reported.
    pub(super) fn required<V>(
        &mut self,
        key: &str,
        new: Option<Option<V>>,
        known: impl Fn(T) -> V,
    ) -> Option<V> {
        let new = new.or(self.known.map(|item| Some(known(item))));
        new.unwrap_or_else(|| {
            let id = &self.draft.id;
            let message = format!("`{}` has no `{key}`; add one", id.get_ref());
            self.checker.report_missing(id.span(), message);
            None
        })
    }

    /// Returns a text that the item must have.
    pub(super) fn text(
        &mut self,
        key: &'static str,
        rule: Rule<'a>,
        known: fn(T) -> &'static str,
    ) -> Option<&'static str> {
        let new = self.checked(key, rule);
        self.required(key, new, known)
    }

    /// Returns a text that may be missing.
    pub(super) fn optional(
        &mut self,
        key: &'static str,
        rule: Rule<'a>,
        known: fn(T) -> Option<&'static str>,
    ) -> Option<&'static str> {
        let new = self.checked(key, rule).flatten();
        new.or_else(|| self.known.and_then(known))
    }

    /// Returns a word of a closed list, if the file has one; `Some(None)` is a wrong one.
    pub(super) fn word<V: Copy>(
        &mut self,
        key: &'static str,
        (all, id): (&[V], fn(V) -> &'static str),
    ) -> Option<Option<V>> {
        let word = self.value(key)?;
        let word = self.checker.string(word);
        Some(word.and_then(|word| self.checker.word(key, &word, all, id)))
    }

    /// Returns the item of another table that a word names.
    pub(super) fn reference<V: Named>(
        &mut self,
        key: &'static str,
        items: &'static [V],
        known: fn(T) -> &'static V,
    ) -> Option<&'static V> {
        let new = self.value(key).map(|word| {
            let word = self.checker.string(word)?;
            self.checker.reference(key, &word, items)
        });
        self.required(key, new, known)
    }

    /// Returns a list, which is empty if it is missing.
    pub(super) fn texts(
        &mut self,
        key: &'static str,
        rule: Rule<'a>,
        known: fn(T) -> Texts,
    ) -> Texts {
        let new = self.list(key, rule).map(Texts::leak);
        new.or(self.known.map(known)).unwrap_or_default()
    }

    /// Does the same for a table that is kept as it is.
    pub(super) fn words(
        &mut self,
        key: &'static str,
        rule: Rule<'a>,
        known: fn(T) -> Words,
    ) -> Words {
        let new = self.list(key, rule).map(leak_all);
        new.or(self.known.map(known)).unwrap_or_default()
    }

    /// Checks and returns every text of a list.
    pub(super) fn list(&mut self, key: &'static str, rule: Rule<'a>) -> Option<Vec<String>> {
        let mut texts = Vec::new();
        for value in self.array(key)? {
            if let Some(text) = self.checker.string(value) {
                rule(self.checker, &text);
                texts.push(text.into_inner());
            }
        }
        Some(texts)
    }

    /// Returns the values of a list, of which there must be one.
    pub(super) fn array(&mut self, key: &'static str) -> Option<&'t [Spanned<DeValue<'a>>]> {
        let value = self.value(key)?;
        let array = self.checker.array(value);
        if array.is_empty() && value.get_ref().is_array() {
            let message = "this list is empty; leave the key out or fill it in";
            self.checker.report(value.span(), message);
        }
        if array.len() > MOST_ITEMS {
            let message = format!(
                "this list has {} items; at most {MOST_ITEMS} fit",
                array.len()
            );
            self.checker.report(value.span(), message);
        }
        Some(array)
    }

    fn checked(&mut self, key: &'static str, rule: Rule<'a>) -> Option<Option<&'static str>> {
        let text = self.value(key)?;
        let text = self.checker.string(text);
        if let Some(text) = &text {
            rule(self.checker, text);
        }
        Some(text.map(leak))
    }
}

impl Checker<'_> {
    /// Returns the item of a table that a word names.
    pub(super) fn reference<V: Named>(
        &mut self,
        what: &str,
        word: &Text,
        items: &'static [V],
    ) -> Option<&'static V> {
        let item = find(items, word.get_ref());
        if item.is_none() && !self.may_be_missing(word.get_ref()) {
            let message = unknown(what, word.get_ref(), items.iter().map(V::id));
            self.report(word.span(), message);
        }
        item
    }
}

pub(super) fn leak(text: Text) -> &'static str {
    text.into_inner().leak()
}

pub(super) fn leak_all(texts: Vec<String>) -> Words {
    let words: Vec<&'static str> = texts.into_iter().map(|text| &*text.leak()).collect();
    words.leak()
}
