//! Transcripts of SMTP sessions and lists of mail queues: whom each reply is about, what it says, and which command it
//! answers.

use crate::reading::found;
use bouncedex::bounce::Event;
use bouncedex::builtin::CATALOGUE;
use bouncedex::catalogue::Outcome;
use bouncedex::diagnose::Diagnoser;

/// `line recipient stage codes` of each answer.
fn told(input: &str) -> Vec<String> {
    let told = found(input).0.into_iter().map(|(line, bounce)| {
        let (recipient, stage) = (bounce.recipient.as_deref(), bounce.stage.as_deref());
        let codes = bounce.reply().codes();
        format!(
            "{line} {} {} {}",
            recipient.unwrap_or("-"),
            stage.unwrap_or("-"),
            codes.trim_end()
        )
    });
    told.collect()
}

/// What a text tells, whatever its line ends, and that nothing of it is called accepted.
#[track_caller]
fn check(input: &str, expected: &[&str]) {
    assert_eq!(told(input), expected, "{input}");
    assert_eq!(told(&input.replace('\n', "\r\n")), expected, "{input}");
    let diagnoser = Diagnoser::new(CATALOGUE);
    for (_, bounce) in found(input).0 {
        let diagnosis = diagnoser.bounce(&bounce).expect("a diagnosis");
        assert_ne!(diagnosis.outcome(), Outcome::Accepted, "{input}");
    }
}

const TELNET: &str = "\
Trying 192.0.2.7...
Connected to mx.example.org.
Escape character is '^]'.
220 mx.example.org ESMTP
helo mail.example.com
250 mx.example.org
mail from:<me@example.com>
250 2.1.0 Ok
rcpt to:<jo@example.org>
550 5.1.1 No such user
rcpt to:<al@example.org>
250 2.1.5 Ok
data
354 End data with <CR><LF>.<CR><LF>
Subject: mailbox full

550 pieces of text
.
554 5.7.1 Spam
quit
221 2.0.0 Bye
Connection closed by foreign host.
";

#[test]
fn what_was_typed_into_telnet() {
    check(
        TELNET,
        &[
            "10 jo@example.org RCPT TO 550 5.1.1",
            "19 al@example.org DATA 554 5.7.1",
        ],
    );
    let (_, bounce) = &found(TELNET).0[0];
    assert_eq!(bounce.remote.as_deref(), Some("mx.example.org"));
    // Without its start, or its greeting only.
    let start = TELNET.find("220 ").expect("a greeting");
    check(
        &TELNET[start..],
        &[
            "7 jo@example.org RCPT TO 550 5.1.1",
            "16 al@example.org DATA 554 5.7.1",
        ],
    );
    check(
        "250 2.1.0 Ok\nRCPT TO:<jo@example.org>\n550 5.1.1 no\n",
        &["3 jo@example.org RCPT TO 550 5.1.1"],
    );
    check(
        "220 mx.example.org ESMTP\n250 2.1.0 Ok\n550 5.1.1 no\n221 Bye\n",
        &["3 - - 550 5.1.1"],
    );
}

#[test]
fn what_openssl_shows_is_no_answer() {
    check(
        "CONNECTED(00000003)\ndepth=1 C = US, O = Let's Encrypt, CN = R3\nverify return:1\n---\nCertificate chain\n \
         0 s:CN = mx.example.org\n   i:C = US, O = Let's Encrypt, CN = R3\n-----BEGIN CERTIFICATE-----\nMIIFKjCCBBKg\n\
         -----END CERTIFICATE-----\n\nVerification error: unable to get local issuer certificate\n---\n250 SMTPUTF8\n\
         EHLO mail.example.com\n250-mx.example.org\n250 8BITMIME\nMAIL FROM:<me@example.com>\n250 2.1.0 Ok\n\
         RCPT TO:<jo@example.org>\n450-4.2.0 Greylisted,\n450 4.2.0 try again\nQUIT\n221 2.0.0 Bye\nclosed\n",
        &["21 jo@example.org RCPT TO 450 4.2.0"],
    );
}

