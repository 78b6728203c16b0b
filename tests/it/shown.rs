//! What programs, clients and queues show of a failure: each form with the recipient, and every failure once.

use crate::copied::check;

/// Postfix breaks lines before the names that it puts around a reply.
#[test]
fn notices_that_break_off_before_a_name() {
    let expected = [("jo@example.org", "550 5.1.1", "user-unknown")];
    for text in [
        "<jo@example.org> (expanded from\n    <list@example.com>): host mx.zoho.com[192.0.2.7] said: 550 5.1.1 User\n    unknown (in reply to RCPT TO command)",
        "<jo@example.org> (expanded from <list@example.com>): host\nmx.zoho.com[192.0.2.7] said: 550 5.1.1 User unknown\n(in reply to RCPT TO command)",
        "I'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients. It's attached below.\n\n<jo@example.org>: host\n    mx.zoho.com[192.0.2.7] said: 550 5.1.1 User unknown",
    ] {
        check(text, &expected);
        let [found] = &bouncedex::explain(text)[..] else {
            panic!("one answer to {text}");
        };
        let provider = found.diagnosis.provider.map(|provider| provider.id);
        assert_eq!(provider, Some("zoho"), "{text}");
    }
    check(
        "<jo@example.org> (expanded from\n    <list@example.com>): unknown user: \"jo\"",
        &[("jo@example.org", "", "user-unknown")],
    );
}

/// Swift Mailer logs both sides with angle brackets, and PHP prints that as an array.
#[test]
fn sessions_between_angle_brackets() {
    check(
        "++ Starting Swift_SmtpTransport\n<< 220 mx.example.org ESMTP\n>> EHLO web.example.com\n<< 250 mx.example.org\n>> MAIL FROM:<me@example.com>\n<< 250 OK\n>> RCPT TO:<jo@example.org>\n<< 550 5.1.1 User unknown",
        &[("jo@example.org", "550 5.1.1", "user-unknown")],
    );
    let array = "0 => \"++ Starting Swift_SmtpTransport\"\n1 => \"<< 220 mx.example.org ESMTP\"\n2 => \">> EHLO web.example.com\"\n3 => \"<< 250 STARTTLS\"\n4 => \">> STARTTLS\"\n5 => \"<< 220 Ready\"";
    let found = bouncedex::explain(array);
    let refused = found
        .iter()
        .any(|found| found.diagnosis.reply.class() != Some(2));
    assert!(!refused, "{found:#?}");
}

#[test]
fn queues_with_names_and_markup() {
    for recipient in [
        "Jo <jo@example.org>",
        "Jo Doe &lt;jo@example.org&gt;",
        "[jo@example.org](mailto:jo@example.org)",
    ] {
        let text = format!(
            "-----Q-ID----- --Size-- -----Q-Time----- ------------Sender/Recipient-----------\n62E9QPxR001903     1442 Sat Mar 14 09:26 me@example.com\n                 (Deferred: Connection refused by [127.0.0.1])\n                                         {recipient}\n                Total requests: 1"
        );
        check(&text, &[("jo@example.org", "", "network")]);
    }
}

/// Outlook Express writes one sentence, in the language of Windows, which pages break.
#[test]
fn sentences_of_outlook_express() {
    check(
        "The message could not be sent because one of the recipients was rejected by\nthe server. The rejected e-mail address was 'jo@example.org'. Subject 'hi',\nAccount: 'me@example.com', Server: 'smtp.example.com',\nProtocol: SMTP, Server Response: '553. Relaying denied\n(#5.7.1)', Port: 25, Secure(SSL): No, Server Error: 553, Error Number: 0x800CCC79",
        &[("jo@example.org", "553 5.7.1", "relay-denied")],
    );
    check(
        "Impossible d'envoyer le message car l'un des destinataires a été refusé par le serveur. L'adresse de messagerie refusée était 'jo@example.org'. Objet : 'Test', Compte : 'Test', Serveur : 'smtp.example.com', Protocole : SMTP, Réponse du serveur : '550 5.1.1 User unknown', Port : 25, Sécurisé (SSL) : Non, Erreur du serveur : 550, Numéro d'erreur : 0x800CCC79",
        &[("jo@example.org", "550 5.1.1", "user-unknown")],
    );
    // The sender was refused.
    check(
        "The sender's e-mail address was 'me@example.com'. Protocol: SMTP, Server Response: '550 5.1.1 User unknown', Port: 25, Server Error: 550, Error Number: 0x800CCC78",
        &[("", "550 5.1.1", "sender-rejected")],
    );
}

