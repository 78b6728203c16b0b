//! What log lines report, format by format, and what they must not report.

use crate::reading::{bounces, found};
use bouncedex::bounce::log::{self, LogLine, Reader, read};
use bouncedex::bounce::stream;
use bouncedex::bounce::{Bounce, Event};
use bouncedex::builtin::CATALOGUE;
use bouncedex::catalogue::Outcome;
use bouncedex::diagnose::Diagnoser;
use bouncedex::reply::Reply;
use bouncedex::report::{self, Format, TriageOptions};
use bouncedex::triage::By;
use bouncedex::triage::{Triage, time::Clock};

use Event::*;

/// A line, and what it tells: event, recipient, remote, reply code, enhanced code, how `said` starts, queue id, time.
/// What the line does not tell is empty, or 0.
type Row = (
    &'static str,
    Event,
    &'static str,
    &'static str,
    u16,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

#[track_caller]
fn check(reader: &mut Reader, row: &Row) {
    let (line, event, recipient, remote, code, enhanced, said, queue, time) = *row;
    let mut found = Vec::new();
    reader.read(&LogLine::of(line), &mut |bounce| found.push(bounce));
    let [bounce] = found.as_slice() else {
        panic!("{} bounces in {line}", found.len());
    };
    let reply = bounce.reply();
    let text =
        |text: &Option<std::borrow::Cow<'_, str>>| text.clone().unwrap_or_default().into_owned();
    let told = (
        bounce.event,
        text(&bounce.recipient),
        text(&bounce.remote),
        reply.code.unwrap_or_default(),
        reply
            .enhanced
            .map(|code| code.to_string())
            .unwrap_or_default(),
        text(&bounce.queue),
        text(&bounce.time),
    );
    let expected = (
        event,
        recipient.to_owned(),
        remote.to_owned(),
        code,
        enhanced.to_owned(),
        queue.to_owned(),
        time.to_owned(),
    );
    assert_eq!(told, expected, "{line}");
    assert!(
        bounce.diagnostic.starts_with(said),
        "{:?}\n{line}",
        bounce.diagnostic
    );
}

#[track_caller]
fn check_all(rows: &[Row]) {
    let mut reader = Reader::default();
    rows.iter().for_each(|row| check(&mut reader, row));
}

#[rustfmt::skip]
const POSTFIX: &[Row] = &[
    ("Mar 14 09:26:53 mail postfix/smtp[71]: 4A1B2C3D4E: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, delay=2, delays=0/0/1/1, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.7] said: 550-5.1.1 No such 550 5.1.1 user (in reply to RCPT TO command))",
        Bounced, "jo@example.org", "mx.example.org", 550, "5.1.1", "550-5.1.1 No such 550 5.1.1 user", "4A1B2C3D4E", "Mar 14 09:26:53"),
    ("2026-03-14T09:26:53.589793+00:00 mail postfix-out/smtp[71]: 4cBgxy3zQxz9sWQ: to=<jo@example.org>, orig_to=<info@example.net>, relay=none, delay=9, dsn=4.4.1, status=deferred (connect to mx.example.org[192.0.2.7]:25: Connection timed out)",
        Deferred, "info@example.net", "mx.example.org", 0, "4.4.1", "connect to mx.example.org[192.0.2.7]:25: Connection timed out", "4cBgxy3zQxz9sWQ", "2026-03-14T09:26:53.589793+00:00"),
    ("Mar  4 09:26:53 mail postfix/lmtp[71]: 4A1B2C3D4E: to=<jo@example.org>, orig_to=<root>, relay=mail.example.org[private/lmtp], dsn=4.2.2, status=SOFTBOUNCE (host mail.example.org[private/lmtp] said: 452 4.2.2 Quota exceeded (in reply to end of DATA command))",
        Deferred, "jo@example.org", "mail.example.org", 452, "4.2.2", "452 4.2.2 Quota exceeded", "4A1B2C3D4E", "Mar  4 09:26:53"),
    ("4A1B2C3D4E: to=<jo@example.org>, relay=none, delay=0, dsn=4.7.0, status=deferred (delivery temporarily suspended: host mx.example.org[2001:db8::7] refused to talk to me: 421 4.7.0 busy)",
        Deferred, "jo@example.org", "mx.example.org", 421, "4.7.0", "421 4.7.0 busy", "4A1B2C3D4E", ""),
    ("<22>1 2026-03-14T09:26:53.1Z mail postfix/local 71 - - 4A1B2C3D4E: to=<jo@example.org>, relay=local, delay=0, dsn=2.0.0, status=sent (delivered to mailbox)",
        Delivered, "jo@example.org", "", 0, "2.0.0", "delivered to mailbox", "4A1B2C3D4E", "2026-03-14T09:26:53.1Z"),
    ("Mon 2026-11-23 10:00:00 CET mail postfix/qmgr[71]: 4A1B2C3D4E: from=<me@example.com>, status=expired, returned to sender",
        Expired, "", "", 0, "", "expired", "4A1B2C3D4E", "Mon 2026-11-23 10:00:00 CET"),
    ("mail-1  | Mar 14 09:26:53 mail postfix/smtpd[71]: NOQUEUE: reject: RCPT from unknown[192.0.2.9]: 550 5.1.1 <jo@example.org>: Recipient address rejected: User unknown; from=<a@example.net> to=<jo@example.org> proto=ESMTP helo=<x>",
        Rejected, "jo@example.org", "192.0.2.9", 550, "5.1.1", "550 5.1.1 <jo@example.org>: Recipient", "", "Mar 14 09:26:53"),
    ("Mar 14 09:26:53 mail postfix/postscreen[71]: NOQUEUE: reject: RCPT from [192.0.2.9]:4711: 550 5.7.1 Service unavailable; client [192.0.2.9] blocked using bl.example.net; from=<a@example.net>, to=<jo@example.org>, proto=ESMTP, helo=<x>",
        Rejected, "jo@example.org", "192.0.2.9", 550, "5.7.1", "550 5.7.1 Service unavailable; client", "", "Mar 14 09:26:53"),
    ("mail postfix/smtpd[71]: NOQUEUE: reject: RCPT from unknown[192.0.2.9]: 550 5.1.1 <jo@example.org>: User unknown; from=<a@example.net> to=<jo@example.org> proto=ESMTP helo=<x>",
        Rejected, "jo@example.org", "192.0.2.9", 550, "5.1.1", "550 5.1.1 <jo@example.org>: User unknown", "", ""),
    ("Mar 14 09:26:53 mail postfix/cleanup[71]: 4A1B2C3D4E: milter-reject: END-OF-MESSAGE from c.example.net[192.0.2.9]: 5.7.1 Spam; from=<a@example.net> to=<jo@example.org> proto=ESMTP helo=<x>",
        Rejected, "jo@example.org", "c.example.net", 0, "5.7.1", "5.7.1 Spam", "4A1B2C3D4E", "Mar 14 09:26:53"),
    ("Mar 14 09:26:53 mail postfix/cleanup[71]: 4A1B2C3D4E: reject: header Subject: hello from me from c.example.net[192.0.2.9]; from=<a@example.net> to=<jo@example.org> proto=ESMTP helo=<x>: 5.7.1 not here",
        Rejected, "jo@example.org", "c.example.net", 0, "5.7.1", "5.7.1 not here", "4A1B2C3D4E", "Mar 14 09:26:53"),
];

#[rustfmt::skip]
const EXIM: &[Row] = &[
    ("2026-03-14 09:26:53 1jmKso-0009d4-Uf ** jo@example.org <sales@example.net> F=<me@example.com> R=dnslookup T=remote_smtp H=mx.example.org [192.0.2.7] X=TLS1.3:X:256 CV=yes DN=\"C=DE,O=A: B,CN=mx\": SMTP error from remote mail server after RCPT TO:<jo@example.org>: 550-5.1.1 no such\\n550 5.1.1 user",
        Bounced, "sales@example.net", "mx.example.org", 550, "5.1.1", "550-5.1.1 no such\n550", "1jmKso-0009d4-Uf", "2026-03-14 09:26:53"),
    ("2026-03-14 09:26:53.123 +0100 [789] 1rAbCd-00000000XYZ-0Abc == jo@example.org R=dnslookup T=remote_smtp defer (-44) H=mx.example.org [192.0.2.7]: SMTP error from remote mail server after RCPT TO:<jo@example.org>: 450 4.2.0 Greylisted",
        Deferred, "jo@example.org", "mx.example.org", 450, "4.2.0", "450 4.2.0", "1rAbCd-00000000XYZ-0Abc", "2026-03-14 09:26:53.123 +0100"),
    ("2026-03-14 09:26:53 1jmKso-0009d4-Uf == jo@example.org R=dnslookup T=remote_smtp defer (110): Connection timed out",
        Deferred, "jo@example.org", "", 0, "", "Connection timed out", "1jmKso-0009d4-Uf", "2026-03-14 09:26:53"),
    ("2026-03-14 09:26:53 1jmKso-0009d4-Uf ** jo@example.org: retry timeout exceeded",
        Expired, "jo@example.org", "", 0, "", "retry timeout", "1jmKso-0009d4-Uf", "2026-03-14 09:26:53"),
    ("Mar 14 09:26:53 mail exim[12]: 2026-03-14 09:26:53 1jmKso-0009d4-Uf => jo <jo@example.org> R=r T=t H=mx.example.org [192.0.2.7] C=\"250 2.0.0 OK\"",
        Delivered, "jo@example.org", "mx.example.org", 250, "2.0.0", "250 2.0.0 OK", "1jmKso-0009d4-Uf", "Mar 14 09:26:53"),
    ("2026-03-14 09:26:53 1jmKso-0009d4-Uf ** jo@example.org R=r T=t: SMTP error from remote mailer after MAIL FROM:<me@example.com> SIZE=1: host mx.example.org [192.0.2.7]: 552 5.3.4 too big",
        Bounced, "jo@example.org", "mx.example.org", 552, "5.3.4", "552 5.3.4 too big", "1jmKso-0009d4-Uf", "2026-03-14 09:26:53"),
    ("2026-03-14 09:26:53 H=(me) [192.0.2.9]:4711 F=<a@example.net> rejected RCPT <jo@example.org>: Unrouteable address",
        Rejected, "jo@example.org", "192.0.2.9", 0, "", "Unrouteable address", "", "2026-03-14 09:26:53"),
    ("2026-03-14 09:26:53 H=c.example.net (me) [192.0.2.9] temporarily rejected connection in \"connect\" ACL: \"too many\"",
        Rejected, "", "c.example.net", 0, "", "\"too many\"", "", "2026-03-14 09:26:53"),
    ("2026-03-14 09:26:53 1jmKso-0009d4-Uf H=c.example.net [192.0.2.9] F=<a@example.net> rejected after DATA: virus found",
        Rejected, "", "c.example.net", 0, "", "virus found", "1jmKso-0009d4-Uf", "2026-03-14 09:26:53"),
    ("2026-03-14 09:26:53 H=c.example.net [192.0.2.9] sender verify fail for <a@example.net>: Unrouteable address",
        Rejected, "", "c.example.net", 0, "", "sender verify fail for", "", "2026-03-14 09:26:53"),
];

#[rustfmt::skip]
const SENDMAIL: &[Row] = &[
    ("to=<jo@example.org>, delay=00:00:04, xdelay=00:00:01, mailer=esmtp, pri=1, relay=mx.example.org. [192.0.2.7], dsn=5.1.1, stat=User unknown",
        Bounced, "jo@example.org", "mx.example.org", 0, "5.1.1", "User unknown", "", ""),
    ("to=jo@example.org, delay=00:00:04, dsn=4.0.0, stat=Deferred: Connection refused by mx.example.org.",
        Deferred, "jo@example.org", "", 0, "4.0.0", "Connection refused", "", ""),
    ("Mar 14 09:26:53 mail sm-mta[71]: 62E9QPxR001903: 62E9QPxS001904: sender notify: Cannot send message for 5 days",
        Expired, "", "", 0, "", "Cannot send message", "62E9QPxR001903", "Mar 14 09:26:53"),
    ("Mar 14 09:26:53 mail sm-mta[71]: 62E9QPxR001903: to=<jo@example.org>, ctladdr=<me@example.com> (1000/100), delay=00:00:04, mailer=esmtp, pri=1, relay=mx.example.org. [192.0.2.7], dsn=5.1.1, stat=User unknown",
        Bounced, "jo@example.org", "mx.example.org", 0, "5.1.1", "User unknown", "62E9QPxR001903", "Mar 14 09:26:53"),
    ("Mar 14 09:26:53 mail sendmail[71]: 62E9QPxR001903: to=jo@example.org, delay=00:00:04, relay=mx.example.org. [192.0.2.7], dsn=5.2.1, reply=550 5.2.1 <jo@example.org> disabled, gone, stat=Service unavailable",
        Bounced, "jo@example.org", "mx.example.org", 550, "5.2.1", "550 5.2.1 <jo@example.org> disabled, gone", "62E9QPxR001903", "Mar 14 09:26:53"),
    ("Mar 14 09:26:53 mail sm-mta[71]: 62E9QPxR001903: to=<jo@example.org>, delay=00:00:04, relay=mx.example.org. [192.0.2.7], dsn=4.2.2, stat=Deferred: 452 4.2.2 Full, try later",
        Deferred, "jo@example.org", "mx.example.org", 452, "4.2.2", "452 4.2.2 Full, try later", "62E9QPxR001903", "Mar 14 09:26:53"),
    ("Mar 14 09:26:53 mail sm-mta[71]: 62E9QPxR001903: to=<jo@example.org>, relay=mx.example.org. [192.0.2.7], dsn=2.0.0, stat=Sent (OK id=1)",
        Delivered, "jo@example.org", "mx.example.org", 0, "2.0.0", "OK id=1", "62E9QPxR001903", "Mar 14 09:26:53"),
    ("Mar 14 09:26:53 mail sm-mta[71]: ruleset=check_rcpt, arg1=<jo@example.org>, relay=c.example.net [192.0.2.9], reject=550 5.7.1 <jo@example.org>... Relaying denied",
        Rejected, "jo@example.org", "c.example.net", 550, "5.7.1", "550 5.7.1 <jo@example.org>...", "", "Mar 14 09:26:53"),
    ("Mar 14 09:26:53 mail sm-mta[71]: 62E9QPxR001903: ruleset=check_mail, arg1=<a@example.net>, relay=[192.0.2.9], reject=553 5.1.8 Domain does not exist",
        Rejected, "", "192.0.2.9", 553, "5.1.8", "553 5.1.8", "62E9QPxR001903", "Mar 14 09:26:53"),
    ("Mar 14 09:26:53 mail sm-mta[71]: 62E9QPxR001903: Milter: to=<jo@example.org>, reject=451 4.7.1 Greylisted",
        Rejected, "jo@example.org", "", 451, "4.7.1", "451 4.7.1", "62E9QPxR001903", "Mar 14 09:26:53"),
    ("Mar 14 09:26:53 mail sm-mta[71]: 62E9QPxR001903: Milter: data, reject=554 5.7.1 Command rejected",
        Rejected, "", "", 554, "5.7.1", "554 5.7.1", "62E9QPxR001903", "Mar 14 09:26:53"),
    ("Mar 14 09:26:53 mail sm-mta[71]: 62E9QPxR001903: <jo@example.org>... User unknown",
        Rejected, "jo@example.org", "", 0, "", "User unknown", "62E9QPxR001903", "Mar 14 09:26:53"),
];

#[rustfmt::skip]
const OPENSMTPD: &[Row] = &[
    ("Mar 14 09:26:53 mail smtpd[71]: 0a1b2c3d4e5f6071 mta delivery evpid=1a2b3c4d5e6f7081 from=<me@example.com> to=<jo@example.org> rcpt=<-> source=\"192.0.2.1\" relay=\"192.0.2.7 (mx.example.org)\" delay=1s result=\"PermFail\" stat=\"550 5.1.1 \"jo\" unknown\"",
        Bounced, "jo@example.org", "mx.example.org", 550, "5.1.1", "550 5.1.1 \"jo\" unknown", "1a2b3c4d5e6f7081", "Mar 14 09:26:53"),
    ("Mar 14 09:26:53 mail smtpd[71]: 0a1b2c3d4e5f6071 mta event=delivery evpid=1a2b3c4d5e6f7081 from=<me@example.com> to=<jo@example.org> rcpt=<info@example.net> source=\"-\" relay=\"mx.example.org\" delay=1s result=\"TempFail\" stat=\"Network error on destination MXs\"",
        Deferred, "info@example.net", "mx.example.org", 0, "", "Network error", "1a2b3c4d5e6f7081", "Mar 14 09:26:53"),
    ("Mar 14 09:26:53 mail smtpd[71]: 0a1b2c3d4e5f6071 mda delivery evpid=1a2b3c4d5e6f7081 from=<me@example.com> to=<jo@example.org> user=jo delay=0s result=Ok stat=Delivered",
        Delivered, "jo@example.org", "", 0, "", "Delivered", "1a2b3c4d5e6f7081", "Mar 14 09:26:53"),
    ("Mar 14 09:26:53 mail smtpd[71]: 0a1b2c3d4e5f6071 smtp failed-command command=\"RCPT TO:<jo@example.org> \" result=\"550 Invalid recipient: <jo@example.org>\"",
        Rejected, "jo@example.org", "", 550, "", "550 Invalid recipient", "0a1b2c3d4e5f6071", "Mar 14 09:26:53"),
    ("Mar 14 09:26:53 mail smtpd[71]: relay: PermFail for 1a2b3c4d5e6f7081: session=0a1b2c3d4e5f6071, from=<me@example.com>, to=<jo@example.org>, rcpt=<->, source=192.0.2.1, relay=192.0.2.7 (mx.example.org), delay=1s, stat=550 5.1.1 no, sorry",
        Bounced, "jo@example.org", "mx.example.org", 550, "5.1.1", "550 5.1.1 no, sorry", "1a2b3c4d5e6f7081", "Mar 14 09:26:53"),
    ("smtp-in: Failed command on session 7818378b78e6ffe0: \"RCPT TO:<jo@example.org>\" => 550 Invalid recipient",
        Rejected, "jo@example.org", "", 550, "", "550 Invalid recipient", "7818378b78e6ffe0", ""),
];

#[rustfmt::skip]
const QMAIL: &[Row] = &[
    ("@4000000065a1b2c30a1b2c3d delivery 17: failure: 192.0.2.7_does_not_like_recipient./Remote_host_said:_550_5.1.1_User_unknown/Giving_up_on_192.0.2.7./",
        Bounced, "", "192.0.2.7", 550, "5.1.1", "550 5.1.1 User unknown", "", "@4000000065a1b2c30a1b2c3d"),
    ("Mar 14 09:26:53 mail qmail: 1773480413.589793 delivery 18: deferral: CNAME_lookup_failed_temporarily._(#4.4.3)/",
        Deferred, "", "", 0, "4.4.3", "CNAME lookup failed temporarily.", "", "Mar 14 09:26:53"),
    ("2026-03-14 09:26:53.589793500 delivery 19: success: 192.0.2.7_accepted_message./Remote_host_said:_250_ok/",
        Delivered, "", "192.0.2.7", 250, "", "250 ok", "", "2026-03-14 09:26:53.589793500"),
    ("delivery 20: failure: Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/",
        Bounced, "", "", 0, "5.1.1", "Sorry, no mailbox here", "", ""),
    ("failure: 192.0.2.7_does_not_like_recipient./Remote_host_said:_550_5.1.1_User_unknown/Giving_up_on_192.0.2.7./",
        Bounced, "", "192.0.2.7", 550, "5.1.1", "550 5.1.1 User unknown", "", ""),
];

#[rustfmt::skip]
const HARAKA: &[Row] = &[
    ("2026-03-14 09:26:53.610745500  [INFO] [69D20955-F582-46D8-BE03-1EF15F7F98B8.1.1] [outbound] bouncing mail: 550 5.1.1 No such user",
        Bounced, "", "", 550, "5.1.1", "550 5.1.1", "69D20955-F582-46D8-BE03-1EF15F7F98B8.1.1", "2026-03-14 09:26:53.610745500"),
    ("[NOTICE] [69D20955.1.1] [outbound] delivered file=1_2_3 domain=example.org host=\"mx.example.org\" ip=192.0.2.7 port=25 mode=SMTP tls=Y auth=N response=\"2.0.0 Ok: queued\" delay=1.2 fails=0 rcpts=1/0/0",
        Delivered, "", "mx.example.org", 0, "2.0.0", "2.0.0 Ok", "69D20955.1.1", ""),
    ("Mar 14 09:26:53 mail haraka[71]: [NOTICE] [69D20955.1.1] [outbound] recipient <jo@example.org> rejected: 550 5.1.1 No such user",
        Bounced, "jo@example.org", "", 550, "5.1.1", "550 5.1.1 No such user", "69D20955.1.1", "Mar 14 09:26:53"),
    ("2026-03-14 09:26:53.610  [NOTICE] [69D20955.1.1] [outbound] recipient <al@example.org> rejected: 550 5.1.1 No such user",
        Bounced, "al@example.org", "", 550, "5.1.1", "550 5.1.1 No such user", "69D20955.1.1", "2026-03-14 09:26:53.610"),
    ("[NOTICE] [69D20955.1.1] [outbound] recipient <jo@example.org> deferred: 450 4.2.0 Greylisted",
        Deferred, "jo@example.org", "", 450, "4.2.0", "450 4.2.0 Greylisted", "69D20955.1.1", ""),
    ("Mar 14 09:26:53 mail haraka[71]: [INFO] [69D20955.1.1] [outbound] Temp failing 1_2_3 for 64 seconds: 451 4.7.1 Later",
        Deferred, "", "", 451, "4.7.1", "451 4.7.1 Later", "69D20955.1.1", "Mar 14 09:26:53"),
];

#[rustfmt::skip]
const POWERMTA: &[Row] = &[
    ("b,2026-03-14 09:26:53+0000,2026-03-14 09:26:50+0000,me@example.com,jo@example.org,,failed,5.1.1 (bad destination mailbox address),\"smtp;550 5.1.1 <jo@example.org>, \"\"unknown\"\"\",mx.example.org (192.0.2.7),bad-mailbox",
        Bounced, "jo@example.org", "mx.example.org", 550, "5.1.1", "550 5.1.1 <jo@example.org>, \"unknown\"", "", "2026-03-14 09:26:53+0000"),
    ("b,2026-03-14 09:26:53+0000,2026-03-12 09:26:50+0000,me@example.com,jo@example.org,rfc822;info@example.net,failed,4.4.7 (delivery time expired),,,",
        Expired, "info@example.net", "", 0, "4.4.7", "delivery time expired", "", "2026-03-14 09:26:53+0000"),
    ("type,timeLogged,rcpt,dsnDiag,dsnMta", Bounced, "", "", 0, "", "HEADER", "", ""),
    ("t,1773480413,jo@example.org,smtp;421 4.7.0 busy,mx.example.org (192.0.2.7)",
        Deferred, "jo@example.org", "mx.example.org", 421, "4.7.0", "421 4.7.0 busy", "", "1773480413"),
];

#[rustfmt::skip]
const EXCHANGE: &[Row] = &[
    ("2026-03-14T09:26:53.123Z,,ex01,,,agent,,SMTP,FAIL,4711,<id@example.com>,guid,jo@example.org,550 5.1.1 RESOLVER.ADR.RecipNotFound; not found,1,1,,,Hello,me@example.com,me@example.com",
        Bounced, "jo@example.org", "", 550, "5.1.1", "550 5.1.1 RESOLVER", "4711", "2026-03-14T09:26:53.123Z"),
    ("#Fields: date-time,event-id,internal-message-id,recipient-address,recipient-status,message-subject", Bounced, "", "", 0, "", "HEADER", "", ""),
    ("2026-03-14T09:26:53.123Z,DEFER,4711,jo@example.org,[{LED=421 4.4.1 Connection timed out};{MSG=};{FQDN=mx.example.org};{IP=192.0.2.7};{LRT=}],\"Hello, you\"",
        Deferred, "jo@example.org", "mx.example.org", 421, "4.4.1", "421 4.4.1", "4711", "2026-03-14T09:26:53.123Z"),
    ("2026-03-14T09:26:53.123Z,FAIL,4711,jo@example.org,[{LED=550 4.4.7 QUEUE.Expired; message expired};{MSG=};{FQDN=mx.example.org};{IP=192.0.2.7};{LRT=}],Hello",
        Expired, "jo@example.org", "mx.example.org", 550, "4.4.7", "550 4.4.7 QUEUE.Expired", "4711", "2026-03-14T09:26:53.123Z"),
];

#[rustfmt::skip]
const ZONEMTA: &[Row] = &[
    ("Mar 14 09:26:53 mail zone-mta[71]: info Sender/default/71 15d5f4c2a4a000f1a2.001 REJECTED[recipient] from=me@example.com[me@example.com] to=jo@example.org mx=mx.example.org (550 5.1.1 No such user (see help))",
        Bounced, "jo@example.org", "mx.example.org", 550, "5.1.1", "550 5.1.1 No such user (see help)", "15d5f4c2a4a000f1a2.001", "Mar 14 09:26:53"),
    ("info Sender/default/71 15d5f4c2a4a000f1a2.002 DEFERRED[greylist] from=me@example.com[] to=al@example.org mx=mx.example.org[192.0.2.7] (450 4.7.1 Greylisted)",
        Deferred, "al@example.org", "mx.example.org", 450, "4.7.1", "450 4.7.1 Greylisted", "15d5f4c2a4a000f1a2.002", ""),
    ("info Sender/default/71 15d5f4c2a4a000f1a2.002 REJECTED[network] from=me@example.com[] to=al@example.org mx=mx.example.org (450 Can't connect to any MX server for example.org)",
        Expired, "al@example.org", "mx.example.org", 450, "", "450 Can't connect", "15d5f4c2a4a000f1a2.002", ""),
    ("2026-03-14T09:26:53.1Z info Sender/default/71 15d5f4c2a4a000f1a2.003 ACCEPTED from=me@example.com[me@example.com] to=jo@example.org mx=mx.example.org body=12 md5=0a1b2c3d4e5f[MD5_OK] (250 2.0.0 OK)",
        Delivered, "jo@example.org", "mx.example.org", 250, "2.0.0", "250 2.0.0 OK", "15d5f4c2a4a000f1a2.003", "2026-03-14T09:26:53.1Z"),
];

#[rustfmt::skip]
const COURIER: &[Row] = &[
    ("Mar 14 09:26:53 mail courieresmtp: id=0038C081.4D026173.000051A4,from=<me@example.com>,addr=<jo@example.org>: 550 5.1.1 No such user",
        Bounced, "jo@example.org", "", 550, "5.1.1", "550 5.1.1 No such user", "0038C081.4D026173.000051A4", "Mar 14 09:26:53"),
    ("Mar 14 09:26:53 mail courieresmtp: id=0038C081.4D026173.000051A4,from=<>,addr=<jo@example.org>: 451 4.7.1 Greylisted",
        Deferred, "jo@example.org", "", 451, "4.7.1", "451 4.7.1 Greylisted", "0038C081.4D026173.000051A4", "Mar 14 09:26:53"),
    ("Mar 14 09:26:53 mail courieresmtp: id=0038C081.4D026173.000051A4,from=<me@example.com>,addr=<jo@example.org>,size=329,success: delivered: mx.example.org [192.0.2.7]",
        Delivered, "jo@example.org", "mx.example.org", 0, "", "delivered: mx.example.org", "0038C081.4D026173.000051A4", "Mar 14 09:26:53"),
    ("Mar 14 09:26:53 mail courieresmtpd: error,relay=::ffff:192.0.2.9,ident=me,from=<a@example.net>,to=<jo@example.org>: 550 User unknown.",
        Rejected, "jo@example.org", "192.0.2.9", 550, "", "550 User unknown.", "", "Mar 14 09:26:53"),
];

#[rustfmt::skip]
const MADDY: &[Row] = &[
    ("Mar 14 09:26:53 mail maddy[71]: queue: delivery attempt failed\t{\"msg_id\":\"3b24958c-1\",\"rcpt\":\"jo@example.org\",\"reason\":\"No such \\\"user\\\"\",\"remote_server\":\"mx.example.org.\",\"smtp_code\":550,\"smtp_enchcode\":\"5.1.1\",\"smtp_msg\":\"No such \\\"user\\\"\"}",
        Bounced, "jo@example.org", "mx.example.org", 550, "5.1.1", "No such \"user\"", "3b24958c-1", "Mar 14 09:26:53"),
    ("queue: delivery attempt failed\t{\"msg_id\":\"3b24958c-1\",\"rcpt\":\"jo@example.org\",\"reason\":\"dial tcp 192.0.2.7:25: connect: connection refused\"}",
        Deferred, "jo@example.org", "", 0, "", "dial tcp 192.0.2.7:25", "3b24958c-1", ""),
    ("2026-03-14T09:26:53.123Z smtp: RCPT error\t{\"msg_id\":\"3b24958c\",\"rcpt\":\"jo@example.org\",\"reason\":\"no such user\",\"smtp_code\":501,\"smtp_enchcode\":\"5.1.1\",\"smtp_msg\":\"User doesn't exist\"}",
        Rejected, "jo@example.org", "", 501, "5.1.1", "User doesn't exist", "3b24958c", "2026-03-14T09:26:53.123Z"),
    ("2026-03-14T09:26:53.123Z queue: delivered\t{\"attempt\":1,\"msg_id\":\"3b24958c-1\",\"rcpt\":\"jo@example.org\"}",
        Delivered, "jo@example.org", "", 0, "", "", "3b24958c-1", "2026-03-14T09:26:53.123Z"),
];

#[rustfmt::skip]
const STALWART: &[Row] = &[
    ("2026-03-14T09:26:53Z INFO DSN permanent failure notification (delivery.dsn-perm-fail) queueId = 2345, from = \"me@example.com\", to = [\"jo@example.org\", \"al@example.org\"], size = 12, total = 2, to = \"jo@example.org\", hostname = \"mx.example.org\", code = 550, details = \"5.1.1 No \\\"such\\\" user, sorry\"",
        Bounced, "jo@example.org", "mx.example.org", 550, "5.1.1", "5.1.1 No \"such\" user, sorry", "2345", "2026-03-14T09:26:53Z"),
    ("2026-03-14T09:26:53Z INFO SMTP RCPT TO rejected (delivery.rcpt-to-rejected) queueId = 2345, from = \"me@example.com\", to = [\"jo@example.org\"], hostname = \"mx.example.org\", code = 451, details = \"Try later\", elapsed = 0ms",
        Deferred, "jo@example.org", "mx.example.org", 451, "", "Try later", "2345", "2026-03-14T09:26:53Z"),
    ("2026-03-14T09:26:53Z INFO DSN temporary failure notification (delivery.dsn-temp-fail) queueId = 2345, from = \"me@example.com\", to = [\"jo@example.org\", \"al@example.org\"], total = 2, details = \"Connection timed out\"",
        Deferred, "", "", 0, "", "Connection timed out", "2345", "2026-03-14T09:26:53Z"),
    ("2026-03-14T09:26:53Z INFO Message delivered (delivery.delivered) queueId = 2345, from = \"me@example.com\", to = [\"jo@example.org\"], hostname = \"mx.example.org\", to = \"jo@example.org\", code = 250, details = \"OK\", elapsed = 12ms",
        Delivered, "jo@example.org", "mx.example.org", 250, "", "OK", "2345", "2026-03-14T09:26:53Z"),
];

#[rustfmt::skip]
const KERIO: &[Row] = &[
    ("[30/Mar/2026 17:57:15] Sent: Queue-ID: 438dd9ea-00000000, Recipient: <jo@example.org>, Result: failed, Status: 5.1.1 550 5.1.1 No such user, sorry, Remote-Host: 192.0.2.7, Msg-Id: <a@example.com>",
        Bounced, "jo@example.org", "192.0.2.7", 550, "5.1.1", "550 5.1.1 No such user, sorry", "438dd9ea-00000000", "[30/Mar/2026 17:57:15]"),
    ("<22>1 2026-04-01T14:59:31+07:00 mx01.example.org mail - - - Sent: Queue-ID: 69ccd05a-0001a3e2, Recipient: <jo@example.org>, Result: delayed, Status: 4.3.0 Recipient's mailbox busy, Remote-Host: 127.0.0.1, Msg-Id: <a@example.com>",
        Deferred, "jo@example.org", "127.0.0.1", 0, "4.3.0", "Recipient's mailbox busy", "69ccd05a-0001a3e2", "2026-04-01T14:59:31+07:00"),
    ("[30/Mar/2026 17:57:15] Sent: Queue-ID: 438dd9ea-00000001, Recipient: <jo@example.org>, Result: delivered, Status: 2.0.0 , Remote-Host: 127.0.0.1, Msg-Id: <a@example.com>",
        Delivered, "jo@example.org", "127.0.0.1", 0, "2.0.0", "", "438dd9ea-00000001", "[30/Mar/2026 17:57:15]"),
];

#[rustfmt::skip]
const MAILENABLE: &[Row] = &[
    ("03/14/26 09:26:53\tSMTP-OU\t0A1B2C3D.MAI\t1092\t192.0.2.7\tRCPT\tRCPT TO:<jo@example.org>\t550 5.1.1 No such user\t35\t31",
        Bounced, "jo@example.org", "192.0.2.7", 550, "5.1.1", "550 5.1.1 No such user", "0A1B2C3D.MAI", "03/14/26 09:26:53"),
    ("03/14/26 09:26:53\tSMTP-IN\t0A1B2C3E.MAI\t916\t192.0.2.9\tRCPT\tRCPT TO:<al@example.org>\t503 This mail server requires authentication\t35\t31\tme",
        Rejected, "al@example.org", "192.0.2.9", 503, "", "503 This mail server requires authentication", "0A1B2C3E.MAI", "03/14/26 09:26:53"),
    ("03/14/26 09:26:53\tSMTP-OU\t0A1B2C3D.MAI\t1092\t192.0.2.7\tDATA\tDATA\t421 4.7.0 Try later\t35\t31",
        Deferred, "", "192.0.2.7", 421, "4.7.0", "421 4.7.0 Try later", "0A1B2C3D.MAI", "03/14/26 09:26:53"),
];

#[rustfmt::skip]
const IRONPORT: &[Row] = &[
    ("Sat Mar 14 09:26:53 2026 Info: Bounced: DCID 3 MID 4 to RID 0 - 5.1.0 - Unknown address error ('550', ['<jo@example.org>... User unknown']) []",
        Bounced, "jo@example.org", "", 550, "", "550 <jo@example.org>... User unknown", "4", "Sat Mar 14 09:26:53 2026"),
    ("Sat Mar 14 09:26:53 2026 Info: Bounced: DCID 8413617 MID 19338947 From: <me@example.com> To: <jo@example.org> RID 0 - 5.4.7 - Delivery expired (message too old) ('000', ['timeout'])",
        Expired, "jo@example.org", "", 0, "5.4.7", "Delivery expired (message too old): timeout", "19338947", "Sat Mar 14 09:26:53 2026"),
    ("Mar 14 09:26:53 esa mail_logs: Info: Delayed: DCID 8414309 MID 19410908 From: <me@example.com> To: <jo@example.org> RID 0 - 4.3.2 - Not accepting messages at this time ('421', [\"4.3.2 It's too much\", '4.3.2 try again later'])",
        Deferred, "jo@example.org", "", 421, "4.3.2", "421 4.3.2 It's too much\n4.3.2 try again later", "19410908", "Mar 14 09:26:53"),
];

#[rustfmt::skip]
const AMAVIS: &[Row] = &[
    ("Mar 14 09:26:53 mail amavis[71]: (00071-09) Blocked SPAM {DiscardedInbound,Quarantined}, [192.0.2.9]:4711 [192.0.2.9] <a@example.net> -> <jo@example.org>, Queue-ID: 4A1B2C3D4E, Message-ID: <b@example.net>, Hits: 9.6, size: 362, 1241 ms",
        Rejected, "jo@example.org", "192.0.2.9", 0, "", "Blocked SPAM", "4A1B2C3D4E", "Mar 14 09:26:53"),
    ("(00071-10) Blocked BANNED (.exe) {BouncedOutbound}, LOCAL [192.0.2.1]:4711 <me@example.com> -> <jo@example.org>, Message-ID: <c@example.com>, mail_id: x, Hits: -",
        Bounced, "jo@example.org", "192.0.2.1", 0, "", "Blocked BANNED (.exe)", "", ""),
    ("Mar 14 09:26:53 mail amavis[71]: (00071-11) Blocked INFECTED (Eicar-Signature) {DiscardedInbound,Quarantined}, [192.0.2.9]:4711 <a@example.net> -> <jo@example.org>, Queue-ID: 4A1B2C3D4F",
        Rejected, "jo@example.org", "192.0.2.9", 0, "", "Blocked INFECTED (Eicar-Signature)", "4A1B2C3D4F", "Mar 14 09:26:53"),
];

#[rustfmt::skip]
const MESSAGE_TRACES: &[Row] = &[
    ("date_time_utc,client_ip,source_context,source,event_id,internal_message_id,message_id,network_message_id,recipient_address,recipient_status,total_bytes,tenant_id", Bounced, "", "", 0, "", "HEADER", "", ""),
    ("2026-03-14T09:26:53.1230000Z,,AM0PR01MB0002,SMTP,FAIL,4711,<a@example.com>,1341ac7b,jo@example.org,{[{LED=550 5.1.1 No such user};{MSG=};{FQDN=mx.example.org};{IP=192.0.2.7};{LRT=}]},5123,",
        Bounced, "jo@example.org", "mx.example.org", 550, "5.1.1", "550 5.1.1 No such user", "4711", "2026-03-14T09:26:53.1230000Z"),
    ("origin_timestamp_utc,sender_address,recipient_status,message_subject,total_bytes,message_id,network_message_id,original_client_ip,directionality,connector_id,delivery_priority", Bounced, "", "", 0, "", "HEADER", "", ""),
    ("2026-03-14T09:26:53.1230000Z,me@example.com,\"jo@example.org##Receive, Fail\",Hello,5123,<a@example.com>,1341ac7b,192.0.2.1,2,,Normal",
        Bounced, "jo@example.org", "", 0, "", "", "1341ac7b", "2026-03-14T09:26:53.1230000Z"),
    ("\"PSComputerName\",\"MessageTraceId\",\"Received\",\"SenderAddress\",\"RecipientAddress\",\"Subject\",\"Status\"", Bounced, "", "", 0, "", "HEADER", "", ""),
    ("\"x\",\"1341ac7b\",\"2026-03-14 09:26:53\",\"me@example.com\",\"jo@example.org\",\"Hello, you\",\"Pending\"",
        Deferred, "jo@example.org", "", 0, "", "", "1341ac7b", "2026-03-14 09:26:53"),
];

#[rustfmt::skip]
const GOOGLE: &[Row] = &[
    ("Message ID,Start date,End date,Sender,Message size,Subject,Direction,Attachments,Recipient address,Event target,Event date,Event status,Event target IP address,Has encryption,Event SMTP reply code,Event description,Client Type,Device User Session ID", Bounced, "", "", 0, "", "HEADER", "", ""),
    ("a@example.com,2026/03/14 09:26:50 UTC,2026/03/14 09:26:53 UTC,me@example.com,1204,\"Hello, you\",Sent,0,jo@example.org,SMTP_OUT,2026/03/14 09:26:53 UTC,BOUNCED,192.0.2.7,Encrypted,550,5.1.1 No such user,,",
        Bounced, "jo@example.org", "192.0.2.7", 550, "5.1.1", "5.1.1 No such user", "a@example.com", "2026/03/14 09:26:53 UTC"),
    ("b@example.com,2026/03/14 09:26:50 UTC,2026/03/14 09:26:53 UTC,me@example.com,1204,Hello,Sent,0,al@example.org,SMTP_OUT,2026/03/14 09:26:54 UTC,Delivery retried,192.0.2.7,Encrypted,421,Try later,,",
        Deferred, "al@example.org", "192.0.2.7", 421, "", "Try later", "b@example.com", "2026/03/14 09:26:54 UTC"),
    ("c@example.com,2026/03/14 09:26:50 UTC,2026/03/14 09:26:53 UTC,a@example.net,1204,Hello,Received,0,jo@example.org,SMTP_IN,2026/03/14 09:26:55 UTC,Rejected,192.0.2.9,Encrypted,550,5.7.1 Policy,,",
        Rejected, "jo@example.org", "192.0.2.9", 550, "5.7.1", "5.7.1 Policy", "c@example.com", "2026/03/14 09:26:55 UTC"),
];

#[rustfmt::skip]
const EXPORT: &[Row] = &[
    ("\u{feff}Status,\"Bounce Reason\",Email,Code,Created,MX,Message-ID", Bounced, "", "", 0, "", "HEADER", "", ""),
    ("Hard bounce,\"550 5.1.1 No such user, sorry\",jo@example.org,550,2026-03-14 09:26:53,mx.example.org,a@example.com",
        Bounced, "jo@example.org", "mx.example.org", 550, "5.1.1", "550 5.1.1 No such user, sorry", "a@example.com", "2026-03-14 09:26:53"),
    ("soft-bounce,mailbox full,al@example.org,,,,", Deferred, "al@example.org", "", 0, "", "mailbox full", "", ""),
    ("dropped,550 5.7.1 no,Al Doe <al@example.org>,,,,", NotSent, "al@example.org", "", 550, "5.7.1", "550 5.7.1 no", "", ""),
    ("bounced,550 5.1.1 no,\"a@example.org, b@example.org\",,,,", Bounced, "", "", 550, "5.1.1", "550 5.1.1 no", "", ""),
    ("Undelivered,,al@example.org,,,,", Bounced, "al@example.org", "", 0, "", "", "", ""),
    ("unknown state,421 4.7.0 later,<al@example.org>,,,,", Deferred, "al@example.org", "", 421, "4.7.0", "421 4.7.0 later", "", ""),
    ("delivered,,al@example.org,,,,", Delivered, "al@example.org", "", 0, "", "", "", ""),
];

/// Of no delivery, and of nobody.
#[test]
fn rows_of_an_export_that_report_nothing() {
    let mut reader = Reader::default();
    for line in [
        EXPORT[0].0,
        "opened,,al@example.org,,,,",
        "success,550 old,al@example.org,,,,",
        "processed,ok,al@example.org,,,,",
    ] {
        reader.read(&LogLine::of(line), &mut |bounce| {
            panic!("{line}: {bounce:?}")
        });
    }
}

/// The lines of a log that follow are none of its rows, though they have as many commas.
#[test]
fn a_log_behind_an_export() {
    let mut reader = Reader::default();
    let none = &mut |bounce: Bounce<'_>| panic!("{bounce:?}");
    reader.read(&LogLine::of("email,reason,status,created,list,id"), none);
    for row in POSTFIX {
        check(&mut reader, row);
    }
}

/// The rows of every format, by its name.
const FORMATS: [(&str, &[Row]); 19] = [
    ("Postfix", POSTFIX),
    ("Exim", EXIM),
    ("Sendmail", SENDMAIL),
    ("OpenSMTPD", OPENSMTPD),
    ("qmail", QMAIL),
    ("Haraka", HARAKA),
    ("amavis", AMAVIS),
    ("Courier", COURIER),
    ("Cisco IronPort", IRONPORT),
    ("Kerio Connect", KERIO),
    ("Maddy", MADDY),
    ("MailEnable", MAILENABLE),
    ("Stalwart", STALWART),
    ("ZoneMTA", ZONEMTA),
    ("Microsoft Exchange", EXCHANGE),
    ("Microsoft 365 message traces", MESSAGE_TRACES),
    ("Google Workspace email log searches", GOOGLE),
    ("PowerMTA", POWERMTA),
    ("CSV bounce lists", EXPORT),
];

/// Those of formats without a header.
fn lines() -> impl Iterator<Item = &'static Row> {
    let formats = FORMATS.iter().map(|(_, rows)| *rows);
    let without = formats.filter(|rows| rows.iter().all(|row| row.6 != "HEADER"));
    without.flatten()
}

