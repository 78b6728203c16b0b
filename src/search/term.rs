//! Whether a term holds for an entry, and how well.

use super::fuzzy::Fuzzy;
use super::index::{Index, IndexedEntry, letters};
use crate::catalogue::{EnhancedPattern, Entry, Kind, ReplyPattern, TagPattern};
use crate::query::{CodeTerm, Field, Term, TermKind};
use memchr::memmem::Finder;

/// How well a term holds: the better, the smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// The code or tag itself.
    Code,
    /// The start of a code, or a range that holds it.
    CodeStart,
    TitleWord,
    TitlePart,
    /// Provider, reason, category, or what servers say.
    Said,
    TitleFuzzy,
    Prose,
}

/// Tier, and within it a score: the better, the larger.
pub type Fit = (Tier, u16);

/// A term made ready to be compared with many entries.
pub struct Matcher<'a> {
    term: &'a Term,
    finder: Finder<'a>,
    letters: u64,
    /// By place in the catalogue: whether the term is found in that provider, reason, or a reason's category.
    providers: Vec<bool>,
    reasons: Vec<bool>,
    categories: Vec<bool>,
    fuzzy: Option<&'a Fuzzy>,
    /// Whether fall-backs hold for the codes that they cover.
    fallbacks: bool,
}

impl<'a> Matcher<'a> {
    pub fn new(term: &'a Term, index: &Index, fuzzy: &'a Fuzzy, fallbacks: bool) -> Matcher<'a> {
        let finder = Finder::new(&term.text);
        let whole = |text: &String| text.lines().any(|line| line == term.text);
        let is_field = matches!(term.kind, TermKind::Field(_));
        let within = |texts: &[String]| -> Vec<bool> {
            // `provider:yahoo` is that one alone, though others may start alike.
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
        let (providers, reasons) = (within(&index.providers), within(&index.reasons));
        let categories = within(&index.categories);
        let is_fuzzy = term.kind == TermKind::Word && !term.negated && Fuzzy::suits(&term.text);
        Matcher {
            letters: letters(&term.text),
            fuzzy: is_fuzzy.then_some(fuzzy),
            providers,
            reasons,
            categories,
            term,
            finder,
            fallbacks,
        }
    }

    /// How well the term holds for the entry, if it does.
    pub fn fit(&self, indexed: &IndexedEntry, index: &Index) -> Option<Fit> {
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
                    .or_else(|| self.number_in_name(indexed, index))
            }
            TermKind::Exact => self
                .literal(entry, indexed, index)
                .or_else(|| self.prose(indexed, index)),
            TermKind::Word if self.term.negated => self.literal(entry, indexed, index),
            TermKind::Word => {
                let fit = self.literal(entry, indexed, index);
                fit.or_else(|| self.fuzzy(indexed, index))
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
            Field::Action => entry.action.id().starts_with(value),
            Field::Is => entry.outcome.id().starts_with(value),
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
        replies.chain(enhanced).min()
    }

    /// `5726` is `5.7.26`; three digits are, unless they are a reply code.
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

    /// A provider's own code, with or without the brackets that it may stand in.
    fn tag(&self, entry: &Entry) -> Option<Fit> {
        let is_tag = |text: &str, word: &str| {
            text.trim_matches(['[', ']', '(', ')', '#'])
                .eq_ignore_ascii_case(word)
        };
        let word = self.term.text.as_str();
        let found = entry
            .tags
            .iter()
            .any(|tag| TagPattern::parse(tag).matches(word) || is_tag(tag, word));
        found.then_some((Tier::Code, 0))
    }

    /// "365" in "Microsoft 365": digits that are no code still name things, but only as they stand.
    fn number_in_name(&self, indexed: &IndexedEntry, index: &Index) -> Option<Fit> {
        let in_provider = self.providers[indexed.provider];
        self.title(index.title(indexed))
            .or(in_provider.then_some((Tier::Said, 3)))
    }

