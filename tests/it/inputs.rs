//! What `explain` reads, and where it finds bounces: the real program with files, folders and pipes.

use crate::program::{Ended, ended, folder, run};
use crate::reading::{bounces, found};
use bouncedex::bounce::cut::{Cut, Limit};
use bouncedex::bounce::read;
use bouncedex::builtin::CATALOGUE;
use bouncedex::diagnose::Diagnoser;
use bouncedex::inputs;
use bouncedex::triage::Triage;
use bouncedex::triage::ahead::read_all;
use bouncedex::triage::time::Clock;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;
use tempfile::TempDir;

/// `bouncedex explain …` in a folder, with something on standard input.
fn explain(folder: &Path, arguments: &[&str], input: impl Into<Vec<u8>>) -> Ended {
    let arguments = [&["--no-config", "explain"], arguments].concat();
    run(folder, &arguments, input)
}

/// `recipient reply line` of each object, and the status.
fn told(folder: &Path, arguments: &[&str], input: impl Into<Vec<u8>>) -> (i32, Vec<String>) {
    let arguments = [&["--json"], arguments].concat();
    let Ended { status, out, .. } = explain(folder, &arguments, input);
    let told = out.lines().map(|line| {
        let object: Value = serde_json::from_str(line).expect("an object");
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let file = object["input"]["file"]
            .as_str()
            .map(|file| format!("{file}:"));
        let line = &object["input"]["line"];
        let (recipient, reply) = (text(&object["recipient"]), text(&object["reply"]));
        format!("{recipient} {reply} {}{line}", file.unwrap_or_default())
    });
    (status, told.collect())
}

/// What standard input tells.
#[track_caller]
fn check(input: impl Into<Vec<u8>>, status: i32, wanted: &[&str]) {
    let (ended, told) = told(folder_with(&[]).path(), &[], input);
    assert_eq!(told, wanted);
    assert_eq!(ended, status);
}

fn folder_with(files: &[(&str, &str)]) -> TempDir {
    let files = files.iter().map(|(name, text)| (*name, text.as_bytes()));
    crate::program::folder(&files.collect::<Vec<_>>())
}

/// A delivery report of 21 lines that names one recipient.
fn report(recipient: &str, said: &str) -> String {
    format!(
        "Return-Path: <>\nFrom: MAILER-DAEMON@mail.example.net\nTo: me@example.net\n\
         Subject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status;\n boundary=\"b1/mail\"\n\n\
         --b1/mail\nContent-Type: text/plain\n\nNot delivered.\n\n\
         --b1/mail\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example.net\n\n\
         Final-Recipient: rfc822; {recipient}\nAction: failed\nDiagnostic-Code: smtp; {said}\n\n\
         --b1/mail\nContent-Type: message/rfc822\n\nFrom: me@example.net\nTo: {recipient}\n\n\
         Hello.\n\nFrom 10:30 to 11:45 in 2026 we meet.\n>From there we go on.\n\n--b1/mail--\n"
    )
}

/// A mailbox of such reports (RFC 4155), each of 39 lines.
fn mailbox(recipients: &[&str]) -> String {
    recipients
        .iter()
        .fold(String::new(), |mut mailbox, recipient| {
            let report = report(recipient, "550 5.1.1 no such user here");
            let _ = write!(
                mailbox,
                "From MAILER-DAEMON Mon Nov 23 10:00:00 2026\n{report}\n"
            );
            mailbox
        })
}

const LOG: &str = "Nov 23 10:00:00 mail postfix/smtp[71]: 4A1B2C3D4E: to=<log@example.org>, relay=mx.example.org[192.0.2.7]:25, delay=2, dsn=5.2.2, status=bounced (host mx.example.org[192.0.2.7] said: 552 5.2.2 mailbox full (in reply to RCPT TO command))\n";
const IDLE: &str =
    "Nov 23 10:00:00 mail postfix/smtpd[72]: connect from client.example.net[192.0.2.9]\n";
const EVENT: &str = r#"{"event": "bounce", "email": "json@example.org", "sg_event_id": "a", "sg_message_id": "b", "timestamp": 1795428000, "reason": "550 5.1.1 no such user here", "status": "5.1.1"}"#;

#[test]
fn a_mailbox_is_many_mails_whatever_its_line_ends() {
    let unix = mailbox(&["a@example.org", "b@example.org", "c@example.org"]);
    let length = unix.lines().count() / 3;
    let wanted = [0, 1, 2].map(|mail| {
        let name = ["a", "b", "c"][mail];
        format!("{name}@example.org 550 {}", mail * length + 1)
    });
    let wanted = wanted.each_ref().map(String::as_str);
    for ends in ["\n", "\r\n", "\r"] {
        check(unix.replace('\n', ends), 0, &wanted);
    }
}

