//! What can be listed, searched and read: each list finds, counts and makes its rows.

pub mod bounces;
mod catalogue;
pub mod changes;
mod failures;
mod lines;

use crate::bounce::Event;
use crate::catalogue::{Catalogue, EntryId, ProviderId};
use crate::query::{Field, Query, Term, TermKind};
use crate::search::{Answer, Findings, Search, Searchable, Tier};
use crate::triage::breakdown::{Breakdown, Group, Mark, RowKey};
use crate::triage::compare::Kind;
use crate::triage::{By, Facet};
use bounces::Bounces;
use changes::Changes;
pub use lines::LinesBy;

#[derive(Clone, Debug, Default)]
pub enum List {
    /// The catalogue's entries.
    #[default]
    Catalogue,
    /// Failed recipients, read from inputs or pasted.
    Bounces(Bounces),
    /// What fails in logs: the entries that occur, counted.
    Failures(Box<Breakdown>),
    /// What fails more or less often than before.
    Changes(Box<Changes>),
}

/// A row of the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// The heading of what follows, and the number of items.
    Heading(Heading, usize),
    Entry(EntryId),
    /// A bounce, by index in its list.
    Bounce(usize),
    Failure(RowKey),
    /// A change, by index in its list.
    Change(usize),
}

/// What a section of the results has in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heading {
    /// A category of the catalogue, by index.
    Category(usize),
    /// The entry that explains bounces.
    Entry(EntryId),
    /// A group of what fails in logs.
    Group(Group),
    /// Lines behind a failure that have the same host, domain or recipient as the one with this index.
    Lines(LinesBy, usize),
    /// Says that the results are those of another spelling.
    Respelt,
    /// What your own server rejected: the last section in lists of bounces and of failures.
    Rejected,
    /// How failures changed; `None` if that may be chance.
    Change(Option<Kind>),
}

impl Row {
    pub fn is_heading(&self) -> bool {
        matches!(self, Row::Heading(..))
    }
}

impl List {
    /// Parses what is typed as a query of this list.
    pub fn query(&self, text: &str) -> Query {
        match self {
            List::Catalogue => Query::parse(text),
            List::Bounces(_) | List::Failures(_) | List::Changes(_) => Query::of_list(text),
        }
    }

    /// Finds what the query means: indices of entries, of bounces, or of what the breakdown counts.
    pub fn find(&self, search: &Search, query: &Query) -> Findings<usize> {
        match self {
            List::Catalogue => {
                let Findings { found, by_provider } = search.find(query);
                let found = found.into_iter().map(EntryId::index).collect();
                Findings { found, by_provider }
            }
            List::Bounces(bounces) => bounces.find(search, query),
            List::Failures(breakdown) => breakdown.find(search, query),
            List::Changes(changes) => changes.find(search, query),
        }
    }

    /// Finds what to show for what was typed. While logs are counted, no other spelling is looked for, since that would
    /// happen again and again.
    pub fn answer(&self, search: &Search, text: &str) -> Answer {
        match self {
            List::Catalogue => search.answer(text, search),
            List::Failures(breakdown) if breakdown.is_reading => {
                let query = self.query(text);
                Answer {
                    findings: self.find(search, &query),
                    query,
                    respelt: None,
                }
            }
            List::Bounces(_) | List::Failures(_) | List::Changes(_) => {
                search.answer(text, &Listed { list: self, search })
            }
        }
    }

    /// Returns the rows of what was found under a tab.
    pub fn rows(
        &mut self,
        catalogue: &Catalogue,
        query: &Query,
        found: &[usize],
        tab: Option<ProviderId>,
    ) -> Vec<Row> {
        match self {
            List::Catalogue => {
                let entries = found.iter().copied().map(EntryId::new);
                catalogue::rows(catalogue, entries, tab, !query.is_empty())
            }
            List::Bounces(bounces) => bounces.rows(query, found, tab),
            List::Failures(breakdown) => failures::rows(breakdown, catalogue, found, tab),
            List::Changes(changes) => changes.rows(catalogue, found, tab),
        }
    }

    /// Returns the rows to look at first, if there are better ones than the first.
    pub fn spikes(&self, rows: &[Row]) -> Vec<usize> {
        self.breakdown()
            .map_or_else(Vec::new, |breakdown| failures::spikes(breakdown, rows))
    }

    /// Returns how many items can be searched.
    pub fn total(&self, catalogue: &Catalogue) -> usize {
        match self {
            List::Catalogue => catalogue.len(),
            List::Bounces(bounces) => bounces.total,
            List::Failures(breakdown) => breakdown.total(),
            List::Changes(changes) => changes.total(),
        }
    }

