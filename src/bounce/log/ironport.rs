//! Cisco IronPort, Cisco Secure Email Gateway: the mail log and the bounce log (AsyncOS User Guide, "Logging":
//! <https://www.cisco.com/c/en/us/support/security/email-security-appliance/products-user-guide-list.html>).

use super::line::Line;
use super::parts::bracketed;
use super::{Format, Needle, Read};
use crate::bounce::message::named_first;
use crate::bounce::{Bounce, Event};
use std::borrow::Cow;

pub(super) const FORMAT: Format = Format {
    name: "Cisco IronPort",
    // `Bounced: DCID`, `Delayed: DCID`; the bounce log's `Response: "('550', …`
    needles: &[Needle::new("ed: DCID"), Needle::new("Response: \"('")],
    is_line: |line| line.time.is_some() && entry(line.body).is_some(),
    read: Read::One(read),
};

const LEVELS: [&str; 5] = ["Info: ", "Warning: ", "Critical: ", "Debug: ", "Trace: "];

fn entry(body: &str) -> Option<&str> {
    LEVELS.iter().find_map(|level| body.strip_prefix(level))
}

/// `Info: Bounced: DCID 3 MID 4 to RID 0 - 5.1.0 - Unknown address error ('550', ['<jo@example.org>... User unknown']) []`; the
/// bounce log writes `From:<…> To:<…> RID 0` for `to RID 0`, or `Info: Bounced: 4:0 From:<…> To:<…> Reason: "5.1.0 - Unknown
/// address error" Response: "('550', ['User unknown'])"`.
fn read<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    let entry = entry(line.body)?;
    let (event, fields) = match entry.strip_prefix("Bounced: ") {
        Some(fields) => (Event::Bounced, fields),
        None => (Event::Deferred, entry.strip_prefix("Delayed: ")?),
    };
    let (head, status, reason, reply) = if let Some(fields) = fields.strip_prefix("DCID") {
        let (head, verdict) = fields.split_once(" - ")?;
        let (status, rest) = verdict.split_once(" - ")?;
        let (reason, reply) = rest.rsplit_once(" ('").unwrap_or((rest, ""));
        (head, status, reason, reply)
    } else {
        let (head, rest) = fields.split_once(" Reason:")?;
        let (verdict, rest) = rest.trim_start().strip_prefix('"')?.split_once('"')?;
        let (status, reason) = verdict.split_once(" - ")?;
        let reply = rest.split_once("('").map_or("", |(_, reply)| reply);
        (head, status, reason, reply)
    };
    let (code, words) = reply.split_once("', [").unwrap_or(("", ""));
    let words = words.split("])").next().map(unquoted).unwrap_or_default();
    let to = head.split_once(" To:").map(|(_, to)| to.trim_start());
    let named = to
        .and_then(bracketed)
        .map(|(address, _)| Cow::Borrowed(address));
    // Most servers repeat the recipient before their words; the mail log names none.
    let repeated = || named_first(&words).map(|address| Cow::Owned(address.to_owned()));
    let recipient = named
        .or_else(repeated)
        .filter(|address| !address.is_empty());
    // A code of zeros means no reply: the status is IronPort's own.
    let is_reply = !matches!(code, "" | "000");
    let diagnostic = if is_reply {
        format!("{code} {words}")
    } else if words.is_empty() {
        reason.to_owned()
    } else {
        format!("{reason}: {words}")
    };
    Some(Bounce {
        // RFC 3463 §3.5: delivery time expired.
        event: if status == "5.4.7" {
            Event::Expired
        } else {
            event
        },
        recipient,
        diagnostic: diagnostic.into(),
        enhanced: status.parse().ok().filter(|_| !is_reply),
        queue: queue(head).map(Into::into),
        ..Bounce::default()
    })
}

/// Returns the id in `3 MID 4 to RID 0`, or `: 3 Message 4 to 0` before version 3.8, or `4:0 From:<…>`.
fn queue(head: &str) -> Option<&str> {
    if head.starts_with(|c: char| c.is_ascii_digit()) {
        return head.split(':').next();
    }
    let marks = [" MID ", " Message "];
    let (_, id) = marks.iter().find_map(|mark| head.split_once(mark))?;
    id.split(' ').next()
}

/// Returns the lines of a reply, written as a Python list of strings: `'5.1.1 no such', "it's gone"`.
fn unquoted(list: &str) -> String {
    let mut lines = Vec::new();
    let mut rest = list;
    while let Some(start) = rest.find(['\'', '"']) {
        let (quote, text) = rest[start..].split_at(1);
        let (line, after) = text.split_once(quote).unwrap_or((text, ""));
        lines.push(line.replace("\\n", "\n"));
        rest = after;
    }
    lines.join("\n")
}
