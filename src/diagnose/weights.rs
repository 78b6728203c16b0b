//! What each piece of evidence weighs, and why. Only differences between the numbers mean anything.

// ---- For an entry: its words and tags.

/// The provider's own code stands in the text: more than any words.
pub const TAG: i32 = 130;
/// A fragment of an entry's text, whatever its length.
pub const FRAGMENT: i32 = 30;
/// Each byte of the longest fragment counts, up to here: a long sentence is no coincidence.
pub const LONGEST_FRAGMENT: i32 = 45;
/// Each further fragment of the same entry.
pub const MORE_FRAGMENTS: i32 = 6;
/// A phrase that tells a cause, whoever says it, whatever its length.
pub const PHRASE: i32 = 22;
/// Each byte of a phrase counts, up to here.
pub const LONGEST_PHRASE: usize = 25;

// ---- For an entry: whose it is.

/// The entry is that of the provider that wrote the reply: it knows more than a general one.
pub const OWN: i32 = 25;
/// The entry is a blocklist's: its name says more than that there is a list.
pub const BLOCKLIST: i32 = 4;
/// The entry is a mail server's: others say the same, and the standard's entry is as good for them.
pub const SERVER: i32 = -4;
/// The same, and the codes differ: another server uses these words.
pub const SERVER_OTHER_CODES: i32 = -24;

// ---- For an entry: codes.

/// The enhanced code is the entry's.
pub const ENHANCED: i32 = 14;
/// The reply code is the entry's.
pub const REPLY_CODE: i32 = 8;
/// The entry stands for all enhanced codes of this subject.
pub const SUBJECT: i32 = 3;
/// The entry stands for the whole class.
pub const CLASS: i32 = 1;
/// A reply without an enhanced code is best explained by an entry that has none either.
pub const NO_ENHANCED: i32 = 3;
/// An entry that knows no enhanced code knows little of a reply that has one.
pub const REPLY_CODE_OF_TWO: i32 = 2;
/// The entry has other reply codes: servers choose them freely.
pub const OTHER_REPLY_CODE: i32 = -4;
/// The entry has other enhanced codes of this subject.
pub const OTHER_DETAIL: i32 = -6;
/// The entry has enhanced codes of another subject or class.
pub const OTHER_SUBJECT: i32 = -8;
/// The codes tell another outcome than the entry.
pub const CONTRADICTION: i32 = -30;

// ---- For a provider.

/// The host that said it is the provider's: nothing in the text is stronger.
pub const HOST: i32 = 200;
/// A text that gives the provider away.
pub const MARK: i32 = 60;
/// The name of one of the provider's hosts stands in the text.
pub const HOST_IN_TEXT: i32 = 50;
/// A tag that only this provider writes.
pub const NAMING_TAG: i32 = 50;
/// Words that only this provider uses.
pub const NAMING_WORDS: i32 = 40;
/// Less is no more than a coincidence.
pub const NAMED: i32 = 30;
