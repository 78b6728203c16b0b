//! Neighbouring lines: which belong together, which do not, and that nothing waits for a neighbour.

use crate::program::PROGRAM;
use crate::reading::{bounces, found};
use bouncedex::bounce::{Bounce, log};
use bouncedex::builtin::CATALOGUE;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

/// What an input tells: of each answer the line and what was said.
fn told(input: &str) -> Vec<(usize, String)> {
    let (found, _) = found(input);
    let said = |(line, bounce): (usize, Bounce<'_>)| (line, bounce.diagnostic.into_owned());
    found.into_iter().map(said).collect()
}

/// The catalogue's examples, but those whose one line says that another one follows.
fn examples() -> Vec<&'static str> {
    let examples = CATALOGUE.entries().flat_map(|entry| entry.examples.iter());
    examples
        .filter(|text| {
            let (code, rest) = text.split_at_checked(3).unwrap_or_default();
            !rest.starts_with('-') || rest.contains(&format!(" {code} "))
        })
        .collect()
}

#[test]
fn replies_on_lines_of_their_own_are_answered_each_by_itself() {
    let examples = examples();
    assert!(examples.len() > 1000);
    let alone: HashMap<_, _> = examples.iter().map(|text| (*text, told(text))).collect();
    let (mut random, mut text, mut expected) = (1_u64, String::new(), Vec::new());
    for number in 0..100_000 {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let example = examples[random as usize % examples.len()];
        text.push_str(example);
        text.push('\n');
        let answers = alone[example].iter();
        expected.extend(answers.map(|(line, said)| (number + line, said.clone())));
    }
    let found = told(&text);
    let first = found
        .iter()
        .zip(&expected)
        .find(|(found, expected)| found != expected);
    assert_eq!(first, None);
    assert_eq!(found.len(), expected.len());
}

#[test]
fn a_reply_of_several_lines_is_one() {
    for text in [
        "550-5.1.1 no such\n550-5.1.1 user\n550 5.1.1 here",
        "550-5.1.1 no such\r\n550 5.1.1 user",
        "550 5.1.1 no such user,\n  wrapped\n\tand wrapped again",
        "550-5.1.1 no such user,\nsays a line without its code\n550 5.1.1 here",
    ] {
        assert_eq!(told(text), [(1, text.replace("\r\n", "\n"))], "{text}");
        let between = format!("mailbox full\n{text}\n421 4.7.0 busy\nuser unknown\n");
        let lines: Vec<_> = told(&between).iter().map(|(line, _)| *line).collect();
        let behind = 2 + text.lines().count();
        assert_eq!(lines, [1, 2, behind, behind + 1], "{text}");
    }
}

/// The program as it reads a pipe that stays open.
struct Live {
    program: Child,
    input: ChildStdin,
    answers: Receiver<String>,
}

