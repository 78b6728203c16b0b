//! Who says what in a line of a transcript. Programs differ in the marks in front of a line, but hardly in what
//! follows: a reply starts with its code, a command with its verb (RFC 5321 §4.1.1).

use crate::bounce::log;
use crate::bounce::message::phrases::Phrases;

/// A line of a transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn<'a> {
    pub speech: Speech<'a>,
    /// Whether a mark in front shows that this is a transcript.
    pub is_marked: bool,
    pub time: Option<&'a str>,
}

/// What a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speech<'a> {
    Command(Command<'a>),
    Reply(&'a str),
    /// A reply, with the command that it answers.
    Answer(&'static str, &'a str),
    /// The dot that ends a message.
    Dot,
}

/// A command that the client sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Command<'a> {
    /// `RCPT TO`, `DATA`.
    pub verb: &'static str,
    /// The recipient's or, after `MAIL FROM`, the sender's.
    pub address: Option<&'a str>,
}

/// Marks of either side, longer ones before those that they start with: swaks, PHPMailer, Exim, Sendmail, msmtp,
/// MailKit, smtplib, Perl's Net::SMTP, Ruby's Net::SMTP, Nodemailer; hMailServer, DokuWiki, SnappyMail; Swift Mailer.
const MARKS: [&str; 31] = [
    "SERVER -> CLIENT:",
    "CLIENT -> SERVER:",
    "SMTP -> FROM SERVER:",
    "CLIENT -> SMTP:",
    "SMTP<<",
    "SMTP>>",
    "SMTP|>",
    "<<<",
    ">>>",
    "<--",
    "-->",
    "<**",
    "<~*",
    "<-",
    "->",
    "<~",
    "~>",
    "S:",
    "C:",
    "send:",
    "reply:",
    "SMTP+>",
    "RECEIVED:",
    "SENT:",
    "Got:",
    "Sent:",
    "└──",
    "]: >",
    "]: <",
    "<<",
    ">>",
];
/// Marks that may precede other text too: curl's, which also mark quotes, and letters.
const WEAK_MARKS: [&str; 4] = ["<", ">", "S ", "C "];
/// What CodeIgniter puts before the reply to each command: `to: 550 5.1.1 …` (`system/libraries/Email.php` of
/// <https://github.com/bcit-ci/CodeIgniter>).
const ANSWERED: [(&str, &str); 7] = [
    ("hello: ", "EHLO"),
    ("starttls: ", "STARTTLS"),
    ("from: ", "MAIL FROM"),
    ("to: ", "RCPT TO"),
    ("data: ", "DATA"),
    ("reset: ", "RSET"),
    ("quit: ", "QUIT"),
];
/// The longest line of a session, in bytes (RFC 5321 §4.5.3.1).
const LONGEST: usize = 4096;
/// The most bytes in front of a mark.
const LONGEST_HEAD: usize = 80;
/// The longest mark, in bytes.
const LONGEST_MARK: usize = 24;
/// Most lines have no mark at all.
static ANY_MARK: Phrases = Phrases::new(&MARKS);

/// The commands, and what has to follow each of them.
const COMMANDS: [(&str, &str, Follows); 15] = [
    ("EHLO", "EHLO ", Follows::Word),
    ("HELO", "HELO ", Follows::Word),
    ("LHLO", "LHLO ", Follows::Word),
    ("MAIL FROM", "MAIL FROM:", Follows::Path),
    ("RCPT TO", "RCPT TO:", Follows::Path),
    ("AUTH", "AUTH ", Follows::Words),
    ("BDAT", "BDAT ", Follows::Words),
    ("VRFY", "VRFY ", Follows::Word),
    ("EXPN", "EXPN ", Follows::Word),
    ("XCLIENT", "XCLIENT ", Follows::Words),
    ("DATA", "DATA", Follows::Nothing),
    ("STARTTLS", "STARTTLS", Follows::Nothing),
    ("RSET", "RSET", Follows::Nothing),
    ("NOOP", "NOOP", Follows::Nothing),
    ("QUIT", "QUIT", Follows::Nothing),
];

