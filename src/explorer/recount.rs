//! Counts beyond those that are made for every log: of part of its time, by whose mail it is, or when the failures of a
//! row happened that are only some of a cause's. Logs are read again only once the view or the query needs that, and
//! what is shown stays until the new counts are complete.

use super::lists::{List, Row};
use super::reread::{
    AskedTimes, Changed, News, READ_ONCE, Recount, Request, Ticket, Waiting, What,
};
use super::state::{State, View};
use super::update::Effect;
use crate::catalogue::Catalogue;
use crate::query::{Field, with_field};
use crate::triage::Facet;
use crate::triage::breakdown::{Breakdown, End, Snapshot};
use crate::triage::window::Window;
use tui_input::Input;

const NOTHING_LEFT: &str = "The range has only this bar.";
const NO_RANGE: &str = "There is no range: the log has only one time.";
const WHOLE: &str = "The range ends where the log does.";

impl State {
    /// Returns what has to be read again for the view and its query, unless that is under way.
    pub(super) fn recount(&mut self) -> Option<Effect> {
        let can_recount = self.why_no_recount().is_none();
        let view = &mut self.view;
        let query = view.list.query(view.input.value());
        // Whoever reads about a failure wants to know whose mail it is.
        let is_failure = matches!(view.row(), Some(Row::Failure(key)) if !key.is_rejected());
        let is_read = view.reading && is_failure;
        let List::Failures(breakdown) = &mut view.list else {
            return None;
        };
        let Some(mut asked) = breakdown.asked(&query) else {
            view.recount = None;
            return None;
        };
        asked.by_message |= is_read;
        if breakdown.has(asked) {
            view.recount = None;
            if !breakdown.shows(asked) {
                view.change_counts(|breakdown| _ = breakdown.show_all());
            }
            return None;
        }
        let is_asked = |recount: &Recount| recount.asked == asked;
        if !can_recount
            || breakdown.is_elsewhere
            || breakdown.is_reading
            || view.recount.as_ref().is_some_and(is_asked)
        {
            return None;
        }
        let ticket = Ticket::default();
        let waiting = ticket.waiting();
        view.recount = Some(Recount {
            asked,
            progress: 0,
            ticket,
        });
        let what = What::Counts(asked);
        Some(Effect::Reread(Request { what, waiting }))
    }

    /// Returns what has to be read again to know when the failures happened that a person reads about, unless that is
    /// known or was asked for. Where logs are followed, it would be outdated at once.
    pub(super) fn read_times(&mut self) -> Option<Effect> {
        let breakdown = self.breakdown()?;
        let Some(Row::Failure(key)) = self.view.row().filter(|_| self.view.reading) else {
            return None;
        };
        let is_readable = self.changed.is_none() && (self.can_reread || self.keeps_lines);
        let is_settled = !breakdown.is_reading && self.view.recount.is_none();
        if !is_readable || !is_settled || breakdown.is_elsewhere || self.is_following() {
            return None;
        }
        let (wanted, period) = (breakdown.without_times(key)?, breakdown.period);
        let is_asked = |asked: &AskedTimes| asked.wanted == wanted && asked.period == period;
        if self.view.times.as_ref().is_some_and(is_asked) {
            return None;
        }
        let ticket = Ticket::default();
        let waiting = ticket.waiting();
        let what = What::Times(wanted.clone(), period);
        self.view.times = Some(AskedTimes {
            key,
            wanted,
            period,
            progress: Some(0),
            ticket,
        });
        Some(Effect::Reread(Request { what, waiting }))
    }

    /// Returns why the logs cannot be counted again, if they cannot.
    pub(super) fn why_no_recount(&self) -> Option<&str> {
        let is_once = (!self.can_reread).then_some(READ_ONCE);
        self.changed.as_deref().or(is_once)
    }

    /// Returns why there are no counts for the query, if there never will be any.
    pub(super) fn why_uncounted(&self) -> Option<&str> {
        let breakdown = self.breakdown()?;
        let asked = breakdown.asked(&self.view.query)?;
        self.why_no_recount().filter(|_| !breakdown.has(asked))
    }

    /// Notes why the logs can no longer be counted again. The old counts stay.
    pub(super) fn refuse_recounts(&mut self, why: String) {
        let entry = self.entry().map(|entry| entry.id);
        let by = self.breakdown().map(|breakdown| breakdown.by);
        let catalogue = *self.catalogue();
        for view in self.below.iter_mut().chain([&mut self.view]) {
            view.refuse_recount(&catalogue, &why);
        }
        self.notice = Some(why.clone());
        self.changed = Some(why);
        if self.breakdown().map(|breakdown| breakdown.by) != by {
            self.regroup(entry);
        }
        self.search_if_stale();
    }

    /// Whether the log's time has parts that can be asked for.
    pub fn has_range(&self) -> bool {
        let query = self.view.list.query(self.view.input.value());
        let ends = self
            .breakdown()
            .and_then(|breakdown| breakdown.ends_of(&query));
        self.why_no_recount().is_none() && ends.is_some()
    }

    /// Returns the part of the log's time that is asked for, or else the one that is shown.
    pub fn range(&self) -> Window {
        let query = self.view.list.query(self.view.input.value());
        let breakdown = self.breakdown();
        let range =
            breakdown.map(|breakdown| breakdown.period_of(&query).unwrap_or(breakdown.period));
        range.unwrap_or_default()
    }

