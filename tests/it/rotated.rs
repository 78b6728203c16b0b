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
