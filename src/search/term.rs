//! Whether a term holds for an entry, and how well.

use super::Known;
use super::boundary::{at_word_start, is_boundary, is_word_in};
use super::called::providers_called;
use super::fuzzy::Fuzzy;
use super::index::{Index, IndexedEntry, letters};
use crate::catalogue::{EnhancedPattern, Entry, Kind, ReplyPattern, TagPattern};
use crate::query::{CodeTerm, Field, Term, TermKind};
use memchr::memmem::Finder;

/// How well a term holds; smaller is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// The code or tag itself.
    Code,
    /// A prefix of a code, or a range that contains it.
    CodeStart,
    /// The provider's name.
    Named,
    TitleWord,
    TitlePart,
    /// Provider, reason, category, or what servers say.
    Said,
    TitleFuzzy,
    Prose,
}

/// The components of a score.
pub(crate) mod score {
    /// The title contains the words.
    pub(crate) const TITLE: u16 = 2;
    /// The title starts with them.
    pub(crate) const START: u16 = 1;
    /// A word of the title starts with them.
    pub(crate) const PART_START: u16 = 8;
    /// They are the whole title.
    pub(crate) const WHOLE: u16 = 2;
    /// They name the entry's reason.
    pub(crate) const REASON: u16 = 2;
    /// Nobody else says them.
    pub(crate) const OWN_WORDS: u16 = 4;
    /// Of equally good entries, most people mean the standard's own.
    pub(crate) const STANDARD: u16 = 4;
}

/// Returns the bonus of an entry that is the standard's own.
pub(crate) fn of_standard(entry: &Entry) -> u16 {
    score::STANDARD * u16::from(entry.provider.kind == Kind::Standard)
}

/// Tier, and a score within it: larger is better.
pub(crate) type Fit = (Tier, u16);

/// A term prepared for comparison with many entries.
pub(crate) struct Matcher {
    term: Term,
    finder: Finder<'static>,
    letters: u64,
    /// Whether the term is found in each provider, reason, or a reason's category, by index in the catalogue.
    providers: Vec<bool>,
    reasons: Vec<bool>,
    /// Whether the term is the whole name of each reason.
    reasons_named: Vec<bool>,
    categories: Vec<bool>,
    /// Whether the reason's phrases contain the term.
    phrases: Vec<bool>,
    is_fuzzy: bool,
    /// Whether fallbacks hold for the codes that they cover.
    fallbacks: bool,
}

impl Matcher {
    pub(crate) fn new(term: &Term, known: Known<'_>, fallbacks: bool) -> Matcher {
        let index = known.index;
        let finder = Finder::new(&term.text).into_owned();
        let whole = |text: &String| text.lines().any(|line| line == term.text);
        let is_field = matches!(term.kind, TermKind::Field(_));
        let within = |texts: &[String]| -> Vec<bool> {
            // `provider:yahoo` means that one alone, although others may start the same.
            let exact = is_field && texts.iter().any(whole);
            let holds = |text| {
                if exact {
                    whole(text)
                } else {
                    at_word_start(&finder, text)
                }
            };
            texts.iter().map(holds).collect()
        };
        let providers = if term.kind == TermKind::Field(Field::Provider) {
            providers_called(known.catalogue, &term.text)
        } else {
            let name = format!("\n{}", term.text);
            let name = Finder::new(&name);
            let starts = |names: &String| name.find(names.as_bytes()).is_some();
            let found = within(&index.providers).into_iter().zip(&index.names);
            found.map(|(is, names)| is || starts(names)).collect()
        };
        let reasons = within(&index.reasons);
        let reasons_named = index.reasons.iter().map(whole).collect();
        let (categories, phrases) = (within(&index.categories), within(&index.phrases));
        let is_fuzzy = term.kind == TermKind::Word && !term.negated && Fuzzy::suits(&term.text);
        Matcher {
            letters: letters(&term.text),
            is_fuzzy,
            providers,
            reasons,
            reasons_named,
            categories,
            phrases,
            term: term.clone(),
            finder,
            fallbacks,
        }
    }

