//! How a text is recognised as an error of a mail library.

use super::connection;
use super::forms::tuple_starts;
use super::refusals::labelled_code;
use crate::bounce::message::wordings::Wordings;

/// What only the errors of libraries and mailers hold, in lower case.
static MARKS: Wordings = Wordings::new(&[
    "exception",
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
    "smtpmsg='",
]);

/// Whether a text shows the marks of a library's error.
pub(in crate::bounce) fn is_library(text: &str) -> bool {
    let is_labelled = || text.lines().any(|line| labelled_code(line).is_some());
    let lower = text.to_ascii_lowercase();
    MARKS.stand_in(&lower)
        || connection::is_any(&lower)
        || text.contains("SMTP ") && is_labelled()
        || tuple_starts(text).next().is_some()
}
