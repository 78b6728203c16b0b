//! What programs, filters and services write about failed mail: reports to administrators, errors of APIs, and what
//! surrounds them.

use bouncedex::Action;

/// Recipient, codes, and the cause.
type Expected<'a> = (&'a str, &'a str, &'a str);

#[track_caller]
fn check(cases: &[(&str, &[Expected<'_>])]) {
    for (text, expected) in cases {
        let found = bouncedex::explain(text);
        let told: Vec<_> = found
            .iter()
            .map(|each| {
                let name = each.bounce.recipient.as_deref().unwrap_or_default();
                let codes = each.diagnosis.reply.codes().trim().to_owned();
                (name, codes, each.diagnosis.entry.reason.id)
            })
            .collect();
        let told: Vec<Expected<'_>> = told
            .iter()
            .map(|(name, codes, reason)| (*name, &**codes, *reason))
            .collect();
        assert_eq!(told, *expected, "{text}");
    }
}

/// Amavis and MailScanner report to the administrator what they kept back, with what they know of the message.
#[test]
fn reports_of_filters_to_administrators() {
    check(&[
        (
            "A virus was found: Eicar-Test-Signature\n\nBanned name: .com\nContent type: Virus\n\
             Internal reference code for the message is 00071-09/VO57UrVC\n\n\
             First upstream SMTP client IP address: [192.0.2.7] unknown\n\n\
             Return-Path: <ann@example.net>\nFrom: Ann <ann@example.net>\n\
             Message-ID: <20260314@example.net>\nSubject: virus, see attachment\n\
             The message has been quarantined as: V/virus-VO57UrVC\n\n\
             The message WAS NOT relayed to:\n<jo@example.org>:\n   \
             250 2.7.0 Ok, discarded, id=00071-09 - INFECTED: Eicar-Test-Signature\n\n\
             Virus scanner output:\n  p001: Eicar-Test-Signature FOUND\n",
            &[("jo@example.org", "", "virus")],
        ),
        (
            "The following e-mails were found to have: Bad Filename Detected\n\n    \
             Sender: ann@example.net\nIP Address: 192.0.2.7\n Recipient: jo@example.org\n   \
             Subject: Invoice 550\n MessageID: 1AB9C40F1.A1B2C\n    \
             Report: MailScanner: Executable DOS/Windows programs are dangerous in email (a.exe)\n",
            &[("jo@example.org", "", "attachment")],
        ),
        (
            "Mar 14 09:26:53 mail amavis[71]: (00071-09) Blocked SPAM {DiscardedInbound,Quarantined}, [192.0.2.9]:4711 [192.0.2.9] <a@example.net> -> <jo@example.org>, Queue-ID: 4A1B2C3D4E",
            &[("jo@example.org", "", "spam-content")],
        ),
        (
            "Mar 14 09:26:53 mail amavis[71]: (00071-09) Blocked BANNED (.exe,setup.exe) {DiscardedInbound,Quarantined}, [192.0.2.9]:4711 [192.0.2.9] <a@example.net> -> <jo@example.org>, Queue-ID: 4A1B2C3D4E",
            &[("jo@example.org", "", "attachment")],
        ),
    ]);
}

/// What a server quotes of the message is not what it says.
#[test]
fn a_quoted_subject_says_nothing() {
    for text in [
        "554 5.7.1 Rejected by our content filter. Subject: \"Mailbox does not exist\"",
        "554 5.7.1 Spam. Subject: 'No such user' from ann@example.net",
        "550 5.7.1 Message refused, subject “User unknown”",
    ] {
        let found = bouncedex::explain(text);
        let [one] = &found[..] else {
            panic!("{} answers: {text}", found.len());
        };
        assert_eq!(one.diagnosis.entry.category().id, "policy", "{text}");
        assert_ne!(one.action(), Action::Suppress, "{text}");
    }
}

/// A service that says in its own words that it gave up cites what it was told last: that comes second.
#[test]
fn giving_up_is_what_a_service_says_itself() {
    for last in [
        "421 4.4.2 Connection timed out",
        "421 4.4.0 Unable to lookup DNS for example.com",
    ] {
        let text = format!("554 4.4.7 Message expired: unable to deliver in 840 minutes.<{last}>");
        let found = bouncedex::explain(&text);
        let [one] = &found[..] else {
            panic!("{} answers: {text}", found.len());
        };
        assert_eq!(one.diagnosis.entry.id, "ses-message-expired", "{text}");
        assert!(!one.diagnosis.others.is_empty(), "{text}");
    }
}

/// What stands in a message is nobody's reply.
#[test]
fn what_was_written_says_nothing() {
    check(&[
        (
            r#"{"RecordType":"Inbound","From":"jo@example.org","Subject":"550 5.1.1 no such user","TextBody":"550 5.1.1 no such user"}"#,
            &[],
        ),
        (
            r#"{"level":"info","subject":"550 5.1.1 no such user","to":"jo@example.org","status":"sent"}"#,
            &[],
        ),
    ]);
}

/// A client may send all commands before it reads an answer (RFC 2920).
#[test]
fn commands_that_were_sent_together() {
    check(&[(
        "MAIL FROM:<me@example.com>\nRCPT TO:<jo@example.org>\nRCPT TO:<al@example.org>\nDATA\n\
         250 2.1.0 ok\n550 5.1.1 no such user\n250 2.1.5 ok\n354 go\n",
        &[("jo@example.org", "550 5.1.1", "user-unknown")],
    )]);
}

/// Codes of interfaces on the web, in parts of an address and in versions are nobody's reply.
#[test]
fn codes_that_no_mail_server_gave() {
    check(&[
        (
            "Error: Invalid login: request failed (code 401): invalid_token",
            &[("", "", "smtp-auth")],
        ),
        (
            "t=2026-03-14T03:38:00 lvl=eror msg=\"Request Completed\" method=POST path=/api/test status=500 size=48",
            &[],
        ),
        ("\"Type\": \"DnsError\", \"TypeCode\": 256", &[]),
        (
            "Delivery failed: worker 317 gave up after error 299",
            &[("", "", "expired")],
        ),
        (
            "550 5.7.1Unauthorized - check the SPF record of your domain",
            &[("", "550 5.7.1", "spf")],
        ),
    ]);
}

/// Postmark's type stands in an address and in the version of its library, too.
#[test]
fn tags_within_names_are_none() {
    check(&[(
        "Postmark::InactiveRecipientError: You tried to send to recipient(s) that have been marked as inactive. Found inactive addresses: HardBounce@example.org. Inactive recipients are ones that have generated a hard bounce, a spam complaint, or a manual suppression.\n  File \"/bundle/gems/postmark-1.25.1/lib/postmark/http_client.rb\", line 78, in handle_response\n",
        &[("HardBounce@example.org", "", "suppressed")],
    )]);
}

/// The domain from which somebody may not send is the sender's: its provider has not answered.
#[test]
fn the_senders_domain_names_no_provider() {
    let found = bouncedex::explain("550 5.7.1 Sender is not allowed to send from gmail.com");
    let providers: Vec<_> = found
        .iter()
        .map(|each| each.diagnosis.provider.map(|provider| provider.id))
        .collect();
    assert_eq!(providers.len(), 1);
    assert_ne!(providers[0], Some("gmail"));
}

/// Clients make links of addresses, also in the fields of a report.
#[test]
fn addresses_that_were_made_links() {
    check(&[
        (
            "Final-Recipient: rfc822; [jo@example.org](mailto:jo@example.org)\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 No such user\n",
            &[("jo@example.org", "550 5.1.1", "user-unknown")],
        ),
        (
            "Final-Recipient: rfc822; <mailto:jo@example.org|jo@example.org>\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 No such user\n",
            &[("jo@example.org", "550 5.1.1", "user-unknown")],
        ),
    ]);
}

/// What a program logs around an error is no failure of its own.
#[test]
fn what_stands_around_an_error() {
    check(&[
        (
            "**Net::SMTPAuthenticationError** in **ActionMailer::DeliveryJob@mailers**\n535 Authentication failed: see https://mail.example.org/docs\n",
            &[("", "535", "smtp-auth")],
        ),
        (
            "Swift_TransportException in AbstractSmtpTransport.php line 383: Expected response code 250 but got code \"550\", with message \"550 5.1.1 No such user\"\n\nin AbstractSmtpTransport.php line 383\nat Swift_Transport_AbstractSmtpTransport->executeCommand(' . ', array('250'), array()) in EsmtpTransport.php line 270\nat Swift_Transport_AbstractSmtpTransport->executeCommand(' . ', array('250')) in AbstractSmtpTransport.php line 333\n",
            &[("", "550 5.1.1", "user-unknown")],
        ),
    ]);
}

/// The key of a recipient's status is the address (RFC 8621 §7).
#[test]
fn an_address_may_be_a_key() {
    check(&[(
        r#"{"id": "br", "undoStatus": "final", "deliveryStatus": {"jo@example.org": {"delivered": "no", "smtpReply": "550 5.1.1 No such user", "displayed": "unknown"}}}"#,
        &[("jo@example.org", "550 5.1.1", "user-unknown")],
    )]);
}

/// Exim on a terminal puts a process id in front of what it rejects, too.
#[test]
fn rejections_of_exim_on_a_terminal() {
    check(&[(
        "    9   H=(localhost) [192.0.2.7] F=<ann@example.net> rejected RCPT <jo@example.org>: relay not permitted",
        &[("jo@example.org", "", "relay-denied")],
    )]);
}

/// Words for causes that services use.
#[test]
fn causes_in_the_words_of_services() {
    check(&[
        ("550 previously hard-bounced", &[("", "550", "suppressed")]),
        (
            "550 5.7.1 <ann@example.net> is not an authorized sender for <jo@example.org>",
            &[("", "550 5.7.1", "sender-rejected")],
        ),
        (
            "451 4.3.0 You have reached the maximum number of sent emails within a 24-hours period",
            &[("", "451 4.3.0", "throttled")],
        ),
        (
            "550 unroutable domain: example",
            &[("", "550", "domain-unknown")],
        ),
    ]);
}

/// Each answer's recipient and cause.
fn told(text: &str) -> Vec<(String, &'static str)> {
    let found = bouncedex::explain(text);
    let told = found.iter().map(|each| {
        let name = each.bounce.recipient.as_deref().unwrap_or_default();
        (name.to_owned(), each.diagnosis.entry.reason.id)
    });
    told.collect()
}

/// What does not exist, or is refused, is the sender's, a login's, a list's, or the program's own.
#[test]
fn who_is_unknown_is_not_the_recipient() {
    for text in [
        "550 The user you authenticated as does not exist",
        "550 You are not a known user of this server, please log in",
        "550 The account used to send this message does not exist",
        "550 The user who owns this session does not exist",
        "550 Mail from a user that does not exist",
        "550 5.1.1 Return address <me@example.com>: no such user",
        "550 5.7.1 user jo@example.org disabled forwarding from your domain",
        "550 The postmaster address postmaster@example.com does not exist",
        "550 5.1.1 abuse@example.com: no such mailbox - please set it up",
        "554 5.7.1 Message rejected: link to a site that no longer exists",
        "550 5.1.1 mailbox lookup failed: LDAP user unknown",
        "Mar 14 09:26:53 mail postfix/pipe[71]: 4A1B2C3D4E: to=<jo@example.org>, relay=dovecot, dsn=5.3.0, status=bounced (Command died with status 67: \"/usr/lib/dovecot/deliver\". Command output: lda: Fatal: user unknown: vmail )",
    ] {
        let found = bouncedex::explain(text);
        let actions: Vec<_> = found.iter().map(|each| each.action()).collect();
        assert_eq!(actions.len(), 1, "{text}");
        assert!(!actions.contains(&Action::Suppress), "{text}");
    }
}

/// The same words of a recipient do give the address up.
#[test]
fn who_is_unknown_is_the_recipient() {
    for text in [
        "550 5.1.1 user jo does not exist",
        "550 5.1.1 The mailbox of jo does not exist",
        "550 5.1.1 The address that you entered does not exist",
        "550 5.1.1 The email account you tried to reach does not exist",
        "550 5.1.1 The account you tried to reach doesn't exist",
        "550 The user you are trying to contact does not exist",
        "550 5.1.1 <jo@example.org> does not exist",
        "550 jo@example.org: this account no longer exists",
        "550 5.1.1 Mail from <me@example.com> to <jo@example.org>: user unknown",
        "550 5.1.1 does not exist",
        "Mar 14 09:26:53 mail postfix/pipe[71]: 4A1B2C3D4E: to=<jo@example.org>, relay=dovecot, dsn=5.1.1, status=bounced (user unknown. Command output: lda: no such user )",
    ] {
        let found = bouncedex::explain(text);
        let actions: Vec<_> = found.iter().map(|each| each.action()).collect();
        assert_eq!(actions, [Action::Suppress], "{text}");
    }
}

/// Programs quote replies, and say `no such user` of their own.
#[test]
fn programs_that_speak_of_no_delivery() {
    for text in [
        "2026-03-14 09:26:53,123 fail2ban.actions [812]: NOTICE [postfix] Ban 192.0.2.1 (550 5.1.1 user unknown)",
        "Mar 14 09:26:53 mail fail2ban.actions[812]: NOTICE [postfix] Ban 192.0.2.1 (550 5.1.1 user unknown)",
        "Mar 14 09:26:53 app java: INFO imported template \"550 5.1.1 No such user\"",
        "app java: INFO imported template \"550 5.1.1 No such user\"",
        "jira: The user 'jo' does not exist",
        "id: 'jo': no such user",
        "finger: jo: no such user",
        "mail.log:17: GET /users/550 404 Not Found: no such user",
        "> GET /users/550 404 Not Found: no such user",
        "192.0.2.7 - - [14/Mar/2026:09:26:53 +0000] \"GET /users/550 HTTP/1.1\" 404 550 \"-\" \"curl/8\"",
        r#"{"error":"user_not_found","message":"User does not exist"}"#,
    ] {
        assert_eq!(told(text), [], "{text}");
    }
    // An error is logged with what the server said.
    let text = "Mar 14 09:26:53 app java[31]: ERROR mail to jo@example.org failed (550 5.1.1 No such user)";
    assert_eq!(told(text).len(), 1);
}

/// What is refused at MAIL FROM is the sender, whoever logs it.
#[test]
fn refusals_of_the_sender() {
    for text in [
        "delivery 17: failure: Connected_to_192.0.2.7_but_sender_was_rejected./Remote_host_said:_550_5.1.1_user_unknown/",
        "Hi. This is the qmail-send program at mail.example.com.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<jo@example.org>:\nConnected to 192.0.2.7 but sender was rejected.\nRemote host said: 550 5.1.1 <me@example.com>: user unknown\n",
        "15d5f4c2a4a000f1a2.001 REJECTED[sender] from=me@example.com[me@example.com] to=jo@example.org mx=mx.example.org (550 5.1.1 user unknown)",
        "03/14/26 09:26:53\tSMTP-OU\t4A1B2C3D.MAI\t1234\t192.0.2.7\tMAIL\tMAIL FROM:<me@example.com>\t550 5.1.1 user unknown\t0\t0\t",
        r#"{"type": "Bounce", "id": "1d98", "recipient": "jo@example.org", "queue": "example.org", "timestamp": 1773480413, "response": {"code": 550, "enhanced_code": {"class": 5, "subject": 1, "detail": 1}, "content": "No such user", "command": "MAIL FROM:<me@example.com>"}}"#,
    ] {
        let told = told(text);
        let [(_, reason)] = &told[..] else {
            panic!("{} answers: {text}", told.len());
        };
        assert_eq!(*reason, "sender-rejected", "{text}");
    }
}

/// Lists of properties, fields of other systems, answers of interfaces, and mail that a filter kept.
#[test]
fn failures_in_forms_of_their_own() {
    check(&[
        (
            "RunspaceId       : 1234\nReceived         : 3/14/2026 9:26:53 AM\nSenderAddress    : me@example.com\nRecipientAddress : jo@example.org\nSubject          : Test\nStatus           : Failed\nDetail           : Reason: [{LED=550 5.1.1 User unknown};{MSG=};{FQDN=mx.example.org}]\n",
            &[("jo@example.org", "550 5.1.1", "user-unknown")],
        ),
        (
            "Final-recipient: RFC822; jo@example.org\nAction: failed\nStatus: 5.0.0\nRemote-MTA: dns; 192.0.2.32\nX-Supplementary-Info: <192.0.2.32 #5.0.0 smtp; 550 \"Unknown User\">\n",
            &[("jo@example.org", "550 5.0.0", "user-unknown")],
        ),
        (
            r#"{"ErrorCode":300,"Message":"Invalid 'To' address: 'jo@example'."}"#,
            &[("", "", "message-format")],
        ),
        (
            r#"{"To":"jo@example.org","ErrorCode":406,"Message":"You tried to send to a recipient that has been marked as inactive."}"#,
            &[("jo@example.org", "", "suppressed")],
        ),
        (
            r#"{"To":"jo@example.org","SubmittedAt":"2026-03-14T09:26:53Z","ErrorCode":0,"Message":"OK"}"#,
            &[],
        ),
        (
            "BANNED CONTENTS ALERT\n\nOur content checker found\n    banned name: .exe,.exe-ms,invoice.exe\n\nin email presumably from you <me@example.com>\nto the following recipient:\n-> jo@example.org\n\nOur internal reference code for your message is 12345-06/abcDEF\n\nDelivery of the email was stopped!\n",
            &[("jo@example.org", "", "attachment")],
        ),
        (
            "550 5.7.1 <jo@example.org>: Recipient address rejected: Sender is not same as SMTP authenticate username",
            &[("", "550 5.7.1", "sender-rejected")],
        ),
    ]);
}

/// What was accepted does not explain what failed.
#[test]
fn nothing_that_failed_was_accepted() {
    for text in [
        "error sending message in campaign Newsletter: 250 Accepted",
        "2026/03/14 09:26:53.123456 manager.go:412: error sending message in campaign Newsletter: subscriber 17: 250 Accepted",
        "PHPMailer: SMTP Error: data not accepted. Last reply: 354 End data with <CR><LF>.<CR><LF>",
        "could not send: 220 mx.example.org ESMTP",
    ] {
        let told = told(text);
        let [(_, reason)] = &told[..] else {
            panic!("{} answers: {text}", told.len());
        };
        assert!(!matches!(*reason, "accepted" | "information"), "{text}");
    }
}

/// An alias and where it leads are two addresses: it is not known which of them failed.
#[test]
fn an_alias_is_not_given_up_for_another_address() {
    let text = r#"{"type":"REFUSED","forward":"jo@example.net","recipient":{"email":"hello@example.org"},"events":[{"code":550,"message":"5.1.1 No such user","status":"REFUSED"}]}"#;
    assert_eq!(told(text), [(String::new(), "user-unknown")]);
}

/// What programs that send say of a recipient stands before the reply.
#[test]
fn recipients_to_whom_a_program_sends() {
    for text in [
        "Failed to send mail to jo@example.org: 550 5.1.1 No such user",
        "2026-03-14 09:26:53 error: Failed to send mail to jo@example.org: 550 5.1.1 No such user",
        "sSMTP[1234]: RCPT TO:<jo@example.org> (550 5.1.1 No such user)",
        "Mar 14 09:26:53 host sSMTP[1234]: RCPT TO:<jo@example.org> (550 5.1.1 No such user)",
        "2026-03-14 09:26:53 error: Failed to send mail to jo@example.org: 550 5.1.1 No such user\n\
         Error: Can't send mail - all recipients were rejected: 550 5.1.1 No such user\n    \
         at SMTPConnection._formatError (/app/node_modules/nodemailer/lib/smtp-connection/index.js:790:19) {\n  \
         code: 'EENVELOPE',\n  response: '550 5.1.1 No such user',\n  responseCode: 550,\n  command: 'RCPT TO',\n  \
         rejected: [ 'jo@example.org' ]\n}\n",
    ] {
        let told = told(text);
        assert_eq!(
            told,
            [("jo@example.org".to_owned(), "user-unknown")],
            "{text}"
        );
    }
}

/// What a program that sends logs is not rejected by the server that logs it, whatever words stand in it.
#[test]
fn a_program_that_sends_rejects_nothing() {
    let text = "Mar 14 09:26:53 host dma[1a2b.7]: remote delivery to jo@example.org failed after final DATA: 550 5.7.1 Message rejected as spam";
    let found = bouncedex::explain(text);
    let [one] = &found[..] else {
        panic!("{} answers", found.len());
    };
    assert_eq!(one.diagnosis.entry.reason.id, "spam-content");
    assert_ne!(one.action(), Action::Nothing);
}

/// Whoever does not deliver to an address is not who has it: what everybody says is no sign of a provider.
#[test]
fn an_address_and_stock_words_name_no_provider() {
    let text = "550 5.7.1 Relaying denied. Proper authentication required for jo@gmail.com";
    let found = bouncedex::explain(text);
    let providers: Vec<_> = found
        .iter()
        .map(|each| each.diagnosis.provider.map(|provider| provider.id))
        .collect();
    assert_eq!(providers, [None]);
}

/// What mail servers say of themselves is no matter of the recipient, even if a word of it is: "throttling", "mailbox".
#[test]
fn mail_servers_speak_of_their_own_trouble() {
    for (said, reason) in [
        ("bad command startup -- throttling", "system-error"),
        ("unknown mail transport error", "system-error"),
        (
            "cannot update mailbox /var/mail/jo for user jo. destination /var/mail/jo is not owned by recipient",
            "system-error",
        ),
        (
            "cannot update mailbox /var/mail/jo for user jo. error writing message: File too large",
            "mailbox-full",
        ),
        (
            "unable to look up host mx.example.net: Name or service not known",
            "dns",
        ),
        ("remote host address is the local host", "routing"),
        (
            "address not listed for hostname mx.example.net",
            "reverse-dns",
        ),
    ] {
        let line = format!(
            "Mar 14 09:26:53 mx postfix/smtp[71]: 4A1B2C3D4E: to=<jo@example.org>, relay=none, delay=1, dsn=5.3.0, status=bounced ({said})\n"
        );
        check(&[(&line, &[("jo@example.org", "5.3.0", reason)])]);
        let action = bouncedex::explain(&line)[0].action();
        assert_ne!(action, bouncedex::Action::Suppress, "{said}");
    }
}

/// A message about a call is not source code.
#[test]
fn a_method_says_why_it_failed() {
    let refused = "SimpleEmailService::sendRawEmail(): Sender - MessageRejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: me@example.com\n";
    check(&[
        (refused, &[("", "", "sender-rejected")]),
        ("$this->mailer->fail('550 5.1.1 User unknown');\n", &[]),
    ]);
}

/// Dialogs of mail clients, and the headings of notices that people read on the screen, without any code.
#[test]
fn dialogs_and_headings_without_codes() {
    let jo = "Your message to jo@example.org couldn't be delivered.\n";
    check(&[
        (
            "Unable to authenticate to Outgoing server (SMTP) smtp.example.com. Please check the password.\n",
            &[("", "", "smtp-auth")],
        ),
        (
            "Your server has unexpectedly terminated the connection. Account: 'x', Server: 'smtp.example.com', Protocol: SMTP, Error Number: 0x800CCC0F\n",
            &[("", "", "network")],
        ),
        (
            &format!("{jo}jo wasn't found at example.org.\n"),
            &[("jo@example.org", "", "user-unknown")],
        ),
        (
            &format!("{jo}The group jo isn't set up to receive messages from me@example.com.\n"),
            &[("jo@example.org", "", "restricted")],
        ),
    ]);
}

/// What a failure is called is not whose address follows.
#[test]
fn errors_of_any_name_in_delivering_to_somebody() {
    for (text, recipient) in [
        (
            "Authentication error delivering to jo@example.org: 550 5.1.1 User unknown",
            "jo@example.org",
        ),
        (
            "SMTP authentication failed while sending message to <jo@example.org>: 550 5.1.1 User unknown",
            "jo@example.org",
        ),
        (
            "Authentication failed for jo@example.org: 535 5.7.8 Bad credentials",
            "",
        ),
        (
            "Questions? Authentication error? Write to jo@example.org\n550 5.1.1 User unknown",
            "",
        ),
    ] {
        let found = bouncedex::explain(text);
        let told: Vec<_> = found
            .iter()
            .map(|each| each.bounce.recipient.as_deref().unwrap_or_default())
            .collect();
        assert_eq!(told, [recipient], "{text}");
    }
}

/// A program that gives no code still says that the login, and not its absence, was the trouble.
#[test]
fn a_login_that_was_refused_is_not_one_that_was_left_out() {
    for text in [
        "curl: (67) Login denied",
        "cURL error 67: Login denied",
        "CURLE_LOGIN_DENIED",
        "SMTP Error: Could not authenticate.",
        "javax.mail.AuthenticationFailedException: failed to connect",
    ] {
        let found = bouncedex::explain(text);
        let told: Vec<_> = found.iter().map(|each| each.diagnosis.entry.id).collect();
        assert_eq!(told, ["std-5-7-8"], "{text}");
    }
}