#[test]
fn a_line_that_starts_like_a_separator_is_text_unless_a_field_follows() {
    let quoted = mailbox(&["a@example.org"]);
    let text = "\nFrom Monday 23 Nov 10:30 2026 on we are closed.\nSorry.\n\n";
    let unquoted = quoted.replace("\n--b1/mail--", &format!("{text}--b1/mail--"));
    assert_ne!(quoted, unquoted);
    check(unquoted, 0, &["a@example.org 550 1"]);
}

#[test]
fn quoting_of_mailboxes_is_undone() {
    let mail = "From x Mon Nov 23 10:00:00 2026\nFrom: MAILER-DAEMON@example.net\n\
                Subject: Undelivered mail\n\n<a@example.org>: 550 5.1.1 no such user,\n>From now on.\n";
    let said = bounces(mail)
        .into_iter()
        .map(|bounce| bounce.diagnostic.replace('\n', " "));
    assert!(said.eq(["550 5.1.1 no such user, From now on."]));
}

#[test]
fn folders_are_read_with_their_folders_by_name() {
    let (one, two) = (
        report("one@example.org", "550 no such user"),
        report("two@example.org", "452 full"),
    );
    let files = [
        ("mails/b.eml", &*one),
        ("mails/a/z.txt", &*two),
        ("mails/.hidden", &*one),
        ("mails/.d/x", &*one),
    ];
    let folder = folder_with(&files);
    let (status, told) = told(folder.path(), &["mails"], "");
    assert_eq!(
        told,
        [
            "two@example.org 452 mails/a/z.txt:1",
            "one@example.org 550 mails/b.eml:1"
        ]
    );
    assert_eq!(status, 0);
}

#[test]
fn of_a_maildir_the_mails_are_read_and_nothing_else() {
    let [one, two] =
        ["one", "two"].map(|name| report(&format!("{name}@example.org"), "550 no such user"));
    let folder = folder_with(&[
        ("Maildir/cur/1700000000.M1P1.mail:2,S", &one),
        ("Maildir/new/1700000001.M1P2.mail", &two),
        ("Maildir/tmp/1700000002.M1P3.mail", &one),
        ("Maildir/dovecot-uidlist", "3 V1 N2 G0\n1 :550 5.1.1\n"),
    ]);
    let (status, told) = told(folder.path(), &["Maildir"], "");
    assert_eq!(
        told,
        [
            "one@example.org 550 Maildir/cur/1700000000.M1P1.mail:2,S:1",
            "two@example.org 550 Maildir/new/1700000001.M1P2.mail:1",
        ]
    );
    assert_eq!(status, 0);
}

