//! The parts of a mail that say something, decoded. The returned original is located, but not read.

use super::fields::{Fields, field, is_one_of};
use crate::bounce::mail_start::STARTING;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::{Message, MessageParser, MimeHeaders, PartType};
use memchr::memmem;
use std::borrow::Cow;
use std::sync::LazyLock;

/// A part of a mail as transmitted.
#[derive(Clone, Debug)]
pub(super) enum Raw<'a> {
    /// A part without subparts: its lower-case type, and its header and body.
    Leaf(String, &'a [u8]),
    /// A message inside the message, or only its header.
    Original(&'a [u8]),
}

/// A part of interest, decoded.
#[derive(Debug)]
pub(super) enum Part<'a> {
    Text(Cow<'a, str>),
    Html(Cow<'a, str>),
    /// Fields of a delivery status notification (RFC 3464), even if the type does not say so.
    Status(Cow<'a, str>),
    /// Fields of a feedback report (RFC 5965).
    Feedback(Cow<'a, str>),
    /// Fields of a disposition notification (RFC 8098).
    Disposition(Cow<'a, str>),
    /// A message inside the message, or only its header.
    Original(&'a [u8]),
}

/// The most bytes of a text that are read. Fields are read to their end.
const LONGEST_TEXT: usize = 256 * 1024;
/// The longest header that is decoded completely, in bytes; of a longer one, only the fields that are needed.
const LONGEST_HEADER: usize = 64 * 1024;

static MIME: LazyLock<MessageParser> = LazyLock::new(|| {
    MessageParser::new()
        .with_mime_headers()
        .default_header_ignore()
});
static SUBJECT: LazyLock<MessageParser> = LazyLock::new(|| {
    MessageParser::new()
        .header_text("Subject")
        .default_header_ignore()
});

/// Splits a mail or part whose line ends are LF into header and body.
pub(super) fn split(mail: &[u8]) -> (&[u8], &[u8]) {
    if let Some(body) = mail.strip_prefix(b"\n") {
        return (&[], body);
    }
    match memmem::find(mail, b"\n\n") {
        Some(at) => (&mail[..at + 1], &mail[at + 2..]),
        None => (mail, &[]),
    }
}

/// Returns the subject of a mail, decoded.
pub(super) fn subject<'h>(head: &'h Fields<'_>) -> Cow<'h, str> {
    decoded(head.get("Subject").unwrap_or_default())
}

/// Decodes the encoded words of a header field's value (RFC 2047).
pub(super) fn decoded(value: &str) -> Cow<'_, str> {
    if !value.contains("=?") {
        return Cow::Borrowed(value);
    }
    let field = format!("Subject: {value}\n\n");
    let message = SUBJECT.parse_headers(field.as_bytes());
    let subject = message.as_ref().and_then(|message| message.subject());
    Cow::Owned(subject.unwrap_or(value).to_owned())
}

/// Prepares a header for the decoder, which keeps every field: a long one is reduced to the fields that say how the
/// body is encoded.
fn mime_fields(head: &[u8]) -> Cow<'_, [u8]> {
    if head.len() <= LONGEST_HEADER {
        return Cow::Borrowed(head);
    }
    let (mut fields, mut is_kept) = (Vec::new(), false);
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            let start = line.get(..8).unwrap_or_default();
            is_kept = start.eq_ignore_ascii_case(b"content-");
        }
        if is_kept && fields.len() + line.len() <= LONGEST_HEADER {
            fields.extend_from_slice(line);
        }
    }
    Cow::Owned(fields)
}

/// What the header of a part says about its body.
#[derive(Debug, Default)]
pub(super) struct Description {
    /// The lower-case type; just `multipart` for every kind of multipart.
    pub kind: String,
    /// The delimiter between the parts of a multipart.
    pub boundary: Option<String>,
    pub is_encoded: bool,
}

impl Description {
    pub(super) fn of(head: &[u8]) -> Description {
        let head = mime_fields(head);
        let message = MIME.parse_headers(&head).filter(|_| !head.is_empty());
        message.as_ref().map(describe).unwrap_or_default()
    }
}

fn describe(message: &Message<'_>) -> Description {
    let encoding = message.content_transfer_encoding().unwrap_or_default();
    let is_encoded = encoding.eq_ignore_ascii_case("base64")
        || encoding.eq_ignore_ascii_case("quoted-printable");
    let Some(content_type) = message.content_type() else {
        return Description {
            is_encoded,
            ..Description::default()
        };
    };
    let main = content_type.ctype().to_ascii_lowercase();
    let boundary = content_type.attribute("boundary");
    let boundary = boundary.filter(|_| main == "multipart").map(str::to_owned);
    let kind = match content_type.subtype().filter(|_| main != "multipart") {
        Some(subtype) => format!("{main}/{}", subtype.to_ascii_lowercase()),
        None => main,
    };
    Description {
        kind,
        boundary,
        is_encoded,
    }
}

/// Tags after which a line ends, without what closes them.
const BLOCKS: [&str; 9] = ["td", "th", "tr", "div", "table", "h1", "h2", "h3", "pre"];

/// Returns the text of an HTML document, with each cell and block on a line of its own.
pub(super) fn text_of_html(html: &str) -> String {
    let mut broken = String::with_capacity(html.len() + html.len() / 8);
    let mut from = 0;
    for at in memchr::memchr_iter(b'<', html.as_bytes()) {
        let tag = html[at + 1..]
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '/')
            .next()
            .unwrap_or_default();
        let closed = tag.strip_prefix('/').unwrap_or_default();
        if BLOCKS
            .iter()
            .any(|block| closed.eq_ignore_ascii_case(block))
        {
            broken.push_str(&html[from..at]);
            broken.push_str("<br>");
            from = at;
        }
    }
    broken.push_str(&html[from..]);
    mail_parser::decoders::html::html_to_text(&broken)
}

impl<'a> Raw<'a> {
    /// Whether its type says that it contains delivery status fields.
    pub(super) fn is_status(&self) -> bool {
        matches!(self, Raw::Leaf(kind, _) if kind.ends_with("delivery-status"))
    }

    /// Decodes the part, if it can say something; returns with it whether that is only its start.
    pub(super) fn decoded(&self) -> Option<(Part<'a>, bool)> {
        match self {
            Raw::Leaf(kind, part) => leaf(kind, part),
            Raw::Original(original) => Some((Part::Original(original), false)),
        }
    }
}

/// Decodes a part without subparts.
fn leaf<'a>(kind: &str, part: &'a [u8]) -> Option<(Part<'a>, bool)> {
    let (_, body) = split(part);
    let is_long = body.len() > LONGEST_TEXT;
    let start = &part[..part.len() - body.len() + body.len().min(LONGEST_TEXT)];
    if kind == "multipart" {
        // The raw text, without the delimiters of its parts.
        let text = String::from_utf8_lossy(split(start).1);
        return Some((Part::Text(text), is_long));
    }
    let is_text = kind.is_empty()
        || ["text", "message/", "application/octet-stream"]
            .iter()
            .any(|known| kind.starts_with(known));
    if !is_text {
        return None;
    }
    let decoded = content(kind, start)?;
    match decoded {
        Part::Text(_) | Part::Html(_) | Part::Original(_) => Some((decoded, is_long)),
        Part::Status(_) | Part::Feedback(_) | Part::Disposition(_) if is_long => {
            Some((content(kind, part)?, false))
        }
        Part::Status(_) | Part::Feedback(_) | Part::Disposition(_) => Some((decoded, false)),
    }
}