    /// Whether the term is a code.
    pub(crate) fn is_code(&self) -> bool {
        matches!(self.term.kind, TermKind::Code(_))
    }

    /// Returns how well the condition holds for the entry, if it does; a negated one holds if its term does not.
    pub(crate) fn holds(&self, indexed: &IndexedEntry, known: Known<'_>) -> Option<Fit> {
        let fit = self.fit(indexed, known);
        if self.term.negated {
            fit.is_none().then_some((Tier::Code, 0))
        } else {
            fit
        }
    }

    /// Returns how well the term holds for the entry, if it does.
    pub(crate) fn fit(&self, indexed: &IndexedEntry, known: Known<'_>) -> Option<Fit> {
        let (tier, score) = self.fit_any(indexed, known)?;
        let is_title = matches!(tier, Tier::TitleWord | Tier::TitlePart);
        let standard = if is_title {
            of_standard(&indexed.entry)
        } else {
            0
        };
        Some((tier, score + standard))
    }

    fn fit_any(&self, indexed: &IndexedEntry, known: Known<'_>) -> Option<Fit> {
        let index = known.index;
        let entry = &indexed.entry;
        match &self.term.kind {
            TermKind::Field(field) => self
                .field(*field, entry, indexed)
                .then_some((Tier::Code, 0)),
            TermKind::Code(code) => {
                let fit = self
                    .code(code, entry, index)
                    .map(|tier| (tier, exactness(entry, code)));
                fit.or_else(|| self.tag(entry))
                    .or_else(|| self.number(indexed, index))
            }
            TermKind::Exact => self
                .literal(entry, indexed, index)
                .or_else(|| self.prose(indexed, index)),
            TermKind::Word if self.term.negated => self.literal(entry, indexed, index),
            TermKind::Word => {
                let fit = self.literal(entry, indexed, index);
                fit.or_else(|| self.fuzzy(indexed, known))
                    .or_else(|| self.prose(indexed, index))
            }
        }
    }

    fn field(&self, field: Field, entry: &Entry, indexed: &IndexedEntry) -> bool {
        let value = self.term.text.as_str();
        match field {
            Field::Provider => self.providers[indexed.provider],
            Field::Reason => self.reasons[indexed.reason],
            Field::Category => self.categories[indexed.reason],
            Field::Action => at_word_start(&self.finder, entry.action.id()),
            Field::Is => entry.outcome.id().starts_with(value),
            // The catalogue does not know whom it happens to.
            Field::Domain
            | Field::From
            | Field::User
            | Field::Source
            | Field::Relay
            | Field::Since
            | Field::Until => false,
        }
    }

    fn code(&self, code: &CodeTerm, entry: &Entry, index: &Index) -> Option<Tier> {
        let text = self.term.text.as_str();
        let replies = entry.reply.iter().filter_map(|reply| match code {
            CodeTerm::Plain => reply_fit(text, *reply, self.fallbacks),
            CodeTerm::Dotted(_) => None,
        });
        let enhanced = entry.enhanced.iter().filter_map(|enhanced| match code {
            CodeTerm::Plain if text.len() == 1 => {
                (text == enhanced.class.to_string()).then_some(Tier::CodeStart)
            }
            CodeTerm::Plain => self.compact(*enhanced, index).then_some(Tier::CodeStart),
            CodeTerm::Dotted(parts) => dotted_fit(parts, *enhanced, self.fallbacks),
        });
        // Looking for a fallback: a subject without reply codes covers all replies of its class.
        let class = || {
            let is_class =
                |enhanced: &EnhancedPattern| text.starts_with(char::from(b'0' + enhanced.class));
            let holds = self.fallbacks
                && text.len() == 3
                && *code == CodeTerm::Plain
                && entry.reply.is_empty();
            (holds && entry.is_fallback() && entry.enhanced.iter().any(is_class))
                .then_some(Tier::Code)
        };
        replies.chain(enhanced).min().or_else(class)
    }

