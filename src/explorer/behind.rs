//! The lines behind a failure, the life of a message, what a spike changed: asked for and taken.

use super::lists::bounces::Bounces;
use super::lists::{List, Row};
use super::reread::{Answer, Found, News, Request, Ticket, What};
use super::state::{Overlay, State, View};
use super::update::Effect;
use crate::quantity::grouped;
use crate::triage::time::{Seconds, written};
use crate::triage::window::Window;

const NO_SPIKE: &str = "This failure has no spike that could be compared with before.";
const READ_ONCE: &str = "A pipe is read only once: name files to see their lines.";

/// Why the lines of a row cannot be read.
const NOT_APART: &str =
    "Lines are listed by cause and domain, not by sender, user, source or relay.";

impl State {
    /// Opens the lines behind the selected failure.
    pub(super) fn open_lines(&mut self) -> Option<Effect> {
        let Some(Row::Failure(key)) = self.view.row() else {
            return None;
        };
        let Some(wanted) = self.breakdown()?.wanted(key) else {
            self.notice = Some(NOT_APART.to_owned());
            return None;
        };
        let ticket = self.ticket()?;
        let waiting = ticket.waiting();
        self.open_list(Bounces::behind(ticket));
        let what = What::Lines(wanted);
        Some(Effect::Reread(Request { what, waiting }))
    }

    /// Shows all that the logs say of the message that the selected line is of.
    pub(super) fn open_message(&mut self) -> Option<Effect> {
        let queue = self.shown_queue()?.to_owned();
        let title = format!("Message {queue}");
        self.look_for(title, true, What::Message(queue))
    }

    /// Shows what fails more or less often in the spike of the selected failure than before it.
    pub(super) fn compare_with_before(&mut self) -> Option<Effect> {
        let Some((from, until)) = self.spike() else {
            self.notice = self.breakdown().map(|_| NO_SPIKE.to_owned());
            return None;
        };
        let period = until.map_or_else(
            || format!("Since {}", written(from)),
            |until| format!("{} to {}", written(from), written(until)),
        );
        let title = format!("{period}, compared with before");
        let before = Window {
            since: None,
            until: Some(from),
        };
        let within = Window {
            since: Some(from),
            until,
        };
        self.look_for(title, false, What::Change([before, within]))
    }

    /// When the selected failure had its spike; one that goes on has no end.
    pub fn spike(&self) -> Option<(Seconds, Option<Seconds>)> {
        let Some(Row::Failure(key)) = self.view.row() else {
            return None;
        };
        let spike = self.breakdown()?.spike(key)?;
        Some((spike.from, spike.is_over.then_some(spike.until)))
    }

    fn look_for(&mut self, title: String, is_log: bool, what: What) -> Option<Effect> {
        let ticket = self.ticket()?;
        let waiting = ticket.waiting();
        self.view.found = Some(Box::new(Found {
            title,
            is_log,
            progress: Some(0),
            ticket,
            ..Found::default()
        }));
        self.view.open(Overlay::Found);
        Some(Effect::Reread(Request { what, waiting }))
    }

    /// The queue id of the selected line of a log.
    pub fn shown_queue(&self) -> Option<&str> {
        let shown = self.view.explained.as_ref()?;
        let is_line = self.bounces().is_some_and(|bounces| bounces.is_behind());
        shown.item.bounce.queue.as_deref().filter(|_| is_line)
    }

    fn ticket(&mut self) -> Option<Ticket> {
        if !self.can_reread {
            self.notice = Some(READ_ONCE.to_owned());
        }
        self.can_reread.then(Ticket::default)
    }

    /// Takes news of what is read again, if somebody still waits for it.
    pub(super) fn take_answer(&mut self, answer: Answer) {
        let Answer { to, news } = answer;
        let is_of_list = |view: &&mut View| {
            let bounces = view.list.bounces();
            let ticket = bounces.and_then(|bounces| bounces.ticket.as_ref());
            ticket.is_some_and(|ticket| ticket.is_of(&to))
        };
        let found = self.view.found.as_mut();
        if let Some(found) = found.filter(|found| found.ticket.is_of(&to)) {
            return found.take(news);
        }
        let notice = {
            let mut views = self.below.iter_mut().chain([&mut self.view]);
            views.find(is_of_list).map(|view| take_lines(view, news))
        };
        self.notice = notice.flatten().or(self.notice.take());
        self.search_if_stale();
    }
}

/// Takes lines into the list that waits for them; what a person should know at once is returned.
fn take_lines(view: &mut View, news: News) -> Option<String> {
    let List::Bounces(bounces) = &mut view.list else {
        return None;
    };
    match news {
        News::Read(percent) => bounces.progress = Some(percent),
        News::Lines(batch, count) => {
            let listed = batch.items.len() as u64;
            let problem = bounces.add(batch);
            // Those that are not listed count, too.
            bounces.total = bounces.total.max(count as usize);
            view.grown();
            let cut = || {
                format!(
                    "The newest {} of {} lines.",
                    grouped(listed),
                    grouped(count)
                )
            };
            return problem.or_else(|| (listed < count).then(cut));
        }
        News::Message(..) | News::Change(_) => {}
    }
    None
}
