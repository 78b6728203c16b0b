//! How far the reply code and the enhanced status code alone support an entry.

use super::weights;
use crate::catalogue::clues::What;
use crate::catalogue::{Catalogue, EnhancedPattern, EntryId, Outcome, ProviderId, ReplyPattern};
use crate::order;
use crate::reply::{EnhancedCode, Reply};
use foldhash::HashMap;
use std::ops::Range;

/// The codes of a reply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Codes {
    pub code: Option<u16>,
    pub enhanced: Option<EnhancedCode>,
}

impl Codes {
    /// Takes the codes that mean something: `5.0.0`, "other undefined status", adds nothing to a reply code (RFC 3463
    /// §3.1), and servers put it into reports whatever the other side said.
    pub(super) fn of(reply: &Reply<'_>) -> Codes {
        let says_nothing =
            |code: &EnhancedCode| code.class > 2 && (code.subject, code.detail) == (0, 0);
        Codes {
            code: reply.code,
            enhanced: reply
                .enhanced
                .filter(|code| reply.code.is_none() || !says_nothing(code)),
        }
    }

    /// What they mean by themselves if no recipient was refused: then 550 rejects for policy reasons (RFC 5321 §4.3.2),
    /// as 554 does.
    pub(super) fn of_policy(self) -> Codes {
        match (self.code, self.enhanced) {
            (Some(550), None) => Codes {
                code: Some(554),
                ..self
            },
            (Some(_) | None, _) => self,
        }
    }

    /// Whether they answer AUTH (RFC 4954 §6). Some servers also use 525 (RFC 5248) for a recipient's account: then the
    /// words, in lower case, name the recipient.
    pub(super) fn answer_auth(self, words: &str) -> bool {
        match self.code {
            Some(530 | 534 | 535 | 538) => true,
            Some(525) => !words.contains("recipient address"),
            _ => false,
        }
    }

    /// The first digit of the reply code, or of the enhanced status code if there is no other.
    pub(super) fn class(self) -> Option<u8> {
        let of_code = self.code.map(|code| (code / 100) as u8);
        of_code.or(self.enhanced.map(|enhanced| enhanced.class))
    }

    /// Whether the server accepted something.
    pub(super) fn accept(self) -> bool {
        self.code.is_some_and(|code| code < 400)
    }

    /// Packs the codes into a number.
    fn number(self) -> u64 {
        let code = self.code.map_or(0, |code| u64::from(code) + 1);
        let enhanced = self.enhanced.map_or(0, |enhanced| {
            let EnhancedCode {
                class,
                subject,
                detail,
            } = enhanced;
            (u64::from(class) << 32 | u64::from(subject) << 16 | u64::from(detail)) + 1
        });
        code << 41 | enhanced
    }

    /// Returns how well the codes fit an entry: exact codes best, a class least; below zero if they differ.
    pub(super) fn weight(self, catalogue: &Catalogue, entry: EntryId) -> i32 {
        let known = catalogue.codes_at(entry);
        let code = self.code.map_or(0, |code| {
            let fits = known.reply.iter().map(|pattern| match pattern {
                ReplyPattern::Code(known) if *known == code => weights::REPLY_CODE,
                ReplyPattern::Class(class) if u16::from(*class) == code / 100 => weights::CLASS,
                ReplyPattern::Code(_) | ReplyPattern::Class(_) => weights::OTHER_REPLY_CODE,
            });
            fits.max().unwrap_or(0)
        });
        let enhanced = self.enhanced.map_or(0, |said| {
            let fits = known.enhanced.iter().map(|known| fit(known, said));
            fits.max().unwrap_or(0)
        });
        match (self.enhanced.is_some(), known.enhanced.is_empty()) {
            // An entry without enhanced status codes says little about a reply that has one, and nothing if the reply
            // code differs.
            (true, true) if code < 0 => code + weights::OTHER_SUBJECT,
            (true, true) => code.min(weights::REPLY_CODE_OF_TWO),
            // A reply without one is best explained by an entry that has none either.
            (false, true) if code > 0 => code + weights::NO_ENHANCED,
            _ => code + enhanced,
        }
    }

    /// Whether the enhanced status code is one of the entry's that tells a cause: neither a fallback, nor `x.7.1`,
    /// which servers use for everything.
    pub(super) fn agree_on_cause(self, catalogue: &Catalogue, entry: EntryId) -> bool {
        let known = catalogue.codes_at(entry).enhanced;
        self.enhanced.is_some_and(|said| {
            (said.subject, said.detail) != (7, 1)
                && known
                    .iter()
                    .any(|known| fit(known, said) == weights::ENHANCED)
        })
    }

    /// Whether the entry has this very enhanced status code, not just a range that contains it.
    pub(super) fn is_single(self, catalogue: &Catalogue, entry: EntryId) -> bool {
        let known = catalogue.codes_at(entry).enhanced;
        self.enhanced.is_some_and(|said| {
            let single = Some((said.detail, said.detail));
            known
                .iter()
                .any(|known| fit(known, said) > 0 && known.detail == single)
        })
    }