    /// Whether digits match a code without its dots: `5726` is `5.7.26`. Three digits may too, unless they are a reply
    /// code.
    fn compact(&self, pattern: EnhancedPattern, index: &Index) -> bool {
        let text = self.term.text.as_str();
        let is_reply = text
            .parse()
            .is_ok_and(|code| index.reply_codes.contains(&code));
        if text.len() < 3 || is_reply || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return false;
        }
        let (Some(subject), Some((first, last))) = (pattern.subject, pattern.detail) else {
            return false;
        };
        let start = format!("{}{subject}", pattern.class);
        let detail = text
            .strip_prefix(&start)
            .filter(|detail| !detail.starts_with('0') || *detail == "0");
        detail
            .and_then(|detail| detail.parse().ok())
            .is_some_and(|detail| (first..=last).contains(&detail))
    }

    /// Matches a provider's own code, with or without brackets around it.
    fn tag(&self, entry: &Entry) -> Option<Fit> {
        let is_tag = |text: &str, word: &str| {
            text.trim_matches(['[', ']', '(', ')', '#'])
                .eq_ignore_ascii_case(word)
        };
        let word = self.term.text.as_str();
        // A single digit is a class, even if some provider uses it as a number.
        if word.len() < 2 {
            return None;
        }
        let found = entry
            .tags
            .iter()
            .any(|tag| TagPattern::parse(tag).matches(word) || is_tag(tag, word));
        // A tag that has only letters is a word like any other.
        let is_code = word.bytes().any(|byte| !byte.is_ascii_alphabetic());
        found.then_some(if is_code {
            (Tier::Code, 0)
        } else {
            (Tier::TitleWord, score::TITLE + score::START)
        })
    }

    /// Matches digits that are not a code literally: "365" in "Microsoft 365", "5" in "Greylisted for 5 minutes".
    fn number(&self, indexed: &IndexedEntry, index: &Index) -> Option<Fit> {
        let in_provider = self.providers[indexed.provider];
        let fit = self
            .title(index.title(indexed))
            .or(in_provider.then_some((Tier::Said, 3)));
        let said = || {
            let is_said = is_word_in(&self.finder, index.said(indexed));
            is_said.then_some((Tier::Prose, 0))
        };
        // A reply code within others' words is only mentioned there.
        let text = self.term.text.as_bytes();
        let is_reply = text.len() == 3 && matches!(text[0], b'2'..=b'5');
        fit.or_else(|| {
            if is_reply || text.contains(&b'.') {
                None
            } else {
                said()
            }
        })
    }

    /// Matches the text literally: a provider's own code, title, provider, reason, category, what servers say.
    fn literal(&self, entry: &Entry, indexed: &IndexedEntry, index: &Index) -> Option<Fit> {
        let is_said = || self.finder.find(index.said(indexed).as_bytes()).is_some();
        let named = || {
            if self.providers[indexed.provider] {
                Some((Tier::Said, 3))
            } else if self.reasons[indexed.reason] {
                // A part of its name counts as much as what servers say.
                let score = 2 * u16::from(self.reasons_named[indexed.reason]);
                Some((Tier::Said, score))
            } else if self.categories[indexed.reason] {
                Some((Tier::Said, 1))
            } else {
                is_said().then_some((Tier::Said, 0))
            }
        };
        let id = (entry.id == self.term.text).then_some((Tier::Code, 0));
        id.or_else(|| self.tag(entry))
            .or_else(|| self.title(index.title(indexed)))
            .or_else(named)
    }

    fn title(&self, title: &str) -> Option<Fit> {
        let fit = |at: usize| {
            let end = at + self.term.text.len();
            let starts = at == 0 || is_boundary(title, at);
            let ends = end == title.len() || is_boundary(title, end);
            let tier = if starts && ends {
                Tier::TitleWord
            } else {
                Tier::TitlePart
            };
            let score = if tier == Tier::TitleWord {
                score::TITLE
            } else {
                score::PART_START * u16::from(starts)
            };
            (tier, score + score::START * u16::from(at == 0))
        };
        self.finder
            .find_iter(title.as_bytes())
            .map(fit)
            .min_by_key(|(tier, score)| (*tier, u16::MAX - score))
    }

    fn fuzzy(&self, indexed: &IndexedEntry, known: Known<'_>) -> Option<Fit> {
        if !self.is_fuzzy || self.letters & !indexed.letters != 0 {
            return None;
        }
        let title = known.index.title(indexed);
        let score = known.fuzzy.score(title, &self.term.text)?;
        Some((Tier::TitleFuzzy, score))
    }

    fn prose(&self, indexed: &IndexedEntry, index: &Index) -> Option<Fit> {
        let phrase = self.phrases[indexed.reason].then_some((Tier::Prose, 1));
        let prose = || {
            self.finder
                .find(index.prose(indexed).as_bytes())
                .map(|_| (Tier::Prose, 0))
        };
        phrase.or_else(prose)
    }
}

