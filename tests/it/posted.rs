//! Posts in forums and issue trackers: as a mail client wrapped them, a console showed them, or a program logged them.

use crate::reading::{bounces, found};
use bouncedex::bounce::Bounce;
use bouncedex::{Action, Explanation};

/// Recipient, codes, and words of what was said.
type Expected<'a> = (&'a str, &'a str, &'a str);

#[track_caller]
fn check(cases: &[(&str, &[Expected<'_>])]) {
    for (text, expected) in cases {
        for text in [(*text).to_owned(), text.replace('\n', "\r\n")] {
            let found = bounces(&text);
            let known = found.iter().filter(|bounce| {
                let is_named = bounce.recipient.is_some();
                let class = bounce.reply().class();
                class.map_or(is_named, |class| class > 3)
            });
            let told: Vec<_> = known
                .map(|bounce| {
                    let name = bounce.recipient.as_deref().unwrap_or_default();
                    let codes = bounce.reply().codes().trim().to_owned();
                    (name.to_owned(), codes, bounce.diagnostic.to_string())
                })
                .collect();
            assert_eq!(told.len(), expected.len(), "{text}\n{told:#?}");
            for ((name, codes, said), bounce) in expected.iter().zip(&told) {
                assert_eq!((*name, *codes), (&*bounce.0, &*bounce.1), "{text}");
                assert!(bounce.2.contains(said), "{text}\n{told:#?}");
            }
        }
    }
}

/// Returns the only failure in a text.
#[track_caller]
fn only(text: &str) -> Explanation {
    let mut found = bouncedex::explain(text);
    assert_eq!(found.len(), 1, "{text}\n{found:#?}");
    found.remove(0)
}

/// Checks that no failure in a text gives an address up.
#[track_caller]
fn gives_nobody_up(text: &str) {
    for found in bouncedex::explain(text) {
        assert_ne!(found.action(), Action::Suppress, "{text}\n{found:#?}");
    }
}

/// Mail clients break lines, mark them as cited, and people write below them.
#[test]
fn wrapped_lines_of_logs() {
    check(&[
        (
            r#"Hi all, since yesterday our server cannot send to gmail any more:

> Nov  3 10:12:44 mail postfix/smtp[22111]: 4F2A31C0D3: to=<jo@gmail.com>,
> relay=gmail-smtp-in.l.google.com[142.250.27.26]:25, delay=1.2,
> delays=0.1/0.01/0.6/0.5, dsn=5.7.26, status=bounced (host
> gmail-smtp-in.l.google.com[142.250.27.26] said: 550-5.7.26 This mail has been
> blocked because the sender is unauthenticated. 550-5.7.26 Gmail requires all
> senders to authenticate with either SPF or DKIM. 550 5.7.26 gsmtp (in reply
> to end of DATA command))

Any idea?"#,
            &[(
                "jo@gmail.com",
                "550 5.7.26",
                "blocked because the sender is unauthenticated",
            )],
        ),
        (
            r#"Running exim 4.94, in mainlog I see

```
2024-05-06 11:22:33 1s3uJB-0003xT-1M ** bob@example.net R=dnslookup T=remote_smtp H=mx.example.net [192.0.2.25] X=TLS1.2:ECDHE_SECP256R1__RSA_SHA256__AES_256_GCM:256 CV=yes: SMTP error from remote mail server after RCPT TO:<bob@example.net>: 550 5.1.1 <bob@example.net>: Recipient address rejected: User unknown in virtual mailbox table
```

How to fix that?"#,
            &[(
                "bob@example.net",
                "550 5.1.1",
                "Recipient address rejected: User unknown in virtual mailbox table",
            )],
        ),
        (
            r#"On Mon, Mar 4, 2024 at 10:00 AM Bob wrote:
> I get this in my logs:
>
> Mar  4 10:00:01 mail postfix/smtp[812]: AB12CD34EF: to=<bob@example.net>,
> relay=none, delay=30, delays=0.1/0/30/0, dsn=4.4.1, status=deferred
> (connect to mx.example.net[192.0.2.5]:25: Connection timed out)
>
> What is wrong?

Check the firewall."#,
            &[("bob@example.net", "4.4.1", "connect to")],
        ),
        (
            r#"Mar  4 10:00:01 mail postfix/smtp[812]: AB12CD34EF:
to=<bob@example.net>, relay=mx.example.net[192.0.2.5]:25, delay=1.1,
delays=0.1/0/0.5/0.5, dsn=5.1.1, status=bounced (host
mx.example.net[192.0.2.5] said: 550 5.1.1 User unknown (in reply to
RCPT TO command))
Mar  4 10:00:02 mail postfix/smtp[813]: AB12CD34F0:
to=<ann@example.org>, relay=mx.example.org[192.0.2.6]:25, delay=1.1,
delays=0.1/0/0.5/0.5, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as
12AB34CD)
Mar  4 10:00:02 mail postfix/qmgr[813]: AB12CD34F0: removed"#,
            &[("bob@example.net", "550 5.1.1", "User unknown")],
        ),
        (
            r#"> 2024-05-06 11:22:33 1s3uJB-0003xT-1M == bob@example.net R=dnslookup
> T=remote_smtp defer (-44) H=mx.example.net [192.0.2.25]: SMTP error from
> remote mail server after RCPT TO:<bob@example.net>: 450 4.7.1
> <bob@example.net>: Recipient address rejected: Greylisted"#,
            &[("bob@example.net", "450 4.7.1", "Greylisted")],
        ),
        (
            r#"… said: 550 5.7.1 Service unavailable, Client host [192.0.2.9] blocked using Spamhaus. To request removal from this list see https://www.spamhaus.org/query/ip/192.0.2.9 (AS30…"#,
            &[("", "550 5.7.1", "spamhaus.org/query/ip/")],
        ),
        (
            r#"Remote host said: 550-5.7.1 [192.0.2.9      12] Our system has detected that
this message is 550-5.7.1 likely unsolicited mail. To reduce the amount of spam
sent to Gmail, 550-5.7.1 this message has been blocked. Please visit 550-5.7.1
https://support.google.com/mail/?p=UnsolicitedMessageError 550 5.7.1  for more
information. x1-20020a05 - gsmtp"#,
            &[("", "550 5.7.1", "likely unsolicited")],
        ),
    ]);
}

/// The string that holds a reply is what was said, whatever the form.
#[test]
fn json_of_no_known_form() {
    check(&[
        (
            r#"{"message":"550 5.1.1 no such user","email":"jo@example.org","n":1}"#,
            &[("jo@example.org", "550 5.1.1", "no such user")],
        ),
        (
            r#"{"ts":"2024-03-04T10:00:01Z","level":"info","msg":"sent","rcpt":"ann@example.org"}
{"ts":"2024-03-04T10:00:02Z","level":"error","msg":"delivery failed","rcpt":"bob@example.net","reply":"550 5.1.1 User unknown"}
{"ts":"2024-03-04T10:00:03Z","level":"error","msg":"delivery failed","rcpt":"cy@example.com","reply":"452 4.2.2 Mailbox full"}"#,
            &[
                ("bob@example.net", "550 5.1.1", "User unknown"),
                ("cy@example.com", "452 4.2.2", "Mailbox full"),
            ],
        ),
        (
            r#"{"event":"failed","data":{"recipient":"bob@example.net","error":{"code":550,"enhanced":"5.1.1","message":"No such user here"}}}"#,
            &[("bob@example.net", "550 5.1.1", "No such user here")],
        ),
        (
            r#"{"code":550,"message":"5.1.1 User unknown","to":"bob@example.net"}"#,
            &[("bob@example.net", "550 5.1.1", "User unknown")],
        ),
        (
            r#"{"level":50,"time":1709550000123,"pid":22,"hostname":"app","err":{"type":"Error","message":"Invalid login: 535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials a1-2 - gsmtp","stack":"Error: Invalid login: 535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials a1-2 - gsmtp\n    at SMTPConnection._formatError (/app/node_modules/nodemailer/lib/smtp-connection/index.js:790:19)","code":"EAUTH","responseCode":535,"command":"AUTH PLAIN"},"msg":"mail failed"}"#,
            &[("", "535 5.7.8", "Username and Password not accepted")],
        ),
        (
            r#"{"@timestamp":"2024-03-04T10:00:01.000Z","message":"Mar  4 10:00:01 mail postfix/smtp[812]: AB12CD34EF: to=<bob@example.net>, relay=mx.example.net[192.0.2.5]:25, delay=1, delays=0.1/0/0.4/0.5, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.5] said: 550 5.1.1 User unknown (in reply to RCPT TO command))","host":{"name":"mail"},"log":{"file":{"path":"/var/log/maillog"}}}"#,
            &[("bob@example.net", "550 5.1.1", "User unknown")],
        ),
        (
            r#"{"version":"1.1","host":"mail","short_message":"host mx.example.net[192.0.2.5] refused to talk to me: 554 5.7.1 Blocked by zen.spamhaus.org","level":4}"#,
            &[("", "554 5.7.1", "spamhaus")],
        ),
        (
            r#"[{"email":"ann@example.org","status":"failed","error":"550 5.1.1 User unknown"},{"email":"bob@example.net","status":"failed","error":"552 5.2.2 Mailbox full"},{"email":"cy@example.com","status":"sent","error":null}]"#,
            &[
                ("ann@example.org", "550 5.1.1", "User unknown"),
                ("bob@example.net", "552 5.2.2", "Mailbox full"),
            ],
        ),
        (
            r#"{
  "id": "msg_1",
  "to": ["bob@example.net"],
  "attempts": [
    {"at": "2024-03-04T10:00:01Z", "response": "451 4.7.1 Greylisting in action, please come back later"}
  ]
}"#,
            &[("bob@example.net", "451 4.7.1", "Greylisting")],
        ),
        (
            r#"{"error":"Mailbox full","recipient":"bob@example.net"}"#,
            &[("bob@example.net", "", "Mailbox full")],
        ),
        (
            r#"{"event":"bounce","status":"5.1.1","response":"smtp; 550 No such user","to":"bob@example.net"}"#,
            &[("bob@example.net", "550 5.1.1", "No such user")],
        ),
        (
            r#"{"severity":"WARN","time":"2024-04-03T10:11:12.345Z","class":"ActionMailer::MailDeliveryJob","jid":"0e3d","message":"Error performing ActionMailer::MailDeliveryJob (Job ID: 7b) from Sidekiq(mailers) in 812.3ms: Net::SMTPAuthenticationError (535 5.7.8 Error: authentication failed: authentication failure)","retry":0}"#,
            &[("", "535 5.7.8", "authentication failed")],
        ),
        (
            r#"{"level":"error","ts":1709550000.123,"caller":"mailer/mailer.go:88","msg":"failed to send mail","error":"gomail: could not send email 1: 550 5.7.1 [192.0.2.44] Messages rejected due to IP on blacklist.","stacktrace":"main.send\n\t/app/main.go:10"}"#,
            &[("", "550 5.7.1", "blacklist")],
        ),
        (
            r#"==> /var/log/gitlab/sidekiq/current <==
{"severity":"ERROR","time":"2024-03-04T10:00:01.123Z","message":"Net::SMTPFatalError: 554 5.7.1 <bob@example.net>: Relay access denied\n","exception.class":"Net::SMTPFatalError","exception.message":"554 5.7.1 <bob@example.net>: Relay access denied\n","retry":0}"#,
            &[("bob@example.net", "554 5.7.1", "Relay access denied")],
        ),
        (
            r#"{"reqId":"abc","level":3,"time":"2024-03-04T10:00:01+00:00","app":"core","message":"Failed to send mail: Expected response code \"250/251/252\" but got code \"550\", with message \"550 5.1.1 <bob@example.net>: Recipient address rejected: User unknown in virtual mailbox table\"."}"#,
            &[(
                "bob@example.net",
                "550 5.1.1",
                "Recipient address rejected: User unknown in virtual mailbox table",
            )],
        ),
        (
            r#"{
  "code": "EAUTH",
  "response": "535-5.7.8 Username and Password not accepted. Learn more at\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials s7-20020a1709 - gsmtp",
  "responseCode": 535,
  "command": "AUTH PLAIN"
}"#,
            &[("", "535 5.7.8", "Username and Password not accepted")],
        ),
    ]);
}