#[test]
fn what_swaks_and_curl_show() {
    check(
        "=== Trying mx.example.org:25...\n=== Connected to mx.example.org.\n<-  220 mx.example.org ESMTP\n \
         -> EHLO mail.example.com\n<-  250-mx.example.org\n<-  250 STARTTLS\n -> STARTTLS\n<-  220 2.0.0 Ready\n\
         === TLS started with cipher TLSv1.3\n ~> MAIL FROM:<me@example.com>\n<~  250 2.1.0 Ok\n \
         ~> RCPT TO:<jo@example.org>\n<~* 554 5.7.1 <jo@example.org>: Relay access denied\n ~> QUIT\n\
         <~  221 2.0.0 Bye\n=== Connection closed with remote host.\n",
        &["13 jo@example.org RCPT TO 554 5.7.1"],
    );
    check("<** 550 5.1.1 No such user\n", &["1 - - 550 5.1.1"]);
    check(
        "*   Trying 192.0.2.7:25...\n* Connected to mx.example.org (192.0.2.7) port 25\n< 220 mx.example.org ESMTP\n\
         > EHLO mail\n< 250 mx.example.org\n> MAIL FROM:<me@example.com>\n< 250 2.1.0 Ok\n\
         > RCPT TO:<jo@example.org>\n< 550 5.1.1 No such user\n* RCPT failed: 550\n* Closing connection\n\
         curl: (55) RCPT failed: 550\n",
        &["9 jo@example.org RCPT TO 550 5.1.1"],
    );
}

#[test]
fn what_libraries_show() {
    // PHPMailer, with stamps and without.
    let phpmailer = "2026-03-14 09:26:53\tConnection: opening to mx.example.org:25, timeout=300\n\
         2026-03-14 09:26:53\tSERVER -> CLIENT: 220 mx.example.org ESMTP\n\
         2026-03-14 09:26:53\tCLIENT -> SERVER: EHLO mail\n\
         2026-03-14 09:26:53\tSERVER -> CLIENT: 250-mx.example.org\n\
         \u{20}                 \t                  250 SIZE 1\n\
         2026-03-14 09:26:53\tCLIENT -> SERVER: RCPT TO:<jo@example.org>\n\
         2026-03-14 09:26:53\tSERVER -> CLIENT: 550 5.1.1 No such user\n\
         2026-03-14 09:26:53\tSMTP ERROR: RCPT TO command failed: 550 5.1.1 No such user\n\
         2026-03-14 09:26:53\tCLIENT -> SERVER: QUIT\n";
    check(phpmailer, &["7 jo@example.org RCPT TO 550 5.1.1"]);
    check(
        &phpmailer.replace("2026-03-14 09:26:53\t", ""),
        &["7 jo@example.org RCPT TO 550 5.1.1"],
    );
    // Python's smtplib.
    check(
        "send: 'mail FROM:<me@example.com> size=10\\r\\n'\nreply: b'250 2.1.0 Ok\\r\\n'\n\
         reply: retcode (250); Msg: b'2.1.0 Ok'\nsend: 'rcpt TO:<jo@example.org>\\r\\n'\n\
         reply: b'550 5.1.1 No such user\\r\\n'\nreply: retcode (550); Msg: b'5.1.1 No such user'\n\
         send: 'rset\\r\\n'\nreply: b'250 2.0.0 Ok\\r\\n'\n",
        &["5 jo@example.org RCPT TO 550 5.1.1"],
    );
    // MailKit pipelines; Nodemailer stamps.
    check(
        "Connected to smtp://mx.example.org:25/\nS: 220 mx.example.org ESMTP\nC: MAIL FROM:<me@example.com>\n\
         C: RCPT TO:<jo@example.org>\nC: RCPT TO:<al@example.org>\nS: 250 2.1.0 Ok\nS: 550 5.1.1 No such user\n\
         S: 452 4.2.2 Mailbox full\nC: RSET\nS: 250 2.0.0 Ok\n",
        &[
            "7 jo@example.org RCPT TO 550 5.1.1",
            "8 al@example.org RCPT TO 452 4.2.2",
        ],
    );
    check(
        "[2026-03-14 09:26:53] DEBUG [4f2a] C: RCPT TO:<jo@example.org>\n\
         [2026-03-14 09:26:53] DEBUG [4f2a] S: 550 5.1.1 No such user\n",
        &["2 jo@example.org RCPT TO 550 5.1.1"],
    );
    // Ruby's Net::SMTP points its arrows the other way; Perl's names its object.
    check(
        "<- \"RCPT TO:<jo@example.org>\\r\\n\"\n-> \"550 5.1.1 No such user\\n\"\n",
        &["2 jo@example.org RCPT TO 550 5.1.1"],
    );
    check(
        "Net::SMTP=GLOB(0x55d0)>>> RCPT TO:<jo@example.org>\nNet::SMTP=GLOB(0x55d0)<<< 550 5.1.1 No such user\n",
        &["2 jo@example.org RCPT TO 550 5.1.1"],
    );
}