#[test]
fn several_inputs_are_read_in_order_and_words_in_a_row_are_one_text() {
    let folder = folder_with(&[("a.log", LOG), ("b.json", EVENT)]);
    let arguments = [
        "b.json",
        "550",
        "5.1.1",
        "gone",
        "a.log",
        "421 later",
        "422 much later",
    ];
    let (status, told) = told(folder.path(), &arguments, "");
    assert_eq!(
        told,
        [
            "json@example.org 550 b.json:1",
            "- 550 1",
            "log@example.org 552 a.log:1",
            "- 421 1",
            "- 422 1",
        ]
    );
    assert_eq!(status, 0);
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_in_circles() {
    let folder = folder_with(&[("mails/a.eml", &report("a@example.org", "550 no such user"))]);
    std::os::unix::fs::symlink(".", folder.path().join("mails/again")).expect("a link");
    std::os::unix::fs::symlink("a.eml", folder.path().join("mails/b.eml")).expect("a link");
    let (_, told) = told(folder.path(), &["mails"], "");
    assert_eq!(
        told,
        [
            "a@example.org 550 mails/a.eml:1",
            "a@example.org 550 mails/b.eml:1"
        ]
    );
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_read() {
    let folder = folder_with(&[("a.log", LOG), ("c.log", LOG)]);
    let arguments = ["--recipients", "a.log", "missing.log", "c.log"];
    let err = "bouncedex: missing.log: no such file\n";
    assert_eq!(
        explain(folder.path(), &arguments, ""),
        ended(2, "log@example.org\n", err)
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = folder_with(&[("mails/a.log", LOG)]);
    // It can be opened, but not read.
    let arguments = ["--recipients", "/proc/self/mem", "mails"];
    let Ended { status, out, err } = explain(folder.path(), &arguments, "");
    assert_eq!((status, &*out), (2, "log@example.org\n"));
    assert!(
        err.starts_with("bouncedex: /proc/self/mem: cannot be read: "),
        "{err}"
    );
}

#[test]
fn a_file_that_becomes_shorter_while_it_is_read_is_a_problem() {
    let folder = folder_with(&[("mail.log", &"550 5.1.1 no such user\n".repeat(100))]);
    let path = folder.path().join("mail.log");
    let file = File::options().write(true).open(&path).expect("a file");
    let input = inputs::open(&path).expect("an input");
    file.set_len(1000).expect("a shorter file");
    let mut problems = Vec::new();
    let mut triage = Triage::new(Diagnoser::new(CATALOGUE), Clock::at(1_800_000_000));
    read_all(
        &mut triage,
        Box::new([Ok(input)].into_iter()),
        &mut |_, problem| {
            problems.extend(problem.map(|problem| problem.message));
            true
        },
    );
    assert_eq!(
        problems,
        ["could not be read any further: it became shorter while it was being read"]
    );

    // What grows is read as far as it was written meanwhile.
    let mut input = inputs::open(&path).expect("an input");
    file.set_len(1200).expect("a longer file");
    let mut read = Vec::new();
    input.reader.read_to_end(&mut read).expect("all of it");
    assert_eq!(read.len(), 1200);
}

#[test]
fn a_mixture_is_taken_apart() {
    let mail = report("mail@example.org", "554 5.7.1 refused");
    let pretty = "{\n  \"event\": \"bounce\",\n  \"email\": \"long@example.org\",\n  \"sg_event_id\": \"a\",\n  \"reason\": \"452 4.2.2 full {[\",\n  \"status\": \"4.2.2\"\n}\n";
    let mixture = format!(
        "421 4.7.0 try again\n  later\n\n{LOG}550 5.1.1 gone\n{IDLE}{EVENT}\n{LOG}{pretty}{mail}{LOG}\n{EVENT}\n\n{mail}"
    );
    let mails = mail.lines().count();
    let behind = 15 + mails;
    check(
        mixture,
        0,
        &[
            "- 421 1",
            "log@example.org 552 4",
            "- 550 5",
            "json@example.org 550 7",
            "log@example.org 552 8",
            "long@example.org 452 9",
            "mail@example.org 554 16",
            &format!("log@example.org 552 {}", behind + 1),
            &format!("json@example.org 550 {}", behind + 3),
            &format!("mail@example.org 554 {}", behind + 5),
        ],
    );
}

#[test]
fn a_mail_or_json_behind_a_long_log_is_found() {
    let record = r#"{"type": "Bounce", "recipient": "json@example.org", "response": {"code": 550, "content": "no such user"}, "id": "1"}"#;
    let log = IDLE.repeat(500) + LOG + &IDLE.repeat(10_000);
    let mixture = format!(
        "{log}{record}\n{log}{}",
        report("a@example.org", "550 no such user")
    );
    check(
        mixture,
        0,
        &[
            "log@example.org 552 501",
            "json@example.org 550 10502",
            "log@example.org 552 11003",
            "a@example.org 550 21004",
        ],
    );
}

#[test]
fn one_bad_line_spoils_no_other() {
    let cut = &EVENT[..EVENT.len() - 20];
    let open = cut.replace("\"a\"", "{\"b\": 1");
    check(
        format!("{EVENT}\n{cut}\n{open}\n{EVENT}\n{EVENT}\n"),
        2,
        &[
            "json@example.org 550 1",
            "json@example.org 550 4",
            "json@example.org 550 5",
        ],
    );
    let folder = folder_with(&[(
        "a.json",
        &format!("{EVENT}\n{{\"a\": [\n{EVENT}\nwhat else\n"),
    )]);
    let Ended { status, out, err } = explain(folder.path(), &["--recipients", "a.json"], "");
    assert_eq!((status, &*out), (2, "json@example.org\n"));
    let named = "bouncedex: a.json: line 2: this JSON breaks off; the rest of it was not read\n";
    assert_eq!(
        err,
        format!("{named}bouncedex: 1 not recognised, at a.json:4\n")
    );
}

#[test]
fn arrays_of_events_may_be_long() {
    let event = EVENT
        .replace(", ", ",\n    ")
        .replace('{', "  {\n    ")
        .replace('}', "\n  }");
    let count = 3 * (1 << 20) / event.len();
    let array = format!("[\n{}\n]\n", vec![event; count].join(",\n"));
    let folder = folder_with(&[("array.json", &array)]);
    let (status, told) = told(folder.path(), &["array.json"], "");
    assert_eq!((status, told.len()), (0, count));
}

#[test]
fn long_arrays_of_anything_else_take_no_longer() {
    let array = format!("[\n{}{{}}]\n{EVENT}\n", "{\"a\": 0},\n".repeat(300_000));
    let folder = folder_with(&[("array.json", &array)]);
    let (_, told) = told(folder.path(), &["array.json"], "");
    assert_eq!(told, ["json@example.org 550 array.json:300003"]);
}

#[test]
fn replies_that_look_like_fields_are_replies() {
    check("Error: 550 5.1.1 no such user\n", 0, &["- 550 1"]);
    check(
        "Error: 550-5.1.1 no such\n550 5.1.1 user\n",
        0,
        &["- 550 1"],
    );
    check(
        "Diagnostic-Code: smtp; 550 5.1.1 no such user",
        0,
        &["- 550 1"],
    );
    check(
        "[ERROR] it says 550 5.1.1 [no such user\n\n452 full\n",
        0,
        &["- 550 1", "- 452 3"],
    );
}

#[test]
fn a_mail_cut_off_anywhere_is_read_as_far_as_it_goes() {
    let mail = report("a@example.org", "550 5.1.1 no such user here");
    let (known, end) = (mail.find("550 5.1.1").expect("a reply"), mail.len());
    for length in (known + 30..end).step_by(7) {
        let (told, _) = found(&mail.as_bytes()[..length]);
        assert_eq!(told.len(), 1, "{length}");
        assert_eq!(told[0].1.recipient.as_deref(), Some("a@example.org"));
    }
}

#[test]
fn noise_is_not_recognised_and_does_no_harm() {
    let mut seed = 1u64;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 56) as u8
    })
    .take(300_000)
    .collect();
    check(noise.clone(), 1, &[]);
    check(
        [&noise[..], b"\n\n", LOG.as_bytes()].concat(),
        1,
        &[&format!("log@example.org 552 {}", lines_of(&noise) + 2)],
    );
    check("", 1, &[]);
    check("\u{feff}550 5.1.1 no such user", 0, &["- 550 1"]);
    check(
        format!("\u{feff}{}", report("a@example.org", "550 gone")),
        0,
        &["a@example.org 550 1"],
    );
}

