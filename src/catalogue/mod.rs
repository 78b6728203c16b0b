//! What is known about every SMTP failure: the entries of `codes.toml`, and what they refer to.
//!
//! `build.rs` checks the built-in catalogue and turns it into constants, so start-up costs nothing however large it
//! grows. A file that is added at run time (`Catalogue::with`, in `catalogue_file`) lives as long as the process: every
//! reference here is `'static`.

pub mod by_event;
pub mod clues;
pub mod code;
mod ids;
mod problem;
mod steps;
pub mod store;
pub mod terms;
pub(crate) mod words;

use clues::Clues;
pub use code::{EnhancedPattern, ReplyPattern, TagPattern};
pub use ids::{EntryId, ProviderId};
pub use problem::{Position, Problem};
use std::fmt::Write;
pub use steps::{FACTS, Facts, Steps};
use store::Store;
pub use store::Texts;
pub use terms::{Action, Kind, Outcome};

/// A list of texts.
pub type Words = &'static [&'static str];

/// Everything that is known, in the order in which it is shown.
#[derive(Clone, Copy, Debug)]
pub struct Catalogue {
    pub categories: &'static [Category],
    pub reasons: &'static [Reason],
    pub providers: &'static [Provider],
    pub synonyms: &'static [Synonym],
    /// The entries, as they are stored.
    pub store: Store,
    /// The clues by which replies are recognised.
    pub clues: Clues,
}

/// One of the groups into which people sort failures: hard bounces, soft bounces, rate limits …
#[derive(Clone, Copy, Debug)]
pub struct Category {
    pub id: &'static str,
    /// A heading: "Hard bounces".
    pub title: &'static str,
    /// One failure of this kind: "Hard bounce".
    pub short: &'static str,
    /// What these failures have in common.
    pub summary: &'static str,
    /// The rule of thumb: what a sender does about these failures.
    pub advice: &'static str,
    /// What to do if one account or sender causes nearly all of them.
    pub one_sender: Option<&'static str>,
    /// Advice for the receiving side: what such a rejection by your own server means, and whether to do anything.
    pub receiving: Option<&'static str>,
}

/// The cause of a failure. It decides the category, and what to do unless an entry has better advice.
#[derive(Clone, Copy, Debug)]
pub struct Reason {
    pub id: &'static str,
    pub title: &'static str,
    pub category: &'static Category,
    pub action: Action,
    /// What a sender does next, for entries without steps of their own.
    pub steps: Words,
    /// What to do if one account or sender causes nearly all of these failures; set if the category has no such advice,
    /// or its advice is too general.
    pub one_sender: Option<&'static str>,
    /// Advice for the receiving side, if the category's is too general.
    pub receiving: Option<&'static str>,
    /// The id of the reason that the same words mean when they are about the sender's address.
    pub of_sender: Option<&'static str>,
    /// If the action is to suppress: the ids of the reasons whose phrases cast no doubt on this one.
    pub beside: Words,
    /// Lower-case phrases that decide for this reason, whatever else a reply says.
    pub decisive: Words,
    /// Lower-case phrases that mean this reason in any provider's reply.
    pub phrases: Words,
    /// Lower-case phrases that occur with other reasons too: they count only if no other words mean anything.
    pub vague: Words,
}

/// Whoever replies: a mailbox provider, a filter, a mail server, a sending service, or the standards themselves.
#[derive(Clone, Copy, Debug)]
pub struct Provider {
    pub id: &'static str,
    /// The label of its tab, at most [`PROVIDER_COLUMNS`] columns wide.
    pub name: &'static str,
    pub kind: Kind,
    /// What else people call it, in lower case: `office 365`, `hotmail`.
    pub aliases: Words,
    /// Who runs it: its own id, or a name shared by providers with the same texts.
    pub operator: &'static str,
    /// The domains of the addresses that it serves.
    pub domains: Words,
    /// The suffixes of its host names.
    pub hosts: Words,
    /// Lower-case texts that occur only in its replies.
    pub marks: Words,
    pub postmaster: Option<&'static str>,
    pub sources: Words,
}

/// Words that people type for something that entries call by another name.
#[derive(Clone, Copy, Debug)]
pub struct Synonym {
    /// What entries call it, with hyphens for blanks: `reverse-dns`.
    pub id: &'static str,
    /// What else people call it, in lower case: `rdns`.
    pub words: Words,
}