#[test]
fn what_mail_servers_show() {
    // Exim pipelines; what it says of the consequence is no failure of its own.
    check(
        "  308   SMTP<< 220 mx.example.org ESMTP\n  308   SMTP|> MAIL FROM:<me@example.com>\n\
         \u{20} 308   SMTP|> RCPT TO:<jo@example.org>\n  308   SMTP>> DATA\n  308   SMTP<< 250 2.1.0 Ok\n\
         \u{20} 308   SMTP<< 550-5.1.1 No such\n  308          550 5.1.1 user\n\
         \u{20} 308   SMTP<< 503 5.5.1 no valid recipients\n  308   SMTP>> QUIT\nLOG: MAIN\n  \
         ** jo@example.org R=dnslookup T=remote_smtp: 550-5.1.1 No such\\n550 5.1.1 user\n",
        &["6 jo@example.org RCPT TO 550 5.1.1"],
    );
    // OpenSMTPD's debug output, in which every line looks like a field.
    let shown = "mta: 0x55d0c8: MTA_INIT -> MTA_BANNER\nmta: 0x55d0c8: <<< 554-mx.example.org not available\n\
                 mta: 0x55d0c8: <<< 554-No SMTP service\nmta: 0x55d0c8: <<< 554 Bad DNS PTR resource record.\n\
                 mta: 0x55d0c8: MTA_BANNER -> MTA_EHLO\nmta: 0x55d0c8: >>> EHLO mail.example.com\n\
                 debug: mta: 0x55d0c8: disconnected in state MTA_EHLO\n";
    assert_eq!(told(shown), ["1 - - ", "2 - - 554"]);
    // Sendmail's verbose mode.
    check(
        ">>> RCPT To:<jo@example.org>\n<<< 550 5.1.1 No such user\n550 5.1.1 <jo@example.org>... User unknown\n",
        &["2 jo@example.org RCPT TO 550 5.1.1"],
    );
}

const FIELDS: &str = "#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context";

/// A row of a protocol log.
fn row(session: u8, event: &str, data: &str) -> String {
    format!(
        "2026-03-14T09:26:53.1Z,To Internet,08DC{session},4,198.51.100.7:1234,192.0.2.{session}:25,{event},{data},\n"
    )
}

#[test]
fn sessions_of_exchange_are_told_apart() {
    let rows = [
        row(7, "+", ""),
        row(7, "<", "220 mx.example.org ESMTP"),
        row(8, ">", "RCPT TO:<al@example.net>"),
        row(7, ">", "MAIL FROM:<me@example.com>"),
        row(7, ">", "RCPT TO:<jo@example.org>"),
        row(7, "<", "250 2.1.0 Ok"),
        row(8, "<", "450 4.2.0 Greylisted"),
        row(7, "<", "\"550 5.1.1 No such user, sorry\""),
        row(7, "-", ""),
    ]
    .concat();
    let head = "#Software: Microsoft Exchange Server\n#Version: 15.0.0.0\n#Log-type: SMTP Send Protocol Log\n";
    let expected = [
        "12 jo@example.org RCPT TO 550 5.1.1",
        "11 al@example.net RCPT TO 450 4.2.0",
    ];
    check(&format!("{head}{FIELDS}\n{rows}"), &expected);
    // Without a header.
    check(
        &rows,
        &[
            "8 jo@example.org RCPT TO 550 5.1.1",
            "7 al@example.net RCPT TO 450 4.2.0",
        ],
    );
    // What a server answers to its own clients it rejects.
    let received =
        row(7, "<", "RCPT TO:<jo@example.org>") + &row(7, ">", "550 5.7.54 Unable to relay");
    let found = found(&received).0;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].1.event, Event::Rejected);
}