/// How many lines a text has, whatever ends them; the last one has no end.
fn lines_of(bytes: &[u8]) -> usize {
    let text = bytes
        .iter()
        .map(|byte| char::from(*byte))
        .collect::<String>();
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .matches('\n')
        .count()
        + 1
}

#[test]
fn what_is_too_long_is_named_and_its_start_read() {
    let line = format!("{EVENT}\n{}\n{LOG}", "x".repeat(3 << 20));
    let folder = folder_with(&[("a.txt", &line)]);
    let Ended { status, out, err } = explain(folder.path(), &["--recipients", "a.txt"], "");
    assert_eq!((status, &*out), (2, "json@example.org\nlog@example.org\n"));
    let told = "bouncedex: a.txt: line 2: this line is too long; only its first 1 MiB were read\n";
    assert!(err.starts_with(told), "{err}");
    let folder = folder_with(&[("a.txt", &line.repeat(2))]);
    let Ended { err, .. } = explain(folder.path(), &["--recipients", "a.txt"], "");
    let more = "; only its first 1 MiB were read (and 1 more such problem in this file)\n";
    assert!(err.contains(more), "{err}");

    let mail = report("a@example.org", "550 gone");
    let huge = mail.replace("Hello.\n", &"Hello, hello, hello.\n".repeat(1 << 20));
    let mut told = 0;
    let cuts =
        read::bounces(huge.as_bytes(), read::CREDULOUS, |_| told += 1).expect("memory can be read");
    let cut = Cut {
        line: 1,
        limit: Limit::Message,
    };
    assert_eq!((told, cuts), (1, vec![cut]));
}

/// The recipients that an input names, whatever it was given as, and what of it was not read.
#[track_caller]
fn recipients(input: impl AsRef<[u8]>) -> (Vec<String>, Vec<Cut>) {
    let mut found = Vec::new();
    let cuts = read::bounces(input.as_ref(), read::CREDULOUS, |(_, bounce)| {
        found.push(bounce.recipient.map(String::from).unwrap_or_default());
    });
    (found, cuts.expect("memory can be read"))
}

/// `user1@example.org` and so on.
fn users(count: usize) -> Vec<String> {
    (0..count)
        .map(|user| format!("user{user}@example.org"))
        .collect()
}

/// Events, one for each user.
fn events(count: usize) -> Vec<String> {
    users(count)
        .iter()
        .map(|user| EVENT.replace("json@example.org", user))
        .collect()
}

/// A delivery report whose status part is this, behind other parts.
fn report_with(before: &str, status: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mail.example.net\nSubject: Undelivered\n\
         Content-Type: multipart/mixed; boundary=b0\n\n{before}\
         --b0\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example.net\n\n{status}\n--b0--\n"
    )
}

fn group(recipient: &str) -> String {
    format!(
        "Final-Recipient: rfc822; {recipient}\nAction: failed\nStatus: 5.1.1\n\
         Diagnostic-Code: smtp; 550 5.1.1 no such user here\n\n"
    )
}

