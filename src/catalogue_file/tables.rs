//! Categories, reasons, providers and synonyms: what the file says, applied to what was known.

use super::check::Checker;
use super::values::{Table, leak_all};
use crate::catalogue::{Action, Category, Kind, Provider, Reason, Synonym};

impl Table<'_, '_, Category> {
    pub(super) fn category(&mut self) -> Option<Category> {
        let title = self.text("title", Checker::text, |known| known.title);
        let short = self.text("short", Checker::text, |known| known.short);
        let summary = self.text("summary", Checker::text, |known| known.summary);
        let advice = self.text("advice", Checker::text, |known| known.advice);
        let one_sender = self.optional("one_sender", Checker::text, |known| known.one_sender);
        let receiving = self.optional("receiving", Checker::text, |known| known.receiving);
        Some(Category {
            id: self.id(),
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
        let title = self.text("title", Checker::text, |known| known.title);
        let category = self.reference("category", categories, |known| known.category);
        let action = self.word("action", (Action::ALL, Action::id));
        let action = self.required("action", action, |known| known.action);
        let steps = self.words("steps", Checker::step, |known| known.steps);
        let one_sender = self.optional("one_sender", Checker::text, |known| known.one_sender);
        let receiving = self.optional("receiving", Checker::text, |known| known.receiving);
        let of_sender = self.optional("of_sender", Checker::sibling, |known| known.of_sender);
        let beside = self.words("beside", Checker::sibling, |known| known.beside);
        let decisive = self.words("decisive", Checker::fragment, |known| known.decisive);
        let phrases = self.words("match", Checker::fragment, |known| known.phrases);
        let vague = self.words("vague", Checker::fragment, |known| known.vague);
        Some(Reason {
            id: self.id(),
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
        let words = self.list("words", Checker::fragment).map(leak_all);
        let words = self.required("words", words.map(Some), |known| known.words);
        Some(Synonym {
            id: self.id(),
            words: words?,
        })
    }
}

impl Table<'_, '_, Provider> {
    pub(super) fn provider(&mut self) -> Option<Provider> {
        let name = self.text("name", Checker::provider_name, |known| known.name);
        let kind = self.word("kind", (Kind::ALL, Kind::id));
        let kind = self.required("kind", kind, |known| known.kind);
        let aliases = self.words("aliases", Checker::fragment, |known| known.aliases);
        let operator = self.optional("operator", Checker::id, |known| Some(known.operator));
        let domains = self.words("domains", Checker::fragment, |known| known.domains);
        let hosts = self.words("hosts", Checker::fragment, |known| known.hosts);
        let marks = self.words("marks", Checker::fragment, |known| known.marks);
        let sources = self.list("sources", Checker::source).map(leak_all);
        let sources = self.required("sources", sources.map(Some), |known| known.sources);
        let postmaster = self.optional("postmaster", Checker::source, |known| known.postmaster);
        let id = self.id();
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
