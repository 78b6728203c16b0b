//! Lists of failed recipients, read from inputs or pasted, under the heading of the entry that explains them.

use super::lines::{self, LinesBy};
use super::{Heading, Row};
use crate::catalogue::ProviderId;
use crate::diagnose::intake::{Batch, Item, Kind};
use crate::explorer::reread::Ticket;
use crate::fold::fold;
use crate::order;
use crate::quantity::grouped;
use crate::query::{Query, TermKind};
use crate::search::filter::{Candidate, Filter, Parties, ReplyText};
use crate::search::{Findings, Search};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// The most problems that are kept.
const MOST_PROBLEMS: usize = 100;

/// Everything that was read from one command's inputs, or from one paste.
#[derive(Clone, Debug, Default)]
pub struct Bounces {
    pub items: Vec<Item>,
    /// The bytes of their longest codes, recipient and host, which never take more columns.
    pub longest: [usize; 3],
    /// How many there are beyond those listed, by kind and provider.
    pub beyond: BTreeMap<(Kind, ProviderId), usize>,
    /// How many there are in total.
    pub total: usize,
    pub unexplained: usize,
    /// Whether any of the inputs could be opened.
    pub has_input: bool,
    /// The first of the problems that reading met, in sentences.
    pub problems: Vec<String>,
    /// How many problems there were.
    pub problem_count: usize,
    /// Whether more may come.
    pub is_reading: bool,
    /// How much of the logs has been searched for them, in percent.
    pub progress: Option<u8>,
    /// The ticket of lines behind a failure, which were requested with it.
    pub ticket: Option<Ticket>,
    /// How many attempts these lines should report.
    pub attempts: u64,
    /// What such lines are grouped by.
    pub by: LinesBy,
}

impl Bounces {
    /// Creates a list that waits for what is read.
    pub fn awaited() -> Bounces {
        Bounces {
            is_reading: true,
            ..Bounces::default()
        }
    }

    /// Creates a list that waits for the lines behind a failure.
    pub fn behind(ticket: Ticket, attempts: u64) -> Bounces {
        Bounces {
            ticket: Some(ticket),
            attempts,
            ..Bounces::awaited()
        }
    }

    /// Whether these are the lines behind a failure.
    pub fn is_behind(&self) -> bool {
        self.ticket.is_some()
    }

    /// Adds a batch. Returns what a person should know at once.
    pub fn add(&mut self, batch: Batch) -> Option<String> {
        let was_whole = self.beyond.is_empty();
        self.total += batch.items.len() + batch.beyond.values().sum::<usize>();
        for item in &batch.items {
            let length = |name: &Option<Cow<'_, str>>| name.as_deref().map_or(0, str::len);
            let (recipient, host) = (&item.bounce.recipient, &item.bounce.remote);
            let lengths = [item.codes.trim_end().len(), length(recipient), length(host)];
            for (longest, length) in self.longest.iter_mut().zip(lengths) {
                *longest = length.max(*longest);
            }
        }
        self.items.extend(batch.items);
        for (of, count) in batch.beyond {
            *self.beyond.entry(of).or_default() += count;
        }
        self.unexplained += batch.unexplained;
        self.has_input |= batch.has_input;
        self.is_reading &= !batch.is_last;
        self.problem_count += batch.problems.len();
        let problem = batch.problems.last().cloned();
        let room = MOST_PROBLEMS.saturating_sub(self.problems.len());
        self.problems.extend(batch.problems.into_iter().take(room));
        let is_cut = was_whole && !self.beyond.is_empty();
        let cut = || {
            let listed = grouped(self.items.len());
            format!("Only the first {listed} bounces are listed; all are counted.")
        };
        problem.or_else(|| is_cut.then(cut))
    }

    /// Finds what a query means; without a query, that includes bounces that are only counted.
    pub fn find(&self, search: &Search, query: &Query) -> Findings<usize> {
        let filter = Filter::of_replies(search, query);
        // Names are prepared only if they are needed: there may be very many bounces.
        let is_by_name = query.terms.iter().any(|term| match term.kind {
            TermKind::Field(field) => field.is_name(),
            TermKind::Word | TermKind::Exact | TermKind::Code(_) => false,
        });
        let holds = |item: &Item| {
            let bounce = &item.bounce;
            let names = [&bounce.sender, &bounce.user, &bounce.source, &bounce.remote];
            let names = names.map(|name| {
                let name = name.as_deref().filter(|_| is_by_name);
                fold(name.unwrap_or_default())
            });
            filter.holds(&candidate(item, &names))
        };
        let found = (0..self.items.len()).filter(|index| holds(&self.items[*index]));
        let found: Vec<_> = found.collect();
        let providers = search.catalogue().providers.len();
        let by_provider = if query.is_empty() {
            self.by_provider(providers)
        } else {
            let mut counts = vec![0; providers];
            for index in &found {
                counts[self.items[*index].provider.index()] += 1;
            }
            counts
        };
        Findings { found, by_provider }
    }

