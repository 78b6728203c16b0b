//! Mail for one address that an alias, a list or a forward passed on to another, which failed: nothing that is written
//! about it asks to give the alias up.

use crate::program::{Ended, folder, run};
use bouncedex::Action;
use serde_json::Value;
use std::fs;

/// A delivery to Klaus of a message to the team, as Postfix logs it.
fn line(status: &str, said: &str) -> String {
    format!(
        "Mar 14 09:26:53 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<klaus@example.org>, orig_to=<team@example.net>, \
         relay=mx.example.org[192.0.2.7]:25, delay=2, dsn=5.0.0, status={status} (host mx.example.org[192.0.2.7] said: \
         {said})\n"
    )
}

/// What a run prints about a log, whatever its exit status, without any problem.
#[track_caller]
fn told(arguments: &[&str], log: &str) -> String {
    let here = folder(&[("mail.log", log.as_bytes())]);
    let arguments = [&["--no-config"], arguments, &["mail.log"]].concat();
    let Ended { out, err, .. } = run(here.path(), &arguments, "");
    assert_eq!(err, "");
    out
}

/// A text on one line.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const STEP: &str =
    "Mail was passed on from another address: take the dead one out of the alias, list or forward.";
const DEAD: &str = "550 User unknown";

/// What a server says about the address to which mail is passed on does not give the alias up.
#[test]
fn an_alias_is_not_given_up_for_one_of_its_targets() {
    for (text, action) in [
        (
            "Mar 14 09:26:53 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@example.org>, orig_to=<team@example.net>, \
             relay=mx.example.org[192.0.2.7]:25, delay=2, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.7] said: 550 \
             5.1.1 User unknown)",
            Action::ContactRecipient,
        ),
        (
            "Mar 14 09:26:53 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@store.example.net>, orig_to=<jo@example.net>, \
             relay=store[192.0.2.7]:25, delay=2, dsn=5.1.1, status=bounced (host store[192.0.2.7] said: 550 5.1.1 User unknown)",
            Action::Suppress,
        ),
        (
            "2026-03-14 09:26:53 1rkT8l-0001aB-2C ** jo@example.org <team@example.net> R=dnslookup T=remote_smtp \
             H=mx.example.org [192.0.2.7]: SMTP error from remote mail server after RCPT TO:<jo@example.org>: 550 5.1.1 User \
             unknown",
            Action::ContactRecipient,
        ),
        (
            "Mar 14 09:26:53 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@mail.example>, orig_to=<jo@example.net>, \
             relay=mx.mail.example[192.0.2.7]:25, delay=2, dsn=5.1.1, status=bounced (host mx.mail.example[192.0.2.7] said: \
             550 5.1.1 User unknown)",
            Action::ContactRecipient,
        ),
        (
            "Mar 14 09:26:53 mx1 postfix/virtual[7]: 4A1B2C3D01: to=<jo+news@example.net>, orig_to=<\"jo\"@example.net>, \
             relay=virtual, delay=2, dsn=5.1.1, status=bounced (unknown user: \"jo@example.net\")",
            Action::Suppress,
        ),
        (
            "2026-03-14 09:26:53 1rkT8l-0001aB-2C ** team <team@example.net> R=localuser: Unrouteable address",
            Action::Suppress,
        ),
        (
            "Original-Recipient: rfc822;team@example.net\nFinal-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: \
             5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown",
            Action::ContactRecipient,
        ),
        (
            "smtpd[123]: 5a1b2c3d4e5f6071 mta delivery evpid=aa result=\"PermFail\" from=<me@example.net> to=<jo@example.org> \
             rcpt=<team@example.net> source=\"192.0.2.1\" relay=\"192.0.2.7 (mx.example.org)\" delay=1s stat=\"550 5.1.1 User \
             unknown\"",
            Action::ContactRecipient,
        ),
    ] {
        let found = bouncedex::explain(text);
        let told: Vec<_> = found.iter().map(|each| each.action()).collect();
        assert_eq!(told, [action], "{text}");
    }
}

const FORMS: [&[&str]; 4] = [
    &["explain"],
    &["explain", "--brief"],
    &["explain", "--format", "markdown"],
    &["explain", "--print", "100x60"],
];

#[test]
fn no_form_of_an_answer_asks_to_suppress_an_alias() {
    for form in FORMS {
        let out = unwrapped(&told(form, &line("bounced", DEAD)));
        assert!(out.contains(STEP), "{out}");
        assert!(!out.to_lowercase().contains("suppress"), "{out}");
        assert!(
            out.contains("Keep the address: another one failed."),
            "{out}"
        );
        let named = out.to_lowercase().replace([':', '`'], "");
        assert!(named.contains("passed on to klaus@example.org"), "{out}");
    }
    let json: Value =
        serde_json::from_str(&told(&["explain", "--json"], &line("bounced", DEAD))).expect("JSON");
    assert_eq!(json["recipient"], "team@example.net");
    assert_eq!(json["forwarded_to"], "klaus@example.org");
    assert_eq!(json["action"], "contact-recipient");
    let straight = line("bounced", DEAD).replace("orig_to=<team@example.net>, ", "");
    let json: Value = serde_json::from_str(&told(&["explain", "--json"], &straight)).expect("JSON");
    assert_eq!(
        (&json["forwarded_to"], &json["action"]),
        (&Value::Null, &"suppress".into())
    );
}

