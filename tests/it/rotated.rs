//! The files of a log that a server has rotated, named in any order, packed or not: the counts are those of the log as
//! it was written.

use crate::inputs::gzip;
use crate::program::{folder, run};
use serde_json::Value;

/// Three messages, each with its lines in two files of three.
const LINES: [&str; 6] = [
    "Mar 14 23:59:50 mx1 postfix/qmgr[7]: 4A1B2C3D01: from=<news@example.com>, size=500, nrcpt=1 (queue active)\n",
    "Mar 14 23:59:51 mx1 postfix/qmgr[7]: 4A1B2C3D02: from=<shop@example.com>, size=500, nrcpt=1 (queue active)\n",
    "Mar 15 00:10:00 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@example.org>, relay=none, dsn=5.1.1, status=bounced (550 5.1.1 no such user)\n",
    "Mar 15 23:59:52 mx1 postfix/qmgr[7]: 4A1B2C3D03: from=<info@example.com>, size=500, nrcpt=1 (queue active)\n",
    "Mar 16 00:10:01 mx1 postfix/smtp[7]: 4A1B2C3D02: to=<jo@example.org>, relay=none, dsn=5.1.1, status=bounced (550 5.1.1 no such user)\n",
    "Mar 16 00:10:02 mx1 postfix/smtp[7]: 4A1B2C3D03: to=<jo@example.org>, relay=none, dsn=5.1.1, status=bounced (550 5.1.1 no such user)\n",
];

fn figures(here: &std::path::Path, arguments: &[&str]) -> Value {
    let ended = run(here, &[&["triage", "--json"], arguments].concat(), "");
    assert_eq!(ended.status, 0, "{ended:?}");
    serde_json::from_str(&ended.out).expect("JSON")
}

#[test]
fn files_are_read_from_the_oldest_on() {
    let oldest = LINES[..2].concat();
    let here = folder(&[
        ("whole", LINES.concat().as_bytes()),
        ("mail.log.2", oldest.as_bytes()),
        ("mail.log.2.gz", &gzip(oldest.as_bytes())),
        ("mail.log.1", LINES[2..4].concat().as_bytes()),
        ("mail.log", LINES[4..].concat().as_bytes()),
        ("logs/mail.log.2", oldest.as_bytes()),
        ("logs/mail.log.1", LINES[2..4].concat().as_bytes()),
        ("logs/mail.log", LINES[4..].concat().as_bytes()),
        // Without a time, a file stays behind the one before it.
        ("empty", b""),
    ]);
    for by in [&["--by", "sender"][..], &["--totals"]] {
        let whole = figures(here.path(), &[by, &["whole"]].concat());
        for files in [
            &["mail.log", "mail.log.1", "mail.log.2"][..],
            &["mail.log", "mail.log.1", "mail.log.2.gz"],
            &["mail.log.1", "mail.log.2.gz", "mail.log"],
            &["mail.log.2.gz", "mail.log", "empty", "mail.log.1"],
            &["logs"],
        ] {
            let found = figures(here.path(), &[by, files].concat());
            for key in ["attempts", "by", "totals", "first", "last"] {
                assert_eq!(found[key], whole[key], "{by:?} {files:?}");
            }
        }
    }
    let lines = run(
        here.path(),
        &["triage", "--lines", "mail.log", "mail.log.1"],
        "",
    )
    .out;
    assert!(lines.contains("4A1B2C3D01"), "{lines}");
}

/// What does not exist is named, and the others are still read in order.
#[test]
fn a_missing_file_changes_no_order() {
    let here = folder(&[
        ("mail.log.2", LINES[..2].concat().as_bytes()),
        ("mail.log.1", LINES[2..4].concat().as_bytes()),
        ("mail.log", LINES[4..].concat().as_bytes()),
        ("whole", LINES.concat().as_bytes()),
    ]);
    let whole = figures(here.path(), &["--by", "sender", "whole"]);
    let files = [
        "triage",
        "--json",
        "--by",
        "sender",
        "mail.log",
        "none.log",
        "mail.log.1",
        "mail.log.2",
    ];
    let ended = run(here.path(), &files, "");
    assert!(ended.err.contains("none.log"), "{}", ended.err);
    let found: Value = serde_json::from_str(&ended.out).expect("JSON");
    assert_eq!(found["by"], whole["by"]);
}

/// When a file was changed for the last time tells the year of its stamps.
#[test]
fn a_file_of_last_year_is_older_than_this_years() {
    let now = jiff::ZonedDateTime::now().datetime();
    let stamp = |days: i64| {
        let time = now - jiff::Span::new().days(days);
        time.strftime("%b %d %H:%M:%S").to_string()
    };
    // The line of a year and ten days ago looks like one of ten days ago, too.
    let old = LINES[0].replace("Mar 14 23:59:50", &stamp(10));
    let new = LINES[2].replace("Mar 15 00:10:00", &stamp(20));
    let here = folder(&[("mail.log.1", old.as_bytes()), ("mail.log", new.as_bytes())]);
    let file = std::fs::File::options()
        .append(true)
        .open(here.path().join("mail.log.1"));
    let year = std::time::Duration::from_secs(365 * 86_400);
    let changed = std::time::SystemTime::now() - year;
    file.and_then(|file| file.set_modified(changed))
        .expect("a file");
    let found = figures(here.path(), &["--by", "sender", "mail.log", "mail.log.1"]);
    let names = found["by"]["sender"]["names"].to_string();
    assert!(names.contains("news@example.com"), "{found}");
}

/// Whether an address is dead depends on what was delivered later, in whatever order packed files are named.
#[test]
fn packed_files_do_not_change_who_is_to_be_suppressed() {
    let line = |day: u8, user: u32, what: &str| {
        format!(
            "Mar {day} 09:26:53 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<u{user}@example.org>, relay=mx.example.org[192.0.2.7]:25, \
             delay=2, delays=0/0/1/1, {what}\n"
        )
    };
    let lines = |day, what| {
        (0..4000)
            .map(|user| line(day, user, what))
            .collect::<String>()
    };
    let dead = lines(14, "dsn=5.1.1, status=bounced (550 5.1.1 User unknown)");
    let sent = lines(15, "dsn=2.0.0, status=sent (250 2.0.0 Ok)");
    let here = folder(&[
        ("mail.log.2.gz", &gzip(dead.as_bytes())),
        ("mail.log.1.gz", &gzip(sent.as_bytes())),
        ("mail.log", sent.as_bytes()),
    ]);
    for files in [
        ["mail.log.1.gz", "mail.log.2.gz"],
        ["mail.log", "mail.log.2.gz"],
    ] {
        let ended = run(
            here.path(),
            &[&["triage", "--recipients"][..], &files].concat(),
            "",
        );
        assert_eq!(ended.out, "", "{files:?}");
        assert!(
            ended.err.contains("4,000 addresses to suppress left out"),
            "{}",
            ended.err
        );
    }
}
