//! Entries: what a file says, on top of what was known.

use super::Merger;
use super::check::Checker;
use super::draft::{CodeDraft, ReplyDraft};
use super::values::leak;
use crate::catalogue::{
    Action, EnhancedPattern, Entry, Outcome, Provider, Reason, ReplyPattern, Texts,
};
use toml::Spanned;

impl Merger<'_> {
    pub(super) fn entry(
        &mut self,
        draft: CodeDraft,
        known: Option<Entry>,
        ids: &[&'static str],
        reasons: &'static [Reason],
        providers: &'static [Provider],
    ) -> Option<Entry> {
        let id = draft.id;
        let is_bare = known.is_none() && draft.provider.is_none() && draft.reason.is_none();
        if is_bare && self.checker.is_misspelt_entry(&id, ids) {
            return None;
        }
        let provider = draft
            .provider
            .map(|word| self.reference("provider", &word, providers));
        let provider = self.required(&id, "provider", provider, known.map(|known| known.provider));
        let reason = draft
            .reason
            .map(|word| self.reference("reason", &word, reasons));
        // A new reason brings its own action.
        let implied = reason.flatten().map(|reason| reason.action);
        let implied = implied.or(known.map(|known| known.action));
        let reason = self.required(&id, "reason", reason, known.map(|known| known.reason));
        let action = self.word(Action::WHAT, draft.action, Action::ALL, Action::id);
        let outcome = self.word(Outcome::WHAT, draft.outcome, Outcome::ALL, Outcome::id);
        let reply = self.reply(draft.reply, known);
        let enhanced = self.enhanced(draft.enhanced, known);
        let outcome = self.outcome(&id, reply, enhanced, outcome, known);
        let title = self.optional(draft.title, Checker::title).map(Some);
        let title = self.required(&id, "title", title, known.map(|known| known.title));
        let meaning = known.map(|known| known.meaning);
        let meaning = self.text(&id, "meaning", draft.meaning, meaning);
        let steps = self.texts(draft.steps, Checker::step, None).map(Some);
        let known_steps = known.map(|known| known.steps.raw());
        let known_steps = known_steps.or_else(|| shared_steps(reason?, action));
        let steps = self.required(&id, "steps", steps, known_steps);
        let sources = self.texts(draft.sources, Checker::source, None).map(Some);
        let sources = self.required(&id, "sources", sources, known.map(|known| known.sources));
        let tags = known.map(|known| known.tags);
        let fragments = known.map(|known| known.fragments);
        let examples = known.map(|known| known.examples);
        let related = known.map(|known| known.related);
        let tags = self.texts(draft.tag, Checker::text, tags);
        let fragments = self.texts(draft.fragments, Checker::fragment, fragments);
        let examples = self.texts(draft.examples, Checker::text, examples);
        let related = self.texts(draft.related, Checker::text, related);
        let receiving = self.optional(draft.receiving, Checker::text);
        let note = self.optional(draft.note, Checker::text);
        let checked = self.optional(draft.checked, Checker::checked);
        let own_note = self.optional(draft.own_note, Checker::text);
        let runbook = self.optional(draft.runbook, Checker::page);
        let reason = reason?;
        Some(Entry {
            id: leak(id),
            provider: provider?,
            reply,
            enhanced,
            tags: tags.unwrap_or_default(),
            outcome: outcome?,
            reason,
            action: action.or(implied).unwrap_or(reason.action),
            title: title?,
            meaning: meaning?,
            steps: steps?.into(),
            receiving: receiving.or(known.and_then(|known| known.receiving)),
            fragments: fragments.unwrap_or_default(),
            examples: examples.unwrap_or_default(),
            related: related.unwrap_or_default(),
            sources: sources?,
            note: note.or(known.and_then(|known| known.note)),
            checked: checked.or(known.and_then(|known| known.checked)),
            own_note: own_note.or(known.and_then(|known| known.own_note)),
            runbook: runbook.or(known.and_then(|known| known.runbook)),
        })
    }

    /// The outcome that the codes or the file state; the known one counts only if neither does.
    fn outcome(
        &mut self,
        id: &Spanned<String>,
        reply: &[ReplyPattern],
        enhanced: &[EnhancedPattern],
        stated: Option<Outcome>,
        known: Option<Entry>,
    ) -> Option<Outcome> {
        let no_codes = reply.is_empty() && enhanced.is_empty();
        let before = known.map(|known| known.outcome).filter(|_| no_codes);
        let stated = stated.or(before);
        self.checker.outcome(id.span(), reply, enhanced, stated)
    }

    fn reply(
        &mut self,
        list: Option<Spanned<Vec<Spanned<ReplyDraft>>>>,
        known: Option<Entry>,
    ) -> &'static [ReplyPattern] {
        let Some(list) = list else {
            return known.map(|known| known.reply).unwrap_or_default();
        };
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

    fn enhanced(
        &mut self,
        list: Option<Spanned<Vec<Spanned<String>>>>,
        known: Option<Entry>,
    ) -> &'static [EnhancedPattern] {
        let Some(list) = list else {
            return known.map(|known| known.enhanced).unwrap_or_default();
        };
        let patterns: Vec<_> = list
            .get_ref()
            .iter()
            .filter_map(|code| self.checker.enhanced(code))
            .collect();
        patterns.leak()
    }
}

/// The steps of the reason, for an entry that has none and asks for the same action.
fn shared_steps(reason: &Reason, action: Option<Action>) -> Option<Texts> {
    let fits = action.is_none_or(|action| action == reason.action) && !reason.steps.is_empty();
    fits.then(|| Texts::leak(reason.steps.iter().map(ToString::to_string).collect()))
}
