//! `triage`: small handwritten logs, and the whole report on each.

use crate::program::{Ended, folder, run_at};
use serde_json::{Value, json};
use std::path::Path;

const POSTFIX: &str = "\
2026-03-14T09:26:53.000000+00:00 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, delay=2, delays=0/0/1/1, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.7] said: 550 5.1.1 <jo@example.org>: Recipient address rejected: User unknown in virtual mailbox table (in reply to RCPT TO command))
2026-03-14T09:27:00.000000+00:00 mx1 postfix/smtp[7]: 4A1B2C3D02: to=<al@example.net>, relay=mx.example.net[192.0.2.8]:25, delay=2, delays=0/0/1/1, dsn=4.2.2, status=deferred (host mx.example.net[192.0.2.8] said: 452 4.2.2 <al@example.net> mailbox full (in reply to RCPT TO command))
2026-03-14T09:57:00.000000+00:00 mx1 postfix/smtp[7]: 4A1B2C3D02: to=<al@example.net>, relay=mx.example.net[192.0.2.8]:25, delay=1802, delays=1800/0/1/1, dsn=4.2.2, status=deferred (host mx.example.net[192.0.2.8] said: 452 4.2.2 <al@example.net> mailbox full (in reply to RCPT TO command))
2026-03-14T10:01:00.000000+00:00 mx1 postfix/smtp[7]: 4A1B2C3D03: to=<bo@example.com>, relay=mx.example.com[192.0.2.9]:25, delay=2, delays=0/0/1/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 77)
2026-03-14T10:02:00.000000+00:00 mx1 postfix/qmgr[8]: 4A1B2C3D04: from=<me@example.com>, status=expired, returned to sender
2026-03-14T10:03:00.000000+00:00 mx1 postfix/smtpd[9]: NOQUEUE: reject: RCPT from unknown[192.0.2.66]: 554 5.7.1 <cy@example.com>: Relay access denied; from=<x@example.net> to=<cy@example.com> proto=ESMTP helo=<x>
2026-03-14T10:04:00.000000+00:00 mx1 postfix/qmgr[8]: 4A1B2C3D03: removed
";

const EXIM: &str = "\
2026-03-14 09:26:53 1jmKso-0009d4-Uf ** jo@example.org R=dnslookup T=remote_smtp H=mx.example.org [192.0.2.7]: SMTP error from remote mail server after RCPT TO:<jo@example.org>: 550 5.1.1 <jo@example.org>: Recipient address rejected: User unknown in virtual mailbox table
2026-03-14 09:30:00 1jmKsp-0009d4-Ug => bo@example.com R=dnslookup T=remote_smtp H=mx.example.com [192.0.2.9] C=\"250 OK\"
2026-03-14 09:31:00 H=c.example.net [192.0.2.66] F=<a@example.net> rejected RCPT <cy@example.com>: relay not permitted
";

const SENDMAIL: &str = "\
Mar 14 09:26:53 mx2 sm-mta[71]: 62E9QPxR001903: to=<jo@example.org>, delay=00:00:04, xdelay=00:00:01, mailer=esmtp, pri=121000, relay=mx.example.org. [192.0.2.7], dsn=5.1.1, reply=550 5.1.1 <jo@example.org>: Recipient address rejected: User unknown in virtual mailbox table, stat=User unknown
Mar 14 09:27:53 mx2 sm-mta[71]: 62E9QPxR001904: to=<bo@example.com>, delay=00:00:04, xdelay=00:00:01, mailer=esmtp, pri=121000, relay=mx.example.com. [192.0.2.9], dsn=2.0.0, stat=Sent (250 Ok)
";

const KUMO: &str = r#"{"type":"Bounce","id":"9d1","sender":"me@example.com","recipient":"jo@example.org","queue":"example.org","site":"mx","peer_address":{"name":"mx.example.org.","addr":"192.0.2.7"},"response":{"code":550,"enhanced_code":{"class":5,"subject":1,"detail":1},"content":"<jo@example.org>: Recipient address rejected: User unknown in virtual mailbox table","command":"RCPT TO"},"timestamp":1773480413}
"#;

const EXCHANGE: &str = "\
#Fields: date-time,event-id,internal-message-id,recipient-address,recipient-status
2026-03-14T09:26:53.123Z,FAIL,4711,jo@example.org,[{LED=550 5.1.1 <jo@example.org>: Recipient address rejected: User unknown in virtual mailbox table};{MSG=};{FQDN=mx.example.org};{IP=192.0.2.7};{LRT=}]
";

/// Runs `triage` with these arguments in a folder, and with this as its standard input.
fn run(folder: &Path, arguments: &[&str], input: &[u8]) -> Ended {
    crate::program::run(folder, &[&["triage"], arguments].concat(), input)
}

/// What is told of a log on standard input, as text.
#[track_caller]
fn told(arguments: &[&str], input: &str) -> String {
    let here = folder(&[]);
    let Ended { status, out, err } = run(here.path(), arguments, input.as_bytes());
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    out
}

/// What is told of a log on standard input, as JSON.
#[track_caller]
fn tally(input: &str) -> Value {
    serde_json::from_str(&told(&["--json"], input)).expect("JSON")
}

#[test]
fn everything_that_is_told_of_a_log() {
    assert_eq!(
        tally(POSTFIX),
        json!({
            "lines": 7,
            "bytes": POSTFIX.len(),
            "first": "2026-03-14 09:26",
            "last": "2026-03-14 10:04",
            "status": {"sent": 1, "deferred": 2, "bounced": 1, "expired": 1, "rejected": 1},
            "attempted": 4,
            "attempts": 3,
            "deliveries": 2,
            "reply": {"452": 2, "550": 1},
            "enhanced": {"4.2.2": 2, "5.1.1": 1},
            "provider": {"none": 3},
            "category": {"hard-bounce": 1, "soft-bounce": 2},
            "reason": {"mailbox-full": 2, "user-unknown": 1},
            "action": {"retry": 2, "suppress": 1},
            "entry": {"std-4-2-2": 2, "postfix-user-unknown": 1},
            "rejected": {"std-5-7-1-relay": 1},
            "domain": {"example.net": 2, "example.org": 1},
            "remote": {"mx.example.net": 2, "mx.example.org": 1},
            "hour": {"2026-03-14 09:00": 3},
            "recipients": {"failed": 1, "suppress": 1},
            "unrecognised": [],
            "by": {
                "provider": {
                    "names": {},
                    "unknown": {"attempted": 4, "sent": 1, "deferred": 2, "bounced": 1},
                },
                "domain": {
                    "names": {
                        "example.com": {"attempted": 1, "sent": 1, "deferred": 0, "bounced": 0},
                        "example.net": {"attempted": 2, "sent": 0, "deferred": 2, "bounced": 0},
                        "example.org": {"attempted": 1, "sent": 0, "deferred": 0, "bounced": 1},
                    },
                    "unknown": {"attempted": 0, "sent": 0, "deferred": 0, "bounced": 0},
                },
                "relay": {
                    "names": {
                        "mx.example.com": {"attempted": 1, "sent": 1, "deferred": 0, "bounced": 0},
                        "mx.example.net": {"attempted": 2, "sent": 0, "deferred": 2, "bounced": 0},
                        "mx.example.org": {"attempted": 1, "sent": 0, "deferred": 0, "bounced": 1},
                    },
                    "unknown": {"attempted": 0, "sent": 0, "deferred": 0, "bounced": 0},
                },
            },
            "rejected_by": {
                "client": {"192.0.2.66": 1},
                "rejected_sender": {"x@example.net": 1},
                "stage": {"RCPT": 1},
            },
            "spikes": [],
        })
    );
}

