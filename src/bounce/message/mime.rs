//! The parts of a mail that tell something, decoded; the returned original is found, not read.
//!
//! `mail-parser` decodes headers, encodings and charsets. The walk over the parts is our own: it skips the original,
//! takes time in proportion to the input however parts are nested, and stops at a depth.

use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::{Message, MessageParser, MimeHeaders, PartType};
use memchr::memmem::Finder;
use std::borrow::Cow;
use std::sync::LazyLock;

/// A part of a mail as it stands there.
#[derive(Clone, Debug)]
pub enum Raw<'a> {
    /// A part without parts: its lower-case type, its header and body.
    Leaf(String, &'a [u8]),
    /// A message inside the message, or its header.
    Original(&'a [u8]),
}

/// What is of interest in a mail, decoded.
#[derive(Debug)]
pub enum Part<'a> {
    Text(Cow<'a, str>),
    Html(Cow<'a, str>),
    /// Fields of a delivery status notification (RFC 3464), also where the type does not say so.
    Status(Cow<'a, str>),
    /// Fields of a feedback report (RFC 5965).
    Feedback(Cow<'a, str>),
    /// Fields of a disposition notification (RFC 8098).
    Disposition(Cow<'a, str>),
    /// A message inside the message, or its header.
    Original(&'a [u8]),
}

/// Deeper parts are not looked at.
const DEEPEST: usize = 8;
/// More parts are not looked at.
const MOST: usize = 64;
/// So much of one part is read, in bytes.
const LONGEST: usize = 256 * 1024;

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

/// Header and body of a mail or part, whose line ends are LF.
pub fn split(mail: &[u8]) -> (&[u8], &[u8]) {
    if let Some(body) = mail.strip_prefix(b"\n") {
        return (&[], body);
    }
    match memchr::memmem::find(mail, b"\n\n") {
        Some(at) => (&mail[..at + 1], &mail[at + 2..]),
        None => (mail, &[]),
    }
}

/// The parts of a mail, in their order.
pub fn parts(mail: &[u8]) -> Vec<Raw<'_>> {
    let mut parts = Vec::new();
    walk(mail, 0, &mut parts);
    parts
}

/// A header field's value without encoded words (RFC 2047).
pub fn decoded(value: &str) -> Cow<'_, str> {
    if !value.contains("=?") {
        return Cow::Borrowed(value);
    }
    let field = format!("Subject: {value}\n\n");
    let message = SUBJECT.parse_headers(field.as_bytes());
    let subject = message.as_ref().and_then(|message| message.subject());
    Cow::Owned(subject.unwrap_or(value).to_owned())
}

fn walk<'a>(part: &'a [u8], depth: usize, parts: &mut Vec<Raw<'a>>) {
    if depth > DEEPEST || parts.len() >= MOST {
        return;
    }
    let (head, body) = split(part);
    let head = &head[..head.len().min(LONGEST)];
    let message = MIME.parse_headers(head);
    let (kind, boundary, is_encoded) = message.as_ref().map(describe).unwrap_or_default();
    match kind.as_str() {
        "multipart" => match boundary.filter(|boundary| !boundary.is_empty()) {
            Some(boundary) if delimited(body, &boundary, |inner| walk(inner, depth + 1, parts)) => {
            }
            _ => parts.push(Raw::Leaf(kind, part)),
        },
        "message/rfc822"
        | "message/global"
        | "text/rfc822-headers"
        | "message/rfc822-headers"
        | "message/global-headers"
        | "message/partial" => match is_encoded {
            false => parts.push(Raw::Original(body)),
            // Only the text is encoded, then: nothing but the report's parts is decoded.
            true => parts.push(Raw::Original(&[])),
        },
        _ => parts.push(Raw::Leaf(kind, part)),
    }
}

/// Lower-case type, boundary, and whether the body is encoded.
fn describe(message: &Message<'_>) -> (String, Option<String>, bool) {
    let encoding = message.content_transfer_encoding().unwrap_or_default();
    let is_encoded = encoding.eq_ignore_ascii_case("base64")
        || encoding.eq_ignore_ascii_case("quoted-printable");
    let Some(content_type) = message.content_type() else {
        return (String::new(), None, is_encoded);
    };
    let main = content_type.ctype().to_ascii_lowercase();
    let boundary = content_type.attribute("boundary").map(str::to_owned);
    let kind = match content_type.subtype().filter(|_| main != "multipart") {
        Some(subtype) => format!("{main}/{}", subtype.to_ascii_lowercase()),
        None => main,
    };
    (kind, boundary, is_encoded)
}

/// Tells what stands between the boundaries (RFC 2046 §5.1.1); `false` if there is none.
fn delimited<'a>(body: &'a [u8], boundary: &str, mut tell: impl FnMut(&'a [u8])) -> bool {
    let delimiter = format!("--{boundary}");
    let finder = Finder::new(delimiter.as_bytes());
    let mut start = None;
    for at in finder.find_iter(body) {
        if at > 0 && body[at - 1] != b'\n' {
            continue;
        }
        if let Some(start) = start {
            tell(body.get(start..at.saturating_sub(1)).unwrap_or_default());
        }
        let after = at + delimiter.len();
        if body[after..].starts_with(b"--") {
            return true;
        }
        start =
            Some(memchr::memchr(b'\n', &body[after..]).map_or(body.len(), |end| after + end + 1));
    }
    if let Some(start) = start {
        tell(body.get(start..).unwrap_or_default());
    }
    start.is_some()
}

/// Tags behind which a line ends, without what closes them.
const BLOCKS: [&str; 9] = ["td", "th", "tr", "div", "table", "h1", "h2", "h3", "pre"];

/// The text of a document, each of its cells and blocks on a line of its own.
pub fn text_of_html(html: &str) -> String {
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
    /// Whether the type says that it holds delivery status fields.
    pub fn is_status(&self) -> bool {
        matches!(self, Raw::Leaf(kind, _) if kind.ends_with("delivery-status"))
    }

    /// The part decoded, if it can tell something.
    pub fn decoded(&self) -> Option<Part<'a>> {
        match self {
            Raw::Leaf(kind, part) => leaf(kind, part),
            Raw::Original(original) => Some(Part::Original(original)),
        }
    }
}

/// Decodes a part that has no parts.
fn leaf<'a>(kind: &str, part: &'a [u8]) -> Option<Part<'a>> {
    let (head, body) = split(part);
    if kind == "multipart" {
        // Without its delimiters.
        return Some(Part::Text(String::from_utf8_lossy(
            &body[..body.len().min(LONGEST)],
        )));
    }
    let is_text = kind.is_empty()
        || ["text", "message/", "application/octet-stream"]
            .iter()
            .any(|known| kind.starts_with(known));
    if !is_text {
        return None;
    }
    let end = part.len().min(head.len().min(LONGEST) + LONGEST);
    let content = MIME.parse(&part[..end])?.parts.into_iter().next()?;
    let text = match content.body {
        PartType::Html(text) => return Some(Part::Html(text)),
        PartType::Text(text) => text,
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
            Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
        }
        PartType::Message(_) | PartType::Multipart(_) => return None,
    };
    Some(told_apart(kind, japanese(text)))
}

