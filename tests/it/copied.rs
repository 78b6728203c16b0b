//! What people copy along with a failure: markup, links, comments and quotes of source code; and failures that are
//! known by one of several lines.

/// Recipient, codes, and the cause.
type Expected<'a> = (&'a str, &'a str, &'a str);

#[track_caller]
pub(crate) fn check(text: &str, expected: &[Expected<'_>]) {
    let found = bouncedex::explain(text);
    let told: Vec<_> = found
        .iter()
        .map(|each| {
            let name = each.bounce.recipient.as_deref().unwrap_or_default();
            let codes = each.diagnosis.reply.codes().trim().to_owned();
            (name.to_owned(), codes, each.diagnosis.entry.reason.id)
        })
        .collect();
    let told: Vec<Expected<'_>> = told
        .iter()
        .map(|(name, codes, reason)| (&**name, &**codes, *reason))
        .collect();
    assert_eq!(told, *expected, "{text}");
}

/// The words may start with the address, with or without codes before it.
#[test]
fn recipients_that_words_start_with() {
    for text in [
        "joanna@example.org user unknown (#5.1.1)",
        "<joanna@example.org> user unknown",
        "joanna@example.org: no such mailbox",
        "550 5.1.1 joanna@example.org user unknown",
    ] {
        let found = bouncedex::explain(text);
        let told: Vec<_> = found
            .iter()
            .map(|each| each.bounce.recipient.as_deref())
            .collect();
        assert_eq!(told, [Some("joanna@example.org")], "{text}");
    }
}

/// A number in a program's log is a reply code if the words behind it are known.
#[test]
fn reply_codes_in_logs_of_programs() {
    let unknown = [("", "550", "user-unknown")];
    check(
        "Mar 14 09:26:53 web app[71]: delivery failed: 550 No such user here",
        &unknown,
    );
    check(
        "2026-03-14 09:26:53 SMTP ERROR: RCPT TO command failed: 550 No such user here",
        &unknown,
    );
    check(
        "Mar 14 09:26:53 web nginx[71]: GET /mailbox HTTP/1.1 404 not found",
        &[],
    );
    check("Mar 14 09:26:53 web app[71]: error 500 in user 12", &[]);
}

/// People paste the source of a page, and put in bold what they found.
#[test]
fn sessions_and_logs_with_markup() {
    check(
        "2026-03-14 09:26:52 CLIENT -&gt; SERVER: RCPT TO:&lt;jo@example.org&gt;<br>\n\
         2026-03-14 09:26:53 SERVER -&gt; CLIENT: 550 5.1.1 No such user<br />\n",
        &[("jo@example.org", "550 5.1.1", "user-unknown")],
    );
    check(
        "[INFO] [69D20955.1.1] [outbound] **Temp failing** 1_2_3 for 64 seconds: 452 4.2.2 Mailbox full",
        &[("", "452 4.2.2", "mailbox-full")],
    );
    check(
        "2026-03-14 09:26:53 1jmKso-0009d4-Uf ** jo@example.org: retry timeout exceeded",
        &[("jo@example.org", "", "expired")],
    );
}

/// Mail clients and pages make links of addresses; Exchange puts names before them.
#[test]
fn recipients_of_a_notice_that_are_links() {
    for line in [
        "jo@example.org<mailto:jo@example.org>",
        "[jo@example.org](mailto:jo@example.org)",
        "[Jo Doe (jo@example.org)](mailto:jo@example.org)",
        "Jo Doe (jo@example.org)",
        "[email]jo@example.org[/email]",
    ] {
        for said in ["could not be found", "couldn't be found"] {
            check(
                &format!(
                    "Delivery has failed to these recipients or groups:\n\n{line}\n\
                     The email address you entered {said}.\n"
                ),
                &[("jo@example.org", "", "user-unknown")],
            );
        }
    }
    check(
        "Échec de la remise pour ces destinataires ou groupes :\n\nJo Doe (jo@example.org)\n\
         La boîte aux lettres du destinataire est pleine.\n",
        &[("jo@example.org", "", "mailbox-full")],
    );
    // A link that never ends is text.
    check(
        "550 5.1.1 <mailto:jo@example.org user unknown",
        &[("", "550 5.1.1", "user-unknown")],
    );
}

/// Source code holds log lines in quotes and in comments, and words that no server said.
#[test]
fn what_source_code_holds() {
    let deferred = "2026-03-14 09:26:53 1jmKso-0009d4-Uf == jo@example.org R=dnslookup T=remote_smtp defer (-44): SMTP error from remote mail server after RCPT TO:<jo@example.org>: host mx.example.org [192.0.2.7]: 452 4.2.2 mailbox full";
    let expired = "2026-03-14 09:26:54 1jmKso-0009d4-Uh ** al@example.org: retry timeout exceeded";
    let both = [
        ("jo@example.org", "452 4.2.2", "mailbox-full"),
        ("al@example.org", "", "expired"),
    ];
    check(&format!("  '{deferred}',\n  '{expired}',\n"), &both);
    check(&format!("// {deferred}\n// {expired}\n"), &both);
    check(
        "/**\n * {\n *   \"event\": \"failed\", \"severity\": \"permanent\",\n *   \"recipient\": \"jo@example.org\",\n *   \
         \"delivery-status\": {\"code\": 550, \"message\": \"No such user\"}\n * }\n */\n",
        &[("jo@example.org", "550", "user-unknown")],
    );
    check(
        "$this->throwException(new Swift_TransportException('got an empty response'));",
        &[],
    );
}

/// What is noted of a delivery before its outcome does not count beside it.
#[test]
fn notes_before_an_outcome() {
    let lost = "[ERROR] [69D20955.1.1] [outbound] [A1B2C3D4] Ongoing connection failed: Error: write ECONNRESET\n";
    let bounced =
        "[INFO] [69D20955.1.1] [outbound] [A1B2C3D4] bouncing mail: 550 5.1.1 No such user\n";
    check(lost, &[("", "", "network")]);
    check(
        &format!("{lost}{bounced}"),
        &[("", "550 5.1.1", "user-unknown")],
    );
    let said = "Mar 14 09:26:53 mail postfix/smtp[71]: 4A1B2C3D4E: host mx.example.org[192.0.2.7] said: 421 4.7.0 too many messages (in reply to MAIL FROM command)\n";
    let hung_up = "Mar 14 09:26:53 mail postfix/smtp[71]: 4A1B2C3D4E: lost connection with mx.example.org[192.0.2.7] while sending RCPT TO\n";
    let told = bouncedex::explain(&format!("{said}{hung_up}"));
    assert_eq!(told.len(), 1, "{told:#?}");
    let summed_up = "2026-03-14 09:26:53 SMTP ERROR: Failed to connect to server: Operation timed out (60)\n\
                     2026-03-14 09:26:53 SMTP connect() failed.\nMailer Error: SMTP connect() failed.\n";
    check(summed_up, &[("", "", "network")]);
}

/// Lines of Postfix and ZoneMTA, as people cut and wrap them.
#[test]
fn lines_without_their_start() {
    check(
        "NOQUEUE: reject: RCPT from unknown[192.0.2.9]: 454 4.7.1\n  <jo@example.org>: Relay access denied; from=<me@example.com>\n",
        &[("jo@example.org", "454 4.7.1", "relay-denied")],
    );
    check(
        "1984e8a65b30004db0.001 DEFERRED[network] from=me@example.com to=jo@example.org src=192.0.2.9 mx=mx.example.org id=<a@example.com> (452 4.2.2 mailbox full)",
        &[("jo@example.org", "452 4.2.2", "mailbox-full")],
    );
}

/// Libraries say in words of their own that there was no connection.
#[test]
fn connections_that_libraries_did_not_get() {
    for text in [
        "A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond.",
        "Mar 14 09:26:53 mail app[71]:     kind: ConnectionRefused,",
        "t=2026-03-14T09:26:53+0000 lvl=eror msg=\"Failed to send alert notification email\" logger=alerting error=EOF",
    ] {
        let told = bouncedex::explain(text);
        assert_eq!(told.len(), 1, "{text}\n{told:#?}");
        assert_eq!(told[0].action(), bouncedex::Action::Retry, "{text}");
    }
}

/// An entry that a provider's words mean is not meant by its reply code alone.
#[test]
fn a_reply_code_without_words_means_no_entry_of_a_provider() {
    let reply = "<jo@example.com>: host mx1.forwardemail.net[192.0.2.7] said: 550 Something else";
    let found = bouncedex::explain(reply);
    assert_eq!(found[0].diagnosis.entry.provider.id, "standard");
    let provider = found[0].diagnosis.provider.as_ref();
    assert_eq!(provider.map(|provider| provider.id), Some("forwardemail"));
}

/// People copy only the part of a bounce that is about the recipient: qmail, Exim, Courier.
#[test]
fn the_part_of_a_bounce_about_its_recipient() {
    let jo = "jo@example.org";
    for (text, codes, reason) in [
        (
            "<jo@example.org>:\n192.0.2.7 does not like recipient.\nRemote host said: 550 5.1.1 No such user\nGiving up on 192.0.2.7.\n",
            "550 5.1.1",
            "user-unknown",
        ),
        (
            "<jo@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n",
            "5.1.1",
            "user-unknown",
        ),
        ("<jo@example.org>:\nUser unknown\n", "", "user-unknown"),
        (
            "  jo@example.org\n    mailbox is full\n",
            "",
            "mailbox-full",
        ),
        ("jo@example.org:\n    mailbox is full\n", "", "mailbox-full"),
    ] {
        check(text, &[(jo, codes, reason)]);
        let quoted = format!("I got this from our provider:\n\n{text}\nWhat now?\n");
        check(&quoted, &[(jo, codes, reason)]);
    }
    check("jo@example.org\nal@example.org\n", &[]);
}

/// Exim cites within its own reply what the sender's server answered.
#[test]
fn a_reply_that_cites_another_goes_on() {
    check(
        "550-Postmaster verification failed while checking <me@example.com>\n\
         550-Called:   192.0.2.7\n\
         550-Response: 550 <postmaster@example.com>: User unknown\n\
         550-You are required to have a postmaster mailbox.\n\
         550 Sender verify failed\n",
        &[("", "550", "sender-rejected")],
    );
}

/// A bounce's source, as a mail client shows it.
const SOURCE: &str = "Return-Path: <>
Received: from mx.example.com (mx.example.com [192.0.2.9]) by mail.example.com; Sat, 14 Mar 2026 09:26:53 +0000
Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"
From: MAILER-DAEMON@mail.example.com
To: me@example.com
Subject: Undelivered Mail

--b
Content-Type: text/plain

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.com

Final-Recipient: rfc822; jo@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such user

--b--
";

/// Pages and mail clients indent and quote what people copy, and put code between fences.
#[test]
fn sources_of_mails_within_a_post() {
    let each = |mark: &str| -> String {
        let lines = SOURCE.lines();
        lines.map(|line| format!("{mark}{line}\n")).collect()
    };
    let blanks = SOURCE.replace("\n\n", "\n  \n");
    for text in [
        format!("Hello,\nwhat does this mean?\n{SOURCE}"),
        format!("Hello,\n\nwe get this:\n\n```\n{SOURCE}```\n\nWhat now?\n"),
        each("> "),
        format!("On Monday somebody wrote:\n{}", each(">> ")),
        each("    "),
        blanks,
    ] {
        check(&text, &[("jo@example.org", "550 5.1.1", "user-unknown")]);
    }
    for field in [
        "Content-Transfer-Encoding: 7bit",
        "Received-SPF: pass (example.com: domain of me@example.com designates 192.0.2.9)",
        "Return-Path: <>",
    ] {
        check(field, &[]);
    }
}

/// A text of one line is read as the same line of a file is.
#[test]
fn a_line_by_itself_has_a_margin_too() {
    for line in [
        "> 550 5.1.1 <jo@example.org>: User unknown",
        "    550 5.1.1 <jo@example.org>: User unknown",
        "// 550 5.1.1 <jo@example.org>: User unknown",
        ">>> RCPT TO:F^",
    ] {
        let alone = bouncedex::explain(line);
        let among = bouncedex::explain(&format!("{line}\n\n"));
        let words = |found: &[bouncedex::Explanation]| -> Vec<String> {
            found
                .iter()
                .map(|each| each.bounce.diagnostic.to_string())
                .collect()
        };
        assert_eq!(words(&alone), words(&among), "{line}");
    }
}

/// Whoever asks signs with an address: it is not the recipient's.
#[test]
fn the_address_of_who_asks_is_nobody_to_give_up() {
    let notice = "<jo@example.org>: host mx.example.org[192.0.2.7] said: 550 5.1.1 User unknown (in reply to RCPT TO command)\n";
    let exim = "A message that you sent could not be delivered to one or more of its recipients. The following address(es) failed:\n\n  jo@example.org\n    Unrouteable address\n";
    let named =
        "There was an error delivering your mail to <jo@example.org>.\n550 5.2.1 User unknown\n";
    for failed in [notice, exim, named] {
        for around in [
            format!("{failed}\nThanks\n\n-- \nAnn\nann@example.com | Sales\n"),
            format!("{failed}\nKind regards\nAnn\nann@example.com\n"),
            format!("ann@example.com wrote:\n\n{failed}"),
        ] {
            let told = bouncedex::explain(&around);
            let named: Vec<_> = told
                .iter()
                .map(|each| each.bounce.recipient.as_deref())
                .collect();
            assert_eq!(named, [Some("jo@example.org")], "{around}");
        }
    }
}

/// An address that a text only mentions is nobody's to give up.
#[test]
fn addresses_beside_a_failure_that_names_nobody() {
    let said = "host mx.example.org[192.0.2.7] said: 550 5.1.1 User unknown (in reply to RCPT TO command)\n";
    for text in [
        format!("{said}\nBest regards,\nAnn\nann@example.com\n"),
        format!("{said}ann@example.com\n"),
        "Our admin is ann@example.com.\n\nUndelivered Mail Returned to Sender\n\n550 5.1.1 User unknown\n"
            .to_owned(),
        "Your message could not be delivered.\n\n550 5.1.1 User unknown\n\nI am ann@example.com.\n"
            .to_owned(),
    ] {
        check(&text, &[("", "550 5.1.1", "user-unknown")]);
    }
    check(
        "ann@example.com\n550 5.1.1 <jo@example.org>: User unknown\n",
        &[("jo@example.org", "550 5.1.1", "user-unknown")],
    );
}

/// Whoever asks says whose an address is, before or after a notice that names the recipient or nobody.
#[test]
fn the_address_of_who_asks_beside_a_notice() {
    let notices = [
        (
            "",
            "Your message was not delivered.\n550 5.1.1 User unknown",
        ),
        (
            "",
            "Undelivered Mail Returned to Sender\n\n550 5.1.1 User unknown",
        ),
        (
            "jo@example.org",
            "My mail to jo@example.org was not delivered: 550 5.1.1 User unknown",
        ),
        (
            "jo@example.org",
            "Your message wasn't delivered to jo@example.org because the address couldn't be found.",
        ),
        (
            "jo@example.org",
            "<jo@example.org>:\n192.0.2.7 does not like recipient.\nRemote host said: 550 5.1.1 User unknown\nGiving up on 192.0.2.7.",
        ),
    ];
    let asides = [
        "ann@example.com is my account.",
        "My address is ann@example.com.",
        "The mailbox ann@example.com works fine.",
        "(ann@example.com)",
        "Account: ann@example.com",
    ];
    for (recipient, notice) in notices {
        for aside in asides {
            for text in [
                format!("{aside}\n\n{notice}\n"),
                format!("{aside}\n{notice}\n"),
                format!("{notice}\n\n{aside}\n"),
            ] {
                let told = bouncedex::explain(&text);
                let named: Vec<_> = told
                    .iter()
                    .map(|each| each.bounce.recipient.as_deref().unwrap_or_default())
                    .collect();
                assert_eq!(named, [recipient], "{text}");
            }
        }
    }
    for above in [
        "ann@example.com",
        "Email: ann@example.com",
        "Mailbox: ann@example.com",
    ] {
        for (recipient, notice) in &notices[2..4] {
            let told = bouncedex::explain(&format!("{above}\n\n{notice}\n"));
            let named: Vec<_> = told
                .iter()
                .map(|each| each.bounce.recipient.as_deref())
                .collect();
            assert_eq!(named, [Some(*recipient)], "{above} {notice}");
        }
    }
    let one_line =
        "My address is ann@example.com. Your message was not delivered. 550 5.1.1 User unknown";
    check(one_line, &[("", "550 5.1.1", "user-unknown")]);
}

/// Words by which an address works say the opposite if they are denied.
#[test]
fn addresses_that_do_not_work() {
    for failure in [
        "is broken today",
        "is not working",
        "isn't ok",
        "no longer receives anything",
        "stopped working",
    ] {
        let notice = format!(
            "Your message was not delivered.\n\nThe mailbox jo@example.org {failure}.\n550 5.1.1 User unknown\n"
        );
        check(&notice, &[("jo@example.org", "550 5.1.1", "user-unknown")]);
    }
}

/// A recipient may be the next in a list, with what was said below each.
#[test]
fn recipients_after_the_first() {
    let (jo, al) = ("jo@example.org", "al@example.org");
    check(
        "Delivery has failed to these recipients or groups:\njo@example.org\nYour message wasn't delivered because the recipient's mailbox is full.\nal@example.org\nYour message wasn't delivered because the recipient's mailbox is full.\n",
        &[(jo, "", "mailbox-full"), (al, "", "mailbox-full")],
    );
    check(
        "<jo@example.org>: host mx.example.org[192.0.2.7] said: 550 5.1.1 User unknown\n--\n<al@example.org>: host mx.example.org[192.0.2.7] said: 552 5.2.2 mailbox full\n",
        &[
            (jo, "550 5.1.1", "user-unknown"),
            (al, "552 5.2.2", "mailbox-full"),
        ],
    );
    check(
        "10:12:00 <jo@example.org>: host mx.example.org said: 550 5.1.1 User unknown\n10:12:07 <al@example.org>: host mx.example.org said: 552 5.2.2 mailbox full\n",
        &[
            (jo, "550 5.1.1", "user-unknown"),
            (al, "552 5.2.2", "mailbox-full"),
        ],
    );
    let both = bouncedex::explain(
        "Delivery to the following recipients failed.\n\njo@example.org\n\nal@example.org\n",
    );
    assert_eq!(both.len(), 2, "{both:#?}");
    check(
        "The following addresses failed:\n- jo@example.org (550 5.1.1 unknown user)\n- al@example.org (mailbox full)\n",
        &[(jo, "550 5.1.1", "user-unknown"), (al, "", "mailbox-full")],
    );
}

/// The header of the mail that carries a notice, in any language, and keys of those who send or report.
#[test]
fn to_whom_a_notice_went_did_not_fail() {
    let qmail = "<jo@example.org>:\n192.0.2.7 does not like recipient.\nRemote host said: 550 5.1.1 No such user\nGiving up on 192.0.2.7.\n";
    for header in [
        "Von: Mailer <mailer-daemon@example.com>\nAn: Ann <ann@example.com>\nBetreff: Undelivered\n",
        "发件人: Mailer <mailer-daemon@example.com>\n收件人: Ann <ann@example.com>\n主题: Undelivered\n",
        "差出人: Mailer <mailer-daemon@example.com>\n宛先: Ann <ann@example.com>\n件名: Undelivered\n",
        "De : Mailer <mailer-daemon@example.com>\nÀ : Ann <ann@example.com>\nObjet : Undelivered\n",
    ] {
        let told = bouncedex::explain(&format!("{header}\n{qmail}"));
        let named: Vec<_> = told
            .iter()
            .filter_map(|each| each.bounce.recipient.as_deref())
            .collect();
        assert_eq!(named, ["jo@example.org"], "{header}");
    }
    for text in [
        r#"{"sender_email":"ann@example.com","error":"550 5.1.1 User unknown"}"#,
        r#"{"owner":{"email":"ann@example.com"},"error":"550 5.1.1 User unknown"}"#,
        "Reporter email: ann@example.com\nError: 550 5.1.1 User unknown\n",
        "sender=ann@example.com 550 5.1.1 User unknown",
    ] {
        check(text, &[("", "550 5.1.1", "user-unknown")]);
    }
    check(
        "[error] Delivery failed msg=a.eml rcpt=jo@example.org response=552 5.2.2 Over quota",
        &[("jo@example.org", "552 5.2.2", "mailbox-full")],
    );
}

/// Somebody forwards a failure, or a program mails it.
#[test]
fn failures_in_mails_that_are_no_bounces() {
    check(
        "From: alerts@example.com\nTo: ops@example.com\nSubject: queue\nDate: Sat, 14 Mar 2026 09:26:53 +0000\n\nCould not send to jo@example.org: 550 5.1.1 User unknown\n",
        &[("jo@example.org", "550 5.1.1", "user-unknown")],
    );
    // Without a code, people write about anything.
    check(
        "From: ann@example.com\nTo: jo@example.org\nSubject: hello\n\nMy mailbox is full, sorry.\n",
        &[],
    );
}

/// What a client logs of a refusal outweighs what was accepted before.
#[test]
fn a_refusal_that_the_client_reports() {
    check(
        "SMTP -> FROM SERVER: 250 2.1.0 Ok\nSMTP -> ERROR: RCPT not accepted from server: 550 5.1.1 No such user\n",
        &[("", "550 5.1.1", "user-unknown")],
    );
    check(
        "What the server answers us is: 550 5.1.1 <ann@example.com>: Sender\naddress rejected: User unknown\n",
        &[("", "550 5.1.1", "sender-rejected")],
    );
}

/// Somebody puts a bounce and the fields of another side by side: neither says anything about the other's recipient.
#[test]
fn a_bounce_beside_the_fields_of_another() {
    let told = bouncedex::explain(
        "<jo@example.org>: host mx.example.org[192.0.2.7] said: 550 5.1.1 User unknown\n\nSecond bounce:\n\nFinal-Recipient: rfc822; al@example.org\nAction: failed\nStatus: 5.2.2\n",
    );
    let told: Vec<_> = told
        .iter()
        .map(|each| {
            let recipient = each.bounce.recipient.as_deref().unwrap_or_default();
            (recipient, each.diagnosis.reply.codes().trim().to_owned())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("jo@example.org", "550 5.1.1".to_owned()),
            ("al@example.org", "5.2.2".to_owned())
        ]
    );
}

/// Postfix wraps its lines, before a long host's name too.
#[test]
fn a_line_that_is_wrapped_before_the_host() {
    for said in [
        "550 5.1.1 User unknown (in reply to RCPT TO command)",
        "550\n    5.1.1 User unknown (in reply to RCPT TO command)",
    ] {
        check(
            &format!(
                "FYI, this came back:\n\n<jo@example.org>: host\n    mx.example.org[192.0.2.7] said: {said}\n\nThanks.\n"
            ),
            &[("jo@example.org", "550 5.1.1", "user-unknown")],
        );
    }
}

/// Words of a link's path, settings, and sentences that tell no failure are no answer; nor is a value that says nothing.
#[test]
fn what_tells_no_failure() {
    for text in [
        "see https://forum.example.org/t/trouble-with-spamhaus-marking-any-mail-as-spam/23814\n",
        "The outgoing messages are working fine.\n",
        "smtpd_recipient_restrictions = permit_mynetworks, reject_rbl_client zen.spamhaus.org=127.0.0.[2..11]\n",
        "connection 6 Count 1\n",
        "Test with user unknown:\n",
        "{\n  \"to\": \"jo@example.org\",\n  \"error\": null\n}\n",
    ] {
        check(text, &[]);
    }
    check(
        "  \"results\": [\n    {\n      \"recipient\": \"al@example.org\",\n      \"error\": null\n    },\n    {\n      \"recipient\": \"jo@example.org\",\n      \"error\": \"550 5.1.1 User unknown\"\n    }\n  ]\n",
        &[("jo@example.org", "550 5.1.1", "user-unknown")],
    );
    check(
        "PostmarkException 406 from the API.\n\nYou tried to send to a recipient that has been marked as inactive. Found inactive addresses: jo@example.org.\n",
        &[("jo@example.org", "", "suppressed")],
    );
}

/// The name of a relay, without a dot, says nothing about a recipient.
#[test]
fn a_name_without_a_dot_gives_nobody_up() {
    let told = bouncedex::explain(
        "Host or domain name not found. Name service error for name=localhost type=AAAA: Host not found\n",
    );
    assert_ne!(told[0].diagnosis.action(), bouncedex::Action::Suppress);
}

/// A line says who answered, and the answer is indented below it, wrapped.
#[test]
fn a_reply_that_is_indented_below_who_said_it() {
    check(
        "SMTP error from remote mail server after MAIL FROM:\n    550 5.7.1 Service unavailable; Client host [192.0.2.7]\n    blocked using zen.spamhaus.org\n",
        &[("", "550 5.7.1", "blocklisted")],
    );
    check(
        "host mx.gmx.net[192.0.2.7] refused to talk to me:\n    554-gmx.net (mxgmx014) Nemesis ESMTP Service not available 554-No SMTP\n    service 554-Bad DNS PTR resource record. 554 For explanation visit\n    https://www.gmx.net/mail/senderguidelines?ip=192.0.2.7&c=rdns\n",
        &[("", "554", "reverse-dns")],
    );
}

/// What a page shows as a rule is no signature if the failure is told below it.
#[test]
fn a_rule_above_the_failure() {
    check(
        "Address not found\n--\nYour message wasn't delivered to jo@example.org because the address couldn't be found, or is unable to receive mail.\n",
        &[("jo@example.org", "", "user-unknown")],
    );
}

/// A sentence may list several recipients.
#[test]
fn a_sentence_that_lists_recipients() {
    check(
        "You tried to send to recipient(s) that have been marked as inactive. Found inactive addresses: jo@example.org, al@example.org. Inactive recipients are ones that have generated a hard bounce, a spam complaint, or a manual suppression.\n",
        &[
            ("jo@example.org", "", "suppressed"),
            ("al@example.org", "", "suppressed"),
        ],
    );
}

/// SnappyMail marks a session behind its own label, programs log both addresses, and versions are no codes.
#[test]
fn labels_and_keys_of_programs() {
    check(
        "[11:22:02.990][2fff2f7c] SMTP[DATA]: > RCPT TO:<jo@example.org>\n[11:22:02.990][2fff2f7c] SMTP[DATA]: < 550 5.1.1 User unknown\n",
        &[("jo@example.org", "550 5.1.1", "user-unknown")],
    );
    check(
        "SMTP[DATA]: > MAIL FROM:<ann@example.com>\nSMTP[DATA]: < 550 5.1.1 <ann@example.com>: User unknown\n",
        &[("", "550 5.1.1", "sender-rejected")],
    );
    check(
        "mailer[1]: status=error from=ann@example.com to=jo@example.org code=550 message=\"5.1.1 User unknown\"\n",
        &[("jo@example.org", "550 5.1.1", "user-unknown")],
    );
    check(
        "When bumping the mailer from `5.4.13` to `5.4.15` I get the error\n",
        &[],
    );
    check(
        "550 Please use your real hostname when saying HELO\n",
        &[("", "550", "helo")],
    );
}

/// What servers say in their own words, lists with labels, and languages whose words look like ours.
#[test]
fn recipients_that_are_not_the_writers() {
    for text in [
        "Delivery failed:\n\njo@example.org does not exist in our directory\nal@example.org is over our quota\n",
        "Message could not be delivered to the following users:\n\nUser: jo@example.org\nUser: al@example.org\n\n550 5.1.1 no such user\n",
        "These recipients failed:\n  jo@example.org: 550 5.1.1 unknown\n  al@example.org: 552 5.2.2 full\n",
    ] {
        let told = bouncedex::explain(text);
        let named: Vec<_> = told
            .iter()
            .filter_map(|each| each.bounce.recipient.as_deref())
            .collect();
        assert_eq!(named, ["jo@example.org", "al@example.org"], "{text}");
    }
    let told = bouncedex::explain(
        "Meddelandet kunde inte levereras.\n\njo@example.org kunde inte hittas i example.org\n",
    );
    assert_eq!(told[0].bounce.recipient.as_deref(), Some("jo@example.org"));
}

/// What is indented below a list's heading is not all one reply.
#[test]
fn a_heading_that_says_nobody_answered() {
    check(
        "Errors:\n\t550 5.7.1 message rejected\n\tbecause of content. Yesterday al@example.org bounced with \"user unknown\"\n",
        &[("", "550 5.7.1", "policy")],
    );
}

/// A backslash may belong to a name of Windows, codes before a colon are no numbers of lines, and any blank may precede a
/// field.
#[test]
fn what_looks_like_a_break_a_number_or_a_field() {
    check(
        r"Cannot open C:\new\nobody\nina@example.org.eml: 550 5.1.1 <jo@example.org> user unknown",
        &[("jo@example.org", "550 5.1.1", "user-unknown")],
    );
    for text in [
        "450: <jo@example.org>: user unknown\n451: <al@example.org>: user unknown\n",
        "4294967295. a\n0. b\n",
        "jo@example.org\n\n\u{3000}To: al@example.org\n",
        "jo@example.org\n\n\u{a0}Q: why\n",
    ] {
        let told = bouncedex::explain(text);
        let actions = told.iter().map(|each| each.diagnosis.action());
        assert_eq!(
            actions
                .filter(|action| *action == bouncedex::Action::Suppress)
                .count(),
            0,
            "{text}"
        );
    }
}

/// Lists that programs and people write: one recipient a line, its reply behind it.
#[test]
fn recipients_before_their_replies_in_lists() {
    let unknown = [("jo@example.org", "550 5.1.1", "user-unknown")];
    for text in [
        "Hard bounces (1)\n  jo@example.org   550 5.1.1 User unknown   -> removed\nOpened\n  al@example.org  6x\n",
        "ann@example.org    ok       last delivery 01.05.\njo@example.org     BOUNCE   550 5.1.1 User unknown (3x)\n",
        "Error: jo@example.org  550 5.1.1 User unknown\n",
        "- Bounce jo@example.org (550 5.1.1 User unknown): removed\n",
        "me@example.com -> jo@example.org: 550 5.1.1 User unknown\n",
        "NDR: jo@example.org -> 550 5.1.1 User unknown\n",
        "| rcpt           | sender         | code | txt                |\n\
         | jo@example.org | me@example.com |  550 | 5.1.1 User unknown |\n",
        // A session of which only the commands have marks.
        ">>> MAIL FROM:<me@example.com>\n250 2.1.0 Ok\n>>> RCPT TO:<jo@example.org>\n550 5.1.1 User unknown\n",
        "C: RCPT TO:<jo@example.org>\n550 5.1.1 User unknown\n",
        // Mailman
        "From: mailman-bounces@lists.example.com\nTo: news-owner@lists.example.com\nSubject: Bounce action notification\n\n\
         This is a Mailman mailing list bounce action notice:\n\n    List:       news@lists.example.com\n    \
         Member:     jo@example.org\n    Action:     Subscription disabled.\n    Reason:     Excessive or fatal bounces.\n\n\
         The triggering bounce notice is attached below.\n  550 5.1.1 <jo@example.org>: User unknown\n",
        "Tue Jan  9 11:12:05 2026 Info: Bounced: DCID 32 MID 5521 to RID 1 - 5.1.0 - Unknown address error ('550', \
         ['5.1.1 <jo@example.org>: User unknown']) []\n",
    ] {
        check(text, &unknown);
    }
    check(
        "An error occurred while sending mail. The mail server responded:  5.1.1 <jo@example.org>: User unknown. Please \
         check the message recipient \"jo@example.org\" and try again.\n",
        &[("jo@example.org", "5.1.1", "user-unknown")],
    );
}