    /// Moves an end of the time range on the timeline, by writing it into the query.
    pub(super) fn move_range(&mut self, end: End, is_narrower: bool) {
        if let Some(why) = self.why_no_recount().filter(|_| self.breakdown().is_some()) {
            self.notice = Some(why.to_owned());
            return;
        }
        let query = self.view.list.query(self.view.input.value());
        let Some(breakdown) = self.breakdown() else {
            return;
        };
        let Some(ends) = breakdown.ends_of(&query) else {
            self.notice = Some(NO_RANGE.to_owned());
            return;
        };
        let Some(moved) = ends.moved(end, is_narrower) else {
            let why = if is_narrower { NOTHING_LEFT } else { WHOLE };
            self.notice = Some(why.to_owned());
            return;
        };
        self.view.write_range(moved);
    }
}

impl View {
    /// Takes counts that are waited for. Returns what a person should know at once.
    pub(super) fn take_counts(&mut self, news: News) -> Option<String> {
        match news {
            News::Read(percent) => {
                if let Some(recount) = &mut self.recount {
                    recount.progress = percent;
                }
                None
            }
            News::Counts(snapshot) => self.show_counts(*snapshot),
            News::Lines(..)
            | News::Message(..)
            | News::Change(_)
            | News::Times(_)
            | News::Refused(_) => None,
        }
    }

    /// Stops waiting for counts, and goes back to a view of those that there are.
    fn refuse_recount(&mut self, catalogue: &Catalogue, why: &str) {
        let awaited = self.recount.take();
        self.times = None;
        match &mut self.list {
            List::Failures(breakdown) => {
                breakdown.leave_uncounted();
                let shown = breakdown.period;
                // A failure that is being read stays in view.
                let is_other = awaited.is_some_and(|awaited| awaited.asked.period != shown);
                if is_other && self.reading {
                    self.write_range(shown);
                }
            }
            List::Changes(changes) if changes.changed.is_none() => {
                let changed = Changed {
                    comparison: Err(why.to_owned()),
                    sides: Default::default(),
                };
                changes.take(catalogue, changed);
            }
            List::Changes(_) | List::Catalogue | List::Bounces(_) => {}
        }
        self.grown();
    }

    /// Writes a time range into the query.
    fn write_range(&mut self, range: Window) {
        let List::Failures(breakdown) = &self.list else {
            return;
        };
        let mut text = self.input.value().to_owned();
        for (field, time) in [(Field::Since, range.since), (Field::Until, range.until)] {
            let time = time.map(|time| breakdown.short_time(time));
            text = with_field(&text, field, time.as_deref());
        }
        self.input = Input::new(text);
        // The selected row stays selected.
        self.grown();
    }

    /// Whether these are the counts that an answer is for.
    pub(super) fn awaits_counts(&self, to: &Waiting) -> bool {
        let recount = self.recount.as_ref();
        recount.is_some_and(|recount| recount.ticket.is_of(to))
    }

    /// How much has been read again of what is waited for, in percent.
    pub fn progress(&self) -> Option<u8> {
        let counts = self.recount.as_ref().map(|recount| recount.progress);
        counts.or_else(|| self.times.as_ref()?.progress)
    }

    /// Whether an answer tells when failures happened that this view asked about.
    pub(super) fn awaits_times(&self, to: &Waiting) -> bool {
        let asked = self.times.as_ref();
        asked.is_some_and(|asked| asked.ticket.is_of(to))
    }

    /// Takes when the failures of a row happened, if it still counts the same ones.
    pub(super) fn take_times(&mut self, news: News) {
        let Some(asked) = &mut self.times else { return };
        asked.progress = None;
        let times = match news {
            News::Read(percent) => {
                asked.progress = Some(percent);
                return;
            }
            News::Times(Some(times)) => times,
            News::Times(None)
            | News::Lines(..)
            | News::Message(..)
            | News::Change(_)
            | News::Counts(_)
            | News::Refused(_) => return,
        };
        if let List::Failures(breakdown) = &mut self.list
            && breakdown.period == asked.period
            && breakdown.without_times(asked.key).as_ref() == Some(&asked.wanted)
        {
            breakdown.take_times(asked.key, *times);
        }
    }

    /// Whether names of a facet are being read right now.
    pub fn awaits_names(&self, facet: Facet) -> bool {
        let breakdown = self.list.breakdown();
        let is_counted = breakdown.is_some_and(|breakdown| breakdown.snapshot.is_by_message);
        self.recount.is_some() && !facet.is_always_counted() && !is_counted
    }

    fn show_counts(&mut self, snapshot: Snapshot) -> Option<String> {
        let recount = self.recount.take()?;
        // More may be missing for part of the time than for all of it: a tally cannot be divided.
        let is_part = recount.asked.period.is_some();
        let problem = snapshot.problems.last().filter(|_| is_part).cloned();
        self.change_counts(|breakdown| breakdown.show(recount.asked, snapshot));
        problem
    }

    /// Shows other counts. Names have other numbers in them, so the listed rows are translated.
    fn change_counts(&mut self, change: impl FnOnce(&mut Breakdown)) {
        let List::Failures(breakdown) = &mut self.list else {
            return;
        };
        let before = breakdown.snapshot.clone();
        change(breakdown);
        for row in &mut self.rows {
            if let Row::Failure(key) = row {
                *key = breakdown.renamed(*key, &before);
            }
        }
        self.grown();
    }
}