#[test]
fn errors_of_libraries() {
    check(&[
        (
            r#"Mailer Error: SMTP Error: The following recipients failed: bob@example.net: 5.1.1 <bob@example.net>: Recipient address rejected: User unknown in local recipient table"#,
            &[(
                "bob@example.net",
                "5.1.1",
                "Recipient address rejected: User unknown in local recipient table",
            )],
        ),
        (
            r#"SMTP Error: The following recipients failed: ann@example.org: 4.2.0 <ann@example.org>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/example.org.html
SMTP server error: RCPT TO command failed Detail: 4.2.0 <ann@example.org>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/example.org.html SMTP code: 450"#,
            &[(
                "ann@example.org",
                "450 4.2.0",
                "Recipient address rejected: Greylisted",
            )],
        ),
        (
            r#"SMTP Error: data not accepted.SMTP server error: DATA END command failed Detail: Message rejected due to content restrictions SMTP code: 554 Additional SMTP info: 5.7.1"#,
            &[("", "554 5.7.1", "content restrictions")],
        ),
        (
            r#"Traceback (most recent call last):
  File "/app/send.py", line 22, in <module>
    server.login(user, pw)
  File "/usr/lib/python3.10/smtplib.py", line 750, in login
    raise last_exception
  File "/usr/lib/python3.10/smtplib.py", line 739, in login
    (code, resp) = self.auth(
  File "/usr/lib/python3.10/smtplib.py", line 662, in auth
    raise SMTPAuthenticationError(code, resp)
smtplib.SMTPAuthenticationError: (535, b'5.7.8 Username and Password not accepted. For more information, go to\n5.7.8  https://support.google.com/mail/?p=BadCredentials a640c23a62f3a-a9a0f50d8f2sm 123 - gsmtp')"#,
            &[("", "535 5.7.8", "Username and Password not accepted")],
        ),
        (
            r#"[2024-02-01 09:14:02,345: ERROR/ForkPoolWorker-2] Task shop.tasks.send_invoice[8c1b0c1e-aaaa-bbbb-cccc-1234567890ab] raised unexpected: SMTPRecipientsRefused({'bob@example.net': (550, b'5.1.1 <bob@example.net>: Recipient address rejected: User unknown in virtual mailbox table')})
Traceback (most recent call last):
  File "/usr/local/lib/python3.11/site-packages/celery/app/trace.py", line 451, in trace_task
    R = retval = fun(*args, **kwargs)
  File "/usr/local/lib/python3.11/site-packages/django/core/mail/backends/smtp.py", line 156, in _send
    self.connection.sendmail(
  File "/usr/local/lib/python3.11/smtplib.py", line 901, in sendmail
    raise SMTPRecipientsRefused(senderrs)
smtplib.SMTPRecipientsRefused: {'bob@example.net': (550, b'5.1.1 <bob@example.net>: Recipient address rejected: User unknown in virtual mailbox table')}"#,
            &[(
                "bob@example.net",
                "550 5.1.1",
                "Recipient address rejected: User unknown in virtual mailbox table",
            )],
        ),
        (
            r#"smtplib.SMTPSenderRefused: (530, b'5.7.57 Client not authenticated to send mail. [AM0PR01CA0123.eurprd01.prod.exchangelabs.com 2024-05-01T10:00:00.000Z 08DC6]', 'app@contoso.example')"#,
            &[("", "530 5.7.57", "Client not authenticated to send")],
        ),
        (
            r#"Error: Message failed: 554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message due to a permanent exception with message Cannot submit message. [Hostname=DB9PR06MB1234.eurprd06.prod.outlook.com]
    at SMTPConnection._formatError (/app/node_modules/nodemailer/lib/smtp-connection/index.js:790:19)
    at SMTPConnection._actionSMTPStream (/app/node_modules/nodemailer/lib/smtp-connection/index.js:1800:34)
    at TLSSocket.emit (node:events:513:28) {
  code: 'EMESSAGE',
  response: '554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message due to a permanent exception with message Cannot submit message. [Hostname=DB9PR06MB1234.eurprd06.prod.outlook.com]',
  responseCode: 554,
  command: 'DATA'
}"#,
            &[("", "554 5.2.0", "SendAsDeniedException")],
        ),
        (
            r#"Error: Can't send mail - all recipients were rejected: 450 4.1.8 <web@app.invalid>: Sender address rejected: Domain not found
    at SMTPConnection._formatError (node_modules/nodemailer/lib/smtp-connection/index.js:784:19) {
  code: 'EENVELOPE',
  response: '450 4.1.8 <web@app.invalid>: Sender address rejected: Domain not found',
  responseCode: 450,
  command: 'RCPT TO',
  rejected: [ 'ann@example.org' ],
  rejectedErrors: [Array]
}"#,
            &[(
                "ann@example.org",
                "450 4.1.8",
                "Sender address rejected: Domain not found",
            )],
        ),
        (
            r#"jakarta.mail.SendFailedException: Invalid Addresses;
  nested exception is:
	com.sun.mail.smtp.SMTPAddressFailedException: 550 5.1.1 <bob@example.net>: Recipient address rejected: User unknown in local recipient table

	at com.sun.mail.smtp.SMTPTransport.rcptTo(SMTPTransport.java:2064)
	at com.sun.mail.smtp.SMTPTransport.sendMessage(SMTPTransport.java:1286)
	at jakarta.mail.Transport.send0(Transport.java:231)
Caused by: com.sun.mail.smtp.SMTPAddressFailedException: 550 5.1.1 <bob@example.net>: Recipient address rejected: User unknown in local recipient table

	at com.sun.mail.smtp.SMTPTransport.rcptTo(SMTPTransport.java:1917)
	... 9 more"#,
            &[(
                "bob@example.net",
                "550 5.1.1",
                "Recipient address rejected: User unknown in local recipient table",
            )],
        ),
        (
            r#"Mar  4 09:01:02 app01 tomcat9[812]: com.sun.mail.smtp.SMTPSendFailedException: 554 5.7.1 <bob@example.net>: Relay access denied
Mar  4 09:01:02 app01 tomcat9[812]:         at com.sun.mail.smtp.SMTPTransport.issueSendCommand(SMTPTransport.java:2374)
Mar  4 09:01:02 app01 tomcat9[812]:         at com.sun.mail.smtp.SMTPTransport.mailFrom(SMTPTransport.java:1808)
Mar  4 09:01:02 app01 tomcat9[812]: Caused by: com.sun.mail.smtp.SMTPAddressFailedException: 554 5.7.1 <bob@example.net>: Relay access denied"#,
            &[("bob@example.net", "554 5.7.1", "Relay access denied")],
        ),
        (
            r#"Net::SMTPFatalError: 550 5.1.1 <bob@example.net>: Recipient address rejected: example.net
  /usr/lib/ruby/3.0.0/net/smtp.rb:990:in `check_response'
  /usr/lib/ruby/3.0.0/net/smtp.rb:957:in `getok'"#,
            &[(
                "bob@example.net",
                "550 5.1.1",
                "<bob@example.net>: Recipient",
            )],
        ),
        (
            r#"2024/03/04 12:13:14 mail: sending failed: 554 5.7.1 <bob@example.net>: Relay access denied"#,
            &[("bob@example.net", "554 5.7.1", "Relay access denied")],
        ),
        (
            r#"System.Net.Mail.SmtpException: The SMTP server requires a secure connection or the client was not authenticated. The server response was: 5.7.57 Client not authenticated to send mail. [LO4P123CA0123.GBRP123.PROD.OUTLOOK.COM 2024-03-01T09:00:00.000Z 08DC]
   at System.Net.Mail.MailCommand.CheckResponse(SmtpStatusCode statusCode, String response)
   at System.Net.Mail.SmtpClient.Send(MailMessage message)"#,
            &[("", "5.7.57", "client was not authenticated")],
        ),
        (
            r#"Error: lettre::transport::smtp::Error { kind: Permanent(Code { severity: PermanentNegativeCompletion, category: MailSystem, detail: Zero }), source: "5.1.1 <bob@example.net>: Recipient address rejected: User unknown" }"#,
            &[(
                "bob@example.net",
                "550 5.1.1",
                "address rejected: User unknown",
            )],
        ),
        (
            r#"{error,no_more_hosts,{permanent_failure,<<"mx.example.net">>,<<"550 5.1.1 User unknown\r\n">>}}"#,
            &[("", "550 5.1.1", "User unknown")],
        ),
        (
            r#"In SmtpTransport.php line 365:

  Expected response code "250" but got code "554", with message "554 5.7.1 <b
  ob@example.net>: Relay access denied"."#,
            &[("bob@example.net", "554 5.7.1", "Relay access denied")],
        ),
        (
            r#"Swift_TransportException: Expected response code 354 but got code "554", with message "554 5.5.1 Error: no valid recipients
" in /var/www/html/vendor/swiftmailer/swiftmailer/lib/classes/Swift/Transport/AbstractSmtpTransport.php:457
Stack trace:
#0 /var/www/html/x.php(1): foo()"#,
            &[("", "554 5.5.1", "no valid recipients")],
        ),
        (
            r#"Email Source: WP Mail SMTP
Mailer: Other SMTP
SMTP Error: The following recipients failed: bob@example.net: SMTP AUTH is required for message submission on port 587
SMTP server error: RCPT TO command failed Detail: SMTP AUTH is required for message submission on port 587 SMTP code: 550"#,
            &[("bob@example.net", "550", "SMTP AUTH is required")],
        ),
        (
            r#"msmtp: recipient address bob@example.net not accepted by the server
msmtp: server message: 554 5.7.1 <bob@example.net>: Relay access denied
msmtp: could not send mail (account default from /etc/msmtprc)"#,
            &[("bob@example.net", "554 5.7.1", "Relay access denied")],
        ),
        (
            r#"Mar 04 10:00:01 host=smtp.example.org tls=on auth=on user=me from=me@example.org recipients=bob@example.net smtpstatus=550 smtpmsg='550 5.1.1 <bob@example.net>: User unknown' errormsg='recipient address bob@example.net not accepted by the server' exitcode=EX_DATAERR"#,
            &[("bob@example.net", "550 5.1.1", "User unknown")],
        ),
        (
            r#"ssmtp: Authorization failed (535 5.7.8 Error: authentication failed: authentication failure)"#,
            &[("", "535 5.7.8", "authentication failed")],
        ),
        (
            r#"SMTP Error (554): Failed to add recipient "bob@example.net" (5.7.1 <bob@example.net>: Relay access denied)."#,
            &[("bob@example.net", "554 5.7.1", "Relay access denied")],
        ),
        (
            r#"[04-Mar-2024 10:00:01 +0100]: <a1b2c3> SMTP Error: Failed to add recipient 'bob@example.net'. 5.1.1 <bob@example.net>: Recipient address rejected: User unknown (Code: 550) in /usr/share/roundcube/program/lib/Roundcube/rcube.php on line 1702 (POST /?_task=mail&_action=send)"#,
            &[(
                "bob@example.net",
                "550 5.1.1",
                "address rejected: User unknown",
            )],
        ),
        (
            r#"logger=alerting.notifier.email t=2024-03-04T10:00:01.123Z level=error msg="Failed to send alert notification email" error="gomail: could not send email 1: 550 5.1.1 <bob@example.net>: Recipient address rejected: User unknown in virtual mailbox table""#,
            &[(
                "bob@example.net",
                "550 5.1.1",
                "Recipient address rejected: User unknown in virtual mailbox table",
            )],
        ),
        (
            r#"Send-MailMessage : The SMTP server requires a secure connection or the client was not authenticated. The server response was: 5.7.0 Authentication Required. Learn more at
At line:1 char:1
+ Send-MailMessage -To $to -From $from -SmtpServer smtp.gmail.com
+ ~~~~~~~~~~~~~
    + CategoryInfo          : InvalidOperation: (System.Net.Mail.SmtpClient:SmtpClient) [Send-MailMessage], SmtpException
    + FullyQualifiedErrorId : SmtpException,Microsoft.PowerShell.Commands.SendMailMessage"#,
            &[("", "5.7.0", "client was not authenticated")],
        ),
    ]);
}

#[test]
fn dialogs_of_mail_clients() {
    check(&[
        (
            r#"An error occurred while sending mail. The mail server responded:
5.7.1 <bob@example.net>: Relay access denied.
Please check the message recipient "bob@example.net" and try again."#,
            &[("bob@example.net", "5.7.1", "Relay access denied")],
        ),
        (
            r#"Fehler beim Senden der Nachricht: Der Mail-Server antwortete:
5.1.1 <bob@example.net>: Recipient address rejected: User unknown in virtual mailbox table.
Bitte überprüfen Sie die E-Mail-Adresse des Empfängers "bob@example.net" und wiederholen Sie den Vorgang."#,
            &[(
                "bob@example.net",
                "5.1.1",
                "Recipient address rejected: User unknown in virtual mailbox table",
            )],
        ),
        (
            r#"Une erreur est survenue lors de l’envoi du courrier. Le serveur de messagerie a répondu :
 5.7.1 <bob@example.net>: Relay access denied. Veuillez vérifier le destinataire « bob@example.net » et essayer à nouveau."#,
            &[("bob@example.net", "5.7.1", "Relay access denied")],
        ),
        (
            r#"Se ha producido un error al enviar el mensaje. El servidor de correo respondió: 5.7.1 <bob@example.net>: Relay access denied. Compruebe el destinatario "bob@example.net" e inténtelo de nuevo."#,
            &[("bob@example.net", "5.7.1", "Relay access denied")],
        ),
        (
            r#"Your message did not reach some or all of the intended recipients.

      Subject:	Test
      Sent:	04.03.2024 10:00

The following recipient(s) cannot be reached:

      'bob@example.net' on 04.03.2024 10:00
            554 5.7.1 <bob@example.net>: Relay access denied"#,
            &[("bob@example.net", "554 5.7.1", "Relay access denied")],
        ),
        (
            r#"Sending' reported error (0x800CCC79) : 'The server rejected one or more recipient addresses. The server responded: 550 5.7.1 Unable to relay' "#,
            &[("", "550 5.7.1", "Unable to relay")],
        ),
        (
            r#"Ihre Nachricht hat einige oder alle Empfänger nicht erreicht.

      Betreff:	Test
      Gesendet am:	04.03.2024 10:00

Folgende(r) Empfänger kann/können nicht erreicht werden:

      bob@example.net am 04.03.2024 10:00
            Fehlermeldung des Servers: '550 5.1.1 User unknown'"#,
            &[("bob@example.net", "550 5.1.1", "User unknown")],
        ),
        (
            r#"Email not sent: 554 5.7.1 <bob@example.net>: Relay access denied"#,
            &[("bob@example.net", "554 5.7.1", "Relay access denied")],
        ),
        (
            r#"The server says: “550 5.1.1 The email account that you tried to reach does not exist.” Can anybody help me?"#,
            &[(
                "",
                "550 5.1.1",
                "email account that you tried to reach does not exist",
            )],
        ),
    ]);
}

#[test]
fn notices_in_other_languages() {
    check(&[
        (
            r#"Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:

bob@example.net
Die eingegebene E-Mail-Adresse konnte nicht gefunden werden. Überprüfen Sie die E-Mail-Adresse des Empfängers, und versuchen Sie, die Nachricht erneut zu senden.

Diagnoseinformationen für Administratoren:

Generierender Server: EX01.corp.example

bob@example.net
mx.example.net
Remote Server returned '550 5.1.1 User unknown'"#,
            &[("bob@example.net", "550 5.1.1", "User unknown")],
        ),
        (
            r#"Échec de la remise pour les destinataires ou groupes suivants :

bob@example.net
Votre message n'a pas pu être remis.

Informations de diagnostic pour les administrateurs :

Serveur générateur : ex01.corp.example

bob@example.net
Remote Server returned '554 5.7.1 <bob@example.net>: Relay access denied'"#,
            &[("bob@example.net", "554 5.7.1", "Relay access denied")],
        ),
        (
            r#"Error en la entrega a los siguientes destinatarios o grupos:

bob@example.net
El buzón del destinatario está lleno y no puede aceptar mensajes en este momento.

Información de diagnóstico para administradores:

Generando servidor: ex01.corp.example

bob@example.net
#550 5.2.2 STOREDRV.Deliver; mailbox full ##"#,
            &[("bob@example.net", "550 5.2.2", "mailbox full")],
        ),
        (
            r#"Falha na entrega a estes destinatários ou grupos:

bob@example.net
O endereço de email inserido não pôde ser localizado.

Informações de diagnóstico para administradores:

Servidor de geração: ex01.corp.example

bob@example.net
Remote Server returned '550 5.1.1 <bob@example.net>... User unknown'"#,
            &[("bob@example.net", "550 5.1.1", "User unknown")],
        ),
        (
            r#"Il recapito non è riuscito per i destinatari o i gruppi seguenti:

bob@example.net
L'indirizzo e-mail immesso non è stato trovato.

Informazioni di diagnostica per gli amministratori:

Server di generazione: ex01.corp.example

bob@example.net
Remote Server returned '550 5.1.1 No such user here'"#,
            &[("bob@example.net", "550 5.1.1", "No such user here")],
        ),
        (
            r#"Bezorging is mislukt voor deze ontvangers of groepen:

bob@example.net
Het e-mailadres dat u hebt ingevoerd kan niet worden gevonden.

Diagnostische gegevens voor beheerders:

Server die het bericht heeft gegenereerd: ex01.corp.example

bob@example.net
Remote Server returned '550 5.1.1 User unknown'"#,
            &[("bob@example.net", "550 5.1.1", "User unknown")],
        ),
        (
            r#"Dostarczenie do następujących adresatów lub grup nie powiodło się:

bob@example.net
Nie można odnaleźć wprowadzonego adresu e-mail.

Informacje diagnostyczne dla administratorów:

Serwer generujący: ex01.corp.example

bob@example.net
Remote Server returned '550 5.1.1 User unknown'"#,
            &[("bob@example.net", "550 5.1.1", "User unknown")],
        ),
        (
            r#"Сбой доставки следующим получателям или группам:

bob@example.net
Не удалось найти указанный адрес электронной почты.

Диагностические сведения для администраторов:

Формирующий сервер: ex01.corp.example

bob@example.net
Remote Server returned '550 5.1.1 User unknown'"#,
            &[("bob@example.net", "550 5.1.1", "User unknown")],
        ),
        (
            r#"次の受信者またはグループへの配信に失敗しました:

bob@example.net
入力された電子メール アドレスは見つかりませんでした。

管理者用の診断情報:

生成サーバー: ex01.corp.example

bob@example.net
Remote Server returned '550 5.1.1 User unknown'"#,
            &[("bob@example.net", "550 5.1.1", "User unknown")],
        ),
        (
            r#"Det gick inte att leverera till följande mottagare eller grupper:

bob@example.net
Den angivna e-postadressen hittades inte.

Diagnostikinformation för administratörer:

Genererar server: ex01.corp.example

bob@example.net
Remote Server returned '550 5.1.1 User unknown'"#,
            &[("bob@example.net", "550 5.1.1", "User unknown")],
        ),
        (
            r#"无法将邮件传递给以下收件人或组:

bob@example.net
找不到您输入的电子邮件地址。

管理员的诊断信息:

生成服务器: ex01.corp.example

bob@example.net
Remote Server returned '550 5.1.1 User unknown'"#,
            &[("bob@example.net", "550 5.1.1", "User unknown")],
        ),
        (
            r#"Adresse nicht gefunden
Ihre Nachricht wurde nicht an bob@example.net zugestellt, weil die Adresse nicht gefunden wurde oder keine E-Mails empfangen kann.
Die Antwort lautete:
550 5.1.1 <bob@example.net>: Recipient address rejected: User unknown in local recipient table"#,
            &[(
                "bob@example.net",
                "550 5.1.1",
                "Recipient address rejected: User unknown in local recipient table",
            )],
        ),
        (
            r#"Adresse introuvable
Votre message n'est pas parvenu à bob@example.net, car l'adresse est introuvable ou elle ne peut pas recevoir de courrier.
Réponse du serveur distant :
550 5.1.1 No such user"#,
            &[("bob@example.net", "550 5.1.1", "No such user")],
        ),
        (
            r#"No se ha encontrado la dirección
Tu mensaje no se ha entregado a bob@example.net porque no se ha encontrado la dirección o esta no puede recibir correo.
La respuesta fue:
550 5.1.1 The email account that you tried to reach does not exist. https://support.google.com/mail/?p=NoSuchUser x12 - gsmtp"#,
            &[(
                "bob@example.net",
                "550 5.1.1",
                "that you tried to reach does not exist",
            )],
        ),
        (
            r#"Indirizzo non trovato
Il tuo messaggio non è stato recapitato a bob@example.net perché l'indirizzo non è stato trovato o non può ricevere posta.
Risposta del server:
550 5.1.1 User unknown"#,
            &[("bob@example.net", "550 5.1.1", "User unknown")],
        ),
        (
            r#"Endereço não encontrado
Sua mensagem não foi entregue a bob@example.net porque o endereço não foi encontrado ou não pode receber e-mails.
A resposta foi:
550 5.1.1 User unknown"#,
            &[("bob@example.net", "550 5.1.1", "User unknown")],
        ),
        (
            r#"Adres niet gevonden
Je bericht is niet bezorgd bij bob@example.net omdat het adres niet kan worden gevonden of geen e-mail kan ontvangen.
Het antwoord was:
550 5.1.1 User unknown"#,
            &[("bob@example.net", "550 5.1.1", "User unknown")],
        ),
        (
            r#"Адрес не найден
Ваше письмо не доставлено получателю bob@example.net, так как адрес не найден или не принимает входящие письма.
Ответ сервера:
550 5.1.1 User unknown"#,
            &[("bob@example.net", "550 5.1.1", "User unknown")],
        ),
        (
            r#"アドレスが見つかりません
bob@example.net というアドレスが見つからないか、メールを受信できないため、メールは配信されませんでした。
応答:
550 5.1.1 User unknown"#,
            &[("bob@example.net", "550 5.1.1", "User unknown")],
        ),
    ]);
}

#[test]
fn logs_of_sessions() {
    check(&[
        (
            r#""DEBUG"	4120	"2024-03-04 10:00:00.123"	"Creating session 44"
"SMTPC"	4120	44	"2024-03-04 10:00:01.001"	"192.0.2.5"	"RECEIVED: 220 mx.example.net ESMTP"
"SMTPC"	4120	44	"2024-03-04 10:00:01.002"	"192.0.2.5"	"SENT: HELO mail.corp.example"
"SMTPC"	4120	44	"2024-03-04 10:00:01.003"	"192.0.2.5"	"RECEIVED: 250 mx.example.net"
"SMTPC"	4120	44	"2024-03-04 10:00:01.004"	"192.0.2.5"	"SENT: MAIL FROM:<me@corp.example>"
"SMTPC"	4120	44	"2024-03-04 10:00:01.005"	"192.0.2.5"	"RECEIVED: 250 2.1.0 Ok"
"SMTPC"	4120	44	"2024-03-04 10:00:01.006"	"192.0.2.5"	"SENT: RCPT TO:<bob@example.net>"
"SMTPC"	4120	44	"2024-03-04 10:00:01.007"	"192.0.2.5"	"RECEIVED: 550 5.1.1 <bob@example.net>: User unknown"
"SMTPC"	4120	44	"2024-03-04 10:00:01.008"	"192.0.2.5"	"SENT: QUIT""#,
            &[("bob@example.net", "550 5.1.1", "User unknown")],
        ),
        (
            r#"Mon 2024-03-04 10:00:01.123: 05: <-- 220 mx.example.net ESMTP
Mon 2024-03-04 10:00:01.124: 03: --> EHLO mail.corp.example
Mon 2024-03-04 10:00:01.125: 02: <-- 250 mx.example.net
Mon 2024-03-04 10:00:01.126: 03: --> MAIL From:<me@corp.example> SIZE=1234
Mon 2024-03-04 10:00:01.127: 02: <-- 250 2.1.0 Ok
Mon 2024-03-04 10:00:01.128: 03: --> RCPT To:<bob@example.net>
Mon 2024-03-04 10:00:01.129: 02: <-- 554 5.7.1 <bob@example.net>: Relay access denied
Mon 2024-03-04 10:00:01.130: 03: --> QUIT"#,
            &[("bob@example.net", "554 5.7.1", "Relay access denied")],
        ),
        (
            r#"[00001FA0] 10:00:01 Client session >>> RCPT TO:<bob@example.net>
[00001FA0] 10:00:01 Client session <<< 550 5.1.1 <bob@example.net> User unknown; rejecting"#,
            &[("bob@example.net", "550 5.1.1", "User unknown; rejecting")],
        ),
        (
            r#"* Connected to smtp.example.org (192.0.2.5) port 587 (#0)
< 220 smtp.example.org ESMTP
> EHLO pc
< 250-smtp.example.org
< 250 AUTH PLAIN LOGIN
> AUTH PLAIN
< 334 
> AG1lAHNlY3JldA==
< 535 5.7.8 Error: authentication failed: 
* Login denied
* Closing connection 0
curl: (67) Login denied"#,
            &[("", "535 5.7.8", "authentication failed")],
        ),
        (
            r#"$ telnet mx.example.net 25
Trying 192.0.2.5...
Connected to mx.example.net.
Escape character is '^]'.
220 mx.example.net ESMTP Postfix
ehlo corp.example
250-mx.example.net
250-SIZE 10240000
250 DSN
mail from: me@corp.example
250 2.1.0 Ok
rcpt to: bob@example.net
554 5.7.1 <bob@example.net>: Relay access denied
quit
221 2.0.0 Bye
Connection closed by foreign host."#,
            &[("bob@example.net", "554 5.7.1", "Relay access denied")],
        ),
    ]);
}

#[test]
fn pages_in_source() {
    check(&[(
        r#"&lt;bob@example.net&gt;: host mx.example.net[192.0.2.5] said: 550 5.1.1<br>
    &lt;bob@example.net&gt;: Recipient address rejected: User unknown (in reply to<br>
    RCPT TO command)<br>"#,
        &[(
            "bob@example.net",
            "550 5.1.1",
            "address rejected: User unknown",
        )],
    )]);
}

/// What tells of no failure in words, of versions and ports, is none.
#[test]
fn json_that_tells_of_no_failure() {
    for text in [
        r#"{"status":"ok","code":550,"version":"5.1.1","port":587,"message":"250 2.0.0 OK queued"}"#,
        r#"{"level":"info","msg":"listening on port 587","version":"4.4.1"}"#,
        r#"{"level":30,"time":1709550000123,"pid":22,"hostname":"app","msg":"sent mail to bob@example.net","response":"250 2.0.0 OK 1709550000 x1-2002si"}"#,
        r#"{"timestamp":"2024-03-04T10:00:01Z","status":404,"error":"Not Found","path":"/api/mail"}"#,
        r#"{"name":"nodemailer","version":"5.1.1","description":"Easy as cake e-mail sending","port":465,"author":"Jo <jo@example.org>"}"#,
    ] {
        let fails = |bounce: &Bounce<'_>| bounce.reply().class().is_some_and(|class| class > 3);
        for bounce in bounces(text) {
            assert!(!fails(&bounce), "{text}\n{bounce:#?}");
        }
    }
}

/// A stray control character, as terminals and databases leave them in logs.
#[test]
fn a_control_character_in_a_reply() {
    check(&[
        (
            "550 5.1.1 \0User unknown",
            &[("", "550 5.1.1", "User unknown")],
        ),
        (
            "550 5.1.1 User unknown\0",
            &[("", "550 5.1.1", "User unknown")],
        ),
        (
            "550 5.1.1 User\u{7} unknown",
            &[("", "550 5.1.1", "unknown")],
        ),
        ("\0\0\0\0 550 5.1.1\0\0\0\0\0\0", &[]),
    ]);
}

/// Errors of libraries that never got a reply: one failure each, by its reason, and nobody is suppressed for it.
#[test]
fn libraries_without_a_connection() {
    for (reason, texts) in [
        (
            "network",
            &[
                "SMTP connect() failed. https://github.com/PHPMailer/PHPMailer/wiki/Troubleshooting",
                "Message could not be sent. Mailer Error: SMTP connect() failed.",
                "Mailer Error: SMTP Error: Could not connect to SMTP host.",
                "2026/03/14 09:26:53 dial tcp 192.0.2.7:587: i/o timeout",
                "dial tcp 127.0.0.1:25: connect: connection refused",
                "com.sun.mail.util.MailConnectException: Couldn't connect to host, port: mx.example.org, 25; timeout -1;\n  nested exception is:\n\tjava.net.ConnectException: Connection refused (Connection refused)",
                "Net::OpenTimeout: execution expired",
                "Errno::ECONNREFUSED: Connection refused - connect(2) for \"localhost\" port 25",
                "Traceback (most recent call last):\n  File \"send.py\", line 12, in <module>\n    server = smtplib.SMTP('mx.example.org', 587)\nTimeoutError: [Errno 110] Connection timed out",
                "Traceback (most recent call last):\n  File \"/usr/lib/python3.9/smtplib.py\", line 255, in __init__\nConnectionRefusedError: [Errno 111] Connection refused",
                "Error: connect ECONNREFUSED 127.0.0.1:587\n    at TCPConnectWrap.afterConnect [as oncomplete] (net.js:1146:16) {\n  errno: -4078,\n  code: 'ESOCKET',\n  command: 'CONN'\n}",
                "Error: Connection timeout\n    at SMTPConnection._formatError (/app/node_modules/nodemailer/lib/smtp-connection/index.js:784:19) {\n  code: 'ETIMEDOUT',\n  command: 'CONN'\n}",
                "System.Net.Mail.SmtpException: Failure sending mail. ---> System.Net.WebException: Unable to connect to the remote server ---> System.Net.Sockets.SocketException: No connection could be made because the target machine actively refused it 192.0.2.7:25\n   at System.Net.Mail.SmtpClient.Send(MailMessage message)",
                "Connection could not be established with host \"mx.example.org:587\": stream_socket_client(): Unable to connect to mx.example.org:587 (Connection refused)",
                "msmtp: cannot connect to mx.example.org, port 587: Connection refused\nmsmtp: could not send mail (account default from /etc/msmtprc)",
            ][..],
        ),
        (
            "dns",
            &[
                "dial tcp: lookup mx.example.org: no such host",
                "javax.mail.MessagingException: Unknown SMTP host: mx.example.org;\n  nested exception is:\n\tjava.net.UnknownHostException: mx.example.org\n\tat com.sun.mail.smtp.SMTPTransport.openServer(SMTPTransport.java:1970)",
                "java.net.UnknownHostException: mx.example.org",
                "SocketError: getaddrinfo: Name or service not known",
                "Traceback (most recent call last):\n  File \"/usr/lib/python3.9/socket.py\", line 822, in create_connection\nsocket.gaierror: [Errno -2] Name or service not known",
                "Error: getaddrinfo ENOTFOUND mx.example.org\n    at GetAddrInfoReqWrap.onlookup [as oncomplete] (dns.js:67:26) {\n  code: 'EDNS',\n  command: 'CONN'\n}",
                "System.Net.Sockets.SocketException (11001): No such host is known.\n   at MailKit.Net.SocketUtils.ConnectAsync",
                "[2026-03-14 09:26:53] production.ERROR: Connection could not be established with host \"mail:1025\": stream_socket_client(): php_network_getaddresses: getaddrinfo for mail failed: Temporary failure in name resolution {\"exception\":\"[object] (Symfony\\\\Component\\\\Mailer (code: 0)\n[stacktrace]\n#0 /app/vendor/symfony/mailer/Transport.php(1)",
            ],
        ),
        (
            "tls",
            &[
                "x509: certificate signed by unknown authority",
                "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self signed certificate (_ssl.c:1091)",
                "Error: self signed certificate in certificate chain\n    at TLSSocket.onConnectSecure (_tls_wrap.js:1515:34) {\n  code: 'ESOCKET',\n  command: 'CONN'\n}",
                "javax.net.ssl.SSLHandshakeException: sun.security.validator.ValidatorException: PKIX path building failed: unable to find valid certification path to requested target",
                "OpenSSL::SSL::SSLError: hostname \"mx.example.org\" does not match the server certificate",
            ],
        ),
        (
            "smtp-auth",
            &[
                "SMTP Error: Could not authenticate.",
                "curl: (67) Login denied",
            ],
        ),
    ] {
        for text in texts {
            let found = bouncedex::explain(text);
            let shown: Vec<_> = found
                .iter()
                .map(|found| found.diagnosis.entry.reason.id)
                .collect();
            let is_suppressed = |found: &Explanation| found.action() == Action::Suppress;
            assert!(!found.iter().any(is_suppressed), "{text}");
            assert_eq!(shown, [reason], "{text}");
        }
    }
}

/// PHP does not say why: that is no failure of any server.
#[test]
fn a_mail_function_that_says_nothing() {
    let found = bouncedex::explain("Mailer Error: Could not instantiate mail function.");
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn recipients_that_libraries_name() {
    check(&[
        (
            "SMTP Error: The following recipients failed: jo@example.org: No Such User, al@example.org: mailbox full",
            &[
                ("jo@example.org", "", "No Such User"),
                ("al@example.org", "", "mailbox full"),
            ],
        ),
        (
            "Mailer Error: SMTP Fehler: Die folgenden Empfänger sind nicht korrekt: jo@example.org: 5.1.1 User unknown",
            &[("jo@example.org", "5.1.1", "User unknown")],
        ),
        (
            "Error: Can't send mail - all recipients were rejected: 550 5.1.1 <jo@example.org>: No such user",
            &[("jo@example.org", "550 5.1.1", "No such user")],
        ),
        (
            "net/smtp: 550 5.7.60 SMTP; Client does not have permissions to send as this sender",
            &[("", "550 5.7.60", "does not have permissions")],
        ),
        (
            "MailKit.Security.AuthenticationException: 535: 5.7.8 Username and Password not accepted",
            &[("", "535 5.7.8", "Username and Password not accepted")],
        ),
    ]);
}

/// Gmail's notices, in the languages of those who wrote, as its pages show them.
#[test]
fn notices_of_gmail_in_many_languages() {
    check(&[
        (
            "地址未找到\n\n您的邮件未送达 jo@example.org，因为系统找不到该地址，或者该地址无法接收邮件。\n\n响应如下：\n550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos or unnecessary spaces. Learn more at https://support.google.com/mail/?p=NoSuchUser x1si - gsmtp",
            &[("jo@example.org", "550 5.1.1", "The email account")],
        ),
        (
            "未找到该地址\n您的邮件未能送达 jo@example.org，因为未找到该地址，或者该地址无法接收邮件。\n远程服务器的响应为：\n552 5.2.2 Mailbox full",
            &[("jo@example.org", "552 5.2.2", "Mailbox full")],
        ),
        (
            "找不到地址\n\n您的郵件並未傳送給 jo@example.org，因為系統找不到這個地址，或這個地址無法接收郵件。\n\n遠端伺服器的回應如下：\n\n550 5.1.1 User unknown",
            &[("jo@example.org", "550 5.1.1", "User unknown")],
        ),
        (
            "Adresse nicht gefunden\nIhre Nachricht wurde nicht an jo@example.org zugestellt, da die Adresse nicht gefunden wurde oder keine E-Mails empfangen kann.\nDie Antwort des Remote-Servers lautete:\n550 5.1.1 User unknown",
            &[("jo@example.org", "550 5.1.1", "User unknown")],
        ),
        (
            "Adresse introuvable\nVotre message n'a pas été remis à jo@example.org, car l'adresse est introuvable ou ne peut pas recevoir de messages.\nVoici la réponse du serveur distant :\n550 5.1.1 User unknown",
            &[("jo@example.org", "550 5.1.1", "User unknown")],
        ),
        (
            "No se ha encontrado la dirección\nTu mensaje no se ha entregado a jo@example.org porque no se ha encontrado la dirección o esta no puede recibir correo.\nLa respuesta del servidor remoto fue la siguiente:\n550 5.1.1 User unknown",
            &[("jo@example.org", "550 5.1.1", "User unknown")],
        ),
        (
            "Indirizzo non trovato\nIl messaggio non è stato recapitato a jo@example.org perché l'indirizzo non è stato trovato o non può ricevere posta.\nLa risposta del server remoto è stata:\n550 5.1.1 User unknown",
            &[("jo@example.org", "550 5.1.1", "User unknown")],
        ),
        (
            "Endereço não encontrado\nSua mensagem não foi entregue a jo@example.org porque o endereço não foi encontrado ou não pode receber e-mails.\nA resposta do servidor remoto foi:\n550 5.1.1 User unknown",
            &[("jo@example.org", "550 5.1.1", "User unknown")],
        ),
        (
            "アドレスが見つかりません\nアドレスが見つからないか、メールを受信できないため、jo@example.org にメールを配信できませんでした。\nリモート サーバーからの応答:\n550 5.1.1 User unknown",
            &[("jo@example.org", "550 5.1.1", "User unknown")],
        ),
        (
            "주소를 찾을 수 없음\n주소를 찾을 수 없거나 메일을 받을 수 없어 jo@example.org(으)로 메일이 전송되지 않았습니다.\n원격 서버의 응답:\n550 5.1.1 User unknown",
            &[("jo@example.org", "550 5.1.1", "User unknown")],
        ),
        (
            "Адрес не найден\nВаше письмо не доставлено на адрес jo@example.org, так как он не найден или не может принимать почту.\nОтвет удаленного сервера:\n550 5.1.1 User unknown",
            &[("jo@example.org", "550 5.1.1", "User unknown")],
        ),
        (
            "Nie znaleziono adresu\nTwoja wiadomość nie została dostarczona na adres jo@example.org, ponieważ nie znaleziono tego adresu lub nie może on odbierać poczty.\nOdpowiedź z serwera zdalnego:\n550 5.1.1 User unknown",
            &[("jo@example.org", "550 5.1.1", "User unknown")],
        ),
        (
            "Adres niet gevonden\nJe bericht is niet bezorgd bij jo@example.org, omdat het adres niet kan worden gevonden of geen e-mail kan ontvangen.\nDe reactie van de externe server was:\n550 5.1.1 User unknown",
            &[("jo@example.org", "550 5.1.1", "User unknown")],
        ),
        (
            "Message bloqué\nVotre message envoyé à jo@example.org a été bloqué. Consultez les informations techniques ci-dessous pour en savoir plus.\nVoici la réponse :\n550 5.7.1 spam detected",
            &[("jo@example.org", "550 5.7.1", "spam detected")],
        ),
        (
            "邮件已被屏蔽\n您发送至 jo@example.org 的邮件已被屏蔽。请参阅下方的技术详情以了解详情。\n响应如下：\n554 5.7.1 spam detected",
            &[("jo@example.org", "554 5.7.1", "spam detected")],
        ),
        (
            "Nachricht blockiert\nIhre Nachricht an jo@example.org wurde blockiert. Weitere Informationen finden Sie unten in den technischen Details.\nDie Antwort lautete:\n550 5.7.1 spam detected",
            &[("jo@example.org", "550 5.7.1", "spam detected")],
        ),
        (
            "Mensaje bloqueado\nTu mensaje dirigido a jo@example.org se ha bloqueado.\nLa respuesta fue la siguiente:\n550 5.7.1 spam detected",
            &[("jo@example.org", "550 5.7.1", "spam detected")],
        ),
        (
            "投递未完成\n将您的邮件递送给 jo@example.org 时遇到了临时性问题。Gmail 会在接下来的 47 小时内重试。如果递送永久失败，您会收到通知。\n响应如下：\n451 4.7.1 try later",
            &[("jo@example.org", "451 4.7.1", "try later")],
        ),
        (
            "Zustellung unvollständig\nBeim Zustellen Ihrer Nachricht an jo@example.org ist ein vorübergehendes Problem aufgetreten. Gmail versucht es noch 47 Stunden lang.\nDie Antwort lautete:\n451 4.7.1 try later",
            &[("jo@example.org", "451 4.7.1", "try later")],
        ),
        (
            "Adres bulunamadı\nAdres bulunamadığından veya posta alamadığından iletiniz jo@example.org adresine teslim edilmedi.\nUzak sunucudan gelen yanıt:\n550 5.1.1 User unknown",
            &[("jo@example.org", "550 5.1.1", "User unknown")],
        ),
        (
            "收件人收件箱已满\n您的邮件无法送达 jo@example.org。对方的收件箱已满，或者目前收到的邮件过多。\n响应如下：\n452 4.2.2 The recipient's inbox is out of storage space. ",
            &[("jo@example.org", "452 4.2.2", "The recipient's in")],
        ),
    ]);
}

/// Mail clients' and trackers' pages show a date and a level in front of the lines of a log.
#[test]
fn lines_behind_a_date_and_a_level() {
    check(&[
        (
            "28.01.2019, 19:30:48 | info | 4A1B2C3D4E: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, delay=1, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.7] said: 550 no mailbox by that name is currently available (in reply to RCPT TO command))\n28.01.2019, 19:30:49 | warning | warning: TLS policy lookup for example.org: client TLS configuration problem",
            &[("jo@example.org", "550 5.1.1", "no mailbox by that name")],
        ),
        (
            ">10/6/2018, 9:44:32 PM | info | BE74D3E832:  to=<jo@example.org>, relay=none, delay=0.34, dsn=4.7.5, status=deferred (client TLS configuration problem)",
            &[(
                "jo@example.org",
                "4.7.5",
                "client TLS configuration problem",
            )],
        ),
        // Indented, as code is.
        (
            "    relay: TempFail for c534b8c7f5ad4a41: session=a6ee64ec089bf84f, from=<test@example.com>, to=<jo@example.org>, rcpt=<->, source=127.0.0.1, relay=127.0.0.1 (localhost), delay=6m41s, stat=451 Temporary failure",
            &[("jo@example.org", "451", "Temporary failure")],
        ),
    ]);
}

/// One failure, however often a page shows it or however a line of it is wrapped.
#[test]
fn failures_that_are_shown_twice() {
    check(&[
        (
            "SMTPRecipientsRefused at /auth/register/
{u'jo@example.org': (501, '5.1.3 Bad recipient address syntax')}
Request Method: POST
Django Version: 1.6.1
Exception Value:
{u'jo@example.org': (501, '5.1.3 Bad recipient address syntax')}",
            &[("jo@example.org", "501 5.1.3", "Bad recipient address syntax")],
        ),
        (
            " javax.mail.SendFailedException: Invalid Addresses;
   nested exception is:
\t com.sun.mail.smtp.SMTPAddressFailedException: 550 5.1.1 <jo@example.org>: Recipient address rejected:
 User unknown in virtual mailbox table

\tat com.sun.mail.smtp.SMTPTransport.rcptTo(SMTPTransport.java:2079)",
            &[("jo@example.org", "550 5.1.1", "User unknown in virtual mailbox table")],
        ),
        (
            "[PROTOCOL] [DAA706AE.6] [core] C: RCPT TO: <jo@example.org> state=1
[PROTOCOL] [DAA706AE.6] [core] S: 250 recipient <jo@example.org> OK
[NOTICE] [DAA706AE.6.1] [outbound] recipient <jo@example.org> rejected: 550 5.1.1 No such user",
            &[("jo@example.org", "550 5.1.1", "No such user")],
        ),
    ]);
}

#[test]
fn libraries_of_php_and_old_ones() {
    check(&[
        (
            "Unable to email via SMTP:mx.example.org:25 [user] Failed to add recipient: jo@example.org [SMTP: Invalid response code received from server (code: 550, response: 5.1.1 No such user)]",
            &[("jo@example.org", "550 5.1.1", "No such user")],
        ),
        (
            "CLIENT 1:\n└──RCPT TO:<jo@example.org>\nSERVER 1:\n└──550-Requested action not taken: mailbox unavailable\n   550 invalid DNS MX",
            &[("jo@example.org", "550", "mailbox unavailable")],
        ),
        // Each is whole: the program that speaks is none.
        (
            "SMTP Error: Could not authenticate.\nSMTP Error: The following recipients failed: jo@example.org: 550 No such user\n",
            &[("jo@example.org", "550", "No such user")],
        ),
    ]);
}

/// The reason out of a line of Postfix's log, in brackets as it stands there or without: the host that spoke counts.
#[test]
fn what_a_host_said_names_the_host() {
    let said =
        "550-5.7.25 The IP address sending this message [203.0.113.25] does not have a PTR record";
    for text in [
        format!("host gmail-smtp-in.l.google.com[192.0.2.27] said: {said}"),
        format!(
            "(host gmail-smtp-in.l.google.com[192.0.2.27] said: {said} (in reply to RCPT TO command))"
        ),
        format!("host gmail-smtp-in.l.google.com[192.0.2.27] refused to talk to me: {said}"),
        format!(
            "delivery temporarily suspended: host gmail-smtp-in.l.google.com[192.0.2.27] said: {said}"
        ),
        format!("host gmail-smtp-in.l.google.com[192.0.2.27] said: {said}\n550 5.7.25 gsmtp"),
    ] {
        let [found] = &bouncedex::explain(&text)[..] else {
            panic!("one answer to {text}");
        };
        let host = found.bounce.remote.as_deref();
        assert_eq!(host, Some("gmail-smtp-in.l.google.com"), "{text}");
        let provider = found.diagnosis.provider.map(|provider| provider.id);
        assert_eq!(provider, Some("gmail"), "{text}");
        assert!(found.bounce.diagnostic.starts_with("550-5.7.25"), "{text}");
    }
}

/// A program logs what went wrong, then the error with its stack, and so does whoever called it; .NET explains in
/// paragraphs. That is one failure.
#[test]
fn an_error_is_one_failure_however_often_it_is_logged() {
    let cases = [
        (
            r#"2024-05-06 10:00:00.123 ERROR 1 --- [nio-8080-exec-1] c.e.MailService : Failed to send: Failed messages: javax.mail.SendFailedException: Invalid Addresses; nested exception is: com.sun.mail.smtp.SMTPAddressFailedException: 550 5.1.1 <jo@example.org>: Recipient address rejected: User unknown

org.springframework.mail.MailSendException: Failed messages: javax.mail.SendFailedException: Invalid Addresses;
  nested exception is:
	com.sun.mail.smtp.SMTPAddressFailedException: 550 5.1.1 <jo@example.org>: Recipient address rejected: User unknown
; message exceptions (1) are:
Failed message 1: javax.mail.SendFailedException: Invalid Addresses;
  nested exception is:
	com.sun.mail.smtp.SMTPAddressFailedException: 550 5.1.1 <jo@example.org>: Recipient address rejected: User unknown

	at com.sun.mail.smtp.SMTPTransport.rcptTo(SMTPTransport.java:2064)
	at java.lang.Thread.run(Thread.java:748)
2024-05-06 10:00:00.130 ERROR 1 --- [nio-8080-exec-1] o.a.c.c.C.[.[.[/].[dispatcherServlet] : Servlet.service() threw exception [Request processing failed; nested exception is org.springframework.mail.MailSendException: Failed messages: javax.mail.SendFailedException: Invalid Addresses; nested exception is: com.sun.mail.smtp.SMTPAddressFailedException: 550 5.1.1 <jo@example.org>: Recipient address rejected: User unknown
] with root cause

com.sun.mail.smtp.SMTPAddressFailedException: 550 5.1.1 <jo@example.org>: Recipient address rejected: User unknown

	at com.sun.mail.smtp.SMTPTransport.rcptTo(SMTPTransport.java:2064)
"#,
            "550 5.1.1",
            "jo@example.org",
        ),
        (
            r#"May 06, 2024 10:00:00 AM com.example.Mailer send
SEVERE: null
javax.mail.AuthenticationFailedException: 535 5.7.8 Error: authentication failed

	at com.sun.mail.smtp.SMTPTransport$Authenticator.authenticate(SMTPTransport.java:965)
	at com.example.Mailer.send(Mailer.java:44)

May 06, 2024 10:00:00 AM com.example.Main main
SEVERE: mail failed: javax.mail.AuthenticationFailedException: 535 5.7.8 Error: authentication failed

javax.mail.AuthenticationFailedException: 535 5.7.8 Error: authentication failed

	at com.sun.mail.smtp.SMTPTransport$Authenticator.authenticate(SMTPTransport.java:965)
"#,
            "535 5.7.8",
            "",
        ),
        (
            r#"2024-05-06 10:00:00,123 ERROR mail: could not send: (550, b'5.1.1 <jo@example.org>: Recipient address rejected: User unknown')
Traceback (most recent call last):
  File "/app/mail.py", line 12, in send
    server.sendmail(a, b, c)
smtplib.SMTPRecipientsRefused: {'jo@example.org': (550, b'5.1.1 <jo@example.org>: Recipient address rejected: User unknown')}
2024-05-06 10:00:01,123 ERROR job failed
Traceback (most recent call last):
  File "/app/job.py", line 12, in run
    send()
smtplib.SMTPRecipientsRefused: {'jo@example.org': (550, b'5.1.1 <jo@example.org>: Recipient address rejected: User unknown')}
"#,
            "550 5.1.1",
            "jo@example.org",
        ),
        (
            r#"Traceback (most recent call last):
  File "/usr/lib/python3.11/socket.py", line 836, in create_connection
    sock.connect(sa)
ConnectionRefusedError: [Errno 111] Connection refused

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/mail.py", line 12, in send
    smtplib.SMTP('localhost', 25)
ConnectionRefusedError: [Errno 111] Connection refused
2024-05-06 10:00:01 [ERROR] worker: mail failed
Traceback (most recent call last):
  File "/app/mail.py", line 12, in send
    smtplib.SMTP('localhost', 25)
ConnectionRefusedError: [Errno 111] Connection refused
"#,
            "",
            "",
        ),
        (
            r#"MailKit.Security.SslHandshakeException: An error occurred while attempting to establish an SSL or TLS connection.

This usually means that the SSL certificate presented by the server is not trusted by the system for one or more of
the following reasons:

1. The server is using a self-signed certificate which cannot be verified.
2. The local system is missing a Root or Intermediate certificate needed to verify the server's certificate.
3. A Certificate Authority CRL server for one or more of the certificates in the chain is temporarily unavailable.
4. The certificate presented by the server is expired or invalid.
5. The set of SSL/TLS protocols supported by the client and server do not match.

See https://github.com/jstedfast/MailKit/blob/master/FAQ.md#ssl-handshake-exception for possible solutions.
 ---> System.Security.Authentication.AuthenticationException: The remote certificate is invalid according to the validation procedure: RemoteCertificateNameMismatch
   at System.Net.Security.SslStream.SendAuthResetSignal(ProtocolToken message, ExceptionDispatchInfo exception)
   at MailKit.Net.Smtp.SmtpClient.ConnectAsync(String host, Int32 port)
"#,
            "",
            "",
        ),
        (
            r#"Unhandled exception. MailKit.Security.SslHandshakeException: An error occurred while attempting to establish an SSL or TLS connection.

The host name (smtp.example.org) did not match the name given in the server's SSL certificate:
  • mail.example.net

   at MailKit.Net.Smtp.SmtpClient.PostConnectAsync()
"#,
            "",
            "",
        ),
        (
            r#"<jo@example.org>: 554 5.2.252 SendAsDenied; me@example.com not allowed to send as bo@example.com; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied
<jo@example.org>: 554 5.2.252 SendAsDenied; me@example.com not allowed to send as bo@example.com; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied
"#,
            "554 5.2.252",
            "jo@example.org",
        ),
    ];
    for (text, codes, recipient) in cases {
        let explained = bouncedex::explain(text);
        let known: Vec<_> = explained.iter().collect();
        let [
            Explanation {
                bounce, diagnosis, ..
            },
        ] = known[..]
        else {
            panic!("{} answers: {text}", known.len());
        };
        assert_eq!(diagnosis.reply.codes().trim(), codes, "{text}");
        let found = bounce.recipient.as_deref().unwrap_or_default();
        assert_eq!(found, recipient, "{text}");
    }
}

/// Two clients that were refused with the same words, a line each, are two.
#[test]
fn replies_that_name_exceptions_are_a_line_each() {
    let line = "554 5.2.252 SendAsDenied; al@example.com not allowed to send as jo@example.org; \
                STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied\n";
    assert_eq!(bouncedex::explain(&line.repeat(2)).len(), 2);
}

/// Whom a reply is about stands before it, in a sentence, a list, a table or a page; whoever speaks of a reply and the
/// sender are others.
#[test]
fn recipients_before_a_reply() {
    let full = |text| (text, "jo@example.org", "552 5.2.2");
    for (text, recipient, codes) in [
        full("Delivery to jo@example.org failed: 552 5.2.2 mailbox full"),
        full("- **jo@example.org**: `552 5.2.2 mailbox full`"),
        full("| jo@example.org | 552 5.2.2 mailbox full |"),
        full("1. jo@example.org - 552 5.2.2 mailbox full"),
        full("Recipient: `jo@example.org`\nError: `552 5.2.2 mailbox full`"),
        full("<p>Delivery to <b>jo@example.org</b> failed: 552 5.2.2 mailbox full</p>"),
        full(
            "Delivery to the following recipients failed:\n\n    jo@example.org: 552 5.2.2 mailbox full",
        ),
        full(
            r#"{"level":"WARN","message":"Delivery to jo@example.org failed: 552 5.2.2 mailbox full"}"#,
        ),
        full("jo@example.org\nRemote Server returned '552 5.2.2 mailbox full'"),
        full(
            "Zustellung fehlgeschlagen:\n\njo@example.org\nmx.example.org #<mx.example.org #5.2.2 smtp;552 5.2.2 mailbox full> #SMTP#",
        ),
        (
            "<al@example.com> I got 552 5.2.2 mailbox full",
            "",
            "552 5.2.2",
        ),
        (
            "al@example.com wrote: it says 552 5.2.2 mailbox full",
            "",
            "552 5.2.2",
        ),
        (
            "Sender al@example.com rejected: 552 5.2.2 mailbox full",
            "",
            "552 5.2.2",
        ),
    ] {
        let [found] = &bouncedex::explain(text)[..] else {
            panic!("one answer to {text}");
        };
        let named = found.bounce.recipient.as_deref();
        assert_eq!(named.unwrap_or_default(), recipient, "{text}");
        assert_eq!(found.diagnosis.reply.codes().trim(), codes, "{text}");
    }
}

/// Notices cite what a server answered behind a line that says so, with or without a code; the date of the message is no
/// line of a log.
#[test]
fn answers_and_dates_in_notices() {
    for (text, recipient, reason) in [
        (
            "Adresse introuvable\n\nVotre message n'a pas été remis à jo@exampel.org, car le domaine exampel.org est introuvable.\n\n\
             La réponse était :\nDNS Error: DNS type 'mx' lookup of exampel.org responded with code NXDOMAIN",
            "jo@exampel.org",
            "domain-unknown",
        ),
        (
            "Delivery incomplete\n\nThere was a temporary problem delivering your message to jo@example.org. Gmail will retry for 46 \
             more hours.\n\nThe response was:\nThe recipient server did not accept our requests to connect. [mx.example.org 192.0.2.7: \
             timed out]",
            "jo@example.org",
            "network",
        ),
        (
            "Your message did not reach some or all of the intended recipients.\n\n   Sent: Tue, 3 Jun 2025 10:00:00 +0200\n   \
             Subject: test\n\nThe following recipient(s) could not be reached:\n\njo@example.org\n   Error Type: SMTP\n   Remote server \
             (192.0.2.7) issued an error.\n   hMailServer sent: RCPT TO:<jo@example.org>\n   Remote server replied: 550 5.1.1 User \
             unknown\n\nhMailServer",
            "jo@example.org",
            "user-unknown",
        ),
    ] {
        let [found] = &bouncedex::explain(text)[..] else {
            panic!("one answer to {text}");
        };
        assert_eq!(found.bounce.recipient.as_deref(), Some(recipient), "{text}");
        assert_eq!(found.diagnosis.entry.reason.id, reason, "{text}");
    }
}

/// A column of a chat or a phone: where a line ends with a word that ends no sentence, or within a bracket, the next goes
/// on with it. Short answers below each other do not.
#[test]
fn replies_in_narrow_columns() {
    for (text, replies) in [
        (
            "550 5.7.1 Message rejected due to\nunacceptable content (spam).\n",
            1,
        ),
        (
            "552 5.2.2 The account that you\nwrote to is over its quota, so\nmail cannot be delivered\n",
            1,
        ),
        ("550 5.1.1 User unknown (code\nabcdefghijklm nopqrs)\n", 1),
        ("550 5.1.1 user unknown here\nmailbox is over quota\n", 2),
        (
            "550 5.1.1 no such user at all\nmailbox full\n421 try again later\n",
            3,
        ),
    ] {
        assert_eq!(bouncedex::explain(text).len(), replies, "{text}");
    }
}

/// Whatever mark-up, quotes or blanks people and pages put around a reply, and wherever a mail client wraps it.
#[test]
fn a_reply_in_any_dress() {
    let replies = [
        (
            "550 5.1.1 <jo@example.org>: Recipient address rejected: User unknown in virtual mailbox table",
            "user-unknown",
        ),
        (
            "554 5.7.1 Service unavailable; Client host [203.0.113.7] blocked using zen.spamhaus.org",
            "blocklisted",
        ),
        (
            "452 4.2.2 The email account that you tried to reach is over quota and takes no more mail",
            "mailbox-full",
        ),
    ];
    let dresses: [fn(&str) -> String; 18] = [
        |reply| format!("`{reply}`"),
        |reply| format!("**{reply}**"),
        |reply| format!("| {reply} |"),
        |reply| format!("[{reply}]"),
        |reply| format!("[code]{reply}[/code]"),
        |reply| format!("<td>{reply}</td>"),
        |reply| format!("<pre>{reply}</pre>"),
        |reply| format!("“{reply}”"),
        |reply| format!("„{reply}“"),
        |reply| format!("« {reply} »"),
        |reply| format!("\u{200b}{reply}"),
        |reply| reply.replace(' ', "\u{a0}"),
        |reply| reply.replacen(' ', "\u{a0}", 1),
        |reply| reply.to_uppercase(),
        |reply| wrapped(reply, 64, ""),
        |reply| wrapped(reply, 64, "> "),
        |reply| wrapped(reply, 76, "    "),
        |reply| {
            format!(
                "Hi,\n\nI get this:\n\n{}\n\nAny idea?\n",
                wrapped(reply, 60, "")
            )
        },
    ];
    for (reply, reason) in replies {
        for dress in dresses {
            let text = dress(reply);
            let found = bouncedex::explain(&text);
            let [one] = &found[..] else {
                panic!("{} answers: {text}", found.len());
            };
            let codes = one.diagnosis.reply.codes();
            assert_eq!(codes, reply[..10], "{text}");
            assert_eq!(one.diagnosis.entry.reason.id, reason, "{text}");
        }
    }
}

/// Words in lines of at most so many characters, each behind a mark.
fn wrapped(text: &str, width: usize, mark: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines
            .last_mut()
            .filter(|line| line.len() + 1 + word.len() <= width)
        {
            Some(line) => *line = format!("{line} {word}"),
            None => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| format!("{mark}{line}\n")).collect()
}

/// Lines that each tell a failure stay apart, and so do those with room for the next one's first word.
#[test]
fn lines_that_nobody_wrapped() {
    for text in [
        "550 5.1.1 No such user here at all, sorry for that\nconnection timed out\nmailbox full\n",
        "550 5.1.1 No such user\nconnection timed out\n",
    ] {
        assert_eq!(
            bouncedex::explain(text).len(),
            text.lines().count(),
            "{text}"
        );
    }
    let text = "<jo@example.org>: host mx.example.org[192.0.2.7] said: 550 5.1.1 User unknown\n\
                554 5.7.1 Relay access denied\n\
                <al@example.org>: host mx.example.org[192.0.2.7] said: 550 5.1.1 User unknown\n";
    let found = bouncedex::explain(text);
    let found: Vec<_> = found
        .iter()
        .map(|found| found.bounce.recipient.as_deref())
        .collect();
    assert_eq!(
        found,
        [Some("jo@example.org"), None, Some("al@example.org")]
    );
}

/// Forms and tables show a code, and its words below it.
#[test]
fn words_below_their_code() {
    for text in [
        "550\nUser unknown\n",
        "550\n\nUser unknown\n",
        "Error code: 550\nUser unknown\n",
        "SMTP error 550\nUser unknown\n",
        "550\n550 User unknown\n",
        "**NDR code**\n550\n\n**Description**\nUser unknown\n",
    ] {
        let found = bouncedex::explain(text);
        assert_eq!(found.len(), 1, "{text}\n{found:#?}");
        assert_eq!(found[0].diagnosis.entry.reason.id, "user-unknown", "{text}");
        assert_eq!(found[0].bounce.reply().code, Some(550), "{text}");
    }
    let apart = "550 5.1.1\n\nI tried it again, any idea?\n452 4.2.2 mailbox full\n";
    let found = bouncedex::explain(apart);
    let codes: Vec<_> = found
        .iter()
        .filter_map(|found| found.bounce.reply().code)
        .collect();
    assert_eq!(codes, [550, 452]);
}

/// Each part of a program logs the same failure; the next second's is another one.
#[test]
fn a_failure_that_is_logged_again() {
    let failed = |time: &str, logger: &str, recipient: &str| {
        format!(
            "t={time}+0000 lvl=eror msg=failed logger={logger} error=\"{recipient}: 550 5.1.1 No such user\"\n"
        )
    };
    let count = |lines: &[String]| bouncedex::explain(&lines.concat()).len();
    let first = failed("2019-08-27T11:14:47", "alerting.email", "jo@example.org");
    let again = failed("2019-08-27T11:14:47", "alerting", "jo@example.org");
    let other = failed("2019-08-27T11:14:47", "alerting", "al@example.org");
    let later = failed("2019-08-27T11:14:48", "alerting", "jo@example.org");
    assert_eq!(count(&[first.clone(), again]), 1);
    assert_eq!(count(&[first.clone(), other]), 2);
    assert_eq!(count(&[first.clone(), later]), 2);
    let line = |time: &str, recipient: &str| {
        format!("2026-11-30 {time} ERROR delivery to {recipient} failed: 550 5.1.1 No such user\n")
    };
    let (jo, al) = ("jo@example.org", "al@example.org");
    let lines = [
        line("10:00:01", jo),
        line("10:00:01", al),
        line("10:00:02", jo),
        line("10:00:02", jo),
    ];
    assert_eq!(count(&lines), 3);
    let trace = |line: &str| format!("Mar 23 18:03:33 vm java[317]: {line}\n");
    let cause = trace(
        "com.sun.mail.smtp.SMTPAddressFailedException: 550 5.1.1 <jo@example.org>: User unknown",
    );
    let message = trace("Failed message 1: javax.mail.SendFailedException: Invalid Addresses;");
    let nested = trace("nested exception is:");
    let lines = [nested.clone(), cause.clone(), message, nested, cause];
    assert_eq!(count(&lines), 1);
    let unnamed = "delivery failed with 550 5.1.1 No such user\n".to_owned();
    assert_eq!(count(&[unnamed.clone(), unnamed]), 2);
    assert_eq!(
        bouncedex::explain(&first)[0].bounce.time.as_deref(),
        Some("2019-08-27T11:14:47+0000")
    );
}

/// Whom a reply starts with is its recipient, unless it speaks of who sends.
#[test]
fn the_address_that_a_reply_starts_with() {
    for (reply, recipient) in [
        (
            "550 5.1.1 <jo@example.org>: Recipient address rejected: User unknown",
            Some("jo@example.org"),
        ),
        (
            "550 5.1.1 123@example.org... User unknown",
            Some("123@example.org"),
        ),
        (
            "error: 554 5.7.1 <jo@example.org>: Relay access denied",
            Some("jo@example.org"),
        ),
        (
            "550 5.7.1 <jo@example.org>: Sender address rejected: not logged in",
            None,
        ),
        ("553 5.1.8 <jo@example.org>... Domain does not exist", None),
        ("535 5.7.8 <jo@example.org>: authentication failed", None),
        ("550 5.7.1 you may write to jo@example.org", None),
    ] {
        let found = bouncedex::explain(reply);
        assert_eq!(found.len(), 1, "{reply}");
        assert_eq!(found[0].bounce.recipient.as_deref(), recipient, "{reply}");
    }
}

/// What somebody tells of a code is the failure that is pasted below it; of another code it is another one.
#[test]
fn a_code_that_is_told_before_the_reply() {
    let told = "Since yesterday I get 550 5.7.1 errors. Does that mean anything?\n\n";
    let reply = "550 5.7.1 Service unavailable, client host blocked using Spamhaus\n";
    let codes = |text: &str| -> Vec<_> {
        let found = bouncedex::explain(text);
        found
            .iter()
            .filter_map(|found| found.bounce.reply().code)
            .collect()
    };
    assert_eq!(codes(&format!("{told}{reply}")), [550]);
    assert_eq!(codes(told), [550]);
    assert_eq!(
        codes(&format!("{told}452 4.2.2 mailbox full\n")),
        [452, 550]
    );
}

/// What stands in an address says nothing about the message.
#[test]
fn words_of_an_address_are_no_cause() {
    for local in [
        "spam",
        "virus",
        "dmarc",
        "quota",
        "greylist",
        "mailbox-full",
    ] {
        for reply in [
            format!(
                "550 5.1.1 <{local}@example.org>: Recipient address rejected: User unknown in local recipient table"
            ),
            format!("550 5.1.1 <jo@{local}.example>... User unknown"),
        ] {
            let found = bouncedex::explain(&reply);
            assert_eq!(found.len(), 1, "{reply}");
            assert_eq!(
                found[0].diagnosis.entry.reason.id, "user-unknown",
                "{reply}"
            );
            assert_eq!(found[0].action(), Action::Suppress, "{reply}");
        }
    }
}

/// SparkPost's classes are small numbers: any number beside its name is none.
#[test]
fn a_number_beside_a_name_is_no_class() {
    let reply = "452 4.3.1 mta573b.sparkpostmail.com: 10 of 90 connections are in use, try again";
    let found = bouncedex::explain(reply);
    assert!(
        !found[0].diagnosis.entry.id.starts_with("sparkpost-class"),
        "{found:#?}"
    );
    for text in [
        "10:12 connect from mta573b.sparkpostmail.com[192.0.2.1]",
        "10 mails to sparkpostmail.com",
    ] {
        let found = bouncedex::explain(text);
        assert!(
            found.iter().all(|each| each.action() != Action::Suppress),
            "{found:#?}"
        );
    }
    let found = bouncedex::explain("sparkpostmail.com bounce class 10");
    assert_eq!(found[0].diagnosis.entry.id, "sparkpost-class-10");
}

/// Several ways to find out about one failure: a heading above a session, each mail exchanger of a domain, a report.
#[test]
fn one_failure_that_is_shown_twice() {
    let refused = "554 5.7.1 <jo@example.org>: Relay access denied";
    let session = format!(
        "Error: {refused}\n\nConnected.\nS 220 mx.example.com ESMTP\nC EHLO x\nS 250 DSN\nC MAIL FROM:<a@example.com>\n\
         S 250 2.1.0 Ok\nC RCPT TO:<jo@example.org>\nS {refused}\n"
    );
    let log_in = "<-  220 mx.example.com ESMTP\n -> EHLO x\n<-  250 AUTH PLAIN LOGIN\n -> AUTH LOGIN\n\
                  <** 530 Must issue a STARTTLS command first\n -> AUTH PLAIN\n<** 530 Must issue a STARTTLS command first\n";
    let exchangers = "Mar 14 09:26:50 mail postfix/smtp[71]: connect to mx1.example.org[192.0.2.7]:25: Connection timed out\n\
                      Mar 14 09:26:53 mail postfix/smtp[71]: 4A1B2C3D4E: to=<jo@example.org>, relay=none, delay=60, dsn=4.4.1, \
                      status=deferred (connect to mx2.example.org[192.0.2.8]:25: Connection timed out)\n";
    let report = "  jo@example.org\n    host mx.example.org [192.0.2.7]\n    SMTP error from remote mail server after end of data:\n    \
                  550 5.7.1 Message rejected\nReporting-MTA: dns; mail.example.com\n\nAction: failed\n\
                  Final-Recipient: rfc822;jo@example.org\nStatus: 5.0.0\nRemote-MTA: dns; mx.example.org\n\
                  Diagnostic-Code: smtp; 550 5.7.1 Message rejected\n";
    let thrown = "Can't send mail - all recipients were rejected\nError: Can't send mail - all recipients were rejected\n    \
                  at SMTPConnection._formatError (/app/smtp-connection.js:388:15)\n";
    let behind_stack = "Net::SMTPFatalError: 550 5.7.1 Unconfigured Sending Domain\n\n  net/smtp.rb:965:in `check_response'\n    \
                        raise res.exception_class, res.message\n\n550 5.7.1 Unconfigured Sending Domain\n";
    for text in [&session, log_in, exchangers, report, thrown, behind_stack] {
        let found = bouncedex::explain(text);
        assert_eq!(found.len(), 1, "{text}\n{found:#?}");
    }
    let json = r#"{"email": "jo@example.org", "event": "bounce", "reason": "550 5.1.1 No such user", "type": "bounce"}"#;
    assert_eq!(bouncedex::explain(&format!("`{json}\n{json}`\n")).len(), 2);
}

/// Whose address was expanded, where a page broke a line, and JSON behind a program's words.
#[test]
fn what_stands_around_words() {
    for (text, recipient, said) in [
        (
            "This is the mail system at host mail.example.com.\n\nI'm sorry to have to inform you that your message could not\n\
             be delivered to one or more recipients.\n\n\
             <jo@example.org> (expanded from <al@example.com>): User unknown in virtual alias table\n",
            "jo@example.org",
            "User unknown in virtual alias table",
        ),
        (
            "450 4.2.0 <jo@example.org>: Recipient address rejected: Greylisted,\nsee http://postgrey.example/help\n",
            "jo@example.org",
            "450 4.2.0 <jo@example.org>: Recipient address rejected: Greylisted, see http://postgrey.example/help",
        ),
        (
            r#"queue: delivery attempt failed	{"rcpt":"jo@example.org","smtp_code":556,"smtp_enchcode":"5.1.10","smtp_msg":"Domain does not accept email"}"#,
            "jo@example.org",
            "Domain does not accept email",
        ),
    ] {
        let found = bouncedex::explain(text);
        assert_eq!(found.len(), 1, "{text}\n{found:#?}");
        let bounce = &found[0].bounce;
        assert_eq!(bounce.recipient.as_deref(), Some(recipient), "{text}");
        assert_eq!(bounce.diagnostic, said, "{text}");
    }
}

/// Sentences and lines of other programs around a failure only guess at it; alone they are all that there is.
#[test]
fn guesses_beside_a_failure_are_none() {
    let reply = "554 5.7.1 Spam message rejected\n";
    for aside in [
        "Our bot does receive incoming email messages and responds to them.\n",
        "Inactive recipients are ones that have generated a hard bounce or a spam complaint.\n",
        "Started POST \"/password_resets\" for 192.0.2.7 at Sat Jan 08, processing by mail as HTML\n",
    ] {
        let text = format!("{aside}\n{reply}\n{aside}");
        let found = bouncedex::explain(&text);
        assert_eq!(found.len(), 1, "{text}\n{found:#?}");
        assert_eq!(found[0].bounce.reply().code, Some(554));
    }
    // In a long list it is one of many.
    let aside = "mailbox of user 7 in building 8 is full at the moment, sorry for that\n";
    let list = aside.to_owned() + &reply.repeat(150);
    assert_eq!(bouncedex::explain(&list).len(), 151);
    let alone = "Our bot tells users whose mailbox is full that messages cannot reach them.\n";
    assert_eq!(bouncedex::explain(alone).len(), 1);
    // It is not lost silently.
    let folder = crate::program::folder(&[]);
    let output = crate::program::run(
        folder.path(),
        &["explain", "--brief"],
        alone.to_owned() + reply,
    );
    assert!(output.err.contains("1 not recognised"), "{}", output.err);
}

/// What a server took, greeted or will do hides nothing that failed beside it.
#[test]
fn an_accepted_reply_hides_no_failure() {
    for (text, reason) in [
        (
            "AuthenticationFailedException: 220 2.0.0 Ready to start TLS\n;\n  nested exception is:\n\
             \tjakarta.mail.MessagingException: Could not convert socket to TLS;\n  nested exception is:\n\
             \tjavax.net.ssl.SSLHandshakeException: PKIX path building failed\n",
            "tls",
        ),
        (
            r#"{"accepted": ["al@example.com"], "rejected": ["jo@example.org"], "rejectedErrors": [{"code": "EENVELOPE",
               "response": "550 5.1.1 No such user", "responseCode": 550, "command": "RCPT TO"}],
               "response": "250 OK id=1wsEXP-0000000EQNJ-366w"}"#,
            "user-unknown",
        ),
        (
            "SERVER -> CLIENT: 250 OK\nCLIENT -> SERVER: DATA\nSERVER -> CLIENT: 354 Go ahead\n\
             CLIENT -> SERVER: .\nSMTP ERROR: the connection timed out\n",
            "network",
        ),
    ] {
        let found = bouncedex::explain(text);
        assert_eq!(found.len(), 1, "{text}\n{found:#?}");
        assert_eq!(found[0].diagnosis.entry.reason.id, reason, "{text}");
    }
}

/// Postfix and Exim say in these words why a message is still in the queue: they are pasted without their line.
#[test]
fn what_mail_servers_say_of_the_queue() {
    for (text, reason) in [
        (
            "TLS is required, but was not offered by host mx.example.org[192.0.2.7]",
            "tls",
        ),
        (
            "conversation with mx.example.org[192.0.2.7] timed out while sending MAIL FROM",
            "network",
        ),
        (
            "lost connection with mx.example.org[192.0.2.7] while sending RCPT TO",
            "network",
        ),
        (
            "Host or domain name not found. Name service error for name=example.org type=MX: Host not found, try again",
            "dns",
        ),
        (
            "2016-07-20 14:18:21 1bPxwi-0001xA-Te SMTP error from remote mail server after RCPT TO:<jo@example.org>: \
             452 4.2.2 mailbox full",
            "mailbox-full",
        ),
        (
            "| Free | host mx1.example.net[192.0.2.7] said: 552 mailbox full (in reply to end of DATA command | |",
            "mailbox-full",
        ),
    ] {
        let found = bouncedex::explain(text);
        assert_eq!(found.len(), 1, "{text}\n{found:#?}");
        assert_eq!(found[0].diagnosis.entry.reason.id, reason, "{text}");
    }
}

/// JSON that people paste is often cut behind the part that matters.
#[test]
fn json_that_is_cut_behind_a_value() {
    let event = r#"{"event": "hard_bounce", "msg": {"email": "jo@example.org", "state": "bounced",
        "diag": "smtp;550 5.1.1 No such user"
    }"#;
    let (found, cuts) = found(event);
    assert_eq!(cuts.len(), 1);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].1.recipient.as_deref(), Some("jo@example.org"));
    // Within the words, too; an address that breaks off would be another one.
    for (end, recipient) in [("No suc", Some("jo@example.org")), ("jo@exa", None)] {
        let end = event.find(end).expect("it") + end.len();
        let (found, _) = crate::reading::found(&event[..end]);
        let named = found
            .iter()
            .find_map(|(_, bounce)| bounce.recipient.as_deref());
        assert_eq!(named, recipient, "{found:#?}");
    }
}