/// What these tests check of each format, they check of all.
#[test]
fn every_format_has_lines_here() {
    let listed: Vec<_> = log::FORMATS.iter().map(|format| format.name).collect();
    assert_eq!(FORMATS.map(|(name, _)| name).to_vec(), listed);
    for (name, rows) in FORMATS {
        let deliveries = rows.iter().filter(|row| row.6 != "HEADER");
        assert!(deliveries.count() >= 3, "{name}");
    }
}

#[test]
fn lines_of_each_format() {
    for (_, rows) in FORMATS {
        if rows.iter().all(|row| row.6 != "HEADER") {
            check_all(rows);
        }
    }
}

/// Tables: a header line reports nothing itself, and goes for the rows behind it.
#[test]
fn tables() {
    for rows in [POWERMTA, EXCHANGE, MESSAGE_TRACES, GOOGLE, EXPORT] {
        let mut reader = Reader::default();
        for row in rows {
            match row.6 {
                "HEADER" => reader.read(&LogLine::of(row.0), &mut |bounce| panic!("{bounce:?}")),
                _ => check(&mut reader, row),
            }
        }
    }
}

/// Most lines of a long log tell of nothing and are passed over, but none that tells of a failure.
#[test]
fn failures_in_long_logs() {
    let nothing = "Mar 14 09:26:53 mail postfix/qmgr[71]: 4A1B2C3D4E: removed\n";
    let denied = "[NOTICE] [69D20955.1] [core] hook=rcpt plugin=x function=y params=\"<jo@example.org>\" retval=DENY msg=\"no\"";
    let deferred = "2026-03-14 09:26:53 H=c.example.net [192.0.2.9] sender verify defer for <jo@example.org>: lookup failed";
    let lines = lines().map(|row| row.0).chain([denied, deferred]);
    for line in lines {
        let log = nothing.repeat(200) + line;
        let mut found = bounces(log);
        let mut alone = Vec::new();
        Reader::default().read(&LogLine::of(line), &mut |bounce| alone.push(bounce));
        found.retain(|bounce| bounce.event != Event::Delivered);
        alone.retain(|bounce| bounce.event != Event::Delivered);
        assert_eq!(found, alone, "{line}");
    }
}