/// One thing that can go wrong, as one provider reports it.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Stable and unique, in kebab case.
    pub id: &'static str,
    pub provider: &'static Provider,
    pub reply: &'static [ReplyPattern],
    pub enhanced: &'static [EnhancedPattern],
    /// The provider's own codes in the text: `TSS04`, `S3150`, `AUP#1310`.
    pub tags: Texts,
    pub outcome: Outcome,
    pub reason: &'static Reason,
    pub action: Action,
    /// At most [`TITLE_COLUMNS`] columns wide.
    pub title: &'static str,
    pub meaning: &'static str,
    /// What to do next, in order: the entry's own steps, or those of its reason.
    pub steps: Steps,
    /// Advice for the receiving side, if the reason's is too general; see [`Entry::receiving`].
    pub receiving: Option<&'static str>,
    /// Lower-case literal fragments of the server's text.
    pub fragments: Texts,
    /// Examples of what a server says.
    pub examples: Texts,
    /// Ids of other entries.
    pub related: Texts,
    /// URLs, `RFC 7372 §3` or `IANA registry`; see [`source_url`].
    pub sources: Texts,
    /// A caution: where practice and the registry disagree.
    pub note: Option<&'static str>,
    /// Year and month in which the source was read, `2026-11`.
    pub checked: Option<&'static str>,
    /// A note that the user adds in a catalogue file.
    pub own_note: Option<&'static str>,
    /// The user's own page about it, a URL.
    pub runbook: Option<&'static str>,
}

/// The codes of an entry, and what becomes of the message.
#[derive(Clone, Copy, Debug)]
pub struct EntryCodes {
    pub reply: &'static [ReplyPattern],
    pub enhanced: &'static [EnhancedPattern],
    pub outcome: Outcome,
}

/// How wide an entry's title may be, in columns.
pub const TITLE_COLUMNS: usize = 48;
/// How wide a provider's name may be, in columns.
pub const PROVIDER_COLUMNS: usize = 14;

impl Catalogue {
    /// The empty catalogue, for a file that does not extend the built-in one.
    pub const EMPTY: Catalogue = Catalogue {
        categories: &[],
        reasons: &[],
        providers: &[],
        synonyms: &[],
        store: Store::EMPTY,
        clues: Clues::EMPTY,
    };

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.store.records.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entry with this index.
    pub fn entry_at(&self, entry: EntryId) -> Entry {
        self.store.entry(self.record(entry), self)
    }

    /// The provider with this index.
    pub fn provider(&self, provider: ProviderId) -> &'static Provider {
        &self.providers[provider.index()]
    }

    /// The indices of all entries.
    pub fn entry_ids(&self) -> impl Iterator<Item = EntryId> + use<> {
        (0..self.len()).map(EntryId::new)
    }

    /// The indices of all providers.
    pub fn provider_ids(&self) -> impl Iterator<Item = ProviderId> + use<> {
        (0..self.providers.len()).map(ProviderId::new)
    }

    pub fn entries(&self) -> impl ExactSizeIterator<Item = Entry> + '_ {
        self.store
            .records
            .iter()
            .map(|record| self.store.entry(record, self))
    }

    /// The entry with this id.
    pub fn entry(&self, id: &str) -> Option<Entry> {
        self.index_of(id).map(|entry| self.entry_at(entry))
    }

    fn record(&self, entry: EntryId) -> &store::Record {
        &self.store.records[entry.index()]
    }

    /// The index of the entry with this id.
    pub fn index_of(&self, id: &str) -> Option<EntryId> {
        let mut records = self.store.records.iter();
        let index = records.position(|record| self.store.id(record) == id);
        index.map(EntryId::new)
    }

    /// The provider of an entry.
    pub fn provider_of(&self, entry: EntryId) -> ProviderId {
        ProviderId::from(u32::from(self.record(entry).provider))
    }

    /// The index of an entry's reason among the reasons.
    pub fn reason_of(&self, entry: EntryId) -> usize {
        self.record(entry).reason as usize
    }

    /// The action that an entry asks for.
    pub fn action_of(&self, entry: EntryId) -> Action {
        self.record(entry).action
    }

    /// Whether an entry belongs to the standards.
    pub fn is_standard(&self, entry: EntryId) -> bool {
        self.provider(self.provider_of(entry)).kind == Kind::Standard
    }

    /// The codes of an entry.
    pub fn codes_at(&self, entry: EntryId) -> EntryCodes {
        self.store.codes(self.record(entry))
    }

    /// The tags of an entry.
    pub fn tags_at(&self, entry: EntryId) -> Texts {
        self.store.tags(self.record(entry))
    }

    /// The category of an entry.
    pub fn category_of(&self, entry: EntryId) -> &'static Category {
        self.reasons[self.reason_of(entry)].category
    }
}