/// The error that an application logs as JSON says what failed, wherever the paste ends.
#[test]
fn json_that_is_cut_behind_an_error() {
    let error = "{\n  \"app\": \"core\",\n  \"exception\": {\n    \"Message\": \"550 5.1.1 user unknown\",\n";
    for rest in [
        "    \"Code\": 550,\n",
        "    \"Code\":",
        "    \"Trace\": [\n      {\n        \"file\": \"/var/www",
    ] {
        let (found, cuts) = found(format!("{error}{rest}"));
        assert_eq!(cuts.len(), 1, "{rest}");
        let told = found
            .iter()
            .filter(|(_, bounce)| bounce.reply().code == Some(550));
        assert_eq!(told.count(), 1, "{rest}\n{found:#?}");
    }
    // Of lines with an object each, a damaged one is read as far as it goes.
    let line = r#"{"error": "550 5.1.1 user unknown", "to": "jo@example.org""#;
    let (found, cuts) = found(format!("{line}\n{line}}}\n"));
    assert_eq!((found.len(), cuts.len()), (2, 1), "{found:#?}");
}

/// Google's notices introduce the reply, in the language of whoever sent the mail.
#[test]
fn fields_below_an_introduced_reply() {
    for introduction in [
        "The response was:",
        "La respuesta fue:",
        "Die Antwort lautete:\n",
    ] {
        let text = format!(
            "{introduction}\n550 Requested action not taken: mailbox unavailable\n\n\
             Final-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: 5.0.0\n\
             Diagnostic-Code: smtp; 550 Requested action not taken: mailbox unavailable\n"
        );
        let (found, _) = found(&text);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(found[0].1.recipient.as_deref(), Some("jo@example.org"));
    }
}

