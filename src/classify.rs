//! One record in, one answer out: for columns of replies in tables, logs and streams.

#[cfg(feature = "readers")]
use crate::bounce::log::{is_reply, postfix_words};
#[cfg(feature = "readers")]
use crate::bounce::read;
use crate::bounce::{Bounce, Event};
use crate::catalogue::{Action, Catalogue, Outcome};
#[cfg(feature = "readers")]
use crate::diagnose::Diagnosis;
use crate::diagnose::{Confidence, Diagnoser, StandIn, generalized, looked_up, outcome};
use crate::remembered::{Key, Remembered};
#[cfg(feature = "readers")]
use crate::reply::BLANKS;
use crate::reply::EnhancedCode;

/// A text to classify by itself: what a server said, in whatever form you have it, together with what else you know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record<'a> {
    /// A reply of one or more lines. For `Classifier::classify` also a log line, a notice, a JSON event: anything that
    /// `explain` reads.
    pub text: &'a [u8],
    /// The host that replied. A host in the text takes precedence.
    pub host: Option<&'a str>,
    /// The failed recipient. A recipient in the text takes precedence.
    pub recipient: Option<&'a str>,
}

/// What a record means, in the terms of `explain --json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// The reply code, such as `550`.
    pub reply: Option<u16>,
    /// The enhanced status code, such as `5.1.1`.
    pub enhanced: Option<EnhancedCode>,
    /// The id of the provider that replied, if known.
    pub provider: Option<&'static str>,
    /// The id of the entry that explains the record.
    pub entry: &'static str,
    /// The entry's title, for people.
    pub title: &'static str,
    /// The id of the entry's reason.
    pub reason: &'static str,
    /// The id of the reason's category.
    pub category: &'static str,
    /// What the sender does next.
    pub action: Action,
    /// What became of the message, judging by the class of its code.
    pub outcome: Outcome,
    pub confidence: Confidence,
    /// What happened, as far as the text says so.
    pub event: Event,
}

/// Classifies records, one at a time. Threads may share one.
///
/// [`reply`](Classifier::reply) takes a record for what a server said. With the feature `readers`, `classify` answers
/// what `bounces` and a [`Diagnoser`] would find in that record alone: the first failure that it reports.
///
/// Earlier records never change an answer, so the rows of a table may come in any order. Answers are cached: for
/// records that repeat word for word, and for replies that differ only in whom they are about.
///
/// ```
/// use bouncedex::{CATALOGUE, Classifier, Record};
///
/// let classifier = Classifier::new(CATALOGUE);
/// let answer = classifier.reply("smtp; 552-5.2.2 Mailbox\n552 5.2.2 full").expect("a reply");
/// assert_eq!((answer.reason, answer.action.id()), ("mailbox-full", "retry"));
/// assert_eq!(classifier.reply("hello, world"), None);
///
/// let record = Record {
///     host: Some("gmail-smtp-in.l.google.com"),
///     ..Record::from("550 5.7.1 Our system has detected that this message is likely unsolicited mail")
/// };
/// assert_eq!(classifier.reply(record).and_then(|answer| answer.provider), Some("gmail"));
/// ```
pub struct Classifier {
    diagnoser: Diagnoser,
    /// Creates a classifier whose cache of answers takes at most 5 MB.
    known: Remembered<Option<Answer>>,
}

/// The kind of text that a record holds.
#[derive(Clone, Copy, Hash)]
enum Text {
    Reply,
    #[cfg(feature = "readers")]
    Any,
}

impl Text {
    /// Returns what a server said if the text is nothing else, either as it was received or as mail servers log it.
    fn said(self, text: &str) -> Option<&str> {
        match self {
            Text::Reply => Some(text),
            #[cfg(feature = "readers")]
            Text::Any => {
                if is_changed_by_readers(text) {
                    return None;
                }
                let (_, text) = postfix_words(text);
                let mut said = LOGGED.iter().filter_map(|(start, mark)| {
                    let rest = text.strip_prefix(start)?;
                    rest.split_once(mark).map(|(_, said)| said)
                });
                let said = said.next().unwrap_or(text);
                (!said.is_empty() && said.lines().all(is_reply)).then_some(said)
            }
        }
    }
}

/// Whether the readers would change a text: they undo terminal colours, JSON and HTML escapes, and special blanks.
#[cfg(feature = "readers")]
fn is_changed_by_readers(text: &str) -> bool {
    let marks =
        |byte: u8| byte.is_ascii_control() & (byte != b'\n') | (byte == b'\\') | (byte == b'&');
    // No early return, so that the compiler can vectorize this.
    let has_mark = text.bytes().fold(false, |has, byte| has | marks(byte));
    let is_taken_out = |c: char| matches!(c, '\u{80}'..='\u{9f}') || BLANKS.contains(&c);
    has_mark || !text.is_ascii() && text.contains(is_taken_out)
}

/// How mail servers other than Postfix log replies: how the text starts, and the mark in front of the reply.
#[cfg(feature = "readers")]
const LOGGED: [(&str, &str); 3] = [
    ("SMTP error from remote mail server after ", ": "),
    ("Deferred", ": "),
    ("smtp", "; "),
];

impl Classifier {
    pub fn new(catalogue: Catalogue) -> Classifier {
        Classifier {
            diagnoser: Diagnoser::new(catalogue),
            known: Remembered::default(),
        }
    }