/// Every line that tells what became of a delivery is counted, whichever server wrote it.
#[test]
fn every_delivery_is_counted() {
    for row in lines() {
        let mut alone = 0;
        Reader::default().read(&LogLine::of(row.0), &mut |_| alone += 1);
        let mut triage = Triage::new(Diagnoser::new(CATALOGUE), Clock::at(1_795_392_000));
        triage.read(row.0.as_bytes()).expect("memory can be read");
        assert_eq!(triage.tally.status.seen(), alone, "{}", row.0);
    }
}

/// A log that is put together of several may be out of order, and hold any time.
#[test]
fn logs_out_of_order_are_counted() {
    let line = |time: &str| {
        format!(
            "{time} mail postfix/smtp[71]: 4A1B2C3D4E: to=<jo@example.org>, dsn=5.1.1, status=bounced (550 5.1.1 no)\n"
        )
    };
    let json = r#"{"type":"Bounce","id":"1","recipient":"jo@example.org","response":{"code":550,"content":"no"},"timestamp":9223372036854775807}"#;
    let log = line("2026-03-14T09:26:53Z") + json + "\n" + &line("0000-01-01T00:00:00Z");
    let mut triage = Triage::new(Diagnoser::new(CATALOGUE), Clock::at(1_795_392_000));
    triage.read(log.as_bytes()).expect("memory can be read");
    assert_eq!(triage.tally.status.bounced, 3);
    for by in [By::Cause, By::Hour] {
        let options = TriageOptions {
            format: Format::Text,
            by,
            top: Some(5),
            ..TriageOptions::default()
        };
        let mut told = Vec::new();
        report::triage(&mut told, options, &mut triage.tally).expect("memory can be written");
        assert!(!told.is_empty());
    }
}

