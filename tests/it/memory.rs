//! More data than memory may hold: what goes to temporary files, and the messages if there is no room for them.
#![cfg(unix)]

use crate::program::{PROGRAM, folder, run};
use assert_cmd::Command;
use serde_json::{Value, json};
use std::fmt::Write;

/// So many recipients do not fit into the memory that they may take.
const MANY: usize = 140_000;

/// A log in which each of so many recipients bounced.
fn log(recipients: usize) -> String {
    let mut log = String::new();
    for number in 0..recipients {
        let line = writeln!(
            log,
            "Mar 14 09:26:53 m postfix/smtp[7]: 4A1B2C3D01: to=<jo{number}@example.org>, relay=none, dsn=5.1.1, status=bounced (550 5.1.1 no such user)"
        );
        line.expect("memory");
    }
    log
}

/// Status, output and messages where there is no folder for temporary files.
fn without_a_folder(arguments: &[&str], log: &str) -> (Option<i32>, String, String) {
    let here = folder(&[]);
    let output = Command::new(PROGRAM)
        .args(arguments)
        .env("TMPDIR", here.path().join("missing"))
        .env("XDG_CONFIG_HOME", here.path())
        .write_stdin(log)
        .output()
        .expect("a process");
    let [out, err] =
        [output.stdout, output.stderr].map(|text| String::from_utf8(text).expect("text"));
    (output.status.code(), out, err)
}

#[test]
fn counts_and_addresses_are_exact_however_many_there_are() {
    let here = folder(&[("mail.log", (log(MANY) + &log(1000)).as_bytes())]);
    let tally = run(here.path(), &["triage", "--json", "mail.log"], "");
    let tally: Value = serde_json::from_str(&tally.out).expect("JSON");
    assert_eq!(tally["attempts"], MANY + 1000);
    assert_eq!(tally["deliveries"], MANY);
    assert_eq!(
        tally["recipients"],
        json!({"failed": MANY, "suppress": MANY})
    );
    let listed = run(here.path(), &["triage", "--recipients", "mail.log"], "").out;
    assert_eq!(listed.lines().count(), MANY);
    assert!(listed.lines().is_sorted());
    let printed = run(here.path(), &["triage", "--lines", "mail.log"], "").out;
    assert_eq!(printed.lines().count(), MANY + 1000);
    let recipients = printed
        .lines()
        .filter_map(|line| line.split_whitespace().nth(3));
    let newest = (0..MANY).chain(0..1000).rev();
    let newest = newest.map(|number| format!("jo{number}@example.org"));
    assert!(newest.eq(recipients));
}

#[test]
fn what_cannot_be_counted_is_said_and_is_no_number() {
    let log = log(MANY);
    let (status, out, err) = without_a_folder(&["triage", "--json"], &log);
    assert_eq!(status, Some(2));
    assert_eq!(
        err.matches("cannot write temporary files").count(),
        1,
        "{err}"
    );
    assert!(
        err.contains("/missing: ") && err.contains("set TMPDIR"),
        "{err}"
    );
    let tally: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(tally["attempts"], MANY);
    assert_eq!(tally["deliveries"], Value::Null);
    assert_eq!(
        tally["recipients"],
        json!({"failed": null, "suppress": null})
    );
    let (status, out, _) = without_a_folder(&["triage"], &log);
    assert_eq!(status, Some(2));
    assert!(
        out.contains("140,000 failed attempts; deliveries and recipients not counted"),
        "{out}"
    );
}

#[test]
fn a_list_of_recipients_or_lines_that_cannot_be_whole_is_none() {
    for what in ["--recipients", "--lines"] {
        let (status, out, err) = without_a_folder(&["triage", what], &log(MANY));
        assert_eq!((status, out.as_str()), (Some(2), ""), "{what}");
        assert_eq!(err.lines().count(), 1, "{err}");
        assert!(
            err.contains("/missing: ") && err.contains("set TMPDIR"),
            "{err}"
        );
        // What fits needs no folder.
        let (status, out, err) = without_a_folder(&["triage", what], &log(3));
        assert_eq!(
            (status, out.lines().count(), err.as_str()),
            (Some(0), 3, "")
        );
    }
}