/// PHPMailer can show only what it says itself, and what failed.
#[test]
fn sessions_of_one_side() {
    let text = "2026-07-09 12:52:16 CLIENT -> SERVER: MAIL FROM:<me@example.com>\n\
                2026-07-09 12:52:16 CLIENT -> SERVER: RCPT TO:<jo@example.org>\n\
                2026-07-09 12:52:22 SMTP ERROR: RCPT TO command failed: 451 Temporary local problem - please try later\n\
                2026-07-09 12:52:22 CLIENT -> SERVER: QUIT\n\
                SMTP Error: The following recipients failed: jo@example.org\n";
    let (found, _) = found(text);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].1.recipient.as_deref(), Some("jo@example.org"));
}

/// A note of Postfix about a reply keeps whom the reply names.
#[test]
fn notes_name_the_recipient_that_the_reply_starts_with() {
    let text = "Nov 24 21:09:33 mail postfix/smtp[4711]: 76040A28A9: host mx2.example.org[192.0.2.7] said: 450 4.2.0 \
                <jo@example.org>: Recipient address rejected: Greylisted (in reply to RCPT TO command)\n";
    let (found, _) = found(text);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].1.recipient.as_deref(), Some("jo@example.org"));
}

/// A shell's prompt looks like an address.
#[test]
fn prompts_are_no_recipients() {
    let failure = "Delivery to the following address failed: 550 5.1.1 User unknown\n";
    for prompt in [
        "ann@mail:~$ swaks",
        "root@mail.example.org:/var/log# swaks",
        "[ann@mail.example.org ~]$ swaks",
        "[root@mail postfix]# swaks",
        "ann@laptop ~ % swaks",
        "root@mail# swaks",
    ] {
        let (found, _) = found(format!("{prompt}\n{failure}"));
        assert_eq!(found.len(), 1, "{prompt}");
        assert_eq!(found[0].1.recipient, None, "{prompt}");
    }
}

