//! A diagnosis together with the bounce that it explains, as programs read them.

use super::{Confidence, Diagnosis};
use crate::bounce::{Bounce, Event};
use crate::catalogue::{Action, Outcome};
use crate::reply::EnhancedCode;
use serde::{Serialize, Serializer};

/// A diagnosis, the bounce that it explains, and where that was found. It serializes to what `explain --json` prints.
#[derive(Clone, Copy, Debug)]
pub struct Explained<'a> {
    pub input: Location<'a>,
    pub bounce: &'a Bounce<'a>,
    pub diagnosis: &'a Diagnosis,
}

/// A location in the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Location<'a> {
    /// The name of the file; `None` for arguments and standard input.
    pub file: Option<&'a str>,
    /// Counted from 1.
    pub line: usize,
}

impl Explained<'_> {
    /// What to do about it.
    pub fn action(&self) -> Action {
        self.bounce.action(self.diagnosis.action())
    }

    /// The enhanced status code that the report states, if the server's own words contain another.
    pub fn reported(&self) -> Option<EnhancedCode> {
        let said = self.diagnosis.reply.enhanced;
        self.bounce.enhanced.filter(|code| Some(*code) != said)
    }
}

/// A diagnosis for programs; what is unknown is `null`. `docs/output.md` describes the fields.
#[derive(Serialize)]
pub(crate) struct Record<'a> {
    pub reply: Option<String>,
    pub enhanced: Option<EnhancedCode>,
    pub text: &'a str,
    pub provider: Option<&'a str>,
    pub entry: &'a str,
    pub title: &'a str,
    pub reason: &'a str,
    pub category: &'a str,
    /// What the sender does next; nothing if your own server rejected it.
    pub action: Action,
    pub outcome: Outcome,
    pub recipient: Option<&'a str>,
    /// [`Bounce::forwarded_to`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forwarded_to: Option<&'a str>,
    pub remote: Option<&'a str>,
    pub confidence: Confidence,
    /// The parts of the text that support the entry.
    pub evidence: Vec<&'a str>,
    /// [`Explained::reported`]
    pub reported: Option<EnhancedCode>,
    pub event: Event,
    pub time: Option<&'a str>,
    pub queue: Option<&'a str>,
    /// The stage at which a client was refused.
    pub stage: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<Location<'a>>,
}

impl<'a> From<&'a Diagnosis> for Record<'a> {
    fn from(diagnosis: &'a Diagnosis) -> Record<'a> {
        let Diagnosis { reply, entry, .. } = diagnosis;
        let evidence = diagnosis.evidence.iter();
        Record {
            reply: reply.code.map(|code| code.to_string()),
            enhanced: reply.enhanced,
            text: &reply.text,
            provider: diagnosis.provider.map(|provider| provider.id),
            entry: entry.id,
            title: entry.title,
            reason: entry.reason.id,
            category: entry.category().id,
            action: diagnosis.action(),
            outcome: diagnosis.outcome(),
            recipient: None,
            forwarded_to: None,
            remote: None,
            confidence: diagnosis.confidence,
            evidence: evidence
                .filter_map(|range| reply.text.get(range.clone()))
                .collect(),
            reported: None,
            event: Event::Unknown,
            time: None,
            queue: None,
            stage: None,
            input: None,
        }
    }
}

impl<'a> From<&Explained<'a>> for Record<'a> {
    fn from(explained: &Explained<'a>) -> Record<'a> {
        let bounce = explained.bounce;
        Record {
            action: explained.action(),
            recipient: bounce.recipient.as_deref(),
            forwarded_to: bounce.forwarded_to.as_deref(),
            remote: bounce.remote.as_deref(),
            reported: explained.reported(),
            event: bounce.event,
            time: bounce.time.as_deref(),
            queue: bounce.queue.as_deref(),
            stage: bounce.stage.as_deref(),
            input: Some(explained.input),
            ..Record::from(explained.diagnosis)
        }
    }
}

impl Serialize for Explained<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Record::from(self).serialize(serializer)
    }
}

/// Serializes it as `explain --json` does, without what only a bounce tells.
impl Serialize for Diagnosis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Record::from(self).serialize(serializer)
    }
}