impl Live {
    fn start() -> Live {
        let mut command = Command::new(PROGRAM);
        command.args(["--no-config", "explain", "--json"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut program = command.spawn().expect("a process");
        let input = program.stdin.take().expect("a pipe");
        let output = BufReader::new(program.stdout.take().expect("a pipe"));
        let (sender, answers) = mpsc::channel();
        thread::spawn(move || {
            let lines = output.lines().map_while(Result::ok);
            lines.for_each(|line| drop(sender.send(line)));
        });
        Live {
            program,
            input,
            answers,
        }
    }

    fn write(&mut self, text: &str) {
        let written = self.input.write_all(text.as_bytes());
        written.and_then(|()| self.input.flush()).expect("a pipe");
    }

    /// The text of the next answer; a fault takes long to show, an answer does not.
    #[track_caller]
    fn answer(&self) -> String {
        let answer = self.answers.recv_timeout(Duration::from_secs(60));
        let answer = answer.expect("an answer while the pipe is open");
        let object: serde_json::Value = serde_json::from_str(&answer).expect("an object");
        object["text"].as_str().expect("a text").to_owned()
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

#[test]
fn lines_are_answered_as_they_come() {
    let delivery = "mail postfix/smtp[71]: 4A1B2C3D4E: to=<jo@example.org>, relay=none, delay=9, \
                    dsn=4.4.1, status=deferred (connection timed out)";
    let mut live = Live::start();
    for (line, text) in [
        (
            format!("2026-03-14T00:26:53.589793+00:00 {delivery}"),
            "connection timed out",
        ),
        (
            format!("2026-03-14T00:26:53Z {delivery}"),
            "connection timed out",
        ),
        (
            format!("Mar 14 09:26:53 {delivery}"),
            "connection timed out",
        ),
        ("550 5.1.1 no such user".to_owned(), "no such user"),
        ("mailbox full".to_owned(), "mailbox full"),
        ("Error: 550 5.1.1 no such user".to_owned(), "no such user"),
        (
            "550-5.1.1 no such\n550 5.1.1 user".to_owned(),
            "no such user",
        ),
    ] {
        live.write(&(line + "\n"));
        assert_eq!(live.answer(), text);
    }
    // What goes on is waited for, however long that takes.
    live.write("550-5.1.1 no such\n");
    thread::sleep(Duration::from_millis(100));
    live.write("550 5.1.1 user\n");
    assert_eq!(live.answer(), "no such user");
}

/// A line of each kind of log, and its recipient.
const LOGS: [(&str, &str); 6] = [
    (
        "Mar 14 09:26:53 mail postfix/smtp[71]: 4A1B2C3D4E: to=<jo@example.org>, relay=none, dsn=4.4.1, status=deferred (connection timed out)",
        "jo@example.org",
    ),
    (
        "2026-03-14 09:26:53 1jmKso-0009d4-Uf ** jo@example.org R=dnslookup T=remote_smtp: all relevant MX records point to non-existent hosts",
        "jo@example.org",
    ),
    (
        "Mar 14 09:26:53 mail sm-mta[71]: 62E9QPxR001903: to=<jo@example.org>, delay=00:00:04, mailer=esmtp, dsn=4.0.0, stat=Deferred",
        "jo@example.org",
    ),
    (
        "2026-03-14T09:26:53+0100 mail haraka[71]: [NOTICE] [69D20955.1.1] [outbound] recipient <jo@example.org> rejected: 550 5.1.1 no",
        "jo@example.org",
    ),
    (
        "Mar 14 09:26:53.589793 mail maddy[71]: queue: delivery attempt failed\t{\"msg_id\":\"3b2\",\"rcpt\":\"jo@example.org\",\"reason\":\"no\",\"smtp_code\":550,\"smtp_msg\":\"no\"}",
        "jo@example.org",
    ),
    (
        "Sat Mar 14 09:26:53 2026 Info: Bounced: DCID 3 MID 4 From:<me@example.com> To:<jo@example.org> RID 0 - 5.1.0 - Unknown address error ('550', ['User unknown']) []",
        "jo@example.org",
    ),
];

/// What tools put in front of a line.
const PREFIXES: [&str; 22] = [
    "mail.log:",
    "mail.log:17:",
    "mail.log-17-",
    "/var/log/mail.log-20260314:",
    "./old logs/mail.log.1:",
    "log/mail.log: ",
    "maillog:",
    "17:",
    "    17\t",
    "mx1: ",
    "splunk1 : ",
    "mail-1  | ",
    "mail_postfix.1.x7k@node1    | ",
    "\x1b[36mmail-1  |\x1b[0m ",
    "\x1b[35m\x1b[Kmail.log\x1b[m\x1b[K\x1b[36m\x1b[K:\x1b[m\x1b[K",
    "[pod/mail-0/postfix] ",
    "mail-0 postfix ",
    "2026-03-14T09:26:54.123456789Z ",
    "2026-03-14T09:26:54Z {app=\"mail\", host=\"mx1\"} ",
    "2026-03-14T09:26:54+00:00 mail/postfix/4f2a ",
    "<22>",
    "<22>2026-03-14T09:26:54Z ",
];

#[test]
fn lines_behind_prefixes_are_read() {
    for (line, recipient) in LOGS {
        for prefix in PREFIXES {
            let text = format!("{prefix}{line}\n{prefix}{line}\n");
            let recipients = bounces(&text).into_iter().map(|bounce| bounce.recipient);
            let recipients: Vec<_> = recipients.map(Option::unwrap_or_default).collect();
            assert_eq!(recipients, [recipient; 2], "{text}");
        }
    }
}

#[test]
fn lines_without_a_stamp_are_read_behind_prefixes() {
    let line =
        "4A1B2C3D4E: to=<jo@example.org>, relay=none, dsn=4.4.1, status=deferred (timed out)";
    for prefix in [
        "mail.log:",
        "mail.log:17:",
        "17:",
        "   17\t",
        "mx1: ",
        "mail-1  | ",
    ] {
        assert_eq!(
            told(&format!("{prefix}{line}")),
            [(1, "timed out".to_owned())],
            "{prefix}"
        );
    }
    for prefix in ["replies.txt:", "replies.txt:17:", "17:", "   17\t"] {
        let text =
            format!("{prefix}550-5.1.1 no such\n{prefix}550 5.1.1 user\n{prefix}452 4.2.2 full\n");
        let expected = [
            (1, "550-5.1.1 no such\n550 5.1.1 user".to_owned()),
            (3, "452 4.2.2 full".to_owned()),
        ];
        assert_eq!(told(&text), expected, "{prefix}");
    }
    let json = r#"mail.log:17:{"log":"4A1B2C3D4E: to=<jo@example.org>, dsn=4.4.1, status=deferred (timed out)","stream":"stdout","time":"2026-03-14T09:26:53Z"}"#;
    assert_eq!(told(json), [(1, "timed out".to_owned())]);
}

#[test]
fn lines_with_a_facility_are_read() {
    for head in [
        "Mar 14 09:26:53 <mail.info> mail",
        "Mar 14 09:26:53 mail mail.info",
        "<22>Mar 14 09:26:53 mail",
    ] {
        let line = format!(
            "{head} sendmail[71]: 62E9QPxR001903: to=<jo@example.org>, dsn=5.1.1, stat=User unknown"
        );
        assert_eq!(told(&line), [(1, "User unknown".to_owned())], "{head}");
    }
    let solaris = "Mar 14 09:26:53 mail sendmail[71]: [ID 801593 mail.info] 62E9QPxR001903: to=<jo@example.org>, dsn=5.1.1, stat=User unknown";
    assert_eq!(told(solaris), [(1, "User unknown".to_owned())]);
}

/// What a log says beside its deliveries, and what of that is told.
const NOTES: [(&str, &str); 16] = [
    (
        "dovecot: lmtp(jo@example.org)<71><xyz>: msgid=<a@example.net>: save failed to INBOX: Quota exceeded (mailbox for user is full)",
        "Quota exceeded (mailbox",
    ),
    (
        "dovecot: lmtp(71, jo@example.org): xyz: sieve: msgid=<a@example.net>: failed to store into mailbox 'INBOX': Quota exceeded (mailbox for user is full)",
        "Quota exceeded (mailbox",
    ),
    (
        "deliver(jo@example.org): msgid=<a@example.net>: rejected: Quota exceeded (mailbox for user is full)",
        "Quota exceeded (mailbox",
    ),
    (
        "dovecot: lda(jo@example.org)<71><xyz>: sieve: msgid=<a@example.net>: rejected message from <a@example.net> (no advertisements)",
        "no advertisements",
    ),
    (
        "courieresmtp: id=0038C081.4D026173.000051A4,from=<me@example.com>,addr=<jo@example.org>: Connection refused",
        "Connection refused",
    ),
    (
        "courieresmtp: id=0038C081.4D026173.000051A4,from=<me@example.com>,addr=<jo@example.org>,status: failure",
        "",
    ),
    (
        "postfix/smtp[71]: 4A1B2C3D4E: host mx.example.org[192.0.2.7] said: 452 4.2.2 full (in reply to RCPT TO command)",
        "452 4.2.2 full",
    ),
    (
        "postfix/smtp[71]: 4A1B2C3D4E: host mx.example.org[192.0.2.7] refused to talk to me: 421 4.7.0 slow down",
        "421 4.7.0 slow down",
    ),
    (
        "postfix/smtp[71]: connect to mx.example.org[2001:db8::7]:25: Network is unreachable",
        "connect to mx.example.org",
    ),
    (
        "postfix/smtp[71]: 4A1B2C3D4E: lost connection with mx.example.org[192.0.2.7] while sending RCPT TO",
        "lost connection with",
    ),
    (
        "postfix/smtp[71]: 4A1B2C3D4E: conversation with mx.example.org[192.0.2.7] timed out while sending MAIL FROM",
        "conversation with",
    ),
    (
        "postfix/smtp[71]: 4A1B2C3D4E: SASL authentication failed; server mx.example.org[192.0.2.7] said: 535 5.7.8 no",
        "535 5.7.8 no",
    ),
    (
        "postfix/smtpd[71]: NOQUEUE: reject_warning: RCPT from c.example.net[192.0.2.9]: 554 5.7.1 <jo@example.org>: Relay access denied; from=<a@example.net> to=<jo@example.org> proto=ESMTP helo=<x>",
        "554 5.7.1 <jo@example.org>: Relay",
    ),
    (
        "exim[71]: 1jmKso-0009d4-Uf H=mx.example.org [192.0.2.7]: SMTP error from remote mail server after RCPT TO:<jo@example.org>: 550 5.1.1 no",
        "550 5.1.1 no",
    ),
    (
        "exim[71]: 1jmKso-0009d4-Uf H=mx.example.org [192.0.2.7] Connection timed out",
        "Connection timed out",
    ),
    (
        "java[71]: com.sun.mail.smtp.SMTPAddressFailedException: 550 5.1.1 <jo@example.org>: No such user",
        "550 5.1.1 <jo@example.org>: No such",
    ),
];

#[test]
fn notes_of_a_log_are_told_alone() {
    for (note, said) in NOTES {
        let line = format!("Mar 14 09:26:53 mail {note}\n");
        let found = told(&line.repeat(150));
        assert_eq!(found.len(), 150, "{line}");
        assert!(
            found.iter().all(|(_, words)| words.starts_with(said)),
            "{found:?}"
        );
    }
}

#[test]
fn notes_are_not_told_beside_the_delivery_and_never_counted() {
    let postfix = "Mar 14 09:26:54 mail postfix/smtp[71]: 4A1B2C3D4E: to=<jo@example.org>, relay=none, dsn=4.4.1, \
                   status=deferred (connect to mx.example.org[2001:db8::7]:25: Network is unreachable)\n";
    let exim = "2026-03-14 09:26:54 1jmKso-0009d4-Uf == jo@example.org R=r T=t defer (-44): SMTP error from remote mail \
                server after RCPT TO:<jo@example.org>: host mx.example.org [192.0.2.7]: 452 4.2.2 full\n";
    for (note, _) in NOTES {
        let line = format!("Mar 14 09:26:53 mail {note}\n");
        assert_eq!(log::read(&line), None, "{line}");
        let delivery = if note.starts_with("exim") {
            exim
        } else {
            postfix
        };
        let others = ["java", "dovecot", "deliver", "courier"];
        let is_others = others.iter().any(|program| note.starts_with(program));
        let is_of_it = !note.contains("NOQUEUE") && !is_others;
        let expected = if is_of_it { 1 } else { 2 };
        assert_eq!(told(&format!("{line}{delivery}")).len(), expected, "{line}");
        assert_eq!(told(&format!("{delivery}{line}")).len(), expected, "{line}");
        // Another message's delivery makes none needless.
        let other = delivery
            .replace("4A1B2C3D4E", "4A1B2C3D4F")
            .replace("0009d4", "0009d5");
        let other = other.replace("connect to", "no route to");
        assert_eq!(told(&format!("{line}{other}")).len(), 2, "{line}");
    }
}

#[test]
fn what_another_line_tells_in_the_same_words_is_no_note() {
    let dovecot = format!("Mar 14 09:26:53 mail {}\n", NOTES[0].0);
    let gives_up = "Mar 14 09:26:53 mail dovecot: lmtp(jo@example.org)<71><xyz>: msgid=<a@example.net>: rejected: Quota exceeded \
                    (mailbox for user is full)\n";
    let postfix = "Mar 14 09:26:53 mail postfix/lmtp[71]: 4A1B2C3D4E: to=<jo@example.org>, relay=mx[private/lmtp], dsn=5.2.2, \
                   status=bounced (host mx[private/lmtp] said: 552 5.2.2 <jo@example.org> Quota exceeded (mailbox for \
                   user is full) (in reply to end of DATA command))\n";
    assert_eq!(told(&format!("{dovecot}{gives_up}")).len(), 1);
    assert_eq!(told(&format!("{dovecot}{gives_up}{postfix}")).len(), 1);
    let courier = "Mar 14 09:26:53 mail courieresmtp: id=0038C081.4D026173,from=<me@example.com>,addr=<jo@example.org>";
    let refused = format!("{courier}: 550 5.1.1 No such user\n{courier},status: failure\n");
    assert_eq!(told(&refused).len(), 1);
}

#[test]
fn a_long_log_has_no_notes() {
    let idle = "Mar 14 09:26:53 mail postfix/qmgr[71]: 4A1B2C3D4F: removed\n";
    let note = format!("Mar 14 09:26:53 mail {}\n", NOTES[0].0);
    assert_eq!(told(&format!("{note}{}{note}", idle.repeat(200))), []);
}

/// Issues and chats hold lines of logs as code.
#[test]
fn lines_in_markdown_are_lines_of_a_log() {
    let line = "4A1B2C3D4E: to=<jo@example.org>, relay=none, dsn=4.4.1, status=deferred (connection timed out)";
    for (before, after) in [
        ("`", "`"),
        ("- `", "`"),
        ("> `", "`"),
        ("**", "**"),
        ("`Mar 14 09:26:53 mail postfix/smtp[71]: ", "`"),
    ] {
        let shown = format!("{before}{line}{after}");
        let found = log::read(&shown).expect("a delivery");
        assert_eq!(
            found.recipient.as_deref(),
            Some("jo@example.org"),
            "{shown}"
        );
        assert_eq!(found.diagnostic, "connection timed out", "{shown}");
    }
}
