//! Categories, reasons, providers and synonyms: what the file says, applied to what was known.

use super::Merger;
use super::check::Checker;
use super::draft::{CategoryDraft, ProviderDraft, ReasonDraft, SynonymDraft};
use super::values::{leak, leak_all};
use crate::catalogue::{Action, Category, Kind, Provider, Reason, Synonym};

impl Merger<'_> {
    pub(super) fn category(
        &mut self,
        draft: CategoryDraft,
        known: Option<Category>,
    ) -> Option<Category> {
        let mut of = self.values(&draft.id, known);
        let title = of.text("title", draft.title, Checker::text, |known| known.title);
        let short = of.text("short", draft.short, Checker::text, |known| known.short);
        let summary = of.text("summary", draft.summary, Checker::text, |known| {
            known.summary
        });
        let advice = of.text("advice", draft.advice, Checker::text, |known| known.advice);
        let one_sender = of.optional(draft.one_sender, Checker::text, |known| known.one_sender);
        let receiving = of.optional(draft.receiving, Checker::text, |known| known.receiving);
        Some(Category {
            id: leak(draft.id),
            title: title?,
            short: short?,
            summary: summary?,
            advice: advice?,
            one_sender,
            receiving,
        })
    }

    pub(super) fn reason(
        &mut self,
        draft: ReasonDraft,
        known: Option<Reason>,
        categories: &'static [Category],
    ) -> Option<Reason> {
        let mut of = self.values(&draft.id, known);
        let title = of.text("title", draft.title, Checker::text, |known| known.title);
        let category = of.reference("category", draft.category, categories, |known| {
            known.category
        });
        let actions = (Action::ALL, Action::id as fn(Action) -> &'static str);
        let action = of.word(Action::WHAT, draft.action, actions, |known| known.action);
        let steps = of.words(draft.steps, Checker::step, |known| known.steps);
        let one_sender = of.optional(draft.one_sender, Checker::text, |known| known.one_sender);
        let receiving = of.optional(draft.receiving, Checker::text, |known| known.receiving);
        let of_sender = of.optional(draft.of_sender, Checker::id, |known| known.of_sender);
        let beside = of.words(draft.beside, Checker::id, |known| known.beside);
        let decisive = of.words(draft.decisive, Checker::fragment, |known| known.decisive);
        let phrases = of.words(draft.phrases, Checker::fragment, |known| known.phrases);
        let vague = of.words(draft.vague, Checker::fragment, |known| known.vague);
        Some(Reason {
            id: leak(draft.id),
            title: title?,
            category: category?,
            action: action?,
            steps,
            one_sender,
            receiving,
            of_sender,
            beside,
            decisive,
            phrases,
            vague,
        })
    }

    pub(super) fn synonym(
        &mut self,
        draft: SynonymDraft,
        known: Option<Synonym>,
    ) -> Option<Synonym> {
        let mut of = self.values(&draft.id, known);
        let words = of.list(draft.words, Checker::fragment).map(leak_all);
        let words = of.required("words", words.map(Some), |known| known.words);
        Some(Synonym {
            id: leak(draft.id),
            words: words?,
        })
    }

    pub(super) fn provider(
        &mut self,
        draft: ProviderDraft,
        known: Option<Provider>,
    ) -> Option<Provider> {
        let mut of = self.values(&draft.id, known);
        let name = of.text("name", draft.name, Checker::provider_name, |known| {
            known.name
        });
        let kinds = (Kind::ALL, Kind::id as fn(Kind) -> &'static str);
        let kind = of.word(Kind::WHAT, draft.kind, kinds, |known| known.kind);
        let aliases = of.words(draft.aliases, Checker::fragment, |known| known.aliases);
        let operator = of.optional(draft.operator, Checker::id, |known| Some(known.operator));
        let domains = of.words(draft.domains, Checker::fragment, |known| known.domains);
        let hosts = of.words(draft.hosts, Checker::fragment, |known| known.hosts);
        let marks = of.words(draft.marks, Checker::fragment, |known| known.marks);
        let sources = of.list(draft.sources, Checker::source).map(leak_all);
        let sources = of.required("sources", sources.map(Some), |known| known.sources);
        let postmaster = of.optional(draft.postmaster, Checker::source, |known| known.postmaster);
        let id = leak(draft.id);
        Some(Provider {
            id,
            operator: operator.unwrap_or(id),
            name: name?,
            kind: kind?,
            aliases,
            domains,
            hosts,
            marks,
            postmaster,
            sources: sources?,
        })
    }
}
