//! `triage --follow --exec`: what the user's command receives when something starts to fail.

use crate::follow::{A_WHILE, Follower, PATIENCE, append, program};
use crate::program::{folder, run};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::thread::sleep;
use std::time::Instant;
use tempfile::TempDir;

fn line(said: &str) -> String {
    format!(
        "2026-03-14T10:00:00+00:00 mx1 postfix/smtp[7]: 4QwZ01: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, \
         delay=1, dsn=5.0.0, status=bounced (host mx.example.org[192.0.2.7] said: {said})\n"
    )
}

/// A folder with a log in which something has failed before.
fn logs() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    append(
        &folder.path().join("mail.log"),
        line("550 5.1.1 User unknown").as_bytes(),
    );
    folder
}

/// Writes its variables as one line, and what it reads to another file.
const TELL: &str = r#"cat >> markdown; echo "$BOUNCEDEX_COUNT|$BOUNCEDEX_MARKS|$BOUNCEDEX_ENTRIES|$BOUNCEDEX_SUMMARY" >> told"#;

/// What a file holds once it is there.
fn awaited(path: &Path) -> String {
    let start = Instant::now();
    loop {
        match fs::read_to_string(path) {
            Ok(text) if text.ends_with('\n') => return text,
            _ => assert!(start.elapsed() < PATIENCE, "{path:?} is not written"),
        }
        sleep(A_WHILE);
    }
}

fn follow(arguments: &[&str], folder: &Path) -> Follower {
    let all = [&["--follow", "mail.log"], arguments].concat();
    Follower::start(&mut program(&all, folder)).0
}

#[test]
fn what_starts_to_fail_is_told_once() {
    let here = logs();
    let log = here.path().join("mail.log");
    let follower = follow(&["--exec", TELL], here.path());
    // What has failed before is none, and what strangers write is nothing but text.
    append(&log, line("550 5.1.1 User unknown").as_bytes());
    append(
        &log,
        line("552 5.2.2 Mailbox full $(touch own) `touch own`; touch own").as_bytes(),
    );
    let full = "1|new|std-5-2-2|new: 552 5.2.2 · Standard: Mailbox full (over quota) (1)\n";
    assert_eq!(awaited(&here.path().join("told")), full);
    // The next run has to wait for a minute, or for the end.
    append(&log, line("552 5.2.2 Mailbox full").repeat(2).as_bytes());
    append(&log, line("552 5.3.4 Message too big").repeat(2).as_bytes());
    follower.signal("TERM");
    let (status, out, errors) = follower.end();
    assert_eq!((status, errors.as_str()), (0, ""));
    assert!(out.contains("7 failed attempts"), "{out}");
    let told = fs::read_to_string(here.path().join("told")).expect("what was told");
    let [first, second] = told.lines().collect::<Vec<_>>()[..] else {
        panic!("{told}")
    };
    assert_eq!(first, full.trim_end());
    assert!(
        second.starts_with("1|new|std-5-3-4|new: 552 5.3.4 ") && second.ends_with(" (2)"),
        "{second}"
    );
    let markdown = fs::read_to_string(here.path().join("markdown")).expect("Markdown");
    assert!(
        markdown.starts_with("### 552 5.2.2 · Standard · Mailbox full"),
        "{markdown}"
    );
    assert!(markdown.contains("$(touch own) `touch own`"), "{markdown}");
    assert!(markdown.contains("\n### 552 5.3.4 "), "{markdown}");
    assert!(!here.path().join("own").exists());
}

#[test]
fn marks_that_nobody_asked_for_run_nothing() {
    let here = logs();
    let follower = follow(&["--on", "rising,spike", "--exec", "echo ran"], here.path());
    append(
        &here.path().join("mail.log"),
        line("552 5.2.2 Mailbox full").as_bytes(),
    );
    follower.signal("TERM");
    let (status, _, errors) = follower.end();
    assert_eq!((status, errors.as_str()), (0, ""));
}

#[test]
fn a_command_that_fails_is_a_problem_and_its_output_no_part_of_the_report() {
    let here = logs();
    let follower = follow(&["--json", "--exec", "echo here; exit 3"], here.path());
    append(
        &here.path().join("mail.log"),
        line("552 5.2.2 Mailbox full").as_bytes(),
    );
    follower.signal("TERM");
    let (status, out, errors) = follower.end();
    assert_eq!(status, 2);
    assert_eq!(
        errors,
        "here\nbouncedex: --exec ended with exit status: 3\n"
    );
    assert!(
        serde_json::from_str::<serde_json::Value>(&out).is_ok(),
        "{out}"
    );
}

#[test]
fn wrong_arguments_are_refused() {
    let here = folder(&[("mail.log", line("550 5.1.1 User unknown").as_bytes())]);
    for (arguments, why) in [
        (&["--exec", "true", "mail.log"][..], "--follow"),
        (&["--follow", "--on", "new", "mail.log"], "--exec"),
        (
            &["--follow", "--exec", "true", "--on", "new,old", "mail.log"],
            "new, rising and spike",
        ),
    ] {
        let ended = run(here.path(), &[&["triage"], arguments].concat(), "");
        assert_eq!((ended.status, ended.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ended.err.contains(why), "{}", ended.err);
    }
}

/// Each example of the documentation, with stand-ins for the programs that it runs.
#[test]
fn the_examples_of_the_documentation_run() {
    let docs = include_str!("../../docs/monitoring.md");
    let blocks = docs.split("```bash\n").skip(1);
    let blocks = blocks.filter_map(|block| block.split("```").next());
    let lines: Vec<_> = blocks.flat_map(str::lines).collect();
    let [exports, commands]: [Vec<&str>; 2] = [true, false].map(|is_export| {
        lines
            .iter()
            .copied()
            .filter(|line| line.starts_with("export ") == is_export)
            .collect()
    });
    assert_eq!((exports.len(), commands.len()), (2, 3), "{lines:?}");
    for command in commands {
        let here = logs();
        for (name, does) in [
            ("jq", "cat"),
            ("curl", "cat > sent; echo \"$@\" > to"),
            ("mail", "cat > sent; echo \"$@\" > to"),
        ] {
            let path = here.path().join(name);
            fs::write(&path, format!("#!/bin/sh\n{does}\n")).expect("a program");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("its mode");
        }
        let (before, rest) = command.split_once(" --exec '").expect("a command");
        let (exec, file) = rest.split_once("' ").expect("its end");
        assert_eq!(file, "mail.log");
        let exec = format!("{}; PATH=.:$PATH; {exec}", exports.join("; "));
        // Not all of them are about what is new.
        assert!(before.starts_with("bouncedex triage --follow"));
        let follower = follow(&["--exec", &exec], here.path());
        append(
            &here.path().join("mail.log"),
            line("552 5.2.2 Mailbox full").as_bytes(),
        );
        follower.signal("TERM");
        let (status, _, errors) = follower.end();
        assert_eq!((status, errors.as_str()), (0, ""), "{command}");
        let sent = fs::read_to_string(here.path().join("sent")).expect("what was sent");
        assert!(sent.starts_with("### 552 5.2.2"), "{sent}");
        let to = fs::read_to_string(here.path().join("to")).expect("to whom");
        assert!(
            [
                "https://hooks.slack.com/",
                "https://events.pagerduty.com/",
                "new: 552 5.2.2 "
            ]
            .iter()
            .any(|known| to.contains(known)),
            "{to}"
        );
    }
}