#[test]
fn a_session_without_a_refusal_tells_its_last_reply() {
    let accepted = "220 mx.example.org ESMTP\nMAIL FROM:<me@example.com>\n250 2.1.0 Ok\nRCPT TO:<jo@example.org>\n\
                    250 2.1.5 Ok\nDATA\n354 Go\n.\n250 2.0.0 Ok: queued\nQUIT\n221 2.0.0 Bye\n";
    assert_eq!(told(accepted), ["9 - DATA 250 2.0.0"]);
    // A reply alone is what it always was.
    assert_eq!(told("250 2.0.0 Ok: queued\n"), ["1 - - 250 2.0.0"]);
}

#[test]
fn what_follows_a_transcript_is_read() {
    let log = "Mar 14 09:26:53 mail postfix/smtp[71]: 4A1B2C3D4E: to=<log@example.org>, relay=none, \
               dsn=4.4.1, status=deferred (connection timed out)\n";
    let text = format!("{TELNET}{log}\n550 5.1.1 user unknown\nmailbox full\n");
    let lines: Vec<_> = found(&text).0.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [10, 19, 23, 25, 26]);
    // Where nobody says anything it is text.
    assert_eq!(
        told("Trying 192.0.2.7...\ntelnet: Unable to connect to remote host: Connection refused\n"),
        ["1 - - ", "2 - - "]
    );
}

#[test]
fn texts_that_name_commands_are_no_transcripts() {
    for text in [
        "550 5.5.1 RCPT TO: needs a MAIL FROM first",
        "Mail from: <me@example.com> was rejected",
        "the host said -> 550 5.1.1 no such user",
        "> 550 5.1.1 no such user",
    ] {
        let found = found(format!("{text}\nmailbox full\n")).0;
        assert_eq!(found.len(), 2, "{text}");
        assert!(
            found.iter().all(|(_, bounce)| bounce.stage.is_none()),
            "{text}"
        );
    }
}

/// `line recipient queue remote words` of each answer.
fn queued(input: &str) -> Vec<String> {
    let queued = found(input).0.into_iter().map(|(line, bounce)| {
        assert_eq!(bounce.event, Event::Deferred);
        let text =
            |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().unwrap_or("-").to_owned();
        let (recipient, queue, remote) = (
            text(&bounce.recipient),
            text(&bounce.queue),
            text(&bounce.remote),
        );
        format!("{line} {recipient} {queue} {remote} {}", bounce.diagnostic)
    });
    queued.collect()
}

#[test]
fn what_waits_in_postfix_and_sendmail() {
    let postfix = "\
-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------
4A1B2C3D4E      1911 Sat Mar 14 09:26:53  me@example.com
(connect to mx.example.org[192.0.2.7]:25: Connection timed out)
                                         jo@example.org
                                         al@example.org
      (host mx.example.net[192.0.2.8] said: 452 4.2.2 Mailbox full (in reply to RCPT TO command))
                                         full@example.net

4cBgxy3zQxz9sWQ*     911 Sat Mar 14 09:26:53  MAILER-DAEMON
                                         new@example.org

-- 3 Kbytes in 2 Requests.
";
    let expected = [
        "4 jo@example.org 4A1B2C3D4E - connect to mx.example.org[192.0.2.7]:25: Connection timed out",
        "5 al@example.org 4A1B2C3D4E - connect to mx.example.org[192.0.2.7]:25: Connection timed out",
        "7 full@example.net 4A1B2C3D4E mx.example.net 452 4.2.2 Mailbox full",
    ];
    assert_eq!(queued(postfix), expected);
    assert_eq!(queued(&postfix.replace('\n', "\r\n")), expected);
    // Pages indent all of it alike.
    let indented = |line: &str| format!("    {}\n", line.trim());
    let page: String = postfix.lines().map(indented).collect();
    assert_eq!(queued(&page), expected);
    // A part of it will do, and what follows is read.
    let (_, part) = postfix.split_once('\n').expect("a heading");
    assert_eq!(queued(part).len(), 3);
    assert_eq!(
        found(format!("{postfix}550 5.1.1 user unknown\n")).0.len(),
        4
    );
    let sendmail = "\t\t/var/spool/mqueue (1 request)\n\
        -----Q-ID----- --Size-- -----Q-Time----- ------------Sender/Recipient-----------\n\
        62E9QPxR001903*    1911 Sat Mar 14 09:26 <me@example.com>\n      8BITMIME   \
        (Deferred: Connection timed out with mx.example.org.)\n\t\t\t\t\t <jo@example.org>\n\t\tTotal requests: 1\n";
    assert_eq!(
        queued(sendmail),
        ["5 jo@example.org 62E9QPxR001903 - Connection timed out with mx.example.org."]
    );
}