/// Perl's MIME::Lite, as a daemon logs it.
#[test]
fn a_connection_that_perl_did_not_get() {
    check(
        "Mar 14 09:26:53 web pfqueue[71]: pfqueue(71) ERROR: Can't send email to 'jo@example.org' :'SMTP Failed to connect to mail server: Connection refused at MIME/Lite.pm line 3044.'",
        &[("", "", "network")],
    );
}

/// An object that was cut out of its document.
#[test]
fn a_member_of_json_alone() {
    check(
        "\"delivery-status\": {\n\t\"mx-host\": \"mx.example.org\",\n\t\"code\": 550,\n\t\"message\": \"5.1.1 User unknown\"\n},",
        &[("", "550 5.1.1", "user-unknown")],
    );
}

/// What a library says of its failure, above the reply that caused it.
#[test]
fn sums_beside_the_reply() {
    check(
        "ErrorInfo: SMTP connect() failed. https://github.com/PHPMailer/PHPMailer/wiki/Troubleshooting\nHost: smtp.example.com\nSMTP Debug:\n2026-03-14 09:26:53\tSERVER -> CLIENT: 220 smtp.example.com ESMTP\n2026-03-14 09:26:53\tCLIENT -> SERVER: AUTH LOGIN\n2026-03-14 09:26:53\tSERVER -> CLIENT: 535 5.7.8 Authentication failed",
        &[("", "535 5.7.8", "smtp-auth")],
    );
    check(
        "<h2>Net::SMTPAuthenticationError occurred in </h2>\n<pre>\n454 4.7.0 Cannot authenticate due to temporary system problem.\n</pre>",
        &[("", "454 4.7.0", "system-error")],
    );
    // By itself, it is all that is known.
    check(
        "ErrorInfo: SMTP connect() failed. https://github.com/PHPMailer/PHPMailer/wiki/Troubleshooting",
        &[("", "", "network")],
    );
}

/// Gmail's words around a reply, without any address.
#[test]
fn a_notice_without_an_address() {
    check(
        "Your message couldn't be delivered to xxx because the remote server is misconfigured. See technical details below for more information.\n\nThe response from the remote server was:\n554 5.7.1 Relay access denied",
        &[("", "554 5.7.1", "relay-denied")],
    );
}

#[test]
fn greylisting_in_other_words() {
    check(
        "451 4.3.0 <me@example.com>... First-time sender tempfailed as anti-spam measure; please try again",
        &[("", "451 4.3.0", "greylisted")],
    );
}

/// CodeIgniter prints each reply behind the name of its command.
#[test]
fn the_session_of_codeigniter() {
    check(
        "220 mx.example.com ESMTP\nhello: 250-mx.example.com\n250 HELP\nfrom: 250 OK\nto: 550 <jo@example.org> No such user here\nThe following SMTP error was encountered: 550 <jo@example.org> No such user here\nquit: 221 closing",
        &[("jo@example.org", "550", "user-unknown")],
    );
    check(
        "hello: 250 mx.example.com\nfrom: 550 5.1.1 User unknown\nquit: 221 closing",
        &[("", "550 5.1.1", "sender-rejected")],
    );
}

/// Mail to a postmaster fails too.
#[test]
fn postmasters_that_cannot_be_reached() {
    check(
        "<postmaster@example.org>: host mx.example.org[192.0.2.7] said: 550 5.1.1 User unknown (in reply to RCPT TO command)",
        &[("postmaster@example.org", "550 5.1.1", "user-unknown")],
    );
    check(
        "220 mx.example.org ESMTP\nS: 550 5.1.1 <jo@example.org>: Recipient address rejected: User unknown",
        &[("jo@example.org", "550 5.1.1", "user-unknown")],
    );
}