    /// Returns how far the codes support an entry whose cause the words name.
    pub(super) fn of_cause(self, catalogue: &Catalogue, entry: EntryId) -> i32 {
        let agrees = if self.agree_on_cause(catalogue, entry) {
            weights::CODE_OF_CAUSE
        } else {
            0
        };
        let choice = self.weight(catalogue, entry).max(0) / weights::CODES_OF_CAUSE;
        agrees + choice + self.against(catalogue, entry)
    }

    /// Returns what counts against an entry whose outcome the codes contradict.
    pub(super) fn against(self, catalogue: &Catalogue, entry: EntryId) -> i32 {
        if self.contradict(catalogue.codes_at(entry).outcome) {
            weights::CONTRADICTION
        } else {
            0
        }
    }

    /// Whether every code means another outcome than this one.
    pub(super) fn contradict(self, outcome: Outcome) -> bool {
        let other = |class: u8| Outcome::from_class(class).is_none_or(|told| told != outcome);
        let code = self.code.is_none_or(|code| other((code / 100) as u8));
        let enhanced = self.enhanced.is_none_or(|enhanced| other(enhanced.class));
        (self.code.is_some() || self.enhanced.is_some()) && code && enhanced
    }
}

fn fit(known: &EnhancedPattern, said: EnhancedCode) -> i32 {
    match (known.subject, known.detail) {
        _ if known.class != said.class => weights::OTHER_SUBJECT,
        (None, _) => weights::CLASS,
        (Some(subject), _) if subject != said.subject => weights::OTHER_SUBJECT,
        (_, None) => weights::SUBJECT,
        (_, Some((0, 0))) if said.detail == 0 => weights::UNDEFINED,
        (_, Some((first, last))) if (first..=last).contains(&said.detail) => weights::ENHANCED,
        // Details of the security subject have nothing in common.
        _ if said.subject == 7 => weights::OTHER_SUBJECT,
        _ => weights::OTHER_DETAIL,
    }
}
/// Which entries to consider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Among {
    /// Those of the standard.
    Standard,
    /// Those of the standard that are about the sender, or about neither party.
    NotOfRecipient,
    /// Those of the standard for a reason, except fallbacks.
    Reason(u32),
    /// The only entry of a provider that has the codes, if there is just one.
    Own(ProviderId),
}

impl Among {
    /// Packs it into a number.
    fn number(self) -> u32 {
        match self {
            Among::Standard => 0,
            Among::NotOfRecipient => 1,
            Among::Reason(reason) => (reason + 1) << 1 | 1,
            Among::Own(provider) => (u32::from(provider) + 1) << 1,
        }
    }
}

/// An entry, with how far the codes support it.
pub(super) type Weighed = (EntryId, i32);

/// The registry assigns details from zero upwards and has not come far; those who invent their own start here.
const PRIVATE: u16 = 100;

/// Returns the enhanced status codes that only one operator uses.
fn private_codes(catalogue: &Catalogue) -> Vec<(EnhancedPattern, ProviderId)> {
    let mut codes: Vec<(EnhancedPattern, ProviderId)> = Vec::new();
    for (id, entry) in catalogue.entry_ids().zip(catalogue.entries()) {
        if entry.provider.kind.writes_replies() {
            let provider = catalogue.provider_of(id);
            let patterns = entry.enhanced.iter();
            let private =
                patterns.filter(|code| code.detail.is_some_and(|(first, _)| first >= PRIVATE));
            codes.extend(private.map(|code| (*code, provider)));
        }
    }
    order::sort_by_key(&mut codes, |(code, provider)| {
        (code.class, code.subject, code.detail, *provider)
    });
    codes.dedup();
    let operator = |provider: ProviderId| catalogue.provider(provider).operator;
    let shared = |(code, provider): &(EnhancedPattern, ProviderId)| {
        let mut others = codes.iter().filter(|(other, _)| overlap(other, code));
        others.any(|(_, other)| operator(*other) != operator(*provider))
    };
    codes.iter().filter(|code| !shared(code)).copied().collect()
}

fn overlap(one: &EnhancedPattern, other: &EnhancedPattern) -> bool {
    let details = one.detail.zip(other.detail);
    (one.class, one.subject) == (other.class, other.subject)
        && details.is_some_and(|(one, other)| one.0 <= other.1 && other.0 <= one.1)
}

/// As many entries as a diagnosis names.
const KEPT: usize = super::OTHERS + 1;
/// The most answers that are cached. Fewer combinations are in use.
const MOST: usize = 1 << 12;

