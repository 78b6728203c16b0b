//! The parts of a mail that tell something, decoded; the returned original is found, not read.
//!
//! `mail-parser` decodes headers, encodings and charsets. The walk over the parts is our own: it skips the original, looks
//! at every line once however parts are nested, and keeps none of them.

use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::{Message, MessageParser, MimeHeaders, PartType};
use memchr::memmem;
use std::borrow::Cow;
use std::ops::Range;
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
pub const DEEPEST: usize = 100;
/// So much of a text is read, in bytes. Fields are read to their end.
const LONGEST_TEXT: usize = 256 * 1024;

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
    match memmem::find(mail, b"\n\n") {
        Some(at) => (&mail[..at + 1], &mail[at + 2..]),
        None => (mail, &[]),
    }
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

/// The parts of a mail, in their order.
pub struct Parts<'a> {
    mail: &'a [u8],
    /// Where the next part starts.
    next: Option<usize>,
    /// The boundaries of the parts that it stands in, the outermost first.
    open: Vec<Vec<u8>>,
    /// Whether there were parts that are nested too deeply.
    pub is_too_deep: bool,
}

/// A line between parts (RFC 2046 §5.1.1).
struct Delimiter {
    line: Range<usize>,
    /// Which of the open boundaries it is of.
    level: usize,
    /// Nothing of its multipart comes behind it.
    closes: bool,
}

impl<'a> Parts<'a> {
    /// Those of a mail whose line ends are LF.
    pub fn of(mail: &'a [u8]) -> Parts<'a> {
        Parts {
            mail,
            next: Some(0),
            open: Vec::new(),
            is_too_deep: false,
        }
    }

    /// The part that starts here, unless it is made of parts.
    fn part(&mut self, start: usize) -> Option<Raw<'a>> {
        let rest = &self.mail[start..];
        let (head, body) = split(rest);
        let body_start = self.mail.len() - body.len();
        // A header may end without a blank line.
        let early = self.delimiter(start..body_start);
        let head = match &early {
            Some(delimiter) => self.before(start, delimiter),
            None => head,
        };
        let is_whole = early.is_none();
        let message = MIME.parse_headers(head).filter(|_| !head.is_empty());
        let (kind, boundary, is_encoded) = message.as_ref().map(describe).unwrap_or_default();
        let boundary = boundary.filter(|boundary| is_whole && self.is_new(boundary));
        let is_opened = boundary.is_some();
        if is_opened && self.open.len() == DEEPEST {
            self.is_too_deep = true;
            let end = self.delimiter(body_start..self.mail.len());
            self.go_on(end);
            return None;
        }
        self.open.extend(boundary.map(String::into_bytes));
        let end = early.or_else(|| self.delimiter(body_start..self.mail.len()));
        if is_opened {
            let is_delimited = |end: &Delimiter| end.level + 1 == self.open.len();
            if end.as_ref().is_some_and(is_delimited) {
                self.go_on(end);
                return None;
            }
            self.open.pop();
        }
        let part = match &end {
            Some(delimiter) => self.before(start, delimiter),
            None => rest,
        };
        self.go_on(end);
        Some(match kind.as_str() {
            "message/rfc822"
            | "message/global"
            | "text/rfc822-headers"
            | "message/rfc822-headers"
            | "message/global-headers"
            | "message/partial" => match is_encoded {
                false => Raw::Original(split(part).1),
                // Only the text is encoded, then: nothing but the report's parts is decoded.
                true => Raw::Original(&[]),
            },
            _ => Raw::Leaf(kind, part),
        })
    }

    fn is_new(&self, boundary: &str) -> bool {
        !boundary.is_empty() && !self.open.iter().any(|open| open == boundary.as_bytes())
    }

    /// What stands before a delimiter, without the line end that belongs to it.
    fn before(&self, start: usize, delimiter: &Delimiter) -> &'a [u8] {
        let end = delimiter.line.start.saturating_sub(1);
        self.mail.get(start..end).unwrap_or_default()
    }

    /// The first delimiter in some lines.
    fn delimiter(&self, lines: Range<usize>) -> Option<Delimiter> {
        if self.open.is_empty() {
            return None;
        }
        let text = &self.mail[lines.clone()];
        let first = text.starts_with(b"--").then_some(0);
        let others = memmem::find_iter(text, b"\n--").map(|at| at + 1);
        first.into_iter().chain(others).find_map(|at| {
            let start = lines.start + at;
            let length = memchr::memchr(b'\n', &self.mail[start..]);
            let end = length.map_or(self.mail.len(), |length| start + length + 1);
            let (level, closes) = self.level(self.mail[start..end].trim_ascii_end())?;
            Some(Delimiter {
                line: start..end,
                level,
                closes,
            })
        })
    }

    /// Whose delimiter a line is, and whether it closes a multipart; anything may follow then.
    fn level(&self, line: &[u8]) -> Option<(usize, bool)> {
        let line = line.strip_prefix(b"--")?;
        let rests = self.open.iter().map(|boundary| line.strip_prefix(&**boundary));
        let mut rests = rests.enumerate().rev();
        rests.find_map(|(level, rest)| match rest? {
            b"" => Some((level, false)),
            rest => rest.starts_with(b"--").then_some((level, true)),
        })
    }

    /// Goes to the part behind a delimiter, if there is one.
    fn go_on(&mut self, mut delimiter: Option<Delimiter>) {
        while let Some(Delimiter { line, level, closes }) = delimiter {
            self.open.truncate(level + usize::from(!closes));
            if !closes {
                self.next = Some(line.end);
                return;
            }
            delimiter = self.delimiter(line.end..self.mail.len());
        }
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = Raw<'a>;

    fn next(&mut self) -> Option<Raw<'a>> {
        loop {
            let start = self.next.take()?;
            if let Some(part) = self.part(start) {
                return Some(part);
            }
        }
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
    let boundary = content_type.attribute("boundary");
    let boundary = boundary.filter(|_| main == "multipart").map(str::to_owned);
    let kind = match content_type.subtype().filter(|_| main != "multipart") {
        Some(subtype) => format!("{main}/{}", subtype.to_ascii_lowercase()),
        None => main,
    };
    (kind, boundary, is_encoded)
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

    /// The part decoded, if it can tell something, and whether that is only its start.
    pub fn decoded(&self) -> Option<(Part<'a>, bool)> {
        match self {
            Raw::Leaf(kind, part) => leaf(kind, part),
            Raw::Original(original) => Some((Part::Original(original), false)),
        }
    }
}

/// Decodes a part that has no parts.
fn leaf<'a>(kind: &str, part: &'a [u8]) -> Option<(Part<'a>, bool)> {
    let (_, body) = split(part);
    let is_long = body.len() > LONGEST_TEXT;
    let start = &part[..part.len() - body.len() + body.len().min(LONGEST_TEXT)];
    if kind == "multipart" {
        // Without its delimiters.
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
    let content = MIME.parse(part)?.parts.into_iter().next()?;
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
