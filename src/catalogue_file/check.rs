//! The rules for single values of a catalogue file, and the problems found.

use crate::catalogue::{EnhancedPattern, Outcome, PROVIDER_COLUMNS, ReplyPattern, TITLE_COLUMNS};
use crate::catalogue::{FACTS, Position, Problem, Steps};
use crate::catalogue_file::problem::in_words;
use crate::order;
use crate::sanitize::pieces;
use crate::spelling::{nearest, unknown};
use std::cell::OnceCell;
use std::ops::Range;
use toml::Spanned;
use unicode_width::UnicodeWidthStr;

/// The longest text, in bytes.
const LONGEST: usize = u16::MAX as usize;
/// The most problems that are listed; further ones are only counted.
const LISTED: usize = 50;

/// A text of the file, and where it is.
pub(super) type Text = Spanned<String>;

/// Collects what is wrong with one file.
pub struct Checker<'a> {
    file: &'a str,
    text: &'a str,
    found: Vec<(usize, String)>,
    /// Ids of other items of the table that is being read: whether they exist is known at its end.
    named: Vec<Text>,
    /// The ids of tables that have mistakes.
    failed: Vec<String>,
    /// Whether the file is not TOML throughout, so that something may be missing only because it could not be read.
    is_torn: bool,
    /// Where lines end, computed when first needed.
    ends: OnceCell<Vec<usize>>,
}

