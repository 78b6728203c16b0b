//! Small versions of the bounce messages of many mail systems: what each reports about whom.

use bouncedex::bounce::{Bounce, Event, message};

/// What is expected of one delivery: event, recipient, the codes as `reply()` tells them, words that must be cited.
type Expected = (Event, &'static str, &'static str, &'static str);

/// A report in plain text: sender, subject, text.
fn plain(from: &str, subject: &str, text: &str) -> String {
    format!(
        "Return-Path: <>\nFrom: {from}\nTo: <ann@example.org>\nSubject: {subject}\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\n\n{text}"
    )
}

/// A delivery status notification: text, fields.
fn notification(text: &str, fields: &str) -> String {
    format!(
        "Return-Path: <>\nFrom: Mail System <mailer-daemon@mx.example.com>\nTo: <ann@example.org>\n\
         Subject: Delivery report\nContent-Type: multipart/report; report-type=delivery-status;\n\tboundary=\"b1\"\n\n\
         --b1\nContent-Type: text/plain\n\n{text}\n--b1\nContent-Type: message/delivery-status\n\n{fields}\n\
         --b1\nContent-Type: message/rfc822\n\n{ORIGINAL}\n--b1--\n"
    )
}

/// The returned original: whatever it says is none of the report.
const ORIGINAL: &str = "Received: from a.example.org by b.example.org; Mon, 2 Nov 2026 10:00:00 +0000\n\
    From: Ann <ann@example.org>\nTo: wrong@example.net\nSubject: 550 5.7.1 not a reply\n\
    Message-ID: <1@example.org>\n\n<other@example.net>: 554 5.7.1 not a reply either\n";

#[track_caller]
fn check(name: &str, message: &str, expected: &[Expected]) {
    for (ends, text) in [
        ("LF", message.to_owned()),
        ("CRLF", message.replace('\n', "\r\n")),
        ("CR", message.replace('\n', "\r")),
    ] {
        let bounces = message::read(text.as_bytes());
        let found: Vec<_> = bounces.iter().map(summary).collect();
        assert_eq!(found.len(), expected.len(), "{name}, {ends}: {bounces:#?}");
        for ((event, recipient, codes, said), bounce) in expected.iter().zip(&bounces) {
            let wanted = (*event, (*recipient).to_owned(), (*codes).to_owned());
            assert_eq!(summary(bounce), wanted, "{name}, {ends}: {bounce:#?}");
            assert!(
                bounce.diagnostic.contains(said),
                "{name}, {ends}: {bounce:#?}"
            );
        }
    }
}

fn summary(bounce: &Bounce<'_>) -> (Event, String, String) {
    let reply = bounce.reply();
    let code = reply.code.map(|code| code.to_string());
    let enhanced = reply.enhanced.map(|enhanced| enhanced.to_string());
    let codes: Vec<_> = code.into_iter().chain(enhanced).collect();
    let recipient = bounce.recipient.clone().unwrap_or_default().into_owned();
    (bounce.event, recipient, codes.join(" "))
}

#[test]
fn fields_of_a_delivery_status_notification() {
    use Event::*;
    let fields = "Reporting-MTA: dns; mx.example.com\nArrival-Date: Mon, 2 Nov 2026 10:00:00 +0000\n\n\
        Original-Recipient: rfc822;bob@example.net\nFinal-Recipient: rfc822;bob@mailbox.example.net\nAction: failed\n\
        Status: 5.0.0 (permanent failure)\nRemote-MTA: dns; mx.example.net (192.0.2.9)\n\
        Diagnostic-Code: smtp; 550-5.1.1 No such user\n 550 5.1.1 here\nLast-Attempt-Date: Mon, 2 Nov 2026 10:01:00 +0000\n\n\
        Final-Recipient: rfc822;carol@example.net\nAction: delayed\nStatus: 4.2.2\n\
        Diagnostic-Code: smtp; 452 4.2.2 Mailbox full\n\n\
        Final-Recipient: rfc822;dave@example.net\nAction: relayed\nStatus: 2.1.5\n";
    let message = notification("See below.", fields);
    check(
        "several recipients",
        &message,
        &[
            (Bounced, "bob@example.net", "550 5.1.1", "No such user"),
            (Deferred, "carol@example.net", "452 4.2.2", "Mailbox full"),
            (Delivered, "dave@example.net", "2.1.5", ""),
        ],
    );
    let bounces = message::read(message.as_bytes());
    assert_eq!(bounces[0].remote.as_deref(), Some("mx.example.net"));
    assert_eq!(
        bounces[0].time.as_deref(),
        Some("Mon, 2 Nov 2026 10:01:00 +0000")
    );
    assert_eq!(
        bounces[1].time.as_deref(),
        Some("Mon, 2 Nov 2026 10:00:00 +0000")
    );

    let unseparated = fields.replace("\n\n", "\n");
    check(
        "no blank lines between recipients",
        &notification("See below.", &unseparated),
        &[
            (Bounced, "bob@example.net", "550 5.1.1", "No such user"),
            (Deferred, "carol@example.net", "452 4.2.2", "Mailbox full"),
            (Delivered, "dave@example.net", "2.1.5", ""),
        ],
    );
    check(
        "fields in the text",
        &plain(
            "postmaster@mx.example.com",
            "Delivery failure",
            "Technical report:\n\nReporting-MTA: dns; mx.example.com\nAction: failed\nFinal-Recipient: rfc822; bob@example.net\n\
             Diagnostic-Code: smtp; 550 5.1.1 No such user\nStatus: 5.1.1\n",
        ),
        &[(Bounced, "bob@example.net", "550 5.1.1", "No such user")],
    );
    check(
        "fields in a part of another type",
        &notification("See below.", fields)
            .replace("message/delivery-status", "application/octet-stream"),
        &[
            (Bounced, "bob@example.net", "550 5.1.1", "No such user"),
            (Deferred, "carol@example.net", "452 4.2.2", "Mailbox full"),
            (Delivered, "dave@example.net", "2.1.5", ""),
        ],
    );
    check(
        "internationalised addresses",
        &notification(
            "See below.",
            "Reporting-MTA: dns; mx.example.com\n\nFinal-Recipient: utf-8; \\x{FC}nal@example.net\nAction: failed\nStatus: 5.1.1\n\
             Diagnostic-Code: smtp; 550 5.1.1 unknown user here",
        ),
        &[(Bounced, "ünal@example.net", "550 5.1.1", "unknown user")],
    );
}

#[test]
fn the_text_completes_what_the_fields_leave_out() {
    check(
        "no diagnosis",
        &notification(
            "   ----- Transcript of session follows -----\n... while talking to mx.example.net.:\n>>> RCPT To:<bob@example.net>\n\
             <<< 550 5.7.1 Your address is on a blocklist\n550 5.1.1 <bob@example.net>... User unknown\n",
            "Reporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; bob@example.net\nAction: failed\nStatus: 5.1.1\n",
        ),
        &[(
            Event::Bounced,
            "bob@example.net",
            "550 5.7.1",
            "on a blocklist",
        )],
    );
    check(
        "several recipients, one of them twice and one by its other address",
        &notification(
            "<bob@example.net>: host mx.example.net[192.0.2.9] said: 550 5.1.1 no such user\n\n\
             <carol@example.net>: host mx.example.net[192.0.2.9] said: 552 5.2.2 mailbox full\n",
            "Reporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; bob@example.net\nAction: failed\nStatus: 5.0.0\n\n\
             Final-Recipient: rfc822; bob@example.net\nAction: failed\nStatus: 5.0.0\n\n\
             Original-Recipient: rfc822; carol@example.net\nFinal-Recipient: rfc822; c@mailbox.example.net\nAction: failed\nStatus: 5.0.0\n",
        ),
        &[
            (
                Event::Bounced,
                "bob@example.net",
                "550 5.1.1",
                "no such user",
            ),
            (
                Event::Bounced,
                "carol@example.net",
                "552 5.2.2",
                "mailbox full",
            ),
        ],
    );
    check(
        "given up after retries",
        &notification(
            "See below.",
            "Reporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; bob@example.net\nAction: failed\nStatus: 4.4.7\n",
        ),
        &[(Event::Expired, "bob@example.net", "4.4.7", "")],
    );
    check(
        "Postfix wraps the reply",
        &notification(
            "<bob@example.net>: host mx.example.net[192.0.2.9] said: 550 5.1.1 no such user\n",
            "Reporting-MTA: dns; mx.example.com\nX-Postfix-Queue-ID: 4A1B2C3D4E\n\nFinal-Recipient: rfc822; bob@example.net\n\
             Action: failed\nStatus: 5.0.0\nDiagnostic-Code: X-Postfix; host mx.example.net[192.0.2.9] said: 550 5.1.1\n    no such user (in reply to\n    RCPT TO command)",
        ),
        &[(
            Event::Bounced,
            "bob@example.net",
            "550 5.1.1",
            "no such user",
        )],
    );
}

#[test]
fn words_behind_the_status_and_fields_behind_the_text() {
    check(
        "a comment",
        &notification(
            "See below.",
            "Reporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; bob@example.net\nAction: delayed\n\
             Status: 4.0.0 (example.net: host name lookup failure)\n",
        ),
        &[(
            Event::Deferred,
            "bob@example.net",
            "4.0.0",
            "host name lookup failure",
        )],
    );
    check(
        "fields are no words",
        &plain(
            "postmaster@mx.example.com",
            "Delivery failure",
            "<bob@example.net>: mailbox is full\n\nReporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; bob@example.net\n\
             Action: failed\nStatus: 5.0.0\nLast-Attempt-Date: Mon, 2 Nov 2026 10:00:00 +0000\n",
        ),
        &[(
            Event::Bounced,
            "bob@example.net",
            "5.0.0",
            "mailbox is full",
        )],
    );
    let escaped = notification(
        "See below.",
        "Reporting-MTA: dns; mx.example.jp\n\nFinal-Recipient: rfc822; bob@example.jp\nAction: failed\nStatus: 5.1.1\n\
         Diagnostic-Code: X-Local; \u{1b}$B%f!<%6!<\u{1b}(B bob",
    );
    check(
        "ISO-2022-JP",
        &escaped,
        &[(Event::Bounced, "bob@example.jp", "5.1.1", "ユーザー bob")],
    );
}

#[test]
fn mail_servers_in_plain_text() {
    use Event::*;
    let daemon = "MAILER-DAEMON@mx.example.com";
    for (name, subject, text, expected) in [
        (
            "qmail",
            "failure notice",
            "Hi. This is the qmail-send program at mx.example.com.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\
             This is a permanent error; I've given up. Sorry it didn't work out.\n\n<bob@example.net>:\n192.0.2.9 does not like recipient.\n\
             Remote host said: 550 5.1.1 unknown\nGiving up on 192.0.2.9.\n\n<carol@example.net>:\nSorry, I couldn't find any host named example.net. (#5.1.2)\n\n\
             --- Below this line is a copy of the message.\n\nReturn-Path: <ann@example.org>\n\nx",
            &[
                (Bounced, "bob@example.net", "550 5.1.1", "unknown"),
                (
                    Bounced,
                    "carol@example.net",
                    "5.1.2",
                    "couldn't find any host",
                ),
            ][..],
        ),
        (
            "Exim",
            "Mail delivery failed: returning message to sender",
            "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\n\
             recipients. This is a permanent error. The following address(es) failed:\n\n  bob@example.net\n    host mx.example.net [192.0.2.9]\n\
             \x20   SMTP error from remote mail server after RCPT TO:<bob@example.net>:\n    550 5.2.1 mailbox disabled\n  carol@example.com\n    Unrouteable address\n\
             \x20 dave@example.net\n    retry timeout exceeded\n\n\
             ------ This is a copy of the message, including all the headers. ------\n\nReceived: from a by b\n\nx",
            &[
                (Bounced, "bob@example.net", "550 5.2.1", "mailbox disabled"),
                (Bounced, "carol@example.com", "", "Unrouteable address"),
                (Expired, "dave@example.net", "", "retry timeout exceeded"),
            ],
        ),
        (
            "Exim, still trying",
            "Warning: message 1abcde-000001-AB delayed 24 hours",
            "This message was created automatically by mail delivery software.\nA message that you sent has not yet been delivered to one or more of its\n\
             recipients after more than 24 hours on the queue on mx.example.com.\n\nThe address to which the message has not yet been delivered is:\n\n\
             \x20 bob@example.net\n    Delay reason: connection timed out\n\nNo action is required on your part.\n",
            &[(Deferred, "bob@example.net", "", "connection timed out")],
        ),
        (
            "Postfix",
            "Undelivered Mail Returned to Sender",
            "This is the mail system at host mx.example.com.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients.\n\n\
             For further assistance, please send mail to postmaster.\n\n                   The mail system\n\n\
             <bob@example.net>: host mx.example.net[192.0.2.9] said: 552-5.2.2 the mailbox\n    is over quota (in reply to RCPT TO command)\n",
            &[(Bounced, "bob@example.net", "552 5.2.2", "over quota")],
        ),
        (
            "Sendmail",
            "Returned mail: see transcript for details",
            "The original message was received at Mon, 2 Nov 2026 10:00:00 GMT\nfrom a.example.org [192.0.2.3]\n\n\
             \x20  ----- The following addresses had permanent fatal errors -----\n<bob@example.net>\n    (reason: 550 5.1.1 User unknown)\n\
             <carol@example.net>\n    (reason: 552 5.2.2 Full)\n\n   ----- Transcript of session follows -----\n... while talking to mx.example.net.:\n\
             >>> RCPT To:<bob@example.net>\n<<< 550 5.1.1 User unknown\n550 5.1.1 <bob@example.net>... User unknown\n\
             >>> RCPT To:<carol@example.net>\n<<< 552 5.2.2 Mailbox is full\n552 5.2.2 <carol@example.net>... Full\n",
            &[
                (Bounced, "bob@example.net", "550 5.1.1", "User unknown"),
                (Bounced, "carol@example.net", "552 5.2.2", "Mailbox is full"),
            ],
        ),
        (
            "Sendmail of old",
            "Returned mail: User unknown",
            "   ----- Transcript of session follows -----\n550 bob@example.net... User unknown\n\n   ----- Unsent message follows -----\nReceived: by a\n",
            &[(Bounced, "bob@example.net", "550", "User unknown")],
        ),
        (
            "OpenSMTPD",
            "Delivery status notification: error",
            "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this e-mail.\n\n    An error has occurred while attempting to deliver a message for\n\
             \x20   the following list of recipients:\n\nbob@example.net: 550 5.1.1 no such mailbox\n\n    Below is a copy of the original message:\n\nReceived: from a by b\n",
            &[(Bounced, "bob@example.net", "550 5.1.1", "no such mailbox")],
        ),
        (
            "DragonFly",
            "Mail delivery failed",
            "This is the DragonFly Mail Agent v0.13 at a.example.com.\n\nThere was an error delivering your mail to <bob@example.net>.\n\n\
             mx.example.net [192.0.2.9] did not like our RCPT TO:\n550 5.1.1 unknown\n\nMessage headers follow.\n\nReceived: from b\n",
            &[(Bounced, "bob@example.net", "550 5.1.1", "unknown")],
        ),
        (
            "Courier",
            "NOTICE: mail delivery status.",
            "This is a delivery status notification from mx.example.com,\nrunning the Courier mail server, version 1.0.\n\nThe original message was received on Mon, 2 Nov 2026\n\
             from a.example.org ([192.0.2.3])\n\n---------------------------------------------------------------------------\n\n\
             \x20                          UNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n<bob@example.net>:\n\
             \x20   mx.example.net [192.0.2.9]:\n>>> RCPT TO:<bob@example.net>\n<<< 550 5.1.1 No such user\n",
            &[(Bounced, "bob@example.net", "550 5.1.1", "No such user")],
        ),
        (
            "smail",
            "mail failed, returning to sender",
            "|------------------------- Message log follows: -------------------------|\n no valid recipients were found for this message\n\
             |------------------------- Failed addresses follow: ---------------------|\n <bob@example.net> ... unknown host\n\
             |------------------------- Message text follows: ------------------------|\nReceived: by a\n",
            &[(Bounced, "bob@example.net", "", "unknown host")],
        ),
        (
            "IMail",
            "Undeliverable Mail",
            "Unknown user: bob@example.net\n\n\nOriginal message follows.\n\nReceived: from a by b\n",
            &[(Bounced, "bob@example.net", "", "Unknown user")],
        ),
        (
            "Yahoo of old",
            "Delivery failure",
            "Message from example.net.\nUnable to deliver message to the following address(es).\n\n<bob@example.net>:\n\
             This user doesn't have a example.net account (bob@example.net) [0]\n\n--- Original message follows.\n\nReturn-Path: <ann@example.org>\n",
            &[(Bounced, "bob@example.net", "", "doesn't have")],
        ),
        (
            "MDaemon",
            "Permanent Delivery Failure",
            "The attached message had PERMANENT fatal delivery errors!\n\nAfter one or more unsuccessful delivery attempts the attached message has\n\
             been removed from the mail queue on this server.\n\n--------------------\nFailed address: bob@example.net\n\n\
             --- Session Transcript ---\n Mon 2026-11-02 10:00:00: [1:1] <-- 220 mx.example.net ESMTP\n Mon 2026-11-02 10:00:00: [1:1] --> RCPT To:<bob@example.net>\n\
             \x20Mon 2026-11-02 10:00:01: [1:1] <-- 550 5.1.1 No such user\n--- End Transcript ---\n",
            &[(Bounced, "bob@example.net", "550 5.1.1", "No such user")],
        ),
        (
            "hMailServer",
            "Message undeliverable: hello",
            "Your message did not reach some or all of the intended recipients.\n\n   Sent: Mon, 2 Nov 2026 10:00:00 +0000\n   Subject: hello\n\n\
             The following recipient(s) could not be reached:\n\nbob@example.net\n   Error Type: SMTP\n   Remote server (192.0.2.9) issued an error.\n\
             \x20  hMailServer sent: RCPT TO:<bob@example.net>\n   Remote server replied: 550 5.1.1 unknown user\n\nhMailServer\n",
            &[(Bounced, "bob@example.net", "550 5.1.1", "unknown user")],
        ),
        (
            "MailEnable",
            "Message Delivery Failure",
            "MailEnable: Message Delivery Failure.\n\nThe following recipient(s) could not be reached:\n\n\tRecipient: [SMTP:bob@example.net]\n\
             \tReason: Remote SMTP Server Returned: 550 no such user\n\nMessage headers follow:\n\nReceived: from a\n",
            &[(Bounced, "bob@example.net", "550", "no such user")],
        ),
        (
            "Mercury",
            "Delivery failure notification",
            "With reference to your message with the subject:\n   \"hello\"\n\nThe local mail transport system has reported the following problems\n\
             it encountered while trying to deliver your message:\n\n-------------------------------------------------------------------\n\
             *** bob@example.net\n550 5.1.1 no such user\n-------------------------------------------------------------------\n",
            &[(Bounced, "bob@example.net", "550 5.1.1", "no such user")],
        ),
        (
            "CommuniGate Pro",
            "Undeliverable mail: hello",
            "Failed to deliver to 'bob@example.net'\nSMTP module(domain example.net) reports:\n host mx.example.net says:\n 550 5.1.1 unknown user\n",
            &[(Bounced, "bob@example.net", "550 5.1.1", "unknown user")],
        ),
        (
            "Kerio",
            "Message delivery failed",
            "Your message could not be delivered to the following recipient:\n\n  <bob@example.net>\n\nReason: 550 5.1.1 <bob@example.net> unknown user\n",
            &[(Bounced, "bob@example.net", "550 5.1.1", "unknown user")],
        ),
        (
            "Axigen, IceWarp, any",
            "Undelivered mail",
            "The message could not be delivered to these recipients:\n\n - bob@example.net (550 5.1.1 unknown user)\n - carol@example.net (mailbox full)\n",
            &[
                (Bounced, "bob@example.net", "550 5.1.1", "unknown user"),
                (Bounced, "carol@example.net", "", "mailbox full"),
            ],
        ),
    ] {
        check(name, &plain(daemon, subject, text), expected);
    }
}

#[test]
fn providers_in_plain_text() {
    use Event::*;
    for (name, from, subject, text, expected) in [
        (
            "Gmail of old",
            "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
            "Delivery Status Notification (Failure)",
            "Delivery to the following recipient failed permanently:\n\n     bob@example.net\n\nTechnical details of permanent failure: \n\
             Google tried to deliver your message, but it was rejected by the server for the recipient domain example.net by mx.example.net. [192.0.2.9].\n\n\
             The error that the other server returned was:\n550 5.1.1 no such user\n\n----- Original message -----\n\nReceived: by a\n",
            &[(Bounced, "bob@example.net", "550 5.1.1", "no such user")][..],
        ),
        (
            "Gmail, delay",
            "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
            "Delivery Status Notification (Delay)",
            "THIS IS A WARNING MESSAGE ONLY.\n\nYOU DO NOT NEED TO RESEND YOUR MESSAGE.\n\nDelivery to the following recipient has been delayed:\n\n     bob@example.net\n\n\
             Message will be retried for 2 more day(s)\n",
            &[(Deferred, "bob@example.net", "", "")],
        ),
        (
            "Exchange 2003",
            "System Administrator <postmaster@example.com>",
            "Undeliverable: hello",
            "Your message\n\n  To:      bob@example.net\n  Subject: hello\n  Sent:    Mon, 2 Nov 2026 10:00:00 +0000\n\ndid not reach the following recipient(s):\n\n\
             bob@example.net on Mon, 2 Nov 2026 10:00:01 +0000\n    The recipient name is not recognized\n\tMSEXCH:IMS:EXAMPLE:ORG:MX 0 (000C05A6) Unknown Recipient\n",
            &[(
                Bounced,
                "bob@example.net",
                "",
                "The recipient name is not recognized",
            )],
        ),
        (
            "Exchange 2007",
            "\"Microsoft Exchange\" <MicrosoftExchange329e71ec@example.com>",
            "Undeliverable: hello",
            "Delivery has failed to these recipients or distribution lists:\n\nbob@example.net\nThe recipient's e-mail address was not found in the recipient's e-mail system.\n\n\
             Diagnostic information for administrators:\n\nGenerating server: mx.example.com\n\nbob@example.net\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n\nOriginal message headers:\n\nReceived: from a\n",
            &[(
                Bounced,
                "bob@example.net",
                "550 5.1.1",
                "RESOLVER.ADR.RecipNotFound",
            )],
        ),
        (
            "Domino",
            "postmaster@example.com",
            "DELIVERY FAILURE: User bob (bob@example.net) not listed in Domino Directory",
            "Your message\n\n  Subject: hello\n\nwas not delivered to:\n\n  bob@example.net\n\nbecause:\n\n  User bob (bob@example.net) not listed in Domino Directory\n",
            &[(
                Bounced,
                "bob@example.net",
                "",
                "not listed in Domino Directory",
            )],
        ),
        (
            "GMX",
            "MAILER-DAEMON@mail.example.com",
            "Mail delivery failed: returning message to sender",
            "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of\nits recipients. \
             This is a permanent error. The following address\nfailed:\n\n\"bob@example.net\":\nSMTP error from remote server after RCPT command:\nhost: mx.example.net\n\
             5.1.1 <bob@example.net>... User Unknown\n\n\n--- The header of the original message is following. ---\n\nReceived: from a\n",
            &[(Bounced, "bob@example.net", "5.1.1", "User Unknown")],
        ),
        (
            "a phone company",
            "Postmaster@example.net",
            "Mail System Error - Returned Mail",
            "次のあて先へのメッセージはエラーのため送信できませんでした。\n\nEach of the following recipients was rejected by a remote\nmail server.\n\n    Recipient: <bob@example.net>\n\
             \x20   >>> RCPT TO:<bob@example.net>\n    <<< 550 <bob@example.net>: User unknown\n",
            &[(Bounced, "bob@example.net", "550", "User unknown")],
        ),
        (
            "MailMarshal",
            "postmaster@example.com",
            "Undeliverable Mail: \"hello\"",
            "Your message:\n   From:    ann@example.org\n   Subject: hello\n\nCould not be delivered because of\n\n550 5.1.1 User unknown\n\nThe following recipients were affected: \n    bob@example.net\n",
            &[(Bounced, "bob@example.net", "550 5.1.1", "User unknown")],
        ),
        (
            "Trend Micro",
            "\"InterScan MSS\" <postmaster@example.com>",
            "Mail could not be delivered",
            "****** Message from InterScan Messaging Security Suite ******\n\nSent <<< RCPT TO:<bob@example.net>\nReceived >>> 550 5.1.1 unknown\n\nUnable to deliver message to <bob@example.net>.\n",
            &[(Bounced, "bob@example.net", "550 5.1.1", "unknown")],
        ),
        (
            "Zoho",
            "mailer-daemon@mail.example.com",
            "Undelivered Mail Returned to Sender",
            "This message was created automatically by mail delivery software.\n A message that you sent could not be delivered to one or more of its recipients. This is a permanent error. \n\n\
             bob@example.net Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 no such user\n\nReceived:from mail.example.com by a\n",
            &[(Bounced, "bob@example.net", "550 5.1.1", "no such user")],
        ),
        (
            "German",
            "postmaster@example.com",
            "Unzustellbar: hallo",
            "Ihre Nachricht konnte folgenden Empfängern nicht zugestellt werden:\n\nbob@example.net\n   Das Postfach ist voll.\n",
            &[(Bounced, "bob@example.net", "", "Postfach ist voll")],
        ),
        (
            "French",
            "postmaster@example.com",
            "Échec de la remise",
            "Votre message n'a pas pu être remis au destinataire suivant : bob@example.net\n\nRaison : 550 5.1.1 utilisateur inconnu\n",
            &[(
                Bounced,
                "bob@example.net",
                "550 5.1.1",
                "utilisateur inconnu",
            )],
        ),
        (
            "Chinese",
            "postmaster@example.cn",
            "系统退信",
            "抱歉，您的邮件被退回来了……\n\n收件人：<bob@example.net>\n退信原因： 550 User not found\n",
            &[(Bounced, "bob@example.net", "550", "User not found")],
        ),
        (
            "Mimecast",
            "postmaster@example.com",
            "[Postmaster] Email Delivery Failure",
            "This is a delivery failure notification message indicating that\nan email you addressed to email address :\n-- bob@example.net\n\n\
             could not be delivered. The problem appears to be :\n-- Recipient email server rejected the message\n\n\
             Additional information follows :\n-- 5.1.1 User unknown\n",
            &[(Bounced, "bob@example.net", "5.1.1", "User unknown")],
        ),
        (
            "PMDF",
            "postmaster@example.com",
            "Delivery Notification: Delivery has failed",
            "This report relates to a message you sent with the following header fields:\n\n  Return-path: <ann@example.org>\n  Subject: hello\n\n\
             Your message cannot be delivered to the following recipients:\n\n  Recipient address: bob@example.net\n  Reason: Illegal host/domain name found\n",
            &[(Bounced, "bob@example.net", "", "Illegal host")],
        ),
        (
            "the reason stands first",
            "Mailer-Daemon@example.com",
            "Mail System Error - Returned Mail",
            "This Message was undeliverable due to the following reason:\n\nThe user's account is over quota.\n\n<bob@example.net>\n\n\
             Please reply to <Postmaster@example.com>\nif you feel this message to be in error.\n",
            &[(Bounced, "bob@example.net", "", "over quota")],
        ),
        (
            "a reply in brackets",
            "<mail@example.com>",
            "There was an error sending your mail",
            "We had trouble delivering your message. Full details follow:\n\nSubject: 'hello'\n\nSMTP Server <mx.example.net> rejected recipient <bob@example.net> \n\
             \x20 (Error following RCPT command). It responded as follows: [550 5.1.1 no such user]\n",
            &[(Bounced, "bob@example.net", "550 5.1.1", "no such user")],
        ),
        (
            "a mailing list",
            "list-owner@example.com",
            "You ann@example.org are not member (friends ML)",
            "You are not a member of this mailing list <friends@example.com>.\n",
            &[(Bounced, "friends@example.com", "", "are not member")],
        ),
        (
            "Korean",
            "noreply@example.kr",
            "메일전송실패 안내",
            "메일이 전송되지 않았습니다.\n받는사람 : bob@example.net\n실패사유: 550 5.1.1 no such user\n",
            &[(Bounced, "bob@example.net", "550 5.1.1", "no such user")],
        ),
    ] {
        check(name, &plain(from, subject, text), expected);
    }
}

#[test]
fn other_fields_name_the_recipient() {
    let text = "A message could not be delivered.\n\n550 5.1.1 no such user\n";
    let message = plain("Mailer-Daemon@example.com", "Mail delivery failed", text)
        .replace("Subject:", "X-Failed-Recipients: bob@example.net\nSubject:");
    check(
        "X-Failed-Recipients",
        &message,
        &[(
            Event::Bounced,
            "bob@example.net",
            "550 5.1.1",
            "no such user",
        )],
    );
}

#[test]
fn markup_and_encodings() {
    let html = "From: postmaster@example.com\nTo: ann@example.org\nSubject: Undeliverable: hello\nContent-Type: text/html; charset=utf-8\n\n\
        <html><head><style>p { color: red }</style></head><body><p>Delivery has failed to these recipients:</p>\
        <p><a href=\"mailto:bob@example.net\">bob@example.net</a><br>Remote Server returned &#39;550 5.1.1 no such user&#39;</p></body></html>\n";
    check(
        "HTML",
        html,
        &[(
            Event::Bounced,
            "bob@example.net",
            "550 5.1.1",
            "no such user",
        )],
    );
    let quoted = plain(
        "MAILER-DAEMON@example.com",
        "failure notice",
        "<bob@example.net>:\nRemote host said: 550 5.1.1 no such=\n user\n",
    )
    .replace(
        "charset=utf-8",
        "charset=utf-8\nContent-Transfer-Encoding: quoted-printable",
    );
    check(
        "quoted-printable",
        &quoted,
        &[(
            Event::Bounced,
            "bob@example.net",
            "550 5.1.1",
            "no such user",
        )],
    );
}

#[test]
fn reports_that_somebody_passes_on() {
    let report = plain(
        "MAILER-DAEMON@mx.example.com",
        "failure notice",
        "<bob@example.net>:\nRemote host said: 550 5.1.1 no such user\n",
    );
    let attached = format!(
        "From: carol@example.org\nTo: help@example.org\nSubject: what is this?\nContent-Type: multipart/mixed; boundary=m\n\n\
         --m\nContent-Type: text/plain\n\nPlease look at it.\n--m\nContent-Type: message/rfc822\n\n{report}\n--m--\n"
    );
    check(
        "attached",
        &attached,
        &[(
            Event::Bounced,
            "bob@example.net",
            "550 5.1.1",
            "no such user",
        )],
    );
}

#[test]
fn a_note_around_a_report_is_none_of_its_own() {
    let report = notification(
        "Delivery failed.\n",
        "Reporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; bob@example.net\nAction: failed\nStatus: 5.2.2\n",
    );
    for (before, behind) in [
        (
            "The following addresses had delivery problems; see the attached report.",
            "",
        ),
        (
            "",
            "This mail is meant for its addressee alone. If it has reached you by mistake, delete it.",
        ),
    ] {
        let part = |text: &str| match text {
            "" => String::new(),
            text => format!("--o1\nContent-Type: text/plain\n\n{text}\n\n"),
        };
        let message = format!(
            "From: Mail System <mailer-daemon@gw.example.com>\nTo: ann@example.org\nSubject: Returned mail: see inside\n\
             Content-Type: multipart/mixed; boundary=\"o1\"\n\n{}--o1\nContent-Type: message/rfc822\n\n{report}\n{}--o1--\n",
            part(before),
            part(behind)
        );
        check(
            "a note",
            &message,
            &[(Event::Bounced, "bob@example.net", "5.2.2", "")],
        );
    }
}

#[test]
fn recipients_in_other_forms() {
    use Event::*;
    let daemon = "Mail System <MAILER-DAEMON@example.net>";
    for (name, text, expected) in [
        (
            "local parts in a list",
            "Sorry, your letter was not delivered. These recipients take no mail with attachments:\n\tbob77\n\n\tcarol\n",
            &[
                (Bounced, "bob77", "", "attachments"),
                (Bounced, "carol", "", "attachments"),
            ][..],
        ),
        (
            "an address from which a private one was made",
            "A message could not be delivered. The following address(es) failed:\n\n  a private address\n    \
             (generated from bob@example.net)\n    retry timeout exceeded\n",
            &[(Expired, "bob@example.net", "", "retry timeout exceeded")],
        ),
        (
            "an old transcript",
            "   ----- Transcript of session follows -----\n550 nowhere.example.net (smtp)... 550 Host unknown\n\
             550 <carol@nowhere.example.net>... Host unknown\nWhile talking to mx.example.net:\n\
             >>> RCPT To:<bob@example.net>\n<<< 552 Mailbox full\n552 <bob@example.net>... Mailbox full\n\n   \
             ----- Unsent message follows -----\nFrom: ann@example.org\n",
            &[
                (Bounced, "carol@nowhere.example.net", "550", "Host unknown"),
                (Bounced, "bob@example.net", "552", "Mailbox full"),
            ],
        ),
        (
            "words before the address",
            "Quota exceeded for user <bob@example.net>\nYour message was not delivered.\n",
            &[(Bounced, "bob@example.net", "", "Quota exceeded")],
        ),
        (
            "labels",
            "A mail that you sent was rejected.\n\nreject reason: mailbox is full\ntarget mail address: bob@example.net\n",
            &[(Bounced, "bob@example.net", "", "mailbox is full")],
        ),
        (
            "what qmail says last",
            "I wasn't able to deliver your message.\n\n<bob@example.net>:\nConnected to 192.0.2.7 but sender was rejected.\n\
             Remote host said: 501 5.0.0 syntax error\nI'm not going to try again; this message has been in the queue too long.\n",
            &[(Bounced, "bob@example.net", "501 5.0.0", "syntax error")],
        ),
    ] {
        check(name, &plain(daemon, "Returned mail", text), expected);
    }
}

#[test]
fn a_mail_system_that_announces_nothing_is_believed_by_its_subject() {
    use Event::*;
    let text = "bob@example.net - no mailbox of that name here.\n";
    let report = |from, subject| plain(from, subject, text);
    check(
        "a mail system",
        &report(
            "MDaemon@mail.example.com",
            "Warning: bob@example.net - User unknown!",
        ),
        &[(Bounced, "bob@example.net", "", "no mailbox")],
    );
    check(
        "news",
        &report("postmaster@example.com", "Monthly letter"),
        &[],
    );
    check(
        "a person",
        &report("carol@example.com", "Error in your list"),
        &[],
    );
}

#[test]
fn what_is_said_twice_is_told_once() {
    let group = "Final-Recipient: rfc822; bob@example.net\nAction: failed\nStatus: 5.9.8\nDiagnostic-Code: X-Gate; 5.9.8 Spam\n";
    let other = group.replace("bob@", "carol@");
    check(
        "fields",
        &notification(
            "Your message was not delivered.\n",
            &format!("Reporting-MTA: dns; gate.example.com\n\n{group}\n{group}\n{other}"),
        ),
        &[
            (Event::Bounced, "bob@example.net", "5.9.8", "Spam"),
            (Event::Bounced, "carol@example.net", "5.9.8", "Spam"),
        ],
    );
}

#[test]
fn of_a_file_the_address_is_told_from_which_it_was_made() {
    check(
        "a path",
        &notification(
            "The following address(es) failed:\n\n  /var/mail/bob\n    (generated from bob@example.net)\n    mailbox is full\n",
            "Reporting-MTA: dns; mx.example.com\n\nAction: failed\nFinal-Recipient: rfc822;/var/mail/bob\nStatus: 5.0.0\n",
        ),
        &[(
            Event::Bounced,
            "bob@example.net",
            "5.0.0",
            "mailbox is full",
        )],
    );
}

#[test]
fn no_failure_at_all() {
    use Event::*;
    let away = "From: bob@example.net\nTo: ann@example.org\nSubject: Out of office: hello\nAuto-Submitted: auto-replied\n\nI am away until 4 May. Call 550 1234.\n";
    check(
        "automatic reply",
        away,
        &[(AutomaticReply, "bob@example.net", "", "I am away")],
    );
    for subject in [
        "Abwesenheitsnotiz: hallo",
        "Réponse automatique : bonjour",
        "Automatic reply: hello",
        "自動返信: hello",
    ] {
        let message = format!(
            "From: bob@example.net\nTo: ann@example.org\nSubject: {subject}\n\nBack on Monday.\n"
        );
        check(
            subject,
            &message,
            &[(AutomaticReply, "bob@example.net", "", "Back on Monday")],
        );
    }
    let complaint = "From: fbl@example.net\nTo: abuse@example.org\nSubject: FW: hello\nContent-Type: multipart/report; report-type=feedback-report; boundary=f\n\n\
        --f\nContent-Type: text/plain\n\nThis is an abuse report.\n--f\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\nUser-Agent: x/1\n\
        Original-Rcpt-To: <bob@example.net>\n\n--f\nContent-Type: message/rfc822\n\nFrom: ann@example.org\n\nx\n--f--\n";
    check(
        "feedback report",
        complaint,
        &[(FeedbackReport, "bob@example.net", "", "abuse")],
    );
    let receipt = "From: bob@example.net\nTo: ann@example.org\nSubject: Read: hello\nContent-Type: multipart/report; report-type=disposition-notification; boundary=f\n\n\
        --f\nContent-Type: text/plain\n\nYour message was displayed.\n--f\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;bob@example.net\n\
        Disposition: manual-action/MDN-sent-manually; displayed\n\n--f--\n";
    check(
        "receipt",
        receipt,
        &[(Delivered, "bob@example.net", "", "displayed")],
    );
    for (name, subject, text) in [
        (
            "ordinary",
            "Lunch",
            "Shall we meet at 12? Write to carol@example.org as well.\n\nAnn\n",
        ),
        (
            "numbers",
            "Invoice 550",
            "Your invoice of 550 is due. Contact billing@example.org, or call 554 1234.\n",
        ),
        (
            "list",
            "Members",
            "ann@example.org\nbob@example.net\ncarol@example.org\n",
        ),
        (
            "talk of mail",
            "Re: mail trouble",
            "I think the mail to bob was rejected by the server, ask him.\n",
        ),
    ] {
        check(name, &plain("carol@example.org", subject, text), &[]);
    }
    check("nothing", "", &[]);
}

#[test]
fn shops_announce_in_the_same_words() {
    for (subject, text) in [
        (
            "Your order has been delayed",
            "Dear customer, your order 4512 has been delayed. Write to support@shop.example.\n",
        ),
        (
            "Your payment could not be delivered",
            "We could not deliver your payment to bob@example.net. Log in to review it.\n",
        ),
        (
            "Delivery failed: parcel 5501",
            "Email: bob@example.net\nReason: nobody was at home\n",
        ),
    ] {
        let message = plain("news@shop.example", subject, text);
        let ordinary = message.replace("Return-Path: <>", "Return-Path: <news@shop.example>");
        check(subject, &ordinary, &[]);
    }
    let notice = plain(
        "desk@example.net",
        "Your message could not be delivered",
        "We could not deliver your message to bob@example.net: mailbox full\n",
    );
    check(
        "with a null return path it is a notice",
        &notice,
        &[(Event::Bounced, "bob@example.net", "", "mailbox full")],
    );
}

#[test]
fn a_report_that_breaks_off_within_an_address_leaves_it_to_the_text() {
    let message = notification(
        "<bob.baker@example.net>: host mx.example.net[192.0.2.9] said: 550 5.1.1 User unknown",
        "Reporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; bob.bak",
    );
    let end = message.find("bob.bak\n").expect("the field") + "bob.bak".len();
    check(
        "half an address",
        &message[..end],
        &[(
            Event::Bounced,
            "bob.baker@example.net",
            "550 5.1.1",
            "User unknown",
        )],
    );
}

#[test]
fn addresses_within_words_without_blanks() {
    let message = plain(
        "postmaster@example.net",
        "系统退信",
        "很抱歉，您的邮件被退回。\n退信原因：\n收件人bob@example.net所在服务器拒绝接收：550 mailbox is full\n",
    );
    check(
        "Chinese",
        &message,
        &[(Event::Bounced, "bob@example.net", "550", "mailbox is full")],
    );
    let message = plain(
        "postmaster@example.net",
        "배달되지 않음",
        "bob@example.net로 보낸 메시지를 배달할 수 없습니다.\n\n550 5.1.1 User unknown\n",
    );
    check(
        "Korean",
        &message,
        &[(
            Event::Bounced,
            "bob@example.net",
            "550 5.1.1",
            "User unknown",
        )],
    );
}

#[test]
fn a_transcript_says_more_than_words_behind_a_label() {
    let message = plain(
        "MDaemon@example.com",
        "Permanent Delivery Failure",
        "THIS IS A PERMANENT DELIVERY FAILURE: THE MESSAGE WAS NOT DELIVERED.\n\nFailed address: bob@example.net\n\n\
         --- Session Transcript ---\n Tue 2026-03-10 09:13:01: <-- 220 mx.example.net ESMTP\n \
         Tue 2026-03-10 09:13:01: --> RCPT To:<bob@example.net>\n \
         Tue 2026-03-10 09:13:01: <-- 550 5.2.1 The account is disabled.\n--- End Transcript ---\n",
    );
    check(
        "MDaemon",
        &message,
        &[(
            Event::Bounced,
            "bob@example.net",
            "550 5.2.1",
            "account is disabled",
        )],
    );
}

#[test]
fn what_a_program_wrote_stands_for_its_exit_status() {
    for (output, exit, codes) in [
        (
            "mail.local: unknown user: bob",
            "554 <bob@example.net>... Service unavailable",
            "554",
        ),
        (
            "procmail: Quota exceeded while writing /var/mail/bob",
            "550 5.0.0 <bob@example.net>... Can't create output",
            "550 5.0.0",
        ),
        (
            "sh: /usr/bin/list: No such file or directory",
            "554 5.3.0 unknown mailer error 127",
            "554 5.3.0",
        ),
    ] {
        let text = format!(
            "   ----- The following addresses had permanent fatal errors -----\n<bob@example.net>\n\n   \
             ----- Transcript of session follows -----\n{output}\n{exit}\n"
        );
        let message = plain(
            "Mail Delivery Subsystem <MAILER-DAEMON@example.com>",
            "Returned mail",
            &text,
        );
        check(
            output,
            &message,
            &[(Event::Bounced, "bob@example.net", codes, output)],
        );
    }
}

#[test]
fn of_a_program_the_address_is_told_that_gave_it_the_message() {
    let message = plain(
        "Mail Delivery System <Mailer-Daemon@example.com>",
        "Mail delivery failed: returning message to sender",
        "A message that you sent could not be delivered to one or more of its recipients. The following address(es) failed:\n\n  \
         pipe to |/usr/bin/procmail\n    generated by bob@example.net\n    Child process returned 69\n",
    );
    check(
        "Exim",
        &message,
        &[(
            Event::Bounced,
            "bob@example.net",
            "",
            "Child process returned 69",
        )],
    );
}

#[test]
fn the_subject_names_whom_the_text_does_not() {
    let message = plain(
        "listserv@example.net",
        "Rejected posting to LIST@EXAMPLE.NET",
        "You are not authorized to send mail to the LIST list from your\nann@example.org account.\n",
    );
    check(
        "a list",
        &message,
        &[(Event::Bounced, "LIST@EXAMPLE.NET", "", "not authorized")],
    );
}

/// A list's notice about a post, with the fields that its program writes.
fn of_list(fields: &str, text: &str) -> String {
    format!("To: <ann@example.org>\nMIME-Version: 1.0\n{fields}\n\n{text}\n")
}

#[test]
fn a_list_that_refuses_a_post_is_the_failed_recipient() {
    let list = "dev@lists.example.net";
    for (name, fields, text, recipient, said) in [
        (
            "Sympa",
            "From: SYMPA <sympa@lists.example.net>\nReturn-Path: <dev-owner@lists.example.net>\n\
             Subject: Message distribution: Authorization denied\nAuto-Submitted: auto-replied",
            "Your message for list dev (attached below) was rejected.\nYou are not allowed to send this message for the \
             following reason:\n\n   Message distribution in the list is restricted to list subscribers.",
            list,
            "restricted to list subscribers",
        ),
        (
            "Sympa in French, whose list is not named",
            "From: SYMPA <sympa@lists.example.net>\nSubject: Diffusion de message\nAuto-Submitted: auto-replied",
            "Votre message pour la liste dev a été rejeté.",
            "",
            "a été rejeté",
        ),
        (
            "Mailman",
            "From: dev-owner@lists.example.net\nSubject: Request to mailing list Dev rejected\n\
             X-BeenThere: dev@lists.example.net",
            "Your request to the Dev mailing list\n\n    Posting of your message titled \"Figures\"\n\nhas been rejected by \
             the list moderator.  The moderator gave the\nfollowing reason for rejecting your request:\n\n\"Off topic\"",
            list,
            "Off topic",
        ),
        (
            "ezmlm",
            "From: dev-help@lists.example.net\nSubject: Returned post\nMailing-List: contact dev-help@lists.example.net",
            "Hi! This is the ezmlm program. I'm managing the\ndev@lists.example.net mailing list.\n\n\
             I'm sorry, your message was not accepted by the moderator.",
            list,
            "not accepted by the moderator",
        ),
        (
            "a group",
            "From: dev+noreply@groups.example.net\nSubject: Moderation response\nAuto-Submitted: auto-replied",
            "Hello,\n\nYour message to the group \"dev\" was rejected by a moderator of the group.",
            "dev@groups.example.net",
            "rejected by a moderator",
        ),
    ] {
        check(
            name,
            &of_list(fields, text),
            &[(Event::Bounced, recipient, "", said)],
        );
    }
}

#[test]
fn a_post_that_a_list_holds_arrived() {
    for (fields, text, recipient) in [
        (
            "From: dev-owner@lists.example.net\nSubject: Your message to Dev awaits moderator approval\n\
             Precedence: bulk",
            "Your mail to 'Dev' with the subject\n\n    Figures\n\nIs being held until the list moderator can review it \
             for approval.\n\nThe reason it is being held:\n\n    Post by non-member to a members-only list",
            "dev@lists.example.net",
        ),
        (
            "From: SYMPA <sympa@lists.example.net>\nSubject: Message distribution\nAuto-Submitted: auto-replied",
            "Your message to the list 'dev' has been forwarded to the moderator(s)",
            "",
        ),
    ] {
        check(
            "held",
            &of_list(fields, text),
            &[(Event::AutomaticReply, recipient, "", "moderator")],
        );
    }
}

#[test]
fn who_writes_of_a_refused_post_is_no_list() {
    let text = "Your message to the list was rejected by the moderator. Shall I forward it?";
    let by_person = of_list("From: bob@example.net\nSubject: Re: Figures", text);
    check("a person", &by_person, &[]);
    let away =
        "From: bob@example.net\nSubject: Out of office: rejected\nAuto-Submitted: auto-replied";
    let expected = (Event::AutomaticReply, "bob@example.net", "", "the list");
    check("somebody who is away", &of_list(away, text), &[expected]);
}

#[test]
fn a_filter_may_call_its_refusal_an_answer() {
    let message = of_list(
        "From: filter@example.net\nSubject: Message blocked by the gateway\nAuto-Submitted: auto-replied",
        "Your message to bob@example.net could not be delivered because it contains an attachment of a blocked type.",
    );
    let expected = (Event::Bounced, "bob@example.net", "", "attachment");
    check("a filter", &message, &[expected]);
    let message = plain(
        "MailScanner <postmaster@example.net>",
        "Warning: E-mail viruses detected",
        "Our virus detector has just been triggered by a message you sent:-\n  To: bob@example.net\n  Subject: Figures\n\n\
         One or more of the attachments (a.exe) will not have been delivered.\n",
    );
    let expected = (Event::Bounced, "bob@example.net", "", "virus detector");
    check("the message's own fields", &message, &[expected]);
}

#[test]
fn a_reason_with_a_label_beats_the_end_of_a_sentence() {
    let message = plain(
        "postmaster@example.net",
        "Message rejected",
        "Your message to bob@example.net with subject \"Figures\" was rejected by the gateway.\n\n\
         Reason: Message size exceeds\nthe limit of 20 MB.\n",
    );
    check(
        "a sentence",
        &message,
        &[(
            Event::Bounced,
            "bob@example.net",
            "",
            "Message size exceeds\nthe limit",
        )],
    );
    let message = plain(
        "postmaster@example.net",
        "Undeliverable",
        "The following message could not be delivered:\n\nTo: bob@example.net\nReason: Mailbox full\n",
    );
    check(
        "a recipient behind To",
        &message,
        &[(Event::Bounced, "bob@example.net", "", "Mailbox full")],
    );
}

#[test]
fn one_word_about_a_recipient_is_not_completed_by_words_about_another() {
    let message = plain(
        "mailer-daemon@example.com",
        "Returned mail",
        "The following addresses had delivery problems:\n\nbob@example.net: quota\ncarol@example.net: no such address\n",
    );
    let found = message::read(message.as_bytes());
    let said: Vec<_> = found.iter().map(|bounce| &*bounce.diagnostic).collect();
    assert_eq!(said, ["quota", "no such address"]);
}

#[test]
fn a_bounce_that_a_list_encloses_in_its_text() {
    let message = plain(
        "devel-help@lists.example.net",
        "ezmlm warning",
        "Messages to you from the devel mailing list seem to\nhave been bouncing.\n\n\
         --- Enclosed is a copy of the bounce message I received.\n\nReturn-Path: <>\nFrom: MAILER-DAEMON@example.net\n\
         To: devel-return-1204-@lists.example.net\nSubject: failure notice\n\n\
         I'm afraid I wasn't able to deliver your message to the following addresses.\n\n\
         <bob@example.net>:\nSorry, no mailbox here by that name. (#5.1.1)\n",
    );
    check(
        "ezmlm",
        &message,
        &[(
            Event::Bounced,
            "bob@example.net",
            "5.1.1",
            "no mailbox here by that name",
        )],
    );
}

#[test]
fn hostile_messages_end() {
    let fields = "Reporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; bob@example.net\nAction: failed\nStatus: 5.1.1\n\
        Diagnostic-Code: smtp; 550 5.1.1 <bob@example.net>: no such user";
    let sample = notification("<bob@example.net>: host mx.example.net[192.0.2.9] said: 550 no\n>>> RCPT TO:<é@example.net>\n", fields).into_bytes();
    for end in 0..sample.len() {
        message::read(&sample[..end]);
        message::read(&sample[end..]);
    }
    // A linear congruential generator: the same mutations in each run.
    let mut state = 1_u64;
    let mut random = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let pieces: [&[u8]; 10] = [
        b"\n",
        b"\r",
        b"--b1",
        b"@",
        b"\n\n",
        b"<<< 550-",
        b"\xff\xc3",
        b"=?utf-8?B?",
        b": ",
        b"\"",
    ];
    for _ in 0..5000 {
        let mut message = sample.clone();
        for _ in 0..4 {
            let at = random(message.len());
            match random(3) {
                0 => message[at] = random(256) as u8,
                1 => drop(message.splice(at..at, pieces[random(pieces.len())].iter().copied())),
                _ => message.truncate(at + 1),
            }
        }
        message::read(&message);
    }
}

#[test]
fn huge_messages_take_no_quadratic_time() {
    let start = std::time::Instant::now();
    let head = "From: MAILER-DAEMON@example.com\nSubject: failure notice\n";
    let many = |line: &str, times: usize| format!("{head}\n{}", line.repeat(times));
    let mut nested = String::new();
    for depth in 0..50_000 {
        nested.push_str(&format!(
            "Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n"
        ));
    }
    for text in [
        nested,
        "Content-Type: message/rfc822\n\n".repeat(100_000),
        many(
            "Content-Type: multipart/mixed; boundary=missing\n\n--missing\n",
            50_000,
        ),
        format!("{}\nx", "X-Field: value\n".repeat(500_000)),
        many("<bob@example.net>: 550 no\n", 200_000),
        many("bob@example.net 550 a@ ", 200_000),
        many("a", 5_000_000),
        many("@", 2_000_000),
        many("\"", 2_000_000),
        many("550 ", 1_000_000),
        many("host a.b by ", 500_000),
        many("> ", 2_000_000),
        notification(
            "x",
            &"Final-Recipient: rfc822; bob@example.net\nAction: failed\n\n".repeat(100_000),
        ),
        notification(
            &"550 no\n".repeat(50_000),
            &(0..50_000)
                .map(|n| format!("Final-Recipient: rfc822; b{n}@example.net\nAction: failed\n\n"))
                .collect::<String>(),
        ),
        notification(
            "x",
            &format!(
                "Final-Recipient: rfc822; b@example.net\nDiagnostic-Code: smtp; 550\n{}",
                " more\n".repeat(500_000)
            ),
        ),
    ] {
        message::read(text.as_bytes());
    }
    // Some seconds even without optimization; hours if the time grew with the square of the length.
    assert!(start.elapsed().as_secs() < 600, "{:?}", start.elapsed());
}

/// What a list's program says of members and lists is about no message.
#[test]
fn answers_to_commands_are_no_bounces() {
    for (subject, body) in [
        (
            "The results of your email commands",
            "The results of your email command are provided below.\n\n- Results:\njo@example.org is not a member of list@example.com\n\n- Done.\n",
        ),
        (
            "The results of your email commands",
            "- Results:\n    You are not a member of the list mailing list\n    Unknown user: jo@example.org\n- Done.\n",
        ),
        (
            "Majordomo results: Re: hello",
            "--\n\n>>>> unsubscribe list\n**** unsubscribe: 'jo@example.org' is not a member of list 'list'.\n",
        ),
    ] {
        let mail = format!(
            "From: list-request@example.com\nTo: jo@example.org\nSubject: {subject}\n\n{body}"
        );
        assert_eq!(bouncedex::explain(&mail).len(), 0, "{mail}");
    }
}
