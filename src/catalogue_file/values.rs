//! Single values of a table: the file's, or the known one if the file gives none.

use super::check::Checker;
use super::draft::{List, Value};
use super::{Merger, Named, find};
use crate::catalogue::{Texts, Words};
use crate::spelling::unknown;
use toml::Spanned;

impl<'a> Merger<'a> {
    /// The item of another table that a word names.
    pub(super) fn reference<T: Named>(
        &mut self,
        what: &str,
        word: &Spanned<String>,
        items: &'static [T],
    ) -> Option<&'static T> {
        let item = find(items, word.get_ref());
        if item.is_none() {
            self.checker.report(
                word.span(),
                unknown(what, word.get_ref(), items.iter().map(T::id)),
            );
        }
        item
    }

    /// A word of a closed list.
    pub(super) fn word<T: Copy>(
        &mut self,
        what: &str,
        word: Value<String>,
        all: &[T],
        id: fn(T) -> &'static str,
    ) -> Option<T> {
        word.and_then(|word| self.checker.word(what, &word, all, id))
    }

    /// The new value, or the known one; it is a problem if there is neither. `Some(None)` is a wrong value, already reported.
    pub(super) fn required<T>(
        &mut self,
        id: &Spanned<String>,
        key: &str,
        new: Option<Option<T>>,
        known: Option<T>,
    ) -> Option<T> {
        new.unwrap_or_else(|| {
            if known.is_none() {
                self.checker.report(
                    id.span(),
                    format!("`{}` has no `{key}`; add one", id.get_ref()),
                );
            }
            known
        })
    }

    /// A text that the table must have.
    pub(super) fn text(
        &mut self,
        id: &Spanned<String>,
        key: &str,
        new: Value<String>,
        known: Option<&'static str>,
    ) -> Option<&'static str> {
        let new = self.optional(new, Checker::text).map(Some);
        self.required(id, key, new, known)
    }

    /// A text that may be missing, checked by this rule.
    pub(super) fn optional(
        &mut self,
        text: Value<String>,
        check: fn(&mut Checker<'a>, &Spanned<String>),
    ) -> Option<&'static str> {
        text.inspect(|text| check(&mut self.checker, text))
            .map(leak)
    }

    pub(super) fn texts(
        &mut self,
        list: List,
        check: fn(&mut Checker<'a>, &Spanned<String>),
        known: Option<Texts>,
    ) -> Option<Texts> {
        self.list(list, check).map(Texts::leak).or(known)
    }

    pub(super) fn words(
        &mut self,
        list: List,
        check: fn(&mut Checker<'a>, &Spanned<String>),
        known: Option<Words>,
    ) -> Option<Words> {
        let leaked = |texts: Vec<String>| {
            let words: Vec<&'static str> = texts.into_iter().map(|text| &*text.leak()).collect();
            &*words.leak()
        };
        self.list(list, check).map(leaked).or(known)
    }

    /// Every text of a list, each checked.
    fn list(
        &mut self,
        list: List,
        check: fn(&mut Checker<'a>, &Spanned<String>),
    ) -> Option<Vec<String>> {
        let list = list?;
        if list.get_ref().is_empty() {
            self.checker.report(
                list.span(),
                "this list is empty; leave the key out or fill it in",
            );
        }
        let texts = list
            .into_inner()
            .into_iter()
            .inspect(|text| check(&mut self.checker, text));
        Some(texts.map(Spanned::into_inner).collect())
    }
}

pub(super) fn leak(text: Spanned<String>) -> &'static str {
    Box::leak(text.into_inner().into_boxed_str())
}
