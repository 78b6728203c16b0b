//! Recognises the columns of an export by the words that make up their names: `Hard bounce reason`, `recipient_email`,
//! `errorMessage`, `Statut`.

use crate::bounce::Event;
use crate::order;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Recipient,
    /// Others to whom the message went: it is not known which of them failed.
    Copies,
    /// Anybody else connected with the message: its sender, or who reported it.
    Sender,
    /// What was said about the recipient.
    Words,
    /// Words that may be about anything.
    Text,
    Event,
    /// A reply code or an enhanced status code.
    Code,
    Time,
    Remote,
    Queue,
}

/// A column whose name is understood.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named {
    pub column: Column,
    /// What happened to a recipient whose cell is filled in: that is what `Hard bounce reason` implies.
    pub failure: Option<Event>,
    /// Whether it holds to whom the message was addressed, rather than who failed.
    pub is_addressee: bool,
}

/// What a word means in a column's name.
#[derive(Clone, Copy)]
enum Meaning {
    /// The kind of column. The name ends with the word, or starts with it in languages in which the noun comes first.
    Is(Column),
    /// What failed, and how.
    Fails(Event),
    /// A mere qualifier of the other words.
    Of,
}

use Column::{Code, Copies, Queue, Recipient, Remote, Sender, Text, Time, Words};
use Meaning::{Fails, Is, Of};

