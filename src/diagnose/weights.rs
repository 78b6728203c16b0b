//! The weight of each piece of evidence, and the reason for it. Only differences between the numbers matter.

// ---- For an entry: its words and tags.

/// The text contains the provider's own code: more than words, except for a sentence of an entry that has another tag
/// or none. Words beside the tag count half.
const TAG: i32 = 85;
/// A fragment that only the entry's provider uses, or that a known provider uses, whatever its length.
pub(super) const FRAGMENT: i32 = 52;
/// Each byte of the longest fragment counts, up to this many: a long sentence is no coincidence.
pub(super) const LONGEST_FRAGMENT: i32 = 45;
/// Each further fragment of the same entry.
pub(super) const MORE_FRAGMENTS: i32 = 6;
/// A stock sentence, used by a known provider: less than a phrase that names a cause.
pub(super) const STOCK_FRAGMENT: i32 = 20;
/// A phrase that names a cause, whoever uses it: codes that agree with another cause cannot outweigh it.
pub(super) const PHRASE: i32 = 50;
/// Words that weigh less may be part of a phrase that is interrupted by something.
pub(super) const CLEAR: i32 = PHRASE + 20;
/// Each byte of a phrase counts, up to this many.
const LONGEST_PHRASE: usize = 25;
/// A phrase that occurs in replies with many causes: less than any codes, so it only decides between entries with the
/// same code.
pub(super) const VAGUE: i32 = 10;
/// A phrase that decides whatever else is said: more than other phrases and a blocklist's name, less than the
/// provider's own words.
const DECISIVE: i32 = 70;
/// No other phrase weighs this much, but a decisive one of six bytes does.
pub(super) const SURELY_DECISIVE: i32 = PHRASE + LONGEST_PHRASE as i32 + 1;

/// A phrase that belongs to one of the standard's entries, rather than to its reason.
pub(super) const STANDARD: i32 = 3;

/// Returns the weight of a tag beside words of this weight.
pub(super) fn tag(words: i32) -> i32 {
    TAG + words / 2
}

/// Returns the weight of a phrase of this length in bytes.
pub(super) fn phrase(length: usize) -> i32 {
    PHRASE + length.min(LONGEST_PHRASE) as i32
}

/// Returns the weight of a decisive phrase.
pub(super) fn decisive(length: usize) -> i32 {
    DECISIVE + length.min(LONGEST_PHRASE) as i32
}

/// Returns the weight of a vague phrase.
pub(super) fn vague(length: usize) -> i32 {
    VAGUE + length.min(LONGEST_PHRASE) as i32 / 5
}

// ---- For an entry: whose it is.

/// The entry belongs to the provider that wrote the reply: it is more precise than a general one.
pub(super) const OWN: i32 = 25;
/// The entry belongs to another provider of the same operator: they have texts in common.
pub(super) const OWN_OPERATOR: i32 = 20;
/// The entry belongs to the software or the list that the provider uses: the provider's own is more precise.
pub(super) const OWN_SOFTWARE: i32 = 10;
/// The entry belongs to a blocklist: its name says more than that there is a list.
pub(super) const BLOCKLIST: i32 = 4;
/// The entry belongs to a mail server: others say the same, and for them the standard's entry is as good.
pub(super) const SERVER: i32 = -4;
/// The same, but the codes differ: another server uses these words.
pub(super) const SERVER_OTHER_CODES: i32 = -24;

// ---- For an entry: codes.

/// The entry has the enhanced status code.
pub(super) const ENHANCED: i32 = 20;
/// The same for a code that means only "other or undefined" (`x.y.0`): less than a vague phrase.
pub(super) const UNDEFINED: i32 = 3;
/// The enhanced status code agrees with a cause that the words name.
pub(super) const CODE_OF_CAUSE: i32 = 16;
/// The factor by which codes weigh less in the choice between causes than between entries for one cause.
pub(super) const CODES_OF_CAUSE: i32 = 3;
/// Nobody else uses this enhanced status code: as good as a tag, unless the words say something else.
pub(super) const PRIVATE_CODE: i32 = 60;
/// The entry has the reply code.
pub(super) const REPLY_CODE: i32 = 8;
/// The entry covers all enhanced status codes of this subject.
pub(super) const SUBJECT: i32 = 3;
/// The entry covers the whole class.
pub(super) const CLASS: i32 = 1;
/// A reply without an enhanced status code is best explained by an entry that has none either.
pub(super) const NO_ENHANCED: i32 = 3;
/// An entry without enhanced status codes says little about a reply that has one.
pub(super) const REPLY_CODE_OF_TWO: i32 = 2;
/// The entry has other reply codes: servers choose them freely.
pub(super) const OTHER_REPLY_CODE: i32 = -4;
/// The entry has other enhanced status codes of this subject.
pub(super) const OTHER_DETAIL: i32 = -6;
/// The entry has enhanced status codes of another subject or class.
pub(super) const OTHER_SUBJECT: i32 = -8;
/// The codes mean another outcome than the entry.
pub(super) const CONTRADICTION: i32 = -30;

// ---- For a provider.

/// The host that replied is the provider's: nothing in the text is stronger.
pub(super) const HOST: i32 = 200;
/// A text that occurs only in the provider's replies.
pub(super) const MARK: i32 = 60;
/// The text contains the name of one of the provider's hosts.
pub(super) const HOST_IN_TEXT: i32 = 50;
/// A tag that only this provider uses.
pub(super) const NAMING_TAG: i32 = 50;
/// Words that only this provider uses.
pub(super) const NAMING_WORDS: i32 = 40;
/// An enhanced code that only this provider uses.
pub(super) const NAMING_CODE: i32 = 40;
/// The recipient is at the provider: its server may have answered, but so may a filter, a relay or your own server.
pub(super) const DOMAIN: i32 = 15;
/// Words that the provider shares with others: enough together with an address there.
pub(super) const HINT: i32 = 15;
/// Less than this is only a coincidence.
pub(super) const NAMED: i32 = 30;