#[test]
fn every_server_tells_the_same_failure() {
    for log in [EXIM, SENDMAIL, KUMO, EXCHANGE] {
        let tally = tally(log);
        let told = [
            "attempts",
            "deliveries",
            "reply",
            "enhanced",
            "reason",
            "domain",
        ];
        assert_eq!(
            told.map(|field| tally[field].clone()),
            [
                json!(1),
                json!(1),
                json!({"550": 1}),
                json!({"5.1.1": 1}),
                json!({"user-unknown": 1}),
                json!({"example.org": 1}),
            ],
            "{log}"
        );
        assert_eq!(
            tally["recipients"],
            json!({"failed": 1, "suppress": 1}),
            "{log}"
        );
        assert_eq!(tally["first"], "2026-03-14 09:26", "{log}");
    }
}

/// What waits is deferred, and where no reason is given none is unexplained.
#[test]
fn what_waits_in_a_queue_is_counted_by_failure_and_arrival() {
    let queue =
        |heading: &str, message: &str, sum: &str| format!("{heading}{}{sum}", message.repeat(9000));
    let postfix = queue(
        "-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------\n",
        "4A1B2C3D4E      1911 Sat Mar 14 09:26:53  me@example.com\n\
         (connect to mx.example.org[192.0.2.7]:25: Connection timed out)\n                  jo@example.org\n\
         (host mx.example.net[192.0.2.8] said: 452 4.2.2 Mailbox full (in reply to RCPT TO command))\n                  al@example.net\n\n",
        "-- 3 Kbytes in 2 Requests.\n",
    );
    let sendmail = queue(
        "\t\t/var/spool/mqueue (2 requests)\n-----Q-ID----- --Size-- -----Q-Time----- ------------Sender/Recipient-----------\n",
        "62E9QPxR001903*    1911 Sat Mar 14 09:26 <me@example.com>\n      8BITMIME   (Deferred: Connection timed out with mx.example.org.)\n\t\t <jo@example.org>\n\
         62E9QPxR001904     1911 Sat Mar 14 09:59 <me@example.com>\n                 (Deferred: 452 4.2.2 Mailbox full)\n\t\t <al@example.net>\n",
        "\t\tTotal requests: 2\n",
    );
    for list in [&postfix, &sendmail] {
        let tally = tally(list);
        assert_eq!(tally["status"]["deferred"], 18_000);
        assert_eq!(
            tally["reason"],
            json!({"mailbox-full": 9000, "network": 9000})
        );
        assert_eq!(
            tally["domain"],
            json!({"example.net": 9000, "example.org": 9000})
        );
        let hours = tally["hour"].as_object().expect("hours");
        assert!(hours.len() == 1 && hours.keys().all(|hour| hour.ends_with("-03-14 09:00")));
    }
    let exim = queue(
        "",
        "25m  2.9K 1jmKso-0009d4-Uf <me@example.com>\n          jo@example.org\n        D done@example.org\n\n",
        "",
    );
    let tally = tally(&exim);
    assert_eq!(tally["status"]["deferred"], 9000);
    assert_eq!(tally["unrecognised"], json!([]));
}

/// A log that follows the list of a queue is read on.
#[test]
fn a_log_behind_a_queue_is_read() {
    let queue = "25m  2.9K 1jmKso-0009d4-Uf <me@example.com>\n          jo@example.org\n\n";
    let tally = tally(&format!("\n{queue}{POSTFIX}"));
    assert_eq!(tally["status"]["deferred"], 3);
    assert_eq!(tally["status"]["bounced"], 1);
}

#[test]
fn a_mixed_log_is_told_apart_line_by_line() {
    let tally = tally(&[POSTFIX, EXIM, SENDMAIL, KUMO].concat());
    assert_eq!(
        tally["status"],
        json!({"sent": 3, "deferred": 2, "bounced": 4, "expired": 1, "rejected": 2})
    );
    // The same recipient each time, though in four messages.
    assert_eq!(tally["recipients"], json!({"failed": 1, "suppress": 1}));
    assert_eq!(
        (&tally["attempts"], &tally["deliveries"]),
        (&json!(6), &json!(5))
    );
}

const TEXT: &str = "\
7 lines, 1.5 KiB, 2026-03-14 09:26 to 2026-03-14 10:04

sent 1, deferred 2, bounced 1, expired 1, rejected by your server 1
3 failed attempts of 2 deliveries; 1 recipient bounced, 1 of them to suppress

What fails most
";

#[test]
fn a_report_for_people() {
    let out = told(&[], POSTFIX);
    println!("{out}");
    assert!(out.starts_with(TEXT), "{out}");
    let out = told(&["--format", "markdown"], POSTFIX);
    println!("{out}");
    assert!(out.contains("\n| attempts | share | trend | what | action | when | where |\n|---:|"));
    assert!(out.contains("\n### What to do first\n\n1. "));
}

/// Strangers whom one's own server refused, as four servers write it.
const REFUSALS: &str = "\
2026-03-14T10:03:00.000000+00:00 mx1 postfix/smtpd[9]: NOQUEUE: reject: RCPT from mail-wr1-f41.google.com[192.0.2.41]: 554 5.7.1 Service unavailable; Client host [192.0.2.41] blocked using zen.spamhaus.org; from=<x@gmail.com> to=<cy@example.com> proto=ESMTP helo=<mail-wr1-f41.google.com>
2026-03-14T10:04:00.000000+00:00 mx1 postfix/smtpd[9]: NOQUEUE: reject: RCPT from unknown[192.0.2.66]: 450 4.7.1 <x@gmail.com>: Sender address rejected: Domain not found; from=<x@gmail.com> to=<cy@example.com> proto=ESMTP helo=<x>
2026-03-14 10:05:00 H=mail-wr1-f41.google.com [192.0.2.41] F=<a@gmail.com> rejected RCPT <di@example.com>: Unrouteable address
Mar 14 10:06:53 mx2 sm-mta[71]: 62E9QPxR001903: ruleset=check_rcpt, arg1=<ed@example.com>, relay=mail-wr1-f41.google.com [192.0.2.41], reject=550 5.1.1 <ed@example.com>... User unknown
";

#[test]
fn what_ones_own_server_rejected_stands_in_a_section_of_its_own() {
    let out = told(&[], &(POSTFIX.to_owned() + REFUSALS));
    let section = out
        .split_once("\n\nRejected by your server\n")
        .expect("a section")
        .1;
    for said in [
        "554 5.7.1",
        "latest 2026-03-14 10:03: mail-wr1-f41.google.com, to cy@example.com, at RCPT\n",
        "latest 2026-03-14 10:06: mail-wr1-f41.google.com, to ed@example.com, at check_rcpt\n",
        "\nNo such mailbox: No mailbox or alias here has this address.",
        "\nOn a blocklist: The client is on a blocklist that your server asks.",
    ] {
        assert!(section.contains(said), "{said}: {out}");
    }
    assert!(!section.contains("Gmail"), "{out}");
    let out = told(&["--format", "markdown"], &(POSTFIX.to_owned() + REFUSALS));
    let table = "\n### Rejected by your server\n\n| rejected | what | who | latest |\n|---:|---|---|---|\n| 2 | ";
    assert!(out.contains(table), "{out}");
    // Of these alone no delivery failed.
    let out = told(&[], REFUSALS);
    assert!(
        out.contains("\nNo delivery failed.\n\nRejected by your server\n"),
        "{out}"
    );
}

/// Whoever wanted to deliver is not who said no.
#[test]
fn the_client_of_a_refusal_is_no_provider_of_it() {
    let of_gmail = tally(REFUSALS);
    assert_eq!(of_gmail["status"]["rejected"], 4);
    let entries = of_gmail["rejected"].as_object().expect("counts");
    assert!(
        entries.keys().all(|entry| !entry.starts_with("gmail")),
        "{entries:?}"
    );
    let here = folder(&[]);
    let filters = ["--json", "--event", "rejected", "--provider", "gmail"];
    assert_eq!(run(here.path(), &filters, REFUSALS.as_bytes()).status, 1);
}