/// The rows tell of something without a word that says so.
#[test]
fn a_table_behind_a_long_log() {
    let nothing = "Mar 14 09:26:53 mail postfix/qmgr[71]: 4A1B2C3D4E: removed\n".repeat(200);
    let table = "type,timeLogged,rcpt,dsnDiag\nt,1773480413,jo@example.org,421 busy\nt,1773480413,al@example.org,421 busy\n";
    let (found, _) = found(nothing + table);
    let found = found
        .iter()
        .map(|(line, bounce)| (*line, bounce.recipient.as_deref()));
    let expected = [(202, Some("jo@example.org")), (203, Some("al@example.org"))];
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

/// Most lines of a long log tell of nothing and are passed over; rows of a table all do, with a header or without.
#[test]
fn long_tables_without_a_header() {
    let rows = [POWERMTA, EXCHANGE].map(|rows| rows.iter().take_while(|row| row.6 != "HEADER"));
    for row in rows.into_iter().flatten() {
        let table = format!("{}\n", row.0).repeat(500);
        let mut count = 0;
        let read = bouncedex::bounce::read::bounces(
            table.as_bytes(),
            bouncedex::bounce::read::CREDULOUS,
            |_| count += 1,
        );
        assert!(read.is_ok() && count == 500, "{count} of {}", row.0);
    }
}

fn recipients(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    Reader::default().read(&LogLine::of(line), &mut |bounce: Bounce<'_>| {
        found.push(format!(
            "{} {}",
            bounce.recipient.unwrap_or_default(),
            bounce.diagnostic
        ));
    });
    found
}

