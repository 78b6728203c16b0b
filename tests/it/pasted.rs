//! Pasted texts of more than one line: notices without their header, fields of a report, errors of mail libraries.

use crate::program::{folder, run};
use crate::reading::bounces;
use bouncedex::bounce::Event;
use bouncedex::reply::Reply;

/// What is expected of one answer: recipient, the codes as `reply()` tells them, words that must be cited.
type Expected = (&'static str, &'static str, &'static str);

#[track_caller]
fn check(text: &str, event: Event, expected: &[Expected]) {
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        let found = bounces(&text);
        assert_eq!(found.len(), expected.len(), "{text}\n{found:#?}");
        for ((recipient, codes, said), bounce) in expected.iter().zip(&found) {
            let name = bounce.recipient.as_deref().unwrap_or_default();
            let reply = bounce.reply();
            let wanted = (event, *recipient, *codes);
            assert_eq!(
                (bounce.event, name, reply.codes().trim()),
                wanted,
                "{text}\n{bounce:#?}"
            );
            assert!(bounce.diagnostic.contains(said), "{text}\n{bounce:#?}");
        }
    }
}

#[test]
fn notices_without_a_header() {
    for (text, expected) in [
        (
            "This is the mail system at host mail.example.com.\n\n\
             I'm sorry to have to inform you that your message could not\n\
             be delivered to one or more recipients. It's attached below.\n\n\
             <ann@example.org>: host mx.example.org[192.0.2.7] said: 550 5.1.1\n    \
             <ann@example.org>: Recipient address rejected: User unknown (in reply to\n    RCPT TO command)\n\n\
             <bob@example.net>: connect to mx.example.net[192.0.2.9]:25: Connection timed out\n",
            &[
                ("ann@example.org", "550 5.1.1", "User unknown"),
                ("bob@example.net", "", "Connection timed out"),
            ][..],
        ),
        (
            "This message was created automatically by mail delivery software.\n\n\
             A message that you sent could not be delivered to one or more of its\n\
             recipients. This is a permanent error. The following address(es) failed:\n\n  \
             ann@example.org\n    host mx.example.org [192.0.2.7]\n    \
             SMTP error from remote mail server after RCPT TO:<ann@example.org>:\n    552 5.2.2 Mailbox full\n  \
             bob@example.net\n    all relevant MX records point to non-existent hosts\n",
            &[
                ("ann@example.org", "552 5.2.2", "Mailbox full"),
                ("bob@example.net", "", "non-existent hosts"),
            ],
        ),
        (
            "Hi. This is the qmail-send program at mail.example.com.\n\
             I'm afraid I wasn't able to deliver your message to the following addresses.\n\n\
             <ann@example.org>:\n192.0.2.7 does not like recipient.\nRemote host said: 550 no mailbox by that name\n\
             Giving up on 192.0.2.7.\n\n<bob@example.net>:\nSorry, I couldn't find any host named example.net. (#5.1.2)\n\n\
             --- Below this line is a copy of the message.\n\nReturn-Path: <me@example.com>\nFrom: me@example.com\n",
            &[
                ("ann@example.org", "550", "no mailbox"),
                ("bob@example.net", "5.1.2", "couldn't find any host"),
            ],
        ),
        (
            "Address not found\n\nYour message wasn't delivered to ann@example.org because the address couldn't be found.\n\n\
             The response from the remote server was:\n\n550 5.1.1 no such user\n",
            &[("ann@example.org", "550 5.1.1", "no such user")],
        ),
        (
            "Message blocked\n\nYour message to ann@example.org has been blocked.\n\nThe response was:\n554 5.7.1 content refused\n",
            &[("ann@example.org", "554 5.7.1", "content refused")],
        ),
        (
            "Delivery has failed to these recipients or groups:\n\nann@example.org\nThe address couldn't be found.\n\n\
             Diagnostic information for administrators:\n\nGenerating server: mail.example.com\n\nann@example.org\n\
             mx.example.org\nRemote Server returned '550 5.1.1 no such user'\n",
            &[("ann@example.org", "550 5.1.1", "no such user")],
        ),
        (
            "Ihre Nachricht konnte nicht zugestellt werden.\n\nEmpfänger: ann@example.org\nGrund: 550 5.1.1 Benutzer unbekannt\n",
            &[("ann@example.org", "550 5.1.1", "Benutzer unbekannt")],
        ),
        (
            "Uw bericht kon niet worden bezorgd aan ann@example.org: 550 5.1.1 gebruiker onbekend\n",
            &[("ann@example.org", "550 5.1.1", "gebruiker onbekend")],
        ),
    ] {
        check(text, Event::Bounced, expected);
    }
}

