//! Entries: what the file says, applied to what was known.

use super::Merger;
use super::check::Checker;
use super::draft::{CodeDraft, List, ReplyDraft, Value};
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
        let is_bare = known.is_none() && draft.provider.is_none() && draft.reason.is_none();
        if is_bare && self.checker.is_misspelt_entry(&draft.id, ids) {
            return None;
        }
        // A new reason brings its own action.
        let kept_action = known.filter(|_| draft.reason.is_none());
        let (reply, enhanced) = (
            self.reply(draft.reply, known),
            self.enhanced(draft.enhanced, known),
        );
        let outcome = draft.outcome.and_then(|word| {
            self.checker
                .word(Outcome::WHAT, &word, Outcome::ALL, Outcome::id)
        });
        let outcome = self.outcome(&draft.id, reply, enhanced, outcome, known);
        let action = draft.action.and_then(|word| {
            self.checker
                .word(Action::WHAT, &word, Action::ALL, Action::id)
        });
        let mut of = self.values(&draft.id, known);
        let provider = of.reference("provider", draft.provider, providers, |known| {
            known.provider
        });
        let reason = of.reference("reason", draft.reason, reasons, |known| known.reason);
        let title = of.text("title", draft.title, Checker::title, |known| known.title);
        let meaning = of.text("meaning", draft.meaning, Checker::text, |known| {
            known.meaning
        });
        let steps = of.list(draft.steps, Checker::step).map(Texts::leak);
        let shared = || known.is_none().then(|| shared_steps(reason?, action))?;
        let steps = of.required("steps", steps.or_else(shared).map(Some), |known| {
            known.steps.raw()
        });
        let sources = of.list(draft.sources, Checker::source).map(Texts::leak);
        let sources = of.required("sources", sources.map(Some), |known| known.sources);
        let tags = of.texts(draft.tag, Checker::text, |known| known.tags);
        let fragments = of.texts(draft.fragments, Checker::fragment, |known| known.fragments);
        let examples = of.texts(draft.examples, Checker::text, |known| known.examples);
        let related = of.texts(draft.related, Checker::text, |known| known.related);
        let receiving = of.optional(draft.receiving, Checker::text, |known| known.receiving);
        let note = of.optional(draft.note, Checker::text, |known| known.note);
        let checked = of.optional(draft.checked, Checker::checked, |known| known.checked);
        let own_note = of.optional(draft.own_note, Checker::text, |known| known.own_note);
        let runbook = of.optional(draft.runbook, Checker::page, |known| known.runbook);
        let action = action.or(kept_action.map(|known| known.action));
        Some(Entry {
            id: leak(draft.id),
            provider: provider?,
            reply,
            enhanced,
            tags,
            outcome: outcome?,
            reason: reason?,
            action: action.unwrap_or(reason?.action),
            title: title?,
            meaning: meaning?,
            steps: steps?.into(),
            receiving,
            fragments,
            examples,
            related,
            sources: sources?,
            note,
            checked,
            own_note,
            runbook,
        })
    }

    /// Returns the outcome that the codes or the file state; the known one counts only if neither does.
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
        list: Value<Vec<Spanned<ReplyDraft>>>,
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

    fn enhanced(&mut self, list: List, known: Option<Entry>) -> &'static [EnhancedPattern] {
        let Some(list) = list else {
            return known.map(|known| known.enhanced).unwrap_or_default();
        };
        let codes = list.get_ref().iter();
        let patterns: Vec<_> = codes
            .filter_map(|code| self.checker.enhanced(code))
            .collect();
        patterns.leak()
    }
}

/// Returns the steps of the reason, for an entry that has none and asks for the same action.
fn shared_steps(reason: &Reason, action: Option<Action>) -> Option<Texts> {
    let fits = action.is_none_or(|action| action == reason.action) && !reason.steps.is_empty();
    fits.then(|| Texts::leak(reason.steps.iter().map(ToString::to_string).collect()))
}
