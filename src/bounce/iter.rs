//! The bounces of an input as an iterator.

use super::Bounce;
use super::read::{CREDULOUS, Found, Reading};
use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::mpsc::{self, Receiver};

/// The iterator that [`bounces`] returns.
struct Bounces<R> {
    /// `None` at the end of the input.
    reading: Option<Reading<'static, R>>,
    found: Receiver<Bounce<'static>>,
    /// Errors follow what was found before them.
    errors: VecDeque<io::Error>,
}

/// Finds every bounce of an input as it arrives: mails, mailboxes, logs, JSON, replies, in any mixture. Text without a
/// known failure is an [`Event::Unknown`](super::Event::Unknown).
///
/// # Errors
///
/// An error means that the input cannot be read to its end, or that something in it is too long or torn and was not
/// read completely. The bounces before it come first, and more may follow.
///
/// ```
/// let log = "Mar 14 09:26:53 mx postfix/smtp[71]: 4A1B2C3D4E: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, \
///     delay=2, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.7] said: 550 5.1.1 User unknown)";
/// let bounce = bouncedex::bounces(log.as_bytes()).next().expect("a bounce")?;
/// assert_eq!(bounce.recipient.as_deref(), Some("jo@example.org"));
/// assert_eq!(bounce.reply().code, Some(550));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn bounces(input: impl Read) -> impl Iterator<Item = io::Result<Bounce<'static>>> {
    let (sender, found) = mpsc::channel();
    let emit = Box::new(move |(_, bounce): Found<'_>| {
        // The receiver lives as long as the sender.
        let _ = sender.send(bounce.into_owned());
    });
    Bounces {
        reading: Some(Reading::new(input, CREDULOUS, emit)),
        found,
        errors: VecDeque::new(),
    }
}

impl<R: Read> Iterator for Bounces<R> {
    type Item = io::Result<Bounce<'static>>;

    fn next(&mut self) -> Option<io::Result<Bounce<'static>>> {
        loop {
            if let Ok(bounce) = self.found.try_recv() {
                return Some(Ok(bounce));
            }
            if let Some(error) = self.errors.pop_front() {
                return Some(Err(error));
            }
            let reading = self.reading.as_mut()?;
            match reading.read() {
                Ok(true) => {}
                ended => {
                    let cuts = reading.cuts().iter();
                    let cut = cuts
                        .map(|cut| io::Error::other(format!("line {}: {}", cut.line, cut.limit)));
                    self.errors.extend(cut);
                    self.errors.extend(ended.err());
                    self.reading = None;
                }
            }
        }
    }
}