/// The known words, in lower case.
const WORDS: &[(&str, Meaning)] = &[
    ("email", Is(Recipient)),
    ("mail", Is(Recipient)),
    ("recipient", Is(Recipient)),
    ("recipients", Is(Recipient)),
    ("rcpt", Is(Recipient)),
    ("to", Is(Recipient)),
    ("contact", Is(Recipient)),
    ("member", Is(Recipient)),
    ("subscriber", Is(Recipient)),
    ("address", Is(Recipient)),
    ("adresse", Is(Recipient)),
    ("courriel", Is(Recipient)),
    ("correo", Is(Recipient)),
    ("destinataire", Is(Recipient)),
    ("empfänger", Is(Recipient)),
    ("empfaenger", Is(Recipient)),
    ("destinatario", Is(Recipient)),
    ("destinatário", Is(Recipient)),
    ("ontvanger", Is(Recipient)),
    ("odbiorca", Is(Recipient)),
    ("получатель", Is(Recipient)),
    ("收件人", Is(Recipient)),
    ("宛先", Is(Recipient)),
    ("수신자", Is(Recipient)),
    ("cc", Is(Copies)),
    ("bcc", Is(Copies)),
    ("from", Is(Sender)),
    ("sender", Is(Sender)),
    ("reportedby", Is(Sender)),
    ("createdby", Is(Sender)),
    ("invitedby", Is(Sender)),
    ("modifiedby", Is(Sender)),
    ("submittedby", Is(Sender)),
    ("updatedby", Is(Sender)),
    ("reporter", Is(Sender)),
    ("requester", Is(Sender)),
    ("author", Is(Sender)),
    ("owner", Is(Sender)),
    ("agent", Is(Sender)),
    ("assignee", Is(Sender)),
    ("admin", Is(Sender)),
    ("oncall", Is(Sender)),
    ("replyto", Is(Sender)),
    ("returnpath", Is(Sender)),
    ("absender", Is(Sender)),
    ("expéditeur", Is(Sender)),
    ("expediteur", Is(Sender)),
    ("remitente", Is(Sender)),
    ("remetente", Is(Sender)),
    ("mittente", Is(Sender)),
    ("отправитель", Is(Sender)),
    ("发件人", Is(Sender)),
    ("差出人", Is(Sender)),
    ("reason", Is(Words)),
    ("response", Is(Words)),
    ("reply", Is(Words)),
    ("diagnostic", Is(Words)),
    ("diagnosticcode", Is(Words)),
    ("diag", Is(Words)),
    ("error", Is(Words)),
    ("err", Is(Words)),
    ("raison", Is(Words)),
    ("motif", Is(Words)),
    ("motivo", Is(Words)),
    ("grund", Is(Words)),
    ("reden", Is(Words)),
    ("powód", Is(Words)),
    ("причина", Is(Words)),
    ("原因", Is(Words)),
    ("理由", Is(Words)),
    ("사유", Is(Words)),
    ("erreur", Is(Words)),
    ("fehler", Is(Words)),
    ("fehlermeldung", Is(Words)),
    ("antwort", Is(Words)),
    ("retour", Is(Words)),
    ("rückmeldung", Is(Words)),
    ("odpowiedź", Is(Words)),
    ("ответ", Is(Words)),
    ("réponse", Is(Words)),
    ("respuesta", Is(Words)),
    ("risposta", Is(Words)),
    ("resposta", Is(Words)),
    ("message", Is(Text)),
    ("description", Is(Text)),
    ("detail", Is(Text)),
    ("details", Is(Text)),
    ("text", Is(Text)),
    ("txt", Is(Text)),
    ("msg", Is(Text)),
    ("status", Is(Column::Event)),
    ("sttext", Is(Column::Event)),
    ("event", Is(Column::Event)),
    ("type", Is(Column::Event)),
    ("state", Is(Column::Event)),
    ("severity", Is(Column::Event)),
    ("result", Is(Column::Event)),
    ("outcome", Is(Column::Event)),
    ("statut", Is(Column::Event)),
    ("estado", Is(Column::Event)),
    ("stato", Is(Column::Event)),
    ("zustand", Is(Column::Event)),
    ("ereignis", Is(Column::Event)),
    ("статус", Is(Column::Event)),
    ("状态", Is(Column::Event)),
    ("code", Is(Code)),
    ("date", Is(Time)),
    ("time", Is(Time)),
    ("timestamp", Is(Time)),
    ("created", Is(Time)),
    ("at", Is(Time)),
    ("ts", Is(Time)),
    ("datum", Is(Time)),
    ("zeit", Is(Time)),
    ("fecha", Is(Time)),
    ("data", Is(Time)),
    ("mx", Is(Remote)),
    ("mta", Is(Remote)),
    ("host", Is(Remote)),
    ("hostname", Is(Remote)),
    ("messageid", Is(Queue)),
    ("bounce", Fails(Event::Bounced)),
    ("bounced", Fails(Event::Bounced)),
    ("hard", Fails(Event::Bounced)),
    ("failure", Fails(Event::Bounced)),
    ("failed", Fails(Event::Bounced)),
    ("rejection", Fails(Event::Bounced)),
    ("rejected", Fails(Event::Bounced)),
    ("soft", Fails(Event::Deferred)),
    ("deferral", Fails(Event::Deferred)),
    ("deferred", Fails(Event::Deferred)),
    ("smtp", Of),
    ("dsn", Of),
    ("server", Of),
    ("delivery", Of),
    ("deliver", Of),
    ("remote", Of),
    ("receiving", Of),
    ("raw", Of),
    ("full", Of),
    ("last", Of),
    ("final", Of),
    ("original", Of),
    ("enhanced", Of),
    ("extended", Of),
    ("sub", Of),
    ("update", Of),
    ("updated", Of),
    ("user", Of),
    ("utc", Of),
    ("envelope", Of),
    ("the", Of),
    ("of", Of),
    ("de", Of),
    ("du", Of),
    ("del", Of),
];

/// The longest name, in bytes.
const LONGEST: usize = 48;

/// Whether a column holds members of a list. They are the recipients only if no other column names those.
pub(super) fn is_subscribers(name: &str) -> bool {
    let bare = name.trim_matches(|c: char| !c.is_alphabetic());
    let names = ["contact", "member", "subscriber"];
    names.iter().any(|known| bare.eq_ignore_ascii_case(known))
}

