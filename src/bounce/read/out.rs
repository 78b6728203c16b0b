//! What is done with findings: they are passed on, or wait until it is known what else the input contains. What people
//! write around a failure counts only if the failure itself was not pasted, and a failure counts once if several parts
//! of a program log it.

use super::{Emit, Found, Judge, Trust};
use crate::bounce::{About, Bounce, Event, library, message};
use std::collections::{HashMap, VecDeque};

/// The most certain findings that are remembered, and the most asides that wait.
const MOST: usize = 100;

/// Receives everything that is found.
pub(super) struct Out<'j> {
    pub(super) judge: Judge<'j>,
    on_found: Emit<'j>,
    /// Whether the input is a single line.
    pub(super) is_alone: bool,
    /// Whether the input has paragraphs, so far, rather than being a list of replies.
    pub(super) has_paragraphs: bool,
    /// The first certain findings.
    found: Vec<Bounce<'static>>,
    /// What people write around a failure, and words that may mean something else.
    asides: VecDeque<(usize, Bounce<'static>)>,
    /// What the asides that were emitted seem to mean, each with the last line that says so.
    guessed: HashMap<usize, usize>,
}

impl<'j> Out<'j> {
    pub(super) fn to(judge: Judge<'j>, on_found: Emit<'j>) -> Out<'j> {
        Out {
            judge,
            on_found,
            is_alone: false,
            has_paragraphs: false,
            found: Vec::new(),
            asides: VecDeque::new(),
            guessed: HashMap::new(),
        }
    }

    /// Emits what was found, unless that was told before.
    pub(super) fn emit(&mut self, found: Found<'_>) {
        if !self.is_told(&found.1) {
            self.emit_note(found);
        }
    }

    /// Emits what a log notes, each time that it does.
    pub(super) fn emit_note(&mut self, (line, mut bounce): Found<'_>) {
        // `to=<...>`: whoever posted the line has hidden the recipient.
        bounce.recipient = bounce
            .recipient
            .filter(|name| name.contains(char::is_alphanumeric));
        if !self.is_alone && self.found.len() < MOST {
            // What was accepted on the way is not the result, except in a list.
            if self.has_paragraphs
                && bounce.event == Event::Unknown
                && bounce.recipient.is_none()
                && bounce.is_accepted()
            {
                return self.hold(line, bounce);
            }
            let trust = match bounce.about {
                About::Quoted => Trust::Nothing,
                About::Delivery if bounce.is_accepted() => Trust::Nothing,
                About::Delivery => Trust::Sure,
                About::Mail | About::Anything => (self.judge)(&bounce),
            };
            match trust {
                Trust::Nothing => {}
                Trust::Guess(_) => return self.hold(line, bounce),
                Trust::Sure => self.found.push(bounce.clone().into_owned()),
            }
            // Nobody comments on a long list: what seemed to be an aside is part of it.
            if self.found.len() == MOST {
                self.asides.drain(..).for_each(&mut self.on_found);
            }
        }
        (self.on_found)((line, bounce));
    }

    /// Whether a failure was told before: by another part of a program in the same second, or by an error or a reply
    /// that a session shows once more.
    fn is_told(&self, bounce: &Bounce<'_>) -> bool {
        let reply = bounce.reply();
        let is_same = |known: &Bounce<'_>| {
            let said = known.reply();
            let is_of_another = bounce.recipient.is_some() && bounce.recipient != known.recipient;
            said.code == reply.code
                && (said.enhanced == reply.enhanced || reply.enhanced.is_none())
                && (said.text.contains(&*reply.text) || reply.text.contains(&*said.text))
                && !is_of_another
                && match (known.time.as_deref(), bounce.time.as_deref()) {
                    (Some(before), Some(now)) => {
                        second(before) == second(now)
                            && (bounce.recipient.is_some() || known.diagnostic != bounce.diagnostic)
                    }
                    _ => bounce.stage.is_some(),
                }
        };
        bounce.event == Event::Unknown && self.found.iter().any(is_same)
    }

    /// Whether the words of a bounce are known for sure.
    pub(super) fn knows(&self, bounce: &Bounce<'_>) -> bool {
        (self.judge)(bounce) == Trust::Sure
    }

    /// Emits something that counts only if nothing more certain is found.
    pub(super) fn hold(&mut self, line: usize, bounce: Bounce<'_>) {
        self.asides.push_back((line, bounce.into_owned()));
        if self.asides.len() > MOST {
            self.release();
        }
    }

    /// Emits or drops the first aside; returns whether there was one. If a failure with its code was found, the aside
    /// adds nothing; words without a code are not trusted if anything else was found.
    pub(super) fn release(&mut self) -> bool {
        let Some((line, bounce)) = self.asides.pop_front() else {
            return false;
        };
        if !self.found.is_empty() && bounce.is_accepted() {
            return true;
        }
        let reply = bounce.reply();
        let is_same = |known: &Bounce<'_>| {
            let said = known.reply();
            let is_either_none = said.enhanced.is_none() || reply.enhanced.is_none();
            let is_of_another = bounce.recipient.is_some() && bounce.recipient != known.recipient;
            said.code == reply.code
                && (is_either_none || said.enhanced == reply.enhanced)
                && !is_of_another
        };
        if reply.class().is_none() && !self.found.is_empty() {
            let about = About::Quoted;
            // What people write is not something that could not be read.
            if !message::is_narrated(&bounce.diagnostic) && !library::sums_up(&bounce) {
                (self.on_found)((line, Bounce { about, ..bounce }));
            }
        } else if !self.found.iter().any(is_same) && !self.is_guessed_again(line, &bounce) {
            (self.on_found)((line, bounce));
        }
        true
    }

    /// Whether a text says again what is only a guess; neighbouring lines are those of a log.
    fn is_guessed_again(&mut self, line: usize, bounce: &Bounce<'_>) -> bool {
        if !self.has_paragraphs || bounce.recipient.is_some() {
            return false;
        }
        match (self.judge)(bounce) {
            Trust::Guess(meaning) => {
                let before = self.guessed.insert(meaning, line);
                before.is_some_and(|before| before + 1 < line)
            }
            Trust::Nothing | Trust::Sure => false,
        }
    }
}

/// Returns a stamp without the fraction of its second.
fn second(time: &str) -> &str {
    time.split(['.', ',']).next().unwrap_or(time)
}