#[test]
fn a_delivery_report_may_name_any_number_of_recipients() {
    let users = users(5000);
    let groups: String = users.iter().map(|user| group(user)).collect();
    let mail = report_with("", &groups);
    assert!(mail.len() > 1 << 19, "longer than a part that is text");
    assert_eq!(recipients(&mail), (users.clone(), Vec::new()));
    // The same where the server is cited in the text only.
    let text = "--b0\n\n<user0@example.org>: 552 5.2.2 mailbox full\n\n";
    let groups = groups.replace("550 5.1.1 no such user here", "");
    let (found, cuts) = recipients(report_with(text, &groups));
    let limit = Limit::Recipients;
    assert_eq!((found, cuts), (users, vec![Cut { line: 1, limit }]));
}

#[test]
fn the_parts_of_a_mail_may_be_many_and_nested() {
    let wanted = (vec!["a@example.org".to_owned()], Vec::new());
    let many = "--b0\nContent-Type: image/png\n\nx\n".repeat(70);
    assert_eq!(
        recipients(report_with(&many, &group("a@example.org"))),
        wanted
    );
    let nested = |depth: usize| {
        let open = (1..depth).fold(String::new(), |mut mail, level| {
            let outer = level - 1;
            let _ = write!(
                mail,
                "--b{outer}\nContent-Type: multipart/mixed; boundary=\"b{level}\"\n\n"
            );
            mail
        });
        let inner = depth - 1;
        let status = group("a@example.org");
        format!(
            "Subject: Undelivered\nContent-Type: multipart/mixed; boundary=b0\n\n{open}\
             --b{inner}\nContent-Type: message/delivery-status\n\n{status}\n--b{inner}--\n"
        )
    };
    assert_eq!(recipients(nested(12)), wanted);
    assert_eq!(recipients(nested(40)), wanted);
    let limit = Limit::Parts;
    let (found, cuts) = recipients(nested(41));
    assert_eq!(
        (found, cuts),
        (vec![String::new()], vec![Cut { line: 1, limit }])
    );
}

#[test]
fn a_boundary_may_start_like_another() {
    let mail = "Subject: Undelivered\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\
                Content-Type: multipart/mixed; boundary=bb\n\n--bb\nContent-Type: text/plain\n\nSorry.\n--bb--\n\n\
                --b\nContent-Type: message/delivery-status\n\n";
    let mail = format!("{mail}{}--b--\n", group("a@example.org"));
    assert_eq!(recipients(mail).0, ["a@example.org"]);
}

#[test]
fn a_header_may_be_long() {
    let mail = report("a@example.org", "550 5.1.1 no such user here");
    let wanted = (vec!["a@example.org".to_owned()], Vec::new());
    let trace = "Received: from a.example.net by b.example.net with ESMTP\n".repeat(20_000);
    assert!(trace.len() > 1 << 20);
    assert_eq!(recipients(trace + &mail), wanted);
    let folded = format!("Subject: long\n{}{mail}", " and longer\n".repeat(100_000));
    assert_eq!(recipients(folded), wanted);
}

#[test]
fn a_text_that_is_left_out_is_named_unless_it_is_the_original() {
    let text = "From: MAILER-DAEMON@example.net\nSubject: Undelivered mail\n\n\
                <a@example.org>: 550 5.1.1 no such user\n\n";
    let long = "Nothing more is said in this line.\n".repeat(10_000);
    let limit = Limit::Text;
    let cut = vec![Cut { line: 1, limit }];
    assert_eq!(
        recipients(format!("{text}{long}")),
        (vec!["a@example.org".to_owned()], cut)
    );
    let original = "--- Below this line is a copy of the message.\n\n";
    let (found, cuts) = recipients(format!("{text}{original}{long}"));
    assert_eq!((found.len(), cuts), (1, Vec::new()));
    // What is no report may be as long as it likes.
    let letter = format!("From: jo@example.org\nSubject: Hello\n\n{long}");
    assert_eq!(recipients(letter), (Vec::new(), Vec::new()));
    let many = users(1200).iter().fold(text.to_owned(), |mut text, user| {
        let _ = writeln!(text, "<{user}>: 550 5.1.1 no such user\n");
        text
    });
    let limit = Limit::Recipients;
    let (found, cuts) = recipients(many);
    assert_eq!((found.len(), cuts), (1000, vec![Cut { line: 1, limit }]));
}