/// What follows a command's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Follows {
    Nothing,
    Word,
    Words,
    /// An address and parameters.
    Path,
}

impl<'a> Turn<'a> {
    /// Parses a line. Less evidence is needed if the text is known to be a transcript.
    pub(crate) fn of(line: &'a str, is_known: bool) -> Option<Turn<'a>> {
        let text = Some(line.trim()).filter(|text| text.len() <= LONGEST)?;
        let text = log::behind_container(text).unwrap_or(text);
        let (time, body) = without_stamp(text);
        let marked = marked(body, is_known).or_else(|| answered(body, is_known));
        let (speech, is_marked) = match marked {
            Some(speech) => (speech, true),
            None => (plain(body, is_known)?, false),
        };
        Some(Turn {
            speech,
            is_marked,
            time,
        })
    }
}

fn without_stamp(text: &str) -> (Option<&str>, &str) {
    match log::split_stamp(text) {
        Some((time, body)) => (Some(time), body),
        None => (None, text),
    }
}

/// Whether a line announces a transcript: telnet, `openssl s_client`, swaks, curl, PHPMailer, smtplib, MailKit.
pub(crate) fn opens(line: &str) -> bool {
    const STARTS: [&str; 8] = [
        "CONNECTED(0",
        "=== Trying ",
        "=== Connected to ",
        "*   Trying ",
        "* Connected to ",
        "Connection: opening to ",
        "connect: (",
        "Connected to smtp",
    ];
    let (_, text) = without_stamp(line.trim_start());
    // The server speaks first (RFC 5321 §4.2).
    let text = text.strip_prefix("S ").unwrap_or(text);
    let is_greeting = text.starts_with("220 ") || text.starts_with("220-");
    STARTS.iter().any(|start| text.starts_with(start))
        || is_greeting && text.contains("SMTP")
        || text.starts_with("Trying ") && text.trim_end().ends_with("...")
}

/// Parses a reply behind the name of the command that it answers. Only the first of a session shows what it is.
fn answered(text: &str, is_known: bool) -> Option<Speech<'_>> {
    let names = &ANSWERED[..if is_known { ANSWERED.len() } else { 1 }];
    names.iter().find_map(|(name, verb)| {
        let reply = text.strip_prefix(name)?;
        log::is_reply(reply).then_some(Speech::Answer(verb, reply))
    })
}

/// Parses a line without a mark.
fn plain(text: &str, is_known: bool) -> Option<Speech<'_>> {
    if is_known && text == "." {
        return Some(Speech::Dot);
    }
    if let Some(reply) = reply(text).filter(|_| is_known) {
        return Some(Speech::Reply(reply));
    }
    if let Some(to) = by_swaks(text) {
        return Some(Speech::Command(Command {
            verb: "",
            address: Some(to),
        }));
    }
    let command = command(text)?;
    // People type in lower case, and write `Mail from: …`.
    let name = text.get(..command.verb.len())?;
    let is_typed = is_known || command.verb.contains(' ') || command.verb.ends_with("LO");
    let is_command =
        name == command.verb || is_typed && name.bytes().all(|byte| !byte.is_ascii_uppercase());
    is_command.then_some(Speech::Command(command))
}

/// Returns the recipient of a session of which swaks' command line may be all that the client said: `$ swaks -t
/// jo@example.org`.
fn by_swaks(text: &str) -> Option<&str> {
    let mut words = text.strip_prefix("$ ").unwrap_or(text).split(' ');
    words.next().filter(|name| *name == "swaks")?;
    words.find(|word| matches!(*word, "-t" | "--to"))?;
    words.next().filter(|to| to.contains('@'))
}

