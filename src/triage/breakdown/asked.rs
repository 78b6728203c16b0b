//! What a view needs beyond what is counted for every log: part of its time, and whose mail it is. Logs are read again
//! for that.

use super::{Breakdown, Group, RowKey, Snapshot};
use crate::query::{Field, Query, Term};
use crate::triage::By;
use crate::triage::time::{Clock, DAY, Seconds};
use crate::triage::time_argument;
use crate::triage::window::Window;

/// What is to be counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Only what happened in this period.
    pub period: Window,
    /// Whether to count by whose messages they are too, which takes longer.
    pub by_message: bool,
}

/// Whether a field requires knowing whose mail it is.
fn is_of_message(field: Field) -> bool {
    matches!(
        field,
        Field::From | Field::User | Field::Source | Field::Relay
    )
}

/// Whether a view requires knowing whose mail it is.
pub fn takes_messages(by: By) -> bool {
    by.facet().is_some_and(|facet| !facet.is_always_counted())
}

impl Breakdown {
    /// Returns what a query in this view needs; `None` while one of its times is invalid.
    pub fn asked(&self, query: &Query) -> Option<Asked> {
        let fields = query.terms.iter().filter_map(Term::field);
        // For rejections by your own server, everything is counted anyway.
        let is_asked = !self.by.is_of_rejections() && fields.into_iter().any(is_of_message);
        Some(Asked {
            period: self.base.and(self.period_of(query)?),
            by_message: takes_messages(self.by) || is_asked,
        })
    }

    /// Whether these counts are shown.
    pub fn shows(&self, asked: Asked) -> bool {
        let is_deep = self.snapshot.is_by_message || !asked.by_message;
        asked.period == self.period && is_deep
    }

    /// Whether these counts exist, shown or not.
    pub fn has(&self, asked: Asked) -> bool {
        let is_deep = self.all().is_by_message || !asked.by_message;
        self.shows(asked) || asked.period == self.base && is_deep
    }

    /// Goes back to grouping by cause if the view needs counts that there are not.
    pub fn leave_uncounted(&mut self) {
        if takes_messages(self.by) && !self.snapshot.is_by_message {
            self.by = By::Cause;
        }
    }

    /// Returns the counts of everything that was read, even if only part of its time is shown.
    pub fn all(&self) -> &Snapshot {
        self.whole.as_deref().unwrap_or(&self.snapshot)
    }

    /// Shows the counts that were asked for. Those of the whole log are kept.
    pub fn show(&mut self, asked: Asked, mut counted: Snapshot) {
        if asked.period != self.base {
            let shown = std::mem::replace(&mut self.snapshot, counted);
            self.whole.get_or_insert_with(|| Box::new(shown));
        } else {
            // Problems were reported when the log was first read.
            let all = self.all();
            counted.problems.clone_from(&all.problems);
            counted.problem_count = all.problem_count;
            counted.notice.clone_from(&all.notice);
            self.snapshot = counted;
            self.whole = None;
        }
        self.period = asked.period;
        self.forget();
    }

    /// Shows the whole log again; returns whether only part of its time was shown.
    pub fn show_all(&mut self) -> bool {
        let Some(whole) = self.whole.take() else {
            return false;
        };
        self.snapshot = *whole;
        self.period = self.base;
        self.forget();
        true
    }

    /// Finds the same row among other counts, in which names have other numbers.
    pub fn renamed(&self, key: RowKey, before: &Snapshot) -> RowKey {
        let Group::Name(facet, Some(number)) = key.group else {
            return key;
        };
        let name = before.names[facet as usize].get(&number);
        let mut names = self.snapshot.names[facet as usize].iter();
        let same = names.find(|(_, other)| name.is_some_and(|name| name.text == other.text));
        let group = Group::Name(facet, same.map(|(number, _)| *number));
        RowKey { group, ..key }
    }

    /// Returns the part of the log's time that a query means; `None` if one of its times is invalid.
    pub fn period_of(&self, query: &Query) -> Option<Window> {
        let mut period = Window::default();
        for term in &query.terms {
            let Some(field) = term.field().filter(|field| field.is_time()) else {
                continue;
            };
            let time = Some(self.time(&term.text, period.since)?);
            if (field == Field::Since) != term.negated {
                period.since = period.since.max(time);
            } else {
                period.until = [period.until, time].into_iter().flatten().min();
            }
        }
        Some(period)
    }

    /// Parses a time relative to this log, whose end counts as now: a time without a day is on the last day on which
    /// the log has that time.
    fn time(&self, text: &str, since: Option<Seconds>) -> Option<Seconds> {
        let span = self.all().span;
        let now = span.map_or_else(|| Clock::now().shows(), |(_, last)| last);
        let time = time_argument::parse(text, now).ok()?;
        let first = span.map(|(first, _)| first).max(since);
        let is_of_day_before = time > now
            && time_argument::has_no_day(text)
            && first.is_some_and(|first| first <= time - DAY);
        Some(if is_of_day_before { time - DAY } else { time })
    }
}