#[test]
fn an_array_of_events_may_stand_in_one_line() {
    let events = events(12_000);
    let array = format!("[{}]", events.join(","));
    assert!(array.len() > 2 << 20);
    let users = users(12_000);
    for envelope in [
        "@",
        "{\"total\": 2, \"items\": @, \"paging\": {\"next\": \"[{\"}}",
        "{\"Records\":@}",
    ] {
        for end in ["", "\n"] {
            let (found, cuts) = recipients(envelope.replace('@', &array) + end);
            assert_eq!(
                (found.len(), cuts),
                (users.len(), Vec::new()),
                "{envelope}{end}"
            );
            assert_eq!(found, users);
        }
    }
    let (found, cuts) = recipients(format!("{LOG}{array}\n{LOG}{}\n{LOG}", events.concat()));
    assert_eq!((found.len(), cuts), (2 * users.len() + 3, Vec::new()));
    for count in [2, 12_000] {
        let parted = format!(
            "{{\n\"items\": [\n{}\n]\n}}\n{LOG}",
            events[..count].join(",\n")
        );
        let (found, cuts) = recipients(parted);
        assert_eq!((found.len(), cuts), (count + 1, Vec::new()));
    }
}

#[test]
fn the_torn_rest_of_an_array_is_read_and_named() {
    let events = events(9000).join(",");
    let torn = format!("[{events}");
    let torn = &torn[..torn.len() - 60];
    let limit = Limit::Torn;
    let wanted = users(9000);
    let (found, cuts) = recipients(torn);
    assert_eq!(
        (found, cuts),
        (wanted.clone(), vec![Cut { line: 1, limit }])
    );
    let (found, cuts) = recipients(format!("{LOG}{torn}\n{LOG}"));
    assert_eq!(
        (found.len(), cuts),
        (wanted.len() + 2, vec![Cut { line: 2, limit }])
    );
    // An element that no memory should be given for.
    let huge = format!(
        "{{\"a\": \"{}\"}}",
        "550 5.1.1 no such user ".repeat(1 << 19)
    );
    let (found, cuts) = recipients(format!("[{EVENT},{huge},{EVENT}]\n"));
    let limit = Limit::Value;
    assert_eq!((found.len(), cuts), (2, vec![Cut { line: 1, limit }]));
}

#[test]
fn what_only_starts_like_json_is_read_line_by_line_however_long() {
    let log = "{\n".to_owned() + &LOG.repeat(5000);
    assert!(log.len() > 1 << 20);
    let (found, cuts) = recipients(log);
    let found = found
        .iter()
        .filter(|recipient| *recipient == "log@example.org");
    assert_eq!((found.count(), cuts), (5000, Vec::new()));
}

/// Packed by gzip.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).expect("memory");
    packed.finish().expect("memory")
}

#[test]
fn what_an_archive_holds_before_it_breaks_off_is_read() {
    let users = users(40);
    let users: Vec<_> = users.iter().map(String::as_str).collect();
    let mails = mailbox(&users);
    let array = format!("[\n{EVENT}\n]");
    for (text, count) in [(mails.as_str(), 40), (&*array, 1), (LOG, 1), (EVENT, 1)] {
        let whole = gzip(text.as_bytes());
        let zeros = [&whole[..], &[0; 1000]].concat();
        let cut = &whole[..whole.len() - 8];
        let garbage = [&whole[..], b"and more"].concat();
        let twice = [&whole[..], &zeros].concat();
        for (packed, count, status) in [
            (&whole[..], count, 0),
            (&zeros, count, 0),
            (&twice, 2 * count, 0),
            (cut, count, 2),
            (&garbage, count, 2),
        ] {
            let here = crate::program::folder(&[("a.gz", packed)]);
            let Ended {
                status: ended,
                out,
                err,
            } = explain(here.path(), &["--json", "a.gz"], "");
            assert_eq!(
                (out.lines().count(), ended),
                (count, status),
                "{text}: {err}"
            );
        }
    }
    // Half an address is none.
    let torn = gzip(&LOG.repeat(2).as_bytes()[..LOG.len() + 90]);
    let here = crate::program::folder(&[("a.gz", &torn[..torn.len() - 8])]);
    let Ended { out, .. } = explain(here.path(), &["--recipients", "a.gz"], "");
    assert_eq!(out, "log@example.org\n");
}

/// A text as UTF-16 with a byte order mark, as PowerShell writes it.
fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let text = format!("\u{feff}{text}");
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn utf16_is_read_through_every_door() {
    let text = format!("{LOG}{EVENT}\r\nüñí: 550 5.1.1 no such user\n");
    let wanted = ["log@example.org 552 1", "json@example.org 550 2", "- 550 3"];
    for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        let written = utf16(&text, bytes);
        check(written.clone(), 0, &wanted);
        check(gzip(&written), 0, &wanted);
        let here = crate::program::folder(&[("a.txt", &written), ("b.gz", &gzip(&written))]);
        for name in ["a.txt", "b.gz"] {
            let (_, found) = told(here.path(), &[name], "");
            let wanted = wanted.map(|line| {
                let (told, line) = line.rsplit_once(' ').expect("a line");
                format!("{told} {name}:{line}")
            });
            assert_eq!(found, wanted);
        }
    }
}