/// Returns a reply, or a line of one after a process id and the space of a mark: `  308          550 5.1.1 …`.
fn reply(text: &str) -> Option<&str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let behind = text[digits..].strip_prefix("   ").map(str::trim_start);
    let behind = behind.filter(|rest| digits > 0 && log::is_reply(rest));
    behind.or_else(|| Some(text).filter(|text| log::is_reply(text)))
}

/// Parses what follows a mark.
fn marked(text: &str, is_known: bool) -> Option<Speech<'_>> {
    let near = text.floor_char_boundary(LONGEST_HEAD + LONGEST_MARK);
    let is_marked = ANY_MARK.occur_in(&text[..near]);
    let mut marks = MARKS.iter().filter(|_| is_marked);
    let marked = marks.find_map(|mark| said_behind(text, mark, is_known));
    marked.or_else(|| {
        let weakly_marked = |mark: &&str| speech(unquoted(text.strip_prefix(*mark)?));
        let weak = WEAK_MARKS.iter().find_map(weakly_marked)?;
        (is_known || matches!(weak, Speech::Command(_))).then_some(weak)
    })
}

fn said_behind<'a>(text: &'a str, mark: &str, is_known: bool) -> Option<Speech<'a>> {
    let at = memchr::memmem::find(text.as_bytes(), mark.as_bytes())?;
    let (head, rest) = text.split_at(at);
    let head = head.trim_end();
    // A process id, `Net::SMTP=GLOB(0x55d0c8)`, `DEBUG [4f2a]`, `"192.0.2.7"`, `mta: 0x55d0c8:`; in a transcript,
    // anything in front of a mark that does not occur in sentences.
    let is_head = head.is_empty()
        || head.ends_with([')', ']', '"'])
        || mark.len() > 2
            && head
                .split_ascii_whitespace()
                .all(|word| word.ends_with(':'))
        || is_known && mark.len() > 2 && mark.starts_with(['<', '-', '>', ']'])
        || head.bytes().all(|byte| byte.is_ascii_digit());
    let speech = speech(unquoted(&rest[mark.len()..])).filter(|_| at < LONGEST_HEAD)?;
    // A reply may also be quoted twice.
    let is_quote = mark == ">>" && !is_known;
    (is_head && !is_quote || matches!(speech, Speech::Command(_))).then_some(speech)
}

fn speech(text: &str) -> Option<Speech<'_>> {
    if log::is_reply(text) {
        return Some(Speech::Reply(text));
    }
    command(text).map(Speech::Command)
}

/// Returns the words in `b'250 2.1.0 Ok\r\n'`, or in the same without quotes.
fn unquoted(text: &str) -> &str {
    let text = text.trim();
    let text = text.strip_suffix("\\r\\n").unwrap_or(text);
    let bytes = text.strip_prefix('b').unwrap_or(text);
    let Some(quoted) = bytes.strip_prefix(['\'', '"']) else {
        let open = text.strip_suffix('"').filter(|text| !text.contains('"'));
        return open.unwrap_or(text);
    };
    let quoted = quoted.strip_suffix(['\'', '"']).unwrap_or(quoted);
    let end = quoted.find("\\r").or_else(|| quoted.find("\\n"));
    quoted[..end.unwrap_or(quoted.len())].trim_end()
}

/// Parses a command, in any case.
fn command(text: &str) -> Option<Command<'_>> {
    COMMANDS.iter().find_map(|(verb, start, follows)| {
        let (name, rest) = text.split_at_checked(start.len())?;
        if !name.eq_ignore_ascii_case(start) {
            return None;
        }
        let rest = rest.trim();
        let mut address = None;
        let fits = match follows {
            Follows::Nothing => rest.is_empty(),
            Follows::Word => {
                address = Some(rest).filter(|rest| *verb == "VRFY" && rest.contains('@'));
                !rest.is_empty() && !rest.contains(' ')
            }
            Follows::Words => !rest.is_empty(),
            Follows::Path => {
                let (named, parameters) = path(rest)?;
                // Somebody has hidden it: `<[hidden]>`.
                address = Some(named).filter(|named| !named.starts_with('['));
                parameters.split_whitespace().all(is_parameter)
            }
        };
        fits.then_some(Command { verb, address })
    })
}