    /// The text as it stands: code of its own, title, provider, reason, category, what servers say.
    fn literal(&self, entry: &Entry, indexed: &IndexedEntry, index: &Index) -> Option<Fit> {
        let named = || match () {
            () if self.providers[indexed.provider] => Some((Tier::Said, 3)),
            () if self.reasons[indexed.reason] => Some((Tier::Said, 2)),
            () if self.categories[indexed.reason] => Some((Tier::Said, 1)),
            () => self
                .finder
                .find(index.said(indexed))
                .map(|_| (Tier::Said, 0)),
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
            (tier, 64 * u16::from(at == 0) + 32 * u16::from(starts))
        };
        self.finder
            .find_iter(title.as_bytes())
            .map(fit)
            .min_by_key(|(tier, score)| (*tier, u16::MAX - score))
    }

    fn fuzzy(&self, indexed: &IndexedEntry, index: &Index) -> Option<Fit> {
        let fuzzy = self
            .fuzzy
            .filter(|_| self.letters & !indexed.letters == 0)?;
        fuzzy
            .score(index.title(indexed), &self.term.text)
            .map(|score| (Tier::TitleFuzzy, score))
    }

    fn prose(&self, indexed: &IndexedEntry, index: &Index) -> Option<Fit> {
        self.finder
            .find(index.prose(indexed))
            .map(|_| (Tier::Prose, 0))
    }
}

/// Between entries with the same code: the standard's own first, then that for the code alone.
fn exactness(entry: &Entry, code: &CodeTerm) -> u16 {
    let standard = entry.provider.kind == Kind::Standard;
    let alone = *code == CodeTerm::Plain && entry.enhanced.is_empty();
    2 * u16::from(standard) + u16::from(alone)
}

/// `550`, `55`, `55x` or `5` against a reply code or class.
fn reply_fit(typed: &str, pattern: ReplyPattern, fallbacks: bool) -> Option<Tier> {
    let code = pattern.to_string();
    let alike = |(typed, code): (u8, u8)| typed == code || typed == b'x';
    let starts = typed.len() <= 3 && typed.bytes().zip(code.bytes()).all(alike);
    match pattern {
        _ if typed == code => Some(Tier::Code),
        ReplyPattern::Class(_) => {
            (fallbacks && typed.len() == 3 && typed[..1] == code[..1]).then_some(Tier::CodeStart)
        }
        ReplyPattern::Code(_) => starts.then_some(Tier::CodeStart),
    }
}

/// `5.7`, `5.7.2`, `5.7.26`, `5.7.x` or `x.7.26` against enhanced status codes.
fn dotted_fit(typed: &[String; 3], pattern: EnhancedPattern, fallbacks: bool) -> Option<Tier> {
    let [class, subject, detail] = typed.each_ref().map(|part| part.trim_matches('x'));
    if !class.is_empty() && class != pattern.class.to_string() {
        return None;
    }
    let Some(own_subject) = pattern.subject else {
        return (fallbacks || subject.is_empty() && detail.is_empty()).then_some(Tier::Code);
    };
    let own = own_subject.to_string();
    let Some((first, last)) = pattern.detail else {
        return (subject == own && (fallbacks || detail.is_empty())).then_some(Tier::Code);
    };
    // A subject that is followed by a dot is whole.
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
        Err(_) => Some(Tier::CodeStart),
    }
}

fn at_word_start(finder: &Finder<'_>, text: &str) -> bool {
    finder
        .find_iter(text.as_bytes())
        .any(|at| at == 0 || is_boundary(text, at))
}

/// Whether a word starts or ends at this byte: not between two letters or digits.
fn is_boundary(text: &str, at: usize) -> bool {
    let alphanumeric = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    let after = text.get(at..).and_then(|text| text.chars().next());
    !(alphanumeric(before) && alphanumeric(after))
}