#[test]
fn several_recipients_of_one_line() {
    let line =
        "62E9QPxR001903: to=<a@example.org>,<b@example.org>, delay=1, dsn=5.1.2, stat=Host unknown";
    assert_eq!(
        recipients(line),
        ["a@example.org Host unknown", "b@example.org Host unknown"]
    );
    let line = "2026-03-14T09:26:53.123Z,,,,,,,SMTP,FAIL,1,<id>,guid,a@example.org;b@example.org,\
        550 5.1.1 one; not found;550 5.7.1 two,1";
    assert_eq!(
        recipients(line),
        [
            "a@example.org 550 5.1.1 one; not found",
            "b@example.org 550 5.7.1 two"
        ]
    );
}

#[test]
fn lines_that_tell_of_no_delivery() {
    for line in [
        "Mar 14 09:26:53 mail postfix/qmgr[71]: 4A1B2C3D4E: from=<me@example.com>, size=1, nrcpt=1 (queue active)",
        "Mar 14 09:26:53 mail postfix/qmgr[71]: 4A1B2C3D4E: removed",
        "Mar 14 09:26:53 mail postfix/bounce[71]: 4A1B2C3D4E: sender non-delivery notification: 4A1B2C3D4F",
        "Mar 14 09:26:53 mail postfix/smtpd[71]: NOQUEUE: reject_warning: RCPT from c.example.net[192.0.2.9]: 550 5.7.1 no; from=<> to=<jo@example.org> proto=SMTP helo=<x>",
        "Mar 14 09:26:53 mail postfix/cleanup[71]: 4A1B2C3D4E: hold: header Subject: x from c.example.net[192.0.2.9]; from=<a@example.net> to=<jo@example.org>: y",
        "Mar 14 09:26:53 mail postfix/smtp[71]: 4A1B2C3D4E: host mx.example.org[192.0.2.7] said: 451 4.7.1 Later (in reply to RCPT TO command)",
        "2026-03-14 09:26:53 1jmKso-0009d4-Uf H=mx.example.org [192.0.2.7]: SMTP error from remote mail server after RCPT TO:<jo@example.org>: 452 4.2.2 Mailbox full",
        "2026-03-14 09:26:53 1jmKso-0009d4-Uf <= me@example.com H=c.example.net [192.0.2.9] P=esmtp S=1",
        "2026-03-14 09:26:53 1jmKso-0009d4-Uf Completed",
        "Mar 14 09:26:53 mail sm-mta[71]: 62E9QPxR001903: from=<me@example.com>, size=1, class=0, nrcpts=1, relay=[192.0.2.9]",
        "Mar 14 09:26:53 mail sm-mta[71]: 62E9QPxR001903: 62E9QPxR001904: DSN: User unknown",
        "Mar 14 09:26:53 mail sm-mta[71]: 62E9QPxR001903: 62E9QPxR001904: sender notify: Warning: could not send message for past 4 hours",
        "Mar 14 09:26:53 mail sendmail[71]: 62E9QPxR001903: to=<jo@example.org>, mailer=esmtp, pri=1, stat=queued",
        "Mar 14 09:26:53 mail smtpd[71]: 0a1b2c3d4e5f6071 smtp failed-command command=\"AUTH LOGIN\" result=\"503 5.5.1 Invalid command\"",
        "@4000000065a1b2c30a1b2c3d starting delivery 17: msg 4711 to remote jo@example.org",
        "[INFO] [69D20955.1.1] [outbound] bouncing mail: Some recipients failed: <jo@example.org>",
        "[INFO] [69D20955.1.1] [outbound] Temp failing 1_2 for 64 seconds: Some recipients temp failed: <jo@example.org>",
        "2026-03-14 09:26:53 1jmKso-0009d4-Uf H=mx.example.org [192.0.2.7]: SMTP error from remote mail server after RCPT TO:<jo@example.org>: 550 no",
        "2026-03-14T09:26:53.123Z queue: not delivered, permanent error\t{\"msg_id\":\"3b24958c-1\",\"rcpt\":\"jo@example.org\"}",
        "2026-03-14T09:26:53Z INFO SMTP RCPT TO rejected (delivery.rcpt-to-rejected) queueId = 2345, to = [\"jo@example.org\"], code = 550, details = \"no\"",
        "[30/Mar/2026 17:57:15] Recv: Queue-ID: 438dd9ea-00000000, Service: SMTP, From: <me@example.com>, To: <jo@example.org>",
        "Sat Mar 14 09:26:53 2026 Info: MID 4 ICID 5 RID 0 To: <jo@example.org>",
        "Mar 14 09:26:53 mail amavis[71]: (00071-11) Passed CLEAN {RelayedInbound}, [192.0.2.9]:4711 <a@example.net> -> <jo@example.org>, Hits: -1",
        "Mar 14 09:26:53 mail amavis[71]: (00071-11) Blocked SPAM {RejectedInbound}, [192.0.2.9]:4711 <a@example.net> -> <jo@example.org>, Hits: 9",
        "Mar 14 09:26:53 mail zone-mta[71]: verb Sender/default/71 15d5f4c2a4a000f1a2.001 FETCHED for delivery (from=me@example.com to=jo@example.org)",
        "Mar 14 09:26:53 mail sshd[71]: Failed password for root from 192.0.2.9",
    ] {
        assert_eq!(read(line), None, "{line}");
        assert!(
            LogLine::of(line).is_of_log() || line.starts_with('@'),
            "{line}"
        );
    }
}

