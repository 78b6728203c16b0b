//! Finds where the returned original starts in a report's text.

use super::fields::{self, field};

/// Lines that precede the returned original, without decoration and `the` in front.
const ORIGINALS: [&str; 57] = [
    "this is a copy of",
    "below this line is a copy",
    "below is a copy of",
    "original message follows",
    "original mail follows",
    "original mail as follows",
    "original message as follows",
    "original message header",
    "original message is attached",
    "original mail info",
    "original message text",
    "included is a copy",
    "header of the original message",
    "unsent message follows",
    "message header follows",
    "message headers follow",
    "message text follows",
    "returned message",
    "returned mail follows",
    "following is a copy",
    "copy of the message",
    "copy of your message",
    "copy of message",
    "a copy of the original message",
    "a copy of your message",
    "a copy of the message",
    "your original message",
    "your message follows",
    "original headers",
    "headers of the original",
    "body of the message is",
    "text of your message",
    "here is a copy of",
    "here is your message",
    "text of message follows",
    "start of returned message",
    "start of message",
    "begin message",
    "begin original message",
    "message follows",
    "rejected message",
    "undelivered message follows",
    "undelivered message headers",
    "unsent message below",
    "first",
    "received header",
    "full headers follow",
    "ursprüngliche nachricht",
    "originalnachricht",
    "message d'origine",
    "mensaje original",
    "messaggio originale",
    "mensagem original",
    "исходное сообщение",
    "оригинал",
    "元のメッセージ",
    "原始邮件",
];
/// Fields that no report writes about itself in the middle of its text.
const TRACES: [&str; 9] = [
    "received",
    "return-path",
    "dkim-signature",
    "x-received",
    "domainkey-signature",
    "mime-version",
    "arc-seal",
    "x-originating-ip",
    "authentication-results",
];
/// Fields that are a message's header if several come in a row.
const USUAL: [&str; 10] = [
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "reply-to",
    "content-type",
    "user-agent",
    "x-mailer",
    "sender",
];
/// This many usual fields in a row are a header.
const ROW: usize = 3;

/// Splits a text into what precedes the original, and the original.
pub(super) fn cut(text: &str) -> (&str, &str) {
    let mut at = 0;
    let mut row = (0, 0);
    // Amavis repeats some fields before it says to whom it did not relay the message.
    let told = text.find("\nThe message WAS NOT relayed to:").unwrap_or(0);
    // The header of a forwarded report is not part of the original.
    let mut passed_on = false;
    // Some reports repeat fields of the original before they say what failed.
    let mut summary = false;
    for line in text.split_inclusive('\n') {
        if at < told {
            at += line.len();
            continue;
        }
        passed_on = (passed_on || is_daemons(line)) && !line.trim().is_empty();
        summary = if summary {
            line.trim().is_empty() || line.starts_with([' ', '\t'])
        } else {
            line.contains("following header fields")
        };
        if summary {
            at += line.len();
            continue;
        }
        if at > 0 && is_marker(line) || is_one_of(line, &TRACES) && is_field_value(line) {
            return text.split_at(at);
        }
        let is_indented = line.starts_with([' ', '\t']);
        let is_usual = !is_indented && is_one_of(line, &USUAL);
        row = match row {
            (0, _) if is_usual && !passed_on => (1, at),
            (count, start) if is_usual && !passed_on => (count + 1, start),
            _ if is_indented && !line.trim().is_empty() => row,
            _ => (0, 0),
        };
        if row.0 == ROW && row.1 > 0 {
            return text.split_at(row.1);
        }
        at += line.len();
    }
    (text, "")
}

/// Whether a line announces the original.
fn is_marker(line: &str) -> bool {
    let decoration =
        |c: char| matches!(c, '-' | '_' | '*' | '=' | '#' | '>' | '|' | '+' | '~' | '<');
    let trimmed = line.trim();
    let bare = trimmed.trim_matches(decoration).trim();
    if bare.len() < 8 || bare.len() > 100 {
        return false;
    }
    let is_decorated = trimmed.starts_with(decoration) && bare.len() + 4 <= trimmed.len();
    let is_title = ["original message", "the original message"]
        .iter()
        .any(|title| bare.eq_ignore_ascii_case(title));
    if is_title {
        return true;
    }
    let ends = bare.ends_with([':', '.', '：']) || is_decorated;
    if !ends {
        return false;
    }
    let lower = bare.to_lowercase();
    if is_decorated
        && (lower.starts_with("original ")
            || lower.starts_with("message header")
            || lower.starts_with("message text"))
    {
        return true;
    }
    let lower = lower.trim_start_matches("the ");
    lower == "original message:" || ORIGINALS.iter().any(|marker| lower.starts_with(marker))
}

/// Whether a line is the `From` field of a report.
fn is_daemons(line: &str) -> bool {
    field(line).is_some_and(|(name, value)| {
        let value = value.to_ascii_lowercase();
        name.eq_ignore_ascii_case("From")
            && ["mailer-daemon", "postmaster"]
                .iter()
                .any(|name| value.contains(name))
    })
}

fn is_one_of(line: &str, names: &[&str]) -> bool {
    let line = line.trim_start_matches([' ', '\t', '>']).trim_start();
    let is_field = |(name, _): (&str, _)| {
        // A list of properties has blanks before its colons.
        let behind = line.strip_prefix(name);
        behind.is_some_and(|behind| behind.starts_with(':')) && fields::is_one_of(name, names)
    };
    field(line).is_some_and(is_field)
}

/// Whether a trace field's value follows the colon, rather than a sentence.
fn is_field_value(line: &str) -> bool {
    field(line.trim_start_matches([' ', '\t', '>'])).is_some_and(|(_, value)| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_and_headers_start_the_original() {
        for marker in [
            "--- Below this line is a copy of the message.",
            "------ This is a copy of your message, including all the headers. ------",
            "Original message follows.",
            "   ----- Unsent message follows -----",
            "----- Original message -----",
            "Received: from a by b",
            "From: a@example.org\nTo: b@example.org\nSubject: c",
        ] {
            let text = format!("No such user\n{marker}\nrest\n");
            assert_eq!(cut(&text).0, "No such user\n", "{marker}");
        }
    }

    #[test]
    fn a_summary_of_the_message_is_none() {
        let text = "Your message\n\n  To: a@example.org\n  Subject: b\n  Sent: today\n\ndid not reach c@example.org\n";
        assert_eq!(cut(text).1, "");
    }
}