#[test]
fn events_narrow_the_report_in_all_formats() {
    let log = POSTFIX.to_owned() + REFUSALS;
    let status = |event: &str| {
        let out = told(&["--event", event, "--json"], &log);
        let tally: Value = serde_json::from_str(&out).expect("JSON");
        let status = ["sent", "deferred", "bounced", "expired", "rejected"];
        status.map(|word| tally["status"][word].as_u64().expect("a count"))
    };
    assert_eq!(status("rejected"), [0, 0, 0, 0, 5]);
    assert_eq!(status("!rejected"), [1, 2, 1, 1, 0]);
    assert_eq!(status("deferred"), [0, 2, 0, 0, 0]);
    assert_eq!(status("bounced"), [0, 0, 1, 0, 0]);
    assert_eq!(status("expired"), [0, 0, 0, 1, 0]);
    let out = told(&["--event", "rejected"], &log);
    assert!(
        out.contains(
            "\nonly --event rejected: sent 0, deferred 0, bounced 0, expired 0, rejected by your server 5\n\nRejected by your server\n"
        ),
        "{out}"
    );
    let out = told(&["--event", "!rejected", "--format", "markdown"], &log);
    assert!(!out.contains("Rejected by your server"), "{out}");
    let out = told(&["--event", "expired"], &log);
    assert!(out.contains("given up after retries; the lines"), "{out}");
    let out = told(&["--event", "rejected", "--format", "csv"], &log);
    assert!(
        out.lines().skip(1).all(|row| row.ends_with(",rejected,")),
        "{out}"
    );
    assert!(out.lines().count() > 3, "{out}");
}

#[test]
fn whom_ones_own_server_rejected_is_no_failed_recipient() {
    let here = folder(&[("mail.log", (POSTFIX.to_owned() + REFUSALS).as_bytes())]);
    for filter in [
        &[][..],
        &["--action", "suppress"],
        &["--action", "none"],
        &["--event", "rejected"],
    ] {
        let arguments = [&["mail.log", "--recipients"], filter].concat();
        let out = run(here.path(), &arguments, b"").out;
        assert!(!out.contains("example.com"), "{filter:?}: {out}");
    }
}

/// A log of six hours in which one mailbox is full each minute, and from then on another one does not exist.
fn surging(from: u32, to: u32) -> String {
    let stamp = |line: &str, minute: u32| {
        let time = format!("T{:02}:{:02}:", minute / 60, minute % 60);
        line.replace("T09:26:", &time).replace("T09:27:", &time)
    };
    let [unknown, full] = [0, 1].map(|line| POSTFIX.lines().nth(line).unwrap_or_default());
    let minute = |minute: u32| {
        let burst = if (from..to).contains(&minute) { 3 } else { 0 };
        [stamp(full, minute), "\n".to_owned()].concat()
            + &[stamp(unknown, minute), "\n".to_owned()]
                .concat()
                .repeat(burst)
    };
    (0..360).map(minute).collect()
}

#[test]
fn a_line_of_a_clock_that_was_never_set_has_no_time() {
    let log = surging(120, 180);
    let (date, _) = log.split_once('T').expect("a stamp");
    let first = log.lines().next().unwrap_or_default();
    let unset = format!("{log}{}\n", first.replacen(date, "1970-01-01", 1));
    let told_of = |log: &str| {
        let tally: Value = serde_json::from_str(&told(&["--json"], log)).expect("JSON");
        ["attempts", "first", "spikes"].map(|field| tally[field].clone())
    };
    let [attempts, first_time, spikes] = told_of(&log);
    let more = attempts.as_u64().map(|attempts| attempts + 1);
    assert_eq!(told_of(&unset), [json!(more), first_time, spikes]);
}

#[test]
fn spikes_are_told_instead_of_when_it_began() {
    let out = told(&[], &surging(120, 180));
    let told_of = |what: &str| {
        let lines: Vec<_> = out.lines().collect();
        let row = lines.iter().position(|line| line.contains(what));
        lines[row.expect(what) + 1].trim()
    };
    // What goes on all the time began before the log.
    assert_eq!(told_of("4.2.2"), "Retry later");
    assert_eq!(
        told_of("Postfix"),
        "Suppress the address, spike 02:00 to 03:00: 180, none otherwise; over since 03:00"
    );
    let first = out.split_once("What to do first\n1. ").expect("advice").1;
    assert!(
        first.contains("Postfix") && first.find("Postfix") < first.find("4.2.2"),
        "{out}"
    );
    // Where it is less than a hundredth of all, other things come first.
    let slight = surging(120, 128) + &surging(0, 0).repeat(9);
    let out = told(&[], &slight);
    let first = out.split_once("What to do first\n1. ").expect("advice").1;
    assert!(first.find("4.2.2") < first.find("Postfix"), "{out}");
    assert!(out.contains("spike 02:00 to 02:08: 24"), "{out}");
    let goes_on = told(&["--format", "markdown"], &surging(300, 360));
    assert!(
        goes_on.contains("| spike since 05:00: 180, none before; until the end of the log |"),
        "{goes_on}"
    );
    // One that failed now and then began with the log, as far as can be said.
    let rare = surging(0, 0) + &surging(40, 41);
    assert!(!told(&[], &rare).contains("since"), "{}", told(&[], &rare));
    // So few are no spike.
    let began = told(&[], &surging(300, 306));
    assert!(
        began.contains("Suppress the address, since 2026-03-14 05:00\n"),
        "{began}"
    );
    assert_eq!(
        tally(&surging(120, 180))["spikes"],
        json!([{
            "entry": "postfix-user-unknown",
            "from": "2026-03-14 02:00",
            "until": "2026-03-14 03:00",
            "count": 180,
            "usual": 0,
            "is_over": true,
        }])
    );
}

/// A refusal for a recipient at this domain, by this minute of a day.
fn refusal(domain: &str, said: &str, minute: u32) -> String {
    let (hour, minute) = (minute / 60, minute % 60);
    format!(
        "2026-03-14T{hour:02}:{minute:02}:00+00:00 mx1 postfix/smtp[1]: 4QwZ02: to=<jo@{domain}>, \
         relay=mx.{domain}[192.0.2.7]:25, delay=1, dsn={}, status=bounced (host mx.{domain}[192.0.2.7] said: {said})\n",
        &said[4..9]
    )
}

#[test]
fn the_report_says_where_each_cause_fails() {
    let failed = |domain: &str, count: u32| {
        let refusals = (0..count).map(|minute| refusal(domain, "550 5.1.1 User unknown", minute));
        refusals.collect::<String>()
    };
    let log = [
        ("a.example", 6),
        ("b.example", 3),
        ("c.example", 2),
        ("d.example", 1),
    ];
    let log: String = log
        .iter()
        .map(|(domain, count)| failed(domain, *count))
        .collect();
    let out = told(&[], &log);
    let wanted =
        "\n                               at a.example 50%, b.example 25%, c.example 17%\n";
    assert!(out.contains(wanted), "{out}");
    let out = told(&["--format", "markdown"], &log);
    let wanted = "| `a.example` 50%, `b.example` 25%, `c.example` 17% |\n";
    assert!(out.contains(wanted), "{out}");
    assert!(!told(&["--by", "domain"], &log).contains("  at "));
}

