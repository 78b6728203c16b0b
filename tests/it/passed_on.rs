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

/// A string that looks like a mail but reports nothing does not hide whom the error beside it is about.
#[test]
fn headers_within_an_object() {
    check(
        r#"{"email":"al@example.net","error":"550 5.1.1 User unknown","headers":"Subject: Hi\r\nTo: al@example.net\r\n"}"#,
        &[("al@example.net", "550 5.1.1", "user-unknown")],
    );
}

#[test]
fn mails_within_an_array() {
    let mail = "From: MAILER-DAEMON@mx.example.com\r\nTo: me@example.com\r\nSubject: failure notice\r\n\r\n<jo@example.org>: 550 5.1.1 User unknown\r\n";
    for object in [
        serde_json::json!([mail]),
        serde_json::json!({"email": "me@example.com", "mails": [mail]}),
    ] {
        check(
            &object.to_string(),
            &[("jo@example.org", "550 5.1.1", "user-unknown")],
        );
    }
}

/// Whoever else has to do with a message is not its recipient.
#[test]
fn whose_address_an_object_holds() {
    let nobody = [("", "550 5.1.1", "user-unknown")];
    let jo = [("jo@example.org", "550 5.1.1", "user-unknown")];
    let with = |members: &str| format!("{{{members},\"error\":\"550 5.1.1 User unknown\"}}");
    let others = [
        "admin",
        "smtp",
        "credentials",
        "config",
        "actor",
        "session",
        "operator",
        "createdBy",
        "requester",
        "support",
        "tenant",
        "webhook",
        "notify",
        "alert",
        "user",
        "owner",
    ];
    let others = others.map(|key| format!(r#""{key}":{{"email":"me@example.com"}}"#));
    let keys = [
        "admin_email",
        "adminEmail",
        "owner.email",
        "customer_email",
        "notify-email",
        "smtp_email",
        "reply_to",
        "replyTo",
    ];
    let keys = keys.map(|key| format!(r#""{key}":"me@example.com""#));
    for other in others.iter().chain(&keys) {
        check(&with(other), &nobody);
        check(&with(&format!(r#"{other},"to":"jo@example.org""#)), &jo);
        let data = r#""data":{"rcpt":"jo@example.org"}"#;
        check(&with(&format!("{other},{data}")), &jo);
    }
    // If copies went to others, it is not known who failed.
    for copy in [
        r#""cc":"me@example.com""#,
        r#""bcc":{"email":"me@example.com"}"#,
    ] {
        check(&with(copy), &nobody);
        check(&with(&format!(r#"{copy},"to":"jo@example.org""#)), &nobody);
    }
    for key in [
        "email",
        "e-mail",
        "to",
        "rcptTo",
        "RCPT_TO",
        "email_address",
        "toEmail",
        "mailto",
        "recipientEmail",
        "Final-Recipient",
        "X-Failed-Recipients",
        "failed_recipient",
        "envelope.to",
        "data.email",
    ] {
        check(&with(&format!(r#""{key}":"jo@example.org""#)), &jo);
    }
    for key in [
        "data",
        "payload",
        "message",
        "email",
        "mailOptions",
        "envelope",
        "0",
    ] {
        let held = format!(r#""{key}":{{"from":"me@example.com","to":"jo@example.org"}}"#);
        check(&with(&held), &jo);
    }
    check(
        &with(r#""from":"MAILER-DAEMON@mx.example.org","to":"me@example.com""#),
        &nobody,
    );
    check(
        &with(r#""from":"jo@example.org","to":"me@example.com""#),
        &[("me@example.com", "550 5.1.1", "user-unknown")],
    );
    // Two who may be meant.
    let inner = with(r#""email":"me@example.com""#);
    check(
        &format!(r#"{{"email":"jo@example.org","smtp":{inner}}}"#),
        &nobody,
    );
    check(
        &format!(r#"{{"email":"al@example.net","failures":[{inner}]}}"#),
        &[("me@example.com", "550 5.1.1", "user-unknown")],
    );
}

/// An array may be of any length, whatever its elements are.
#[test]
fn a_long_array_of_any_form() {
    let many = |between: &str| {
        let each = (0..20_000).map(|number| {
            format!(r#"{{"email":"u{number}@example.org","error":"550 5.1.1 User unknown"}}"#)
        });
        let each: Vec<_> = each.collect();
        format!(
            "[{between}{}{between}]\n",
            each.join(&format!(",{between}"))
        )
    };
    for text in [many(""), many("\n")] {
        let found = bouncedex::explain(&text);
        assert_eq!(found.len(), 20_000);
        let last = found[19_999].bounce.recipient.as_deref();
        assert_eq!(last, Some("u19999@example.org"));
    }
}

/// The fields of a report end where something else is reported.
#[test]
fn what_stands_below_the_fields_of_a_report() {
    let report = "Final-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: 5.1.1\n\
                  Diagnostic-Code: smtp; 550 5.1.1 User unknown\n";
    let said = "host mx.example.net[192.0.2.7] said: 552 5.2.2 Mailbox full (in reply to RCPT TO command)\n";
    let jo = ("jo@example.org", "550 5.1.1", "user-unknown");
    let logged = "Mar 14 09:26:53 mail postfix/smtp[71]: 4A1B2C3D4E: to=<al@example.net>, relay=mx.example.net[192.0.2.7]:25, \
                  delay=2, dsn=5.2.2, status=bounced (host mx.example.net[192.0.2.7] said: 552 5.2.2 Mailbox full)\n";
    for (below, recipient) in [
        (said.to_owned(), ""),
        (format!("\n{said}"), ""),
        (format!("<al@example.net>: {said}"), "al@example.net"),
        (
            "al@example.net: 552 5.2.2 Mailbox full\n".to_owned(),
            "al@example.net",
        ),
        (logged.to_owned(), "al@example.net"),
    ] {
        let full = (recipient, "552 5.2.2", "mailbox-full");
        crate::copied::check(&format!("{report}{below}"), &[jo, full]);
    }
    // It says the same again.
    let again = "host mx.example.net[192.0.2.7] said: 550 5.1.1 User unknown\n";
    crate::copied::check(&format!("{report}{again}"), &[jo]);
    let long = report.replace("550 5.1.1 User", "550-5.1.1 User\n 550 5.1.1");
    let again = again
        .replace("User", "User 550 5.1.1")
        .replace("550 5", "550-5");
    crate::copied::check(&format!("{long}{again}"), &[jo]);
    // The field's own value, folded without a blank.
    let folded = report.replace(" 550 5.1.1 User unknown", "") + said;
    crate::copied::check(&folded, &[("jo@example.org", "552 5.2.2", "mailbox-full")]);
}