/// An index of entries by codes.
pub(super) struct CodeIndex {
    standard: Vec<EntryId>,
    not_of_recipient: Vec<EntryId>,
    /// Enhanced status codes that only one operator's providers use, with each of those providers.
    private: Vec<(EnhancedPattern, ProviderId)>,
    /// For each reason, the standard's entries except fallbacks.
    of_reason: Vec<Vec<EntryId>>,
    /// For each provider, its entries.
    own: Vec<Vec<EntryId>>,
    /// For each entry, whether it has words. Then a reply code without them does not mean it.
    has_words: Vec<bool>,
}

/// A cache of answers: servers use a few dozen combinations of codes, and each is worth searching the catalogue once,
/// but not twice.
#[derive(Default)]
pub(super) struct Answers {
    /// The range of each combination's answer in `ranked`.
    known: HashMap<(u64, u32), Range<usize>>,
    /// All answers, each best first.
    ranked: Vec<Weighed>,
}

impl CodeIndex {
    pub(super) fn new(catalogue: &Catalogue) -> CodeIndex {
        let mut index = CodeIndex {
            standard: Vec::new(),
            not_of_recipient: Vec::new(),
            private: private_codes(catalogue),
            of_reason: vec![Vec::new(); catalogue.reasons.len()],
            own: vec![Vec::new(); catalogue.providers.len()],
            has_words: vec![false; catalogue.len()],
        };
        for clue in catalogue.clues.clues {
            if let What::Fragment(entry) = clue.what {
                index.has_words[EntryId::from(entry).index()] = true;
            }
        }
        for entry in catalogue.entry_ids() {
            index.own[catalogue.provider_of(entry).index()].push(entry);
            if catalogue.is_standard(entry) {
                index.standard.push(entry);
                let reason = catalogue.reason_of(entry);
                if catalogue.reasons[reason].of_sender.is_none() {
                    index.not_of_recipient.push(entry);
                }
                if !catalogue.codes_at(entry).is_fallback() {
                    index.of_reason[reason].push(entry);
                }
            }
        }
        index
    }

    /// Returns the providers that alone use an enhanced status code.
    pub(super) fn owners(&self, enhanced: EnhancedCode) -> impl Iterator<Item = ProviderId> {
        let private = if enhanced.detail < PRIVATE {
            &[][..]
        } else {
            &self.private
        };
        let owned = private
            .iter()
            .filter(move |(known, _)| fit(known, enhanced) == weights::ENHANCED);
        owned.map(|(_, provider)| *provider)
    }

    fn rank(&self, catalogue: &Catalogue, codes: Codes, among: Among) -> Vec<Weighed> {
        let (entries, least) = match among {
            Among::Standard => (&self.standard, 1),
            Among::NotOfRecipient => (&self.not_of_recipient, 1),
            Among::Reason(reason) => (&self.of_reason[reason as usize], i32::MIN),
            Among::Own(provider) => (&self.own[provider.index()], weights::REPLY_CODE),
        };
        let weighed = entries
            .iter()
            .map(|entry| (*entry, codes.weight(catalogue, *entry)))
            .map(|(entry, weight)| match among {
                // An entry that has no reply code is no better than one that has others.
                Among::Reason(_) if catalogue.codes_at(entry).reply.is_empty() => {
                    (entry, weight + weights::OTHER_REPLY_CODE)
                }
                Among::Reason(_) | Among::Standard | Among::NotOfRecipient | Among::Own(_) => {
                    (entry, weight)
                }
            });
        let is_own = matches!(among, Among::Own(_));
        let fitting = weighed.filter(|(entry, weight)| {
            let needs_words = is_own && self.has_words[entry.index()];
            *weight >= least && !(needs_words && *weight < weights::ENHANCED)
        });
        let mut ranked: Vec<_> = fitting
            .map(|(entry, weight)| (entry, weight + codes.against(catalogue, entry)))
            .collect();
        if is_own && ranked.len() > 1 {
            ranked.clear();
        }
        ranked.sort_by_key(|(entry, score)| (-score, *entry));
        ranked.truncate(KEPT);
        if matches!(among, Among::Reason(_)) {
            for (entry, weight) in &mut ranked {
                *weight = codes.of_cause(catalogue, *entry);
            }
        }
        ranked
    }
}

impl Answers {
    /// Returns the entries that the codes support, best first.
    pub(super) fn find(
        &mut self,
        index: &CodeIndex,
        catalogue: &Catalogue,
        codes: Codes,
        among: Among,
    ) -> &[Weighed] {
        let key = (codes.number(), among.number());
        let known = self.known.get(&key).cloned();
        let answer = known.unwrap_or_else(|| {
            if self.known.len() >= MOST {
                self.known.clear();
                self.ranked.clear();
            }
            let start = self.ranked.len();
            self.ranked.extend(index.rank(catalogue, codes, among));
            let answer = start..self.ranked.len();
            self.known.insert(key, answer.clone());
            answer
        });
        &self.ranked[answer]
    }
}