/// A user who is not found may be one who logs in.
#[test]
fn users_in_the_logs_of_programs() {
    for text in [
        "Mar 14 09:26:53 web app[9]: user jo@example.com not found",
        "Mar 14 09:26:53 web app[9]: password reset: account jo@example.com is disabled",
        "Mar 14 09:26:53 mail app[9]: user jo@mail.example.com not found",
    ] {
        check(text, &[]);
    }
    check(
        "Mar 14 09:26:53 web app[9]: mail to jo@example.com: user unknown",
        &[("jo@example.com", "", "user-unknown")],
    );
}

/// Members that were cut out of an object without its braces, below a sentence about it.
#[test]
fn members_of_json_without_braces() {
    for text in [
        "\"code\": 550,\n\"message\": \"5.1.1 User unknown\",\n\"recipient\": \"jo@example.org\"",
        "What I get:\n  \"recipient\": \"jo@example.org\",\n  \"code\": 550,\n  \"message\": \"5.1.1 User unknown\",\n\nWhat does it mean?",
    ] {
        check(text, &[("jo@example.org", "550 5.1.1", "user-unknown")]);
    }
}

/// A program logs that it could not send, without a code.
#[test]
fn failures_in_the_logs_of_programs() {
    for line in [
        "Mar 14 09:26:53 web app[9]: Could not send mail to jo@example.org: Connection refused",
        "Mar 14 09:26:53 web app[9]: ERROR: Can't send email to 'jo@example.org': Connection refused",
        "2026-03-14 09:26:53,123 ERROR mailer Failed to send email to jo@example.org: Connection refused",
        "Unable to send mail to jo@example.org: Connection refused",
    ] {
        check(line, &[("jo@example.org", "", "network")]);
    }
    for line in [
        "Mar 14 09:26:53 web app[9]: mail from jo@example.org was sent",
        "Mar 14 09:26:53 web app[9]: Failed to send email to jo@example.org, will retry",
        "Mar 14 09:26:53 web app[9]: jo@example.org: could not open mailbox view: connection refused",
    ] {
        check(line, &[]);
    }
}

/// The string of Python's tuple may be cut off.
#[test]
fn tuples_that_are_cut_off() {
    check(
        "(553, b'Relaying disallowed as \"email add\")\nTraceback (most recent call last):\n  File \"/usr/lib/python3.6/smtplib.py\", line 888, in sendmail\n    raise SMTPDataError(code, resp)",
        &[("", "553", "relay-denied")],
    );
    check(
        "smtplib.SMTPDataError: (550, b'5.7.1 Message rejected as spam",
        &[("", "550 5.7.1", "spam-content")],
    );
}

/// The sentence that mail was not delivered is one paragraph, the cause the next.
#[test]
fn the_cause_stands_in_the_paragraph_below_the_announcement() {
    for (cause, reason) in [
        (
            "The group Sales only accepts messages from people in its organization.",
            "restricted",
        ),
        ("jo wasn't found at example.org.", "user-unknown"),
        ("The recipient's mailbox is full.", "mailbox-full"),
    ] {
        let text = format!("Your message to jo@example.org couldn't be delivered.\n\n{cause}\n");
        check(&text, &[("jo@example.org", "", reason)]);
    }
}

/// What a person writes below it is no cause.
#[test]
fn what_people_write_below_the_announcement_is_no_cause() {
    for below in [
        "This is an automatic message. Please don't reply, this mailbox does not exist.",
        "> The mailbox isn't full.",
        "Hi all, has anybody seen this? Our server isn't on any blacklist.",
        "On 12 March Al wrote:\n> the mailbox is full",
        "Subject: Your account is suspended",
    ] {
        let text = format!("Your message to jo@example.org couldn't be delivered.\n\n{below}\n");
        check(&text, &[("jo@example.org", "", "unspecified-permanent")]);
    }
}

