//! Categories, reasons, providers and synonyms: what the file says, applied to what was known.

use super::check::Checker;
use super::values::{Table, leak_all};
use crate::catalogue::{Action, Category, Kind, Provider, Reason, Synonym};

impl Table<'_, '_, Category> {
    pub(super) fn category(&mut self) -> Option<Category> {
        let of = self;
        let title = of.text("title", Checker::text, |known| known.title);
        let short = of.text("short", Checker::text, |known| known.short);
        let summary = of.text("summary", Checker::text, |known| known.summary);
        let advice = of.text("advice", Checker::text, |known| known.advice);
        let one_sender = of.optional("one_sender", Checker::text, |known| known.one_sender);
        let receiving = of.optional("receiving", Checker::text, |known| known.receiving);
        Some(Category {
            id: of.id(),
            title: title?,
            short: short?,
            summary: summary?,
            advice: advice?,
            one_sender,
            receiving,
        })
    }
}

impl Table<'_, '_, Reason> {
    pub(super) fn reason(&mut self, categories: &'static [Category]) -> Option<Reason> {
        let of = self;
        let title = of.text("title", Checker::text, |known| known.title);
        let category = of.reference("category", categories, |known| known.category);
        let action = of.word("action", (Action::ALL, Action::id));
        let action = of.required("action", action, |known| known.action);
        let steps = of.words("steps", Checker::step, |known| known.steps);
        let one_sender = of.optional("one_sender", Checker::text, |known| known.one_sender);
        let receiving = of.optional("receiving", Checker::text, |known| known.receiving);
        let of_sender = of.optional("of_sender", Checker::sibling, |known| known.of_sender);
        let beside = of.words("beside", Checker::sibling, |known| known.beside);
        let decisive = of.words("decisive", Checker::fragment, |known| known.decisive);
        let phrases = of.words("match", Checker::fragment, |known| known.phrases);
        let vague = of.words("vague", Checker::fragment, |known| known.vague);
        Some(Reason {
            id: of.id(),
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
}

impl Table<'_, '_, Synonym> {
    pub(super) fn synonym(&mut self) -> Option<Synonym> {
        let of = self;
        let words = of.list("words", Checker::fragment).map(leak_all);
        let words = of.required("words", words.map(Some), |known| known.words);
        Some(Synonym {
            id: of.id(),
            words: words?,
        })
    }
}

impl Table<'_, '_, Provider> {
    pub(super) fn provider(&mut self) -> Option<Provider> {
        let of = self;
        let name = of.text("name", Checker::provider_name, |known| known.name);
        let kind = of.word("kind", (Kind::ALL, Kind::id));
        let kind = of.required("kind", kind, |known| known.kind);
        let aliases = of.words("aliases", Checker::fragment, |known| known.aliases);
        let operator = of.optional("operator", Checker::id, |known| Some(known.operator));
        let domains = of.words("domains", Checker::fragment, |known| known.domains);
        let hosts = of.words("hosts", Checker::fragment, |known| known.hosts);
        let marks = of.words("marks", Checker::fragment, |known| known.marks);
        let sources = of.list("sources", Checker::source).map(leak_all);
        let sources = of.required("sources", sources.map(Some), |known| known.sources);
        let postmaster = of.optional("postmaster", Checker::source, |known| known.postmaster);
        let id = of.id();
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
