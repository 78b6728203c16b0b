//! Entries: what the file says, applied to what was known.

use super::check::Checker;
use super::draft::Draft;
use super::values::Table;
use crate::catalogue::{
    Action, EnhancedPattern, Entry, Outcome, Provider, Reason, ReplyPattern, Texts,
};

impl Checker<'_> {
    /// Whether a table gives only notes about an entry that does not exist, but whose id is near that of another.
    pub(super) fn is_of_misspelt(&mut self, draft: &Draft<'_, '_>, known: &[&str]) -> bool {
        let (id, values) = (draft.id.get_ref().as_str(), draft.values);
        let is_bare = !values.contains_key("provider") && !values.contains_key("reason");
        is_bare && !known.contains(&id) && self.is_misspelt_entry(&draft.id, known)
    }
}

impl Table<'_, '_, Entry> {
    pub(super) fn entry(
        &mut self,
        reasons: &'static [Reason],
        providers: &'static [Provider],
    ) -> Option<Entry> {
        let known = self.known;
        // A new reason brings its own action.
        let kept_action = known.filter(|_| !self.has("reason"));
        let (reply, enhanced) = (self.reply(), self.enhanced());
        let outcome = self.outcome(reply, enhanced);
        let action = self.word("action", (Action::ALL, Action::id)).flatten();
        let provider = self.reference("provider", providers, |known| known.provider);
        let reason = self.reference("reason", reasons, |known| known.reason);
        let title = self.text("title", Checker::title, |known| known.title);
        let meaning = self.text("meaning", Checker::text, |known| known.meaning);
        let steps = self.list("steps", Checker::step).map(Texts::leak);
        let shared = || match (known, reason) {
            (Some(_), _) => None,
            (None, Some(reason)) => shared_steps(reason, action).map(Some),
            // A wrong reason was reported; the right one may have steps.
            (None, None) => Some(None),
        };
        let steps = steps.map(Some).or_else(shared);
        let steps = self.required("steps", steps, |known| known.steps.raw());
        let sources = self.list("sources", Checker::source).map(Texts::leak);
        let sources = self.required("sources", sources.map(Some), |known| known.sources);
        let tags = self.texts("tag", Checker::text, |known| known.tags);
        let fragments = self.texts("match", Checker::fragment, |known| known.fragments);
        let examples = self.texts("examples", Checker::text, |known| known.examples);
        let related = self.texts("related", Checker::sibling, |known| known.related);
        let receiving = self.optional("receiving", Checker::text, |known| known.receiving);
        let note = self.optional("note", Checker::text, |known| known.note);
        let checked = self.optional("checked", Checker::checked, |known| known.checked);
        let own_note = self.optional("own_note", Checker::text, |known| known.own_note);
        let runbook = self.optional("runbook", Checker::page, |known| known.runbook);
        let action = action.or(kept_action.map(|known| known.action));
        Some(Entry {
            id: self.id(),
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
    fn outcome(&mut self, reply: &[ReplyPattern], enhanced: &[EnhancedPattern]) -> Option<Outcome> {
        let stated = self.word("outcome", (Outcome::ALL, Outcome::id)).flatten();
        let no_codes = reply.is_empty() && enhanced.is_empty();
        let is_wrong = ["reply", "enhanced", "outcome"]
            .iter()
            .any(|key| self.has(key));
        if no_codes && stated.is_none() && is_wrong {
            return None;
        }
        let before = self.known.map(|known| known.outcome);
        let stated = stated.or(before.filter(|_| no_codes));
        let at = self.draft.id.span();
        self.checker.outcome(at, reply, enhanced, stated)
    }

    /// Returns the reply codes, each written as `550` or `"5xx"`.
    fn reply(&mut self) -> &'static [ReplyPattern] {
        let Some(list) = self.array("reply") else {
            return self.known.map(|known| known.reply).unwrap_or_default();
        };
        let mut patterns = Vec::new();
        for value in list {
            let number = value.get_ref().as_integer();
            let number = number.filter(|number| number.radix() == 10);
            let number = number.map(|number| number.as_str());
            let text = number.or(value.get_ref().as_str()).unwrap_or_default();
            match ReplyPattern::parse(text) {
                Some(pattern) => patterns.push(pattern),
                None => self.checker.reply_problem(value.span()),
            }
        }
        patterns.leak()
    }

    fn enhanced(&mut self) -> &'static [EnhancedPattern] {
        let Some(list) = self.array("enhanced") else {
            return self.known.map(|known| known.enhanced).unwrap_or_default();
        };
        let mut patterns = Vec::new();
        for value in list {
            let code = self.checker.string(value);
            patterns.extend(code.and_then(|code| self.checker.enhanced(&code)));
        }
        patterns.leak()
    }
}

/// Returns the steps of the reason, for an entry that has none and asks for the same action.
fn shared_steps(reason: &Reason, action: Option<Action>) -> Option<Texts> {
    let fits = action.is_none_or(|action| action == reason.action) && !reason.steps.is_empty();
    fits.then(|| Texts::leak(reason.steps.iter().map(ToString::to_string).collect()))
}