#[test]
fn what_waits_in_exim_has_no_reason() {
    let queue = "25m  2.9K 1jmKso-0009d4-Uf <me@example.com>\n          jo@example.org\n        D done@example.org\n\n \
                 3d  1.2K 1rAbCd-00000000XYZ-0Abc <> *** frozen ***\n          al@example.org\n\n";
    assert_eq!(
        queued(queue),
        [
            "2 jo@example.org 1jmKso-0009d4-Uf - ",
            "6 al@example.org 1rAbCd-00000000XYZ-0Abc - "
        ]
    );
}

#[test]
fn what_waits_in_postfix_as_json() {
    let queue = r#"{"queue_name":"deferred","queue_id":"4A1B2C3D4E","arrival_time":1773480413,"sender":"me@example.com","recipients":[{"address":"jo@example.org","delay_reason":"host mx.example.org[192.0.2.7] said: 421 4.7.0 Try again later (in reply to RCPT TO command)"},{"address":"al@example.net","delay_reason":"connect to mx.example.net[192.0.2.8]:25: Connection timed out"}]}
{"queue_name":"active","queue_id":"4A1B2C3D4F","sender":"me@example.com","recipients":[{"address":"new@example.org"}]}
"#;
    assert_eq!(
        queued(queue),
        [
            "1 jo@example.org 4A1B2C3D4E mx.example.org 421 4.7.0 Try again later",
            "1 al@example.net 4A1B2C3D4E - connect to mx.example.net[192.0.2.8]:25: Connection timed out",
        ]
    );
}

/// The server took sender and recipient, and the connection ended within the message: nothing was accepted.
#[test]
fn a_message_that_no_reply_follows_was_not_accepted() {
    let mailer = "SMTP -> FROM SERVER:220 mx.example.org ESMTP\n\
                  SMTP -> FROM SERVER:250 OK\n\
                  SMTP -> FROM SERVER:250 Accepted\n\
                  SMTP -> FROM SERVER:354 Enter message, ending with \".\" on a line by itself\n\
                  SMTP -> FROM SERVER:\n\
                  SMTP -> ERROR: DATA not accepted from server:\n\
                  SMTP Error: Data not accepted.\n";
    let said =
        "MAIL FROM:<me@example.com>\n250 Ok\nRCPT TO:<jo@example.org>\n250 Ok\nDATA\n354 Go\n";
    let quit = format!("{said}Subject: x\n.\nQUIT\n");
    for (session, line) in [(said, 6), (&quit, 6)] {
        assert_eq!(told(session), [format!("{line} - DATA 354")], "{session}");
    }
    // What the client makes of that says more.
    assert_eq!(told(mailer), ["7 - - "]);
    assert_eq!(
        told(&format!("{said}Subject: x\n.\n250 Queued\n")),
        ["9 - DATA 250"]
    );
}

#[test]
fn letters_are_marks_of_a_session() {
    let session = "\
S 220 mx.example.org ESMTP
C EHLO mail.example.com
S 250-mx.example.org
S 250 PIPELINING
C MAIL FROM:<me@example.com>
S 250 2.1.0 Ok
C RCPT TO:<jo@example.org>
S 554 5.7.1 <jo@example.org>: Relay access denied
";
    check(session, &["8 jo@example.org RCPT TO 554 5.7.1"]);
}