    /// Classifies a record whose text is only a reply, as in a log or table that has a field for it. Returns `None` if
    /// it has no code and its words mean nothing.
    pub fn reply<'a>(&self, record: impl Into<Record<'a>>) -> Option<Answer> {
        self.answered(Text::Reply, record.into(), |record| {
            self.diagnose(&Bounce {
                event: Event::Unknown,
                diagnostic: String::from_utf8_lossy(record.text),
                remote: record.host.map(Into::into),
                recipient: record.recipient.map(Into::into),
                ..Bounce::default()
            })
        })
    }

    /// Classifies a record. Returns `None` if it contains no recognisable reply or failure.
    ///
    /// ```
    /// use bouncedex::{CATALOGUE, Classifier};
    ///
    /// let line = r#"2026-11-02 09:26:53 ** jo@example.org R=dnslookup T=remote_smtp H=mx.example.org [192.0.2.7]: SMTP error from remote mail server after RCPT TO:<jo@example.org>: 550 5.1.1 User unknown"#;
    /// let answer = Classifier::new(CATALOGUE).classify(line).expect("a failure");
    /// assert_eq!((answer.reply, answer.reason), (Some(550), "user-unknown"));
    /// ```
    #[cfg(feature = "readers")]
    pub fn classify<'a>(&self, record: impl Into<Record<'a>>) -> Option<Answer> {
        self.answered(Text::Any, record.into(), |record| {
            self.first(record, |bounce| self.diagnose(bounce))
        })
    }

    /// Answers a record. A record that is only a reply shares its answer with all replies that differ only in addresses
    /// and numbers that mean nothing to the catalogue.
    fn answered(
        &self,
        text: Text,
        record: Record<'_>,
        answer: impl Fn(Record<'_>) -> Option<Answer>,
    ) -> Option<Answer> {
        self.cached(text, &record, || {
            match self.generalized(text, record.text) {
                Some(generalized) => {
                    let record = Record {
                        text: generalized.as_bytes(),
                        ..record
                    };
                    self.cached(text, &record, || answer(record))
                }
                None => answer(record),
            }
        })
    }

    /// Returns what a server said, with such addresses and numbers replaced. `None` if the text may be something else,
    /// or names a host that was not found: that name is compared with the recipient's domain.
    fn generalized(&self, taken_for: Text, text: &[u8]) -> Option<String> {
        let text = str::from_utf8(text).ok()?;
        let compares_name = looked_up(taken_for.said(text)?).is_some();
        let clues = &self.diagnoser.catalogue().clues;
        (!compares_name).then(|| generalized(text, clues, StandIn::Short))
    }

    /// Returns the cached answer, or works out a new one and caches it.
    fn cached(
        &self,
        text: Text,
        record: &Record<'_>,
        answer: impl FnOnce() -> Option<Answer>,
    ) -> Option<Answer> {
        self.known.recall(self.key(text, record), answer)
    }

    /// Returns the bounce and diagnosis behind the answer of `classify`, with what an [`Answer`] leaves out, such as
    /// the evidence.
    #[cfg(feature = "readers")]
    pub fn explain<'a>(
        &self,
        record: impl Into<Record<'a>>,
    ) -> Option<(Bounce<'static>, Diagnosis)> {
        self.first(record.into(), |bounce| {
            let diagnosis = self.diagnoser.bounce(bounce)?;
            Some((bounce.clone().into_owned(), diagnosis))
        })
    }

    /// The first bounce in a record that has a diagnosis.
    #[cfg(feature = "readers")]
    fn first<T>(
        &self,
        record: Record<'_>,
        diagnose: impl Fn(&Bounce<'_>) -> Option<T>,
    ) -> Option<T> {
        let mut first = None;
        let judge = |bounce: &Bounce<'_>| self.diagnoser.trust(bounce);
        read::text(record.text, &judge, &mut |(_, bounce)| {
            if first.is_some() || bounce.is_routine() {
                return;
            }
            first = diagnose(&Bounce {
                remote: bounce.remote.or(record.host.map(Into::into)),
                recipient: bounce.recipient.or(record.recipient.map(Into::into)),
                ..bounce
            });
        });
        first
    }

    fn diagnose(&self, bounce: &Bounce<'_>) -> Option<Answer> {
        let (reply, reading) = self.diagnoser.read_bounce(bounce)?;
        let catalogue = self.diagnoser.catalogue();
        let entry = catalogue.entry_at(reading.entry);
        let provider = |id| catalogue.provider(id).id;
        let is_temporary = bounce.outcome() == Event::Deferred;
        Some(Answer {
            reply: reply.code,
            enhanced: reply.enhanced,
            provider: reading.provider.map(provider),
            entry: entry.id,
            title: entry.title,
            reason: entry.reason.id,
            category: entry.category().id,
            action: bounce.action(reading.action(catalogue)),
            outcome: outcome(&reply, is_temporary, entry.outcome),
            confidence: reading.confidence,
            event: bounce.event,
        })
    }

    fn key(&self, text: Text, record: &Record<'_>) -> Key {
        // Only the domain of the recipient matters.
        let domain = record
            .recipient
            .map(|address| address.rsplit_once('@').map_or("", |(_, domain)| domain));
        self.known.key((text, record.text, record.host, domain))
    }
}

impl<'a> From<&'a str> for Record<'a> {
    fn from(text: &'a str) -> Record<'a> {
        Record::from(text.as_bytes())
    }
}

impl<'a> From<&'a [u8]> for Record<'a> {
    fn from(text: &'a [u8]) -> Record<'a> {
        Record {
            text,
            ..Record::default()
        }
    }
}
