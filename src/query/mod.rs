//! What a person types into the search bar or on the command line: terms that must all hold.
//!
//! ```text
//! 550  5.7  5726  55x  550-5.7.26    the start of a reply code or enhanced status code
//! TSS04  S3140                       a provider's own code
//! mailbox full                       words: whole, part, or fuzzy
//! "mailbox full"  'full              exactly this text
//! !greylist                          not this
//! provider:gmail is:temporary        a field; any start of its name and value will do
//! ```

mod field;

pub use field::Field;

use crate::fold::fold;
use std::net::IpAddr;

/// A query. An empty one matches every entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub terms: Vec<Term>,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub negated: bool,
    pub kind: TermKind,
    /// The folded text, without quotes and other marks.
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TermKind {
    /// The start of a code; never matched fuzzily.
    Code(CodeTerm),
    Word,
    /// In quotes or after an apostrophe: matched literally or not at all.
    Exact,
    Field(Field),
}

/// A code as far as it is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeTerm {
    /// Digits and `x` without a dot.
    Plain,
    /// `5.7`, `5.7.26`, `x.7.26`; parts that are not typed yet are empty.
    Dotted([String; 3]),
}

impl Term {
    /// The condition that a field has this value.
    pub fn of_field(field: Field, value: &str) -> Term {
        Term {
            negated: false,
            kind: TermKind::Field(field),
            text: fold(value.trim()).into_owned(),
        }
    }

    /// The field whose value this asks for.
    pub fn field(&self) -> Option<Field> {
        match self.kind {
            TermKind::Field(field) => Some(field),
            TermKind::Code(_) | TermKind::Word | TermKind::Exact => None,
        }
    }

    /// The query that asks for this alone, negated or not.
    pub fn alone(&self) -> Query {
        Query {
            terms: vec![Term {
                negated: false,
                ..self.clone()
            }],
        }
    }
}

impl Query {
    /// Parses a query. Any text is one: what cannot be a mark is searched for literally.
    pub fn parse(text: &str) -> Query {
        Query {
            terms: tokens(text).iter().flat_map(terms).collect(),
        }
    }

    /// Parses a query for a list of bounces or failures: addresses and hosts match literally, never fuzzily. An IP
    /// address is a host here; in a query for the catalogue, it is just left over from a pasted text.
    pub fn of_list(text: &str) -> Query {
        let terms = tokens(text).into_iter().flat_map(|token| {
            let token = Token {
                quoted: token.quoted || is_ip_address(&token.text),
                ..token
            };
            terms(&token)
        });
        let terms = terms.map(|term| match term.kind {
            TermKind::Word => Term {
                kind: TermKind::Exact,
                ..term
            },
            TermKind::Code(_) | TermKind::Exact | TermKind::Field(_) => term,
        });
        Query {
            terms: terms.collect(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

/// The names before colons that look like fields but are not: `foo:bar` is searched for literally.
pub fn unknown_fields(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().filter_map(|word| {
        let (name, value) = word.trim_start_matches('!').split_once(':')?;
        let is_name = !name.is_empty() && name.bytes().all(|c| c.is_ascii_alphabetic());
        // `https://` starts an address.
        let is_meant = !value.is_empty() && !value.starts_with('/');
        let is_unknown = is_name && is_meant && Field::from_start(&fold(name)).is_none();
        is_unknown.then_some(name)
    })
}

/// The fields whose value is missing: `provider:` is not yet a condition.
pub fn fields_without_value(text: &str) -> Vec<Field> {
    let mut unfinished = tokens(text);
    unfinished.retain(|token| token.text.is_empty());
    unfinished.iter().filter_map(|token| token.field).collect()
}

/// The query with another value of a field, or without that field.
pub fn with_field(text: &str, field: Field, value: Option<&str>) -> String {
    let others = tokens(text).into_iter();
    let others = others.filter(|token| token.field != Some(field));
    let others = others.map(|token| token.source.to_owned());
    let new = value.map(|value| format!("{}:{value}", field.id()));
    others.chain(new).collect::<Vec<_>>().join(" ")
}

/// A word of the query, without its quotes.
struct Token<'a> {
    /// As it was typed.
    source: &'a str,
    negated: bool,
    text: String,
    /// The field in front of it, and whether it was in quotes.
    field: Option<Field>,
    quoted: bool,
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let start = rest;
        let unmarked = rest
            .strip_prefix('!')
            .filter(|rest| rest.starts_with(|c: char| !c.is_whitespace()));
        let negated = unmarked.is_some();
        rest = unmarked.unwrap_or(rest);
        let field = rest
            .split_once(':')
            .and_then(|(name, after)| Some((Field::from_start(&fold(name))?, after)))
            .inspect(|(_, after)| rest = after)
            .map(|(field, _)| field);
        let marked = rest.starts_with(['"', '\'']);
        let (word, after) = match rest.strip_prefix('"') {
            Some(inside) => inside.split_once('"').unwrap_or((inside, "")),
            None => rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())),
        };
        let word = if rest.starts_with('\'') {
            &word[1..]
        } else {
            word
        };
        // Names of months and days keep the letter case of logs.
        let text = if field.is_some_and(Field::is_time) {
            word.trim().to_owned()
        } else {
            fold(word.trim()).into_owned()
        };
        tokens.push(Token {
            source: start[..start.len() - after.len()].trim_end(),
            negated,
            text,
            field,
            quoted: marked,
        });
        rest = after.trim_start();
    }
    tokens
}

