//! Adds a catalogue file to a catalogue: new entries join it, known ids are replaced key by key.

use super::check::Checker;
use super::clues::Clues;
use super::draft::{
    CategoryDraft, CodeDraft, Draft, List, ProviderDraft, ReasonDraft, ReplyDraft, Value,
};
use super::problem::{Problem, unknown};
use super::store::Store;
use super::{
    Action, Catalogue, Category, EnhancedPattern, Entry, Outcome, Provider, Reason, ReplyPattern,
    Texts, Words,
};
use std::collections::HashMap;
use toml::Spanned;

impl Catalogue {
    /// This catalogue with what a file says: `file` is its name in errors, `text` its content.
    ///
    /// A table whose `id` is known replaces the keys that it gives and keeps the others; one whose `id` is new needs
    /// all keys that the schema requires. All problems are reported together, in the order of the file.
    pub fn with(self, file: &str, text: &str) -> Result<Catalogue, Vec<Problem>> {
        let draft: Draft =
            toml::from_str(text).map_err(|error| vec![Problem::from_toml(file, text, &error)])?;
        let mut merger = Merger {
            checker: Checker::new(file, text),
        };
        let categories = merger.table(self.categories, draft.category, |merger, draft, known| {
            merger.category(draft, known)
        });
        let mut reasons = self.reasons.to_vec();
        for reason in &mut reasons {
            reason.category = find(categories, reason.category.id).unwrap_or(reason.category);
        }
        let reasons = merger.table(&reasons, draft.reason, |merger, draft, known| {
            merger.reason(draft, known, categories)
        });
        let providers = merger.table(self.providers, draft.provider, |merger, draft, known| {
            merger.provider(draft, known)
        });
        let reason_of: HashMap<_, _> = (0..)
            .zip(reasons)
            .map(|(place, reason)| (reason.id, (place, reason)))
            .collect();
        let provider_of: HashMap<_, _> = (0..)
            .zip(providers)
            .map(|(place, provider)| (provider.id, (place, provider)))
            .collect();
        let mut entries: Vec<_> = self.entries().collect();
        for entry in &mut entries {
            entry.reason = reason_of
                .get(entry.reason.id)
                .map_or(entry.reason, |(_, reason)| reason);
            entry.provider = provider_of
                .get(entry.provider.id)
                .map_or(entry.provider, |(_, provider)| provider);
        }
        let related: Vec<_> = draft
            .code
            .iter()
            .filter_map(|code| code.related.as_ref())
            .flat_map(spelled)
            .collect();
        let entries = merger.table(&entries, draft.code, |merger, draft, known| {
            merger.entry(draft, known, reasons, providers)
        });
        merger.check_related(entries, &related);
        let store = Store::pack(
            entries,
            |entry| {
                provider_of
                    .get(entry.provider.id)
                    .map_or(0, |(place, _)| *place)
            },
            |entry| {
                reason_of
                    .get(entry.reason.id)
                    .map_or(0, |(place, _)| *place)
            },
        );
        let catalogue = Catalogue {
            categories,
            reasons,
            providers,
            store,
            clues: Clues::EMPTY,
        };
        let clues = Clues::of(&catalogue);
        merger.checker.finish(Catalogue { clues, ..catalogue })
    }
}

/// What the four tables have in common.
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
named! { Category, CategoryDraft; Reason, ReasonDraft; Provider, ProviderDraft; Entry, CodeDraft; }

struct Merger<'a> {
    checker: Checker<'a>,
}