/// Splits `<jo@example.org> NOTIFY=NEVER` into address and parameters.
fn path(text: &str) -> Option<(&str, &str)> {
    if let Some(found) = log::bracketed(text) {
        return Some(found);
    }
    let end = text.find(' ').unwrap_or(text.len());
    let (address, rest) = text.split_at(end);
    address.contains('@').then_some((address, rest))
}

/// `SIZE=1000`, `SMTPUTF8` (RFC 5321 §4.1.1.11).
fn is_parameter(word: &str) -> bool {
    let name = word.split('=').next().unwrap_or_default();
    name.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && (word.contains('=') || name.bytes().all(|byte| !byte.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_show_by_themselves() {
        for (line, verb, address) in [
            (
                "RCPT TO:<jo@example.org>",
                "RCPT TO",
                Some("jo@example.org"),
            ),
            (
                "rcpt to: <jo@example.org> NOTIFY=NEVER",
                "RCPT TO",
                Some("jo@example.org"),
            ),
            (
                ">>> RCPT To:<jo@example.org>",
                "RCPT TO",
                Some("jo@example.org"),
            ),
            (
                "MAIL FROM:<me@example.com> SIZE=10 SMTPUTF8",
                "MAIL FROM",
                Some("me@example.com"),
            ),
            (
                "send: 'rcpt TO:<jo@example.org>\\r\\n'",
                "RCPT TO",
                Some("jo@example.org"),
            ),
            (
                "2026-03-14 09:26:53\tCLIENT -> SERVER: RCPT TO:<jo@example.org>",
                "RCPT TO",
                Some("jo@example.org"),
            ),
            ("Net::SMTP=GLOB(0x55d0)>>> DATA", "DATA", None),
            ("> EHLO mail.example.com", "EHLO", None),
            ("QUIT", "QUIT", None),
        ] {
            let turn = Turn::of(line, false).map(|turn| turn.speech);
            assert_eq!(
                turn,
                Some(Speech::Command(Command { verb, address })),
                "{line}"
            );
        }
    }

    #[test]
    fn replies_need_a_mark_or_a_transcript() {
        for line in [
            "<** 550 5.1.1 no such user",
            "  308   SMTP<< 550 5.1.1 no such user",
            "SERVER -> CLIENT: 550 5.1.1 no such user",
            "reply: b'550 5.1.1 no such user\\r\\n'",
            "-> \"550 5.1.1 no such user\\n\"",
            "2026-03-14T09:26:53Z S: 550 5.1.1 no such user",
            "[2026-03-14 09:26:53] DEBUG [4f2a] S: 550 5.1.1 no such user",
            "Got: 550 5.1.1 no such user",
            "debug: mta: 0x55d0c8: <<< 550 5.1.1 no such user",
        ] {
            let turn = Turn::of(line, false).map(|turn| turn.speech);
            assert_eq!(
                turn,
                Some(Speech::Reply("550 5.1.1 no such user")),
                "{line}"
            );
        }
        for line in ["550 5.1.1 no such user", "< 550 5.1.1 no such user"] {
            assert_eq!(Turn::of(line, false), None, "{line}");
            assert!(Turn::of(line, true).is_some(), "{line}");
        }
    }

    #[test]
    fn text_is_no_speech() {
        for line in [
            "Mail from: <me@example.com>",
            "MAIL FROM:<me@example.com> was rejected by the host",
            "after RCPT TO:<jo@example.org>: 550 no",
            "data",
            "the server said << 550 no such user",
            "the server said: <<< 550 no such user",
            "From: 550@example.org",
        ] {
            assert_eq!(Turn::of(line, false), None, "{line}");
        }
    }
}