    /// Counts them by provider of the catalogue.
    pub fn by_provider(&self, search: &Search) -> Vec<usize> {
        let catalogue = search.catalogue();
        match self {
            List::Catalogue => search.by_provider(catalogue.entry_ids()),
            List::Bounces(bounces) => bounces.by_provider(catalogue.providers.len()),
            List::Failures(breakdown) => breakdown.by_provider(catalogue),
            List::Changes(changes) => changes.by_provider(search),
        }
    }

    /// Whether it is still being read.
    pub fn is_filling(&self) -> bool {
        match self {
            List::Catalogue => false,
            List::Bounces(bounces) => bounces.is_reading,
            List::Failures(breakdown) => breakdown.is_reading,
            List::Changes(changes) => changes.changed.is_none(),
        }
    }

    /// Returns the events that `is:` can name.
    pub fn events(&self) -> &'static [Event] {
        match self {
            List::Catalogue | List::Changes(_) => &[],
            List::Bounces(_) => Event::ALL,
            List::Failures(_) => &[Event::Deferred, Event::Bounced, Event::Rejected],
        }
    }

    pub fn is_catalogue(&self) -> bool {
        matches!(self, List::Catalogue)
    }

    /// Whether the rows have no groups, and may change places.
    pub fn is_flat(&self) -> bool {
        self.breakdown()
            .is_some_and(|breakdown| breakdown.by == By::Cause)
    }

    pub fn bounces(&self) -> Option<&Bounces> {
        match self {
            List::Bounces(bounces) => Some(bounces),
            List::Catalogue | List::Failures(_) | List::Changes(_) => None,
        }
    }

    pub fn breakdown(&self) -> Option<&Breakdown> {
        match self {
            List::Failures(breakdown) => Some(breakdown),
            List::Catalogue | List::Bounces(_) | List::Changes(_) => None,
        }
    }

    pub fn changes(&self) -> Option<&Changes> {
        match self {
            List::Changes(changes) => Some(changes),
            List::Catalogue | List::Bounces(_) | List::Failures(_) => None,
        }
    }

    /// Whether it counts what fails in logs.
    pub fn is_of_logs(&self) -> bool {
        matches!(self, List::Failures(_) | List::Changes(_))
    }
}

/// Returns the facets whose names a field of a query means.
pub(in crate::explorer) fn facets(field: Field) -> &'static [Facet] {
    match field {
        Field::Domain => &[Facet::Domain],
        Field::From => &[Facet::Sender, Facet::SenderDomain],
        Field::User => &[Facet::User],
        Field::Source => &[Facet::Source],
        Field::Relay => &[Facet::Relay],
        Field::Provider
        | Field::Category
        | Field::Reason
        | Field::Action
        | Field::Since
        | Field::Until
        | Field::Is => &[],
    }
}

/// A list of failures, and what it is searched with.
struct Listed<'a> {
    list: &'a List,
    search: &'a Search,
}

impl Searchable for Listed<'_> {
    fn parse(&self, text: &str) -> Query {
        self.list.query(text)
    }

    fn find(&self, query: &Query) -> (Findings<usize>, Tier) {
        (self.list.find(self.search, query), Tier::Code)
    }

    fn knows(&self, term: &Term) -> bool {
        let is_known = match &term.kind {
            TermKind::Code(_) => true,
            // Something known may be asked for, even if there is none of it here.
            TermKind::Word | TermKind::Exact | TermKind::Field(Field::Domain) => {
                self.search.knows_word(&term.text)
            }
            TermKind::Field(field) if field.is_time() => true,
            TermKind::Field(field) if field.is_name() => false,
            TermKind::Field(field) => {
                let mut values = self.values(*field).into_iter();
                self.search.knows(term) || values.any(|value| value.starts_with(&term.text))
            }
        };
        is_known || !self.find(&term.alone()).0.found.is_empty()
    }

    fn may_shorten(&self) -> bool {
        false
    }

    fn words(&self) -> Vec<&str> {
        match self.list {
            List::Catalogue | List::Changes(_) => Vec::new(),
            List::Bounces(bounces) => bounces.words(),
            List::Failures(breakdown) => breakdown.names(Facet::Domain).collect(),
        }
    }

    fn values(&self, field: Field) -> Vec<&str> {
        match field {
            Field::Domain => self.words(),
            Field::Is => {
                let events = self.list.events().iter().map(|event| event.id());
                events.chain(Mark::ALL.map(Mark::name)).collect()
            }
            Field::From | Field::User | Field::Source | Field::Relay => {
                let facets = facets(field).iter();
                let breakdown = self.list.breakdown().into_iter();
                let names = breakdown
                    .flat_map(|breakdown| facets.clone().flat_map(|facet| breakdown.names(*facet)));
                names.collect()
            }
            Field::Provider
            | Field::Category
            | Field::Reason
            | Field::Action
            | Field::Since
            | Field::Until => Vec::new(),
        }
    }
}