/// What else is uncertain is said before, and steps that may end with suppressing say whom they are about.
#[test]
fn the_steps_for_an_alias_keep_what_else_is_to_be_considered() {
    for (status, said, expected) in [
        (
            "deferred",
            DEAD,
            &["Delivery is still being tried: ", STEP][..],
        ),
        (
            "bounced",
            "550 5.1.1 x",
            &["Codes alone do not say that an address is dead: ", STEP],
        ),
        (
            "bounced",
            "552 5.2.2 Mailbox full",
            &[
                "Mail was passed on from another address: the next steps are about the one to which it went.",
            ],
        ),
    ] {
        let found = bouncedex::explain(&line(status, said));
        let steps = found[0].steps();
        assert!(steps.len() >= expected.len(), "{steps:?}");
        for (step, expected) in steps.iter().zip(expected) {
            assert!(step.starts_with(expected), "{steps:?}");
        }
        assert_eq!(steps.len() > 2, expected.len() == 1, "{steps:?}");
        for form in FORMS {
            let out = told(form, &line(status, said));
            assert!(
                !out.contains("Suppress the address if this persists"),
                "{out}"
            );
        }
    }
    // The message is at fault, not an address.
    let found = bouncedex::explain(&line("bounced", "550 5.7.1 Message rejected as spam"));
    assert!(
        found[0]
            .steps()
            .iter()
            .all(|step| !step.contains("passed on"))
    );
}

/// An entry is written in full once, but once for each kind of advice.
#[test]
fn an_alias_after_a_mailbox_is_explained_in_full() {
    let straight = line("bounced", "550 5.1.1 x").replace("orig_to=<team@example.net>, ", "");
    let other = line("bounced", DEAD).replace("team@", "sales@");
    let log = straight + &line("bounced", "550 5.1.1 User unknown") + &other;
    let out = unwrapped(&told(FORMS[0], &log));
    assert_eq!(out.matches(STEP).count(), 1, "{out}");
    assert!(
        out.ends_with("User unknown / mailbox not found: as above PERMANENT"),
        "{out}"
    );
    assert_eq!(
        out.matches("Passed on to: klaus@example.org").count(),
        2,
        "{out}"
    );
}

#[test]
fn a_row_of_aliases_says_what_is_true_of_them() {
    let log = line("bounced", DEAD);
    let text = told(&["triage"], &log);
    assert!(
        text.contains(STEP) && text.contains("Contact the recipient"),
        "{text}"
    );
    assert!(text.contains("0 of them to suppress"), "{text}");
    let screen = unwrapped(&told(
        &["triage", "--print", "200x60", "--keys", "<Enter>"],
        &log,
    ));
    assert!(screen.contains(STEP), "{screen}");
    for said in [&text, &screen] {
        assert!(
            !said.contains("Codes alone") && !said.contains("Suppress the"),
            "{said}"
        );
    }
    // The words are understood, and nobody is given up.
    let json: Value = serde_json::from_str(&told(&["triage", "--json"], &log)).expect("JSON");
    assert_eq!(json["unrecognised"], Value::Array(Vec::new()));
    assert_eq!(json["action"]["contact-recipient"], 1);
    let listed = told(&["triage", "--recipients", "--action", "suppress"], &log);
    assert_eq!(listed, "");
    // A guess stays one, and so does a delivery that is still tried.
    for (log, expected) in [
        (line("bounced", "550 5.1.1 x"), "Codes alone do not say"),
        (line("deferred", DEAD), "Delivery is still being tried"),
    ] {
        let screen = unwrapped(&told(
            &["triage", "--print", "200x60", "--keys", "<Enter>"],
            &log,
        ));
        assert!(
            screen.contains(expected) && screen.contains(STEP),
            "{screen}"
        );
        assert!(!screen.contains("Suppress the"), "{screen}");
    }
    // Other steps may end with suppressing.
    for said in ["552 5.2.2 Mailbox full", "550 Mailbox unavailable"] {
        let screen = unwrapped(&told(
            &["triage", "--print", "200x60", "--keys", "<Enter>"],
            &line("bounced", said),
        ));
        assert!(
            screen.contains("Keep the address: another one failed.")
                && screen.contains("Instead of suppressing it, take it out"),
            "{screen}"
        );
    }
    // Of aliases and mailboxes that are dead themselves, the greater part decides; the list of recipients is exact.
    let straight = line("bounced", DEAD).replace("orig_to=<team@example.net>, ", "");
    for (both, suppresses) in [
        (log.repeat(3) + &straight, false),
        (log.clone() + &straight.repeat(3), true),
    ] {
        let text = told(&["triage"], &both);
        assert_eq!(text.contains("Suppress the address"), suppresses, "{text}");
        assert!(text.contains("1 of them to suppress"), "{text}");
    }
}

#[test]
fn tallies_keep_the_mark_of_an_alias() {
    let here = folder(&[("mail.log", line("bounced", DEAD).as_bytes())]);
    let output = assert_cmd::Command::new(crate::program::PROGRAM)
        .args(["triage", "--format", "tally", "mail.log"])
        .current_dir(here.path())
        .output()
        .expect("a process");
    fs::write(here.path().join("mx1.tally"), output.stdout).expect("a file");
    let report = |file: &str| {
        let out = run(here.path(), &["triage", file], "").out;
        let (_, rows) = out.split_once("What fails most").expect("rows");
        rows.to_owned()
    };
    assert_eq!(report("mx1.tally"), report("mail.log"));
    assert!(report("mx1.tally").contains(STEP));
}