#[test]
fn replies_and_prose_are_no_log_lines() {
    for line in [
        "",
        " ",
        "550 5.1.1 <jo@example.org>: user unknown",
        "host mx.example.org said: 550 5.1.1 no such user",
        "host mx.example.org[192.0.2.7] said: 550 5.1.1 no such user (in reply to RCPT TO command)",
        "554 5.7.1 Message rejected due to policy, see https://example.org/?a=b",
        "The recipient was rejected RCPT by the server: sorry",
        "Note: to=the one I wrote to, status=unclear",
        "smtp; 550 Mail is rejected",
        "d, e and f are letters",
    ] {
        assert_eq!(read(line), None, "{line}");
        assert!(!LogLine::of(line).is_of_log(), "{line}");
    }
}

/// The same, in pieces that stand for themselves: a row of a table says nothing without its header, except at the start
/// of a log.
pub(crate) fn pieces() -> impl Iterator<Item = String> {
    FORMATS.iter().flat_map(|(_, rows)| {
        let lines = |rows: &'static [Row]| rows.iter().map(|row| format!("{}\n", row.0));
        match rows.iter().position(|row| row.6 == "HEADER") {
            Some(header) => vec![lines(&rows[header..]).collect()],
            None => lines(rows).collect(),
        }
    })
}