/// Each of any number of mails that a client shows one below the other is read.
#[test]
fn mails_shown_one_below_the_other() {
    let mail =
        "From: me@example.net\nTo: jo@example.org\n\n550 5.1.1 <jo@example.org> User unknown\n\n";
    let found = bouncedex::explain(&mail.repeat(1000));
    let jo = found
        .iter()
        .filter(|each| each.bounce.recipient.as_deref() == Some("jo@example.org"));
    assert_eq!((found.len(), jo.count()), (1000, 1000));
}

/// Exchange's servers report exceptions of their own; that makes no error of a mail library.
#[test]
fn a_notice_that_speaks_of_an_exception_is_one_answer() {
    check(
        "Delivery has failed to these recipients or groups:\njo@example.org\nThe recipient's mailbox is full and can't accept \
         messages now.\nRemote Server returned '554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException; \
         Failed to process message due to a permanent exception with message Cannot open mailbox'\n",
        &[("jo@example.org", "554 5.2.2", "mailbox-full")],
    );
}

/// A relay puts the code in front of a reply of several lines, and introduces it by a dash.
#[test]
fn a_reply_of_several_lines_behind_its_own_code() {
    let lines = "550-5.7.26 This mail has been blocked because the sender is unauthenticated,\n550-5.7.26 see ip:\n550-5.7.26 \
                 [192.0.2.7]. SPF check\n550 5.7.26 did not pass - gsmtp\n";
    for lead in [
        "550 , ",
        "MTA mx.example.org received this response from 192.0.2.7 - ",
        "MTA mx.example.org received this response from 192.0.2.7 - 550 , ",
    ] {
        check(
            &format!("{lead}{lines}"),
            &[("", "550 5.7.26", "authentication")],
        );
    }
}

/// Winmail names the recipient before a comma.
#[test]
fn a_recipient_in_brackets_before_what_a_server_said() {
    check(
        "<jo@example.org>, remote server said: 550 5.1.1 User unknown\n",
        &[("jo@example.org", "550 5.1.1", "user-unknown")],
    );
    check(
        "<jo@example.org> said: 550 5.1.1 User unknown\n",
        &[("", "550 5.1.1", "user-unknown")],
    );
}

/// Pages make links of addresses, and hide them.
#[test]
fn addresses_that_pages_link_or_hide() {
    check(
        "&lt;<a href=\"mailto:jo@example.org\">jo@example.org</a>&gt;: host\n    mx.example.org[192.0.2.7] said: 550 5.1.1\n    \
         &lt;<a href=\"mailto:jo@example.org\">jo@example.org</a>&gt;: User unknown (in reply to RCPT TO command)\n",
        &[("jo@example.org", "550 5.1.1", "user-unknown")],
    );
    for hidden in ["[email protected]", "[email\u{a0}protected]"] {
        let line = format!(
            "Mar 14 09:26:53 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<{hidden}>, relay=none, delay=2, dsn=4.4.1, status=deferred \
             (connect to mx.example.org[192.0.2.7]:25: Connection timed out)\n"
        );
        check(&line, &[("", "4.4.1", "network")]);
    }
}

/// A list of log lines, and one of a notice's lines, have the mark in front of each.
#[test]
fn logs_and_notices_as_lists() {
    let log = "- Mar 14 09:26:53 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@example.org>, relay=none, delay=2, dsn=5.1.1, \
               status=bounced (User unknown)\n- Mar 14 09:26:54 mx1 postfix/smtp[7]: 4A1B2C3D02: to=<al@example.org>, relay=none, \
               delay=2, dsn=5.2.2, status=bounced (Mailbox full)\n";
    check(
        log,
        &[
            ("jo@example.org", "5.1.1", "user-unknown"),
            ("al@example.org", "5.2.2", "mailbox-full"),
        ],
    );
    check(
        "- Delivery has failed to these recipients: jo@example.org\n- 550 5.1.1 User unknown\n- Delivery has failed to these \
         recipients: al@example.org\n- 552 5.2.2 Mailbox full\n",
        &[
            ("jo@example.org", "550 5.1.1", "user-unknown"),
            ("al@example.org", "552 5.2.2", "mailbox-full"),
        ],
    );
    check(
        "- Delivery has failed to these recipients or groups:\n- jo@example.org\n- Remote Server returned '550 5.1.1 User \
         unknown'\n",
        &[("jo@example.org", "550 5.1.1", "user-unknown")],
    );
}