impl<'a> Merger<'a> {
    /// One table: what was known, with the drafts in place or appended.
    fn table<T: Named + Copy, D: Spelled>(
        &mut self,
        known: &[T],
        drafts: Vec<D>,
        mut build: impl FnMut(&mut Self, D, Option<T>) -> Option<T>,
    ) -> &'static [T] {
        let mut items = known.to_vec();
        let mut place: HashMap<String, usize> = known
            .iter()
            .enumerate()
            .map(|(index, item)| (item.id().to_owned(), index))
            .collect();
        let mut first: HashMap<String, usize> = HashMap::new();
        for draft in drafts {
            let id = draft.id().clone();
            self.checker.id(&id);
            if let Some(before) = first.get(id.get_ref()).copied() {
                let line = self.checker.line(before);
                self.checker.report(
                    id.span(),
                    format!("duplicate id `{}`; it is on line {line} too", id.get_ref()),
                );
                continue;
            }
            first.insert(id.get_ref().clone(), id.span().start);
            let index = place.get(id.get_ref()).copied();
            let Some(item) = build(self, draft, index.map(|index| items[index])) else {
                continue;
            };
            match index {
                Some(index) => items[index] = item,
                None => {
                    place.insert(id.into_inner(), items.len());
                    items.push(item);
                }
            }
        }
        items.leak()
    }

    fn category(&mut self, draft: CategoryDraft, known: Option<Category>) -> Option<Category> {
        let id = &draft.id;
        let title = self.text(id, "title", draft.title, known.map(|known| known.title));
        let short = self.text(id, "short", draft.short, known.map(|known| known.short));
        let summary = self.text(
            id,
            "summary",
            draft.summary,
            known.map(|known| known.summary),
        );
        let advice = self.text(id, "advice", draft.advice, known.map(|known| known.advice));
        let id = leak(draft.id);
        Some(Category {
            id,
            title: title?,
            short: short?,
            summary: summary?,
            advice: advice?,
        })
    }

    fn reason(
        &mut self,
        draft: ReasonDraft,
        known: Option<Reason>,
        categories: &'static [Category],
    ) -> Option<Reason> {
        let id = &draft.id;
        let title = self.text(id, "title", draft.title, known.map(|known| known.title));
        let category = draft
            .category
            .map(|word| self.reference("category", &word, categories));
        let category = self.required(id, "category", category, known.map(|known| known.category));
        let action = draft.action.map(|word| {
            self.checker
                .word(Action::WHAT, &word, Action::ALL, Action::id)
        });
        let action = self.required(id, "action", action, known.map(|known| known.action));
        let phrases = self.list(draft.phrases, Checker::fragment).map(words);
        Some(Reason {
            id: leak(draft.id),
            title: title?,
            category: category?,
            action: action?,
            phrases: phrases
                .or(known.map(|known| known.phrases))
                .unwrap_or_default(),
        })
    }

    fn provider(&mut self, draft: ProviderDraft, known: Option<Provider>) -> Option<Provider> {
        let id = &draft.id;
        let name = draft
            .name
            .inspect(|name| self.checker.provider_name(name))
            .map(|name| Some(leak(name)));
        let name = self.required(id, "name", name, known.map(|known| known.name));
        let kind = draft.kind.map(|kind| self.checker.kind(&kind));
        let kind = self.required(id, "kind", kind, known.map(|known| known.kind));
        let domains = self.list(draft.domains, Checker::fragment).map(words);
        let hosts = self.list(draft.hosts, Checker::fragment).map(words);
        let marks = self.list(draft.marks, Checker::fragment).map(words);
        let sources = self
            .list(draft.sources, Checker::source)
            .map(words)
            .map(Some);
        let sources = self.required(id, "sources", sources, known.map(|known| known.sources));
        let postmaster = draft
            .postmaster
            .inspect(|url| self.checker.source(url))
            .map(leak);
        Some(Provider {
            id: leak(draft.id),
            name: name?,
            kind: kind?,
            domains: domains
                .or(known.map(|known| known.domains))
                .unwrap_or_default(),
            hosts: hosts.or(known.map(|known| known.hosts)).unwrap_or_default(),
            marks: marks.or(known.map(|known| known.marks)).unwrap_or_default(),
            postmaster: postmaster.or(known.and_then(|known| known.postmaster)),
            sources: sources?,
        })
    }

    fn entry(
        &mut self,
        draft: CodeDraft,
        known: Option<Entry>,
        reasons: &'static [Reason],
        providers: &'static [Provider],
    ) -> Option<Entry> {
        let id = &draft.id;
        let provider = draft
            .provider
            .map(|word| self.reference("provider", &word, providers));
        let provider = self.required(id, "provider", provider, known.map(|known| known.provider));
        let (old_reason, old_action) = (
            known.map(|known| known.reason),
            known.map(|known| known.action),
        );
        let new_reason = draft
            .reason
            .map(|word| self.reference("reason", &word, reasons));
        let default = new_reason
            .flatten()
            .map(|reason| reason.action)
            .or(old_action);
        let reason = self.required(id, "reason", new_reason, old_reason);
        let action = draft.action.map(|word| {
            self.checker
                .word(Action::WHAT, &word, Action::ALL, Action::id)
        });
        let stated = draft.outcome.map(|word| {
            self.checker
                .word(Outcome::WHAT, &word, Outcome::ALL, Outcome::id)
        });
        let reply = draft
            .reply
            .map(|list| self.reply(list))
            .or(known.map(|known| known.reply))
            .unwrap_or_default();
        let enhanced = draft.enhanced.map(|list| self.enhanced(list));
        let enhanced = enhanced
            .or(known.map(|known| known.enhanced))
            .unwrap_or_default();
        let no_codes = reply.is_empty() && enhanced.is_empty();
        let stated = stated
            .flatten()
            .or(known.map(|known| known.outcome).filter(|_| no_codes));
        let outcome = self.checker.outcome(id.span(), reply, enhanced, stated);
        let tags = self.list(draft.tag, Checker::text).map(Texts::leak);

        let title = draft
            .title
            .inspect(|title| self.checker.title(title))
            .map(|title| Some(leak(title)));
        let title = self.required(id, "title", title, known.map(|known| known.title));
        let meaning = self.text(
            id,
            "meaning",
            draft.meaning,
            known.map(|known| known.meaning),
        );
        let steps = self
            .list(draft.steps, Checker::text)
            .map(Texts::leak)
            .map(Some);
        let steps = self.required(id, "steps", steps, known.map(|known| known.steps));
        let sources = self
            .list(draft.sources, Checker::source)
            .map(Texts::leak)
            .map(Some);
        let sources = self.required(id, "sources", sources, known.map(|known| known.sources));
        let fragments = self
            .list(draft.fragments, Checker::fragment)
            .map(Texts::leak);
        let examples = self.list(draft.examples, Checker::text).map(Texts::leak);
        let related = self.list(draft.related, Checker::text).map(Texts::leak);
        let note = draft.note.inspect(|note| self.checker.text(note)).map(leak);
        let checked = draft
            .checked
            .inspect(|month| self.checker.checked(month))
            .map(leak);
        let reason = reason?;
        Some(Entry {
            id: leak(draft.id),
            provider: provider?,
            reply,
            enhanced,
            tags: tags.or(known.map(|known| known.tags)).unwrap_or_default(),
            outcome: outcome?,
            reason,
            action: action.flatten().or(default).unwrap_or(reason.action),
            title: title?,
            meaning: meaning?,
            steps: steps?,
            fragments: fragments
                .or(known.map(|known| known.fragments))
                .unwrap_or_default(),
            examples: examples
                .or(known.map(|known| known.examples))
                .unwrap_or_default(),
            related: related
                .or(known.map(|known| known.related))
                .unwrap_or_default(),
            sources: sources?,
            note: note.or(known.and_then(|known| known.note)),
            checked: checked.or(known.and_then(|known| known.checked)),
        })
    }

    /// The item of another table that a word names.
    fn reference<T: Named>(
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

    /// The new value, or the known one. Missing both is a problem; a value that is wrong (`Some(None)`) was reported.
    fn required<T>(
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

    fn text(
        &mut self,
        id: &Spanned<String>,
        key: &str,
        new: Value<String>,
        known: Option<&'static str>,
    ) -> Option<&'static str> {
        let new = new
            .inspect(|text| self.checker.text(text))
            .map(|text| Some(leak(text)));
        self.required(id, key, new, known)
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

    fn reply(&mut self, list: Spanned<Vec<Spanned<ReplyDraft>>>) -> &'static [ReplyPattern] {
        let mut patterns = Vec::new();
        for reply in list.into_inner() {
            let text = match reply.get_ref() {
                ReplyDraft::Code(code) => code.to_string(),
                ReplyDraft::Class(class) => class.clone(),
            };
            match ReplyPattern::parse(&text) {
                Some(pattern) => patterns.push(pattern),
                None => self.checker.reply_problem(reply.span(), &text),
            }
        }
        patterns.leak()
    }

    fn enhanced(&mut self, list: Spanned<Vec<Spanned<String>>>) -> &'static [EnhancedPattern] {
        let patterns: Vec<_> = list
            .get_ref()
            .iter()
            .filter_map(|code| self.checker.enhanced(code))
            .collect();
        patterns.leak()
    }

    fn check_related(&mut self, entries: &[Entry], related: &[Spanned<String>]) {
        let ids: HashMap<_, ()> = entries.iter().map(|entry| (entry.id, ())).collect();
        for id in related
            .iter()
            .filter(|id| !ids.contains_key(id.get_ref().as_str()))
        {
            self.checker.report(
                id.span(),
                unknown("entry", id.get_ref(), entries.iter().map(|entry| entry.id)),
            );
        }
    }
}

fn find<T: Named>(items: &'static [T], id: &str) -> Option<&'static T> {
    items.iter().find(|item| item.id() == id)
}

fn spelled(list: &Spanned<Vec<Spanned<String>>>) -> Vec<Spanned<String>> {
    list.get_ref().clone()
}

fn leak(text: Spanned<String>) -> &'static str {
    Box::leak(text.into_inner().into_boxed_str())
}

fn words(texts: Vec<String>) -> Words {
    texts
        .into_iter()
        .map(|text| &*text.leak())
        .collect::<Vec<_>>()
        .leak()
}