/// What programs print of their arrays, in PHP, Perl and Ruby.
#[test]
fn arrays_as_programs_print_them() {
    for text in [
        "Array\n(\n    [email] => jo@example.org\n    [message] => 550 5.1.1 User unknown\n)\n",
        "array (\n  'email' => 'jo@example.org',\n  'reason' => '550 5.1.1 User unknown',\n)\n",
        "[{\n  \"email\" => \"jo@example.org\",\n  \"status\" => \"5.1.1\",\n  \"reason\" => \"User unknown\",\n}]\n",
    ] {
        let failure = only(text);
        assert_eq!(
            failure.bounce.recipient.as_deref(),
            Some("jo@example.org"),
            "{text}"
        );
        assert_eq!(failure.diagnosis.entry.reason.id, "user-unknown", "{text}");
        assert!(
            failure.bounce.diagnostic.ends_with("User unknown"),
            "{failure:#?}"
        );
    }
    let two = "array (\n  0 => \n  array (\n    'email' => 'jo@example.org',\n    'reason' => '550 5.1.1 no such user',\n  ),\n  \
               1 => \n  array (\n    'email' => 'al@example.org',\n    'reason' => '452 4.2.2 mailbox full',\n  ),\n)\n";
    let (found, _) = found(two);
    let recipients: Vec<_> = found
        .iter()
        .filter_map(|(_, bounce)| bounce.recipient.as_deref())
        .collect();
    assert_eq!(recipients, ["jo@example.org", "al@example.org"]);
}