    /// Returns addresses, domains and hosts.
    pub fn words(&self) -> Vec<&str> {
        let names = self.items.iter().flat_map(|item| {
            let known = [&item.bounce.recipient, &item.bounce.remote];
            let known = known.into_iter().filter(|name| name.is_some()).count();
            item.folded.lines().take(known)
        });
        let words = names.flat_map(|name| {
            [
                name,
                name.rsplit_once('@').map_or(name, |(_, domain)| domain),
            ]
        });
        order::set(words).into_iter().collect()
    }

    /// Counts bounces by provider of the catalogue.
    pub fn by_provider(&self, providers: usize) -> Vec<usize> {
        let mut counts = vec![0; providers];
        let listed = self.items.iter().map(|item| (item.provider, 1));
        let beyond = self.beyond.iter();
        let beyond = beyond.map(|((_, provider), count)| (*provider, *count));
        for (provider, count) in listed.chain(beyond) {
            counts[provider.index()] += count;
        }
        counts
    }

    /// Returns how many bounces of one kind there are under a tab beyond those listed.
    fn beyond(&self, kind: Kind, tab: Option<ProviderId>) -> usize {
        let of_kind = self
            .beyond
            .range((kind, ProviderId::default())..=(kind, ProviderId::from(u32::MAX)));
        let under_tab = of_kind.filter(|((_, provider), _)| tab.is_none_or(|tab| tab == *provider));
        under_tab.map(|(_, count)| *count).sum()
    }

    /// Returns the rows of what was found under a tab: under the heading of the entry that explains them, most frequent
    /// first. What your own server rejected comes last, in a section of its own.
    pub fn rows(&self, query: &Query, found: &[usize], tab: Option<ProviderId>) -> Vec<Row> {
        if self.by != LinesBy::Cause {
            return lines::rows(self.by, &self.items, found, tab);
        }
        let groups = self.by_kind(found, tab);
        // A query cannot match those that are only counted.
        let unlisted = |kind: Kind| {
            if query.is_empty() {
                self.beyond(kind, tab)
            } else {
                0
            }
        };
        let groups = groups.into_iter().map(|(kind, bounces)| {
            let count = bounces.len() + unlisted(kind);
            (kind, count, bounces)
        });
        let mut groups: Vec<_> = groups.collect();
        order::sort_by_key(&mut groups, |(kind, count, _)| {
            (kind.is_rejected, Reverse(*count))
        });
        let rejected = groups.iter().filter(|(kind, ..)| kind.is_rejected);
        let mut rejected = Some(rejected.map(|(_, count, _)| count).sum::<usize>());
        let mut rows = Vec::new();
        for (kind, count, bounces) in groups {
            if kind.is_rejected {
                rows.extend(
                    rejected
                        .take()
                        .map(|count| Row::Heading(Heading::Rejected, count)),
                );
            }
            rows.push(Row::Heading(Heading::Entry(kind.entry), count));
            rows.extend(bounces.into_iter().map(Row::Bounce));
        }
        rows
    }

    /// Returns the bounces of each kind, in the order in which the kinds are first found.
    fn by_kind(&self, found: &[usize], tab: Option<ProviderId>) -> Vec<(Kind, Vec<usize>)> {
        let mut known: HashMap<Kind, usize> = HashMap::new();
        let mut groups: Vec<(Kind, Vec<usize>)> = Vec::new();
        for index in found {
            let item = &self.items[*index];
            if tab.is_some_and(|tab| tab != item.provider) {
                continue;
            }
            let group = *known.entry(item.kind()).or_insert_with(|| {
                groups.push((item.kind(), Vec::new()));
                groups.len() - 1
            });
            groups[group].1.push(*index);
        }
        groups
    }
}

/// Prepares a bounce for comparison with a query, with sender, user, source and remote host folded.
fn candidate<'a>(
    item: &'a Item,
    [sender, user, source, relay]: &'a [Cow<'_, str>; 4],
) -> Candidate<'a> {
    // The recipient comes first.
    let recipient = item.bounce.recipient.as_ref();
    let recipient = recipient.and_then(|_| item.folded.lines().next());
    let domain = recipient.and_then(|recipient| Some(&recipient[recipient.rfind('@')?..]));
    Candidate {
        entry: item.entry,
        provider: item.provider,
        event: item.bounce.event,
        outcome: item.outcome,
        action: item.action,
        parties: Parties {
            domain: domain.unwrap_or_default(),
            sender,
            user,
            source,
            relay,
        },
        reply: Some(ReplyText {
            codes: &item.codes,
            folded: &item.folded,
        }),
    }
}