/// msmtp's log has no reply where the connection broke.
#[test]
fn msmtps_log_without_a_reply() {
    check(
        "Mar 14 09:26:53 host=smtp.example.com tls=on auth=on user=me@example.com from=me@example.com \
         recipients=jo@example.org errormsg='the server sent an empty reply' exitcode=EX_PROTOCOL\n",
        &[("jo@example.org", "", "network")],
    );
}

/// The sentence above a library's error names the recipient, unless the sender was refused.
#[test]
fn a_sentence_above_an_error_names_the_recipient() {
    for (error, reason) in [
        (
            "app: com.sun.mail.smtp.SMTPSendFailedException: 550 5.1.1 User unknown",
            "user-unknown",
        ),
        (
            "com.sun.mail.smtp.SMTPSenderFailedException: 550 5.1.1 User unknown",
            "sender-rejected",
        ),
    ] {
        check(
            &format!("Failed to send mail to jo@example.org\n{error}\n"),
            &[("jo@example.org", "550 5.1.1", reason)],
        );
    }
}

/// A console breaks the line between the codes of the reply that an error quotes.
#[test]
fn a_reply_that_breaks_off_between_its_codes() {
    check(
        "PHP Fatal error:  Uncaught exception 'Swift_TransportException' with \nmessage 'Expected response code 250 but got \
         code \"550\", with message \"550 \n5.1.1 User unknown\n",
        &[("", "550 5.1.1", "user-unknown")],
    );
    // What follows is about somebody else.
    check(
        "host said: \"550\n5.1.1 <jo@example.org> unknown\"\n550 5.1.1 <al@example.org> user unknown\n",
        &[
            ("jo@example.org", "550 5.1.1", "user-unknown"),
            ("al@example.org", "550 5.1.1", "user-unknown"),
        ],
    );
}

/// A command or a size is no failure, whatever names and numbers stand beside it, and neither is what a program traces.
#[test]
fn a_single_word_beside_names_is_no_failure() {
    for text in [
        "EHLO mx.example.org",
        "EHLO mx.example.org | |",
        "smtps:1->(Client)EHLO mx.example.org",
        "Size 551",
        "DEBUG SMTP: trying to connect to host \"mx.example.org\", port 587, isSSL false",
    ] {
        check(text, &[]);
    }
    check(
        "jo@example.org: greylisted",
        &[("jo@example.org", "", "greylisted")],
    );
}

/// A topic is no failure, even where a provider is named.
#[test]
fn a_topic_beside_a_provider_is_no_failure() {
    for text in [
        "Using SMTP credentials: SMTP Host: \"smtp.gmail.com\"",
        "Наши письма в mail.ru попадают в папку «Спам».",
        "发件人 MAILER-DAEMON@mail.example.com",
        "HTTP Error 400: Bad Request",
        "Das hat wohl einen Serverfehler 500 verursacht, denn die Domain fehlt.",
    ] {
        check(text, &[]);
    }
}

/// A mail server has errors, too, and its reply may stand in quotes behind the code.
#[test]
fn the_code_of_a_mail_servers_error_is_read() {
    for text in [
        "Server error 550 5.1.1 jo@example.org User unknown",
        "SMTP server error 550 jo@example.org User unknown",
        "[550] 'jo@example.org User unknown'",
    ] {
        let [found] = &bouncedex::explain(text)[..] else {
            panic!("one answer to {text}");
        };
        let reply = &found.diagnosis.reply;
        assert_eq!(
            (reply.code, &*reply.text),
            (Some(550), "jo@example.org User unknown"),
            "{text}"
        );
    }
}