impl Named {
    /// Interprets a name, which must consist of known words: a sentence is not a name.
    pub(super) fn of(name: &str) -> Option<Named> {
        if name.len() > LONGEST {
            return None;
        }
        let bare: String = name.chars().filter(|c| c.is_alphabetic()).collect();
        let mut meanings = Vec::new();
        if !take_apart(&bare.to_lowercase(), &mut meanings) {
            return None;
        }
        let is = |meaning: &Meaning| match meaning {
            Is(column) => Some(*column),
            Fails(_) | Of => None,
        };
        let failure = meanings.iter().filter_map(|meaning| match meaning {
            Fails(event) => Some(*event),
            Is(_) | Of => None,
        });
        // A soft bounce is a deferral.
        let failure = failure.reduce(|known, next| {
            if known == Event::Deferred {
                known
            } else {
                next
            }
        });
        let mut columns = meanings.iter().filter_map(is);
        let is_of_sender = columns.clone().any(|column| column == Sender);
        let last = columns.next_back()?;
        // `from address`
        let column = if is_of_sender && last == Recipient {
            Sender
        } else {
            last
        };
        // `error message`, `bounce description`: not a text about anything.
        let is_of_words = meanings.iter().filter_map(is).any(|column| column == Words);
        let is_about_failure = column == Text && (is_of_words || failure.is_some());
        Some(Named {
            column: if is_about_failure { Words } else { column },
            failure,
            is_addressee: bare.eq_ignore_ascii_case("to"),
        })
    }
}

/// Splits a name into known words, the longest first; returns false if it contains others.
fn take_apart(name: &str, meanings: &mut Vec<Meaning>) -> bool {
    if name.is_empty() {
        return true;
    }
    let mut starts: Vec<_> = WORDS
        .iter()
        .filter_map(|(word, meaning)| Some((name.strip_prefix(word)?, *meaning)))
        .collect();
    order::sort_by_key(&mut starts, |(rest, _)| rest.len());
    starts.into_iter().any(|(rest, meaning)| {
        meanings.push(meaning);
        let is_known = take_apart(rest, meanings);
        if !is_known {
            meanings.pop();
        }
        is_known
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str) -> Option<Column> {
        Named::of(name).map(|named| named.column)
    }

    #[test]
    fn columns_are_known_by_the_words_of_their_names() {
        for (names, expected) in [
            (
                "Email;e-mail;EmailAddress;recipient_email;rcpt to;To;Destinataire;Adresse e-mail",
                Recipient,
            ),
            (
                "Bounce Reason;raw_reason;smtpResponse;Diagnostic-Code;errorMessage;Bounce description;Raison",
                Words,
            ),
            ("Message;Details;description", Text),
            (
                "Status;Event;Bounce sub type;st_text;Delivery event;Statut",
                Column::Event,
            ),
            ("smtp code;Error Code;enhanced_code", Code),
            ("Event date;bounced_at;Created;LastUpdateTime", Time),
            ("mx;Remote host", Remote),
            ("Message ID", Queue),
        ] {
            for name in names.split(';') {
                assert_eq!(column(name), Some(expected), "{name}");
            }
        }
    }

    #[test]
    fn other_names_are_not() {
        for name in [
            "Reply to name",
            "IP address",
            "No such address",
            "Subject",
            "",
            "hard",
        ] {
            assert_eq!(column(name), None, "{name}");
        }
        assert_eq!(column("reply-to"), Some(Sender));
        for name in ["From", "sender email", "from_address", "Reported by"] {
            assert_eq!(column(name), Some(Sender), "{name}");
        }
    }

    #[test]
    fn a_name_may_say_what_happened() {
        let failure = |name: &str| Named::of(name).and_then(|named| named.failure);
        assert_eq!(failure("Hard bounce reason"), Some(Event::Bounced));
        assert_eq!(failure("Soft bounce reason"), Some(Event::Deferred));
        assert_eq!(failure("reason"), None);
    }
}
