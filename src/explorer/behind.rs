//! The lines behind a failure, all lines of a message, and what changed in a spike: requested, and received.

use super::lists::bounces::Bounces;
use super::lists::changes::Changes;
use super::lists::{List, Row};
use super::reread::{Answer, Compared, Found, News, Request, Ticket, Waiting, What};
use super::state::{Overlay, State, View};
use super::update::Effect;
use crate::catalogue::Catalogue;
use crate::quantity::grouped;
use crate::triage::MOST_OF_ALL;
use crate::triage::time::Seconds;
use crate::triage::window::Window;

const NO_SPIKE: &str = "No spike or range to compare with what came before: [ starts a range.";

const NOT_THEN: &str = "What you read did not fail in that time.";

const ELSEWHERE: &str = "That is in the older log: open it to see more.";

/// Why the lines of a row cannot be read.
const NOT_APART: &str = "Too many names failed here to tell the lines of this row from others.";

impl State {
    /// Opens the lines behind the selected failure.
    pub(super) fn open_lines(&mut self) -> Option<Effect> {
        let Some(Row::Failure(key)) = self.view.row() else {
            return None;
        };
        let breakdown = self.breakdown()?;
        let (wanted, period) = (breakdown.wanted(key), breakdown.period);
        let attempts = breakdown.attempts(key);
        let is_elsewhere = breakdown.is_elsewhere;
        let Some(wanted) = wanted else {
            self.notice = Some(NOT_APART.to_owned());
            return None;
        };
        if is_elsewhere {
            self.notice = Some(ELSEWHERE.to_owned());
            return None;
        }
        let ticket = self.ticket_for_lines()?;
        let waiting = ticket.waiting();
        self.push(List::Bounces(Bounces::behind(ticket, attempts)));
        let what = What::Lines(wanted, period);
        Some(Effect::Reread(Request { what, waiting }))
    }

    /// Shows everything that the logs say about the message of the selected line.
    pub(super) fn open_message(&mut self) -> Option<Effect> {
        let queue = self.shown_queue()?.to_owned();
        let what = if self.can_reread {
            ""
        } else {
            ", what failed of it"
        };
        let title = format!("Message {queue}{what}");
        self.look_for(title, What::Message(queue))
    }

    /// Compares the chosen range, or else the spike of the selected failure, with the time before it.
    pub(super) fn compare_with_before(&mut self) -> Option<Effect> {
        let Some((from, until)) = self.compared() else {
            self.notice = self.breakdown().map(|_| NO_SPIKE.to_owned());
            return None;
        };
        let before = Window {
            since: None,
            until: Some(from),
        };
        let within = Window {
            since: Some(from),
            until,
        };
        if self
            .breakdown()
            .is_some_and(|breakdown| breakdown.is_elsewhere)
        {
            self.notice = Some(ELSEWHERE.to_owned());
            return None;
        }
        let ticket = self.ticket()?;
        let compared = Compared {
            periods: [before, within],
            is_with_older: false,
        };
        let (what, waiting) = (What::Change(compared), ticket.waiting());
        let changes = Changes::awaited(compared.in_words(), ticket);
        self.push(List::Changes(Box::new(changes)));
        Some(Effect::Reread(Request { what, waiting }))
    }

    /// Returns what is compared with the time before it.
    pub fn compared(&self) -> Option<(Seconds, Option<Seconds>)> {
        let Window { since, until } = self.range();
        since.map(|since| (since, until)).or_else(|| self.spike())
    }

    /// Returns when the selected failure had its spike; a spike that continues has no end.
    fn spike(&self) -> Option<(Seconds, Option<Seconds>)> {
        let Some(Row::Failure(key)) = self.view.row() else {
            return None;
        };
        let spike = self.breakdown()?.spike(key)?;
        Some((spike.from, spike.is_over.then_some(spike.until)))
    }

    fn look_for(&mut self, title: String, what: What) -> Option<Effect> {
        let ticket = self.ticket_for_lines()?;
        let waiting = ticket.waiting();
        self.view.found = Some(Box::new(Found {
            title,
            progress: Some(0),
            ticket,
            ..Found::default()
        }));
        self.view.open(Overlay::Found);
        Some(Effect::Reread(Request { what, waiting }))
    }

    /// Returns the lines of the message that is shown, if one is.
    pub(super) fn shown_lines(&self) -> Option<String> {
        let found = self.view.found.as_ref();
        let found = found.filter(|_| self.view.overlay == Some(Overlay::Found))?;
        Some(found.lines.join("\n"))
    }

    /// Returns the queue id of the selected log line.
    pub fn shown_queue(&self) -> Option<&str> {
        let shown = self.view.explained.as_ref()?;
        let is_line = self.bounces().is_some_and(|bounces| bounces.is_behind());
        shown.item.bounce.queue.as_deref().filter(|_| is_line)
    }

