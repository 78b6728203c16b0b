//! A catalogue file as read from TOML, before it is checked: every value with its location.

use serde::Deserialize;
use toml::Spanned;

pub(super) type Value<T> = Option<Spanned<T>>;
pub(super) type List = Value<Vec<Spanned<String>>>;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Draft {
    #[serde(default)]
    pub category: Vec<CategoryDraft>,
    #[serde(default)]
    pub reason: Vec<ReasonDraft>,
    #[serde(default)]
    pub provider: Vec<ProviderDraft>,
    #[serde(default)]
    pub synonym: Vec<SynonymDraft>,
    #[serde(default)]
    pub code: Vec<CodeDraft>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CategoryDraft {
    pub id: Spanned<String>,
    pub title: Value<String>,
    pub short: Value<String>,
    pub summary: Value<String>,
    pub advice: Value<String>,
    pub one_sender: Value<String>,
    pub receiving: Value<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReasonDraft {
    pub id: Spanned<String>,
    pub category: Value<String>,
    pub action: Value<String>,
    pub title: Value<String>,
    pub steps: List,
    pub one_sender: Value<String>,
    pub receiving: Value<String>,
    pub of_sender: Value<String>,
    pub beside: List,
    pub decisive: List,
    #[serde(rename = "match")]
    pub phrases: List,
    pub vague: List,
}

impl ReasonDraft {
    /// Returns the ids of the other reasons that it names.
    pub(super) fn named(&self) -> Vec<Spanned<String>> {
        let beside = self.beside.as_ref().map(|list| list.get_ref().clone());
        self.of_sender
            .iter()
            .cloned()
            .chain(beside.into_iter().flatten())
            .collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProviderDraft {
    pub id: Spanned<String>,
    pub name: Value<String>,
    pub kind: Value<String>,
    pub aliases: List,
    pub operator: Value<String>,
    pub domains: List,
    pub hosts: List,
    pub marks: List,
    pub postmaster: Value<String>,
    pub sources: List,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SynonymDraft {
    pub id: Spanned<String>,
    pub words: List,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeDraft {
    pub id: Spanned<String>,
    pub provider: Value<String>,
    pub reply: Value<Vec<Spanned<ReplyDraft>>>,
    pub enhanced: List,
    pub tag: List,
    pub outcome: Value<String>,
    pub reason: Value<String>,
    pub action: Value<String>,
    pub title: Value<String>,
    pub meaning: Value<String>,
    pub steps: List,
    pub receiving: Value<String>,
    #[serde(rename = "match")]
    pub fragments: List,
    pub examples: List,
    pub related: List,
    pub sources: List,
    pub note: Value<String>,
    pub checked: Value<String>,
    pub own_note: Value<String>,
    pub runbook: Value<String>,
}

/// `550` or `"5xx"`.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "write a reply code such as 550, or a class such as \"5xx\""
)]
pub(super) enum ReplyDraft {
    Code(u16),
    Class(String),
}

/// Where an entry is in a file.
pub struct Location {
    pub id: String,
    /// The byte offset of its `id`.
    pub at: usize,
    /// Its examples, each with its byte offset.
    pub examples: Vec<(String, usize)>,
}

/// Returns where entries are in a file, in order; nothing for text that is not a catalogue.
pub fn locations(text: &str) -> Vec<Location> {
    let draft: Draft = toml::from_str(text).unwrap_or_default();
    let example = |text: Spanned<String>| {
        let at = text.span().start;
        (text.into_inner(), at)
    };
    let location = |code: CodeDraft| Location {
        at: code.id.span().start,
        id: code.id.into_inner(),
        examples: code
            .examples
            .map(Spanned::into_inner)
            .unwrap_or_default()
            .into_iter()
            .map(example)
            .collect(),
    };
    draft.code.into_iter().map(location).collect()
}

/// Returns where reasons and providers are in a file: the id of each, and its byte offset.
pub fn reasons_and_providers(text: &str) -> [Vec<(String, usize)>; 2] {
    let draft: Draft = toml::from_str(text).unwrap_or_default();
    let at = |id: Spanned<String>| {
        let start = id.span().start;
        (id.into_inner(), start)
    };
    let reasons = draft.reason.into_iter().map(|reason| at(reason.id));
    let providers = draft.provider.into_iter().map(|provider| at(provider.id));
    [reasons.collect(), providers.collect()]
}
