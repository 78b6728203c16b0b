//! Single values of a table: the file's, or the known one if the file gives none.

use super::check::Checker;
use super::draft::{List, Value};
use super::{Named, find};
use crate::catalogue::{Texts, Words};
use crate::spelling::unknown;
use toml::Spanned;

/// A rule for a text of a file.
type Rule<'a> = fn(&mut Checker<'a>, &Spanned<String>);

/// A table of the file, and the known item whose values it keeps or replaces.
pub(super) struct Table<'m, 'a, T> {
    pub checker: &'m mut Checker<'a>,
    pub id: &'m Spanned<String>,
    pub known: Option<T>,
}

impl<'a, T: Copy> Table<'_, 'a, T> {
    /// Returns the new value, or the known one; if there is neither, that is a problem. `Some(None)` is a wrong value
    /// that was already reported.
    pub(super) fn required<V>(
        &mut self,
        key: &str,
        new: Option<Option<V>>,
        known: impl Fn(T) -> V,
    ) -> Option<V> {
        let (new, id) = (new.or(self.known.map(|item| Some(known(item)))), self.id);
        new.unwrap_or_else(|| {
            let message = format!("`{}` has no `{key}`; add one", id.get_ref());
            self.checker.report(id.span(), message);
            None
        })
    }

    /// Returns a text that the item must have.
    pub(super) fn text(
        &mut self,
        key: &str,
        new: Value<String>,
        rule: Rule<'a>,
        known: fn(T) -> &'static str,
    ) -> Option<&'static str> {
        let new = new.map(|text| Some(self.checked(text, rule)));
        self.required(key, new, known)
    }

    /// Returns a text that may be missing.
    pub(super) fn optional(
        &mut self,
        new: Value<String>,
        rule: Rule<'a>,
        known: fn(T) -> Option<&'static str>,
    ) -> Option<&'static str> {
        let new = new.map(|text| self.checked(text, rule));
        new.or_else(|| self.known.and_then(known))
    }

    /// Returns a word of a closed list.
    pub(super) fn word<V: Copy>(
        &mut self,
        key: &str,
        new: Value<String>,
        (all, id): (&[V], fn(V) -> &'static str),
        known: fn(T) -> V,
    ) -> Option<V> {
        let new = new.map(|word| self.checker.word(key, &word, all, id));
        self.required(key, new, known)
    }

    /// Returns the item of another table that a word names.
    pub(super) fn reference<V: Named>(
        &mut self,
        key: &str,
        new: Value<String>,
        items: &'static [V],
        known: fn(T) -> &'static V,
    ) -> Option<&'static V> {
        let new = new.map(|word| self.checker.reference(key, &word, items));
        self.required(key, new, known)
    }

    /// Returns a list, which is empty if it is missing.
    pub(super) fn texts(&mut self, new: List, rule: Rule<'a>, known: fn(T) -> Texts) -> Texts {
        let new = self.list(new, rule).map(Texts::leak);
        new.or(self.known.map(known)).unwrap_or_default()
    }

    /// Does the same for a table that is kept as it is.
    pub(super) fn words(&mut self, new: List, rule: Rule<'a>, known: fn(T) -> Words) -> Words {
        let new = self.list(new, rule).map(leak_all);
        new.or(self.known.map(known)).unwrap_or_default()
    }

    /// Checks and returns every text of a list.
    pub(super) fn list(&mut self, list: List, rule: Rule<'a>) -> Option<Vec<String>> {
        let list = list?;
        if list.get_ref().is_empty() {
            let message = "this list is empty; leave the key out or fill it in";
            self.checker.report(list.span(), message);
        }
        let texts = list.into_inner().into_iter();
        let texts = texts.inspect(|text| rule(self.checker, text));
        Some(texts.map(Spanned::into_inner).collect())
    }

    fn checked(&mut self, text: Spanned<String>, rule: Rule<'a>) -> &'static str {
        rule(self.checker, &text);
        leak(text)
    }
}

impl Checker<'_> {
    /// Returns the item of a table that a word names.
    pub(super) fn reference<V: Named>(
        &mut self,
        what: &str,
        word: &Spanned<String>,
        items: &'static [V],
    ) -> Option<&'static V> {
        let item = find(items, word.get_ref());
        if item.is_none() {
            let message = unknown(what, word.get_ref(), items.iter().map(V::id));
            self.report(word.span(), message);
        }
        item
    }
}

pub(super) fn leak(text: Spanned<String>) -> &'static str {
    text.into_inner().leak()
}

pub(super) fn leak_all(texts: Vec<String>) -> Words {
    let words: Vec<&'static str> = texts.into_iter().map(|text| &*text.leak()).collect();
    words.leak()
}