    fn ticket(&mut self) -> Option<Ticket> {
        let why = self.why_no_recount().map(str::to_owned);
        let ticket = why.is_none().then(Ticket::default);
        self.notice = why.or(self.notice.take());
        ticket
    }

    /// Returns a ticket for lines, which can also be looked for in what is left of logs that have changed.
    fn ticket_for_lines(&mut self) -> Option<Ticket> {
        if self.can_reread || self.keeps_lines {
            Some(Ticket::default())
        } else {
            self.ticket()
        }
    }

    /// Takes an answer to a request, if something still waits for it.
    pub(super) fn take_answer(&mut self, answer: Answer) {
        let Answer { to, news } = answer;
        if let News::Refused(why) = news {
            return self.refuse_recounts(why);
        }
        let notice = {
            let mut views = self.below.iter_mut().chain([&mut self.view]);
            let view = views.find(|view| view.awaits(&to));
            let catalogue = self.search.catalogue();
            view.and_then(|view| view.take_news(catalogue, &to, news))
        };
        self.notice = notice.or(self.notice.take());
        let read = self.entry().filter(|_| self.view.reading);
        self.search_if_stale();
        let is_lost = read.is_some_and(|read| self.entry().is_none_or(|now| now.id != read.id));
        if is_lost {
            self.notice = Some(NOT_THEN.to_owned());
        }
    }
}

impl View {
    /// Whether this view waits for an answer.
    fn awaits(&self, to: &Waiting) -> bool {
        let bounces = self.list.bounces();
        let ticket = bounces.and_then(|bounces| bounces.ticket.as_ref());
        let ticket = ticket.or(self.list.changes().map(|changes| &changes.ticket));
        let found = self.found.as_ref().map(|found| &found.ticket);
        let mut tickets = ticket.into_iter().chain(found);
        tickets.any(|ticket| ticket.is_of(to)) || self.awaits_counts(to) || self.awaits_times(to)
    }

    /// Takes an answer that this view waits for. Returns what a person should know at once.
    fn take_news(&mut self, catalogue: &Catalogue, to: &Waiting, news: News) -> Option<String> {
        if self.awaits_counts(to) {
            return self.take_counts(news);
        }
        if self.awaits_times(to) {
            self.take_times(news);
            return None;
        }
        let found = self.found.as_mut();
        if let Some(found) = found.filter(|found| found.ticket.is_of(to)) {
            return found.take(news);
        }
        if let List::Changes(changes) = &mut self.list {
            let problem = take_changes(catalogue, changes, news);
            self.grown();
            return problem;
        }
        take_lines(self, news)
    }
}

/// Takes what changed into the list that waits for it. Returns what could not be read.
fn take_changes(catalogue: &Catalogue, changes: &mut Changes, news: News) -> Option<String> {
    match news {
        News::Read(percent) => changes.progress = percent,
        News::Change(changed) => {
            let problem = changed.logs().find_map(|counted| counted.problems.first());
            let problem = problem.cloned();
            changes.take(catalogue, *changed);
            return problem;
        }
        News::Lines(..)
        | News::Message(..)
        | News::Counts(_)
        | News::Times(_)
        | News::Refused(_) => {}
    }
    None
}

/// Returns what to say about lines that are not listed: those of `attempts` that are gone, or the older ones.
fn cut(listed: u64, count: Option<u64>, attempts: u64) -> Option<String> {
    let Some(count) = count else {
        let kept = grouped(MOST_OF_ALL);
        return Some(format!(
            "Of a pipe only the last {kept} failures (or 4 MiB) keep their lines: {} of these.",
            grouped(listed)
        ));
    };
    let gone = attempts.saturating_sub(count);
    if count > 0 && gone > 0 {
        let [gone, all] = [gone, attempts].map(grouped);
        return Some(format!(
            "The logs do not hold {gone} of these {all} lines any more."
        ));
    }
    let [newest, all] = [listed, count].map(grouped);
    (listed < count).then(|| format!("The newest {newest} of {all} lines."))
}

/// Takes lines into the list that waits for them. Returns what a person should know at once.
fn take_lines(view: &mut View, news: News) -> Option<String> {
    let List::Bounces(bounces) = &mut view.list else {
        return None;
    };
    match news {
        News::Read(percent) => bounces.progress = Some(percent),
        News::Lines(batch, count) => {
            let (listed, attempts) = (batch.items.len() as u64, bounces.attempts);
            let problem = bounces.add(batch);
            // Those that are not listed count too.
            let total = count.unwrap_or_default() as usize;
            bounces.total = bounces.total.max(total);
            view.grown();
            return problem.or_else(|| cut(listed, count, attempts));
        }
        News::Message(..)
        | News::Change(_)
        | News::Counts(_)
        | News::Times(_)
        | News::Refused(_) => {}
    }
    None
}