/// Programs name those who failed, with a reply or without.
#[test]
fn errors_that_name_their_recipients() {
    check(
        "SMTP Error: The following recipients failed: jo@example.org",
        &[("jo@example.org", "", "unspecified-permanent")],
    );
    check(
        "Net::SMTPFatalError\n550 5.1.1 jo@example.org: Recipient address rejected: User unknown",
        &[("jo@example.org", "550 5.1.1", "user-unknown")],
    );
    check(
        "com.sun.mail.smtp.SMTPSenderFailedException: 550 5.1.1 <me@example.com>: User unknown",
        &[("", "550 5.1.1", "sender-rejected")],
    );
    check(
        "F=<me@example.com> rejected RCPT <jo@example.org>: relay not permitted",
        &[("jo@example.org", "", "relay-denied")],
    );
    check(
        "Message OK, but will not deliver to these inactive addresses: jo@example.org",
        &[("jo@example.org", "", "suppressed")],
    );
    check(
        "{:network_failure, \"email-smtp.eu-west-1.amazonaws.com\", {:error, :timeout}}",
        &[("", "", "network")],
    );
}

/// After DATA no recipient is refused any more, and before RCPT none yet.
#[test]
fn a_bare_code_is_read_by_the_command_it_answers() {
    for (command, reason) in [
        ("RCPT TO", "recipient-rejected"),
        ("MAIL FROM", "policy"),
        ("end of DATA", "policy"),
    ] {
        let text = format!(
            "<jo@example.org>: host mx.example.org[192.0.2.7] said: 550 Action not taken (in reply to {command} command)"
        );
        check(&text, &[("jo@example.org", "550", reason)]);
    }
    check(
        "<jo@example.org>: host mx.example.org[192.0.2.7] said: 550 No such user (in reply to end of DATA command)",
        &[("jo@example.org", "550", "user-unknown")],
    );
}

/// A service calls the bounce permanent as a whole; one of its recipients is only delayed.
#[test]
fn a_delayed_recipient_of_a_permanent_bounce() {
    let bounce = "{\"bounceType\":\"Permanent\",\"bounceSubType\":\"General\",\"bouncedRecipients\":[\
                  {\"status\":\"5.0.0\",\"action\":\"failed\",\"emailAddress\":\"jo@example.org\"},\
                  {\"status\":\"4.0.0\",\"action\":\"delayed\",\"emailAddress\":\"al@example.org\"}]}";
    let found = bouncedex::explain(bounce);
    let suppressed = found
        .iter()
        .filter(|found| found.action() == bouncedex::Action::Suppress);
    let suppressed: Vec<_> = suppressed
        .map(|found| found.bounce.recipient.as_deref())
        .collect();
    assert_eq!(suppressed, [Some("jo@example.org")]);
}

/// Where no code says so, what stands behind a refusal decides if it is final.
#[test]
fn a_refusal_that_asks_to_try_again() {
    check(
        "Recipient address rejected: Please try again later!",
        &[("", "", "unspecified-temporary")],
    );
    check(
        "Im Log steht nur: Sender address rejected: not owned by user.",
        &[("", "", "sender-account")],
    );
}

/// Clients put their own marks around the code.
#[test]
fn codes_between_a_clients_marks() {
    check(
        "> RCPT TO:<jo@example.org>\n[550] '5.7.1 Relaying denied'\n> QUIT",
        &[("jo@example.org", "550 5.7.1", "relay-denied")],
    );
    check(
        "421, Unexpected failure, please try later",
        &[("", "421", "system-error")],
    );
    check(
        "{ Error: bad response on command 'RCPT': 4.2.0 <jo@example.org>: Greylisted\n    at module.exports \
         (/srv/node_modules/emailjs/smtp/error.js:2:13)\n  code: 2,\n  smtp: '450 4.2.0 <jo@example.org>: Greylisted\\n' }",
        &[("jo@example.org", "450 4.2.0", "greylisted")],
    );
}

/// A word that tells a failure is enough beside a provider.
#[test]
fn a_failure_in_a_word_beside_a_provider() {
    for (text, reason) in [
        ("mail.ru greylisted us", "greylisted"),
        ("outlook.com blacklisted our ip", "blocklisted"),
        ("gmail.com mail is blocked", "policy"),
    ] {
        check(text, &[("", "", reason)]);
    }
}
