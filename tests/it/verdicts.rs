//! What became of a message: the server's codes and the log say so, whatever its entry says.

use crate::program::{folder, run};
use serde_json::Value;

/// A line of Postfix about a delivery to Jo.
fn line(status: &str, said: &str) -> String {
    format!(
        "Mar 14 09:26:53 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, \
         dsn=4.1.1, status={status} (host mx.example.org[192.0.2.7] said: {said} (in reply to RCPT TO command))\n"
    )
}

/// What the screen of triage shows of the only row.
fn shown(log: &str, query: &[&str]) -> String {
    let arguments = ["triage", "--print", "120x36"];
    run(folder(&[]).path(), &[&arguments, query].concat(), log).out
}

const UNKNOWN: &str =
    "450 4.1.1 <jo@example.org>: Recipient address rejected: User unknown in local recipient table";

#[test]
fn what_is_tried_again_is_temporary_and_what_was_given_up_is_said_to_be() {
    let deferred = shown(&line("deferred", UNKNOWN), &["--keys", "<Enter>"]);
    assert!(
        deferred.contains("TEMPORARY") && !deferred.contains("PERMANENT"),
        "{deferred}"
    );
    let bounced = shown(&line("bounced", UNKNOWN), &["--keys", "<Enter>"]);
    assert!(
        bounced.contains("GIVEN UP after retries") && bounced.contains("Keep the address."),
        "{bounced}"
    );
    // Explained by itself, it is the same.
    for (status, word) in [
        ("deferred", "TEMPORARY"),
        ("bounced", "GIVEN UP after retries"),
    ] {
        let text = run(folder(&[]).path(), &["explain"], line(status, UNKNOWN)).out;
        assert!(text.contains(word), "{text}");
    }
    let expired = "Mar 14 09:26:53 mx1 postfix/qmgr[7]: 4A1B2C3D01: from=<me@example.com>, status=expired, returned to sender\n";
    let text = run(folder(&[]).path(), &["explain"], expired).out;
    assert!(
        text.contains("GIVEN UP after retries")
            && text.contains("not delivered in time")
            && !text.contains("TEMPORARY"),
        "{text}"
    );
}

#[test]
fn queries_ask_for_what_became_of_the_message() {
    let log = line("deferred", UNKNOWN);
    for (query, is_found) in [("is:temporary", true), ("is:permanent", false)] {
        let screen = shown(&log, &["--keys", query]);
        assert_eq!(
            screen.contains("recipient tables"),
            is_found,
            "{query}\n{screen}"
        );
    }
}

/// What your own server rejects for now differs from what it rejects for good, also if the log alone says so.
#[test]
fn rejections_for_now_and_for_good() {
    let exim = |how: &str| {
        format!(
            "2026-03-14 09:26:53 H=mx.example.net [192.0.2.1] F=<ann@example.net> {how} RCPT <jo@example.org>: Unrouteable address\n"
        )
    };
    let haraka = |how: &str| {
        format!(
            "2026-03-14T09:26:53Z [NOTICE] [4A1B2C3D-1111-2222-3333-444444444444.1] [core] hook=rcpt plugin=rcpt_to.in_host_list function=hook_rcpt params=\"<jo@example.org>\" retval={how} msg=\"unknown user\"\n"
        )
    };
    let postfix = |code: &str| {
        format!(
            "Mar 14 09:26:53 mx1 postfix/smtpd[7]: NOQUEUE: reject: RCPT from mx.example.net[192.0.2.1]: {code} <jo@example.org>: Recipient address rejected: User unknown in local recipient table; from=<ann@example.net> to=<jo@example.org> proto=ESMTP helo=<mx>\n"
        )
    };
    for (log, says) in [
        (exim("rejected"), "Permanently."),
        (exim("temporarily rejected"), "Temporarily"),
        (haraka("DENY"), "Permanently."),
        (haraka("DENYSOFT"), "Temporarily"),
        (postfix("550 5.1.1"), "Permanently."),
        (postfix("450 4.1.1"), "Temporarily"),
    ] {
        let screen = shown(&log, &["--keys", "<Enter>"]);
        assert!(screen.contains(says), "{log}{screen}");
        // A tally keeps it.
        let here = folder(&[("mail.log", log.as_bytes())]);
        let tally = assert_cmd::Command::new(crate::program::PROGRAM)
            .args(["triage", "--format", "tally", "mail.log"])
            .current_dir(here.path())
            .output()
            .expect("a process");
        let here = folder(&[("mx1.tally", &tally.stdout)]);
        let arguments = [
            "triage",
            "--print",
            "120x36",
            "--keys",
            "<Enter>",
            "mx1.tally",
        ];
        let screen = run(here.path(), &arguments, "").out;
        assert!(screen.contains(says), "{log}{screen}");
    }
}

#[test]
fn the_verdict_is_in_json_too() {
    let json = run(
        folder(&[]).path(),
        &["explain", "--json"],
        line("deferred", UNKNOWN),
    )
    .out;
    let answer: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(answer["outcome"], "temporary");
}

/// A deferral is temporary and what bounced is over, whatever the server's codes say: explained by itself, in a list, and
/// counted. What expired after a permanent refusal needs what the refusal needs.
#[test]
fn one_verdict_wherever_a_failure_is_shown() {
    let refused = "550 5.1.1 <jo@example.org>: Recipient address rejected: User unknown";
    let here = folder(&[]);
    for (status, said, is, word) in [
        ("deferred", refused, "temporary", "TEMPORARY"),
        ("bounced", refused, "permanent", "PERMANENT"),
        ("bounced", UNKNOWN, "permanent", "GIVEN UP after retries"),
    ] {
        let log = line(status, said);
        let text = run(here.path(), &["explain"], &*log).out;
        assert!(text.contains(word), "{text}");
        for command in ["explain", "triage"] {
            let keys = format!("is:{is}<Enter>");
            let arguments = [command, "--print", "120x36", "--keys", &keys];
            let screen = run(here.path(), &arguments, &*log).out;
            assert!(screen.contains(word), "{command} {status}\n{screen}");
        }
    }
    let table = format!("recipient,event,response\njo@example.org,expired,{refused}\n");
    let text = run(here.path(), &["explain"], table).out;
    assert!(
        text.contains("Suppress the address.") && !text.contains("Keep the address"),
        "{text}"
    );
}

/// Exim says `temporarily rejected` of what it defers: anything else is for good, and one row, however it is worded.
#[test]
fn what_exim_rejects_for_good() {
    let log = "2026-03-14 09:26:53 H=mx.spam.example [198.51.100.7] F=<x@spam.example> rejected RCPT <jo@example.org>: \
               rejected because 198.51.100.7 is in a black list at zen.spamhaus.org\n\
               2026-03-14 09:27:53 H=mx.spam.example [198.51.100.7] F=<x@spam.example> rejected RCPT <al@example.org>: \
               blocked using zen.spamhaus.org\n";
    let here = folder(&[]);
    let text = run(here.path(), &["explain"], log).out;
    assert!(!text.contains("Temporarily"), "{text}");
    let json = run(here.path(), &["triage", "--json"], log).out;
    let tally: Value = serde_json::from_str(&json).expect("JSON");
    let rejected = tally["rejected"].as_object().expect("entries");
    assert_eq!(rejected.len(), 1, "{json}");
}