pub(crate) fn all() -> impl Iterator<Item = &'static str> {
    let rows = FORMATS.iter().flat_map(|(_, rows)| *rows);
    rows.map(|row| row.0)
}

#[test]
fn lines_cut_anywhere() {
    let mut reader = Reader::default();
    for line in all() {
        for (at, _) in line.char_indices() {
            let mut parse = |text| {
                LogLine::of(text).is_of_log();
                reader.read(&LogLine::of(text), &mut |bounce| {
                    bounce.reply();
                });
            };
            parse(&line[..at]);
            parse(&line[at..]);
        }
    }
}

/// The same seed, the same mutations.
#[test]
fn lines_mutated_at_random() {
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below as u64) as usize
    };
    let pieces: Vec<char> = "<>[]():;=,\"\\ /_-@.0512\u{e9}\u{20ac}H".chars().collect();
    let mut reader = Reader::default();
    for line in all() {
        for _ in 0..300 {
            let mut text: Vec<char> = line.chars().collect();
            for _ in 0..=random(4) {
                let at = random(text.len());
                match random(3) {
                    0 => text[at] = pieces[random(pieces.len())],
                    1 => text.insert(at, pieces[random(pieces.len())]),
                    _ => drop(text.remove(at)),
                }
            }
            let text: String = text.into_iter().collect();
            LogLine::of(&text).is_of_log();
            reader.read(&LogLine::of(&text), &mut |bounce| {
                bounce.reply();
            });
        }
    }
}