/// A text in ISO-2022-JP whose charset nobody named, as phone companies send it; its escapes are unmistakable.
fn japanese(text: Cow<'_, str>) -> Cow<'_, str> {
    let decode = charset_decoder(b"iso-2022-jp").filter(|_| text.contains("\u{1b}$B"));
    match decode {
        Some(decode) => Cow::Owned(decode(text.as_bytes())),
        None => text,
    }
}

/// A decoded text by its type, or by the field that it starts with.
fn told_apart<'a>(kind: &str, text: Cow<'a, str>) -> Part<'a> {
    const STATUS: [&str; 3] = ["Reporting-MTA", "Final-Recipient", "Original-Recipient"];
    match kind {
        "message/delivery-status" | "message/global-delivery-status" => Part::Status(text),
        "message/feedback-report" => Part::Feedback(text),
        "message/disposition-notification" | "message/global-disposition-notification" => {
            Part::Disposition(text)
        }
        _ if starts_with_field(&text, &STATUS) => Part::Status(text),
        _ if starts_with_field(&text, &["Feedback-Type"]) => Part::Feedback(text),
        _ => Part::Text(text),
    }
}

fn starts_with_field(text: &str, names: &[&str]) -> bool {
    let name = super::fields::field(text.trim_start().lines().next().unwrap_or_default());
    name.is_some_and(|(name, _)| names.iter().any(|known| name.eq_ignore_ascii_case(known)))
}