impl<'a> Checker<'a> {
    pub fn new(file: &'a str, text: &'a str) -> Checker<'a> {
        Checker {
            file,
            text,
            found: Vec::new(),
            named: Vec::new(),
            failed: Vec::new(),
            is_torn: false,
            ends: OnceCell::new(),
        }
    }

    pub fn report(&mut self, at: Range<usize>, message: impl Into<String>) {
        // A value that is not TOML has no other mistakes.
        let is_known = self.is_torn && self.found.iter().any(|(known, _)| *known == at.start);
        if !is_known {
            self.found.push((at.start, message.into()));
        }
    }

    /// Reports what the TOML reader found.
    pub(super) fn report_toml(&mut self, errors: &[toml::de::Error]) {
        self.is_torn = !errors.is_empty();
        for error in errors {
            let (at, message) = in_words(self.text, error);
            self.report(at, message);
        }
    }

    /// Reports that something is missing, unless it may only not have been read.
    pub(super) fn report_missing(&mut self, at: Range<usize>, message: impl Into<String>) {
        if !self.is_torn {
            self.report(at, message);
        }
    }

    /// Notes that a table has mistakes: that it is named elsewhere is not another one.
    pub(super) fn fail(&mut self, id: &str) {
        self.failed.push(id.to_owned());
    }

    /// Whether an item may be unknown only because its table has mistakes.
    pub(super) fn may_be_missing(&self, id: &str) -> bool {
        self.failed.iter().any(|failed| failed == id)
    }

    /// Whether there are more problems than are listed: then no word is worth the search for what was meant.
    pub(super) fn is_full(&self) -> bool {
        self.found.len() >= LISTED
    }

    /// Returns the problems in file order, or the value if there are none.
    pub fn finish<T>(mut self, value: T) -> Result<T, Vec<Problem>> {
        if self.found.is_empty() {
            return Ok(value);
        }
        order::sort_by(&mut self.found, Ord::cmp);
        let more = self.found.len().saturating_sub(LISTED);
        let problem = |at, message| Problem {
            file: self.file.to_owned(),
            at,
            message,
        };
        let listed = self.found.iter().take(LISTED);
        let mut problems: Vec<_> = listed
            .map(|(at, message)| problem(Some(Position::of(self.text, *at)), message.clone()))
            .collect();
        if more > 0 {
            problems.push(problem(
                None,
                format!("and {more} more problems of this kind"),
            ));
        }
        Err(problems)
    }

    pub fn line(&self, byte: usize) -> usize {
        let newlines = || self.text.match_indices('\n').map(|(at, _)| at).collect();
        self.ends
            .get_or_init(newlines)
            .partition_point(|end| *end < byte)
            + 1
    }

    /// Parses a word of a closed list.
    pub fn word<T: Copy>(
        &mut self,
        what: &str,
        word: &Text,
        all: &[T],
        id: fn(T) -> &'static str,
    ) -> Option<T> {
        let found = all
            .iter()
            .copied()
            .find(|known| id(*known) == word.get_ref());
        if found.is_none() {
            self.report(
                word.span(),
                unknown(what, word.get_ref(), all.iter().map(|known| id(*known))),
            );
        }
        found
    }

    pub fn id(&mut self, id: &Text) {
        let kebab = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        if !id.get_ref().split('-').all(kebab) {
            self.report(
                id.span(),
                format!("id `{}` is not in kebab case, `like-this-1`", id.get_ref()),
            );
        }
    }

    /// Checks the id of another item of the same table.
    pub(super) fn sibling(&mut self, id: &Text) {
        self.id(id);
        self.named.push(id.clone());
    }

    pub(super) fn take_named(&mut self) -> Vec<Text> {
        std::mem::take(&mut self.named)
    }

    /// Checks text that is shown: it must not be blank, nor contain characters that could act on a terminal or are
    /// invisible.
    pub fn text(&mut self, text: &Text) {
        if text.get_ref().trim().is_empty() {
            self.report(
                text.span(),
                "this text is blank; leave the key out or fill it in",
            );
        }
        if text.get_ref().len() > LONGEST {
            self.report(
                text.span(),
                format!("this text is longer than {LONGEST} bytes"),
            );
        }
        if let Some(refused) = pieces(text.get_ref()).find_map(|(_, refused)| refused) {
            let code = u32::from(refused);
            let kind = if refused.is_control() {
                "control"
            } else {
                "invisible or piled-up"
            };
            self.report(
                text.span(),
                format!("{kind} character U+{code:04X} in this text; remove it"),
            );
        }
    }

    /// Checks a step: text that is shown, in which each fact has a known name and an example.
    pub fn step(&mut self, step: &Text) {
        self.text(step);
        if !Steps::is_well_formed(step.get_ref()) {
            let example = "braces hold a fact and an example for it, as in {ip|192.0.2.1}";
            self.report(
                step.span(),
                format!("{example}; facts are: {}", FACTS.join(", ")),
            );
        }
    }

    pub fn title(&mut self, title: &Text) {
        self.columns("title", title, TITLE_COLUMNS);
    }

    pub fn provider_name(&mut self, name: &Text) {
        self.columns("name", name, PROVIDER_COLUMNS);
    }

    fn columns(&mut self, what: &str, text: &Text, most: usize) {
        self.text(text);
        let columns = text.get_ref().width();
        if columns > most {
            self.report(
                text.span(),
                format!("this {what} is {columns} columns wide; at most {most} fit"),
            );
        }
    }

    /// Checks text that is matched: it must be in lower case, because replies are compared in lower case.
    pub fn fragment(&mut self, fragment: &Text) {
        self.text(fragment);
        if fragment.get_ref().chars().any(char::is_uppercase) {
            self.report(
                fragment.span(),
                "text to match must be in lower case, as replies are compared in lower case",
            );
        }
    }

    /// Checks the URL of the user's own page.
    pub fn page(&mut self, page: &Text) {
        self.text(page);
        if !is_url(page.get_ref()) {
            self.report(page.span(), "a runbook is the URL of a page");
        }
    }

    /// Whether an unknown id looks like that of an entry; if so, reports it.
    pub fn is_misspelt_entry(&mut self, id: &Text, known: &[&str]) -> bool {
        let known = known.iter().copied().filter(|_| !self.is_full());
        let near = nearest(id.get_ref(), known);
        if near.is_some() {
            self.report(id.span(), unknown("entry", id.get_ref(), near));
        }
        near.is_some()
    }

    pub fn source(&mut self, source: &Text) {
        self.text(source);
        let text = source.get_ref();
        let rfc = text.strip_prefix("RFC ").is_some_and(|rfc| {
            let number = rfc.split(" §").next().unwrap_or_default();
            number.parse::<u16>().is_ok()
        });
        if !(is_url(text) || rfc || text == "IANA registry") {
            self.report(
                source.span(),
                "a source is a URL, `RFC 7372`, `RFC 7372 §3` or `IANA registry`",
            );
        }
    }

    pub fn checked(&mut self, month: &Text) {
        let valid = month
            .get_ref()
            .split_once('-')
            .is_some_and(|(year, month)| {
                year.len() == 4
                    && year.starts_with("20")
                    && year.parse::<u16>().is_ok()
                    && month.len() == 2
                    && month
                        .parse()
                        .is_ok_and(|month: u8| (1..=12).contains(&month))
            });
        if !valid {
            self.report(month.span(), "`checked` is a year and a month, `2026-11`");
        }
    }

    pub fn enhanced(&mut self, code: &Text) -> Option<EnhancedPattern> {
        let pattern = EnhancedPattern::parse(code.get_ref());
        if pattern.is_none() {
            let text = code.get_ref();
            self.report(
                code.span(),
                format!("`{text}` is not an enhanced status code; write `5.7.26`, `5.7.x` or `4.7.500-4.7.699`"),
            );
        }
        pattern
    }

    pub fn reply_problem(&mut self, at: Range<usize>) {
        let text = self.text[at.clone()].trim_matches('"');
        self.report(at, format!("`{text}` is not a reply code; write a number from 200 to 599, or a class such as \"5xx\""));
    }

    /// Returns the outcome on which all these codes agree.
    pub fn outcome(
        &mut self,
        at: Range<usize>,
        reply: &[ReplyPattern],
        enhanced: &[EnhancedPattern],
        stated: Option<Outcome>,
    ) -> Option<Outcome> {
        let classes = reply
            .iter()
            .map(|code| code.class())
            .chain(enhanced.iter().map(|code| code.class));
        let mut outcomes: Vec<_> = classes
            .filter_map(Outcome::from_class)
            .chain(stated)
            .collect();
        outcomes.dedup();
        match outcomes[..] {
            [outcome] => Some(outcome),
            [] => {
                self.report_missing(
                    at,
                    "no code gives the outcome; add `outcome = \"permanent\"` or \"temporary\"",
                );
                None
            }
            _ => {
                self.report(at, "codes of this entry contradict each other: their first digits mean different outcomes");
                None
            }
        }
    }
}

fn is_url(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://"))
        && !text.contains(char::is_whitespace)
}