fn terms(token: &Token<'_>) -> Vec<Term> {
    let term = |kind, text: &str| Term {
        negated: token.negated,
        kind,
        text: text.to_owned(),
    };
    if token.text.is_empty() {
        return Vec::new();
    }
    if let Some(field) = token.field {
        return vec![term(TermKind::Field(field), &token.text)];
    }
    if token.quoted {
        return vec![term(TermKind::Exact, &token.text)];
    }
    let bare = bare_code(value(&token.text));
    // An IP address in a pasted reply says nothing about the cause.
    if is_ip_address(bare) {
        return Vec::new();
    }
    // "550-5.7.26", as in a reply over several lines, is two codes.
    let parts = bare.split('-').filter(|part| !part.is_empty());
    let codes: Option<Vec<_>> = parts
        .map(|part| Some(term(TermKind::Code(code(part)?), part)))
        .collect();
    if let Some(codes) = codes.filter(|codes| !codes.is_empty()) {
        return codes;
    }
    let word = value(&token.text).trim_end_matches([',', ';', ':', '.', '?', '!']);
    if word.is_empty() {
        Vec::new()
    } else {
        vec![term(TermKind::Word, word)]
    }
}

/// Returns `deferred` from `status=deferred`, as logs write it.
fn value(text: &str) -> &str {
    let value = text.split_once('=').filter(|(name, value)| {
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic());
        is_name && !value.is_empty()
    });
    value.map_or(text, |(_, value)| value)
}

fn is_ip_address(word: &str) -> bool {
    word.parse::<IpAddr>().is_ok()
}

/// Strips what people and servers put around a code: `(#5.1.1)`, `5.7.26:`, `[550]`.
fn bare_code(text: &str) -> &str {
    text.trim_start_matches(['(', '[', '#', '<'])
        .trim_end_matches([')', ']', ',', ';', ':', '.', '>', '?', '!'])
}

fn code(text: &str) -> Option<CodeTerm> {
    let wild = |part: &str| part == "x" || part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split('.').collect::<Vec<_>>()[..] {
        [digits] => {
            let tail = digits.trim_start_matches(|c: char| c.is_ascii_digit());
            let plain = tail.len() < digits.len() && tail.bytes().all(|byte| byte == b'x');
            plain.then_some(CodeTerm::Plain)
        }
        [class, subject, ref detail @ ..] if detail.len() < 2 => {
            let parts = [class, subject, detail.first().copied().unwrap_or_default()];
            let is_code = parts.iter().all(|part| wild(part));
            is_code.then(|| CodeTerm::Dotted(parts.map(str::to_owned)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each term as its kind's letter and its text.
    fn spelled(query: &str) -> Vec<String> {
        let spell = |term: Term| {
            let kind = match term.kind {
                TermKind::Code(CodeTerm::Plain) => "plain",
                TermKind::Code(CodeTerm::Dotted(_)) => "dotted",
                TermKind::Word => "word",
                TermKind::Exact => "exact",
                TermKind::Field(field) => field.id(),
            };
            format!(
                "{}{kind} {}",
                if term.negated { "!" } else { "" },
                term.text
            )
        };
        Query::parse(query).terms.into_iter().map(spell).collect()
    }

    #[test]
    fn codes_are_recognised_in_the_ways_people_type_them() {
        assert_eq!(
            spelled("550 5.7 5726 55x 5.7.x x.7.26"),
            [
                "plain 550",
                "dotted 5.7",
                "plain 5726",
                "plain 55x",
                "dotted 5.7.x",
                "dotted x.7.26"
            ]
        );
        assert_eq!(
            spelled("550? 5.7.26! full?"),
            ["plain 550", "dotted 5.7.26", "word full"]
        );
        assert_eq!(
            spelled("550-5.7.26 (#5.1.1) 5.7.1: [421]"),
            [
                "plain 550",
                "dotted 5.7.26",
                "dotted 5.1.1",
                "dotted 5.7.1",
                "plain 421"
            ]
        );
    }

    #[test]
    fn words_that_only_start_with_a_digit_are_words() {
        assert_eq!(
            spelled("8bitmime 554.30 s3140 [192.0.2.1]"),
            ["word 8bitmime", "dotted 554.30", "word s3140",]
        );
    }

    #[test]
    fn marks_make_exact_negated_and_field_terms() {
        assert_eq!(
            spelled("\"Mailbox Full\" 'dmarc !greylist"),
            ["exact mailbox full", "exact dmarc", "!word greylist"]
        );
        assert_eq!(
            spelled("provider:Gmail cat:pol !is:temp p:\"microsoft 365\""),
            [
                "provider gmail",
                "category pol",
                "!is temp",
                "provider microsoft 365"
            ]
        );
    }

    #[test]
    fn unfinished_marks_are_harmless() {
        assert_eq!(spelled("\""), [""; 0]);
        assert_eq!(spelled("! \"open 'x :"), ["exact open 'x :"]);
        assert_eq!(spelled("provider: domain: !is:"), [""; 0]);
    }

    #[test]
    fn fields_without_a_value_are_named() {
        let text = "provider: gmail reason:dmarc !is: action:\"\" foo: domain:";
        assert_eq!(
            fields_without_value(text),
            [Field::Provider, Field::Is, Field::Action, Field::Domain]
        );
    }

    #[test]
    fn what_looks_like_a_field_and_is_none_is_named() {
        let text =
            "foo:bar !Sender:x do:example.org foo: said:/x 1x:2 \"a:b\" :x https://example.org";
        let unknown: Vec<_> = unknown_fields(text).collect();
        assert_eq!(unknown, ["foo", "Sender"]);
    }
}
