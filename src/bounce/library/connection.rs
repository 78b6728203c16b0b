//! Errors of a library that never got a reply: it found no host, no connection or no certificate that it trusts, or
//! could not log in. They concern the sender's own setup or are temporary: no recipient is to blame.

use super::Failure;
use super::forms::is_frame;
use crate::bounce::message::phrases::Phrases;
use crate::reply::Reply;

/// Texts that occur only in such errors, in lower case.
pub(super) const CONNECTING: &[&str] = &[
    // Python
    "socket.gaierror",
    "connectionrefusederror",
    "connectionreseterror",
    "connectionabortederror",
    "timeouterror:",
    "socket.timeout",
    "socket.error",
    "ssl.sslerror",
    "ssl.sslcertverificationerror",
    "ssl.certificateerror",
    "smtplib.smtpserverdisconnected",
    "smtplib.smtpconnecterror",
    "oserror: [errno",
    // Node
    "econnrefused",
    "econnreset",
    "econnection",
    "etimedout",
    "enotfound",
    "eai_again",
    "'esocket'",
    "'edns'",
    "'etls'",
    // Go
    "dial tcp",
    "x509:",
    "i/o timeout",
    // Java
    "mailconnectexception",
    "unknownhostexception",
    "unknown smtp host",
    "java.net.connectexception",
    "java.net.sockettimeoutexception",
    "java.net.socketexception",
    "sslhandshakeexception",
    "could not convert socket to tls",
    "could not connect to smtp host",
    // Perl
    "smtp failed to connect to mail server",
    // Ruby
    "net::opentimeout",
    "net::readtimeout",
    "errno::econn",
    "errno::ehostunreach",
    "openssl::ssl::sslerror",
    "socketerror:",
    // PHP
    "smtp connect() failed",
    "failed to connect to server",
    "connection could not be established with host",
    "stream_socket_client():",
    "stream_socket_enable_crypto():",
    "php_network_getaddresses:",
    "unable to connect with starttls",
    "unable to connect with tls encryption",
    "but got an empty response",
    "but got code \"\"",
    // .NET
    "sockets.socketexception",
    "unable to connect to the remote server",
    "connected party did not properly respond",
    "target machine actively refused",
    "forcibly closed by the remote host",
    "security.authentication.authenticationexception",
    // Rust
    "kind: connectionrefused",
    "kind: timedout",
    "invalid peer certificate",
    // Elixir's gen_smtp
    "{:network_failure, ",
    // Command-line mailers
    "remote host closed connection unexpectedly",
    "msmtp: cannot connect",
    "msmtp: cannot locate host",
    "msmtp: tls",
    "curl: (6)",
    "curl: (7)",
    "curl: (28)",
    "curl: (35)",
    "curl: (60)",
];
static CONNECTIONS: Phrases = Phrases::new(CONNECTING);
/// Texts of errors that concern the sender's own account or program.
pub(super) const OF_SENDER: &[&str] = &[
    "could not authenticate",
    "error: invalid login",
    "failed to authenticate on smtp server",
    "authenticationfailedexception",
    "missing credentials for",
    "'eauth'",
    "'eenvelope'",
    // The program was given no recipients.
    "smtprecipientsrefused: {}",
    "smtp auth extension not supported",
    "no suitable authentication method",
    "curl: (67)",
    // Elixir's gen_smtp
    ", :auth_failed",
    // PHP's mail() hands mail to a program, and does not say why that failed.
    "could not instantiate mail function",
];
static OWN: Phrases = Phrases::new(OF_SENDER);
/// What PHPMailer and its users put in front, in lower case.
const LABELS: [&str; 4] = [
    "message could not be sent.",
    "mailer error:",
    "phpmailer error:",
    "wp_mail_failed:",
];
/// The most lines of one error that say what it is about.
const MOST_LINES: usize = 4;

/// Whether a lower-case text looks like such an error.
pub(super) fn is_any(lower: &str) -> bool {
    static ANY: Phrases = Phrases::of([CONNECTING, OF_SENDER, &[]]);
    ANY.occur_in(lower) || is_cut_off(lower)
}

/// Whether a line ends as Go's errors do when a server hangs up: `create SMTP client: EOF`, `error=EOF`.
pub(super) fn is_cut_off(lower: &str) -> bool {
    let mut ends = memchr::memmem::find_iter(lower.as_bytes(), "eof");
    ends.any(|at| {
        let (before, behind) = (&lower[..at], &lower[at + 3..]);
        (before.ends_with(": ") || before.ends_with("error=") || before.ends_with("err="))
            && !behind.starts_with(|c: char| c.is_alphanumeric() || c == ' ' || c == '_')
    })
}

/// Returns the failure that an error reports, without stack frames: its first line, and the lines that say what it is
/// about.
pub(super) fn failure(text: &str) -> Option<Failure> {
    let lower = text.to_ascii_lowercase();
    let is_own = OWN.occur_in(&lower);
    let is_connection = CONNECTIONS.occur_in(&lower) || is_cut_off(&lower);
    if !is_own && !is_connection {
        return None;
    }
    let lines = text.lines().enumerate();
    let mut lines = lines.filter(|(_, line)| !line.trim().is_empty() && !is_frame(line));
    let first = lines.next()?;
    let is_about = |(_, line): &(usize, &str)| is_any(&line.to_ascii_lowercase());
    // What the server accepted earlier is not what failed.
    let accepts = |line: &str| Reply::parse(line).is_acceptance();
    let starts = [first]
        .into_iter()
        .filter(|first| (is_heading(text, first.1) || is_about(first)) && !accepts(first.1));
    let others = lines.filter(is_about);
    let shown: Vec<_> = starts.chain(others).take(MOST_LINES).collect();
    let words: Vec<_> = shown.iter().map(|(_, line)| words(line)).collect();
    Some(Failure {
        line: shown.first().map_or(0, |(line, _)| *line),
        diagnostic: words.join("\n"),
        is_temporary: is_connection && !is_own,
        ..Failure::default()
    })
}

/// Whether an error starts with its message: Python puts that after the frames.
fn is_heading(text: &str, first: &str) -> bool {
    text.trim_start().starts_with(first.trim()) && !first.starts_with([' ', '\t'])
}

/// Returns the message of a line, without labels in front or a JSON copy of it behind.
fn words(line: &str) -> &str {
    let line = line.trim().trim_end_matches(['{', ',']).trim_end();
    let mut words = line
        .split_once(" {\"exception\":")
        .map_or(line, |(line, _)| line);
    while let Some(label) = LABELS.iter().find(|label| {
        let start = words.get(..label.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(label))
    }) {
        words = words[label.len()..].trim_start();
    }
    words
}