/// Ranks entries with the same code: the standard's own first, then the one for the code alone.
fn exactness(entry: &Entry, code: &CodeTerm) -> u16 {
    let standard = entry.provider.kind == Kind::Standard;
    let alone = *code == CodeTerm::Plain && entry.enhanced.is_empty();
    u16::from(standard) + 8 * u16::from(standard && alone)
}

/// Matches `550`, `55`, `55x` or `5` with a reply code or class.
fn reply_fit(typed: &str, pattern: ReplyPattern, fallbacks: bool) -> Option<Tier> {
    let code = pattern.to_string();
    let alike = |(typed, code): (u8, u8)| typed == code || typed == b'x';
    let starts = typed.len() <= 3 && typed.bytes().zip(code.bytes()).all(alike);
    match pattern {
        _ if typed == code => Some(Tier::Code),
        ReplyPattern::Class(_) => {
            let class = typed.len() == 1 || fallbacks && typed.len() == 3;
            (class && typed[..1] == code[..1]).then_some(if typed.len() == 1 {
                Tier::Code
            } else {
                Tier::CodeStart
            })
        }
        ReplyPattern::Code(_) => starts.then_some(Tier::CodeStart),
    }
}

/// Matches `5.7`, `5.7.2`, `5.7.26`, `5.7.x` or `x.7.26` with enhanced status codes.
fn dotted_fit(typed: &[String; 3], pattern: EnhancedPattern, fallbacks: bool) -> Option<Tier> {
    let [class, subject, detail] = typed.each_ref().map(|part| part.trim_matches('x'));
    if !class.is_empty() && class != pattern.class.to_string() {
        return None;
    }
    let Some(own_subject) = pattern.subject else {
        let asked = subject.is_empty() && detail.is_empty();
        return (fallbacks || asked).then_some(if asked { Tier::Code } else { Tier::CodeStart });
    };
    let own = own_subject.to_string();
    let Some((first, last)) = pattern.detail else {
        return (subject == own && (fallbacks || detail.is_empty())).then_some(Tier::Code);
    };
    // A subject followed by a dot is complete.
    let subject_fits = if typed[2].is_empty() {
        own.starts_with(subject)
    } else {
        subject.is_empty() || own == subject
    };
    if !subject_fits {
        return None;
    }
    let starts = |detail: &str| (first..=last).any(|own| own.to_string().starts_with(detail));
    match detail.parse::<u16>() {
        Ok(number) if first == last && number == first => Some(Tier::Code),
        Ok(number) if (first..=last).contains(&number) => Some(Tier::CodeStart),
        Ok(_) => starts(detail).then_some(Tier::CodeStart),
        Err(_) => detail.is_empty().then_some(Tier::CodeStart),
    }
}