#[test]
fn a_notice_names_the_host_and_the_command() {
    let found = bounces(
        "Your message could not be delivered.\n\n\
         <ann@example.org>: host mx.example.org[192.0.2.7] said: 550 5.1.1 no (in reply to MAIL FROM command)\n",
    );
    let [bounce] = found.as_slice() else {
        panic!("{found:#?}")
    };
    assert_eq!(bounce.remote.as_deref(), Some("mx.example.org"));
    assert_eq!(bounce.stage.as_deref(), Some("MAIL FROM"));
    assert_eq!(bounce.diagnostic, "550 5.1.1 no");
}

#[test]
fn warnings_without_a_header_wait() {
    check(
        "A message that you sent has not yet been delivered after more than 72 hours on the queue.\n\n\
         The address to which the message has not yet been delivered is:\n\n  ann@example.org\n\n\
         No action is required on your part.\n",
        Event::Deferred,
        &[("ann@example.org", "", "not yet been delivered")],
    );
}

#[test]
fn a_recipient_before_what_a_host_said_needs_no_announcement() {
    check(
        "<ann@example.org>: host mx.example.org[192.0.2.7] said: 450 4.2.1 busy (in reply to RCPT TO command)\n",
        Event::Unknown,
        &[("ann@example.org", "450 4.2.1", "busy")],
    );
    check(
        "<ann@example.org>: Host or domain name not found. Name service error for\n    name=example.org type=MX: Host not found\n",
        Event::Unknown,
        &[("ann@example.org", "", "Host not found")],
    );
}

/// `comcast.net/smtp-…` is a page, not Go's `net/smtp`.
#[test]
fn a_page_in_a_reply_is_no_library() {
    check(
        "<ann@example.org>: host mx.example.org[192.0.2.7] said: 451 4.2.0 Throttled - \
         https://postmaster.comcast.net/smtp-error-codes.php#RL000010 (in reply to RCPT TO command)\n",
        Event::Unknown,
        &[("ann@example.org", "451 4.2.0", "Throttled")],
    );
}

#[test]
fn replies_beside_a_sentence_are_no_notice() {
    check(
        "Your message couldn't be delivered to ann@example.org\n550 5.1.1 user unknown\n421 4.7.0 try again later\n",
        Event::Unknown,
        &[
            ("ann@example.org", "", "couldn't be delivered"),
            ("", "550 5.1.1", "user unknown"),
            ("", "421 4.7.0", "try again later"),
        ],
    );
    check(
        "550 5.1.1 <ann@example.org>: could not be delivered\n452 4.2.2 <bob@example.org> mailbox full\n",
        Event::Unknown,
        &[
            ("ann@example.org", "550 5.1.1", "could not be delivered"),
            ("bob@example.org", "452 4.2.2", "mailbox full"),
        ],
    );
}

#[test]
fn a_mail_behind_text_is_read_for_itself() {
    let text = "Some words.\n\nFrom: MAILER-DAEMON@example.com\nTo: me@example.com\nSubject: Undelivered mail\n\n\
                <ann@example.org>: 550 5.1.1 no such user\n";
    let found = bounces(text);
    let recipients = found.iter().map(|bounce| bounce.recipient.as_deref());
    assert_eq!(
        recipients.collect::<Vec<_>>(),
        [None, Some("ann@example.org")]
    );
}