/// The body of a notice that an API returns may be a page.
#[test]
fn pages_in_json() {
    let text = r#"[{"body": "<p>Delivery to the following recipient failed permanently:</p>\n<p> jo@example.org</p>\n<p>Technical details of permanent failure: <br>550 5.1.1 No such user</p>"}]"#;
    let found = bouncedex::explain(text);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].bounce.recipient.as_deref(), Some("jo@example.org"));
}

/// PHPMailer puts the code behind a server's words, which may end their line.
#[test]
fn errors_of_phpmailer_in_two_lines() {
    let error = |recipient: &str| {
        format!(
            "Warning: an email was undeliverable to {recipient} with 4 more attempts remaining. Error: SMTP Error: data not \
             accepted.SMTP server error: DATA END command failed Detail: Error: message file too big\n SMTP code: 552 \
             Additional SMTP info: 5.3.4\n2026-12-28 14:01:07 [@glpi]\n"
        )
    };
    let (found, _) = found(&(error("jo@example.org") + &error("al@example.org")));
    let recipients: Vec<_> = found
        .iter()
        .map(|(_, bounce)| bounce.recipient.as_deref())
        .collect();
    assert_eq!(recipients, [Some("jo@example.org"), Some("al@example.org")]);
    assert!(
        found
            .iter()
            .all(|(_, bounce)| bounce.reply().code == Some(552)),
        "{found:#?}"
    );
}

