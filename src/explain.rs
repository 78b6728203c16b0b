//! Explains every bounce in a text in one call.

use crate::bounce::{Bounce, read};
use crate::builtin::CATALOGUE;
use crate::catalogue::Action;
use crate::diagnose::{Diagnoser, Diagnosis, Explained, Location};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::sync::LazyLock;

/// Built on first use.
static BUILTIN: LazyLock<Diagnoser> = LazyLock::new(|| Diagnoser::new(CATALOGUE));

/// A bounce found in a text, and what it means. It serializes to what `bouncedex explain --json` prints.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Explanation {
    /// The line of the text at which the bounce starts, counted from 1.
    pub line: usize,
    /// What the text reports: reply, recipient, host and so on.
    pub bounce: Bounce<'static>,
    /// The entry that explains the bounce, and how sure the diagnosis is.
    pub diagnosis: Diagnosis,
}

impl Explanation {
    /// What to do about it.
    pub fn action(&self) -> Action {
        self.explained().action()
    }

    /// What to do next, in order, with the host, domain and address of the bounce filled in: `dig -x 203.0.113.25`.
    pub fn steps(&self) -> Vec<Cow<'static, str>> {
        let steps = self.diagnosis.entry.steps;
        steps.of(&self.bounce.facts()).collect()
    }

    fn explained(&self) -> Explained<'_> {
        Explained {
            input: Location {
                file: None,
                line: self.line,
            },
            bounce: &self.bounce,
            diagnosis: &self.diagnosis,
        }
    }
}

impl Serialize for Explanation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.explained().serialize(serializer)
    }
}

/// Explains every bounce in a text with the built-in catalogue. The text may be a reply, a log or part of one, a
/// message, JSON or a session. Returns nothing if nothing is recognised.
///
/// To explain replies by the million, use a [`Classifier`](crate::Classifier); to read files and streams, use
/// [`bounces`](crate::bounces).
///
/// ```
/// let found = bouncedex::explain("550-5.1.1 The email account that you tried to reach does not exist.");
/// assert_eq!(found.len(), 1);
/// assert_eq!(found[0].diagnosis.entry.reason.id, "user-unknown");
/// assert_eq!(found[0].action(), bouncedex::Action::Suppress);
/// assert!(bouncedex::explain("hello, world").is_empty());
/// ```
pub fn explain(text: &str) -> Vec<Explanation> {
    let mut found = Vec::new();
    let judge = |bounce: &Bounce<'_>| BUILTIN.trust(bounce);
    read::text(text.as_bytes(), &judge, &mut |(line, bounce)| {
        if bounce.is_routine() {
            return;
        }
        let diagnosis = BUILTIN.bounce(&bounce);
        found.extend(diagnosis.map(|diagnosis| Explanation {
            line,
            bounce: bounce.into_owned(),
            diagnosis,
        }));
    });
    found
}