#[test]
fn fields_of_a_report_alone() {
    check(
        "Final-Recipient: rfc822; ann@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n\n\
         Original-Recipient: rfc822; bob@example.net\nFinal-Recipient: X400; /G=Bob/O=example/C=us/\nAction: failed\n\
         Status: 5.2.2\nDiagnostic-Code: smtp; 552-5.2.2 mailbox\n 552 5.2.2 full\n",
        Event::Bounced,
        &[
            ("ann@example.org", "550 5.1.1", "no such user"),
            ("bob@example.net", "552 5.2.2", "mailbox"),
        ],
    );
    // As `grep -h` picks them out of many files.
    check(
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\n--\nDiagnostic-Code: smtp; 452 4.2.2 mailbox full\n\
         Diagnostic-Code: smtp; 550 5.1.1 no such user here\n",
        Event::Bounced,
        &[
            ("", "550 5.1.1", "no such user"),
            ("", "452 4.2.2", "mailbox full"),
            ("", "550 5.1.1", "here"),
        ],
    );
    // What tells of a recipient may stand behind a blank line.
    check(
        "Reporting-MTA: dns; mail.example.com\n\nFinal-Recipient: rfc822; ann@example.org\n\nStatus: 5.1.1\n\
         Diagnostic-Code: smtp; 550 5.1.1 no such user\n",
        Event::Bounced,
        &[("ann@example.org", "550 5.1.1", "no such user")],
    );
    check(
        "It could not be delivered, see below.\n\nFinal-Recipient: rfc822; ann@example.org\nAction: failed\nStatus: 5.1.1\n\
         Diagnostic-Code: smtp; 550 5.1.1 no such user\n",
        Event::Bounced,
        &[("ann@example.org", "550 5.1.1", "no such user")],
    );
}

#[test]
fn lines_with_labels() {
    check(
        "To: ann@example.org\nError: 550 5.1.1 User unknown\n",
        Event::Bounced,
        &[("ann@example.org", "550 5.1.1", "User unknown")],
    );
    check(
        "Recipient: ann@example.org\nReason: mailbox full\n\nRecipient: bob@example.net\nStatus: bounced\n\
         Bounce reason: 550 5.1.1 User\n  unknown\n",
        Event::Bounced,
        &[
            ("ann@example.org", "", "mailbox full"),
            ("bob@example.net", "550 5.1.1", "unknown"),
        ],
    );
}

#[test]
fn errors_of_python() {
    check(
        "Traceback (most recent call last):\n  File \"/app/send.py\", line 12, in <module>\n    server.sendmail(a, b, c)\n\
         smtplib.SMTPRecipientsRefused: {'ann@example.org': (450, b'4.2.0 Greylisted'), 'bob@example.net': (550, b\"5.1.1 <bob@example.net>: it's unknown\")}\n",
        Event::Unknown,
        &[
            ("ann@example.org", "450 4.2.0", "Greylisted"),
            ("bob@example.net", "550 5.1.1", "it's unknown"),
        ],
    );
    for (text, expected) in [
        (
            "smtplib.SMTPDataError: (554, b'5.7.1 refused\\nsee there')",
            ("", "554 5.7.1", "refused see there"),
        ),
        (
            "smtplib.SMTPSenderRefused: (553, b'5.7.1 no', 'me@example.com')",
            ("", "553 5.7.1", "no"),
        ),
        (
            "(550, b'5.1.1 User unknown', 'me@example.com')",
            ("", "550 5.1.1", "User unknown"),
        ),
        (
            "SMTPSenderRefused at /info/\n(550, b'5.1.1 User unknown', 'me@example.com')\n\nEMAIL_PORT=587\n",
            ("", "550 5.1.1", "User unknown"),
        ),
        (
            "SMTPRecipientsRefused at /signup/\n{'ann@example.org': (550, b'5.1.1 User unknown')}\n",
            ("ann@example.org", "550 5.1.1", "User unknown"),
        ),
        (
            "{'ann@example.org': (552, '5.2.2 full')}",
            ("ann@example.org", "552 5.2.2", "full"),
        ),
        (
            "aiosmtplib.errors.SMTPRecipientRefused: (550, '5.1.1 gone', 'ann@example.org')",
            ("ann@example.org", "550 5.1.1", "gone"),
        ),
    ] {
        check(text, Event::Unknown, &[expected]);
    }
}

#[test]
fn errors_of_javascript_are_one_failure() {
    check(
        "Error: Can't send mail - all recipients were rejected: 550 5.1.1 <ann@example.org>: User unknown\n    \
         at SMTPConnection._formatError (/app/node_modules/nodemailer/lib/smtp-connection/index.js:790:19)\n    \
         at SMTPConnection._actionRCPT (/app/lib/index.js:550:28) {\n  code: 'EENVELOPE',\n  \
         response: '550 5.1.1 <ann@example.org>: User unknown',\n  responseCode: 550,\n  command: 'RCPT TO',\n  \
         rejected: [ 'ann@example.org' ]\n}\n",
        Event::Unknown,
        &[("ann@example.org", "550 5.1.1", "User unknown")],
    );
    check(
        "{\n  code: 'EENVELOPE',\n  response: '552 5.2.2 over quota',\n  responseCode: 552,\n  command: 'RCPT TO',\n  \
         recipient: 'ann@example.org'\n}\n",
        Event::Unknown,
        &[("ann@example.org", "552 5.2.2", "over quota")],
    );
    check(
        "Error: Invalid login: 535-5.7.8 Username and Password not accepted. See\n535 5.7.8 there\n    \
         at SMTPConnection._formatError (smtp-connection/index.js:605:19) {\n  code: 'EAUTH',\n  \
         response: '535-5.7.8 Username and Password not accepted. See\\n535 5.7.8 there',\n  responseCode: 535\n}\n",
        Event::Unknown,
        &[("", "535 5.7.8", "not accepted")],
    );
}

