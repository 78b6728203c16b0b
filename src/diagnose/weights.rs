//! The weight of each piece of evidence, and why. Only differences between the numbers mean anything.

// ---- For an entry: its words and tags.

/// The provider's own code stands in the text: more than words, but for a sentence of an entry that has another tag or
/// none. Words beside the tag count in half.
const TAG: i32 = 85;
/// A fragment that only the entry's provider says, or that a known provider says, whatever its length.
pub(super) const FRAGMENT: i32 = 52;
/// Each byte of the longest fragment counts, up to here: a long sentence is no coincidence.
pub(super) const LONGEST_FRAGMENT: i32 = 45;
/// Each further fragment of the same entry.
pub(super) const MORE_FRAGMENTS: i32 = 6;
/// A fragment of a known provider that is a stock sentence: less than a phrase that names a cause.
pub(super) const STOCK_FRAGMENT: i32 = 20;
/// A phrase that names a cause, whoever says it: codes that agree with another cause cannot outweigh it.
pub(super) const PHRASE: i32 = 50;
/// Words that weigh less may be part of a phrase that something stands in.
pub(super) const CLEAR: i32 = PHRASE + 20;
/// Each byte of a phrase counts, up to here.
const LONGEST_PHRASE: usize = 25;
/// A phrase that replies of many causes have: less than any codes, so that it only decides between entries of a code.
pub(super) const VAGUE: i32 = 10;
/// A phrase that decides whatever else anybody says: more than other phrases and a blocklist's name, less than the
/// provider's own words.
const DECISIVE: i32 = 70;
/// No other phrase weighs so much, and a decisive one of six bytes does.
pub(super) const SURELY_DECISIVE: i32 = PHRASE + LONGEST_PHRASE as i32 + 1;

/// A phrase that stands with an entry of the standard, rather than with its reason.
pub(super) const STANDARD: i32 = 3;

/// What a tag weighs beside words of this weight.
pub(super) fn tag(words: i32) -> i32 {
    TAG + words / 2
}

/// What a phrase of so many bytes weighs.
pub(super) fn phrase(length: usize) -> i32 {
    PHRASE + length.min(LONGEST_PHRASE) as i32
}

/// The same, of a decisive phrase.
pub(super) fn decisive(length: usize) -> i32 {
    DECISIVE + length.min(LONGEST_PHRASE) as i32
}

/// The same, of a vague phrase.
pub(super) fn vague(length: usize) -> i32 {
    VAGUE + length.min(LONGEST_PHRASE) as i32 / 5
}

// ---- For an entry: whose it is.

/// The entry is that of the provider that wrote the reply: it knows more than a general one.
pub(super) const OWN: i32 = 25;
/// The entry is another's that the same operator runs: they have texts in common.
pub(super) const OWN_OPERATOR: i32 = 20;
/// The entry is that of the software or the list that the provider uses: the provider's own knows more.
pub(super) const OWN_SOFTWARE: i32 = 10;
/// The entry is a blocklist's: its name says more than that there is a list.
pub(super) const BLOCKLIST: i32 = 4;
/// The entry is a mail server's: others say the same, and the standard's entry is as good for them.
pub(super) const SERVER: i32 = -4;
/// The same, and the codes differ: another server uses these words.
pub(super) const SERVER_OTHER_CODES: i32 = -24;

// ---- For an entry: codes.

/// The enhanced code is the entry's.
pub(super) const ENHANCED: i32 = 20;
/// The same, of a code that says nothing but "other or undefined" (`x.y.0`): less than a vague phrase.
pub(super) const UNDEFINED: i32 = 3;
/// An enhanced code agrees with a cause that the words name.
pub(super) const CODE_OF_CAUSE: i32 = 16;
/// How much less codes weigh in the choice between causes than in the choice between entries for one cause.
pub(super) const CODES_OF_CAUSE: i32 = 3;
/// The enhanced code is one that nobody but the provider uses: as good as a tag, if its words say nothing else.
pub(super) const PRIVATE_CODE: i32 = 60;
/// The reply code is the entry's.
pub(super) const REPLY_CODE: i32 = 8;
/// The entry stands for all enhanced codes of this subject.
pub(super) const SUBJECT: i32 = 3;
/// The entry stands for the whole class.
pub(super) const CLASS: i32 = 1;
/// A reply without an enhanced code is best explained by an entry that has none either.
pub(super) const NO_ENHANCED: i32 = 3;
/// An entry that knows no enhanced code knows little of a reply that has one.
pub(super) const REPLY_CODE_OF_TWO: i32 = 2;
/// The entry has other reply codes: servers choose them freely.
pub(super) const OTHER_REPLY_CODE: i32 = -4;
/// The entry has other enhanced codes of this subject.
pub(super) const OTHER_DETAIL: i32 = -6;
/// The entry has enhanced codes of another subject or class.
pub(super) const OTHER_SUBJECT: i32 = -8;
/// The codes say another outcome than the entry.
pub(super) const CONTRADICTION: i32 = -30;

// ---- For a provider.

/// The host that said it is the provider's: nothing in the text is stronger.
pub(super) const HOST: i32 = 200;
/// A text that gives the provider away.
pub(super) const MARK: i32 = 60;
/// The name of one of the provider's hosts stands in the text.
pub(super) const HOST_IN_TEXT: i32 = 50;
/// A tag that only this provider writes.
pub(super) const NAMING_TAG: i32 = 50;
/// Words that only this provider uses.
pub(super) const NAMING_WORDS: i32 = 40;
/// An enhanced code that only this provider uses.
pub(super) const NAMING_CODE: i32 = 40;
/// The recipient is at the provider: its server may have answered, or a filter, a relay, the own server.
pub(super) const DOMAIN: i32 = 15;
/// Words that the provider says, and others too: with an address there it is enough.
pub(super) const HINT: i32 = 15;
/// Less is no more than a coincidence.
pub(super) const NAMED: i32 = 30;