/// A page's source is shown in other lines than it is written in.
#[test]
fn a_line_of_a_pages_source_is_where_it_is_written() {
    let text = "<div>550 5.1.1 No such user</div><div>Sorry</div>\n554 5.7.1 Relay access denied\n";
    let (found, _) = found(text);
    let codes = found.iter();
    let codes = codes.filter_map(|(line, bounce)| Some((*line, bounce.reply().code?)));
    assert_eq!(codes.collect::<Vec<_>>(), [(1, 550), (2, 554)]);
}

/// Patterns, commands, settings, requests of pages and empty lists say what somebody looks for or has set.
#[test]
fn what_is_only_quoted_is_no_failure() {
    for text in [
        r"failregex = ^%(__prefix_line)sNOQUEUE: reject: RCPT from [^[]*\[<HOST>\]: 550 5\.1\.1 .* User unknown.*$",
        r"            ^.*warning: .*: 550 5.1.1 .*User unknown.*$",
        r#"*/5 * * * * grep "550 5.1.1 User unknown" /var/log/mail.log | mail -s bounces root"#,
        r#"grep "550 5.1.1" /var/log/mail.log"#,
        "# zgrep -i 'user unknown' /var/log/mail.log.1.gz",
        "SMTP_ENABLE_STARTTLS=never",
        "Mail_From_reject = Fail",
        "GET /x HTTP/1.1 404 user not found 550 5.1.1",
        r#"-- "POST /pay/accept/6/ HTTP/1.1" 500 226053"#,
        r#"[GIN] 2026/04/04 - 14:56:41 | 500 |  1.311139946s |  192.0.2.7 | GET      "/api/v1.0/client/17/email""#,
        "  rejected: [],",
        "422\nThe given data was invalid.",
        "{\n\"code\":500,\"msg\":\"Error sending magic link\",",
        "if (reason === '550 5.1.1 User unknown') {",
        "reject_message = \"Spam detected\";",
        "422\n{\"message\": \"The given data was invalid.\"}",
        "unknown_local_recipient_reject_code = 550",
        "2026-12-12T04:14:09.782Z 501 TID-1u5770 ActionMailer::DeliveryJob JID-350ede64 INFO: done: 30.026 sec",
        "X-RequestId: {399b1cd8-9df0-41de-878a-fa9e08cf808f}:540",
        r#"{"Match": "(\\d+).+\\[GL01\\].+temporarily\\sdeferred"},"#,
    ] {
        let found = bouncedex::explain(text);
        assert!(found.is_empty(), "{text}\n{found:#?}");
    }
}

/// What holds for a sender, a log-in or the subject of a mail gives no address up.
#[test]
fn words_about_others_give_no_address_up() {
    for text in [
        "550 From: user does not exist",
        "the alias in From: does not exist",
        "invalid user credential: account not found",
        "mailbox policy named \"user does not exist\"",
        "I tried this image and it worked. If you send to an unknown email address, the server sends a new mail back to the sender with \"Undelivered Mail Returned to Sender\".",
        "Subject: 550 5.1.1 user unknown",
        "550 Restricted characters in address",
        "550 Callback to jo@example.org failed: user unknown",
    ] {
        gives_nobody_up(text);
    }
    for text in [
        "unable to verify sender: 550 no such user",
        "sender verify fail for <jo@example.org>: 550 no such user",
        "Callback to jo@example.org failed: user unknown",
        "Callback to mx.example.com failed: user unknown",
    ] {
        let [found] = &bouncedex::explain(text)[..] else {
            panic!("one answer to {text}");
        };
        assert_eq!(
            found.diagnosis.entry.reason.id, "sender-rejected",
            "{text}\n{found:#?}"
        );
        assert_eq!(found.bounce.recipient, None, "{text}");
    }
}

/// DATA without a recipient only follows from the refusals before it.
#[test]
fn a_missing_recipient_is_no_cause() {
    for text in [
        "503 Need RCPT",
        "503 5.0.0 Need RCPT (recipient)",
        "503 5.5.1 Error: need RCPT command",
    ] {
        let [found] = &bouncedex::explain(text)[..] else {
            panic!("one answer to {text}");
        };
        assert_eq!(found.action(), Action::Nothing, "{text}\n{found:#?}");
    }
}

/// The client that a server refused has not said so.
#[test]
fn a_client_names_no_provider() {
    for text in [
        "554 5.7.1 <mail-yw1-f44.google.com[192.0.2.44]>: Client host rejected: Access denied",
        "450 4.7.1 <mail-yw1-f44.google.com>: Helo command rejected: Host not found",
        "550 5.7.1 client mail-yw1-f44.google.com[192.0.2.44] not allowed",
    ] {
        let [found] = &bouncedex::explain(text)[..] else {
            panic!("one answer to {text}");
        };
        assert!(found.diagnosis.provider.is_none(), "{text}\n{found:#?}");
    }
}

/// As trackers show them: without the recipient, as links, with the same refusal after every command.
#[test]
fn lines_as_trackers_show_them() {
    check(&[
        (
            "`4A1B2C3D4E: relay=mx.example.org[192.0.2.7]:25, delay=1.1, dsn=5.2.0, status=bounced (host mx.example.org[192.0.2.7] said: 554 5.2.0 Cannot submit message.`",
            &[("", "554 5.2.0", "Cannot submit message.")],
        ),
        (
            "-Queue ID- --Size-- ----Arrival Time---- -Sender/Recipient-------
A4C3CC01969 573 Mon Feb 20 16:53:24 [me@example.com](mailto:me@example.com)
(host mx.example.org[192.0.2.7] said: 450 4.2.1 Try again)
[jo@example.org](mailto:jo@example.org)

A5D87C017F5 596 Sat Feb 25 14:26:57 [me@example.com](mailto:me@example.com)
(host mx.example.net[192.0.2.8] said: 451 4.3.0 Busy)
[al@example.net](mailto:al@example.net)",
            &[
                ("jo@example.org", "450 4.2.1", "Try again"),
                ("al@example.net", "451 4.3.0", "Busy"),
            ],
        ),
        (
            "S: 220 mx.example.org ESMTP Postfix
C: EHLO mail.example.com
S: 250 DSN
C: MAIL FROM:<me@example.com> SIZE=384
C: RCPT TO:<jo@example.org>
S: 530 5.7.0 Must issue a STARTTLS command first
S: 530 5.7.0 Must issue a STARTTLS command first
C: RSET
S: 530 5.7.0 Must issue a STARTTLS command first
C: QUIT
S: 221 2.0.0 Bye",
            &[("", "530 5.7.0", "Must issue a STARTTLS")],
        ),
    ]);
}