#[test]
fn errors_of_java_are_one_failure() {
    let nested =
        "com.sun.mail.smtp.SMTPAddressFailedException: 550 5.1.1 <ann@example.org>: User unknown";
    for text in [
        format!(
            "javax.mail.SendFailedException: Invalid Addresses;\n  nested exception is:\n\t{nested}\n\n\
             \tat com.sun.mail.smtp.SMTPTransport.rcptTo(SMTPTransport.java:2064)\nCaused by: {nested}\n\n\
             \tat com.sun.mail.smtp.SMTPTransport.rcptTo(SMTPTransport.java:1917)\n\t... 8 more\n"
        ),
        format!("jakarta.mail.SendFailedException: Invalid Addresses (1): {nested}\n"),
        format!(
            "Failed messages: javax.mail.SendFailedException: Invalid Addresses; nested exception is: {nested}\n\
             ; message exceptions (1) are:\nFailed message 1: {nested}\n"
        ),
        format!("Mar 14 09:26:53 app java[450]: {nested}\n"),
    ] {
        let expected = [("ann@example.org", "550 5.1.1", "User unknown")];
        check(&text, Event::Unknown, &expected);
    }
}

#[test]
fn errors_of_php() {
    for (text, expected) in [
        (
            "Expected response code 250 but got code \"550\", with message \"550 5.1.1 No such user\"",
            ("", "550 5.1.1", "No such user"),
        ),
        (
            "Expected response code \"250/251/252\" but got code \"452\", with message \"452-4.2.2 mailbox\n452 4.2.2 full\".",
            ("", "452 4.2.2", "full"),
        ),
        (
            "production.ERROR: Expected response code 250 but got code \"554\", with message \"554 5.7.1 <ann@example.org>: no relay\" \
             {\"exception\":\"[object] (Swift_TransportException(code: 554): Expected response code 250 but got code \
             \\\"554\\\", with message \\\"554 5.7.1 <ann@example.org>: no relay\\\" at /app/Transport.php:457)\n[stacktrace]\n\
             #0 /app/Transport.php(341): Swift->_assert('554 5.7.1 <ann@e...', Array)\n",
            ("ann@example.org", "554 5.7.1", "no relay"),
        ),
        (
            "SMTP server error: DATA END command failed Detail: This message is SPAM SMTP code: 550",
            ("", "550", "is SPAM"),
        ),
        (
            "PHP Fatal error:  Uncaught PHPMailer\\PHPMailer\\Exception: SMTP Error: data not accepted.SMTP server error: \
             DATA END command failed Detail: refused SMTP code: 554 Additional SMTP info: 5.7.1 in /app/PHPMailer.php:2035",
            ("", "554 5.7.1", "refused"),
        ),
        (
            "SMTP Error: The following recipients failed: ann@example.org: 5.1.1 <ann@example.org>: User unknown\n\
             SMTP server error: RCPT TO command failed Detail: 5.1.1 <ann@example.org>: User unknown SMTP code: 550",
            ("ann@example.org", "550 5.1.1", "User unknown"),
        ),
        (
            "2026-03-14 09:26:53 SMTP ERROR: DATA END command failed: 550 This message was classified as SPAM\n\
             SMTP Error: data not accepted.\n\
             Message could not be sent. Mailer Error: SMTP Error: data not accepted.SMTP server error: DATA END command failed \
             Detail: This message was classified as SPAM SMTP code: 550",
            ("", "550", "classified as SPAM"),
        ),
    ] {
        check(text, Event::Unknown, &[expected]);
    }
    check(
        "SMTP Error (550): Failed to add recipient \"ann@example.org\" (5.1.1 <ann@example.org>: User unknown).\n\
         SMTP Fehler (451): Fehler beim Hinzufügen des Empfängers \"bob@example.net\" (Temporary local problem).\n\
         SMTP Error: [552] Failed to add recipient 'carol@example.net'. 5.2.2 over quota\n",
        Event::Unknown,
        &[
            ("ann@example.org", "550 5.1.1", "User unknown"),
            ("bob@example.net", "451", "Temporary local problem"),
            ("carol@example.net", "552 5.2.2", "over quota"),
        ],
    );
}