#[test]
fn the_torn_rest_of_short_json_is_read_and_named() {
    let here = TempDir::new().expect("a folder");
    let event = |number: usize| {
        format!(
            r#"{{"event":"bounce","email":"jo{number}@example.org","timestamp":1772600000,"reason":"550 5.1.1 no such user","status":"5.1.1","type":"bounce"}}"#
        )
    };
    let events: Vec<_> = (0..9).map(event).collect();
    let array = format!("[{}]", events.join(","));
    let items = format!("{{\"items\":[{}]}}", events.join(","));
    let torn = |text: &str| text[..text.len() - 40].to_owned();
    for (input, count) in [
        (torn(&array), 9),
        (format!("{}\n{}\n", torn(&events[0]), events[1]), 2),
        (format!("{}\n", torn(&array).replace("},{", "},\n{")), 9),
        (torn(&items), 9),
        // An address that breaks off would be another one.
        (
            array[..array.rfind("@example.org").expect("an address") + 10].to_owned(),
            8,
        ),
    ] {
        let Ended { status, out, err } = explain(here.path(), &["--json"], input.as_str());
        let rows: Vec<Value> = out
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        assert_eq!(rows.len(), count, "{input}\n{out}");
        assert!(rows.iter().all(|row| row["recipient"].is_string()), "{out}");
        assert_eq!(status, 2, "{err}");
        assert!(err.contains("breaks off"), "{err}");
    }
}

/// What a program wrote into a string without regard to JSON, or cut within a character.
#[test]
fn strings_that_json_does_not_allow_hide_nothing() {
    let event = |number: usize, words: &str| {
        format!(
            r#"{{"event":"bounce","email":"jo{number}@example.org","timestamp":1772600000,"reason":"550 5.1.1 {words}"}}"#
        )
    };
    let here = TempDir::new().expect("a folder");
    for words in [
        "no such user \\ud83d",
        "no\tsuch user",
        "it\\'s no such user",
        "\\xe9 no such user",
    ] {
        let events: Vec<_> = (0..9)
            .map(|number| event(number, if number == 4 { words } else { "no such user" }))
            .collect();
        let notification = serde_json::json!({
            "Type": "Notification",
            "Message": format!("[{}]", events.join(",")),
        });
        for input in [
            format!("[{}]\n", events.join(",")),
            format!("[\n{}\n]\n", events.join(",\n")),
            events.join("\n"),
            notification.to_string(),
        ] {
            for command in ["explain", "triage"] {
                let Ended { status, out, err } = run(
                    here.path(),
                    &["--no-config", command, "--recipients"],
                    input.as_str(),
                );
                assert_eq!(out.lines().count(), 9, "{command} {input}\n{out}");
                assert_eq!((status, err.contains("breaks off")), (0, false), "{err}");
            }
        }
    }
}

/// Half an address names somebody else.
#[test]
fn a_report_that_breaks_off_names_no_half_address() {
    let group = |name: &str| {
        format!(
            "Final-Recipient: rfc822; {name}@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n\n"
        )
    };
    let report = report("jo@example.org", "550 5.1.1 no such user");
    let start = report.find("Final-Recipient").expect("a group");
    for fields in [
        String::new(),
        group("al"),
        group("al").replace("smtp; 550 5.1.1 no such user", "smtp"),
    ] {
        let head = format!("{}{}{fields}", &report[..start], group("jo"));
        let whole = 1 + usize::from(!fields.is_empty());
        for end in [
            "Final-Recipient: rfc822; bo@exam",
            "Final-Recipient: rfc822; bo@example.org\n",
        ] {
            let here = TempDir::new().expect("a folder");
            let Ended { status, out, err } =
                explain(here.path(), &["--recipients"], format!("{head}{end}"));
            assert_eq!(out.lines().count(), whole, "{out}");
            assert!(!out.contains("bo@"), "{out}");
            assert_eq!(status, 2, "{err}");
            assert!(err.contains("this report breaks off"), "{err}");
        }
    }
}

/// Quotes within a string leave no way to tell where it ends.
#[test]
fn json_that_is_none_is_named_and_no_reply() {
    let here = TempDir::new().expect("a folder");
    let good = EVENT.trim_end();
    let bad = good.replace("no such user", "\"no such user\"");
    assert_ne!(good, bad);
    let cut = r#"{"event":"bounce","email":"jo@example.org","reason":"550 5.1.1 no such user","timestamp":"#;
    for (input, count) in [
        (format!("[{good},{bad}]"), 1),
        (
            cut.split("\"reason").next().unwrap_or_default().to_owned(),
            0,
        ),
        (cut.to_owned(), 1),
        (format!("{cut}\n{LOG}"), 2),
        (format!("{cut}\n550 5.1.1 no such user\n"), 2),
    ] {
        let Ended { status, out, err } = explain(here.path(), &["--json"], input.as_str());
        assert_eq!(out.lines().count(), count, "{input}\n{out}");
        assert_eq!(status, 2, "{err}");
        assert!(err.contains("line 1: this JSON breaks off"), "{err}");
    }
}

