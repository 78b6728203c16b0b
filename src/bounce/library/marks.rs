//! How a text is recognised as an error of a mail library.

use super::connection::{CONNECTING, OF_SENDER, is_cut_off};
use super::forms::tuple_starts;
use super::refusals::labelled_code;
use crate::bounce::message::phrases::Phrases;
use memchr::memmem;

/// Texts that occur only in errors of libraries and mailers, in lower case.
const MARKS: &[&str] = &[
    "traceback (most recent",
    "smtplib.",
    "smtprecipient",
    "smtpsender",
    "smtpdataerror",
    "smtpauthenticationerror",
    "smtpresponse",
    "smtp code:",
    "responsecode:",
    "expected response code",
    "nested exception",
    "net::smtp",
    "textproto.error",
    "net/smtp:",
    "net/smtp.(",
    "net/smtp.rb:",
    "msmtp:",
    "gomail:",
    "recipients failed:",
    "recipients were rejected",
    "send-mail:",
    "smtpconnection.",
    "swift_",
    "phpmailer",
    "smtp error (",
    "smtp fehler (",
    "smtp error: ",
    "response code received from server (code: ",
    "bad response on command",
    "smtp fehler: ",
    "smtp-fehler: ",
    "smtp-fout: ",
    "erreur smtp",
    "error smtp: ",
    "errore smtp: ",
    "erro de smtp: ",
    "erro smtp: ",
    "błąd smtp: ",
    "ошибка smtp: ",
    "mailer error:",
    "lettre::",
    "negativecompletion",
    "errormsg='",
    "smtpmsg='",
    // Outlook Express: a refused sender or recipient.
    "0x800ccc78",
    "0x800ccc79",
];

/// Whether a text looks like a library's error.
pub(in crate::bounce) fn is_library(text: &str) -> bool {
    static ANY: Phrases = Phrases::of([MARKS, CONNECTING, OF_SENDER]);
    let is_labelled = || text.lines().any(|line| labelled_code(line).is_some());
    let lower = text.to_ascii_lowercase();
    ANY.occur_in(&lower)
        || names_exception(&lower)
        || is_cut_off(&lower)
        || text.contains("SMTP ") && is_labelled()
        || tuple_starts(text).next().is_some()
}

/// Whether a lower-case text names an exception by a word of its own: `javax.mail.sendfailedexception: …`. URLs do not
/// count, nor does what Exchange puts into its replies (`storedrv.submission.exception:sendasdenied`).
fn names_exception(lower: &str) -> bool {
    let within = |c: char| c.is_alphanumeric() || "_.$\\/#:-".contains(c);
    memmem::find_iter(lower.as_bytes(), "exception").any(|at| {
        let (before, rest) = lower.split_at(at);
        let name = before.rsplit(|c| !within(c)).next().unwrap_or_default();
        let behind = rest.split(|c| !within(c)).next().unwrap_or_default();
        let is_end = matches!(
            behind,
            "exception" | "exception:" | "exception." | "exceptions" | "exceptions:"
        );
        // Exchange: `due to a permanent exception with message Cannot open mailbox`.
        let is_word = before.ends_with(" permanent ") || before.ends_with(" transient ");
        is_end && !is_word && !name.contains(['/', '#', ':', '-'])
    })
}
