//! What programs pass on: collectors of logs, containers, tables and objects of JSON.

use crate::copied::check;

/// A line that another program has passed on, and lines whose fields somebody left out or a page took for tags.
#[test]
fn refusals_of_postfix_that_others_pass_on() {
    let jo = [("jo@example.org", "553 5.7.1", "sender-rejected")];
    let line = "mx postfix/smtpd[71]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 553 5.7.1 <me@example.com>: Sender address rejected: not logged in; from=<me@example.com> to=<jo@example.org> proto=ESMTP helo=<x>";
    for text in [
        format!("Mar 14 09:26:54 loghost mx.example.net: Mar 14 09:26:53 {line}"),
        format!("Mar 14 09:26:54 web app[71]: 2026-03-14T09:26:53+00:00 {line}"),
    ] {
        check(&text, &jo);
        let event = bouncedex::explain(&text)[0].bounce.event;
        assert_eq!(event, bouncedex::bounce::Event::Rejected);
    }
    let greylisted = "reject: RCPT from mx.example.com[192.0.2.7]: 450 4.2.0 <jo@example.org>: Recipient address rejected: Greylisted";
    for text in [
        format!("NOQUEUE: {greylisted}"),
        format!("Mar 14 09:26:53 mx postfix/smtpd[71]: NOQUEUE: {greylisted}"),
        format!("NOQUEUE: {greylisted}; from=me@example.com to=jo@example.org proto=ESMTP"),
    ] {
        check(&text, &[("jo@example.org", "450 4.2.0", "greylisted")]);
    }
}

/// A table says by its header which address is the recipient's.
#[test]
fn tables_with_a_column_of_replies() {
    let jo = [("jo@example.org", "550 5.1.1", "user-unknown")];
    for mark in ["\t", ",", ";"] {
        let rows = format!(
            "From{mark}To{mark}Status\nme@example.com{mark}jo@example.org{mark}550 5.1.1 User unknown\n"
        );
        check(&rows, &jo);
    }
    check(
        "| From | To | Status |\n|---|---|---|\n| me@example.com | jo@example.org | 550 5.1.1 User unknown |\n",
        &jo,
    );
    check(
        "me@example.com\tjo@example.org\t550 5.1.1 User unknown\n",
        &[("", "550 5.1.1", "user-unknown")],
    );
}

/// Docker logs each line of a container's output as JSON.
#[test]
fn what_a_container_put_out() {
    let logged = |text: &str| -> String {
        let lines = text.lines();
        lines
            .map(|line| {
                format!("{{\"log\":\"{line}\\n\",\"stream\":\"stderr\",\"time\":\"2026-03-14T09:26:53.589Z\"}}\n")
            })
            .collect()
    };
    check(
        &logged("550 5.1.1 <jo@example.org>: User unknown"),
        &[("jo@example.org", "550 5.1.1", "user-unknown")],
    );
    check(
        &logged(
            "RCPT TO:<jo@example.org>\n550 5.1.1 User unknown\nRCPT TO:<al@example.org>\n552 5.2.2 mailbox full",
        ),
        &[
            ("jo@example.org", "550 5.1.1", "user-unknown"),
            ("al@example.org", "552 5.2.2", "mailbox-full"),
        ],
    );
}

/// Only what an object says counts, however deep it is: whose user reported it is nobody's failure.
#[test]
fn words_within_an_object() {
    check(
        r#"{"level":"error","user":"me@example.com","error":{"message":"could not be delivered: Unrouteable address","code":"ESEND"}}"#,
        &[("", "", "domain-unknown")],
    );
    check(
        "{\n \"user\": \"me@example.com\",\n \"error\": {\n  \"message\": \"jo@example.org is undeliverable: Unrouteable address\"\n }\n}",
        &[("jo@example.org", "", "domain-unknown")],
    );
}

/// An archive or a webhook holds the mail as a string: the mail is read, and nothing else that it says.
#[test]
fn a_mail_within_an_object() {
    let mail = |body: &str| {
        let mail = format!(
            "From: MAILER-DAEMON@mx.example.com\r\nTo: me@example.com\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\r\n{body}\r\n"
        );
        serde_json::json!({"id": 1, "email": "me@example.com", "raw": mail}).to_string()
    };
    check(
        &mail("<jo@example.org>: host mx.example.org[192.0.2.7] said: 550 5.1.1 User unknown"),
        &[("jo@example.org", "550 5.1.1", "user-unknown")],
    );
    check(
        &mail("Sorry, the message could not be delivered: User unknown."),
        &[("", "", "user-unknown")],
    );
    let written = mail("Thank you, my mailbox is full of your letters.");
    check(&written.replace("MAILER-DAEMON", "al"), &[]);
}