/// IIS writes `+` for blanks; in an address it is part of it.
#[test]
fn the_log_of_the_smtp_service_of_iis() {
    let log = "#Software: Microsoft Internet Information Services 8.5\n#Fields: date time c-ip cs-username s-sitename \
               s-computername s-ip s-port cs-method cs-uri-stem cs-uri-query sc-status\n\
               2026-03-14 09:26:53 192.0.2.7 OutboundConnectionCommand SMTPSVC1 MAIL - 0 MAIL - FROM:<me@example.net>+SIZE=9 0\n\
               2026-03-14 09:26:53 192.0.2.7 OutboundConnectionResponse SMTPSVC1 MAIL - 0 - - 250+2.1.0+Sender+OK 0\n\
               2026-03-14 09:26:53 192.0.2.7 OutboundConnectionCommand SMTPSVC1 MAIL - 0 RCPT - TO:<jo+news@example.org> 0\n\
               2026-03-14 09:26:54 192.0.2.7 OutboundConnectionResponse SMTPSVC1 MAIL - 0 - - 550+5.1.1+User+unknown 0\n";
    crate::copied::check(log, &[("jo+news@example.org", "550 5.1.1", "user-unknown")]);
    let found = bouncedex::explain(log);
    assert_eq!(found[0].bounce.time.as_deref(), Some("2026-03-14 09:26:54"));
    // Connections to several servers at once.
    let log = "2026-03-14 09:26:51 192.0.2.7 OutboundConnectionCommand SMTPSVC1 WEB01 - 0 RCPT - TO:<jo@example.org> 0\n\
               2026-03-14 09:26:51 192.0.2.9 OutboundConnectionCommand SMTPSVC1 WEB01 - 0 RCPT - TO:<al@example.net> 0\n\
               2026-03-14 09:26:53 192.0.2.7 OutboundConnectionResponse SMTPSVC1 WEB01 - 0 - - 550+5.1.1+User+unknown 0\n\
               2026-03-14 09:26:53 192.0.2.9 OutboundConnectionResponse SMTPSVC1 WEB01 - 0 - - 552+5.2.2+Mailbox+full 0\n";
    crate::copied::check(
        log,
        &[
            ("jo@example.org", "550 5.1.1", "user-unknown"),
            ("al@example.net", "552 5.2.2", "mailbox-full"),
        ],
    );
    // A collector has passed it on.
    for head in [
        "Mar 14 09:26:54 web01 smtpsvc: ",
        "<13>Mar 14 09:26:54 web01 ",
    ] {
        let passed_on: String = log.lines().map(|line| format!("{head}{line}\n")).collect();
        crate::copied::check(
            &passed_on,
            &[
                ("jo@example.org", "550 5.1.1", "user-unknown"),
                ("al@example.net", "552 5.2.2", "mailbox-full"),
            ],
        );
    }
}

/// The client's error ends a session that shows only what the client said.
#[test]
fn an_error_below_a_session_is_about_the_recipient_of_its_last_command() {
    let stack = "Traceback (most recent call last):\n  File \"x.py\", line 3, in <module>\n";
    let jo = "RCPT TO:<jo@example.org>\n";
    let unknown = "smtplib.SMTPResponseException: (550, b'5.1.1 User unknown')\n";
    let full = "javax.mail.MessagingException: 552 5.2.2 Mailbox full\n";
    for (log, expected) in [
        (
            format!("MAIL FROM:<me@example.com>\n250 Ok\n{jo}\n{stack}{unknown}"),
            "jo@example.org",
        ),
        (
            format!("{jo}QUIT\n\nThe program says:\n{unknown}"),
            "jo@example.org",
        ),
        (
            format!("{jo}250 Ok\nDATA\n354 Go ahead\n.\n{full}"),
            "jo@example.org",
        ),
        (format!("{jo}RCPT TO:<al@example.net>\nDATA\n{full}"), ""),
    ] {
        let found = bouncedex::explain(&log);
        let told: Vec<_> = found
            .iter()
            .map(|each| each.bounce.recipient.as_deref().unwrap_or_default())
            .collect();
        assert_eq!(told, [expected], "{log}");
        assert!(found[0].diagnosis.reply.code.is_some(), "{log}");
    }
    // An error may be about several.
    let log = format!(
        "{jo}RCPT TO:<al@example.net>\nsmtplib.SMTPRecipientsRefused: {{'jo@example.org': (550, b'5.1.1 User unknown'), \
         'al@example.net': (552, b'5.2.2 Mailbox full')}}\n"
    );
    crate::copied::check(
        &log,
        &[
            ("jo@example.org", "550 5.1.1", "user-unknown"),
            ("al@example.net", "552 5.2.2", "mailbox-full"),
        ],
    );
    // The sender was refused.
    let log = "MAIL FROM:<me@example.com>\njavax.mail.MessagingException: 550 5.1.1 User unknown\n";
    crate::copied::check(log, &[("", "550 5.1.1", "sender-rejected")]);
}