fn content<'a>(kind: &str, part: &'a [u8]) -> Option<Part<'a>> {
    let (head, body) = split(part);
    let (text, is_html) = match mime_fields(head) {
        Cow::Borrowed(_) => text_of(part)?,
        Cow::Owned(head) => {
            let part = [&head, &b"\n"[..], body].concat();
            let (text, is_html) = text_of(&part)?;
            (Cow::Owned(text.into_owned()), is_html)
        }
    };
    Some(if is_html {
        Part::Html(text)
    } else {
        classified(kind, japanese(text))
    })
}

/// Returns the decoded text of a part, and whether it is HTML.
fn text_of(part: &[u8]) -> Option<(Cow<'_, str>, bool)> {
    match MIME.parse(part)?.parts.into_iter().next()?.body {
        PartType::Html(text) => Some((text, true)),
        PartType::Text(text) => Some((text, false)),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            Some((Cow::Owned(text), false))
        }
        PartType::Message(_) | PartType::Multipart(_) => None,
    }
}

/// Decodes a text in ISO-2022-JP whose charset is not declared, as phone companies send it; its escapes are
/// unmistakable.
fn japanese(text: Cow<'_, str>) -> Cow<'_, str> {
    let decode = charset_decoder(b"iso-2022-jp").filter(|_| text.contains("\u{1b}$B"));
    match decode {
        Some(decode) => Cow::Owned(decode(text.as_bytes())),
        None => text,
    }
}

/// Classifies a decoded text by its type, or by the field that it starts with.
fn classified<'a>(kind: &str, text: Cow<'a, str>) -> Part<'a> {
    match kind {
        "message/delivery-status" | "message/global-delivery-status" => Part::Status(text),
        "message/feedback-report" => Part::Feedback(text),
        "message/disposition-notification" | "message/global-disposition-notification" => {
            Part::Disposition(text)
        }
        _ if starts_with_field(&text, &STARTING) => Part::Status(text),
        _ if starts_with_field(&text, &["Feedback-Type"]) => Part::Feedback(text),
        _ => Part::Text(text),
    }
}

fn starts_with_field(text: &str, names: &[&str]) -> bool {
    let first = text.trim_start().lines().next().and_then(field);
    first.is_some_and(|(name, _)| is_one_of(name, names))
}
