//! Where a message went, and to whom: all that is needed of most log lines, without reading the rest of them.

use super::parts::{address, bracketed, host, splits};
use super::{exim, sendmail};
use memchr::memmem::Finder;
use std::borrow::Cow;
use std::sync::LazyLock;

/// The recipient and the remote host of a line that reports one delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent<'a> {
    pub recipient: Option<Cow<'a, str>>,
    pub remote: Option<Cow<'a, str>>,
}

/// Reads a line that is known to be of this kind ([`Hint::Sent`](super::Hint::Sent)).
pub fn sent(line: &str) -> Sent<'_> {
    let known = of_fields(line).or_else(|| exim::sent(line));
    let known = known.map(|(recipient, remote)| Sent {
        recipient: Some(recipient.into()),
        remote: remote.map(Into::into),
    });
    known.unwrap_or_else(|| {
        let bounce = super::read(line).unwrap_or_default();
        Sent {
            recipient: bounce.recipient,
            remote: bounce.remote,
        }
    })
}

/// Returns the recipient's domain and the remote host as written, if they are where Postfix and Sendmail usually put
/// them: `4A1B2C3D01: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, …`. For lines in which both are the
/// same, [`sent`] returns the same.
pub fn destination(line: &[u8]) -> Option<[&[u8]; 2]> {
    static RELAY: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("relay="));
    let equals = memchr::memchr(b'=', line)?;
    let recipient = line[equals + 1..].strip_prefix(b"<")?;
    let end = memchr::memchr(b'>', recipient)?;
    let (recipient, rest) = recipient.split_at(end);
    let at = memchr::memrchr(b'@', recipient)?;
    let before_relay = RELAY.find(rest)?;
    let (before, relay) = rest.split_at(before_relay);
    let relay = &relay[RELAY.needle().len()..];
    let end = memchr::memchr3(b'[', b',', b'(', relay)?;
    let (relay, behind) = relay.split_at(end);
    let is_plain = line[..equals].ends_with(b": to")
        && !recipient.starts_with(b"\"")
        && before.starts_with(b">, ")
        && before.ends_with(b", ")
        && !before.starts_with(b">, orig_to=")
        && !matches!(relay, b"" | b"unknown")
        && behind.starts_with(b"[");
    is_plain.then_some([&recipient[at + 1..], relay])
}

/// `4A1B2C3D01: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, …`, as Postfix and Sendmail write it.
fn of_fields(line: &str) -> Option<(&str, Option<&str>)> {
    let equals = memchr::memchr(b'=', line.as_bytes())?;
    let to = line[..equals]
        .ends_with(": to")
        .then(|| &line[equals + 1..])?;
    let (mut recipient, mut rest) = bracketed(to)?;
    if let Some(original) = rest.strip_prefix(", orig_to=") {
        let (original, behind) = bracketed(original)?;
        rest = behind;
        if original.contains('@') {
            recipient = original;
        }
    }
    let (before, relay) = splits(rest, "relay=").next()?;
    let mut commas = memchr::memchr_iter(b',', relay.as_bytes());
    let end = commas.find(|at| relay[*at..].starts_with(", "));
    let relay = &relay[..end.unwrap_or(relay.len())];
    // Only Sendmail names a mailer before the relay.
    let remote = if before.contains(", mailer=") {
        sendmail::remote(relay)
    } else {
        host(relay)
    };
    Some((address(recipient)?, remote))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_at_once_is_what_all_fields_say() {
        let mut direct = 0;
        for line in [
            "Mar 14 09:26:53 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, delay=2, dsn=2.0.0, status=sent (250 ok)",
            "Mar 14 09:26:53 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@example.org>, orig_to=<info@example.net>, relay=mx.example.org[192.0.2.7]:25, delay=2, dsn=2.0.0, status=sent (250 ok)",
            "Mar 14 09:26:53 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@example.org>, orig_to=<root>, relay=local, delay=2, dsn=2.0.0, status=sent (delivered to mailbox)",
            "Mar 14 09:26:53 mx1 sm-mta[7]: 62E9QPxR001903: to=<jo@example.org>, delay=00:00:04, xdelay=00:00:12, mailer=esmtp, pri=121551, relay=mx.example.org. [192.0.2.7], dsn=2.0.0, stat=Sent (2.0.0 OK)",
            "Mar 14 09:26:53 mx1 sm-mta[7]: 62E9QPxR001903: to=<jo@example.org>, delay=00:00:04, mailer=relay, pri=1, relay=[192.0.2.7], dsn=2.0.0, stat=Sent (ok)",
            "2026-03-14 09:26:53 1jmKso-0009d4-Uf => jo@example.org R=dnslookup T=remote_smtp H=mx.example.org [192.0.2.7] C=\"250 OK\"",
            "2026-03-14 09:26:53 1jmKso-0009d4-Uf -> jo <jo@example.org> R=local_user T=mail_spool",
        ] {
            let bounce = super::super::read(line).expect(line);
            let sent = sent(line);
            assert!(sent.recipient.is_some(), "{line}");
            if let Some(destination) = destination(line.as_bytes()) {
                let recipient = sent.recipient.as_deref().expect(line);
                let domain = recipient.split_once('@').expect(line).1;
                let remote = sent.remote.as_deref().expect(line);
                let written = destination.map(|name| str::from_utf8(name).expect(line));
                assert_eq!(
                    [written[0], written[1].trim_end_matches(['.', ' '])],
                    [domain, remote]
                );
                direct += 1;
            }
            assert_eq!(
                (sent.recipient, sent.remote),
                (bounce.recipient, bounce.remote),
                "{line}"
            );
        }
        assert_eq!(direct, 2);
    }
}