#[test]
fn long_lines_take_linear_time() {
    let heads = [
        "4A1B2C3D4E: to=<",
        "4A1B2C3D4E: reject: RCPT from ",
        "4A1B2C3D4E: to=a, x=",
        "2026-03-14 09:26:53 1jmKso-0009d4-Uf ** ",
        "2026-03-14 09:26:53 H=",
        "delivery 1: failure: ",
        "0a1b2c3d4e5f6071 mta delivery ",
        "INFO x (delivery.delivered) ",
        "Info: Bounced: DCID 3 MID 4 - 5.1.0 - x ('550', [",
        "Sent: Queue-ID: 1, Recipient: <",
        "(1-2) Blocked SPAM {DiscardedInbound}, ",
        "queue: delivered\t{",
        "1.001 ACCEPTED from=",
        "[INFO] [a] [outbound] delivered ",
        "d,2026",
        "2026-03-14T09:26:53.123Z,,,,,,,SMTP,FAIL,1,<id>,guid,",
        "ruleset=check_rcpt, ",
        "",
    ];
    let fills = [
        "a",
        "<",
        "\"",
        "=",
        "a=\"",
        ", a=",
        ": ",
        ";550 ",
        "[",
        "rejected ",
        "host ",
        " <",
        "a=<",
        "\\\"",
    ];
    let start = std::time::Instant::now();
    for head in heads {
        for fill in fills {
            let line = head.to_owned() + &fill.repeat((1 << 18) / fill.len());
            Reader::default().read(&LogLine::of(&line), &mut |_| {});
        }
    }
    // Numbers that may be the codes of a reply.
    for fill in ["(500) ", "x 550 ", "\"GET / \" 500 "] {
        Reply::parse(&fill.repeat((1 << 18) / fill.len()));
    }
    for head in heads {
        let line = head.to_owned() + &"a=<b>, ".repeat(10 << 17);
        Reader::default().read(&LogLine::of(&line), &mut |_| {});
    }
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

/// What Exim shows on a terminal, with `-v` or `-d`, has a process id in front instead of a stamp and a message id; what people
/// copy has nothing.
#[test]
fn what_exim_shows_on_a_terminal() {
    let failed = "** jo@example.org R=dnslookup T=remote_smtp H=mx.example.org [192.0.2.7]: SMTP error from remote mail \
                  server after RCPT TO:<jo@example.org>: 550 5.1.1 no such user";
    let deferred = "== jo@example.org R=dnslookup defer (-1): host lookup did not complete";
    for process in ["", "  ", "  412   ", "  277   ", "31077   "] {
        let line = format!("{process}{failed}");
        let bounce = read(&line).expect("Exim's line");
        assert_eq!(bounce.event, Bounced, "{line}");
        assert_eq!(bounce.recipient.as_deref(), Some("jo@example.org"));
        assert_eq!(bounce.remote.as_deref(), Some("mx.example.org"));
        assert_eq!(bounce.diagnostic, "550 5.1.1 no such user");
        let line = format!("{process}{deferred}");
        let bounce = read(&line).expect("Exim's line");
        assert_eq!(bounce.event, Deferred, "{line}");
        assert_eq!(bounce.diagnostic, "host lookup did not complete");
    }
    for line in [
        "== jo@example.org is who I asked",
        "** jo@example.org: 550 no",
        "x == jo@example.org R=dnslookup defer (-1): host lookup did not complete",
        "== note R=dnslookup is the router",
    ] {
        assert!(read(line).is_none(), "{line}");
    }
}

/// Exim says whether a refusal is for good without a code.
#[test]
fn a_refusal_for_now_is_temporary() {
    let refusal = |words: &str| {
        let line = format!(
            "2026-03-14 09:26:53 H=c.example.net [192.0.2.9] F=<a@example.net> {words} RCPT <jo@example.org>: lookup failed"
        );
        let bounce = read(&line).expect("Exim's line").into_owned();
        let outcome = Diagnoser::new(CATALOGUE)
            .bounce(&bounce)
            .map(|diagnosis| diagnosis.entry.outcome);
        (bounce.event, bounce.is_temporary, outcome)
    };
    let temporary = Some(Outcome::Temporary);
    assert_eq!(refusal("temporarily rejected"), (Rejected, true, temporary));
    let permanent = Some(Outcome::Permanent);
    assert_eq!(refusal("rejected"), (Rejected, false, permanent));
}

/// Whatever the words are usually said for.
#[test]
fn a_refusal_for_now_is_temporary_whatever_its_words() {
    let outcome = |words: &str, said: &str| {
        let line = format!(
            "2026-03-14 09:26:53 H=c.example.net [192.0.2.9] F=<a@example.net> {words} RCPT <jo@example.org>: {said}"
        );
        let bounce = read(&line).expect("Exim's line").into_owned();
        let diagnosis = Diagnoser::new(CATALOGUE).bounce(&bounce);
        diagnosis.expect("its words are known").outcome()
    };
    assert_eq!(outcome("rejected", "Unknown user"), Outcome::Permanent);
    assert_eq!(
        outcome("temporarily rejected", "Unknown user"),
        Outcome::Temporary
    );
    // A code says more.
    assert_eq!(
        outcome("temporarily rejected", "550 Unknown user"),
        Outcome::Permanent
    );
}

/// At which command, hook or check the server refused a client, as its log calls it.
#[test]
fn where_a_client_was_refused() {
    for (line, stage) in [
        (
            "Mar 14 09:26:53 mail postfix/smtpd[71]: NOQUEUE: reject: RCPT from c.example.net[192.0.2.9]: 550 5.1.1 <jo@example.org>: no; from=<a@example.net> to=<jo@example.org> proto=ESMTP helo=<me>",
            "RCPT",
        ),
        (
            "2026-03-14 09:26:53 H=c.example.net [192.0.2.9] F=<a@example.net> rejected RCPT <jo@example.org>: no",
            "RCPT",
        ),
        (
            "Mar 14 09:26:53 mail smtpd[71]: 0a1b2c3d4e5f6071 smtp failed-command command=\"RCPT TO:<jo@example.org>\" result=\"550 no\"",
            "RCPT",
        ),
        (
            "Mar 14 09:26:53 mail smtpd[71]: smtp-in: Failed command on session 0a1b2c3d4e5f6071: \"RCPT TO:<jo@example.org>\" => 550 no",
            "RCPT",
        ),
        (
            "Mar 14 09:26:53 mail sm-mta[71]: 62E9QPxR001903: ruleset=check_rcpt, arg1=<jo@example.org>, relay=c.example.net [192.0.2.9], reject=550 5.7.1 no",
            "check_rcpt",
        ),
        (
            "2026-03-14T09:26:53.589Z smtp: RCPT error\t{\"msg_id\":\"abc\",\"rcpt\":\"jo@example.org\",\"smtp_code\":550,\"smtp_msg\":\"no\"}",
            "RCPT",
        ),
    ] {
        let bounce = read(line).expect(line);
        assert_eq!(
            (bounce.event, bounce.stage.as_deref()),
            (Rejected, Some(stage)),
            "{line}"
        );
    }
}

/// Whatever its keys, JSON is read wherever it stands in a log.
#[test]
fn json_within_a_long_log() {
    let nothing = "Mar 14 09:26:53 mail postfix/qmgr[71]: 4A1B2C3D4E: removed\n".repeat(200);
    let event =
        r#"{"event":"bounce","email":"jo@example.org","timestamp":1773480413,"reason":"550 no"}"#;
    let log = nothing.clone() + event + "\n" + &nothing;
    let mut triage = Triage::new(Diagnoser::new(CATALOGUE), Clock::at(1_795_392_000));
    triage.read(log.as_bytes()).expect("memory can be read");
    assert_eq!(triage.tally.status.bounced, 1);
    let mut found = 0;
    let read = bouncedex::bounce::read::bounces(
        log.as_bytes(),
        bouncedex::bounce::read::CREDULOUS,
        |_| found += 1,
    );
    assert!(read.is_ok());
    assert_eq!(found, 1);
}

/// A table ends where its rows do.
#[test]
fn lines_behind_a_table() {
    let mut reader = Reader::default();
    reader.read(&LogLine::of(GOOGLE[0].0), &mut |_| {});
    POSTFIX.iter().for_each(|row| check(&mut reader, row));
    check(&mut reader, &GOOGLE[1]);
}

#[test]
fn every_recipient_of_amavis() {
    let line = "(00071-09) Blocked SPAM {DiscardedInbound}, [192.0.2.9]:4711 <a@example.net> -> \
        <jo@example.org>,<al@example.org>, Queue-ID: 4A1B2C3D4E";
    assert_eq!(
        recipients(line),
        ["jo@example.org Blocked SPAM", "al@example.org Blocked SPAM"]
    );
}

/// A text without its line breaks.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the documentation says is read is what the list of formats holds.
#[test]
fn documented_formats() {
    let names = stream::names();
    assert!(unwrapped(include_str!("../../docs/explain.md")).contains(&format!("logs of {names}")));
    let docs = include_str!("../../docs/formats.md");
    for format in &log::FORMATS {
        let heading = format!("\n### {}", format.name);
        assert!(docs.contains(&heading), "{heading}");
    }
}

/// Of tables most rows report no delivery; neither they nor the header are replies.
#[test]
fn rows_that_report_nothing_are_no_replies() {
    let tables = [
        (
            "#Fields: date-time,event-id,recipient-address,recipient-status",
            "2026-03-14T09:26:53.123Z,RECEIVE,jo@example.org,",
        ),
        (
            GOOGLE[0].0,
            "a@example.com,2026/03/14 09:26:50 UTC,,me@example.com,12,550 no,Sent,0,jo@example.org,SMTP_OUT,,Viewed,,,,,,",
        ),
        (
            MESSAGE_TRACES[2].0,
            "2026-03-14T09:26:53.1230000Z,me@example.com,jo@example.org##Receive,550 no,1,<a>,b,,2,,Normal",
        ),
        (
            POWERMTA[2].0,
            "rs,1773480413,jo@example.org,550 no,mx.example.org",
        ),
    ];
    for (header, row) in tables {
        assert_eq!(bounces(format!("{header}\n{row}\n")), [], "{header}");
    }
}

/// qmail names the recipient where a delivery starts, with or without stamps; that of a local delivery is not what was
/// written to.
#[test]
fn the_start_of_a_delivery_by_qmail_names_its_recipient() {
    let log = "new msg 4711\n\
               info msg 4711: bytes 2345 from <me@example.com> qp 12 uid 1\n\
               starting delivery 12: msg 4711 to remote jo@example.org\n\
               starting delivery 13: msg 4711 to local example.net-al@example.net\n\
               status: local 1/10 remote 1/20\n\
               delivery 13: failure: Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/\n\
               delivery 12: failure: 192.0.2.7_does_not_like_recipient./Remote_host_said:_552_5.2.2_Mailbox_full/Giving_up_on_192.0.2.7./\n\
               end msg 4711\n\
               delivery 12: failure: Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/\n";
    let stamped: String = log.lines().fold(String::new(), |log, line| {
        log + "@4000000065a1b2c30a1b2c3d " + line + "\n"
    });
    for log in [log, &stamped] {
        crate::copied::check(
            log,
            &[
                ("", "5.1.1", "user-unknown"),
                ("jo@example.org", "552 5.2.2", "mailbox-full"),
                ("", "5.1.1", "user-unknown"),
            ],
        );
        for line in log.lines() {
            let is_known = LogLine::of(line).is_of_log() || read(line).is_some();
            assert!(is_known, "{line}");
        }
    }
}

/// Each host numbers its deliveries itself, and after a restart from 1 on.
#[test]
fn a_number_of_another_delivery_by_qmail_names_nobody() {
    let dead = "delivery 1: failure: Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/\n";
    for (log, recipient) in [
        (
            format!(
                "starting delivery 1: msg 5 to remote jo@example.org\nstatus: exiting\n\
                 starting delivery 1: msg 9 to local al@example.com\n{dead}"
            ),
            "",
        ),
        (
            format!(
                "Mar 14 09:26:53 mx1 qmail: starting delivery 1: msg 5 to remote jo@example.org\n\
                 Mar 14 09:26:53 mx2 qmail: starting delivery 1: msg 5 to remote al@example.com\n\
                 Mar 14 09:26:54 mx1 qmail: {dead}"
            ),
            "jo@example.org",
        ),
    ] {
        crate::copied::check(&log, &[(recipient, "5.1.1", "user-unknown")]);
    }
}

/// Without a number or a queue id, only how the rest is written shows whose it is.
#[test]
fn other_programs_write_such_lines_too() {
    for line in [
        "failure: /usr/lib/x_y.so/",
        "failure: http://example.com/a_b/",
        "to=jo, from=al, stat=ok",
    ] {
        assert_eq!(read(line), None, "{line}");
    }
}

/// postgrey answers Postfix, which logs the refusal too: together they are one answer.
#[test]
fn postgrey_says_whom_it_told_to_come_back() {
    let head = "Mar 14 09:26:53 mail";
    let asked = |action: &str| {
        format!(
            "{head} postgrey[71]: action={action}, client_name=mail.example.net, client_address=192.0.2.9/32, \
             sender=me@example.net, recipient=jo@example.org\n"
        )
    };
    for greylisted in [
        asked("greylist, reason=new"),
        asked("greylist, reason=early-retry (240s missing)"),
        asked("greylist, reason=new").replace(&format!("{head} postgrey[71]: "), ""),
    ] {
        let found = bouncedex::explain(&greylisted);
        let [told] = &found[..] else {
            panic!("{greylisted}")
        };
        assert_eq!(told.bounce.event, Rejected, "{greylisted}");
        assert_eq!(told.bounce.recipient.as_deref(), Some("jo@example.org"));
        assert_eq!(told.bounce.remote.as_deref(), Some("mail.example.net"));
        assert_eq!(told.bounce.sender.as_deref(), Some("me@example.net"));
        assert_eq!(told.diagnosis.entry.reason.id, "greylisted");
        assert_eq!(told.diagnosis.outcome(), Outcome::Temporary);
    }
    assert!(bouncedex::explain(&asked("pass, reason=triplet found")).is_empty());
    let refused = "Mar 14 09:26:53 mail postfix/smtpd[71]: NOQUEUE: reject: RCPT from mail.example.net[192.0.2.9]: 450 4.2.0 <jo@example.org>: Recipient address rejected: Greylisted; from=<me@example.net> to=<jo@example.org> proto=ESMTP helo=<x>\n";
    crate::copied::check(
        &(asked("greylist, reason=new") + refused),
        &[("jo@example.org", "450 4.2.0", "greylisted")],
    );
}

/// What a log collector exports: only Exchange's rows have a source and an event in capitals.
#[test]
fn rows_of_a_log_collector() {
    let line = "4A1B2C3D01: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, dsn=5.1.1, status=bounced (host \
                mx.example.org[192.0.2.7] said: 550 5.1.1 User unknown (in reply to RCPT TO command))";
    for row in [
        format!("2026-03-14T09:26:53Z,mx1,postfix/lmtp,\"{line}\""),
        format!("2026-03-14T09:26:53Z,mx1,\"postfix/smtp[7]: {line}\""),
        "2026-03-14T09:26:53Z,mx1,app,could not send to jo@example.org: 550 5.1.1 User unknown"
            .to_owned(),
    ] {
        let found = crate::reading::bounces(&row);
        let [bounce] = &found[..] else {
            panic!("{row}: {found:#?}")
        };
        assert_eq!(bounce.recipient.as_deref(), Some("jo@example.org"), "{row}");
    }
}