#[test]
fn long_json_without_its_start_is_named_and_no_reply() {
    let here = TempDir::new().expect("a folder");
    let event = EVENT.trim_end();
    let array = format!("[{}]\n", vec![event; 20_000].join(","));
    let headless = format!("{}{LOG}", &array[9..]);
    let Ended { status, out, err } = explain(here.path(), &["--json"], headless);
    assert_eq!(out.lines().count(), 1, "{out}");
    assert!(out.contains("log@example.org"), "{out}");
    assert_eq!(status, 2);
    assert!(err.contains("line 1: this line is too long"), "{err}");
}

#[test]
fn byte_order_marks_in_the_middle_hide_no_line() {
    let here = TempDir::new().expect("a folder");
    let line = "Mar 14 09:26:53 mx postfix/smtp[1]: 4XyZ1: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, \
                delay=1, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.7] said: 550 5.1.1 no such user)\n";
    let joined = format!("{line}\u{feff}{line}");
    assert_eq!(told(here.path(), &[], joined.as_str()).1.len(), 2);
    let arguments = ["--no-config", "triage", "--json"];
    let Ended { out, .. } = run(here.path(), &arguments, joined);
    let tally: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(tally["attempts"], 2);
    let replies = "550 5.1.1 no such user\n\n\u{feff}552 5.2.2 mailbox full\n";
    assert_eq!(told(here.path(), &[], replies).1.len(), 2);
}

#[test]
fn where_a_report_has_no_text_nothing_of_it_is_left_out() {
    let here = TempDir::new().expect("a folder");
    let mut report = "From: MAILER-DAEMON@example.com\nSubject: Undelivered\nContent-Type: multipart/report; \
                      report-type=delivery-status; boundary=\"b\"\n\n--b\nContent-Type: message/delivery-status\n\n\
                      Reporting-MTA: dns; example.com\n\n"
        .to_owned();
    for number in 0..1500 {
        write!(
            report,
            "Final-Recipient: rfc822; jo{number}@example.org\nAction: failed\nStatus: 5.1.1\n\n"
        )
        .expect("memory");
    }
    report.push_str("--b--\n");
    let Ended { status, out, err } = explain(here.path(), &["--json"], report);
    assert_eq!((status, out.lines().count()), (0, 1500), "{err}");
}

#[test]
fn a_log_that_is_named_twice_is_told_of() {
    let here = TempDir::new().expect("a folder");
    for name in ["mail.log", "mail.log.gz", "mail.log.1"] {
        std::fs::write(here.path().join(name), name).expect("a file");
    }
    let names = [
        "mail.log",
        "mail.log.1",
        "mail.log.gz",
        "mail.log",
        "none.log",
    ];
    let path = |name: &&str| here.path().join(name).to_string_lossy().into_owned();
    let paths: Vec<_> = names.iter().map(path).collect();
    let copies = inputs::copies(&paths);
    let expected = [
        format!(
            "{} looks like a copy of {}; both are counted",
            paths[2], paths[0]
        ),
        format!("{} is named twice, and counted twice", paths[0]),
    ];
    assert_eq!(copies, expected);
    assert!(inputs::copies(&["-".to_owned(), "-".to_owned()]).is_empty());
}

#[test]
fn a_copy_of_a_log_under_another_name_is_told_of() {
    let long = |start: &str| format!("{start}{}", "a".repeat(200_000));
    let here = folder(&[
        ("logs/a.log", long("one").as_bytes()),
        ("logs/b.log", long("one").as_bytes()),
        ("logs/c.log", long("two").as_bytes()),
        ("logs/d.log", b"1"),
        ("logs/e.log", b"2"),
        // Files in which there is nothing are counted as nothing.
        ("logs/f.log", b""),
        ("logs/g.log", b""),
    ]);
    let path = |name: &str| here.path().join(name).to_string_lossy().into_owned();
    std::fs::hard_link(path("logs/d.log"), path("linked.log")).expect("a hard link");
    let logs = [path("logs"), path("linked.log")];
    let looks_like = |copy: &str, first: &str| {
        let [copy, first] = [copy, first].map(path);
        format!("{copy} looks like a copy of {first}; both are counted")
    };
    assert_eq!(
        inputs::copies(&logs),
        [
            looks_like("logs/b.log", "logs/a.log"),
            looks_like("linked.log", "logs/d.log"),
        ]
    );
}
