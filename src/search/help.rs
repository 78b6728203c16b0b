//! What can be asked for: words, and values of fields.

use super::meaning::is_filler;
use super::respell::Searchable;
use super::{Findings, Search, Tier};
use crate::catalogue::{Action, EntryId, Outcome};
use crate::fold::fold;
use crate::order;
use crate::query::{Field, Query, Term, TermKind, unknown_fields};

impl Search {
    /// Returns every meaningful word, sorted: words of titles and of the phrases of replies, names of providers and
    /// reasons, other names for them, and providers' own codes.
    pub(super) fn words(&self) -> &[String] {
        self.words.get_or_init(|| {
            let index = self.index();
            let titles = index.entries.iter().map(|entry| index.title(entry));
            let texts = [
                &index.providers,
                &index.names,
                &index.reasons,
                &index.phrases,
                &index.synonyms,
            ];
            let texts = texts.into_iter().flatten().map(String::as_str);
            let words = titles.chain(texts).flat_map(words);
            let tags = self.catalogue.entries().flat_map(|entry| entry.tags.iter());
            let tags = tags.map(|tag| fold(tag).into_owned());
            let mut words: Vec<_> = words.map(str::to_owned).chain(tags).collect();
            order::sort(&mut words);
            words.dedup();
            words
        })
    }

    /// Whether a word may be meant, as typed so far.
    pub fn knows_word(&self, word: &str) -> bool {
        let words = self.words();
        let at = words.partition_point(|known| known.as_str() < word);
        let is_start = words.get(at).is_some_and(|known| known.starts_with(word));
        is_start || is_filler(word)
    }

    /// Returns the possible values of a field.
    pub fn values(&self, field: Field) -> Vec<&'static str> {
        match field {
            Field::Provider => self
                .catalogue
                .providers
                .iter()
                .map(|provider| provider.id)
                .collect(),
            Field::Category => self
                .catalogue
                .categories
                .iter()
                .map(|category| category.id)
                .collect(),
            Field::Reason => self
                .catalogue
                .reasons
                .iter()
                .map(|reason| reason.id)
                .collect(),
            Field::Action => Action::ALL.iter().map(|action| action.id()).collect(),
            Field::Domain
            | Field::From
            | Field::User
            | Field::Source
            | Field::Relay
            | Field::Since
            | Field::Until => Vec::new(),
            Field::Is => Outcome::ALL.iter().map(|outcome| outcome.id()).collect(),
        }
    }

    /// Says what a query asks for that no entry has: a field, or a value of one.
    pub fn mistake(&self, text: &str) -> Option<String> {
        let query = Query::parse(text);
        let values = self.unknown_values(&query).into_iter();
        let mut values = values.map(|(field, _)| self.takes(field, []));
        let mut fields = unknown_fields(text).map(|name| unknown_field(name, false));
        values.next().or_else(|| fields.next())
    }

    /// Says what a field can ask for: values of entries, and those that only the list at hand has.
    pub fn takes<'a>(&self, field: Field, others: impl IntoIterator<Item = &'a str>) -> String {
        let name = field.id();
        if field == Field::Provider {
            let example = field.example();
            return format!("{name}: takes the name of a provider, such as {name}:{example}");
        }
        let values: Vec<_> = self.values(field).into_iter().chain(others).collect();
        if !values.is_empty() {
            format!("{name}: takes {}", values.join(", "))
        } else if field.is_time() {
            format!("{name}: is for the failures in logs")
        } else {
            format!("{name}: is for bounces and failures in logs")
        }
    }

    /// Returns the fields of a query whose value is no prefix of anything: most likely a mistake that hides everything.
    pub fn unknown_values<'q>(&self, query: &'q Query) -> Vec<(Field, &'q Term)> {
        let field = |term: &'q Term| {
            if let TermKind::Field(field) = term.kind {
                Some((field, term))
            } else {
                None
            }
        };
        let is_unknown = |(_, term): &(Field, &Term)| self.find(&term.alone()).found.is_empty();
        query
            .terms
            .iter()
            .filter_map(field)
            .filter(is_unknown)
            .collect()
    }
}

/// Says which fields there are, in the catalogue or in lists of failures, because this is none.
pub fn unknown_field(name: &str, in_failures: bool) -> String {
    let known = Field::ALL.iter().copied();
    let known = known.filter(|field| !field.is_name() && !field.is_time() || in_failures);
    let known: Vec<_> = known.map(|field| format!("{}:", field.id())).collect();
    format!(
        "{name}: is not a field; the fields are {}",
        known.join(", ")
    )
}

/// Returns the words of a text that are long enough to be misspelt, and those of names such as `web.de`.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let names = text.split_whitespace();
    let parts = text.split(|c: char| !c.is_alphanumeric() && c != '-');
    names.chain(parts).filter(|word| word.chars().count() > 2)
}

/// The catalogue's entries.
impl Searchable for Search {
    fn parse(&self, text: &str) -> Query {
        Query::parse(text)
    }

    fn find(&self, query: &Query) -> (Findings<usize>, Tier) {
        let (Findings { found, by_provider }, tier) = self.find_fitting(query);
        let found = found.into_iter().map(EntryId::index).collect();
        (Findings { found, by_provider }, tier)
    }

    fn knows(&self, term: &Term) -> bool {
        match &term.kind {
            TermKind::Code(_) | TermKind::Exact => true,
            TermKind::Field(_) => !Search::find(self, &term.alone()).found.is_empty(),
            TermKind::Word => self.knows_word(&term.text),
        }
    }

    fn words(&self) -> Vec<&str> {
        Vec::new()
    }

    fn values(&self, _: Field) -> Vec<&str> {
        Vec::new()
    }

    fn may_shorten(&self) -> bool {
        true
    }
}