#[test]
fn errors_of_other_programs() {
    for (text, expected) in [
        (
            "&textproto.Error{Code:550, Msg:\"5.1.1 <ann@example.org>: user unknown\"}",
            ("ann@example.org", "550 5.1.1", "user unknown"),
        ),
        (
            "gomail: could not send email 1: 550 5.1.1 <ann@example.org>: user unknown",
            ("ann@example.org", "550 5.1.1", "user unknown"),
        ),
        (
            "Net::SMTPFatalError (550 5.1.1 <ann@example.org>: user unknown\n):\n",
            ("ann@example.org", "550 5.1.1", "user unknown"),
        ),
        (
            "/usr/lib/ruby/net/smtp.rb:1051:in `check_response': 450 4.2.0 <ann@example.org>: greylisted (Net::SMTPServerBusy)\n\
             \tfrom /usr/lib/ruby/net/smtp.rb:998:in `getok'\n",
            ("ann@example.org", "450 4.2.0", "greylisted"),
        ),
        (
            "System.Net.Mail.SmtpFailedRecipientException: Mailbox unavailable. The server response was: 5.1.1 <ann@example.org>: unknown\n   \
             at System.Net.Mail.SmtpClient.Send(MailMessage message)\n",
            ("ann@example.org", "5.1.1", "unknown"),
        ),
        (
            "MailKit.Net.Smtp.SmtpCommandException: 5.1.1 <ann@example.org>: unknown\n   \
             at MailKit.Net.Smtp.SmtpClient.OnRecipientNotAccepted(MimeMessage message) in /src/Client.cs:line 550\n",
            ("ann@example.org", "5.1.1", "unknown"),
        ),
        (
            "msmtp: recipient address ann@example.org not accepted by the server\nmsmtp: server message: 550 5.1.1 no such user\n\
             msmtp: could not send mail (account default from /etc/msmtprc)\n",
            ("ann@example.org", "550 5.1.1", "no such user"),
        ),
        (
            "msmtp: envelope from address me@example.com not accepted by the server\n\
             msmtp: server message: 553 5.7.1 <me@example.com>: Sender address rejected\n",
            ("", "553 5.7.1", "Sender address rejected"),
        ),
        ("curl: (55) RCPT failed: 550", ("", "550", "550")),
    ] {
        check(text, Event::Unknown, &[expected]);
    }
}

/// The codes of a reply, with the text in which it stands.
fn codes(text: &str) -> String {
    Reply::parse(text).codes().trim().to_owned()
}

#[test]
fn of_a_reply_that_is_passed_on_the_inner_one_counts() {
    for (text, wanted) in [
        (
            "550 5.1.351 Remote server returned unknown recipient or mailbox unavailable -> 552 5.2.2 full",
            "552 5.2.2",
        ),
        (
            "Remote Server returned '550 5.7.350 Remote server returned message detected as spam -> 554 5.7.1 no relay'",
            "554 5.7.1",
        ),
        (
            "550 5.4.300 Message expired -> 421 4.3.2 Too many connections",
            "421 4.3.2",
        ),
        (
            "451 4.7.0 Temporary server error. Please try again later. PRX5 LED=452 4.2.2 over quota",
            "452 4.2.2",
        ),
        (
            "[{LRT=3/14/2026 9:26:53 AM};{LED=452 4.2.2 full};{FQDN=mx.example.org};{IP=192.0.2.7}]",
            "452 4.2.2",
        ),
        ("550 5.1.1 a -> b", "550 5.1.1"),
        ("550 5.7.1 use port 25 -> 465", "550 5.7.1"),
    ] {
        assert_eq!(codes(text), wanted, "{text}");
    }
    let wrapped = Reply::parse("550 5.1.351 wrapper -> 552 5.2.2 full");
    assert_eq!(
        wrapped.text, "wrapper -> 552 5.2.2 full",
        "what passes it on is shown"
    );
}

