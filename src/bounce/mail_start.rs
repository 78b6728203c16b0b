//! How a mail starts among other lines: with the separator of a mailbox, or with header fields.

/// The most fields before a known one has to come.
const MOST_FIELDS: usize = 12;
/// A field's name ends before this index in its line.
const LONGEST_NAME: usize = 80;

/// A run of lines that may be a mail's header fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields {
    count: usize,
    /// Whether one of them is known to be a mail's.
    known: bool,
}

impl Fields {
    /// Adds a line to the fields; `None` if they cannot be a mail's any more.
    pub(super) fn with(self, line: &[u8]) -> Option<Fields> {
        let goes_on =
            line.starts_with(b" ") || line.starts_with(b"\t") || line.starts_with(b">From ");
        // Some programs fold lines without indenting them.
        let is_fold = || self.known && field(line).is_none() && line.starts_with(b"(");
        if self.count > 0 && (goes_on || is_fold()) {
            return Some(self);
        }
        let known = is_separator(line) || is_mail_field(field(line)?);
        (self.count < MOST_FIELDS).then_some(Fields {
            count: self.count + 1,
            known: self.known || known,
        })
    }

    /// Whether one of the fields is known to be a mail's.
    pub(super) fn are_known(self) -> bool {
        self.known
    }

    /// Whether only a mail has such fields: a single one may be any text.
    pub(super) fn are_a_mail(self) -> bool {
        self.count > 1 && self.known
    }
}

/// Whether a text starts with the fields of a mail.
pub(super) fn starts_mail(text: &str) -> bool {
    let mut fields = Fields::default();
    let mut begun = text.lines().map_while(|line| {
        fields = fields.with(line.as_bytes())?;
        Some(fields)
    });
    begun.any(Fields::are_a_mail)
}

/// Whether a line separates the mails of a mailbox: `From sender Thu Jan  1 00:00:00 2026` (RFC 4155, default format).
pub(super) fn is_separator(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else {
        return false;
    };
    let has_time = rest.windows(3).any(|bytes| matches!(bytes, [before, b':', after] if before.is_ascii_digit() && after.is_ascii_digit()));
    let is_year = |word: &[u8]| word.len() == 4 && word.iter().all(u8::is_ascii_digit);
    has_time
        && rest
            .split(|byte| !byte.is_ascii_alphanumeric())
            .any(is_year)
}

/// Restores a line of a mailbox: `>From ` was `From ` in the mail (RFC 4155, mboxrd).
pub(super) fn unquoted(line: &[u8]) -> &[u8] {
    let Some(rest) = line.strip_prefix(b">") else {
        return line;
    };
    let marks = rest.iter().take_while(|byte| **byte == b'>').count();
    if rest[marks..].starts_with(b"From ") {
        rest
    } else {
        line
    }
}

/// Whether a line closes the multipart body of a mail with this header: `--boundary--` (RFC 2046 §5.1.1).
pub(super) fn closes(line: &[u8], header: &[u8]) -> bool {
    let boundary = line
        .strip_prefix(b"--")
        .and_then(|rest| rest.strip_suffix(b"--"));
    let Some(boundary) = boundary.filter(|name| name.iter().any(u8::is_ascii_alphanumeric)) else {
        return false;
    };
    let names = |written: &[&[u8]]| memchr::memmem::find(header, &written.concat()).is_some();
    names(&[b"=\"", boundary, b"\""]) || names(&[b"=", boundary])
}

/// Fields that start those of a report, and no others (RFC 3464 §2.2.2, §2.3.1, §2.3.2).
pub(super) const STARTING: [&str; 3] = ["Reporting-MTA", "Final-Recipient", "Original-Recipient"];

/// Whether a line can only be the start of a report's fields.
pub(super) fn starts_report(line: &[u8]) -> bool {
    field(line).is_some_and(|name| is_one_of(name, &STARTING))
}

/// Whether a line is the field of a mail that servers add, with which a mail's source starts (RFC 5321 §4.4, RFC 6376).
pub(super) fn is_trace(line: &[u8]) -> bool {
    let names = [
        "Return-Path",
        "Received",
        "Delivered-To",
        "DKIM-Signature",
        "ARC-Seal",
        "X-Original-To",
    ];
    field(line).is_some_and(|name| is_one_of(name, &names))
}

/// Whether a line is the field of a mail that says nothing about its delivery. A failed check may be why it failed.
pub(super) fn is_mute(line: &[u8]) -> bool {
    let names = [
        "ARC-Message-Signature",
        "Content-Transfer-Encoding",
        "Content-Type",
        "MIME-Version",
        "Message-ID",
        "X-Spam-Status",
    ];
    let is_named = |name| is_one_of(name, &names) || is_one_of(name, &CHECKS);
    field(line).is_some_and(is_named) && !tells_failed_check(line) || is_trace(line)
}

/// Fields in which servers write what they have checked.
const CHECKS: [&str; 3] = [
    "ARC-Authentication-Results",
    "Authentication-Results",
    "Received-SPF",
];

/// Whether a line is a field that says that a check failed. If DMARC was checked, it decides.
pub(super) fn tells_failed_check(line: &[u8]) -> bool {
    let Some(name) = field(line).filter(|name| is_one_of(name, &CHECKS)) else {
        return false;
    };
    let value = &line[name.len()..];
    let says = |words: &str| memchr::memmem::find(value, words.as_bytes()).is_some();
    if says("dmarc=") {
        return says("dmarc=fail");
    }
    value.starts_with(b": fail") || says("spf=fail") || says("dkim=fail")
}

/// Whether a line can only be a field of a mail or of its report.
pub(super) fn is_known_field(line: &[u8]) -> bool {
    field(line).is_some_and(is_mail_field)
}

/// Returns the name of a header field (RFC 5322 §2.2), if the line looks like one.
pub(super) fn field(line: &[u8]) -> Option<&[u8]> {
    let colon = memchr::memchr(b':', &line[..line.len().min(LONGEST_NAME)])?;
    let name = &line[..colon];
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-' || *byte == b'_';
    // A timestamp or a line number starts with a digit.
    let starts = name.first().is_some_and(u8::is_ascii_alphabetic);
    (starts && name.len() > 1 && name.iter().all(is_name)).then_some(name)
}

/// Whether a field has one of these names, in any case (RFC 5322 §1.2.2).
pub(super) fn is_one_of(field: &[u8], names: &[&str]) -> bool {
    let mut names = names.iter();
    names.any(|name| field.eq_ignore_ascii_case(name.as_bytes()))
}

fn is_mail_field(name: &[u8]) -> bool {
    let is_own = |name: &[u8]| {
        name.get(..2)
            .is_some_and(|start| start.eq_ignore_ascii_case(b"x-"))
    };
    is_own(name) || is_one_of(name, &MAIL_FIELDS)
}

/// Fields of mails (RFC 5322 §3.6) and of delivery reports (RFC 3464 §2).
const MAIL_FIELDS: [&str; 30] = [
    "Return-Path",
    "Received",
    "Delivered-To",
    "From",
    "To",
    "Date",
    "Subject",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Envelope-To",
    "Delivery-Date",
    "Sender",
    "Reply-To",
    "Cc",
    "Auto-Submitted",
    "DKIM-Signature",
    "Authentication-Results",
    "Received-SPF",
    "ARC-Seal",
    "Reporting-MTA",
    "Arrival-Date",
    "Final-Recipient",
    "Original-Recipient",
    "Action",
    "Status",
    "Remote-MTA",
    "Diagnostic-Code",
    "Last-Attempt-Date",
];