#[test]
fn what_to_do_first_is_about_causes_in_the_table() {
    // Eleven causes that go on all day, and a rarer one that starts.
    let causes = [
        "550 5.1.1 User unknown",
        "552 5.2.2 Mailbox full",
        "550 5.7.26 DMARC policy",
        "550 5.7.23 SPF validation failed",
        "550 5.7.25 Reverse DNS validation failed",
        "552 5.3.4 Message too big",
        "550 5.1.2 Bad destination system address",
        "550 5.1.3 Bad destination mailbox address syntax",
        "550 5.1.6 Mailbox has moved",
        "550 5.2.1 Mailbox disabled",
        "550 5.6.1 Media not supported",
    ];
    let all_day = causes.iter().flat_map(|said| {
        (0..1200)
            .step_by(20)
            .map(|minute| refusal("a.example", said, minute))
    });
    let burst = (600..620)
        .chain(600..620)
        .map(|minute| refusal("b.example", "550 5.4.6 Routing loop detected", minute));
    let log: String = all_day.chain(burst).collect();
    for (top, advised) in [("10", 3), ("2", 2)] {
        let out = told(&["--top", top], &log);
        let (table, advice) = out.split_once("\nWhat to do first\n").expect("advice");
        let titles: Vec<_> = advice
            .lines()
            .map_while(|line| line.split_once(". ")?.1.split_once(". "))
            .map(|(title, _)| title)
            .collect();
        assert_eq!(titles.len(), advised, "{out}");
        assert!(titles[0].contains("5.4.6"), "{out}");
        assert!(titles.iter().all(|title| table.contains(title)), "{out}");
        let rows = table.lines().filter(|line| line.contains("%  "));
        assert_eq!(rows.count().to_string(), top, "{out}");
    }
}

#[test]
fn nobody_is_told_to_suppress_on_guesses() {
    let log = refusal("a.example", "550 5.1.1 no", 0);
    let out = told(&[], &log);
    assert!(out.contains("Contact the recipient"), "{out}");
    assert!(!out.contains("Suppress the address"), "{out}");
    assert!(
        out.contains("Codes alone do not say that an address is dead"),
        "{out}"
    );
}

#[test]
fn json_holds_what_the_table_can_be_grouped_by() {
    let log = surging(60, 120);
    let tally = tally(&log);
    assert_eq!(tally["hour"]["2026-03-14 00:00"], 60);
    assert_eq!(tally["hour"]["2026-03-14 01:00"], 240);
    assert_eq!(
        told(&["--json", "--by", "hour"], &log),
        told(&["--json"], &log)
    );
}