impl Reason {
    /// All phrases that mean this reason, of whatever kind.
    pub fn all_phrases(&self) -> impl Iterator<Item = &'static str> + use<> {
        let kinds = [self.decisive, self.phrases, self.vague];
        kinds.into_iter().flatten().copied()
    }
}

impl Entry {
    /// The category of the entry's reason.
    pub fn category(&self) -> &'static Category {
        self.reason.category
    }

    /// What such a rejection by your own server means, and whether to do anything: advice of the entry, or else of its
    /// reason or category.
    pub fn receiving(&self) -> Option<&'static str> {
        let of_reason = self.receiving.or(self.reason.receiving);
        of_reason.or(self.category().receiving)
    }

    /// What to do if one account or sender causes nearly all of these failures.
    pub fn one_sender(&self) -> Option<&'static str> {
        self.reason.one_sender.or(self.category().one_sender)
    }

    /// Reply codes, enhanced status codes and tags as people write them: `550 5.7.26`, `421 4.7.0 TSS04`. Several of
    /// one kind are joined by slashes.
    pub fn codes(&self) -> String {
        let mut codes = self.reply_codes();
        for more in [self.enhanced_codes(), self.tags.join("/")] {
            if !codes.is_empty() && !more.is_empty() {
                codes.push(' ');
            }
            codes.push_str(&more);
        }
        codes
    }

    /// The codes and whose they are: `550 5.7.26 · Gmail`.
    pub fn label(&self) -> String {
        match self.codes() {
            codes if codes.is_empty() => self.provider.name.to_owned(),
            codes => format!("{codes} · {}", self.provider.name),
        }
    }

    /// `450/451`
    pub fn reply_codes(&self) -> String {
        join(self.reply)
    }

    /// `4.7.500-4.7.699`
    pub fn enhanced_codes(&self) -> String {
        join(self.enhanced)
    }

    /// Whether these codes are a fallback for a whole class or subject, used only if nothing more exact is known.
    pub fn is_fallback(&self) -> bool {
        let codes = EntryCodes {
            reply: self.reply,
            enhanced: self.enhanced,
            outcome: self.outcome,
        };
        codes.is_fallback()
    }
}

impl EntryCodes {
    /// Whether these codes are a fallback for a whole class or subject, used only if nothing more exact is known.
    pub fn is_fallback(&self) -> bool {
        self.reply
            .iter()
            .any(|reply| matches!(reply, ReplyPattern::Class(_)))
            || self
                .enhanced
                .iter()
                .any(|enhanced| enhanced.detail.is_none())
    }
}

fn join<T: std::fmt::Display>(items: &[T]) -> String {
    let mut joined = String::new();
    for item in items {
        let slash = if joined.is_empty() { "" } else { "/" };
        // Writing to a string cannot fail.
        let _ = write!(joined, "{slash}{item}");
    }
    joined
}

/// Returns the URL of a source: the source itself, or that of the RFC or registry that it names.
pub fn source_url(source: &str) -> String {
    const REGISTRY: &str = "https://www.iana.org/assignments/smtp-enhanced-status-codes/";
    if source == "IANA registry" {
        return REGISTRY.to_owned();
    }
    let Some(rfc) = source.strip_prefix("RFC ") else {
        return source.to_owned();
    };
    match rfc.split_once(" §") {
        Some((number, section)) => {
            format!("https://www.rfc-editor.org/rfc/rfc{number}#section-{section}")
        }
        None => format!("https://www.rfc-editor.org/rfc/rfc{rfc}"),
    }
}