/// Failures that only words tell, in what libraries and programs put around them.
#[test]
fn libraries_that_cite_no_reply() {
    for (text, reason) in [
        (
            "Error: Unable to connect with TLS encryption Log data: ++ Starting Swift_SmtpTransport << 220 mx.example.org ESMTP >> EHLO web.example.com << 250-mx.example.org 250 DSN >> STARTTLS << 220 2.0.0 Ready to start TLS !! Unable to connect with TLS encryption (code: 0)",
            "tls",
        ),
        (
            r#"Jul 16 01:20:01 mail nextcloud[15196]: {"level":4,"app":"mail","message":"Sending mail failed: Could not send message: Could not open secure TLS connection to the server.","version":"18.0"}"#,
            "tls",
        ),
        (
            r#"level=error msg="Notify for alerts failed" num_alerts=1 err="email[0]: notify retry canceled after 2 attempts: create SMTP client: EOF""#,
            "unspecified-temporary",
        ),
        (
            "jakarta.mail.SendFailedException: Invalid Addresses;\n  nested exception is:\n\torg.eclipse.angus.mail.smtp.SMTPAddressFailedException: 550 I cannot deliver mail for <jo@example.org>",
            "relay-denied",
        ),
    ] {
        let [found] = &bouncedex::explain(text)[..] else {
            panic!("one answer to {text}");
        };
        assert_eq!(
            found.diagnosis.entry.reason.id, reason,
            "{text}\n{found:#?}"
        );
    }
}

#[test]
fn filters_programs_and_process_ids() {
    check(&[
        (
            "Mar 14 09:26:53 pmg pmg-smtp-filter[71]: 2A1B3C4D5E6F: block mail to <jo@example.org> (rule: Block Viruses)",
            &[("jo@example.org", "", "block mail to")],
        ),
        (
            "thread 'main' panicked at 'Could not send email: lettre::transport::smtp::Error { kind: Permanent(Code { severity: PermanentNegativeCompletion, category: MailSystem, detail: Zero }), source: \"5.1.1 <jo@example.org>: User unknown\" }', src/main.rs:27:19",
            &[("jo@example.org", "550 5.1.1", "User unknown")],
        ),
        (
            "  509 delivering 1qU4sp-00008C-Kl
  510 T: remote_smtp for jo@example.org
  510 Connecting to mx.example.org [192.0.2.7]:25 ... connected
  510   SMTP<< 220 mx.example.org ESMTP
  510   SMTP>> RCPT TO:<jo@example.org>
  510   SMTP<< 550 5.1.1 No such user
  510   SMTP>> QUIT",
            &[("jo@example.org", "550 5.1.1", "No such user")],
        ),
    ]);
}

/// A refused sender costs no recipient the address.
#[test]
fn a_refused_sender_gives_no_recipient_up() {
    let sender = "550 5.1.1 <me@example.com>: User unknown";
    for text in [
        // The sender is what does not exist.
        &format!(
            "2026-11-30 10:11:13 1abCde-000123-Xy ** jo@example.org F=<me@example.com> R=dnslookup T=remote_smtp H=mx.example.org [192.0.2.7]: SMTP error from remote mail server after RCPT TO:<jo@example.org>: {sender}"
        ),
        &format!(r#"{{"from": "me@example.com", "to": "jo@example.org", "error": "{sender}"}}"#),
        &format!("MAIL FROM:<me@example.com>\n250 ok\nRCPT TO:<jo@example.org>\n{sender}\n"),
        r#"{"to": "jo@example.org", "from": "me@example.com", "command": "MAIL FROM", "response": "550 5.1.1 User unknown"}"#,
        r#"{"to": "jo@example.org", "error": "MAIL FROM command failed: 550 5.1.1 User unknown"}"#,
        "host=smtp.example.com tls=on auth=on user=me@example.com from=me@example.com recipients=jo@example.org smtpstatus=550 smtpmsg='550 5.1.1 User unknown' errormsg='envelope from address me@example.com not accepted by the server' exitcode=EX_DATAERR",
        "Failed to send mail to jo@example.org: com.sun.mail.smtp.SMTPSenderFailedException: 550 5.1.1 User unknown",
        "Failed to send mail to jo@example.org: sender rejected: 550 5.1.1 User unknown",
    ] {
        gives_nobody_up(text);
    }
}

/// Whoever sends, asks, logs in or is copied is not the failed recipient.
#[test]
fn other_people_are_not_the_failed_recipient() {
    for text in [
        // A mail program's account.
        "One of the recipients was rejected by the server. Account: 'me@example.com', Server: 'smtp.example.com', Protocol: SMTP, Server Response: '550 5.1.1 User unknown'",
        "Konto: \"me@example.com\", Server: \"smtp.example.com\", Protokoll: SMTP, Serverantwort: \"550 5.1.1 User unknown\", Port: 25, Serverfehler: 550, Fehlernummer: 0x800CCC79",
        // A table's sender.
        "sender,error\nme@example.com,550 5.1.1 User unknown\n",
        "from;to;error\nme@example.com;[redacted];550 5.1.1 User unknown\n",
        "| from_address | error |\n|---|---|\n| me@example.com | 550 5.1.1 User unknown |\n",
        "MAIL_FROM=me@example.com\n550 5.1.1 User unknown\n",
        // One of several.
        "To: jo@example.org, al@example.org\nError: 550 5.1.1 User unknown\n",
        "Sending to jo@example.org and al@example.org failed: 550 5.1.1 User unknown\n",
        // Somebody who asks.
        "Name: Lea\nEmail: me@example.com\nMessage: When I send mail it bounces with 550 5.1.1 User unknown\n",
        r#"{"email": "me@example.com", "question": "What does 550 5.1.1 User unknown mean?"}"#,
        "Sender:\nme@example.com\n550 5.1.1 User unknown\n",
        "Posted by\nme@example.com\n550 5.1.1 User unknown\n",
        "MAIL_FROM_ADDRESS=me@example.com\nError: 550 5.1.1 User unknown\n",
        "me@example.com|jo@example.org|550 5.1.1 User unknown",
        "Sending to al@example.org works, sending to the other address gives: 550 5.1.1 User unknown",
    ] {
        for found in bouncedex::explain(text) {
            assert_eq!(found.bounce.recipient, None, "{text}\n{found:#?}");
        }
    }
    // What a rule could not file is in the inbox.
    let folder = "Nov 30 10:11:12 mail dovecot: lda(me@example.com)<12><x>: msgid=<x@example.org>: save failed to Archive: Mailbox doesn't exist: Archive";
    assert!(bouncedex::explain(folder).is_empty());
    let windows = "The rejected e-mail address was 'jo@example.org'. Account: 'me@example.com', Server Response: '550 5.1.1 User unknown', Error Number: 0x800CCC79";
    assert_eq!(
        only(windows).bounce.recipient.as_deref(),
        Some("jo@example.org")
    );
}

/// What only looks like a sender, a label, a list or a question keeps the recipient.
#[test]
fn what_looks_like_other_people_keeps_the_recipient() {
    for text in [
        r#"{"to": "jo@example.org", "error": "Error when sending mail: 550 5.1.1 user unknown"}"#,
        "To: jo@example.org\nError: Failure while sending mail: 550 5.1.1 user unknown\n",
        r#"{"sender": "me@example.com", "recipient": "jo@example.org", "response": "550 5.1.1 <jo@example.org>: User unknown; from=<me@example.com> to=<jo@example.org>"}"#,
        r#"{"to": "jo@example.org", "stage": "mail delivery", "error": "550 5.1.1 User unknown"}"#,
        "Recipient: jo@example.org\nReason: Mottagaren finns inte i systemet, 550 5.1.1 no such user\n",
        r#"{"email": "jo@example.org", "reason": "550 5.1.1 User unknown. Typo?"}"#,
        "To:\njo@example.org\n550 5.1.1 User unknown\n",
        "Mail to jo@example.org gets 550 5.1.1 User unknown",
        "from,subject,error\nme@example.com,Hi,\"Delivery to jo@example.org failed: 550 5.1.1 User unknown\"\n",
        "Recipient: \"jo@example.org\" <jo@example.org>\nReason: 550 5.1.1 User unknown\n",
        "Mail to jo@example.org <jo@mail.example.org> failed: 550 5.1.1 User unknown",
        "Recipient: jo@example.org\nReason: delivery via mx => 550 5.1.1 User unknown\n",
        "Delivery to account: jo@example.org failed: 550 5.1.1 User unknown",
        "Nov 30 10:11:12 mail dovecot: lda(jo@example.org)<12><x>: msgid=<x@example.com>: save failed to INBOX: Mailbox doesn't exist: INBOX",
    ] {
        let failure = only(text);
        assert_eq!(
            failure.bounce.recipient.as_deref(),
            Some("jo@example.org"),
            "{text}"
        );
        assert_eq!(failure.action(), Action::Suppress, "{text}");
    }
    let sorry = only(
        "To: jo@example.org\nError: 550 5.1.1 Sorry, I couldn't find any mailbox by that name\n",
    );
    assert_eq!(sorry.bounce.recipient.as_deref(), Some("jo@example.org"));
    for text in ["邮件发送失败 邮箱已满", "smtp_code = 550"] {
        only(text);
    }
    for text in [
        r#"{"email": "jo@example.org", "status": "delivered", "previous_status": "bounced"}"#,
        r#"{"email": "ops@example.org", "event": "bounce", "url": "https://example.org", "enabled": true}"#,
        r#"{"to": "jo@example.org", "event": "bounced", "bounce_type": "soft"}"#,
    ] {
        assert!(bouncedex::explain(text).is_empty(), "{text}");
    }
}

/// Who makes a domain unreadable has not written another one.
#[test]
fn hidden_domains_are_no_other_domains() {
    for (address, recipient) in [
        ("jo@ex****.com", Some("jo@ex****.com")),
        ("jo@m▲.example.org", None),
        ("jo@ex…", None),
    ] {
        let text = format!("550 5.1.1 <{address}>: User unknown");
        let bounce = only(&text).bounce;
        assert_eq!(bounce.recipient.as_deref(), recipient, "{text}");
    }
    let bold = only("Delivery to **jo@example.org** failed: 550 5.1.1 User unknown");
    assert_eq!(bold.bounce.recipient.as_deref(), Some("jo@example.org"));
}

/// A table as a page shows it, with its times in cells of their own.
#[test]
fn tables_with_padded_cells() {
    let text = "type | timeQueued | rcpt | dsnStatus | dsnDiag\n-- | -- | -- | -- | --\n\
                b | 2026-08-18 15:45:02+0400 | jo@example.org | 5.1.1 (bad destination mailbox address) | smtp;550 5.1.1 No such user\n";
    let bounce = only(text).bounce;
    assert_eq!(bounce.recipient.as_deref(), Some("jo@example.org"));
    assert_eq!(bounce.reply().code, Some(550));
}

/// Progress, and words about mail, are no failures.
#[test]
fn single_words_about_mail_tell_no_failure() {
    for text in [
        "ESP32mail: > C: send smtp command, HELO",
        "If you do not receive the message, check your SPAM folder",
        "I send mail from a sandbox domain.",
    ] {
        let found = bouncedex::explain(text);
        assert!(found.is_empty(), "{text}\n{found:#?}");
    }
}

/// What people have in hand, with its codes and labels in any shape.
#[test]
fn codes_and_labels_in_any_shape() {
    for (text, code, recipient) in [
        (
            "SMTP error, RCPT TO:550 5.2.1 The email account that you tried to reach is disabled.",
            550,
            None,
        ),
        (
            "EMAIL: jo@example.org\nREASON: 550 5.1.1 User unknown\n",
            550,
            Some("jo@example.org"),
        ),
        (
            "You may get this if you write to al@example.net:\nThe message could not be sent because one of the recipients was \
             rejected by the server. The rejected e-mail address was 'jo@example.org', Subject: 'Hi', Account: 'mail.example.com', \
             Server: 'mail.example.com', Protocol: SMTP, Server Response: '550 not a gateway', Port 25, Error Number: 0x800CCC79.",
            550,
            Some("jo@example.org"),
        ),
        (
            r#"SMTP failed to send: Permanent(Response { code: Code { severity: PermanentNegativeCompletion, category: MailSystem, detail: Four }, message: ["5.7.1 Message rejected under suspicion of SPAM"] })"#,
            554,
            None,
        ),
    ] {
        let bounce = only(text).bounce;
        assert_eq!(bounce.reply().code.or(bounce.code), Some(code), "{text}");
        assert_eq!(bounce.recipient.as_deref(), recipient, "{text}");
    }
}

/// A reply may end with an empty list that somebody has left of an address, and PHPMailer says before the server's words
/// that a login failed.
#[test]
fn replies_beside_what_says_nothing() {
    for (text, codes) in [
        (
            "450 4.7.1 Client host rejected: cannot find your hostname, []",
            "450 4.7.1",
        ),
        (
            "SMTP Error: Could not authenticate.\nSMTP server response: 535 5.7.8 Username and Password not accepted.",
            "535 5.7.8",
        ),
    ] {
        let found = bouncedex::explain(text);
        let [only] = &found[..] else {
            panic!("{text}\n{found:#?}")
        };
        assert_eq!(only.bounce.reply().codes().trim(), codes, "{text}");
    }
}

/// Different replies in paragraphs of their own are a list, even if one of them names its recipient and the first does
/// not start with its code.
#[test]
fn replies_in_paragraphs() {
    let text = "smtp;550 Client host blocked for spamming issues. OFR006_102\n\n\
         591 your host [192.0.2.4] is blacklisted by dnsbl.example.net\n\n\
         452 4.2.2 Mailbox full\n\n\
         553 5.3.0 <jo@example.org>... Mail from 192.0.2.4 rejected\n";
    let found = bouncedex::explain(text);
    let codes: Vec<_> = found.iter().map(|each| each.bounce.reply().code).collect();
    assert_eq!(codes, [550, 591, 452, 553].map(Some), "{found:#?}");
    // What a notice introduces belongs to it.
    let text = "Your message to jo@example.org was not delivered.\n\nThe response was:\n\n550 5.1.1 User unknown\n";
    assert_eq!(bouncedex::explain(text).len(), 1);
}