#[test]
fn an_empty_log_is_nothing_to_compare_with() {
    let here = folder(&[("mail.log", POSTFIX.as_bytes()), ("empty.log", b"")]);
    for (old, new, which) in [
        ("empty.log", "mail.log", "the older log is empty"),
        ("mail.log", "empty.log", "the newer log is empty"),
        ("empty.log", "empty.log", "both logs are empty"),
    ] {
        let why = format!("There is nothing to compare: {which}.\n");
        let Ended { out, err, .. } = run(here.path(), &["--compare", old, new], b"");
        assert!(out.ends_with(&why) && err.is_empty(), "{out}{err}");
        let Ended { out, err, .. } = run(here.path(), &["--compare", old, new, "--json"], b"");
        assert!(out.contains(r#""changes":[]"#), "{out}");
        assert_eq!(err, format!("bouncedex: {why}"));
    }
}

#[test]
fn tables_for_spreadsheets_by_whatever_is_asked() {
    let rows = |by: &str| {
        let out = told(&["--format", "csv", "--by", by], POSTFIX);
        let mut lines = out.lines();
        assert_eq!(
            lines.next(),
            Some("attempts,share,id,what,action,since,event,attempted"),
            "{by}"
        );
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(rows("provider"), ["3,100,none,unknown,,,,"]);
    assert_eq!(
        rows("domain"),
        [
            "2,67,example.net,example.net,,,,2",
            "1,33,example.org,example.org,,,,1"
        ]
    );
    assert_eq!(
        rows("action"),
        [
            "2,67,retry,Retry later,,,,",
            "1,33,suppress,Suppress the address,,,,"
        ]
    );
    assert_eq!(
        rows("hour"),
        ["3,100,2026-03-14 09:00,2026-03-14 09:00,,,,"]
    );
    let causes = rows("cause");
    assert!(causes[0].starts_with("2,67,std-4-2-2,"), "{causes:?}");
    assert!(
        causes[0].ends_with(",retry,2026-03-14 09:27,,"),
        "{causes:?}"
    );
    // No attempts of which this would be a share.
    assert!(causes[2].starts_with("1,,std-5-7-1-relay,"), "{causes:?}");
    assert!(
        causes[2].ends_with(",none,2026-03-14 10:03,rejected,"),
        "{causes:?}"
    );
    let out = told(
        &["--format", "csv", "--by", "domain", "--top", "1"],
        POSTFIX,
    );
    assert_eq!(out.lines().count(), 2);
}

#[test]
fn what_nothing_explains_is_grouped_by_its_wording() {
    let line = |id: u32, user: &str| {
        format!(
            "Mar 14 09:26:53 mx1 postfix/smtp[7]: 4A1B2C3D{id:02}: to=<{user}@example.org>, relay=mx.example.org[192.0.2.7]:25, delay=2, delays=0/0/1/1, dsn=5.0.0, status=bounced (host mx.example.org[192.0.2.7] said: 550 The wombat of <{user}@example.org> sleeps (in reply to RCPT TO command))\n"
        )
    };
    let log: String = (0..20).map(|id| line(id, &format!("user{id}"))).collect();
    let tally = tally(&log);
    let groups = tally["unrecognised"].as_array().expect("a list");
    assert_eq!(groups.len(), 1, "{groups:?}");
    assert_eq!(groups[0]["count"], 20);
    let text = groups[0]["text"].as_str().expect("text");
    assert!(text.contains("The wombat of") && !text.contains("user0"));
    assert!(
        groups[0]["sample"]
            .as_str()
            .expect("text")
            .contains("user0@")
    );
}

#[test]
fn files_folders_and_pipes_are_read_alike() {
    let here = folder(&[
        ("logs/mail.log", POSTFIX.as_bytes()),
        ("logs/old/mail.log.1", EXIM.as_bytes()),
    ]);
    let read = |arguments: &[&str], input: &[u8]| {
        let Ended { status, out, err } = run(here.path(), arguments, input);
        assert_eq!((status, err.as_str()), (0, ""));
        out
    };
    let both = read(&["--json"], [EXIM, POSTFIX].concat().as_bytes());
    assert_eq!(both, read(&["--json", "logs"], b""));
    let files = ["--json", "logs/old/mail.log.1", "logs/mail.log"];
    assert_eq!(both, read(&files, b""));
}

#[test]
fn binary_noise_and_endless_lines_hide_nothing() {
    let noise: Vec<u8> = (0..100_000_u32)
        .map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8)
        .filter(|byte| !matches!(byte, b'\n' | b'\r'))
        .collect();
    let endless = vec![b'x'; 3 << 20];
    let log = [
        POSTFIX.as_bytes(),
        &noise,
        b"\n",
        &endless,
        b"\n",
        POSTFIX.as_bytes(),
    ]
    .concat();
    let here = folder(&[("mail.log", &log)]);
    let Ended { status, out, err } = run(here.path(), &["--json", "mail.log"], b"");
    let told =
        "bouncedex: mail.log: line 9: this line is too long; only its first 1 MiB were read\n";
    assert_eq!((status, err.as_str()), (2, told));
    let tally: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(tally["attempts"], 6);
    assert_eq!(tally["bytes"], log.len());
    assert_eq!(tally["lines"], 16);
}

#[test]
fn the_exit_status_tells_how_it_went() {
    let here = folder(&[("mail.log", POSTFIX.as_bytes()), ("empty.log", b"")]);
    let status = |arguments: &[&str]| run(here.path(), arguments, b"").status;
    assert_eq!(status(&["mail.log"]), 0);
    assert_eq!(status(&["empty.log"]), 1);
    assert_eq!(
        status(&["--provider", "gmail", "--recipients", "mail.log"]),
        1
    );
    let Ended { status, out, err } = run(here.path(), &["--json", "missing.log", "mail.log"], b"");
    assert_eq!(
        (status, err.as_str()),
        (2, "bouncedex: missing.log: no such file\n")
    );
    assert!(out.contains("\"attempts\":3"));
}

#[test]
fn logs_that_could_not_be_read_are_no_good_news() {
    let here = folder(&[("empty.log", b"")]);
    let ended = run(here.path(), &["--format", "text", "empty.log"], b"");
    assert!(
        ended
            .out
            .ends_with("\nNothing was read: empty.log is empty.\n"),
        "{}",
        ended.out
    );
    let no_log = b"Nothing to see\nin here\n";
    let ended = run(here.path(), &[], no_log);
    assert_eq!(ended.status, 1);
    assert!(
        ended
            .out
            .contains("\nNo delivery was recognised.\nbouncedex triage reads logs of Postfix"),
        "{}",
        ended.out
    );
    #[cfg(feature = "explorer")]
    for (log, what) in [
        ("missing.log", "Nothing could be read."),
        (
            "empty.log",
            "Nothing was read: there is nothing in empty.log.",
        ),
    ] {
        let ended = run(here.path(), &["--print", "80x24", log], b"");
        assert!(ended.out.contains(what), "{}", ended.out);
    }
}

#[test]
#[cfg(feature = "explorer")]
fn the_screen_says_what_time_a_log_covers() {
    let here = folder(&[("mail.log", POSTFIX.as_bytes())]);
    let arguments = [
        "--print",
        "80x24",
        "--since",
        "2026-11-24 13:00",
        "mail.log",
    ];
    let out = run(here.path(), &arguments, b"").out;
    assert!(out.contains("Nothing happened in that time."), "{out}");
    assert!(out.contains("the log covers 2026-03-14"), "{out}");
}

#[test]
fn a_stretch_of_time() {
    let attempts = |since: &[&str]| {
        let here = folder(&[]);
        let arguments = [&["--json"], since].concat();
        let Ended { out, err, .. } = run(here.path(), &arguments, POSTFIX.as_bytes());
        let tally: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(err.is_empty(), !tally["first"].is_null(), "{err}");
        [&tally["attempts"], &tally["status"]["sent"]].map(|count| count.as_u64().expect("a count"))
    };
    assert_eq!(attempts(&["--since", "2026-03-14"]), [3, 1]);
    assert_eq!(attempts(&["--since", "2026-03-14 09:27"]), [2, 1]);
    // What adjoins adds up.
    assert_eq!(attempts(&["--until", "2026-03-14 09:27"]), [1, 0]);
    assert_eq!(
        attempts(&["--since", "2026-03-14 09:30", "--until", "2026-03-14 10:00"]),
        [1, 0]
    );
    assert_eq!(attempts(&["--until", "2000d"]), [0, 0]);
    let here = folder(&[]);
    for wrong in [
        &["--since", "soon"][..],
        &["--since", "2026-03-15", "--until", "2026-03-14"],
        &["--since", "2026-03-14", "--until", "2026-03-14"],
        &["--compare", "2026-03-15..2026-03-14", "mail.log"],
        &["--compare", "9..10:00", "mail.log"],
        &["--compare", "09:00..10:00"],
        &["--compare", "mail.log", "--follow", "mail.log"],
        &["--top", "0"],
    ] {
        let Ended { status, err, .. } = run(here.path(), wrong, b"");
        assert_eq!(status, 2);
        let told = [
            "yesterday 14:00",
            "must be earlier than --until",
            "must be later than its start",
            "reads the logs twice",
            "leave --follow out",
            "at least 1",
        ];
        assert!(told.iter().any(|why| err.contains(why)), "{err}");
    }
    let Ended { err, .. } = run(here.path(), &["--since", "now", "--until", "1d"], b"");
    assert!(err.contains("Usage: bouncedex triage"), "{err}");
}

#[test]
fn a_time_that_the_log_does_not_cover() {
    let here = folder(&[("mail.log", POSTFIX.as_bytes())]);
    let told = |arguments: &[&str]| {
        let Ended { status, out, err } =
            run(here.path(), &[arguments, &["mail.log"]].concat(), b"");
        assert_eq!(status, 1);
        [out, err]
    };
    let after = ["--since", "2026-03-15"];
    assert_eq!(
        told(&after)[0],
        "7 lines, 1.5 KiB\n\nsent 0, deferred 0, bounced 0, expired 0, rejected by your server 0\n\n\
         Nothing since 2026-03-15 00:00: the log covers 2026-03-14 09:26 to 2026-03-14 10:04.\n\
         A time without a day is today, and 2h is before now. The end of this log: --since \"2026-03-14 09:26\"\n"
    );
    let [out, err] = told(&["--until", "2026-03-13", "--json"]);
    let tally: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!([&tally["first"], &tally["last"]], [&Value::Null; 2]);
    assert_eq!(
        err,
        "bouncedex: Nothing until 2026-03-13 00:00: the log covers 2026-03-14 09:26 to 2026-03-14 10:04.\n"
    );
    let [out, err] = told(&["--compare", "mail.log", "--since", "2026-03-15"]);
    assert!(
        out.starts_with("before: nothing in that time; sent 0,"),
        "{out}"
    );
    assert!(
        out.ends_with("\nThere is nothing to compare: the logs hold nothing of that time.\n"),
        "{out}"
    );
    assert_eq!(
        err.matches("Nothing since 2026-03-15 00:00").count(),
        2,
        "{err}"
    );
}

#[test]
fn what_changed_from_one_time_to_another() {
    let log = surging(120, 180);
    let here = folder(&[("mail.log", log.as_bytes()), ("old..log", log.as_bytes())]);
    let compare = |arguments: &[&str]| {
        let arguments = [&["--compare"], arguments, &["mail.log"]].concat();
        let Ended { status, out, err } = run(here.path(), &arguments, b"");
        assert_eq!((status, err.as_str()), (0, ""));
        out
    };
    let hours = "2026-03-14 01:00..2026-03-14 02:00";
    // By default what comes later, here four times as long.
    assert_eq!(
        compare(&[hours]),
        "before: 2026-03-14 01:00 to 2026-03-14 01:59; sent 0, failed attempts 60, 60 an hour\n\n\
         after: 2026-03-14 02:00 to 2026-03-14 05:59; sent 0, failed attempts 420, 105 an hour\n\n\
         Failed attempts per hour (and in all), as one period is longer than the other; how many of all attempts, or of \
         those of a name; how likely that is by chance:\n\n\
         new                 0 → 45 (180)            0% → 43%    <0.1%  550 5.1.1 · Postfix: User unknown in the recipient tables\n"
    );
    let out = compare(&[hours, "--until", "2026-03-14 03:00"]);
    assert!(out.contains("by chance:\n\nnew          0 → 180 "), "{out}");
    let json = compare(&[hours, "--json"]);
    let told: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(told["by_rate"], true);
    assert_eq!(told["changes"][0]["before_per_hour"], 0.0);
    // A file with such a name, in the same stretch of time.
    let out = compare(&["old..log", "--since", "2026-03-14 02:00"]);
    assert!(out.starts_with("before: 2026-03-14 02:00 to"), "{out}");
    assert!(
        out.ends_with("No failure is more or less frequent.\n"),
        "{out}"
    );
}

#[test]
fn chance_is_no_change() {
    let full = POSTFIX.lines().nth(1).unwrap_or_default();
    let log = |count: usize| format!("{full}\n").repeat(count);
    let change = |before: usize, after: usize| {
        let (old, new) = (log(before), log(after));
        let here = folder(&[("old.log", old.as_bytes()), ("new.log", new.as_bytes())]);
        run(here.path(), &["--compare", "old.log", "new.log"], b"").out
    };
    for (before, after) in [(1, 2), (100, 120), (1000, 1090)] {
        assert!(change(before, after).ends_with("No failure is more or less frequent.\n"));
    }
    assert!(change(100, 140).contains("up         100 → 140 "));
    assert!(change(2000, 1700).contains("down     2,000 → 1,700 "));
}

#[test]
fn recipients_to_suppress() {
    let log = [POSTFIX, POSTFIX, EXIM].concat();
    let reply = "550 5.1.1 <jo@example.org>: Recipient address rejected: User unknown in virtual mailbox table";
    let suppress = ["--recipients", "--action", "suppress"];
    let out = told(&suppress, &log);
    let cells: Vec<_> = out.trim_end().split('\t').collect();
    assert_eq!(
        [cells[0], cells[2], cells[3]],
        ["jo@example.org", "3", reply]
    );
    let all = told(&["--recipients", "--json"], &log);
    let records: Vec<Value> = all
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(records.len(), 2);
    assert_eq!(
        (&records[0]["address"], &records[0]["count"]),
        (&json!("al@example.net"), &json!(4))
    );
    assert_eq!(
        (&records[1]["entry"], &records[1]["reply"]),
        (&json!(cells[1]), &json!(reply))
    );
    let csv = told(
        &["--recipients", "--format", "csv", "--category", "hard"],
        &log,
    );
    assert!(
        csv.starts_with("address,entry,count,reply\njo@example.org,"),
        "{csv}"
    );
    assert_eq!(csv.lines().count(), 2);
}

/// Mail was delivered to an address after it had bounced: it is not dead.
#[test]
fn who_got_mail_later_is_not_to_be_suppressed() {
    let line = |time: &str, recipient: &str, what: &str| {
        format!(
            "2026-03-14T{time}:00.000000+00:00 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<{recipient}>, \
             relay=mx.example.org[192.0.2.7]:25, delay=2, delays=0/0/1/1, {what}\n"
        )
    };
    let dead =
        "dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.7] said: 550 5.1.1 User unknown)";
    let full =
        "dsn=4.2.2, status=deferred (host mx.example.org[192.0.2.7] said: 452 4.2.2 Mailbox full)";
    let sent = "dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 4B1)";
    let exim = "2026-03-14 11:00:00 1jmKso-0009d4-Uf => Ann@Example.org R=dnslookup T=remote_smtp H=mx.example.org \
                [192.0.2.7] C=\"250 Ok\"\n";
    let log = [
        &line("09:00", "ann@example.org", dead),
        &line("09:00", "bob@example.org", dead),
        &line("09:00", "cy@example.org", dead),
        &line("09:00", "di@example.org", dead),
        &line("09:00", "eve@example.org", full),
        exim,
        &line("10:00", "bob@example.org", sent),
        // It bounces again.
        &line("10:00", "cy@example.org", sent),
        &line("11:00", "cy@example.org", dead),
        // It got mail earlier.
        &line("08:00", "di@example.org", sent),
        &line("10:00", "eve@example.org", sent),
    ]
    .concat();
    let listed = |arguments: &[&str]| {
        let here = folder(&[]);
        let Ended { status, out, err } = run(here.path(), arguments, log.as_bytes());
        assert_eq!(
            (status, err.as_str()),
            (
                0,
                "bouncedex: 2 addresses to suppress left out: mail was delivered later\n"
            )
        );
        let addresses = out.lines().map(|line| line.split('\t').next());
        addresses.flatten().map(str::to_owned).collect::<Vec<_>>()
    };
    let dead = ["cy@example.org", "di@example.org"];
    assert_eq!(listed(&["--recipients", "--action", "suppress"]), dead);
    let all = [&dead[..], &["eve@example.org"]].concat();
    assert_eq!(listed(&["--recipients"]), all);
}

#[test]
fn only_what_is_asked_for_is_counted() {
    let out = told(&["--json", "--action", "suppress"], POSTFIX);
    let tally: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(tally["action"], json!({"suppress": 1}));
    assert_eq!(
        tally["status"],
        json!({"sent": 1, "deferred": 0, "bounced": 1, "expired": 1, "rejected": 0})
    );
}

#[test]
fn the_head_tells_of_what_is_asked_for_alone() {
    let out = told(&["--action", "suppress", "--provider", "post"], POSTFIX);
    assert!(
        out.contains(
            "\nonly --provider post --action suppress: deferred 0, bounced 1, rejected by your server 0\n"
        ),
        "{out}"
    );
    let here = folder(&[]);
    let none = run(here.path(), &["--provider", "gmail"], POSTFIX.as_bytes());
    assert!(
        none.out.ends_with("\nNo such delivery failed.\n"),
        "{}",
        none.out
    );
}

#[test]
fn hours_are_bars_in_their_order() {
    let log = surging(60, 120);
    let rows = |arguments: &[&str]| {
        let out = told(&[&["--by", "hour"], arguments].concat(), &log);
        let (_, rest) = out
            .split_once("\n\n")
            .expect("a head")
            .1
            .split_once("\n\n")
            .expect("rows");
        let rows = rest.lines().take_while(|line| !line.is_empty());
        rows.map(str::to_owned).collect::<Vec<_>>()
    };
    let all = rows(&[]);
    assert_eq!((all[0].as_str(), all.len()), ("Failed attempts by hour", 7));
    assert_eq!(
        all[1],
        format!("       60  11%  2026-03-14 00:00  {}", "█".repeat(10))
    );
    assert_eq!(
        all[2],
        format!("      240  44%  2026-03-14 01:00  {}", "█".repeat(40))
    );
    let worst = rows(&["--top", "1"]);
    assert_eq!((worst[0].as_str(), worst.len()), ("Worst hours", 2));
    assert!(worst[1].contains("01:00"), "{worst:?}");
}

#[test]
fn what_changed_since_another_log() {
    let here = folder(&[
        ("old.log", SENDMAIL.as_bytes()),
        ("new.log", POSTFIX.as_bytes()),
    ]);
    let compare = |arguments: &[&str]| {
        let arguments = [&["--compare", "old.log", "new.log"], arguments].concat();
        let Ended { status, out, err } = run(here.path(), &arguments, b"");
        assert_eq!((status, err.as_str()), (0, ""));
        out
    };
    let told: Value = serde_json::from_str(&compare(&["--json"])).expect("JSON");
    assert_eq!(
        (&told["before"]["attempts"], &told["after"]["attempts"]),
        (&json!(1), &json!(3))
    );
    let changes = told["changes"].as_array().expect("a list");
    assert_eq!(
        (&changes[0]["change"], &changes[0]["after"]),
        (&json!("new"), &json!(2))
    );
    let text = compare(&[]);
    assert!(changes[0]["entry"].is_string() && changes[0]["name"].is_null());
    assert_eq!(
        (
            &changes[0]["before_attempted"],
            &changes[0]["after_attempted"]
        ),
        (&json!(2), &json!(4))
    );
    // From two attempts no rate is known.
    assert!(text.contains("; ? marks what may be chance:\n"), "{text}");
    assert!(
        text.contains("\nnew?                0 → 3.2 (2) "),
        "{text}"
    );
    assert_eq!(changes[0]["uncertain"], true);
    let table = compare(&["--format", "csv"]);
    let mut rows = table
        .lines()
        .map(|row| row.rsplitn(3, ',').collect::<Vec<_>>());
    let heads = rows.next().expect("a header");
    assert_eq!(heads[..2], ["after_per_hour", "before_per_hour"]);
    let rates = [
        &changes[0]["after_per_hour"],
        &changes[0]["before_per_hour"],
    ];
    let written = rows.next().expect("a row");
    for (rate, cell) in rates.iter().zip(&written) {
        assert_eq!(*cell, format!("{:.3}", rate.as_f64().expect("a rate")));
    }
    let same = run(here.path(), &["--compare", "new.log", "new.log"], b"").out;
    assert!(
        same.contains("No failure is more or less frequent."),
        "{same}"
    );
}

/// Few failures are news, if there were none for long.
#[test]
fn a_change_that_is_hardly_chance_is_certain() {
    let lines: Vec<_> = POSTFIX.lines().collect();
    let at = |minute: u32, line: &str| {
        let time = format!("T{:02}:{:02}:", minute / 60, minute % 60);
        line.replace("T09:26:", &time).replace("T09:27:", &time) + "\n"
    };
    let usual = (0..15 * 30).map(|minute| at(2 * minute, lines[1]));
    let incident = (0..6).map(|minute| at(14 * 60 + 5 * minute, lines[0]));
    let log: String = usual.chain(incident).collect();
    let here = folder(&[("mail.log", log.as_bytes())]);
    let arguments = [
        "--compare",
        "2026-03-14 00:00..2026-03-14 14:00",
        "--json",
        "mail.log",
    ];
    let out = run(here.path(), &arguments, b"").out;
    let told: Value = serde_json::from_str(&out).expect("JSON");
    let changes = told["changes"].as_array().expect("a list");
    let new = changes.iter().find(|change| change["change"] == "new");
    assert_eq!(new.expect("it")["uncertain"], false, "{told}");
}

/// `tests/fixtures/mail.log`, packed by the tools themselves.
const PACKED: [(&str, &[u8]); 4] = [
    (
        "mail.log.2.gz",
        include_bytes!("../fixtures/packed/mail.log.gz"),
    ),
    (
        "mail.log.3.zst",
        include_bytes!("../fixtures/packed/mail.log.zst"),
    ),
    (
        "mail.log.4.xz",
        include_bytes!("../fixtures/packed/mail.log.xz"),
    ),
    (
        "mail.log.5.bz2",
        include_bytes!("../fixtures/packed/mail.log.bz2"),
    ),
];
const PLAIN: &[u8] = include_bytes!("../fixtures/mail.log");

/// The attempts that are told of these files, how it ended, and the complaint.
fn attempts(files: &[(&str, &[u8])]) -> (u64, i32, String) {
    let here = folder(files);
    let Ended { status, out, err } = run(here.path(), &["--json", "."], b"");
    let tally: Value = serde_json::from_str(&out).expect("JSON");
    (tally["attempts"].as_u64().expect("a count"), status, err)
}

#[test]
fn rotated_and_compressed_logs_just_work() {
    let (each, status, _) = attempts(&[("mail.log", PLAIN)]);
    assert_eq!((each, status), (12, 0));
    for packed in PACKED {
        assert_eq!(
            attempts(&[packed]),
            (each, 0, String::new()),
            "{}",
            packed.0
        );
        let (name, bytes) = packed;
        let twice = [bytes, bytes].concat();
        assert_eq!(
            attempts(&[(name, &twice)]),
            (2 * each, 0, String::new()),
            "{name}"
        );
        let here = folder(&[]);
        let piped = run(here.path(), &["--json"], bytes).out;
        assert_eq!(piped, run(here.path(), &["--json"], PLAIN).out, "{name}");
    }
    let other = [PLAIN, b"\n"].concat();
    let mut all = vec![("mail.log", PLAIN), ("mail.log.1", &other)];
    all.extend(PACKED);
    assert_eq!(attempts(&all), (6 * each, 0, String::new()));
    let skipped = [b"\x50\x2a\x4d\x18\x04\0\0\0skip", PACKED[1].1].concat();
    assert_eq!(
        attempts(&[("skip.zst", &skipped)]),
        (each, 0, String::new())
    );
}

#[test]
fn of_an_archive_that_is_cut_off_or_damaged_the_rest_is_read() {
    for (name, bytes) in PACKED {
        for kept in [5, bytes.len() / 2, bytes.len() - 1] {
            let cut = [bytes, &bytes[..kept]].concat();
            let (count, status, err) = attempts(&[(name, &cut), ("mail.log.9", PLAIN)]);
            assert!((24..=36).contains(&count), "{name} {kept}: {count} {err}");
            let said =
                format!("bouncedex: ./{name}: could not be read any further: the archive is ");
            assert_eq!(
                (status, &err[..said.len().min(err.len())]),
                (2, &*said),
                "{kept}"
            );
            assert_eq!(err.lines().count(), 1, "{err}");
        }
        let mut damaged = bytes.to_vec();
        damaged[bytes.len() / 2] ^= 0x55;
        let (count, status, err) = attempts(&[(name, &damaged), ("mail.log.9", PLAIN)]);
        assert!(
            status == 2 && err.contains("the archive is "),
            "{name}: {err}"
        );
        assert!(count >= 12, "{name}: {count}");
    }
}

#[test]
fn explain_reads_compressed_logs_too() {
    let here = folder(&PACKED);
    for (name, _) in PACKED {
        let Ended { out, .. } = crate::program::run(here.path(), &["explain", "--json", name], "");
        let lines = out.lines().count();
        assert_eq!(lines, 12, "{name}");
    }
}

#[test]
fn now_is_what_the_clock_of_this_machine_shows() {
    let here = folder(&[]);
    // A day ahead of UTC, or behind it: what is still to come there has not happened yet here.
    let attempts = |zone: &str| {
        let arguments = ["triage", "--json", "--since", "now"];
        let Ended { out, .. } = run_at(zone, here.path(), &arguments, stamped_now());
        let tally: Value = serde_json::from_str(&out).expect("JSON");
        tally["attempts"].as_u64()
    };
    assert_eq!(attempts("ABC-10"), Some(0));
    assert_eq!(attempts("ABC+10"), Some(1));
}

/// A failure of this minute, by UTC.
fn stamped_now() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seconds = now.expect("after 1970").as_secs();
    KUMO.replace("1773480413", &seconds.to_string())
}

#[test]
fn of_what_cannot_be_read_nothing_is_told() {
    let here = folder(&[("mail.log", POSTFIX.as_bytes())]);
    for arguments in [
        &["nosuch.log"][..],
        &["--json", "nosuch.log"],
        &["--format", "csv", "nosuch.log", "nosuch.log"],
        &["--recipients", "nosuch.log"],
        &["--compare", "nosuch.log", "mail.log"],
        &["--compare", "mail.log", "nosuch.log"],
    ] {
        let Ended { status, out, err } = run(here.path(), arguments, b"");
        assert_eq!((status, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.contains("nosuch.log: no such file"), "{err}");
    }
    let Ended { status, out, .. } = run(here.path(), &["nosuch.log", "mail.log"], b"");
    assert_eq!(status, 2);
    assert!(out.contains("3 failed attempts"), "{out}");
}

/// The attempts and the bytes that are told of a file of this name, and how it ended.
fn counted(name: &str, log: &[u8]) -> (u64, u64, i32, String) {
    let here = folder(&[(name, log)]);
    let Ended { status, out, err } = run(here.path(), &["--json", name], b"");
    let tally: Value = serde_json::from_str(&out).expect("JSON");
    let number = |field: &str| tally[field].as_u64().expect("a count");
    (number("attempts"), number("bytes"), status, err)
}

#[test]
fn an_array_in_one_line_is_counted_element_by_element() {
    let event = KUMO.trim_end();
    for count in [3, 6000] {
        let array = format!("[{}]\n{POSTFIX}", vec![event; count].join(","));
        let bytes = array.len() as u64;
        let wanted = (count as u64 + 3, bytes, 0, String::new());
        assert_eq!(counted("a.json", array.as_bytes()), wanted);
    }
    let torn = format!("[{},{}", vec![event; 6000].join(","), &event[..99]);
    let said = "bouncedex: a.json: line 1: this JSON breaks off; the rest of it was not read\n";
    let bytes = torn.len() as u64;
    let wanted = (6000, bytes, 2, said.to_owned());
    assert_eq!(counted("a.json", torn.as_bytes()), wanted);
}

/// However JSON is laid out, and whatever stands around it.
#[test]
fn json_over_several_lines_is_counted_whole() {
    let event: Value = serde_json::from_str(KUMO).expect("JSON");
    let pretty = |value: &Value| serde_json::to_string_pretty(value).expect("JSON");
    let array = Value::from(vec![event.clone(); 3]);
    let items = serde_json::json!({ "total": 3, "tags": [1, null], "items": array });
    let by_line = format!("[\n{}\n]", [KUMO.trim_end(); 3].join(",\n"));
    for (json, count) in [
        (pretty(&event), 1),
        (pretty(&array), 3),
        (pretty(&items), 3),
        (by_line, 3),
        (format!("{}\n{}\n{KUMO}", pretty(&array), pretty(&event)), 5),
    ] {
        for log in [format!("{json}\n"), format!("{POSTFIX}{json}\n{POSTFIX}")] {
            let around = 6 * log.starts_with(POSTFIX) as u64;
            let wanted = (count + around, log.len() as u64, 0, String::new());
            assert_eq!(counted("a.json", log.as_bytes()), wanted, "{log}");
        }
    }
    let log = format!("[\n{}\n]\n", vec![KUMO.trim_end(); 6000].join(","));
    let wanted = (6000, log.len() as u64, 0, String::new());
    assert_eq!(counted("a.json", log.as_bytes()), wanted);
}

#[test]
fn torn_json_hides_nothing_behind_it() {
    let event: Value = serde_json::from_str(KUMO).expect("JSON");
    let pretty = serde_json::to_string_pretty(&event).expect("JSON");
    let lines = pretty.lines().count();
    let said = "bouncedex: a.json: line 1: this JSON breaks off; the rest of it was not read\n";
    for torn in [&KUMO[..99], &KUMO[..KUMO.find(',').expect("a comma") + 1]] {
        for (behind, count) in [(KUMO, 1), (POSTFIX, 3), (pretty.as_str(), 1)] {
            let log = format!("{torn}\n{behind}\n");
            let wanted = (count, log.len() as u64, 2, said.to_owned());
            assert_eq!(counted("a.json", log.as_bytes()), wanted, "{log}");
        }
    }
    for line in 1..lines {
        let start: Vec<_> = pretty.lines().take(line).collect();
        let log = format!("{}\n{POSTFIX}{KUMO}", start.join("\n"));
        let (attempts, _, status, err) = counted("a.json", log.as_bytes());
        assert_eq!(attempts, 4, "{log}");
        assert_eq!(status, if line == 1 { 0 } else { 2 }, "{err}{log}");
    }
}

/// While delivery is still tried an address did not get its message, but is not to be suppressed either: whatever asks.
#[test]
fn nobody_is_suppressed_while_delivery_is_tried() {
    let log = POSTFIX.replace("status=bounced", "status=deferred");
    let here = folder(&[("a.log", log.as_bytes())]);
    let list = |command: &str, filter: &[&str]| {
        let arguments = ["--no-config", command, "--recipients", "a.log"];
        crate::program::run(here.path(), &[&arguments[..], filter].concat(), "").out
    };
    for command in ["explain", "triage"] {
        assert!(list(command, &[]).contains("jo@example.org"), "{command}");
        let suppressed = list(command, &["--action", "suppress"]);
        assert_eq!(suppressed, "", "{command}");
    }
}

/// Different bytes that are no UTF-8 look alike once they are read: a list would name one address for both.
#[test]
fn addresses_that_are_no_text_are_left_out_of_lists() {
    let mut log = Vec::new();
    for byte in [0xfe, 0xff] {
        log.extend(
            POSTFIX
                .bytes()
                .map(|known| if known == b'j' { byte } else { known }),
        );
    }
    let here = folder(&[("a.log", &log)]);
    for command in [&["explain"][..], &["triage"], &["triage", "--json"]] {
        let arguments = [&["--no-config"], command, &["--recipients", "a.log"]].concat();
        let ended = crate::program::run(here.path(), &arguments, "");
        assert_eq!(ended.out.matches("example.org").count(), 0, "{ended:?}");
        assert!(ended.err.contains(" left out"), "{ended:?}");
    }
}

#[test]
fn byte_order_marks_hide_no_line() {
    let marked = format!("\u{feff}{EXIM}");
    let bytes = EXIM.len() as u64;
    let wanted = (1, bytes, 0, String::new());
    assert_eq!(counted("a.log", marked.as_bytes()), wanted);
    for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        let written: Vec<u8> = marked.encode_utf16().flat_map(bytes).collect();
        assert_eq!(counted("a.log", &written), wanted);
    }
}

#[test]
fn a_dash_is_standard_input() {
    let log = "Mar 14 09:26:53 mx postfix/smtp[1]: 4XyZ1: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, delay=1, \
               dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.7] said: 550 5.1.1 no such user)\n";
    let here = folder(&[("mail.log", log.as_bytes())]);
    for arguments in [&["-"][..], &["mail.log", "-"]] {
        let arguments = [&["--json"], arguments].concat();
        let report = run(here.path(), &arguments, log.as_bytes());
        let counted: Value = serde_json::from_str(&report.out).expect("JSON");
        assert_eq!(counted["attempts"], arguments.len() - 1, "{arguments:?}");
    }
}

/// An option and a field of the query that name a provider mean the same ones.
#[test]
#[cfg(feature = "explorer")]
fn a_provider_is_called_the_same_in_the_report_and_on_the_screen() {
    let line = |to: &str, host: &str| {
        format!(
            "Mar 14 09:26:53 mx postfix/smtp[1]: 4XyZ1: to=<jo@{to}>, relay={host}[192.0.2.7]:25, delay=1, dsn=5.0.0, \
             status=bounced (host {host}[192.0.2.7] said: 550 no (in reply to RCPT TO command))\n"
        )
    };
    let log = line("mail.ru", "mxs.mail.ru") + &line("gmail.com", "gmail-smtp-in.l.google.com");
    let here = folder(&[("mail.log", log.as_bytes())]);
    for (provider, attempts) in [
        ("mail", 1),
        ("Mail.ru", 1),
        ("gmail.com", 1),
        ("oo", 0),
        ("goo", 1),
    ] {
        let filter = ["--provider", provider];
        let report = run(
            here.path(),
            &[&filter[..], &["--json", "mail.log"]].concat(),
            b"",
        );
        let screen = run(
            here.path(),
            &[&filter[..], &["--print", "80x24", "mail.log"]].concat(),
            b"",
        );
        if attempts == 0 {
            assert_eq!(report.status, 2, "{provider}");
            continue;
        }
        let counted: Value = serde_json::from_str(&report.out).expect("JSON");
        assert_eq!(counted["attempts"], attempts, "{provider}");
        let shown = screen.out.lines().next().unwrap_or_default().to_owned();
        assert!(
            shown.ends_with(&format!("{attempts} of 2")),
            "{provider}: {shown}"
        );
    }
}
