//! Messages that report no failure: automatic replies, feedback reports, receipts.

use super::failures::FAILURES;
use super::fields::Fields;
use super::phrases::SUBJECTS;
use super::words;
use super::{address, mime};
use crate::bounce::{Bounce, Event};

/// Subjects of automatic replies.
const AUTOMATIC: [&str; 44] = [
    "out of office",
    "out-of-office",
    "out of the office",
    "automatic reply",
    "automatic response",
    "auto reply",
    "auto-reply",
    "autoreply",
    "auto response",
    "auto-response",
    "autoresponse",
    "autoresponder",
    "auto:",
    "automated reply",
    "automated response",
    "vacation",
    "on holiday",
    "away from",
    "away until",
    "i am away",
    "i'm away",
    "on leave",
    "currently away",
    "abwesenheit",
    "abwesend",
    "nicht im büro",
    "automatische antwort",
    "réponse automatique",
    "absence du bureau",
    "absent du bureau",
    "en vacances",
    "respuesta automática",
    "fuera de la oficina",
    "resposta automática",
    "fora do escritório",
    "risposta automatica",
    "fuori sede",
    "automatisch antwoord",
    "afwezig",
    "автоответ",
    "自動返信",
    "自動応答",
    "不在",
    "自动回复",
];

/// Local parts of addresses that reply automatically.
const RESPONDERS: [&str; 6] = [
    "autoresponder",
    "auto-responder",
    "autoreply",
    "auto-reply",
    "automated-response",
    "autoresponse",
];

/// Reads a complaint that a mailbox provider passes on (RFC 5965), or an authentication report (RFC 6591).
pub(super) fn feedback(
    head: &Fields<'_>,
    fields: Option<&str>,
    text: &str,
) -> Option<Bounce<'static>> {
    let kind = head
        .get("Content-Type")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_complaint =
        fields.is_some() || kind.contains("feedback-report") || is_forwarded_complaint(head, text);
    if !is_complaint {
        return None;
    }
    let fields = Fields::parse(fields.unwrap_or_default());
    let recipient = [
        "Original-Rcpt-To",
        "Removal-Recipient",
        "Original-Recipient",
    ]
    .iter()
    .find_map(|name| address::of_field(fields.get(name)?));
    let kind = fields.get("Feedback-Type").unwrap_or("abuse");
    let remote = fields
        .get("Reporting-MTA")
        .map(|host| host.split(';').next_back().unwrap_or(host).trim());
    let bounce = Bounce {
        event: Event::FeedbackReport,
        recipient: recipient.map(Into::into),
        remote: remote.map(Into::into),
        diagnostic: format!("Feedback-Type: {kind}").into(),
        time: fields.get("Arrival-Date").map(Into::into),
        ..Bounce::default()
    };
    Some(bounce.into_owned())
}

/// Whether this is a complaint in a provider's own format: a field names the system that wrote it.
fn is_forwarded_complaint(head: &Fields<'_>, text: &str) -> bool {
    let from = head.get("From").unwrap_or_default().to_ascii_lowercase();
    let names = [
        "staff@hotmail.com",
        "feedbackloop@",
        "fbl@",
        "complaints@",
        "abuse-report",
        "scomp@",
    ];
    let subject = head.get("Subject").unwrap_or_default().to_ascii_lowercase();
    let is_complaint = || {
        let mut words = ["complaint", "abuse report", "feedback"].iter();
        words.any(|words| subject.contains(words)) || text.contains("abuse report")
    };
    head.has("X-HmXmrOriginalRecipient")
        || names.iter().any(|name| from.contains(name)) && is_complaint()
}

/// Reads a disposition notification (RFC 8098): the message arrived, whatever became of it afterwards.
pub(super) fn disposition(fields: &str) -> Option<Bounce<'static>> {
    let fields = Fields::parse(fields);
    let disposition = fields.get("Disposition")?;
    let recipient = ["Original-Recipient", "Final-Recipient"]
        .iter()
        .find_map(|name| address::of_field(fields.get(name)?));
    Some(Bounce {
        event: Event::Delivered,
        recipient: recipient.map(Into::into),
        diagnostic: disposition.to_owned().into(),
        ..Bounce::default()
    })
}

/// Fields that only automatic responders write.
const ANSWERING: [&str; 7] = [
    "X-Autoreply",
    "X-Autorespond",
    "X-Auto-Reply",
    "X-Autoresponder",
    "X-Mail-Autoreply",
    "X-Vacation",
    "X-Apple-Action",
];

/// Reads an automatic reply (RFC 3834), recognised by its fields, its subject or its sender.
pub(super) fn automatic(head: &Fields<'_>, text: &str) -> Option<Bounce<'static>> {
    let subject = mime::subject(head).to_lowercase();
    let sender = head.get("From").and_then(address::first);
    let answers = || {
        is_automatic(head)
            || sender.is_some_and(|sender| address::has_local_part(sender, &RESPONDERS))
    };
    if !is_absence(&subject) && (!answers() || is_failure(&subject, text)) {
        return None;
    }
    let mut paragraphs = text.split("\n\n").map(str::trim);
    let diagnostic = paragraphs.find(|paragraph| !paragraph.is_empty());
    let bounce = Bounce {
        event: Event::AutomaticReply,
        recipient: sender.map(Into::into),
        diagnostic: without_codes(diagnostic.unwrap_or(&subject)).into(),
        time: head.get("Date").map(Into::into),
        ..Bounce::default()
    };
    Some(bounce.into_owned())
}

fn is_automatic(head: &Fields<'_>) -> bool {
    let starts = |name: &str, start: &str| {
        let value = head.get(name).unwrap_or_default();
        value
            .get(..start.len())
            .is_some_and(|known| known.eq_ignore_ascii_case(start))
    };
    let answers = |name: &&str| {
        head.get(name)
            .is_some_and(|value| !value.eq_ignore_ascii_case("no"))
    };
    starts("Auto-Submitted", "auto-replied")
        || starts("Precedence", "auto_reply")
        || ANSWERING.iter().any(answers)
}

/// Whether both subject and text announce a failure: filters mark notices about failures as automatic replies too.
fn is_failure(subject: &str, text: &str) -> bool {
    SUBJECTS.occur_in(subject) && FAILURES.occur_in(&words::joined(text).to_lowercase())
}

/// Whether a subject, in lower case, says that somebody is away.
pub(super) fn is_absence(subject: &str) -> bool {
    // Short words mean it only at the start.
    let means_it =
        |words: &&str| subject.starts_with(words) || words.len() > 8 && subject.contains(words);
    AUTOMATIC.iter().any(means_it)
}

/// Returns the beginning of a person's text, without numbers: they are not a server's codes.
fn without_codes(text: &str) -> String {
    let words = words::start(text, 500)
        .split_whitespace()
        .filter(|word| !word.starts_with(|c: char| c.is_ascii_digit()));
    words.collect::<Vec<_>>().join(" ")
}
