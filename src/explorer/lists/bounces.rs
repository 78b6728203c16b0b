//! Lists of failed recipients: what was read of inputs or pasted, under the heading of the entry that explains it.

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

/// Of more problems than this only the first are kept.
const MOST_PROBLEMS: usize = 100;

/// All that was read of one command's inputs, or of one paste.
#[derive(Clone, Debug, Default)]
pub struct Bounces {
    pub items: Vec<Item>,
    /// More than are listed, by kind and provider.
    pub beyond: BTreeMap<(Kind, ProviderId), usize>,
    /// How many there are in all.
    pub total: usize,
    pub unexplained: usize,
    /// Whether any of the inputs could be opened.
    pub has_input: bool,
    /// The first of what could not be read, in sentences.
    pub problems: Vec<String>,
    /// How many problems there were.
    pub problem_count: usize,
    /// More may come.
    pub is_reading: bool,
    /// How much was read of what they are looked for in, in percent.
    pub progress: Option<u8>,
    /// They are lines behind a failure, and waited for with this.
    pub ticket: Option<Ticket>,
    /// What such lines are grouped by.
    pub by: LinesBy,
}

impl Bounces {
    /// A list that waits for what is read.
    pub fn awaited() -> Bounces {
        Bounces {
            is_reading: true,
            ..Bounces::default()
        }
    }

    /// Lines behind a failure, which are waited for.
    pub fn behind(ticket: Ticket) -> Bounces {
        Bounces {
            ticket: Some(ticket),
            ..Bounces::awaited()
        }
    }

    /// Whether they are lines behind a failure.
    pub fn is_behind(&self) -> bool {
        self.ticket.is_some()
    }

    /// Takes a batch; what a person should know at once is returned.
    pub fn add(&mut self, batch: Batch) -> Option<String> {
        let was_whole = self.beyond.is_empty();
        self.total += batch.items.len() + batch.beyond.values().sum::<usize>();
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

    /// What a query means; while nothing is asked, those that are only counted, too.
    pub fn find(&self, search: &Search, query: &Query) -> Findings<usize> {
        let filter = Filter::of_replies(search, query);
        // Names are made ready only where they are asked for: there may be very many bounces.
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

    /// Addresses, domains and hosts.
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

    /// How many bounces each provider of a catalogue has.
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

    /// How many more than are listed of one kind there are under a tab.
    fn beyond(&self, kind: Kind, tab: Option<ProviderId>) -> usize {
        let of_kind = self
            .beyond
            .range((kind, ProviderId::default())..=(kind, ProviderId::from(u32::MAX)));
        let under_tab = of_kind.filter(|((_, provider), _)| tab.is_none_or(|tab| tab == *provider));
        under_tab.map(|(_, count)| *count).sum()
    }

    /// What is found under a tab, under the heading of the entry that explains it, the most frequent first; in a section
    /// of its own, behind the others, what one's own server rejected.
    pub fn rows(&self, query: &Query, found: &[usize], tab: Option<ProviderId>) -> Vec<Row> {
        if self.by != LinesBy::Cause {
            return lines::rows(self.by, &self.items, found, tab);
        }
        let groups = self.by_kind(found, tab);
        // A query cannot look at those that are only counted.
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

    /// The bounces of each kind, in the order in which the kinds are found first.
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

/// A bounce as a query is compared with it, with sender, user, source and remote host folded.
fn candidate<'a>(
    item: &'a Item,
    [sender, user, source, relay]: &'a [Cow<'_, str>; 4],
) -> Candidate<'a> {
    // The recipient stands first.
    let recipient = item.bounce.recipient.as_ref();
    let recipient = recipient.and_then(|_| item.folded.lines().next());
    let domain = recipient.and_then(|recipient| Some(&recipient[recipient.rfind('@')?..]));
    Candidate {
        entry: item.entry,
        provider: item.provider,
        event: item.bounce.event,
        action: item.action,
        parties: Parties {
            domain: domain.unwrap_or_default(),
            sender,
            user,
            source,
            relay,
        },
        reply: Some(ReplyText {
            outcome: item.outcome,
            codes: &item.codes,
            folded: &item.folded,
        }),
    }
}