/// A sentence around the failure is no second one. By itself it is all that there is to go on.
#[test]
fn what_people_tell_around_a_failure_is_none() {
    let story = "When inviting a user an error appears, that says SMTP authentication failed.";
    let reply = "535 5.7.8 Error: authentication failed";
    for text in [
        format!("{story}\n\n{reply}\n"),
        format!("{reply}\n\n{story}\n"),
        format!("{story}\n\n{reply}\n\nAny idea why the mailbox is full?\n"),
    ] {
        check(
            &text,
            Event::Unknown,
            &[("", "535 5.7.8", "authentication failed")],
        );
    }
    check(story, Event::Unknown, &[("", "", "authentication failed")]);
    // A server's words without a code are a failure of their own.
    let both = format!("Mailbox is full\n\n{reply}\n");
    check(
        &both,
        Event::Unknown,
        &[("", "", "full"), ("", "535 5.7.8", "")],
    );
}

/// Mail clients say first that something failed, and then what the server answered.
#[test]
fn an_announcement_above_the_answer_is_not_reported_as_unknown() {
    let folder = folder(&[]);
    for text in [
        "Sending of the message failed.\n\
         An error occurred while sending mail. The mail server responded:  4.7.1 Error: too much mail from 192.0.2.7.\n",
        "Mail Delivery Failed\nMail delivery failed via SMTP server 'smtp.example.com'.\n\
         SMTPRecipientsRefused: {'jo@example.org': (550, b'5.1.1 <jo@example.org>: Recipient address rejected: User unknown')}\n",
    ] {
        let output = run(folder.path(), &["explain", "--brief"], text);
        assert_eq!((output.status, &*output.err), (0, ""), "{text}");
    }
}

#[test]
fn numbers_that_are_no_codes() {
    for text in [
        "smtp.example.org port 465",
        "use port 587",
        "WordPress: 4.9.4",
        "sent by PHP 5.4.45",
        "Office 365 was unable",
        "it took 450 ms",
        "worker[450] failed",
        "no more than 500 recipients",
        "he lives in room 550",
        "in the year 2550",
        "Expected response code \"250\" but got an empty response.",
    ] {
        assert_eq!(codes(text), "", "{text}");
    }
    for (text, wanted) in [
        ("Office 365 said: 550 5.1.1 no", "550 5.1.1"),
        ("port 587: 535 5.7.8 no", "535 5.7.8"),
        ("after 450 4.7.1 try later", "450 4.7.1"),
        ("550 5.12.7 no such user", "550 5.12.7"),
        ("550 5.100.1 no such user", "550 5.100.1"),
        ("SMTP error code 554: refused", "554"),
    ] {
        assert_eq!(codes(text), wanted, "{text}");
    }
}

/// Odoo writes the words of an exception below its code.
#[test]
fn words_below_the_code_of_an_exception() {
    check(
        "SMTPDataError: 554\n5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied",
        Event::Unknown,
        &[("", "554 5.2.0", "STOREDRV")],
    );
    let found = bouncedex::explain(
        "smtplib.SMTPSenderRefused: (550, b'5.1.1 User unknown', 'me@example.com')",
    );
    assert_eq!(found.len(), 1);
    assert_ne!(found[0].action(), bouncedex::Action::Suppress, "{found:#?}");
}

/// Outlook's notices as they are pasted: without blanks in front, in the languages of its users.
#[test]
fn lists_of_outlook() {
    for notice in [
        "The following recipient(s) cannot be reached:",
        "No se puede localizar a los destinatarios siguientes:",
        "Folgende Empfänger können nicht erreicht werden:",
        "Impossible de joindre le(s) destinataire(s) suivant(s) :",
    ] {
        for (name, indent) in [("'jo@example.org'", ""), ("    jo@example.org", "        ")] {
            check(
                &format!(
                    "{notice}\n\n{name} on 02/03/2026 10:00\n{indent}550 5.1.1 User unknown\n"
                ),
                Event::Bounced,
                &[("jo@example.org", "550 5.1.1", "User unknown")],
            );
        }
    }
}

/// Fields of a report without the one that names the recipient.
#[test]
fn fields_without_a_recipient() {
    check(
        "Action: failed\nStatus: 5.7.1\nDiagnostic-Code: X-Postfix; unknown mail transport error\n",
        Event::Bounced,
        &[("", "5.7.1", "unknown mail transport error")],
    );
}
