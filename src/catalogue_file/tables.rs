//! Categories, reasons, providers and synonyms: what a file says, on top of what was known.

use super::Merger;
use super::check::Checker;
use super::draft::{CategoryDraft, ProviderDraft, ReasonDraft, SynonymDraft};
use super::values::leak;
use crate::catalogue::{Action, Category, Kind, Provider, Reason, Synonym};

impl Merger<'_> {
    pub(super) fn category(
        &mut self,
        draft: CategoryDraft,
        known: Option<Category>,
    ) -> Option<Category> {
        let id = draft.id;
        let (title, short) = (
            known.map(|known| known.title),
            known.map(|known| known.short),
        );
        let title = self.text(&id, "title", draft.title, title);
        let short = self.text(&id, "short", draft.short, short);
        let summary = known.map(|known| known.summary);
        let summary = self.text(&id, "summary", draft.summary, summary);
        let advice = known.map(|known| known.advice);
        let advice = self.text(&id, "advice", draft.advice, advice);
        let one_sender = self.optional(draft.one_sender, Checker::text);
        let receiving = self.optional(draft.receiving, Checker::text);
        Some(Category {
            id: leak(id),
            title: title?,
            short: short?,
            summary: summary?,
            advice: advice?,
            one_sender: one_sender.or(known.and_then(|known| known.one_sender)),
            receiving: receiving.or(known.and_then(|known| known.receiving)),
        })
    }

    pub(super) fn reason(
        &mut self,
        draft: ReasonDraft,
        known: Option<Reason>,
        categories: &'static [Category],
    ) -> Option<Reason> {
        let id = draft.id;
        let title = self.text(&id, "title", draft.title, known.map(|known| known.title));
        let category = draft
            .category
            .map(|word| self.reference("category", &word, categories));
        let category = self.required(&id, "category", category, known.map(|known| known.category));
        let action = draft
            .action
            .map(|word| self.word(Action::WHAT, Some(word), Action::ALL, Action::id));
        let action = self.required(&id, "action", action, known.map(|known| known.action));
        let steps = self.words(draft.steps, Checker::step, known.map(|known| known.steps));
        let one_sender = self.optional(draft.one_sender, Checker::text);
        let receiving = self.optional(draft.receiving, Checker::text);
        let of_sender = self.optional(draft.of_sender, Checker::id);
        let beside = known.map(|known| known.beside);
        let beside = self.words(draft.beside, Checker::id, beside);
        let decisive = known.map(|known| known.decisive);
        let decisive = self.words(draft.decisive, Checker::fragment, decisive);
        let phrases = known.map(|known| known.phrases);
        let phrases = self.words(draft.phrases, Checker::fragment, phrases);
        let vague = known.map(|known| known.vague);
        let vague = self.words(draft.vague, Checker::fragment, vague);
        Some(Reason {
            id: leak(id),
            title: title?,
            category: category?,
            action: action?,
            steps: steps.unwrap_or_default(),
            one_sender: one_sender.or(known.and_then(|known| known.one_sender)),
            receiving: receiving.or(known.and_then(|known| known.receiving)),
            of_sender: of_sender.or(known.and_then(|known| known.of_sender)),
            beside: beside.unwrap_or_default(),
            decisive: decisive.unwrap_or_default(),
            phrases: phrases.unwrap_or_default(),
            vague: vague.unwrap_or_default(),
        })
    }

    pub(super) fn synonym(
        &mut self,
        draft: SynonymDraft,
        known: Option<Synonym>,
    ) -> Option<Synonym> {
        let id = draft.id;
        let words = self.words(draft.words, Checker::fragment, None).map(Some);
        let words = self.required(&id, "words", words, known.map(|known| known.words));
        Some(Synonym {
            id: leak(id),
            words: words?,
        })
    }

    pub(super) fn provider(
        &mut self,
        draft: ProviderDraft,
        known: Option<Provider>,
    ) -> Option<Provider> {
        let id = draft.id;
        let name = self.optional(draft.name, Checker::provider_name).map(Some);
        let name = self.required(&id, "name", name, known.map(|known| known.name));
        let kind = draft
            .kind
            .map(|word| self.word(Kind::WHAT, Some(word), Kind::ALL, Kind::id));
        let kind = self.required(&id, "kind", kind, known.map(|known| known.kind));
        let aliases = known.map(|known| known.aliases);
        let aliases = self.words(draft.aliases, Checker::fragment, aliases);
        let operator = self.optional(draft.operator, Checker::id);
        let operator = operator.or(known.map(|known| known.operator));
        let domains = known.map(|known| known.domains);
        let domains = self.words(draft.domains, Checker::fragment, domains);
        let hosts = known.map(|known| known.hosts);
        let hosts = self.words(draft.hosts, Checker::fragment, hosts);
        let marks = known.map(|known| known.marks);
        let marks = self.words(draft.marks, Checker::fragment, marks);
        let sources = self.words(draft.sources, Checker::source, None).map(Some);
        let sources = self.required(&id, "sources", sources, known.map(|known| known.sources));
        let postmaster = self.optional(draft.postmaster, Checker::source);
        let id = leak(id);
        Some(Provider {
            id,
            operator: operator.unwrap_or(id),
            name: name?,
            kind: kind?,
            aliases: aliases.unwrap_or_default(),
            domains: domains.unwrap_or_default(),
            hosts: hosts.unwrap_or_default(),
            marks: marks.unwrap_or_default(),
            postmaster: postmaster.or(known.and_then(|known| known.postmaster)),
            sources: sources?,
        })
    }
}
